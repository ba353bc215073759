//! Neighbours in the Delaunay triangulation of points.

use super::near::is_known;
use super::{Graph, Link, LinkKind};
use crate::base::model::Measure;
use crate::error::{Error, Result};
use crate::space::coverage::metre::conformal;
use geo::{Coord, Point};
use spade::{DelaunayTriangulation, Point2, Triangulation};

/// Symmetric links of weight 1 along the edges of the Delaunay triangulation of n points (Delaunay 1934).
///
/// Degrees are drawn on a plane that keeps circles (stereographic, of the conformal sphere), so that the empty circles are circles
/// on the globe; a plane is taken as it is. Points at one place are all linked with each other and with the neighbours of the place
/// (libpysal's `coplanar="clique"`). Where four or more places lie on one circle the triangulation is not unique: it is then that
/// of the places in the order of their coordinates, whatever the order of the points. A point with a coordinate that is no number
/// has no links; places on one line are linked to the next ones. O(n log n).
///
/// # Errors
/// Coordinates beyond 1e60, which cannot be computed with.
pub fn delaunay(points: &[Point], measure: Measure) -> Result<Graph> {
    let sites = Sites::of(points, measure);
    let edges = sites.edges()?;
    Ok(sites.graph(&edges, LinkKind::Delaunay))
}

/// The distinct places of points, by their coordinates on a plane that keeps circles.
pub(super) struct Sites {
    n: usize,
    places: Vec<Coord>,
    members: Vec<Vec<u32>>,
}

impl Sites {
    pub fn of(points: &[Point], measure: Measure) -> Self {
        let known: Vec<u32> = (0..points.len() as u32)
            .filter(|&i| is_known(&points[i as usize]))
            .collect();
        let flat = match measure {
            Measure::Planar => known.iter().map(|&i| points[i as usize].0).collect(),
            Measure::Geodesic => stereographic(known.iter().map(|&i| points[i as usize].0)),
        };
        let mut drawn: Vec<(Coord, u32)> = flat.into_iter().map(plain).zip(known).collect();
        drawn.sort_by(|(a, i), (b, j)| {
            let place = a.x.total_cmp(&b.x).then(a.y.total_cmp(&b.y));
            place.then(i.cmp(j))
        });
        let mut sites = Self {
            n: points.len(),
            places: Vec::new(),
            members: Vec::new(),
        };
        for (place, point) in drawn {
            match sites.members.last_mut() {
                Some(same) if sites.places.last() == Some(&place) => same.push(point),
                _ => {
                    sites.places.push(place);
                    sites.members.push(vec![point]);
                }
            }
        }
        sites
    }

    /// Number of distinct places.
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// The least point of a place.
    pub fn point(&self, place: u32) -> u32 {
        self.members[place as usize][0]
    }

    /// Pairs of places that the triangulation links, ascending.
    pub fn edges(&self) -> Result<Vec<(u32, u32)>> {
        let places = self.places.iter().map(|c| Point2::new(c.x, c.y)).collect();
        let drawn = DelaunayTriangulation::<Point2<f64>>::bulk_load_stable(places)
            .map_err(|error| Error::input(format!("the points cannot be triangulated: {error}")))?;
        let mut edges: Vec<(u32, u32)> = drawn
            .undirected_edges()
            .map(|edge| edge.vertices().map(|vertex| vertex.index() as u32))
            .map(|[a, b]| (a.min(b), a.max(b)))
            .collect();
        edges.sort_unstable();
        Ok(edges)
    }

    /// Links both ways between the points of linked places, and among the points of each.
    pub fn graph(&self, edges: &[(u32, u32)], kind: LinkKind) -> Graph {
        let mut links = Vec::new();
        let mut link = |from, to| {
            links.push(Link {
                from,
                to,
                weight: 1.0,
                border_m: 0.0,
                kind,
            });
        };
        for &(a, b) in edges {
            for &i in &self.members[a as usize] {
                for &j in &self.members[b as usize] {
                    link(i, j);
                    link(j, i);
                }
            }
        }
        for same in self.members.iter().filter(|same| same.len() > 1) {
            for &i in same {
                for &j in same {
                    link(i, j);
                }
            }
        }
        Graph::from_links(self.n, links)
    }
}

/// Without the values between 0 and what the triangulation can tell from it.
fn plain(c: Coord) -> Coord {
    let plain = |v: f64| {
        if v.abs() < spade::MIN_ALLOWED_VALUE {
            0.0
        } else {
            v
        }
    };
    Coord {
        x: plain(c.x),
        y: plain(c.y),
    }
}

/// Degrees on a plane where circles stay circles, about the middle of them.
fn stereographic(degrees: impl Iterator<Item = Coord>) -> Vec<Coord> {
    let sphere: Vec<[f64; 3]> = degrees.map(conformal).collect();
    let (mut low, mut high) = ([f64::INFINITY; 3], [f64::NEG_INFINITY; 3]);
    for place in &sphere {
        for k in 0..3 {
            low[k] = low[k].min(place[k]);
            high[k] = high[k].max(place[k]);
        }
    }
    // the box does not depend on the order of the points, as a sum would
    let middle = [0, 1, 2].map(|k| f64::midpoint(low[k], high[k]));
    let length = dot(middle, middle).sqrt();
    let up = match length > 1e-6 {
        true => middle.map(|c| c / length),
        false => [0.0, 0.0, 1.0],
    };
    let least = (0..3).min_by(|&i, &j| up[i].abs().total_cmp(&up[j].abs()));
    let mut axis = [0.0; 3];
    axis[least.unwrap_or(0)] = 1.0;
    let across = cross(up, axis);
    let length = dot(across, across).sqrt();
    let across = across.map(|c| c / length);
    let along = cross(up, across);
    let drawn = sphere.into_iter().map(|place| {
        // the far side of the globe has no place on the plane; as far as may be
        let scale = 2.0 / (1.0 + dot(place, up)).max(1e-12);
        Coord {
            x: dot(place, across) * scale,
            y: dot(place, along) * scale,
        }
    });
    drawn.collect()
}

