//! Every method on small graphs: against all partitions there are, and for what any of them must keep.
#![allow(clippy::unwrap_used)]

use super::*;
use crate::error::Kind;
use crate::space::graph::{Graph, Link, LinkKind};
use proptest::prelude::*;

fn graph(n: usize, pairs: &[(u32, u32)]) -> Graph {
    let links = pairs.iter().map(|&(from, to)| Link {
        from,
        to,
        weight: 1.0,
        border_m: 0.0,
        kind: LinkKind::Border,
    });
    Graph::from_links(n, links.collect())
}

/// A rook lattice, links one way.
fn lattice(rows: u32, columns: u32) -> Graph {
    let mut pairs = Vec::new();
    for i in 0..rows * columns {
        if i % columns + 1 < columns {
            pairs.push((i, i + 1));
        }
        if i / columns + 1 < rows {
            pairs.push((i, i + columns));
        }
    }
    graph((rows * columns) as usize, &pairs)
}

const DESCENTS: [Descent; 3] = [Descent::Greedy, Descent::Tabu, Descent::Annealing];
const LINKAGES: [Linkage; 4] = [
    Linkage::Single,
    Linkage::Complete,
    Linkage::Average,
    Linkage::Ward,
];

fn search(descent: Descent, objective: Objective) -> Search {
    Search {
        descent,
        objective,
        starts: 20,
        seed: 7,
    }
}

/// All partitions of n units into regions that `verify` passes, as labels by least unit.
fn all_partitions(problem: &Problem<'_>) -> Vec<Vec<u32>> {
    let n = problem.graph.n();
    let mut all = vec![vec![0_u32]];
    for _ in 1..n {
        all = all
            .into_iter()
            .flat_map(|labels| {
                let next = labels.iter().max().map_or(0, |most| most + 1);
                (0..=next).map(move |label| {
                    let mut labels = labels.clone();
                    labels.push(label);
                    labels
                })
            })
            .collect();
    }
    all.retain(|labels| verify(problem, labels).is_ok());
    all
}

fn regions(labels: &[u32]) -> usize {
    labels.iter().max().map_or(0, |&last| last as usize + 1)
}

#[test]
fn searches_find_the_best_of_all_partitions() {
    let graph = lattice(3, 3);
    let x = [
        vec![3.0, 1.0, 4.0, 1.0, 5.0, 9.0, 2.0, 6.0, 5.0],
        vec![2.0, 7.0, 1.0, 8.0, 2.0, 8.0, 1.0, 8.0, 2.0],
    ];
    let people = [1.0, 2.0, 1.0, 3.0, 1.0, 2.0, 1.0, 1.0, 2.0];
    for floor in [None, Some((people.as_slice(), 3.0))] {
        let problem = Problem {
            graph: &graph,
            attributes: &x,
            floor,
        };
        let all = all_partitions(&problem);
        assert!(all.len() > 50);
        for objective in [Objective::Squares, Objective::Pairs] {
            let cost = |labels: &Vec<u32>| match objective {
                Objective::Squares => within_ssd(&x, labels),
                Objective::Pairs => within_pairs(&x, labels),
            };
            let best = |p: usize| {
                let of_p = all.iter().filter(|labels| regions(labels) == p);
                of_p.map(cost).fold(f64::INFINITY, f64::min)
            };
            for descent in [Descent::Tabu, Descent::Annealing] {
                let search = search(descent, objective);
                let found = regionalise(&problem, Method::Azp(search), Some(3..=3)).unwrap();
                assert!(cost(&found.labels) <= best(3) + 1e-9, "{search:?}");
                if floor.is_some() {
                    let most = all.iter().map(|labels| regions(labels)).max().unwrap();
                    let found = regionalise(&problem, Method::MaxP(search), None).unwrap();
                    assert_eq!(regions(&found.labels), most, "{search:?}");
                    assert!(cost(&found.labels) <= best(most) + 1e-9, "{search:?}");
                }
            }
        }
    }
}

