//! The tables as files, each in a dialect that real ones come in.

use super::people::People;
use super::programmes::{CATALOGUE, Placement};
use super::scores::{self, INDICATORS};
use super::truth::{Kind, Plant};
use super::{people, programmes, welfare};
use crate::demo::name;
use crate::demo::place::{Place, Places};
use crate::error::{Error, Result};
use std::io::Write;

/// All tables of a synthetic study, ready to be written.
#[derive(Debug)]
pub struct Tables {
    /// Hidden welfare of each village.
    pub welfare: Vec<f64>,
    /// People of each village.
    pub people: Vec<People>,
    /// Programmes in villages.
    pub placements: Vec<Placement>,
    /// What was planted.
    pub truth: Vec<Plant>,
    /// 50 rows, a score for each desa in village order.
    pub scores: Vec<Vec<u8>>,
    /// Rows of `idm.csv` whose village does not exist.
    phantoms: Vec<Place>,
}

type Out<'a> = &'a mut dyn Write;

impl Tables {
    /// Draws everything over the villages; `truth` may hold plants of the land already.
    pub fn draw(places: &Places, seed: u64, mut truth: Vec<Plant>) -> Self {
        let welfare = welfare::draw(places, seed, &mut truth);
        let people = people::draw(places, &welfare, seed);
        let desa: Vec<usize> = (0..welfare.len())
            .filter(|&v| places.villages[v].desa)
            .collect();
        let of_desa: Vec<f64> = desa.iter().map(|&v| welfare[v]).collect();
        let scores = scores::draw(&of_desa, seed);
        let mut order: Vec<usize> = (0..desa.len()).collect();
        order.sort_by_cached_key(|&i| scores::idm(&scores, i));
        order.truncate(desa.len().div_ceil(10));
        order.sort_unstable();
        let poorest: Vec<usize> = order.into_iter().map(|i| desa[i]).collect();
        let placements = programmes::draw(places, &welfare, &people, &poorest, seed, &mut truth);
        let phantoms = phantoms(places);
        for (i, place) in phantoms.iter().enumerate() {
            truth.push(Plant::new(Kind::Unmatched, i + 1, &place.code, &place.name));
        }
        truth.sort_by(|a, b| (a.kind, a.group, &a.code).cmp(&(b.kind, b.group, &b.code)));
        Self {
            scores,
            welfare,
            people,
            placements,
            truth,
            phantoms,
        }
    }

    /// `idm.csv`: undotted codes, capitals, desa only, and rows of two villages that do not exist.
    pub fn idm(&self, places: &Places, out: Out) -> Result<()> {
        let mut csv = csv::Writer::from_writer(out);
        let head = ["kode_desa", "desa", "kecamatan", "kabupaten"];
        csv.write_record(head.into_iter().chain(INDICATORS.iter().map(|i| i.0)))
            .map_err(failed)?;
        let desa = places.villages.iter().filter(|place| place.desa);
        for (i, place) in desa.chain(&self.phantoms).enumerate() {
            let names = [
                place.code.replace('.', ""),
                name::in_table(&place.name),
                place.district.to_uppercase(),
                bare(&places.regencies[place.regency].name).to_uppercase(),
            ];
            let score = |scores: &Vec<u8>| scores.get(i).copied().unwrap_or(3).to_string();
            csv.write_record(names.into_iter().chain(self.scores.iter().map(score)))
                .map_err(failed)?;
        }
        csv.flush().map_err(|e| failed(e.into()))
    }

    /// `penduduk.csv`: semicolons and decimal commas, all villages.
    pub fn penduduk(&self, places: &Places, out: Out) -> Result<()> {
        let mut csv = csv::WriterBuilder::new().delimiter(b';').from_writer(out);
        csv.write_record([
            "kode",
            "nama",
            "penduduk",
            "rumah_tangga",
            "miskin",
            "persen_miskin",
        ])
        .map_err(failed)?;
        for (place, who) in places.villages.iter().zip(&self.people) {
            csv.write_record([
                place.code.clone(),
                place.name.clone(),
                who.persons.to_string(),
                who.households.to_string(),
                who.poor.to_string(),
                percent(who.poor.into(), who.persons.into()),
            ])
            .map_err(failed)?;
        }
        csv.flush().map_err(|e| failed(e.into()))
    }

