//! The first treated year of each unit from a column of the panel itself.

use super::{Part, numbers, years};
use crate::base::finding::Finding;
use crate::error::{Error, Result};
use crate::input::read::table::Table;
use std::collections::BTreeMap;

/// From a column that is 1 in treated years and 0 in others. A unit stays treated once it is; that some are not marked later is told.
///
/// # Errors
/// A mark that is neither 0 nor 1.
pub fn first_marked(
    part: &Part,
    year: Option<&str>,
    column: &str,
    n: usize,
    findings: &mut Vec<Finding>,
) -> Result<Vec<Option<i32>>> {
    let (table, unit_of) = (&part.table, &part.unit_of);
    let marks = numbers(table, column)?;
    let years = part.years(year)?;
    let mut start: Vec<Option<i32>> = vec![None; n];
    let mut off: BTreeMap<u32, i32> = BTreeMap::new();
    for (row, ((unit, mark), year)) in unit_of.iter().zip(marks).zip(years).enumerate() {
        let (Some(unit), Some(mark), Some(year)) = (*unit, mark, year) else {
            continue;
        };
        if mark == 1.0 {
            let own = &mut start[unit as usize];
            *own = Some(own.map_or(year, |first| first.min(year)));
        } else if mark == 0.0 {
            let last = off.entry(unit).or_insert(year);
            *last = (*last).max(year);
        } else {
            return Err(Error::input(format!("{mark} is neither 0 (not treated) nor 1 (treated)"))
                .file(&table.source)
                .column(column)
                .row(table.rows[row])
                .remedy("mark each row with 0 or 1, or name a column of the first treated year with --start"));
        }
    }
    let ends = off
        .iter()
        .filter(|(unit, last)| start[**unit as usize].is_some_and(|first| first < **last));
    let ends = ends.count();
    if ends > 0 {
        let what = format!(
            "{ends} units are marked in one year and not in a later one; they count as treated from the first on"
        );
        findings.push(
            Finding::warning("treatment-ends", what)
                .file(&table.source)
                .column(column),
        );
    }
    Ok(start)
}

/// From a column with the first treated year, the same in every row of a unit; empty for units that are never treated.
///
/// # Errors
/// A start that is no year; two starts of one unit.
pub fn first_named(
    (table, unit_of): (&Table, &[Option<u32>]),
    column: &str,
    n: usize,
) -> Result<Vec<Option<i32>>> {
    let years = years(table, column, None)?;
    let mut start: Vec<Option<Option<i32>>> = vec![None; n];
    for (row, (unit, year)) in unit_of.iter().zip(years).enumerate() {
        let Some(unit) = *unit else { continue };
        match start[unit as usize] {
            Some(known) if known != year => {
                let said =
                    |year: Option<i32>| year.map_or("none".to_owned(), |year| year.to_string());
                return Err(Error::input(format!(
                    "this row starts {}, an earlier row of the same unit {}",
                    said(year),
                    said(known)
                ))
                .file(&table.source)
                .column(column)
                .row(table.rows[row])
                .remedy("write the first treated year the same in every row of a unit"));
            }
            _ => start[unit as usize] = Some(year),
        }
    }
    Ok(start.into_iter().map(Option::flatten).collect())
}
