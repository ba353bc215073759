//! The tables as files, each in a dialect that real ones come in.

use super::inventory::Inventory;
use super::people::People;
use super::scores::{self, INDICATORS};
use super::truth::{Kind, Plant};
use super::{people, spending, survey, welfare, work};
use crate::demo::name;
use crate::demo::place::{Place, Places};
use crate::error::{Error, Result};
use std::collections::BTreeMap;
use std::io::Write;

/// All tables of a synthetic study, ready to be written.
#[derive(Debug)]
pub struct Tables {
    /// Hidden welfare of each village.
    pub welfare: Vec<f64>,
    /// People of each village.
    pub people: Vec<People>,
    /// Who does what where.
    pub inventory: Inventory,
    /// Number of the designated national area of each village, from 1.
    pub designated: Vec<Option<usize>>,
    /// What was planted.
    pub truth: Vec<Plant>,
    /// 50 rows, a score for each desa in village order.
    pub scores: Vec<Vec<u8>>,
    /// Rows of `idm.csv` whose village does not exist.
    phantoms: Vec<Place>,
}

/// Where a table goes.
pub type Out<'a> = &'a mut dyn Write;

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
        let designated = designate(places, &mut truth);
        let phantoms = phantoms(places);
        let inventory = Inventory::draw(
            places, &welfare, &people, &poorest, &phantoms, seed, &mut truth,
        );
        for (i, place) in phantoms.iter().enumerate() {
            truth.push(Plant::new(Kind::Unmatched, i + 1, &place.code, &place.name));
        }
        spending::plant(&mut truth);
        survey::plant(places, &people, seed, &mut truth);
        work::plant(places, seed, &mut truth);
        truth.sort_by(|a, b| (a.kind, a.group, &a.code).cmp(&(b.kind, b.group, &b.code)));
        Self {
            scores,
            welfare,
            people,
            inventory,
            designated,
            truth,
            phantoms,
        }
    }

    /// `idm.csv`: undotted codes, capitals, desa only, and rows of two villages that do not exist.
    pub fn idm(&self, places: &Places, out: Out) -> Result<()> {
        let names = ["kode_desa", "desa", "kecamatan", "kabupaten"].into_iter();
        let head: Vec<&str> = names.chain(INDICATORS.iter().map(|it| it.0)).collect();
        let desa = places.villages.iter().filter(|place| place.desa);
        let rows = desa.chain(&self.phantoms).enumerate().map(|(i, place)| {
            let names = [
                place.code.replace('.', ""),
                name::in_table(&place.name),
                places.districts[place.district].name.to_uppercase(),
                bare(&places.regencies[place.regency].name).to_uppercase(),
            ];
            let score = move |scores: &Vec<u8>| scores.get(i).copied().unwrap_or(3).to_string();
            names.into_iter().chain(self.scores.iter().map(score))
        });
        table(out, b',', &head, rows)
    }

    /// `penduduk.csv`: semicolons and decimal commas, all villages.
    pub fn penduduk(&self, places: &Places, out: Out) -> Result<()> {
        let head = [
            "kode",
            "nama",
            "penduduk",
            "rumah_tangga",
            "miskin",
            "persen_miskin",
        ];
        let rows = places
            .villages
            .iter()
            .zip(&self.people)
            .map(|(place, who)| {
                [
                    place.code.clone(),
                    place.name.clone(),
                    who.persons.to_string(),
                    who.households.to_string(),
                    who.poor.to_string(),
                    percent(who.poor.into(), who.persons.into()),
                ]
            });
        table(out, b';', &head, rows)
    }

    /// `kabupaten.csv`: regencies, decimal commas in quotes beside whole numbers.
    pub fn kabupaten(&self, places: &Places, out: Out) -> Result<()> {
        let head = [
            "kode",
            "kabupaten",
            "provinsi",
            "persen_miskin_kab",
            "pengeluaran_per_kapita",
        ];
        let mut sums = vec![(0_u64, 0_u64); places.regencies.len()];
        for (place, who) in places.villages.iter().zip(&self.people) {
            let (poor, persons) = &mut sums[place.regency];
            *poor += u64::from(who.poor);
            *persons += u64::from(who.persons);
        }
        let rows = places
            .regencies
            .iter()
            .zip(sums)
            .map(|(regency, (poor, persons))| {
                let spending = 13_500 * (persons - poor) / persons - 2_000;
                [
                    regency.code.clone(),
                    bare(&regency.name).to_owned(),
                    regency.province.clone(),
                    percent(poor, persons),
                    spending.to_string(),
                ]
            });
        table(out, b',', &head, rows)
    }

    /// `kawasan.csv`: the villages of designated national areas; empty for all others.
    pub fn designated(&self, places: &Places, out: Out) -> Result<()> {
        let head = ["kode", "nama", "kawasan_nasional"];
        let rows = places.villages.iter().zip(&self.designated);
        let rows = rows.map(|(place, number)| {
            let area = number.map_or_else(String::new, national);
            [place.code.clone(), place.name.clone(), area]
        });
        table(out, b',', &head, rows)
    }

    /// `truth.csv`: everything planted.
    pub fn truth(&self, out: Out) -> Result<()> {
        let head = ["kind", "group", "code", "detail"];
        let rows = self.truth.iter().map(|it| {
            [
                it.kind.as_str().to_owned(),
                it.group.to_string(),
                it.code.clone(),
                it.detail.clone(),
            ]
        });
        table(out, b',', &head, rows)
    }
}

/// Every second group of very poor desa and the first of well-off ones are designated: one hits, one misses.
fn designate(places: &Places, truth: &mut Vec<Plant>) -> Vec<Option<usize>> {
    let chosen = |plant: &&Plant| match plant.kind {
        Kind::Hot => plant.group % 2 == 1,
        Kind::Rich => plant.group == 1,
        _ => false,
    };
    let mut numbers: BTreeMap<(Kind, usize), usize> = BTreeMap::new();
    let mut of: BTreeMap<String, usize> = BTreeMap::new();
    for plant in truth.iter().filter(chosen) {
        let next = numbers.len() + 1;
        let number = *numbers.entry((plant.kind, plant.group)).or_insert(next);
        of.insert(plant.code.clone(), number);
    }
    let number = |place: &Place| of.get(&place.code).copied();
    let designated = places.villages.iter().map(number).collect();
    for (code, number) in of {
        truth.push(Plant::new(
            Kind::Designated,
            number,
            &code,
            national(number),
        ));
    }
    designated
}

fn national(number: usize) -> String {
    format!("Kawasan Nasional Contoh {number}")
}

/// Writes a table.
pub fn table<Row, Cell>(
    out: Out,
    delimiter: u8,
    head: &[&str],
    rows: impl Iterator<Item = Row>,
) -> Result<()>
where
    Row: IntoIterator<Item = Cell>,
    Cell: AsRef<[u8]>,
{
    let failed = |error: csv::Error| Error::output(format!("a table cannot be written: {error}"));
    let mut csv = csv::WriterBuilder::new()
        .delimiter(delimiter)
        .from_writer(out);
    csv.write_record(head).map_err(failed)?;
    for row in rows {
        csv.write_record(row).map_err(failed)?;
    }
    csv.flush().map_err(|error| failed(error.into()))
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

/// The name of a regency without the word for it.
pub fn bare(regency: &str) -> &str {
    regency.strip_prefix("Kabupaten ").unwrap_or(regency)
}
