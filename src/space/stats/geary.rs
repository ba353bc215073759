//! Geary's C.

use super::column::{Column, above_noise};
use super::global::{Global, Test};
use super::permutation::shuffled;
use super::weights::{Transform, Weights};
use crate::error::Result;
use crate::space::graph::Graph;

/// Geary's C = (n-1)/(2 S0) * sum of w_ij (y_i - y_j)² / sum of z², with z = y less its mean; below 1 where like is near like.
///
/// Units, missing values, permutations and errors are as in [`super::moran`]. z is (C - 1)/sd, as esda's; spdep's `geary.test`
/// turns its sign. Variances under normality and randomisation are those of Cliff and Ord 1981.
///
/// Source: Geary 1954, doi:10.2307/2986645; Cliff and Ord 1981, Spatial Processes. O((n + links) x permutations).
pub fn geary(
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
    let scale = (n - 1.0) / (2.0 * s0 * column.squares);
    let statistic = |z: &[f64]| {
        let row =
            |i: usize| -> f64 { weights.row(i).map(|(j, w)| w * (z[i] - z[j]).powi(2)).sum() };
        scale * (0..z.len()).map(row).sum::<f64>()
    };
    let value = statistic(z);
    let (nn, ss0, k) = (n * n, s0 * s0, column.kurtosis());

    let (rise, fall) = ((2.0 * s1 + s2) * (n - 1.0), 4.0 * ss0);
    let normal = above_noise(rise - fall, rise) / (2.0 * (n + 1.0) * ss0);
    let a = (n - 1.0) * s1 * (nn - 3.0 * n + 3.0 - (n - 1.0) * k);
    let b = (n - 1.0) * s2 * (nn + 3.0 * n - 6.0 - (nn - n + 2.0) * k) / 4.0;
    let c = ss0 * (nn - 3.0 - (n - 1.0).powi(2) * k);
    let size = a.abs() + b.abs() + c.abs();
    let randomised = above_noise(a - b + c, size) / (n * (n - 2.0) * (n - 3.0) * ss0);

    let noise = 1e-12 * value.max(1.0);
    let [permuted] = shuffled(z, permutations, seed, [noise], |z| [statistic(z)]);
    Ok(Global {
        name: "geary",
        n: z.len(),
        value,
        normal: Some(Test::new(value, 1.0, normal)),
        randomised: Test::new(value, 1.0, randomised),
        permuted,
    })
}
