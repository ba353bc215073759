//! Fewer vertices, the same coverage.

use super::grid::Grid;
use super::{Coverage, metre};
use crate::input::geometry::faults;
use geo::algorithm::kernels::{Kernel, Orientation, RobustKernel};
use geo::{Coord, MultiPolygon};
use rayon::prelude::*;
use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap, HashSet};

/// In place of the two neighbours of a vertex: it stays, or it is gone.
const FIXED: [u32; 2] = [u32::MAX; 2];

impl Coverage {
    /// The n multipolygons with fewer vertices: borders stay shared vertex by vertex, no unit, part, hole or neighbour is lost.
    ///
    /// A vertex may go when every ring that has it comes from one of its two neighbours and goes to the other; all others are
    /// nodes and stay. Of these the one whose triangle with its neighbours is smallest goes first, as long as the root of the
    /// triangle's area is at most `tolerance` metres (layer units on a plane): Visvalingam and Whyatt 1993,
    /// doi:10.1179/000870493786962263, as in GEOS's coverage simplifier. It stays when the triangle holds another vertex of the
    /// coverage, or its neighbours have an edge already: so nothing that did not cross crosses, and rings keep three vertices.
    /// Equal areas are ordered by place, so that row order and threads do not show. The remaining vertices are bit-equal.
    ///
    /// A unit that comes out invalid all the same, as one can whose parts touch between vertices, keeps all its vertices.
    /// Tolerance 0 takes nothing away. About v log v in vertices.
    pub fn simplify(&self, tolerance: f64) -> Vec<MultiPolygon<f64>> {
        let mut whole = vec![false; self.n()];
        loop {
            let gone = self.thin(tolerance, &whole);
            let shape = |unit: usize| {
                let changed = self.corners(unit).any(|c| gone[self.vertex(c) as usize]);
                let shape = self.shape(unit, |vertex| gone[vertex as usize]);
                let broken = changed && !faults(&shape).is_empty();
                (shape, broken)
            };
            let units = (0..self.n()).into_par_iter();
            let (shapes, broken): (Vec<_>, Vec<bool>) = units.map(shape).unzip();
            if !broken.contains(&true) {
                return shapes;
            }
            for (whole, broken) in whole.iter_mut().zip(broken) {
                *whole |= broken;
            }
        }
    }

    /// Which vertices go; none of the units that stay `whole`.
    fn thin(&self, tolerance: f64, whole: &[bool]) -> Vec<bool> {
        if tolerance.is_nan() || tolerance <= 0.0 || self.vertices.is_empty() {
            return vec![false; self.vertices.len()];
        }
        let between: Vec<[u32; 2]> = (0..self.vertices.len() as u32)
            .into_par_iter()
            .map(|vertex| self.between(vertex, whole).unwrap_or(FIXED))
            .collect();
        let chords = (0..self.corner_vertex.len() as u32)
            .map(|corner| self.ends(corner))
            .filter(|&(a, b)| between[a as usize] == FIXED && between[b as usize] == FIXED)
            .map(|(a, b)| (a.min(b), a.max(b)))
            .collect();
        let mut by_place: Vec<u32> = (0..self.vertices.len() as u32).collect();
        by_place.par_sort_unstable_by_key(|&vertex| {
            let place = self.vertices[vertex as usize];
            (place.x.to_bits(), place.y.to_bits())
        });
        let mut ranks = vec![0; by_place.len()];
        for (rank, &vertex) in (0_u32..).zip(&by_place) {
            ranks[vertex as usize] = rank;
        }
        let mut thinning = Thinning {
            coverage: self,
            most: tolerance * tolerance,
            areas: vec![f64::INFINITY; between.len()],
            between,
            by_place,
            ranks,
            chords,
            places: Places::new(self),
            gone: vec![false; self.vertices.len()],
        };
        thinning.run();
        thinning.gone
    }

    /// The two neighbours of a vertex that is inside an arc: all rings pass it between the same two.
    fn between(&self, vertex: u32, whole: &[bool]) -> Option<[u32; 2]> {
        let mut found = None;
        for &corner in self.corners_at(vertex) {
            let (a, b) = (
                self.vertex(self.previous(corner)),
                self.vertex(self.next(corner)),
            );
            let ends = [a.min(b), a.max(b)];
            let other = found.is_some_and(|found| found != ends);
            if other || a == b || a == vertex || whole[self.unit(corner) as usize] {
                return None;
            }
            found = Some(ends);
        }
        found
    }
}

