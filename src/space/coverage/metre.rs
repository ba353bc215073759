//! Metres over short distances on WGS84.

use crate::base::model::Measure;
use geo::{Coord, Distance, Geodesic, Point};

const EQUATOR_M: f64 = 6_378_137.0;
const FLATTENING: f64 = 1.0 / 298.257_223_563;
const ECCENTRICITY_2: f64 = FLATTENING * (2.0 - FLATTENING);

/// Layer units to metres along x and y at `latitude`: the ellipsoid's radii of curvature, or 1 on a plane.
pub(crate) fn per_unit(latitude: f64, measure: Measure) -> (f64, f64) {
    if measure == Measure::Planar {
        return (1.0, 1.0);
    }
    let (sin, cos) = latitude.to_radians().sin_cos();
    let w = 1.0 - ECCENTRICITY_2 * sin * sin;
    let normal = EQUATOR_M / w.sqrt();
    let meridian = normal * (1.0 - ECCENTRICITY_2) / w;
    ((normal * cos).to_radians(), meridian.to_radians())
}

/// Metres from a to b: the mid-latitude formula below 0.01 degrees (relative error below 1e-8 up to 60 degrees of latitude), the geodesic above.
pub(crate) fn length(a: Coord, b: Coord, measure: Measure) -> f64 {
    let (dx, dy) = (b.x - a.x, b.y - a.y);
    if measure == Measure::Geodesic && dx.abs().max(dy.abs()) > 0.01 {
        return distance(a.into(), b.into(), measure);
    }
    let (mx, my) = per_unit(f64::midpoint(a.y, b.y), measure);
    (dx * mx).hypot(dy * my)
}

/// Metres between two points on the ellipsoid, or their distance on the plane.
pub(crate) fn distance(a: Point, b: Point, measure: Measure) -> f64 {
    match measure {
        Measure::Geodesic => Geodesic.distance(a, b),
        Measure::Planar => (a.x() - b.x()).hypot(a.y() - b.y()),
    }
}

/// A place in space: on the ellipsoid in metres from the earth's centre, or on the plane. The straight distance between two is
/// never above their distance on the surface.
pub(crate) fn in_space(at: Coord, measure: Measure) -> [f64; 3] {
    if measure == Measure::Planar {
        return [at.x, at.y, 0.0];
    }
    let (sin_lat, cos_lat) = at.y.to_radians().sin_cos();
    let (sin_lon, cos_lon) = at.x.to_radians().sin_cos();
    let normal = EQUATOR_M / (1.0 - ECCENTRICITY_2 * sin_lat * sin_lat).sqrt();
    [
        normal * cos_lat * cos_lon,
        normal * cos_lat * sin_lon,
        normal * (1.0 - ECCENTRICITY_2) * sin_lat,
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn short_lengths_are_geodesic(x in -180.0..180.0, y in -60.0..60.0, dx in -0.01..0.01, dy in -0.01..0.01) {
            let (a, b) = (Coord { x, y }, Coord { x: x + dx, y: y + dy });
            let exact = Geodesic.distance(Point::from(a), Point::from(b));
            prop_assert!((length(a, b, Measure::Geodesic) - exact).abs() <= 1e-8 * exact + 1e-8);
        }

        #[test]
        fn space_is_never_longer(x in -5.0..5.0, y in -60.0..60.0, dx in -5.0..5.0, dy in -5.0..5.0) {
            let (a, b) = (Coord { x, y }, Coord { x: x + dx, y: y + dy });
            let (p, q) = (in_space(a, Measure::Geodesic), in_space(b, Measure::Geodesic));
            let chord = (0..3).map(|k| (p[k] - q[k]).powi(2)).sum::<f64>().sqrt();
            let exact = Geodesic.distance(Point::from(a), Point::from(b));
            prop_assert!(chord <= exact + 1e-6);
            prop_assert!(chord >= exact * 0.99);
        }
    }
}
