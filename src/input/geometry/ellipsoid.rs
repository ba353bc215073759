//! Lengths and areas of short edges on WGS84, in closed form.
//!
//! Karney's geodesics cost a microsecond an edge. Up to [`SHORT`] degrees (about 1 km) two series do the same: the length from
//! the radii of curvature at the middle latitude, and the area under the edge from the authalic integral with the third-order
//! term that bends the straight line in longitude and latitude into the geodesic.

use geo::Coord;

/// Equatorial radius in metres.
const A: f64 = 6_378_137.0;
/// Flattening.
const F: f64 = 1.0 / 298.257_223_563;
/// First eccentricity squared.
const E2: f64 = F * (2.0 - F);

/// Edges longer than this many degrees, in either direction, are measured by Karney's algorithm.
pub(super) const SHORT: f64 = 0.01;

/// Whether the series hold for the edge: short, and not at a pole.
pub(super) fn is_short(from: Coord<f64>, to: Coord<f64>) -> bool {
    (to.x - from.x).abs() <= SHORT && (to.y - from.y).abs() <= SHORT && from.y.abs() < 85.0
}

/// Length of a short edge in metres; relative error below 1e-9 at village sizes.
pub(super) fn length(from: Coord<f64>, to: Coord<f64>) -> f64 {
    let (sin, cos) = ((from.y + to.y) / 2.0).to_radians().sin_cos();
    let w2 = 1.0 - E2 * sin * sin;
    let prime_vertical = A / w2.sqrt();
    let meridian = prime_vertical * (1.0 - E2) / w2;
    let east = (to.x - from.x).to_radians() * cos * prime_vertical;
    let north = (to.y - from.y).to_radians() * meridian;
    east.hypot(north)
}

/// Area in m2 between a short edge and the parallel of sine `base`, positive when the edge runs east above it.
pub(super) fn area_under(from: Coord<f64>, to: Coord<f64>, base: f64) -> f64 {
    let lambda = (to.x - from.x).to_radians();
    let phi = (to.y - from.y).to_radians();
    let (sin_from, sin_to) = (from.y.to_radians().sin(), to.y.to_radians().sin());
    let (sin, cos) = ((from.y + to.y) / 2.0).to_radians().sin_cos();
    let mean = (band(sin_from, base) + 4.0 * band(sin, base) + band(sin_to, base)) / 6.0;
    // The geodesic's second derivative in longitude, from its equation on a surface of revolution.
    let w2 = 1.0 - E2 * sin * sin;
    let meridian = A * (1.0 - E2) / (w2 * w2.sqrt());
    let parallel = A * cos / w2.sqrt();
    let (north, east) = (meridian * phi, parallel * lambda);
    let flat = 3.0 * E2 * cos * parallel * north * phi / w2;
    let bend = sin * lambda * (east * east + 2.0 * north * north + flat) / 12.0;
    lambda * mean + bend
}

/// Area per radian of longitude between the parallels of two sines: the integral of a2 (1-e2) / (1 - e2 s2)2 over s.
fn band(sin: f64, base: f64) -> f64 {
    // Terms (k+1)/(2k+1) e^2k s^(2k+1); the difference is taken factor by factor so that small polygons keep their digits.
    let step = sin - base;
    let (s2, b2, sb) = (sin * sin, base * base, sin * base);
    let third = s2 + sb + b2;
    let fifth = s2 * s2 + s2 * sb + sb * sb + sb * b2 + b2 * b2;
    let seventh = s2 * s2 * s2
        + s2 * s2 * sb
        + s2 * sb * sb
        + sb * sb * sb
        + sb * sb * b2
        + sb * b2 * b2
        + b2 * b2 * b2;
    let series = 1.0
        + E2 * third * (2.0 / 3.0)
        + E2 * E2 * fifth * (3.0 / 5.0)
        + E2 * E2 * E2 * seventh * (4.0 / 7.0);
    A * A * (1.0 - E2) * step * series
}
