//! Land that no unit has, though units are all around it.

use super::{Coverage, Overlap};
use crate::input::geometry::{area, perimeter};
use geo::{BoundingRect, Coord, LineString, MultiPolygon, Polygon};
use rayon::prelude::*;
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};
use std::collections::HashMap;

/// A hole in the whole of the units.
#[derive(Debug, Clone, PartialEq)]
pub struct Gap {
    /// The units around it, ascending; one when it is a hole of that unit alone.
    pub units: Vec<u32>,
    /// Area in m2 on the ellipsoid (squared units on a plane), islands in it left out.
    pub area: f64,
    /// Mean width, 2 area / perimeter, in metres (units on a plane).
    pub width: f64,
    /// A vertex of it.
    pub at: Coord,
}

/// Anything to find gaps by: an island, and its place.
type Box = GeomWithData<Rectangle<[f64; 2]>, usize>;

impl Coverage {
    /// Every hole in the union of the n units, the largest first, and every overlap (see [`Coverage::overlaps`]).
    ///
    /// A hole in which other units lie is counted without them. Open water is none, however narrow its mouth: only what units
    /// close off is a gap.
    pub fn gaps(&self) -> (Vec<Gap>, Vec<Overlap>) {
        let suspects = self.suspects();
        let overlaps = self.overlapping(&suspects);
        let (of, count) = self.pieces(&suspects);
        let of: Vec<Option<u32>> = of.into_iter().map(Some).collect();
        let islands = self.dissolve(&of, count, 0.0);
        let parts: Vec<&Polygon<f64>> = islands.iter().flatten().collect();
        let boxes = parts.iter().enumerate().filter_map(|(part, polygon)| {
            let bounds = polygon.bounding_rect()?;
            let (low, high) = (bounds.min(), bounds.max());
            let rectangle = Rectangle::from_corners([low.x, low.y], [high.x, high.y]);
            Some(GeomWithData::new(rectangle, part))
        });
        let tree: RTree<Box> = RTree::bulk_load(boxes.collect());
        let holes: Vec<&LineString<f64>> = parts.iter().flat_map(|part| part.interiors()).collect();
        let holes: Vec<Polygon<f64>> = holes
            .into_par_iter()
            .map(|hole| Polygon::new(hole.clone(), within(hole, &parts, &tree)))
            .collect();
        let vertices = self.vertices_of(&holes);
        let units = self.boxes();
        let mut gaps: Vec<Gap> = holes
            .into_par_iter()
            .map(|hole| {
                let units = self.around(&hole, &vertices, &units);
                let at = hole.exterior().0[0];
                let hole = MultiPolygon::from(hole);
                let area = area(&hole, self.measure);
                Gap {
                    units,
                    area,
                    width: 2.0 * area / perimeter(&hole, self.measure),
                    at,
                }
            })
            .collect();
        let place = |gap: &Gap| (gap.at.x, gap.at.y);
        gaps.sort_by(|g, h| {
            let by_place = || place(g).partial_cmp(&place(h));
            let places = by_place().unwrap_or(std::cmp::Ordering::Equal);
            h.area.total_cmp(&g.area).then(places)
        });
        (gaps, overlaps)
    }

    /// The piece of each unit, and how many there are: units that meet, or may overlap, are in one.
    fn pieces(&self, suspects: &[(u32, u32)]) -> (Vec<u32>, usize) {
        let mut of: Vec<u32> = (0..self.n() as u32).collect();
        fn root(of: &mut [u32], mut unit: u32) -> u32 {
            while of[unit as usize] != unit {
                of[unit as usize] = of[of[unit as usize] as usize];
                unit = of[unit as usize];
            }
            unit
        }
        let borders = self.borders();
        let meeting = borders.iter().map(|border| (border.a, border.b));
        for (a, b) in meeting.chain(suspects.iter().copied()) {
            let (a, b) = (root(&mut of, a), root(&mut of, b));
            of[a.max(b) as usize] = a.min(b);
        }
        let mut count = 0;
        let mut number = vec![0; of.len()];
        for unit in 0..of.len() as u32 {
            let root = root(&mut of, unit);
            if root == unit {
                number[unit as usize] = count;
                count += 1;
            }
            number[unit as usize] = number[root as usize];
        }
        (number, count as usize)
    }

    /// The vertices at the places of rings.
    fn vertices_of(&self, holes: &[Polygon<f64>]) -> HashMap<(u64, u64), u32> {
        let key = |c: &Coord| (c.x.to_bits(), c.y.to_bits());
        let places = holes.iter().flat_map(rings).flat_map(|ring| &ring.0);
        let mut found: HashMap<(u64, u64), u32> =
            places.map(|place| (key(place), u32::MAX)).collect();
        if !found.is_empty() {
            for (vertex, place) in self.vertices.iter().enumerate() {
                if let Some(known) = found.get_mut(&key(place)) {
                    *known = vertex as u32;
                }
            }
        }
        found.retain(|_, vertex| *vertex != u32::MAX);
        found
    }

