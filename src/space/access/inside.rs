//! A place within a shape.

use geo::{Area, Contains, InteriorPoint, MultiPolygon, Point, Polygon};

/// A point within the largest part of a shape, where people may live rather than where its weight lies: a centroid may be in the bend of a coast, in a lake or
/// in the neighbour. `None` for a shape without area.
///
/// The point lies in the middle of the longest run of a parallel half-way through the part, and is proven to be within: other parts are tried, by size, where it
/// is not.
pub fn inside(shape: &MultiPolygon<f64>) -> Option<Point> {
    let mut parts: Vec<&Polygon<f64>> = shape.0.iter().collect();
    // stable: of parts of a size the first
    parts.sort_by(|a, b| b.unsigned_area().total_cmp(&a.unsigned_area()));
    let within = |part: &&Polygon<f64>| {
        let point = part.interior_point()?;
        part.contains(&point).then_some(point)
    };
    parts.iter().find_map(within)
}
