//! Columns of a table whose rows need no key: words, numbers, years.

use super::keyed;
use super::layer::warn;
use super::progress::Voice;
use crate::base::privacy;
use crate::error::{Error, Result};
use crate::input::read::Door;
use crate::input::read::table::{self, Table};
use polars::prelude::DataType;
use std::path::Path;

/// Reads a table, the columns `text` as words; what the reader doubts is said.
///
/// # Errors
/// See [`table::read`]; a column of persons.
pub fn read(path: &Path, text: &[&String], voice: Voice) -> Result<Table> {
    if let Some(name) = text.iter().find(|name| privacy::titled(name)) {
        return Err(Error::study(
            "the column names persons, and the result would hold their numbers or names",
        )
        .column(name.as_str())
        .remedy("name a column of places or sectors"));
    }
    let text: Vec<String> = text.iter().map(|name| (*name).clone()).collect();
    let mut findings = Vec::new();
    let table = table::read(path, None, &text, &Door::default(), &mut findings)?;
    warn(&findings, voice);
    Ok(table)
}

/// The words of a column; blank ones are missing.
///
/// # Errors
/// No such column.
pub fn words(table: &Table, name: &str) -> Result<Vec<Option<String>>> {
    let column = table.column(name)?.cast(&DataType::String)?;
    let whole = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    let texts = column.str()?.iter();
    Ok(texts.map(|text| text.and_then(whole)).collect())
}

/// The words of a column, every row with one.
///
/// # Errors
/// No such column; a row without a word.
pub fn all_words(table: &Table, name: &str) -> Result<Vec<String>> {
    let words = words(table, name)?;
    let filled = |(i, word): (usize, Option<String>)| {
        word.ok_or_else(|| {
            Error::input("the cell is empty, so that the row belongs to nothing")
                .file(&table.source)
                .column(name)
                .row(table.rows[i])
                .remedy("fill it, or delete the row")
        })
    };
    words.into_iter().enumerate().map(filled).collect()
}

/// The numbers of a column.
///
/// # Errors
/// See [`keyed::numbers`].
pub fn numbers(table: &Table, name: &str) -> Result<Vec<Option<f64>>> {
    let row = |i: usize| table.rows.get(i).copied();
    keyed::numbers(table.column(name)?, row).map_err(|error| error.file(&table.source))
}

/// The years of a column, every row with one.
///
/// # Errors
/// A row without a whole number.
pub fn years(table: &Table, name: &str) -> Result<Vec<i32>> {
    let year = |(i, year): (usize, Option<f64>)| {
        let whole = year.filter(|y| y.fract() == 0.0 && y.abs() < 1e5);
        whole.map(|y| y as i32).ok_or_else(|| {
            Error::input("the row has no year")
                .file(&table.source)
                .column(name)
                .row(table.rows[i])
                .remedy("fill it, or delete the row")
        })
    };
    let numbers = numbers(table, name)?;
    numbers.into_iter().enumerate().map(year).collect()
}

/// An error about a position with the file, the column and the row as the file counts it.
pub fn place(error: Error, table: &Table, column: &str) -> Error {
    let row = error.place.row.and_then(|row| table.rows.get(row - 1));
    let row = row.copied();
    let error = error.file(&table.source).column(column);
    match row {
        Some(row) => error.row(row),
        None => error,
    }
}
