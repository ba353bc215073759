//! What holds for every statistic of the room: faults, isolates, threads, scale, order of the units, sums.

use super::{TRANSFORMS, graph, ring};
use crate::error::Result;
use crate::space::graph::Graph;
use crate::space::stats::*;
use proptest::prelude::*;

pub(super) type GlobalOf = fn(&[f64], &[f64], &Graph, Transform, usize, u64) -> Result<Vec<Global>>;
pub(super) type LocalOf = fn(&[f64], &[f64], &Graph, Transform, usize, u64) -> Result<Local>;

/// Marks of the values above the mean, unless they are marks.
fn marked(y: &[f64]) -> Vec<f64> {
    let mean = y.iter().sum::<f64>() / y.len() as f64;
    y.iter()
        .map(|&v| {
            if v.is_finite() {
                f64::from(v > mean)
            } else {
                v
            }
        })
        .collect()
}

/// Each statistic of x and y.
pub(super) const GLOBALS: [(&str, GlobalOf); 6] = [
    ("moran", |_, y, g, t, r, s| {
        moran(y, g, t, r, s).map(|m| vec![m])
    }),
    ("geary", |_, y, g, t, r, s| {
        geary(y, g, t, r, s).map(|m| vec![m])
    }),
    ("general-g", |_, y, g, _, r, s| {
        general_g(y, g, r, s).map(|m| vec![m])
    }),
    ("join-count", |_, y, g, _, r, s| {
        join_counts(&marked(y), g, r, s).map(Vec::from)
    }),
    ("moran-bivariate", |x, y, g, t, r, s| {
        moran_bivariate(x, y, g, t, r, s).map(|m| vec![m])
    }),
    ("lee", |x, y, g, t, r, s| {
        lee(x, y, g, t, r, s).map(|m| vec![m])
    }),
];

pub(super) const LOCALS: [(&str, LocalOf); 8] = [
    ("moran", |_, y, g, t, r, s| local_moran(y, g, t, r, s)),
    ("g", |_, y, g, t, r, s| getis_local(y, g, t, r, s)),
    ("g-star", |_, y, g, t, r, s| getis_star(y, g, t, r, s)),
    ("moran-bivariate", local_moran_bivariate),
    ("geary", |_, y, g, t, r, s| local_geary(y, g, t, r, s)),
    ("geary-multivariate", |x, y, g, t, r, s| {
        local_geary_multivariate(&[x, y], g, t, r, s)
    }),
    ("join-count", |_, y, g, _, r, s| {
        local_join_count(&marked(y), g, r, s)
    }),
    ("lee", local_lee),
];

#[test]
fn every_statistic_names_faults() {
    let says = |y: &[f64], graph: &Graph, word: &str| {
        let x: Vec<f64> = (0..y.len()).map(|i| (i * i) as f64).collect();
        let row = Transform::Row;
        let globals = GLOBALS.map(|(name, s)| (name, s(&x, y, graph, row, 9, 1).unwrap_err()));
        let locals = LOCALS.map(|(name, s)| (name, s(&x, y, graph, row, 9, 1).unwrap_err()));
        for (name, error) in globals.iter().chain(&locals) {
            assert!(error.to_string().contains(word), "{name}: {error}");
            assert!(
                error.remedy.is_some() || word.contains("graph"),
                "{name}: {error}"
            );
        }
    };
    says(&[0.5; 5], &ring(5), "constant");
    says(&[1.0, 2.0, f64::NAN, 3.0, 4.0], &ring(5), "row 3");
    says(&[f64::NAN; 5], &ring(5), "row 1");
    says(&[1.0], &graph(1, &[]), "too few");
    says(&[], &graph(0, &[]), "too few");
    says(
        &[1.0, 2.0, 3.0, 4.0],
        &graph(4, &[]),
        "no unit has a neighbour",
    );
    says(&[1.0, 2.0, 3.0, 4.0], &ring(5), "4 values for a graph of 5");
}

