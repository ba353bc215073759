//! `kawasan classify`: classes of a column for maps and tables.

use super::beside::Beside;
use super::keyed::{self, Keyed};
use super::layer::warn;
use super::outputs;
use super::progress::{Loudness, caution, say};
use crate::error::{Error, Result};
use crate::output::{csv, single};
use crate::space::classify::{Classes, Scheme, classify};
use clap::Args;
use clap::builder::PossibleValuesParser;
use polars::prelude::{Column, DataFrame};
use serde_json::json;
use std::path::PathBuf;

/// Options of `kawasan classify`.
#[derive(Debug, Args)]
pub struct Options {
    /// The table: csv, tsv, xlsx, xls, ods or parquet
    table: PathBuf,
    /// Column or columns that name a row; kept as text
    #[arg(long, value_name = "COL", value_delimiter = ',', value_parser = keyed::trimmed, required = true)]
    key: Vec<String>,
    /// The column of numbers
    #[arg(long, value_name = "COL")]
    value: String,
    /// How it is cut
    #[arg(long, value_name = "NAME", default_value = "fisher-jenks", value_parser = PossibleValuesParser::new(Scheme::ALL.map(Scheme::as_str)))]
    scheme: String,
    /// How many classes; 5 when left out. For quantile, equal-interval, fisher-jenks and maximum-breaks
    #[arg(long, value_name = "K", value_parser = clap::value_parser!(u32).range(2..))]
    classes: Option<u32>,
    /// The result; - is standard output
    #[arg(short, long = "out", value_name = "FILE")]
    out: PathBuf,
    #[command(flatten)]
    loudness: Loudness,
}

/// Classes on one line; the table and the JSON have all.
const LISTED: usize = 20;

const AFTER: [&str; 2] = ["value", "class"];

/// Writes a row a key with its value and class, from 1 up with the values; missing values have none. Bounds, counts and fit go beside.
///
/// # Errors
/// See [`Keyed::read`] and [`classify`]; a column that holds no numbers; a number of classes where the scheme finds its own.
pub fn execute(options: &Options) -> Result<()> {
    let scheme = Scheme::ALL
        .into_iter()
        .find(|s| s.as_str() == options.scheme);
    let scheme = scheme.ok_or_else(|| Error::study("no such scheme"))?;
    if options.classes.is_some() && !scheme.takes_classes() {
        return Err(Error::study(format!(
            "--classes does not go with --scheme {}, which finds its own number",
            options.scheme
        ))
        .remedy("leave out --classes"));
    }
    if let Some(key) = options.key.iter().find(|key| AFTER.contains(&key.as_str())) {
        return Err(
            Error::study(format!("\"{key}\" is also a column of the result"))
                .column(key)
                .remedy("rename the column in the table, or name another key"),
        );
    }
    let beside = Beside::of(&options.out)?;
    let outs = || std::iter::once(&options.out).chain(beside.as_ref().map(|b| &b.path));
    outputs::check(outs(), [&options.table])?;
    outputs::apart(outs(), &options.loudness)?;
    let mut findings = Vec::new();
    let keyed = Keyed::read(&options.table, &options.key, false, &mut findings)?;
    warn(&findings, options.loudness.voice());
    let fault = |error: Error| error.file(&options.table).column(&options.value);
    let values = keyed::numbers(keyed.table.column(&options.value)?, |i| {
        keyed.table.rows.get(i).copied()
    })
    .map_err(fault)?;
    let there: Vec<f64> = values.iter().flatten().copied().collect();
    let wanted = options.classes.unwrap_or(5) as usize;
    let found = classify(&there, scheme, wanted).map_err(fault)?;
    let frame = frame(&keyed, &values, &found)?;
    single::write(&options.out, |out| csv::write(out, &frame))?;
    let name = options.table.file_name().unwrap_or_default();
    let counts = json!({
        "table": name.to_string_lossy(),
        "value": options.value,
        "scheme": options.scheme,
        "n": there.len(),
        "missing": values.len() - there.len(),
        "bounds": found.bounds,
        "counts": found.counts,
        "adcm": found.adcm,
    });
    if let Some(beside) = &beside {
        beside.write(counts.clone())?;
    }
    if let Some(doubt) = doubt(&there, &found, options.classes) {
        let line = format!("warning: {}: {doubt}", options.value);
        caution(&line, options.loudness.speaks());
    }
    if options.loudness.speaks() {
        let classes = found.bounds.iter().zip(&found.counts);
        let mut classes: Vec<String> = classes.map(|(end, n)| format!("to {end}: {n}")).collect();
        if classes.len() > LISTED {
            let more = classes.len() - LISTED;
            classes.truncate(LISTED);
            classes.push(format!("and {more} more"));
        }
        say(&format!(
            "{}, {}: {}; {} without a value",
            options.value,
            options.scheme,
            classes.join(", "),
            values.len() - there.len()
        ));
    }
    outputs::written(outs(), &options.loudness, "classify", counts);
    Ok(())
}

/// What is odd about the classes: a constant column, or fewer than were asked for.
fn doubt(values: &[f64], found: &Classes, wanted: Option<u32>) -> Option<String> {
    let first = values.first()?;
    if values.iter().all(|value| value == first) {
        return Some(format!(
            "every value is {first}, so classes tell nothing apart"
        ));
    }
    let (made, wanted) = (found.bounds.len(), wanted? as usize);
    (made < wanted).then(|| format!("{made} classes, not {wanted}: the values allow no more"))
}

fn frame(keyed: &Keyed, values: &[Option<f64>], found: &Classes) -> Result<DataFrame> {
    let class = |value: &Option<f64>| value.map(|v| found.of(v) as u32 + 1);
    let classes: Vec<Option<u32>> = values.iter().map(class).collect();
    let mut columns = keyed.keys.clone();
    columns.push(Column::new(AFTER[0].into(), values));
    columns.push(Column::new(AFTER[1].into(), classes));
    Ok(DataFrame::new(values.len(), columns)?)
}
