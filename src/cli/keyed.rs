//! A table of the toolbox: any readable file, its rows named by key columns.

use super::layer::warn;
use super::outputs;
use super::progress::{Loudness, count};
use crate::base::finding::Finding;
use crate::base::privacy;
use crate::error::{Error, Result};
use crate::input::read::Door;
use crate::input::read::table::{self, Table, floats};
use clap::Args;
use polars::prelude::{Column, DataType, IdxSize};
use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// A name without the space that people write after a comma.
///
/// # Errors
/// None.
pub fn trimmed(name: &str) -> std::result::Result<String, std::convert::Infallible> {
    Ok(name.trim().to_owned())
}

/// What every verb on a keyed table is told.
#[derive(Debug, Args)]
pub struct Options {
    /// The table: csv, tsv, xlsx, xls, ods or parquet
    pub table: PathBuf,
    /// Column or columns that name a row; kept as text
    #[arg(long, value_name = "COL", value_delimiter = ',', value_parser = trimmed, required = true)]
    pub key: Vec<String>,
    /// Definition of the index: a built-in name, or a TOML file
    #[arg(long, value_name = "FILE|NAME")]
    pub definition: String,
    /// The result; - is standard output
    #[arg(short, long = "out", value_name = "FILE")]
    pub out: PathBuf,
    /// What is said.
    #[command(flatten)]
    pub loudness: Loudness,
}

/// A table and the text of its keys.
pub struct Keyed {
    /// The table as read, the key columns as text.
    pub table: Table,
    /// One text column a key.
    pub keys: Vec<Column>,
}

impl Options {
    /// Reads the table; what the reader doubts is said.
    ///
    /// `taken` are the other columns of the result, which no key may be named as; `repeat` when a key may have many rows.
    ///
    /// # Errors
    /// See [`table::read`]; a key that is no column, empty, repeated, of persons, or named as a column of the result; a
    /// result that would replace the table.
    pub fn read(&self, taken: &[String], repeat: bool) -> Result<Keyed> {
        if let Some(key) = self.key.iter().find(|key| taken.contains(key)) {
            return Err(
                Error::study(format!("\"{key}\" is also a column of the result"))
                    .column(key)
                    .remedy("rename the column in the table, or name another key"),
            );
        }
        outputs::check([&self.out], [&self.table])?;
        outputs::apart([&self.out], &self.loudness)?;
        let mut findings = Vec::new();
        let keyed = Keyed::read(&self.table, &self.key, repeat, &mut findings)?;
        self.say(&findings);
        Ok(keyed)
    }

    /// Says the warnings among findings.
    pub fn say(&self, findings: &[Finding]) {
        warn(findings, self.loudness.voice());
    }
}

impl Keyed {
    /// Reads a table and the text of its keys; `repeat` when a key may have many rows.
    ///
    /// # Errors
    /// See [`table::read`]; a key that is no column, named twice, empty, repeated, or of persons.
    pub fn read(
        path: &Path,
        names: &[String],
        repeat: bool,
        findings: &mut Vec<Finding>,
    ) -> Result<Self> {
        if let Some(place) = (1..names.len()).find(|&i| names[..i].contains(&names[i])) {
            return Err(
                Error::study(format!("the key \"{}\" is named twice", names[place]))
                    .remedy("name each column once"),
            );
        }
        if let Some(key) = names.iter().find(|key| privacy::titled(key)) {
            return Err(Error::study(
                "the key names persons, and the result would hold their numbers or names",
            )
            .column(key)
            .remedy("name the code of a place; persons have no row of their own in a result"));
        }
        let table =
            table::read(path, None, names, &Door::default(), findings).map_err(|mut error| {
                if error
                    .remedy
                    .as_deref()
                    .is_some_and(|r| r.contains("study file"))
                {
                    error.remedy = Some("check the path".into());
                }
                error
            })?;
        let mut keys = Vec::new();
        for key in names {
            keys.push(table.column(key)?.cast(&DataType::String)?);
        }
        once(&table, names, &keys, repeat)?;
        Ok(Self { table, keys })
    }

