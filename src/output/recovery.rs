//! The picture of recovery: for each outcome the difference from villages compared with, wave by wave from the start. SVG without a network, readable
//! in black and white.

use crate::base::study::Language;
use crate::output::number;
use crate::output::words::pick;
use std::fmt::Write;

/// The difference at one wave.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// Whether of matched villages.
    pub matched: bool,
    /// Waves from the start; -1 is what all is measured from.
    pub relative: i32,
    /// The difference.
    pub effect: f64,
    /// Lower end of its interval.
    pub low: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
}

/// One outcome.
#[derive(Debug, Clone, PartialEq)]
pub struct Panel {
    /// Its name.
    pub name: String,
    /// Its unit; may be empty.
    pub unit: String,
    /// p of no difference before the start.
    pub p_before: Option<f64>,
    /// Differences, ascending by wave within each kind of comparison.
    pub points: Vec<Point>,
}

/// Pixels of the whole, of a panel, and around its plot.
const WIDTH: f64 = 860.0;
const HEIGHT: f64 = 300.0;
const TOP: f64 = 78.0;
const LEFT: f64 = 96.0;
const RIGHT: f64 = 24.0;
const HEAD: f64 = 34.0;
const FOOT: f64 = 58.0;
/// Outcomes that the picture has room for.
const MOST: usize = 6;
/// Everybody, then matched: told apart by lightness and by shape.
const COLOURS: [&str; 2] = ["#8a97a3", "#7f0000"];

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('"', "&quot;")
}

/// Draws the panels; more than six are not shown, which is said.
pub fn svg(panels: &[Panel], synthetic: bool, language: Language) -> String {
    let shown = &panels[..panels.len().min(MOST)];
    let height = TOP + HEIGHT * shown.len() as f64 + 34.0;
    let title = pick(
        language,
        "Selisih desa program dari desa pembanding, sebelum dan sesudah mulai",
        "Villages with the programme beside villages without, before and after its start",
    );
    let mut second = pick(
        language,
        "Perbandingan, bukan percobaan; garis tegak adalah selang 95 %, semua diukur dari pendataan -1",
        "A comparison, not an experiment; bars are 95 % intervals, all measured from wave -1",
    )
    .to_owned();
    if synthetic {
        second = format!(
            "{} {second}",
            pick(language, "Data sintetis.", "Synthetic data.")
        );
    }
    if panels.len() > shown.len() {
        let _ = write!(
            second,
            "{}",
            match language {
                Language::Id => format!("; {} dari {} hasil", shown.len(), panels.len()),
                Language::En => format!("; {} of {} outcomes", shown.len(), panels.len()),
            }
        );
    }
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" font-family=\"sans-serif\" role=\"img\" aria-labelledby=\"t d\">\n\
         <title id=\"t\">{title}</title>\n<desc id=\"d\">{second}</desc>\n\
         <rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n\
         <text x=\"24\" y=\"32\" font-size=\"19\" font-weight=\"bold\">{title}</text>\n\
         <text x=\"24\" y=\"54\" font-size=\"13\" fill=\"#444\">{second}</text>\n"
    );
    for (at, panel) in shown.iter().enumerate() {
        draw(&mut svg, panel, TOP + HEIGHT * at as f64, language);
    }
    legend(&mut svg, shown, height - 16.0, language);
    svg.push_str("</svg>\n");
    svg
}

