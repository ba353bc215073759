//! What each village means to a plan: what is lost without it, and how often near-best plans hold it.
//!
//! All areas that a plan within some loss of the best could hold are listed at the prices of the proof; plans made of them are packed and counted.
//! Replacement cost is as in Cabeza and Moilanen 2006 (doi:10.1016/j.biocon.2006.04.024); the frequency is Marxan's selection frequency
//! (Ball, Possingham and Watts 2009), but over all near-best plans instead of a sample of runs.

use super::exact::subsets::{Found, Quest, search};
use super::exact::{Column, Task, solve};
use super::group::{self, Group};
use super::{Certificate, Plan, Problem};
use crate::error::Result;
use rayon::prelude::*;

/// What the villages of one group mean to its plan.
#[derive(Debug, Clone, PartialEq)]
pub struct Replacement {
    /// Villages of the new areas and of near-best plans, ascending.
    pub villages: Vec<Meaning>,
    /// Near-best plans lose at most this share of the objective; `None` when they are too many to list.
    pub within: Option<f64>,
    /// Number of near-best plans.
    pub plans: u64,
}

/// What one village means.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Meaning {
    /// The village.
    pub village: u32,
    /// The objective falls at least so much when no area may hold it; `None` for villages outside the plan.
    pub loss_least: Option<f64>,
    /// And at most so much; `None` outside, and when no plan without it was found.
    pub loss_most: Option<f64>,
    /// Share of the near-best plans that hold it; `None` when they could not be listed.
    pub frequency: Option<f64>,
}

/// The widest loss that plans are called near-best for.
const NEAR: f64 = 0.01;
/// Most areas listed and plans counted for a group.
const LISTED: usize = 5_000;
const PLANS: u64 = 20_000;
/// Sets looked at in all groups together each time areas are listed; the fewest and the most for a group.
const SETS: u64 = 2_000_000;
const FEWEST: u64 = 5_000;
const MOST: u64 = 50_000;

/// Weighs the villages of each group of a plan; one result a group.
///
/// # Errors
/// An engine error when the linear solver fails.
pub fn replacement(problem: &Problem, plan: &Plan) -> Result<Vec<Replacement>> {
    group::split(problem)
        .par_iter()
        .map(|group| of_group(problem, group, plan))
        .collect()
}

fn of_group(problem: &Problem, group: &Group, plan: &Plan) -> Result<Replacement> {
    let of = |i: &u32| group.unit.binary_search(i).ok().map(|at| at as u32);
    let areas = plan
        .areas
        .iter()
        .filter(|area| area.group == group.id && !area.kept);
    let areas: Vec<Vec<u32>> = areas
        .map(|area| area.members.iter().filter_map(of).collect())
        .collect();
    let allowed = match problem.total {
        Some(_) => areas.len(),
        None => problem.room(group.id),
    };
    let mut near = Near {
        problem,
        group,
        allowed,
        reached: areas.iter().map(|members| group.value(members)).sum(),
        prices: vec![0.0; group.n()],
        most: 0.0,
        columns: Vec::new(),
        within: None,
        locked: (0..group.n() as u32)
            .filter(|&i| group.locked[i as usize])
            .collect(),
    };
    let mut counts = Counts::none(group.n());
    if !areas.is_empty() {
        near.price(plan.groups[group.id as usize].certificate.as_ref());
        near.list();
        counts = near.count();
    }
    let mut villages = Vec::new();
    for i in 0..group.n() {
        let inside = areas.iter().any(|members| members.contains(&(i as u32)));
        if !inside && counts.holds[i] == 0 {
            continue;
        }
        let loss = match inside {
            false => (None, None),
            true if counts.holds[i] < counts.plans => {
                let loss = near.loss(counts.without[i]);
                (Some(loss), Some(loss))
            }
            true => near.without(i as u32, &areas)?,
        };
        villages.push(Meaning {
            village: group.unit[i],
            loss_least: loss.0,
            loss_most: loss.1,
            frequency: (counts.plans > 0).then(|| counts.holds[i] as f64 / counts.plans as f64),
        });
    }
    Ok(Replacement {
        villages,
        within: near.within,
        plans: counts.plans,
    })
}

