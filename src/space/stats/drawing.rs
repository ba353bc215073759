//! Moments of a product of two lags whose neighbours are drawn without replacement.

use super::column::above_noise;
use super::weights::Weights;

/// Two columns that are drawn together.
pub(super) struct Drawing<'a> {
    x: &'a [f64],
    y: &'a [f64],
    /// Sums over all units of x^a y^b, a and b up to 2.
    sums: [[f64; 3]; 3],
}

/// A power of x and one of y.
type Powers = [usize; 2];
const X: Powers = [1, 0];
const Y: Powers = [0, 1];

impl<'a> Drawing<'a> {
    pub(super) fn new(x: &'a [f64], y: &'a [f64]) -> Self {
        let mut sums = [[0.0; 3]; 3];
        for (&x, &y) in x.iter().zip(y) {
            for (a, row) in sums.iter_mut().enumerate() {
                for (b, sum) in row.iter_mut().enumerate() {
                    *sum += power(x, a) * power(y, b);
                }
            }
        }
        Self { x, y, sums }
    }

    /// Expectation and variance of lag x times lag y of unit i, its neighbours drawn from the other units.
    pub(super) fn product_of_lags(&self, weights: &Weights<'_>, i: usize) -> (f64, f64) {
        let mut powers = [0.0; 5];
        for (_, w) in weights.row(i) {
            for (p, sum) in powers.iter_mut().enumerate() {
                *sum += w.powi(p as i32);
            }
        }
        let others: [[f64; 3]; 3] = std::array::from_fn(|a| {
            std::array::from_fn(|b| self.sums[a][b] - power(self.x[i], a) * power(self.y[i], b))
        });
        let mean = |items: &[Powers]| {
            let mut sum = 0.0;
            partitions(items, &mut Vec::new(), &mut |blocks| {
                // k neighbours fill no more than k blocks
                if blocks.len() as f64 <= powers[0] {
                    let weight = distinct(blocks, &|[a, b]| powers[a + b]);
                    let drawn = distinct(blocks, &|[a, b]| others[a][b]);
                    let choices: f64 = (0..blocks.len()).map(|t| others[0][0] - t as f64).product();
                    sum += weight * drawn / choices;
                }
            });
            sum
        };
        let expected = mean(&[X, Y]);
        let square = mean(&[X, X, Y, Y]);
        (expected, above_noise(square - expected * expected, square))
    }
}

fn power(value: f64, exponent: usize) -> f64 {
    match exponent {
        0 => 1.0,
        1 => value,
        _ => value * value,
    }
}

/// Calls `each` with every way to put the items into blocks; a block is the sum of its powers.
fn partitions(items: &[Powers], blocks: &mut Vec<Powers>, each: &mut impl FnMut(&[Powers])) {
    let Some((&[a, b], rest)) = items.split_first() else {
        return each(blocks);
    };
    for t in 0..blocks.len() {
        let before = blocks[t];
        blocks[t] = [before[0] + a, before[1] + b];
        partitions(rest, blocks, each);
        blocks[t] = before;
    }
    blocks.push([a, b]);
    partitions(rest, blocks, each);
    blocks.pop();
}

/// Sum over distinct places of the product of one number for each block, given the sum over all places of a block's numbers.
fn distinct(blocks: &[Powers], sum: &impl Fn(Powers) -> f64) -> f64 {
    let Some((&first, rest)) = blocks.split_first() else {
        return 1.0;
    };
    let mut total = sum(first) * distinct(rest, sum);
    let mut merged = [[0; 2]; 4];
    let merged = &mut merged[..rest.len()];
    merged.copy_from_slice(rest);
    for t in 0..rest.len() {
        merged[t] = [rest[t][0] + first[0], rest[t][1] + first[1]];
        total -= distinct(merged, sum);
        merged[t] = rest[t];
    }
    total
}
