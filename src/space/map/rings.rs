//! Shapes on the grid of a picture.

use super::frame::Frame;
use geo::{LineString, MultiPolygon};

/// Grid lines in a pixel. Places are rounded to the grid, each by itself, so that two shapes with a common border keep it; a fifth of a
/// pixel is not seen, on paper neither, and most vertices of a layer fall together.
pub const UNITS: f64 = 5.0;

/// A closed ring, its last place not repeated.
pub type Ring = Vec<[i32; 2]>;

/// The rings of a shape, holes turned the other way; those that fall together are left out, but of a shape that is there something
/// is left to see. Linear in vertices.
pub fn rings(shape: &MultiPolygon<f64>, frame: &Frame) -> Vec<Ring> {
    drawn(shape, frame, 0.0)
}

/// The same without the holes that are, on the mean (2 area / perimeter), narrower than `gap` pixels: a line around them would be a blot.
pub fn outline(shape: &MultiPolygon<f64>, frame: &Frame, gap: f64) -> Vec<Ring> {
    drawn(shape, frame, gap)
}

fn drawn(shape: &MultiPolygon<f64>, frame: &Frame, gap: f64) -> Vec<Ring> {
    let mut rings = Vec::new();
    for polygon in shape {
        let shell = ring(polygon.exterior(), frame);
        let holes = polygon.interiors().iter().map(|hole| ring(hole, frame));
        rings.extend(Some(shell).filter(|shell| !shell.is_empty()));
        rings.extend(holes.filter(|hole| !hole.is_empty() && mean_width(hole) >= gap));
    }
    let first = shape
        .0
        .first()
        .and_then(|polygon| polygon.exterior().0.first());
    if let (true, Some(&at)) = (rings.is_empty(), first) {
        let [x, y] = on_grid(frame.pixel(at));
        rings.push(vec![[x, y], [x, y + 1], [x + 1, y + 1], [x + 1, y]]);
    }
    rings
}

fn on_grid(pixel: [f64; 2]) -> [i32; 2] {
    pixel.map(|p| (p * UNITS).round() as i32)
}

fn ring(line: &LineString<f64>, frame: &Frame) -> Ring {
    let places: Ring = line.0.iter().map(|&at| on_grid(frame.pixel(at))).collect();
    tidy(&places)
}

/// The shells and holes of a shape, each turned its own way, every place rounded to `step` grid lines and kept but for repeated ones, so that
/// neighbours still have the same places; what falls together is left out.
pub fn coarse(shape: &MultiPolygon<f64>, frame: &Frame, step: i32) -> Vec<Ring> {
    let mut rings = Vec::new();
    for polygon in shape {
        let holes = polygon.interiors().iter().map(|hole| (hole, false));
        for (line, shell) in std::iter::once((polygon.exterior(), true)).chain(holes) {
            let places = line.0.iter().map(|&at| {
                let at = on_grid(frame.pixel(at));
                at.map(|u| (u + step / 2).div_euclid(step) * step)
            });
            let mut ring: Ring = places.collect();
            ring.dedup();
            if ring.len() > 1 && ring.first() == ring.last() {
                ring.pop();
            }
            if (doubled_area(&ring) > 0) != shell {
                ring.reverse();
            }
            if ring.len() > 2 {
                rings.push(ring);
            }
        }
    }
    rings
}

/// A ring without places that change nothing: repeated, on a line, or on the way back; empty when nothing is left.
pub(super) fn tidy(places: &[[i32; 2]]) -> Ring {
    let mut ring: Ring = Vec::new();
    for &at in places {
        while let [.., before, last] = ring[..]
            && on_line(before, last, at)
        {
            ring.pop();
        }
        if ring.last() != Some(&at) {
            ring.push(at);
        }
    }
    // the same where the ring closes
    loop {
        let idle = match ring[..] {
            [first, second, .., before, last] => {
                if last == first || on_line(before, last, first) {
                    ring.len() - 1
                } else if on_line(last, first, second) {
                    0
                } else {
                    return ring;
                }
            }
            [_, _, _] if doubled_area(&ring) != 0 => return ring,
            _ => return Vec::new(),
        };
        ring.remove(idle);
    }
}

