//! What the tables need to know of villages, whether the land is real or made up.

use super::chance;
use super::land::border;
use super::land::country::Country;
use super::name;
use std::collections::BTreeSet;

/// Two-digit codes that neither Kemendagri nor BPS uses for a province, in the order they are given out.
const PROVINCES: [u8; 50] = [
    99, 98, 90, 89, 88, 87, 86, 85, 84, 83, 80, 79, 78, 77, 70, 69, 68, 67, 66, 60, 59, 58, 57, 56,
    55, 54, 50, 49, 48, 47, 46, 45, 44, 43, 42, 41, 40, 39, 38, 37, 30, 29, 28, 27, 26, 25, 24, 23,
    22, 20,
];

/// Most provinces there are codes for.
pub const MOST_PROVINCES: usize = PROVINCES.len();

/// One village.
#[derive(Debug, Clone)]
pub struct Place {
    /// Its code as the layer writes it.
    pub code: String,
    /// Its name; empty when the layer has none.
    pub name: String,
    /// Its district, a position.
    pub district: usize,
    /// Its regency, a position.
    pub regency: usize,
    /// A desa, which has an IDM; kelurahan have none.
    pub desa: bool,
    /// Its middle, east and north, in any unit.
    pub centre: [f64; 2],
    /// Villages that share a border with it, ascending.
    pub neighbours: Vec<u32>,
}

/// One district.
#[derive(Debug, Clone)]
pub struct District {
    /// Its code.
    pub code: String,
    /// Its name; empty when not known.
    pub name: String,
}

/// One regency.
#[derive(Debug, Clone)]
pub struct Regency {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its province's name.
    pub province: String,
}

/// All villages, in code order, and their regions.
#[derive(Debug, Clone)]
pub struct Places {
    /// The villages.
    pub villages: Vec<Place>,
    /// The districts.
    pub districts: Vec<District>,
    /// The regencies.
    pub regencies: Vec<Regency>,
}

/// Gives a made-up country its codes and names. There must be at most [`MOST_PROVINCES`] provinces.
pub fn christen(country: &Country, seed: u64) -> Places {
    let mut used = BTreeSet::new();
    let several = country.regencies.last().is_some_and(|&last| last > 0);
    let rng = &mut chance::stream(seed, "regency names", 0);
    let mut regencies: Vec<Regency> = Vec::new();
    for &province in &country.regencies {
        let before = regencies.iter().rev();
        let prefix = format!("{:02}", PROVINCES[province]);
        let number = 1 + before.take_while(|r| r.code.starts_with(&prefix)).count();
        let ordinal = if several {
            format!("Provinsi Contoh {} (sintetis)", province + 1)
        } else {
            "Provinsi Contoh (sintetis)".to_owned()
        };
        regencies.push(Regency {
            code: format!("{prefix}.{number:02}"),
            name: format!("Kabupaten {}", name::fresh(&mut used, rng)),
            province: ordinal,
        });
    }
    // few regencies, which run from west to east, are called after where they lie
    let directions: &[&str] = match regencies.len() {
        1 => &["Raya"],
        2 => &["Barat", "Timur"],
        3 => &["Barat", "Tengah", "Timur"],
        _ => &[],
    };
    for (regency, direction) in regencies.iter_mut().zip(directions) {
        regency.name = format!("Kabupaten Contoh {direction}");
    }
    let mut villages = Vec::with_capacity(country.villages.len());
    let mut districts = Vec::with_capacity(country.districts.len());
    let (mut seat, mut district) = (0, 0);
    for (r, regency) in regencies.iter().enumerate() {
        let rng = &mut chance::stream(seed, "village names", r as u64);
        let mut held: Vec<usize> = Vec::new();
        let first = district;
        while country.districts.get(district) == Some(&r) {
            let here = country.villages[seat..].iter();
            let count = here.take_while(|s| s.district == district).count();
            held.push(count);
            seat += count;
            district += 1;
        }
        let names = name::villages(&held, rng);
        let mut at = seat - held.iter().sum::<usize>();
        let mut used = BTreeSet::new();
        for (d, names) in names.into_iter().enumerate() {
            let mut kec = name::fresh(&mut used, rng);
            let town = country.villages[at..at + held[d]]
                .iter()
                .any(|s| s.kelurahan);
            if town {
                kec = format!("Kota {kec}");
            }
            districts.push(District {
                code: format!("{}.{:02}", regency.code, d + 1),
                name: kec,
            });
            let (mut desa, mut kelurahan) = (2000, 1000);
            for name in names {
                let it = &country.villages[at];
                debug_assert_eq!(it.district, first + d);
                at += 1;
                let number = if it.kelurahan {
                    &mut kelurahan
                } else {
                    &mut desa
                };
                *number += 1;
                villages.push(Place {
                    code: format!("{}.{:02}.{number}", regency.code, d + 1),
                    name,
                    district: first + d,
                    regency: r,
                    desa: !it.kelurahan,
                    centre: it.centre,
                    neighbours: Vec::new(),
                });
            }
        }
    }
    for (a, b) in border::neighbours(&country.islands) {
        villages[a as usize].neighbours.push(b);
        villages[b as usize].neighbours.push(a);
    }
    for village in &mut villages {
        village.neighbours.sort_unstable();
    }
    Places {
        villages,
        districts,
        regencies,
    }
}
