//! `kawasan audit`: a published index rebuilt from its indicators.

use super::beside::Beside;
use super::keyed::{self, Keyed};
use super::outputs;
use super::progress::say;
use crate::error::{Error, Result};
use crate::output::{csv, single};
use crate::welfare::index::audit::{Around, Audit, Audited, TOLERANCE};
use crate::welfare::index::{Definition, audit};
use clap::Args;
use polars::prelude::{Column, DataFrame, IdxCa, IdxSize};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, HashMap};
use std::path::Path;

/// Options of `kawasan audit`.
#[derive(Debug, Args)]
pub struct Options {
    #[command(flatten)]
    keyed: keyed::Options,
    /// A published value and its column: score, class or a dimension, such as score=IDM
    #[arg(long, value_name = "NAME=COL", num_args = 1.., required = true, value_parser = pair)]
    published: Vec<(String, String)>,
    /// Fail with exit code 1 when a value does not reproduce
    #[arg(long)]
    strict: bool,
}

const AFTER: [&str; 6] = [
    "value",
    "published",
    "rebuilt",
    "difference",
    "reproduces",
    "cause",
];

fn pair(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, column)) if !name.is_empty() && !column.is_empty() => {
            Ok((name.to_owned(), column.to_owned()))
        }
        _ => Err("write NAME=COL, such as score=IDM".to_owned()),
    }
}

/// Audits the table: a row a row and published value, in the order of the table.
///
/// # Errors
/// See [`keyed::Options::read`], [`Definition::load`] and [`audit()`]; with `--strict`, values that do not reproduce.
pub fn execute(options: &Options) -> Result<()> {
    let asked = &options.keyed;
    let beside = Beside::of(&asked.out)?;
    let outs = || std::iter::once(&asked.out).chain(beside.as_ref().map(|b| &b.path));
    outputs::check(outs(), [&asked.table])?;
    let definition = Definition::load(&asked.definition, Path::new(""))?;
    if definition.people.is_some() {
        return Err(Error::study(format!(
            "{} is of persons or households, and an audit needs a row for each published value",
            definition.name
        ))
        .remedy("score the table with `kawasan index` and compare"));
    }
    let keyed = asked.read(&AFTER.map(str::to_owned), false)?;
    let units = units(&keyed)?;
    let others = |i: usize| -> Vec<usize> {
        let unit = units.rows[units.of[i]].iter().copied();
        unit.filter(|&other| other != i).collect()
    };
    let label = |i: usize| keyed.label(i);
    let around = Around {
        others: &others,
        label: &label,
    };
    let found = audit(&definition, &keyed.table.frame, &options.published, &around)
        .map_err(|error| keyed.place(error))?;
    let frame = frame(&keyed, &found)?;
    single::write(&asked.out, |out| csv::write(out, &frame))?;
    let counts = counts(&definition, &keyed, &found);
    if let Some(beside) = &beside {
        beside.write(counts.clone())?;
    }
    let failed = found.values.iter().map(failing).sum::<usize>();
    if asked.loudness.speaks() {
        speak(&found, keyed.table.rows.len(), failed);
    }
    outputs::written(outs(), &asked.loudness, "audit", counts);
    if options.strict && failed > 0 {
        return Err(
            Error::check(format!("--strict: {failed} values do not reproduce"))
                .remedy("see the column cause of the result"),
        );
    }
    Ok(())
}

/// Rows of one unit: those with the same first key.
struct Units {
    of: Vec<usize>,
    rows: Vec<Vec<usize>>,
}

fn units(keyed: &Keyed) -> Result<Units> {
    let mut known: HashMap<&str, usize> = HashMap::new();
    let (mut of, mut rows) = (Vec::new(), Vec::<Vec<usize>>::new());
    let first = keyed.keys[0].str()?;
    for (i, key) in first.iter().enumerate() {
        let next = rows.len();
        let unit = *known.entry(key.unwrap_or_default()).or_insert(next);
        if unit == next {
            rows.push(Vec::new());
        }
        rows[unit].push(i);
        of.push(unit);
    }
    Ok(Units { of, rows })
}