    /// The unit of each row, those of one key together, in the order they come; and the first row of each unit.
    pub fn units(&self) -> Result<(Vec<u32>, Vec<IdxSize>)> {
        let texts = self.keys.iter().map(|key| key.str());
        let texts: Vec<_> = texts.collect::<Result<_, _>>()?;
        let mut known: HashMap<Vec<Option<&str>>, u32> = HashMap::new();
        let (mut of, mut first) = (Vec::new(), Vec::new());
        for i in 0..self.table.rows.len() {
            let key = texts.iter().map(|text| text.get(i)).collect();
            let next = first.len() as u32;
            let unit = *known.entry(key).or_insert(next);
            if unit == next {
                first.push(i as IdxSize);
            }
            of.push(unit);
        }
        Ok((of, first))
    }

    /// A row in a sentence: its place in the file, and what its keys after the first say.
    pub fn label(&self, i: usize) -> String {
        let keys = self.keys.iter().skip(1);
        let keys: Vec<&str> = keys.filter_map(|key| key.str().ok()?.get(i)).collect();
        match keys.is_empty() {
            true => format!("row {}", self.table.rows[i]),
            false => format!("row {} ({})", self.table.rows[i], keys.join(", ")),
        }
    }

    /// An error of the index, with the file and the row as the file counts it.
    pub fn place(&self, mut error: Error) -> Error {
        if let (Some(row), None) = (error.place.row, &error.place.file) {
            error.place.row = self.table.rows.get(row - 1).copied();
        }
        match error.place.file {
            Some(_) => error,
            None => error.file(&self.table.source),
        }
    }
}

/// The numbers of a column; missing and what is not finite are none. `row` is the place of a cell in its file.
///
/// # Errors
/// A column that does not hold numbers, with the first row that holds text; one without any value.
pub fn numbers(column: &Column, row: impl Fn(usize) -> Option<usize>) -> Result<Vec<Option<f64>>> {
    let name = column.name().as_str();
    if column.null_count() == column.len() {
        return Err(Error::input("the column has no value at all")
            .column(name)
            .remedy("name a column of numbers, or look why its cells are empty"));
    }
    let remedy =
        "name a column of numbers; text in one cell makes a column text: mend it, or empty it";
    let floats = floats(column, remedy).map_err(|error| {
        let texts = column.str().ok().into_iter().flat_map(|texts| texts.iter());
        let number = |text: &str| text.trim().parse().is_ok_and(f64::is_finite);
        let text = |text: Option<&str>| text.is_some_and(|text| !number(text));
        let first = texts.map(text).position(|text| text).and_then(&row);
        first.map_or(error.clone(), |first| error.row(first))
    })?;
    let finite = |value: Option<f64>| value.filter(|v| v.is_finite());
    Ok(floats.iter().map(finite).collect())
}

/// Every row has a key, of its own unless it may repeat; the rows are named, not the keys, which may be anything.
fn once(table: &Table, names: &[String], keys: &[Column], repeat: bool) -> Result<()> {
    let names = names.join(", ");
    let texts = keys.iter().map(|key| key.str());
    let texts: Vec<_> = texts.collect::<Result<_, _>>()?;
    let mut first: HashMap<Vec<&str>, usize> = HashMap::with_capacity(table.rows.len());
    let (mut repeated, mut shown) = (0, Vec::new());
    for (i, &row) in table.rows.iter().enumerate() {
        let key: Option<Vec<&str>> = texts.iter().map(|text| text.get(i)).collect();
        let key = key.ok_or_else(|| {
            Error::input("a key is empty, so nothing names this row")
                .file(&table.source)
                .column(&names)
                .row(row)
                .remedy("fill it, delete the row, or name another key")
        })?;
        if let Some(&other) = first.get(&key) {
            repeated += 1;
            if shown.len() < 5 {
                shown.push(format!("{row} (as {other})"));
            }
        } else {
            first.insert(key, row);
        }
    }
    if repeated == 0 || repeat {
        return Ok(());
    }
    let more = if repeated > shown.len() { " …" } else { "" };
    Err(Error::input(format!(
        "{} the key of an earlier row: {}{more}",
        count(repeated, "row has", "rows have"),
        shown.join(", ")
    ))
    .file(&table.source)
    .column(&names)
    .remedy(
        "name more columns that make the key, such as --key id,year, or delete the repeated rows",
    ))
}
