//! The page of a run: layers of villages, what is told of each, areas.

use super::log::Outcome;
use super::maps::sketch::{MOST, Sketch};
use super::maps::words;
use super::sheets::{distinct, region_names};
use super::theme::{Kind, Theme};
use super::{Inputs, Results};
use crate::base::finding::Finding;
use crate::base::model::{Level, Measure};
use crate::base::study::{Language, Study};
use crate::error::Result;
use crate::output::number;
use crate::output::sheet::{self, Precision, Sheet};
use crate::output::web::{Area, Cells, Class, Fact, Layer, Page};
use crate::output::words::{label, value};
use geo::{BoundingRect, CoordsIter, MultiPolygon};
use polars::prelude::DataFrame;
use serde_json::json;

/// Parts of a degree in which the middle of a village is told.
const PARTS: f64 = 1e5;

/// What is told of a village, in this order; some tables lack some of it.
const OF_SCORES: [&str; 9] = [
    "score",
    "need",
    "class",
    "rank",
    "rank_low",
    "rank_high",
    "p_priority",
    "evidence",
    "hotspot",
];
const OF_SYNERGY: [&str; 13] = [
    "programmes",
    "ministries",
    "levers_needed",
    "levers_present",
    "levers_missing",
    "facilitators",
    "institutions",
    "synergy",
    "steps_to_class",
    "cost_to_class",
    "action_1",
    "action_2",
    "action_3",
];

const OF_RECOVERY: [&str; 4] = [
    "recovery_group",
    "recovery_reason",
    "recovery_start",
    "recovery_change",
];

/// Gathers the page; `None` when there is nothing to show. It has no shapes when there are more villages than one file holds.
///
/// # Errors
/// When needs are not finite.
pub fn page(
    study: &Study,
    inputs: &Inputs,
    results: &Results,
    (sketch, themes): (&Sketch, &[Theme]),
    findings: &mut Vec<Finding>,
) -> Outcome<Option<Page>> {
    let none = |why: &str| Ok((None, json!({}), why.to_owned()));
    let layer = &inputs.villages.layer;
    let n = layer.codes.len();
    let sheet = |id: &str| results.sheets.iter().find(|sheet| sheet.id == id);
    let Some(scores) = sheet("scores") else {
        return none("no scores to show");
    };
    let whole = study.outputs.map && n <= MOST;
    if study.outputs.map && !whole {
        let what = format!("{n} villages are too many for one page: map.html is not written");
        let remedy = "look at the run with `kawasan view`; it opens at once when outputs.layers has \"pmtiles\"";
        findings.push(Finding::info("page-large", what).remedy(remedy));
    }
    let language = study.study.language;
    let frame = scores.frame()?;
    let ledger = sheet("synergy").map(|sheet| Ok::<_, crate::Error>((sheet, sheet.frame()?)));
    let ledger = ledger.transpose()?;
    let found = results.areas.as_ref();
    let layers: Vec<Layer> = themes.iter().map(self::layer).collect();
    if layers.is_empty() {
        return none("no village has a score");
    }
    let mut facts = Vec::new();
    if let Some(name) = &study.study.population {
        facts.push(Fact {
            label: label("population", language).to_owned(),
            unit: String::new(),
            always: true,
            cells: Cells::Numbers(super::inputs::numbers(&inputs.frame, name)?, 0),
        });
    }
    facts.extend(told(scores, &frame, &OF_SCORES, &[], language));
    let dimensions = results
        .index
        .iter()
        .flat_map(|index| &index.scores.dimensions);
    let dimensions: Vec<&str> = dimensions.map(|(code, _)| code.as_str()).collect();
    facts.extend(told(scores, &frame, &dimensions, &[], language));
    if let Some((sheet, frame)) = &ledger {
        let levers = levers(results.sheets.iter().find(|sheet| sheet.id == "levers"))?;
        facts.extend(told(sheet, frame, &OF_SYNERGY, &levers, language));
    }
    if let Some(sheet) = sheet("recovery_villages") {
        facts.extend(told(sheet, &sheet.frame()?, &OF_RECOVERY, &[], language));
    }
    let middle = |shape: &MultiPolygon<f64>| {
        let middle = shape.bounding_rect()?.center();
        Some([middle.x, middle.y].map(|at| (at * PARTS).round() / PARTS))
    };
    let districts = inputs.hierarchy.level(Level::District);
    let shapes = match whole {
        true => sketch.geometry.to_vec(),
        false => Vec::new(),
    };
    let vertices: usize = shapes.iter().map(CoordsIter::coords_count).sum();
    let names = |level| {
        let names = region_names(&inputs.hierarchy, level).into_iter();
        names.map(str::to_owned).collect::<Vec<_>>()
    };
    let subtitle = found.map_or_else(String::new, |found| words::seen(found, language));
    let index = results.index.as_ref();
    let note = match found {
        Some(_) => words::covered(study, index),
        None => format!(
            "{}{}",
            words::need(index, language),
            words::breaks(language)
        ),
    };
    let page = Page {
        language,
        title: words::title(study).to_owned(),
        subtitle,
        synthetic: study.study.synthetic,
        notes: vec![note, scores.method.clone()],
        cite: words::cited(study, inputs, None),
        villages: [
            layer.codes.iter().map(ToString::to_string).collect(),
            (0..n)
                .map(|i| layer.names.get(i).cloned().unwrap_or_default())
                .collect(),
            names(Level::District),
            names(Level::Regency),
        ],
        geometry: shapes,
        centres: layer.geometry.iter().map(middle).collect(),
        districts: districts.map_or_else(Vec::new, |regions| regions.of_village.clone()),
        planar: layer.measure == Measure::Planar,
        areas: found.map_or_else(Vec::new, |found| {
            let areas = found.plan.areas.iter();
            areas
                .map(|area| of_area(&area.members, inputs, language))
                .collect()
        }),
        layers,
        facts,
    };
    let counts = json!({"layers": page.layers.len(), "villages": n, "vertices": vertices});
    let detail = format!(
        "{} layers of {n} villages, {vertices} vertices",
        page.layers.len()
    );
    Ok((Some(page), counts, detail))
}

