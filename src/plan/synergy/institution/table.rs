//! Which institutions of an area should sit at one table.

use super::web::Web;
use crate::input::inventory::Inventory;
use std::collections::BTreeSet;

/// An institution at the table.
#[derive(Debug, Clone, PartialEq)]
pub struct Seat {
    /// The institution.
    pub institution: u32,
    /// Villages of the area it serves, ascending.
    pub villages: Vec<u32>,
    /// Levers it holds there, ascending.
    pub levers: Vec<u32>,
    /// Others that serve a village it serves, ascending.
    pub same_village: Vec<u32>,
    /// Others that hold a lever it lacks and lack a lever it holds, ascending.
    pub complements: Vec<u32>,
    /// Whether it is among the few that together serve every village and hold every lever of the web.
    pub core: bool,
}

/// Who sits together in an area.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// Those that share a village with another or complement another, by institution.
    pub seats: Vec<Seat>,
    /// Those that have nobody to sit with, ascending.
    pub alone: Vec<u32>,
    /// Levers held in the area, ascending.
    pub levers: Vec<u32>,
}

/// Seats the institutions of a web. The core is chosen greedily: who adds most villages and levers comes next, of equal ones who
/// holds more programmes, then the first (at most ln n times the fewest, Chvátal 1979, doi:10.1287/moor.4.3.233).
pub fn table(inventory: &Inventory, web: &Web) -> Table {
    let count = web.institutions.len();
    let levers: Vec<Vec<u32>> = web.held.iter().map(|own| levers(inventory, own)).collect();
    let core = core(web, &levers);
    let mut found = Table {
        seats: Vec::new(),
        alone: Vec::new(),
        levers: distinct(levers.iter().flatten().copied()),
    };
    for at in 0..count {
        let others = |joins: &dyn Fn(usize) -> bool| -> Vec<u32> {
            let others = (0..count).filter(|&other| other != at && joins(other));
            others.map(|other| web.institutions[other]).collect()
        };
        let meets = |other: usize| web.serves[at].iter().any(|v| web.serves[other].contains(v));
        let adds = |a: usize, b: usize| levers[a].iter().any(|l| !levers[b].contains(l));
        let seat = Seat {
            institution: web.institutions[at],
            villages: web.serves[at].clone(),
            levers: levers[at].clone(),
            same_village: others(&meets),
            complements: others(&|other| adds(at, other) && adds(other, at)),
            core: core[at],
        };
        if seat.same_village.is_empty() && seat.complements.is_empty() {
            found.alone.push(seat.institution);
        } else {
            found.seats.push(seat);
        }
    }
    found
}

fn levers(inventory: &Inventory, programmes: &[u32]) -> Vec<u32> {
    let own = programmes.iter();
    distinct(own.filter_map(|&p| inventory.programmes[p as usize].lever))
}

fn distinct(values: impl Iterator<Item = u32>) -> Vec<u32> {
    let set: BTreeSet<u32> = values.collect();
    set.into_iter().collect()
}

fn core(web: &Web, levers: &[Vec<u32>]) -> Vec<bool> {
    let mut villages: BTreeSet<u32> = web.villages.iter().copied().collect();
    let mut lacking: BTreeSet<u32> = levers.iter().flatten().copied().collect();
    let mut core = vec![false; levers.len()];
    loop {
        let adds = |at: usize| {
            let serves = web.serves[at].iter().filter(|v| villages.contains(v));
            let holds = levers[at].iter().filter(|l| lacking.contains(l));
            serves.count() + holds.count()
        };
        let key = |at: &usize| (adds(*at), web.held[*at].len(), std::cmp::Reverse(*at));
        let next = (0..levers.len()).max_by_key(key);
        let Some(next) = next.filter(|&at| adds(at) > 0) else {
            return core;
        };
        core[next] = true;
        villages.retain(|v| !web.serves[next].contains(v));
        lacking.retain(|l| !levers[next].contains(l));
    }
}
