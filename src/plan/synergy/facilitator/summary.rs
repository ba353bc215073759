//! Facilitators by village and by area, for the ledger.

use super::{Change, Now, Plan, Shared};
use std::collections::BTreeSet;

/// Facilitators of one village.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct VillageFacilitators {
    /// Who comes now, ascending.
    pub now: Vec<u32>,
    /// Who is planned, ascending.
    pub planned: Vec<u32>,
    /// Programmes that need a facilitator and have none now, ascending.
    pub lacking: Vec<u32>,
    /// Programmes that the plan cannot serve, ascending.
    pub unmet: Vec<u32>,
    /// Whether anybody who comes now goes, or anybody new comes, under the plan.
    pub changes: bool,
}

impl VillageFacilitators {
    /// How many come now, and how many are planned.
    pub fn counts(&self) -> [usize; 2] {
        [self.now.len(), self.planned.len()]
    }

    /// Whether fewer come under the plan than now and nothing is left out.
    pub fn fewer(&self) -> bool {
        let [now, planned] = self.counts();
        planned < now && self.unmet.is_empty()
    }
}

/// Facilitators of an area.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct AreaFacilitators {
    /// Distinct facilitators who come now.
    pub now: usize,
    /// Distinct facilitators planned.
    pub planned: usize,
    /// Villages with several now.
    pub several: usize,
    /// Villages where fewer come under the plan than now, and nothing is left out.
    pub fewer: usize,
    /// Visitors of those villages now, added up.
    pub fewer_now: usize,
    /// Visitors of those villages under the plan, added up.
    pub fewer_planned: usize,
    /// Villages with a programme that lacks one now.
    pub lacking: usize,
    /// Villages with a programme that the plan cannot serve.
    pub unmet: usize,
    /// Pairs of posts that could be one, where either comes to the area.
    pub shareable: usize,
}

/// The facilitators of each of n villages.
pub fn by_village(now: &Now, plan: &Plan) -> Vec<VillageFacilitators> {
    let villages = now.of_village.iter().zip(&now.lacking);
    let mut found: Vec<VillageFacilitators> = villages
        .map(|(facilitators, lacking)| VillageFacilitators {
            now: facilitators.clone(),
            lacking: lacking.clone(),
            ..VillageFacilitators::default()
        })
        .collect();
    for duty in &plan.duties {
        let village = &mut found[duty.unit.village as usize];
        village.planned.extend(duty.planned);
        if duty.change == Change::Unmet {
            village.unmet.extend(&duty.unit.programmes);
        }
    }
    for village in &mut found {
        for list in [&mut village.planned, &mut village.unmet] {
            list.sort_unstable();
            list.dedup();
        }
        village.changes = village.now != village.planned;
    }
    found
}

/// The facilitators of the area with these villages.
pub fn in_area(
    of_village: &[VillageFacilitators],
    shared: &Shared,
    members: &[u32],
) -> AreaFacilitators {
    let villages = || members.iter().map(|&v| &of_village[v as usize]);
    let distinct = |list: fn(&VillageFacilitators) -> &Vec<u32>| -> BTreeSet<u32> {
        villages().flat_map(|v| list(v).iter().copied()).collect()
    };
    let count = |is: fn(&VillageFacilitators) -> bool| villages().filter(|v| is(v)).count();
    let now = distinct(|v| &v.now);
    let fewer = || villages().filter(|v| v.fewer()).map(|v| v.counts());
    AreaFacilitators {
        planned: distinct(|v| &v.planned).len(),
        several: count(|v| v.now.len() > 1),
        fewer: fewer().count(),
        fewer_now: fewer().map(|[now, _]| now).sum(),
        fewer_planned: fewer().map(|[_, planned]| planned).sum(),
        lacking: count(|v| !v.lacking.is_empty()),
        unmet: count(|v| !v.unmet.is_empty()),
        shareable: shared.pairs_of(&now),
        now: now.len(),
    }
}
