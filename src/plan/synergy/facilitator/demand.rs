//! What is to be facilitated: villages, or parts of their programmes where no facilitator in reach may serve all.

use super::Limits;
use super::arcs::Arcs;
use super::price::Market;
use super::reach::{apart, reach};
use crate::input::inventory::{Facilitator, Inventory};
use crate::plan::synergy::Presence;
use geo::Point;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

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

/// Marks of the programmes that need a facilitator: those that a placement anywhere and in any year has one for, and those that a
/// facilitator lists who may not serve all; where there are none, all that some facilitator may serve.
pub fn facilitated(inventory: &Inventory) -> Vec<bool> {
    let mut needed = vec![false; inventory.programmes.len()];
    let with = inventory.placements.iter();
    for placement in with.filter(|placement| placement.facilitator.is_some()) {
        needed[placement.programme as usize] = true;
    }
    let count = needed.len();
    let chosen = |f: &&Facilitator| f.programmes.len() < count;
    for facilitator in inventory.facilitators.iter().filter(chosen) {
        for &programme in &facilitator.programmes {
            needed[programme as usize] = true;
        }
    }
    if !needed.contains(&true) {
        let any = !inventory.facilitators.is_empty();
        needed.fill(any);
    }
    needed
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

/// What each of n villages wants, and who is in reach of it.
pub(super) struct Reach {
    /// Programmes that need a facilitator, ascending.
    wanted: Vec<Vec<u32>>,
    near: Vec<Near>,
    placed: Vec<bool>,
}

impl Reach {
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
        Self {
            near: reach(&bases, centres, &counts, limits.travel_m),
            placed: centres.iter().map(|&c| apart(c, c).is_some()).collect(),
            wanted,
        }
    }
}

/// Which villages are parted although somebody in reach could serve them whole, had they room.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Parting {
    /// Villages whose programmes go to parts that the same facilitators may serve.
    alike: BTreeSet<u32>,
    /// Parts, by village and first programme, whose programmes go each by itself.
    single: BTreeSet<(u32, u32)>,
}

impl Parting {
    /// Parts a unit further; whether it could be.
    pub fn part(&mut self, unit: &Unit) -> bool {
        let key = (unit.village, unit.programmes[0]);
        unit.programmes.len() > 1 && (self.alike.insert(unit.village) || self.single.insert(key))
    }
}

impl Demand {
    pub fn of(
        inventory: &Inventory,
        presence: &Presence,
        reach: &Reach,
        parting: &Parting,
        limits: &Limits,
    ) -> Self {
        let rooms = inventory.facilitators.iter().map(|f| room(f, limits));
        let (room, most): (Vec<u32>, Vec<Option<f64>>) = rooms.unzip();
        let maker = Maker {
            inventory,
            presence,
            reach,
            parting,
            most: &most,
            tie_m: limits.tie_m,
        };
        let villages = (0..presence.villages()).into_par_iter();
        let made: Vec<Vec<Made>> = villages.map(|village| maker.village(village)).collect();
        let mut found = Self {
            units: Vec::new(),
            bars: Vec::new(),
            arcs: Arcs::default(),
            room,
            most,
        };
        let mut lists = Vec::new();
        for (unit, list, bar) in made.into_iter().flatten() {
            found.units.push(unit);
            found.bars.push(bar);
            lists.push(list);
        }
        found.arcs = Arcs::new(lists);
        found
    }

    /// n families; 0 where they are not known.
    pub fn families(&self) -> Vec<f64> {
        let families = self.units.iter().map(|unit| unit.families);
        families.map(Option::unwrap_or_default).collect()
    }

    pub fn market<'a>(&'a self, families: &'a [f64]) -> Market<'a> {
        Market {
            arcs: &self.arcs,
            room: &self.room,
            most: &self.most,
            families,
        }
    }
}

/// A unit, its costs, and why there are none.
type Made = (Unit, Vec<(i64, u32)>, Option<Bar>);

struct Maker<'a> {
    inventory: &'a Inventory,
    presence: &'a Presence,
    reach: &'a Reach,
    parting: &'a Parting,
    most: &'a [Option<f64>],
    tie_m: f64,
}

impl Maker<'_> {
    /// The units of a village, ascending by their first programme.
    fn village(&self, village: usize) -> Vec<Made> {
        let programmes = &self.reach.wanted[village];
        if programmes.is_empty() {
            return Vec::new();
        }
        let whole = self.unit(village, programmes.clone());
        let parted = self.parting.alike.contains(&(village as u32));
        if whole.2.is_none() && !parted {
            return vec![whole];
        }
        let mut alike: BTreeMap<Vec<u32>, Vec<u32>> = BTreeMap::new();
        for &programme in programmes {
            alike
                .entry(self.able(village, &[programme]))
                .or_default()
                .push(programme);
        }
        let mut found = Vec::new();
        for part in alike.into_values() {
            let key = (village as u32, part[0]);
            let made = self.unit(village, part);
            let single = made.2 == Some(Bar::Families) || self.parting.single.contains(&key);
            if single {
                let each = made.0.programmes.iter();
                found.extend(each.map(|&programme| self.unit(village, vec![programme])));
            } else {
                found.push(made);
            }
        }
        found.sort_by_key(|(unit, ..)| unit.programmes[0]);
        found
    }

    /// Facilitators in reach that may serve all of the programmes, the nearest first.
    fn able(&self, village: usize, programmes: &[u32]) -> Vec<u32> {
        let near = self.reach.near[village].iter().map(|(_, f)| *f);
        near.filter(|&f| may(&self.inventory.facilitators[f as usize], programmes))
            .collect()
    }

    fn unit(&self, village: usize, programmes: Vec<u32>) -> Made {
        let near = self.reach.near[village].iter().copied();
        let able = |f: u32| may(&self.inventory.facilitators[f as usize], &programmes);
        let near: Near = near.filter(|&(_, f)| able(f)).collect();
        let unit = Unit::of(self.inventory, self.presence, village, programmes);
        let (list, bar) = self.list(&unit, near);
        (unit, list, bar)
    }

    /// Costs of those that can take the unit's families; why there is none.
    fn list(&self, unit: &Unit, near: Near) -> (Vec<(i64, u32)>, Option<Bar>) {
        let placed = self.reach.placed[unit.village as usize];
        let any = !near.is_empty();
        let families = unit.families.unwrap_or(0.0);
        let list: Vec<(i64, u32)> = near
            .into_iter()
            .filter(|&(_, f)| self.most[f as usize].is_none_or(|most| families <= most))
            .map(|(far, f)| (cost(unit, far, f, self.tie_m), f))
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
