//! Placements: which programme stands where, in which year, with whom and for how much.

use super::catalogue::Catalogue;
use super::columns::{Role, number, text};
use super::file::File;
use super::filed::{Amount, Filed, same, sum};
use super::ids::{self, Known};
use super::places::{self, LEVELS, Located, Places};
use super::twice;
use super::years::years;
use super::{Placement, Programme};
use crate::base::finding::Finding;
use crate::error::{Error, Result};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::path::Path;

const ROLES: &[Role] = &[
    text(
        "programme",
        &[
            "programme",
            "kode_program",
            "id_program",
            "programme_id",
            "program_id",
            "program",
        ],
        &[
            "#activity+code",
            "#activity+id",
            "#activity+programme",
            "#activity+program",
            "#activity",
        ],
    ),
    text("code", &["code", "kode", "kode_wilayah"], &["#loc+code"]),
    text(
        "village",
        &["kode_desa", "kode_kelurahan", "village_code"],
        &["#adm4+code"],
    ),
    text(
        "district",
        &["kode_kecamatan", "kode_kec", "district_code"],
        &["#adm3+code"],
    ),
    text(
        "regency",
        &["kode_kabupaten", "kode_kab", "regency_code"],
        &["#adm2+code"],
    ),
    text(
        "province",
        &["kode_provinsi", "kode_prov", "province_code"],
        &["#adm1+code"],
    ),
    text(
        "place",
        &["name", "nama", "nama_wilayah", "wilayah"],
        &["#loc+name", "#loc"],
    ),
    text(
        "village name",
        &["nama_desa", "desa", "desa/kelurahan", "village"],
        &["#adm4+name", "#adm4"],
    ),
    text(
        "district name",
        &["nama_kecamatan", "kecamatan", "district"],
        &["#adm3+name", "#adm3"],
    ),
    text(
        "regency name",
        &["nama_kabupaten", "kabupaten", "regency"],
        &["#adm2+name", "#adm2"],
    ),
    text(
        "province name",
        &["nama_provinsi", "provinsi", "province"],
        &["#adm1+name", "#adm1"],
    ),
    text("level", &["level", "tingkat"], &["#loc+level", "#loc+type"]),
    text(
        "year",
        &["year", "tahun"],
        &["#date+year", "#date+start", "#date"],
    ),
    number(
        "beneficiaries",
        &[
            "beneficiaries",
            "penerima",
            "keluarga",
            "households",
            "penerima_manfaat",
            "kpm",
        ],
        &["#beneficiary", "#reached", "#targeted"],
    ),
    number(
        "budget",
        &["budget", "anggaran", "pagu"],
        &["#value+budget", "#value"],
    ),
    text(
        "facilitator",
        &[
            "facilitator",
            "pendamping",
            "id_pendamping",
            "facilitator_id",
        ],
        &["#contact+facilitator", "#contact+id", "#contact+code"],
    ),
    text(
        "institution",
        &["institution", "lembaga", "id_lembaga", "institution_id"],
        &["#org+institution", "#org+host", "#org+impl"],
    ),
];

/// The file with its places found.
pub(super) struct Placements {
    pub file: File,
    path: std::path::PathBuf,
    located: Located,
    programme: Vec<u32>,
}

/// Reads the file and finds programmes and places.
///
/// # Errors
/// A missing column; a row without programme; an unknown programme; what [`places::locate`] refuses.
pub(super) fn open(
    path: &Path,
    catalogue: &Catalogue,
    places: Places,
    findings: &mut Vec<Finding>,
) -> Result<Placements> {
    let file = File::read(&places.base.join(path), "placements", ROLES, findings)?;
    file.require(&["programme"])?;
    file.require(&["code", "village", "district", "regency", "province"])?;
    for title in file.rest() {
        file.unused(title, findings);
    }
    let programme = match file.words("programme") {
        None => Vec::new(),
        Some(words) => {
            let known = ids::look_up(&file, "programme", words, &catalogue.known, false)?;
            let of = |(at, word): (usize, &Option<u32>)| match word {
                Some(word) => Ok(known[*word as usize]),
                None => Err(file
                    .fault("the row names no programme", "programme")
                    .row(file.table.rows[at])
                    .remedy("give the id of the catalogue")),
            };
            words
                .of_row
                .iter()
                .enumerate()
                .map(of)
                .collect::<Result<_>>()?
        }
    };
    let located = places::locate(&file, path, "placements", None, places, findings)?;
    Ok(Placements {
        path: path.to_path_buf(),
        file,
        located,
        programme,
    })
}

