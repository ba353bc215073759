//! What holds for every statistic: ties, degenerate input, threads, symmetry.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod every;
mod exact;

use super::{
    Alternative, Cluster, Local, Transform, fdr, getis_local, getis_star, local_moran, moran,
};
use crate::error::Result;
use crate::space::graph::{Graph, Link, LinkKind};
use proptest::prelude::*;

type Statistic = fn(&[f64], &Graph, Transform, usize, u64) -> Result<Local>;
const STATISTICS: [Statistic; 3] = [local_moran, getis_local, getis_star];
const TRANSFORMS: [Transform; 2] = [Transform::Row, Transform::Binary];

/// Both directions of each weighted pair.
fn graph(n: usize, pairs: &[(u32, u32, f64)]) -> Graph {
    let both = pairs
        .iter()
        .flat_map(|&(a, b, w)| [(a, b, w), (b, a, w)])
        .map(|(from, to, weight)| Link {
            from,
            to,
            weight,
            border_m: 0.0,
            kind: LinkKind::Border,
        });
    Graph::from_links(n, both.collect())
}

fn ring(n: u32) -> Graph {
    let pairs: Vec<_> = (0..n).map(|i| (i, (i + 1) % n, 1.0)).collect();
    graph(n as usize, &pairs)
}

fn complete(n: u32) -> Graph {
    let pairs: Vec<_> = (0..n)
        .flat_map(|i| (0..i).map(move |j| (j, i, 1.0)))
        .collect();
    graph(n as usize, &pairs)
}

/// Numbers with many equal sums: the p-values are those of all pairs of others, ties on both sides; a low unit turns local Moran.
#[test]
fn conditional_p_is_the_exact_one() {
    let y = [0.1, 0.2, 0.3, 0.1, 0.7, 0.2, 0.3, 0.4];
    let n = y.len();
    let draws = 20_000;
    let turns = [true, false, false];
    for (statistic, turns) in STATISTICS.into_iter().zip(turns) {
        let local = statistic(&y, &ring(8), Transform::Row, draws, 11).unwrap();
        let mean = y.iter().sum::<f64>() / n as f64;
        for i in 0..n {
            let turned = turns && y[i] < mean;
            let tenths = |j: usize| (y[j] * 10.0).round() as i32;
            let observed = tenths((i + 1) % n) + tenths((i + n - 1) % n);
            let others: Vec<_> = (0..n).filter(|&j| j != i).collect();
            let sums: Vec<_> = others
                .iter()
                .flat_map(|&a| {
                    others
                        .iter()
                        .filter(move |&&b| b != a)
                        .map(move |&b| (a, b))
                })
                .map(|(a, b)| tenths(a) + tenths(b))
                .collect();
            let share = |reach: &dyn Fn(i32) -> bool| {
                sums.iter().filter(|&&s| reach(s)).count() as f64 / sums.len() as f64
            };
            let (mut greater, mut less) = (share(&|s| s >= observed), share(&|s| s <= observed));
            if turned {
                std::mem::swap(&mut greater, &mut less);
            }
            for (p, exact) in [(local.p_greater[i], greater), (local.p_less[i], less)] {
                let error = (exact * (1.0 - exact) / draws as f64).sqrt();
                assert!(
                    (p.unwrap() - exact).abs() <= 4.5 * error + 1e-4,
                    "{i}: {p:?} {exact}"
                );
            }
        }
    }
}

/// The moments of local Moran are those of all draws, weights unequal.
#[test]
fn conditional_moments_are_exact() {
    let y = [1.0, 4.0, 2.0, 8.0, 5.0];
    let pairs = [
        (0, 1, 1.0),
        (0, 2, 3.0),
        (1, 2, 2.0),
        (2, 3, 1.0),
        (3, 4, 0.5),
    ];
    let local = local_moran(&y, &graph(5, &pairs), Transform::Row, 0, 0).unwrap();
    let z: Vec<f64> = y.iter().map(|v| v - 4.0).collect();
    let scale = 4.0 / z.iter().map(|d| d * d).sum::<f64>();
    let draws: Vec<f64> = (1..5)
        .flat_map(|a| (1..5).filter(move |&b| b != a).map(move |b| (a, b)))
        .map(|(a, b)| z[0] * scale * (0.25 * z[a] + 0.75 * z[b]))
        .collect();
    let mean = draws.iter().sum::<f64>() / 12.0;
    let variance = draws.iter().map(|d| (d - mean).powi(2)).sum::<f64>() / 12.0;
    assert!((local.expected[0].unwrap() - mean).abs() < 1e-12);
    assert!((local.variance[0].unwrap() - variance).abs() < 1e-12);
}

#[test]
fn isolates_get_nothing_and_stay_in_the_pool() {
    let isolated = graph(6, &[(0, 1, 1.0), (1, 2, 1.0), (2, 3, 1.0), (3, 4, 1.0)]);
    let y = [1.0, 2.0, 3.0, 4.0, 5.0, 100.0];
    for statistic in STATISTICS {
        let local = statistic(&y, &isolated, Transform::Row, 999, 1).unwrap();
        assert_eq!((local.statistic[5], local.z[5]), (None, None));
        assert_eq!((local.p_two_sided[5], local.lag[5]), (None, None));
        let q = fdr::benjamini_hochberg(local.p(Alternative::TwoSided));
        assert_eq!(local.clusters(&q, 1.0)[5], Cluster::NoNeighbours);
        assert_eq!(local.clusters(&q, 0.0)[..5], [Cluster::NotSignificant; 5]);
    }
    // Unit 0, low, has one neighbour, the least of the five others: a fifth of the draws reach it.
    let local = local_moran(&y, &isolated, Transform::Row, 9_999, 1).unwrap();
    assert_eq!(local.p_less[0], Some(1.0));
    assert!((local.p_greater[0].unwrap() - 0.2).abs() < 0.016);
}

