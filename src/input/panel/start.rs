//! The first treated year of each unit from a table of the treated.

use super::years;
use crate::error::Result;
use crate::input::read::table::Table;

/// The first year of each of n units, and how many rows name none; a unit of several rows starts with the earliest.
///
/// # Errors
/// A start that is no year and no date with one.
pub fn starts(
    table: &Table,
    unit_of: &[Option<u32>],
    column: &str,
    n: usize,
) -> Result<(Vec<Option<i32>>, usize)> {
    let years = years(table, column, None)?;
    let mut start: Vec<Option<i32>> = vec![None; n];
    for (unit, year) in unit_of.iter().zip(&years) {
        let (Some(unit), Some(year)) = (unit, year) else {
            continue;
        };
        let own = &mut start[*unit as usize];
        *own = Some(own.map_or(*year, |first| first.min(*year)));
    }
    Ok((start, years.iter().filter(|year| year.is_none()).count()))
}
