//! p sites at least cost: the p-median (ReVelle and Swain 1970, doi:10.1111/j.1538-4632.1970.tb00142.x) and maximal cover (Church and
//! ReVelle 1974, doi:10.1007/BF01942293).

use super::budget::Budget;
use super::cover::ones;
use super::greedy::{filled, greedy};
use super::location::{Goal, Location};
use super::tree::{self, Best};
use super::{ascent, interchange, swap};
use crate::error::{Error, Result};
use crate::plan::solve::{Program, branch, solver};

/// The best sites known, and what is known of better ones.
pub(super) struct Placed {
    pub best: Best,
    /// No sites cost less.
    pub bound: f64,
    pub work: u64,
}

/// Seeks the p sites of least cost.
///
/// # Errors
/// When no p sites are found that can serve all demand within their capacities.
pub(super) fn place(location: &Location, budget: Budget, seed: u64) -> Result<Placed> {
    let mut best = none();
    let allowed = budget.looks(location);
    let mut work = 0;
    if location.capacity.is_some() {
        if let Some(open) = swap::start(location) {
            best.offer(location, &open);
        }
        if best.cost.is_finite() {
            work += swap::improve(location, &mut best, allowed.min(2_000));
        }
    } else {
        work += exchanged(location, &mut best, budget, seed);
    }
    if let Some(program) = program(location)
        && let Some(effort) = solver().effort(&program)
    {
        let start = point(location, &best.open);
        let nodes = budget.nodes(effort);
        let found = branch(&program, solver(), Some(start), nodes, None)?;
        if let Some(values) = found.values {
            best.offer(location, &ones(&values, location.m()));
        }
        return Ok(Placed {
            best,
            bound: found.bound,
            work: work + found.nodes,
        });
    }
    let searched = tree::search(location, &mut best, budget.limits(location), None);
    if !best.cost.is_finite() {
        return Err(Error::infeasible(if searched.done {
            "no such number of sites can serve all demand within their capacities"
        } else {
            "no sites were found that can serve all demand within their capacities"
        })
        .remedy("open more sites, or raise capacities"));
    }
    Ok(Placed {
        best,
        bound: searched.bound,
        work: work + searched.rounds,
    })
}

/// Sites by exchanges and a bound by prices alone, where lists are cut: an exact search would end at the costs of lists, and a cost on all ways may be lower.
pub(super) fn priced(location: &Location, budget: Budget, seed: u64) -> Placed {
    let mut best = none();
    let work = exchanged(location, &mut best, budget, seed);
    let (start, states) = (ascent::start(location, &best.open), location.states());
    let (rounds, known) = (budget.limits(location).root, best.cost);
    let climbed = ascent::climb(location, &start, &states, rounds, known, |sites| {
        best.offer(location, sites);
        best.cost
    });
    Placed {
        bound: climbed.priced.bound,
        work: work + climbed.rounds,
        best,
    }
}

fn none() -> Best {
    Best {
        open: Vec::new(),
        cost: f64::INFINITY,
    }
}

/// One site after the other, then exchanges.
fn exchanged(location: &Location, best: &mut Best, budget: Budget, seed: u64) -> u64 {
    let open = filled(location, greedy(location, location.p), location.p);
    best.offer(location, &open);
    let allowed = budget.looks(location);
    interchange::improve(location, best, allowed, budget.kicks, seed)
}

/// Maximal cover without capacities as a program: sites, then what is left out of each demand; none for other problems.
fn program(location: &Location) -> Option<Program> {
    if location.goal != Goal::Most || location.capacity.is_some() {
        return None;
    }
    let mut program = Program::default();
    for &fixed in &location.fixed {
        program.column(0.0, f64::from(u8::from(fixed)), 1.0, true);
    }
    let sites = (0..location.m() as u32).map(|j| (j, 1.0)).collect();
    let p = location.p as f64;
    program.row(sites, p, p);
    for i in 0..location.n() {
        let left_out = program.column(location.weight[i], 0.0, 1.0, false);
        let near = location.near.of(i).0.iter().map(|&j| (j, 1.0));
        let mut terms: Vec<(u32, f64)> = near.collect();
        terms.push((left_out, 1.0));
        program.row(terms, 1.0, f64::INFINITY);
    }
    Some(program)
}

fn point(location: &Location, open: &[u32]) -> Vec<f64> {
    let marks = location.marks(open);
    let mut point: Vec<f64> = marks.iter().map(|&m| f64::from(u8::from(m))).collect();
    for i in 0..location.n() {
        let near = location.near.of(i).0;
        let covered = near.iter().any(|&j| marks[j as usize]);
        point.push(if covered { 0.0 } else { 1.0 });
    }
    point
}
