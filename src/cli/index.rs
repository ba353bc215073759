//! `kawasan index`: the scores of any table.

use super::keyed;
use super::outputs;
use super::progress::{count, say};
use crate::base::study::{K, Language};
use crate::error::Result;
use crate::output::{csv, single};
use crate::welfare::index::{Context, Definition, Scores, people, score};
use clap::Args;
use polars::prelude::{Column, DataFrame, IdxCa};
use serde_json::json;
use std::path::Path;

/// Options of `kawasan index`.
#[derive(Debug, Args)]
pub struct Options {
    #[command(flatten)]
    keyed: keyed::Options,
}

const AFTER: [&str; 5] = ["score", "need", "class", "rank", "missing_share"];

/// Scores the table: a row a key, in its order. Persons or households of one key are put together first, where the definition
/// is of them and a key has many rows; otherwise each row has a key of its own. Measures of people and the lack of reliability
/// stand last, where there are any.
///
/// # Errors
/// See [`keyed::Options::read`], [`Definition::load`], [`people::gather`] and [`score`].
pub fn execute(options: &Options) -> Result<()> {
    let asked = &options.keyed;
    let definition = Definition::load(&asked.definition, Path::new(""))?;
    let dimensions = definition.dimensions.iter().map(|d| d.code.clone());
    let after = AFTER.iter().chain(&people::MEASURES).copied();
    let after = after.chain(["lack_of_reliability"]).map(str::to_owned);
    let taken: Vec<String> = dimensions.chain(after).collect();
    let keyed = asked.read(&taken, definition.people.is_some())?;
    let (unit_of, first) = match definition.people {
        Some(_) => keyed.units()?,
        None => (Vec::new(), Vec::new()),
    };
    let many = first.len() < unit_of.len();
    if definition.people.is_some() && !many && asked.loudness.speaks() {
        say("every key has one row, so the columns are taken as shares of people");
    }
    let (scores, keys, measures) = match many {
        false => {
            let scores = score(&definition, &keyed.table.frame, &Context::default())
                .map_err(|error| keyed.place(error))?;
            (scores, keyed.keys.clone(), Vec::new())
        }
        true => {
            let unit_of: Vec<Option<u32>> = unit_of.into_iter().map(Some).collect();
            let gathered =
                people::gather(&definition, &keyed.table.frame, &unit_of, first.len(), K)
                    .map_err(|error| keyed.place(error))?;
            asked.say(&gathered.findings);
            let first = IdxCa::from_vec("".into(), first);
            let keys = keyed.keys.iter().map(|key| key.take(&first));
            let keys = keys.collect::<Result<_, _>>()?;
            // a row of the units is none of the file
            let scores = score(&gathered.definition, &gathered.frame, &Context::default())
                .map_err(|error| error.file(&keyed.table.source))?;
            let measures = people::MEASURES.iter();
            let measures = measures.filter_map(|name| gathered.frame.column(name).ok().cloned());
            (scores, keys, measures.collect())
        }
    };
    asked.say(&scores.findings);
    let frame = frame(keys, &scores, measures)?;
    single::write(&asked.out, |out| csv::write(out, &frame))?;
    if asked.loudness.speaks() {
        let scored = scores.score.iter().flatten().count();
        say(&format!(
            "{} {}: {scored} of {} a score, {}",
            definition.name,
            definition.version,
            count(scores.score.len(), "row has", "rows have"),
            scores.form
        ));
    }
    let counts = json!({
        "definition": definition.name,
        "version": definition.version,
        "rows": scores.score.len(),
        "scored": scores.score.iter().flatten().count(),
    });
    outputs::written([&asked.out], &asked.loudness, "index", counts);
    Ok(())
}

fn frame(mut columns: Vec<Column>, scores: &Scores, measures: Vec<Column>) -> Result<DataFrame> {
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
    columns.extend(measures);
    if let Some(values) = &scores.reliability {
        columns.push(Column::new("lack_of_reliability".into(), values));
    }
    Ok(DataFrame::new(scores.score.len(), columns)?)
}
