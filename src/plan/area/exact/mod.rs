//! Proven plans of one group: areas as columns of a set packing, priced by branch and bound.
//!
//! A plan is a choice of at most k disjoint columns, each an area that keeps the rules. Its linear relaxation over the areas met so far gives each
//! village a price; the [`subsets`] search finds areas worth more than their prices, until there is none (column generation: Barnhart et al. 1998,
//! doi:10.1287/opre.46.3.316). At any prices, the sum of the prices + k times the most an area is worth after them is a bound. What is left between
//! bound and plan is closed by listing every area that could be in a better plan and [`packing`] them (as Baldacci, Christofides and Mingozzi
//! 2008, doi:10.1007/s10107-007-0178-5, do for routes).

mod packing;
pub(super) mod subsets;

use super::Problem;
use super::group::Group;
use super::outcome::Certificate;
use crate::error::Result;
use crate::plan::solve::{Program, solver};
use packing::pack;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use subsets::{Quest, search};

/// An area that could be.
#[derive(Debug, Clone)]
pub(super) struct Column {
    /// Members in local numbers, ascending.
    pub members: Vec<u32>,
    /// What it is worth.
    pub value: f64,
    /// What it is worth after prices.
    pub reduced: f64,
}

/// What is asked.
#[derive(Clone, Copy)]
pub(super) struct Task<'a> {
    pub group: &'a Group,
    pub villages: (usize, usize),
    pub areas: usize,
    /// Most sets looked at.
    pub work: u64,
    /// Once true, the best found so far is the answer.
    pub stop: &'a AtomicBool,
    /// A price a village to start from, and the most that an area may be worth after them.
    pub from: Option<(&'a [f64], f64)>,
}

impl<'a> Task<'a> {
    /// The best plan of a group of the problem with at most so many areas.
    pub fn new(problem: &Problem<'a>, group: &'a Group, areas: usize, work: u64) -> Self {
        Self {
            group,
            villages: problem.villages,
            areas,
            work,
            stop: problem.stop,
            from: None,
        }
    }
}

/// What came out.
pub(super) struct Exact {
    /// The best plan known, in local numbers; none when lock-ins could not be covered.
    pub areas: Option<Vec<Vec<u32>>>,
    /// No plan is worth more; minus infinity when there is none.
    pub bound: f64,
    /// What the bound rests on.
    pub certificate: Certificate,
    /// Sets looked at.
    pub work: u64,
}

/// Most columns in a program.
const COLUMNS: usize = 1500;
/// Most areas listed to close the gap.
const LISTED: usize = 200_000;
/// Steps of packing that take as long as looking at one set.
const STEPS: u64 = 16;
/// Sums in another order may differ by this share.
const SAME: f64 = 1e-9;

/// Proves or betters a plan of a group.
///
/// # Errors
/// An engine error when the linear solver fails.
pub(super) fn solve(task: Task, start: Option<Vec<Vec<u32>>>) -> Result<Exact> {
    let mut run = Run::new(task, start);
    run.price()?;
    run.close();
    Ok(run.finish())
}

struct Run<'a> {
    task: Task<'a>,
    locked: Vec<u32>,
    /// Areas met, by their members.
    columns: BTreeMap<Vec<u32>, f64>,
    plan: Option<(f64, Vec<Vec<u32>>)>,
    /// The least bound and the prices it was found at.
    bound: f64,
    prices: Vec<f64>,
    most: f64,
    work: u64,
    proven: bool,
}

impl<'a> Run<'a> {
    fn new(task: Task<'a>, start: Option<Vec<Vec<u32>>>) -> Self {
        let Task { group, from, .. } = task;
        let mut columns = BTreeMap::new();
        let mut total = 0.0;
        let start = start.map(|mut areas| {
            for members in &mut areas {
                members.sort_unstable();
                let value = group.value(members);
                total += value;
                columns.insert(members.clone(), value);
            }
            areas
        });
        Self {
            locked: (0..group.n() as u32)
                .filter(|&i| group.locked[i as usize])
                .collect(),
            plan: start.map(|areas| (total, areas)),
            columns,
            bound: from.map_or(f64::INFINITY, |(prices, most)| {
                super::sum(prices.iter().copied()) + task.areas as f64 * most
            }),
            prices: from.map_or_else(|| vec![0.0; group.n()], |(prices, _)| prices.to_vec()),
            most: from.map_or(0.0, |(_, most)| most),
            work: 0,
            proven: false,
            task,
        }
    }

