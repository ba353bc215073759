//! Where every row went.

use super::Units;
use super::attach::Work;
use super::columns::few;
use super::same_system::title;
use crate::base::finding::Finding;
use crate::base::model::{Code, Level};
use crate::base::privacy;
use crate::error::{Error, Result};
use crate::input::read::table::Table;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// How rows found their units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    /// By code.
    Code,
    /// By code through a bridge.
    Bridge,
    /// By name.
    Name,
    /// By the ground that two layers share.
    Ground,
}

impl Key {
    /// The word in the manifest.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::Bridge => "bridge",
            Self::Name => "name",
            Self::Ground => "ground",
        }
    }
}

/// The count of a join: `matched + unmatched + ambiguous = rows`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accounting {
    /// The table's file.
    pub source: PathBuf,
    /// What a row is.
    pub level: Level,
    /// How rows found their units.
    pub key: Key,
    /// Rows of the table, after its `where`.
    pub rows: usize,
    /// Rows that belong to one unit.
    pub matched: usize,
    /// Rows whose code or name the layer does not have, or that have none.
    pub unmatched: usize,
    /// Of them, those whose code names a region of the layer: the regency's code and their number, ascending.
    pub unmatched_in: Vec<(Code, usize)>,
    /// Rows that could belong to several units, or whose name contradicts their code.
    pub ambiguous: usize,
    /// Matched rows whose name is another spelling of the layer's.
    pub spelled: usize,
    /// Units of the layer.
    pub units: usize,
    /// Units without a matched row.
    pub units_without_row: usize,
    /// Year of the table's codes.
    pub vintage: Option<i32>,
}

const UNMATCHED: &str = "a unit younger than the layer needs a newer layer, a renumbered one a `lineage`; else correct the row";
const BY_CODE: &str = "correct the code or the name";
const BY_NAME: &str = "correct the name, or name the units above under `parents`";

/// Where one row goes.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Fate {
    /// To unit `unit`; `spelled` when its name is another spelling of the unit's.
    Matched { unit: usize, spelled: bool },
    /// Nowhere, and why.
    Unmatched(String),
    /// Undecided, and why.
    Ambiguous(String),
}

/// One row of a table on its way.
#[derive(Debug, Clone)]
pub(super) struct Row {
    /// Its code; none where it has none or joins by name.
    pub code: Option<Code>,
    /// Where it goes.
    pub fate: Fate,
}

/// Counts the rows, each with its place in the file, and lists in `findings` every row that did not match, when `whole` every unit
/// without a row, and the sums.
///
/// A code is named only where it cannot be a person's number.
pub(super) fn settle<'r>(
    work: &Work,
    key: Key,
    (rows, total): (impl Iterator<Item = (&'r Row, usize)>, usize),
    whole: bool,
    findings: &mut Vec<Finding>,
) -> Result<Accounting> {
    let Work { units, table, .. } = work;
    let (file, column, vintage) = (&table.source, title(work), work.spec.vintage);
    let ambiguous = if key == Key::Name { BY_NAME } else { BY_CODE };
    let mut accounting = Accounting {
        source: file.clone(),
        level: units.level,
        key,
        rows: total,
        matched: 0,
        unmatched: 0,
        unmatched_in: Vec::new(),
        ambiguous: 0,
        spelled: 0,
        units: units.codes.len(),
        units_without_row: 0,
        vintage,
    };
    let mut held = vec![false; units.codes.len()];
    let mut unmatched_in = BTreeMap::new();
    for (row, line) in rows {
        let (check, why, remedy) = match &row.fate {
            Fate::Matched { unit, spelled } => {
                accounting.matched += 1;
                accounting.spelled += usize::from(*spelled);
                held[*unit] = true;
                continue;
            }
            Fate::Unmatched(why) => {
                accounting.unmatched += 1;
                if let Some(regency) = regency(units, row) {
                    *unmatched_in.entry(regency).or_insert(0) += 1;
                }
                ("row-unmatched", why, UNMATCHED)
            }
            Fate::Ambiguous(why) => {
                accounting.ambiguous += 1;
                ("row-ambiguous", why, ambiguous)
            }
        };
        let finding = Finding::warning(check, why)
            .file(file)
            .row(line)
            .remedy(remedy);
        let code = row.code.as_ref();
        findings.push(
            match code.and_then(|code| privacy::code(code.as_str(), &column)) {
                Some(code) => finding.code(code),
                None => finding,
            },
        );
    }
    accounting.unmatched_in = unmatched_in.into_iter().collect();
    let sum = accounting.matched + accounting.unmatched + accounting.ambiguous;
    if sum != accounting.rows {
        return Err(Error::engine(format!(
            "{sum} rows are accounted for, the table has {}",
            accounting.rows
        ))
        .file(file));
    }
    let level = units.level.as_str();
    for i in (0..held.len()).filter(|&i| !held[i]) {
        accounting.units_without_row += 1;
        if !whole {
            continue;
        }
        let what = format!("the {level} {} has no row in this table", units.name(i));
        findings.push(
            Finding::info("unit-without-row", what)
                .file(file)
                .code(units.codes[i].as_str()),
        );
    }
    let year = vintage.map_or(String::new(), |year| format!(" (codes of {year})"));
    let what = format!(
        "joined by {}{year}: {} rows, {} matched ({} in another spelling), {} unmatched, {} ambiguous; {} of {} units of level {level} have no row",
        key.as_str(),
        accounting.rows,
        accounting.matched,
        accounting.spelled,
        accounting.unmatched,
        accounting.ambiguous,
        accounting.units_without_row,
        accounting.units,
    );
    findings.push(Finding::info("join", what).file(file));
    Ok(accounting)
}

/// The regency of the layer that a row's code lies in; `None` for rows by name, for regions themselves and for codes from elsewhere.
fn regency(units: &Units, row: &Row) -> Option<Code> {
    if units.level >= Level::Regency {
        return None;
    }
    let regency = units.system.parent(row.code.as_ref()?, Level::Regency)?;
    let at = units.codes.partition_point(|own| own < &regency);
    let own = units.codes.get(at)?;
    own.as_str()
        .starts_with(regency.as_str())
        .then_some(regency)
}

/// The row of each unit, n values; several rows of one unit are an error that names them.
pub(super) fn one_row_each(
    units: &Units,
    table: &Table,
    of_row: &[usize],
) -> Result<Vec<Option<usize>>> {
    let mut rows: Vec<Vec<usize>> = vec![Vec::new(); units.codes.len()];
    for (row, &unit) in of_row.iter().enumerate() {
        rows[unit].push(row);
    }
    let repeated: Vec<String> = (0..rows.len())
        .filter(|&i| rows[i].len() > 1)
        .map(|i| {
            let lines: Vec<String> = rows[i]
                .iter()
                .map(|&row| table.rows[row].to_string())
                .collect();
            format!(
                "{} {} in rows {}",
                units.codes[i],
                units.name(i),
                lines.join(", ")
            )
        })
        .collect();
    if !repeated.is_empty() {
        return Err(Error::input(format!("{} units have several rows: {}", repeated.len(), few(&repeated)))
            .file(&table.source)
            .remedy("keep one row a unit with `where`, such as where = \"tahun = 2024\", or say how rows are put together with `aggregate`"));
    }
    Ok(rows.iter().map(|rows| rows.first().copied()).collect())
}
