//! What is to be facilitated: villages, or parts of their programmes where no facilitator in reach may serve all.

use super::Limits;
use super::arcs::Arcs;
use super::reach::{apart, reach};
use crate::input::inventory::{Facilitator, Inventory};
use crate::plan::synergy::Presence;
use geo::Point;
use std::collections::BTreeMap;

/// A village, or the part of its programmes that goes to one facilitator.
#[derive(Debug, Clone, PartialEq)]
pub struct Unit {
    /// The village.
    pub village: u32,
    /// Its programmes, ascending.
    pub programmes: Vec<u32>,
    /// Sum of the beneficiaries of its placements, a family in two programmes counted in both; none where no placement says.
    pub families: Option<f64>,
    /// Facilitators that serve any of its programmes there now, ascending.
    pub now: Vec<u32>,
}

/// Why a unit has no facilitator that could take it at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bar {
    /// The village has no place on the map.
    NoPlace,
    /// No base of a facilitator that may serve it lies within the travel limit.
    NoneNear,
    /// It has more families than any of them may take.
    Families,
}

/// Units and who may serve them.
pub(super) struct Demand {
    /// By village, then programmes.
    pub units: Vec<Unit>,
    /// For each unit why it has no post.
    pub bars: Vec<Option<Bar>>,
    /// Cost is the distance in whole metres, less the tie where the facilitator serves the unit now.
    pub arcs: Arcs,
    /// Places at each post.
    pub room: Vec<u32>,
    /// Families at each post.
    pub most: Vec<Option<f64>>,
}

/// Whether a facilitator may serve all of the programmes.
pub(super) fn may(facilitator: &Facilitator, programmes: &[u32]) -> bool {
    let own = &facilitator.programmes;
    own.is_empty() || programmes.iter().all(|p| own.binary_search(p).is_ok())
}

/// Marks of the programmes that need a facilitator: those that some facilitator may serve.
pub fn facilitated(inventory: &Inventory) -> Vec<bool> {
    let one = |p: u32| inventory.facilitators.iter().any(|f| may(f, &[p]));
    (0..inventory.programmes.len() as u32).map(one).collect()
}

/// Where the travel of each facilitator starts: the base, else the centre of its village.
pub(super) fn bases(inventory: &Inventory, centres: &[Option<Point>]) -> Vec<Option<Point>> {
    let base = |f: &Facilitator| f.base.or_else(|| centres[f.village? as usize]);
    inventory.facilitators.iter().map(base).collect()
}

/// The most villages and families of a facilitator.
pub(super) fn room(facilitator: &Facilitator, limits: &Limits) -> (u32, Option<f64>) {
    let villages = facilitator.villages.unwrap_or(f64::from(limits.villages));
    (
        villages.floor().clamp(0.0, f64::from(u32::MAX)) as u32,
        facilitator.families.or(limits.families),
    )
}

/// A list of (metres, facilitator), the nearest first.
type Near = Vec<(f64, u32)>;

impl Demand {
    pub fn of(
        inventory: &Inventory,
        presence: &Presence,
        centres: &[Option<Point>],
        limits: &Limits,
    ) -> Self {
        let needed = facilitated(inventory);
        let wanted: Vec<Vec<u32>> = (0..presence.villages())
            .map(|v| {
                let here = presence.programmes(v).iter().copied();
                here.filter(|&p| needed[p as usize]).collect()
            })
            .collect();
        let counts: Vec<bool> = wanted.iter().map(|own| !own.is_empty()).collect();
        let bases = bases(inventory, centres);
        let near = reach(&bases, centres, &counts, limits.travel_m);
        let rooms = inventory.facilitators.iter().map(|f| room(f, limits));
        let (room, most): (Vec<u32>, Vec<Option<f64>>) = rooms.unzip();
        let mut found = Self {
            units: Vec::new(),
            bars: Vec::new(),
            arcs: Arcs::default(),
            room,
            most,
        };
        let mut lists = Vec::new();
        for (village, (programmes, near)) in wanted.into_iter().zip(near).enumerate() {
            if programmes.is_empty() {
                continue;
            }
            let placed = apart(centres[village], centres[village]).is_some();
            for (programmes, near) in parts(inventory, programmes, near) {
                let unit = Unit::of(inventory, presence, village, programmes);
                let (list, bar) = found.list(&unit, near, placed, limits.tie_m);
                lists.push(list);
                found.bars.push(bar);
                found.units.push(unit);
            }
        }
        found.arcs = Arcs::new(lists);
        found
    }

    /// Costs of those that can take the unit's families; why there is none.
    fn list(
        &self,
        unit: &Unit,
        near: Near,
        placed: bool,
        tie_m: f64,
    ) -> (Vec<(i64, u32)>, Option<Bar>) {
        let any = !near.is_empty();
        let families = unit.families.unwrap_or(0.0);
        let list: Vec<(i64, u32)> = near
            .into_iter()
            .filter(|&(_, f)| self.most[f as usize].is_none_or(|most| families <= most))
            .map(|(far, f)| (cost(unit, far, f, tie_m), f))
            .collect();
        let bar = match (list.is_empty(), placed, any) {
            (false, ..) => None,
            (_, false, _) => Some(Bar::NoPlace),
            (_, _, false) => Some(Bar::NoneNear),
            _ => Some(Bar::Families),
        };
        (list, bar)
    }
}

/// Whole metres, less the tie where the facilitator serves the unit now.
pub(super) fn cost(unit: &Unit, far: f64, facilitator: u32, tie_m: f64) -> i64 {
    let tied = unit.now.binary_search(&facilitator).is_ok();
    far.round() as i64 - if tied { tie_m.round() as i64 } else { 0 }
}

impl Unit {
    fn of(
        inventory: &Inventory,
        presence: &Presence,
        village: usize,
        programmes: Vec<u32>,
    ) -> Self {
        let placements = presence.placements(village).iter();
        let own = placements
            .map(|&at| &inventory.placements[at as usize])
            .filter(|placement| programmes.binary_search(&placement.programme).is_ok());
        let mut families: Option<f64> = None;
        let mut now = Vec::new();
        for placement in own {
            if let Some(some) = placement.beneficiaries {
                families = Some(families.unwrap_or(0.0) + some);
            }
            now.extend(placement.facilitator);
        }
        now.sort_unstable();
        now.dedup();
        Self {
            village: village as u32,
            programmes,
            families,
            now,
        }
    }
}

/// The programmes of a village in one part where some facilitator in reach may serve all; else those that exactly the same facilitators in
/// reach may serve stay together. Parts ascend by their first programme.
fn parts(inventory: &Inventory, programmes: Vec<u32>, near: Near) -> Vec<(Vec<u32>, Near)> {
    let those = |programmes: &[u32]| -> Near {
        let able = |f: u32| may(&inventory.facilitators[f as usize], programmes);
        near.iter().copied().filter(|&(_, f)| able(f)).collect()
    };
    let all = those(&programmes);
    if !all.is_empty() || programmes.len() == 1 {
        return vec![(programmes, all)];
    }
    let mut alike: BTreeMap<Vec<u32>, (Vec<u32>, Near)> = BTreeMap::new();
    for programme in programmes {
        let able = those(&[programme]);
        let key = able.iter().map(|(_, f)| *f).collect();
        let part = alike.entry(key).or_insert((Vec::new(), able));
        part.0.push(programme);
    }
    let mut parts: Vec<(Vec<u32>, Near)> = alike.into_values().collect();
    parts.sort_by_key(|(programmes, _)| programmes[0]);
    parts
}
