//! Rows to villages and regions, through the same checks as any table.

use super::file::{File, Words};
use super::filed::Filed;
use crate::base::code::{System, canonical_in};
use crate::base::finding::Finding;
use crate::base::model::Level;
use crate::base::nearest::nearest;
use crate::base::study::{self, CodeSystem, OneOrMany, Programmes};
use crate::base::words::plain;
use crate::error::Result;
use crate::input::join::{self, Accounting, Hierarchy, Repeated, Units, Villages};
use crate::input::read::table::Table;
use polars::prelude::{Column, DataFrame};
use std::collections::HashMap;
use std::path::Path;

/// The levels, fine to coarse.
pub(super) const LEVELS: [Level; 4] = [
    Level::Village,
    Level::District,
    Level::Regency,
    Level::Province,
];

/// Roles of codes and names: of any level, then of each of [`LEVELS`].
const CODES: [&str; 5] = ["code", "village", "district", "regency", "province"];
const NAMES: [&str; 5] = [
    "place",
    "village name",
    "district name",
    "regency name",
    "province name",
];

/// What places are looked up in.
#[derive(Clone, Copy)]
pub struct Places<'a> {
    /// The villages.
    pub villages: &'a Villages,
    /// Their regions.
    pub hierarchy: &'a Hierarchy,
    /// `[programmes]`
    pub spec: &'a Programmes,
    /// `[codes]`
    pub codes: &'a study::Codes,
    /// Folder that relative paths start from.
    pub base: &'a Path,
}

/// Where m rows are; none where a row found no place.
pub(super) struct Located {
    pub places: Vec<Option<(Level, u32)>>,
    /// m levels; none where a row has no code and need have none.
    pub levels: Vec<Option<Level>>,
    /// What became of the rows, a level.
    pub filed: Vec<Filed>,
}

/// A row's level, and the column and the words of its code and its name.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Pair {
    level: usize,
    columns: (usize, usize),
    code: Option<u32>,
    name: Option<u32>,
    /// A row without code is a pair of its own.
    row: usize,
}

/// Finds the place of each row; when `only` is a level, every code is of it and a row may have none.
///
/// The level is that of the column, of the column `level`, or the one whose codes are as long. Each level passes the checks of its own.
///
/// # Errors
/// An unknown level; codes of another system without a bridge; names that contradict too many codes; no row in the layer at all.
pub(super) fn locate(
    file: &File,
    path: &Path,
    role: &'static str,
    only: Option<Level>,
    places: Places,
    findings: &mut Vec<Finding>,
) -> Result<Located> {
    let (codes, names) = (
        CODES.map(|role| file.words(role)),
        NAMES.map(|role| file.words(role)),
    );
    let system = system(places);
    let by_length: Option<Vec<usize>> = codes[0].map(|words| {
        let level = |word: &String| only.map_or_else(|| length(word, system), position);
        words.words.iter().map(level).collect()
    });
    let told = levels(file)?;
    let rows = file.table.rows.len();
    let mut pairs: [Vec<Pair>; 4] = Default::default();
    let mut known: HashMap<Pair, u32> = HashMap::new();
    let mut at_level: [(Vec<usize>, Vec<u32>); 4] = Default::default();
    for row in 0..rows {
        let own = |words: &[Option<&Words>], j: usize| words[j].and_then(|w| w.of_row[row]);
        let said = told.as_ref().and_then(|told| told[row]);
        // The finest code that is there, of the told level where there is one.
        let mut columns = (0..5).filter(|&j| said.is_none_or(|said| j == 0 || j == said + 1));
        let column = columns.find(|&j| own(&codes, j).is_some());
        let code = column.and_then(|j| own(&codes, j));
        if code.is_none() && only.is_some() {
            continue;
        }
        let level = match (column, &by_length, code) {
            _ if said.is_some() => said.unwrap_or_default(),
            (Some(0), Some(level), Some(code)) => level[code as usize],
            (Some(j), ..) if j > 0 => j - 1,
            _ => 0,
        };
        let called = [level + 1, 0]
            .into_iter()
            .find(|&j| own(&names, j).is_some());
        let pair = Pair {
            level,
            columns: (column.unwrap_or_default(), called.unwrap_or_default()),
            code,
            name: called.and_then(|j| own(&names, j)),
            row: if code.is_some() { 0 } else { row },
        };
        let at = *known.entry(pair).or_insert_with(|| {
            pairs[level].push(pair);
            pairs[level].len() as u32 - 1
        });
        at_level[level].0.push(row);
        at_level[level].1.push(at);
    }
    let mut located = Located {
        places: vec![None; rows],
        levels: vec![None; rows],
        filed: Vec::new(),
    };
    let used = at_level.iter().filter(|(rows, _)| !rows.is_empty()).count();
    let mut alone = (used < 2).then_some(());
    loop {
        let mut matched = 0;
        let mut told = Vec::new();
        let mut filed = Vec::new();
        for (at, level) in LEVELS.into_iter().enumerate() {
            let (rows, of_row) = &at_level[at];
            if rows.is_empty() {
                continue;
            }
            let lines: Vec<usize> = rows.iter().map(|&row| file.table.rows[row]).collect();
            let table = table(file, &pairs[at], (&codes, &names), &lines, of_row)?;
            let repeated = Repeated {
                pairs: &table,
                of_row,
                rows: &lines,
                partial: alone.is_none(),
            };
            let units = Units::of(places.villages, places.hierarchy, level);
            let spec = spec(&table, level, places);
            let (found, accounting) = join::place(
                &units,
                repeated,
                &spec,
                places.codes,
                places.base,
                &mut told,
            )?;
            matched += accounting.matched;
            for (&row, unit) in rows.iter().zip(found) {
                located.places[row] = unit.map(|unit| (level, unit));
                located.levels[row] = Some(level);
            }
            filed.push(entry(path, role, level, &accounting));
        }
        if matched > 0 || alone.is_some() || used == 0 {
            for finding in &mut told {
                if finding.check == "names-unchecked" && !finding.remedy.is_empty() {
                    let title = match only {
                        Some(_) => "nama_desa",
                        None => "nama_wilayah",
                    };
                    finding.remedy = format!(
                        "give the file a column of the places' names, such as {title}, or name the codes' system with `system` in [programmes]"
                    );
                }
            }
            findings.extend(told);
            located.filed = filed;
            return Ok(located);
        }
        // Of no level is anything in the layer: the first level says why.
        alone = Some(());
    }
}

