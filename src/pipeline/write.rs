//! Files of a run: layers, tables with cards, brief, checks, manifest, timings.

use crate::base::model::Level;
use crate::base::study::{BriefFormat, LayerFormat, LoadedStudy};
use crate::error::{Error, Result};
use crate::output::folder::Folder;
use crate::output::manifest::Input;
use crate::output::sheet::Sheet;
use crate::output::{brief, checks, csv, geojson, manifest, map, package, ranks, tables, web};
use crate::pipeline::index::IndexResult;
use crate::pipeline::inputs::Inputs;
use crate::pipeline::log::Log;
use crate::pipeline::space::Outline;
use crate::pipeline::{Results, facts};
use geo::MultiPolygon;
use polars::prelude::{DataFrame, IntoLazy, col, lit};
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
    log.stage("write", |_| {
        let layers = || {
            study
                .outputs
                .layers
                .par_iter()
                .try_for_each(|format| match format {
                    LayerFormat::Geojson => layers(meta.synthetic, inputs, results, folder),
                })
        };
        let tables = || tables(loaded, &results.sheets, &inputs.sources, folder);
        // files do not depend on each other
        let (layers, tables) = rayon::join(layers, tables);
        layers.and(tables)?;
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
        let html = web::html(page)?;
        folder.write("map.html", |w| put(w, &html))?;
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

fn layers(synthetic: bool, inputs: &Inputs, results: &Results, folder: &Folder) -> Result<()> {
    let find = |id: &str| results.sheets.iter().find(|sheet| sheet.id == id);
    let layer = |name: &str, geometry: &[MultiPolygon<f64>], frame: &DataFrame| {
        layer(folder, name, synthetic, geometry, frame)
    };
    let villages = || match find("scores") {
        Some(sheet) => {
            let geometry = &inputs.villages.layer.geometry;
            let properties = with_more(sheet, find("synergy"))?;
            layer("villages", geometry, &properties)
        }
        None => Ok(()),
    };
    let areas = || match find("areas") {
        Some(sheet) => {
            let properties = with_more(sheet, find("synergy_areas"))?;
            layer("areas", &shapes(&results.area_outlines), &properties)
        }
        None => Ok(()),
    };
    let regions = || {
        let Some(sheet) = find("regions") else {
            return Ok(());
        };
        let regions = sheet.frame()?;
        let levels = Level::REGIONS.into_par_iter().zip(&results.outlines);
        levels.try_for_each(|(level, outlines)| {
            let own = regions
                .clone()
                .lazy()
                .filter(col("level").eq(lit(level.as_str())))
                .collect()?;
            layer(level.as_str(), &shapes(outlines), &own)
        })
    };
    let (villages, (areas, regions)) = rayon::join(villages, || rayon::join(areas, regions));
    villages.and(areas).and(regions)
}

/// A sheet with the columns that only another one of the same rows has.
fn with_more(sheet: &Sheet, more: Option<&Sheet>) -> Result<DataFrame> {
    let mut frame = sheet.frame()?;
    if let Some(more) = more {
        let more = more.frame()?;
        let new = more.columns().iter();
        let new: Vec<_> = new
            .filter(|column| frame.column(column.name()).is_err())
            .cloned()
            .collect();
        frame.hstack_mut(&new)?;
    }
    Ok(frame)
}

fn shapes(outlines: &[Outline]) -> Vec<MultiPolygon<f64>> {
    outlines.iter().map(|o| o.geometry.clone()).collect()
}

/// Writes a layer; the collection of a synthetic one is called so, which GIS show as its title.
fn layer(
    folder: &Folder,
    name: &str,
    synthetic: bool,
    geometry: &[MultiPolygon<f64>],
    properties: &DataFrame,
) -> Result<()> {
    let called = match synthetic {
        true => format!("{name}_synthetic"),
        false => name.to_owned(),
    };
    folder.write(&format!("layers/{name}.geojson"), |w| {
        geojson::write(w, geometry, properties, &called, geojson::Form::Rounded)
    })
}
