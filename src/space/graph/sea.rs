//! Sea links: islands tied to what lies nearest.

use super::{Graph, Link, LinkKind};
use crate::input::geometry::distance;
use crate::space::coverage::Coverage;
use crate::space::coverage::metre::in_space;
use geo::{Coord, Point};
use rayon::prelude::*;
use rstar::primitives::{GeomWithData, Line, Rectangle};
use rstar::{AABB, RTree, RTreeObject};
use std::cmp::Reverse;
use std::collections::BinaryHeap;

type Place = [f64; 3];

/// A stretch of outer boundary: in space, and its unit with the ends on the map.
type Shore = GeomWithData<Line<Place>, (u32, Coord, Coord)>;

/// Where two components are nearest.
#[derive(Clone, Copy)]
struct Crossing {
    straight_2: f64,
    units: (u32, u32),
    shores: (Coord, Coord),
}

/// The graph with its components tied together across water: one symmetric link (kind sea, weight 1, no border) for each edge of the
/// shortest set of crossings that connects whatever can be connected by crossings of at most `max_km`.
///
/// A crossing is the geodesic distance between the boundaries of the nearest two units of two components (layer units / 1000 on a
/// plane); this is the minimum spanning forest of the components, so each gets its link to the nearest other one within the limit.
/// Of equal crossings the one between the lowest units stays. The coverage must be that of the graph's n units.
pub fn sea_links(graph: &Graph, coverage: &Coverage, max_km: f64) -> Graph {
    let limit = max_km * 1000.0;
    let component = graph.components();
    let islands = Islands::of(coverage, &component);
    let mut cluster: Vec<usize> = (0..islands.shores.len()).collect();
    let mut links: Vec<Link> = graph.all_links().collect();
    // lower bounds first; a bound at the front is replaced by its distance, a distance at the front is the shortest that is left
    let mut queue: BinaryHeap<_> = islands
        .candidates(limit)
        .into_iter()
        .map(|(bound, pair)| Reverse((bound.to_bits(), None, pair)))
        .collect();
    while let Some(Reverse((_, crossing, (a, b)))) = queue.pop() {
        let (root_a, root_b) = (root(&mut cluster, a), root(&mut cluster, b));
        if root_a == root_b {
            continue;
        }
        let Some((from, to)) = crossing else {
            let found = islands.crossing(a, b, limit).map(|found| {
                let (p, q) = found.shores;
                (
                    distance(Point::from(p), Point::from(q), coverage.measure()),
                    found.units,
                )
            });
            if let Some((metres, units)) = found.filter(|(metres, _)| *metres <= limit) {
                queue.push(Reverse((metres.to_bits(), Some(units), (a, b))));
            }
            continue;
        };
        cluster[root_a.max(root_b)] = root_a.min(root_b);
        links.extend([(from, to), (to, from)].map(|(from, to)| Link {
            from,
            to,
            weight: 1.0,
            border_m: 0.0,
            kind: LinkKind::Sea,
        }));
    }
    Graph::from_links(graph.n(), links)
}

fn root(cluster: &mut [usize], mut member: usize) -> usize {
    while cluster[member] != member {
        cluster[member] = cluster[cluster[member]];
        member = cluster[member];
    }
    member
}

/// The shores of each component.
struct Islands {
    shores: Vec<RTree<Shore>>,
}

impl Islands {
    fn of(coverage: &Coverage, component: &[u32]) -> Self {
        let count = component.iter().max().map_or(0, |&last| last as usize + 1);
        let measure = coverage.measure();
        let shore = |unit: usize| {
            let home = component[unit];
            let outer = coverage.outer_edges(unit, |other| component[other as usize] == home);
            let lines = outer.map(|(a, b)| {
                let line = Line::new(in_space(a, measure), in_space(b, measure));
                Shore::new(line, (unit as u32, a, b))
            });
            lines.collect::<Vec<_>>()
        };
        let of_unit: Vec<Vec<Shore>> = (0..component.len()).into_par_iter().map(shore).collect();
        let mut shores = vec![Vec::new(); count];
        for (shore, &home) in of_unit.into_iter().zip(component) {
            shores[home as usize].extend(shore);
        }
        Self {
            shores: shores.into_par_iter().map(RTree::bulk_load).collect(),
        }
    }

