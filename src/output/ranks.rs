//! The picture of ranks: every village's rank, the interval it could take, and where the priority set ends. SVG without a
//! network, readable in black and white.

use crate::base::study::Language;
use crate::output::number;
use crate::output::words::pick;
use std::fmt::Write;

/// A scored village as the picture needs it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Place {
    /// Rank.
    pub rank: u32,
    /// Lower end of its interval.
    pub low: u32,
    /// Upper end.
    pub high: u32,
    /// Chance to be in the priority set.
    pub p: f64,
}

/// Pixels of the whole, and of the margins around the plot.
const SIZE: [f64; 2] = [860.0, 520.0];
const LEFT: f64 = 74.0;
const RIGHT: f64 = 22.0;
const TOP: f64 = 86.0;
const BOTTOM: f64 = 84.0;
/// Bars the plot has room for.
const BARS: usize = 380;

/// Robust inside, contested, robust outside: colour-blind safe, and of different lightness.
const COLOURS: [&str; 3] = ["#7f0000", "#ef8a3c", "#b9c4cf"];

/// Draws n villages and the end of the priority set; neighbours by rank share a bar where there are too many.
pub fn svg(
    places: &[Place],
    cutoff: u32,
    draws: usize,
    synthetic: bool,
    language: Language,
) -> String {
    let mut places = places.to_vec();
    places.sort_unstable_by_key(|place| (place.rank, place.low, place.high));
    let n = places.len().max(1) as f64;
    let (width, height) = (SIZE[0] - LEFT - RIGHT, SIZE[1] - TOP - BOTTOM);
    let x = |rank: f64| LEFT + width * rank / n;
    let y = |rank: f64| TOP + height * rank / n;
    let count = |from: f64, to: f64| {
        let inside = |place: &&Place| place.p >= from && place.p < to;
        places.iter().filter(inside).count() as f64
    };
    let (sure, open) = (count(0.95, 2.0), count(0.05 + f64::EPSILON, 0.95));
    let out = places.len() as f64 - sure - open;
    let read = |value: f64| number::read(value, 0, language);
    let title = match language {
        Language::Id => format!(
            "{} desa pasti prioritas, {} desa masih goyah",
            read(sure),
            read(open)
        ),
        Language::En => format!(
            "{} villages are surely a priority, {} could go either way",
            read(sure),
            read(open)
        ),
    };
    let second = match language {
        Language::Id => format!(
            "Peringkat {} desa dan rentangnya dalam 90 % dari {} hitung ulang dengan pilihan lain yang wajar",
            read(n),
            read(draws as f64)
        ),
        Language::En => format!(
            "Ranks of {} villages, and their span in 90 % of {} recalculations with other defensible choices",
            read(n),
            read(draws as f64)
        ),
    };
    let second = match (synthetic, language) {
        (false, _) => second,
        (true, Language::Id) => format!("Data sintetis. {second}"),
        (true, Language::En) => format!("Synthetic data. {second}"),
    };
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {} {}\" font-family=\"'Source Sans 3',sans-serif\" role=\"img\" aria-labelledby=\"t d\">\n\
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
    let per_bar = places.len().div_ceil(BARS).max(1);
    let bar = width / (n / per_bar as f64);
    for (b, group) in places.chunks(per_bar).enumerate() {
        let middle = group[group.len() / 2];
        let mean = |get: fn(&Place) -> u32| {
            group.iter().map(|p| f64::from(get(p))).sum::<f64>() / group.len() as f64
        };
        let (low, high) = (mean(|p| p.low) - 1.0, mean(|p| p.high));
        let p = group.iter().map(|place| place.p).sum::<f64>() / group.len() as f64;
        let colour = match p {
            p if p >= 0.95 => COLOURS[0],
            p if p > 0.05 => COLOURS[1],
            _ => COLOURS[2],
        };
        let at = x((b * per_bar) as f64);
        let wide = (bar - 0.4).max(0.6);
        line(format_args!(
            "<rect x=\"{at:.2}\" y=\"{:.2}\" width=\"{wide:.2}\" height=\"{:.2}\" fill=\"{colour}\"/>\n",
            y(low),
            (y(high) - y(low)).max(1.0)
        ));
        line(format_args!(
            "<rect x=\"{at:.2}\" y=\"{:.2}\" width=\"{wide:.2}\" height=\"2\" fill=\"#000\"/>\n",
            y(f64::from(middle.rank) - 0.5) - 1.0
        ));
    }
    let cut = y(f64::from(cutoff));
    line(format_args!(
        "<line x1=\"{LEFT}\" x2=\"{}\" y1=\"{cut:.2}\" y2=\"{cut:.2}\" stroke=\"#000\" stroke-dasharray=\"6 4\"/>\n\
         <text x=\"{}\" y=\"{:.2}\" font-size=\"12\" text-anchor=\"end\">{}</text>\n",
        SIZE[0] - RIGHT,
        SIZE[0] - RIGHT,
        cut - 6.0,
        match language {
            Language::Id => format!(
                "batas prioritas: {} desa paling membutuhkan",
                read(f64::from(cutoff))
            ),
            Language::En => format!(
                "end of the priority set: the {} neediest",
                read(f64::from(cutoff))
            ),
        }
    ));
    for tick in ticks(n) {
        let label = read(tick.max(1.0));
        line(format_args!(
            "<text x=\"{:.2}\" y=\"{:.2}\" font-size=\"12\" text-anchor=\"end\" fill=\"#444\">{label}</text>\n",
            LEFT - 8.0,
            y(tick) + 4.0
        ));
        line(format_args!(
            "<text x=\"{:.2}\" y=\"{:.2}\" font-size=\"12\" text-anchor=\"middle\" fill=\"#444\">{label}</text>\n",
            x(tick),
            TOP + height + 18.0
        ));
    }
    line(format_args!(
        "<text x=\"{:.2}\" y=\"{:.2}\" font-size=\"12\" text-anchor=\"middle\">{}</text>\n\
         <text transform=\"translate(18 {:.2}) rotate(-90)\" font-size=\"12\" text-anchor=\"middle\">{}</text>\n",
        LEFT + width / 2.0,
        TOP + height + 36.0,
        pick(
            language,
            "desa menurut peringkat, 1 paling membutuhkan",
            "villages by rank, 1 is the neediest"
        ),
        TOP + height / 2.0,
        pick(language, "peringkat yang mungkin", "possible rank"),
    ));
    let words = [
        pick(language, "pasti prioritas", "surely a priority"),
        pick(language, "goyah", "could go either way"),
        pick(language, "pasti bukan", "surely not"),
    ];
    let mut at = LEFT;
    for ((colour, word), count) in COLOURS.iter().zip(words).zip([sure, open, out]) {
        line(format_args!(
            "<rect x=\"{at}\" y=\"{y:.2}\" width=\"14\" height=\"14\" fill=\"{colour}\"/>\
             <text x=\"{}\" y=\"{:.2}\" font-size=\"13\">{word}: {}</text>\n",
            at + 20.0,
            SIZE[1] - 18.0,
            read(count),
            y = SIZE[1] - 29.0,
        ));
        at += 200.0;
    }
    line(format_args!(
        "<rect x=\"{at}\" y=\"{:.2}\" width=\"14\" height=\"2\" fill=\"#000\"/>\
         <text x=\"{}\" y=\"{:.2}\" font-size=\"13\">{}</text>\n",
        SIZE[1] - 23.0,
        at + 20.0,
        SIZE[1] - 18.0,
        pick(language, "peringkat", "rank"),
    ));
    svg.push_str("</svg>\n");
    svg
}

