//! `kawasan index`: the scores of any table.

use super::keyed;
use super::progress::say;
use crate::base::study::Language;
use crate::error::Result;
use crate::output::{csv, single};
use crate::welfare::index::{Context, Definition, Scores, score};
use clap::Args;
use polars::prelude::{Column, DataFrame};
use std::path::Path;

/// Options of `kawasan index`.
#[derive(Debug, Args)]
pub struct Options {
    #[command(flatten)]
    keyed: keyed::Options,
}

const AFTER: [&str; 5] = ["score", "need", "class", "rank", "missing_share"];

/// Scores the table, one row a row, in its order.
///
/// # Errors
/// See [`keyed::Options::read`], [`Definition::load`] and [`score`].
pub fn execute(options: &Options) -> Result<()> {
    let asked = &options.keyed;
    let definition = Definition::load(&asked.definition, Path::new(""))?;
    let dimensions = definition.dimensions.iter().map(|d| d.code.clone());
    let taken: Vec<String> = dimensions.chain(AFTER.map(str::to_owned)).collect();
    let keyed = asked.read(&taken)?;
    let scores = score(&definition, &keyed.table.frame, &Context::default())
        .map_err(|error| keyed.place(error))?;
    asked.say(&scores.findings);
    let frame = frame(&keyed, &scores)?;
    single::write(&asked.out, |out| csv::write(out, &frame))?;
    if !asked.quiet {
        let scored = scores.score.iter().flatten().count();
        say(&format!(
            "{} {}: {scored} of {} rows have a score, {}",
            definition.name,
            definition.version,
            scores.score.len(),
            scores.form
        ));
    }
    Ok(())
}

fn frame(keyed: &keyed::Keyed, scores: &Scores) -> Result<DataFrame> {
    let mut columns = keyed.keys.clone();
    let mut add = |name: &str, values: &[Option<f64>]| {
        columns.push(Column::new(name.into(), values));
    };
    for (code, values) in &scores.dimensions {
        add(code, values);
    }
    add(AFTER[0], &scores.score);
    add(AFTER[1], &scores.need);
    let class = |place: &Option<usize>| Some(scores.classes[(*place)?].get(Language::En));
    let classes: Vec<Option<&str>> = scores.class.iter().map(class).collect();
    columns.push(Column::new(AFTER[2].into(), classes));
    columns.push(Column::new(AFTER[3].into(), &scores.rank));
    columns.push(Column::new(AFTER[4].into(), &scores.missing_share));
    Ok(DataFrame::new(keyed.table.rows.len(), columns)?)
}
