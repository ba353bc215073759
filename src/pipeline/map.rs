//! The map of a run: what is drawn of villages, regions and areas, and in which words.

use crate::base::model::Level;
use crate::base::study::{Language, Study};
use crate::error::Result;
use crate::output::map::label::{SIZES, box_of};
use crate::output::map::legend::limits;
use crate::output::map::mark::{CLASSES, Fill, need};
use crate::output::map::page::Page;
use crate::output::map::{Area, Class, Map};
use crate::output::number;
use crate::output::words::{label, pick};
use crate::pipeline::areas::Delineation;
use crate::pipeline::index::IndexResult;
use crate::pipeline::inputs::Inputs;
use crate::pipeline::log::Outcome;
use crate::pipeline::sheets::{distinct, region_names};
use crate::pipeline::space::Outline;
use crate::space::classify::{Scheme, classify};
use crate::space::coverage::Coverage;
use crate::space::map::frame::{Extent, Frame};
use crate::space::map::ink::{Drawn, Ink};
use crate::space::map::label::{Label, Shape, place};
use crate::space::map::pole::pole;
use crate::space::map::rings::{Ring, UNITS, doubled_area, outline, rings};
use geo::MultiPolygon;
use rayon::prelude::*;
use serde_json::json;

/// Pixels that stay free around the layer, so that outlines and numbers of islands at the edge have room.
const EDGE: f64 = 26.0;
/// Villages less wide than this, in pixels, have no border of their own and are put together by class.
const SMALL: f64 = 3.5;
/// Mean width, in pixels, of gaps that outlines go over.
const GAP: f64 = 1.5;
/// Widths of an outline in that of the mean area.
const LINES: f64 = 13.0;
/// Heaviness of land and of areas, for numbers that look for room.
const LAND: f32 = 1.0;
const AREAS: f32 = 4.0;
/// Most areas that are numbered, the neediest: more numbers would hide the map.
const NUMBERED: usize = 100;
/// Pixels that a line to a number may be long.
const REACH: f64 = 90.0;

/// What the map is made of.
pub struct Scene<'a> {
    /// The study.
    pub study: &'a Study,
    /// Villages, regions, files.
    pub inputs: &'a Inputs,
    /// Borders of the villages.
    pub coverage: &'a Coverage,
    /// The index behind the needs, if any.
    pub index: Option<&'a IndexResult>,
    /// n needs.
    pub need: &'a [Option<f64>],
    /// Outlines of regencies.
    pub regencies: &'a [Outline],
    /// Outlines of the areas.
    pub outlines: &'a [Outline],
    /// The areas.
    pub found: &'a Delineation,
}

/// Gathers the map of priority areas over the need of villages; `None` when no village has a place.
///
/// # Errors
/// When needs are not finite.
pub fn areas(scene: &Scene) -> Outcome<Option<Map>> {
    let layer = &scene.inputs.villages.layer;
    let Some(extent) = Extent::of(&layer.geometry, layer.measure) else {
        return Ok((None, json!({}), "no village has a place".to_owned()));
    };
    let page = Page::new(extent.aspect());
    let frame = Frame::fit(&extent, page.map, EDGE);
    let (classes, between) = classes(scene, &frame)?;
    let outlined = |outlines: &[Outline]| -> Vec<Vec<Ring>> {
        let shapes = outlines.par_iter().map(|o| &o.geometry);
        shapes.map(|shape| outline(shape, &frame, GAP)).collect()
    };
    let borders: Vec<Ring> = outlined(scene.regencies).concat();
    let areas = outlined(scene.outlines);
    let count = areas.len();

    // thin around small areas, which thick lines would fill
    let line = (width(&areas) / LINES).clamp(0.8, 2.2);

    let mut ink = Ink::new(page.map);
    ink.fill(&borders, LAND);
    for rings in &areas {
        ink.fill(rings, AREAS);
    }
    let (number_size, labels) = numbers(&areas, &ink.drawn(), page.map);
    let numbered = labels.iter().flatten().count();
    let (title, seen) = titles(scene.study, Some(scene.found));
    let colour = pick(
        scene.study.study.language,
        "Warna: kebutuhan tiap desa.",
        "Colour: the need of each village.",
    );
    let map = Map {
        language: scene.study.study.language,
        title,
        subtitle: format!("{seen} {colour}"),
        synthetic: scene.study.study.synthetic,
        notes: notes(scene.study, scene.inputs, scene.index).to_vec(),
        heading: heading(scene),
        classes,
        between,
        borders,
        areas: named(scene, areas, labels),
        outline: line,
        number_size,
        frame,
        measure: layer.measure,
        page,
    };
    let rings = map.classes.iter().flat_map(|class| &class.rings);
    let vertices: usize = rings.map(Vec::len).sum();
    let counts = json!({"areas": count, "numbered": numbered, "vertices": vertices});
    let detail =
        format!("{numbered} of {count} areas numbered, {vertices} vertices of villages drawn");
    Ok((Some(map), counts, detail))
}

