//! Columns by their usual titles, and cells as numbers.

use crate::base::missing::is_missing;
use crate::base::words::plain;
use crate::error::{Error, Result};
use crate::input::read::table::Table;
use polars::prelude::{Column, DataType};

/// The column of the first title that is there; letter case, spaces and marks do not matter.
pub(super) fn usual(table: &Table, titles: &[&str]) -> Option<String> {
    let names = table.frame.get_column_names();
    titles.iter().find_map(|title| {
        let same = names.iter().find(|name| plain(name) == plain(title));
        same.map(|name| name.to_string())
    })
}

/// The column that is named, else a usual one.
///
/// # Errors
/// A named column that is not there.
pub(super) fn named(
    table: &Table,
    name: Option<&String>,
    titles: &[&str],
) -> Result<Option<String>> {
    match name {
        Some(name) => table.column(name).map(|_| Some(name.clone())),
        None => Ok(usual(table, titles)),
    }
}

/// The cells as numbers; missing and what is not finite are none.
///
/// # Errors
/// A cell that is no number, by its row.
pub(super) fn numbers(table: &Table, name: &str) -> Result<Vec<Option<f64>>> {
    let column = table.column(name)?;
    let finite = |value: Option<f64>| value.filter(|value| value.is_finite());
    if !column.dtype().is_string() {
        let numbers = column.cast(&DataType::Float64)?;
        return Ok(numbers.f64()?.iter().map(finite).collect());
    }
    let texts = column.str()?;
    let number = |(cell, row): (Option<&str>, &usize)| match cell.map(str::trim) {
        None => Ok(None),
        Some(cell) if is_missing(cell) => Ok(None),
        Some(cell) => cell.parse().map(|value| finite(Some(value))).map_err(|_| {
            Error::input("the cell is no number")
                .file(&table.source)
                .column(name)
                .row(*row)
                .remedy("mend it, or leave it empty where there is no value")
        }),
    };
    texts.iter().zip(&table.rows).map(number).collect()
}

/// The cells as trimmed words; missing ones are empty.
pub(super) fn words(column: &Column) -> Result<Vec<String>> {
    let texts = column.cast(&DataType::String)?;
    let word = |cell: Option<&str>| {
        let cell = cell.unwrap_or_default().trim();
        if is_missing(cell) {
            String::new()
        } else {
            cell.to_owned()
        }
    };
    Ok(texts.str()?.iter().map(word).collect())
}

/// Rows in words: the first five, and how many more.
pub(super) fn few(rows: &[usize]) -> String {
    let shown: Vec<String> = rows.iter().take(5).map(usize::to_string).collect();
    let more = rows.len() - shown.len();
    let rows = if rows.len() == 1 { "row" } else { "rows" };
    match more {
        0 => format!("{rows} {}", shown.join(", ")),
        _ => format!("{rows} {} and {more} more", shown.join(", ")),
    }
}
