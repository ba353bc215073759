//! What each institution hosts.

use crate::input::inventory::Inventory;
use crate::plan::synergy::Presence;

/// What an institution hosts in the year.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Standing {
    /// Programmes, ascending; those at regions too.
    pub programmes: Vec<u32>,
    /// Villages served, ascending.
    pub villages: Vec<u32>,
    /// Ministries of the programmes, ascending.
    pub ministries: Vec<u32>,
    /// Levers of the programmes, ascending.
    pub levers: Vec<u32>,
    /// Placements in villages.
    pub placements: u32,
    /// Placements at districts, regencies or provinces.
    pub above: u32,
}

/// The standing of each of m institutions. O(placements).
pub fn standings(inventory: &Inventory, presence: &Presence) -> Vec<Standing> {
    let mut found = vec![Standing::default(); inventory.institutions.len()];
    for village in 0..presence.villages() {
        for &at in presence.placements(village) {
            let placement = &inventory.placements[at as usize];
            let Some(host) = placement.institution else {
                continue;
            };
            let standing = &mut found[host as usize];
            standing.programmes.push(placement.programme);
            standing.villages.push(village as u32);
            standing.placements += 1;
        }
    }
    for &at in &presence.above {
        let placement = &inventory.placements[at as usize];
        if let Some(host) = placement.institution {
            let standing = &mut found[host as usize];
            standing.programmes.push(placement.programme);
            standing.above += 1;
        }
    }
    for standing in &mut found {
        let programmes = standing.programmes.iter();
        let programmes = programmes.map(|&p| &inventory.programmes[p as usize]);
        standing.ministries = programmes.clone().map(|p| p.ministry).collect();
        standing.levers = programmes.filter_map(|p| p.lever).collect();
        for list in [
            &mut standing.programmes,
            &mut standing.villages,
            &mut standing.ministries,
            &mut standing.levers,
        ] {
            list.sort_unstable();
            list.dedup();
        }
    }
    found
}

/// For each of n villages the institutions that host something there, ascending.
pub fn of_villages(inventory: &Inventory, presence: &Presence) -> Vec<Vec<u32>> {
    let hosts = |village: usize| {
        let placements = presence.placements(village).iter();
        let mut hosts: Vec<u32> = placements
            .filter_map(|&at| inventory.placements[at as usize].institution)
            .collect();
        hosts.sort_unstable();
        hosts.dedup();
        hosts
    };
    (0..presence.villages()).map(hosts).collect()
}
