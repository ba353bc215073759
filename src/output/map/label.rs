//! Numbers of areas, with a halo, and the lines that lead to them.

use super::Area;
use super::mark::{AREA, HALO};
use super::text::width;
use crate::space::map::label::Label;
use std::fmt::Write;

/// Sizes of numbers that are tried, the largest first.
pub const SIZES: [f64; 4] = [15.0, 13.0, 11.0, 9.0];

/// Width and height of the box of a number written at a size: digits have no descenders.
pub fn box_of(number: usize, size: f64) -> [f64; 2] {
    // bold digits are wider
    [width(&number.to_string(), size) * 1.1, size * 0.78]
}

/// Draws the numbers of the areas, 1 first; the map begins at `origin`.
pub fn draw(out: &mut String, areas: &[Area], size: f64, origin: [f64; 2]) {
    let placed: Vec<(usize, Label)> = areas
        .iter()
        .enumerate()
        .filter_map(|(i, area)| Some((i + 1, area.label?)))
        .collect();
    let at = |place: [f64; 2]| [origin[0] + place[0], origin[1] + place[1]];
    let mut lines = String::new();
    let mut dots = String::new();
    for (number, label) in &placed {
        let Some(end) = label.leads.map(at) else {
            continue;
        };
        let from = edge(at(label.at), end, box_of(*number, size));
        let _ = write!(
            lines,
            "M{:.1} {:.1}L{:.1} {:.1}",
            from[0], from[1], end[0], end[1]
        );
        let _ = write!(
            dots,
            "<circle cx=\"{:.1}\" cy=\"{:.1}\" r=\"1.8\"/>",
            end[0], end[1]
        );
    }
    if !lines.is_empty() {
        let _ = writeln!(
            out,
            "<path d=\"{lines}\" fill=\"none\" stroke=\"{HALO}\" stroke-width=\"2.6\"/><path d=\"{lines}\" fill=\"none\" stroke=\"{AREA}\" stroke-width=\"1\"/>\
             <g fill=\"{AREA}\" stroke=\"{HALO}\" stroke-width=\".6\">{dots}</g>"
        );
    }
    let _ = write!(
        out,
        "<g font-size=\"{size}\" font-weight=\"bold\" text-anchor=\"middle\">"
    );
    let mut texts = String::new();
    for (number, label) in &placed {
        let [x, y] = at(label.at);
        // digits stand on the baseline
        let y = y + size * 0.36;
        let _ = write!(texts, "<text x=\"{x:.1}\" y=\"{y:.1}\">{number}</text>");
    }
    // written twice, since not every program paints a halo under the letters of one text
    let halo = size * 0.28;
    let _ = writeln!(
        out,
        "<g class=\"halo\" aria-hidden=\"true\" fill=\"{HALO}\" stroke=\"{HALO}\" stroke-width=\"{halo:.1}\" stroke-linejoin=\"round\">{texts}</g>\
         <g class=\"numbers\" fill=\"{AREA}\">{texts}</g></g>"
    );
}

/// Where a line from a box's middle to a place leaves the box.
fn edge(middle: [f64; 2], end: [f64; 2], size: [f64; 2]) -> [f64; 2] {
    let along = [end[0] - middle[0], end[1] - middle[1]];
    let share = (0..2)
        .filter(|&k| along[k] != 0.0)
        .map(|k| (size[k] / 2.0 + 1.0) / along[k].abs())
        .fold(1.0, f64::min);
    [middle[0] + along[0] * share, middle[1] + along[1] * share]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn area(at: [f64; 2], leads: Option<[f64; 2]>) -> Area {
        Area {
            name: String::new(),
            detail: String::new(),
            rings: Vec::new(),
            label: Some(Label { at, leads }),
        }
    }

    #[test]
    fn numbers_follow_the_order_and_lines_lead_to_them() {
        let areas = [
            area([50.0, 50.0], None),
            Area {
                label: None,
                ..area([0.0, 0.0], None)
            },
            area([80.0, 20.0], Some([80.0, 60.0])),
        ];
        let mut out = String::new();
        draw(&mut out, &areas, 10.0, [100.0, 200.0]);
        let shown = out.split("class=\"numbers\"").nth(1).unwrap_or_default();
        assert!(
            shown.contains(
                "<text x=\"150.0\" y=\"253.6\">1</text><text x=\"180.0\" y=\"223.6\">3</text>"
            ),
            "{out}"
        );
        assert!(!shown.contains(">2<"));
        // from under the box, 7.8 high, to the area
        assert!(out.contains("M180.0 224.9L180.0 260.0"), "{out}");
        assert!(out.contains("class=\"halo\""));
    }
}
