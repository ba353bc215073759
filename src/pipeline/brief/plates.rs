//! The maps of the brief: all areas at the size of a page, and a small one of each.

use super::facts::AREAS;
use crate::base::study::{Language, Study};
use crate::error::Result;
use crate::output::brief::locator::{self, Inset, Locator, Part};
use crate::output::brief::overview::{self, Overview};
use crate::output::map::Area;
use crate::output::map::label::SIZES;
use crate::output::map::label::box_of;
use crate::output::map::legend::limits;
use crate::output::map::mark::need;
use crate::output::words::{label, pick};
use crate::pipeline::areas::Delineation;
use crate::pipeline::index::IndexResult;
use crate::pipeline::inputs::Inputs;
use crate::pipeline::log::Outcome;
use crate::pipeline::space::Outline;
use crate::space::classify::{Scheme, classify};
use crate::space::coverage::Coverage;
use crate::space::map::frame::{Extent, Frame};
use crate::space::map::ink::{Drawn, Ink};
use crate::space::map::label::{Label, Shape, place};
use crate::space::map::pole::pole;
use crate::space::map::rings::{Ring, UNITS, doubled_area, outline, rings};
use geo::{BoundingRect, MultiPolygon, Rect};
use rayon::prelude::*;
use serde_json::json;

/// Pixels around an area, for those around it.
const AROUND: f64 = 62.0;
/// Pixels of numbers, the largest first.
const NUMBERS: [f64; 3] = [11.0, 9.5, 8.0];
/// Pixels that a line to a number may be long.
const REACH: f64 = 60.0;

/// Pixels around the whole.
const EDGE: f64 = 22.0;
/// Classes of need.
const CLASSES: usize = 5;
/// Villages less wide than this, in pixels, have no border of their own.
const SMALL: f64 = 3.5;
/// Widths of an outline in that of the mean area.
const LINES: f64 = 13.0;
/// Areas that are numbered.
const NUMBERED: usize = 100;

/// What the maps are made of.
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

/// Maps that wait for their words.
pub struct Plates {
    /// All areas.
    pub overview: Overview,
    /// Each of the first areas.
    pub locators: Vec<Locator>,
}

/// Gathers the maps; `None` when no village has a place.
///
/// # Errors
/// When needs are not finite.
pub fn plates(scene: &Scene) -> Outcome<Option<Plates>> {
    let layer = &scene.inputs.villages.layer;
    let Some(extent) = Extent::of(&layer.geometry, layer.measure) else {
        return Ok((None, json!({}), "no village has a place".to_owned()));
    };
    let common = common(scene, &extent)?;
    let overview = whole(&common, &extent);
    let areas = scene.found.plan.areas.len().min(AREAS);
    let made = (0..areas).into_par_iter().map(|at| one(&common, at));
    let locators: Vec<Locator> = made.flatten().collect();
    let counts = json!({"maps": locators.len() + 1});
    let detail = format!("{} maps", locators.len() + 1);
    let plates = Plates { overview, locators };
    Ok((Some(plates), counts, detail))
}

/// What all maps share.
struct Common<'a> {
    scene: &'a Scene<'a>,
    limits: Vec<String>,
    class: Vec<u32>,
    boxes: Vec<Option<Rect<f64>>>,
    area_of: Vec<Option<u32>>,
    heading: String,
    land: Vec<Ring>,
    inset: Frame,
}

fn common<'a>(scene: &'a Scene<'a>, extent: &Extent) -> Result<Common<'a>> {
    let layer = &scene.inputs.villages.layer;
    let language = scene.study.study.language;
    let (limits, class) = classes(scene.need, language)?;
    let inset = Frame::fit(extent, locator::INSET, 5.0);
    let regions = scene.regencies.par_iter();
    let land = regions.map(|region| locator::thin(&region.geometry, &inset));
    let boxes = layer.geometry.par_iter().map(BoundingRect::bounding_rect);
    let heading = pick(language, "Kebutuhan tiap desa", "Need of each village");
    let column = scene.study.areas.as_ref().map(|spec| spec.need.as_str());
    Ok(Common {
        scene,
        limits,
        class,
        boxes: boxes.collect(),
        area_of: crate::pipeline::areas::area_of(Some(scene.found), layer.codes.len()),
        heading: match column {
            Some(column) if column != "need" => format!("{heading}: {column}"),
            _ => heading.to_owned(),
        },
        land: land.collect::<Vec<_>>().concat(),
        inset,
    })
}