#[test]
fn particular_faults() {
    let four = ring(4);
    let not_marks = join_counts(&[0.0, 1.0, 2.0, 1.0], &four, 0, 1).unwrap_err();
    assert!(
        not_marks.to_string().contains("row 3: a mark is 2"),
        "{not_marks}"
    );
    let not_marks = local_join_count(&[0.0, 1.0, 0.5, 1.0], &four, 0, 1).unwrap_err();
    assert!(
        not_marks.to_string().contains("neither 0 nor 1"),
        "{not_marks}"
    );
    let alone = general_g(&[-2.0, -2.0, 5.0, -2.0], &four, 0, 1).unwrap_err();
    assert!(alone.to_string().contains("fewer than two"), "{alone}");
    let none = local_geary_multivariate(&[], &four, Transform::Row, 0, 1).unwrap_err();
    assert!(none.to_string().contains("no column"), "{none}");
    let y = [1.0, 2.0, 3.0, 4.0];
    let second = local_geary_multivariate(&[&y, &[1.0; 4]], &four, Transform::Row, 0, 1);
    assert!(second.unwrap_err().to_string().contains("column number 2"));
    let of_x = lee(&[1.0; 4], &y, &four, Transform::Row, 0, 1).unwrap_err();
    assert!(of_x.to_string().contains("column x"), "{of_x}");
    let rates = |events: &[f64], base: &[f64], word: &str| {
        let errors = [
            moran_rate(events, base, &four, Transform::Row, 0, 1).unwrap_err(),
            local_moran_rate(events, base, &four, Transform::Row, 0, 1).unwrap_err(),
        ];
        for error in errors {
            assert!(error.to_string().contains(word), "{error}");
        }
    };
    rates(
        &[1.0, 2.0, 0.0, 1.0],
        &[9.0, 9.0, 0.0, 9.0],
        "column base, row 3",
    );
    rates(&[1.0, -2.0, 0.0, 1.0], &[9.0; 4], "column events, row 2");
    rates(
        &[1.0, f64::NAN, 0.0, 1.0],
        &[9.0; 4],
        "column events, row 2",
    );
    rates(&[0.0; 4], &[9.0; 4], "no events");
    rates(
        &[0.1, 0.2, 0.3, 0.7],
        &[1.0, 2.0, 3.0, 7.0],
        "same everywhere",
    );
    rates(&[0.1, 0.2, 0.3], &[1.0; 4], "3 events for 4");
}

/// Rates whose spread is less than chance gives still have a spread.
#[test]
fn rates_of_little_spread_are_finite() {
    let base = [100.0, 100.0, 100.0, 1e4];
    let rates = standardised_rates(&[10.0, 11.0, 9.0, 1_010.0], &base).unwrap();
    assert!(rates.iter().all(|r| r.is_finite()));
    // the spread of the great one would be below 0: chance alone is left
    let overall = 1_040.0_f64 / 10_300.0;
    let alone = (0.101 - overall) / (overall / 1e4).sqrt();
    assert!((rates[3] - alone).abs() < 1e-9, "{rates:?} {alone}");
}

#[test]
fn every_local_statistic_leaves_isolates_out() {
    let isolated = graph(
        7,
        &[
            (0, 1, 1.0),
            (1, 2, 1.0),
            (2, 3, 1.0),
            (3, 4, 1.0),
            (4, 0, 1.0),
        ],
    );
    let y = [1.0, 2.0, 3.0, 4.0, 5.0, 100.0, 7.0];
    let x = [3.0, 1.0, 4.0, 1.0, 5.0, 9.0, 2.0];
    for (name, statistic) in LOCALS {
        let local = statistic(&x, &y, &isolated, Transform::Row, 99, 1).unwrap();
        for i in [5, 6] {
            assert_eq!((local.statistic[i], local.z[i]), (None, None), "{name}");
            assert_eq!((local.p_two_sided[i], local.lag[i]), (None, None), "{name}");
            assert_eq!(local.quadrant[i], None, "{name}");
        }
        let clusters = local.clusters(&[Some(0.0); 7], 1.0);
        assert_eq!(clusters[5], Cluster::NoNeighbours, "{name}");
        assert!(
            clusters[..5].iter().all(|c| *c != Cluster::NoNeighbours),
            "{name}"
        );
    }
    // their pairs do not exist, their values count
    let [bb, ww, bw] = join_counts(&[1.0, 1.0, 0.0, 0.0, 1.0, 1.0, 0.0], &isolated, 0, 1).unwrap();
    assert_eq!((bb.value, ww.value, bw.value), (2.0, 1.0, 2.0));
    assert!((bb.randomised.expected - 5.0 * 12.0 / 42.0).abs() < 1e-12);
}

