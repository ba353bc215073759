//! What is drawn where, coarsely: so that numbers stand where little is.

use super::rings::{Ring, UNITS};

/// Pixels of a cell.
const CELL: f64 = 2.0;

/// A sheet of cells that know how heavily they are drawn on.
#[derive(Debug, Clone)]
pub struct Ink {
    columns: usize,
    rows: usize,
    weights: Vec<f32>,
}

/// The same with sums, to be asked of boxes.
#[derive(Debug, Clone)]
pub struct Drawn {
    columns: usize,
    rows: usize,
    /// Sums over all cells above and left, one row and column more than there are cells.
    sums: Vec<f64>,
}

impl Ink {
    /// An empty sheet of pixels.
    pub fn new(size: [f64; 2]) -> Self {
        let [columns, rows] = size.map(|pixels| (pixels / CELL).ceil().max(1.0) as usize);
        Self {
            columns,
            rows,
            weights: vec![0.0; columns * rows],
        }
    }

    /// Cells whose middle lies in a shape are at least this heavy.
    pub fn fill(&mut self, rings: &[Ring], weight: f32) {
        let mut crossings: Vec<(usize, f64)> = Vec::new();
        let last = self.rows as f64 - 1.0;
        for ring in rings {
            let Some(&end) = ring.last() else { continue };
            let mut a = end.map(|u| f64::from(u) / UNITS / CELL);
            for &place in ring {
                let b = place.map(|u| f64::from(u) / UNITS / CELL);
                let (top, bottom) = (a[1].min(b[1]), a[1].max(b[1]));
                // rows whose middle lies between the ends, the lower one left out
                let first = (top - 0.5).ceil().max(0.0);
                let until = ((bottom - 0.5).ceil() - 1.0).min(last);
                let mut row = first;
                while row <= until {
                    let share = (row + 0.5 - a[1]) / (b[1] - a[1]);
                    crossings.push((row as usize, a[0] + share * (b[0] - a[0])));
                    row += 1.0;
                }
                a = b;
            }
        }
        crossings.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
        for pair in crossings.chunks_exact(2) {
            let (row, from, to) = (pair[0].0, pair[0].1, pair[1].1);
            let most = self.columns as f64;
            let from = (from - 0.5).ceil().clamp(0.0, most) as usize;
            let to = (to - 0.5).ceil().clamp(0.0, most) as usize;
            for weight_there in &mut self.weights[row * self.columns..][from..to.max(from)] {
                *weight_there = weight_there.max(weight);
            }
        }
    }

    /// Ready to be asked.
    pub fn drawn(&self) -> Drawn {
        let wide = self.columns + 1;
        let mut sums = vec![0.0; wide * (self.rows + 1)];
        for row in 0..self.rows {
            let mut along = 0.0;
            for column in 0..self.columns {
                along += f64::from(self.weights[row * self.columns + column]);
                sums[(row + 1) * wide + column + 1] = sums[row * wide + column + 1] + along;
            }
        }
        Drawn {
            columns: self.columns,
            rows: self.rows,
            sums,
        }
    }
}

impl Drawn {
    /// Mean weight of the cells in a box of pixels: low and high corner.
    pub fn mean(&self, low: [f64; 2], high: [f64; 2]) -> f64 {
        let cell = |pixel: f64, most: usize| (pixel / CELL).clamp(0.0, most as f64) as usize;
        let (left, top) = (cell(low[0], self.columns - 1), cell(low[1], self.rows - 1));
        let right = cell((high[0] / CELL).ceil() * CELL, self.columns).max(left + 1);
        let bottom = cell((high[1] / CELL).ceil() * CELL, self.rows).max(top + 1);
        let sum = |column: usize, row: usize| self.sums[row * (self.columns + 1) + column];
        let total = sum(right, bottom) + sum(left, top) - sum(left, bottom) - sum(right, top);
        total / ((right - left) * (bottom - top)) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_filled_is_heavy() {
        let mut ink = Ink::new([100.0, 60.0]);
        let square = |x: i32, y: i32, side: i32| {
            let [x, y, side] = [x, y, side].map(|pixels| pixels * UNITS as i32);
            vec![[x, y], [x, y + side], [x + side, y + side], [x + side, y]]
        };
        ink.fill(&[square(20, 20, 20), square(26, 26, 8)], 1.0);
        ink.fill(&[square(20, 20, 2)], 4.0);
        let drawn = ink.drawn();
        assert_eq!(drawn.mean([0.0, 0.0], [20.0, 20.0]), 0.0);
        assert_eq!(drawn.mean([20.0, 20.0], [22.0, 22.0]), 4.0);
        assert_eq!(drawn.mean([22.0, 22.0], [26.0, 26.0]), 1.0);
        assert_eq!(drawn.mean([26.0, 26.0], [34.0, 34.0]), 0.0, "a hole");
        // 100 cells less 16 of the hole, one of them four times as heavy
        assert_eq!(
            drawn.mean([20.0, 20.0], [40.0, 40.0]),
            (100.0 - 16.0 + 3.0) / 100.0
        );
        // off the sheet counts as its edge
        assert_eq!(drawn.mean([90.0, 50.0], [400.0, 400.0]), 0.0);
    }

    #[test]
    fn what_lies_off_the_sheet_is_cut() {
        let mut ink = Ink::new([10.0, 10.0]);
        ink.fill(
            &[vec![[-500, -500], [-500, 900], [900, 900], [900, -500]]],
            1.0,
        );
        assert_eq!(ink.drawn().mean([0.0, 0.0], [10.0, 10.0]), 1.0);
    }
}