/// Pixels of a square as large as the mean shape that has a place.
fn width(shapes: &[Vec<Ring>]) -> f64 {
    let doubled: i64 = shapes.iter().flatten().map(|ring| doubled_area(ring)).sum();
    let placed = shapes.iter().filter(|rings| !rings.is_empty()).count();
    (doubled.abs() as f64 / 2.0 / placed.max(1) as f64).sqrt() / UNITS
}

fn drawn(shapes: &[MultiPolygon<f64>], frame: &Frame) -> Vec<Vec<Ring>> {
    shapes.par_iter().map(|shape| rings(shape, frame)).collect()
}

/// Limits of classes in natural breaks, and the class of each of n values; what is missing is in one beyond them.
///
/// # Errors
/// Values that are not finite.
pub fn natural_breaks(
    values: &[Option<f64>],
    language: Language,
) -> Result<(Vec<String>, Vec<u32>)> {
    let known: Vec<f64> = values.iter().flatten().copied().collect();
    let found = match known.is_empty() {
        true => None,
        false => Some(classify(&known, Scheme::FisherJenks, CLASSES)?),
    };
    let names = found.as_ref().map_or_else(Vec::new, |found| {
        let least = known.iter().copied().fold(f64::INFINITY, f64::min);
        limits(least, &found.bounds, language)
    });
    let class = |value: &Option<f64>| match (value, &found) {
        (Some(value), Some(found)) => found.of(*value) as u32,
        _ => names.len() as u32,
    };
    let of = values.iter().map(class).collect();
    Ok((names, of))
}

/// Villages by class of need, those without one last; and how wide the line between them is.
fn classes(scene: &Scene, frame: &Frame) -> Result<(Vec<Class>, Option<f64>)> {
    let language = scene.study.study.language;
    let (names, of) = natural_breaks(scene.need, language)?;
    let shapes = drawn(&scene.inputs.villages.layer.geometry, frame);
    let wide = width(&shapes);
    let between = (wide >= SMALL).then_some((wide / 25.0).min(0.5));
    let of_class = match between {
        Some(_) => {
            let mut of_class = vec![Vec::new(); names.len() + 1];
            for (rings, &class) in shapes.into_iter().zip(&of) {
                of_class[class as usize].extend(rings);
            }
            of_class
        }
        None => {
            let of: Vec<Option<u32>> = of.iter().map(|&class| Some(class)).collect();
            let snap = scene.study.boundaries.snap;
            drawn(&scene.coverage.dissolve(&of, names.len() + 1, snap), frame)
        }
    };
    let colours = need(names.len()).iter().map(|&colour| Fill::Colour(colour));
    let fills = colours.take(names.len()).chain([Fill::Hatched]);
    let without = label("map_no_evidence", language).to_owned();
    let classes = names
        .into_iter()
        .chain([without])
        .zip(fills)
        .zip(of_class)
        .enumerate();
    let class = |(class, ((label, fill), rings)): (usize, ((String, Fill), Vec<Ring>))| Class {
        label,
        count: of.iter().filter(|&&of| of as usize == class).count(),
        fill,
        rings,
    };
    let mut classes: Vec<Class> = classes.map(class).collect();
    classes.retain(|class| class.count > 0 || class.fill != Fill::Hatched);
    Ok((classes, between))
}

/// Places the numbers of the first areas at the largest size at which all have room, else at the smallest.
fn numbers(areas: &[Vec<Ring>], ink: &Drawn, size: [f64; 2]) -> (f64, Vec<Option<Label>>) {
    let first = &areas[..areas.len().min(NUMBERED)];
    let poles: Vec<_> = first.par_iter().map(|rings| pole(rings)).collect();
    let at = |text: f64| {
        let shape = |(i, &pole)| Shape {
            pole,
            text: box_of(i + 1, text),
        };
        let shapes: Vec<Shape> = poles.iter().enumerate().map(shape).collect();
        (text, place(&shapes, ink, size, REACH))
    };
    let all = |(_, labels): &(f64, Vec<Option<Label>>)| labels.iter().all(Option::is_some);
    let mut found = at(SIZES[0]);
    for size in &SIZES[1..] {
        if all(&found) {
            break;
        }
        found = at(*size);
    }
    found.1.resize(areas.len(), None);
    found
}

