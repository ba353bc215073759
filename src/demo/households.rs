//! Made-up persons in made-up households, written as they are drawn: memory does not grow with their number.
//!
//! No number here looks like that of a person or a family: both are counted from 1.

use super::chance::{at, mix};
use super::place::{Place, Places};
use super::tables::files::Tables;
use crate::error::{Error, Result};
use polars::io::parquet::write::BatchedWriter;
use polars::prelude::*;
use rayon::prelude::*;
use std::io::Write;

/// Rows of a row group, about.
const ROWS: u64 = 1 << 18;
/// Most households: their number is held by 32 bits.
pub const MOST: u64 = 1 << 32;
/// Mean persons of a household.
const MEMBERS: u64 = 4;

/// How many households of `total` each village has: by its share of all, every village one at least where there are enough.
pub fn share(tables: &Tables, total: u64) -> Vec<u64> {
    let weights: Vec<u64> = tables
        .people
        .iter()
        .map(|who| u64::from(who.households.max(1)))
        .collect();
    let all: u64 = weights.iter().sum();
    let (mut below, mut given) = (0_u128, 0);
    weights
        .iter()
        .map(|&weight| {
            below += u128::from(weight);
            let until = (below * u128::from(total) / u128::from(all)) as u64;
            let own = until - given;
            given = until;
            own
        })
        .collect()
}

/// Writes `persons.parquet`.
///
/// # Errors
/// When it cannot be written.
pub fn write(
    places: &Places,
    tables: &Tables,
    total: u64,
    seed: u64,
    out: &mut dyn Write,
) -> Result<()> {
    let failed = |e: PolarsError| Error::output(format!("the persons cannot be written: {e}"));
    let shares = share(tables, total);
    let missed = missed(places, seed);
    let mut writer = ParquetWriter::new(out)
        .with_compression(ParquetCompression::Snappy)
        .batched(
            &Persons::default()
                .frame()
                .map_err(failed)?
                .schema()
                .as_ref()
                .clone(),
        )
        .map_err(failed)?;
    let (mut person, mut household) = (1, 1);
    let mut flush = |group: &[Seat]| {
        self::flush(
            group,
            (places, tables, &missed),
            seed,
            &mut person,
            &mut writer,
        )
    };
    let mut group: Vec<Seat> = Vec::new();
    let mut rows = 0;
    for (village, &own) in shares.iter().enumerate() {
        // a large village is drawn in parts
        let mut first = 0;
        while first < own {
            let part = (own - first).min(ROWS / MEMBERS);
            group.push(Seat {
                village,
                first,
                households: part,
                number: household,
            });
            first += part;
            household += part;
            rows += part * MEMBERS;
            if rows >= ROWS {
                flush(&group).map_err(failed)?;
                group.clear();
                rows = 0;
            }
        }
    }
    flush(&group).map_err(failed)?;
    writer.finish().map_err(failed)?;
    Ok(())
}

/// Some households of a village.
#[derive(Debug, Clone, Copy)]
struct Seat {
    village: usize,
    /// Households of the village before them.
    first: u64,
    households: u64,
    /// Number of the first of them.
    number: u64,
}

/// Every village in which the programme of families with children misses nearly all that it is for, in code order.
pub fn missed(places: &Places, seed: u64) -> Vec<usize> {
    let salt = mix(seed, 911);
    let n = places.villages.len();
    let count = (n / 100).clamp(3, 50);
    let mut order: Vec<usize> = (0..n).filter(|&v| places.villages[v].desa).collect();
    order.sort_by_key(|&v| mix(salt, v as u64));
    order.truncate(count);
    order.sort_unstable();
    order
}

fn flush(
    group: &[Seat],
    (places, tables, missed): (&Places, &Tables, &[usize]),
    seed: u64,
    person: &mut u64,
    writer: &mut BatchedWriter<&mut dyn Write>,
) -> PolarsResult<()> {
    let drawn: Vec<Persons> = group
        .par_iter()
        .map(|seat| {
            let mut persons = Persons::default();
            let place = &places.villages[seat.village];
            let code = place.code.replace('.', "");
            let off = missed.binary_search(&seat.village).is_ok();
            let line = line(place);
            for own in 0..seat.households {
                let salt = mix(mix(seed, 7000 + seat.village as u64), seat.first + own);
                let household = Household::draw(tables.welfare[seat.village], line, off, salt);
                persons.add(&household, &code, seat.number + own);
            }
            persons
        })
        .collect();
    let mut frames = Vec::new();
    for mut persons in drawn {
        for number in &mut persons.person {
            *number = *person as i64;
            *person += 1;
        }
        frames.push(persons.frame()?);
    }
    let mut frames = frames.into_iter();
    if let Some(mut whole) = frames.next() {
        for frame in frames {
            whole.vstack_mut(&frame)?;
        }
        writer.write_batch(whole.rechunk_mut())?;
    }
    Ok(())
}

