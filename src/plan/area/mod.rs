//! Priority areas: contiguous, within rules, with a bound on what is possible and often a proof.
//!
//! * [`Problem`]: what is asked; [`Plan`]: what was found
//! * [`delineate`]: growth, destroy-and-repair search, then column generation with a proof
//! * [`from_regions`]: areas that a regionalisation found, the neediest of them
//! * [`verify`]: an independent check of any plan against the rules, [`certify`] of its bound
//! * [`replacement`], [`rule_costs`], [`tradeoff`]: what villages, rules and compactness mean to a plan
//! * [`shape`]: measures of one area
//!
//! The problem is the budget-constrained maximum-weight connected subgraph with several disjoint subgraphs
//! (Alvarez-Miranda, Ljubic and Mutzel 2013, doi:10.1007/978-3-642-38189-8_11); each group is solved on its own.

mod bound;
mod certify;
mod conflict;
mod cost;
mod exact;
mod group;
mod grow;
mod outcome;
mod problem;
mod regions;
mod replace;
mod rules;
mod search;
pub mod shape;
mod start;
mod total;
mod verify;

#[cfg(test)]
mod exhaustive;
#[cfg(test)]
mod tests;

pub use certify::certify;
pub use conflict::{Conflict, Rule, conflict};
pub use cost::{RuleCost, Trade, border, rule_costs, tradeoff};
pub use outcome::{Area, Certificate, Empty, GroupResult, Plan, Proof};
pub use problem::{Compactness, Limit, Problem};
pub use regions::from_regions;
pub use replace::{Meaning, Replacement, replacement};
pub use verify::verify;

use crate::base::meter;
use crate::base::study::types::Effort;
use crate::error::{Error, Result};
use bound::Relaxation;
use conflict::Ask;
use exact::Task;
use group::Group;
use rayon::prelude::*;
use std::sync::atomic::Ordering::Relaxed;

/// The best areas that search finds within `effort`, proven where it can be.
///
/// Each group is solved on its own, at the same result on any number of threads. Areas never hold villages that add nothing and that
/// nothing requires (size, sums, connection, lock-in).
///
/// # Errors
/// Input that breaks its own rules; lock-ins that cannot hold together (`Kind::Infeasible`), naming the villages.
pub fn delineate(problem: &Problem) -> Result<Plan> {
    solve(problem, |group, areas, relaxation| {
        let (start, work) = search::run(problem, group, areas, relaxation);
        prove(problem, group, areas, start, work)
    })
}

/// What a method makes of one group: member lists in local numbers, what is proven of them, and the work spent.
struct Draft {
    areas: Vec<Vec<u32>>,
    proven: Option<(f64, Certificate)>,
    work: u64,
    empty: Empty,
}

/// Largest group that areas are proven for.
const PROVABLE: usize = 4096;

/// Sets looked at in all groups together to prove a plan, some microseconds each.
const SETS: u64 = 12_000_000;

/// Betters a plan, or proves it, within the effort.
fn prove(
    problem: &Problem,
    group: &Group,
    areas: usize,
    start: Option<Vec<Vec<u32>>>,
    work: u64,
) -> Result<Option<Draft>> {
    let allowed = match problem.effort {
        _ if group.n() == 0 || group.n() > PROVABLE => 0,
        Effort::Quick => 0,
        Effort::Normal => 1_500,
        Effort::Certify => (SETS / problem.groups as u64).clamp(100_000, 5_000_000),
    };
    let task = Task::new(problem, group, areas, allowed);
    let exact = exact::solve(task, start)?;
    Ok(exact.areas.map(|areas| Draft {
        areas,
        proven: exact
            .bound
            .is_finite()
            .then_some((exact.bound, exact.certificate)),
        work: work + exact.work,
        empty: Empty::of(group, Empty::NoRoom),
    }))
}

/// The areas of one group and how good they are.
type Solved = (Vec<Area>, GroupResult);

