//! Units whose borders nearly meet: slivers, gaps and overlaps of digitised maps.

use super::borders::merge;
use super::grid::Grid;
use super::segment::Segment;
use super::{Border, Coverage, metre};
use crate::input::geometry::distance;
use geo::Coord;
use rayon::prelude::*;
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};

/// A stretch of a unit's ring in one cell: the edges that leave these corners.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Run {
    cell: (i32, i32),
    first: u32,
    last: u32,
}

/// Two units seen within reach: the stretch (shares of its length) of the free edge leaving `corner` that faces the other, if any.
struct Sight {
    pair: (u32, u32),
    corner: u32,
    stretch: (f64, f64),
}

impl Coverage {
    /// Pairs of units at most `snap` metres apart (layer units on a plane), ascending by (a, b); a superset of [`Coverage::borders`].
    ///
    /// Units that overlap, or lie one in the other, are 0 apart. The length of a border is that of the edges both have, plus the
    /// mean over both sides of the length of *free* edges (no other unit has them) that *face* a free edge of the other: opposite
    /// in direction within 45 degrees, and at most `snap` away at right angles. Corners that meet face nothing. `edge` is true for
    /// a shared edge, and for more than 2 `snap` of facing border. With `snap` 0 these are exactly [`Coverage::borders`].
    pub fn borders_within(&self, snap: f64) -> Vec<Border> {
        let exact = self.borders();
        if snap <= 0.0 || self.corner_vertex.is_empty() {
            return exact;
        }
        let corners = 0..self.corner_vertex.len() as u32;
        let free: Vec<bool> = corners
            .into_par_iter()
            .map(|corner| self.is_free(corner))
            .collect();
        let grid = self.cells(snap);
        let mut runs: Vec<Run> = (0..self.n())
            .into_par_iter()
            .flat_map_iter(|unit| self.runs(unit, &grid, snap))
            .collect();
        runs.par_sort_unstable();
        let cells: Vec<&[Run]> = runs
            .chunk_by(|a, b| a.cell == b.cell)
            .filter(|cell| cell.len() > 1)
            .collect();
        let sights: Vec<Sight> = cells
            .into_par_iter()
            .flat_map_iter(|cell| self.look(cell, &grid, &exact, &free, snap))
            .collect();
        let mut borders = merge(
            exact
                .into_iter()
                .chain(self.measured(sights, snap))
                .collect(),
        );
        let inside = self.containments(&borders);
        borders.extend(inside);
        merge(borders)
    }

    fn is_free(&self, corner: u32) -> bool {
        let unit = self.unit(corner);
        self.twins(corner).all(|(d, _)| self.unit(d) == unit)
    }

    /// Cells that hold a few edges and are wider than the reach.
    pub(super) fn cells(&self, snap: f64) -> Grid {
        let corners = self.corner_vertex.len() as u32;
        let (mx, my) = metre::per_unit(self.vertices[0].y, self.measure);
        let edge = |corner| {
            let (a, b) = self.line(corner);
            ((b.x - a.x) * mx).abs().max(((b.y - a.y) * my).abs())
        };
        let side = 4.0 * (snap + (0..corners).map(edge).sum::<f64>() / f64::from(corners));
        Grid {
            origin: self.vertices[0],
            cell: Coord {
                x: side / mx,
                y: side / my,
            },
        }
    }

    /// The cells within half the reach of each edge of a unit: two edges within reach have one in common.
    fn runs(&self, unit: usize, grid: &Grid, snap: f64) -> Vec<Run> {
        let mut seen: Vec<((i32, i32), u32)> = Vec::new();
        for corner in self.corners(unit) {
            let (a, b) = self.line(corner);
            let (mx, my) = metre::per_unit(a.y.abs().max(b.y.abs()), self.measure);
            let pad = 0.5005 * snap;
            let pad = Coord {
                x: pad / mx,
                y: pad / my,
            };
            grid.visit((a, b), pad, |column, row| {
                seen.push(((column, row), corner))
            });
        }
        seen.sort_unstable();
        seen.chunk_by(|a, b| a.0 == b.0 && a.1 + 1 == b.1)
            .map(|run| Run {
                cell: run[0].0,
                first: run[0].1,
                last: run[run.len() - 1].1,
            })
            .collect()
    }

