//! Divides an island's land: provinces, regencies, districts, villages, each connected; then its oddities.

use super::hex::{DIRECTIONS, Hex, SEA};
use super::island::Island;
use super::layout::{Kind, Site, allocate};
use super::split::Ground;
use crate::demo::chance;
use rand::{Rng, RngExt};

/// Villages of a district, about.
const DISTRICT: f64 = 12.0;
/// Villages of the town district are this much denser.
const TOWN: f64 = 2.2;
/// One enclave for so many villages.
const ENCLAVE: f64 = 150.0;

/// One village on its island.
#[derive(Debug, Clone, Default)]
pub struct Village {
    /// Its cells, ascending.
    pub cells: Vec<u32>,
    /// It lies wholly inside another village.
    pub enclave: bool,
    /// There is a lake in it.
    pub lake: bool,
    /// Islets off its coast that belong to it.
    pub islets: usize,
    /// It lies in the town district of its regency.
    pub town: bool,
}

/// Districts of villages.
pub type Regency = Vec<Vec<Village>>;

/// The regencies of an island, each with its province; an island too small for one has a single entry without.
pub fn settle(
    site: &Site,
    island: &Island,
    land: Vec<u32>,
    rng: &mut impl Rng,
) -> Vec<(Option<usize>, Regency)> {
    let grain = land.len() as f64 / site.villages as f64;
    let ground = &mut Ground::new(island.hex, &land, 2.2 * grain.sqrt());
    let Kind::Main(provinces) = &site.kind else {
        let villages = villages(ground, land, site.villages, false, rng);
        return vec![(None, vec![villages])];
    };
    let enclaves = (site.villages as f64 / ENCLAVE).round() as usize;
    let weights: Vec<f64> = provinces.iter().map(|&(_, count)| count as f64).collect();
    let mut parts = Vec::new();
    for (part, &(province, count)) in ground.split(land, &weights, rng).into_iter().zip(provinces) {
        let weights = uneven(count, 0.2, rng);
        let regencies = ground.split(part, &weights, rng);
        parts.extend(regencies.into_iter().map(|cells| (province, cells)));
    }
    let sizes: Vec<f64> = parts.iter().map(|(_, cells)| cells.len() as f64).collect();
    let counts = allocate(site.villages - enclaves, &sizes);
    let mut regencies: Vec<_> = parts
        .into_iter()
        .zip(counts)
        .map(|((province, cells), count)| (Some(province), regency(ground, cells, count, rng)))
        .collect();
    enclose(ground, &mut regencies, enclaves, rng);
    regencies
}

fn regency(ground: &mut Ground, cells: Vec<u32>, count: usize, rng: &mut impl Rng) -> Regency {
    let districts = ((count as f64 / DISTRICT).round() as usize).clamp(1, 99);
    let parts = ground.split(cells, &uneven(districts, 0.35, rng), rng);
    let town = chance::below(rng, districts);
    let weights: Vec<f64> = parts
        .iter()
        .enumerate()
        .map(|(i, part)| {
            let density = chance::between(rng, 0.75, 1.25);
            part.len() as f64 * if i == town { TOWN } else { density }
        })
        .collect();
    let counts = allocate(count, &weights);
    parts
        .into_iter()
        .zip(counts)
        .enumerate()
        .map(|(i, (part, count))| villages(ground, part, count, i == town, rng))
        .collect()
}

fn villages(
    ground: &mut Ground,
    cells: Vec<u32>,
    count: usize,
    town: bool,
    rng: &mut impl Rng,
) -> Vec<Village> {
    let weights = uneven(count, 0.6, rng);
    let parts = ground.split(cells, &weights, rng);
    let village = |cells| Village {
        cells,
        town,
        ..Village::default()
    };
    parts.into_iter().map(village).collect()
}

fn uneven(count: usize, spread: f64, rng: &mut impl Rng) -> Vec<f64> {
    (0..count)
        .map(|_| 1.0 + chance::between(rng, -spread, spread))
        .collect()
}

/// Cells of the village whose six neighbours are its own too.
fn inner(hex: &Hex, village: &Village) -> Vec<u32> {
    let own = |cell: u32| village.cells.binary_search(&cell).is_ok();
    let all = |cell: &u32| (0..DIRECTIONS).all(|k| own(hex.neighbour(*cell, k)));
    village.cells.iter().copied().filter(all).collect()
}