    /// `kabupaten.csv`: regencies, decimal commas in quotes beside whole numbers.
    pub fn kabupaten(&self, places: &Places, out: Out) -> Result<()> {
        let mut csv = csv::Writer::from_writer(out);
        csv.write_record([
            "kode",
            "kabupaten",
            "provinsi",
            "persen_miskin_kab",
            "pengeluaran_per_kapita",
        ])
        .map_err(failed)?;
        let mut sums = vec![(0_u64, 0_u64); places.regencies.len()];
        for (place, who) in places.villages.iter().zip(&self.people) {
            let (poor, persons) = &mut sums[place.regency];
            *poor += u64::from(who.poor);
            *persons += u64::from(who.persons);
        }
        for (regency, (poor, persons)) in places.regencies.iter().zip(sums) {
            let spending = 13_500 * (persons - poor) / persons - 2_000;
            csv.write_record([
                &regency.code,
                bare(&regency.name),
                &regency.province,
                &percent(poor, persons),
                &spending.to_string(),
            ])
            .map_err(failed)?;
        }
        csv.flush().map_err(|e| failed(e.into()))
    }

    /// `placements.csv`: programme, village, year, households, rupiah.
    pub fn placements(&self, places: &Places, out: Out) -> Result<()> {
        let mut csv = csv::Writer::from_writer(out);
        csv.write_record(["programme", "code", "year", "households", "budget"])
            .map_err(failed)?;
        for placement in &self.placements {
            csv.write_record([
                CATALOGUE[placement.programme].id,
                &places.villages[placement.village].code,
                &placement.year.to_string(),
                &placement.households.to_string(),
                &placement.budget.to_string(),
            ])
            .map_err(failed)?;
        }
        csv.flush().map_err(|e| failed(e.into()))
    }

    /// `truth.csv`: everything planted.
    pub fn truth(&self, out: Out) -> Result<()> {
        let mut csv = csv::Writer::from_writer(out);
        csv.write_record(["kind", "group", "code", "detail"])
            .map_err(failed)?;
        for plant in &self.truth {
            csv.write_record([
                plant.kind.as_str(),
                &plant.group.to_string(),
                &plant.code,
                &plant.detail,
            ])
            .map_err(failed)?;
        }
        csv.flush().map_err(|e| failed(e.into()))
    }
}

/// `programmes.csv`: the catalogue.
pub fn catalogue(out: Out) -> Result<()> {
    let mut csv = csv::Writer::from_writer(out);
    csv.write_record([
        "id", "name", "ministry", "arm", "lever", "host", "rpjmn", "pen",
    ])
    .map_err(failed)?;
    for it in &CATALOGUE {
        csv.write_record([
            it.id,
            it.name,
            it.ministry,
            it.arm,
            it.lever,
            it.host,
            if it.rpjmn { "true" } else { "false" },
            if it.pen { "true" } else { "false" },
        ])
        .map_err(failed)?;
    }
    csv.flush().map_err(|e| failed(e.into()))
}

/// Two desa that do not exist, in the districts of the first and the last.
fn phantoms(places: &Places) -> Vec<Place> {
    let mut desa = places.villages.iter().filter(|place| place.desa);
    let phantom = |(place, name): (&Place, &str)| {
        let stem = place
            .code
            .strip_suffix(|last: char| last.is_ascii_digit())?;
        let stem = stem.get(..stem.len().checked_sub(2)?)?;
        let code = format!("{stem}999");
        let exists = places.villages.iter().any(|other| other.code == code);
        (!exists).then(|| Place {
            code,
            name: name.to_owned(),
            ..place.clone()
        })
    };
    let ends = [desa.next(), desa.next_back()].into_iter().flatten();
    ends.zip(["Desa Tiada", "Desa Khayal"])
        .filter_map(phantom)
        .collect()
}

/// With two decimals and a decimal comma, rounded half up.
fn percent(part: u64, whole: u64) -> String {
    let hundredths = (part * 20_000 + whole) / (2 * whole.max(1));
    format!("{},{:02}", hundredths / 100, hundredths % 100)
}

fn bare(regency: &str) -> &str {
    regency.strip_prefix("Kabupaten ").unwrap_or(regency)
}

fn failed(error: csv::Error) -> Error {
    Error::output(format!("a table cannot be written: {error}"))
}
