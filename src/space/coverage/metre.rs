//! Places in metres: around a latitude, and in space.

use crate::base::model::Measure;
use geo::Coord;

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

/// Degrees on the unit sphere that keeps the angles of the ellipsoid (conformal latitude; Snyder 1987, eq. 3-1).
pub(crate) fn conformal(at: Coord) -> [f64; 3] {
    let latitude = at.y.to_radians();
    let e = ECCENTRICITY_2.sqrt();
    let tan = (latitude.tan().asinh() - e * (e * latitude.sin()).atanh()).sinh();
    let cos_lat = 1.0 / tan.hypot(1.0);
    let (sin_lon, cos_lon) = at.x.to_radians().sin_cos();
    [cos_lat * cos_lon, cos_lat * sin_lon, tan * cos_lat]
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::{Distance, Geodesic, Point};
    use proptest::prelude::*;

    proptest! {
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
