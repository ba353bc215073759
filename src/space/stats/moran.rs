//! Global Moran.

use super::column::Column;
use super::global::{Global, Test};
use super::permutation::shuffled;
use super::weights::{Transform, Weights};
use crate::error::Result;
use crate::space::graph::Graph;

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
) -> Result<Global> {
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
    let (nn, ss0) = (n * n, s0 * s0);
    let kurtosis = column.kurtosis();
    let spread = n * ((nn - 3.0 * n + 3.0) * s1 - n * s2 + 3.0 * ss0)
        - kurtosis * ((nn - n) * s1 - 2.0 * n * s2 + 6.0 * ss0);
    let normal = (nn * s1 - n * s2 + 3.0 * ss0) / (ss0 * (nn - 1.0));
    let randomised = spread / ((n - 1.0) * (n - 2.0) * (n - 3.0) * ss0);
    let [permuted] = shuffled(z, permutations, seed, [1e-12], |z| [statistic(z)]);
    Ok(Global {
        name: "moran",
        n: z.len(),
        value,
        normal: Some(Test::from_square(value, expected, normal)),
        randomised: Test::from_square(value, expected, randomised),
        permuted,
    })
}
