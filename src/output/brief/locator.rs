//! The small map of one area: its villages by class, those around it in grey, its outline, and where it is in the whole.

use super::overview::FONTS;
use crate::base::model::Measure;
use crate::base::study::Language;
use crate::output::map::mark::{AREA, BORDER, HALO, HATCH, SEA};
use crate::output::map::text::{escape, width};
use crate::output::map::{Area, label, path, scale};
use crate::output::words::label as word;
use crate::space::map::frame::Frame;
use crate::space::map::rings::{Ring, UNITS};
use geo::MultiPolygon;
use std::fmt::Write;

/// Pixels of the map; on paper a pixel is a quarter of a millimetre.
pub const SIZE: [f64; 2] = [400.0, 300.0];
/// Pixels of the inset.
pub const INSET: [f64; 2] = [120.0, 62.0];
/// Pixels of what explains the map.
const FOOT: f64 = 72.0;
/// Of villages around.
const AROUND: &str = "#e4e4e2";
/// Sizes of names and of the legend.
pub const NAME: f64 = 8.5;
const LEGEND: f64 = 10.0;

/// Villages of one class.
#[derive(Debug, Clone)]
pub struct Part {
    /// Limits of the class.
    pub label: String,
    /// Its colour; hatched without one.
    pub colour: Option<&'static str>,
    /// Its villages.
    pub rings: Vec<Ring>,
}

/// How a class is filled: a colour, or the pattern of hatching, enlarged for what is drawn in grid units.
pub(super) fn paint(colour: Option<&'static str>, fine: bool) -> &'static str {
    match (colour, fine) {
        (Some(colour), _) => colour,
        (None, true) => "url(#hatch-fine)",
        (None, false) => "url(#hatch)",
    }
}

/// Draws a heading and classes, so many below each other; gives back where they end.
pub(super) fn rows(
    out: &mut String,
    heading: &str,
    parts: &[Part],
    [x, y]: [f64; 2],
    text: f64,
    most: usize,
) -> f64 {
    let row = text * 1.32;
    let _ = writeln!(
        out,
        "<text x=\"{x}\" y=\"{:.1}\" font-size=\"{text}\" font-weight=\"bold\">{}</text>\n<g font-size=\"{text}\">",
        y + text * 0.9,
        escape(heading)
    );
    for (i, part) in parts.iter().enumerate() {
        let x = x + (i / most) as f64 * text * 8.6;
        let y = y + text * 1.4 + (i % most) as f64 * row;
        let _ = writeln!(
            out,
            "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{:.1}\" height=\"{:.1}\" fill=\"{}\" stroke=\"#888\" stroke-width=\".5\"/>\
             <text x=\"{:.1}\" y=\"{:.1}\">{}</text>",
            text * 1.5,
            text * 0.92,
            paint(part.colour, false),
            x + text * 2.0,
            y + text * 0.84,
            escape(&part.label)
        );
    }
    out.push_str("</g>\n");
    y + text * 1.4 + parts.len().min(most) as f64 * row
}

/// The whole and the place of the area in it, in the pixels of the inset.
#[derive(Debug, Clone)]
pub struct Inset {
    /// All land.
    pub land: Vec<Ring>,
    /// The middle of the area.
    pub at: [f64; 2],
}

/// Everything that is drawn, in the pixels of [`SIZE`].
#[derive(Debug, Clone)]
pub struct Locator {
    /// Of all words.
    pub language: Language,
    /// What is seen: a title and a sentence.
    pub title: String,
    /// The sentence.
    pub alt: String,
    /// What the classes are of.
    pub heading: String,
    /// Every class of the study, also those without a village here.
    pub parts: Vec<Part>,
    /// Villages around.
    pub others: Vec<Ring>,
    /// Lines of regency borders.
    pub borders: Vec<Vec<[i32; 2]>>,
    /// Outlines of other areas.
    pub areas: Vec<Ring>,
    /// The outline of the area.
    pub outline: Vec<Ring>,
    /// Numbers of its villages.
    pub numbers: Vec<Area>,
    /// Pixels of the numbers.
    pub number_size: f64,
    /// Names of villages around, and the middle of each.
    pub names: Vec<(String, [f64; 2])>,
    /// How places became pixels.
    pub frame: Frame,
    /// What the bar of scale measures.
    pub measure: Measure,
    /// Where it is in the whole.
    pub inset: Inset,
}

/// Draws the map with its legend below.
pub fn svg(map: &Locator) -> String {
    let [wide, high] = SIZE;
    let height = high + FOOT;
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {wide} {height}\" role=\"img\" aria-labelledby=\"t d\" font-family=\"{FONTS}\" fill=\"#222\">\n\
         <title id=\"t\">{}</title>\n<desc id=\"d\">{}</desc>\n{HATCH}\
         <defs><clipPath id=\"window\"><rect width=\"{wide}\" height=\"{high}\"/></clipPath></defs>\n\
         <g clip-path=\"url(#window)\"><rect width=\"{wide}\" height=\"{high}\" fill=\"{SEA}\"/>\n\
         <g transform=\"scale({})\" stroke-linejoin=\"round\">\n",
        escape(&map.title),
        escape(&map.alt),
        1.0 / UNITS
    );
    shapes(&mut out, map);
    out.push_str("</g>\n");
    let _ = write!(
        out,
        "<g font-size=\"{NAME}\" fill=\"#666\" text-anchor=\"middle\">"
    );
    for (name, [x, y]) in &map.names {
        let _ = write!(
            out,
            "<text x=\"{x:.1}\" y=\"{:.1}\">{}</text>",
            y + NAME * 0.34,
            escape(name)
        );
    }
    out.push_str("</g>\n");
    label::draw(&mut out, &map.numbers, map.number_size, [0.0, 0.0]);
    let _ = writeln!(
        out,
        "</g><rect x=\".4\" y=\".4\" width=\"{}\" height=\"{}\" fill=\"none\" stroke=\"#9aa5ad\" stroke-width=\".8\"/>",
        wide - 0.8,
        high - 0.8
    );
    legend(&mut out, map, high + 6.0);
    inset(&mut out, map, [wide - INSET[0], high + 6.0]);
    out.push_str("</svg>\n");
    out
}