fn draw(svg: &mut String, panel: &Panel, top: f64, language: Language) {
    let ends = panel
        .points
        .iter()
        .flat_map(|p| [Some(p.effect), p.low, p.high])
        .flatten();
    let (low, high) = ends.fold((0.0_f64, 0.0_f64), |(low, high), x| {
        (low.min(x), high.max(x))
    });
    let steps = ticks(low, high);
    let (low, high) = (steps[0].min(low), steps[steps.len() - 1].max(high));
    let first = panel.points.iter().map(|p| p.relative).min().unwrap_or(-1);
    let last = panel.points.iter().map(|p| p.relative).max().unwrap_or(0);
    let (from, to) = (top + HEAD, top + HEIGHT - FOOT);
    let x = |wave: f64| {
        let share = (wave - f64::from(first) + 0.5) / f64::from(last - first + 1);
        LEFT + (WIDTH - LEFT - RIGHT) * share
    };
    let y = |value: f64| to - (to - from) * (value - low) / (high - low);
    let mut line = |text: std::fmt::Arguments<'_>| {
        // writing to a string cannot fail
        let _ = svg.write_fmt(text);
    };
    let mut head = match panel.unit.is_empty() {
        true => panel.name.clone(),
        false => format!("{} ({})", panel.name, panel.unit),
    };
    if let Some(p) = panel.p_before {
        let p = number::read(p, 3, language);
        head = match language {
            Language::Id => format!("{head}; uji tren sebelum mulai: p = {p}"),
            Language::En => format!("{head}; test of trends before the start: p = {p}"),
        };
    }
    line(format_args!(
        "<text x=\"24\" y=\"{:.2}\" font-size=\"14\" font-weight=\"bold\">{}</text>\n",
        top + 18.0,
        escape(&head)
    ));
    for step in &steps {
        let heavy = *step == 0.0;
        line(format_args!(
            "<line x1=\"{LEFT}\" x2=\"{:.2}\" y1=\"{y:.2}\" y2=\"{y:.2}\" stroke=\"{}\"/>\n\
             <text x=\"{:.2}\" y=\"{:.2}\" font-size=\"12\" text-anchor=\"end\" fill=\"#444\">{}</text>\n",
            WIDTH - RIGHT,
            if heavy { "#000" } else { "#e2e6ea" },
            LEFT - 8.0,
            y(*step) + 4.0,
            match *step == 0.0 {
                true => "0".to_owned(),
                false => label(*step, steps[1] - steps[0], language),
            },
            y = y(*step),
        ));
    }
    for wave in first..=last {
        line(format_args!(
            "<text x=\"{:.2}\" y=\"{:.2}\" font-size=\"12\" text-anchor=\"middle\" fill=\"#444\">{wave}</text>\n",
            x(f64::from(wave)),
            to + 18.0
        ));
    }
    line(format_args!(
        "<line x1=\"{start:.2}\" x2=\"{start:.2}\" y1=\"{from:.2}\" y2=\"{to:.2}\" stroke=\"#000\" stroke-dasharray=\"5 4\"/>\n\
         <text x=\"{:.2}\" y=\"{:.2}\" font-size=\"12\">{}</text>\n\
         <text x=\"{:.2}\" y=\"{:.2}\" font-size=\"12\" text-anchor=\"middle\" fill=\"#444\">{}</text>\n",
        x(-0.5) + 5.0,
        from + 10.0,
        pick(language, "program mulai", "the programme starts"),
        f64::midpoint(LEFT, WIDTH - RIGHT),
        to + 36.0,
        pick(
            language,
            "pendataan sejak program mulai",
            "waves of the data from the start"
        ),
        start = x(-0.5),
    ));
    let several = panel.points.iter().any(|p| p.matched);
    for point in &panel.points {
        let colour = COLOURS[usize::from(point.matched)];
        let aside = match (several, point.matched) {
            (false, _) => 0.0,
            (true, true) => 0.06,
            (true, false) => -0.06,
        };
        let (x, at) = (x(f64::from(point.relative) + aside), y(point.effect));
        if let (Some(low), Some(high)) = (point.low, point.high) {
            line(format_args!(
                "<line x1=\"{x:.2}\" x2=\"{x:.2}\" y1=\"{:.2}\" y2=\"{:.2}\" stroke=\"{colour}\" stroke-width=\"2\"/>\n",
                y(low),
                y(high)
            ));
        }
        mark(&mut line, point.matched, (x, at));
    }
}

