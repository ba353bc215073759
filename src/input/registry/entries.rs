//! Rows as entries of the log: persons and families become keyed hashes, and nothing else that speaks of persons goes on.

use super::fields::{speaks, values};
use super::lines::{Cells, Line, Rules, Village};
use super::places::{Codes, Villages};
use super::sorted::bucket;
use crate::base::entry::{Op, Reason};
use crate::base::finding::Finding;
use crate::base::study::Columns;
use crate::error::{Error, Result};
use crate::input::read::Door;
use crate::input::read::rows::{Kind, Rows};
use polars::prelude::*;
use rayon::prelude::*;
use std::path::Path;

/// Titles of the columns that entries are made of.
#[derive(Debug)]
pub struct Titles<'a> {
    /// Person.
    pub person: &'a str,
    /// Family.
    pub family: Option<&'a str>,
    /// Village.
    pub code: &'a str,
    /// Those of updates.
    pub columns: &'a Columns,
}

/// A row that went no further.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Refused {
    /// File.
    pub file: u32,
    /// Row.
    pub row: u32,
    /// Op, where it is known.
    pub op: Option<Op>,
    /// Why.
    pub reason: Reason,
}

/// What was counted on the way.
#[derive(Debug, Default)]
pub struct Tally {
    /// Rows.
    pub rows: u64,
    /// Keys of families that could not be read.
    pub lost_families: u64,
    /// Cells that held the number, telephone or address of a person, and were emptied.
    pub emptied: u64,
}

/// A part of the entries, bucket by bucket; those of families are in the last one.
pub type Buckets<'a> = &'a mut dyn FnMut(DataFrame, &[u32]) -> Result<()>;

/// What all rows of some files are read by.
#[derive(Debug)]
pub struct Desk<'a> {
    /// Columns of entries.
    pub titles: &'a Titles<'a>,
    /// What rows must hold.
    pub rules: Rules<'a>,
    /// Villages.
    pub villages: &'a Villages<'a>,
    /// Fields of the registry.
    pub fields: &'a [(String, Kind)],
    /// Buckets of persons.
    pub buckets: usize,
}

impl Desk<'_> {
    /// Reads all rows of files; `file` is the number of the first one. `each` takes frames of the columns of the log and the fields, with the
    /// bucket of each row. What was counted comes back, file by file.
    ///
    /// # Errors
    /// Columns that are absent or hold what they must not, rows that cannot be read.
    pub fn read(
        &self,
        rows: &mut Rows,
        file: u32,
        refused: &mut Vec<Refused>,
        findings: &mut Vec<Finding>,
        each: Buckets,
    ) -> Result<Vec<Tally>> {
        let wanted = self.settle(rows, findings)?;
        let wanted: Vec<&str> = wanted.iter().map(String::as_str).collect();
        let paths: Vec<_> = rows.paths().map(Path::to_path_buf).collect();
        let mut tallies: Vec<Tally> = paths.iter().map(|_| Tally::default()).collect();
        for part in rows.parts() {
            let path = rows.path(part);
            let at = paths.iter().position(|own| own == path).unwrap_or(0);
            let tally = &mut tallies[at];
            rows.read(part, &wanted, &mut |frame, lines| {
                let first = tally.rows as u32 + 1;
                let counted: Vec<u32> = (first..).take(frame.height()).collect();
                let lines = if lines.is_empty() { &counted } else { lines };
                tally.rows += frame.height() as u64;
                let file = file + at as u32;
                self.batch(frame, (file, lines), refused, tally, &mut *each)
            })
            .map_err(|error| match error.place.file {
                Some(_) => error,
                None => error.file(path),
            })?;
        }
        Ok(tallies)
    }

    /// Columns to read, their types settled.
    fn settle(&self, rows: &mut Rows, findings: &mut Vec<Finding>) -> Result<Vec<String>> {
        let (titles, rules, fields) = (self.titles, &self.rules, self.fields);
        let path = rows.paths().next().unwrap_or(Path::new("")).to_path_buf();
        Door::titles(&path, rows.columns().into_iter())?;
        let there: Vec<String> = rows.columns().into_iter().map(str::to_owned).collect();
        let columns = titles.columns;
        let mut wanted = vec![titles.person];
        match rules.base {
            Some(_) => wanted.extend(std::iter::once(titles.code).chain(titles.family)),
            None => wanted.extend([columns.op.as_str(), columns.date.as_str()]),
        }
        let optional = [
            titles.family,
            Some(titles.code),
            Some(columns.level.as_str()).filter(|_| rules.base.is_none()),
            Some(columns.to.as_str()).filter(|_| rules.base.is_none()),
            Some(columns.to_family.as_str()).filter(|_| rules.base.is_none()),
            Some(columns.clear.as_str()).filter(|_| rules.base.is_none()),
        ];
        let has = |name: &str| there.iter().any(|own| own == name);
        for name in optional.into_iter().flatten() {
            if has(name) && !wanted.contains(&name) {
                wanted.push(name);
            }
        }
        let mut text = wanted.clone();
        let known = |name: &str| fields.iter().any(|(own, _)| own == name);
        let strange = there
            .iter()
            .filter(|name| !wanted.contains(&name.as_str()) && !known(name));
        let strange: Vec<&str> = strange.map(String::as_str).collect();
        if rules.base.is_none() && !strange.is_empty() {
            let (personal, unknown): (Vec<&str>, Vec<&str>) = strange
                .into_iter()
                .partition(|name| speaks(name, Kind::Text));
            let mut tell = |check, what: &str, names: Vec<&str>| {
                if !names.is_empty() {
                    let what = format!("{what}: {}", names.join(", "));
                    findings.push(Finding::warning(check, what).file(&path));
                }
            };
            tell(
                "column-personal",
                "left out, since titles speak of persons",
                personal,
            );
            tell(
                "column-unknown",
                "left out, since the registry has no such field",
                unknown,
            );
        }
        for (name, kind) in fields.iter().filter(|(name, _)| has(name)) {
            wanted.push(name);
            if *kind == Kind::Text {
                text.push(name);
            }
        }
        let kinds = rows.settle(&wanted, &text, findings)?;
        for (name, kind) in fields {
            let found = wanted
                .iter()
                .position(|own| own == name)
                .map(|at| kinds[at]);
            let fits = matches!(
                (kind, found),
                (_, None)
                    | (Kind::Text, _)
                    | (Kind::Number, Some(Kind::Number | Kind::Truth))
                    | (Kind::Truth, Some(Kind::Truth | Kind::Number))
            );
            if !fits {
                return Err(Error::input(format!("the registry holds {} here, and the file text", kind.as_str()))
                .file(&path)
                .column(name)
                .remedy("write the column as the registry has it; to empty a value name its column under `clear`"));
            }
        }
        Ok(wanted.into_iter().map(str::to_owned).collect())
    }
}

