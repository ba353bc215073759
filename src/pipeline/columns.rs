//! Columns of the village frame by name.

use crate::base::nearest::no_such_column;
use crate::error::{Error, Kind, Result};
use crate::input::read::table::floats;
use polars::prelude::{Column, DataFrame, DataType};

/// A column of the village frame.
fn column<'a>(frame: &'a DataFrame, name: &str) -> Result<&'a Column> {
    frame.column(name).map_err(|_| {
        let names = frame.get_column_names();
        Error {
            kind: Kind::Study,
            what: "no table has this column".into(),
            ..no_such_column(name, names.into_iter().map(|n| n.as_str()))
        }
    })
}

/// The numbers of a column of the village frame.
///
/// # Errors
/// When there is no such column or it does not hold numbers.
pub fn numbers(frame: &DataFrame, name: &str) -> Result<Vec<Option<f64>>> {
    let remedy = "name a column of numbers, or see checks.csv for the cells that are none";
    Ok(floats(column(frame, name)?, remedy)?.iter().collect())
}

/// The texts of a column of the village frame; an empty one is missing.
///
/// # Errors
/// When there is no such column.
pub fn words(frame: &DataFrame, name: &str) -> Result<Vec<Option<String>>> {
    let texts = column(frame, name)?.cast(&DataType::String)?;
    let whole = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    Ok(texts
        .str()?
        .iter()
        .map(|text| text.and_then(whole))
        .collect())
}