/// Makes `count` villages inside others; where no village has room, halves the largest instead, so that the number is kept.
fn enclose(
    ground: &mut Ground,
    regencies: &mut [(Option<usize>, Regency)],
    count: usize,
    rng: &mut impl Rng,
) {
    let mut hosts = Vec::new();
    for (r, (_, regency)) in regencies.iter().enumerate() {
        for (d, district) in regency.iter().enumerate() {
            for (v, village) in district.iter().enumerate() {
                let room = inner(&ground.hex, village);
                if !village.town && !room.is_empty() {
                    hosts.push((r, d, v, room));
                }
            }
        }
    }
    for _ in 0..count {
        if hosts.is_empty() {
            halve_largest(ground, regencies, rng);
            continue;
        }
        let (r, d, v, room) = hosts.swap_remove(chance::below(rng, hosts.len()));
        let cell = room[chance::below(rng, room.len())];
        let district = &mut regencies[r].1[d];
        district[v].cells.retain(|&c| c != cell);
        district.push(Village {
            cells: vec![cell],
            enclave: true,
            ..Village::default()
        });
    }
}

fn halve_largest(
    ground: &mut Ground,
    regencies: &mut [(Option<usize>, Regency)],
    rng: &mut impl Rng,
) {
    let districts = regencies.iter_mut().flat_map(|(_, regency)| regency);
    let size = |district: &&mut Vec<Village>| {
        district
            .iter()
            .map(|village| village.cells.len())
            .max()
            .unwrap_or(0)
    };
    let Some(district) = districts.max_by_key(size) else {
        return;
    };
    let Some(largest) = district
        .iter_mut()
        .max_by_key(|village| village.cells.len())
    else {
        return;
    };
    let mut halves = ground.split(std::mem::take(&mut largest.cells), &[1.0, 1.0], rng);
    let town = largest.town;
    largest.cells = halves.swap_remove(0);
    district.push(Village {
        cells: halves.swap_remove(0),
        town,
        ..Village::default()
    });
}

/// Labels the cells and gives some villages a lake, some coastal ones islets.
pub fn label(island: &mut Island, villages: Vec<(u32, &mut Village)>, rng: &mut impl Rng) {
    for (label, village) in &villages {
        for &cell in &village.cells {
            island.label[cell as usize] = *label;
        }
    }
    for (label, village) in villages {
        let (lake, islets) = (rng.random::<f64>() < 0.06, rng.random::<f64>() < 0.18);
        let room = inner(&island.hex, village);
        if lake && !room.is_empty() {
            let cell = room[chance::below(rng, room.len())];
            village.cells.retain(|&c| c != cell);
            island.label[cell as usize] = SEA;
            village.lake = true;
        }
        if islets {
            for _ in 0..1 + chance::below(rng, 4) {
                village.islets += usize::from(add_islet(island, village, label, rng));
            }
        }
    }
}

/// One cell of open sea, two or three steps off the village's land, becomes the village's.
fn add_islet(island: &mut Island, village: &mut Village, label: u32, rng: &mut impl Rng) -> bool {
    let mut cell = village.cells[chance::below(rng, village.cells.len())];
    let k = chance::below(rng, DIRECTIONS);
    for step in 0..6 {
        cell = island
            .hex
            .neighbour(cell, (k + chance::below(rng, 2)) % DIRECTIONS);
        if island.hex.at_rim(cell) {
            return false;
        }
        let is_sea = |cell: u32| island.label[cell as usize] == SEA;
        let open = is_sea(cell)
            && (0..DIRECTIONS).all(|k| {
                let beside = island.hex.neighbour(cell, k);
                is_sea(beside)
                    && (0..DIRECTIONS).all(|k| {
                        let label_there = island.label[island.hex.neighbour(beside, k) as usize];
                        label_there == SEA || label_there == label
                    })
            });
        if step > 0 && open {
            island.label[cell as usize] = label;
            if let Err(place) = village.cells.binary_search(&cell) {
                village.cells.insert(place, cell);
            }
            return true;
        }
    }
    false
}
