//! Synthetic studies with planted, known answers.
//!
//! * [`land`]: islands, borders and a hierarchy, exactly shared and valid by construction
//! * [`tables`]: scores, people and programmes over any villages, made up or real
//! * [`households`]: persons of any number, written as they are drawn
//! * [`generate`]: a study of any size; [`over`]: tables over a real layer

mod chance;
pub mod households;
pub mod land;
pub mod layer;
mod name;
mod over;
pub mod place;
mod study_file;
pub mod tables;

#[cfg(test)]
mod rooms;
#[cfg(test)]
mod tests;

pub use over::over;

use crate::base::finding::Finding;
use crate::error::{Error, Result};
use crate::output::folder::Folder;
use crate::space::access::inside;
use geo::{LineString, MultiPolygon, Polygon};
use std::io::Write;
use std::path::Path;
use study_file::Boundaries;
use tables::clinics::{self, Seat};
use tables::files::Tables;
use tables::truth::{Kind, Plant};
use tables::{assets, inventory, spending, survey, work};

/// The file that marks a folder as a synthetic study.
const MARK: &str = "truth.csv";
/// Every file of a synthetic study.
const FILES: [&str; 20] = [
    "desa.geojson",
    "idm.csv",
    "penduduk.csv",
    "kabupaten.csv",
    "kawasan.csv",
    "programmes.csv",
    "placements.csv",
    "facilitators.csv",
    "institutions.csv",
    "actions.csv",
    "clinics.csv",
    "aset.csv",
    "pengeluaran.csv",
    "pemulihan.csv",
    "survei_pengeluaran.csv",
    "lapangan_kerja.csv",
    PERSONS,
    MARK,
    "study.toml",
    "README.md",
];
/// The made-up persons.
const PERSONS: &str = "persons.parquet";
/// Vertices of a village when not asked for.
const VERTICES: usize = 60;
/// The greatest seed: a study file, which names it, holds no greater integer.
pub const GREATEST_SEED: u64 = i64::MAX as u64;
/// Fewest and most villages.
const SIZES: std::ops::RangeInclusive<usize> = 60..=2_000_000;

/// What to make.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// Villages.
    pub villages: usize,
    /// Vertices of all polygons together, 60 to a village when left out; about 25 to a village is the least.
    pub vertices: Option<usize>,
    /// Households whose persons are made up, about four each; no persons when left out.
    pub households: Option<u64>,
    /// Seed of every choice, at most [`GREATEST_SEED`].
    pub seed: u64,
}

impl Default for Options {
    /// The embedded study.
    fn default() -> Self {
        Self {
            villages: 300,
            vertices: None,
            households: None,
            seed: 1,
        }
    }
}

/// What was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// Villages.
    pub villages: usize,
    /// Districts.
    pub districts: usize,
    /// Regencies.
    pub regencies: usize,
    /// Vertices in the layer, closing ones included; 0 over real boundaries.
    pub vertices: usize,
    /// Everything planted.
    pub truth: Vec<Plant>,
    /// What the checks of a real layer saw; none of a made-up one.
    pub findings: Vec<Finding>,
}

/// Makes an archipelago of villages and tables about them, a complete study in the folder `out`; the same options make the same
/// bytes on every machine and at any thread count.
///
/// # Errors
/// When the number of villages or the seed is out of range, or `out` cannot be written or holds something else.
pub fn generate(options: &Options, out: &Path) -> Result<Summary> {
    let Options { villages, seed, .. } = *options;
    if !SIZES.contains(&villages) {
        return Err(Error::study(format!(
            "a synthetic study of {villages} villages cannot be made"
        ))
        .remedy(format!("ask for {} to {}", SIZES.start(), SIZES.end())));
    }
    check_seed(seed)?;
    check_households(options.households)?;
    let folder = Folder::open(out, "demo", own_files)?;
    let vertices = options.vertices.unwrap_or(VERTICES * villages);
    let grain = (vertices as f64 / villages as f64 / 4.4).clamp(7.0, 20.0);
    let country = land::country::found(villages, grain, seed);
    let places = place::christen(&country, seed);
    let layer = layer::Layer::new(&country, vertices);
    let mut drawn = 0;
    folder.write("desa.geojson", |out| {
        drawn = layer
            .write(&places, out)
            .map_err(|e| Error::output(format!("the layer cannot be written: {e}")))?;
        Ok(())
    })?;
    let mut tables = Tables::draw(&places, seed, oddities(&country, &places));
    persons(&folder, &places, &mut tables, options.households, seed)?;
    let boundaries = Boundaries {
        path: "desa.geojson".to_owned(),
        code: "kode".to_owned(),
        named: true,
        real: false,
        persons: options.households.is_some(),
    };
    let asked =
        |name: &str, n: Option<u64>| n.map_or_else(String::new, |n| format!(" --{name} {n}"));
    let command = format!(
        "kawasan demo --villages {villages}{}{} --seed {seed} --out DIR",
        asked("vertices", options.vertices.map(|n| n as u64)),
        asked("households", options.households),
    );
    let seat = |village: usize| {
        let polygons = layer.polygons(village).into_iter();
        seat(
            &polygons
                .map(|rings| polygon(&rings))
                .collect::<MultiPolygon>(),
        )
    };
    let made = (&places, &tables, &boundaries, &seat as Seat);
    write(&folder, made, seed, &command)?;
    folder.publish()?;
    Ok(Summary {
        villages,
        districts: country.districts.len(),
        regencies: country.regencies.len(),
        vertices: drawn,
        truth: tables.truth,
        findings: Vec::new(),
    })
}