fn mark(line: &mut impl FnMut(std::fmt::Arguments<'_>), matched: bool, (x, y): (f64, f64)) {
    let colour = COLOURS[usize::from(matched)];
    match matched {
        true => line(format_args!(
            "<circle cx=\"{x:.2}\" cy=\"{y:.2}\" r=\"5\" fill=\"{colour}\"/>\n"
        )),
        false => line(format_args!(
            "<rect x=\"{:.2}\" y=\"{:.2}\" width=\"9\" height=\"9\" fill=\"#fff\" stroke=\"{colour}\" stroke-width=\"2\"/>\n",
            x - 4.5,
            y - 4.5
        )),
    }
}

fn legend(svg: &mut String, panels: &[Panel], y: f64, language: Language) {
    let mut line = |text: std::fmt::Arguments<'_>| {
        let _ = svg.write_fmt(text);
    };
    let kinds = [
        (
            false,
            pick(
                language,
                "semua desa pembanding",
                "all villages compared with",
            ),
        ),
        (true, pick(language, "desa padanan", "matched villages")),
    ];
    let mut x = LEFT;
    for (matched, words) in kinds {
        let there = |panel: &Panel| panel.points.iter().any(|p| p.matched == matched);
        if !panels.iter().any(there) {
            continue;
        }
        mark(&mut line, matched, (x, y - 4.0));
        line(format_args!(
            "<text x=\"{:.2}\" y=\"{y:.2}\" font-size=\"13\">{words}</text>\n",
            x + 12.0
        ));
        x += 220.0;
    }
}

/// Round numbers around an interval with 0 in it, five or so.
fn ticks(low: f64, high: f64) -> Vec<f64> {
    let wide = high - low;
    if !(wide > 0.0 && wide.is_finite()) {
        return vec![-1.0, 0.0, 1.0];
    }
    let power = 10_f64.powf((wide / 4.0).log10().floor());
    let steps = [1.0, 2.0, 5.0, 10.0].into_iter().map(|m| m * power);
    let step = steps
        .into_iter()
        .find(|step| *step >= wide / 4.0)
        .unwrap_or(wide);
    let (from, to) = ((low / step).floor() as i64, (high / step).ceil() as i64);
    (from..=to).map(|i| i as f64 * step).collect()
}

/// A tick with the decimals that its step needs.
fn label(value: f64, step: f64, language: Language) -> String {
    let decimals = (-step.log10().floor()).max(0.0);
    match decimals > 8.0 {
        true => number::read_small(value, language),
        false => number::read(value, decimals as usize, language),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn panels_have_their_points_and_words() {
        let point = |matched, relative, effect: f64| Point {
            matched,
            relative,
            effect,
            low: (relative != -1).then_some(effect - 0.01),
            high: (relative != -1).then_some(effect + 0.01),
        };
        let panel = Panel {
            name: "a<b".to_owned(),
            unit: "Rp".to_owned(),
            p_before: Some(0.4),
            points: vec![
                point(false, -1, 0.0),
                point(false, 0, 0.03),
                point(true, -1, 0.0),
                point(true, 0, 0.02),
            ],
        };
        let text = svg(std::slice::from_ref(&panel), true, Language::En);
        assert!(text.contains("a&lt;b (Rp); test of trends before the start: p = 0.400"));
        assert!(text.contains("Synthetic data.") && text.contains("matched villages"));
        assert_eq!(
            (
                text.matches("<circle").count(),
                text.matches("stroke-width=\"2\"/>").count()
            ),
            (3, 5)
        );
        let many = vec![panel; 8];
        assert!(svg(&many, false, Language::Id).contains("6 dari 8 hasil"));
        assert!(svg(&[], false, Language::Id).ends_with("</svg>\n"));
    }

    #[test]
    fn ticks_hold_the_interval_and_zero() {
        assert_eq!(ticks(-0.5, 3.0), [-1.0, 0.0, 1.0, 2.0, 3.0]);
        assert_eq!(ticks(0.0, 0.0), [-1.0, 0.0, 1.0]);
        assert_eq!(label(0.02, 0.02, Language::Id), "0,02");
    }
}
