//! The maps of the brief: all areas at the size of a page, and a small one of each.

use super::facts::AREAS;
use crate::base::study::Language;
use crate::error::Result;
use crate::output::brief::locator::{self, Inset, Locator, Part};
use crate::output::brief::overview;
use crate::output::map::label::box_of;
use crate::output::map::mark::{CLASSES, Fill, need};
use crate::output::map::{Area, Map};
use crate::output::words::label;
use crate::pipeline::log::Outcome;
use crate::pipeline::map::{Scene, drawn, gather, heading, natural_breaks};
use crate::space::map::frame::{Extent, Frame};
use crate::space::map::ink::Ink;
use crate::space::map::label::{Shape, place};
use crate::space::map::pole::pole;
use crate::space::map::rings::{Ring, outline, rings};
use geo::{BoundingRect, MultiPolygon, Rect};
use rayon::prelude::*;
use serde_json::json;

/// Pixels around an area, for those around it.
const AROUND: f64 = 62.0;
/// Pixels of numbers, the largest first.
const NUMBERS: [f64; 3] = [11.0, 9.5, 8.0];
/// Pixels that a line to a number may be long.
const REACH: f64 = 60.0;

/// Maps that wait for their words.
pub struct Plates {
    /// All areas.
    pub overview: Map,
    /// Each of the first areas.
    pub locators: Vec<Locator>,
}

/// Gathers the maps; `None` when no village has a place.
///
/// # Errors
/// When needs are not finite.
pub fn plates(scene: &Scene) -> Outcome<Option<Plates>> {
    let Some(overview) = gather(scene, overview::page)? else {
        return Ok((None, json!({}), "no village has a place".to_owned()));
    };
    let locators = locators(scene)?;
    let counts = json!({"maps": locators.len() + 1});
    let detail = format!("{} maps", locators.len() + 1);
    let plates = Plates { overview, locators };
    Ok((Some(plates), counts, detail))
}

/// What all small maps share.
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

fn locators(scene: &Scene) -> Result<Vec<Locator>> {
    let layer = &scene.inputs.villages.layer;
    let language = scene.study.study.language;
    let (limits, class) = natural_breaks(scene.need, language)?;
    let Some(extent) = Extent::of(&layer.geometry, layer.measure) else {
        return Ok(Vec::new());
    };
    let inset = Frame::fit(&extent, locator::INSET, 5.0);
    let land = scene
        .regencies
        .par_iter()
        .map(|region| outline(&region.geometry, &inset, 1.0));
    let common = Common {
        scene,
        limits,
        class,
        boxes: layer
            .geometry
            .par_iter()
            .map(BoundingRect::bounding_rect)
            .collect(),
        area_of: crate::pipeline::areas::area_of(Some(scene.found), layer.codes.len()),
        heading: heading(scene),
        land: land.collect::<Vec<_>>().concat(),
        inset,
    };
    let areas = scene.found.plan.areas.len().min(AREAS);
    let made = (0..areas).into_par_iter().map(|at| one(&common, at));
    Ok(made.flatten().collect())
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
    let frame = Frame::fit(&extent, locator::SIZE, AROUND);
    let own = drawn(&shapes, &frame);
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
        .map(|&v| rings(&layer.geometry[v], &frame))
        .collect();
    let (number_size, numbers) = numbers(&own, &around);
    let areas = scene
        .outlines
        .iter()
        .enumerate()
        .filter(|(i, outline)| *i != at && is_near(&frame, outline.geometry.bounding_rect()));
    let areas = areas.map(|(_, area)| outline(&area.geometry, &frame, 1.0));
    let borders = scene.regencies.iter();
    let borders = borders.filter(|region| is_near(&frame, region.geometry.bounding_rect()));
    let borders = borders.map(|region| outline(&region.geometry, &frame, 1.0));
    let middle = shapes_middle(&shapes)?;
    Some(Locator {
        language,
        title: String::new(),
        alt: String::new(),
        heading: common.heading.clone(),
        parts,
        names: names(common, &near, &around),
        others: around.concat(),
        borders: locator::seen(&borders.collect::<Vec<_>>().concat(), locator::SIZE),
        areas: areas.collect::<Vec<_>>().concat(),
        outline: outline(&scene.outlines[at].geometry, &frame, 1.0),
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
    let part = |label: String, fill| Part {
        label,
        fill,
        rings: Vec::new(),
    };
    let mut parts: Vec<Part> = classes
        .map(|(limits, colour)| part(limits.clone(), Fill::Colour(colour)))
        .collect();
    parts.push(part(
        label("brief_no_score", language).to_owned(),
        Fill::Hatched,
    ));
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

/// Numbers of the villages at the largest size at which all have room.
fn numbers(own: &[Vec<Ring>], around: &[Vec<Ring>]) -> (f64, Vec<Area>) {
    let mut ink = Ink::new(locator::SIZE);
    around.iter().for_each(|rings| ink.fill(rings, 1.0));
    own.iter().for_each(|rings| ink.fill(rings, 4.0));
    let ink = ink.drawn();
    let poles: Vec<_> = own.iter().map(|rings| pole(rings)).collect();
    let at = |size: f64| {
        let shape = |(i, &pole)| Shape {
            pole,
            text: box_of(i + 1, size),
        };
        let shapes: Vec<Shape> = poles.iter().enumerate().map(shape).collect();
        (size, place(&shapes, &ink, locator::SIZE, REACH))
    };
    let mut found = at(NUMBERS[0]);
    for size in &NUMBERS[1..] {
        if found.1.iter().all(Option::is_some) {
            break;
        }
        found = at(*size);
    }
    let number = |label| Area {
        name: String::new(),
        detail: String::new(),
        rings: Vec::new(),
        label,
    };
    (found.0, found.1.into_iter().map(number).collect())
}

/// Names of villages around that have room for them.
fn names(common: &Common, near: &[usize], around: &[Vec<Ring>]) -> Vec<(String, [f64; 2])> {
    let layer = &common.scene.inputs.villages.layer;
    let [wide, high] = locator::SIZE;
    let named = |(&v, rings): (&usize, &Vec<Ring>)| {
        let name = layer.names.get(v).filter(|name| !name.is_empty())?;
        let pole = pole(rings)?;
        let half = crate::output::map::text::width(name, locator::NAME) / 2.0;
        let [x, y] = pole.at;
        let inside = x > half + 2.0 && x < wide - half - 2.0 && y > 8.0 && y < high - 8.0;
        (inside && locator::fits(name, pole.radius)).then(|| (name.clone(), pole.at))
    };
    near.iter().zip(around).filter_map(named).collect()
}
