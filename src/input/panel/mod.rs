//! Panels: tables with a row a unit and year, put together to one value a unit, year and column.
//!
//! * [`assemble`]: rows to cells, every row counted
//! * [`starts`]: rows of a treatment to the first year of each unit; `marks`: the same from a column of the panel itself
//! * `series`: years that are no series

mod marks;
mod series;
mod start;

pub use marks::{first_marked, first_named};
pub use start::starts;

use super::inventory::years::year;
use super::read::table::{Table, floats};
use crate::base::finding::Finding;
use crate::error::{Error, Result};
use polars::prelude::{Column, DataType};
use series::Series;
use std::collections::{BTreeMap, BTreeSet};

/// Which columns and years of a panel are wanted.
pub struct Wanted<'a> {
    /// Column of the year, for tables that are of several.
    pub year: Option<&'a str>,
    /// Columns of numbers.
    pub columns: &'a [String],
    /// Years to keep; all when left out.
    pub years: Option<&'a [i32]>,
    /// Column that names how a row was measured.
    pub definition: Option<&'a str>,
    /// Years from which things are measured otherwise than before.
    pub breaks: &'a [i32],
}

impl Wanted<'_> {
    /// An error about the years of rows, with their column.
    fn blame(&self, error: Error) -> Error {
        match self.year {
            Some(column) => error.column(column),
            None => error,
        }
    }
}

/// A table of a panel.
pub struct Part {
    /// Its rows.
    pub table: Table,
    /// The unit of each row; none of a row without.
    pub unit_of: Vec<Option<u32>>,
    /// The year of all its rows; else a column says it.
    pub year: Option<i32>,
    /// How all its rows were measured.
    pub definition: Option<String>,
}

impl Part {
    /// The year of each row.
    ///
    /// # Errors
    /// A row without year, a cell that is none, a table without the column.
    pub fn years(&self, column: Option<&str>) -> Result<Vec<Option<i32>>> {
        match (self.year, column) {
            (Some(year), _) => Ok(vec![Some(year); self.table.rows.len()]),
            (None, Some(column)) => years(&self.table, column, Some("the row has no year")),
            (None, None) => {
                Err(Error::study("nothing says of which year these rows are")
                    .file(&self.table.source))
            }
        }
    }
}

/// n units over T years.
#[derive(Debug, Clone)]
pub struct Panel {
    /// T years, ascending.
    pub years: Vec<i32>,
    /// A column of n x T values each, the years of a unit together.
    pub values: Vec<Vec<Option<f64>>>,
    /// n x T: whether there is a row.
    pub rows: Vec<bool>,
    /// Rows of other years than the wanted.
    pub other_years: usize,
    /// Rows of no unit.
    pub no_unit: usize,
}

impl Panel {
    /// Units with a row, ascending.
    pub fn units(&self) -> Vec<u32> {
        let some = |(_, rows): &(u32, &[bool])| rows.contains(&true);
        let units = (0..).zip(self.rows.chunks(self.years.len().max(1)));
        units.filter(some).map(|(unit, _)| unit).collect()
    }

    /// Units with a row in some years only.
    pub fn gaps(&self) -> usize {
        let units = self.rows.chunks(self.years.len().max(1));
        units
            .filter(|rows| rows.contains(&true) && rows.contains(&false))
            .count()
    }
}

/// A row of a table that belongs to a unit and a wanted year.
struct Cell {
    table: usize,
    row: usize,
    unit: u32,
    year: i32,
}

/// The years of a column, one a row.
///
/// # Errors
/// A cell that is no year and no date with one; `empty` says what an empty one is, where it may not be.
pub(super) fn years(table: &Table, column: &str, empty: Option<&str>) -> Result<Vec<Option<i32>>> {
    let texts = table.column(column)?.cast(&DataType::String)?;
    let fault = |what: String, row: usize| {
        Error::input(what)
            .file(&table.source)
            .column(column)
            .row(table.rows[row])
            .remedy("write a year such as 2024, or a date such as 2024-12-31")
    };
    let one = |(row, text): (usize, Option<&str>)| {
        let text = text.map(str::trim).filter(|text| !text.is_empty());
        match (text, empty) {
            (None, Some(what)) => Err(fault(what.to_owned(), row)),
            (None, None) => Ok(None),
            (Some(text), _) => match year(text) {
                Some(year) => Ok(Some(year)),
                None => Err(fault("this is no year and no date with one".into(), row)),
            },
        }
    };
    texts.str()?.iter().enumerate().map(one).collect()
}

