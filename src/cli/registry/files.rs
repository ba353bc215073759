//! One query of any files of rows.

use crate::base::code::System;
use crate::base::model::{Code, Level};
use crate::base::privacy;
use crate::base::study::Privacy;
use crate::cli::beside::Beside;
use crate::cli::layer::warn;
use crate::cli::outputs;
use crate::cli::progress::{Loudness, count, say, tell};
use crate::error::{Error, Result};
use crate::input::read::rows::Rows;
use crate::output::{csv, single};
use crate::welfare::registry::engine::{self, Codes, Grouped, Key};
use crate::welfare::registry::expression::{Definitions, Expression, parse};
use crate::welfare::registry::query::{self, Fold, Measure};
use crate::welfare::registry::small;
use clap::Args;
use clap::builder::PossibleValuesParser;
use polars::prelude::{Column, DataFrame};
use serde_json::json;
use std::path::{Path, PathBuf};

/// What is asked of files.
#[derive(Debug, Args)]
pub struct Query {
    /// Column of the village's code
    #[arg(long, value_name = "COL")]
    code: Option<String>,
    /// Code system of the rows; kemendagri when left out
    #[arg(long, value_name = "NAME", value_parser = PossibleValuesParser::new(["kemendagri", "bps"]))]
    system: Option<String>,
    /// Level of the result; village when left out
    #[arg(long, value_name = "LEVEL", value_parser = PossibleValuesParser::new(["village", "district", "regency", "province", "nation"]))]
    level: Option<String>,
    /// A measure: count(*), count(x), sum(x), min(x) or max(x), with filter (where …) if need be
    #[arg(long = "measure", value_name = "NAME=MEASURE", value_parser = pair)]
    measures: Vec<(String, String)>,
    /// A group within each unit: a column or an expression of few values
    #[arg(long = "by", value_name = "NAME=EXPR|COL", value_parser = group)]
    groups: Vec<(String, String)>,
    /// Which rows count
    #[arg(long = "where", value_name = "EXPR")]
    filter: Option<String>,
    /// How many people a row stands for; counts and sums are weighted by it
    #[arg(long, value_name = "EXPR")]
    weight: Option<String>,
    /// An expression that others may name
    #[arg(long = "define", value_name = "NAME=EXPR", value_parser = pair)]
    defined: Vec<(String, String)>,
    /// Fewest rows that a number may come from; 5 when left out, 1 hides none
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    k: Option<u64>,
    /// Print the query as SQL over a table registry instead, for another engine
    #[arg(long)]
    sql: bool,
}

fn pair(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.trim().is_empty() && !value.trim().is_empty() => {
            Ok((name.trim().to_owned(), value.trim().to_owned()))
        }
        _ => Err("write NAME=EXPRESSION, such as poor=sum(members)".to_owned()),
    }
}

fn group(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some(_) => pair(text),
        None => Ok((
            text.to_owned(),
            format!("\"{}\"", text.replace('"', "\"\"")),
        )),
    }
}

impl Query {
    /// The first option that is given.
    pub fn given(&self) -> Option<&'static str> {
        let given = [
            (self.code.is_some(), "--code"),
            (self.system.is_some(), "--system"),
            (self.level.is_some(), "--level"),
            (!self.measures.is_empty(), "--measure"),
            (!self.groups.is_empty(), "--by"),
            (self.filter.is_some(), "--where"),
            (self.weight.is_some(), "--weight"),
            (!self.defined.is_empty(), "--define"),
            (self.k.is_some(), "--k"),
            (self.sql, "--sql"),
        ];
        given
            .into_iter()
            .find(|(given, _)| *given)
            .map(|(_, name)| name)
    }

    fn system(&self) -> System {
        match self.system.as_deref() {
            Some("bps") => System::Bps,
            _ => System::Kemendagri,
        }
    }

    fn read(&self) -> Result<query::Query> {
        let defined = Definitions::new(&self.defined.iter().cloned().collect())?;
        let weight = self
            .weight
            .as_ref()
            .map(|text| parse(text, &defined))
            .transpose()?;
        let measure =
            |(name, text): &(String, String)| Measure::parse(name, text, &defined, weight.as_ref());
        let group = |(name, text): &(String, String)| {
            Ok::<(String, Expression), Error>((name.clone(), parse(text, &defined)?))
        };
        let level = match self.level.as_deref() {
            None | Some("village") => Some(Level::Village),
            Some(word) => Level::REGIONS
                .into_iter()
                .find(|level| level.as_str() == word),
        };
        Ok(query::Query {
            name: "query".to_owned(),
            level,
            groups: self.groups.iter().map(group).collect::<Result<_>>()?,
            filter: self
                .filter
                .as_ref()
                .map(|text| parse(text, &defined))
                .transpose()?,
            measures: self.measures.iter().map(measure).collect::<Result<_>>()?,
        })
    }
}

