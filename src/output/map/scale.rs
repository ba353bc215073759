//! The bar of scale and the arrow to the north.

use super::Map;
use crate::base::model::Measure;
use crate::base::study::Language;
use crate::output::number;
use crate::output::words::label;
use crate::space::map::frame::Frame;
use std::fmt::Write;

/// Pixels of the longest bar.
const LONGEST: f64 = 150.0;
/// Pixels both need.
pub const HEIGHT: f64 = 40.0;

/// Draws them; gives back where they end.
pub fn draw(out: &mut String, map: &Map, at: [f64; 2]) -> f64 {
    of(out, &map.frame, map.measure, LONGEST, at, map.language)
}

/// Draws those of a frame, the bar no longer than `most` pixels; gives back where they end.
pub fn of(
    out: &mut String,
    frame: &Frame,
    measure: Measure,
    most: f64,
    [x, y]: [f64; 2],
    language: Language,
) -> f64 {
    let (length, pixels) = frame.bar(most);
    let (value, unit) = match measure {
        Measure::Planar => (length, label("map_units", language)),
        Measure::Geodesic if length >= 1000.0 => (length / 1000.0, "km"),
        Measure::Geodesic => (length, "m"),
    };
    let whole = number::plain(value, language);
    // a short bar has no room for its middle, a shorter one none for its start
    let zero = if pixels < 36.0 { "" } else { "0" };
    let half = match pixels < 60.0 {
        true => String::new(),
        false => number::plain(value / 2.0, language),
    };
    let (bar, left) = (y + 24.0, x + 34.0);
    let _ = writeln!(
        out,
        "<path d=\"M{:.1} {:.1}l6 24l-6-6l-6 6z\"/>\
         <text x=\"{:.1}\" y=\"{:.1}\" font-size=\"12\" font-weight=\"bold\" text-anchor=\"middle\">{}</text>\
         <path d=\"M{left:.1} {bar:.1}h{:.1}\" stroke=\"#222\" stroke-width=\"5\"/><path d=\"M{:.1} {bar:.1}h{:.1}\" stroke=\"#fff\" stroke-width=\"3\"/>\
         <g font-size=\"11\" text-anchor=\"middle\"><text x=\"{left:.1}\" y=\"{:.1}\">{zero}</text><text x=\"{:.1}\" y=\"{:.1}\">{half}</text>\
         <text x=\"{:.1}\" y=\"{:.1}\">{whole} {unit}</text></g>",
        x + 10.0,
        y + 12.0,
        x + 10.0,
        y + 10.0,
        label("map_north", language),
        pixels,
        left + pixels / 2.0,
        pixels / 2.0 - 1.0,
        bar + 16.0,
        left + pixels / 2.0,
        bar + 16.0,
        left + pixels,
        bar + 16.0,
    );
    y + HEIGHT
}