/// Area bits, then the rank of the place: the least goes first.
type Turn = Reverse<(u64, u32)>;

struct Thinning<'a> {
    coverage: &'a Coverage,
    /// Greatest area that may go.
    most: f64,
    /// The neighbours of each vertex as they are now.
    between: Vec<[u32; 2]>,
    /// The area of the triangle each vertex makes with them.
    areas: Vec<f64>,
    /// Vertices in the order of their places, whatever the order of rows, and the rank of each.
    by_place: Vec<u32>,
    ranks: Vec<u32>,
    /// Edges between two fixed vertices.
    chords: HashSet<(u32, u32)>,
    places: Places,
    gone: Vec<bool>,
}

impl Thinning<'_> {
    fn run(&mut self) {
        let all = (0..self.between.len() as u32).into_par_iter();
        self.areas = all.clone().map(|vertex| self.area(vertex)).collect();
        let turns: Vec<Turn> = all.filter_map(|vertex| self.turn(vertex)).collect();
        let mut turns = BinaryHeap::from(turns);
        while let Some(Reverse((bits, rank))) = turns.pop() {
            let vertex = self.by_place[rank as usize];
            let [a, b] = self.between[vertex as usize];
            // what was said before its neighbours changed
            if self.areas[vertex as usize].to_bits() != bits || [a, b] == FIXED {
                continue;
            }
            if !self.may_go(a, vertex, b) {
                continue;
            }
            self.gone[vertex as usize] = true;
            self.between[vertex as usize] = FIXED;
            self.places.take_away(self.coverage, vertex, &self.gone);
            let fixed = [a, b].map(|end| self.between[end as usize] == FIXED);
            if fixed == [true, true] {
                self.chords.insert((a.min(b), a.max(b)));
            }
            for (end, other) in [(a, b), (b, a)] {
                let ends = &mut self.between[end as usize];
                if *ends == FIXED {
                    continue;
                }
                for neighbour in ends.iter_mut().filter(|n| **n == vertex) {
                    *neighbour = other;
                }
                self.areas[end as usize] = self.area(end);
                turns.extend(self.turn(end));
            }
        }
    }

    fn place(&self, vertex: u32) -> Coord {
        self.coverage.vertices[vertex as usize]
    }

    /// Area of the triangle in square metres, the same from either side; infinite for what stays.
    fn area(&self, vertex: u32) -> f64 {
        let [a, b] = self.between[vertex as usize];
        if [a, b] == FIXED {
            return f64::INFINITY;
        }
        let at = self.place(vertex);
        let (mx, my) = metre::per_unit(at.y, self.coverage.measure);
        let (to_a, to_b) = (self.place(a) - at, self.place(b) - at);
        (to_a.x * to_b.y - to_a.y * to_b.x).abs() / 2.0 * mx * my
    }

    fn turn(&self, vertex: u32) -> Option<Turn> {
        let area = self.areas[vertex as usize];
        let turn = (area.to_bits(), self.ranks[vertex as usize]);
        (area <= self.most).then_some(Reverse(turn))
    }

    /// Whether the edge from `a` to `b` is new and the triangle with `vertex` holds no other vertex.
    fn may_go(&self, a: u32, vertex: u32, b: u32) -> bool {
        let joined = |end: u32, other: u32| self.between[end as usize].contains(&other);
        !joined(a, b)
            && !joined(b, a)
            && !self.chords.contains(&(a.min(b), a.max(b)))
            && self.places.none_within(self.coverage, [a, vertex, b])
    }
}

/// The vertices that are still there, by cell.
struct Places {
    grid: Grid,
    cells: HashMap<(i32, i32), Vec<u32>>,
    left: usize,
    /// How many there were when the cells were made.
    made: usize,
}

impl Places {
    fn new(coverage: &Coverage) -> Self {
        let corners = coverage.corner_vertex.len() as u32;
        let edge = |corner| {
            let (a, b) = coverage.line(corner);
            (b.x - a.x).abs().max((b.y - a.y).abs())
        };
        let mean = (0..corners).map(edge).sum::<f64>() / f64::from(corners);
        let side = 2.0 * mean.max(f64::MIN_POSITIVE);
        let mut places = Self {
            grid: Grid {
                origin: coverage.vertices[0],
                cell: Coord { x: side, y: side },
            },
            cells: HashMap::new(),
            left: 0,
            made: 0,
        };
        places.fill(coverage, |_| true);
        places
    }