/// In grid units.
fn shapes(out: &mut String, map: &Locator) {
    let line = |pixels: f64| pixels * UNITS;
    let _ = writeln!(
        out,
        "<path class=\"others\" fill=\"{AROUND}\" stroke=\"#fff\" stroke-width=\"{:.1}\" d=\"{}\"/>",
        line(0.8),
        path::data(&map.others)
    );
    for part in map.parts.iter().filter(|part| !part.rings.is_empty()) {
        let _ = writeln!(
            out,
            "<path class=\"units\" fill=\"{}\" stroke=\"#fff\" stroke-width=\"{:.1}\" d=\"{}\"/>",
            paint(part.colour, true),
            line(0.8),
            path::data(&part.rings)
        );
    }
    let mut borders = String::new();
    for run in &map.borders {
        for (i, [x, y]) in run.iter().enumerate() {
            let _ = write!(borders, "{}{x} {y}", if i == 0 { "M" } else { "L" });
        }
    }
    let _ = writeln!(
        out,
        "<path class=\"borders\" fill=\"none\" stroke=\"{BORDER}\" stroke-width=\"{:.1}\" stroke-dasharray=\"{:.0} {:.0}\" d=\"{borders}\"/>",
        line(0.9),
        line(5.0),
        line(2.5),
    );
    let _ = writeln!(
        out,
        "<path class=\"areas\" fill=\"none\" stroke=\"#6b83a6\" stroke-width=\"{:.1}\" d=\"{}\"/>",
        line(1.2),
        path::data(&map.areas)
    );
    let own = path::data(&map.outline);
    let _ = writeln!(
        out,
        "<path fill=\"none\" stroke=\"{HALO}\" stroke-opacity=\".85\" stroke-width=\"{:.1}\" d=\"{own}\"/>\
         <path class=\"area\" fill=\"none\" stroke=\"{AREA}\" stroke-width=\"{:.1}\" d=\"{own}\"/>",
        line(4.4),
        line(2.4),
    );
}

/// Classes in two columns, then north and scale.
fn legend(out: &mut String, map: &Locator, top: f64) {
    let around = Part {
        label: word("brief_other_villages", map.language).to_owned(),
        colour: Some(AROUND),
        rings: Vec::new(),
    };
    let mut parts = map.parts.clone();
    parts.iter_mut().for_each(|part| part.rings.clear());
    parts.push(around);
    rows(out, &map.heading, &parts, [0.0, top], LEGEND, 4);
    scale::of(
        out,
        &map.frame,
        map.measure,
        44.0,
        [182.0, top + 16.0],
        map.language,
    );
}

/// The whole in small, with a ring around the place of the area.
fn inset(out: &mut String, map: &Locator, [x, y]: [f64; 2]) {
    let [wide, high] = INSET;
    let [ax, ay] = [x + map.inset.at[0], y + map.inset.at[1]];
    let _ = writeln!(
        out,
        "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{wide}\" height=\"{high}\" fill=\"{SEA}\"/>\
         <g transform=\"translate({x:.1} {y:.1}) scale({})\"><path fill=\"#b9bfc4\" d=\"{}\"/></g>\
         <circle cx=\"{ax:.1}\" cy=\"{ay:.1}\" r=\"5\" fill=\"none\" stroke=\"#fff\" stroke-width=\"3.4\"/>\
         <circle cx=\"{ax:.1}\" cy=\"{ay:.1}\" r=\"5\" fill=\"{AREA}\" fill-opacity=\".25\" stroke=\"{AREA}\" stroke-width=\"1.8\"/>",
        1.0 / UNITS,
        path::data(&map.inset.land),
    );
}

