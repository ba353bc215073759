//! Where the numbers of shapes stand: inside, or beside with a line that leads there; none over another.

use super::ink::Drawn;
use super::pole::Pole;
use std::f64::consts::TAU;

/// Pixels between two numbers, and between a number and the edge of the picture.
const GAP: f64 = 1.5;
/// Directions and distances tried beside a shape.
const DIRECTIONS: usize = 24;
const STEP: f64 = 3.0;
/// Pixels that a full cover of weight 1 is worth.
const COVER: f64 = 30.0;

/// Where one number stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Label {
    /// Middle of its box, in pixels.
    pub at: [f64; 2],
    /// The place its line leads to, when it stands beside its shape.
    pub leads: Option<[f64; 2]>,
}

/// A shape to be numbered.
#[derive(Debug, Clone, Copy)]
pub struct Shape {
    /// Its middle; `None` where it has no place.
    pub pole: Option<Pole>,
    /// Width and height of the box of its number, in pixels.
    pub text: [f64; 2],
}

/// Places the numbers of n shapes, the first first, on a sheet of `size` pixels.
///
/// A number stands at the pole of its shape when it fits there. Else it stands where the way is short (at most `reach` pixels), little is
/// drawn, and its line meets no other number or line. `None` where no place is left.
pub fn place(shapes: &[Shape], drawn: &Drawn, size: [f64; 2], reach: f64) -> Vec<Option<Label>> {
    let mut placed = Placed {
        size,
        boxes: Vec::new(),
        lines: Vec::new(),
    };
    let mut labels = vec![None; shapes.len()];
    for (label, shape) in labels.iter_mut().zip(shapes) {
        let Some(pole) = shape.pole else { continue };
        let fits = shape.text[0].max(shape.text[1]) <= 2.0 * pole.radius;
        let own = Box::around(pole.at, shape.text);
        if fits && placed.takes(&own) {
            placed.boxes.push(own);
            *label = Some(Label {
                at: pole.at,
                leads: None,
            });
        }
    }
    for (label, shape) in labels.iter_mut().zip(shapes) {
        if let (None, Some(pole)) = (&label, shape.pole) {
            *label = placed.beside(pole, shape.text, drawn, reach);
        }
    }
    labels
}

/// A box by its low and high corner.
#[derive(Debug, Clone, Copy)]
struct Box {
    low: [f64; 2],
    high: [f64; 2],
}

impl Box {
    fn around(at: [f64; 2], size: [f64; 2]) -> Self {
        Self {
            low: [at[0] - size[0] / 2.0, at[1] - size[1] / 2.0],
            high: [at[0] + size[0] / 2.0, at[1] + size[1] / 2.0],
        }
    }

    fn meets(&self, other: &Self) -> bool {
        (0..2).all(|k| self.low[k] < other.high[k] + GAP && other.low[k] < self.high[k] + GAP)
    }

    /// Whether a segment has a place in the box (Liang and Barsky 1984).
    fn cut_by(&self, [a, b]: [[f64; 2]; 2]) -> bool {
        let (mut from, mut to) = (0.0_f64, 1.0_f64);
        for k in 0..2 {
            let along = b[k] - a[k];
            let [low, high] = [self.low[k] - a[k], self.high[k] - a[k]];
            if along == 0.0 {
                if low > 0.0 || high < 0.0 {
                    return false;
                }
                continue;
            }
            let (first, second) = (low / along, high / along);
            from = from.max(first.min(second));
            to = to.min(first.max(second));
        }
        from <= to
    }
}

struct Placed {
    size: [f64; 2],
    boxes: Vec<Box>,
    lines: Vec<[[f64; 2]; 2]>,
}

impl Placed {
    /// Whether a box is on the sheet and free.
    fn takes(&self, own: &Box) -> bool {
        let inside = (0..2).all(|k| own.low[k] >= GAP && own.high[k] <= self.size[k] - GAP);
        inside
            && !self.boxes.iter().any(|other| other.meets(own))
            && !self.lines.iter().any(|&line| own.cut_by(line))
    }

