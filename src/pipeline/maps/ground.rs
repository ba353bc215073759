//! Units in the pixels of a page, to be filled by class.

use super::sketch::Sketch;
use crate::base::model::Measure;
use crate::output::map::Class;
use crate::output::map::label::{SIZES, box_of};
use crate::output::map::mark::Fill;
use crate::output::map::page::Page;
use crate::pipeline::space::Outline;
use crate::space::map::frame::{Extent, Frame};
use crate::space::map::ink::Drawn;
use crate::space::map::label::{Label, Shape, place};
use crate::space::map::merge::merge;
use crate::space::map::pole::pole;
use crate::space::map::rings::{Ring, UNITS, coarse, doubled_area, outline, rings};
use geo::MultiPolygon;
use rayon::prelude::*;

/// Pixels that stay free around the layer, so that outlines and numbers of islands at the edge have room.
const EDGE: f64 = 26.0;
/// Units less wide than this, in pixels, have no border of their own and are put together by class.
const SMALL: f64 = 3.5;
/// Grid lines that those are rounded to.
const COARSE: i32 = 2;
/// Mean width, in pixels, of gaps that outlines go over.
const GAP: f64 = 1.5;
/// Most shapes that are numbered: more numbers would hide the map.
const NUMBERED: usize = 100;
/// Pixels that a line to a number may be long.
const REACH: f64 = 90.0;

/// A page and its frame over a layer; n units in its pixels.
pub struct Ground {
    /// What the bar of scale measures.
    pub measure: Measure,
    /// Where everything goes.
    pub page: Page,
    /// How places become pixels.
    pub frame: Frame,
    units: Vec<Vec<Ring>>,
    /// Pixels of the white line between units; `None` where they are too small for one.
    pub between: Option<f64>,
}

impl Ground {
    /// Of a sketch; `None` when none of its shapes has a place.
    pub fn new(sketch: &Sketch) -> Option<Self> {
        let extent = Extent::of(&sketch.geometry, sketch.measure)?;
        let page = Page::new(extent.aspect());
        let frame = Frame::fit(&extent, page.map, EDGE);
        let units = shapes(&sketch.geometry, &frame);
        let between = between(&units);
        let units = match between {
            Some(_) => units,
            None => {
                let shapes = sketch.geometry.par_iter();
                shapes.map(|shape| coarse(shape, &frame, COARSE)).collect()
            }
        };
        Some(Self {
            measure: sketch.measure,
            page,
            frame,
            units,
            between,
        })
    }

    /// Names and fills of classes with the rings of their units, `of` the n units; classes that nobody is in stay when they have a colour.
    pub fn classes(&self, kinds: &[(String, Fill)], of: &[u32]) -> Vec<Class> {
        let rings = match self.between {
            Some(_) => gathered(&self.units, of, kinds.len()),
            None => (0..kinds.len())
                .into_par_iter()
                .map(|class| {
                    let own = self.units.iter().zip(of);
                    let own = own.filter(|(_, of)| **of as usize == class);
                    merge(own.flat_map(|(rings, _)| rings))
                })
                .collect(),
        };
        filled(kinds, of, rings)
    }

    /// Outlines in pixels, narrow gaps in them closed.
    pub fn outlines(&self, shapes: &[Outline]) -> Vec<Vec<Ring>> {
        let shapes = shapes.par_iter();
        shapes
            .map(|shape| outline(&shape.geometry, &self.frame, GAP))
            .collect()
    }
}

/// Outlines in pixels, to be filled.
pub fn areas(outlines: &[Outline], frame: &Frame) -> Vec<Vec<Ring>> {
    let shapes = outlines.par_iter();
    shapes.map(|shape| rings(&shape.geometry, frame)).collect()
}

fn shapes(shapes: &[MultiPolygon<f64>], frame: &Frame) -> Vec<Vec<Ring>> {
    let shapes = shapes.par_iter();
    shapes.map(|shape| rings(shape, frame)).collect()
}

/// Pixels of the line between shapes, where they are wide enough for one.
pub fn between(shapes: &[Vec<Ring>]) -> Option<f64> {
    let wide = width(shapes);
    (wide >= SMALL).then_some((wide / 25.0).min(0.5))
}

/// The rings of the units of each class.
pub fn gathered(units: &[Vec<Ring>], of: &[u32], classes: usize) -> Vec<Vec<Ring>> {
    let mut rings = vec![Vec::new(); classes];
    for (own, &class) in units.iter().zip(of) {
        rings[class as usize].extend_from_slice(own);
    }
    rings
}

/// Classes for the legend, `of` their units; hatched ones only where there are units.
pub fn filled(kinds: &[(String, Fill)], of: &[u32], rings: Vec<Vec<Ring>>) -> Vec<Class> {
    let mut counts = vec![0; kinds.len()];
    for &class in of {
        counts[class as usize] += 1;
    }
    let classes = kinds.iter().zip(rings).zip(counts);
    let classes = classes.map(|(((label, fill), rings), count)| Class {
        label: label.clone(),
        count,
        fill: *fill,
        rings,
    });
    classes
        .filter(|class| class.count > 0 || class.fill.colour().is_some())
        .collect()
}

/// Pixels of a square as large as the mean shape that has a place.
pub fn width(shapes: &[Vec<Ring>]) -> f64 {
    let doubled: i64 = shapes.iter().flatten().map(|ring| doubled_area(ring)).sum();
    let placed = shapes.iter().filter(|rings| !rings.is_empty()).count();
    (doubled.abs() as f64 / 2.0 / placed.max(1) as f64).sqrt() / UNITS
}

/// Places the numbers of the first shapes at the largest size at which all have room, else at the smallest.
pub fn numbers(shapes: &[Vec<Ring>], ink: &Drawn, size: [f64; 2]) -> (f64, Vec<Option<Label>>) {
    let first = &shapes[..shapes.len().min(NUMBERED)];
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
    found.1.resize(shapes.len(), None);
    found
}
