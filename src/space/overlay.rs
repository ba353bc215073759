//! The ground that two layers share.

use crate::base::model::Measure;
use crate::input::geometry::area;
use geo::{BooleanOps, BoundingRect, MultiPolygon};
use rayon::prelude::*;
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};

/// The ground that a source and a target share.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shared {
    /// Position of the source.
    pub source: usize,
    /// Position of the target.
    pub target: usize,
    /// Its area, above 0: m2 on the ellipsoid, or squared units of a plane.
    pub area: f64,
}

/// n areas of the sources, and every piece that one of them shares with one of k targets, ascending by source and target.
///
/// Both layers are valid and in the same coordinates. Equal shapes share all of their area, to the last digit; others are cut by geo's overlay,
/// whose grid is 2^-30 of the bounds of a pair. O((n + k) log k) and the vertices of the pairs whose bounds meet.
pub fn overlay(
    sources: &[MultiPolygon<f64>],
    targets: &[MultiPolygon<f64>],
    measure: Measure,
) -> (Vec<f64>, Vec<Shared>) {
    let bounds = |shape: &MultiPolygon<f64>| {
        let rect = shape.bounding_rect()?;
        let corner = |c: geo::Coord<f64>| [c.x, c.y];
        Some(AABB::from_corners(corner(rect.min()), corner(rect.max())))
    };
    let boxes = targets.iter().enumerate().filter_map(|(k, shape)| {
        let bounds = bounds(shape)?;
        let rectangle = Rectangle::from_corners(bounds.lower(), bounds.upper());
        Some(GeomWithData::new(rectangle, k))
    });
    let tree = RTree::bulk_load(boxes.collect());
    let areas: Vec<f64> = sources
        .par_iter()
        .map(|shape| area(shape, measure))
        .collect();
    let pieces = sources.par_iter().enumerate().map(|(source, shape)| {
        let near = bounds(shape).map(|bounds| tree.locate_in_envelope_intersecting(bounds));
        let mut near: Vec<usize> = near.into_iter().flatten().map(|near| near.data).collect();
        near.sort_unstable();
        let piece = |target: usize| {
            let other = &targets[target];
            let area = match shape == other {
                true => areas[source],
                false => area(&shape.intersection(other), measure),
            };
            (area > 0.0).then_some(Shared {
                source,
                target,
                area,
            })
        };
        near.into_iter().filter_map(piece).collect::<Vec<_>>()
    });
    let pieces: Vec<Vec<Shared>> = pieces.collect();
    (areas, pieces.concat())
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::polygon;

    fn square(x: f64, y: f64, side: f64) -> MultiPolygon<f64> {
        MultiPolygon(vec![polygon![
            (x: x, y: y), (x: x + side, y: y), (x: x + side, y: y + side), (x: x, y: y + side),
        ]])
    }

    #[test]
    fn squares_share_their_overlaps() {
        let sources = [square(0.0, 0.0, 2.0), square(10.0, 0.0, 1.0)];
        let targets = [
            square(1.0, 1.0, 2.0),
            square(10.0, 0.0, 1.0),
            square(2.0, 0.0, 1.0),
        ];
        let (areas, pieces) = overlay(&sources, &targets, Measure::Planar);
        assert_eq!(areas, [4.0, 1.0]);
        let places: Vec<_> = pieces.iter().map(|p| (p.source, p.target)).collect();
        assert_eq!(places, [(0, 0), (1, 1)]);
        assert!((pieces[0].area - 1.0).abs() < 1e-8);
        assert_eq!(pieces[1].area, 1.0);
    }

    #[test]
    fn quarters_of_a_degree_cover_it() {
        let whole = [square(120.0, -9.0, 0.1)];
        let parts: Vec<_> = (0..4)
            .map(|k| {
                square(
                    120.0 + 0.05 * f64::from(k % 2),
                    -9.0 + 0.05 * f64::from(k / 2),
                    0.05,
                )
            })
            .collect();
        let (areas, pieces) = overlay(&whole, &parts, Measure::Geodesic);
        let covered: f64 = pieces.iter().map(|p| p.area).sum();
        assert!(
            (covered / areas[0] - 1.0).abs() < 1e-6,
            "{}",
            covered / areas[0]
        );
    }
}
