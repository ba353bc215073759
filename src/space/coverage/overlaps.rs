//! Units that lie on each other.

use super::sector::Sector;
use super::{Coverage, cross};
use crate::base::model::Measure;
use crate::input::geometry::{area, perimeter};
use geo::{Area, BooleanOps, BoundingRect, Coord, MultiPolygon};
use rayon::prelude::*;

/// Share of the extent of two units below which the overlay does not tell a line from an area.
const RESOLUTION: f64 = 1.0 / (1 << 28) as f64;

/// Land that two units both have.
#[derive(Debug, Clone, PartialEq)]
pub struct Overlap {
    /// The lower position.
    pub a: u32,
    /// The higher position.
    pub b: u32,
    /// Area in m2 on the ellipsoid (squared units on a plane).
    pub area: f64,
    /// Mean width, 2 area / perimeter, in metres (units on a plane).
    pub width: f64,
    /// A vertex of it.
    pub at: Coord,
}

impl Coverage {
    /// Every pair of the n units that share land, ascending by (a, b).
    ///
    /// Which pairs may is decided exactly: edges that meet elsewhere than in common ends, corners that take up the same
    /// surroundings of a vertex, rings inside another unit; so units whose borders match have no overlap. How much is the area
    /// of their polygon intersection; slivers below its resolution, a 4-billionth of their extent in mean width, are none.
    pub fn overlaps(&self) -> Vec<Overlap> {
        self.overlapping(&self.suspects())
    }

    /// Pairs that may share land, ascending; a touch between vertices is one too.
    pub(super) fn suspects(&self) -> Vec<(u32, u32)> {
        let mut pairs = self.crossing();
        let vertices = (0..self.vertices.len() as u32).into_par_iter();
        pairs.par_extend(vertices.flat_map_iter(|vertex| self.on_each_other(vertex)));
        // a ring that begins at a vertex of the other is seen there
        let apart = |corner: u32, around: u32| {
            let here = self.corners_at(self.vertex(corner));
            here.iter().all(|&d| self.unit(d) != around)
        };
        pairs.extend(self.inside(apart));
        pairs.par_sort_unstable();
        pairs.dedup();
        pairs
    }

    pub(super) fn overlapping(&self, pairs: &[(u32, u32)]) -> Vec<Overlap> {
        let overlap = |&(a, b): &(u32, u32)| {
            let whole = |unit: u32| self.shape(unit as usize, |_| false);
            let (one, other) = (whole(a), whole(b));
            let common = one.intersection(&other);
            let bounds = |shape: &MultiPolygon<f64>| {
                let bounds = shape.bounding_rect()?;
                Some(bounds.width().max(bounds.height()))
            };
            let extent = bounds(&one)?.max(bounds(&other)?);
            let outline = perimeter(&common, Measure::Planar);
            if 2.0 * common.unsigned_area() <= outline * extent * RESOLUTION {
                return None;
            }
            let area = area(&common, self.measure);
            Some(Overlap {
                a,
                b,
                area,
                width: 2.0 * area / perimeter(&common, self.measure),
                at: common.0.first()?.exterior().0.first().copied()?,
            })
        };
        pairs.par_iter().filter_map(overlap).collect()
    }

    /// Units with edges that meet elsewhere than in common ends.
    fn crossing(&self) -> Vec<(u32, u32)> {
        if self.corner_vertex.is_empty() {
            return Vec::new();
        }
        let grid = self.cells(0.0);
        let first = |&corner: &u32| {
            let (a, b) = self.ends(corner);
            a != b && self.twins(corner).all(|(d, _)| d > corner)
        };
        let edges = 0..self.corner_vertex.len() as u32;
        let mut passes: Vec<((i32, i32), u32)> = edges
            .into_par_iter()
            .filter(first)
            .flat_map_iter(|corner| {
                let mut cells = Vec::new();
                grid.visit(self.line(corner), Coord::zero(), |column, row| {
                    cells.push(((column, row), corner));
                });
                cells
            })
            .collect();
        passes.par_sort_unstable();
        let cells: Vec<&[((i32, i32), u32)]> = passes.chunk_by(|p, q| p.0 == q.0).collect();
        let meet = |cell: &[((i32, i32), u32)]| {
            let lines: Vec<_> = cell.iter().map(|&(_, c)| (c, self.line(c))).collect();
            let mut found = Vec::new();
            for (later, &(d, line)) in lines.iter().enumerate() {
                for &(c, before) in &lines[..later] {
                    if cross::conflict(before, line) {
                        self.units_of(c, d, &mut found);
                    }
                }
            }
            found
        };
        cells.into_par_iter().flat_map_iter(meet).collect()
    }

