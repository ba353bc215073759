//! Straight ways: on the ellipsoid or a plane, times a detour.

use super::arc::{ROUNDING, longest, of_line};
use super::{Found, Scratch, Ways, cut, in_order};
use crate::base::model::Measure;
use crate::input::geometry::distance;
use crate::space::coverage::metre::in_space;
use geo::Point;
use rstar::RTree;
use rstar::primitives::GeomWithData;

type Place = GeomWithData<[f64; 3], u32>;

/// Points in a tree of places in space.
pub struct Tree {
    places: RTree<Place>,
    measure: Measure,
}

impl Tree {
    /// Of m points; one with a coordinate that is no number is none. O(m log m).
    pub fn new(points: &[Point], measure: Measure) -> Self {
        let known = (0_u32..).zip(points).filter(|(_, point)| is_known(point));
        let places = known.map(|(j, point)| Place::new(in_space(point.0, measure), j));
        Self {
            places: RTree::bulk_load(places.collect()),
            measure,
        }
    }

    /// The k nearest of the points that it was made of, measured exactly: metres or units of the plane; `found` is emptied before.
    pub(super) fn nearest(&self, from: Point, points: &[Point], k: usize, found: &mut Found) {
        found.clear();
        let here = in_space(from.0, self.measure);
        for (place, line_2) in self.places.nearest_neighbor_iter_with_distance_2(here) {
            // no later point is nearer than its straight line
            if found.len() >= k && line_2.sqrt() > found[k - 1].0 * ROUNDING {
                break;
            }
            let far = distance(from, points[place.data as usize], self.measure);
            let next = (far, place.data);
            let at = found.partition_point(|seen| in_order(seen, &next).is_le());
            found.insert(at, next);
        }
        found.truncate(k);
    }
}

/// Points of supply in a tree of places in space, and the demand that looks at them.
///
/// Points are found by straight lines through the earth, which are never longer than the distance on it; what the line alone does not prove
/// to lie within reach, and the nearest, are measured by Karney's algorithm. O((n + m) log m + pairs).
pub struct Straight<'a> {
    demand: &'a [Point],
    supply: &'a [Point],
    measure: Measure,
    /// Cost of a metre, or of a unit of the plane.
    scale: f64,
    tree: Tree,
}

impl<'a> Straight<'a> {
    /// n places of demand and m points of supply, and what a metre (or a unit of the plane) costs; a place with a coordinate that is no number is
    /// none.
    pub fn new(demand: &'a [Point], supply: &'a [Point], measure: Measure, scale: f64) -> Self {
        Self {
            demand,
            supply,
            measure,
            scale,
            tree: Tree::new(supply, measure),
        }
    }

    fn exact(&self, demand: usize, supply: u32) -> f64 {
        distance(
            self.demand[demand],
            self.supply[supply as usize],
            self.measure,
        )
    }
}

impl Ways for Straight<'_> {
    fn demand(&self) -> usize {
        self.demand.len()
    }

    fn supply(&self) -> usize {
        self.supply.len()
    }

    fn placed(&self, demand: usize) -> bool {
        is_known(&self.demand[demand])
    }

    fn look(&self, demand: usize, k: usize, reach: f64, _: &mut Scratch, found: &mut Found) {
        found.clear();
        if !self.placed(demand) {
            return;
        }
        let from = self.demand[demand];
        let here = in_space(from.0, self.measure);
        if reach >= 0.0 {
            let metres = reach / self.scale;
            let most = (metres * ROUNDING).powi(2);
            for place in self.tree.places.locate_within_distance(here, most) {
                let there = place.geom();
                let parts = there.iter().zip(here).map(|(a, b)| (a - b) * (a - b));
                let line = parts.sum::<f64>().sqrt();
                let proven = longest(line, self.measure) * ROUNDING <= metres;
                let far = match proven {
                    true => of_line(line, from, self.supply[place.data as usize], self.measure),
                    false => self.exact(demand, place.data),
                };
                if proven || far * self.scale <= reach {
                    found.push((far, place.data));
                }
            }
        }
        found.sort_unstable_by(in_order);
        if found.len() < k {
            self.tree.nearest(from, self.supply, k, found);
        } else {
            // the same number for a neighbour, however it was found
            let near = found.get(k.saturating_sub(1)).map_or(0.0, |last| last.0);
            let same = found.partition_point(|(far, _)| k > 0 && *far <= near * (1.0 + 1e-8));
            for next in &mut found[..same] {
                next.0 = self.exact(demand, next.1);
            }
            found[..same].sort_unstable_by(in_order);
        }
        for next in found {
            next.0 *= self.scale;
        }
    }

    fn nearby(
        &self,
        demand: usize,
        most: usize,
        reach: f64,
        _: &mut Scratch,
        found: &mut Found,
    ) -> f64 {
        found.clear();
        if !self.placed(demand) {
            return f64::INFINITY;
        }
        let here = in_space(self.demand[demand].0, self.measure);
        let mut far = reach;
        for (place, line_2) in self.tree.places.nearest_neighbor_iter_with_distance_2(here) {
            // no later point is nearer than its straight line
            if line_2.sqrt() * self.scale > far * ROUNDING {
                break;
            }
            let cost = self.exact(demand, place.data) * self.scale;
            if cost <= far {
                found.push((cost, place.data));
            }
            if found.len() == most {
                far = found.iter().fold(0.0, |far, one| one.0.max(far));
            }
        }
        found.sort_unstable_by(in_order);
        cut(found, most)
    }
}

fn is_known(point: &Point) -> bool {
    point.x().is_finite() && point.y().is_finite()
}