fn of_area(members: &[u32], inputs: &Inputs, language: Language) -> Area {
    let within = |level| distinct(members, &region_names(&inputs.hierarchy, level)).join(", ");
    let villages = number::read(members.len() as f64, 0, language);
    Area {
        name: within(Level::Regency),
        detail: format!(
            "{villages} {} · {}",
            label("map_villages", language),
            within(Level::District)
        ),
        villages: members.to_vec(),
    }
}

fn numbers(frame: &DataFrame, name: &str) -> Vec<Option<f64>> {
    super::inputs::numbers(frame, name).unwrap_or_else(|_| vec![None; frame.height()])
}

fn texts(frame: &DataFrame, name: &str) -> Vec<String> {
    let column = frame.column(name).ok().and_then(|column| column.str().ok());
    column.map_or_else(Vec::new, |texts| {
        texts
            .iter()
            .map(|text| text.unwrap_or_default().to_owned())
            .collect()
    })
}

/// A theme as a layer of the page.
fn layer(theme: &Theme) -> Layer {
    let class = |kind: &Kind| Class {
        label: kind.label.clone(),
        fill: kind.fill,
    };
    Layer {
        id: theme.id,
        label: theme.label.clone(),
        heading: theme.heading.clone(),
        note: theme.note.clone(),
        classes: theme.kinds.iter().map(class).collect(),
        of: theme.of.clone(),
    }
}

/// Codes and titles of the levers, from their table.
fn levers(sheet: Option<&Sheet>) -> Result<Vec<(String, String)>> {
    let Some(sheet) = sheet else {
        return Ok(Vec::new());
    };
    let frame = sheet.frame()?;
    let pairs = texts(&frame, "lever").into_iter();
    let mut pairs: Vec<_> = pairs.zip(texts(&frame, "lever_title")).collect();
    pairs.sort_unstable();
    pairs.dedup();
    Ok(pairs)
}

/// A list of codes of levers with their titles in place of them.
fn titled(codes: &str, levers: &[(String, String)]) -> String {
    let title = |code: &str| {
        let known = levers
            .iter()
            .find(|(own, title)| own == code && !title.is_empty());
        known.map_or_else(|| code.to_owned(), |(_, title)| title.clone())
    };
    let titles: Vec<String> = codes.split(';').map(|code| title(code.trim())).collect();
    titles.join("; ")
}

/// Columns of a table as facts of villages.
fn told(
    sheet: &Sheet,
    frame: &DataFrame,
    names: &[&str],
    levers: &[(String, String)],
    language: Language,
) -> Vec<Fact> {
    let fact = |name: &&str| {
        let column = sheet.columns.iter().find(|column| column.name == *name)?;
        let own = frame.column(name).ok()?;
        let cells = match own.dtype().is_numeric() {
            true if column.kind == sheet::Kind::Year => {
                let years = numbers(frame, name).into_iter();
                let say = |year: Option<f64>| year.map_or_else(String::new, |y| y.to_string());
                Cells::Texts(years.map(say).collect())
            }
            true => {
                let decimals = match column.precision {
                    Precision::Decimals(decimals) => decimals.min(3),
                    _ => 3,
                };
                Cells::Numbers(numbers(frame, name), decimals)
            }
            false => {
                let texts = texts(frame, name).into_iter();
                let say = |text: String| match *name {
                    "levers_missing" => titled(&text, levers),
                    _ => value(name, &text, language).to_owned(),
                };
                Cells::Texts(texts.map(say).collect())
            }
        };
        Some(Fact {
            label: column.label.clone(),
            unit: column.unit.clone(),
            always: ["score", "rank"].contains(name),
            cells,
        })
    };
    names.iter().filter_map(fact).collect()
}
