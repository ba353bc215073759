//! Getis-Ord G and G*: hot and cold spots.

use super::column::{Column, above_noise, score};
use super::local::{Cluster, Local, Unit, linked, own};
use super::permutation::{Tails, conditional};
use super::weights::{Transform, Weights};
use crate::error::{Error, Result};
use crate::space::graph::Graph;

/// G* of each unit: the weighted share of the total found in the unit and its neighbours, the unit's own weight being 1 before
/// the transform.
///
/// Expectation and variance are those of Ord and Getis 1995, with the population variance; z is the same for
/// both transforms where all links weigh 1. p-values, missing units, errors and cost are as in [`super::local_moran`]; an error too
/// where the total is not positive, since a share of it would mean nothing. A unit without neighbours gets nothing.
/// The quadrant is a hot spot above expectation, else a cold spot.
///
/// Source: Getis and Ord 1992, doi:10.1111/j.1538-4632.1992.tb00261.x; Ord and Getis 1995,
/// doi:10.1111/j.1538-4632.1995.tb00912.x.
pub fn getis_star(
    y: &[f64],
    graph: &Graph,
    transform: Transform,
    permutations: usize,
    seed: u64,
) -> Result<Local> {
    let column = Column::new(y, graph)?;
    let weights = Weights::new(graph, transform, 1.0)?;
    positive(column.mean)?;
    let tails = conditional(&weights, permutations, seed, column.reach, &column.z);
    star_from_tails(y, &column, &weights, transform, &tails)
}

/// G*, given the tails of each unit's weighted sum.
pub(super) fn star_from_tails(
    y: &[f64],
    column: &Column,
    weights: &Weights<'_>,
    transform: Transform,
    tails: &[Option<Tails>],
) -> Result<Local> {
    let n = y.len() as f64;
    let total = positive(column.mean * n)?;
    let share = |i: usize| {
        let own = weights.factor(i);
        let (w1, w2) = weights.row_sums(i);
        let (w1, w2) = (w1 + own, w2 + own * own);
        let spread = above_noise(n * w2 - w1 * w1, n * w2) / (n - 1.0);
        Ok(Share {
            of: total,
            deviation: own * column.z[i] + weights.lag(i, &column.z),
            weight: w1,
            mean: 0.0,
            variance: column.squares / n * spread,
        })
    };
    local(y, column, weights, transform, tails, share)
}

/// G of each unit: the weighted share found in its neighbours of the total without the unit.
///
/// Expectation and variance are those of conditional randomisation, which equal Getis and Ord 1992 for binary weights; the
/// rest is as in [`getis_star`].
pub fn getis_local(
    y: &[f64],
    graph: &Graph,
    transform: Transform,
    permutations: usize,
    seed: u64,
) -> Result<Local> {
    let column = Column::new(y, graph)?;
    let weights = Weights::new(graph, transform, 0.0)?;
    let total = column.mean * y.len() as f64;
    let share = |i: usize| {
        let (w1, w2) = weights.row_sums(i);
        let (mean, variance) = column.conditional_moments(i, w1, w2);
        Ok(Share {
            of: positive(total - y[i])?,
            deviation: weights.lag(i, &column.z),
            weight: w1,
            mean,
            variance,
        })
    };
    let tails = conditional(&weights, permutations, seed, column.reach, &column.z);
    local(y, &column, &weights, transform, &tails, share)
}

/// A weighted sum as deviations from the mean, before it is divided by the total it is a share of.
struct Share {
    of: f64,
    deviation: f64,
    weight: f64,
    mean: f64,
    variance: f64,
}

fn positive(total: f64) -> Result<f64> {
    if total > 0.0 {
        return Ok(total);
    }
    Err(
        Error::input("G is a share of the column's total, which is not positive here")
            .remedy("add a constant to the column, or use local Moran"),
    )
}

fn local(
    y: &[f64],
    column: &Column,
    weights: &Weights<'_>,
    transform: Transform,
    tails: &[Option<Tails>],
    share: impl Fn(usize) -> Result<Share>,
) -> Result<Local> {
    let graph = weights.graph();
    let neighbours = Weights::new(graph, transform, 0.0)?;
    let unit = |i: usize| {
        let share = share(i)?;
        let base = share.weight * column.mean;
        let statistic = (base + share.deviation) / share.of;
        let expected = (base + share.mean) / share.of;
        Ok(Unit {
            lag: Some(neighbours.lag(i, y)),
            statistic,
            expected,
            variance: share.variance / (share.of * share.of),
            z: score(share.deviation, share.mean, share.variance),
            tails: tails[i],
            quadrant: if share.deviation > share.mean {
                Cluster::HotSpot
            } else {
                Cluster::ColdSpot
            },
        })
    };
    let units = linked(graph, unit).into_iter().map(Option::transpose);
    Ok(Local::new(own(y), &units.collect::<Result<Vec<_>>>()?))
}
