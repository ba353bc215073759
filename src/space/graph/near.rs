//! Neighbours by distance between points.

use super::{Graph, Link, LinkKind};
use crate::base::model::Measure;
use crate::input::geometry::distance;
use crate::space::coverage::metre::in_space;
use geo::Point;
use rayon::prelude::*;
use rstar::RTree;
use rstar::primitives::GeomWithData;

/// Links of weight 1 from each of n points to its k nearest others, equal distances in the order of the points.
///
/// Distances are geodesic metres, or those of the plane; the links need not be symmetric. A point with a coordinate that is no
/// number has no links either way; where fewer than k others are there, all are linked. O(n k log n).
pub fn nearest(points: &[Point], measure: Measure, k: usize) -> Graph {
    let places = Places::of(points, measure);
    places.link(LinkKind::Nearest, |from| {
        let found = places.nearest(from, k).into_iter();
        found.map(|(_, to)| (to, 1.0)).collect()
    })
}

/// Symmetric links of weight 1 between points at most `reach` apart: geodesic metres, or units of the plane.
///
/// A point with a coordinate that is no number has no links.
pub fn within(points: &[Point], measure: Measure, reach: f64) -> Graph {
    let places = Places::of(points, measure);
    places.link(LinkKind::Distance, |from| {
        let found = places.within(from, reach).into_iter();
        found.map(|(_, to)| (to, 1.0)).collect()
    })
}

/// How far each of n points is from the nearest of some places: geodesic metres, or units of the plane. `None` without places, and
/// for a point with a coordinate that is no number. O(n log m).
pub fn to_nearest(points: &[Point], places: &[Point], measure: Measure) -> Vec<Option<f64>> {
    let known = Places::of(places, measure);
    let far = |point: &Point| {
        let here = in_space((*point).into(), measure);
        let mut least = None;
        for (place, straight_2) in known.tree.nearest_neighbor_iter_with_distance_2(here) {
            let beyond = |least: f64| straight_2.sqrt() > least * ROUNDING;
            if least.is_some_and(beyond) {
                break;
            }
            let apart = distance(*point, places[place.data as usize], measure);
            least = Some(least.map_or(apart, |least: f64| least.min(apart)));
        }
        least
    };
    let far = |point: &Point| is_known(point).then(|| far(point)).flatten();
    points.par_iter().map(far).collect()
}

/// About how many links [`within`] would make, judged by up to 64 of the points; cheap where the links would not be.
pub fn about_within(points: &[Point], measure: Measure, reach: f64) -> usize {
    let places = Places::of(points, measure);
    let step = points.len().div_ceil(64).max(1);
    let some: Vec<usize> = (0..points.len()).step_by(step).collect();
    let known = some.par_iter().filter(|&&from| is_known(&points[from]));
    let found: usize = known
        .map(|&from| places.around(from, reach).count() - 1)
        .sum();
    found * points.len() / some.len().max(1)
}

/// Straight distances are below those on the surface but for the rounding of either.
const ROUNDING: f64 = 1.0 + 1e-7;

type Place = GeomWithData<[f64; 3], u32>;

/// Points in a tree; those with a coordinate that is no number are left out.
pub(super) struct Places<'a> {
    points: &'a [Point],
    measure: Measure,
    tree: RTree<Place>,
}

impl<'a> Places<'a> {
    pub fn of(points: &'a [Point], measure: Measure) -> Self {
        let known = (0_u32..).zip(points).filter(|(_, point)| is_known(point));
        let places = known.map(|(i, &point)| Place::new(in_space(point.into(), measure), i));
        Self {
            points,
            measure,
            tree: RTree::bulk_load(places.collect()),
        }
    }

    /// The k nearest others and how far they are, the nearest first, equal distances in the order of the points.
    pub fn nearest(&self, from: usize, k: usize) -> Vec<(f64, u32)> {
        let here = in_space(self.points[from].into(), self.measure);
        let mut found: Vec<(f64, u32)> = Vec::new();
        for (other, straight_2) in self.tree.nearest_neighbor_iter_with_distance_2(here) {
            // no later point is nearer than its straight distance
            if k == 0 || (found.len() >= k && straight_2.sqrt() > found[k - 1].0 * ROUNDING) {
                break;
            }
            if other.data as usize != from {
                let next = (self.apart(from, other.data as usize), other.data);
                let after = |seen: &(f64, u32)| (seen.0, seen.1) <= next;
                found.insert(found.partition_point(after), next);
            }
        }
        found.truncate(k);
        found
    }