/// Limits of classes in natural breaks, and the class of each need; what is missing is in one beyond them.
fn classes(needs: &[Option<f64>], language: Language) -> Result<(Vec<String>, Vec<u32>)> {
    let known: Vec<f64> = needs.iter().flatten().copied().collect();
    let found = match known.is_empty() {
        true => None,
        false => Some(classify(&known, Scheme::FisherJenks, CLASSES)?),
    };
    let names = found.as_ref().map_or_else(Vec::new, |found| {
        let least = known.iter().copied().fold(f64::INFINITY, f64::min);
        limits(least, &found.bounds, language)
    });
    let class = |need: &Option<f64>| match (need, &found) {
        (Some(need), Some(found)) => found.of(*need) as u32,
        _ => names.len() as u32,
    };
    let of = needs.iter().map(class).collect();
    Ok((names, of))
}

/// A sheet and its grid, twice as coarse as that of other pictures: a page shows no more, and files stay small.
struct Sheet {
    frame: Frame,
    half: Frame,
}

impl Sheet {
    fn fit(extent: &Extent, size: [f64; 2], margin: f64) -> Self {
        Self {
            frame: Frame::fit(extent, size, margin),
            half: Frame::fit(extent, size.map(|pixels| pixels / 2.0), margin / 2.0),
        }
    }

    /// The rings of a shape.
    fn rings(&self, shape: &MultiPolygon<f64>) -> Vec<Ring> {
        doubled(rings(shape, &self.half))
    }

    /// The same without narrow gaps.
    fn outline(&self, shape: &MultiPolygon<f64>) -> Vec<Ring> {
        doubled(outline(shape, &self.half, 0.7))
    }

    fn all(&self, shapes: &[MultiPolygon<f64>]) -> Vec<Vec<Ring>> {
        shapes.par_iter().map(|shape| self.rings(shape)).collect()
    }
}

fn doubled(mut rings: Vec<Ring>) -> Vec<Ring> {
    let places = rings.iter_mut().flatten();
    places.for_each(|place| *place = place.map(|u| 2 * u));
    rings
}

/// Pixels of a square as large as the mean shape that has a place.
fn width(shapes: &[Vec<Ring>]) -> f64 {
    let doubled: i64 = shapes.iter().flatten().map(|ring| doubled_area(ring)).sum();
    let placed = shapes.iter().filter(|rings| !rings.is_empty()).count();
    (doubled.abs() as f64 / 2.0 / placed.max(1) as f64).sqrt() / UNITS
}

