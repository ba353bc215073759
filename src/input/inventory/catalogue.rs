//! The catalogue: programmes with their ministries, arms, levers, tags and years.

use super::columns::{Role, number, text};
use super::file::File;
use super::ids::{self, Known};
use super::years::years;
use super::{Lever, Programme};
use crate::base::finding::Finding;
use crate::base::nearest::nearest;
use crate::base::study;
use crate::base::words::{self, plain};
use crate::error::{Error, Result};
use polars::prelude::DataType;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

const ROLES: &[Role] = &[
    text(
        "id",
        &[
            "id",
            "kode_program",
            "id_program",
            "programme_id",
            "program_id",
            "kode",
            "code",
            "programme",
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
    text(
        "name",
        &[
            "name",
            "nama",
            "nama_program",
            "programme_name",
            "programme",
            "program",
        ],
        &["#activity+name", "#activity+title", "#activity"],
    ),
    text(
        "ministry",
        &[
            "ministry",
            "kementerian",
            "lembaga",
            "k/l",
            "kementerian/lembaga",
            "instansi",
        ],
        &["#org+ministry", "#org"],
    ),
    text("arm", &["arm", "jalur"], &["#sector+arm", "#sector"]),
    text(
        "lever",
        &["lever", "pengungkit"],
        &["#subsector", "#sector+lever"],
    ),
    text(
        "target",
        &["target", "sasaran", "target_group", "kelompok_sasaran"],
        &["#beneficiary+type", "#targeted+type", "#population+type"],
    ),
    number(
        "unit_cost",
        &["unit_cost", "biaya_satuan"],
        &["#value+unit", "#value+unit_cost"],
    ),
    text(
        "host",
        &["host", "jenis_lembaga", "lembaga_pelaksana"],
        &["#org+host", "#org+type"],
    ),
    text(
        "tags",
        &["tags", "tag", "tanda", "label"],
        &["#activity+tags", "#meta+tags"],
    ),
    text(
        "from",
        &["from", "mulai", "dari", "tahun_mulai"],
        &["#date+start", "#date+from"],
    ),
    text(
        "to",
        &["to", "sampai", "selesai", "hingga", "tahun_selesai"],
        &["#date+end", "#date+to"],
    ),
];

/// What arms are called in Bahasa Indonesia and English.
const ARMS: [&[&str]; 2] = [
    &["burden", "beban", "pengurangan beban", "beban pengeluaran"],
    &["income", "pendapatan", "peningkatan pendapatan"],
];

/// What the catalogue says.
pub(super) struct Catalogue {
    pub file: File,
    pub arms: Vec<String>,
    pub levers: Vec<Lever>,
    pub ministries: Vec<String>,
    pub programmes: Vec<Programme>,
    /// Positions of the programmes.
    pub known: Known,
}

/// Reads it.
///
/// # Errors
/// A missing column or cell of id or ministry, neither arm nor lever, an id twice, an unknown arm or lever, a lever of another arm,
/// a number below 0, a year that is none, years that end before they start.
pub(super) fn read(
    path: &Path,
    levers: &[study::Lever],
    findings: &mut Vec<Finding>,
) -> Result<Catalogue> {
    let file = File::read(path, "programmes", ROLES, findings)?;
    file.require(&["id"])?;
    file.require(&["ministry"])?;
    file.require(&["arm", "lever"])?;
    let ids = ids::distinct(&file, "programme")?;
    let list = Levers::new(levers);
    let cell = |role: &str, at: usize| file.words(role).and_then(|words| words.of(at));
    let mut ministries = BTreeSet::new();
    for (at, &row) in file.table.rows.iter().enumerate() {
        let Some(ministry) = cell("ministry", at) else {
            return Err(file
                .fault("the programme names no ministry", "ministry")
                .row(row)
                .remedy("name the ministry or body that runs it"));
        };
        ministries.insert(ministry.to_owned());
    }
    let ministries: Vec<String> = ministries.into_iter().collect();
    let costs = file.numbers("unit_cost")?;
    let (from, to) = (years(&file, "from")?, years(&file, "to")?);
    let marks = marks(&file, findings)?;
    let mut programmes = Vec::with_capacity(ids.len());
    for (at, id) in ids.into_iter().enumerate() {
        if let (Some(from), Some(to)) = (from[at], to[at])
            && from > to
        {
            return Err(file
                .fault(
                    format!("the programme ends in {to}, before it starts in {from}"),
                    "to",
                )
                .row(file.table.rows[at])
                .remedy("correct one of the years"));
        }
        let (arm, lever) = list.place(&file, at, cell("arm", at), cell("lever", at))?;
        let listed = cell("tags", at).unwrap_or_default().split(';').map(tag);
        let marked = marks.iter().filter(|(_, held)| held[at]);
        let tags: BTreeSet<String> = listed
            .chain(marked.map(|(name, _)| name.clone()))
            .filter(|tag| !tag.is_empty())
            .collect();
        let ministry = cell("ministry", at).unwrap_or_default();
        programmes.push(Programme {
            name: cell("name", at).unwrap_or(&id).to_owned(),
            ministry: ministries.partition_point(|own| own.as_str() < ministry) as u32,
            arm,
            lever,
            target: cell("target", at).map(str::to_owned),
            unit_cost: costs.as_ref().and_then(|costs| costs[at]),
            host: cell("host", at).map(str::to_owned),
            tags: tags.into_iter().collect(),
            from: from[at],
            to: to[at],
            id,
        });
    }
    programmes.sort_by(|a, b| a.id.cmp(&b.id));
    let ids = programmes.iter().map(|programme| programme.id.clone());
    Ok(Catalogue {
        known: ids.zip(0..).collect(),
        arms: list.arms,
        levers: list.levers,
        ministries,
        programmes,
        file,
    })
}

/// A tag as it is kept: lower case, hyphens for blanks.
fn tag(text: &str) -> String {
    let words = text.split(|c: char| c.is_whitespace() || c == '_');
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    words.join("-").to_lowercase()
}

/// Columns of true and false that are no other column: each a tag, and the rows that have it.
fn marks(file: &File, findings: &mut Vec<Finding>) -> Result<Vec<(String, Vec<bool>)>> {
    let mut marks = Vec::new();
    for title in file.rest() {
        let column = file.table.column(title)?;
        let texts = column.cast(&DataType::String)?;
        let texts = texts.str()?;
        let said = |cell: Option<&str>| match plain(cell.unwrap_or_default()).as_str() {
            "true" | "ya" | "yes" | "benar" => Some(true),
            "false" | "tidak" | "no" | "salah" | "" => Some(false),
            _ => None,
        };
        let held: Option<Vec<bool>> = texts.iter().map(said).collect();
        let words = column.dtype().is_bool() || column.dtype().is_string();
        match held.filter(|_| words && !crate::base::privacy::titled(title)) {
            Some(held) if texts.null_count() < texts.len() => marks.push((tag(title), held)),
            _ => file.unused(title, findings),
        }
    }
    Ok(marks)
}

/// The study's levers and arms with all their names.
struct Levers {
    arms: Vec<String>,
    levers: Vec<Lever>,
    arm_of: BTreeMap<String, u32>,
    lever_of: BTreeMap<String, u32>,
    said: [Vec<String>; 2],
}

impl Levers {
    fn new(levers: &[study::Lever]) -> Self {
        let mut arms: Vec<String> = Vec::new();
        let mut own = Vec::new();
        let mut lever_of = BTreeMap::new();
        let mut said = Vec::new();
        for (at, lever) in (0..).zip(levers) {
            let arm = arms.iter().position(|arm| *arm == lever.arm);
            let arm = arm.unwrap_or_else(|| {
                arms.push(lever.arm.clone());
                arms.len() - 1
            });
            let code = words::Words {
                id: lever.code.clone(),
                en: lever.code.clone(),
            };
            own.push(Lever {
                code: lever.code.clone(),
                arm: arm as u32,
                title: lever.title.clone().unwrap_or(code),
            });
            for name in lever.names() {
                lever_of.insert(plain(name), at);
                said.push(name.to_owned());
            }
        }
        let mut arm_of = BTreeMap::new();
        for (at, arm) in (0..).zip(&arms) {
            let group = ARMS.iter().find(|group| group.contains(&arm.as_str()));
            for name in group.into_iter().copied().flatten() {
                arm_of.insert(plain(name), at);
            }
        }
        for (at, arm) in (0..).zip(&arms) {
            arm_of.insert(plain(arm), at);
        }
        let groups = ARMS
            .iter()
            .filter(|group| arms.iter().any(|arm| group.contains(&arm.as_str())));
        let other = groups.flat_map(|group| group.iter().map(|&name| name.to_owned()));
        Self {
            said: [arms.iter().cloned().chain(other).collect(), said],
            arms,
            levers: own,
            arm_of,
            lever_of,
        }
    }

    /// Arm and lever of the programme in row `at`.
    fn place(
        &self,
        file: &File,
        at: usize,
        arm: Option<&str>,
        lever: Option<&str>,
    ) -> Result<(u32, Option<u32>)> {
        let row = file.table.rows[at];
        let unknown = |role: &str, word: &str, known: &[String]| -> Error {
            let near = nearest(word, known.iter().map(String::as_str), 3).join(", ");
            file.fault(format!("the study has no {role} {word}"), role)
                .row(row)
                .remedy(format!(
                    "the nearest it has are: {near}; or add the word under [[programmes.levers]]"
                ))
        };
        let arm = arm
            .map(|word| {
                let found = self.arm_of.get(&plain(word)).copied();
                found.ok_or_else(|| unknown("arm", word, &self.said[0]))
            })
            .transpose()?;
        let lever = lever
            .map(|word| {
                let found = self.lever_of.get(&plain(word)).copied();
                found.ok_or_else(|| unknown("lever", word, &self.said[1]))
            })
            .transpose()?;
        let of = |lever: u32| self.levers[lever as usize].arm;
        match (arm, lever) {
            (Some(arm), Some(lever)) if of(lever) != arm => Err(file
                .fault(
                    format!(
                        "the lever {} is of the arm {}, not of {}",
                        self.levers[lever as usize].code,
                        self.arms[of(lever) as usize],
                        self.arms[arm as usize]
                    ),
                    "lever",
                )
                .row(row)
                .remedy("correct one of the two")),
            (_, Some(lever)) => Ok((of(lever), Some(lever))),
            (Some(arm), None) => {
                let mut levers = (0..)
                    .zip(&self.levers)
                    .filter(|(_, lever)| lever.arm == arm);
                let first = levers.next().map(|(at, _)| at);
                Ok((arm, first.filter(|_| levers.next().is_none())))
            }
            (None, None) => Err(file
                .fault("the programme has neither arm nor lever", "arm")
                .row(row)
                .remedy("name one of them")),
        }
    }
}