    /// Pairs of components that may be within the limit, with a lower bound of their distance.
    fn candidates(&self, limit: f64) -> Vec<(f64, (usize, usize))> {
        let known = self
            .shores
            .iter()
            .enumerate()
            .filter(|(_, shore)| shore.size() > 0);
        let boxes = known.map(|(island, shore)| {
            GeomWithData::new(Rectangle::from_aabb(shore.root().envelope()), island)
        });
        let boxes = RTree::bulk_load(boxes.collect());
        let mut found = Vec::new();
        for a in boxes.iter() {
            for b in boxes.locate_in_envelope_intersecting(widened(&a.envelope(), limit)) {
                let bound = apart_2(&a.envelope(), &b.envelope()).sqrt();
                if a.data < b.data && bound <= limit {
                    found.push((bound, (a.data, b.data)));
                }
            }
        }
        found
    }

    /// The nearest two units of two components at most `limit` apart in a straight line. Segments that do not cross are nearest in an
    /// end of one of them.
    fn crossing(&self, a: usize, b: usize, limit: f64) -> Option<Crossing> {
        let (a, b) = if self.shores[a].size() <= self.shores[b].size() {
            (a, b)
        } else {
            (b, a)
        };
        let mut best = Crossing {
            straight_2: self.bound_2(a, b).min(limit * limit) * (1.0 + 1e-9),
            units: (u32::MAX, u32::MAX),
            shores: Default::default(),
        };
        self.improve(a, b, &mut best);
        self.improve(b, a, &mut best);
        (best.units.0 != u32::MAX).then_some(best)
    }

    /// A crossing found by going back and forth between the shores: mostly the nearest or close to it, which spares most of the search.
    fn bound_2(&self, a: usize, b: usize) -> f64 {
        let bounds = self.shores[b].root().envelope();
        let (low, high) = (bounds.lower(), bounds.upper());
        let mut place = [0, 1, 2].map(|k| f64::midpoint(low[k], high[k]));
        let mut length_2 = f64::INFINITY;
        for shore in [a, b]
            .iter()
            .cycle()
            .take(8)
            .map(|&island| &self.shores[island])
        {
            if let Some((nearest, distance_2)) = shore.nearest_neighbor_with_distance_2(place) {
                place = nearest.geom().nearest_point(&place);
                length_2 = distance_2;
            }
        }
        length_2
    }

    /// Looks from the ends of the shore of `from` to the shore of `to`.
    fn improve(&self, from: usize, to: usize, best: &mut Crossing) {
        let (here, there) = (&self.shores[from], &self.shores[to]);
        let target = there.root().envelope();
        for shore in here.locate_in_envelope_intersecting(widened(&target, best.straight_2.sqrt()))
        {
            let place = shore.geom().from;
            if there
                .locate_within_distance(place, best.straight_2)
                .next()
                .is_none()
            {
                continue;
            }
            let Some((nearest, straight_2)) = there.nearest_neighbors_with_distance_2(&place)
            else {
                continue;
            };
            for other in nearest {
                let units = (
                    shore.data.0.min(other.data.0),
                    shore.data.0.max(other.data.0),
                );
                if (straight_2, units) < (best.straight_2, best.units) {
                    *best = Crossing {
                        straight_2,
                        units,
                        shores: (shore.data.1, foot(place, other)),
                    };
                }
            }
        }
    }
}

