//! Priority areas: contiguous, bounded in size, with a bound on what is possible.
//!
//! * [`delineate`]: growth, then destroy-and-repair search, for the most covered need
//! * [`from_skater`]: regions of alike need, the neediest of them chosen
//! * [`verify`]: an independent check of any plan against the rules
//! * [`shape`]: measures of one area
//!
//! The problem is the budget-constrained maximum-weight connected subgraph with several disjoint subgraphs
//! (Alvarez-Miranda, Ljubic and Mutzel 2013, doi:10.1007/978-3-642-38189-8_11); each group is solved on its own.

mod bound;
mod group;
mod grow;
mod regions;
mod rules;
mod search;
pub mod shape;
mod start;
mod verify;

#[cfg(test)]
mod exhaustive;
#[cfg(test)]
mod tests;

pub use regions::from_skater;
pub use verify::verify;

use crate::base::model::Measure;
use crate::base::study::types::Effort;
use crate::error::{Error, Result};
use crate::space::graph::Graph;
use bound::Relaxation;
use geo::Point;
use group::Group;
use rayon::prelude::*;

/// What is asked of the areas of n villages.
#[derive(Clone, Copy)]
pub struct Problem<'a> {
    /// Symmetric links among the n villages; an area is connected along them.
    pub graph: &'a Graph,
    /// n needs, finite and not negative; a missing one adds nothing, yet the village connects and counts to the size.
    pub need: &'a [Option<f64>],
    /// n group numbers below `groups`; an area stays inside one.
    pub group: &'a [u32],
    /// Number of groups.
    pub groups: usize,
    /// Least and most villages of an area.
    pub villages: (usize, usize),
    /// Some member, the centre, is at most this many metres from every member.
    pub radius_m: Option<f64>,
    /// n points that distances are measured between.
    pub centre: &'a [Point<f64>],
    /// How distances are measured.
    pub measure: Measure,
    /// Most areas in a group.
    pub per_group: usize,
    /// Villages that must be in an area.
    pub lock_in: &'a [u32],
    /// Villages that must not.
    pub lock_out: &'a [u32],
    /// Work spent.
    pub effort: Effort,
    /// Seed of the study; each group draws from a stream of its own.
    pub seed: u64,
    /// How a village is called in messages.
    pub label: &'a (dyn Fn(u32) -> String + Sync),
}

/// One priority area.
#[derive(Debug, Clone, PartialEq)]
pub struct Area {
    /// Villages, ascending.
    pub members: Vec<u32>,
    /// The group they are in.
    pub group: u32,
    /// Sum of their needs.
    pub need: f64,
}

/// What was reached in one group, and what at most could be.
#[derive(Debug, Clone, PartialEq)]
pub struct GroupResult {
    /// Need covered.
    pub objective: f64,
    /// No plan of this group covers more.
    pub bound: f64,
    /// (bound - objective) / bound; `None` when the bound is 0.
    pub gap: Option<f64>,
    /// Number of areas.
    pub areas: usize,
    /// Why there is none.
    pub empty: Option<Empty>,
    /// Work units spent: repairs tried and bound rounds.
    pub work: u64,
}

/// Why a group has no area.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Empty {
    /// No connected set of enough villages fits.
    NoRoom,
    /// No village that could be covered has need.
    NoNeed,
    /// The regions of the method break the size or the radius.
    NoRegion,
}

impl Empty {
    /// The reason for a group in which `otherwise` holds when there are villages with need.
    fn of(group: &Group, otherwise: Self) -> Self {
        if group.n() == 0 {
            Self::NoRoom
        } else if group.need.iter().all(|&need| need == 0.0) {
            Self::NoNeed
        } else {
            otherwise
        }
    }

    /// The reason in words.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NoRoom => "no connected set of enough villages fits",
            Self::NoNeed => "no village with need can be covered",
            Self::NoRegion => "no region keeps the size and the radius",
        }
    }
}

/// Areas in the order of need, the neediest first, ties by their least village; and one result a group.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// Areas; their number is their position plus one.
    pub areas: Vec<Area>,
    /// One result for each group.
    pub groups: Vec<GroupResult>,
}

/// Areas that cover as much need as search finds within `effort`.
///
/// Each group is solved on its own, at the same result on any number of threads. Areas never hold villages whose need is zero and that
/// nothing requires (size, connection, lock-in).
///
/// # Errors
/// Input that breaks its own rules; lock-ins that cannot hold together (`Kind::Infeasible`), naming the villages.
pub fn delineate(problem: &Problem) -> Result<Plan> {
    solve(problem, |group, relaxation| {
        search::run(problem, group, relaxation)
    })
}

/// What a method makes of one group: member lists in local numbers, and the work spent.
struct Draft {
    areas: Vec<Vec<u32>>,
    work: u64,
    empty: Empty,
}

fn solve(
    problem: &Problem,
    method: impl Fn(&Group, &Relaxation) -> Result<Draft> + Sync,
) -> Result<Plan> {
    rules::check(problem)?;
    let groups = group::split(problem);
    let solved: Vec<Result<(Vec<Area>, GroupResult)>> = groups
        .par_iter()
        .map(|group| {
            rules::check_locks(problem, group)?;
            let relaxation = Relaxation::new(problem, group);
            let draft = method(group, &relaxation)?;
            Ok(finish(problem, group, &relaxation, draft))
        })
        .collect();
    let mut plan = Plan {
        areas: Vec::new(),
        groups: Vec::with_capacity(groups.len()),
    };
    for result in solved {
        let (areas, group) = result?;
        plan.areas.extend(areas);
        plan.groups.push(group);
    }
    plan.areas.sort_by(|a, b| {
        let need = b.need.total_cmp(&a.need);
        need.then_with(|| a.members.cmp(&b.members))
    });
    Ok(plan)
}

fn finish(
    problem: &Problem,
    group: &Group,
    relaxation: &Relaxation,
    draft: Draft,
) -> (Vec<Area>, GroupResult) {
    let mut areas = Vec::new();
    for mut members in draft.areas {
        members.sort_unstable();
        areas.push(Area {
            need: sum(members.iter().map(|&i| group.need[i as usize])),
            members: members.iter().map(|&i| group.unit[i as usize]).collect(),
            group: group.id,
        });
    }
    let objective = sum(areas.iter().map(|area| area.need));
    let (bound, rounds) = relaxation.bound(problem, group, objective);
    let result = GroupResult {
        objective,
        bound,
        gap: (bound > 0.0).then(|| (bound - objective) / bound),
        areas: areas.len(),
        empty: areas.is_empty().then_some(draft.empty),
        work: draft.work + rounds,
    };
    (areas, result)
}

/// A sum that is 0, not -0, of nothing.
fn sum(values: impl IntoIterator<Item = f64>) -> f64 {
    values.into_iter().fold(0.0, |sum, value| sum + value)
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
