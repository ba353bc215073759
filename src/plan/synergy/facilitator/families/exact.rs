//! Small groups as a program: branch and bound over who serves whom.

use crate::error::Result;
use crate::plan::solve::{Program, branch, solver};
use crate::plan::synergy::facilitator::flow::NONE;
use crate::plan::synergy::facilitator::price::Market;

/// Work that a group may cost; a [`crate::plan::solve::Solver::effort`] is one node.
const WORK: f64 = 2e7;
/// Larger groups are left to prices.
const LARGEST: f64 = 1e6;
/// Costs up to here are told apart to a metre by the search.
const SURE: f64 = 5e9;
/// Most nodes.
const NODES: f64 = 2e3;

/// What a search found.
pub(super) struct Exact {
    pub post: Vec<u32>,
    pub least: u64,
    pub bound: i64,
    pub work: u64,
}

/// Searches from a plan that is known; none where the group is too large.
///
/// # Errors
/// When the solver fails.
pub(super) fn search(market: &Market, post: &[u32]) -> Result<Option<Exact>> {
    let dear = market.arcs.dear();
    let (n, m) = (market.arcs.n(), market.room.len());
    if dear as f64 * n as f64 > SURE {
        return Ok(None);
    }
    let mut program = Program::default();
    let mut of_post = vec![Vec::new(); m];
    let mut start = Vec::new();
    for (unit, &own) in post.iter().enumerate() {
        let mut ways = Vec::new();
        for (j, cost) in market.arcs.list(unit) {
            let column = program.column(cost as f64, 0.0, 1.0, true);
            of_post[j as usize].push((column, unit));
            ways.push((column, 1.0));
            start.push(f64::from(u8::from(own == j)));
        }
        ways.push((program.column(dear as f64, 0.0, 1.0, true), 1.0));
        start.push(f64::from(u8::from(own == NONE)));
        program.row(ways, 1.0, 1.0);
    }
    for (j, ways) in of_post.iter().enumerate() {
        let places = ways.iter().map(|&(column, _)| (column, 1.0));
        program.row(
            places.collect(),
            f64::NEG_INFINITY,
            f64::from(market.room[j]),
        );
        if let Some(most) = market.most[j] {
            let families = ways.iter().map(|&(c, unit)| (c, market.families[unit]));
            program.row(families.collect(), f64::NEG_INFINITY, most);
        }
    }
    let Some(effort) = solver().effort(&program).filter(|e| *e <= LARGEST) else {
        return Ok(None);
    };
    let nodes = (WORK / effort.max(1.0)).clamp(1.0, NODES) as u64;
    let found = branch(&program, solver(), Some(start), nodes, None)?;
    let mut best = post.to_vec();
    if let Some(values) = &found.values {
        let mut column = 0;
        for (unit, best) in best.iter_mut().enumerate() {
            *best = NONE;
            for (j, _) in market.arcs.list(unit) {
                if values[column] > 0.5 {
                    *best = j;
                }
                column += 1;
            }
            column += 1;
        }
    }
    let most: i64 = (0..n)
        .map(|unit| market.arcs.of(unit).1.last().copied().unwrap_or(0).max(0))
        .sum();
    let (left_out, cost) = market.total(&best);
    // costs are whole, so the next whole number holds
    let bound = if found.done {
        dear * left_out as i64 + cost
    } else {
        (found.bound.max(-SURE) - 1e-3).ceil() as i64
    };
    let least = (bound - most + dear - 1).div_euclid(dear).max(0) as u64;
    Ok(Some(Exact {
        bound: bound - dear * left_out as i64,
        least: if found.done { left_out } else { least },
        post: best,
        work: found.nodes,
    }))
}