/// The map of all areas.
fn whole(common: &Common, extent: &Extent) -> Overview {
    let scene = common.scene;
    let layer = &scene.inputs.villages.layer;
    let language = scene.study.study.language;
    let size = overview::size(extent.aspect());
    let sheet = Sheet::fit(extent, size, EDGE);
    let mut parts = parts(common, language);
    let villages = sheet.all(&layer.geometry);
    let wide = width(&villages);
    let between = (wide >= SMALL).then_some((wide / 25.0).min(0.5));
    match between {
        Some(_) => {
            for (rings, &class) in villages.into_iter().zip(&common.class) {
                parts[class as usize].rings.extend(rings);
            }
        }
        None => {
            let of: Vec<Option<u32>> = common.class.iter().map(|&class| Some(class)).collect();
            let snap = scene.study.boundaries.snap;
            let whole = scene.coverage.dissolve(&of, parts.len(), snap);
            for (part, rings) in parts.iter_mut().zip(sheet.all(&whole)) {
                part.rings = rings;
            }
        }
    }
    let hatched = common.limits.len() as u32;
    if !common.class.contains(&hatched) {
        parts.pop();
    }
    let outlined = |outlines: &[Outline]| -> Vec<Vec<Ring>> {
        let shapes = outlines.par_iter().map(|o| &o.geometry);
        shapes.map(|shape| sheet.outline(shape)).collect()
    };
    let borders = outlined(scene.regencies).concat();
    let areas = outlined(scene.outlines);
    let mut ink = Ink::new(size);
    ink.fill(&borders, 1.0);
    areas.iter().for_each(|rings| ink.fill(rings, 4.0));
    let first = &areas[..areas.len().min(NUMBERED)];
    let (number_size, labels) = placed(first, &ink.drawn(), size, &SIZES);
    let outline = (width(&areas) / LINES).clamp(0.8, 2.0);
    let labels = labels.into_iter().chain(std::iter::repeat(None));
    let areas = areas.into_iter().zip(labels);
    Overview {
        language,
        heading: common.heading.clone(),
        parts,
        between,
        borders,
        areas: areas.map(|(rings, label)| numbered(rings, label)).collect(),
        outline,
        number_size,
        frame: sheet.frame,
        measure: layer.measure,
        size,
    }
}

/// Places of numbers at the largest size at which all have room, else at the smallest.
fn placed(
    shapes: &[Vec<Ring>],
    ink: &Drawn,
    size: [f64; 2],
    sizes: &[f64],
) -> (f64, Vec<Option<Label>>) {
    let poles: Vec<_> = shapes.par_iter().map(|rings| pole(rings)).collect();
    let mut found = (0.0, Vec::new());
    for &text in sizes {
        let shape = |(i, &pole)| Shape {
            pole,
            text: box_of(i + 1, text),
        };
        let shapes: Vec<Shape> = poles.iter().enumerate().map(shape).collect();
        found = (text, place(&shapes, ink, size, REACH));
        if found.1.iter().all(Option::is_some) {
            break;
        }
    }
    found
}

/// What has a number; its words are in the tables beside the map.
fn numbered(rings: Vec<Ring>, label: Option<Label>) -> Area {
    Area {
        name: String::new(),
        detail: String::new(),
        rings,
        label,
    }
}

/// The map of one area; `None` where its villages have no place.
fn one(common: &Common, at: usize) -> Option<Locator> {
    let scene = common.scene;
    let language = scene.study.study.language;
    let layer = &scene.inputs.villages.layer;
    let members = ordered(scene, at);
    let shapes: Vec<MultiPolygon<f64>> = (members.iter())
        .map(|&m| layer.geometry[m].clone())
        .collect();
    let extent = Extent::of(&shapes, layer.measure)?;
    let sheet = Sheet::fit(&extent, locator::SIZE, AROUND);
    let frame = sheet.frame;
    let own = sheet.all(&shapes);
    let mut parts = parts(common, language);
    for (rings, &m) in own.iter().zip(&members) {
        if let Some(part) = parts.get_mut(common.class[m] as usize) {
            part.rings.extend(rings.iter().cloned());
        }
    }
    let near: Vec<usize> = (0..common.boxes.len())
        .filter(|&v| common.area_of[v] != Some(at as u32) && is_near(&frame, common.boxes[v]))
        .collect();
    let around: Vec<Vec<Ring>> = near
        .iter()
        .map(|&v| locator::thin(&layer.geometry[v], &frame))
        .collect();
    let (number_size, numbers) = numbers(&own, &around);
    let areas = scene
        .outlines
        .iter()
        .enumerate()
        .filter(|(i, outline)| *i != at && is_near(&frame, outline.geometry.bounding_rect()));
    let areas = areas.map(|(_, area)| sheet.outline(&area.geometry));
    let borders = scene.regencies.iter();
    let borders = borders.filter(|region| is_near(&frame, region.geometry.bounding_rect()));
    let borders = borders.map(|region| locator::seen(&region.geometry, &frame, locator::SIZE));
    let middle = shapes_middle(&shapes)?;
    Some(Locator {
        language,
        title: String::new(),
        alt: String::new(),
        heading: common.heading.clone(),
        parts,
        names: names(common, &near, &around),
        others: around.concat(),
        borders: borders.collect::<Vec<_>>().concat(),
        areas: areas.collect::<Vec<_>>().concat(),
        outline: sheet.outline(&scene.outlines[at].geometry),
        numbers,
        number_size,
        frame,
        measure: layer.measure,
        inset: Inset {
            land: common.land.clone(),
            at: common.inset.pixel(middle),
        },
    })
}

