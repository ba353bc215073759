//! The brief of a run: facts from its tables, maps, then the files.
//!
//! * [`facts`]: what is told of the whole; [`area`]: of one area; [`ledger`]: of programmes and the registry; [`further`]: of services, modelled values, equity and potentials; [`table`]: how tables are read
//! * [`plates`]: maps at the size of a page
//! * [`templates`]: the folder that a study names

mod area;
mod facts;
mod further;
mod ledger;
mod plates;
mod table;
pub mod templates;

pub use plates::{Plates, Scene, plates};

use super::Results;
use super::index::IndexResult;
use super::inputs::Inputs;
use super::log::Log;
use super::write::{painted, put};
use crate::base::finding::{Finding, Severity};
use crate::base::study::{BriefFormat, Language, MapFormat, Study};
use crate::error::Result;
use crate::output::brief::{self, Picture, Templates, locator, overview, prose};
use crate::output::folder::Folder;
use crate::output::words::brief::words;
use crate::output::{ranks, recovery};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// Whether the study asks for a brief that shows maps of its own.
pub fn wants_maps(study: &Study) -> bool {
    let asked = &study.outputs.brief;
    asked.contains(&BriefFormat::Html) || asked.contains(&BriefFormat::Pdf)
}

/// Writes the brief in every format that the study asks for, with the picture of ranks.
///
/// # Errors
/// When a template is at fault, or a file cannot be written.
pub fn write(
    study: &Study,
    inputs: &Inputs,
    results: &Results,
    context: &Map<String, Value>,
    folder: &Folder,
    log: &mut Log,
) -> Result<()> {
    if study.outputs.brief.is_empty() {
        return Ok(());
    }
    let language = study.study.language;
    let facts = facts(study, inputs, results, context, log)?;
    let pictures = pictures(study, results, &facts);
    if let Some(drawn) = pictures.iter().find(|picture| picture.name == RANKS) {
        folder.write(&format!("report/{RANKS}"), |w| put(w, &drawn.svg))?;
        if study.outputs.maps.contains(&MapFormat::Png) {
            painted(folder, "report/ranks", &drawn.svg)?;
        }
    }
    let templates = &results.templates;
    log.stage("brief", |findings| {
        let mut counts = Map::new();
        for format in &study.outputs.brief {
            match format {
                BriefFormat::Md => {
                    let text = brief::markdown(templates, &facts, language)?;
                    folder.write("report/brief.md", |w| put(w, &text))?;
                    counts.insert("md".into(), json!({}));
                }
                BriefFormat::Html => {
                    let page = brief::html::html(templates, &facts, &pictures, language)?;
                    folder.write_pictured(
                        "report/brief.html",
                        &facts.to_string(),
                        page.as_bytes(),
                    )?;
                    counts.insert("html".into(), json!({}));
                }
                BriefFormat::Pdf => {
                    let pages = pdf(study, templates, &facts, &pictures, folder, findings)?;
                    counts.insert("pdf".into(), json!({"pages": pages}));
                }
            }
        }
        let formats: Vec<&str> = counts.keys().map(String::as_str).collect();
        let detail = formats.join(", ");
        Ok(((), Value::Object(counts), detail))
    })
}

/// File names of pictures.
const OVERVIEW: &str = "overview.svg";
const RANKS: &str = "ranks.svg";
const RECOVERY: &str = "recovery.svg";

/// All facts with their words and sentences.
fn facts(
    study: &Study,
    inputs: &Inputs,
    results: &Results,
    context: &Map<String, Value>,
    log: &Log,
) -> Result<Value> {
    let language = study.study.language;
    let mut facts = facts::facts(study, inputs, results, log);
    let year = &log
        .counts
        .get("programmes")
        .map_or(Value::Null, |counts| counts["year"].clone());
    ledger::add(&mut facts, &results.sheets, year, language);
    further::add(&mut facts, &results.sheets, language);
    facts["language"] = json!(match language {
        Language::Id => "id",
        Language::En => "en",
    });
    facts["tables"] = ledger::tables(&results.sheets, context);
    facts["findings"]["checks"] = checks(&log.findings);
    let plates = results.plates.as_ref();
    let places = results.index.as_ref().and_then(IndexResult::places);
    facts["pictures"] = json!({
        "overview": plates.map(|_| OVERVIEW),
        "ranks": places.map(|_| RANKS),
        "recovery": results.recovery.as_ref().map(|_| RECOVERY),
    });
    let known = plates.map_or(0, |plates| plates.locators.len());
    if let Some(Value::Array(areas)) = facts.pointer_mut("/areas/list") {
        for (at, area) in areas.iter_mut().enumerate() {
            area["picture"] = json!((at < known).then(|| of_area(at)));
        }
    }
    facts["words"] = words(language);
    prose::add(&mut facts, language)?;
    Ok(facts)
}

