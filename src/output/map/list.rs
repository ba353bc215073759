//! The list of the first areas: number, place, size.

use super::Map;
use super::legend::{HEADING, heading};
use super::mark::AREA;
use super::text::{cut, escape};
use crate::base::study::Language;
use crate::output::number;
use crate::output::words::label;
use std::fmt::Write;

/// Pixels of an area's two lines, and between columns.
pub const ROW: f64 = 33.0;
const BETWEEN: f64 = 16.0;
/// Pixels of the number at the left.
const NUMBER: f64 = 28.0;

/// Draws as many areas as fit, column by column; gives back where they end.
pub fn draw(
    out: &mut String,
    map: &Map,
    [x, y]: [f64; 2],
    [width, height]: [f64; 2],
    columns: usize,
) -> f64 {
    if map.areas.is_empty() {
        return y;
    }
    heading(out, label("map_areas", map.language), [x, y], width);
    // the line that says how many more there are
    let rows = ((height - HEADING - 14.0) / ROW).floor().max(1.0) as usize;
    let shown = map.areas.len().min(rows * columns);
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
            escape(&cut(&area.name, 13.0, room)),
            left + NUMBER,
            top + 26.5,
            escape(&cut(&area.detail, 11.0, room)),
        );
    }
    let rest = map.areas.len() - shown;
    let end = y + HEADING + shown.min(rows) as f64 * ROW;
    if rest == 0 {
        return end;
    }
    let rest = number::read(rest as f64, 0, map.language);
    let words = match map.language {
        Language::Id => format!("dan {rest} lainnya: tabel areas"),
        Language::En => format!("and {rest} more: table areas"),
    };
    let _ = writeln!(
        out,
        "<text x=\"{:.1}\" y=\"{:.1}\" font-size=\"11\" fill=\"#555\">{words}</text>",
        x + NUMBER,
        end + 11.0
    );
    end + 14.0
}
