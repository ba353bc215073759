//! The place of a shape farthest from its border.

use super::rings::{Ring, UNITS};
use std::cmp::Ordering;
use std::collections::BinaryHeap;

/// How close to the best, in pixels.
const PRECISION: f64 = 0.5;

/// The middle of the largest circle in a shape.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pole {
    /// Pixels.
    pub at: [f64; 2],
    /// Pixels to the border.
    pub radius: f64,
}

/// Finds the pole of inaccessibility to half a pixel: squares over the shape are cut in four as long as they may hold a better place
/// (Agafonkin 2016, polylabel; the problem is Garcia-Castellanos and Lombardo's, 2007, doi:10.1080/14702540801897809). Of several parts
/// that with the largest circle counts. `None` without rings.
pub fn pole(rings: &[Ring]) -> Option<Pole> {
    let rings: Vec<Vec<[f64; 2]>> = rings
        .iter()
        .map(|ring| {
            ring.iter()
                .map(|at| at.map(|u| f64::from(u) / UNITS))
                .collect()
        })
        .collect();
    let mut low = [f64::INFINITY; 2];
    let mut high = [f64::NEG_INFINITY; 2];
    for at in rings.iter().flatten() {
        for axis in 0..2 {
            low[axis] = low[axis].min(at[axis]);
            high[axis] = high[axis].max(at[axis]);
        }
    }
    if low[0] > high[0] {
        return None;
    }
    let [wide, tall] = [high[0] - low[0], high[1] - low[1]];
    // cells are no longer than the shape is wide, yet few
    let side = wide.min(tall).max(wide.max(tall) / 50.0).max(PRECISION);
    let mut open = BinaryHeap::new();
    let counts = [wide, tall].map(|length| (length / side).ceil().max(1.0) as usize);
    for column in 0..counts[0] {
        for row in 0..counts[1] {
            let at = [
                low[0] + (column as f64 + 0.5) * side,
                low[1] + (row as f64 + 0.5) * side,
            ];
            open.push(Cell::new(at, side / 2.0, &rings));
        }
    }
    let mut best = Cell::new(
        [(low[0] + high[0]) / 2.0, (low[1] + high[1]) / 2.0],
        0.0,
        &rings,
    );
    while let Some(cell) = open.pop() {
        if cell.inside > best.inside {
            best = cell;
        }
        if cell.most - best.inside <= PRECISION {
            // cells come in the order of what they may hold
            break;
        }
        let half = cell.half / 2.0;
        for [x, y] in [[-half, -half], [half, -half], [-half, half], [half, half]] {
            open.push(Cell::new([cell.at[0] + x, cell.at[1] + y], half, &rings));
        }
    }
    Some(Pole {
        at: best.at,
        radius: best.inside.max(0.0),
    })
}

/// A square that may hold the pole.
#[derive(Clone, Copy)]
struct Cell {
    at: [f64; 2],
    half: f64,
    /// Distance of the middle to the border, below 0 outside.
    inside: f64,
    /// No place of the cell is farther.
    most: f64,
}

impl Cell {
    fn new(at: [f64; 2], half: f64, rings: &[Vec<[f64; 2]>]) -> Self {
        let inside = distance(at, rings);
        Self {
            at,
            half,
            inside,
            most: inside + half * std::f64::consts::SQRT_2,
        }
    }
}

impl PartialEq for Cell {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Cell {}

impl PartialOrd for Cell {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Cell {
    fn cmp(&self, other: &Self) -> Ordering {
        let place = |a: &Self, b: &Self, axis: usize| b.at[axis].total_cmp(&a.at[axis]);
        self.most
            .total_cmp(&other.most)
            .then_with(|| place(self, other, 1))
            .then_with(|| place(self, other, 0))
    }
}

/// To the nearest edge; below 0 outside.
fn distance(at: [f64; 2], rings: &[Vec<[f64; 2]>]) -> f64 {
    let mut inside = false;
    let mut nearest = f64::INFINITY;
    for ring in rings {
        let Some(&last) = ring.last() else { continue };
        let mut a = last;
        for &b in ring {
            if (a[1] > at[1]) != (b[1] > at[1])
                && at[0] < (b[0] - a[0]) * (at[1] - a[1]) / (b[1] - a[1]) + a[0]
            {
                inside = !inside;
            }
            nearest = nearest.min(to_segment(at, a, b));
            a = b;
        }
    }
    let distance = nearest.sqrt();
    if inside { distance } else { -distance }
}

/// Squared distance to a segment.
fn to_segment(at: [f64; 2], a: [f64; 2], b: [f64; 2]) -> f64 {
    let along = [b[0] - a[0], b[1] - a[1]];
    let length = along[0] * along[0] + along[1] * along[1];
    let share = ((at[0] - a[0]) * along[0] + (at[1] - a[1]) * along[1]) / length;
    let share = if length > 0.0 {
        share.clamp(0.0, 1.0)
    } else {
        0.0
    };
    let gap = [
        a[0] + share * along[0] - at[0],
        a[1] + share * along[1] - at[1],
    ];
    gap[0] * gap[0] + gap[1] * gap[1]
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    /// Of pixels.
    fn square(x: i32, y: i32, side: i32) -> Ring {
        let [x, y, side] = [x, y, side].map(|pixels| pixels * UNITS as i32);
        vec![[x, y], [x, y + side], [x + side, y + side], [x + side, y]]
    }

    #[test]
    fn the_middle_of_a_square() {
        let pole = pole(&[square(0, 0, 40)]).unwrap();
        assert!((pole.radius - 20.0).abs() <= PRECISION);
        assert!(pole.at.iter().all(|u| (u - 20.0).abs() <= 1.0));
    }

    #[test]
    fn not_in_the_bend_of_a_hook() {
        // the middle of the bounds of an L is outside of it
        let hook = [[0, 0], [0, 90], [90, 90], [90, 70], [20, 70], [20, 0]];
        let hook = hook
            .map(|at| at.map(|pixels| pixels * UNITS as i32))
            .to_vec();
        let pole = pole(&[hook]).unwrap();
        // the circle in the corner touches both sides and the bend: d = sqrt 2 (20 - d)
        let d = 40.0 / (2.0 + std::f64::consts::SQRT_2);
        assert!(pole.radius > d - PRECISION && pole.radius <= d, "{pole:?}");
        assert!((pole.at[0] - d).abs() < 1.0 && (pole.at[1] - 90.0 + d).abs() < 1.0);
    }

    #[test]
    fn holes_are_outside_and_the_largest_part_counts() {
        let mut hole = square(10, 10, 60);
        hole.reverse();
        let found = pole(&[square(0, 0, 80), hole, square(200, 0, 30)]).unwrap();
        assert!(found.at[0] > 200.0, "{found:?}");
        assert!((found.radius - 15.0).abs() <= PRECISION);
        assert_eq!(pole(&[]), None);
    }
}
