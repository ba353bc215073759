//! The columns an index reads, taken from a frame.

use super::definition::Definition;
use super::hierarchy::{Group, Part};
use crate::base::nearest::nearest;
use crate::error::{Error, Result};
use polars::prelude::*;

/// Which columns the definition finds: its indicators, or the finished values of dimensions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    /// One flag per dimension: its value is a column.
    pub given: Vec<bool>,
    /// The form in words, for logs and cards.
    pub text: String,
}

/// Chooses the form: indicators when every column is there, else the dimensions that name a column.
///
/// # Errors
/// The columns that are absent, with the nearest names that are there.
pub fn form(definition: &Definition, frame: &DataFrame) -> Result<Form> {
    let no_given = vec![false; definition.dimensions.len()];
    let absent = absent(definition, &no_given, frame)?;
    if absent.is_empty() {
        return Ok(Form {
            given: no_given,
            text: format!("computed from {} indicators", definition.indicators.len()),
        });
    }
    let given: Vec<bool> = definition
        .dimensions
        .iter()
        .map(|d| d.column.is_some())
        .collect();
    if given.contains(&true) {
        let absent_given = self::absent(definition, &given, frame)?;
        if absent_given.is_empty() {
            let codes: Vec<&str> = definition
                .dimensions
                .iter()
                .filter(|d| d.column.is_some())
                .map(|d| d.code.as_str())
                .collect();
            let mut text = format!("computed from the finished dimensions {}", codes.join(", "));
            if absent.len() < definition.indicators.len() {
                text += &format!(", since no table has {}", absent.join(", "));
            }
            return Ok(Form { given, text });
        }
        if absent.len() == definition.indicators.len() {
            return Err(not_there(definition, &absent_given, frame));
        }
    }
    Err(not_there(definition, &absent, frame))
}

/// Columns the groups of a form read that the frame lacks.
fn absent(definition: &Definition, given: &[bool], frame: &DataFrame) -> Result<Vec<String>> {
    let mut absent = Vec::new();
    for group in super::hierarchy::groups(definition, given) {
        for column in columns_of(definition, &group, given)? {
            if find(frame, &column)?.is_none() && !absent.contains(&column) {
                absent.push(column);
            }
        }
    }
    Ok(absent)
}

fn columns_of(definition: &Definition, group: &Group, given: &[bool]) -> Result<Vec<String>> {
    let mut columns = Vec::new();
    for (part, _) in &group.parts {
        match *part {
            Part::Indicator(i) => {
                let indicator = &definition.indicators[i];
                match &indicator.value {
                    Some(sql) => columns.extend(names(&polars::sql::sql_expr(sql)?)),
                    None => columns.push(indicator.column().to_owned()),
                }
                if let Some(by) = &indicator.denominator {
                    columns.extend(names(&polars::sql::sql_expr(by)?));
                }
            }
            Part::Dimension(d) if given[d] => {
                columns.extend(definition.dimensions[d].column.clone())
            }
            Part::Dimension(_) => {}
        }
    }
    Ok(columns)
}

fn names(expression: &Expr) -> Vec<String> {
    let names = expression.clone().meta().root_names();
    let mut names: Vec<String> = names.iter().map(ToString::to_string).collect();
    names.sort();
    names.dedup();
    names
}

fn not_there(definition: &Definition, absent: &[String], frame: &DataFrame) -> Error {
    let known: Vec<&str> = frame
        .get_column_names()
        .into_iter()
        .map(|name| name.as_str())
        .collect();
    let first = absent.first().map_or("", String::as_str);
    let others = match absent.len() {
        0 | 1 => String::new(),
        count => format!(" and {} more ({})", count - 1, absent[1..].join(", ")),
    };
    Error::input(format!(
        "index {} needs the column {first}{others}, which is not there",
        definition.name
    ))
    .column(first)
    .remedy(format!(
        "add it, or name the right column in the definition; the nearest columns are {}",
        nearest(first, known, 3).join(", ")
    ))
}

/// A column by its name, else by its name in any letter case.
fn find<'a>(frame: &'a DataFrame, name: &str) -> Result<Option<&'a Column>> {
    if let Ok(column) = frame.column(name) {
        return Ok(Some(column));
    }
    let lower = name.to_lowercase();
    let mut alike = frame
        .columns()
        .iter()
        .filter(|column| column.name().to_lowercase() == lower);
    match (alike.next(), alike.next()) {
        (Some(one), Some(other)) => Err(Error::input(format!(
            "the column {name} could be {} or {}",
            one.name(),
            other.name()
        ))
        .column(name)
        .remedy("spell one of them exactly in the definition")),
        (one, _) => Ok(one),
    }
}

/// n raw values of an indicator, NaN where missing; results of an expression that are not finite (a division by zero) are
/// missing.
///
/// # Errors
/// A column that holds text, no value at all, or an infinite one.
pub fn indicator(definition: &Definition, i: usize, frame: &DataFrame) -> Result<Vec<f64>> {
    let indicator = &definition.indicators[i];
    match &indicator.value {
        Some(sql) => evaluate(sql, &indicator.code, frame),
        None => column(indicator.column(), &indicator.code, frame),
    }
}

