//! Files of a run: layers, tables with cards, brief, checks, manifest, timings.

use crate::base::meter;
use crate::base::study::{LoadedStudy, MapFormat, Study};
use crate::error::{Error, Result};
use crate::output::folder::Folder;
use crate::output::manifest::Input;
use crate::output::sheet::Sheet;
use crate::output::{checks, csv, manifest, map, package, recovery, tables, web};
use crate::pipeline::inputs::Inputs;
use crate::pipeline::log::{Log, Outcome};
use crate::pipeline::maps::Picture;
use crate::pipeline::{Results, brief, layers};
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
    if !results.pictures.is_empty() {
        log.stage("pictures", |_| pictures(study, &results.pictures, folder))?;
    }
    if let Some(drawn) = &results.curves {
        folder.write("report/equity.svg", |w| put(w, drawn))?;
        if study.outputs.maps.contains(&MapFormat::Png) {
            painted(folder, "report/equity", drawn)?;
        }
    }
    if let Some(page) = &results.page {
        if !page.geometry.is_empty() {
            let html = web::html(page)?;
            folder.write("map.html", |w| put(w, &html))?;
        }
        folder.write("map.json", |w| put(w, &format!("{}\n", web::json(page))))?;
    }
    if let Some(found) = &results.recovery {
        let meta = &study.study;
        let picture = recovery::svg(&found.picture, meta.synthetic, meta.language);
        folder.write("report/recovery.svg", |w| put(w, &picture))?;
        if study.outputs.maps.contains(&MapFormat::Png) {
            painted(folder, "report/recovery", &picture)?;
        }
    }
    let context = context(loaded, &inputs.sources);
    brief::write(study, inputs, results, &context, folder, log)?;
    record(loaded, "run", &inputs.sources, folder, log)
}

/// Writes each picture in the formats that the study asks for; what the brief shows is an SVG in any case.
fn pictures(study: &Study, pictures: &[Picture], folder: &Folder) -> Outcome<()> {
    let formats = &study.outputs.maps;
    let one = |picture: &Picture| -> Result<usize> {
        let text = map::svg(&picture.map);
        let (svg, png) = (MapFormat::Svg, MapFormat::Png);
        let mut written = 0;
        if picture.of_brief || formats.contains(&svg) {
            folder.write(&format!("{}.svg", picture.path), |w| put(w, &text))?;
            written += 1;
        }
        if formats.contains(&png) {
            painted(folder, &picture.path, &text)?;
            written += 1;
        }
        Ok(written)
    };
    meter::expect(pictures.len());
    let counted = |picture: &Picture| one(picture).inspect(|_| meter::done(1));
    let written = pictures.par_iter().map(counted);
    let files: usize = written.collect::<Result<Vec<_>>>()?.iter().sum();
    Ok(((), json!({"files": files}), format!("{files} files")))
}

/// Writes a picture as pixels.
pub fn painted(folder: &Folder, path: &str, svg: &str) -> Result<()> {
    let bytes = map::png::png(svg)?;
    folder.write(&format!("{path}.png"), |w| {
        w.write_all(&bytes)
            .map_err(|e| Error::output(format!("cannot be written: {e}")))
    })
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