#[test]
fn every_statistic_at_any_thread_count() {
    let y: Vec<f64> = (0..120).map(|i| f64::from(i * i * 37 % 101)).collect();
    let x: Vec<f64> = (0..120).map(|i| f64::from(i * 53 % 97)).collect();
    let run = |threads: usize, seed| {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap();
        pool.install(|| {
            let row = Transform::Row;
            let globals = GLOBALS.map(|(_, s)| s(&x, &y, &ring(120), row, 199, seed).unwrap());
            (
                globals,
                LOCALS.map(|(_, s)| s(&x, &y, &ring(120), row, 199, seed).unwrap()),
            )
        })
    };
    let (globals, locals) = run(1, 5);
    assert_eq!((&globals, &locals), (&run(3, 5).0, &run(7, 5).1));
    let (other_globals, other_locals) = run(2, 6);
    for (a, b) in globals.iter().flatten().zip(other_globals.iter().flatten()) {
        assert_ne!(a.permuted, b.permuted, "{}", a.name);
    }
    for (a, b) in locals.iter().zip(&other_locals) {
        assert_ne!(a.p_greater, b.p_greater);
    }
}

#[test]
fn both_at_once_are_each_by_itself() {
    let y: Vec<f64> = (0..90).map(|i| f64::from(i * i * 37 % 11)).collect();
    let pairs: Vec<_> = (0..90)
        .map(|i| (i, (i * 7 + 1) % 90, f64::from(1 + i % 3)))
        .collect();
    for links in [ring(90), graph(90, &pairs)] {
        for transforms in [
            [Transform::Row, Transform::Binary],
            [Transform::Binary, Transform::Row],
        ] {
            let both = moran_and_star(&y, &links, transforms, 499, 8).unwrap();
            let moran = local_moran(&y, &links, transforms[0], 499, 8).unwrap();
            let star = getis_star(&y, &links, transforms[1], 499, 8).unwrap();
            assert_eq!(both, [moran, star]);
        }
    }
}

