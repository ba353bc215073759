//! The list of the numbered shapes: number, place, size; what has no room beside the map goes on below it.

use super::Map;
use super::legend::{HEADING, heading};
use super::mark::AREA;
use super::page::MARGIN;
use super::text::{cut, escape, width};
use crate::base::study::Language;
use crate::output::number;
use std::fmt::Write;

/// Pixels of a shape's two lines, and between columns.
pub const ROW: f64 = 33.0;
const BETWEEN: f64 = 16.0;
/// Pixels of the number at the left.
const NUMBER: f64 = 28.0;
/// Pixels of a shape's one line where the list goes on, and its text.
const LINE: f64 = 16.0;
const TEXT: f64 = 11.0;
/// Letters are wider in some fonts only: names are cut where most have no room for them.
const USUAL: f64 = 0.92;
/// Pixels of a column there, at least.
const COLUMN: f64 = 340.0;
/// Most that are listed: more are read in the table.
const MOST: usize = 100;

/// Draws as many as fit, column by column; gives back where they end and how many they are.
pub fn draw(
    out: &mut String,
    map: &Map,
    [x, y]: [f64; 2],
    [width, height]: [f64; 2],
    columns: usize,
) -> (f64, usize) {
    let rows = ((height - HEADING) / ROW).floor().max(0.0) as usize;
    let shown = map.areas.len().min(rows * columns).min(MOST);
    if shown == 0 {
        return (y, 0);
    }
    heading(out, &map.list, [x, y], width);
    let each = (width - BETWEEN * (columns - 1) as f64) / columns as f64;
    for (i, area) in map.areas.iter().take(shown).enumerate() {
        let left = x + (i / rows) as f64 * (each + BETWEEN);
        let top = y + HEADING + (i % rows) as f64 * ROW;
        let room = each - NUMBER;
        let _ = writeln!(
            out,
            "<text x=\"{:.1}\" y=\"{:.1}\" font-size=\"13\" font-weight=\"bold\" text-anchor=\"end\" fill=\"{AREA}\">{}</text>\
             <text x=\"{:.1}\" y=\"{:.1}\" font-size=\"13\">{}</text><text x=\"{:.1}\" y=\"{:.1}\" font-size=\"11\" fill=\"#555\">{}</text>",
            left + NUMBER - 8.0,
            top + 13.0,
            i + 1,
            left + NUMBER,
            top + 13.0,
            escape(&cut(&area.name, 13.0 * USUAL, room)),
            left + NUMBER,
            top + 26.5,
            escape(&cut(&area.detail, 11.0 * USUAL, room)),
        );
    }
    (y + HEADING + shown.min(rows) as f64 * ROW, shown)
}

/// Draws those after the first `from` over the whole page, a line each, in columns; gives back where they end.
pub fn rest(out: &mut String, map: &Map, from: usize, y: f64) -> f64 {
    let last = map.areas.len().min(MOST);
    let mut at = y;
    if last > from {
        let room = map.page.width - 2.0 * MARGIN;
        if from == 0 {
            heading(out, &map.list, [MARGIN, at], room);
            at += HEADING;
        }
        let columns = ((room + BETWEEN) / (COLUMN + BETWEEN)).floor().max(1.0) as usize;
        let rows = (last - from).div_ceil(columns);
        let each = (room - BETWEEN * (columns - 1) as f64) / columns as f64;
        for (i, area) in map.areas[from..last].iter().enumerate() {
            let left = MARGIN + (i / rows) as f64 * (each + BETWEEN) + NUMBER;
            let base = at + (i % rows) as f64 * LINE + 12.0;
            let name = cut(&area.name, TEXT * USUAL, each - NUMBER);
            let left_over = each - NUMBER - width(&name, TEXT * USUAL) - 8.0;
            let detail = match left_over > 40.0 {
                true => cut(&area.detail, TEXT * USUAL, left_over),
                false => String::new(),
            };
            let _ = writeln!(
                out,
                "<text x=\"{:.1}\" y=\"{base:.1}\" font-size=\"{TEXT}\" font-weight=\"bold\" text-anchor=\"end\" fill=\"{AREA}\">{}</text>\
                 <text x=\"{left:.1}\" y=\"{base:.1}\" font-size=\"{TEXT}\">{} <tspan fill=\"#555\">{}</tspan></text>",
                left - 8.0,
                from + i + 1,
                escape(&name),
                escape(&detail),
            );
        }
        at += rows as f64 * LINE + 6.0;
    }
    let more = map.areas.len() - last;
    if more == 0 {
        return at;
    }
    let (more, table) = (number::read(more as f64, 0, map.language), &map.table);
    let words = match map.language {
        Language::Id => format!("dan {more} lainnya: tabel {table}"),
        Language::En => format!("and {more} more: table {table}"),
    };
    let _ = writeln!(
        out,
        "<text x=\"{MARGIN}\" y=\"{:.1}\" font-size=\"{TEXT}\" fill=\"#555\">{words}</text>",
        at + 11.0
    );
    at + 20.0
}
