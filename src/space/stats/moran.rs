//! Global Moran.

use super::column::{Column, above_noise, score};
use super::permutation::{Tails, stream};
use super::weights::{Transform, Weights};
use crate::error::Result;
use crate::space::graph::Graph;
use rand::seq::SliceRandom;
use rayon::prelude::*;
use statrs::function::erf::erfc;

/// A test against the normal distribution.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Normal {
    /// Variance of the statistic.
    pub variance: f64,
    /// Standard score; `None` when the variance is 0.
    pub z: Option<f64>,
    /// Two-sided p.
    pub p: Option<f64>,
}

/// Global Moran of a column.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Moran {
    /// Number of units, those without neighbours included.
    pub n: usize,
    /// I.
    pub value: f64,
    /// -1/(n-1).
    pub expected: f64,
    /// Values drawn from one normal distribution.
    pub normal: Normal,
    /// Values shuffled over the units.
    pub randomised: Normal,
    /// Permutation; `None` when none were asked for.
    pub permuted: Option<Tails>,
}

/// Moran's I = n/S0 * z'Wz / z'z with z = y less its mean.
///
/// * `y`: n finite values, not all alike, at least 4; a unit without a value is left out of the graph before.
/// * Units without neighbours count in n and among the values, with rows of 0, as in PySAL and GeoDa
///   (spdep: `adjust.n = FALSE`).
/// * Variances under normality and randomisation are those of Cliff and Ord 1981. Permutations shuffle all values;
///   permutation r draws from stream r of `seed`, at any thread count.
///
/// Errors: lengths differ, fewer than 4 units, a value not finite, a constant column, no link at all, a weight not positive.
///
/// Source: Moran 1950, doi:10.1093/biomet/37.1-2.17; Cliff and Ord 1981, Spatial Processes. O((n + links) x permutations).
pub fn moran(
    y: &[f64],
    graph: &Graph,
    transform: Transform,
    permutations: usize,
    seed: u64,
) -> Result<Moran> {
    let column = Column::new(y, graph)?;
    let weights = Weights::new(graph, transform, 0.0)?;
    let z = &column.z;
    let n = z.len() as f64;
    let (s0, s1, s2) = weights.totals();
    let statistic = |z: &[f64]| {
        let product: f64 = (0..z.len()).map(|i| z[i] * weights.lag(i, z)).sum();
        n / s0 * product / column.squares
    };
    let value = statistic(z);
    let expected = -1.0 / (n - 1.0);

    let test = |square: f64| {
        let variance = above_noise(square - expected * expected, square);
        let z = score(value, expected, variance);
        let p = z.map(|z| erfc(z.abs() / std::f64::consts::SQRT_2));
        Normal { variance, z, p }
    };
    let (nn, ss0) = (n * n, s0 * s0);
    let fourth: f64 = z.iter().map(|d| d.powi(4)).sum();
    let kurtosis = n * fourth / (column.squares * column.squares);
    let spread = n * ((nn - 3.0 * n + 3.0) * s1 - n * s2 + 3.0 * ss0)
        - kurtosis * ((nn - n) * s1 - 2.0 * n * s2 + 6.0 * ss0);

    let permuted = || -> Vec<f64> {
        (0..permutations)
            .into_par_iter()
            .map_init(
                || z.clone(),
                |shuffled, r| {
                    shuffled.copy_from_slice(z);
                    shuffled.shuffle(&mut stream(seed, r));
                    statistic(shuffled)
                },
            )
            .collect()
    };
    Ok(Moran {
        n: z.len(),
        value,
        expected,
        normal: test((nn * s1 - n * s2 + 3.0 * ss0) / (ss0 * (nn - 1.0))),
        randomised: test(spread / ((n - 1.0) * (n - 2.0) * (n - 3.0) * ss0)),
        permuted: (permutations > 0).then(|| {
            let mut tails = Tails::none();
            for sum in permuted() {
                tails.add(sum, value - 1e-12, value + 1e-12);
            }
            tails
        }),
    })
}
