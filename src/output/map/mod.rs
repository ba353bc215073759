//! A map as SVG: classes of units, strong outlines with numbers, and what explains them. Without a network, readable in black and white.
//!
//! * [`page`]: where the map is and where what explains it
//! * [`mark`]: colours, hatching, lines
//! * [`legend`], [`list`], [`scale`], [`label`]: the parts
//! * [`path`], [`text`]: how rings and words are written
//! * [`png`]: the same as pixels

pub mod label;
pub mod legend;
pub mod list;
pub mod mark;
pub mod page;
pub mod path;
pub mod png;
pub mod scale;
pub mod text;

use crate::base::model::Measure;
use crate::base::study::Language;
use crate::output::words::label as word;
use crate::space::map::frame::Frame;
use crate::space::map::label::Label;
use crate::space::map::rings::{Ring, UNITS};
use mark::{AREA, BORDER, Fill, HALO, HATCH, LAND, SEA};
use page::{MARGIN, Page};
use std::fmt::Write;
use text::{escape, wrap};

/// Units of one class.
#[derive(Debug, Clone)]
pub struct Class {
    /// Its name or limits.
    pub label: String,
    /// How many units.
    pub count: usize,
    /// How they are filled.
    pub fill: Fill,
    /// Their rings.
    pub rings: Vec<Ring>,
}

/// An area; its number is its place among the others, from 1.
#[derive(Debug, Clone)]
pub struct Area {
    /// Where it is.
    pub name: String,
    /// How large it is, and of what parts.
    pub detail: String,
    /// Its rings.
    pub rings: Vec<Ring>,
    /// Where its number stands; `None` where there is no room, and beyond the first hundred.
    pub label: Option<Label>,
}

/// Everything that is drawn, in the pixels of `page.map`.
#[derive(Debug, Clone)]
pub struct Map {
    /// Of all words.
    pub language: Language,
    /// The title.
    pub title: String,
    /// What is seen, in a sentence or two.
    pub subtitle: String,
    /// Whether the data are made up.
    pub synthetic: bool,
    /// What is said at the foot, a paragraph each.
    pub notes: Vec<String>,
    /// What the classes are of.
    pub heading: String,
    /// In the order of the legend.
    pub classes: Vec<Class>,
    /// What is counted there: one, and several.
    pub unit: [String; 2],
    /// Land below the classes, where they do not cover it.
    pub land: Vec<Ring>,
    /// Pixels of the white line between units; `None` where they are too small for one.
    pub between: Option<f64>,
    /// Borders of regions.
    pub borders: Vec<Ring>,
    /// Whose borders they are.
    pub border: String,
    /// Outlined and listed, the first as number 1.
    pub areas: Vec<Area>,
    /// What the legend calls them; `None` where their lines are borders like others.
    pub numbered: Option<String>,
    /// Above their list.
    pub list: String,
    /// The table that holds all of them.
    pub table: &'static str,
    /// Pixels of the outlines of areas.
    pub outline: f64,
    /// Pixels of the numbers.
    pub number_size: f64,
    /// How places became pixels.
    pub frame: Frame,
    /// What the bar of scale measures.
    pub measure: Measure,
    /// Where everything goes.
    pub page: Page,
}

/// Sizes of title, subtitle and notes, and pixels of their lines.
const TITLE: [f64; 2] = [23.0, 28.0];
const SUBTITLE: [f64; 2] = [14.0, 19.0];
const NOTE: [f64; 2] = [11.0, 15.0];

/// The letters of pictures: those that are painted as pixels, or what the reader's machine has.
pub const FONT: &str = "'Source Sans 3',sans-serif";

/// Draws the map.
pub fn svg(map: &Map) -> String {
    let width = map.page.width;
    let room = width - 2.0 * MARGIN;
    let mut body = String::new();
    let mut y = MARGIN;
    let mut lines = |text: &str, [size, high]: [f64; 2], most, style: &str, y: &mut f64| {
        for line in wrap(text, size, room, most) {
            let _ = writeln!(
                body,
                "<text x=\"{MARGIN}\" y=\"{:.1}\" font-size=\"{size}\" {style}>{}</text>",
                *y + size * 0.85,
                escape(&line)
            );
            *y += high;
        }
    };
    lines(&map.title, TITLE, 2, "font-weight=\"bold\"", &mut y);
    lines(&map.subtitle, SUBTITLE, 2, "fill=\"#333\"", &mut y);
    if map.synthetic {
        let words = word("map_synthetic", map.language);
        lines(
            words,
            SUBTITLE,
            1,
            "font-weight=\"bold\" fill=\"#a50f15\"",
            &mut y,
        );
    }
    let top = y + 8.0;
    let mut foot = ground(&mut body, map, top);
    for note in map.notes.iter().filter(|note| !note.is_empty()) {
        for line in wrap(note, NOTE[0], room, 3) {
            let _ = writeln!(
                body,
                "<text x=\"{MARGIN}\" y=\"{:.1}\" font-size=\"{}\" fill=\"#555\">{}</text>",
                foot + NOTE[0],
                NOTE[0],
                escape(&line)
            );
            foot += NOTE[1];
        }
    }
    let height = (foot + MARGIN * 0.6).ceil();
    let mut named = map.subtitle.clone();
    for (number, area) in (1..).zip(&map.areas) {
        let _ = write!(named, " {number}: {}.", area.name);
    }
    let [wide, high] = map.page.paper(height);
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{wide}mm\" height=\"{high}mm\" role=\"img\" aria-labelledby=\"t d\" \
         font-family=\"{FONT}\" fill=\"#222\">\n\
         <title id=\"t\">{}</title>\n<desc id=\"d\">{}</desc>\n{HATCH}<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n{body}</svg>\n",
        escape(&map.title),
        escape(&named),
    )
}