/// A column as text, and whether its file stores it as floating-point numbers; nothing where it is not there.
struct Texts {
    column: Option<StringChunked>,
    stored: bool,
}

impl Texts {
    fn of(frame: &DataFrame, name: Option<&str>) -> Result<Self> {
        let Some(column) = name.and_then(|name| frame.column(name).ok()) else {
            return Ok(Self {
                column: None,
                stored: false,
            });
        };
        let stored = column.dtype().is_float();
        let column = column
            .cast(&DataType::String)?
            .str()?
            .rechunk()
            .into_owned();
        Ok(Self {
            column: Some(column),
            stored,
        })
    }

    fn at(&self, row: usize) -> &str {
        self.column
            .as_ref()
            .and_then(|column| column.get(row))
            .unwrap_or_default()
    }
}

impl Desk<'_> {
    fn batch(
        &self,
        frame: &DataFrame,
        (file, numbers): (u32, &[u32]),
        refused: &mut Vec<Refused>,
        tally: &mut Tally,
        each: Buckets,
    ) -> Result<()> {
        let titles = self.titles;
        let update = self.rules.base.is_none();
        let of = |name: &str| Texts::of(frame, Some(name).filter(|_| update));
        let columns = titles.columns;
        let (op, date, level) = (of(&columns.op)?, of(&columns.date)?, of(&columns.level)?);
        let keys = [
            Texts::of(frame, Some(titles.person))?,
            Texts::of(frame, titles.family)?,
            of(&columns.to_family)?,
        ];
        let mut codes = Codes::default();
        let code = self.places(
            &Texts::of(frame, Some(titles.code))?,
            frame.height(),
            &mut codes,
        );
        let to = self.places(&of(&columns.to)?, frame.height(), &mut codes);
        let clear = self.clear(&of(&columns.clear)?, frame.height())?;
        let mut held = Vec::new();
        for (name, kind) in self.fields {
            held.push(values(frame, name, *kind, &mut tally.emptied)?);
        }
        let filled: Vec<Option<BooleanChunked>> = match update {
            true => held
                .iter()
                .map(|column| Some(column.is_not_null()))
                .collect(),
            false => Vec::new(),
        };
        let line = |row: usize| {
            let changes = || {
                filled
                    .iter()
                    .flatten()
                    .any(|column| column.get(row) == Some(true))
            };
            self.rules.line(&Cells {
                op: op.at(row),
                date: date.at(row),
                level: level.at(row),
                keys: [0, 1, 2].map(|key| (keys[key].at(row), keys[key].stored)),
                code: code[row],
                to: to[row],
                changes: clear.as_ref().is_some_and(|clear| clear[row].is_some()) || changes(),
            })
        };
        let lines: Vec<Result<Line, _>> = (0..frame.height()).into_par_iter().map(line).collect();
        let mut kept = Vec::with_capacity(lines.len());
        let mut good = Vec::with_capacity(lines.len());
        for (at, line) in lines.into_iter().enumerate() {
            match line {
                Ok(line) => {
                    tally.lost_families += u64::from(line.lost_family);
                    kept.push(at as IdxSize);
                    good.push(line);
                }
                Err((op, reason)) => refused.push(Refused {
                    file,
                    row: numbers[at],
                    op,
                    reason,
                }),
            }
        }
        let whole = kept.len() == frame.height();
        let rows: Vec<u32> = kept.iter().map(|at| numbers[*at as usize]).collect();
        let kept = IdxCa::from_vec("".into(), kept);
        let take = |column: &Column| match whole {
            true => Ok(column.clone()),
            false => column.take(&kept),
        };
        let mut out = entries(&good, &codes.list, file, &rows)?;
        let clear: Vec<Option<String>> = clear.unwrap_or_else(|| vec![None; frame.height()]);
        out.push(take(&Column::new("_clear".into(), clear))?);
        for column in &held {
            out.push(take(column)?);
        }
        let out = DataFrame::new(good.len(), out)?;
        let place = |line: &Line| match line.person {
            Some(person) => bucket(person, self.buckets) as u32,
            None => self.buckets as u32,
        };
        let places: Vec<u32> = good.iter().map(place).collect();
        each(out, &places)
    }

    fn places(&self, texts: &Texts, height: usize, codes: &mut Codes) -> Vec<Village> {
        let mut last = ("", Village::Missing);
        let place = |row| {
            let cell = texts.at(row);
            if cell != last.0 {
                last = (cell, self.villages.find(cell, codes));
            }
            last.1
        };
        (0..height).map(place).collect()
    }

    /// Names of the fields that become missing, sorted and parted by semicolons; `None` where no column says so.
    fn clear(&self, texts: &Texts, height: usize) -> Result<Option<Vec<Option<String>>>> {
        if texts.column.is_none() {
            return Ok(None);
        }
        let mut cleared = Vec::with_capacity(height);
        for row in 0..height {
            let names = texts
                .at(row)
                .split([' ', ',', ';'])
                .filter(|name| !name.is_empty());
            let mut names: Vec<&str> = names.collect();
            names.sort_unstable();
            names.dedup();
            if let Some(strange) = names
                .iter()
                .find(|name| !self.fields.iter().any(|(own, _)| own == *name))
            {
                let length = strange.chars().count();
                return Err(Error::input(format!(
                    "a name of {length} characters is to be emptied and is no field of the registry"
                ))
                .column(&self.titles.columns.clear)
                .remedy("name fields, parted by blanks, commas or semicolons"));
            }
            cleared.push((!names.is_empty()).then(|| names.join(";")));
        }
        Ok(Some(cleared))
    }
}

