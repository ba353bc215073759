//! Splits a connected set of cells into connected parts of given relative sizes.

use super::hex::{DIRECTIONS, Hex};
use crate::demo::chance;
use rand::Rng;

/// Sizes of bends against the smallest, and their depth: villages, districts and regencies each need bends of their own size.
const BENDS: [(f64, f64); 3] = [(1.0, 0.9), (4.0, 0.8), (16.0, 0.7)];

/// The mesh with bent coordinates for each cell: straight cuts in them are winding lines on the map.
#[derive(Debug)]
pub struct Ground {
    /// The mesh.
    pub hex: Hex,
    wave: f64,
    bent: [Vec<[f32; 2]>; BENDS.len()],
    mark: Vec<u32>,
    stamp: u32,
}

impl Ground {
    /// Bends the coordinates of the land cells; `wave` is the size of the smallest bends in edge lengths.
    pub fn new(hex: Hex, land: &[u32], wave: f64) -> Self {
        let mut bent = BENDS.map(|_| vec![[0.0; 2]; hex.cells()]);
        for &cell in land {
            let [x, y] = hex.centre(cell);
            let mut point = [x, y];
            for (bent, (size, depth)) in bent.iter_mut().zip(BENDS) {
                let wave = size * wave;
                for (axis, salt) in [101, 202].into_iter().enumerate() {
                    let seed = hex.seed.wrapping_add(salt);
                    point[axis] += depth * wave * chance::fractal(seed, x / wave, y / wave, 3);
                }
                bent[cell as usize] = point.map(|x| x as f32);
            }
        }
        Self {
            hex,
            wave,
            bent,
            mark: vec![0; hex.cells()],
            stamp: 0,
        }
    }

    /// Parts in the order of `weights`, each connected, non-empty and ascending, about as large as its weight says. `cells` must be
    /// connected, ascending and at least as many as there are weights.
    pub fn split(&mut self, cells: Vec<u32>, weights: &[f64], rng: &mut impl Rng) -> Vec<Vec<u32>> {
        if weights.len() < 2 {
            return vec![cells];
        }
        let half = weights.len() / 2;
        let share = weights[..half].iter().sum::<f64>() / weights.iter().sum::<f64>();
        let count = ((cells.len() as f64 * share).round() as usize)
            .max(half)
            .min(cells.len() - (weights.len() - half));
        let (first, second) = self.cut(&cells, count, rng);
        let half = half
            .min(first.len())
            .max(weights.len().saturating_sub(second.len()));
        let mut parts = self.split(first, &weights[..half], rng);
        parts.extend(self.split(second, &weights[half..], rng));
        parts
    }

    /// Two connected parts, the first of about `count` cells, cut across the longer axis.
    fn cut(&mut self, cells: &[u32], count: usize, rng: &mut impl Rng) -> (Vec<u32>, Vec<u32>) {
        let [dx, dy] = self.axis(cells, rng);
        let width = (cells.len() as f64).sqrt();
        let fits = |&(size, _): &(f64, f64)| size * self.wave < 1.2 * width;
        let bent = &self.bent[BENDS.iter().rposition(fits).unwrap_or(0)];
        let key = |cell: u32| {
            let [x, y] = bent[cell as usize];
            (f64::from(x) * dx + f64::from(y) * dy, cell)
        };
        let order = |a: &(f64, u32), b: &(f64, u32)| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1));
        let mut keys: Vec<_> = cells.iter().map(|&cell| key(cell)).collect();
        let last = *keys.select_nth_unstable_by(count - 1, order).1;
        let low: Vec<u32> = cells
            .iter()
            .copied()
            .filter(|&cell| order(&key(cell), &last).is_le())
            .collect();
        // The largest piece of the low side is the first part; of what is left, all but the largest piece touch it.
        let first = self.pieces(&low).swap_remove(0);
        let rest = self.without(cells, &first);
        let second = self.pieces(&rest).swap_remove(0);
        (self.without(cells, &second), second)
    }

    /// The main direction of the cells, tilted a little by chance.
    fn axis(&self, cells: &[u32], rng: &mut impl Rng) -> [f64; 2] {
        let n = cells.len() as f64;
        let at = |cell: &u32| self.hex.centre(*cell);
        let mean = cells
            .iter()
            .map(at)
            .fold([0.0; 2], |sum, [x, y]| [sum[0] + x / n, sum[1] + y / n]);
        let (mut xx, mut xy, mut yy) = (0.0, 0.0, 0.0);
        for [x, y] in cells.iter().map(at) {
            let (x, y) = (x - mean[0], y - mean[1]);
            xx += x * x;
            xy += x * y;
            yy += y * y;
        }
        let spread = ((xx - yy) * (xx - yy) / 4.0 + xy * xy).sqrt();
        let top = (xx + yy) / 2.0 + spread;
        let (x, y) = if xx > yy {
            (top - yy, xy)
        } else {
            (xy, top - xx)
        };
        let length = (x * x + y * y).sqrt().max(1e-9);
        let tilt = chance::direction(rng);
        [x / length + 0.45 * tilt[0], y / length + 0.45 * tilt[1]]
    }

    /// Connected pieces, the largest first (the one of the lowest cell among equals), each ascending.
    pub fn pieces(&mut self, cells: &[u32]) -> Vec<Vec<u32>> {
        let (open, done) = (self.stamp + 1, self.stamp + 2);
        self.stamp = done;
        for &cell in cells {
            self.mark[cell as usize] = open;
        }
        let mut pieces: Vec<Vec<u32>> = Vec::new();
        for &start in cells {
            if self.mark[start as usize] != open {
                continue;
            }
            self.mark[start as usize] = done;
            let mut piece = vec![start];
            let mut next = 0;
            while let Some(&cell) = piece.get(next) {
                next += 1;
                for k in 0..DIRECTIONS {
                    let other = self.hex.neighbour(cell, k);
                    if self.mark[other as usize] == open {
                        self.mark[other as usize] = done;
                        piece.push(other);
                    }
                }
            }
            pieces.push(piece);
        }
        pieces.sort_by_key(|piece| std::cmp::Reverse(piece.len()));
        if let Some(largest) = pieces.first_mut() {
            largest.sort_unstable();
        }
        pieces
    }

    /// The cells that are not in `part`; both ascending.
    fn without(&mut self, cells: &[u32], part: &[u32]) -> Vec<u32> {
        self.stamp += 1;
        for &cell in part {
            self.mark[cell as usize] = self.stamp;
        }
        let is_out = |cell: &u32| self.mark[*cell as usize] != self.stamp;
        cells.iter().copied().filter(is_out).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn parts_are_connected_and_complete(seed in 0u64..1000, k in 1usize..40) {
            let hex = Hex { width: 40, height: 30, seed };
            let cells: Vec<u32> = (0..1200).filter(|&c| !hex.at_rim(c)).collect();
            let mut ground = Ground::new(hex, &cells, 9.0);
            let mut rng = chance::stream(seed, "test", 0);
            let weights: Vec<f64> = (0..k).map(|_| chance::between(&mut rng, 0.4, 2.0)).collect();
            let parts = ground.split(cells.clone(), &weights, &mut rng);
            prop_assert_eq!(parts.len(), k);
            for part in &parts {
                prop_assert_eq!(ground.pieces(part).len(), 1);
            }
            let mut all: Vec<u32> = parts.concat();
            all.sort_unstable();
            prop_assert_eq!(all, cells);
        }
    }
}