/// Near-best plans of one group.
struct Near<'a> {
    problem: &'a Problem<'a>,
    group: &'a Group,
    /// Most new areas.
    allowed: usize,
    /// Objective of the plan.
    reached: f64,
    prices: Vec<f64>,
    most: f64,
    /// Areas that near-best plans are made of.
    columns: Vec<Column>,
    within: Option<f64>,
    locked: Vec<u32>,
}

impl Near<'_> {
    /// Takes the prices of the proof, or none and the best area.
    fn price(&mut self, certificate: Option<&Certificate>) {
        if let Some(certificate) = certificate {
            for (i, price) in &certificate.prices {
                if let Ok(at) = self.group.unit.binary_search(i) {
                    self.prices[at] = *price;
                }
            }
            self.most = certificate.most;
        } else {
            let found = self.ask(true, f64::NEG_INFINITY);
            self.most = found
                .sets
                .last()
                .map_or(0.0, |set| set.0)
                .max(found.left)
                .max(0.0);
        }
    }

    fn ask(&self, best: bool, above: f64) -> Found {
        let weight = self
            .group
            .most
            .iter()
            .zip(&self.prices)
            .map(|(most, price)| most - price)
            .collect();
        let quest = Quest {
            villages: self.problem.villages,
            above,
            best,
            limit: (LISTED, self.sets()),
            stop: self.problem.stop,
        };
        search(self.group, weight, quest)
    }

    fn sets(&self) -> u64 {
        (SETS / self.problem.groups as u64).clamp(FEWEST, MOST)
    }

    fn priced(&self) -> f64 {
        super::sum(self.prices.iter().copied())
    }

    /// Near-best plans reach this much.
    fn least(&self, within: f64) -> f64 {
        self.reached - within * self.reached.abs() - 1e-9 * self.reached.abs()
    }

    /// Lists all areas of plans within the widest loss that leaves few enough of them.
    fn list(&mut self) {
        let spare = self.allowed.saturating_sub(1) as f64 * self.most;
        let mut within = NEAR;
        for _ in 0..8 {
            let found = self.ask(false, self.least(within) - self.priced() - spare);
            if found.left == f64::NEG_INFINITY {
                let column = |(reduced, mut members): (f64, Vec<u32>)| {
                    members.sort_unstable();
                    let value = self.group.value(&members);
                    Column {
                        members,
                        value,
                        reduced,
                    }
                };
                self.columns = found.sets.into_iter().map(column).collect();
                self.columns.sort_by(|a, b| {
                    b.reduced
                        .total_cmp(&a.reduced)
                        .then_with(|| a.members.cmp(&b.members))
                });
                self.within = Some(within);
                return;
            }
            within /= 2.0;
        }
    }

    /// Counts the near-best plans, and those that hold each village; the loss is narrowed until there are few enough.
    fn count(&mut self) -> Counts {
        for _ in 0..12 {
            let Some(within) = self.within else { break };
            let mut counting = Counting {
                near: self,
                least: self.least(within),
                taken: vec![false; self.group.n()],
                counts: Counts::none(self.group.n()),
            };
            counting.add(0, self.allowed, 0.0, self.priced());
            if counting.counts.plans <= PLANS {
                return counting.counts;
            }
            self.within = Some(within / 2.0);
        }
        self.within = None;
        Counts::none(self.group.n())
    }

    /// How far an objective falls short of the plan's, rounding aside.
    fn loss(&self, value: f64) -> f64 {
        let loss = self.reached - value;
        if loss.abs() <= 1e-9 * self.reached.abs() {
            0.0
        } else {
            loss
        }
    }

    /// The least and the most that the objective falls when no area may hold a village that all near-best plans hold.
    fn without(&self, i: u32, areas: &[Vec<u32>]) -> Result<(Option<f64>, Option<f64>)> {
        if self.group.locked[i as usize] {
            return Ok((None, None));
        }
        let mut group = self.group.clone();
        // what holds it is never worth taking
        group.most[i as usize] =
            -1e3 * (1.0 + group.most.iter().map(|most| most.abs()).sum::<f64>());
        let others = areas.iter().filter(|members| !members.contains(&i));
        let mut rest: Vec<Vec<u32>> = others.cloned().collect();
        rest.extend(self.beside(&group, &rest));
        let covered = self
            .locked
            .iter()
            .all(|i| rest.iter().any(|members| members.contains(i)));
        let mut prices = self.prices.clone();
        prices[i as usize] = 0.0;
        let task = Task {
            from: Some((&prices, self.most)),
            ..Task::new(self.problem, &group, self.allowed, self.sets() / 20)
        };
        let exact = solve(task, covered.then_some(rest))?;
        let value = exact.areas.map(|areas| {
            areas
                .iter()
                .map(|members| group.value(members))
                .sum::<f64>()
        });
        // all near-best plans hold it
        let near = self
            .within
            .map_or(0.0, |within| within * self.reached.abs());
        let least = exact
            .bound
            .is_finite()
            .then(|| (self.reached - exact.bound).max(near));
        Ok((least, value.map(|value| self.reached - value)))
    }

    /// The best area of a group that leaves the villages of some areas alone, as far as a short search finds it.
    fn beside(&self, group: &Group, areas: &[Vec<u32>]) -> Option<Vec<u32>> {
        let mut weight = group.most.clone();
        let never = -weight.iter().map(|most| most.abs()).sum::<f64>();
        for &i in areas.iter().flatten() {
            weight[i as usize] = never;
        }
        let quest = Quest {
            villages: self.problem.villages,
            above: 0.0,
            best: true,
            limit: (LISTED, self.sets() / 20),
            stop: self.problem.stop,
        };
        let found = search(group, weight, quest).sets.pop();
        found.map(|(_, mut members)| {
            members.sort_unstable();
            members
        })
    }
}

