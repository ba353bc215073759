//! Rows many of which stand in one place, to the units of one level.

use super::account::{self, Accounting, Fate, Key, Row};
use super::attach::Work;
use super::{Units, by_code};
use crate::base::finding::Finding;
use crate::base::study;
use crate::error::Result;
use crate::input::read::table::Table;
use std::path::Path;

/// m rows of a file whose codes and names repeat.
#[derive(Debug, Clone, Copy)]
pub struct Repeated<'a> {
    /// Each pair of code and name once, with a row that has it.
    pub pairs: &'a Table,
    /// m positions of the pair of each row.
    pub of_row: &'a [u32],
    /// m 1-based rows of the file.
    pub rows: &'a [usize],
    /// Whether other rows of the file are of other levels; then none of these need be of the layer.
    pub partial: bool,
}

/// The unit of each of m rows by code, `None` where it is unmatched or ambiguous, and where the rows went.
///
/// What is matched and what is refused is as in [`attach`](super::attach), but a unit may have any number of rows, none too. The
/// checks look at each pair once: O(m) and what the distinct pairs cost.
///
/// # Errors
/// Codes of another system without a bridge; too many contradicting names; no row in the layer, unless `partial`.
pub fn place(
    units: &Units,
    repeated: Repeated,
    spec: &study::Table,
    codes: &study::Codes,
    base: &Path,
    findings: &mut Vec<Finding>,
) -> Result<(Vec<Option<u32>>, Accounting)> {
    let work = Work {
        units,
        table: repeated.pairs,
        spec,
        codes,
        base,
        partial: repeated.partial,
    };
    let key = match spec.bridge {
        Some(_) => Key::Bridge,
        None => Key::Code,
    };
    let pairs: Vec<Row> = by_code::rows(&work, findings)?;
    let of_row = || repeated.of_row.iter().map(|&pair| &pairs[pair as usize]);
    let lines = of_row().zip(repeated.rows.iter().copied());
    let lines = (lines, repeated.rows.len());
    let accounting = account::settle(&work, key, lines, false, findings)?;
    let unit = |row: &Row| match row.fate {
        Fate::Matched { unit, .. } => u32::try_from(unit).ok(),
        _ => None,
    };
    Ok((of_row().map(unit).collect(), accounting))
}
