//! Puts the islands together to one hierarchy: province, regency, district, village, in code order.

use super::hex::SEA;
use super::island::{Island, grow};
use super::layout::{Kind, Site, plan};
use super::settle::{Regency, Village, label, settle};
use crate::demo::chance;
use rayon::prelude::*;

/// Share of villages that are kelurahan.
const KELURAHAN: f64 = 0.09;
/// Square kilometres of a village, about.
const VILLAGE_KM2: f64 = 20.0;
/// Beyond so many villages they shrink, so that the archipelago stays on the map.
const ROOM: f64 = 100_000.0;

/// A village in its place in the hierarchy.
#[derive(Debug)]
pub struct Seat {
    /// Its land.
    pub village: Village,
    /// Its island.
    pub island: usize,
    /// Its district.
    pub district: usize,
    /// A kelurahan, not a desa.
    pub kelurahan: bool,
    /// Its middle, in kilometres.
    pub centre: [f64; 2],
    /// No land within reach of the usual sea links.
    pub far: bool,
}

/// All of it; villages by district, districts by regency, regencies by province, each ascending.
#[derive(Debug)]
pub struct Country {
    /// The islands; their labels are positions in `villages`.
    pub islands: Vec<Island>,
    /// The villages.
    pub villages: Vec<Seat>,
    /// The regency of each district.
    pub districts: Vec<usize>,
    /// The province of each regency.
    pub regencies: Vec<usize>,
    /// Length of a cell's edge.
    pub edge_km: f64,
}

/// A country of `villages` villages of about `grain` cells.
pub fn found(villages: usize, grain: f64, seed: u64) -> Country {
    let village_km2 = VILLAGE_KM2 * (ROOM / villages as f64).min(1.0);
    let edge_km = (village_km2 / grain / 2.598).sqrt();
    let sites = plan(villages, grain, edge_km, seed);
    let mut settled: Vec<_> = (0_u64..)
        .zip(&sites)
        .collect::<Vec<_>>()
        .into_par_iter()
        .map(|(unit, site)| {
            let (island, land) = grow(site, seed, unit);
            let regencies = settle(
                site,
                &island,
                land,
                &mut chance::stream(seed, "settle", unit),
            );
            (island, regencies)
        })
        .collect();
    let parts = settled
        .iter_mut()
        .map(|(_, regencies)| std::mem::take(regencies))
        .collect();
    let mut islands: Vec<Island> = settled.into_iter().map(|(island, _)| island).collect();
    let mut country = unite(&sites, &mut islands, parts, edge_km);
    let mut of_island: Vec<Vec<(u32, &mut Village)>> = sites.iter().map(|_| Vec::new()).collect();
    for (position, seat) in (0_u32..).zip(&mut country.villages) {
        of_island[seat.island].push((position, &mut seat.village));
    }
    (0_u64..)
        .zip(islands.iter_mut().zip(of_island))
        .collect::<Vec<_>>()
        .into_par_iter()
        .for_each(|(unit, (island, villages))| {
            label(island, villages, &mut chance::stream(seed, "label", unit));
        });
    debug_assert!(islands.iter().all(|i| i.label.iter().any(|&l| l != SEA)));
    country.islands = islands;
    country
}

/// Joins small islands and islets to the nearest regency and district; the regencies of a province run from west to east.
fn unite(
    sites: &[Site],
    islands: &mut [Island],
    parts: Vec<Vec<(Option<usize>, Regency)>>,
    edge_km: f64,
) -> Country {
    let mut regencies: Vec<(usize, Vec<Vec<Seat>>)> = Vec::new();
    for (i, part) in parts.into_iter().enumerate() {
        let island = &islands[i];
        let seat = |village: Village| Seat {
            centre: middle(island, &village, edge_km),
            village,
            island: i,
            district: 0,
            kelurahan: false,
            far: sites[i].kind == Kind::Far,
        };
        for (province, districts) in part {
            let districts: Vec<Vec<Seat>> = districts
                .into_iter()
                .map(|district| district.into_iter().map(seat).collect())
                .collect();
            let Some(province) = province else {
                attach(&mut regencies, districts);
                continue;
            };
            regencies.push((province, districts));
        }
    }
    let east = |districts: &[Vec<Seat>]| -> f64 {
        let seats = districts.iter().flatten();
        let (sum, count) = seats.fold((0.0, 0.0), |(sum, n), seat| (sum + seat.centre[0], n + 1.0));
        sum / count
    };
    regencies.sort_by(|(p, a), (q, b)| p.cmp(q).then(east(a).total_cmp(&east(b))));
    let mut country = Country {
        islands: Vec::new(),
        villages: Vec::new(),
        districts: Vec::new(),
        regencies: Vec::new(),
        edge_km,
    };
    for (province, mut districts) in regencies {
        name_kelurahan(&mut districts);
        for mut district in districts {
            for seat in &mut district {
                seat.district = country.districts.len();
            }
            country.villages.extend(district);
            country.districts.push(country.regencies.len());
        }
        country.regencies.push(province);
    }
    country
}

/// Gives a small island to the nearest regency: as a district of its own, or, a single village, to the nearest district.
fn attach(regencies: &mut [(usize, Vec<Vec<Seat>>)], districts: Vec<Vec<Seat>>) {
    for district in districts {
        let Some(first) = district.first() else {
            continue;
        };
        let mut nearest = (f64::INFINITY, 0, 0);
        for (r, (_, held)) in regencies.iter().enumerate() {
            for (d, others) in held.iter().enumerate() {
                for other in others {
                    let (x, y) = (
                        other.centre[0] - first.centre[0],
                        other.centre[1] - first.centre[1],
                    );
                    if x * x + y * y < nearest.0 {
                        nearest = (x * x + y * y, r, d);
                    }
                }
            }
        }
        let (_, r, d) = nearest;
        if district.len() == 1 {
            regencies[r].1[d].extend(district);
        } else {
            regencies[r].1.push(district);
        }
    }
}

/// The villages nearest to the middle of a regency's town become kelurahan.
fn name_kelurahan(districts: &mut [Vec<Seat>]) {
    let count: usize = districts.iter().map(Vec::len).sum();
    let mut town: Vec<&mut Seat> = districts
        .iter_mut()
        .flatten()
        .filter(|seat| seat.village.town)
        .collect();
    let n = town.len() as f64;
    let [x, y] = [0, 1].map(|axis| town.iter().map(|seat| seat.centre[axis]).sum::<f64>() / n);
    let away = |seat: &Seat| {
        let (x, y) = (seat.centre[0] - x, seat.centre[1] - y);
        x * x + y * y
    };
    town.sort_by(|a, b| away(a).total_cmp(&away(b)));
    let quota = (KELURAHAN * count as f64).round() as usize;
    for seat in town.into_iter().take(quota) {
        seat.kelurahan = true;
    }
}

fn middle(island: &Island, village: &Village, edge_km: f64) -> [f64; 2] {
    let n = village.cells.len() as f64;
    let sum = village.cells.iter().fold([0.0; 2], |sum, &cell| {
        let [x, y] = island.hex.centre(cell);
        [sum[0] + x, sum[1] + y]
    });
    island
        .outward([sum[0] / n, sum[1] / n])
        .map(|x| x * edge_km)
}