/// Puts the rows of tables together.
///
/// Rows of units that are no panel's and of other years are counted, not taken.
///
/// # Errors
/// A year that is none; two rows of one unit and year; a column that does not hold numbers; no row left; years across which the definition changes
/// (`Kind::Check`).
pub fn assemble(
    parts: &[Part],
    wanted: &Wanted,
    n: usize,
    findings: &mut Vec<Finding>,
) -> Result<Panel> {
    let mut cells: Vec<Cell> = Vec::new();
    let mut series = Series::default();
    let (mut other_years, mut no_unit) = (0, 0);
    for (at, part) in parts.iter().enumerate() {
        let table = &part.table;
        let years = part.years(wanted.year)?;
        let named = wanted.definition.filter(|_| part.definition.is_none());
        let named = named.map(|name| Ok::<_, Error>(table.column(name)?.cast(&DataType::String)?));
        let named = named.transpose()?;
        for (row, (unit, year)) in part.unit_of.iter().zip(years).enumerate() {
            let Some(year) = year else { continue };
            if wanted.years.is_some_and(|years| !years.contains(&year)) {
                other_years += 1;
                continue;
            }
            let Some(unit) = *unit else {
                no_unit += 1;
                continue;
            };
            match (&named, &part.definition) {
                (_, Some(own)) => series.add(year, own),
                (Some(named), None) => series.add(year, named.str()?.get(row).unwrap_or_default()),
                (None, None) => {}
            }
            cells.push(Cell {
                table: at,
                row,
                unit,
                year,
            });
        }
    }
    let file = || {
        parts
            .first()
            .map(|part| part.table.source.clone())
            .unwrap_or_default()
    };
    let years: BTreeSet<i32> = cells.iter().map(|cell| cell.year).collect();
    if let Some(absent) = wanted
        .years
        .and_then(|asked| asked.iter().find(|year| !years.contains(year)))
    {
        let what = format!("the panel has no row of {absent}, which `years` asks for");
        let error = Error::input(what).file(file());
        return Err(wanted.blame(error.remedy("leave the year out, or add its rows")));
    }
    let years: Vec<i32> = years.into_iter().collect();
    series.check(&years, wanted, &file())?;
    let wave: BTreeMap<i32, usize> = years.iter().copied().zip(0..).collect();
    once(parts, &mut cells, wanted)?;
    let waves = years.len();
    let mut rows = vec![false; n * waves];
    let place = |cell: &Cell| cell.unit as usize * waves + wave[&cell.year];
    for cell in &cells {
        rows[place(cell)] = true;
    }
    let mut values = Vec::with_capacity(wanted.columns.len());
    for name in wanted.columns {
        let columns = parts.iter().map(|part| numbers(&part.table, name));
        let columns: Vec<Vec<Option<f64>>> = columns.collect::<Result<_>>()?;
        let mut column = vec![None; n * waves];
        for cell in &cells {
            column[place(cell)] = columns[cell.table][cell.row];
        }
        let missing = cells.len() - column.iter().flatten().count();
        if missing > 0 {
            let what = format!(
                "{missing} of {} rows have no value here; they are missing, not zero",
                cells.len()
            );
            findings.push(
                Finding::info("panel-missing", what)
                    .file(file())
                    .column(name),
            );
        }
        values.push(column);
    }
    Ok(Panel {
        years,
        values,
        rows,
        other_years,
        no_unit,
    })
}

/// That no unit has two rows of one year.
fn once(parts: &[Part], cells: &mut [Cell], wanted: &Wanted) -> Result<()> {
    cells.sort_by_key(|cell| (cell.unit, cell.year, cell.table, cell.row));
    let same = |pair: &&[Cell]| (pair[0].unit, pair[0].year) == (pair[1].unit, pair[1].year);
    let pairs = || cells.windows(2).filter(same);
    let Some(first) = pairs().next() else {
        return Ok(());
    };
    let row = |cell: &Cell| parts[cell.table].table.rows[cell.row];
    let file = &parts[first[1].table].table.source;
    let mut other = format!("row {}", row(&first[0]));
    if first[0].table != first[1].table {
        other = format!(
            "{other} of {}",
            parts[first[0].table].table.source.display()
        );
    }
    let more = match pairs().count() {
        1 => String::new(),
        count => format!(", and {} more rows repeat another", count - 1),
    };
    let year = first[1].year;
    let what = format!("this row and {other} are of one unit and the year {year}{more}");
    let error = Error::input(what).file(file).row(row(&first[1]));
    Err(wanted.blame(error.remedy("keep one row a unit and year, or put them together before")))
}

/// The numbers of a column; what is not finite is missing.
///
/// # Errors
/// A column that is not there or does not hold numbers, with the first row that is none.
pub(super) fn numbers(table: &Table, name: &str) -> Result<Vec<Option<f64>>> {
    let column: &Column = table.column(name)?;
    if column.null_count() == column.len() {
        return Ok(vec![None; column.len()]);
    }
    let remedy =
        "name a column of numbers; text in one cell makes a column text: mend it, or empty it";
    let floats = floats(column, remedy).map_err(|error| {
        let texts = column.str().ok().into_iter().flat_map(|texts| texts.iter());
        let number = |text: &str| text.trim().parse().is_ok_and(f64::is_finite);
        let mut none = texts.map(|text| text.is_some_and(|text| !number(text)));
        let error = error.file(&table.source);
        match none.position(|none| none) {
            Some(row) => error.row(table.rows[row]),
            None => error,
        }
    })?;
    Ok(floats
        .iter()
        .map(|value| value.filter(|v| v.is_finite()))
        .collect())
}

#[cfg(test)]
mod tests;
