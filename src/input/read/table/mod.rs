//! Tables: CSV, Excel and Parquet to frames, read right without options.

mod aggregate;
pub(super) mod cells;
mod column;
pub(super) mod delimited;
mod filter;
pub(super) mod marks;
pub(super) mod number;
mod parquet;
mod tagged;
pub(super) mod tally;
#[cfg(test)]
mod tests;
mod workbook;

pub use aggregate::aggregate;
pub use filter::filter;
pub use tagged::{Heading, read_tagged};

use super::door::{self, Door, Fate};
use crate::base::finding::{Finding, Severity};
use crate::base::nearest::no_such_column;
use crate::error::{Error, Result};
use cells::{Cells, Strings};
use polars::frame::DataFrame;
use polars::frame::column::Column;
use polars::prelude::{DataType, Float64Chunked};
use rayon::prelude::*;
use std::io;
use std::path::{Path, PathBuf};

/// What is said of a table without rows.
const NO_ROWS: &str = "the table has a header but no rows";

/// Whether a table could not be read because it has a header only, as a template that nobody filled in.
pub fn without_rows(error: &Error) -> bool {
    error.what == NO_ROWS
}

/// A table: n rows of typed columns, in file order.
#[derive(Debug, Clone)]
pub struct Table {
    /// The file, as the user named it.
    pub source: PathBuf,
    /// The sheet, of a workbook.
    pub sheet: Option<String>,
    /// n rows; every column is String, Int64, Float64 or Boolean; missing is null, never NaN.
    pub frame: DataFrame,
    /// n 1-based places in the file: the line where the record starts, the sheet's row, the Parquet row.
    pub rows: Vec<usize>,
    /// Titles of columns that did not pass the door.
    pub left: Vec<String>,
}

impl Table {
    /// A column by name; unknown, an error with the nearest names.
    pub fn column(&self, name: &str) -> Result<&Column> {
        self.frame.column(name).map_err(|_| {
            if self.left.iter().any(|left| left == name) {
                return door::left_out(name, &self.source);
            }
            let names = self.frame.get_column_names();
            let error = no_such_column(name, names.into_iter().map(|name| name.as_str()));
            let error = error.file(&self.source);
            match &self.sheet {
                Some(sheet) => error.layer(sheet),
                None => error,
            }
        })
    }
}

/// A column of numbers as they are.
///
/// # Errors
/// A column that does not hold numbers, with this remedy.
pub fn floats(column: &Column, remedy: &str) -> Result<Float64Chunked> {
    if !(column.dtype().is_primitive_numeric() || column.dtype().is_bool()) {
        return Err(Error::input("the column does not hold numbers")
            .column(column.name().as_str())
            .remedy(remedy));
    }
    Ok(column.cast(&DataType::Float64)?.f64()?.clone())
}

/// Reads a table by its extension: `.csv` `.tsv` `.txt`, `.xlsx` `.xlsm` `.xlsb` `.xls` `.ods`, `.parquet`.
///
/// The columns named in `text` stay text whatever they hold: codes and names. A sheet may be named for a workbook; the
/// first visible one is read otherwise. How types and marks are found is in `docs/formats.md`. Columns of persons do not pass the door.
///
/// # Errors
/// A file that is no table; a column of `text` that holds numbers of persons.
pub fn read(
    path: &Path,
    sheet: Option<&str>,
    text: &[String],
    door: &Door,
    findings: &mut Vec<Finding>,
) -> Result<Table> {
    read_as(path, sheet, Some(text), door, findings)
}

/// [`read`] with every column as text, so that codes keep their zeros.
pub fn read_text(path: &Path, findings: &mut Vec<Finding>) -> Result<Table> {
    read_as(path, None, None, &Door::default(), findings)
}

/// `text` names the columns that stay text; `None` for all.
fn read_as(
    path: &Path,
    sheet: Option<&str>,
    text: Option<&[String]>,
    door: &Door,
    findings: &mut Vec<Finding>,
) -> Result<Table> {
    let named = text.unwrap_or_default();
    match open(path, sheet, findings)? {
        Open::Parquet(bytes) => {
            let mut table = parquet::read(path, bytes, text, findings)?;
            let said = (path, Severity::Info);
            table.left = door.frame(&mut table.frame, named, said, findings)?;
            Ok(table)
        }
        Open::Cells(mut cells, sheet) => {
            table(path, sheet, &mut cells, (text, named), door, findings)
        }
    }
}

/// A file before its columns have types.
enum Open {
    Parquet(Vec<u8>),
    /// Its cells, and the sheet of a workbook.
    Cells(Cells, Option<String>),
}