/// Whether a name has room inside a circle of this radius.
pub fn fits(name: &str, radius: f64) -> bool {
    width(name, NAME) <= 2.1 * radius
}

/// The rings of a shape without places that are less than a pixel from the one before: of what stands in the background nobody looks for more.
pub fn thin(shape: &MultiPolygon<f64>, frame: &Frame) -> Vec<Ring> {
    let mut rings = Vec::new();
    for polygon in shape {
        for line in std::iter::once(polygon.exterior()).chain(polygon.interiors()) {
            let mut ring: Ring = Vec::new();
            let mut last = [f64::INFINITY; 2];
            for &coord in &line.0 {
                let at = frame.pixel(coord);
                if (at[0] - last[0]).abs() + (at[1] - last[1]).abs() >= 1.0 {
                    ring.push(grid(at));
                    last = at;
                }
            }
            if ring.first() == ring.last() {
                ring.pop();
            }
            rings.extend((ring.len() > 2).then_some(ring));
        }
    }
    rings
}

/// Far ends of lines that leave the sheet stay within the grid.
fn grid(at: [f64; 2]) -> [i32; 2] {
    at.map(|pixels| (pixels.clamp(-1e6, 1e6) * UNITS).round() as i32)
}

/// The parts of shells that are seen: lines with an end on a sheet of `size` pixels or near it. Linear in vertices.
pub fn seen(shape: &MultiPolygon<f64>, frame: &Frame, size: [f64; 2]) -> Vec<Vec<[i32; 2]>> {
    let near = |at: [f64; 2]| (0..2).all(|k| (-20.0..=size[k] + 20.0).contains(&at[k]));
    let mut runs = Vec::new();
    for polygon in shape {
        let mut run: Vec<[i32; 2]> = Vec::new();
        let mut before: Option<[f64; 2]> = None;
        for &coord in &polygon.exterior().0 {
            let to = frame.pixel(coord);
            let step = |from: [f64; 2]| (to[0] - from[0]).abs() + (to[1] - from[1]).abs();
            if before.is_some_and(|from| step(from) < 1.0) {
                continue;
            }
            if let Some(from) = before.filter(|&from| near(from) || near(to)) {
                let (start, end) = (grid(from), grid(to));
                if run.last() != Some(&start) {
                    runs.extend((run.len() > 1).then(|| std::mem::take(&mut run)));
                    run = vec![start];
                }
                if start != end {
                    run.push(end);
                }
            }
            before = Some(to);
        }
        runs.extend((run.len() > 1).then_some(run));
    }
    runs
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::space::map::frame::Extent;
    use geo::polygon;

    #[test]
    fn only_what_is_near_is_drawn() {
        let ring = polygon![(x: 0.0, y: 0.0), (x: 100.0, y: 0.0), (x: 9000.0, y: 0.0), (x: 9000.0, y: -9000.0), (x: 0.0, y: -100.0)];
        let extent = Extent::of(
            &[MultiPolygon::from(
                polygon![(x: 0.0, y: -200.0), (x: 200.0, y: -200.0), (x: 200.0, y: 0.0)],
            )],
            Measure::Planar,
        );
        let frame = Frame::fit(&extent.unwrap(), [200.0, 200.0], 0.0);
        assert_eq!(
            seen(&MultiPolygon::from(ring), &frame, [200.0, 200.0]),
            [
                vec![[0, 0], [500, 0], [45_000, 0]],
                vec![[45_000, 45_000], [0, 500], [0, 0]],
            ]
        );
        let far = polygon![(x: 900.0, y: 0.0), (x: 1000.0, y: 0.0), (x: 1000.0, y: -9.0)];
        assert!(seen(&MultiPolygon::from(far), &frame, [200.0, 200.0]).is_empty());
    }

    #[test]
    fn what_stands_behind_is_thin() {
        let shape = polygon![(x: 0.0, y: 0.0), (x: 50.0, y: 0.2), (x: 50.3, y: 0.0), (x: 100.0, y: 0.0), (x: 100.0, y: -100.0)];
        let shape = MultiPolygon::from(shape);
        let extent = Extent::of(std::slice::from_ref(&shape), Measure::Planar).unwrap();
        let frame = Frame::fit(&extent, [100.0, 100.0], 0.0);
        let [ring] = &thin(&shape, &frame)[..] else {
            unreachable!("one ring")
        };
        assert_eq!(ring.len(), 4, "{ring:?}");
        let speck = polygon![(x: 0.0, y: 0.0), (x: 0.4, y: 0.0), (x: 0.4, y: -0.4)];
        assert!(thin(&MultiPolygon::from(speck), &frame).is_empty());
    }

    #[test]
    fn names_have_room() {
        assert!(fits("Oe", 12.0) && !fits("Nusa Tenggara", 12.0));
    }
}
