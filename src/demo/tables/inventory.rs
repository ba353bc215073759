//! The inventory of programmes as files, in the dialects that real ones come in.

use super::actions;
use super::catalogue::{CATALOGUE, TYPES};
use super::files::{Out, bare, table};
use super::hosts::{self, Host};
use super::people::People;
use super::posts::{self, Post};
use super::programmes::{self, Placement, YEARS, choose};
use super::truth::{Kind, Plant};
use crate::demo::chance;
use crate::demo::name;
use crate::demo::place::{Place, Places};
use crate::error::Result;
use std::iter;

/// The programme of the regencies, and that of the districts.
const ABOVE: [usize; 2] = [2, 9];

/// Who does what where, with whom.
#[derive(Debug)]
pub struct Inventory {
    /// Programmes in villages.
    pub placements: Vec<Placement>,
    /// Facilitators.
    pub posts: Vec<Post>,
    /// Institutions.
    pub hosts: Vec<Host>,
    /// Programmes at regencies and districts, and in villages that do not exist.
    pub others: Vec<Other>,
}

/// A placement in no village of the layer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Other {
    /// Position in [`CATALOGUE`].
    pub programme: usize,
    /// Code of the place.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Households.
    pub households: u32,
    /// Rupiah.
    pub budget: u64,
}

impl Inventory {
    /// Draws all of it; `poorest` are the poorest desa, ascending, `phantoms` villages that do not exist.
    pub fn draw(
        places: &Places,
        welfare: &[f64],
        people: &[People],
        poorest: &[usize],
        phantoms: &[Place],
        seed: u64,
        truth: &mut Vec<Plant>,
    ) -> Self {
        let mut placements = programmes::draw(places, welfare, people, poorest, seed, truth);
        let posts = posts::draw(places, &mut placements, seed, truth);
        let hosts = hosts::draw(places, &mut placements, seed, truth);
        let mut others = above(places, people, seed, truth);
        for (i, place) in phantoms.iter().enumerate() {
            let other = Other::new(0, &place.code, &place.name, 40);
            truth.push(Plant::new(Kind::Stray, i + 1, &other.code, CATALOGUE[0].id));
            others.push(other);
        }
        Self {
            placements,
            posts,
            hosts,
            others,
        }
    }

    /// `placements.csv`: semicolons, undotted codes, points between thousands.
    pub fn placements(&self, places: &Places, out: Out) -> Result<()> {
        let head = [
            "program",
            "kode_wilayah",
            "nama",
            "tahun",
            "penerima",
            "pagu",
            "pendamping",
            "lembaga",
        ];
        let ids = |position: Option<u32>, id: fn(usize) -> String| {
            position.map_or_else(String::new, |position| id(position as usize))
        };
        let villages = self.placements.iter().map(|it| {
            let place = &places.villages[it.village];
            [
                CATALOGUE[it.programme].id.to_owned(),
                undotted(&place.code),
                name::in_table(&place.name),
                it.year.to_string(),
                it.households.to_string(),
                thousands(it.budget),
                ids(it.facilitator, posts::id),
                ids(it.institution, hosts::id),
            ]
        });
        let others = self.others.iter().map(|it| {
            [
                CATALOGUE[it.programme].id.to_owned(),
                undotted(&it.code),
                it.name.to_uppercase(),
                YEARS[1].to_string(),
                it.households.to_string(),
                thousands(it.budget),
                String::new(),
                String::new(),
            ]
        });
        table(out, b';', &head, villages.chain(others))
    }

    /// `facilitators.csv`: dotted codes of the villages they start from.
    pub fn facilitators(&self, places: &Places, out: Out) -> Result<()> {
        let head = [
            "id_pendamping",
            "kode_desa",
            "nama_desa",
            "program",
            "desa_maks",
            "keluarga_maks",
        ];
        let rows = self.posts.iter().enumerate().map(|(position, it)| {
            let may: Vec<&str> = it.may.iter().map(|&p| CATALOGUE[p].id).collect();
            let number = |most: Option<usize>| most.map_or_else(String::new, |n| n.to_string());
            [
                posts::id(position),
                places.villages[it.base].code.clone(),
                places.villages[it.base].name.clone(),
                may.join(";"),
                number(it.most),
                number(it.families.map(|n| n as usize)),
            ]
        });
        table(out, b',', &head, rows)
    }

