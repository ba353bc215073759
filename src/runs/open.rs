//! A finished run read back: its tables, and its index put together again from what it wrote down.

use crate::base::study::Language;
use crate::error::{Error, Result};
use crate::output::csv::cell;
use crate::welfare::index::definition::{Definition, Filling, Impute};
use crate::welfare::index::{Context, Scores, score};
use polars::prelude::{Column, DataFrame, ParquetReader, SerReader};
use serde_json::Value;
use std::fs::File;
use std::path::{Path, PathBuf};

/// Cells of a table of a run, as text; empty is missing.
pub struct Table {
    pub(super) head: Vec<String>,
    pub(super) rows: Vec<csv::StringRecord>,
}

impl Table {
    /// The cells of a column, empty where the table has no such column.
    pub fn column(&self, name: &str) -> impl Iterator<Item = &str> {
        let at = self.head.iter().position(|known| known == name);
        self.rows
            .iter()
            .map(move |row| at.and_then(|at| row.get(at)).unwrap_or_default())
    }

    /// One cell.
    pub fn cell(&self, row: usize, name: &str) -> &str {
        self.column(name).nth(row).unwrap_or_default()
    }
}

/// A finished run with an index.
pub struct Run {
    /// Its folder.
    pub folder: PathBuf,
    /// Its manifest.
    pub manifest: Value,
    /// The index it used, as it was asked for.
    pub definition: Definition,
    /// `tables/scores.csv`.
    pub table: Table,
    /// n codes, ascending.
    pub codes: Vec<String>,
    /// n scores, put together again from `tables/indicators.csv`.
    pub scores: Scores,
    /// The definition that puts them together: its steps are done.
    pub replay: Definition,
}