/// Joins clusters by looking at all pairs of members of all linked clusters each time.
fn joined_slowly(graph: &Graph, x: &[Vec<f64>], linkage: Linkage, regions: usize) -> Vec<u32> {
    let n = graph.n();
    let mut label: Vec<u32> = (0..n as u32).collect();
    let mean = |units: &[usize]| -> Vec<f64> {
        let mean = |x: &Vec<f64>| units.iter().map(|&i| x[i]).sum::<f64>() / units.len() as f64;
        x.iter().map(mean).collect()
    };
    for _ in regions..n {
        let mut best = (f64::INFINITY, 0, 0);
        for link in graph.all_links() {
            let (a, b) = (label[link.from as usize], label[link.to as usize]);
            let (a, b) = (a.min(b), a.max(b));
            if a == b {
                continue;
            }
            let of = |name| (0..n).filter(|&i| label[i] == name).collect::<Vec<_>>();
            let (of_a, of_b) = (of(a), of(b));
            let pair = |i: usize, j: usize| x.iter().map(|x| (x[i] - x[j]).powi(2)).sum::<f64>();
            let pairs = of_a
                .iter()
                .flat_map(|&i| of_b.iter().map(move |&j| pair(i, j)));
            let many = (of_a.len() * of_b.len()) as f64;
            let distance = match linkage {
                Linkage::Single => pairs.fold(f64::INFINITY, f64::min),
                Linkage::Complete => pairs.fold(0.0, f64::max),
                Linkage::Average => pairs.sum::<f64>() / many,
                Linkage::Ward => {
                    let apart = mean(&of_a).into_iter().zip(mean(&of_b));
                    let apart: f64 = apart.map(|(a, b)| (a - b).powi(2)).sum();
                    2.0 * many / (of_a.len() + of_b.len()) as f64 * apart
                }
            };
            if (distance, a, b) < best {
                best = (distance, a, b);
            }
        }
        label
            .iter_mut()
            .filter(|label| **label == best.2)
            .for_each(|label| *label = best.1);
    }
    numbered(&label)
}

#[test]
fn the_best_number_has_the_greatest_pseudo_f() {
    let path = graph(6, &[(0, 1), (1, 2), (2, 3), (3, 4), (4, 5)]);
    let x = [vec![0.0, 0.1, 5.0, 5.1, 9.0, 9.1]];
    let problem = Problem {
        graph: &path,
        attributes: &x,
        floor: None,
    };
    let found = regionalise(&problem, Method::Redcap(Linkage::Ward), Some(1..=5)).unwrap();
    assert_eq!(found.labels, [0, 0, 1, 1, 2, 2]);
    let counts: Vec<usize> = found.tried.iter().map(|tried| tried.regions).collect();
    assert_eq!(counts, [1, 2, 3, 4, 5]);
    let past = regionalise(&problem, Method::Skater, Some(5..=9)).unwrap();
    assert_eq!(
        past.tried.len(),
        2,
        "numbers above the units are passed over"
    );
}

