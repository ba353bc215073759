//! Join counts of marked (B, 1) and unmarked (W, 0) units, globally and locally.

use super::column::{Column, above_noise, drawn, score};
use super::global::{Global, Test};
use super::local::{Cluster, Local, Unit, linked, own};
use super::permutation::{conditional, shuffled};
use super::weights::{Transform, Weights};
use crate::error::{Error, Result};
use crate::space::graph::Graph;

/// Joins between two marked units (BB), two unmarked ones (WW) and one of each (BW), in this order: half the directed links, so
/// that each pair counts once.
///
/// * `y`: n values 0 or 1, both present, at least 4; a unit without a value is left out of the graph before. All links weigh 1.
/// * `randomised`: the marks shuffled (nonfree sampling, spdep's default); `normal`: each unit marked by itself with the share found
///   (free sampling). Expectations differ between both.
/// * Units without neighbours count in n and have no joins (esda with `drop_islands=False` gives them half a join with themselves).
///
/// Errors: a value neither 0 nor 1, and those of [`super::moran`].
///
/// Source: Cliff and Ord 1981, Spatial Processes, section 2. O((n + links) x permutations).
pub fn join_counts(
    y: &[f64],
    graph: &Graph,
    permutations: usize,
    seed: u64,
) -> Result<[Global; 3]> {
    Column::new(y, graph)?;
    marks(y)?;
    let weights = Weights::new(graph, Transform::Binary, 0.0)?;
    let counts = |y: &[f64]| {
        let mut counts = [0.0; 3];
        for i in 0..y.len() {
            let (all, marked) = (graph.degree(i) as f64, weights.lag(i, y));
            let half = [y[i] * marked, (1.0 - y[i]) * (all - marked)];
            let mixed = y[i] * (all - marked) + (1.0 - y[i]) * marked;
            for (count, joins) in counts.iter_mut().zip([half[0], half[1], mixed]) {
                *count += joins / 2.0;
            }
        }
        counts
    };
    let value = counts(y);
    let permuted = shuffled(y, permutations, seed, [0.0; 3], counts);

    let n = y.len() as f64;
    let marked: f64 = y.iter().sum();
    let plain = n - marked;
    let links = Links::new(&weights);
    // of r numbers drawn from n, the chance that r given ones of m are drawn
    let among = |m: f64, r: i32| {
        (0..r)
            .map(|t| (m - f64::from(t)) / (n - f64::from(t)))
            .product::<f64>()
    };
    let same = |value: f64, m: f64| {
        let p = m / n;
        let nonfree = links.test(value, among(m, 2), among(m, 3), among(m, 4));
        (links.test(value, p * p, p.powi(3), p.powi(4)), nonfree)
    };
    let (p, q) = (marked / n, plain / n);
    let pair = 2.0 * marked * plain / (n * (n - 1.0));
    let two_pairs = 2.0 * pair * (marked - 1.0) * (plain - 1.0) / ((n - 2.0) * (n - 3.0));
    let mixed = (
        links.test(value[2], 2.0 * p * q, p * q, 4.0 * p * p * q * q),
        links.test(value[2], pair, pair / 2.0, two_pairs),
    );
    let tests = [same(value[0], marked), same(value[1], plain), mixed];
    let names = ["join-count-bb", "join-count-ww", "join-count-bw"];
    Ok(std::array::from_fn(|t| Global {
        name: names[t],
        n: y.len(),
        value: value[t],
        normal: Some(tests[t].0),
        randomised: tests[t].1,
        permuted: permuted[t],
    }))
}

fn marks(y: &[f64]) -> Result<()> {
    match y.iter().position(|&v| v != 0.0 && v != 1.0) {
        None => Ok(()),
        Some(i) => Err(Error::input(format!("a mark is {}, neither 0 nor 1", y[i]))
            .row(i + 1)
            .remedy("give 1 where a unit is marked and 0 where it is not")),
    }
}

/// What the moments of a count need of the links.
struct Links {
    s0: f64,
    s1: f64,
    s2: f64,
}

impl Links {
    fn new(weights: &Weights<'_>) -> Self {
        let (s0, s1, s2) = weights.totals();
        Self { s0, s1, s2 }
    }

    /// The test of a count, given the chance that one join is of the kind, and two that share a unit, and two that do not.
    fn test(&self, value: f64, one: f64, sharing: f64, apart: f64) -> Test {
        let Self { s0, s1, s2 } = *self;
        let expected = s0 * one / 2.0;
        let square = s1 * one + (s2 - 2.0 * s1) * sharing + (s0 * s0 + s1 - s2) * apart;
        Test::new(
            value,
            expected,
            above_noise(square / 4.0 - expected * expected, square / 4.0),
        )
    }
}

/// Local join count of each unit: the number of marked neighbours of a marked unit, 0 for an unmarked one.
///
/// * `y`: n values 0 or 1, both present, at least 4. All links weigh 1.
/// * Expectation and variance are those of conditional randomisation (hypergeometric). Unmarked units have a count of 0 by
///   definition: expectation and variance 0, no z and no p. The question is one-sided: use the p for a great count.
/// * p-values and units without neighbours are as in [`super::local_moran`]. A marked unit is a cluster. esda gives no p for a
///   marked unit without marked neighbours; ours is 1.
///
/// Errors: a value neither 0 nor 1, and those of [`super::local_moran`].
///
/// Source: Anselin and Li 2019, doi:10.1007/s10109-019-00299-x. O(links x permutations).
pub fn local_join_count(y: &[f64], graph: &Graph, permutations: usize, seed: u64) -> Result<Local> {
    Column::new(y, graph)?;
    marks(y)?;
    let weights = Weights::new(graph, Transform::Binary, 0.0)?;
    let tails = conditional(&weights, permutations, seed, 1.0, y);
    let others = (y.len() - 1) as f64;
    let marked = y.iter().sum::<f64>() - 1.0;
    let share = marked / others;
    let unit = |i: usize| {
        let lag = weights.lag(i, y);
        let (w1, w2) = weights.row_sums(i);
        let squares = marked * (1.0 - share);
        let (expected, variance) = match y[i] {
            0.0 => (0.0, 0.0),
            _ => drawn(others, share, squares, w1, w2),
        };
        let statistic = y[i] * lag;
        Unit {
            lag: Some(lag),
            statistic,
            expected,
            variance,
            z: score(statistic, expected, variance),
            tails: tails[i].filter(|_| y[i] == 1.0),
            quadrant: match y[i] {
                0.0 => Cluster::NotSignificant,
                _ => Cluster::Joined,
            },
        }
    };
    Ok(Local::new(own(y), &linked(graph, unit)))
}
