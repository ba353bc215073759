//! Which ring is a hole of which.

use geo::coordinate_position::{CoordPos, coord_pos_relative_to_ring};
use geo::{Coord, LineString, MultiPolygon, Polygon};
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};

/// Twice the signed area of an open ring in squared layer units; positive when it runs anticlockwise.
pub(crate) fn doubled_area(ring: &[Coord]) -> f64 {
    let Some((&first, rest)) = ring.split_first() else {
        return 0.0;
    };
    // relative to the first point, else small rings far from the origin lose their digits
    rest.windows(2)
        .map(|ends| {
            let (a, b) = (ends[0] - first, ends[1] - first);
            a.x * b.y - b.x * a.y
        })
        .sum()
}

/// Polygons of open rings that do not cross: anticlockwise rings are shells, clockwise ones holes of the smallest ring around.
///
/// Shells keep their order; a hole that is to be filled goes with all it holds. `None` when a hole lies in no shell, or a shell directly in
/// another, as overlaps leave them.
pub(super) fn nest(
    rings: Vec<Vec<Coord>>,
    fills: impl Fn(&LineString) -> bool,
) -> Option<MultiPolygon<f64>> {
    let areas: Vec<f64> = rings.iter().map(|ring| doubled_area(ring)).collect();
    let closed: Vec<LineString<f64>> = rings
        .into_iter()
        .map(|mut ring| {
            ring.extend(ring.first().copied());
            LineString(ring)
        })
        .collect();
    let parents = parents(&closed, &areas);
    let sane = |ring: usize| match parents[ring] {
        None => areas[ring] > 0.0,
        Some(parent) => areas[ring] * areas[parent] < 0.0,
    };
    if !(0..closed.len()).all(sane) {
        return None;
    }
    let filled = |ring: usize| areas[ring] < 0.0 && fills(&closed[ring]);
    let filled: Vec<bool> = (0..closed.len()).map(filled).collect();
    let gone =
        |ring| std::iter::successors(Some(ring), |&ring| parents[ring]).any(|ring| filled[ring]);
    let mut holes: Vec<Vec<LineString<f64>>> = vec![Vec::new(); closed.len()];
    let mut shells = Vec::new();
    for (index, ring) in closed.into_iter().enumerate() {
        match parents[index] {
            _ if gone(index) => {}
            Some(parent) if areas[index] < 0.0 => holes[parent].push(ring),
            _ => shells.push((index, ring)),
        }
    }
    let polygon = |(index, ring)| Polygon::new(ring, std::mem::take(&mut holes[index]));
    Some(shells.into_iter().map(polygon).collect())
}

/// The smallest ring around each.
fn parents(rings: &[LineString<f64>], areas: &[f64]) -> Vec<Option<usize>> {
    if rings.len() == 1 {
        return vec![None];
    }
    let boxes = rings.iter().enumerate().map(|(index, ring)| {
        let corners: Vec<[f64; 2]> = ring.0.iter().map(|c| [c.x, c.y]).collect();
        let bounds = AABB::from_points(&corners);
        GeomWithData::new(
            Rectangle::from_corners(bounds.lower(), bounds.upper()),
            index,
        )
    });
    let tree = RTree::bulk_load(boxes.collect());
    let around = |ring: usize| {
        let start = rings[ring].0[0];
        tree.locate_in_envelope_intersecting(AABB::from_point([start.x, start.y]))
            .filter(|other| areas[other.data].abs() > areas[ring].abs())
            .filter(|other| inside(&rings[ring], &rings[other.data]))
            .map(|other| other.data)
            .min_by(|&a, &b| areas[a].abs().total_cmp(&areas[b].abs()).then(a.cmp(&b)))
    };
    (0..rings.len()).map(around).collect()
}

/// Whether a ring lies in another one that it does not cross, though it may touch it in vertices.
pub(super) fn inside(ring: &LineString<f64>, other: &LineString<f64>) -> bool {
    let off_boundary = ring
        .0
        .iter()
        .copied()
        .chain(ring.lines().map(|line| (line.start + line.end) / 2.0));
    off_boundary
        .map(|point| coord_pos_relative_to_ring(point, other))
        .find(|&position| position != CoordPos::OnBoundary)
        == Some(CoordPos::Inside)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn square(x: f64, side: f64, shell: bool) -> Vec<Coord> {
        let mut ring: Vec<Coord> = [(0., 0.), (1., 0.), (1., 1.), (0., 1.)]
            .map(|(u, v)| Coord {
                x: x + u * side,
                y: x + v * side,
            })
            .into();
        if !shell {
            ring.reverse();
        }
        ring
    }

    #[test]
    fn a_hole_goes_to_the_smallest_shell_around() {
        let rings = vec![
            square(0., 9., true),
            square(3., 3., false),
            square(4., 1., true),
            square(4.2, 0.5, false),
        ];
        let shape = nest(rings, |_| false).unwrap();
        let holes = shape.0.iter().map(|polygon| polygon.interiors().len());
        assert_eq!(holes.collect::<Vec<_>>(), [1, 1]);
    }

    #[test]
    fn a_filled_hole_goes_with_the_island_in_it() {
        let rings = vec![
            square(0., 9., true),
            square(3., 3., false),
            square(4., 1., true),
        ];
        let shape = nest(rings, |hole| hole.0[0].x == 3.0).unwrap();
        assert_eq!(shape.0.len(), 1);
        assert!(shape.0[0].interiors().is_empty());
    }

    #[test]
    fn what_only_overlaps_make_is_refused() {
        let keep = |rings| nest(rings, |_| false);
        assert!(keep(vec![square(0., 9., true), square(3., 3., true)]).is_none());
        assert!(keep(vec![square(0., 9., false)]).is_none());
        assert!(keep(vec![square(0., 1., true), square(5., 1., false)]).is_none());
        assert!(keep(Vec::new()).is_some());
    }
}