fn check_seed(seed: u64) -> Result<()> {
    if seed > GREATEST_SEED {
        return Err(
            Error::study(format!("the seed {seed} does not fit in a study file"))
                .remedy(format!("choose a seed from 0 to {GREATEST_SEED}")),
        );
    }
    Ok(())
}

fn check_households(households: Option<u64>) -> Result<()> {
    match households {
        Some(n) if n == 0 || n > households::MOST => Err(Error::study(format!(
            "a registry of {n} households cannot be made"
        ))
        .remedy(format!("ask for 1 to {}", households::MOST))),
        _ => Ok(()),
    }
}

/// Writes the persons, where they are asked for, and plants what is known of them.
fn persons(
    folder: &Folder,
    places: &place::Places,
    tables: &mut Tables,
    households: Option<u64>,
    seed: u64,
) -> Result<()> {
    let Some(total) = households else {
        return Ok(());
    };
    folder.write(PERSONS, |out| {
        households::write(places, tables, total, seed, out)
    })?;
    for (number, &village) in (1..).zip(&households::missed(places, seed)) {
        let place = &places.villages[village];
        let plant = Plant::new(Kind::Excluded, number, &place.code, "pkh");
        tables.truth.push(plant);
    }
    Ok(())
}

/// The files of a previous synthetic study, which may be made anew.
fn own_files(folder: &Path) -> Option<Vec<String>> {
    let marked = folder.join(MARK).is_file();
    marked.then(|| FILES.map(str::to_owned).to_vec())
}

/// What is odd about the land, for the truth.
fn oddities(country: &land::country::Country, places: &place::Places) -> Vec<Plant> {
    let mut truth = Vec::new();
    for (seat, place) in country.villages.iter().zip(&places.villages) {
        let it = &seat.village;
        for (is, kind) in [
            (it.enclave, Kind::Enclave),
            (it.lake, Kind::Lake),
            (it.islets > 0, Kind::Islets),
            (seat.far, Kind::Far),
        ] {
            if is {
                let count = truth
                    .iter()
                    .filter(|plant: &&Plant| plant.kind == kind)
                    .count();
                truth.push(Plant::new(kind, count + 1, &place.code, &place.name));
            }
        }
    }
    truth
}

/// A place inside a village, in millionths of a degree; its own polygon is in degrees.
fn seat(shape: &MultiPolygon<f64>) -> Option<[i32; 2]> {
    let place = inside(shape)?;
    Some([place.x(), place.y()].map(|degrees| (degrees * 1e6).round() as i32))
}

/// Rings in millionths of a degree as a polygon in degrees.
fn polygon(rings: &[land::border::Ring]) -> Polygon<f64> {
    let mut rings = rings.iter().map(|ring| {
        let degrees = ring.iter().map(|at| at.map(|value| f64::from(value) / 1e6));
        degrees.collect::<LineString<f64>>()
    });
    let shell = rings.next().unwrap_or(LineString(Vec::new()));
    Polygon::new(shell, rings.collect())
}

/// Writes the tables, the study file and the README.
fn write(
    folder: &Folder,
    (places, tables, boundaries, seat): (&place::Places, &Tables, &Boundaries, Seat),
    seed: u64,
    command: &str,
) -> Result<()> {
    folder.write("clinics.csv", |out| clinics::write(places, seed, seat, out))?;
    folder.write("idm.csv", |out| tables.idm(places, out))?;
    folder.write("penduduk.csv", |out| tables.penduduk(places, out))?;
    folder.write("kabupaten.csv", |out| tables.kabupaten(places, out))?;
    folder.write("kawasan.csv", |out| tables.designated(places, out))?;
    let inventory = &tables.inventory;
    folder.write("programmes.csv", |out| inventory::catalogue(out))?;
    folder.write("placements.csv", |out| inventory.placements(places, out))?;
    folder.write("facilitators.csv", |out| {
        inventory.facilitators(places, out)
    })?;
    folder.write("institutions.csv", |out| {
        inventory.institutions(places, out)
    })?;
    folder.write("actions.csv", |out| inventory::actions(out))?;
    folder.write("aset.csv", |out| assets::assets(places, seed, out))?;
    let (welfare, people) = (&tables.welfare, &tables.people);
    folder.write("pengeluaran.csv", |out| {
        spending::panel(places, welfare, seed, out)
    })?;
    folder.write("pemulihan.csv", |out| {
        spending::starts(places, welfare, seed, out)
    })?;
    folder.write("survei_pengeluaran.csv", |out| {
        survey::write(places, people, seed, out)
    })?;
    folder.write("lapangan_kerja.csv", |out| {
        work::write(places, people, seed, out)
    })?;
    folder.write(MARK, |out| tables.truth(out))?;
    let text = |text: String| {
        move |out: &mut dyn Write| {
            out.write_all(text.as_bytes())
                .map_err(|e| Error::output(format!("cannot be written: {e}")))
        }
    };
    folder.write(
        "study.toml",
        text(study_file::study(places, boundaries, seed)),
    )?;
    folder.write(
        "README.md",
        text(study_file::readme(places, boundaries, command)),
    )
}