    /// Those at most `reach` away in a straight line, itself among them.
    fn around(&self, from: usize, reach: f64) -> impl Iterator<Item = &Place> {
        let here = in_space(self.points[from].into(), self.measure);
        self.tree
            .locate_within_distance(here, (reach * ROUNDING).powi(2))
    }

    /// The others at most `reach` away and how far they are, in no order.
    pub fn within(&self, from: usize, reach: f64) -> Vec<(f64, u32)> {
        let near = self.around(from, reach);
        near.filter(|other| other.data as usize != from)
            .map(|other| (self.apart(from, other.data as usize), other.data))
            .filter(|(apart, _)| *apart <= reach)
            .collect()
    }

    /// Links from each point to those its row names, with their weights.
    pub fn link(&self, kind: LinkKind, row: impl Fn(usize) -> Vec<(u32, f64)> + Sync) -> Graph {
        let links = (0..self.points.len())
            .into_par_iter()
            .filter(|&from| is_known(&self.points[from]))
            .flat_map_iter(|from| {
                row(from).into_iter().map(move |(to, weight)| Link {
                    from: from as u32,
                    to,
                    weight,
                    border_m: 0.0,
                    kind,
                })
            });
        Graph::from_links(self.points.len(), links.collect())
    }

    fn apart(&self, a: usize, b: usize) -> f64 {
        distance(self.points[a], self.points[b], self.measure)
    }
}

pub(super) fn is_known(point: &Point) -> bool {
    point.x().is_finite() && point.y().is_finite()
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::{Distance, Geodesic};
    use proptest::prelude::*;

    fn points() -> impl Strategy<Value = Vec<Point>> {
        prop::collection::vec(
            (-30_i32..30, -30_i32..30)
                .prop_map(|(x, y)| Point::new(f64::from(x) / 3.0, f64::from(y) / 3.0)),
            1..40,
        )
    }

    proptest! {
        #[test]
        fn nearest_is_brute_force(points in points(), k in 1_usize..6) {
            let graph = nearest(&points, Measure::Geodesic, k);
            for i in 0..points.len() {
                let mut all: Vec<(f64, u32)> = (0..points.len()).filter(|&j| j != i)
                    .map(|j| (Geodesic.distance(points[i], points[j]), j as u32)).collect();
                all.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
                let mut expected: Vec<u32> = all.into_iter().take(k).map(|(_, j)| j).collect();
                expected.sort_unstable();
                prop_assert_eq!(graph.neighbours(i), expected);
            }
        }

        #[test]
        fn within_is_brute_force(points in points(), reach in 0.0..900_000.0_f64) {
            let graph = within(&points, Measure::Geodesic, reach);
            for i in 0..points.len() {
                let expected: Vec<u32> = (0..points.len()).filter(|&j| j != i && Geodesic.distance(points[i], points[j]) <= reach)
                    .map(|j| j as u32).collect();
                prop_assert_eq!(graph.neighbours(i), expected);
            }
        }
    }

    #[test]
    fn links_are_counted_before_they_are_made() {
        let line: Vec<Point> = (0..1000).map(|x| Point::new(f64::from(x), 0.0)).collect();
        let made = within(&line, Measure::Planar, 5.0).link_count();
        let about = about_within(&line, Measure::Planar, 5.0);
        assert!(about.abs_diff(made) < 100, "{about} {made}");
        assert_eq!(about_within(&line, Measure::Planar, 1e9), 999 * 1000);
        assert_eq!(about_within(&[], Measure::Planar, 1.0), 0);
    }

    #[test]
    fn unknown_places_and_few_points_are_fine() {
        let points = [
            Point::new(0.0, 0.0),
            Point::new(f64::NAN, 0.0),
            Point::new(1.0, 0.0),
        ];
        let graph = nearest(&points, Measure::Planar, 5);
        assert_eq!(graph.neighbours(0), [2]);
        assert_eq!(graph.islands(), [1]);
        assert_eq!(within(&points, Measure::Planar, 1.0).link_count(), 2);
        assert_eq!(nearest(&points, Measure::Planar, 0).link_count(), 0);
    }
}
