//! What a run would do: files to read, stages to go through, files to write.

use super::progress;
use crate::base::study::{BriefFormat, LayerFormat, LoadedStudy, MapFormat, Study, TableFormat};
use crate::error::Result;
use crate::input::read::boundary;
use crate::welfare::index::Definition;
use serde::Serialize;
use serde_json::json;
use std::path::{Path, PathBuf};

/// Says it, a line each, or as JSON; nothing is read but names.
///
/// # Errors
/// None so far.
pub fn tell(loaded: &LoadedStudy, out: &Path, json: bool) -> Result<()> {
    let (reads, stages, writes) = (reads(loaded), stages(&loaded.study), writes(&loaded.study));
    let there = |path: &PathBuf| path.exists() || pattern(path);
    if json {
        let read =
            |path: &PathBuf| json!({"path": path.display().to_string(), "there": there(path)});
        let stage = |(name, detail): &(&str, String)| json!({"stage": name, "detail": detail});
        let report = json!({
            "read": reads.iter().map(read).collect::<Vec<_>>(),
            "stages": stages.iter().map(stage).collect::<Vec<_>>(),
            "out": out.display().to_string(),
            "write": writes,
        });
        progress::tell(&format!("{report:#}"));
        return Ok(());
    }
    for path in &reads {
        let absent = if there(path) { "" } else { " (not there)" };
        progress::tell(&format!("{:<11} {}{absent}", "read", path.display()));
    }
    for (stage, detail) in &stages {
        progress::tell(&format!("{stage:<11} {detail}"));
    }
    progress::tell(&format!("{:<11} {}", "write", out.display()));
    for file in &writes {
        progress::tell(&format!("{:<11}   {file}", ""));
    }
    Ok(())
}

/// Whether a path stands for several files.
fn pattern(path: &Path) -> bool {
    path.to_string_lossy().contains(['*', '?', '['])
}

/// Every file that the study names, in the order in which they are read.
fn reads(loaded: &LoadedStudy) -> Vec<PathBuf> {
    let study = &loaded.study;
    let mut files = vec![boundary::file(&loaded.resolve(&study.boundaries.path))];
    let mut add = |path: &Path| files.push(loaded.resolve(path));
    if let Some(lineage) = &study.codes.lineage {
        add(lineage);
    }
    for table in &study.tables {
        add(&table.path);
        if let Some(bridge) = &table.bridge {
            add(bridge.path());
        }
    }
    if let Some(index) = &study.index
        && !Definition::built_in().any(|own| own == index.definition)
    {
        add(Path::new(&index.definition));
    }
    if let Some(spec) = &study.registry {
        let bridge = spec.bridge.as_ref().map(|bridge| bridge.path());
        let own = [spec.path.as_deref(), bridge, spec.points.as_deref()];
        own.into_iter().flatten().for_each(&mut add);
    }
    if let Some(spec) = &study.programmes {
        let bridge = spec.bridge.as_ref().map(|bridge| bridge.path());
        let own = [
            Some(spec.catalogue.as_path()),
            Some(&spec.placements),
            spec.facilitators.as_deref(),
            spec.institutions.as_deref(),
            spec.actions.as_deref(),
            bridge,
        ];
        own.into_iter().flatten().for_each(add);
    }
    files
}

/// The stages with what they are asked for.
fn stages(study: &Study) -> Vec<(&'static str, String)> {
    let mut stages = Vec::new();
    let mut add = |stage, detail: String| stages.push((stage, detail));
    add("join", format!("tables: {}", study.tables.len()));
    if study.registry.is_some() {
        add(
            "registry",
            "numbers of places from rows of persons".to_owned(),
        );
    }
    if let Some(index) = &study.index {
        add("index", index.definition.clone());
    }
    add("neighbours", word(&study.neighbours.kind));
    if let Some(spec) = study
        .index
        .as_ref()
        .and_then(|index| index.uncertainty.as_ref())
    {
        add("uncertainty", format!("{} draws", spec.draws));
    }
    if let Some(spec) = &study.hotspots {
        let tested = spec.value.as_deref().unwrap_or("need");
        let statistics: Vec<String> = spec.statistics.iter().map(word).collect();
        let (names, draws) = (statistics.join(", "), spec.permutations);
        add(
            "hotspots",
            format!("{tested}: {names}, {draws} permutations"),
        );
    }
    if let Some(spec) = &study.areas {
        let [min, max] = spec.villages;
        let within = spec.within.level().map_or(String::new(), |level| {
            format!(" in each {}", level.as_str())
        });
        add(
            "areas",
            format!(
                "{min} to {max} villages, at most {}{within}",
                spec.per_group
            ),
        );
    }
    if study.programmes.is_some() {
        add(
            "synergy",
            "programmes, facilitators, institutions, menu".to_owned(),
        );
    }
    add(
        "dissolve",
        "districts, regencies, provinces, areas".to_owned(),
    );
    if !study.outputs.maps.is_empty() {
        let formats: Vec<String> = study.outputs.maps.iter().map(word).collect();
        add("maps", formats.join(", "));
    }
    if study.outputs.map {
        add("page", "map.html".to_owned());
    }
    stages
}

/// The files of the result, those of a kind together.
fn writes(study: &Study) -> Vec<String> {
    let (outputs, mut files) = (&study.outputs, Vec::new());
    for format in &outputs.layers {
        files.push(match format {
            LayerFormat::Gpkg => format!("layers/{}.gpkg", study.study.name),
            other => format!("layers/*.{}", word(other)),
        });
    }
    for format in &outputs.tables {
        files.push(match format {
            TableFormat::Xlsx => "tables/*.xlsx".to_owned(),
            other => format!("tables/*.{}", word(other)),
        });
    }
    for format in &outputs.brief {
        let format: &BriefFormat = format;
        files.push(format!("report/brief.{}", word(format)));
    }
    let png = outputs.maps.contains(&MapFormat::Png);
    if study.areas.is_some() {
        files.push("report/areas.svg".to_owned());
        files.extend(png.then(|| "report/areas.png".to_owned()));
    }
    for format in &outputs.maps {
        files.push(format!("report/maps/*.{}", word(format)));
    }
    if outputs.map {
        files.push("map.html".to_owned());
    }
    let rest = [
        "checks.csv",
        "datapackage.json",
        "manifest.json",
        "timings.json",
    ];
    files.extend(rest.map(str::to_owned));
    files
}

/// A choice as the study file writes it.
fn word(choice: &impl Serialize) -> String {
    let value = serde_json::to_value(choice).unwrap_or_default();
    value.as_str().unwrap_or_default().to_owned()
}