fn on_line(a: [i32; 2], b: [i32; 2], c: [i32; 2]) -> bool {
    let [a, b, c] = [a, b, c].map(|place| place.map(i64::from));
    (b[0] - a[0]) * (c[1] - a[1]) == (b[1] - a[1]) * (c[0] - a[0])
}

/// Pixels.
fn mean_width(ring: &[[i32; 2]]) -> f64 {
    let mut before = ring.last().copied().unwrap_or_default();
    let mut length = 0.0;
    for &at in ring {
        length += f64::from(at[0] - before[0]).hypot(f64::from(at[1] - before[1]));
        before = at;
    }
    doubled_area(ring).abs() as f64 / length / UNITS
}

/// Twice the area a ring goes around, in square units.
pub fn doubled_area(ring: &[[i32; 2]]) -> i64 {
    let mut before = ring.last().copied().unwrap_or_default();
    let mut sum = 0;
    for &at in ring {
        let [a, b] = [before, at].map(|place| place.map(i64::from));
        sum += a[0] * b[1] - a[1] * b[0];
        before = at;
    }
    sum
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::super::frame::Extent;
    use super::*;
    use crate::base::model::Measure;
    use geo::{Polygon, polygon};
    use proptest::prelude::*;

    /// A pixel a unit.
    fn frame() -> Frame {
        let sheet = polygon![(x: 0., y: 0.), (x: 100., y: 0.), (x: 100., y: 50.), (x: 0., y: 50.)];
        let extent = Extent::of(&[sheet.into()], Measure::Planar).unwrap();
        Frame::fit(&extent, [100.0, 50.0], 0.0)
    }

    fn closed(places: &[(f64, f64)]) -> LineString<f64> {
        let mut line = LineString::from(places.to_vec());
        line.close();
        line
    }

    #[test]
    fn places_that_change_nothing_are_left_out() {
        // one twice, one on a side, a way out and back, and a start on a side
        let line = closed(&[
            (15.0, 10.0),
            (15.01, 10.0),
            (20.0, 10.0),
            (20.0, 15.0),
            (20.0, 20.0),
            (20.0, 30.0),
            (20.0, 20.0),
            (10.0, 10.0),
        ]);
        let rings = rings(&Polygon::new(line, Vec::new()).into(), &frame());
        assert_eq!(rings, [[[100, 200], [100, 150], [50, 200]]]);
        assert_eq!(doubled_area(&rings[0]).abs(), 2500);
    }

    #[test]
    fn a_speck_is_still_seen_but_not_a_small_hole() {
        let speck = polygon![(x: 10., y: 10.), (x: 10.01, y: 10.), (x: 10., y: 10.01)];
        assert_eq!(rings(&speck.into(), &frame()).len(), 1);
        let shell = closed(&[(0., 0.), (9., 0.), (9., 9.), (0., 9.)]);
        let speck = closed(&[(5., 5.), (5., 5.01), (5.01, 5.)]);
        let slit = closed(&[(1., 1.), (1., 8.), (2., 8.), (2., 1.)]);
        let shape = Polygon::new(shell, vec![speck, slit]).into();
        assert_eq!(rings(&shape, &frame()).len(), 2);
        // 2 * 7 / 16 = 0.9 pixels wide
        assert_eq!(outline(&shape, &frame(), 0.8).len(), 2);
        assert_eq!(outline(&shape, &frame(), 1.0).len(), 1);
        assert!(rings(&MultiPolygon(Vec::new()), &frame()).is_empty());
    }

    proptest! {
        #[test]
        fn what_is_left_out_changes_no_area(places in prop::collection::vec((0.0..20.0_f64, 0.0..20.0_f64), 1..40)) {
            let line = closed(&places);
            let all: Ring = line.0[1..].iter().map(|&at| on_grid(frame().pixel(at))).collect();
            let left = ring(&line, &frame());
            prop_assert_eq!(doubled_area(&left), doubled_area(&all));
            for i in 0..left.len() {
                let [a, b, c] = [i, i + 1, i + 2].map(|k| left[k % left.len()]);
                prop_assert!(!on_line(a, b, c));
            }
        }
    }
}
