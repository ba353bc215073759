//! Branch and bound (Land and Doig 1960, doi:10.2307/1910129): integers by splitting, each part with a bound checked apart.

use super::{Program, Solver};
use crate::error::Result;
use std::cmp::Ordering;
use std::collections::BinaryHeap;

/// What a search found.
#[derive(Debug, Clone)]
pub struct Found {
    /// The best point, whole where it must be; none was found otherwise.
    pub values: Option<Vec<f64>>,
    /// No point costs less; infinity when it is proven that there is none.
    pub bound: f64,
    /// Whether the search ended before its nodes did.
    pub done: bool,
    /// Programs solved.
    pub nodes: u64,
}

/// A part of the program that is still open.
struct Node {
    bound: f64,
    number: u64,
    lower: Vec<f64>,
    upper: Vec<f64>,
}

impl PartialEq for Node {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}
impl Eq for Node {}
impl PartialOrd for Node {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Node {
    /// The heap gives the least bound first, of these the newest, which goes deep.
    fn cmp(&self, other: &Self) -> Ordering {
        (other.bound.total_cmp(&self.bound)).then(self.number.cmp(&other.number))
    }
}

/// The point of least cost, whole where it must be.
///
/// `start` is a point that is known already; the search stops after `most` nodes, or as soon as it is known whether anything
/// costs at most `enough`. Every node is closed by [`Program::bound_of`] or [`Program::none_by`] alone, never by the solver's word.
///
/// # Errors
/// See [`Solver::relax`].
pub fn branch(
    program: &Program,
    solver: &dyn Solver,
    start: Option<Vec<f64>>,
    most: u64,
    enough: Option<f64>,
) -> Result<Found> {
    let mut best = start.filter(|values| program.keeps(values));
    let mut cost = best.as_ref().map_or(f64::INFINITY, |v| program.cost_of(v));
    let mut closed = f64::INFINITY;
    let mut nodes = 0;
    let mut open = BinaryHeap::from([Node {
        bound: f64::NEG_INFINITY,
        number: 0,
        lower: program.lower.clone(),
        upper: program.upper.clone(),
    }]);
    let mut numbers = 0;
    while let Some(node) = open.pop() {
        let settled =
            enough.is_some_and(|e| cost <= e || node.bound.min(closed) > e + 1e-9 * e.abs());
        if nodes >= most || settled {
            open.push(node);
            break;
        }
        if node.bound >= worth(cost) {
            closed = closed.min(node.bound);
            continue;
        }
        nodes += 1;
        let (lower, upper) = (&node.lower, &node.upper);
        let mut bound = node.bound;
        let mut split = None;
        match solver.relax(program, lower, upper)? {
            Some(relaxed) => {
                bound = bound.max(program.bound_of(lower, upper, &relaxed.multipliers));
                bound = program.raised(bound);
                let rounded = rounded(program, &relaxed.values);
                let costs = program.cost_of(&rounded);
                if costs < cost && program.keeps(&rounded) {
                    (cost, best) = (costs, Some(rounded));
                }
                split = most_broken(program, &relaxed.values, lower, upper);
            }
            None => {
                nodes += 1;
                let elastic = program.elastic(lower, upper);
                let proof = solver.relax(&elastic, &elastic.lower, &elastic.upper)?;
                if proof.is_some_and(|p| program.none_by(lower, upper, &p.multipliers)) {
                    continue;
                }
            }
        }
        // what the solver thinks whole, or empty, and the bound does not close, is split on
        let split = split.or_else(|| first_open(program, lower, upper));
        let Some((j, below)) = split.filter(|_| bound < worth(cost)) else {
            closed = closed.min(bound);
            continue;
        };
        for up in [false, true] {
            numbers += 1;
            let mut part = Node {
                bound,
                number: numbers,
                lower: lower.clone(),
                upper: upper.clone(),
            };
            if up {
                part.lower[j] = below + 1.0;
            } else {
                part.upper[j] = below;
            }
            open.push(part);
        }
    }
    let left = open.iter().map(|node| node.bound).fold(closed, f64::min);
    Ok(Found {
        values: best,
        bound: left.min(cost),
        done: open.is_empty(),
        nodes,
    })
}

/// A bound at or above this leaves nothing worth finding.
fn worth(cost: f64) -> f64 {
    if cost.is_finite() {
        cost - 1e-10 * cost.abs()
    } else {
        cost
    }
}

fn rounded(program: &Program, values: &[f64]) -> Vec<f64> {
    let round = |(&x, &whole): (&f64, &bool)| if whole { x.round() } else { x };
    values.iter().zip(&program.whole).map(round).collect()
}

/// The whole column nearest to a half, the first of several, and the number below it.
fn most_broken(
    program: &Program,
    values: &[f64],
    lower: &[f64],
    upper: &[f64],
) -> Option<(usize, f64)> {
    let mut best: Option<(f64, usize)> = None;
    for (j, &x) in values.iter().enumerate() {
        let broken = (x - x.round()).abs();
        let free = program.whole[j] && broken > 1e-7 && lower[j] < upper[j];
        if free && best.is_none_or(|(most, _)| broken > most + 1e-9) {
            best = Some((broken, j));
        }
    }
    best.map(|(_, j)| (j, values[j].floor().clamp(lower[j], upper[j] - 1.0)))
}

/// The first whole column that is not fixed, split in its middle.
fn first_open(program: &Program, lower: &[f64], upper: &[f64]) -> Option<(usize, f64)> {
    let mut columns = 0..program.cost.len();
    let j = columns.find(|&j| program.whole[j] && lower[j] < upper[j])?;
    Some((j, ((lower[j] + upper[j]) / 2.0).floor()))
}
