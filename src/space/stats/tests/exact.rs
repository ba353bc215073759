//! Moments and p-values against all arrangements of few units, written out.

use super::every::{GLOBALS, LOCALS};
use super::graph;
use crate::space::graph::{Graph, Link, LinkKind};
use crate::space::stats::{Transform, join_counts, local_moran, local_moran_total};

const X: [f64; 6] = [2.0, 7.0, 1.0, 8.0, 2.5, 1.5];
const Y: [f64; 6] = [3.0, 1.0, 4.0, 1.5, 5.0, 9.0];

fn uneven() -> Graph {
    let pairs = [
        (0, 1, 1.0),
        (0, 2, 3.0),
        (1, 2, 2.0),
        (2, 3, 1.0),
        (3, 4, 0.5),
        (0, 4, 2.0),
        (4, 5, 1.0),
    ];
    graph(6, &pairs)
}

/// Links that need not go back.
fn one_way() -> Graph {
    let links = [
        (0, 1),
        (0, 3),
        (1, 2),
        (2, 0),
        (3, 4),
        (4, 3),
        (4, 5),
        (5, 0),
        (5, 1),
    ];
    let link = |(from, to)| Link {
        from,
        to,
        weight: 1.0,
        border_m: 0.0,
        kind: LinkKind::Nearest,
    };
    Graph::from_links(6, links.into_iter().map(link).collect())
}

/// All orders of six units.
fn orders() -> Vec<[usize; 6]> {
    fn extend(order: &mut Vec<usize>, all: &mut Vec<[usize; 6]>) {
        if let Ok(order) = <[usize; 6]>::try_from(order.as_slice()) {
            return all.push(order);
        }
        for i in 0..6 {
            if !order.contains(&i) {
                order.push(i);
                extend(order, all);
                order.pop();
            }
        }
    }
    let mut all = Vec::new();
    extend(&mut Vec::new(), &mut all);
    assert_eq!(all.len(), 720);
    all
}

fn ordered(values: &[f64; 6], order: &[usize; 6]) -> [f64; 6] {
    order.map(|i| values[i])
}

fn moments(values: &[f64]) -> (f64, f64) {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    (
        mean,
        values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / n,
    )
}

fn same(ours: f64, exact: f64, what: &str) {
    assert!(
        (ours - exact).abs() <= 1e-10 * (1.0 + exact.abs()),
        "{what}: {ours} {exact}"
    );
}

/// Randomised moments are those of all 720 shuffles, and the share of shuffles is the p.
#[test]
fn global_moments_and_p() {
    let all = orders();
    for graph in [uneven(), one_way()] {
        for transform in super::TRANSFORMS {
            for (name, statistic) in GLOBALS {
                let found = statistic(&X, &Y, &graph, transform, 8_000, 3).unwrap();
                let shuffled: Vec<_> = all
                    .iter()
                    .map(|order| {
                        // Lee shuffles pairs, the bivariate Moran only y
                        let x = if name == "lee" { ordered(&X, order) } else { X };
                        statistic(&x, &ordered(&Y, order), &graph, transform, 0, 3).unwrap()
                    })
                    .collect();
                for (d, ours) in found.iter().enumerate() {
                    let values: Vec<f64> = shuffled.iter().map(|s| s[d].value).collect();
                    let (mean, variance) = moments(&values);
                    same(ours.randomised.expected, mean, ours.name);
                    same(ours.randomised.variance, variance, ours.name);
                    let share = |reached: &dyn Fn(f64) -> bool| {
                        values.iter().filter(|v| reached(**v)).count() as f64 / 720.0
                    };
                    let tails = ours.permuted.unwrap();
                    for (p, exact) in [
                        (tails.p_greater(), share(&|v| v >= ours.value - 1e-12)),
                        (tails.p_less(), share(&|v| v <= ours.value + 1e-12)),
                    ] {
                        let error = (exact * (1.0 - exact) / 8_000.0).sqrt();
                        assert!(
                            (p - exact).abs() <= 4.5 * error + 2e-4,
                            "{name}: {p} {exact}"
                        );
                    }
                }
            }
        }
    }
}

