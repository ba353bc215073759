//! What a method found, and how good it is.

use super::Problem;
use super::certify::value;
use super::group::Group;

/// One priority area.
#[derive(Debug, Clone, PartialEq)]
pub struct Area {
    /// Villages, ascending.
    pub members: Vec<u32>,
    /// The group they are in.
    pub group: u32,
    /// Sum of their needs.
    pub need: f64,
    /// What the area adds to the objective: need and gain, less what its border costs.
    pub value: f64,
    /// Whether it existed and was kept.
    pub kept: bool,
}

/// What was reached in one group, and what at most could be.
#[derive(Debug, Clone, PartialEq)]
pub struct GroupResult {
    /// Sum of the values of its areas.
    pub objective: f64,
    /// No plan of this group has a greater objective.
    pub bound: f64,
    /// (bound - objective) / bound; `None` when the bound is 0.
    pub gap: Option<f64>,
    /// What the bound says of the plan.
    pub proof: Proof,
    /// Number of areas.
    pub areas: usize,
    /// Why there is none.
    pub empty: Option<Empty>,
    /// Work units spent: repairs tried, bound rounds, sets looked at.
    pub work: u64,
    /// What the bound rests on, for a check apart; `None` when the relaxation alone gave it.
    pub certificate: Option<Certificate>,
}

/// The share of the bound that a plan may miss; `None` when the bound is 0.
pub(super) fn gap(objective: f64, bound: f64) -> Option<f64> {
    (bound != 0.0).then(|| (bound - objective) / bound.abs())
}

/// How far a plan of one group is proven.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proof {
    /// No plan is better.
    Optimal,
    /// No plan is better by more than the gap.
    Bounded,
    /// As bounded, and the search was stopped by the clock or by hand.
    Stopped,
}

impl Proof {
    /// The word in tables.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Optimal => "optimal",
            Self::Bounded => "bounded",
            Self::Stopped => "stopped",
        }
    }
}

/// Prices of villages under which no area is worth more than `most`.
///
/// With k areas no plan is then worth more than the sum of the prices + k max(0, most); and every area of a plan that beats an objective z is
/// worth more than z - sum of the prices - (k - 1) max(0, most).
#[derive(Debug, Clone, PartialEq)]
pub struct Certificate {
    /// Village and its price; others cost nothing. Only a locked-in village may have a negative one.
    pub prices: Vec<(u32, f64)>,
    /// The most that any area is worth after its members' prices.
    pub most: f64,
}

/// Why a group has no area.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Empty {
    /// No connected set of enough villages fits.
    NoRoom,
    /// No village that could be covered has need.
    NoNeed,
    /// The regions of the method break the rules.
    NoRegion,
    /// Areas elsewhere are worth more.
    NotChosen,
}

impl Empty {
    /// The reason for a group in which `otherwise` holds when there are villages with need.
    pub(super) fn of(group: &Group, otherwise: Self) -> Self {
        if group.n() == 0 {
            Self::NoRoom
        } else if group.most.iter().all(|&most| most <= 0.0) {
            Self::NoNeed
        } else {
            otherwise
        }
    }

    /// The reason in words.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NoRoom => "no connected set of enough villages keeps the rules",
            Self::NoNeed => "no village with need can be covered",
            Self::NoRegion => "no region keeps the size and the radius",
            Self::NotChosen => "areas of other groups are worth more",
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

impl Plan {
    /// Adds an area that exists: its value is part of its group's objective and of the bound.
    pub(super) fn keep(&mut self, problem: &Problem, members: &[u32]) {
        let Some(&first) = members.first() else {
            return;
        };
        let group = problem.group[first as usize];
        let value = value(problem, members);
        let result = &mut self.groups[group as usize];
        result.objective += value;
        result.bound += value;
        result.gap = gap(result.objective, result.bound);
        result.areas += 1;
        result.empty = None;
        self.areas.push(Area {
            members: members.to_vec(),
            group,
            need: members
                .iter()
                .filter_map(|&i| problem.need[i as usize])
                .sum(),
            value,
            kept: true,
        });
    }

    /// Whether a clock or a hand cut the search.
    pub fn stopped(&self) -> bool {
        self.groups
            .iter()
            .any(|group| group.proof == Proof::Stopped)
    }
}
