//! A panel of years, and a programme that starts in some desa and raises what poor families spend: by how much is planted.

use super::files::{Out, table};
use super::truth::{Kind, Plant};
use crate::demo::chance;
use crate::demo::place::Places;
use crate::error::Result;
use rand::RngExt;

/// Years of the panel.
const YEARS: std::ops::RangeInclusive<u16> = 2021..=2024;
/// The year in which the programme starts.
const START: u16 = 2023;
/// What the programme adds in its desa and next to them, thousand rupiah a person and year.
const EFFECTS: [(&str, f64); 2] = [("treated", 400.0), ("neighbour", 120.0)];
/// Spending grows so much a year everywhere.
const GROWTH: f64 = 160.0;

/// Adds what the programme does to `truth`.
pub fn plant(truth: &mut Vec<Plant>) {
    let effects = EFFECTS.iter().zip(1..);
    truth
        .extend(effects.map(|((who, effect), group)| {
            Plant::new(Kind::Effect, group, who, effect.to_string())
        }));
}

/// Desa that have the programme: one in five of the poorer, one in twelve of the others.
fn treated(places: &Places, welfare: &[f64], seed: u64) -> Vec<bool> {
    let villages = (0..).zip(places.villages.iter().zip(welfare));
    villages
        .map(|(unit, (place, &w))| {
            let rng = &mut chance::stream(seed, "recovery programme", unit);
            let share = if w < -0.3 { 0.2 } else { 0.08 };
            rng.random::<f64>() < share && place.desa
        })
        .collect()
}

/// `pemulihan.csv`: the desa that have the programme, with its first year.
///
/// # Errors
/// When the file cannot be written.
pub fn starts(places: &Places, welfare: &[f64], seed: u64, out: Out) -> Result<()> {
    let own = treated(places, welfare, seed).into_iter();
    let rows = places.villages.iter().zip(own).filter(|(_, own)| *own);
    let rows = rows.map(|(place, _)| [place.code.clone(), place.name.clone(), START.to_string()]);
    table(out, b',', &["kode", "desa", "mulai"], rows)
}

/// `pengeluaran.csv`: what poor families of each desa spend a person, year by year; semicolons. Kelurahan are in no panel.
///
/// # Errors
/// When the file cannot be written.
pub fn panel(places: &Places, welfare: &[f64], seed: u64, out: Out) -> Result<()> {
    let own = treated(places, welfare, seed);
    let shocks: Vec<Vec<f64>> = (0..places.districts.len() as u64)
        .map(|district| {
            let rng = &mut chance::stream(seed, "spending of districts", district);
            YEARS.map(|_| 40.0 * chance::bell(rng)).collect()
        })
        .collect();
    let desa = (0..places.villages.len()).filter(|&v| places.villages[v].desa);
    let rows = desa.flat_map(|v| {
        let place = &places.villages[v];
        let beside = place.neighbours.iter().any(|&other| own[other as usize]);
        let effect = match (own[v], beside) {
            (true, _) => EFFECTS[0].1,
            (false, true) => EFFECTS[1].1,
            (false, false) => 0.0,
        };
        let mut rng = chance::stream(seed, "spending", v as u64);
        let usual = 5_200.0 + 320.0 * welfare[v] + 250.0 * chance::bell(&mut rng);
        let shock = &shocks[place.district];
        let row = move |(year, shock): (u16, &f64)| {
            let grown = GROWTH * f64::from(year - YEARS.start());
            let after = if year >= START { effect } else { 0.0 };
            let spent = usual + grown + shock + after + 120.0 * chance::bell(&mut rng);
            [
                place.code.clone(),
                place.name.clone(),
                year.to_string(),
                spent.round().to_string(),
            ]
        };
        YEARS.zip(shock).map(row)
    });
    let head = ["kode", "desa", "tahun", "pengeluaran_sasaran"];
    table(out, b';', &head, rows)
}
