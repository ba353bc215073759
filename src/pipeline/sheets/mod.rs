//! Results of a run as citable tables: one file a kind of unit.

mod area;
mod index;
mod join;
mod meaning;
mod region;
mod statistic;
mod village;

use crate::base::model::{Code, Level};
use crate::base::modelled;
use crate::base::study::{Language, Study, Within};
use crate::input::join::Hierarchy;
use crate::output::sheet::Sheet;
use crate::output::words::pick;
use crate::pipeline::Results;
use crate::pipeline::inputs::Inputs;

/// Decimals of scores, needs and statistics in files.
const FINE: usize = 6;

/// Tables that say so where they rest on modelled values.
const RESTING: [&str; 19] = [
    "scores",
    "regions",
    "indicators",
    "weights",
    "correlations",
    "choices",
    "areas",
    "area_groups",
    "replacement",
    "rule_costs",
    "tradeoff",
    "hotspots",
    "global",
    "synergy",
    "synergy_areas",
    "area_profiles",
    "allocation",
    "menu",
    "menu_next",
];

/// Every table of a run.
pub fn all(study: &Study, inputs: &Inputs, results: &Results) -> Vec<Sheet> {
    let mut sheets = vec![
        village::scores(study, inputs, results),
        region::regions(study, inputs, results),
    ];
    if let Some(found) = &results.index {
        sheets.push(index::indicators(study, inputs, found));
        sheets.push(index::weights(study, found));
        sheets.push(index::correlations(study, found));
        sheets.extend(index::choices(study, found));
    }
    if let Some(found) = &results.areas {
        sheets.push(area::areas(study, inputs, found, &results.area_outlines));
        sheets.extend(area::area_groups(study, inputs, found));
        sheets.extend(meaning::all(study, inputs, found));
    }
    if let Some(found) = &results.hotspots {
        sheets.push(statistic::hotspots(study, inputs, found));
        sheets.push(statistic::global(study, found));
    }
    sheets.extend(inputs.modelled.iter().cloned());
    sheets.extend(results.further.iter().cloned());
    sheets.extend(
        inputs
            .register
            .iter()
            .flat_map(|register| register.sheets.clone()),
    );
    sheets.push(join::joins(study, &inputs.joins));
    sheets.push(statistic::neighbours(
        study,
        inputs,
        results.neighbours.statistics(),
    ));
    flag(study, results, &mut sheets);
    sheets
}

/// Says in the method of what rests on modelled values that it does.
fn flag(study: &Study, results: &Results, sheets: &mut [Sheet]) {
    let columns = modelled(study, results).join(", ");
    if columns.is_empty() {
        return;
    }
    let words = pick(
        study.study.language,
        "BERTUMPU PADA NILAI MODELAN, bukan hasil pengamatan saja",
        "RESTS ON MODELLED VALUES, not on observed ones alone",
    );
    for sheet in sheets {
        if RESTING.contains(&sheet.id.as_str()) {
            let method = std::mem::take(&mut sheet.method);
            sheet.method = format!("{method} {words}: {columns}.")
                .trim_start()
                .to_owned();
        }
    }
}

/// The modelled columns that scores, tests or areas rest on.
fn modelled(study: &Study, results: &Results) -> Vec<String> {
    let mut columns = results
        .index
        .as_ref()
        .map_or_else(Vec::new, |index| index.modelled.clone());
    let tested = study.hotspots.iter().filter_map(|spec| spec.value.as_ref());
    let covered = study.areas.iter().flat_map(|spec| {
        let gain = spec.gain.iter().chain(spec.limits.keys());
        std::iter::once(&spec.need).chain(gain)
    });
    for column in tested.chain(covered) {
        if modelled::marked(column) && !columns.contains(column) {
            columns.push(column.clone());
        }
    }
    columns
}

/// n names of each village's region at a level.
pub fn region_names(hierarchy: &Hierarchy, level: Level) -> Vec<&str> {
    hierarchy.level(level).map_or_else(Vec::new, |regions| {
        let of = regions.of_village.iter();
        of.map(|&i| regions.names[i as usize].as_str()).collect()
    })
}

/// A level as people call it.
pub fn level_word(level: Level, language: Language) -> &'static str {
    match level {
        Level::Village => pick(language, "desa", "village"),
        Level::District => pick(language, "kecamatan", "district"),
        Level::Regency => pick(language, "kabupaten/kota", "regency"),
        Level::Province => pick(language, "provinsi", "province"),
    }
}

/// The same for several.
pub fn level_words(level: Level, language: Language) -> &'static str {
    match (language, level) {
        (Language::Id, _) => level_word(level, language),
        (_, Level::Village) => "villages",
        (_, Level::District) => "districts",
        (_, Level::Regency) => "regencies",
        (_, Level::Province) => "provinces",
    }
}

/// Codes and names of what areas stay inside, one a group.
pub fn groups(hierarchy: &Hierarchy, within: Within, language: Language) -> Vec<(&str, &str)> {
    match within.level().and_then(|level| hierarchy.level(level)) {
        Some(regions) => (regions.codes.iter().map(Code::as_str))
            .zip(regions.names.iter().map(String::as_str))
            .collect(),
        None => vec![("", pick(language, "semua desa", "all villages"))],
    }
}

/// The distinct names of members' regions, sorted.
pub fn distinct<'a>(members: &[u32], names: &[&'a str]) -> Vec<&'a str> {
    let mut found: Vec<&str> = members.iter().map(|&i| names[i as usize]).collect();
    found.sort_unstable();
    found.dedup();
    found
}

fn square_km(m2: f64) -> f64 {
    m2 / 1e6
}

fn km(metres: f64) -> f64 {
    metres / 1e3
}
