//! What facilitators do now: their villages, programmes, families and travel against their caseloads.

use super::Limits;
use super::demand::{bases, facilitated, room};
use super::reach::apart;
use crate::base::model::Level;
use crate::input::inventory::Inventory;
use crate::plan::synergy::Presence;
use geo::Point;

/// A load against a caseload.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// No placement of the year.
    Idle,
    /// Within both caseloads.
    Within,
    /// More villages or families than the caseload.
    Overloaded,
}

impl Status {
    /// The machine word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Idle => "idle",
            Self::Within => "within",
            Self::Overloaded => "overloaded",
        }
    }
}

/// What one facilitator does now.
#[derive(Debug, Clone, PartialEq)]
pub struct Load {
    /// Villages, ascending.
    pub villages: Vec<u32>,
    /// Programmes, ascending; those at regions too.
    pub programmes: Vec<u32>,
    /// Sum of the beneficiaries of its placements in villages; none where none says.
    pub families: Option<f64>,
    /// Placements at districts, regencies or provinces; they are no villages.
    pub above: u32,
    /// Metres from the base to each village, one way, added up over those known; none where none is.
    pub far: Option<f64>,
    /// Most villages.
    pub most_villages: u32,
    /// Most families.
    pub most_families: Option<f64>,
    /// Load against caseload.
    pub status: Status,
}

/// What is, by facilitator and by village.
#[derive(Debug, Clone, PartialEq)]
pub struct Now {
    /// m loads.
    pub loads: Vec<Load>,
    /// For each of n villages its facilitators, ascending.
    pub of_village: Vec<Vec<u32>>,
    /// For each of n villages the programmes there that need a facilitator and have none, ascending.
    pub lacking: Vec<Vec<u32>>,
}

/// Adds up what stands in the year of `presence`; `centres` are n places of villages.
pub fn now(
    inventory: &Inventory,
    presence: &Presence,
    centres: &[Option<Point>],
    limits: &Limits,
) -> Now {
    let bases = bases(inventory, centres);
    let needed = facilitated(inventory);
    let mut loads: Vec<Load> = (inventory.facilitators.iter())
        .map(|facilitator| {
            let (most_villages, most_families) = room(facilitator, limits);
            Load {
                villages: Vec::new(),
                programmes: Vec::new(),
                families: None,
                above: 0,
                far: None,
                most_villages,
                most_families,
                status: Status::Idle,
            }
        })
        .collect();
    let mut of_village = vec![Vec::new(); presence.villages()];
    let mut lacking = vec![Vec::new(); presence.villages()];
    for village in 0..presence.villages() {
        let mut served = Vec::new();
        for &at in presence.placements(village) {
            let placement = &inventory.placements[at as usize];
            let Some(f) = placement.facilitator else {
                continue;
            };
            let load = &mut loads[f as usize];
            load.villages.push(village as u32);
            load.programmes.push(placement.programme);
            if let Some(families) = placement.beneficiaries {
                load.families = Some(load.families.unwrap_or(0.0) + families);
            }
            of_village[village].push(f);
            served.push(placement.programme);
        }
        of_village[village].sort_unstable();
        of_village[village].dedup();
        let programmes = presence.programmes(village).iter().copied();
        lacking[village] = programmes
            .filter(|p| needed[*p as usize] && !served.contains(p))
            .collect();
    }
    for &at in &presence.above {
        let placement = &inventory.placements[at as usize];
        debug_assert!(placement.level != Level::Village);
        if let Some(f) = placement.facilitator {
            loads[f as usize].above += 1;
            loads[f as usize].programmes.push(placement.programme);
        }
    }
    for (load, &base) in loads.iter_mut().zip(&bases) {
        load.villages.sort_unstable();
        load.villages.dedup();
        load.programmes.sort_unstable();
        load.programmes.dedup();
        let known = load.villages.iter();
        let known: Vec<f64> = known
            .filter_map(|&v| apart(base, centres[v as usize]))
            .collect();
        load.far = (!known.is_empty()).then(|| known.iter().sum());
        load.status = load.status();
    }
    Now {
        loads,
        of_village,
        lacking,
    }
}

impl Load {
    fn status(&self) -> Status {
        let families = self.families.unwrap_or(0.0);
        let over = self.villages.len() > self.most_villages as usize
            || self.most_families.is_some_and(|most| families > most);
        if over {
            Status::Overloaded
        } else if self.programmes.is_empty() {
            Status::Idle
        } else {
            Status::Within
        }
    }
}