    /// `institutions.csv`: tabs, HXL hashtags.
    pub fn institutions(&self, places: &Places, out: Out) -> Result<()> {
        let head = [
            "id_lembaga",
            "nama_lembaga",
            "jenis",
            "kode_desa",
            "nama_desa",
        ];
        let hashtags = [
            "#org+id",
            "#org+name",
            "#org+type",
            "#adm4+code",
            "#adm4+name",
        ]
        .map(str::to_owned);
        let rows = self.hosts.iter().enumerate().map(|(position, it)| {
            let place = &places.villages[it.village];
            let kind = TYPES[it.kind].0;
            let called = match place.name.as_str() {
                "" => place.code.as_str(),
                name => name,
            };
            [
                hosts::id(position),
                format!("{kind} Contoh {called}"),
                kind.to_owned(),
                place.code.clone(),
                name::in_table(&place.name),
            ]
        });
        table(out, b'\t', &head, iter::once(hashtags).chain(rows))
    }
}

/// `programmes.csv`: the catalogue.
pub fn catalogue(out: Out) -> Result<()> {
    let head = [
        "kode_program",
        "nama",
        "kementerian",
        "jalur",
        "pengungkit",
        "sasaran",
        "biaya_satuan",
        "jenis_lembaga",
        "tags",
        "rpjmn",
        "pen",
        "dari",
        "sampai",
    ];
    let word = |flag: bool| flag.to_string();
    let rows = CATALOGUE.iter().map(|it| {
        let end = Some(it.to).filter(|&year| year > 0);
        [
            it.id.to_owned(),
            it.name.to_owned(),
            it.ministry.to_owned(),
            it.arm.to_owned(),
            it.lever.to_owned(),
            it.target.to_owned(),
            it.unit_cost.to_string(),
            it.host.to_owned(),
            it.tags.to_owned(),
            word(it.rpjmn),
            word(it.pen),
            it.from.to_string(),
            end.map_or_else(String::new, |year| year.to_string()),
        ]
    });
    table(out, b',', &head, rows)
}

/// `actions.csv`: what to do about each indicator.
pub fn actions(out: Out) -> Result<()> {
    let head = ["indicator", "action", "actor", "cost"];
    let rows = actions::all().map(|it| {
        [
            it.indicator.to_owned(),
            it.action.to_owned(),
            it.actor.to_owned(),
            it.cost.to_string(),
        ]
    });
    table(out, b',', &head, rows)
}

impl Other {
    fn new(programme: usize, code: &str, name: &str, households: u32) -> Self {
        Self {
            programme,
            code: code.to_owned(),
            name: name.to_owned(),
            households,
            budget: u64::from(households) * u64::from(CATALOGUE[programme].unit_cost),
        }
    }
}

/// One programme at each regency, one at some districts.
fn above(places: &Places, people: &[People], seed: u64, truth: &mut Vec<Plant>) -> Vec<Other> {
    let mut in_regency = vec![0_u32; places.regencies.len()];
    let mut in_district = vec![0_u32; places.districts.len()];
    for (place, who) in places.villages.iter().zip(people) {
        in_regency[place.regency] += who.households;
        in_district[place.district] += who.households;
    }
    let [of_regency, of_district] = ABOVE;
    let regencies = places.regencies.iter().zip(in_regency);
    let regencies = regencies.map(|(regency, households)| {
        Other::new(
            of_regency,
            &regency.code,
            bare(&regency.name),
            households / 20,
        )
    });
    let rng = &mut chance::stream(seed, "districts", 0);
    let all: Vec<usize> = (0..places.districts.len()).collect();
    let some = choose(&all, (all.len() / 10).max(2), rng);
    let districts = some.into_iter().map(|d| {
        let district = &places.districts[d];
        Other::new(
            of_district,
            &district.code,
            &district.name,
            in_district[d] / 25,
        )
    });
    let others: Vec<Other> = regencies.chain(districts).collect();
    for (i, it) in others.iter().enumerate() {
        let id = CATALOGUE[it.programme].id;
        truth.push(Plant::new(Kind::Regional, i + 1, &it.code, id));
    }
    others
}

fn undotted(code: &str) -> String {
    code.replace('.', "")
}

/// A whole number with points between thousands.
fn thousands(value: u64) -> String {
    let digits = value.to_string();
    let mut text = String::with_capacity(digits.len() * 4 / 3 + 1);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push('.');
        }
        text.push(digit);
    }
    text
}