/// The place on the map where a shore is nearest to a place in space.
fn foot(place: Place, shore: &Shore) -> Coord {
    let Line { from, to } = *shore.geom();
    let dot = |u: Place, v: Place| {
        (0..3)
            .map(|k| (u[k] - from[k]) * (v[k] - from[k]))
            .sum::<f64>()
    };
    let share = (dot(place, to) / dot(to, to)).clamp(0.0, 1.0);
    let (_, a, b) = shore.data;
    a + (b - a) * share
}

fn widened(bounds: &AABB<Place>, by: f64) -> AABB<Place> {
    AABB::from_corners(
        bounds.lower().map(|c| c - by),
        bounds.upper().map(|c| c + by),
    )
}

fn apart_2(a: &AABB<Place>, b: &AABB<Place>) -> f64 {
    (0..3)
        .map(|k| {
            (b.lower()[k] - a.upper()[k])
                .max(a.lower()[k] - b.upper()[k])
                .max(0.0)
                .powi(2)
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::super::{Contiguity, contiguity};
    use super::*;
    use crate::base::model::Measure;
    use crate::space::coverage::lattice;
    use geo::{MapCoords, MultiPolygon};

    fn tied(
        shapes: &[MultiPolygon<f64>],
        measure: Measure,
        max_km: f64,
    ) -> (Graph, Vec<(u32, u32)>) {
        let coverage = Coverage::build(shapes, measure);
        let graph = sea_links(
            &contiguity(&coverage, Contiguity::Queen, 0.0),
            &coverage,
            max_km,
        );
        let sea = graph
            .all_links()
            .filter(|link| link.kind == LinkKind::Sea && link.from < link.to)
            .map(|link| (link.from, link.to));
        let sea = sea.collect();
        (graph, sea)
    }

    /// Two islands of four squares of 1 km, 3 km apart, and two single squares 1 km and 20 km off them.
    fn archipelago() -> Vec<MultiPolygon<f64>> {
        let mut shapes = Vec::new();
        for x in [0.0, 5.0] {
            shapes.extend(
                lattice::cells(2, 2)
                    .iter()
                    .map(|cell| cell.map_coords(|c| Coord { x: c.x + x, y: c.y })),
            );
        }
        shapes.push(lattice::rectangle(0.5, 3.0, 0.9, 3.5));
        shapes.push(lattice::rectangle(27.0, 0.2, 28.0, 0.3));
        shapes
            .iter()
            .map(|shape| shape.map_coords(|c| c * 1000.0))
            .collect()
    }

    #[test]
    fn each_island_is_tied_where_it_is_nearest() {
        let (graph, sea) = tied(&archipelago(), Measure::Planar, 60.0);
        assert_eq!(sea, [(1, 4), (2, 8), (5, 9)]);
        assert!(graph.components().iter().all(|&component| component == 0));
        assert_eq!(graph.link_count(), 2 * (6 + 6 + 3));
    }

    #[test]
    fn nothing_beyond_the_limit() {
        assert_eq!(
            tied(&archipelago(), Measure::Planar, 19.9).1,
            [(1, 4), (2, 8)]
        );
        assert_eq!(tied(&archipelago(), Measure::Planar, 0.5).1, []);
        assert_eq!(tied(&[], Measure::Planar, 60.0).1, []);
        assert_eq!(
            tied(
                &[MultiPolygon(Vec::new()), lattice::rectangle(0., 0., 1., 1.)],
                Measure::Planar,
                60.0
            )
            .1,
            []
        );
    }

    #[test]
    fn the_limit_is_geodesic() {
        let metres = distance(
            Point::new(121.0, -8.95),
            Point::new(121.2, -8.95),
            Measure::Geodesic,
        );
        let shapes = [
            lattice::rectangle(120.9, -9.0, 121.0, -8.95),
            lattice::rectangle(121.2, -8.95, 121.3, -8.9),
        ];
        assert_eq!(
            tied(&shapes, Measure::Geodesic, (metres + 0.01) / 1000.0).1,
            [(0, 1)]
        );
        assert_eq!(
            tied(&shapes, Measure::Geodesic, (metres - 0.01) / 1000.0).1,
            []
        );
    }
}