/// Conditional moments and p are those of all shuffles that leave the unit where it is.
#[test]
fn local_moments_and_p() {
    let all = orders();
    for graph in [uneven(), one_way()] {
        for (name, statistic) in LOCALS {
            let ours = statistic(&X, &Y, &graph, Transform::Row, 4_000, 3).unwrap();
            let shuffled = all.iter().map(|order| {
                let (x, y) = (ordered(&X, order), ordered(&Y, order));
                (
                    order,
                    statistic(&x, &y, &graph, Transform::Row, 0, 3).unwrap(),
                )
            });
            let shuffled: Vec<_> = shuffled.collect();
            for i in 0..6 {
                let stays = shuffled.iter().filter(|(order, _)| order[i] == i);
                let values: Vec<f64> = stays
                    .map(|(_, local)| local.statistic[i].unwrap())
                    .collect();
                assert_eq!(values.len(), 120);
                let (mean, variance) = moments(&values);
                // G* has the moments of Ord and Getis, with the unit itself among those shuffled
                if name != "g-star" {
                    same(ours.expected[i].unwrap(), mean, name);
                    same(ours.variance[i].unwrap(), variance, name);
                }
                let at = ours.statistic[i].unwrap();
                let share = |reached: &dyn Fn(f64) -> bool| {
                    values.iter().filter(|v| reached(**v)).count() as f64 / 120.0
                };
                for (p, exact) in [
                    (ours.p_greater[i], share(&|v| v >= at - 1e-12)),
                    (ours.p_less[i], share(&|v| v <= at + 1e-12)),
                ] {
                    let Some(p) = p else {
                        assert_eq!(name, "join-count");
                        continue;
                    };
                    let error = (exact * (1.0 - exact) / 4_000.0).sqrt();
                    assert!(
                        (p - exact).abs() <= 4.5 * error + 4e-4,
                        "{name} {i}: {p} {exact}"
                    );
                }
            }
        }
    }
}

/// Under total randomisation the unit itself is shuffled too.
#[test]
fn total_moments_of_local_moran() {
    for graph in [uneven(), one_way()] {
        for transform in super::TRANSFORMS {
            let ours = local_moran_total(&Y, &graph, transform).unwrap();
            let shuffled: Vec<_> = orders()
                .iter()
                .map(|order| local_moran(&ordered(&Y, order), &graph, transform, 0, 1).unwrap())
                .collect();
            for (i, ours) in ours.iter().enumerate() {
                let values: Vec<f64> = shuffled.iter().map(|s| s.statistic[i].unwrap()).collect();
                let (mean, variance) = moments(&values);
                same(ours.unwrap().expected, mean, "expectation");
                same(ours.unwrap().variance, variance, "variance");
            }
        }
    }
}

/// Free sampling: all 64 ways to mark six units, each as likely as its marks.
#[test]
fn free_sampling_of_join_counts() {
    let graph = one_way();
    let marks = [1.0, 0.0, 1.0, 0.0, 0.0, 0.0];
    let ours = join_counts(&marks, &graph, 0, 1).unwrap();
    let count = |marks: &[f64; 6]| {
        let mut counts = [0.0; 3];
        for link in graph.all_links() {
            let both = marks[link.from as usize] + marks[link.to as usize];
            counts[if both == 2.0 {
                0
            } else if both == 0.0 {
                1
            } else {
                2
            }] += 0.5;
        }
        counts
    };
    for (d, ours) in ours.iter().enumerate() {
        assert_eq!(ours.value, count(&marks)[d]);
        let (mut mean, mut square) = (0.0, 0.0);
        for bits in 0..64_u32 {
            let marks: [f64; 6] = std::array::from_fn(|i| f64::from(bits >> i & 1));
            let set = bits.count_ones() as i32;
            let chance = (1.0_f64 / 3.0).powi(set) * (2.0_f64 / 3.0).powi(6 - set);
            mean += chance * count(&marks)[d];
            square += chance * count(&marks)[d].powi(2);
        }
        let test = ours.normal.unwrap();
        same(test.expected, mean, ours.name);
        same(test.variance, square - mean * mean, ours.name);
    }
}