    /// Worth of the best plan known.
    fn reached(&self) -> f64 {
        self.plan
            .as_ref()
            .map_or(f64::NEG_INFINITY, |(value, _)| *value)
    }

    fn is_closed(&self) -> bool {
        self.bound.is_finite() && self.bound - self.reached() <= SAME * self.bound.abs()
    }

    fn is_over(&self) -> bool {
        self.work >= self.task.work || self.task.stop.load(Relaxed)
    }

    /// Column generation: prices of the program over the columns, half way from the best prices so far, until no area beats them.
    fn price(&mut self) -> Result<()> {
        let mut missed = false;
        while !self.is_over() {
            let (value, asked) = self.program()?;
            if self.bound.is_finite() && self.bound - value <= 1e-7 * self.bound.abs() {
                break;
            }
            let step = if missed || !self.bound.is_finite() {
                1.0
            } else {
                0.5
            };
            let prices: Vec<f64> = asked
                .iter()
                .zip(&self.prices)
                .map(|(asked, best)| best + step * (asked - best))
                .collect();
            let known = self.best_known(&prices);
            let found = self.ask(&prices, true, known);
            let best = found.sets.last().map_or(known, |set| set.0);
            let most = best.max(found.left).max(0.0);
            let bound = super::sum(prices.iter().copied()) + self.task.areas as f64 * most;
            if bound < self.bound {
                self.bound = bound;
                self.prices = prices;
                self.most = most;
            }
            let before = self.columns.len();
            for (_, mut members) in found.sets {
                members.sort_unstable();
                let value = self.task.group.value(&members);
                self.columns.insert(members, value);
            }
            if missed && self.columns.len() == before {
                break;
            }
            missed = self.columns.len() == before;
            self.repack(self.list(), 10_000);
            if self.is_closed() {
                break;
            }
            self.thin(&asked);
        }
        Ok(())
    }

    /// The most that an area met so far is worth after prices; 0 when none is worth more.
    fn best_known(&self, prices: &[f64]) -> f64 {
        let columns = self.columns.iter();
        columns
            .map(|(members, &value)| after(prices, members, value))
            .fold(0.0, f64::max)
    }

    /// Lists every area that a better plan could hold, and packs them.
    fn close(&mut self) {
        if self.is_closed() || self.is_over() || !self.bound.is_finite() {
            return;
        }
        let spare = self.task.areas.saturating_sub(1) as f64 * self.most;
        let above = self.reached() - super::sum(self.prices.iter().copied()) - spare;
        let prices = self.prices.clone();
        let found = self.ask(&prices, false, above - SAME * above.abs());
        let complete = found.left == f64::NEG_INFINITY;
        let column = |(_, mut members): subsets::Set| {
            members.sort_unstable();
            self.column(members)
        };
        let columns: Vec<Column> = found.sets.into_iter().map(column).collect();
        // where listing took all the work, what was listed may still hold a better plan
        let left = self.task.work.saturating_sub(self.work);
        let steps = left.saturating_mul(STEPS).max(self.task.work);
        self.proven = self.repack(columns, steps) && complete;
    }

    fn ask(&mut self, prices: &[f64], best: bool, above: f64) -> subsets::Found {
        let group = self.task.group;
        let weight = group
            .most
            .iter()
            .zip(prices)
            .map(|(most, price)| most - price)
            .collect();
        let quest = Quest {
            villages: self.task.villages,
            above,
            best,
            limit: (LISTED, self.task.work.saturating_sub(self.work)),
            stop: self.task.stop,
        };
        let found = search(group, weight, quest);
        self.work += found.work;
        found
    }

    /// Best plan of the columns; whether nothing better can be made of them.
    fn repack(&mut self, columns: Vec<Column>, limit: u64) -> bool {
        let priced = super::sum(self.prices.iter().copied());
        let above = self.reached();
        let slack = SAME * above.abs();
        let above = if above.is_finite() {
            above + slack
        } else {
            above
        };
        let packed = pack(
            &columns,
            self.task.group.n(),
            &self.locked,
            self.task.areas,
            priced,
            above,
            limit,
        );
        self.work += packed.work / STEPS;
        if let Some(chosen) = packed.chosen {
            let areas: Vec<Vec<u32>> = chosen
                .iter()
                .map(|&at| columns[at].members.clone())
                .collect();
            let value = super::sum(chosen.iter().map(|&at| columns[at].value));
            self.plan = Some((value, areas));
        }
        packed.complete
    }