fn entry(path: &Path, role: &'static str, level: Level, accounting: &Accounting) -> Filed {
    Filed {
        rows: accounting.rows,
        matched: accounting.matched,
        unmatched: accounting.unmatched,
        ambiguous: accounting.ambiguous,
        ..Filed::new(path, role, Some(level))
    }
}

fn position(level: Level) -> usize {
    LEVELS
        .iter()
        .position(|&own| own == level)
        .unwrap_or_default()
}

/// The system that the codes' lengths are read in: the inventory's own, else the layer's.
fn system(places: Places) -> System {
    match places.spec.system {
        CodeSystem::Kemendagri => System::Kemendagri,
        CodeSystem::Bps => System::Bps,
        CodeSystem::Auto | CodeSystem::Other => places.villages.system,
    }
}

/// The level of a code by its length; villages where no level has it.
///
/// A code as long as a district's of the other system is one, so that the system is found out where districts are joined.
fn length(code: &str, system: System) -> usize {
    let Some(canonical) = canonical_in(code, system) else {
        return 0;
    };
    let characters = canonical.as_str().chars().count();
    let parts = code.split('.').filter(|part| !part.is_empty()).count();
    let of = |system: System| system.level(characters);
    let coded = !matches!(system, System::Other { .. });
    let digits = canonical.as_str().bytes().all(|b| b.is_ascii_digit());
    if coded && !digits {
        return 0;
    }
    // Zeros may be lost: 53.1 is the regency 53.10, 53.1.2 the district 53.01.02.
    if coded && parts == 3 && characters < 6 {
        return position(Level::District);
    }
    let level = of(system).or_else(|| match (system, parts, characters) {
        (System::Other { .. }, ..) => None,
        (_, 2, _) | (_, 1, 3) => Some(Level::Regency),
        (System::Kemendagri, ..) => of(System::Bps),
        (System::Bps, ..) => of(System::Kemendagri),
    });
    level.map_or(0, position)
}

