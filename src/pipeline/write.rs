//! Files of a run: layers, tables with cards, brief, checks, manifest, timings.

use crate::base::study::{BriefFormat, LoadedStudy, TableFormat};
use crate::error::{Error, Result};
use crate::output::folder::Folder;
use crate::output::manifest::Input;
use crate::output::sheet::Sheet;
use crate::output::words::pick;
use crate::output::{brief, checks, csv, manifest, map, markdown, ranks};
use crate::pipeline::index::IndexResult;
use crate::pipeline::inputs::Inputs;
use crate::pipeline::log::Log;
use crate::pipeline::{Results, facts, layers};
use rayon::prelude::*;
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
    record(loaded, &inputs.sources, folder, log)
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
    let (formats, context) = (&loaded.study.outputs.tables, context(loaded, sources));
    sheets
        .par_iter()
        .try_for_each(|sheet| table(sheet, formats, &context, folder))
}

/// Writes what was seen and what was done: checks, timings, and the manifest last.
///
/// # Errors
/// When a file cannot be written.
pub fn record(loaded: &LoadedStudy, sources: &[Input], folder: &Folder, log: &Log) -> Result<()> {
    let checks = checks::sheet(&log.findings, loaded.study.study.language);
    folder.write("checks.csv", |w| csv::write(w, &checks.frame()?))?;
    folder.write("timings.json", |w| manifest::json_file(w, &log.timings()))?;
    let effective = serde_json::to_value(&loaded.study)
        .map_err(|e| Error::engine(format!("the study cannot be written down: {e}")))?;
    let stages = Value::Object(log.counts.clone());
    manifest::write(
        folder,
        &effective,
        &context(loaded, sources),
        sources,
        &stages,
    )
}

/// Writes a text.
pub fn put(writer: &mut dyn Write, text: &str) -> Result<()> {
    writer
        .write_all(text.as_bytes())
        .map_err(|e| Error::output(format!("cannot be written: {e}")))
}

/// Writes a table in every format, and its card.
fn table(
    sheet: &Sheet,
    formats: &[TableFormat],
    context: &Map<String, Value>,
    folder: &Folder,
) -> Result<()> {
    let id = &sheet.id;
    for format in formats {
        match format {
            TableFormat::Csv => folder.write(&format!("tables/{id}.csv"), |w| {
                csv::write(w, &sheet.frame()?)
            })?,
            TableFormat::Md => {
                let source = citation(sheet, context);
                folder.write(&format!("tables/{id}.md"), |w| {
                    markdown::write(w, sheet, &source, formats.contains(&TableFormat::Csv))
                })?;
            }
        }
    }
    folder.write(&format!("tables/{id}.json"), |w| {
        manifest::json_file(w, &sheet.card(context))
    })
}

/// The line by which a table is cited.
fn citation(sheet: &Sheet, context: &Map<String, Value>) -> String {
    let text = |key: &str| match context.get(key) {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Null) | None => String::new(),
        Some(other) => other.to_string(),
    };
    let language = sheet.language();
    let study = match context.get("synthetic") {
        Some(Value::Bool(true)) => format!(
            "{} ({})",
            text("study"),
            pick(language, "data sintetis", "synthetic data")
        ),
        _ => text("study"),
    };
    let parts = [
        study,
        format!("{} {}", pick(language, "tabel", "table"), sheet.id),
        text("date"),
        text("tool"),
        format!("{} {}", pick(language, "benih", "seed"), text("seed")),
    ];
    let parts: Vec<String> = parts.into_iter().filter(|p| !p.is_empty()).collect();
    format!("*{}.*", parts.join(", "))
}
