//! Area, perimeter, centroid, distance: geodesic on WGS84 or planar.

use super::ellipsoid::{area_under, is_short, length};
use crate::base::model::Measure;
use geo::{
    Area, Centroid, Coord, Distance, Geodesic, GeodesicArea, LineString, MultiPolygon, Point,
    Polygon,
};

/// Area: m2 on the ellipsoid for degrees, squared units on a plane; shells less holes, whatever their direction, 0 when empty.
///
/// Rings whose edges are all short (0.01 degrees) are integrated in closed form, within 1e-9 of Karney (2013,
/// doi:10.1007/s00190-012-0578-z), which measures all others.
pub fn area(geometry: &MultiPolygon<f64>, measure: Measure) -> f64 {
    let ring = |ring: &LineString<f64>| match measure {
        Measure::Geodesic => geodesic_area(ring),
        Measure::Planar => Polygon::new(ring.clone(), Vec::new()).unsigned_area(),
    };
    let polygon = |polygon: &Polygon<f64>| {
        ring(polygon.exterior()) - polygon.interiors().iter().map(ring).sum::<f64>()
    };
    geometry.0.iter().map(polygon).sum()
}

fn geodesic_area(ring: &LineString<f64>) -> f64 {
    let Some(first) = ring.0.first() else {
        return 0.0;
    };
    let edges = || ring.0.windows(2).map(|edge| (edge[0], edge[1]));
    if !edges().all(|(from, to)| is_short(from, to)) {
        // The unsigned area of a clockwise ring would be the rest of the earth.
        return Polygon::new(ring.clone(), Vec::new())
            .geodesic_area_signed()
            .abs();
    }
    let base = first.y.to_radians().sin();
    edges()
        .map(|(from, to)| area_under(from, to, base))
        .sum::<f64>()
        .abs()
}

/// Length of all rings, holes included: metres for degrees, units on a plane.
pub fn perimeter(geometry: &MultiPolygon<f64>, measure: Measure) -> f64 {
    geometry
        .0
        .iter()
        .flat_map(|polygon| std::iter::once(polygon.exterior()).chain(polygon.interiors()))
        .flat_map(|ring| ring.0.windows(2))
        .map(|edge| edge_length(edge[0], edge[1], measure))
        .sum()
}

/// Distance between two points: geodesic metres for degrees (within 1e-9 of Karney), units on a plane.
pub fn distance(a: Point<f64>, b: Point<f64>, measure: Measure) -> f64 {
    edge_length(a.0, b.0, measure)
}

fn edge_length(a: Coord<f64>, b: Coord<f64>, measure: Measure) -> f64 {
    match measure {
        Measure::Planar => (b.x - a.x).hypot(b.y - a.y),
        Measure::Geodesic if is_short(a, b) => length(a, b),
        Measure::Geodesic => Geodesic.distance(Point(a), Point(b)),
    }
}

/// Planar centroid, in degrees for degrees: area-weighted, of the line or the points when there is no area; `None` when empty.
pub fn centroid(geometry: &MultiPolygon<f64>) -> Option<Point<f64>> {
    geometry.centroid()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;
    use geo::{Euclidean, Length, polygon};
    use proptest::prelude::*;

    fn star(x: f64, y: f64, radii: &[f64]) -> MultiPolygon<f64> {
        let n = radii.len() as f64;
        let coord = |(i, r): (usize, &f64)| {
            let angle = std::f64::consts::TAU * i as f64 / n;
            (x + r * angle.cos(), y + r * angle.sin())
        };
        let ring: Vec<_> = radii.iter().enumerate().map(coord).collect();
        MultiPolygon(vec![Polygon::new(ring.into(), Vec::new())])
    }

    proptest! {
        #[test]
        fn short_edges_measure_as_karney(
            x in -179.0..179.0_f64,
            y in -60.0..60.0_f64,
            radii in prop::collection::vec(0.001..0.005_f64, 8..40),
        ) {
            let village = star(x, y, &radii);
            let area = area(&village, Measure::Geodesic);
            let karney = village.geodesic_area_unsigned();
            prop_assert!((area - karney).abs() < 1e-9 * karney + 1e-3, "{area} {karney}");
            let perimeter = perimeter(&village, Measure::Geodesic);
            let karney = village.geodesic_perimeter();
            prop_assert!((perimeter / karney - 1.0).abs() < 1e-8, "{perimeter} {karney}");
        }

        #[test]
        fn long_edges_are_karney(x in -170.0..170.0_f64, y in -60.0..60.0_f64) {
            let village = star(x, y, &[1.0, 0.7, 1.2, 0.9]);
            let expected = village.geodesic_area_unsigned();
            prop_assert!((area(&village, Measure::Geodesic) / expected - 1.0).abs() < 1e-12);
        }

        #[test]
        fn direction_of_rings_does_not_matter(radii in prop::collection::vec(0.5..2.0_f64, 3..20)) {
            let mut village = star(3.0, 4.0, &radii);
            let before = [Measure::Planar, Measure::Geodesic].map(|m| area(&village, m));
            village.0[0].exterior_mut(|ring| ring.0.reverse());
            let after = [Measure::Planar, Measure::Geodesic].map(|m| area(&village, m));
            for (before, after) in before.iter().zip(after) {
                prop_assert!((before / after - 1.0).abs() < 1e-9);
            }
        }
    }

    #[test]
    fn a_square_with_a_hole_on_a_plane() {
        let village = MultiPolygon(vec![polygon![
            exterior: [(x: 0., y: 0.), (x: 4., y: 0.), (x: 4., y: 4.), (x: 0., y: 4.)],
            interiors: [[(x: 1., y: 1.), (x: 2., y: 1.), (x: 2., y: 2.), (x: 1., y: 2.)]],
        ]]);
        assert_eq!(area(&village, Measure::Planar), 15.0);
        assert_eq!(perimeter(&village, Measure::Planar), 20.0);
        assert_eq!(Euclidean.length(village.0[0].exterior()), 16.0);
        assert_eq!(centroid(&MultiPolygon(Vec::new())), None);
        assert_eq!(area(&MultiPolygon(Vec::new()), Measure::Geodesic), 0.0);
    }
}
