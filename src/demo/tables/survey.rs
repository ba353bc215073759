//! A survey too small for districts: estimates of some with their errors; what is true of all is planted.

use super::files::{Out, table};
use super::people::People;
use super::truth::{Kind, Plant};
use crate::demo::chance;
use crate::demo::place::Places;
use crate::error::Result;
use rand::RngExt;

/// Share of districts that the survey visits.
const VISITED: f64 = 0.7;
/// Households it asks in each, fewest and most.
const ASKED: [f64; 2] = [12.0, 60.0];
/// Standard deviation of spending between households, thousand rupiah a person and year.
const SPREAD: f64 = 2_000.0;
/// Standard deviation between districts of what their poverty does not tell.
const BETWEEN: f64 = 250.0;

/// Mean spending a person of each district, thousand rupiah a year; people of a regency spend what `kabupaten.csv` publishes.
fn means(places: &Places, people: &[People], seed: u64) -> Vec<f64> {
    let mut sums = vec![(0.0, 0.0); places.districts.len()];
    let mut regency = vec![0; places.districts.len()];
    for (place, who) in places.villages.iter().zip(people) {
        let (poor, persons) = &mut sums[place.district];
        *poor += f64::from(who.poor);
        *persons += f64::from(who.persons);
        regency[place.district] = place.regency;
    }
    let own: Vec<f64> = (0..sums.len() as u64)
        .map(|d| BETWEEN * chance::bell(&mut chance::stream(seed, "district spending", d)))
        .collect();
    let mut mean = vec![(0.0, 0.0); places.regencies.len()];
    for ((own, (_, persons)), &regency) in own.iter().zip(&sums).zip(&regency) {
        mean[regency].0 += own * persons;
        mean[regency].1 += persons;
    }
    let spent = |(((poor, persons), own), &regency): (((f64, f64), f64), &usize)| {
        let (sum, whole) = mean[regency];
        13_500.0 * (persons - poor) / persons.max(1.0) - 2_000.0 + own - sum / whole.max(1.0)
    };
    sums.into_iter().zip(own).zip(&regency).map(spent).collect()
}

/// Adds what is true of each district to `truth`.
pub fn plant(places: &Places, people: &[People], seed: u64, truth: &mut Vec<Plant>) {
    let means = means(places, people, seed).into_iter();
    for (number, (district, mean)) in (1..).zip(places.districts.iter().zip(means)) {
        let mean = mean.round().to_string();
        truth.push(Plant::new(Kind::Spending, number, &district.code, mean));
    }
}

/// `survei_pengeluaran.csv`: estimates and standard errors of the districts that were visited.
///
/// # Errors
/// When the file cannot be written.
pub fn write(places: &Places, people: &[People], seed: u64, out: Out) -> Result<()> {
    let means = means(places, people, seed).into_iter();
    let districts = (0..).zip(places.districts.iter().zip(means));
    let rows = districts.filter_map(|(unit, (district, mean))| {
        let rng = &mut chance::stream(seed, "survey", unit);
        let visited = rng.random::<f64>() < VISITED;
        let asked = chance::between(rng, ASKED[0], ASKED[1]).floor();
        let error = SPREAD / asked.sqrt();
        let found = mean + error * chance::bell(rng);
        visited.then(|| {
            [
                district.code.clone(),
                district.name.clone(),
                asked.to_string(),
                found.round().to_string(),
                error.round().to_string(),
            ]
        })
    });
    let head = [
        "kode",
        "kecamatan",
        "sampel",
        "pengeluaran_survei",
        "galat_baku",
    ];
    table(out, b',', &head, rows)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo::land::country::found;
    use crate::demo::place::christen;
    use crate::demo::tables::files::Tables;

    #[test]
    fn districts_spend_what_their_regencies_publish() {
        let places = christen(&found(900, 14.0, 6), 6);
        let tables = Tables::draw(&places, 6, Vec::new());
        let means = means(&places, &tables.people, 6);
        let mut sums = vec![[0.0; 3]; places.regencies.len()];
        for (place, who) in places.villages.iter().zip(&tables.people) {
            let [poor, persons, spent] = &mut sums[place.regency];
            *poor += f64::from(who.poor);
            *persons += f64::from(who.persons);
            *spent += f64::from(who.persons) * means[place.district];
        }
        for [poor, persons, spent] in sums {
            let published = 13_500.0 * (persons - poor) / persons - 2_000.0;
            assert!((spent / persons - published).abs() < 1e-6);
        }
    }
}
