//! Degrees to the grid of all tiles of a zoom.

use super::clip::{EXTENT, Ring, area, tidy};
use geo::{Area, Coord, LineString, MultiPolygon, Polygon};

/// Where Web Mercator ends.
const NORTH: f64 = 85.051_128_779_806_6;
/// Metres around the equator of Web Mercator.
const AROUND: f64 = 40_075_016.685_578_49;

/// A place in the square of Web Mercator, from 0 to 1 eastwards and southwards.
fn square(place: Coord<f64>) -> [f64; 2] {
    let sine = place.y.clamp(-NORTH, NORTH).to_radians().sin();
    let y = 0.5 - ((1.0 + sine) / (1.0 - sine)).ln() / (4.0 * std::f64::consts::PI);
    [(place.x + 180.0) / 360.0, y]
}

/// Steps of the grid along the square of all tiles.
fn steps(zoom: u8) -> f64 {
    f64::from(EXTENT) * 2_f64.powi(i32::from(zoom))
}

/// Metres of a step at the equator.
pub(super) fn step(zoom: u8) -> f64 {
    AROUND / steps(zoom)
}

/// The rings of a shape on the grid, those that collapse left out: a shell with all its holes.
pub(super) fn rings(shape: &MultiPolygon<f64>, zoom: u8) -> Vec<Ring> {
    let steps = steps(zoom);
    let mut found = Vec::new();
    for polygon in shape {
        let Some(shell) = ring(polygon.exterior(), steps, true) else {
            continue;
        };
        found.push(shell);
        let holes = polygon.interiors().iter();
        found.extend(holes.filter_map(|hole| ring(hole, steps, false)));
    }
    found
}

fn ring(line: &LineString<f64>, steps: f64, shell: bool) -> Option<Ring> {
    let (_, corners) = line.0.split_last()?;
    let place = |place: &Coord<f64>| square(*place).map(|at| (at * steps).round() as i32);
    let mut ring: Ring = corners.iter().map(place).collect();
    let anticlockwise = Polygon::new(line.clone(), Vec::new()).signed_area() > 0.0;
    // y runs down: what runs clockwise has a positive area
    if anticlockwise == shell {
        ring.reverse();
    }
    // one that is turned inside out by the grid is next to nothing
    tidy(ring).filter(|ring| (area(ring) > 0) == shell)
}

/// The mean side of the shapes that are there, in parts of the square; `None` without any.
pub(super) fn side(shapes: &[MultiPolygon<f64>]) -> Option<f64> {
    let there: Vec<&MultiPolygon<f64>> = shapes.iter().filter(|s| !s.0.is_empty()).collect();
    let whole: f64 = there.iter().map(|shape| size(shape)).sum();
    (!there.is_empty() && whole > 0.0).then(|| (whole / there.len() as f64).sqrt())
}

/// The area of a shape in parts of the square.
fn size(shape: &MultiPolygon<f64>) -> f64 {
    let of = |line: &LineString<f64>| {
        let turn = |pair: &[Coord<f64>]| {
            let [a, b] = [square(pair[0]), square(pair[1])];
            a[0] * b[1] - b[0] * a[1]
        };
        (line.0.windows(2).map(turn).sum::<f64>() / 2.0).abs()
    };
    let polygons = shape.iter();
    polygons
        .map(|p| of(p.exterior()) - p.interiors().iter().map(of).sum::<f64>())
        .sum()
}

/// The least zoom at which a side is so many steps long.
pub(super) fn zoom_of(side: f64, long: f64) -> u8 {
    (0..=24)
        .find(|&zoom| side * steps(zoom) >= long)
        .unwrap_or(24)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use geo::polygon;

    #[test]
    fn the_world_is_one_tile_at_zoom_0() {
        let at = |x: f64, y: f64| square(Coord { x, y }).map(|at| (at * steps(0)).round() as i32);
        assert_eq!(at(0.0, 0.0), [2048, 2048]);
        assert_eq!(at(-180.0, 90.0), [0, 0]);
        assert_eq!(at(180.0, -89.0), [4096, 4096]);
        // a place on Timor is in tile 13/6917/4328 of every web map
        let [x, y] = square(Coord {
            x: 124.0,
            y: -10.15,
        })
        .map(|at| at * 8192.0);
        assert_eq!((x as u32, y as u32), (6917, 4328));
        assert!((step(0) - 9783.94).abs() < 0.01);
    }

    #[test]
    fn rings_turn_as_tiles_have_them_and_what_collapses_is_left_out() {
        for reversed in [false, true] {
            let mut unit = polygon!(exterior: [(x: 0.0, y: 0.0), (x: 9.0, y: 0.0), (x: 9.0, y: 9.0), (x: 0.0, y: 9.0)],
                interiors: [[(x: 1.0, y: 1.0), (x: 2.0, y: 1.0), (x: 2.0, y: 2.0)]]);
            if reversed {
                unit.exterior_mut(|line| line.0.reverse());
            }
            let rings = rings(&MultiPolygon::from(unit), 4);
            let areas: Vec<bool> = rings.iter().map(|ring| area(ring) > 0).collect();
            assert_eq!(areas, [true, false]);
        }
        let speck = polygon![(x: 0.0, y: 0.0), (x: 0.01, y: 0.0), (x: 0.0, y: 0.01)];
        assert!(rings(&MultiPolygon::from(speck), 0).is_empty());
    }

    #[test]
    fn zooms_follow_from_sides() {
        let unit = polygon![(x: 0.0, y: 0.0), (x: 1.0, y: 0.0), (x: 1.0, y: 1.0), (x: 0.0, y: 1.0)];
        let side = side(&[MultiPolygon::from(unit), MultiPolygon(Vec::new())]).unwrap();
        assert!((side * 360.0 - 1.0).abs() < 1e-3, "{side}");
        // a degree is 11.4 steps at zoom 0
        assert_eq!(
            (
                zoom_of(side, 4.0),
                zoom_of(side, 12.0),
                zoom_of(side, 512.0)
            ),
            (0, 1, 6)
        );
        assert_eq!(super::side(&[]), None);
    }
}