/// Rupiah a head and month; towns are dearer.
fn line(place: &Place) -> f64 {
    let regional = 20_000.0 * (place.regency % 7) as f64;
    470_000.0 + regional + if place.desa { 0.0 } else { 80_000.0 }
}

/// A household as its members see it.
struct Household {
    members: u64,
    spending: i32,
    line: i32,
    decile: i32,
    floor: &'static str,
    water: bool,
    toilet: bool,
    phone: bool,
    pkh: i32,
    sembako: i32,
    channel: &'static str,
    status: &'static str,
    woman: bool,
    salt: u64,
}

/// A chance of so much.
fn falls(salt: u64, what: u64, share: f64) -> bool {
    (at(salt, what) + 1.0) / 2.0 < share
}

impl Household {
    fn draw(welfare: f64, line: f64, missed: bool, salt: u64) -> Self {
        let members = 1
            + (0..4).filter(|&k| falls(salt, k, 0.75)).count() as u64
            + u64::from(falls(salt, 9, 0.2)) * 2;
        // nearly normal: own luck, and that of the village
        let luck: f64 = (10..14).map(|k| at(salt, k)).sum::<f64>() * 0.87 + 0.45 * welfare;
        // skewed as spending is, one in ten below the line; products only, so that every machine draws the same
        let root = (1.0 + 0.12 * luck).max(0.5);
        let head = line * 2.1 * (root * root) * (root * root);
        let spending = (head * members as f64 / 1000.0).round() as i32 * 1000;
        // the register knows it with an error
        let seen = luck + 0.5 * at(salt, 20);
        let cuts = [-1.3, -0.9, -0.6, -0.3, 0.0, 0.25, 0.55, 0.95, 1.4];
        let decile = 1 + cuts.iter().filter(|cut| seen > **cut).count() as i32;
        let reached = if missed { 0.05 } else { 0.72 };
        let pkh = if decile <= 3 {
            falls(salt, 21, reached)
        } else {
            falls(salt, 21, 0.06)
        };
        let sembako = if decile <= 4 {
            falls(salt, 22, 0.65)
        } else {
            falls(salt, 22, 0.08)
        };
        let far = (0.35 - 0.12 * welfare).clamp(0.05, 0.8);
        let channel = match (pkh || sembako, falls(salt, 23, far), falls(salt, 24, 0.7)) {
            (false, ..) => "",
            (_, true, _) => "pos",
            (_, _, true) => "bank",
            _ => "agen",
        };
        let status = match (
            channel.is_empty(),
            falls(salt, 25, 0.04),
            falls(salt, 26, 0.11),
        ) {
            (true, ..) => "",
            (_, true, _) => "gagal",
            (_, _, true) => "terlambat",
            _ => "berhasil",
        };
        let poor = (0.3 - 0.2 * luck).clamp(0.02, 0.9);
        Self {
            members,
            spending,
            line: line as i32,
            decile,
            floor: match (falls(salt, 27, poor), falls(salt, 28, 0.5)) {
                (true, _) => "tanah",
                (_, true) => "semen",
                _ => "keramik",
            },
            water: !falls(salt, 29, poor),
            toilet: !falls(salt, 30, 0.8 * poor),
            phone: falls(salt, 31, (0.75 + 0.15 * luck).clamp(0.1, 0.98)),
            pkh: if pkh {
                225_000 + 75_000 * (members as i32).min(4)
            } else {
                0
            },
            sembako: if sembako { 200_000 } else { 0 },
            channel,
            status,
            woman: falls(salt, 32, 0.16),
            salt,
        }
    }
}