impl Run {
    /// Reads a run back.
    ///
    /// # Errors
    /// A folder that holds no run, a run without an index or of another version of the tool, files that were changed.
    pub fn open(folder: &Path) -> Result<Self> {
        let manifest = manifest(folder)?;
        if !folder.join("index.json").is_file() {
            return Err(Error::study("the run has no index")
                .file(folder)
                .remedy("give the study an [index] section and run it again"));
        }
        let make = json(folder, "index.json")?;
        let definition: Definition =
            serde_json::from_value(make["definition"].clone()).map_err(|e| {
                no_run(
                    folder,
                    &format!("its index.json is of another version: {e}"),
                )
            })?;
        let finished: Vec<&str> = make["finished_dimensions"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        let replay = replayed(&definition, &finished);
        let table = table(folder, "scores")?;
        let indicators = table_frame(folder)?;
        let codes: Vec<String> = table.column("code").map(str::to_owned).collect();
        let scores = score(&replay, &indicators, &Context::default()).map_err(|e| {
            no_run(
                folder,
                &format!("its index cannot be put together again: {e}"),
            )
        })?;
        if scores.score.len() != codes.len() {
            return Err(no_run(
                folder,
                "its tables scores and indicators differ in length",
            ));
        }
        Ok(Self {
            folder: folder.to_path_buf(),
            manifest,
            definition,
            table,
            codes,
            scores,
            replay,
        })
    }

    /// The language of the study.
    pub fn language(&self) -> Language {
        match self.manifest["study_file"]["study"]["language"].as_str() {
            Some("en") => Language::En,
            _ => Language::Id,
        }
    }

    /// A table that the run may have written.
    ///
    /// # Errors
    /// When it is there and cannot be read.
    pub fn written(&self, id: &str) -> Result<Option<Table>> {
        let there = |ending: &str| {
            let name = format!("{id}.{ending}");
            self.folder.join("tables").join(name).is_file()
        };
        let there = there("csv") || there("parquet");
        there.then(|| table(&self.folder, id)).transpose()
    }

    /// The code system of its villages, as its manifest says.
    pub fn system(&self) -> &str {
        self.manifest["stages"]["codes"]["system"]
            .as_str()
            .unwrap_or_default()
    }

    /// The villages that each village touches, from `tables/neighbours.csv`.
    ///
    /// # Errors
    /// When the table is not there.
    pub fn neighbours(&self, code: &str) -> Result<Vec<String>> {
        let table = table(&self.folder, "neighbours")?;
        let pairs = table.column("from").zip(table.column("to"));
        Ok(pairs
            .filter(|(from, _)| *from == code)
            .map(|(_, to)| to.to_owned())
            .collect())
    }
}

/// The definition with its steps done: what `tables/indicators.csv` holds goes straight to normalising.
fn replayed(definition: &Definition, finished: &[&str]) -> Definition {
    let mut replay = definition.clone();
    replay.steps = Vec::new();
    replay.people = None;
    replay.available = None;
    replay.treat = None;
    replay.impute = Impute {
        method: Filling::None,
        group: None,
    };
    for dimension in &mut replay.dimensions {
        let is = finished.contains(&dimension.code.as_str());
        dimension.column = is.then(|| dimension.code.clone());
    }
    for indicator in &mut replay.indicators {
        indicator.column = None;
        indicator.value = None;
        indicator.denominator = None;
    }
    replay
}

fn no_run(folder: &Path, why: &str) -> Error {
    Error::study(format!("this is no finished run: {why}"))
        .file(folder)
        .remedy("name the folder that `kawasan run --out` wrote, with csv or parquet among outputs.tables")
}

/// The manifest of a folder that `kawasan` wrote.
///
/// # Errors
/// When there is none.
pub(super) fn manifest(folder: &Path) -> Result<Value> {
    let manifest = json(folder, "manifest.json")?;
    let tool = manifest["tool"].as_str();
    match tool.is_some_and(|tool| tool.starts_with("kawasan ")) {
        true => Ok(manifest),
        false => Err(no_run(folder, "its manifest is not of kawasan")),
    }
}

pub(super) fn json(folder: &Path, name: &str) -> Result<Value> {
    let bytes = std::fs::read(folder.join(name))
        .map_err(|e| no_run(folder, &format!("{name} cannot be read: {e}")))?;
    serde_json::from_slice(&bytes).map_err(|e| no_run(folder, &format!("{name} is broken: {e}")))
}

/// A table of the run, as CSV or else as Parquet.
///
/// # Errors
/// When it cannot be read.
pub(super) fn table(folder: &Path, id: &str) -> Result<Table> {
    let stored = folder.join("tables").join(format!("{id}.parquet"));
    if stored.is_file() && !stored.with_extension("csv").is_file() {
        return cells(&stored).map_err(|e| {
            no_run(
                folder,
                &format!("tables/{id}.parquet cannot be read: {}", e.what),
            )
        });
    }
    let path = folder.join("tables").join(format!("{id}.csv"));
    let broken = |e: csv::Error| no_run(folder, &format!("tables/{id}.csv cannot be read: {e}"));
    let mut reader = csv::Reader::from_path(path).map_err(broken)?;
    let head = reader
        .headers()
        .map_err(broken)?
        .iter()
        .map(str::to_owned)
        .collect();
    let rows = reader.records().collect::<Result<_, _>>().map_err(broken)?;
    Ok(Table { head, rows })
}

/// The cells of a Parquet file, each as CSV would have it.
fn cells(path: &Path) -> Result<Table> {
    let file = File::open(path).map_err(|e| Error::study(e.to_string()))?;
    let frame = ParquetReader::new(file).finish()?;
    let head = frame.get_column_names().into_iter();
    let head: Vec<String> = head.map(ToString::to_string).collect();
    let mut rows = vec![csv::StringRecord::new(); frame.height()];
    for column in frame.columns() {
        for (i, row) in rows.iter_mut().enumerate() {
            row.push_field(&cell(&column.get(i)?));
        }
    }
    Ok(Table { head, rows })
}

/// The table `indicators` as numbers.
fn table_frame(folder: &Path) -> Result<DataFrame> {
    let table = table(folder, "indicators")?;
    let mut columns = Vec::new();
    for name in &table.head {
        let cells = table.column(name);
        let column = if name == "code" {
            Column::new("code".into(), cells.collect::<Vec<_>>())
        } else {
            let number = |cell: &str| match cell {
                "" => Ok(None),
                text => text.parse::<f64>().map(Some).map_err(|_| {
                    no_run(
                        folder,
                        &format!("tables/indicators.csv holds \"{text}\" in {name}"),
                    )
                }),
            };
            let values = cells.map(number).collect::<Result<Vec<Option<f64>>>>()?;
            Column::new(name.as_str().into(), values)
        };
        columns.push(column);
    }
    Ok(DataFrame::new(table.rows.len(), columns)?)
}
