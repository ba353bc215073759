//! The legend: classes with their limits, what is hatched, what lines mean.

use super::Map;
use super::mark::{AREA, BORDER, HALO};
use super::text::{self, cut, escape};
use crate::base::study::Language;
use crate::output::number;
use std::fmt::Write;

/// Pixels of a row.
const ROW: f64 = 20.0;
/// Size of its text.
const TEXT: f64 = 13.0;
/// Pixels of a further line of a name.
const LINE: f64 = 15.5;
/// Pixels of a heading.
pub const HEADING: f64 = 24.0;

/// Limits of classes as people read them: `0,21–0,27`, with as few decimals as tell them apart. `least` is the smallest value, the last of
/// `bounds` the greatest; each bound is in the class below it.
pub fn limits(least: f64, bounds: &[f64], language: Language) -> Vec<String> {
    let ends: Vec<f64> = std::iter::once(least)
        .chain(bounds.iter().copied())
        .collect();
    let range = ends.last().map_or(0.0, |most| most - least);
    let usual = if range > 0.0 {
        1.0 - range.log10().floor()
    } else {
        2.0
    };
    let usual = usual.clamp(0.0, 12.0) as usize;
    let written = |decimals: usize| -> Vec<String> {
        ends.iter()
            .map(|&end| number::read(end, decimals, language))
            .collect()
    };
    let apart = |texts: &[String]| texts[1..].windows(2).all(|pair| pair[0] != pair[1]);
    let texts = (usual..usual + 6)
        .map(written)
        .find(|texts| apart(texts))
        .unwrap_or_else(|| written(usual));
    texts
        .windows(2)
        .map(|pair| match pair[0] == pair[1] {
            true => pair[0].clone(),
            false => format!("{}–{}", pair[0], pair[1]),
        })
        .collect()
}

/// Draws the classes with their counts, long names on several lines; gives back where they end.
pub fn classes(out: &mut String, map: &Map, [x, y]: [f64; 2], width: f64) -> f64 {
    heading(out, &map.heading, [x, y], width);
    let mut at = y + HEADING;
    let _ = writeln!(out, "<g class=\"legend\" font-size=\"{TEXT}\">");
    let mut hatched = false;
    for class in &map.classes {
        // what has no value stands apart
        if class.fill.colour().is_none() && !hatched {
            (hatched, at) = (true, at + 4.0);
        }
        let unit = &map.unit[usize::from(class.count != 1)];
        let count = format!(
            "{} {unit}",
            number::read(class.count as f64, 0, map.language)
        );
        let room = width - 42.0 - text::width(&count, TEXT);
        let lines = text::wrap(&class.label, TEXT, room, 3);
        let _ = writeln!(
            out,
            "<rect x=\"{x:.1}\" y=\"{:.1}\" width=\"24\" height=\"14\" fill=\"{}\" stroke=\"#888\" stroke-width=\".6\"/>\
             <text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\" fill=\"#555\">{count}</text>",
            at + 3.0,
            class.fill.paint(),
            x + width,
            at + 14.5,
        );
        for (i, line) in lines.iter().enumerate() {
            let _ = writeln!(
                out,
                "<text x=\"{:.1}\" y=\"{:.1}\">{}</text>",
                x + 32.0,
                at + 14.5 + i as f64 * LINE,
                escape(line),
            );
        }
        at += ROW + lines.len().saturating_sub(1) as f64 * LINE;
    }
    out.push_str("</g>\n");
    at + 4.0
}

/// Draws what the lines mean; gives back where they end.
pub fn lines(out: &mut String, map: &Map, [x, y]: [f64; 2], width: f64) -> f64 {
    let language = map.language;
    let mut at = y;
    let _ = writeln!(out, "<g font-size=\"{TEXT}\">");
    if let Some(name) = map.numbered.as_ref().filter(|_| !map.areas.is_empty()) {
        let _ = writeln!(
            out,
            "<rect x=\"{:.1}\" y=\"{:.1}\" width=\"22\" height=\"13\" rx=\"3\" fill=\"#fed98e\" stroke=\"{AREA}\" stroke-width=\"2.2\"/>\
             <text x=\"{:.1}\" y=\"{:.1}\" font-size=\"11\" font-weight=\"bold\" text-anchor=\"middle\" fill=\"{AREA}\">1</text>\
             <text x=\"{:.1}\" y=\"{:.1}\">{}</text>",
            x + 1.0,
            at + 3.5,
            x + 12.0,
            at + 14.0,
            x + 32.0,
            at + 14.5,
            escape(&cut(name, TEXT, width - 32.0)),
        );
        at += ROW;
    }
    if !map.borders.is_empty() {
        let _ = writeln!(
            out,
            "<path d=\"M{x:.1} {:.1}h24\" stroke=\"{HALO}\" stroke-width=\"3\"/><path d=\"M{x:.1} {:.1}h24\" stroke=\"{BORDER}\" stroke-width=\"1\"/>\
             <text x=\"{:.1}\" y=\"{:.1}\">{}</text>",
            at + 10.0,
            at + 10.0,
            x + 32.0,
            at + 14.5,
            escape(&cut(&map.border, TEXT, width - 32.0)),
        );
        at += ROW;
    }
    let without = map.areas.iter().filter(|area| area.label.is_none()).count();
    if without > 0 && map.numbered.is_some() {
        let count = number::read(without as f64, 0, language);
        let words = match language {
            Language::Id => format!("{count} kawasan tanpa nomor"),
            Language::En => format!("{count} areas unnumbered"),
        };
        let _ = writeln!(
            out,
            "<text x=\"{x:.1}\" y=\"{:.1}\" fill=\"#555\">{}</text>",
            at + 14.5,
            escape(&cut(&words, TEXT, width))
        );
        at += ROW;
    }
    out.push_str("</g>\n");
    at + 4.0
}

/// Draws the heading of a part.
pub fn heading(out: &mut String, text: &str, [x, y]: [f64; 2], width: f64) {
    let _ = writeln!(
        out,
        "<text x=\"{x:.1}\" y=\"{:.1}\" font-size=\"14\" font-weight=\"bold\">{}</text>",
        y + 15.0,
        escape(&cut(text, 12.5, width))
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_have_the_decimals_they_need() {
        let id = |least, bounds: &[f64]| limits(least, bounds, Language::Id);
        assert_eq!(
            id(0.05, &[0.2149, 0.27, 0.58]),
            ["0,05–0,21", "0,21–0,27", "0,27–0,58"]
        );
        assert_eq!(id(3.0, &[120.0, 4000.0]), ["3–120", "120–4.000"]);
        // 0.211 and 0.214 differ in the third
        assert_eq!(
            id(0.0, &[0.211, 0.214, 0.9]),
            ["0,000–0,211", "0,211–0,214", "0,214–0,900"]
        );
        assert_eq!(limits(0.5, &[0.5], Language::En), ["0.50"]);
    }
}
