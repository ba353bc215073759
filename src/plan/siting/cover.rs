//! Fewest sites that leave nothing out: the location set covering problem (Toregas et al. 1971, doi:10.1287/opre.19.6.1363).

use super::budget::Budget;
use super::greedy::greedy;
use super::interchange;
use super::location::{Goal, Location};
use super::reduce;
use super::swap;
use super::tree::{self, Best};
use crate::error::Result;
use crate::plan::solve::{Program, branch, solver};
use std::sync::Arc;

/// The fewest sites known, and what is known of fewer.
pub(super) struct Fewest {
    pub best: Best,
    /// No cover has fewer; infinity when there is none.
    pub bound: f64,
    pub work: u64,
}

/// Seeks the fewest, or only whether `enough` are enough.
pub(super) fn fewest(
    location: &Location,
    budget: Budget,
    seed: u64,
    enough: Option<f64>,
) -> Result<Fewest> {
    let mut best = Best {
        open: Vec::new(),
        cost: f64::INFINITY,
    };
    let mut work = 0;
    let reduced = reduced(location);
    let location = reduced.as_ref().unwrap_or(location);
    if location.capacity.is_some() {
        if let Some(open) = swap::start(location) {
            best.offer(location, &open);
        }
    } else {
        best.offer(location, &greedy(location, location.m()));
        work += thin(location, &mut best, budget, seed, enough);
    }
    if enough.is_some_and(|e| best.cost <= e) {
        return Ok(Fewest {
            bound: 0.0,
            best,
            work,
        });
    }
    if location.capacity.is_none() {
        let program = program(location);
        if let Some(effort) = solver().effort(&program) {
            let marks = location.marks(&best.open);
            let start = marks
                .iter()
                .map(|&open| f64::from(u8::from(open)))
                .collect();
            let start = best.cost.is_finite().then_some(start);
            let nodes = budget.nodes(effort);
            let found = branch(&program, solver(), start, nodes, enough)?;
            if let Some(values) = found.values {
                best.offer(location, &ones(&values, location.m()));
            }
            return Ok(Fewest {
                best,
                bound: found.bound,
                work: work + found.nodes,
            });
        }
    }
    let searched = tree::search(location, &mut best, budget.limits(location), enough);
    Ok(Fewest {
        best,
        bound: (searched.bound - 1e-6).ceil(),
        work: work + searched.rounds,
    })
}

/// The same without the demand that need not be looked at; none where capacities make every demand count.
fn reduced<'a>(location: &Location<'a>) -> Option<Location<'a>> {
    if location.capacity.is_some() {
        return None;
    }
    let kept = reduce::essential(&location.near);
    Some(Location {
        weight: vec![1.0; kept.len()],
        near: Arc::new(location.near.only(&kept)),
        ..location.clone()
    })
}

/// The columns that are 1.
pub(super) fn ones(values: &[f64], m: usize) -> Vec<u32> {
    let columns = (0_u32..).zip(&values[..m]);
    columns.filter(|(_, x)| **x > 0.5).map(|(j, _)| j).collect()
}

/// A column a site and a row a demand.
fn program(location: &Location) -> Program {
    let mut program = Program::default();
    for &fixed in &location.fixed {
        program.column(1.0, f64::from(u8::from(fixed)), 1.0, true);
    }
    for i in 0..location.n() {
        let terms = location.near.of(i).0.iter().map(|&j| (j, 1.0));
        program.row(terms.collect(), 1.0, f64::INFINITY);
    }
    program
}

/// Drops sites nobody needs alone; then tries with one site less, swapping, as long as that covers all.
fn thin(
    location: &Location,
    best: &mut Best,
    budget: Budget,
    seed: u64,
    enough: Option<f64>,
) -> u64 {
    let mut count = vec![0_u32; location.n()];
    for &j in &best.open {
        location
            .near
            .at(j as usize)
            .for_each(|(i, _)| count[i] += 1);
    }
    let mut open = best.open.clone();
    for &j in &best.open {
        let mut served = location.near.at(j as usize);
        if !location.fixed[j as usize] && served.all(|(i, _)| count[i] > 1) {
            location
                .near
                .at(j as usize)
                .for_each(|(i, _)| count[i] -= 1);
            open.retain(|&other| other != j);
        }
    }
    best.offer(location, &open);
    let mut most = Location {
        goal: Goal::Most,
        weight: vec![1.0; location.n()],
        ..location.clone()
    };
    let (mut work, allowed) = (0, budget.looks(location));
    while best.cost.is_finite() && work < allowed && enough.is_none_or(|e| best.cost > e) {
        let alone = |j: u32| {
            let served = location.near.at(j as usize);
            served.filter(|(i, _)| count[*i] == 1).count()
        };
        let loose = best
            .open
            .iter()
            .copied()
            .filter(|&j| !location.fixed[j as usize]);
        let Some(least) = loose.min_by_key(|&j| (alone(j), j)) else {
            break;
        };
        let less: Vec<u32> = best.open.iter().copied().filter(|&j| j != least).collect();
        most.p = less.len();
        let Some(cost) = most.value(&less) else { break };
        let mut trial = Best { open: less, cost };
        work += interchange::improve(&most, &mut trial, allowed - work, budget.kicks, seed);
        if trial.cost > 0.0 {
            break;
        }
        best.offer(location, &trial.open);
        count.fill(0);
        for &j in &best.open {
            location
                .near
                .at(j as usize)
                .for_each(|(i, _)| count[i] += 1);
        }
    }
    work
}
