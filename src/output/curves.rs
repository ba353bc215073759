//! The picture of how evenly columns are spread: Lorenz curves, and concentration curves dashed. SVG without a network, readable in black
//! and white.

use crate::base::study::Language;
use crate::output::map::text::escape;
use crate::output::number;
use crate::output::words::{label, pick};
use std::fmt::Write;

/// A curve from (0, 0) to (1, 1).
#[derive(Debug, Clone, Copy)]
pub struct Curve<'a> {
    /// What is shared.
    pub column: &'a str,
    /// What people are ranked by; the column itself for a Lorenz curve.
    pub rank_by: &'a str,
    /// Gini, or the concentration index.
    pub index: f64,
    /// Shares of people and of amounts.
    pub points: &'a [[f64; 2]],
}

impl Curve<'_> {
    fn lorenz(&self) -> bool {
        self.column == self.rank_by
    }
}

const SIZE: [f64; 2] = [860.0, 560.0];
const LEFT: f64 = 74.0;
const TOP: f64 = 86.0;
const SIDE: f64 = 400.0;

/// Told apart under every kind of colour blindness (Okabe and Ito 2008), and of different lightness.
const COLOURS: [&str; 3] = ["#0072b2", "#d55e00", "#009e73"];

/// Draws curves; those of one column have one colour.
pub fn svg(curves: &[Curve], synthetic: bool, language: Language) -> String {
    let x = |share: f64| LEFT + SIDE * share;
    let y = |share: f64| TOP + SIDE * (1.0 - share);
    let mut columns: Vec<&str> = Vec::new();
    for curve in curves {
        if !columns.contains(&curve.column) {
            columns.push(curve.column);
        }
    }
    let called = |name: &str| escape(label(name, language));
    let read = |value: f64, decimals| number::read(value, decimals, language);
    let title = match (curves.iter().find(|curve| curve.lorenz()), language) {
        (Some(first), Language::Id) => {
            format!("{}: Gini {}", called(first.column), read(first.index, 2))
        }
        (Some(first), Language::En) => {
            format!("{}: Gini {}", called(first.column), read(first.index, 2))
        }
        (None, _) => pick(language, "Kurva konsentrasi", "Concentration curves").to_owned(),
    };
    let second = pick(
        language,
        "Bagian jumlah yang dipegang bagian orang; makin dekat garis diagonal makin merata",
        "Share of the total held by a share of people; the nearer the diagonal, the more even",
    );
    let second = match (synthetic, language) {
        (false, _) => second.to_owned(),
        (true, Language::Id) => format!("Data sintetis. {second}"),
        (true, Language::En) => format!("Synthetic data. {second}"),
    };
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {} {}\" font-family=\"sans-serif\" role=\"img\" aria-labelledby=\"t d\">\n\
         <title id=\"t\">{title}</title>\n<desc id=\"d\">{second}</desc>\n\
         <rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n\
         <text x=\"{LEFT}\" y=\"34\" font-size=\"20\" font-weight=\"bold\">{title}</text>\n\
         <text x=\"{LEFT}\" y=\"58\" font-size=\"13\" fill=\"#444\">{second}</text>\n",
        SIZE[0], SIZE[1]
    );
    let mut line = |text: std::fmt::Arguments<'_>| {
        // writing to a string cannot fail
        let _ = svg.write_fmt(text);
    };
    for step in 0..=4 {
        let share = f64::from(step) / 4.0;
        let label = read(share * 100.0, 0);
        line(format_args!(
            "<line x1=\"{LEFT}\" x2=\"{:.2}\" y1=\"{at:.2}\" y2=\"{at:.2}\" stroke=\"#ddd\"/>\
             <text x=\"{:.2}\" y=\"{:.2}\" font-size=\"12\" text-anchor=\"end\" fill=\"#444\">{label}</text>\
             <text x=\"{:.2}\" y=\"{:.2}\" font-size=\"12\" text-anchor=\"middle\" fill=\"#444\">{label}</text>\n",
            x(1.0),
            LEFT - 8.0,
            y(share) + 4.0,
            x(share),
            y(0.0) + 18.0,
            at = y(share),
        ));
    }
    line(format_args!(
        "<line x1=\"{:.2}\" y1=\"{:.2}\" x2=\"{:.2}\" y2=\"{:.2}\" stroke=\"#000\"/>\n",
        x(0.0),
        y(0.0),
        x(1.0),
        y(1.0)
    ));
    line(format_args!(
        "<text x=\"{:.2}\" y=\"{:.2}\" font-size=\"12\" text-anchor=\"middle\">{}</text>\n\
         <text transform=\"translate(18 {:.2}) rotate(-90)\" font-size=\"12\" text-anchor=\"middle\">{}</text>\n",
        x(0.5),
        y(0.0) + 38.0,
        pick(
            language,
            "bagian orang, % (yang pertama dulu)",
            "share of people, % (first ranked first)"
        ),
        y(0.5),
        pick(language, "bagian jumlah, %", "share of the total, %"),
    ));
    for (at, curve) in curves.iter().enumerate() {
        let of = columns.iter().position(|column| *column == curve.column);
        let colour = COLOURS[of.unwrap_or(0) % COLOURS.len()];
        let dash = if curve.lorenz() {
            ""
        } else {
            " stroke-dasharray=\"7 4\""
        };
        let points: Vec<String> = curve
            .points
            .iter()
            .map(|p| format!("{:.2},{:.2}", x(p[0]), y(p[1])))
            .collect();
        let (key, high) = (x(1.0) + 26.0, TOP + 16.0 + 46.0 * at as f64);
        let column = called(curve.column);
        let (first, second) = match (curve.lorenz(), language) {
            (true, Language::Id) => (column, format!("Lorenz, Gini {}", read(curve.index, 3))),
            (true, Language::En) => (column, format!("Lorenz, Gini {}", read(curve.index, 3))),
            (false, Language::Id) => (
                format!("{column} menurut {}", called(curve.rank_by)),
                format!("konsentrasi, indeks {}", read(curve.index, 3)),
            ),
            (false, Language::En) => (
                format!("{column} by {}", called(curve.rank_by)),
                format!("concentration, index {}", read(curve.index, 3)),
            ),
        };
        line(format_args!(
            "<polyline points=\"{}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2.5\"{dash}/>\n\
             <line x1=\"{key:.2}\" x2=\"{:.2}\" y1=\"{high:.2}\" y2=\"{high:.2}\" stroke=\"{colour}\" stroke-width=\"2.5\"{dash}/>\
             <text x=\"{:.2}\" y=\"{:.2}\" font-size=\"13\">{first}</text>\
             <text x=\"{:.2}\" y=\"{:.2}\" font-size=\"12\" fill=\"#444\">{second}</text>\n",
            points.join(" "),
            key + 34.0,
            key + 42.0,
            high + 4.0,
            key + 42.0,
            high + 21.0,
        ));
    }
    svg.push_str("</svg>\n");
    svg
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn curves_have_a_key_with_their_index() {
        let half = [[0.0, 0.0], [0.5, 0.0], [1.0, 1.0]];
        let turned = [[0.0, 0.0], [0.5, 1.0], [1.0, 1.0]];
        let curve = |rank_by, index, points| Curve {
            column: "need",
            rank_by,
            index,
            points,
        };
        let drawn = [
            curve("need", 0.5, &half[..]),
            curve("<poor>", -0.5, &turned[..]),
        ];
        let text = svg(&drawn, true, Language::En);
        assert!(text.contains("Need: Gini 0.50") && text.contains("Synthetic data."));
        assert!(
            text.contains("index -0.500") || text.contains("index \u{2212}0.500"),
            "{text}"
        );
        assert_eq!(text.matches("<polyline").count(), 2);
        assert!(!text.contains("<poor>") && text.ends_with("</svg>\n"));
        assert!(svg(&[], false, Language::Id).contains("Kurva konsentrasi"));
    }
}