/// Draws the map and what explains it from `top` on; gives back where the notes begin.
fn ground(out: &mut String, map: &Map, top: f64) -> f64 {
    let [wide, high] = map.page.map;
    let _ = writeln!(
        out,
        "<rect x=\"{MARGIN}\" y=\"{top:.1}\" width=\"{wide}\" height=\"{high}\" fill=\"{SEA}\"/>"
    );
    let _ = writeln!(
        out,
        "<g transform=\"translate({MARGIN} {top:.1}) scale({})\" stroke-linejoin=\"round\">",
        1.0 / UNITS
    );
    shapes(out, map);
    out.push_str("</g>\n");
    label::draw(out, &map.areas, map.number_size, [MARGIN, top]);
    let below = top + high + MARGIN * 0.7;
    if map.page.beside {
        let (x, width) = map.page.panel();
        let mut y = legend::classes(out, map, [x, top], width) + 6.0;
        y = legend::lines(out, map, [x, y], width) + 8.0;
        y = scale::draw(out, map, [x, y]) + 22.0;
        let (end, shown) = list::draw(out, map, [x, y], [width, top + high - y], 1);
        return list::rest(out, map, shown, below.max(end + MARGIN * 0.7));
    }
    let classes = legend::classes(out, map, [MARGIN, below], 350.0);
    let x = MARGIN + 350.0 + 40.0;
    let lines = legend::lines(out, map, [x, below + 2.0], 230.0) + 12.0;
    let scale = scale::draw(out, map, [x, lines]);
    let x = x + 230.0 + 20.0;
    let high = (classes.max(scale) - below).max(list::ROW * 5.0 + 40.0);
    let room = [map.page.width - MARGIN - x, high];
    let (end, shown) = list::draw(out, map, [x, below], room, 2);
    let end = classes.max(scale).max(end) + MARGIN * 0.6;
    list::rest(out, map, shown, end)
}

/// Units, borders and areas, in grid units.
fn shapes(out: &mut String, map: &Map) {
    if !map.land.is_empty() {
        let _ = writeln!(
            out,
            "<path class=\"land\" fill=\"{LAND}\" stroke=\"{BORDER}\" stroke-width=\"{:.1}\" d=\"{}\"/>",
            0.4 * UNITS,
            path::data(&map.land)
        );
    }
    for class in &map.classes {
        if class.rings.is_empty() {
            continue;
        }
        let paint = class.fill.paint_fine();
        let (stroke, width) = match map.between {
            Some(pixels) => ("#fff", pixels),
            // of its own colour, so that no ground shines through between neighbours
            None => (class.fill.seam(), 0.3),
        };
        let _ = writeln!(
            out,
            "<path class=\"units\" fill=\"{paint}\" stroke=\"{stroke}\" stroke-width=\"{:.1}\" d=\"{}\"/>",
            width * UNITS,
            path::data(&class.rings)
        );
    }
    if !map.borders.is_empty() {
        let _ = writeln!(
            out,
            "<path class=\"borders\" fill=\"none\" stroke=\"{BORDER}\" stroke-width=\"{:.1}\" d=\"{}\"/>",
            0.8 * UNITS,
            path::data(&map.borders)
        );
    }
    if map.areas.is_empty() {
        return;
    }
    let all = path::data(map.areas.iter().flat_map(|area| &area.rings));
    let _ = writeln!(
        out,
        "<path fill=\"none\" stroke=\"{HALO}\" stroke-opacity=\".85\" stroke-width=\"{:.1}\" d=\"{all}\"/>",
        1.9 * map.outline * UNITS
    );
    let _ = writeln!(
        out,
        "<g class=\"areas\" fill=\"#fff\" fill-opacity=\"0\" stroke=\"{AREA}\" stroke-width=\"{:.1}\">",
        map.outline * UNITS
    );
    for (number, area) in (1..).zip(&map.areas) {
        let detail = match area.detail.is_empty() {
            true => String::new(),
            false => format!(" ({})", area.detail),
        };
        // the title is what a pointer shows
        let _ = writeln!(
            out,
            "<path d=\"{}\"><title>{number}: {}</title></path>",
            path::data(&area.rings),
            escape(&format!("{}{detail}", area.name))
        );
    }
    out.push_str("</g>\n");
}

#[cfg(test)]
mod tests;