fn dot(a: [f64; 3], b: [f64; 3]) -> f64 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

fn cross(a: [f64; 3], b: [f64; 3]) -> [f64; 3] {
    [
        a[1] * b[2] - a[2] * b[1],
        a[2] * b[0] - a[0] * b[2],
        a[0] * b[1] - a[1] * b[0],
    ]
}

#[cfg(test)]
pub(super) mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    /// Points on a fine lattice: some at one place, some on one circle or line.
    pub fn points() -> impl Strategy<Value = Vec<Point>> {
        let coarse = (0_i32..6, 0_i32..6);
        let point = coarse.prop_map(|(x, y)| Point::new(f64::from(x), f64::from(y)));
        let fine = (0.0..5.0_f64, 0.0..5.0_f64).prop_map(|(x, y)| Point::new(x, y));
        prop::collection::vec(prop_oneof![point, fine], 0..25)
    }

    /// Whether some circle through a and b has no other point inside.
    fn has_empty_circle(points: &[Point], a: usize, b: usize) -> bool {
        // the circle's centre is at t along the bisector; each other point bounds t on one side
        let (p, q) = (points[a], points[b]);
        let middle = (p + q) / 2.0;
        let d = q - p;
        let (mut low, mut high) = (f64::NEG_INFINITY, f64::INFINITY);
        for r in points.iter().filter(|r| **r != p && **r != q) {
            let m = *r - middle;
            let (off, inside) = (m.x() * -d.y() + m.y() * d.x(), m.dot(m) - d.dot(d) / 4.0);
            if off.abs() < 1e-12 {
                if inside < -1e-9 {
                    return false;
                }
            } else if off > 0.0 {
                high = high.min(inside / (2.0 * off));
            } else {
                low = low.max(inside / (2.0 * off));
            }
        }
        low <= high + 1e-7
    }

    proptest! {
        #[test]
        fn edges_have_empty_circles(points in points()) {
            let graph = delaunay(&points, Measure::Planar).unwrap();
            prop_assert!(graph.summary().symmetric);
            prop_assert!(graph.summary().components <= 1);
            for link in graph.all_links() {
                let (a, b) = (link.from as usize, link.to as usize);
                prop_assert!(points[a] == points[b] || has_empty_circle(&points, a, b));
            }
        }

        #[test]
        fn the_order_of_points_changes_nothing(points in points(), by in 1_usize..9) {
            let n = points.len();
            let mut order: Vec<usize> = (0..n).collect();
            order.rotate_left(by.min(n));
            order.reverse();
            let moved: Vec<Point> = order.iter().map(|&i| points[i]).collect();
            for measure in [Measure::Planar, Measure::Geodesic] {
                let (graph, other) = (delaunay(&points, measure).unwrap(), delaunay(&moved, measure).unwrap());
                prop_assert_eq!(graph.link_count(), other.link_count());
                for link in other.all_links() {
                    prop_assert!(graph.has(order[link.from as usize], order[link.to as usize] as u32));
                }
            }
        }
    }

    #[test]
    fn points_at_one_place_share_its_neighbours() {
        let places = [(0., 0.), (1., 0.), (0., 1.), (0., 0.), (f64::NAN, 1.)];
        let points = places.map(|(x, y)| Point::new(x, y));
        let graph = delaunay(&points, Measure::Planar).unwrap();
        assert_eq!(graph.neighbours(0), [1, 2, 3]);
        assert_eq!(graph.neighbours(3), [0, 1, 2]);
        assert_eq!(graph.islands(), [4]);
        let one = delaunay(&[points[0]; 3], Measure::Geodesic).unwrap();
        assert_eq!(one.link_count(), 6);
        assert_eq!(delaunay(&[], Measure::Geodesic).unwrap().n(), 0);
    }

    #[test]
    fn a_line_links_the_next_ones() {
        let points = [3.0, 1.0, 2.0, 7.0].map(|x| Point::new(x, 2.0 * x));
        let graph = delaunay(&points, Measure::Planar).unwrap();
        assert_eq!(graph.neighbours(0), [2, 3]);
        assert_eq!(graph.link_count(), 6);
    }

    #[test]
    fn far_north_circles_are_round() {
        // at 60 degrees north one degree east is half a degree north: a kite that is long in degrees but wide on the globe
        let kite = [(0.0, 59.3), (0.0, 60.7), (-1.0, 60.0), (1.0, 60.0)];
        let points = kite.map(|(x, y)| Point::new(x, y));
        let globe = delaunay(&points, Measure::Geodesic).unwrap();
        assert!(globe.has(2, 3) && !globe.has(0, 1));
        let plane = delaunay(&points, Measure::Planar).unwrap();
        assert!(plane.has(0, 1) && !plane.has(2, 3));
        // the same kite across the antimeridian
        let across = kite.map(|(x, y)| Point::new(if x < 0.0 { 180.0 + x } else { x - 180.0 }, y));
        assert_eq!(delaunay(&across, Measure::Geodesic).unwrap(), globe);
    }

    #[test]
    fn what_is_beyond_computing_is_refused() {
        let points = [(0.0, 1e70), (1.0, 0.0), (2.0, 1e-60)].map(|(x, y)| Point::new(x, y));
        assert!(delaunay(&points, Measure::Planar).is_err());
        assert!(delaunay(&points[1..], Measure::Planar).is_ok());
    }
}
