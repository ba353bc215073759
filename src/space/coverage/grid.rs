//! Which square cells a segment runs through.

use geo::Coord;

/// Cells of a plane, counted from an origin.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Grid {
    /// Corner of cell (0, 0).
    pub origin: Coord,
    /// Width and height of a cell.
    pub cell: Coord,
}

impl Grid {
    pub(super) fn column(&self, x: f64) -> i32 {
        floor((x - self.origin.x) / self.cell.x)
    }

    pub(super) fn row(&self, y: f64) -> i32 {
        floor((y - self.origin.y) / self.cell.y)
    }

    /// Calls `visit(column, row)` once for each cell that comes within `pad` (in x and in y) of the segment, and for few others.
    pub(crate) fn visit(
        &self,
        (a, b): (Coord, Coord),
        pad: Coord,
        mut visit: impl FnMut(i32, i32),
    ) {
        let (low, high) = if a.y <= b.y { (a, b) } else { (b, a) };
        let rows = self.row(low.y - pad.y)..=self.row(high.y + pad.y);
        let slope = (high.x - low.x) / (high.y - low.y);
        for row in rows.clone() {
            let (mut left, mut right) = (low.x.min(high.x), low.x.max(high.x));
            if rows.start() != rows.end() && high.y > low.y {
                // a millionth of a cell covers the rounding of the clip
                let slack = pad.y + self.cell.y * 1e-6;
                let floor = self.origin.y + f64::from(row) * self.cell.y - slack;
                let ceiling = floor + self.cell.y + 2.0 * slack;
                let enter = low.x + (floor.max(low.y).min(high.y) - low.y) * slope;
                let leave = low.x + (ceiling.min(high.y).max(low.y) - low.y) * slope;
                left = left.max(enter.min(leave) - self.cell.x * 1e-6);
                right = right.min(enter.max(leave) + self.cell.x * 1e-6);
            }
            for column in self.column(left - pad.x)..=self.column(right + pad.x) {
                visit(column, row);
            }
        }
    }
}

/// `f64::floor` is a library call on the baseline x86-64, and this is the innermost loop.
fn floor(value: f64) -> i32 {
    let cut = value as i32;
    cut.saturating_sub(i32::from(f64::from(cut) > value))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_point_of_the_segment_is_visited(a in (0.0..9.0, 0.0..9.0), b in (0.0..9.0, 0.0..9.0), t in 0.0..1.0,
            pad in 0.0..0.7, way in (-1.0..1.0, -1.0..1.0)) {
            let (a, b) = (Coord::from(a), Coord::from(b));
            let grid = Grid { origin: Coord { x: -1.0, y: -1.0 }, cell: Coord { x: 0.5, y: 0.8 } };
            let near = a + (b - a) * t + Coord::from(way) * pad;
            let cell = (grid.column(near.x), grid.row(near.y));
            let mut cells = Vec::new();
            grid.visit((a, b), Coord { x: pad, y: pad }, |x, y| cells.push((x, y)));
            prop_assert!(cells.contains(&cell));
            let count = cells.len();
            cells.sort_unstable();
            cells.dedup();
            prop_assert_eq!(cells.len(), count);
        }
    }

    #[test]
    fn a_diagonal_visits_few_cells() {
        let grid = Grid {
            origin: Coord::zero(),
            cell: Coord { x: 1.0, y: 1.0 },
        };
        let mut count = 0;
        grid.visit(
            (
                Coord::zero(),
                Coord {
                    x: 1000.0,
                    y: 1000.0,
                },
            ),
            Coord::zero(),
            |_, _| count += 1,
        );
        assert!(count < 4000);
    }
}
