//! From the cells of a file to typed columns: each column's type and its marks are found by evidence.

use super::cells::{Cells, Strings};
use super::marks::{Basis, Evidence, doubt, settle};
use super::number::{Number, Role, Written};
use super::tally::{Tally, Type, boolean, is_dotted_code};
use crate::base::finding::Finding;
use crate::base::missing::is_missing;
use polars::prelude::*;
use rayon::prelude::*;
use std::path::Path;

/// A finding on one column, and how many cells it speaks of.
type Remark = (Finding, usize);

/// Types the columns `keep`; those named in `text` stay text. No cell is ever quoted: it may be personal.
pub(super) fn build(
    path: &Path,
    cells: &Cells,
    keep: &[usize],
    text: &[String],
    findings: &mut Vec<Finding>,
) -> Vec<Column> {
    let tallies: Vec<(Tally, Type)> = keep
        .par_iter()
        .map(|&j| {
            let tally = tally(&cells.columns[j]);
            let code = text.contains(&cells.names[j]) || is_dotted_code(&cells.names[j], &tally);
            (tally, if code { Type::Code } else { tally.kind() })
        })
        .collect();
    let (mut commas, mut points) = (Evidence::default(), Evidence::default());
    for (tally, _) in tallies.iter().filter(|(_, kind)| *kind == Type::Number) {
        commas.count(tally.comma.role());
        points.count(tally.point.role());
    }
    let built: Vec<(Column, Vec<Remark>)> = keep
        .par_iter()
        .zip(&tallies)
        .map(|(&j, (tally, kind))| {
            let comma = settle(tally.comma, tally.point, commas, points, Role::Thousands);
            let point = settle(tally.point, tally.comma, points, commas, Role::Decimal);
            typed(cells, j, tally, *kind, comma, point)
        })
        .collect();
    let mut remarks: Vec<(Finding, usize, Vec<String>)> = Vec::new();
    let mut columns = Vec::with_capacity(built.len());
    for (column, seen) in built {
        for (finding, count) in seen {
            let name = column.name().to_string();
            match remarks.iter_mut().find(|(other, ..)| *other == finding) {
                Some((_, total, names)) => {
                    *total += count;
                    names.push(name);
                }
                None => remarks.push((finding, count, vec![name])),
            }
        }
        columns.push(column);
    }
    for (mut finding, count, names) in remarks {
        finding.what = match count {
            1 => format!("{} (1 cell)", finding.what),
            _ => format!("{} ({count} cells)", finding.what),
        };
        let more = names.len().saturating_sub(3);
        let mut listed = names[..names.len() - more].join(", ");
        if more > 0 {
            listed = format!("{listed} and {more} more");
        }
        findings.push(finding.file(path).column(listed));
    }
    columns
}

fn tally(cells: &Strings) -> Tally {
    let mut tally = Tally::default();
    let mut words = 0;
    for (cell, stored) in cells.iter() {
        if tally.add(cell, stored) {
            words += 1;
            if words * 20 > cells.len() {
                break;
            }
        }
    }
    tally
}

fn typed(
    cells: &Cells,
    j: usize,
    tally: &Tally,
    kind: Type,
    comma: (Role, Basis),
    point: (Role, Basis),
) -> (Column, Vec<Remark>) {
    let name = cells.names[j].as_str();
    let strings = &cells.columns[j];
    let mut odd = Vec::new();
    match kind {
        Type::Code => {}
        Type::Boolean => {
            let values: Vec<_> = strings.iter().map(|(cell, _)| boolean(cell)).collect();
            return (Column::new(name.into(), values), marker_remarks(tally));
        }
        Type::Number => {
            let mut values = Vec::with_capacity(strings.len());
            let mut buffer = String::new();
            for (i, (cell, stored)) in strings.iter().enumerate() {
                let value = if is_missing(cell) {
                    None
                } else {
                    let written = Written::read(cell, stored);
                    let value = written.and_then(|w| w.value(comma.0, point.0, &mut buffer));
                    if value.is_none() {
                        odd.push(i);
                    }
                    value
                };
                values.push(value);
            }
            if odd.is_empty() {
                return (
                    number_column(name, &values, tally),
                    number_remarks(tally, comma, point),
                );
            }
        }
        Type::Text if tally.nearly_numbers() => {
            let percent = tally.percents * 2 > tally.filled;
            for (i, (cell, stored)) in strings.iter().enumerate() {
                let written = Written::read(cell, stored);
                if !is_missing(cell) && !written.is_some_and(|w| !w.code && w.percent == percent) {
                    odd.push(i);
                }
            }
        }
        Type::Text => {}
    }
    let values = strings
        .iter()
        .map(|(cell, _)| Some(cell).filter(|cell| !cell.is_empty()));
    let values: StringChunked = values.collect();
    let mut remarks = Vec::new();
    if !odd.is_empty() {
        let places: Vec<String> = odd
            .iter()
            .take(3)
            .map(|&i| cells.rows[i].to_string())
            .collect();
        let more = if odd.len() > 3 { " and more" } else { "" };
        let what = format!(
            "most cells are numbers of one style, but not those in rows {}{more}; the column stays text",
            places.join(", ")
        );
        let finding = Finding::warning("nearly-numeric", what)
            .remedy("mend these cells, or empty them where there is no value");
        remarks.push((finding, odd.len()));
    }
    (values.with_name(name.into()).into_column(), remarks)
}

/// Int64 when every value is whole, else Float64; without any value Float64.
fn number_column(name: &str, values: &[Option<Number>], tally: &Tally) -> Column {
    let whole = |value: &Option<Number>| match value {
        Some(Number::Int(whole)) => Some(Some(*whole)),
        Some(Number::Float(_)) => None,
        None => Some(None),
    };
    if tally.filled > 0
        && let Some(whole) = values.iter().map(whole).collect::<Option<Vec<_>>>()
    {
        return Column::new(name.into(), whole);
    }
    let real: Vec<Option<f64>> = values.iter().map(|v| v.map(Number::float)).collect();
    Column::new(name.into(), real)
}

fn marker_remarks(tally: &Tally) -> Vec<Remark> {
    let mut remarks = Vec::new();
    if tally.markers > 0 {
        let what = "cells such as - or NA were read as missing";
        remarks.push((Finding::info("missing-marker", what), tally.markers));
    }
    remarks
}

fn number_remarks(tally: &Tally, comma: (Role, Basis), point: (Role, Basis)) -> Vec<Remark> {
    let mut remarks = marker_remarks(tally);
    if tally.filled == 0 {
        remarks.push((Finding::info("empty-column", "the column has no values"), 0));
    }
    if tally.percents > 0 {
        let what = "percent signs were dropped; the values stay percentages";
        remarks.push((Finding::info("number-style", what), tally.percents));
    }
    if tally.comma.decimal > 0 && tally.point.decimal > 0 && point.0 == comma.0 {
        let what =
            "decimal commas stand beside decimal points in one column; both were read as decimals";
        let count = tally.comma.decimal.min(tally.point.decimal);
        remarks.push((Finding::info("number-style", what), count));
    }
    remarks.extend(doubt("comma", tally.comma, comma));
    remarks.extend(doubt("point", tally.point, point));
    remarks
}