    /// What the units in one cell see of each other.
    fn look(
        &self,
        cell: &[Run],
        grid: &Grid,
        exact: &[Border],
        free: &[bool],
        snap: f64,
    ) -> Vec<Sight> {
        let mut sights = Vec::new();
        let centre = Coord {
            x: grid.origin.x + (f64::from(cell[0].cell.0) + 0.5) * grid.cell.x,
            y: grid.origin.y + (f64::from(cell[0].cell.1) + 0.5) * grid.cell.y,
        };
        let (mx, my) = metre::per_unit(centre.y, self.measure);
        let metric = |c: Coord| Coord {
            x: (c.x - centre.x) * mx,
            y: (c.y - centre.y) * my,
        };
        let edges = |run: &Run| -> Vec<(u32, Segment)> {
            (run.first..=run.last)
                .map(|corner| (corner, self.line(corner)))
                .filter(|(_, (a, b))| a != b)
                .map(|(corner, (a, b))| (corner, Segment::new(metric(a), metric(b))))
                .collect()
        };
        let edges: Vec<_> = cell.iter().map(edges).collect();
        for (later, run) in cell.iter().enumerate() {
            for (earlier, before) in cell[..later].iter().enumerate() {
                let pair = (self.unit(before.first), self.unit(run.first));
                if pair.0 == pair.1 {
                    continue;
                }
                let known = exact
                    .binary_search_by_key(&pair, |border| (border.a, border.b))
                    .is_ok();
                let any_free =
                    |run: &Run| free[run.first as usize..=run.last as usize].contains(&true);
                if known && !(any_free(before) && any_free(run)) {
                    continue;
                }
                let mut near = known;
                for &(c, e) in &edges[earlier] {
                    for &(d, f) in &edges[later] {
                        if !e.may_reach(&f, snap) {
                            continue;
                        }
                        let mut see = |corner, stretch| {
                            sights.push(Sight {
                                pair,
                                corner,
                                stretch,
                            })
                        };
                        if !near && e.reaches(&f, snap) {
                            near = true;
                            see(c, (0.0, 0.0));
                        }
                        if free[c as usize] && free[d as usize] {
                            e.faces(&f, snap)
                                .into_iter()
                                .for_each(|stretch| see(c, stretch));
                            f.faces(&e, snap)
                                .into_iter()
                                .for_each(|stretch| see(d, stretch));
                        }
                    }
                }
            }
        }
        sights
    }

    /// Facing length of each pair seen; a stretch seen from several cells or facing several edges counts once.
    fn measured(&self, mut sights: Vec<Sight>, snap: f64) -> Vec<Border> {
        let order = |a: &Sight, b: &Sight| {
            (a.pair, a.corner)
                .cmp(&(b.pair, b.corner))
                .then(a.stretch.0.total_cmp(&b.stretch.0))
                .then(a.stretch.1.total_cmp(&b.stretch.1))
        };
        sights.par_sort_unstable_by(order);
        let border = |pair: &[Sight]| {
            let both_sides: f64 = pair
                .chunk_by(|s, t| s.corner == t.corner)
                .map(|edge| {
                    let (from, to) = self.line(edge[0].corner);
                    covered(edge) * distance(from.into(), to.into(), self.measure)
                })
                .sum();
            Border {
                a: pair[0].pair.0,
                b: pair[0].pair.1,
                length_m: both_sides / 2.0,
                edge: both_sides / 2.0 > 2.0 * snap,
            }
        };
        sights
            .chunk_by(|s, t| s.pair == t.pair)
            .map(border)
            .collect()
    }

    /// Pairs, one part inside the other, that the borders do not tell of.
    fn containments(&self, borders: &[Border]) -> Vec<Border> {
        let unknown = |corner: u32, around: u32| {
            let unit = self.unit(corner);
            let (a, b) = (unit.min(around), unit.max(around));
            let known = |border: &Border| (border.a, border.b).cmp(&(a, b));
            borders.binary_search_by(known).is_err()
        };
        let border = |(a, b)| Border {
            a,
            b,
            length_m: 0.0,
            edge: false,
        };
        self.inside(unknown).into_iter().map(border).collect()
    }

    /// The boxes around the units that have any corner.
    pub(super) fn boxes(&self) -> RTree<GeomWithData<Rectangle<[f64; 2]>, u32>> {
        let boxes = (0..self.n())
            .filter(|&unit| !self.corners(unit).is_empty())
            .map(|unit| {
                let places: Vec<[f64; 2]> = self
                    .corners(unit)
                    .map(|corner| self.place(corner))
                    .map(|c| [c.x, c.y])
                    .collect();
                let bounds = AABB::from_points(&places);
                GeomWithData::new(
                    Rectangle::from_corners(bounds.lower(), bounds.upper()),
                    unit as u32,
                )
            });
        RTree::bulk_load(boxes.collect())
    }

    /// Pairs (lower, higher) where the first corner of a ring of one lies inside the other, of those that are `asked` for.
    pub(super) fn inside(&self, asked: impl Fn(u32, u32) -> bool + Sync) -> Vec<(u32, u32)> {
        let tree = self.boxes();
        let find = |unit: u32| {
            let mut found = Vec::new();
            for ring in self.unit_rings[unit as usize]..self.unit_rings[unit as usize + 1] {
                let corner = self.ring_corners[ring as usize];
                let place = self.place(corner);
                let boxes =
                    tree.locate_in_envelope_intersecting(AABB::from_point([place.x, place.y]));
                for around in boxes.map(|found| found.data) {
                    if around != unit && asked(corner, around) && self.holds(around, place) {
                        found.push((unit.min(around), unit.max(around)));
                    }
                }
            }
            found
        };
        (0..self.n() as u32)
            .into_par_iter()
            .flat_map_iter(find)
            .collect()
    }

