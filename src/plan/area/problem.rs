//! What is asked of the areas.

use crate::base::model::Measure;
use crate::base::study::types::Effort;
use crate::space::graph::Graph;
use geo::Point;
use std::sync::atomic::AtomicBool;

/// What is asked of the areas of n villages.
#[derive(Clone, Copy)]
pub struct Problem<'a> {
    /// Symmetric links among the n villages; an area is connected along them.
    pub graph: &'a Graph,
    /// n needs, finite and not negative; a missing one adds nothing, yet the village connects and counts to the size.
    pub need: &'a [Option<f64>],
    /// What else a village of an area is worth, in units of need; empty, or n finite numbers.
    pub gain: &'a [f64],
    /// What the border of areas costs.
    pub compactness: Option<Compactness<'a>>,
    /// n group numbers below `groups`; an area stays inside one.
    pub group: &'a [u32],
    /// Number of groups.
    pub groups: usize,
    /// All members of an area have the same theme, and have one; empty, or n themes.
    pub theme: &'a [Option<u32>],
    /// Least and most villages of an area.
    pub villages: (usize, usize),
    /// Sums that each area keeps.
    pub limits: &'a [Limit<'a>],
    /// Some member, the centre, is at most this many metres from every member.
    pub radius_m: Option<f64>,
    /// No two members are more than this many metres apart.
    pub diameter_m: Option<f64>,
    /// n points that distances are measured between.
    pub centre: &'a [Point<f64>],
    /// How distances are measured.
    pub measure: Measure,
    /// Most areas in a group.
    pub per_group: usize,
    /// Most areas in all groups together.
    pub total: Option<usize>,
    /// Areas that exist and stay, whatever the rules; disjoint. Each counts to the areas of the group of its first village.
    pub kept: &'a [Vec<u32>],
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
    /// Once true, the best found so far is the answer.
    pub stop: &'a AtomicBool,
}

/// What the outer border of areas costs.
#[derive(Clone, Copy)]
pub struct Compactness<'a> {
    /// Need that one metre of border outweighs.
    pub per_m: f64,
    /// n lengths of the villages' whole borders in metres; the links hold what two share.
    pub perimeter: &'a [f64],
}

/// Least and most of a column's sum over an area.
#[derive(Clone, Copy)]
pub struct Limit<'a> {
    /// The column, for messages.
    pub column: &'a str,
    /// n amounts, finite and not negative; a village without one is in no area.
    pub amount: &'a [Option<f64>],
    /// Least sum.
    pub least: Option<f64>,
    /// Most.
    pub most: Option<f64>,
}

/// What nothing ever stops.
static ON: AtomicBool = AtomicBool::new(false);

impl<'a> Problem<'a> {
    /// At most two areas of 3 to 12 villages in each of the groups, `group` giving that of each village, and no other rule.
    pub fn new(
        graph: &'a Graph,
        need: &'a [Option<f64>],
        group: &'a [u32],
        centre: &'a [Point<f64>],
    ) -> Self {
        Self {
            graph,
            need,
            gain: &[],
            compactness: None,
            group,
            groups: group.iter().max().map_or(0, |&last| last as usize + 1),
            theme: &[],
            villages: (3, 12),
            limits: &[],
            radius_m: None,
            diameter_m: None,
            centre,
            measure: Measure::Geodesic,
            per_group: 2,
            total: None,
            kept: &[],
            lock_in: &[],
            lock_out: &[],
            effort: Effort::Normal,
            seed: 1,
            label: &|i| format!("number {i}"),
            stop: &ON,
        }
    }
}

impl Problem<'_> {
    /// Most new areas in a group.
    pub(super) fn room(&self, group: u32) -> usize {
        let kept = self.kept.iter().filter_map(|area| area.first());
        let here = kept.filter(|&&i| self.group[i as usize] == group);
        self.per_group.saturating_sub(here.count())
    }

    /// What the rules say of one village alone: whether it may be in an area.
    pub fn admits(&self, i: u32) -> bool {
        let i = i as usize;
        let known = |limit: &Limit| {
            limit.amount[i].is_some_and(|a| limit.most.is_none_or(|most| a <= most))
        };
        self.limits.iter().all(known) && self.theme.get(i).is_none_or(Option::is_some)
    }

    /// Whether two neighbours may be in one area.
    pub fn joins(&self, i: u32, j: u32) -> bool {
        let (i, j) = (i as usize, j as usize);
        self.group[i] == self.group[j] && (self.theme.is_empty() || self.theme[i] == self.theme[j])
    }
}
