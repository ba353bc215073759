//! Files of a run: layers, tables with cards, brief, checks, manifest, timings.

use crate::base::study::{BriefFormat, LoadedStudy};
use crate::error::{Error, Result};
use crate::output::folder::Folder;
use crate::output::manifest::Input;
use crate::output::sheet::Sheet;
use crate::output::{brief, checks, csv, manifest, map, package, ranks, tables, web};
use crate::pipeline::index::IndexResult;
use crate::pipeline::inputs::Inputs;
use crate::pipeline::log::Log;
use crate::pipeline::{Results, facts, layers};
use serde_json::{Map, Value, json};
use std::io::Write;

/// Writes everything into the folder; the manifest last.
///
/// # Errors
/// When a file cannot be written.
pub fn all(
    loaded: &LoadedStudy,
    inputs: &Inputs,
    results: &Results,
    folder: &Folder,
    log: &mut Log,
) -> Result<()> {
    let study = &loaded.study;
    let meta = &study.study;
    log.stage("write", |findings| {
        let layers = || layers::write(loaded, inputs, results, folder);
        let tables = || tables(loaded, &results.sheets, &inputs.sources, folder);
        // files do not depend on each other
        let (layers, tables) = rayon::join(layers, tables);
        findings.extend(layers?);
        tables?;
        Ok((
            (),
            json!({"tables": results.sheets.len()}),
            format!("{} tables", results.sheets.len()),
        ))
    })?;
    if let Some(index) = &results.index {
        folder.write("index.json", |w| manifest::json_file(w, &index.make()?))?;
    }
    if let Some(register) = &inputs.register {
        folder.write("registry.sql", |w| put(w, &register.sql))?;
    }
    if let Some(drawn) = &results.map {
        folder.write("report/areas.svg", |w| put(w, &map::svg(drawn)))?;
    }
    if let Some(page) = &results.page {
        if !page.geometry.is_empty() {
            let html = web::html(page)?;
            folder.write("map.html", |w| put(w, &html))?;
        }
        folder.write("map.json", |w| put(w, &format!("{}\n", web::json(page))))?;
    }
    for format in &study.outputs.brief {
        match format {
            BriefFormat::Md => {
                if let Some((places, draws)) = results.index.as_ref().and_then(IndexResult::places)
                {
                    let picture = ranks::svg(
                        &places,
                        draws.cutoff,
                        draws.draws,
                        meta.synthetic,
                        meta.language,
                    );
                    folder.write("report/ranks.svg", |w| put(w, &picture))?;
                }
                let facts = facts::facts(study, inputs, results, log);
                let text = brief::render(&facts, meta.language)?;
                folder.write("report/brief.md", |w| put(w, &text))?;
            }
        }
    }
    record(loaded, "run", &inputs.sources, folder, log)
}

/// What is said of a study in the manifest and under every table.
fn context(loaded: &LoadedStudy, sources: &[Input]) -> Map<String, Value> {
    let meta = &loaded.study.study;
    let date = meta.date.as_deref();
    manifest::context(&meta.name, meta.seed, date, meta.synthetic, sources)
}

/// Writes tables in every format that the study asks for.
///
/// # Errors
/// When a file cannot be written.
pub fn tables(
    loaded: &LoadedStudy,
    sheets: &[Sheet],
    sources: &[Input],
    folder: &Folder,
) -> Result<()> {
    let (context, study) = (context(loaded, sources), &loaded.study);
    let title = study.study.title.as_deref();
    tables::write(folder, sheets, &study.outputs.tables, title, &context)
}

/// Writes what was seen and what was done by a command: checks, timings, and the manifest last.
///
/// # Errors
/// When a file cannot be written.
pub fn record(
    loaded: &LoadedStudy,
    command: &str,
    sources: &[Input],
    folder: &Folder,
    log: &Log,
) -> Result<()> {
    let checks = checks::sheet(&log.findings, loaded.study.study.language);
    folder.write("checks.csv", |w| csv::write(w, &checks.frame()?))?;
    let timings = log.timings(&folder.way_to(&loaded.file));
    folder.write("timings.json", |w| manifest::json_file(w, &timings))?;
    let effective = serde_json::to_value(&loaded.study)
        .map_err(|e| Error::engine(format!("the study cannot be written down: {e}")))?;
    let context = context(loaded, sources);
    let title = loaded.study.study.title.as_deref();
    package::write(folder, title, &checks.card(&context), &context, sources)?;
    let made = manifest::Made {
        command,
        study: &effective,
        stages: &Value::Object(log.counts.clone()),
    };
    manifest::write(folder, &made, &context, sources)
}

/// Writes a text.
pub fn put(writer: &mut dyn Write, text: &str) -> Result<()> {
    writer
        .write_all(text.as_bytes())
        .map_err(|e| Error::output(format!("cannot be written: {e}")))
}
