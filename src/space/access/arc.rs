//! From the straight line between two places of the ellipsoid to the distance on it.

use crate::base::model::Measure;
use crate::input::geometry::distance;
use geo::Point;

const EQUATOR_M: f64 = 6_378_137.0;
const FLATTENING: f64 = 1.0 / 298.257_223_563;
const ECCENTRICITY_2: f64 = FLATTENING * (2.0 - FLATTENING);

/// The sharpest curve of any line on the ellipsoid: that of the meridian at the equator, in metres.
const SHARPEST_M: f64 = EQUATOR_M * (1.0 - ECCENTRICITY_2);

/// Straight lines of the ellipsoid are longer than this share of themselves by no rounding.
pub(super) const ROUNDING: f64 = 1.0 + 1e-7;

/// Longer lines are measured by Karney's algorithm.
const LONG_M: f64 = 100_000.0;

/// The longest distance on the surface that a straight line may stand for.
///
/// A geodesic bends nowhere more than a circle of the radius [`SHARPEST_M`], so its ends are no nearer than those of an arc of that circle
/// as long as it is (Schur's comparison of chords); the shortest is not below the line itself.
pub(super) fn longest(line: f64, measure: Measure) -> f64 {
    match measure {
        Measure::Planar => line,
        Measure::Geodesic => {
            let half = line / (2.0 * SHARPEST_M);
            if half >= 1.0 {
                f64::INFINITY
            } else {
                2.0 * SHARPEST_M * half.asin()
            }
        }
    }
}

/// The distance on the surface from its straight line: up to 100 km the arc of the circle that the normal section between the places bends
/// like, within 1e-9 of Karney (2013, doi:10.1007/s00190-012-0578-z), which measures what is longer.
pub(super) fn of_line(line: f64, from: Point, to: Point, measure: Measure) -> f64 {
    match measure {
        Measure::Planar => line,
        Measure::Geodesic if line > LONG_M || from.y().abs() > 85.0 => distance(from, to, measure),
        Measure::Geodesic => {
            let (sin, cos) = ((from.y() + to.y()) / 2.0).to_radians().sin_cos();
            let w2 = 1.0 - ECCENTRICITY_2 * sin * sin;
            let prime = EQUATOR_M / w2.sqrt();
            let meridian = prime * (1.0 - ECCENTRICITY_2) / w2;
            let mut east = to.x() - from.x();
            if east.abs() > 180.0 {
                east -= 360.0_f64.copysign(east);
            }
            let east = east * cos * prime;
            let north = (to.y() - from.y()) * meridian;
            let (east_2, north_2) = (east * east, north * north);
            let both = east_2 + north_2;
            if both == 0.0 {
                return line;
            }
            // Euler's curvature of the section in this direction
            let bend = (north_2 / meridian + east_2 / prime) / both;
            let half = line * bend / 2.0;
            // asin to the fifth power: half is below 0.008
            let h2 = half * half;
            line * (1.0 + h2 * (1.0 / 6.0 + h2 * (3.0 / 40.0)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::space::coverage::metre::in_space;
    use geo::{Distance, Geodesic};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn arcs_are_as_karney_measures(x in -180.0..180.0_f64, y in -80.0..80.0_f64, far in 1.0..99_000.0_f64, angle in 0.0..360.0_f64) {
            use geo::Destination;
            let a = Point::new(x, y);
            let b = Geodesic.destination(a, angle, far);
            let (p, q) = (in_space(a.0, Measure::Geodesic), in_space(b.0, Measure::Geodesic));
            let line = (0..3).map(|k| (p[k] - q[k]).powi(2)).sum::<f64>().sqrt();
            let exact = Geodesic.distance(a, b);
            let arc = of_line(line, a, b, Measure::Geodesic);
            prop_assert!((arc - exact).abs() <= 1e-9 * exact + 1e-6, "{arc} {exact}");
            prop_assert!(exact <= longest(line, Measure::Geodesic) * ROUNDING);
        }

        #[test]
        fn the_longest_holds_across_the_earth(a in (-180.0..180.0_f64, -90.0..90.0_f64), b in (-180.0..180.0_f64, -90.0..90.0_f64)) {
            let (a, b) = (Point::from(a), Point::from(b));
            let (p, q) = (in_space(a.0, Measure::Geodesic), in_space(b.0, Measure::Geodesic));
            let line = (0..3).map(|k| (p[k] - q[k]).powi(2)).sum::<f64>().sqrt();
            let exact = Geodesic.distance(a, b);
            prop_assert!(exact <= longest(line, Measure::Geodesic) * ROUNDING + 1e-6);
            prop_assert!(line <= exact * ROUNDING + 1e-6);
        }
    }
}
