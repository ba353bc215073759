//! The maps of a run: pictures of every layer, to print.
//!
//! * `sketch`: the villages as coarsely as a picture shows them
//! * `ground`: units in the pixels of a page, filled by class
//! * `areas`, `regions`: what is drawn of each layer, and here of the villages
//! * `words`: titles, sources, how to cite

mod areas;
pub mod ground;
mod regions;
pub mod sketch;
pub mod words;

use super::log::Outcome;
use super::theme::Theme;
use super::{Inputs, Results};
use crate::base::model::Level;
use crate::base::study::Study;
use crate::output::map::{Class, Map};
use crate::output::words::{label, pick};
use crate::space::map::rings::Ring;
use ground::Ground;
use serde_json::json;
use sketch::Sketch;

/// A picture and where it goes, without the ending.
pub struct Picture {
    /// Below the folder of the run.
    pub path: String,
    /// What is drawn.
    pub map: Map,
    /// Written as SVG whatever the study asks for: the brief shows it.
    pub of_brief: bool,
}

/// What the maps are made of.
struct Scene<'a> {
    /// The study.
    pub study: &'a Study,
    /// Villages, regions, files.
    pub inputs: &'a Inputs,
    /// Everything computed.
    pub results: &'a Results,
}

/// Lines over every map.
struct Borders {
    /// Of regencies.
    regencies: Vec<Ring>,
    /// Of all land.
    land: Vec<Ring>,
}

/// Draws the map of the areas, and where the study asks for maps one of each layer and theme; `wanted` is what areas cover.
///
/// # Errors
/// When needs are not finite.
pub(super) fn all(
    study: &Study,
    inputs: &Inputs,
    results: &Results,
    sketch: &Sketch,
    themes: &[Theme],
    wanted: Option<&[Option<f64>]>,
) -> Outcome<Vec<Picture>> {
    let Some(ground) = Ground::new(sketch) else {
        return Ok((Vec::new(), json!({}), "no village has a place".to_owned()));
    };
    let borders = Borders {
        regencies: ground.outlines(&results.outlines[1]).concat(),
        land: ground.outlines(&results.outlines[2]).concat(),
    };
    let scene = Scene {
        study,
        inputs,
        results,
    };
    let mut pictures = Vec::new();
    let mut add = |path: String, map: Map, of_brief: bool| {
        pictures.push(Picture {
            path,
            map,
            of_brief,
        });
    };
    let found = results.areas.as_ref().zip(wanted);
    let mut counts = json!({});
    if let Some((found, wanted)) = found {
        let map = areas::over_need(&scene, &ground, &borders, found, wanted)?;
        let numbered = map.areas.iter().filter(|area| area.label.is_some()).count();
        let rings = map.classes.iter().flat_map(|class| &class.rings);
        let vertices: usize = rings.map(Vec::len).sum();
        counts = json!({"areas": map.areas.len(), "numbered": numbered, "vertices": vertices});
        add("report/areas".to_owned(), map, true);
    }
    if !study.outputs.maps.is_empty() {
        for theme in themes.iter().filter(|theme| theme.id != "areas") {
            let map = of_villages(&scene, &ground, &borders, theme);
            add(format!("report/maps/villages-{}", theme.id), map, false);
        }
        if let Some((found, wanted)) = found.filter(|(found, _)| !found.plan.areas.is_empty()) {
            let map = areas::by_need(&scene, &ground, &borders, found, wanted)?;
            add("report/maps/areas-need".to_owned(), map, false);
        }
        for (level, outlines) in Level::REGIONS.into_iter().zip(&results.outlines) {
            if let Some(map) = regions::by_need(&scene, &ground, &borders, level, outlines)? {
                add(format!("report/maps/{}-need", level.as_str()), map, false);
            }
        }
    }
    counts["pictures"] = json!(pictures.len());
    let detail = match pictures.len() {
        1 => "1 picture".to_owned(),
        count => format!("{count} pictures"),
    };
    Ok((pictures, counts, detail))
}

/// The villages by one theme.
fn of_villages(scene: &Scene, ground: &Ground, borders: &Borders, theme: &Theme) -> Map {
    let kinds: Vec<_> = theme
        .kinds
        .iter()
        .map(|kind| (kind.label.clone(), kind.fill))
        .collect();
    let classes = ground.classes(&kinds, &theme.of);
    let mut map = picture(
        scene,
        ground,
        borders,
        classes,
        theme.label.clone(),
        theme.table,
    );
    map.title = theme.heading.clone();
    map.subtitle = format!("{}. {}", words::title(scene.study), theme.note);
    if theme.table == "scores" {
        let language = scene.study.study.language;
        map.notes[0] = words::need(scene.results.index.as_ref(), language);
    }
    map
}

/// A map of classes under regency borders, in the words that all have.
fn picture(
    scene: &Scene,
    ground: &Ground,
    borders: &Borders,
    classes: Vec<Class>,
    heading: String,
    table: &'static str,
) -> Map {
    let language = scene.study.study.language;
    Map {
        language,
        title: heading.clone(),
        subtitle: words::title(scene.study).to_owned(),
        synthetic: scene.study.study.synthetic,
        notes: vec![
            String::new(),
            words::cited(scene.study, scene.inputs, Some(table)),
        ],
        heading,
        classes,
        unit: [
            pick(language, "desa", "village"),
            pick(language, "desa", "villages"),
        ]
        .map(str::to_owned),
        land: Vec::new(),
        between: ground.between,
        borders: borders.regencies.clone(),
        border: label("map_regency", language).to_owned(),
        areas: Vec::new(),
        numbered: None,
        list: String::new(),
        table,
        outline: 1.0,
        number_size: 12.0,
        frame: ground.frame,
        measure: ground.measure,
        page: ground.page,
    }
}