/// Plans counted one by one.
struct Counting<'a> {
    near: &'a Near<'a>,
    least: f64,
    taken: Vec<bool>,
    counts: Counts,
}

/// What was counted.
struct Counts {
    plans: u64,
    /// Plans that hold each village.
    holds: Vec<u64>,
    /// The most that a plan without it is worth.
    without: Vec<f64>,
}

impl Counts {
    fn none(n: usize) -> Self {
        Self {
            plans: 0,
            holds: vec![0; n],
            without: vec![f64::NEG_INFINITY; n],
        }
    }

    fn add(&mut self, taken: &[bool], value: f64) {
        self.plans += 1;
        for (i, &taken) in taken.iter().enumerate() {
            if taken {
                self.holds[i] += 1;
            } else {
                self.without[i] = self.without[i].max(value);
            }
        }
    }
}

impl Counting<'_> {
    /// Goes through the choices among columns from a place on; `hope` is the sum of all prices and of the reduced values chosen.
    fn add(&mut self, from: usize, left: usize, value: f64, hope: f64) {
        let near = self.near;
        if value >= self.least && near.locked.iter().all(|&i| self.taken[i as usize]) {
            self.counts.add(&self.taken, value);
        }
        if left == 0 {
            return;
        }
        for (at, column) in near.columns.iter().enumerate().skip(from) {
            let more = left as f64 * column.reduced.max(0.0);
            if hope + more < self.least || self.counts.plans > PLANS {
                return;
            }
            if column.members.iter().any(|&i| self.taken[i as usize]) {
                continue;
            }
            column
                .members
                .iter()
                .for_each(|&i| self.taken[i as usize] = true);
            self.add(
                at + 1,
                left - 1,
                value + column.value,
                hope + column.reduced,
            );
            column
                .members
                .iter()
                .for_each(|&i| self.taken[i as usize] = false);
        }
    }
}
