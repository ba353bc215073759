//! The published columns.

use crate::base::nearest::nearest;
use crate::base::privacy;
use crate::error::{Error, Result};
use crate::welfare::index::definition::Definition;
use polars::prelude::{Column, DataFrame, DataType};

/// A published column of numbers.
pub struct Numbers {
    /// n values, NaN where missing or no number.
    pub values: Vec<f64>,
    /// Rows and texts of cells that are no numbers.
    pub odd: Vec<(usize, String)>,
}

/// What a published column claims to be.
pub enum Target {
    /// A dimension by its place, or the score after them.
    Node(usize),
    /// The class.
    Class,
}

/// A published column found.
pub struct Found {
    /// `score`, `class`, or the code of the dimension.
    pub name: String,
    /// The column.
    pub column: String,
    pub target: Target,
}

/// Finds the published columns.
///
/// # Errors
/// `Kind::Study`: a name that is no part of the index or comes twice, a column that is also an indicator, classes where
/// the definition has none. `Kind::Input`: no such column.
pub fn find(
    definition: &Definition,
    frame: &DataFrame,
    published: &[(String, String)],
) -> Result<Vec<Found>> {
    let mut known: Vec<&str> = definition
        .dimensions
        .iter()
        .map(|d| d.code.as_str())
        .collect();
    known.extend(["score", "class"]);
    let mut found: Vec<Found> = Vec::new();
    for (name, column) in published {
        let lower = name.to_lowercase();
        let place = known.iter().position(|code| code.to_lowercase() == lower);
        let Some(place) = place else {
            return Err(
                Error::study(format!("\"{name}\" is no value of {}", definition.name)).remedy(
                    format!(
                        "name score, class or a dimension; the nearest are {}",
                        nearest(name, known.iter().copied(), 3).join(", ")
                    ),
                ),
            );
        };
        let name = known[place].to_owned();
        if found.iter().any(|other| other.name == name) {
            return Err(Error::study(format!("\"{name}\" is given two columns"))
                .remedy("audit one column at a time"));
        }
        let target = match place == known.len() - 1 {
            false => Target::Node(place),
            true if definition.classes.is_empty() => {
                return Err(Error::study(format!("{} has no classes", definition.name))
                    .remedy("leave out class"));
            }
            true => Target::Class,
        };
        if frame.column(column).is_err() {
            let names = frame.get_column_names();
            let near = nearest(column, names.into_iter().map(|n| n.as_str()), 3).join(", ");
            return Err(Error::input("there is no such column")
                .column(column)
                .remedy(format!("the nearest columns are {near}")));
        }
        if privacy::titled(column) {
            return Err(Error::study("the column holds names or numbers of persons")
                .column(column)
                .remedy("name the column that holds the published value"));
        }
        let used = definition
            .indicators
            .iter()
            .find(|i| i.value.is_none() && i.column().to_lowercase() == column.to_lowercase());
        if let Some(indicator) = used {
            return Err(Error::study(format!(
                "the column is the indicator \"{}\", so it would be compared with itself",
                indicator.code
            ))
            .column(column)
            .remedy("name the column that holds the published value"));
        }
        found.push(Found {
            name,
            column: column.clone(),
            target,
        });
    }
    Ok(found)
}

/// The numbers of a column; texts that are numbers count as such.
pub fn numbers(column: &Column) -> Result<Numbers> {
    let mut odd = Vec::new();
    if let Ok(texts) = column.str() {
        let read = |(i, text): (usize, Option<&str>)| {
            let Some(text) = text.map(str::trim).filter(|text| !text.is_empty()) else {
                return f64::NAN;
            };
            let value = text.replace(',', ".").parse().ok();
            value.filter(|x: &f64| x.is_finite()).unwrap_or_else(|| {
                odd.push((i, text.to_owned()));
                f64::NAN
            })
        };
        let values = texts.iter().enumerate().map(read).collect();
        return Ok(Numbers { values, odd });
    }
    let values = column.cast(&DataType::Float64)?;
    let values = values.f64()?.iter();
    let values = values.map(|x| x.filter(|x| x.is_finite()).unwrap_or(f64::NAN));
    Ok(Numbers {
        values: values.collect(),
        odd,
    })
}

/// The texts of a column, blank is missing.
pub fn texts(column: &Column) -> Result<Vec<Option<String>>> {
    let text = column.cast(&DataType::String)?;
    let trim = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    Ok(text.str()?.iter().map(|text| trim(text?)).collect())
}
