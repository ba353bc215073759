//! A registry looked over: how old it is, whom it covers, who stands in it twice, what cannot be, and codes that are no longer.

mod gather;
mod tables;

use super::replay::{open, replay};
use super::settings::{key, sections, villages};
use crate::base::day::days;
use crate::base::finding::Finding;
use crate::base::model::{Code, Level};
use crate::base::study::LoadedStudy;
use crate::error::{Error, Result};
use crate::input::read::rows::Rows;
use crate::output::folder::Folder;
use crate::output::manifest::{self, Input};
use crate::pipeline::Summary;
use crate::pipeline::inputs::with_population;
use crate::pipeline::log::Log;
use crate::pipeline::write;
use crate::welfare::registry::engine::{self, Codes};
use crate::welfare::registry::expression::{Definitions, Expression, parse};
use crate::welfare::registry::query::{Measure, Query};
use gather::{Gathered, Origin};
use serde_json::json;
use std::path::{Path, PathBuf};
use tables::Look;

/// What is asked of an audit.
#[derive(Debug)]
pub struct Asked<'a> {
    /// Folder of a registry; the rows of `[registry]` when left out.
    pub registry: Option<&'a Path>,
    /// Whether the log is replayed.
    pub replay: bool,
    /// Where the tables go.
    pub out: &'a Path,
}

/// Looks a registry over; `true` when a replay gave another snapshot.
///
/// # Errors
/// Any fault of the study, the registry or the output.
pub fn audit(loaded: &LoadedStudy, asked: &Asked, mut log: Log) -> Result<(Summary, bool)> {
    let (spec, refresh) = sections(loaded)?;
    let settings = spec.audit.clone().unwrap_or_default();
    let today = loaded
        .study
        .study
        .date
        .as_deref()
        .and_then(days)
        .ok_or_else(|| {
            Error::study(
                "the age of a registry is counted from the date of the study, and it has none",
            )
            .file(&loaded.file)
            .remedy("write study.date")
        })?;
    let folder = Folder::open(asked.out, "report of a registry", manifest::files_of)?;
    let record = asked.registry.map(open).transpose()?;
    let (places, population, mut sources) = with_population(loaded, &mut log)?;
    let origin = match (asked.registry, &record) {
        (Some(folder), Some(record)) => Origin::folder(folder, record),
        _ => Origin::rows(loaded.resolve(spec.files()?), &spec.code),
    };
    let mut rows = Rows::open(&origin.files)?;
    for path in rows.paths() {
        let shown = path.strip_prefix(loaded.base()).unwrap_or(path);
        sources.push(Input::file(&shown.display().to_string(), path, "registry")?);
    }
    let villages = villages(loaded, spec, &places, &mut log.findings)?;
    let rules = rules(loaded)?;
    let counts = log.stage("rules", |findings| {
        let how = Codes {
            system: villages.system,
            joined: None,
        };
        let queries = [query(&rules)];
        let counts = engine::run(&mut rows, &origin.code, how, &queries, findings)?.remove(0);
        let n: u64 = counts.n.iter().sum();
        Ok((
            counts,
            json!({"rows": n, "rules": rules.len()}),
            format!("{n} rows, {} rules", rules.len()),
        ))
    })?;
    let gathered = log.stage("persons", |findings| {
        let key = match record {
            Some(_) => None,
            None => Some(key(loaded)?),
        };
        let gathered = Gathered::read(
            &origin,
            rows,
            (spec, refresh, &settings),
            &villages,
            key.as_ref(),
            &loaded.study.privacy,
            findings,
        )?;
        let detail = format!(
            "{} persons in {} villages",
            gathered.read,
            gathered.codes.len()
        );
        Ok((gathered, json!({}), detail))
    })?;
    let layer = &places.villages.layer;
    let look = Look {
        language: loaded.study.study.language,
        k: loaded.study.privacy.k as u64,
        places: &places,
        population: population.as_deref(),
        settings: &settings,
        today,
        base: days(&refresh.base),
        vintage: spec.vintage,
        rules: &rules,
    };
    let known = |code: &Code| layer.codes.binary_search(code).is_ok();
    let sheets = log.stage("audit", |findings| {
        let sheets = look.sheets(&counts, gathered, (&villages.lineage, &known), findings)?;
        let n = sheets.len();
        Ok((sheets, json!({"tables": n}), format!("{n} tables")))
    })?;
    let mut differs = false;
    if let (Some(folder), true) = (asked.registry, asked.replay) {
        differs = log.stage("replay", |findings| {
            let wrong = replay(loaded, folder)?;
            let detail = match wrong.is_empty() {
                true => "the log gives the snapshot".to_owned(),
                false => format!("{} files are not what the log gives", wrong.len()),
            };
            for file in &wrong {
                findings.push(
                    Finding::warning("replay", "the file is not what the log gives")
                        .file(folder.join(file))
                        .remedy("bring the registry's folder back from a copy"),
                );
            }
            Ok((!wrong.is_empty(), json!({"differ": wrong.len()}), detail))
        })?;
    }
    write::tables(loaded, &sheets, &sources, &folder)?;
    write::record(loaded, "registry audit", &sources, &folder, &log)?;
    folder.publish()?;
    let out: Option<PathBuf> = Some(asked.out.to_path_buf());
    Ok((crate::pipeline::summary(log, out), differs))
}

/// Conditions that no row may meet: those of the study, and those that follow from the roles of columns.
fn rules(loaded: &LoadedStudy) -> Result<Vec<(String, Expression)>> {
    let (spec, _) = sections(loaded)?;
    let definitions = Definitions::new(&spec.define)?;
    let mut texts: Vec<(String, String)> = Vec::new();
    if let Some(weight) = &spec.weight {
        texts.push(("weight".to_owned(), format!("({weight}) <= 0")));
    }
    if let Some(welfare) = &spec.welfare {
        texts.push(("welfare".to_owned(), format!("({}) < 0", welfare.value)));
        if let Some(decile) = &welfare.decile {
            texts.push((
                "decile".to_owned(),
                format!("({decile}) < 1 or ({decile}) > 10"),
            ));
        }
    }
    let own = spec.audit.iter().flat_map(|audit| audit.impossible.clone());
    texts.extend(own);
    let read = |(name, text): (String, String)| Ok((name, parse(&text, &definitions)?));
    texts.into_iter().map(read).collect()
}

fn query(rules: &[(String, Expression)]) -> Query {
    let measure = |(name, rule): &(String, Expression)| {
        Measure::sum(name.clone(), Expression::Number(1.0).only(rule.clone()))
    };
    Query {
        name: "rules".to_owned(),
        level: Some(Level::Village),
        groups: Vec::new(),
        filter: None,
        measures: rules.iter().map(measure).collect(),
    }
}
