//! Shapes in tenths of a pixel.

use super::frame::Frame;
use geo::MultiPolygon;

/// Units of a ring in a pixel: whole numbers write short, and two shapes with a common border keep it.
pub const UNITS: f64 = 10.0;

/// A closed ring, its last place not repeated.
pub type Ring = Vec<[i32; 2]>;

/// The rings of a shape, holes turned the other way; those that fall together are left out, but of a shape that is there something
/// is left to see.
pub fn rings(shape: &MultiPolygon<f64>, frame: &Frame) -> Vec<Ring> {
    let mut rings = Vec::new();
    let mut first = None;
    for polygon in shape {
        for line in std::iter::once(polygon.exterior()).chain(polygon.interiors()) {
            let places = line.0.iter().map(|&at| {
                let pixel = frame.pixel(at);
                pixel.map(|p| (p * UNITS).round() as i32)
            });
            let mut ring: Ring = places.collect();
            first = first.or(ring.first().copied());
            ring.dedup();
            if ring.len() > 1 && ring.first() == ring.last() {
                ring.pop();
            }
            if doubled_area(&ring) != 0 {
                rings.push(ring);
            }
        }
    }
    match first {
        Some([x, y]) if rings.is_empty() => {
            vec![vec![[x, y], [x, y + 1], [x + 1, y + 1], [x + 1, y]]]
        }
        _ => rings,
    }
}

/// Twice the area a ring goes around, in square units.
pub fn doubled_area(ring: &[[i32; 2]]) -> i64 {
    let last = ring.last().copied().unwrap_or_default();
    let mut before = last;
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
    use geo::{LineString, Polygon, polygon};

    fn frame() -> Frame {
        let sheet = polygon![(x: 0., y: 0.), (x: 100., y: 0.), (x: 100., y: 50.), (x: 0., y: 50.)];
        let extent = Extent::of(&[sheet.into()], Measure::Planar).unwrap();
        Frame::fit(&extent, [100.0, 50.0], 0.0)
    }

    #[test]
    fn places_that_fall_together_are_one() {
        let shape =
            polygon![(x: 10., y: 10.), (x: 10.01, y: 10.), (x: 20., y: 10.), (x: 20., y: 20.)];
        let rings = rings(&shape.into(), &frame());
        assert_eq!(rings, [[[100, 400], [200, 400], [200, 300]]]);
        assert_eq!(doubled_area(&rings[0]), -10_000);
    }

    #[test]
    fn a_speck_is_still_seen_but_a_small_hole_is_not() {
        let speck = polygon![(x: 10., y: 10.), (x: 10.01, y: 10.), (x: 10., y: 10.01)];
        assert_eq!(rings(&speck.into(), &frame()).len(), 1);
        let hole = LineString::from(vec![(5., 5.), (5., 5.01), (5.01, 5.), (5., 5.)]);
        let shell = LineString::from(vec![(0., 0.), (9., 0.), (9., 9.), (0., 9.), (0., 0.)]);
        let shape = Polygon::new(shell, vec![hole]);
        assert_eq!(rings(&shape.into(), &frame()).len(), 1);
        assert!(rings(&MultiPolygon(Vec::new()), &frame()).is_empty());
    }
}