    fn cell(&self, at: Coord) -> (i32, i32) {
        (self.grid.column(at.x), self.grid.row(at.y))
    }

    fn fill(&mut self, coverage: &Coverage, there: impl Fn(usize) -> bool) {
        self.cells.clear();
        self.made = 0;
        for (vertex, &at) in coverage.vertices.iter().enumerate() {
            if there(vertex) {
                let cell = self.cell(at);
                self.cells.entry(cell).or_default().push(vertex as u32);
                self.made += 1;
            }
        }
        self.left = self.made;
    }

    /// When a quarter is left cells are made anew, twice as wide: triangles grow as vertices go.
    fn take_away(&mut self, coverage: &Coverage, vertex: u32, gone: &[bool]) {
        let cell = self.cell(coverage.vertices[vertex as usize]);
        if let Some(content) = self.cells.get_mut(&cell) {
            content.retain(|&other| other != vertex);
        }
        self.left -= 1;
        if self.left * 4 < self.made {
            self.grid.cell = self.grid.cell * 2.0;
            self.fill(coverage, |vertex| !gone[vertex]);
        }
    }

    /// Whether no vertex but its corners lies in or on a triangle; exact.
    fn none_within(&self, coverage: &Coverage, corners: [u32; 3]) -> bool {
        let [a, b, c] = corners.map(|vertex| coverage.vertices[vertex as usize]);
        let low = Coord {
            x: a.x.min(b.x).min(c.x),
            y: a.y.min(b.y).min(c.y),
        };
        let high = Coord {
            x: a.x.max(b.x).max(c.x),
            y: a.y.max(b.y).max(c.y),
        };
        let within = |vertex: u32| {
            let at = coverage.vertices[vertex as usize];
            if at.x < low.x || at.x > high.x || at.y < low.y || at.y > high.y {
                return false;
            }
            let sides = [(a, b), (b, c), (c, a)];
            let sides = sides.map(|(from, to)| RobustKernel::orient2d(from, to, at));
            let outside = sides.contains(&Orientation::Clockwise)
                && sides.contains(&Orientation::CounterClockwise);
            !outside && !corners.contains(&vertex)
        };
        let (first, last) = (self.cell(low), self.cell(high));
        (first.0..=last.0).all(|column| {
            (first.1..=last.1).all(|row| {
                let content = self.cells.get(&(column, row));
                !content.is_some_and(|content| content.iter().copied().any(within))
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Border, lattice};
    use super::*;
    use crate::base::model::Measure;
    use geo::{Area, CoordsIter, Validation};
    use proptest::prelude::*;

    fn built(cells: &[MultiPolygon<f64>]) -> Coverage {
        Coverage::build(cells, Measure::Planar)
    }

    fn pairs(borders: Vec<Border>) -> Vec<(u32, u32, bool)> {
        borders.iter().map(|b| (b.a, b.b, b.edge)).collect()
    }

    fn vertices(shapes: &[MultiPolygon<f64>]) -> usize {
        shapes.iter().map(CoordsIter::coords_count).sum()
    }

    /// Units of many shapes: wavy cells put together by label, with enclaves, lakes and several parts.
    fn country(labels: &[u32], waves: &[f64]) -> Vec<MultiPolygon<f64>> {
        let of: Vec<_> = labels
            .iter()
            .map(|&label| (label < 8).then_some(label))
            .collect();
        let mut units = built(&lattice::wavy(6, 6, 7, waves)).dissolve(&of, 8, 0.0);
        units.retain(|unit| !unit.0.is_empty());
        units
    }

    proptest! {
        #[test]
        fn no_unit_no_border_no_area_is_lost(labels in prop::collection::vec(0_u32..9, 36),
            waves in prop::collection::vec(-0.95..0.95_f64, 90), tolerance in 0.001..3.0_f64) {
            let units = country(&labels, &waves);
            let before = built(&units);
            let simple = before.simplify(tolerance);
            prop_assert_eq!(simple.len(), units.len());
            for (unit, shape) in units.iter().zip(&simple) {
                prop_assert!(shape.is_valid(), "{:?}", shape.validation_errors());
                prop_assert_eq!(shape.0.len(), unit.0.len());
                let holes = |shape: &MultiPolygon<f64>| shape.iter().map(|p| p.interiors().len()).collect::<Vec<_>>();
                prop_assert_eq!(holes(shape), holes(unit));
                prop_assert!(shape.signed_area() > 0.0);
            }
            let after = built(&simple);
            prop_assert_eq!(pairs(after.borders()), pairs(before.borders()));
            let all = vec![Some(0); units.len()];
            let whole = |coverage: &Coverage| coverage.dissolve(&all, 1, 0.0)[0].unsigned_area();
            let gone = before.vertices() - after.vertices();
            prop_assert!((whole(&after) - whole(&before)).abs() <= gone as f64 * tolerance * tolerance + 1e-9);
            let sum: f64 = simple.iter().map(Area::unsigned_area).sum();
            prop_assert!((sum - whole(&after)).abs() < 1e-9);
            prop_assert!(after.overlaps().is_empty());
            // rows the other way round
            let turned: Vec<_> = units.iter().rev().cloned().collect();
            let mut turned = built(&turned).simplify(tolerance);
            turned.reverse();
            prop_assert_eq!(turned, simple);
            prop_assert_eq!(before.simplify(0.0), units);
        }
    }

    #[test]
    fn small_triangles_go_first() {
        // bumps of 0.1 and 0.5 on a square of side 10
        let ring = [
            (0., 0.),
            (1., 0.1),
            (2., 0.),
            (5., 0.),
            (6., 0.5),
            (7., 0.),
            (10., 0.),
            (10., 10.),
            (0., 10.),
        ];
        let ring: Vec<Coord> = ring.map(Coord::from).to_vec();
        let unit = MultiPolygon::from(geo::Polygon::new(geo::LineString(ring), Vec::new()));
        let left =
            |tolerance| vertices(&built(std::slice::from_ref(&unit)).simplify(tolerance)) - 1;
        assert_eq!((left(0.1), left(0.3)), (9, 9));
        assert_eq!(left(0.4), 7, "the bump, then what is left on a line");
        assert_eq!(left(1.0), 4);
        assert_eq!(left(1e9), 3);
    }

    #[test]
    fn islands_and_enclaves_stay_triangles() {
        let mut around = lattice::rectangle(0.0, 0.0, 9.0, 9.0);
        let inner = lattice::rectangle(4.0, 4.0, 5.0, 5.0);
        around.0[0].interiors_push(inner.0[0].exterior().clone());
        let island = lattice::rectangle(20.0, 0.0, 21.0, 1.0);
        let simple = built(&[around, inner, island]).simplify(1e6);
        let counts: Vec<usize> = simple.iter().map(CoordsIter::coords_count).collect();
        assert_eq!(counts, [9, 4, 4]);
        assert!(simple.iter().all(Validation::is_valid));
    }

    #[test]
    fn two_borders_between_two_nodes_do_not_fall_together() {
        let unit = |ring: &[(f64, f64)]| {
            let ring = ring.iter().map(|&place| place.into()).collect();
            MultiPolygon::from(geo::Polygon::new(geo::LineString(ring), Vec::new()))
        };
        // a lens between two halves
        let lens = unit(&[(0., 0.), (5., -0.1), (10., 0.), (5., 0.1)]);
        let above = unit(&[(0., 0.), (5., 0.1), (10., 0.), (10., 5.), (0., 5.)]);
        let below = unit(&[(0., 0.), (0., -5.), (10., -5.), (10., 0.), (5., -0.1)]);
        let simple = built(&[lens, above, below]).simplify(100.0);
        assert_eq!(simple[0].coords_count(), 4);
        assert!(simple.iter().all(Validation::is_valid));
        assert_eq!(pairs(built(&simple).borders()).len(), 3);
    }

    #[test]
    fn metres_on_the_ellipsoid() {
        let bump = |metres: f64| {
            let y = metres / 110_600.0;
            let ring = [
                (120.0, 0.0),
                (120.001, -y),
                (120.002, 0.0),
                (120.002, 0.01),
                (120.0, 0.01),
            ];
            let ring: Vec<Coord> = ring.map(Coord::from).to_vec();
            MultiPolygon::from(geo::Polygon::new(geo::LineString(ring), Vec::new()))
        };
        // a triangle of 222.64 m by 10 m: 1,113 m2
        let left = |tolerance| {
            vertices(&Coverage::build(&[bump(10.0)], Measure::Geodesic).simplify(tolerance)) - 1
        };
        assert_eq!((left(33.0), left(33.7)), (5, 4));
    }
}