fn frame(keyed: &Keyed, found: &Audit) -> Result<DataFrame> {
    let (n, k) = (keyed.table.rows.len(), found.values.len());
    let rows: IdxCa = (0..n * k).map(|line| Some((line / k) as IdxSize)).collect();
    let mut columns = Vec::new();
    for key in &keyed.keys {
        columns.push(key.take(&rows)?);
    }
    let lines = || (0..n).flat_map(|i| found.values.iter().map(move |value| (i, value)));
    let mut words = |name: &str, of: &dyn Fn(usize, &Audited) -> Option<String>| {
        let texts: Vec<Option<String>> = lines().map(|(i, value)| of(i, value)).collect();
        columns.push(Column::new(name.into(), texts));
    };
    words(AFTER[0], &|_, value| Some(value.name.clone()));
    words(AFTER[1], &|i, value| value.published[i].clone());
    words(AFTER[2], &|i, value| value.rebuilt[i].clone());
    let difference: Vec<Option<f64>> = lines().map(|(i, value)| value.difference[i]).collect();
    columns.push(Column::new(AFTER[3].into(), difference));
    let reproduces: Vec<bool> = lines().map(|(i, value)| value.cause[i].is_none()).collect();
    columns.push(Column::new(AFTER[4].into(), reproduces));
    let causes: Vec<Option<&str>> = lines()
        .map(|(i, value)| value.cause[i].as_ref().map(|cause| cause.text.as_str()))
        .collect();
    columns.push(Column::new(AFTER[5].into(), causes));
    Ok(DataFrame::new(n * k, columns)?)
}

fn failing(value: &Audited) -> usize {
    value.cause.iter().flatten().count()
}

/// How many values fail by each kind of cause, the most first.
fn by_cause<'a>(values: impl IntoIterator<Item = &'a Audited>) -> Vec<(&'static str, usize)> {
    let mut counts: BTreeMap<&'static str, usize> = BTreeMap::new();
    for cause in values
        .into_iter()
        .flat_map(|value| value.cause.iter().flatten())
    {
        *counts.entry(cause.kind.as_str()).or_default() += 1;
    }
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    counts
}

fn counts(definition: &Definition, keyed: &Keyed, found: &Audit) -> Value {
    let map = |counts: Vec<(&'static str, usize)>| -> Map<String, Value> {
        let pairs = counts.into_iter();
        pairs
            .map(|(kind, count)| (kind.to_owned(), json!(count)))
            .collect()
    };
    let rows = keyed.table.rows.len();
    let values = rows * found.values.len();
    let failed: usize = found.values.iter().map(failing).sum();
    let by_value: Vec<Value> = (found.values.iter())
        .map(|value| {
            json!({
                "value": value.name,
                "column": value.column,
                "rows": rows,
                "reproduced": rows - failing(value),
                "failed": failing(value),
                "failed_by_cause": map(by_cause([value])),
            })
        })
        .collect();
    let suspects: Vec<Value> = (found.suspects.iter())
        .map(|suspect| {
            json!({
                "value": suspect.value,
                "columns": suspect.columns,
                "cause": suspect.kind.as_str(),
                "rows": suspect.rows,
                "what": suspect.text,
            })
        })
        .collect();
    json!({
        "table": keyed.table.source.file_name().map(|name| name.to_string_lossy()),
        "definition": {
            "name": definition.name,
            "version": definition.version,
            "source": definition.source,
        },
        "tolerance": TOLERANCE,
        "rows": rows,
        "rows_failed": (0..rows)
            .filter(|&i| found.values.iter().any(|value| value.cause[i].is_some()))
            .count(),
        "values": values,
        "reproduced": values - failed,
        "failed": failed,
        "failed_by_cause": map(by_cause(&found.values)),
        "by_value": by_value,
        "columns_suspected": suspects,
    })
}

/// What a planner wants to know first.
fn speak(found: &Audit, rows: usize, failed: usize) {
    let all = rows * found.values.len();
    say(&format!(
        "{rows} rows, {} published values each: {} of {all} reproduce, {failed} do not",
        found.values.len(),
        all - failed
    ));
    for value in found.values.iter().filter(|value| failing(value) > 0) {
        let causes = by_cause([value]);
        let causes: Vec<String> = (causes.iter())
            .map(|(kind, count)| format!("{count} {}", kind.replace('-', " ")))
            .collect();
        say(&format!(
            "  {} ({}): {} do not: {}",
            value.name,
            value.column,
            failing(value),
            causes.join(", ")
        ));
    }
    for suspect in &found.suspects {
        say(&format!(
            "  look at {}: {}",
            suspect.columns.join(", "),
            suspect.text
        ));
    }
}