    fn beside(&mut self, pole: Pole, text: [f64; 2], drawn: &Drawn, reach: f64) -> Option<Label> {
        let mut tries = Vec::new();
        let nearest = pole.radius + text[0].max(text[1]) / 2.0 + STEP;
        let steps = ((reach - nearest) / STEP).max(0.0) as usize;
        for step in 0..=steps {
            let way = nearest + step as f64 * STEP;
            for direction in 0..DIRECTIONS {
                // north-east first, as numbers stand beside points on maps
                let angle = TAU * (direction as f64 - 3.0) / DIRECTIONS as f64;
                let at = [
                    pole.at[0] + way * angle.cos(),
                    pole.at[1] + way * angle.sin(),
                ];
                let own = Box::around(at, text);
                tries.push((way + COVER * drawn.mean(own.low, own.high), at, own));
            }
        }
        // stable: of equal ones the first
        tries.sort_by(|a, b| a.0.total_cmp(&b.0));
        let free = |&(_, at, own): &(f64, [f64; 2], Box)| {
            let line = [at, pole.at];
            self.takes(&own)
                && !self.boxes.iter().any(|other| other.cut_by(line))
                && !self.lines.iter().any(|&other| cross(line, other))
        };
        let &(_, at, own) = tries.iter().find(|tried| free(tried))?;
        self.boxes.push(own);
        self.lines.push([at, pole.at]);
        Some(Label {
            at,
            leads: Some(pole.at),
        })
    }
}

fn cross([a, b]: [[f64; 2]; 2], [c, d]: [[f64; 2]; 2]) -> bool {
    let side = |p: [f64; 2], q: [f64; 2], r: [f64; 2]| {
        (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0]) > 0.0
    };
    side(a, b, c) != side(a, b, d) && side(c, d, a) != side(c, d, b)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::super::ink::Ink;
    use super::super::rings::UNITS;
    use super::*;
    use proptest::prelude::*;

    const SIZE: [f64; 2] = [400.0, 300.0];

    fn shape(x: f64, y: f64, radius: f64) -> Shape {
        Shape {
            pole: Some(Pole { at: [x, y], radius }),
            text: [16.0, 10.0],
        }
    }

    #[test]
    fn inside_where_there_is_room_else_beside_with_a_line() {
        let drawn = Ink::new(SIZE).drawn();
        let nowhere = Shape {
            pole: None,
            text: [16.0, 10.0],
        };
        let shapes = [shape(100.0, 100.0, 20.0), shape(200.0, 100.0, 2.0), nowhere];
        let labels = place(&shapes, &drawn, SIZE, 60.0);
        assert_eq!(
            labels[0],
            Some(Label {
                at: [100.0, 100.0],
                leads: None
            })
        );
        let beside = labels[1].unwrap();
        assert_eq!(beside.leads, Some([200.0, 100.0]));
        let way = (beside.at[0] - 200.0).hypot(beside.at[1] - 100.0);
        assert!((way - 13.0).abs() < 1e-9, "the shortest, {way}");
        assert!(beside.at[0] > 200.0 && beside.at[1] < 100.0);
        assert_eq!(labels[2], None);
    }

    #[test]
    fn an_empty_sea_is_better_than_a_nearer_land() {
        let mut ink = Ink::new(SIZE);
        // land to the right of x = 190
        let land = [[190, 0], [190, 300], [400, 300], [400, 0]];
        let land = land.map(|at| at.map(|pixels| pixels * UNITS as i32));
        ink.fill(&[land.to_vec()], 1.0);
        let labels = place(&[shape(200.0, 100.0, 2.0)], &ink.drawn(), SIZE, 80.0);
        assert!(labels[0].unwrap().at[0] < 190.0);
    }

    proptest! {
        #[test]
        fn none_lies_over_another_or_off_the_sheet(
            places in prop::collection::vec((0.0..400.0_f64, 0.0..300.0_f64, 0.0..12.0_f64), 1..60)
        ) {
            let shapes: Vec<Shape> = places.iter().map(|&(x, y, r)| shape(x, y, r)).collect();
            let drawn = Ink::new(SIZE).drawn();
            let labels = place(&shapes, &drawn, SIZE, 70.0);
            let boxes: Vec<Box> = labels.iter().flatten().map(|l| Box::around(l.at, [16.0, 10.0])).collect();
            for (i, a) in boxes.iter().enumerate() {
                prop_assert!(a.low[0] >= 0.0 && a.low[1] >= 0.0 && a.high[0] <= SIZE[0] && a.high[1] <= SIZE[1]);
                for b in &boxes[i + 1..] {
                    prop_assert!(!a.meets(b));
                }
            }
            let lines: Vec<_> = labels.iter().flatten().filter_map(|l| Some([l.at, l.leads?])).collect();
            for (i, &a) in lines.iter().enumerate() {
                for &b in &lines[i + 1..] {
                    prop_assert!(!cross(a, b));
                }
            }
        }
    }
}
