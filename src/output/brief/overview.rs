//! The map of all areas at the size of a page, with words that can be read on paper.

use super::locator::{Part, paint, rows};
use crate::base::model::Measure;
use crate::base::study::Language;
use crate::output::map::mark::{AREA, BORDER, HALO, HATCH, SEA};
use crate::output::map::text::escape;
use crate::output::map::{Area, label, path, scale};
use crate::output::words::label as word;
use crate::space::map::frame::Frame;
use crate::space::map::rings::{Ring, UNITS};
use std::fmt::Write;

/// Pixels of its width: on a page with margins of 15 mm a pixel is a quarter of a millimetre or so.
pub const WIDTH: f64 = 700.0;
/// Pixels of its height at least and at most.
const HEIGHT: [f64; 2] = [230.0, 640.0];
/// Of the words of the legend.
const TEXT: f64 = 11.5;
/// The fonts of pictures.
pub(super) const FONTS: &str = "'Source Sans 3','Helvetica Neue',Helvetica,Arial,sans-serif";

/// Everything that is drawn, in the pixels of `size`.
#[derive(Debug, Clone)]
pub struct Overview {
    /// Of all words.
    pub language: Language,
    /// What the classes are of.
    pub heading: String,
    /// In the order of the legend.
    pub parts: Vec<Part>,
    /// Pixels of the white line between villages; `None` where they are too small for one.
    pub between: Option<f64>,
    /// Borders of regencies.
    pub borders: Vec<Ring>,
    /// The first is number 1.
    pub areas: Vec<Area>,
    /// Pixels of their outlines, and of their numbers.
    pub outline: f64,
    /// Pixels of their numbers.
    pub number_size: f64,
    /// How places became pixels.
    pub frame: Frame,
    /// What the bar of scale measures.
    pub measure: Measure,
    /// Pixels of the map.
    pub size: [f64; 2],
}

/// Pixels of the map of a layer of this height by width.
pub fn size(aspect: f64) -> [f64; 2] {
    [WIDTH, (WIDTH * aspect).clamp(HEIGHT[0], HEIGHT[1]).round()]
}

/// Draws the map with its legend below; `alt` says what is seen.
pub fn svg(map: &Overview, alt: &str) -> String {
    let [wide, high] = map.size;
    let mut body = format!(
        "<rect width=\"{wide}\" height=\"{high}\" fill=\"{SEA}\"/>\n<g transform=\"scale({})\" stroke-linejoin=\"round\">\n",
        1.0 / UNITS
    );
    shapes(&mut body, map);
    body.push_str("</g>\n");
    label::draw(&mut body, &map.areas, map.number_size, [0.0, 0.0]);
    let end = legend(&mut body, map, high + 10.0);
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {wide} {end}\" role=\"img\" aria-labelledby=\"t d\" font-family=\"{FONTS}\" fill=\"#222\">\n\
         <title id=\"t\">{}</title>\n<desc id=\"d\">{}</desc>\n{HATCH}{body}</svg>\n",
        escape(&map.heading),
        escape(alt),
    )
}

/// In grid units.
fn shapes(out: &mut String, map: &Overview) {
    for part in map.parts.iter().filter(|part| !part.rings.is_empty()) {
        let (stroke, width) = match map.between {
            Some(pixels) => ("#fff", pixels),
            // of its own colour, so that no ground shines through between neighbours
            None => (part.colour.unwrap_or("#8a8a8a"), 0.3),
        };
        let _ = writeln!(
            out,
            "<path class=\"units\" fill=\"{}\" stroke=\"{stroke}\" stroke-width=\"{:.1}\" d=\"{}\"/>",
            paint(part.colour, true),
            width * UNITS,
            path::data(&part.rings)
        );
    }
    let all = path::data(map.areas.iter().flat_map(|area| &area.rings));
    let _ = writeln!(
        out,
        "<path class=\"borders\" fill=\"none\" stroke=\"{BORDER}\" stroke-width=\"{:.1}\" d=\"{}\"/>\
         <path fill=\"none\" stroke=\"{HALO}\" stroke-opacity=\".85\" stroke-width=\"{:.1}\" d=\"{all}\"/>\
         <path class=\"areas\" fill=\"none\" stroke=\"{AREA}\" stroke-width=\"{:.1}\" d=\"{all}\"/>",
        0.7 * UNITS,
        path::data(&map.borders),
        1.9 * map.outline * UNITS,
        map.outline * UNITS,
    );
}

/// Classes, lines, north and scale side by side; gives back where they end.
fn legend(out: &mut String, map: &Overview, top: f64) -> f64 {
    let classes = rows(out, &map.heading, &map.parts, [0.0, top], TEXT, usize::MAX);
    let x = 250.0;
    let lines = [("map_area", AREA, 2.2), ("map_regency", BORDER, 1.0)];
    let mut y = top + 6.0;
    for (name, colour, width) in lines {
        let _ = writeln!(
            out,
            "<path d=\"M{x} {y}h24\" stroke=\"{colour}\" stroke-width=\"{width}\"/><text x=\"{}\" y=\"{}\" font-size=\"{TEXT}\">{}</text>",
            x + 30.0,
            y + 4.0,
            escape(word(name, map.language))
        );
        y += 18.0;
    }
    let bar = scale::of(
        out,
        &map.frame,
        map.measure,
        150.0,
        [470.0, top - 4.0],
        map.language,
    );
    classes.max(y).max(bar).ceil() + 2.0
}