fn open(path: &Path, sheet: Option<&str>, findings: &mut Vec<Finding>) -> Result<Open> {
    let extension = path
        .extension()
        .and_then(|e| e.to_str())
        .unwrap_or_default()
        .to_lowercase();
    let workbook = matches!(extension.as_str(), "xlsx" | "xlsm" | "xlsb" | "xls" | "ods");
    if sheet.is_some() && !workbook {
        return Err(
            Error::study("a sheet is named, but the file is not a workbook")
                .file(path)
                .remedy("remove the key `sheet`"),
        );
    }
    if !workbook && !matches!(extension.as_str(), "csv" | "tsv" | "txt" | "parquet") {
        let what = match path.as_os_str() == "-" {
            true => "standard input cannot be read".to_owned(),
            false => format!("tables cannot be read from `.{extension}`"),
        };
        return Err(Error::input(what)
            .file(path)
            .remedy("give a .csv, .tsv, .txt, .xlsx, .xlsm, .xlsb, .xls, .ods or .parquet file"));
    }
    let bytes = load(path)?;
    if let Some(true_type) = disguise(&bytes, &extension) {
        return Err(
            Error::input(format!("the file is {true_type}, not `.{extension}`"))
                .file(path)
                .remedy("rename it, or save it anew in the format of its name"),
        );
    }
    if extension == "parquet" {
        return Ok(Open::Parquet(bytes));
    }
    Ok(if workbook {
        let (cells, sheet) = workbook::read(path, &bytes, sheet, findings)?;
        Open::Cells(cells, Some(sheet))
    } else {
        Open::Cells(delimited::read(path, &bytes, findings)?, None)
    })
}

fn table(
    path: &Path,
    sheet: Option<String>,
    cells: &mut Cells,
    (text, named): (Option<&[String]>, &[String]),
    door: &Door,
    findings: &mut Vec<Finding>,
) -> Result<Table> {
    let keep = cells.finish(path, findings)?;
    let lines = |names: &[String]| names.iter().map(|name| cells::one_line(name)).collect();
    let named: Vec<String> = lines(named);
    let mut text: Vec<String> = text.map_or_else(|| cells.names.clone(), lines);
    let (keep, left) = pass(path, cells, keep, (&mut text, &named), door, findings)?;
    let columns = column::build(path, cells, &keep, &text, findings);
    Ok(Table {
        source: path.to_path_buf(),
        sheet,
        frame: DataFrame::new(cells.rows.len(), columns)
            .map_err(|e| Error::input(e.to_string()).file(path))?,
        rows: std::mem::take(&mut cells.rows),
        left,
    })
}

/// The columns that pass the door, and the titles of those that do not; those that become hashes stay text.
fn pass(
    path: &Path,
    cells: &mut Cells,
    keep: Vec<usize>,
    (text, named): (&mut Vec<String>, &[String]),
    door: &Door,
    findings: &mut Vec<Finding>,
) -> Result<(Vec<usize>, Vec<String>)> {
    Door::titles(path, keep.iter().map(|&j| cells.names[j].as_str()))?;
    let fate = |&j: &usize| {
        let title = &cells.names[j];
        door.fate(title, named.contains(title), cells.columns[j].iter())
    };
    let fates: Vec<Fate> = keep.par_iter().map(fate).collect();
    let mut left = door::Left::default();
    let mut passed = Vec::with_capacity(keep.len());
    for (j, fate) in keep.into_iter().zip(fates) {
        let title = &cells.names[j];
        match fate {
            Fate::Stays => {}
            Fate::Dropped(count) => {
                left.add(title, count);
                continue;
            }
            Fate::Refused => return Err(door::refused(title, path)),
            Fate::Hashed => {
                let hashes = door.hash(title, cells.columns[j].iter(), path, findings);
                cells.columns[j] = Strings::of(&hashes);
                text.push(title.clone());
            }
        }
        passed.push(j);
    }
    Ok((passed, left.tell((path, Severity::Info), findings)))
}

fn load(path: &Path) -> Result<Vec<u8>> {
    let fault = |what: String| Error::input(what).file(path);
    if path.is_dir() {
        return Err(fault("this is a folder, not a table".into()).remedy("name a file in it"));
    }
    let bytes = std::fs::read(path).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => fault("there is no such file".into())
            .remedy("check the path; it is relative to the study file"),
        _ => fault(format!("the file cannot be read: {error}")).remedy("check its permissions"),
    })?;
    if bytes.is_empty() {
        return Err(empty(path));
    }
    Ok(bytes)
}

pub(super) fn empty(path: &Path) -> Error {
    Error::input("the file is empty")
        .file(path)
        .remedy("check that the export has finished")
}

/// What the first bytes say the file is, when its extension says otherwise.
fn disguise(bytes: &[u8], extension: &str) -> Option<&'static str> {
    let start = String::from_utf8_lossy(&bytes[..bytes.len().min(64)])
        .trim_start()
        .to_lowercase();
    let (is, fits): (_, &[&str]) = if bytes.starts_with(b"PK\x03\x04") {
        (
            "a zipped file such as an .xlsx or .ods workbook",
            &["xlsx", "xlsm", "xlsb", "ods"],
        )
    } else if bytes.starts_with(b"\xd0\xcf\x11\xe0") {
        // A workbook with a password is kept in such a container whatever its name.
        ("an old .xls workbook", &["xls", "xlsx", "xlsm", "xlsb"])
    } else if bytes.starts_with(b"PAR1") {
        ("a Parquet file", &["parquet"])
    } else if bytes.starts_with(b"%PDF") {
        ("a PDF document", &[])
    } else if ["<!doctype", "<html", "<table"]
        .iter()
        .any(|tag| start.starts_with(tag))
    {
        ("a web page", &[])
    } else {
        return None;
    };
    (!fits.contains(&extension)).then_some(is)
}
