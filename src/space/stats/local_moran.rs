//! Local Moran.

use super::column::{Column, score};
use super::global::Test;
use super::local::{Local, Unit, linked, own, quadrant};
use super::permutation::{Tails, conditional};
use super::weights::{Transform, Weights};
use crate::error::Result;
use crate::space::graph::Graph;

/// Local Moran of each unit: I_i = (n-1) z_i lag_i / sum of z², with z = y less its mean and lag_i the weighted sum of the
/// neighbours' z.
///
/// * `y`: n finite values, not all alike, at least 4; a unit without a value is left out of the graph before.
/// * Expectation and variance are those of conditional randomisation (Sokal et al. 1998), on the same n-1 scale.
/// * p-values come from `permutations` conditional draws, unit by unit independent; `seed` and unit fix them at any thread count.
/// * Units without neighbours get nothing; their values stay among those drawn for others.
/// * The quadrant counts a deviation of 0 as low, as esda does, and so one within 1e-12 standard deviations of it.
///
/// Errors: lengths differ, fewer than 4 units, a value not finite, a constant column, no link at all, a weight not positive.
///
/// Source: Anselin 1995, doi:10.1111/j.1538-4632.1995.tb00338.x; Sokal, Oden and Thomson 1998,
/// doi:10.1111/j.1538-4632.1998.tb00406.x. O(links x permutations).
pub fn local_moran(
    y: &[f64],
    graph: &Graph,
    transform: Transform,
    permutations: usize,
    seed: u64,
) -> Result<Local> {
    let column = Column::new(y, graph)?;
    let weights = Weights::new(graph, transform, 0.0)?;
    let tails = conditional(&weights, permutations, seed, column.reach, &column.z);
    Ok(from_tails(y, &column, &weights, &tails))
}

/// The statistic, given the tails of each unit's weighted sum.
pub(super) fn from_tails(
    y: &[f64],
    column: &Column,
    weights: &Weights<'_>,
    tails: &[Option<Tails>],
) -> Local {
    let z = &column.z;
    let scale = (y.len() - 1) as f64 / column.squares;
    let noise = column.noise();
    let unit = |i: usize| {
        let (w1, w2) = weights.row_sums(i);
        let (mean, variance) = column.conditional_moments(i, w1, w2);
        let (lag, to_moran) = (weights.lag(i, z), z[i] * scale);
        let (statistic, expected) = (to_moran * lag, to_moran * mean);
        let variance = to_moran * to_moran * variance;
        Unit {
            lag: Some(lag + w1 * column.mean),
            statistic,
            expected,
            variance,
            z: score(statistic, expected, variance),
            tails: tails[i].map(|tails| tails.times(z[i])),
            quadrant: quadrant(z[i] > noise, lag > noise),
        }
    };
    Local::new(own(y), &linked(weights.graph(), unit))
}

/// Local Moran tested under total randomisation, where the unit's own value is shuffled too: n tests, `None` for a unit without
/// neighbours.
///
/// The moments of Anselin 1995 on the scale of [`local_moran`]; spdep's with `conditional = FALSE` and esda's `EI` and `VI` are on that of n:
/// E is n/(n-1) and the variance (n/(n-1))² times ours, z the same. The conditional ones of [`local_moran`] answer the question asked of a
/// unit. Errors: those of [`local_moran`]. O(n + links).
pub fn local_moran_total(
    y: &[f64],
    graph: &Graph,
    transform: Transform,
) -> Result<Vec<Option<Test>>> {
    let column = Column::new(y, graph)?;
    let weights = Weights::new(graph, transform, 0.0)?;
    let n = y.len() as f64;
    let scale = (n - 1.0) / n;
    let b2 = column.kurtosis();
    let unit = |i: usize| {
        let (w1, w2) = weights.row_sums(i);
        let value = (n - 1.0) / column.squares * column.z[i] * weights.lag(i, &column.z);
        let apart = w1 * w1 - w2;
        let square = w2 * (n - b2) / (n - 1.0) + apart * (2.0 * b2 - n) / ((n - 1.0) * (n - 2.0));
        let expected = -w1 / (n - 1.0);
        Test::from_square(value, scale * expected, scale * scale * square)
    };
    Ok(linked(graph, unit))
}
