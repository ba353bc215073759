//! Which placements stand in which village.

use crate::base::model::Level;
use crate::input::inventory::Inventory;

/// The placements of one year in single villages; regional placements are not spread over villages.
#[derive(Debug, Clone, PartialEq)]
pub struct Presence {
    starts: Vec<u32>,
    placements: Vec<u32>,
    held: Vec<Vec<u32>>,
    /// Positions of the year's placements at districts, regencies and provinces, ascending.
    pub above: Vec<u32>,
}

impl Presence {
    /// Looks up the placements of `year` in n villages; those without a year stand in every year, and with `year = None` all do.
    pub fn new(inventory: &Inventory, n: usize, year: Option<i32>) -> Self {
        let stands = |own: Option<i32>| year.is_none() || own.is_none() || own == year;
        let mut of = vec![Vec::new(); n];
        let mut above = Vec::new();
        for (at, placement) in (0..).zip(&inventory.placements) {
            if !stands(placement.year) {
                continue;
            }
            match placement.level {
                Level::Village => of[placement.unit as usize].push(at),
                _ => above.push(at),
            }
        }
        let programme = |&at: &u32| inventory.placements[at as usize].programme;
        let held = of.iter().map(|own| {
            let mut held: Vec<u32> = own.iter().map(programme).collect();
            held.sort_unstable();
            held.dedup();
            held
        });
        let held = held.collect();
        let mut starts = vec![0];
        let mut placements = Vec::new();
        for own in of {
            placements.extend(own);
            starts.push(placements.len() as u32);
        }
        Self {
            starts,
            placements,
            held,
            above,
        }
    }

    /// Number of villages.
    pub fn villages(&self) -> usize {
        self.held.len()
    }

    /// Positions of the placements in a village, ascending.
    pub fn placements(&self, village: usize) -> &[u32] {
        &self.placements[self.starts[village] as usize..self.starts[village + 1] as usize]
    }

    /// Distinct programmes of a village, ascending.
    pub fn programmes(&self, village: usize) -> &[u32] {
        &self.held[village]
    }
}