/// Round numbers from 0 to n, five or so.
fn ticks(n: f64) -> Vec<f64> {
    let rough = n / 5.0;
    let power = 10_f64.powf(rough.log10().floor());
    let step = [1.0, 2.0, 5.0, 10.0]
        .into_iter()
        .map(|m| m * power)
        .find(|step| *step >= rough)
        .unwrap_or(rough)
        .max(1.0);
    (0..)
        .map(|i| f64::from(i) * step)
        .take_while(|tick| *tick <= n)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_and_bars_add_up() {
        let places: Vec<Place> = (1..=1000)
            .map(|rank| Place {
                rank,
                low: rank.saturating_sub(50).max(1),
                high: (rank + 50).min(1000),
                p: f64::from(u8::from(rank <= 60)) * 0.5 + f64::from(u8::from(rank <= 40)) * 0.5,
            })
            .collect();
        let text = svg(&places, 50, 300, true, Language::En);
        assert!(text.contains("40 villages are surely a priority, 20 could go either way"));
        assert!(text.contains("surely not: 940"));
        // three places to a bar, two rectangles each, four of the legend and the ground
        assert_eq!(
            text.matches("<rect").count(),
            1000_usize.div_ceil(3) * 2 + 5
        );
        let turned: Vec<Place> = places.iter().rev().copied().collect();
        assert_eq!(svg(&turned, 50, 300, true, Language::En), text);
        assert!(svg(&[], 0, 0, false, Language::Id).ends_with("</svg>\n"));
    }

    #[test]
    fn ticks_are_round() {
        assert_eq!(ticks(3048.0), [0.0, 1000.0, 2000.0, 3000.0]);
        assert_eq!(ticks(10.0), [0.0, 2.0, 4.0, 6.0, 8.0, 10.0]);
    }
}