fn near(a: Option<f64>, b: Option<f64>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => (a - b).abs() <= 1e-7 * (1.0 + a.abs()),
        (None, None) => true,
        _ => false,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn every_number_is_one_and_order_and_scale_change_none(
        values in prop::collection::vec((0_i32..40, -9_i32..9), 6..20),
        pairs in prop::collection::vec((0_u32..20, 0_u32..20, 1_u32..4), 1..40),
        binary in any::<bool>(),
        turn in 1_usize..5,
    ) {
        let n = values.len();
        let pairs: Vec<_> = pairs.iter()
            .map(|&(a, b, w)| (a % n as u32, b % n as u32, f64::from(w))).collect();
        let links = graph(n, &pairs);
        let transform = TRANSFORMS[usize::from(binary)];
        let y: Vec<f64> = values.iter().map(|v| f64::from(v.0)).collect();
        let x: Vec<f64> = values.iter().map(|v| f64::from(v.1)).collect();
        let order: Vec<usize> = (0..n).map(|i| (i + turn) % n).collect();
        let place = |j: u32| order.iter().position(|&i| i == j as usize).unwrap() as u32;
        let moved: Vec<_> = pairs.iter().map(|&(a, b, w)| (place(a), place(b), w)).collect();
        let moved = graph(n, &moved);
        let turned = |v: &[f64]| -> Vec<f64> { order.iter().map(|&i| v[i]).collect() };
        let scaled = |v: &[f64]| -> Vec<f64> { v.iter().map(|v| 8.0 * v + 64.0).collect() };

        for (name, statistic) in GLOBALS {
            let Ok(found) = statistic(&x, &y, &links, transform, 49, 3) else { continue };
            // repeated pairs of other weights are not the same graph in another order
            let again = statistic(&turned(&x), &turned(&y), &moved, transform, 0, 3).unwrap();
            let other = statistic(&scaled(&x), &scaled(&y), &links, transform, 49, 3).unwrap();
            for ((a, b), c) in found.iter().zip(&again).zip(&other) {
                prop_assert!(a.value.is_finite());
                prop_assert!(a.normal.iter().chain([&a.randomised]).all(|t| t.expected.is_finite()
                    && t.variance.is_finite() && t.variance >= 0.0 && t.z.is_none_or(f64::is_finite)), "{name} {a:?}");
                prop_assert!(near(Some(a.value), Some(b.value)), "{name} {a:?} {b:?}");
                prop_assert!(near(Some(a.randomised.variance), Some(b.randomised.variance)), "{name} {a:?} {b:?}");
                if name != "general-g" {
                    prop_assert!(near(Some(a.value), Some(c.value)), "{name} {a:?} {c:?}");
                    prop_assert!(near(a.randomised.z, c.randomised.z), "{name} {a:?} {c:?}");
                    prop_assert_eq!(a.permuted, c.permuted, "{}", name);
                }
                let tails = a.permuted.unwrap();
                prop_assert!(tails.at_least + tails.at_most >= tails.permutations);
            }
        }
        for (name, statistic) in LOCALS {
            let Ok(found) = statistic(&x, &y, &links, transform, 49, 3) else { continue };
            let again = statistic(&turned(&x), &turned(&y), &moved, transform, 0, 3).unwrap();
            for (place, &i) in order.iter().enumerate() {
                for (a, b) in [(&found.statistic, &again.statistic), (&found.expected, &again.expected),
                    (&found.variance, &again.variance), (&found.lag, &again.lag), (&found.value, &again.value)] {
                    prop_assert!(near(a[i], b[place]), "{name}: {:?} {:?}", a[i], b[place]);
                    prop_assert!(a[i].is_none_or(f64::is_finite));
                }
                prop_assert!(found.variance[i].is_none_or(|v| v >= 0.0));
                prop_assert!(found.z[i].is_none_or(f64::is_finite), "{}", name);
                for p in [found.p_greater[i], found.p_less[i], found.p_two_sided[i]] {
                    prop_assert!(p.is_none_or(|p| p > 0.0 && p <= 1.0));
                }
            }
            if !name.starts_with('g') || name.starts_with("geary") {
                let other = statistic(&scaled(&x), &scaled(&y), &links, transform, 49, 3).unwrap();
                prop_assert_eq!(&found.p_greater, &other.p_greater, "{}", name);
                prop_assert_eq!(&found.quadrant, &other.quadrant, "{}", name);
                for (a, b) in found.statistic.iter().zip(&other.statistic) {
                    prop_assert!(near(*a, *b), "{name}");
                }
            }
        }
    }

    /// The local ones add up to the global one.
    #[test]
    fn sums_of_the_local_ones(
        values in prop::collection::vec((0_i32..40, -9_i32..9), 6..20),
        pairs in prop::collection::vec((0_u32..20, 0_u32..20, 1_u32..4), 1..40),
        binary in any::<bool>(),
    ) {
        let n = values.len();
        let pairs: Vec<_> = pairs.iter()
            .map(|&(a, b, w)| (a % n as u32, b % n as u32, f64::from(w))).collect();
        let links = graph(n, &pairs);
        let transform = TRANSFORMS[usize::from(binary)];
        let y: Vec<f64> = values.iter().map(|v| f64::from(v.0)).collect();
        let x: Vec<f64> = values.iter().map(|v| f64::from(v.1)).collect();
        let linked = (0..n).filter(|&i| links.degree(i) > 0).count() as f64;
        let (s0, rows) = if binary {
            let degrees = (0..n).map(|i| links.degree(i) as f64);
            (links.link_count() as f64, degrees.map(|d| d * d).sum())
        } else {
            (linked, linked)
        };
        let n = n as f64;
        for (global, local, factor) in [
            (0, 0, n / ((n - 1.0) * s0)),
            (1, 4, (n - 1.0) / (2.0 * n * s0)),
            (4, 3, n / ((n - 1.0) * s0)),
            (5, 7, 1.0 / rows),
        ] {
            let ((name, global), (_, local)) = (GLOBALS[global], LOCALS[local]);
            let Ok(global) = global(&x, &y, &links, transform, 0, 1) else { continue };
            let local = local(&x, &y, &links, transform, 0, 1).unwrap();
            let sum = local.statistic.iter().flatten().sum::<f64>() * factor;
            prop_assert!((sum - global[0].value).abs() < 1e-9, "{name}: {sum} {}", global[0].value);
        }
    }
}
