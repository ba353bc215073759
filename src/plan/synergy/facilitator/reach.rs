//! Which facilitators have their base near which village.

use crate::base::model::Measure;
use crate::input::geometry::distance;
use crate::space::coverage::metre::in_space;
use geo::Point;
use rayon::prelude::*;
use rstar::RTree;
use rstar::primitives::GeomWithData;

/// Straight lines are no longer than distances on the ellipsoid, but for the rounding of either.
const ROUNDING: f64 = 1.0 + 1e-7;

/// Metres from the base of one to the place of another; none when either is not known.
pub(super) fn apart(base: Option<Point>, place: Option<Point>) -> Option<f64> {
    let known = |point: Option<Point>| point.filter(|p| p.x().is_finite() && p.y().is_finite());
    Some(distance(known(base)?, known(place)?, Measure::Geodesic))
}

/// Points in a tree, by their position.
pub(super) struct Places<'a> {
    points: &'a [Option<Point>],
    tree: RTree<GeomWithData<[f64; 3], u32>>,
}

impl<'a> Places<'a> {
    pub fn of(points: &'a [Option<Point>]) -> Self {
        let known = (0..).zip(points).filter_map(|(at, &point)| {
            apart(point, point)?;
            Some(GeomWithData::new(
                in_space(point?.into(), Measure::Geodesic),
                at,
            ))
        });
        Self {
            points,
            tree: RTree::bulk_load(known.collect()),
        }
    }

    /// Metres and positions of the points at most `reach` metres from here, the nearest first, equal ones in order.
    pub fn within(&self, here: Point, reach: f64) -> Vec<(f64, u32)> {
        let at = in_space(here.into(), Measure::Geodesic);
        let near = self
            .tree
            .locate_within_distance(at, (reach * ROUNDING).powi(2));
        let far = |at: u32| apart(Some(here), self.points[at as usize]);
        let mut found: Vec<(f64, u32)> = near
            .filter_map(|place| Some((far(place.data)?, place.data)))
            .filter(|(far, _)| *far <= reach)
            .collect();
        found.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        found
    }
}

/// For each village that counts, the bases at most `reach` metres from its centre, the nearest first.
pub(super) fn reach(
    bases: &[Option<Point>],
    centres: &[Option<Point>],
    counts: &[bool],
    reach: f64,
) -> Vec<Vec<(f64, u32)>> {
    let places = Places::of(bases);
    (centres.par_iter().zip(counts))
        .map(|(&centre, &counts)| match centre.filter(|_| counts) {
            Some(centre) => places.within(centre, reach),
            None => Vec::new(),
        })
        .collect()
}
