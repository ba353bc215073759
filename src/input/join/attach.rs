//! A table's rows to the units of one level.

use super::account::{self, Accounting, Fate, Key};
use super::{Units, by_code, by_name};
use crate::base::finding::Finding;
use crate::base::model::{Code, Level};
use crate::base::study;
use crate::error::{Error, Result};
use crate::input::read::table::{self, Table};
use polars::prelude::{Column, DataFrame, IdxCa, IdxSize, NamedFrom, Series};
use std::path::Path;

/// A table laid over the units of a level.
#[derive(Debug, Clone)]
pub struct Joined {
    /// What a row is.
    pub level: Level,
    /// n rows in unit order: `code`, then the table's columns with their types; null where a unit has no row.
    pub frame: DataFrame,
    /// Where every row went.
    pub accounting: Accounting,
}

/// What a join works on.
pub(super) struct Work<'a> {
    pub units: &'a Units,
    pub table: &'a Table,
    pub spec: &'a study::Table,
    pub codes: &'a study::Codes,
    /// Folder that relative paths start from.
    pub base: &'a Path,
    /// Whether the table is a part of a file: then it may be that no row has a code of the layer.
    pub partial: bool,
}

/// Joins the rows of a table to n units by code (directly, through a bridge, along a lineage) or, without a code column, by name.
///
/// A row is *matched* when it belongs to one unit and its name, where there is one, does not contradict; *ambiguous* when the name
/// contradicts the code, or several units would do; else *unmatched*. The order of rows never matters. Refused: a table in another
/// code system without a bridge; more contradictions than `max_contradiction` of the code matches; no match at all; several rows of
/// one unit without `aggregate`.
pub fn attach(
    units: &Units,
    table: Table,
    spec: &study::Table,
    codes: &study::Codes,
    base: &Path,
    findings: &mut Vec<Finding>,
) -> Result<Joined> {
    let (rows, accounting) = assign(units, &table, spec, codes, base, findings)?;
    let table = keep_code(table, spec, findings)?;
    let matched = (rows.iter().enumerate()).filter_map(|(row, unit)| Some((row, (*unit)?)));
    let (kept, of_row): (Vec<usize>, Vec<usize>) = matched.unzip();
    let (table, of_row) = match spec.aggregate {
        Some(rule) => together(units, &take(table, &kept)?, &of_row, rule)?,
        None => (take(table, &kept)?, of_row),
    };
    let row_of = account::one_row_each(units, &table, &of_row)?;
    let indices: IdxCa = row_of
        .into_iter()
        .map(|row| row.map(|row| row as IdxSize))
        .collect();
    Ok(Joined {
        level: units.level,
        frame: with_code(table.frame.take(&indices)?, &units.codes)?,
        accounting,
    })
}

/// The unit of every row of a table, `None` where it is unmatched or ambiguous, and where the rows went; several rows may
/// belong to one unit. See [`attach`] for what is matched and what is refused.
pub fn assign(
    units: &Units,
    table: &Table,
    spec: &study::Table,
    codes: &study::Codes,
    base: &Path,
    findings: &mut Vec<Finding>,
) -> Result<(Vec<Option<usize>>, Accounting)> {
    let work = Work {
        units,
        table,
        spec,
        codes,
        base,
        partial: false,
    };
    let (key, rows) = match (&spec.code, &spec.name) {
        (Some(_), _) if spec.bridge.is_some() => (Key::Bridge, by_code::rows(&work, findings)?),
        (Some(_), _) => (Key::Code, by_code::rows(&work, findings)?),
        (None, Some(name)) => (Key::Name, by_name::rows(&work, name, findings)?),
        (None, None) => {
            return Err(Error::study("a table needs a `code` or a `name` column")
                .file(&spec.path)
                .remedy("name one under [[tables]]"));
        }
    };
    let lines = rows.iter().zip(table.rows.iter().copied());
    let lines = (lines, table.frame.height());
    let accounting = account::settle(&work, key, lines, true, findings)?;
    let unit = |row: &account::Row| match row.fate {
        Fate::Matched { unit, .. } => Some(unit),
        _ => None,
    };
    Ok((rows.iter().map(unit).collect(), accounting))
}

pub(super) fn take(table: Table, rows: &[usize]) -> Result<Table> {
    let indices: IdxCa = rows.iter().map(|&row| Some(row as IdxSize)).collect();
    Ok(Table {
        frame: table.frame.take(&indices)?,
        rows: rows.iter().map(|&row| table.rows[row]).collect(),
        ..table
    })
}

/// Rows of one unit put together: the table and the unit of each of its rows.
fn together(
    units: &Units,
    table: &Table,
    of_row: &[usize],
    rule: study::Aggregate,
) -> Result<(Table, Vec<usize>)> {
    let codes: Vec<Code> = of_row
        .iter()
        .map(|&unit| units.codes[unit].clone())
        .collect();
    let table = Table {
        frame: with_code(table.frame.clone(), &codes)?,
        ..table.clone()
    };
    let table = table::aggregate(table, "code", rule)?;
    let codes = table.column("code")?.str()?;
    let of_row = codes
        .iter()
        .filter_map(|code| units.position(code?))
        .collect();
    Ok((table, of_row))
}

/// The table with its own column `code`, unless that is the key, called `stem.code`: `code` is the unit's afterwards.
fn keep_code(mut table: Table, spec: &study::Table, findings: &mut Vec<Finding>) -> Result<Table> {
    let is_key = spec
        .code
        .as_ref()
        .is_some_and(|code| code.columns() == ["code"]);
    if is_key || table.frame.column("code").is_err() {
        return Ok(table);
    }
    let stem = spec.path.file_stem().unwrap_or_default();
    let mut longer = format!("{}.code", stem.to_string_lossy());
    while table.frame.column(&longer).is_ok() {
        longer.push('\'');
    }
    table.frame.rename("code", longer.as_str().into())?;
    let what =
        format!("column code is the unit's in what follows; the table's own is called {longer}");
    findings.push(
        Finding::info("column-renamed", what)
            .file(&table.source)
            .column("code"),
    );
    Ok(table)
}

/// The frame behind a first column `code`; one of that title, the key, gives way.
fn with_code(mut frame: DataFrame, codes: &[Code]) -> Result<DataFrame> {
    if frame.column("code").is_ok() {
        frame.drop_in_place("code")?;
    }
    let codes: Vec<&str> = codes.iter().map(Code::as_str).collect();
    frame.insert_column(0, Column::from(Series::new("code".into(), codes)))?;
    Ok(frame)
}
