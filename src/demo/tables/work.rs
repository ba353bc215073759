//! Who works in what in each district; one sector leads in each, and is planted.

use super::files::{Out, table};
use super::people::People;
use super::truth::{Kind, Plant};
use crate::demo::chance;
use crate::demo::place::Places;
use crate::error::Result;

/// Sectors with their usual share of those who work, and how they grow a year.
const SECTORS: [(&str, f64, f64); 6] = [
    ("pertanian", 0.38, 0.99),
    ("perikanan", 0.12, 1.01),
    ("perdagangan", 0.2, 1.03),
    ("kerajinan", 0.09, 1.02),
    ("pariwisata", 0.08, 1.06),
    ("pengolahan", 0.13, 1.02),
];
/// Years of the table.
const YEARS: [i32; 2] = [2021, 2024];
/// How much larger the leading sector is than elsewhere.
const LEAD: f64 = 2.4;
/// Share of people who work.
const AT_WORK: f64 = 0.46;

/// The sector that leads in a district.
fn leading(seed: u64, district: u64) -> usize {
    chance::below(
        &mut chance::stream(seed, "leading sector", district),
        SECTORS.len(),
    )
}

/// Adds the leading sector of each district to `truth`.
pub fn plant(places: &Places, seed: u64, truth: &mut Vec<Plant>) {
    for (unit, district) in (0..).zip(&places.districts) {
        let sector = SECTORS[leading(seed, unit)].0;
        let number = unit as usize + 1;
        truth.push(Plant::new(Kind::Sector, number, &district.code, sector));
    }
}

/// `lapangan_kerja.csv`: workers by district, sector and year.
///
/// # Errors
/// When the file cannot be written.
pub fn write(places: &Places, people: &[People], seed: u64, out: Out) -> Result<()> {
    let mut workers = vec![0.0; places.districts.len()];
    for (place, who) in places.villages.iter().zip(people) {
        workers[place.district] += AT_WORK * f64::from(who.persons);
    }
    let districts = (0..).zip(places.districts.iter().zip(workers));
    let rows = districts.flat_map(|(unit, (district, workers))| {
        let lead = leading(seed, unit);
        let rng = &mut chance::stream(seed, "work", unit);
        let mut shares = SECTORS.map(|(_, share, _)| share * (1.0 + 0.08 * chance::bell(rng)));
        shares[lead] *= LEAD;
        let whole: f64 = shares.iter().sum();
        let mut rows = Vec::with_capacity(2 * SECTORS.len());
        for ((sector, _, growth), share) in SECTORS.iter().zip(shares) {
            for year in YEARS {
                let grown: f64 = (YEARS[0]..year).map(|_| growth).product();
                let grown = grown * (1.0 + 0.02 * chance::bell(rng));
                rows.push([
                    district.code.clone(),
                    district.name.clone(),
                    (*sector).to_owned(),
                    year.to_string(),
                    (workers * share / whole * grown).round().to_string(),
                ]);
            }
        }
        rows
    });
    let head = ["kode", "kecamatan", "sektor", "tahun", "pekerja"];
    table(out, b',', &head, rows)
}