    /// Units with an edge of the hole; of an edge that no unit has, those whose boundary runs along its middle.
    fn around(
        &self,
        hole: &Polygon<f64>,
        vertices: &HashMap<(u64, u64), u32>,
        boxes: &RTree<GeomWithData<Rectangle<[f64; 2]>, u32>>,
    ) -> Vec<u32> {
        let vertex = |c: &Coord| vertices.get(&(c.x.to_bits(), c.y.to_bits())).copied();
        let bounds = boxes.root().envelope();
        let extent = |k: usize| bounds.upper()[k] - bounds.lower()[k];
        // the rounding of the union
        let reach = extent(0).max(extent(1)) * 2.0_f64.powi(-27);
        let mut units = Vec::new();
        for ends in rings(hole).flat_map(|ring| ring.0.windows(2)) {
            let before = units.len();
            if let (Some(a), Some(b)) = (vertex(&ends[0]), vertex(&ends[1])) {
                let has = |corner: &u32| {
                    let (previous, next) = (self.previous(*corner), self.next(*corner));
                    self.vertex(previous) == b || self.vertex(next) == b
                };
                let owners = self.corners_at(a).iter().filter(|corner| has(corner));
                units.extend(owners.map(|&corner| self.unit(corner)));
            }
            if units.len() == before {
                let middle = (ends[0] + ends[1]) / 2.0;
                let low = [middle.x - reach, middle.y - reach];
                let high = [middle.x + reach, middle.y + reach];
                let near = boxes.locate_in_envelope_intersecting(AABB::from_corners(low, high));
                let near = near.map(|found| found.data);
                units.extend(near.filter(|&unit| self.passes(unit, middle, reach)));
            }
        }
        units.sort_unstable();
        units.dedup();
        units
    }

    /// Whether the boundary of a unit passes within reach of a place, in layer units.
    fn passes(&self, unit: u32, place: Coord, reach: f64) -> bool {
        self.corners(unit as usize).any(|corner| {
            let (a, b) = self.line(corner);
            let apart = |p: f64, a: f64, b: f64| p < a.min(b) - reach || p > a.max(b) + reach;
            if apart(place.x, a.x, b.x) || apart(place.y, a.y, b.y) {
                return false;
            }
            let (way, off) = (b - a, place - a);
            (way.x * off.y - way.y * off.x).abs() <= reach * way.x.hypot(way.y)
        })
    }
}

fn rings(polygon: &Polygon<f64>) -> impl Iterator<Item = &LineString<f64>> {
    std::iter::once(polygon.exterior()).chain(polygon.interiors())
}

/// The outlines of the parts that lie in a hole, those in other holes of such parts left out.
fn within(
    hole: &LineString<f64>,
    parts: &[&Polygon<f64>],
    tree: &RTree<Box>,
) -> Vec<LineString<f64>> {
    let Some(bounds) = hole.bounding_rect() else {
        return Vec::new();
    };
    let (low, high) = (bounds.min(), bounds.max());
    let bounds = AABB::from_corners([low.x, low.y], [high.x, high.y]);
    let mut inside: Vec<usize> = tree
        .locate_in_envelope(bounds)
        .map(|found| found.data)
        .filter(|&part| super::nest::inside(parts[part].exterior(), hole))
        .collect();
    inside.sort_unstable();
    let nested = |part: usize| {
        let others = inside.iter().filter(|&&other| other != part);
        others
            .copied()
            .any(|other| super::nest::inside(parts[part].exterior(), parts[other].exterior()))
    };
    let direct = inside.iter().filter(|&&part| !nested(part));
    direct.map(|&part| parts[part].exterior().clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::super::lattice;
    use super::*;
    use crate::base::model::Measure;

    fn gaps(units: &[MultiPolygon<f64>]) -> Vec<Gap> {
        Coverage::build(units, Measure::Planar).gaps().0
    }

    #[test]
    fn a_lattice_without_a_cell_has_one_gap() {
        let mut cells = lattice::cells(5, 5);
        assert!(gaps(&cells).is_empty());
        cells.remove(12);
        let found = gaps(&cells);
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].area, found[0].width), (1.0, 0.5));
        assert_eq!(found[0].units, [7, 11, 12, 16]);
    }

    #[test]
    fn a_cell_at_the_rim_leaves_no_gap() {
        let mut cells = lattice::cells(3, 3);
        cells.remove(1);
        assert!(gaps(&cells).is_empty());
    }

    #[test]
    fn an_island_in_a_lake_is_left_out() {
        let mut cells = lattice::cells(3, 3);
        cells[4] = lattice::rectangle(1.25, 1.25, 1.75, 1.75);
        let found = gaps(&cells);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].area, 0.75);
        assert_eq!(
            found[0].units,
            (0..9)
                .filter(|&c| c % 2 == 1 || c == 4)
                .collect::<Vec<u32>>()
        );
    }

    #[test]
    fn a_hole_of_one_unit_has_one_unit_around() {
        let mut lake = lattice::rectangle(0., 0., 9., 9.);
        lake.0[0].interiors_push(lattice::rectangle(3., 3., 5., 4.).0[0].exterior().clone());
        let found = gaps(&[lake]);
        assert_eq!(
            (found[0].area, found[0].units.as_slice()),
            (2.0, [0].as_slice())
        );
    }

    #[test]
    fn a_slit_between_overlapping_units_is_found() {
        // two combs whose teeth overlap: the slit between them is closed by crossing edges
        let unit = |ring: &[(f64, f64)]| {
            let ring = ring.iter().map(|&place| place.into()).collect();
            MultiPolygon::from(Polygon::new(LineString(ring), Vec::new()))
        };
        let left = unit(&[
            (0., 0.),
            (5., 0.),
            (5., 1.),
            (4.9, 1.),
            (4.9, 3.),
            (5., 3.),
            (5., 4.),
            (0., 4.),
        ]);
        let right = lattice::rectangle(4.95, 0.5, 9., 3.5);
        let (gaps, overlaps) = Coverage::build(&[left, right], Measure::Planar).gaps();
        assert_eq!(gaps.len(), 1);
        assert!((gaps[0].area - 0.05 * 2.0).abs() < 1e-6);
        assert_eq!(gaps[0].units, [0, 1]);
        assert_eq!(overlaps.len(), 1);
        assert!((overlaps[0].area - 2.0 * 0.5 * 0.05).abs() < 1e-6);
    }
}