#[test]
fn nothing_varies_where_all_are_linked() {
    let y = [1.0, 2.5, 3.1, 4.7, 9.9, 0.3];
    let all = complete(6);
    for transform in TRANSFORMS {
        let global = moran(&y, &all, transform, 99, 1).unwrap();
        assert!((global.value - global.randomised.expected).abs() < 1e-12);
        assert_eq!(
            (global.randomised.variance, global.randomised.z),
            (0.0, None)
        );
        assert_eq!(global.permuted.unwrap().p_two_sided(), 1.0);
        for statistic in STATISTICS {
            let local = statistic(&y, &all, transform, 99, 1).unwrap();
            assert!(local.variance.iter().all(|v| *v == Some(0.0)));
            assert!(local.z.iter().all(Option::is_none));
            assert!(local.p_two_sided.iter().all(|p| *p == Some(1.0)));
        }
    }
}

#[test]
fn faults_are_named() {
    let says = |y: &[f64], graph: &Graph, word: &str| {
        let errors = STATISTICS.map(|s| s(y, graph, Transform::Row, 9, 1).unwrap_err());
        let global = moran(y, graph, Transform::Row, 9, 1).unwrap_err();
        for error in errors.iter().chain([&global]) {
            assert!(error.to_string().contains(word), "{error}");
        }
    };
    says(&[0.1; 5], &ring(5), "constant");
    says(
        &[0.1 + 0.2, 0.3, 0.3, 0.3, 0.3],
        &ring(5),
        "last digits only",
    );
    says(&[1.0, 2.0, f64::NAN, 3.0, 4.0], &ring(5), "row 3");
    says(&[1.0, 2.0, 3.0], &ring(3), "too few");
    says(
        &[1.0, 2.0, 3.0, 4.0],
        &graph(4, &[]),
        "no unit has a neighbour",
    );
    says(&[1.0, 2.0, 3.0, 4.0], &ring(5), "4 values for a graph of 5");
    says(
        &[1.0, 2.0, 3.0, 4.0],
        &graph(4, &[(0, 1, -1.0)]),
        "weighs -1",
    );
    let error = getis_star(&[1.0, -2.0, 3.0, -4.0], &ring(4), Transform::Binary, 9, 1).unwrap_err();
    assert!(error.to_string().contains("not positive"), "{error}");
}

#[test]
fn threads_change_nothing_and_seeds_do() {
    let y: Vec<f64> = (0..200).map(|i| f64::from(i * i * 37 % 101)).collect();
    let run = |threads: usize, seed| {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap();
        pool.install(|| {
            let global = moran(&y, &ring(200), Transform::Row, 199, seed).unwrap();
            let local = STATISTICS.map(|s| s(&y, &ring(200), Transform::Row, 199, seed).unwrap());
            (global, local)
        })
    };
    let one = run(1, 5);
    assert_eq!(one, run(2, 5));
    assert_eq!(one, run(7, 5));
    let other = run(2, 6);
    assert_ne!(one.0.permuted, other.0.permuted);
    assert_ne!(one.1[0].p_greater, other.1[0].p_greater);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Shift and scale of the column change no Moran, the sum of local Morans is the global one, and no number is NaN.
    #[test]
    fn invariants(
        y in prop::collection::vec(-50_i32..50, 6..20),
        pairs in prop::collection::vec((0_u32..20, 0_u32..20, 1_u32..4), 1..40),
        binary in any::<bool>(),
    ) {
        let n = y.len() as u32;
        let pairs: Vec<_> = pairs.iter().map(|&(a, b, w)| (a % n, b % n, f64::from(w))).collect();
        let links = graph(y.len(), &pairs);
        let transform = TRANSFORMS[usize::from(binary)];
        let y: Vec<f64> = y.iter().map(|&v| f64::from(v)).collect();
        let Ok(local) = local_moran(&y, &links, transform, 49, 3) else {
            prop_assume!(false);
            return Ok(());
        };
        let global = moran(&y, &links, transform, 0, 3).unwrap();
        let moved: Vec<f64> = y.iter().map(|v| 8.0 * v + 1024.0).collect();
        let same = local_moran(&moved, &links, transform, 49, 3).unwrap();
        prop_assert_eq!(&local.p_greater, &same.p_greater);
        prop_assert_eq!(&local.quadrant, &same.quadrant);
        let linked = (0..y.len()).filter(|&i| links.degree(i) > 0).count() as f64;
        let s0 = if binary { links.link_count() as f64 } else { linked };
        let sum: f64 = local.statistic.iter().flatten().sum();
        let size = f64::from(n);
        prop_assert!((sum * size / (size - 1.0) / s0 - global.value).abs() < 1e-9);
        for statistic in STATISTICS {
            let local = statistic(&moved, &links, transform, 49, 3).unwrap();
            for part in [&local.lag, &local.statistic, &local.expected, &local.variance, &local.z, &local.p_directed] {
                prop_assert!(part.iter().flatten().all(|v| v.is_finite()));
            }
            for (greater, less) in local.p_greater.iter().zip(&local.p_less) {
                prop_assert_eq!(greater.is_some(), less.is_some());
                prop_assert!(greater.zip(*less).is_none_or(|(g, l)| g + l >= 1.0 && g <= 1.0 && l <= 1.0));
            }
        }
    }
}