impl Placements {
    /// The placements that found a place, sorted, and what became of the rows.
    ///
    /// # Errors
    /// A negative amount, a year that is none, an unknown facilitator or institution, amounts that get lost.
    pub(super) fn finish(
        self,
        programmes: &[Programme],
        places: Places,
        (facilitators, institutions): (&Known, &Known),
        findings: &mut Vec<Finding>,
    ) -> Result<(Vec<Placement>, Vec<Filed>)> {
        let file = &self.file;
        let of = |role: &str, known: &Known, private| {
            let none = || Ok(vec![None; file.table.rows.len()]);
            let Some(words) = file.words(role) else {
                return none();
            };
            let known = ids::look_up(file, role, words, known, private)?;
            let one = |word: &Option<u32>| word.map(|word| known[word as usize]);
            Ok::<_, Error>(words.of_row.iter().map(one).collect())
        };
        let facilitator = of("facilitator", facilitators, true)?;
        let institution = of("institution", institutions, false)?;
        let years = years(file, "year")?;
        let beneficiaries = file.numbers("beneficiaries")?;
        let budget = file.numbers("budget")?;
        outside(&self, programmes, &years, findings);
        let amount = |numbers: &Option<Vec<Option<f64>>>, at: usize| numbers.as_ref()?[at];
        let mut placements = Vec::with_capacity(file.table.rows.len());
        for (at, place) in self.located.places.iter().enumerate() {
            let Some((level, unit)) = *place else {
                continue;
            };
            placements.push(Placement {
                programme: self.programme[at],
                level,
                unit,
                year: years[at],
                beneficiaries: amount(&beneficiaries, at),
                budget: amount(&budget, at),
                facilitator: facilitator[at],
                institution: institution[at],
                row: file.table.rows[at],
            });
        }
        placements.par_sort_unstable_by(|a, b| {
            let amounts =
                |one: &Placement| [one.beneficiaries, one.budget].map(|n| n.unwrap_or(-1.0));
            let ([a1, a2], [b1, b2]) = (amounts(a), amounts(b));
            let key = |one: &Placement| (one.level, one.unit, one.programme, one.year);
            let people = |one: &Placement| (one.facilitator, one.institution);
            key(a)
                .cmp(&key(b))
                .then_with(|| people(a).cmp(&people(b)))
                .then_with(|| a1.total_cmp(&b1))
                .then_with(|| a2.total_cmp(&b2))
                .then_with(|| a.row.cmp(&b.row))
        });
        let mut filed = self.located.filed;
        for entry in &mut filed {
            let rows: Vec<usize> = (0..self.located.levels.len())
                .filter(|&at| self.located.levels[at] == entry.level)
                .collect();
            let sums = |numbers: &Option<Vec<Option<f64>>>| {
                let one =
                    |&at: &usize| Some((amount(numbers, at)?, self.located.places[at].is_some()));
                Amount::of(&rows.iter().filter_map(one).collect::<Vec<_>>())
            };
            entry.budget = sums(&budget)?;
            entry.beneficiaries = sums(&beneficiaries)?;
        }
        kept(&self.path, &placements, &filed)?;
        findings.extend(twice::find(&placements, places, &file.table.source));
        Ok((placements, filed))
    }
}

/// Proves that the placements hold what the rows with a place gave, at each level.
fn kept(path: &Path, placements: &[Placement], filed: &[Filed]) -> Result<()> {
    for level in LEVELS {
        let own = || {
            placements
                .iter()
                .filter(|placement| placement.level == level)
        };
        let entry = filed.iter().find(|entry| entry.level == Some(level));
        let count = entry.map_or(0, |entry| entry.matched);
        let money = entry.and_then(|entry| entry.budget.placed).unwrap_or(0.0);
        let people = entry
            .and_then(|entry| entry.beneficiaries.placed)
            .unwrap_or(0.0);
        let held = |get: fn(&Placement) -> Option<f64>| sum(own().filter_map(get)).unwrap_or(0.0);
        if own().count() != count
            || !same(held(|one| one.budget), money)
            || !same(held(|one| one.beneficiaries), people)
        {
            return Err(Error::engine(format!(
                "placements of level {} got lost on the way",
                level.as_str()
            ))
            .file(path));
        }
    }
    Ok(())
}

/// Tells of placements in years in which their programme is not valid, a finding for each programme and year.
fn outside(
    placements: &Placements,
    programmes: &[Programme],
    years: &[Option<i32>],
    findings: &mut Vec<Finding>,
) {
    let file = &placements.file;
    let mut rows: BTreeMap<(u32, i32), (usize, usize)> = BTreeMap::new();
    for (at, (&programme, &year)) in placements.programme.iter().zip(years).enumerate() {
        let Some(year) = year else { continue };
        let valid = &programmes[programme as usize];
        let row = file.table.rows[at];
        if valid.from.is_some_and(|from| year < from) || valid.to.is_some_and(|to| year > to) {
            rows.entry((programme, year)).or_insert((0, row)).0 += 1;
        }
    }
    for ((programme, year), (count, row)) in rows {
        let valid = &programmes[programme as usize];
        let years = match (valid.from, valid.to) {
            (Some(from), Some(to)) => format!("from {from} to {to}"),
            (Some(from), None) => format!("from {from} on"),
            (None, to) => format!("up to {}", to.unwrap_or(year)),
        };
        let placed = match count {
            1 => "1 placement".to_owned(),
            _ => format!("{count} placements"),
        };
        let what = format!(
            "{placed} of {} in {year}, but the catalogue has it {years}; they are kept",
            ids::told(&valid.id)
        );
        findings.push(
            Finding::warning("placement-out-of-time", what)
                .file(&file.table.source)
                .row(row)
                .remedy("correct the year of the placement, or the years of the programme"),
        );
    }
}