/// n values of a dimension that is a column, NaN where missing.
///
/// # Errors
/// As [`indicator`], and a value off the scale of the score.
pub fn dimension(definition: &Definition, d: usize, frame: &DataFrame) -> Result<Vec<f64>> {
    let dimension = &definition.dimensions[d];
    let name = dimension.column.as_deref().unwrap_or(&dimension.code);
    let values = column(name, &dimension.code, frame)?;
    let (Some(best), Some(worst)) = (definition.best, definition.worst) else {
        return Ok(values);
    };
    let (low, high) = (best.min(worst), best.max(worst));
    match values.iter().position(|&value| value < low || value > high) {
        None => Ok(values),
        Some(unit) => Err(at_unit(
            Error::input(format!(
                "the dimension \"{}\" is {} here, and a score lies between {low} and {high}",
                dimension.code, values[unit]
            )),
            frame,
            unit,
        )
        .column(name)
        .remedy("bring the column to the scale of the score")),
    }
}

/// n denominators: a column, else an SQL expression; NaN where missing.
///
/// # Errors
/// As [`indicator`].
pub fn denominator(by: &str, code: &str, frame: &DataFrame) -> Result<Vec<f64>> {
    match find(frame, by)? {
        Some(_) => column(by, code, frame),
        None => evaluate(by, code, frame),
    }
}

/// n ages of data in years, where the table has them.
///
/// # Errors
/// A column that holds no numbers.
pub fn ages(name: &str, frame: &DataFrame) -> Result<Option<Vec<f64>>> {
    match find(frame, name)? {
        Some(_) => column(name, name, frame).map(Some),
        None => Ok(None),
    }
}

/// The group of each of n units, numbered in the order they come; those without one are a group together.
///
/// # Errors
/// A column that is absent.
pub fn groups(name: &str, frame: &DataFrame) -> Result<Vec<u32>> {
    let Some(column) = find(frame, name)? else {
        return Err(Error::input(
            "there is no such column, and missing values are to be filled by it",
        )
        .column(name));
    };
    let text = column.as_materialized_series().cast(&DataType::String)?;
    let mut known = std::collections::HashMap::new();
    let number = |value: Option<&str>| {
        let next = known.len() as u32;
        *known.entry(value.map(str::to_owned)).or_insert(next)
    };
    Ok(text.str()?.iter().map(number).collect())
}

fn column(name: &str, code: &str, frame: &DataFrame) -> Result<Vec<f64>> {
    let Some(column) = find(frame, name)? else {
        return Err(Error::input("there is no such column").column(name));
    };
    let values = numbers(column, code)?;
    if let Some(unit) = values.iter().position(|value| value.is_infinite()) {
        return Err(
            at_unit(Error::input(format!("\"{code}\" is infinite")), frame, unit)
                .column(name)
                .remedy("correct the value, or leave it empty"),
        );
    }
    Ok(values)
}

fn evaluate(sql: &str, code: &str, frame: &DataFrame) -> Result<Vec<f64>> {
    let expression = polars::sql::sql_expr(sql)?;
    let mut columns = Vec::new();
    for name in names(&expression) {
        if let Some(column) = find(frame, &name)? {
            columns.push(column.clone().with_name(name.into()));
        }
    }
    let result = DataFrame::new(frame.height(), columns)?
        .lazy()
        .select([expression.alias("value")])
        .collect()
        .map_err(|error| {
            Error::input(format!(
                "the value of \"{code}\", {sql}, cannot be computed: {error}"
            ))
        })?;
    let column = result.column("value")?;
    if column.len() != frame.height() {
        return Err(Error::study(format!(
            "the value of \"{code}\", {sql}, is not one number per unit"
        ))
        .remedy("write an expression over columns, such as poor / households"));
    }
    let mut values = numbers(column, code)?;
    for value in values.iter_mut().filter(|value| !value.is_finite()) {
        *value = f64::NAN;
    }
    Ok(values)
}

fn numbers(column: &Column, code: &str) -> Result<Vec<f64>> {
    let name = column.name().as_str();
    if column.null_count() == column.len() {
        return Err(Error::input(format!("\"{code}\" has no value in any unit"))
            .column(name)
            .remedy("fill the column, or take the indicator out of the definition"));
    }
    let dtype = column.dtype();
    if !(dtype.is_primitive_numeric() || dtype.is_bool()) {
        let example = column.as_materialized_series().drop_nulls();
        let example = example
            .get(0)
            .map(|value| value.to_string())
            .unwrap_or_default();
        return Err(
            Error::input(format!("\"{code}\" holds text, such as {example}"))
                .column(name)
                .remedy("an index needs numbers: correct the column, or name another"),
        );
    }
    let floats = column.as_materialized_series().cast(&DataType::Float64)?;
    let floats = floats.f64()?;
    if let Ok(values) = floats.cont_slice() {
        return Ok(values.to_vec());
    }
    Ok(floats
        .iter()
        .map(|value| value.unwrap_or(f64::NAN))
        .collect())
}

/// Names the unit by its code where the frame has one, else by its row.
pub fn at_unit(error: Error, frame: &DataFrame, unit: usize) -> Error {
    let code = frame
        .column("code")
        .ok()
        .and_then(|codes| codes.str().ok()?.get(unit).map(str::to_owned));
    match code {
        Some(code) => error.code(code),
        None => error.row(unit + 1),
    }
}
