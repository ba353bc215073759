//! Regions of GeoDa, spopt and scikit-learn.

use crate::layers::{Reference, agree, layers, linked};
use kawasan::plan::region::{
    Descent, Linkage, Method, Objective, Problem, Search, regionalise, standardise, within_pairs,
    within_ssd,
};
use std::collections::BTreeMap;

/// The floor of a result by another tool, where it has one.
fn floor(layer: &Reference, name: &str) -> Option<(Vec<f64>, f64)> {
    let floor = &layer.regions[name]["floor"];
    let column = floor[0].as_str()?;
    let amount = match column {
        "_count" => vec![1.0; layer.labels["row"].len()],
        _ => layer.column(column),
    };
    Some((amount, floor[1].as_f64().unwrap()))
}

fn number(layer: &Reference, name: &str, key: &str) -> f64 {
    layer.regions[name][key].as_f64().unwrap()
}

/// z-scores with divisor n, as the sums of squares `_ddof0` are of.
fn scores(layer: &Reference) -> Vec<Vec<f64>> {
    let mut scores = standardise(&layer.attributes());
    let n = scores[0].len() as f64;
    let scale = (n / (n - 1.0)).sqrt();
    scores.iter_mut().flatten().for_each(|v| *v *= scale);
    scores
}

#[test]
fn hierarchical_partitions_are_those_of_the_peers() {
    let methods = [
        ("skater_pygeoda", Method::Skater),
        ("skater_spopt_sqeuclid", Method::Skater),
        ("skater_floor_pygeoda", Method::Skater),
        ("redcap_firstorder-singlelinkage_pygeoda", Method::Skater),
        (
            "redcap_fullorder-singlelinkage_pygeoda",
            Method::Redcap(Linkage::Single),
        ),
        (
            "redcap_fullorder-completelinkage_pygeoda",
            Method::Redcap(Linkage::Complete),
        ),
        (
            "redcap_fullorder-averagelinkage_pygeoda",
            Method::Redcap(Linkage::Average),
        ),
        (
            "redcap_fullorder-wardlinkage_pygeoda",
            Method::Redcap(Linkage::Ward),
        ),
        ("schc_single_pygeoda", Method::Schc(Linkage::Single)),
        ("schc_complete_pygeoda", Method::Schc(Linkage::Complete)),
        ("schc_average_pygeoda", Method::Schc(Linkage::Average)),
        ("schc_ward_pygeoda", Method::Schc(Linkage::Ward)),
        ("ward_spopt", Method::Schc(Linkage::Ward)),
        ("ward_sklearn", Method::Schc(Linkage::Ward)),
    ];
    for layer in layers() {
        let (graph, attributes) = (layer.graph("queen"), standardise(&layer.attributes()));
        for (name, method) in methods {
            let regions = number(&layer, name, "k") as usize;
            let floor = floor(&layer, name);
            let problem = Problem {
                graph: &graph,
                attributes: &attributes,
                floor: floor
                    .as_ref()
                    .map(|(amount, least)| (amount.as_slice(), *least)),
            };
            let found = regionalise(&problem, method, Some(regions..=regions)).unwrap();
            let says = layer.says(name);
            let ssd = within_ssd(&attributes, &found.labels);
            agree(ssd, number(&layer, name, "within_ssd_ddof1"), 1e-9, &says);
            assert_eq!(found.labels, by_least_unit(&layer.labels[name]), "{says}");
        }
    }
}

#[test]
fn azp_is_at_least_as_good() {
    let peers = [
        ("azp_greedy_pygeoda", Descent::Greedy),
        ("azp_tabu_pygeoda", Descent::Tabu),
        ("azp_sa_pygeoda", Descent::Annealing),
        ("azp_spopt", Descent::Greedy),
    ];
    for layer in layers() {
        let (graph, attributes) = (layer.graph("queen"), scores(&layer));
        for (name, descent) in peers {
            let problem = Problem {
                graph: &graph,
                attributes: &attributes,
                floor: None,
            };
            let search = Search {
                descent,
                objective: Objective::Squares,
                starts: 10,
                seed: 1,
            };
            let regions = number(&layer, name, "k") as usize;
            let found =
                regionalise(&problem, Method::Azp(search), Some(regions..=regions)).unwrap();
            let (ours, theirs) = (
                found.tried[0].within,
                number(&layer, name, "within_ssd_ddof0"),
            );
            assert_eq!(found.tried[0].regions, regions);
            assert!(ours <= theirs, "{}: {ours}, {theirs}", layer.says(name));
        }
    }
}