    pub(super) fn place(&self, corner: u32) -> Coord {
        self.vertices[self.vertex(corner) as usize]
    }

    /// Whether a place off the unit's boundary lies inside: a ray to the right crosses its rings an odd number of times.
    fn holds(&self, unit: u32, place: Coord) -> bool {
        let crossed = |corner: &u32| {
            let (a, b) = self.line(*corner);
            (a.y > place.y) != (b.y > place.y)
                && place.x < a.x + (place.y - a.y) / (b.y - a.y) * (b.x - a.x)
        };
        self.corners(unit as usize).filter(crossed).count() % 2 == 1
    }
}

/// Share of an edge that its stretches, ascending, cover together.
fn covered(stretches: &[Sight]) -> f64 {
    let mut reached = 0.0;
    let mut total = 0.0;
    for Sight {
        stretch: (from, to),
        ..
    } in stretches
    {
        total += (to - from.max(reached)).max(0.0);
        reached = to.max(reached);
    }
    total
}

#[cfg(test)]
mod tests {
    use super::super::lattice;
    use super::*;
    use crate::base::model::Measure;
    use geo::{MapCoords, MultiPolygon};

    const SIDES: usize = 5 * 5 + 6 * 4;
    const CORNERS: usize = 2 * 4 * 5;

    /// 5 rows of 6 squares of 1 km, standing apart by `gap` metres (below 0 they overlap).
    fn borders(gap: f64, snap: f64) -> Vec<Border> {
        Coverage::build(&kilometres(gap), Measure::Planar).borders_within(snap)
    }

    fn kilometres(gap: f64) -> Vec<MultiPolygon<f64>> {
        let cells = lattice::spaced(5, 6, 1.0 - gap / 1000.0);
        cells
            .iter()
            .map(|cell| cell.map_coords(|c| c * 1000.0))
            .collect()
    }

    fn count(borders: &[Border]) -> (usize, usize) {
        (
            borders.len(),
            borders.iter().filter(|border| border.edge).count(),
        )
    }

    #[test]
    fn gaps_and_overlaps_within_reach_are_borders() {
        for gap in [10.0, -10.0, 3.0, -24.0] {
            let found = borders(gap, 25.0);
            let corners = if gap.hypot(gap) <= 25.0 || gap < 0.0 {
                CORNERS
            } else {
                0
            };
            assert_eq!(count(&found), (SIDES + corners, SIDES), "gap {gap}");
            for border in found.iter().filter(|border| border.edge) {
                assert!(
                    (border.length_m - (1000.0 - gap)).abs() < 1e-6,
                    "{border:?}"
                );
            }
        }
    }

    #[test]
    fn gaps_beyond_reach_are_not() {
        assert_eq!(count(&borders(10.0, 5.0)), (0, 0));
        assert_eq!(count(&borders(20.0, 25.0)), (SIDES, SIDES));
    }

    #[test]
    fn clean_borders_stay_as_they_are() {
        let exact = borders(0.0, 0.0);
        assert_eq!(count(&exact), (SIDES + CORNERS, SIDES));
        assert_eq!(borders(0.0, 25.0), exact);
    }

    #[test]
    fn metres_are_metres_on_the_ellipsoid() {
        let degrees = |gap: f64| -> Vec<_> {
            kilometres(gap)
                .iter()
                .map(|cell| {
                    cell.map_coords(|c| Coord {
                        x: 121.0 + c.x / 110_000.0,
                        y: -9.0 + c.y / 110_600.0,
                    })
                })
                .collect()
        };
        let found =
            |snap| count(&Coverage::build(&degrees(10.0), Measure::Geodesic).borders_within(snap));
        assert_eq!(found(25.0), (SIDES + CORNERS, SIDES));
        assert_eq!(found(12.0), (SIDES, SIDES));
        assert_eq!(found(9.0), (0, 0));
    }

    #[test]
    fn a_border_cut_at_different_vertices_is_found() {
        let long = lattice::rectangle(0.0, 0.0, 200.0, 100.0);
        let above = [
            lattice::rectangle(0.0, 100.0, 80.0, 200.0),
            lattice::rectangle(80.0, 100.0, 200.0, 200.0),
        ];
        let [first, second] = above;
        let found = Coverage::build(&[long, first, second], Measure::Planar).borders_within(5.0);
        let lengths: Vec<_> = found
            .iter()
            .map(|border| (border.a, border.b, border.length_m))
            .collect();
        assert_eq!(lengths, [(0, 1, 80.0), (0, 2, 120.0), (1, 2, 100.0)]);
    }

    #[test]
    fn a_unit_inside_another_is_its_neighbour() {
        let found = |inner| {
            let outer = lattice::rectangle(0.0, 0.0, 1000.0, 1000.0);
            count(&Coverage::build(&[inner, outer], Measure::Planar).borders_within(5.0))
        };
        assert_eq!(
            found(lattice::rectangle(400.0, 400.0, 500.0, 500.0)),
            (1, 0)
        );
        assert_eq!(
            found(lattice::rectangle(1400.0, 400.0, 1500.0, 500.0)),
            (0, 0)
        );
    }
}