fn of_area(at: usize) -> String {
    format!("area-{}.svg", at + 1)
}

/// Warnings by check, with how many there are of each.
fn checks(findings: &[Finding]) -> Value {
    let mut counts = BTreeMap::new();
    for finding in findings.iter().filter(|f| f.severity == Severity::Warning) {
        *counts.entry(finding.check).or_insert(0_usize) += 1;
    }
    let checks = counts
        .into_iter()
        .map(|(check, count)| json!({"check": check, "count": count}));
    json!(checks.collect::<Vec<_>>())
}

/// Every picture, with the words that say what is seen.
fn pictures(study: &Study, results: &Results, facts: &Value) -> Vec<Picture> {
    let meta = &study.study;
    let said = |text: &Value| text[0].as_str().unwrap_or_default().to_owned();
    let mut pictures = Vec::new();
    if let Some(plates) = &results.plates {
        pictures.push(Picture {
            name: OVERVIEW.to_owned(),
            svg: overview::svg(&plates.overview, &said(&facts["text"]["overview_alt"])),
        });
        for (at, map) in plates.locators.iter().enumerate() {
            let text = &facts["areas"]["list"][at]["text"];
            let mut map = map.clone();
            (map.title, map.alt) = (said(&text["title"]), said(&text["alt"]));
            pictures.push(Picture {
                name: of_area(at),
                svg: locator::svg(&map),
            });
        }
    }
    if let Some((places, draws)) = results.index.as_ref().and_then(IndexResult::places) {
        pictures.push(Picture {
            name: RANKS.to_owned(),
            svg: ranks::svg(
                &places,
                draws.cutoff,
                draws.draws,
                meta.synthetic,
                meta.language,
            ),
        });
    }
    if let Some(found) = &results.recovery {
        pictures.push(Picture {
            name: RECOVERY.to_owned(),
            svg: recovery::svg(&found.picture, meta.synthetic, meta.language),
        });
    }
    pictures
}

#[cfg(feature = "pdf")]
fn pdf(
    study: &Study,
    templates: &Templates,
    facts: &Value,
    pictures: &[Picture],
    folder: &Folder,
    findings: &mut Vec<Finding>,
) -> Result<usize> {
    let made = brief::pdf::pdf(templates, facts, pictures, date(study))?;
    for warning in made.warnings {
        let place = &warning.place;
        let mut finding = Finding::warning("brief-template", warning.what.clone());
        if let Some(file) = &place.file {
            finding = finding.file(file);
        }
        if let Some(row) = place.row {
            finding = finding.row(row);
        }
        findings.push(finding.remedy("change the template: the brief is written all the same"));
    }
    folder.write_pictured("report/brief.pdf", &facts.to_string(), &made.bytes)?;
    Ok(made.pages)
}

#[cfg(not(feature = "pdf"))]
fn pdf(
    _: &Study,
    _: &Templates,
    _: &Value,
    _: &[Picture],
    _: &Folder,
    _: &mut Vec<Finding>,
) -> Result<usize> {
    Err(crate::Error::study("this build lacks the feature `pdf`")
        .remedy("leave \"pdf\" out of `outputs.brief`"))
}

/// The day of the study as year, month and day.
#[cfg(feature = "pdf")]
fn date(study: &Study) -> Option<(i32, u8, u8)> {
    use chrono::Datelike;
    let day: chrono::NaiveDate = study.study.date.as_deref()?.parse().ok()?;
    let small = |part: u32| u8::try_from(part).ok();
    Some((day.year(), small(day.month())?, small(day.day())?))
}