/// Areas with the words of the list.
fn named(scene: &Scene, rings: Vec<Vec<Ring>>, labels: Vec<Option<Label>>) -> Vec<Area> {
    let language = scene.study.study.language;
    let hierarchy = &scene.inputs.hierarchy;
    let district = region_names(hierarchy, Level::District);
    let regency = region_names(hierarchy, Level::Regency);
    let areas = scene.found.plan.areas.iter().zip(rings).zip(labels);
    areas
        .map(|((area, rings), label)| {
            let districts = distinct(&area.members, &district).join(", ");
            let villages = number::read(area.members.len() as f64, 0, language);
            let unit = match area.members.len() {
                1 => pick(language, "desa", "village"),
                _ => pick(language, "desa", "villages"),
            };
            Area {
                name: distinct(&area.members, &regency).join(", "),
                detail: format!("{villages} {unit} · {districts}"),
                rings,
                label,
            }
        })
        .collect()
}

/// The title, and what is seen of the areas.
pub fn titles(study: &Study, found: Option<&Delineation>) -> (String, String) {
    let meta = &study.study;
    let language = meta.language;
    let title = meta.title.as_ref().unwrap_or(&meta.name).clone();
    let Some(found) = found else {
        return (title, String::new());
    };
    let areas = &found.plan.areas;
    let villages: usize = areas.iter().map(|area| area.members.len()).sum();
    let read = |count: usize| number::read(count as f64, 0, language);
    let (count, villages) = (read(areas.len()), read(villages));
    let seen = match (language, areas.len()) {
        (Language::Id, 0) => "Tidak ada kawasan yang memenuhi aturan.".to_owned(),
        (Language::En, 0) => "No area keeps the rules.".to_owned(),
        (Language::Id, _) => format!(
            "{count} kawasan prioritas dengan {villages} desa, bernomor menurut kebutuhan: 1 paling membutuhkan."
        ),
        (Language::En, 1) => format!("1 priority area of {villages} villages."),
        (Language::En, _) => format!(
            "{count} priority areas of {villages} villages, numbered by need: 1 is the neediest."
        ),
    };
    (title, seen)
}

fn heading(scene: &Scene) -> String {
    let language = scene.study.study.language;
    let heading = pick(language, "Kebutuhan tiap desa", "Need of each village");
    let column = scene.study.areas.as_ref().map(|spec| spec.need.as_str());
    match column {
        Some(column) if column != "need" => format!("{heading}: {column}"),
        _ => heading.to_owned(),
    }
}

/// What the need is, how classes were made, where the data are from, and how the map is cited.
pub fn notes(study: &Study, inputs: &Inputs, index: Option<&IndexResult>) -> [String; 2] {
    let meta = &study.study;
    let language = meta.language;
    let of_index = study.areas.as_ref().is_some_and(|spec| spec.need == "need");
    let mut first = String::new();
    if let Some(index) = index.filter(|_| of_index) {
        let definition = &index.definition;
        let title =
            (definition.title.as_ref()).map_or(definition.name.as_str(), |t| t.get(language));
        first = match language {
            Language::Id => format!("Kebutuhan: selisih dari nilai terbaik {title}. "),
            Language::En => format!("Need: distance from the best score of {title}. "),
        };
    }
    first.push_str(pick(
        language,
        "Kelas: batas alami (Fisher–Jenks).",
        "Classes: natural breaks (Fisher–Jenks).",
    ));
    let sources = inputs.sources.iter();
    let sources: Vec<String> = sources
        .filter(|source| ["boundaries", "table"].contains(&source.role))
        // the parts of a shapefile are of one layer
        .filter(|source| {
            ![".dbf", ".prj", ".cpg"]
                .iter()
                .any(|end| source.path.ends_with(end))
        })
        .map(|source| {
            // the folders are in the manifest
            let file = source
                .path
                .rsplit(['/', '\\'])
                .next()
                .unwrap_or(&source.path);
            match &source.licence {
                Some(licence) => format!("{file} ({licence})"),
                None => file.to_owned(),
            }
        })
        .collect();
    let sources = sources.join(", ");
    let mut cited = vec![match language {
        Language::Id => format!("studi {}", meta.name),
        Language::En => format!("study {}", meta.name),
    }];
    cited.extend(meta.date.clone());
    cited.push(crate::output::manifest::tool().to_owned());
    cited.push(format!("{} {}", pick(language, "benih", "seed"), meta.seed));
    let cited = cited.join(", ");
    [
        first,
        match language {
            Language::Id => format!("Sumber: {sources}. Kutip sebagai: {cited}."),
            Language::En => format!("Sources: {sources}. Cite as: {cited}."),
        },
    ]
}