/// The level that each row names, where there is such a column.
fn levels(file: &File) -> Result<Option<Vec<Option<usize>>>> {
    let Some(words) = file.words("level") else {
        return Ok(None);
    };
    const NAMED: [&[&str]; 4] = [
        &["village", "desa", "kelurahan", "desa/kelurahan"],
        &["district", "kecamatan", "distrik"],
        &["regency", "kabupaten", "kota", "kabupaten/kota", "kab/kota"],
        &["province", "provinsi"],
    ];
    let level = |(at, word): (usize, &String)| {
        let word = plain(word);
        let own = |named: &&[&str]| named.iter().any(|name| plain(name) == word);
        NAMED.iter().position(own).ok_or_else(|| {
            let all = NAMED.iter().copied().flatten().copied();
            file.fault("this is no level", "level")
                .row(words.row(file, at))
                .remedy(format!(
                    "write village, district, regency or province; the nearest is {}",
                    nearest(&word, all, 1).join("")
                ))
        })
    };
    let found: Vec<usize> = words
        .words
        .iter()
        .enumerate()
        .map(level)
        .collect::<Result<_>>()?;
    let of = |word: &Option<u32>| word.map(|word| found[word as usize]);
    Ok(Some(words.of_row.iter().map(of).collect()))
}

/// The pairs of one level as a table of two columns, each pair in its first row.
fn table(
    file: &File,
    pairs: &[Pair],
    (codes, names): (&[Option<&Words>], &[Option<&Words>]),
    lines: &[usize],
    of_row: &[u32],
) -> Result<Table> {
    let mut first = vec![0; pairs.len()];
    for (&pair, &line) in of_row.iter().zip(lines).rev() {
        first[pair as usize] = line;
    }
    fn word<'w>(columns: &[Option<&'w Words>], j: usize, at: Option<u32>) -> Option<&'w str> {
        Some(columns[j]?.words[at? as usize].as_str())
    }
    let cells = pairs
        .iter()
        .map(|pair| word(codes, pair.columns.0, pair.code));
    let called = pairs
        .iter()
        .map(|pair| word(names, pair.columns.1, pair.name));
    let title = |roles: [&'static str; 5], j: Option<usize>| {
        j.and_then(|j| file.title(roles[j]))
            .unwrap_or(roles[0])
            .to_owned()
    };
    let code = title(
        CODES,
        pairs.iter().find(|p| p.code.is_some()).map(|p| p.columns.0),
    );
    let named = pairs.iter().find(|pair| pair.name.is_some());
    let mut columns = vec![Column::new(
        code.into(),
        cells.collect::<Vec<Option<&str>>>(),
    )];
    if let Some(named) = named {
        let name = title(NAMES, Some(named.columns.1));
        columns.push(Column::new(
            name.into(),
            called.collect::<Vec<Option<&str>>>(),
        ));
    }
    Ok(Table {
        source: file.table.source.clone(),
        sheet: file.table.sheet.clone(),
        frame: DataFrame::new(pairs.len(), columns)?,
        rows: first,
        left: Vec::new(),
    })
}

fn spec(table: &Table, level: Level, places: Places) -> study::Table {
    let code = table.frame.get_column_names()[0].to_string();
    study::Table {
        path: table.source.clone(),
        sheet: None,
        code: Some(OneOrMany::One(code)),
        name: None,
        parents: Vec::new(),
        level,
        system: places.spec.system,
        filter: None,
        aggregate: None,
        people: false,
        bridge: places.spec.bridge.clone(),
        interpolate: None,
        vintage: None,
        licence: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_by_length() {
        let level = |code, system| LEVELS[length(code, system)];
        for (code, wanted) in [
            ("53.01.04.2001", Level::Village),
            ("5301042001.0", Level::Village),
            ("53.1.4.2001", Level::Village),
            ("53.01.04", Level::District),
            ("530104", Level::District),
            ("53.1.4", Level::District),
            ("5301041", Level::District),
            ("53.01", Level::Regency),
            ("53.1", Level::Regency),
            ("531", Level::Regency),
            ("53", Level::Province),
            ("530104200", Level::Village),
            ("A-12", Level::Village),
        ] {
            assert_eq!(level(code, System::Kemendagri), wanted, "{code}");
        }
        assert_eq!(level("530104", System::Bps), Level::District);
        assert_eq!(level("5301041", System::Bps), Level::District);
        let other = System::Other { digits: [1, 2, 3] };
        assert_eq!(level("A12", other), Level::District);
        assert_eq!(level("A12x", other), Level::Village);
    }
}