    /// Every pair of a unit that has one edge and another unit that has the other.
    fn units_of(&self, c: u32, d: u32, found: &mut Vec<(u32, u32)>) {
        let units = |corner| {
            let twins = self.twins(corner).map(|(twin, _)| self.unit(twin));
            std::iter::once(self.unit(corner)).chain(twins)
        };
        for a in units(c) {
            for b in units(d).filter(|&b| b != a) {
                found.push((a.min(b), a.max(b)));
            }
        }
    }

    /// Units whose corners at a vertex take up the same surroundings.
    fn on_each_other(&self, vertex: u32) -> Vec<(u32, u32)> {
        let here = self.corners_at(vertex);
        let ends = |corner: u32| {
            (
                self.vertex(self.previous(corner)),
                self.vertex(self.next(corner)),
            )
        };
        if let &[c, d] = here {
            let ((from, to), (back, on)) = (ends(c), ends(d));
            if (from, to) == (on, back) {
                return Vec::new();
            }
        }
        let sector = |corner: u32| {
            let (previous, next) = ends(corner);
            let place = |vertex: u32| self.vertices[vertex as usize];
            Sector {
                at: place(vertex),
                next: place(next),
                previous: place(previous),
            }
        };
        let mut found = Vec::new();
        for (later, &d) in here.iter().enumerate() {
            for &c in &here[..later] {
                let (a, b) = (self.unit(c), self.unit(d));
                if a != b && sector(c).overlaps(&sector(d)) {
                    found.push((a.min(b), a.max(b)));
                }
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::super::lattice;
    use super::*;
    use crate::base::model::Measure;
    use proptest::prelude::*;

    fn overlaps(units: &[MultiPolygon<f64>]) -> Vec<(u32, u32, f64)> {
        let found = Coverage::build(units, Measure::Planar).overlaps();
        found.iter().map(|o| (o.a, o.b, o.area)).collect()
    }

    proptest! {
        #[test]
        fn clean_layers_have_none(waves in prop::collection::vec(-0.95..0.95_f64, 90), scale in 0.01..90.0_f64) {
            let mut cells = lattice::wavy(5, 5, 3, &waves);
            for cell in &mut cells {
                geo::MapCoordsInPlace::map_coords_in_place(cell, |c| Coord { x: c.x * scale + 119.7, y: c.y * scale - 8.3 });
            }
            let coverage = Coverage::build(&cells, Measure::Planar);
            prop_assert_eq!(coverage.suspects(), vec![]);
            prop_assert!(coverage.overlaps().is_empty());
        }

        #[test]
        fn wide_squares_overlap_as_computed(side in 1.001..1.9_f64) {
            let found = Coverage::build(&lattice::spaced(4, 5, side), Measure::Planar).overlaps();
            let (sides, corners) = (4 * 4 + 3 * 5, 2 * 3 * 4);
            prop_assert_eq!(found.len(), sides + corners);
            let over = side - 1.0;
            let sum: f64 = found.iter().map(|o| o.area).sum();
            let expected = sides as f64 * over * side + corners as f64 * over * over;
            prop_assert!((sum - expected).abs() < 1e-6);
        }
    }

    #[test]
    fn every_way_to_lie_on_each_other_is_seen() {
        let cell = lattice::rectangle(0., 0., 4., 4.);
        let twice = overlaps(&[cell.clone(), cell.clone()]);
        assert_eq!(twice, [(0, 1, 16.0)]);
        let inside = overlaps(&[lattice::rectangle(1., 1., 2., 2.), cell.clone()]);
        assert_eq!(inside, [(0, 1, 1.0)]);
        // in a corner of the other: common vertices, matched edges, nothing crosses
        let corner = lattice::rectangle(0., 0., 2., 2.);
        assert_eq!(overlaps(&[corner, cell.clone()]), [(0, 1, 4.0)]);
        // an enclave that the other does not leave out, beside one that it does
        let mut around = lattice::rectangle(0., 0., 9., 9.);
        let first = lattice::rectangle(1., 1., 2., 2.);
        around.0[0].interiors_push(first.0[0].exterior().clone());
        let second = lattice::rectangle(5., 5., 7., 7.);
        assert_eq!(overlaps(&[around, first, second]), [(0, 2, 4.0)]);
        // a touch between vertices is no overlap
        let beside = lattice::rectangle(4., 1., 5., 2.);
        assert!(overlaps(&[cell, beside]).is_empty());
    }
}
