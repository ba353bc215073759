//! Rows of a table, many to a unit, each with its unit.

use crate::base::finding::Finding;
use crate::base::study::{self, LoadedStudy};
use crate::error::{Error, Result};
use crate::input::join::{self, Repeated, Units};
use crate::input::read::Door;
use crate::input::read::table::{self, Table, floats};
use crate::output::manifest::Input;
use crate::pipeline::inputs::{Inputs, Join, source};
use polars::prelude::DataType;
use std::path::Path;

/// m rows of a table.
pub struct Rows {
    /// As read, after its `where`.
    pub table: Table,
    /// m positions of units; none where the row is unmatched or ambiguous.
    pub unit: Vec<Option<u32>>,
}

/// Reads a table whose `text` columns are words, finds the unit of each row, and accounts for every row as of any table.
///
/// # Errors
/// Those of [`table::read`], [`table::filter`], [`join::place`] and [`join::assign`].
pub fn read(
    loaded: &LoadedStudy,
    section: &str,
    spec: &study::Table,
    text: &[&str],
    inputs: &mut Inputs,
    findings: &mut Vec<Finding>,
) -> Result<Rows> {
    let at = |error| loaded.blame(error, section);
    let door = Door::of(&loaded.study.privacy, loaded.base())?;
    let codes = spec
        .code
        .iter()
        .flat_map(|code| code.columns().iter().cloned());
    let words: Vec<String> = codes
        .chain(spec.name.clone())
        .chain(text.iter().map(|name| (*name).to_owned()))
        .collect();
    let path = loaded.resolve(&spec.path);
    let mut table = table::read(&path, spec.sheet.as_deref(), &words, &door, findings)?;
    let all = table.rows.len();
    let mut filtered = 0;
    if let Some(condition) = &spec.filter {
        (table, filtered) = table::filter(table, condition).map_err(at)?;
    }
    let units = Units::of(&inputs.villages, &inputs.hierarchy, spec.level);
    let codes = &loaded.study.codes;
    let (unit, accounting) = match spec.code {
        Some(_) => {
            let each: Vec<u32> = (0..table.rows.len() as u32).collect();
            let repeated = Repeated {
                pairs: &table,
                of_row: &each,
                rows: &table.rows,
                partial: false,
            };
            join::place(&units, repeated, spec, codes, loaded.base(), findings).map_err(at)?
        }
        None => {
            let (unit, accounting) =
                join::assign(&units, &table, spec, codes, loaded.base(), findings).map_err(at)?;
            let unit = unit.into_iter().map(|unit| unit.map(|unit| unit as u32));
            (unit.collect(), accounting)
        }
    };
    inputs.sources.push(Input {
        rows: Some(all),
        licence: spec.licence.clone(),
        ..source(loaded, &spec.path, "table")?
    });
    if let Some(bridge) = &spec.bridge {
        inputs
            .sources
            .push(source(loaded, bridge.path(), "bridge")?);
    }
    inputs.joins.push(Join {
        path: spec.path.display().to_string(),
        filtered,
        accounting,
    });
    Ok(Rows { table, unit })
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

/// The numbers of a column.
///
/// # Errors
/// No such column, or one that holds no numbers.
pub fn numbers(table: &Table, name: &str) -> Result<Vec<Option<f64>>> {
    let remedy =
        "name a column of numbers; text in one cell makes a column text: mend it, or empty it";
    let column = table.column(name)?;
    let floats = floats(column, remedy).map_err(|error| error.file(&table.source).column(name))?;
    Ok(floats.iter().map(|v| v.filter(|v| v.is_finite())).collect())
}

/// The years of a column, all of them known.
///
/// # Errors
/// A row without a year, or with one that is no whole number.
pub fn years(table: &Table, name: &str) -> Result<Vec<i32>> {
    let numbers = numbers(table, name)?;
    let year = |(i, year): (usize, &Option<f64>)| {
        let whole = year.filter(|y| y.fract() == 0.0 && y.abs() < 1e5);
        whole.map(|y| y as i32).ok_or_else(|| {
            Error::input("a row has no year")
                .file(&table.source)
                .column(name)
                .row(table.rows[i])
                .remedy("fill it, or leave such rows out with `where`")
        })
    };
    numbers.iter().enumerate().map(year).collect()
}

/// A table that stands for no units, such as that of the nation.
///
/// # Errors
/// See [`table::read`].
pub fn plain(
    loaded: &LoadedStudy,
    path: &Path,
    text: &[&str],
    inputs: &mut Inputs,
    findings: &mut Vec<Finding>,
) -> Result<Table> {
    let door = Door::of(&loaded.study.privacy, loaded.base())?;
    let words: Vec<String> = text.iter().map(|name| (*name).to_owned()).collect();
    let table = table::read(&loaded.resolve(path), None, &words, &door, findings)?;
    inputs.sources.push(Input {
        rows: Some(table.rows.len()),
        ..source(loaded, path, "table")?
    });
    Ok(table)
}