/// Writes a row a unit and group: the code, the groups, the number of rows `n`, and each measure with the rows behind it.
///
/// # Errors
/// See [`engine::run`]; a column of codes or a group that could tell persons apart.
pub fn execute(
    inputs: &[PathBuf],
    asked: &Query,
    out: Option<&PathBuf>,
    loudness: &Loudness,
) -> Result<()> {
    let Some(code) = &asked.code else {
        return Err(
            Error::study("the column of the village's code is not named")
                .remedy("name it with --code; a study is a .toml file"),
        );
    };
    let query = asked.read()?;
    let system = asked.system();
    if asked.sql {
        if let Some(out) = out {
            return Err(Error::study("--sql prints the query and writes no result")
                .file(out)
                .remedy("leave out one of --sql and --out"));
        }
        tell(&query.sql(code, system));
        return Ok(());
    }
    let Some(out) = out else {
        return Err(Error::study("no result is named").remedy("name it with --out"));
    };
    let beside = Beside::of(out)?;
    let outs = || std::iter::once(out).chain(beside.as_ref().map(|beside| &beside.path));
    let mut rows = Rows::open(inputs)?;
    let files: Vec<PathBuf> = rows.paths().map(Path::to_path_buf).collect();
    outputs::check(outs(), &files)?;
    outputs::apart(outs(), loudness)?;
    let mut findings = Vec::new();
    let how = Codes {
        system,
        joined: None,
    };
    let queries = std::slice::from_ref(&query);
    let work = || engine::run(&mut rows, code, how, queries, &mut findings);
    let found = loudness
        .while_working("aggregate", work)
        .map_err(|error| match (&error.place.file, files.as_slice()) {
            (None, [file, ..]) => error.file(file),
            _ => error,
        })?
        .remove(0);
    warn(&findings, loudness.voice());
    found.told(&query)?;
    let rows_seen: u64 = found.n.iter().sum();
    if query.level.is_some() && rows_seen > 0 && found.codes.iter().all(Option::is_none) {
        return Err(Error::input("no row holds the code of a village")
            .column(code)
            .remedy(
                "name the column of the village's code with --code, and its system with --system",
            ));
    }
    let place = |own: &&Code| {
        own.as_str().bytes().all(|digit| digit.is_ascii_digit())
            && privacy::code(own.as_str(), code).is_some()
    };
    if let Some(strange) = found.codes.iter().flatten().find(|own| !place(own)) {
        let what = format!(
            "the column holds {}, which is no code of a place",
            privacy::described(strange.as_str(), code)
        );
        return Err(Error::input(what)
            .column(code)
            .remedy("name the column of the village's code with --code"));
    }
    let k = asked.k.unwrap_or(Privacy::default().k as u64);
    let (frame, hidden) = frame(&query, &found, system, k)?;
    single::write(out, |out| csv::write(out, &frame))?;
    let n: u64 = found.n.iter().sum();
    let without = found
        .codes
        .iter()
        .zip(&found.n)
        .filter(|(code, _)| code.is_none());
    let without: u64 = match query.level {
        Some(_) => without.map(|(_, n)| n).sum(),
        None => 0,
    };
    let name = |path: &PathBuf| {
        path.file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned()
    };
    let counts = json!({
        "files": files.iter().map(name).collect::<Vec<_>>(),
        "rows": n + found.left_out,
        "left_out": found.left_out,
        "without_code": without,
        "cells": found.n.len(),
        "k": k,
        "hidden": hidden,
        "sql": query.sql(code, system),
    });
    if let Some(beside) = &beside {
        beside.write(counts.clone())?;
    }
    if loudness.speaks() {
        say(&format!(
            "{} in {}; {} left out, {without} without a code, {hidden} numbers hidden (fewer than {k} rows)",
            count(n as usize, "row", "rows"),
            count(found.n.len(), "cell", "cells"),
            found.left_out,
        ));
    }
    outputs::written(outs(), loudness, "registry aggregate", counts);
    Ok(())
}

/// The result as a table; what comes from fewer than `k` rows is hidden, with what would tell it. Says how many cells that are.
fn frame(
    query: &query::Query,
    found: &Grouped,
    system: System,
    k: u64,
) -> Result<(DataFrame, usize)> {
    let (rows, behind) = small::cells(query, found, system, k)?;
    let shown = |counts: &[u64], hidden: &[bool]| -> Vec<Option<u64>> {
        let cells = counts.iter().zip(hidden);
        cells
            .map(|(count, hidden)| (!hidden).then_some(*count))
            .collect()
    };
    let mut columns = Vec::new();
    if query.level.is_some() {
        let code = |code: &Option<Code>| code.as_ref().map(ToString::to_string);
        let codes: Vec<Option<String>> = found.codes.iter().map(code).collect();
        columns.push(Column::new("code".into(), codes));
    }
    for (at, (name, _)) in query.groups.iter().enumerate() {
        let text = |keys: &Vec<Key>| match &keys[at] {
            Key::Missing => None,
            Key::Truth(truth) => Some(truth.to_string()),
            Key::Number(x) => Some(x.to_string()),
            Key::Text(text) => Some(text.clone()),
        };
        let values: Vec<Option<String>> = found.keys.iter().map(text).collect();
        columns.push(Column::new(name.into(), values));
    }
    columns.push(Column::new("n".into(), shown(&found.n, &rows)));
    for (at, measure) in query.measures.iter().enumerate() {
        let name = measure.name.as_str();
        let counts = shown(&found.behind[at], &behind[at]);
        if measure.fold == Fold::Count {
            columns.push(Column::new(name.into(), counts));
            continue;
        }
        let cells = found.values[at].iter().zip(&behind[at]);
        let value = |(x, hidden): (&f64, &bool)| Some(*x).filter(|x| x.is_finite() && !hidden);
        columns.push(Column::new(
            name.into(),
            cells.map(value).collect::<Vec<_>>(),
        ));
        columns.push(Column::new(format!("{name}_n").into(), counts));
    }
    let hidden = behind
        .iter()
        .chain([&rows])
        .flatten()
        .filter(|hidden| **hidden)
        .count();
    Ok((DataFrame::new(found.n.len(), columns)?, hidden))
}