fn solve(
    problem: &Problem,
    method: impl Fn(&Group, usize, &Relaxation) -> Result<Option<Draft>> + Sync,
) -> Result<Plan> {
    rules::check(problem)?;
    let groups = group::split(problem);
    // none when the lock-ins are not covered
    let one = |group: &Group, areas: usize| -> Result<Option<Solved>> {
        if rules::cannot_cover(problem, group, areas) {
            return Ok(None);
        }
        if areas == 0 {
            return Ok(Some(total::none(group)));
        }
        let relaxation = Relaxation::new(problem, group, areas);
        let draft = method(group, areas, &relaxation)?;
        Ok(draft.map(|draft| finish(problem, group, &relaxation, draft)))
    };
    let or_why = |solved: Option<Solved>, group: &Group, areas: usize| match solved {
        Some(solved) => Ok(solved),
        None => Err(uncovered(problem, group, areas)?),
    };
    meter::expect(problem.total.map_or(groups.len(), |_| 0));
    let solved: Result<Vec<Solved>> = match problem.total {
        None => groups
            .par_iter()
            .map(|group| {
                let areas = problem.room(group.id);
                let solved = or_why(one(group, areas)?, group, areas);
                meter::done(1);
                solved
            })
            .collect(),
        Some(total) => total::share(problem, &groups, total, one, or_why),
    };
    let mut plan = Plan {
        areas: Vec::new(),
        groups: Vec::with_capacity(groups.len()),
    };
    for (areas, group) in solved? {
        plan.areas.extend(areas);
        plan.groups.push(group);
    }
    for members in problem.kept {
        plan.keep(problem, members);
    }
    plan.areas.sort_by(|a, b| {
        let need = b.need.total_cmp(&a.need);
        need.then_with(|| a.members.cmp(&b.members))
    });
    Ok(plan)
}

fn finish(problem: &Problem, group: &Group, relaxation: &Relaxation, draft: Draft) -> Solved {
    let mut areas = Vec::new();
    for mut members in draft.areas {
        members.sort_unstable();
        areas.push(Area {
            need: sum(members.iter().map(|&i| group.need[i as usize])),
            value: group.value(&members),
            members: members.iter().map(|&i| group.unit[i as usize]).collect(),
            group: group.id,
            kept: false,
        });
    }
    areas.sort_by(|a, b| a.members.cmp(&b.members));
    let objective = sum(areas.iter().map(|area| area.value));
    let (proven, certificate) = draft.proven.unzip();
    let mut bound = proven.unwrap_or(f64::INFINITY);
    let mut work = draft.work;
    // sums in another order may differ in the last digits; what is not proven is infinite, and infinity is at most any share of itself
    let meets = |bound: f64| bound.is_finite() && bound - objective <= 1e-9 * bound.abs();
    if !meets(bound) {
        let (relaxed, rounds) = relaxation.bound(problem, group, objective);
        bound = bound.min(relaxed);
        work += rounds;
    }
    if meets(bound) {
        bound = objective;
    }
    let proof = if bound == objective {
        Proof::Optimal
    } else if problem.stop.load(Relaxed) {
        Proof::Stopped
    } else {
        Proof::Bounded
    };
    let result = GroupResult {
        objective,
        bound,
        gap: outcome::gap(objective, bound),
        proof,
        areas: areas.len(),
        empty: areas.is_empty().then_some(draft.empty),
        work,
        certificate,
    };
    (areas, result)
}

/// A sum that is 0, not -0, of nothing.
fn sum(values: impl IntoIterator<Item = f64>) -> f64 {
    values.into_iter().fold(0.0, |sum, value| sum + value)
}

/// Why the lock-ins of a group are not covered, by the fewest rules that cannot hold together.
fn uncovered(problem: &Problem, group: &Group, areas: usize) -> Result<Error> {
    let Some(found) = conflict::find(problem, group.id, areas, Ask::Cover)? else {
        let locked = (0..group.n()).filter(|&i| group.locked[i]);
        let villages: Vec<u32> = locked.map(|i| group.unit[i]).collect();
        let what = "no areas were found that cover all villages of areas.lock_in in one group, and none is proven impossible";
        let remedy =
            "raise areas.effort, areas.per_group, areas.villages or areas.radius, or lock in fewer";
        return Ok(infeasible(problem, what, &villages, remedy));
    };
    let rules = found.rules.iter().map(|rule| rule.describe(problem));
    let rules = rules.collect::<Vec<_>>().join("; ");
    let least = if found.smallest {
        "the smallest set of rules that cannot hold together in one group"
    } else {
        "rules that cannot hold together in one group, each of them needed for that"
    };
    Ok(
        Error::infeasible(format!("[areas] has no plan; {least}: {rules}"))
            .remedy("loosen one of these rules, or link islands with boundaries.sea_links"),
    )
}

/// An infeasibility with the villages it speaks of, at most ten named.
fn infeasible(problem: &Problem, what: &str, villages: &[u32], remedy: &str) -> Error {
    let mut names: Vec<String> = villages
        .iter()
        .take(10)
        .map(|&i| (problem.label)(i))
        .collect();
    if villages.len() > 10 {
        names.push(format!("and {} more", villages.len() - 10));
    }
    Error::infeasible(format!("{what}: {}", names.join(", "))).remedy(remedy)
}