#[test]
fn what_cannot_be_is_said() {
    let parts = graph(4, &[(0, 1), (2, 3)]);
    let x = [vec![1.0, 2.0, 3.0, 4.0]];
    let people = [1.0, 1.0, 1.0, 1.0];
    let problem = |floor| Problem {
        graph: &parts,
        attributes: &x,
        floor,
    };
    let says = |method, regions: Option<usize>, floor, kind, word: &str| {
        let regions = regions.map(|k| k..=k);
        let error = regionalise(&problem(floor), method, regions).unwrap_err();
        assert_eq!(error.kind, kind, "{error}");
        assert!(error.to_string().contains(word), "{error}");
        assert!(error.remedy.is_some(), "{error}");
    };
    let azp = Method::Azp(search(Descent::Greedy, Objective::Squares));
    let max_p = Method::MaxP(search(Descent::Greedy, Objective::Pairs));
    let two = Some((people.as_slice(), 2.0));
    for method in [Method::Skater, Method::Schc(Linkage::Average), azp] {
        says(method, Some(1), None, Kind::Infeasible, "2 parts");
        says(method, Some(5), None, Kind::Infeasible, "5 regions");
        says(method, None, None, Kind::Study, "number of regions");
    }
    says(azp, Some(3), two, Kind::Infeasible, "no start");
    says(
        Method::Schc(Linkage::Ward),
        Some(2),
        two,
        Kind::Study,
        "no floor",
    );
    says(max_p, None, None, Kind::Study, "floor above 0");
    says(max_p, Some(2), two, Kind::Study, "itself");
    let five = Some((people.as_slice(), 5.0));
    says(max_p, None, five, Kind::Infeasible, "sums to 2");
    let debt = [1.0, -1.0, 1.0, 1.0];
    says(max_p, None, Some((&debt, 1.0)), Kind::Input, "row 2");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn regions_are_whole_and_keep_the_floor(
        values in prop::collection::vec((0_i32..9, 0_i32..9, 1_u32..5), 2..20),
        pairs in prop::collection::vec((0_u32..20, 0_u32..20), 0..50),
        count in 1_usize..7,
        least in 0_u32..8,
    ) {
        let n = values.len();
        let links: Vec<(u32, u32)> = pairs.iter().map(|&(a, b)| (a % n as u32, b % n as u32)).collect();
        let graph = graph(n, &links);
        let attributes = [
            values.iter().map(|v| f64::from(v.0)).collect(),
            values.iter().map(|v| f64::from(v.1)).collect::<Vec<_>>(),
        ];
        let people: Vec<f64> = values.iter().map(|v| f64::from(v.2)).collect();
        let problem = |floor| Problem { graph: &graph, attributes: &attributes, floor };
        let floor = problem(Some((people.as_slice(), f64::from(least))));
        let free = problem(None);
        let moves = |descent| Search { starts: 2, ..search(descent, Objective::Squares) };
        let mut tried = vec![(Method::Skater, &floor)];
        tried.extend(LINKAGES.map(|linkage| (Method::Redcap(linkage), &floor)));
        tried.extend(LINKAGES.map(|linkage| (Method::Schc(linkage), &free)));
        tried.extend([Descent::Greedy, Descent::Tabu].map(|descent| (Method::Azp(moves(descent)), &floor)));
        for (method, problem) in tried {
            let Ok(found) = regionalise(problem, method, Some(count..=count)) else { continue };
            // regionalise has verified contiguity and the floor
            prop_assert_eq!(regions(&found.labels), count);
            let azp = matches!(method, Method::Azp(_));
            if let Ok(coarser) = regionalise(problem, method, Some(count - 1..=count - 1)) && !azp {
                let coarser = coarser.labels;
                for a in 0..n {
                    for b in 0..n {
                        prop_assert!(found.labels[a] != found.labels[b] || coarser[a] == coarser[b]);
                    }
                }
            }
        }
        for descent in [Descent::Greedy, Descent::Tabu] {
            if let Ok(found) = regionalise(&floor, Method::MaxP(moves(descent)), None) {
                prop_assert!(found.labels.len() == n);
            }
        }
    }

    #[test]
    fn clusters_are_those_of_the_slow_way(
        // no two distances are the same, so that rounding decides nothing
        values in prop::collection::hash_set(0_u32..100_000, 2..16),
        pairs in prop::collection::vec((0_u32..16, 0_u32..16), 0..40),
    ) {
        let x = [values.iter().map(|&v| f64::from(v).sqrt()).collect::<Vec<_>>()];
        let n = values.len();
        let path = (1..n as u32).map(|i| (i - 1, i));
        let more = pairs.iter().map(|&(a, b)| (a % n as u32, b % n as u32));
        let graph = graph(n, &path.chain(more).collect::<Vec<_>>());
        let problem = Problem { graph: &graph, attributes: &x, floor: None };
        for linkage in LINKAGES {
            for count in 1..=n {
                let found = regionalise(&problem, Method::Schc(linkage), Some(count..=count)).unwrap();
                prop_assert_eq!(found.labels, joined_slowly(&graph, &x, linkage, count));
            }
        }
    }
}

#[test]
fn threads_change_nothing() {
    let graph = lattice(12, 12);
    let x = [(0..144).map(|i| f64::from(i * i % 37)).collect::<Vec<_>>()];
    let ones = vec![1.0; 144];
    let problem = Problem {
        graph: &graph,
        attributes: &x,
        floor: Some((&ones, 5.0)),
    };
    for descent in DESCENTS {
        let of = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
            let search = Search {
                starts: 4,
                ..search(descent, Objective::Pairs)
            };
            let both = || {
                let azp = regionalise(&problem, Method::Azp(search), Some(9..=9));
                (azp, regionalise(&problem, Method::MaxP(search), None))
            };
            pool.unwrap().install(both)
        };
        assert_eq!(of(1), of(4), "{descent:?}");
    }
}
