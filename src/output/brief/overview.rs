//! The map of all areas at the size of a page: what `map` draws on a wide sheet, with words that can be read on paper.

use crate::output::map::mark::{HATCH, SEA};
use crate::output::map::page::Page;
use crate::output::map::text::escape;
use crate::output::map::{Map, label, legend, scale, shapes};
use crate::space::map::rings::UNITS;
use std::fmt::Write;

/// Pixels of its width: on a page with margins of 2 cm a pixel is a quarter of a millimetre.
pub const WIDTH: f64 = 680.0;
/// Pixels of its height at least and at most.
const HEIGHT: [f64; 2] = [230.0, 640.0];
/// The fonts of pictures.
pub(super) const FONTS: &str = "'Source Sans 3','Helvetica Neue',Helvetica,Arial,sans-serif";

/// The sheet for a layer of this height by width.
pub fn page(aspect: f64) -> Page {
    let height = (WIDTH * aspect).clamp(HEIGHT[0], HEIGHT[1]).round();
    Page {
        beside: false,
        map: [WIDTH, height],
    }
}

/// Draws the map with its legend below; `alt` says what is seen.
pub fn svg(map: &Map, alt: &str) -> String {
    let [wide, high] = map.page.map;
    let mut body = String::new();
    let _ = writeln!(
        body,
        "<rect width=\"{wide}\" height=\"{high}\" fill=\"{SEA}\"/>\n<g transform=\"scale({})\" stroke-linejoin=\"round\">",
        1.0 / UNITS
    );
    shapes(&mut body, map);
    body.push_str("</g>\n");
    label::draw(&mut body, &map.areas, map.number_size, [0.0, 0.0]);
    let below = high + 10.0;
    let classes = legend::classes(&mut body, map, [0.0, below], 330.0);
    let x = 400.0;
    let lines = legend::lines(&mut body, map, [x, below + 4.0], wide - x) + 8.0;
    let end = scale::draw(&mut body, map, [x, lines]);
    let height = classes.max(end).ceil();
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {wide} {height}\" role=\"img\" aria-labelledby=\"t d\" font-family=\"{FONTS}\" fill=\"#222\">\n\
         <title id=\"t\">{}</title>\n<desc id=\"d\">{}</desc>\n{HATCH}{body}</svg>\n",
        escape(&map.heading),
        escape(alt),
    )
}
