//! Neighbours by common border.

use super::{Graph, Link, LinkKind};
use crate::space::coverage::{Border, Coverage};

/// Which contact makes neighbours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Contiguity {
    /// Sharing a vertex, or nearly.
    Queen,
    /// Sharing an edge, or nearly.
    Rook,
}

/// Symmetric links of weight 1 between units of a coverage that meet; units that meet nobody stay without links.
///
/// With `snap` 0 vertices and edges are shared when their coordinates are bit-equal. Otherwise queen neighbours are at most `snap` metres
/// apart (layer units on a plane), and rook neighbours share an edge or face each other so near along more than 2 `snap`: see
/// [`Coverage::borders_within`].
pub fn contiguity(coverage: &Coverage, rule: Contiguity, snap: f64) -> Graph {
    let borders = coverage.borders_within(snap).into_iter();
    let kept = borders.filter(|border| rule == Contiguity::Queen || border.edge);
    Graph::from_links(coverage.n(), kept.flat_map(both_ways).collect())
}

fn both_ways(border: Border) -> [Link; 2] {
    let link = |from, to| Link {
        from,
        to,
        weight: 1.0,
        border_m: border.length_m,
        kind: LinkKind::Border,
    };
    [link(border.a, border.b), link(border.b, border.a)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::model::Measure;
    use crate::space::coverage::lattice;
    use geo::{CoordsIter, LineString, MapCoords, MultiPolygon};
    use proptest::prelude::*;

    /// Squares of 1 km with some missing, some standing back or overlapping by a few metres.
    fn villages() -> impl Strategy<Value = Vec<MultiPolygon<f64>>> {
        prop::collection::vec(prop::option::weighted(0.8, -9_i32..30), 20).prop_map(|cells| {
            let standing = (0..)
                .zip(cells)
                .filter_map(|(place, back)| Some((place, f64::from(back?.max(0)))));
            let cell = |(place, back): (i32, f64)| {
                let (x, y) = (f64::from(place % 5) * 1000.0, f64::from(place / 5) * 1000.0);
                lattice::rectangle(x, y, x + 1005.0 - back, y + 1000.0)
            };
            standing.map(cell).collect()
        })
    }

    /// The same ring from another corner and the other way round.
    fn turned(shape: &MultiPolygon<f64>, by: usize) -> MultiPolygon<f64> {
        let turn = |ring: &LineString<f64>| {
            let mut open: Vec<_> = ring.coords_iter().skip(1).collect();
            let by = by % open.len();
            open.rotate_left(by);
            open.reverse();
            open.push(open[0]);
            LineString(open)
        };
        let polygon = &shape.0[0];
        geo::Polygon::new(turn(polygon.exterior()), Vec::new()).into()
    }

    fn pairs(shapes: &[MultiPolygon<f64>], rule: Contiguity, snap: f64) -> Graph {
        contiguity(&Coverage::build(shapes, Measure::Planar), rule, snap)
    }

    proptest! {
        #[test]
        fn rows_and_rings_in_another_order_change_nothing(shapes in villages(), by in 1_usize..20, snap in 0.0..40.0_f64) {
            let n = shapes.len();
            let mut order: Vec<usize> = (0..n).collect();
            order.rotate_left(by.min(n));
            order.reverse();
            let moved: Vec<_> = order.iter().map(|&i| turned(&shapes[i], by)).collect();
            for rule in [Contiguity::Queen, Contiguity::Rook] {
                let (graph, other) = (pairs(&shapes, rule, snap), pairs(&moved, rule, snap));
                prop_assert!(graph.summary().symmetric);
                prop_assert_eq!(graph.link_count(), other.link_count());
                for link in other.all_links() {
                    let (from, to) = (order[link.from as usize], order[link.to as usize] as u32);
                    let same = graph.links(from).find(|same| same.to == to);
                    prop_assert!(same.is_some_and(|same| (same.border_m - link.border_m).abs() < 1e-6));
                }
            }
        }

        #[test]
        fn a_longer_reach_loses_nothing(shapes in villages(), snap in 0.0..40.0_f64) {
            let has = |graph: &Graph, link: &Link| graph.neighbours(link.from as usize).contains(&link.to);
            let queen = pairs(&shapes, Contiguity::Queen, snap);
            prop_assert!(pairs(&shapes, Contiguity::Queen, 0.0).all_links().all(|link| has(&queen, &link)));
            let rook = pairs(&shapes, Contiguity::Rook, snap);
            prop_assert!(pairs(&shapes, Contiguity::Rook, 0.0).all_links().all(|link| has(&rook, &link)));
            prop_assert!(rook.all_links().all(|link| has(&queen, &link)));
        }

        #[test]
        fn any_number_of_threads_finds_the_same(shapes in villages(), snap in 0.0..40.0_f64) {
            let with = |threads: usize| {
                let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
                pool.map(|pool| pool.install(|| pairs(&shapes, Contiguity::Queen, snap))).ok()
            };
            prop_assert_eq!(with(1), with(3));
        }
    }

    #[test]
    fn parts_that_touch_in_a_point_are_queen_neighbours_only() {
        let mut islands = lattice::rectangle(0.0, 0.0, 1.0, 1.0);
        islands.0.extend(lattice::rectangle(5.0, 5.0, 6.0, 6.0));
        let other =
            lattice::rectangle(0.0, 0.0, 1.0, 1.0).map_coords(|c| c + geo::coord! {x: 6.0, y: 6.0});
        let shapes = [islands, other];
        assert_eq!(pairs(&shapes, Contiguity::Queen, 0.0).pairs(), 1);
        assert_eq!(pairs(&shapes, Contiguity::Rook, 0.0).pairs(), 0);
    }
}