    fn column(&self, members: Vec<u32>) -> Column {
        let value = self.task.group.value(&members);
        Column {
            reduced: after(&self.prices, &members, value),
            value,
            members,
        }
    }

    fn list(&self) -> Vec<Column> {
        self.columns
            .keys()
            .map(|members| self.column(members.clone()))
            .collect()
    }

    /// Drops the columns that the prices like least when there are too many.
    fn thin(&mut self, prices: &[f64]) {
        if self.columns.len() <= COLUMNS {
            return;
        }
        let mut order: Vec<(f64, &Vec<u32>)> = self
            .columns
            .iter()
            .map(|(members, &value)| (after(prices, members, value), members))
            .collect();
        order.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(b.1)));
        let keep: Vec<Vec<u32>> = order
            .into_iter()
            .take(COLUMNS / 2)
            .map(|(_, members)| members.clone())
            .collect();
        self.columns = keep
            .into_iter()
            .filter_map(|members| self.columns.remove_entry(&members))
            .collect();
    }

    /// The relaxation over the columns: its value and a price a village.
    fn program(&self) -> Result<(f64, Vec<f64>)> {
        let group = self.task.group;
        let mut program = Program::default();
        let mut holders: BTreeMap<u32, Vec<(u32, f64)>> = BTreeMap::new();
        let mut all = Vec::new();
        for (members, value) in &self.columns {
            let column = program.column(-value, 0.0, 1.0, false);
            all.push((column, 1.0));
            for &i in members {
                holders.entry(i).or_default().push((column, 1.0));
            }
        }
        // what leaving a lock-in open costs: more than any plan can gain
        let most = group.most.iter().map(|most| most.abs()).sum::<f64>();
        let border: f64 = (0..group.n() as u32).flat_map(|i| group.borders(i)).sum();
        for &i in &self.locked {
            let open = program.column(2.0 * (most + border) + 1.0, 0.0, 1.0, false);
            holders.entry(i).or_default().push((open, 1.0));
        }
        program.row(all, f64::NEG_INFINITY, self.task.areas as f64);
        let villages: Vec<u32> = holders.keys().copied().collect();
        for (i, terms) in holders {
            let least = if group.locked[i as usize] {
                1.0
            } else {
                f64::NEG_INFINITY
            };
            program.row(terms, least, 1.0);
        }
        let mut prices = vec![0.0; group.n()];
        let Some(relaxed) = solver().relax(&program, &program.lower, &program.upper)? else {
            return Ok((f64::INFINITY, prices));
        };
        for (i, multiplier) in villages.into_iter().zip(&relaxed.multipliers[1..]) {
            let price = -multiplier;
            prices[i as usize] = if group.locked[i as usize] {
                price
            } else {
                price.max(0.0)
            };
        }
        Ok((-program.cost_of(&relaxed.values), prices))
    }

    fn finish(self) -> Exact {
        let reached = self.reached();
        let group = self.task.group;
        let lowest = -group.most.iter().map(|most| most.abs()).sum::<f64>()
            - (0..group.n() as u32)
                .flat_map(|i| group.borders(i))
                .sum::<f64>();
        let none = self.plan.is_none() && (self.proven || self.bound < lowest - 1.0);
        let closed = self.plan.is_some() && (self.proven || self.is_closed());
        Exact {
            bound: if none {
                f64::NEG_INFINITY
            } else if closed {
                reached
            } else {
                self.bound
            },
            areas: self.plan.map(|(_, areas)| areas),
            certificate: Certificate {
                prices: (0..group.n())
                    .filter(|&i| self.prices[i] != 0.0)
                    .map(|i| (group.unit[i], self.prices[i]))
                    .collect(),
                most: self.most,
            },
            work: self.work,
        }
    }
}

/// What an area is worth after prices.
fn after(prices: &[f64], members: &[u32], value: f64) -> f64 {
    value - members.iter().map(|&i| prices[i as usize]).sum::<f64>()
}