#[test]
fn max_p_has_more_regions_or_more_alike_ones() {
    let bars = [("columbus", 9), ("nc", 10), ("mexico", 8)];
    let peers = [
        ("maxp_greedy_pygeoda", Objective::Squares),
        ("maxp_greedy999_pygeoda", Objective::Squares),
        ("maxp_tabu_pygeoda", Objective::Squares),
        ("maxp_spopt", Objective::Pairs),
    ];
    for layer in layers() {
        let (graph, attributes) = (layer.graph("queen"), scores(&layer));
        let bar = bars.iter().find(|(name, _)| *name == layer.name());
        let (amount, least) = floor(&layer, "maxp_spopt").unwrap();
        for descent in [Descent::Greedy, Descent::Tabu, Descent::Annealing] {
            for (name, objective) in peers {
                let problem = Problem {
                    graph: &graph,
                    attributes: &attributes,
                    floor: Some((&amount, least)),
                };
                let search = Search {
                    descent,
                    objective,
                    starts: 99,
                    seed: 1,
                };
                let found = regionalise(&problem, Method::MaxP(search), None).unwrap();
                let says = layer.says(name);
                let p = found.tried[0].regions;
                assert_eq!(Some(p), bar.map(|(_, p)| *p), "{says}");
                let theirs = number(&layer, name, "k") as usize;
                let (ours, cost) = match objective {
                    Objective::Squares => (found.tried[0].within, "within_ssd_ddof0"),
                    Objective::Pairs => (
                        within_pairs(&attributes, &found.labels),
                        "pairwise_manhattan_ddof0",
                    ),
                };
                let bar = number(&layer, name, cost);
                assert!(p > theirs || ours <= bar, "{says}: {ours}, {bar}");
            }
        }
    }
}

/// The pair sums by the closed form equal those the reference made pair by pair.
#[test]
fn pair_sums_are_those_of_the_reference() {
    for layer in layers() {
        let attributes = scores(&layer);
        for (name, labels) in layer.labels.iter().filter(|(name, _)| *name != "row") {
            let ours = within_pairs(&attributes, &by_least_unit(labels));
            let theirs = number(&layer, name, "pairwise_manhattan_ddof0");
            agree(ours, theirs, 1e-9, &layer.says(name));
        }
    }
}

/// METHODS: 3x3 rook lattice, y = 1..9, populations (5,1,1,1,5,1,1,1,5), floor 6: p = 3, H = 12, the rows and nothing else.
#[test]
fn max_p_of_the_lattice_is_its_rows() {
    let beside = |i: u32| {
        let right = (i % 3 < 2).then_some((i, i + 1));
        let below = (i < 6).then_some((i, i + 3));
        right.into_iter().chain(below)
    };
    let pairs = (0..9).flat_map(beside);
    let graph = linked(9, pairs.flat_map(|(a, b)| [(a, b), (b, a)]));
    let y = [(1..=9).map(f64::from).collect::<Vec<_>>()];
    let people = [5.0, 1.0, 1.0, 1.0, 5.0, 1.0, 1.0, 1.0, 5.0];
    for descent in [Descent::Greedy, Descent::Tabu, Descent::Annealing] {
        let problem = Problem {
            graph: &graph,
            attributes: &y,
            floor: Some((&people, 6.0)),
        };
        let search = Search {
            descent,
            objective: Objective::Pairs,
            starts: 99,
            seed: 1,
        };
        let found = regionalise(&problem, Method::MaxP(search), None).unwrap();
        assert_eq!(found.labels, [0, 0, 0, 1, 1, 1, 2, 2, 2], "{descent:?}");
        assert_eq!(within_pairs(&y, &found.labels), 12.0);
    }
}

/// Labels renumbered as ours are: from 0 by their least unit.
fn by_least_unit(labels: &[f64]) -> Vec<u32> {
    let mut numbers = BTreeMap::new();
    labels
        .iter()
        .map(|&label| {
            let next = numbers.len() as u32;
            *numbers.entry(label as i64).or_insert(next)
        })
        .collect()
}