/// The columns of the log up to the row.
fn entries(lines: &[Line], names: &[String], file: u32, rows: &[u32]) -> Result<Vec<Column>> {
    let text = |name: &str, get: &dyn Fn(&Line) -> Option<String>| {
        let texts: StringChunked = lines.iter().map(get).collect();
        texts.with_name(name.into()).into_column()
    };
    let hex = |key: Option<u128>| key.map(|key| format!("{key:032x}"));
    let village = |at: Option<u32>| at.map(|at| names[at as usize].clone());
    let word = |name: &str, get: &dyn Fn(&Line) -> &'static str| {
        let texts: StringChunked = lines.iter().map(|line| Some(get(line))).collect();
        texts.with_name(name.into()).into_column()
    };
    let dates: Vec<i32> = lines.iter().map(|line| line.date).collect();
    Ok(vec![
        word("_op", &|line| line.op.as_str()),
        text("_person", &|line| hex(line.person)),
        text("_family", &|line| hex(line.family)),
        text("_code", &|line| village(line.code)),
        text("_to", &|line| village(line.to)),
        text("_to_family", &|line| hex(line.to_family)),
        Column::new("_date".into(), dates).cast(&DataType::Date)?,
        word("_level", &|line| line.level.as_str()),
        Column::new("_file".into(), vec![file; lines.len()]),
        Column::new("_row".into(), rows),
    ])
}