/// Columns of persons.
#[derive(Default)]
struct Persons {
    code: Vec<String>,
    person: Vec<i64>,
    household: Vec<i64>,
    relation: Vec<i32>,
    sex: Vec<&'static str>,
    age: Vec<i32>,
    disabled: Vec<bool>,
    school: Vec<Option<bool>>,
    members: Vec<i32>,
    spending: Vec<i32>,
    line: Vec<i32>,
    decile: Vec<i32>,
    floor: Vec<&'static str>,
    water: Vec<bool>,
    toilet: Vec<bool>,
    phone: Vec<bool>,
    pkh: Vec<i32>,
    sembako: Vec<i32>,
    channel: Vec<Option<&'static str>>,
    status: Vec<Option<&'static str>>,
}

impl Persons {
    fn add(&mut self, of: &Household, code: &str, number: u64) {
        let told = |word: &'static str| Some(word).filter(|word| !word.is_empty());
        for member in 0..of.members {
            let own = mix(of.salt, 100 + member);
            let relation = (member + 1).min(3) as i32;
            let part = (at(own, 1) + 1.0) / 2.0;
            let age = match relation {
                1 => 24 + (part * part * 62.0) as i32,
                2 => 20 + (part * 55.0) as i32,
                _ => (part * part * 42.0) as i32,
            };
            let woman = match relation {
                1 => of.woman,
                2 => !of.woman,
                _ => falls(own, 2, 0.49),
            };
            let pupil = (7..=18).contains(&age);
            self.code.push(code.to_owned());
            self.person.push(0);
            self.household.push(number as i64);
            self.relation.push(relation);
            self.sex.push(if woman { "P" } else { "L" });
            self.age.push(age);
            self.disabled
                .push(falls(own, 3, 0.01 + f64::from(age) / 1500.0));
            self.school
                .push(pupil.then(|| falls(own, 4, if age < 13 { 0.98 } else { 0.85 })));
            self.members.push(of.members as i32);
            self.spending.push(of.spending);
            self.line.push(of.line);
            self.decile.push(of.decile);
            self.floor.push(of.floor);
            self.water.push(of.water);
            self.toilet.push(of.toilet);
            self.phone.push(of.phone);
            self.pkh.push(of.pkh);
            self.sembako.push(of.sembako);
            self.channel.push(told(of.channel));
            self.status.push(told(of.status));
        }
    }

    fn frame(self) -> PolarsResult<DataFrame> {
        df!(
            "kode" => self.code,
            "person" => self.person,
            "household" => self.household,
            "hubungan" => self.relation,
            "jk" => self.sex,
            "umur" => self.age,
            "disabilitas" => self.disabled,
            "sekolah" => self.school,
            "anggota" => self.members,
            "pengeluaran" => self.spending,
            "garis" => self.line,
            "desil" => self.decile,
            "lantai" => self.floor,
            "air" => self.water,
            "jamban" => self.toilet,
            "ponsel" => self.phone,
            "pkh" => self.pkh,
            "sembako" => self.sembako,
            "kanal" => self.channel,
            "status" => self.status,
        )
    }
}

/// The section of the study file that asks for them.
pub const SECTION: &str = r#"
# Made-up persons, and what is asked of them; expressions are in the words of SQL.
[registry]
path = "persons.parquet"
code = "kode"

[registry.define]
kepala = "hubungan = 1"

[registry.welfare]
value = "pengeluaran / anggota"
line = "garis"
decile = "desil"

[registry.deprivations]
poor = 0.5
indicators = [
    { code = "floor", where = "lantai = 'tanah'" },
    { code = "water", where = "not air" },
    { code = "toilet", where = "not jamban" },
    { code = "phone", where = "not ponsel" },
]

[[registry.programmes]]
code = "pkh"
eligible = "desil <= 3"
receives = "pkh > 0"
amount = "pkh / anggota"
channel = "kanal"
failed = "status = 'gagal'"
late = "status = 'terlambat'"
ready = "ponsel"

[[registry.programmes]]
code = "sembako"
eligible = "desil <= 4"
receives = "sembako > 0"
amount = "sembako / anggota"
channel = "kanal"
failed = "status = 'gagal'"
late = "status = 'terlambat'"
ready = "ponsel"

[[registry.groups]]
code = "women_headed"
where = "kepala and jk = 'P'"

[[registry.groups]]
code = "disability"
where = "disabilitas"

[[registry.groups]]
code = "elderly"
where = "umur >= 60"

[[registry.groups]]
code = "productive"
where = "umur between 15 and 59"
"#;
