//! The two-table form of COINr: an indicator table with code, parent, level, weight and direction.

use super::{Definition, Dimension, Good, Indicator, Words};
use crate::base::document::Fault;
use crate::base::nearest::nearest;
use crate::error::{Error, Result};
use std::path::Path;

/// Columns that must be there.
const NEEDED: [&str; 3] = ["icode", "parent", "direction"];

/// A row of the table.
struct Row {
    /// Row of the file, the header being 1.
    line: usize,
    code: String,
    title: Option<Words>,
    parent: Option<String>,
    weight: f64,
    good: Good,
    denominator: Option<String>,
    aggregate: bool,
}

/// Puts the dimensions and indicators of the table into the definition, and gives the row each came from.
///
/// Rows of type Indicator are indicators, rows of type Aggregate dimensions; the one aggregate without a parent is the
/// index itself; other types are groups and denominators, and are left to the data. Direction -1 means less is good.
///
/// # Errors
/// A file that cannot be read, columns that are absent, values that are no number, no or several top rows; each with its
/// row.
pub fn expand(definition: &mut Definition, file: &Path) -> Result<Vec<(String, usize)>> {
    let rows = rows(file)?;
    let tops: Vec<&Row> = rows
        .iter()
        .filter(|row| row.aggregate && row.parent.is_none())
        .collect();
    let top = match tops[..] {
        [top] => Some(top.code.clone()),
        [] => None,
        [one, other, ..] => {
            return Err(Error::study(format!(
                "\"{}\" and \"{}\" both have no parent, and only one aggregate can be the index",
                one.code, other.code
            ))
            .file(file)
            .row(other.line));
        }
    };
    let mut lines = Vec::new();
    for row in rows {
        if top.as_ref() == Some(&row.code) {
            continue;
        }
        let parent = row.parent.filter(|parent| top.as_ref() != Some(parent));
        if row.aggregate {
            if row.good == Good::Low {
                return Err(Error::study(format!(
                    "the aggregate \"{}\" has direction -1, and only indicators can be turned",
                    row.code
                ))
                .file(file)
                .row(row.line)
                .column("Direction"));
            }
            lines.push((
                format!("dimensions.{}", definition.dimensions.len()),
                row.line,
            ));
            definition.dimensions.push(Dimension {
                code: row.code,
                title: row.title,
                parent,
                weight: row.weight,
                ..Dimension::default()
            });
        } else {
            lines.push((
                format!("indicators.{}", definition.indicators.len()),
                row.line,
            ));
            definition.indicators.push(Indicator {
                code: row.code,
                title: row.title,
                parent,
                column: None,
                value: None,
                denominator: row.denominator,
                weight: row.weight,
                good: row.good,
                cutoff: None,
                limits: Vec::new(),
                normalise: None,
            });
        }
    }
    Ok(lines)
}

/// A fault of the rules as an error at its row of the table.
pub fn at_row(fault: Fault, file: &Path, lines: &[(String, usize)]) -> Error {
    let line = lines
        .iter()
        .find(|(path, _)| fault.path == *path || fault.path.starts_with(&format!("{path}.")));
    let mut error = Error::study(fault.what).file(file);
    if let Some((_, line)) = line {
        error = error.row(*line);
    }
    match fault.remedy {
        Some(remedy) => error.remedy(remedy),
        None => error,
    }
}

fn rows(file: &Path) -> Result<Vec<Row>> {
    let broken = |error: csv::Error| {
        Error::study(format!("the indicator table cannot be read: {error}")).file(file)
    };
    let mut reader = csv::ReaderBuilder::new()
        .trim(csv::Trim::All)
        .from_path(file)
        .map_err(broken)?;
    let head: Vec<String> = reader
        .headers()
        .map_err(broken)?
        .iter()
        .map(|name| name.trim_start_matches('\u{feff}').to_lowercase())
        .collect();
    for needed in NEEDED {
        if !head.iter().any(|name| name == needed) {
            let near = nearest(needed, head.iter().map(String::as_str), 3).join(", ");
            return Err(Error::study("the indicator table lacks a column")
                .file(file)
                .column(needed)
                .remedy(format!(
                    "an indicator table has iCode, Parent, Direction, and may have iName, Weight, Denominator, Type; the nearest are {near}"
                )));
        }
    }
    let place = |name: &str| head.iter().position(|known| known == name);
    let mut rows = Vec::new();
    for (i, record) in reader.records().enumerate() {
        let record = record.map_err(broken)?;
        let line = i + 2;
        let text = |name: &str| {
            let text = record.get(place(name)?)?;
            (!text.is_empty() && text != "NA").then(|| text.to_owned())
        };
        let kind = text("type").unwrap_or_else(|| "Indicator".to_owned());
        let aggregate = match kind.to_lowercase().as_str() {
            "indicator" => false,
            "aggregate" => true,
            _ => continue,
        };
        let number = |name: &str| match text(name) {
            None => Ok(1.0),
            Some(text) => text.parse::<f64>().map_err(|_| {
                Error::study(format!("\"{text}\" is no number"))
                    .file(file)
                    .row(line)
                    .column(name)
            }),
        };
        let Some(code) = text("icode") else {
            return Err(Error::study("a row has no code")
                .file(file)
                .row(line)
                .column("iCode"));
        };
        let good = match number("direction")? {
            1.0 => Good::High,
            -1.0 => Good::Low,
            other => {
                return Err(Error::study(format!("a direction is 1 or -1, not {other}"))
                    .file(file)
                    .row(line)
                    .column("Direction"));
            }
        };
        let weight = number("weight")?;
        if weight < 0.0 || !weight.is_finite() {
            return Err(Error::study(format!("the weight {weight} is below 0"))
                .file(file)
                .row(line)
                .column("Weight"));
        }
        rows.push(Row {
            line,
            title: text("iname").map(|name| Words {
                id: name.clone(),
                en: name,
            }),
            parent: text("parent"),
            weight,
            good,
            denominator: text("denominator"),
            aggregate,
            code,
        });
    }
    Ok(rows)
}