/// Villages of an area, the neediest first, as on its page.
fn ordered(scene: &Scene, at: usize) -> Vec<usize> {
    let scores = scene.index.map(|index| &index.scores);
    let rank = |m: usize| scores.and_then(|s| s.rank[m]).unwrap_or(u32::MAX);
    let members = scene.found.plan.areas[at].members.iter();
    let mut members: Vec<usize> = members.map(|&m| m as usize).collect();
    members.sort_by_key(|&m| (rank(m), m));
    members
}

/// Every class without a village yet; those without a value last.
fn parts(common: &Common, language: Language) -> Vec<Part> {
    let colours = need(common.limits.len().min(CLASSES));
    let classes = common.limits.iter().zip(colours);
    let part = |label: String, colour| Part {
        label,
        colour,
        rings: Vec::new(),
    };
    let mut parts: Vec<Part> = classes
        .map(|(limits, colour)| part(limits.clone(), Some(*colour)))
        .collect();
    parts.push(part(label("brief_no_score", language).to_owned(), None));
    parts
}

/// Whether a box has a place on the sheet.
fn is_near(frame: &Frame, bounds: Option<Rect<f64>>) -> bool {
    let Some(bounds) = bounds else { return false };
    let [west, south] = frame.pixel(bounds.min());
    let [east, north] = frame.pixel(bounds.max());
    east >= 0.0 && west <= locator::SIZE[0] && south >= 0.0 && north <= locator::SIZE[1]
}

fn shapes_middle(shapes: &[MultiPolygon<f64>]) -> Option<geo::Coord> {
    let boxes = shapes.iter().filter_map(BoundingRect::bounding_rect);
    let whole = boxes.reduce(|one, other| {
        let (low, high) = (one.min(), one.max());
        Rect::new(
            (low.x.min(other.min().x), low.y.min(other.min().y)),
            (high.x.max(other.max().x), high.y.max(other.max().y)),
        )
    })?;
    Some(whole.center())
}

/// Numbers of the villages.
fn numbers(own: &[Vec<Ring>], around: &[Vec<Ring>]) -> (f64, Vec<Area>) {
    let mut ink = Ink::new(locator::SIZE);
    around.iter().for_each(|rings| ink.fill(rings, 1.0));
    own.iter().for_each(|rings| ink.fill(rings, 4.0));
    let (size, labels) = placed(own, &ink.drawn(), locator::SIZE, &NUMBERS);
    let labels = labels.into_iter();
    let numbers = labels.map(|label| numbered(Vec::new(), label));
    (size, numbers.collect())
}

/// Names of villages around that have room for them.
fn names(common: &Common, near: &[usize], around: &[Vec<Ring>]) -> Vec<(String, [f64; 2])> {
    let layer = &common.scene.inputs.villages.layer;
    let [wide, high] = locator::SIZE;
    let named = |(&v, rings): (&usize, &Vec<Ring>)| {
        let name = layer.names.get(v).filter(|name| !name.is_empty())?;
        // most are too small, and a pole takes its time
        if !locator::fits(name, width(std::slice::from_ref(rings))) {
            return None;
        }
        let pole = pole(rings)?;
        let half = crate::output::map::text::width(name, locator::NAME) / 2.0;
        let [x, y] = pole.at;
        let inside = x > half + 2.0 && x < wide - half - 2.0 && y > 8.0 && y < high - 8.0;
        (inside && locator::fits(name, pole.radius)).then(|| (name.clone(), pole.at))
    };
    near.iter().zip(around).filter_map(named).collect()
}
