//! A column fit for a spatial statistic: complete, finite, varying, as long as the graph.

use crate::error::{Error, Result};
use crate::space::graph::Graph;

/// A column less its mean.
#[derive(Debug)]
pub(super) struct Column {
    pub mean: f64,
    /// n deviations from the mean.
    pub z: Vec<f64>,
    /// Sum of their squares, above 0.
    pub squares: f64,
    /// The greatest of their sizes.
    pub reach: f64,
}

const FEWEST: usize = 4;
/// Fourth powers of greater numbers, or of the inverse, are beyond a float once they are added and multiplied.
const SCALE: f64 = 1e60;

impl Column {
    pub(super) fn new(y: &[f64], graph: &Graph) -> Result<Self> {
        let n = y.len();
        if n != graph.n() {
            return Err(Error::engine(format!(
                "{n} values for a graph of {} units",
                graph.n()
            )));
        }
        if n < FEWEST {
            return Err(Error::input(format!(
                "{n} units with a value are too few for a spatial statistic"
            ))
            .remedy(format!("give at least {FEWEST}")));
        }
        if let Some(i) = y.iter().position(|v| !v.is_finite()) {
            return Err(Error::input("a value is not a finite number")
                .row(i + 1)
                .remedy("leave the unit out, with its links"));
        }
        if graph.link_count() == 0 {
            return Err(Error::input("no unit has a neighbour")
                .remedy("raise snap, add sea links, or use nearest neighbours"));
        }
        let most = y.iter().fold(0.0_f64, |most, v| most.max(v.abs()));
        if most > SCALE {
            return Err(Error::input(format!(
                "the column's values reach {most:e}, and their squares are beyond calculation"
            ))
            .remedy("give the column in a greater unit, such as millions"));
        }
        let mean = y.iter().sum::<f64>() / n as f64;
        let z: Vec<f64> = y.iter().map(|v| v - mean).collect();
        let reach = z.iter().fold(0.0_f64, |most, d| most.max(d.abs()));
        if y.iter().all(|v| *v == y[0]) {
            return Err(Error::input("the column is constant")
                .remedy("name a column that differs between units"));
        }
        if reach <= 1e-13 * mean.abs() {
            return Err(Error::input(
                "the values differ in their last digits only, and calculation would lose them",
            )
            .remedy("subtract from the column what all values have in common"));
        }
        if reach < 1.0 / SCALE {
            return Err(Error::input(format!(
                "the column's values differ by {reach:e} at most, and the squares of that are beyond calculation"
            ))
            .remedy("give the column in a smaller unit"));
        }
        let squares = z.iter().map(|d| d * d).sum();
        Ok(Self {
            mean,
            z,
            squares,
            reach,
        })
    }

    /// Fourth moment over the square of the second, both with divisor n.
    pub(super) fn kurtosis(&self) -> f64 {
        let fourth: f64 = self.z.iter().map(|d| d.powi(4)).sum();
        self.z.len() as f64 * fourth / (self.squares * self.squares)
    }

    /// Mean of all units but i, as a deviation.
    fn others_mean(&self, i: usize) -> f64 {
        -self.z[i] / (self.z.len() - 1) as f64
    }

    /// Expectation and variance of a weighted sum of deviations drawn without replacement from all units but i,
    /// the weights having the sum `w1` and the sum of squares `w2` (Sokal et al. 1998).
    pub(super) fn conditional_moments(&self, i: usize, w1: f64, w2: f64) -> (f64, f64) {
        let others = (self.z.len() - 1) as f64;
        let mean = self.others_mean(i);
        let squares = above_noise(
            self.squares - self.z[i] * self.z[i] - others * mean * mean,
            self.squares,
        );
        drawn(others, mean, squares, w1, w2)
    }

    /// A deviation this near to 0 is noise of sums, and its side would depend on the last bit.
    pub(super) fn noise(&self) -> f64 {
        1e-12 * (self.squares / self.z.len() as f64).sqrt()
    }
}

/// Expectation and variance of a weighted sum drawn without replacement from `others` numbers of this mean and sum of squares about it.
pub(super) fn drawn(others: f64, mean: f64, squares: f64, w1: f64, w2: f64) -> (f64, f64) {
    let weights = above_noise(w2 - w1 * w1 / others, w2);
    (mean * w1, squares / (others - 1.0) * weights)
}

/// A difference of positive numbers no greater than `of`, 0 when only rounding is left of it.
pub(super) fn above_noise(difference: f64, of: f64) -> f64 {
    if difference > 1e-12 * of {
        difference
    } else {
        0.0
    }
}

/// Standard score; `None` where nothing varies.
pub(super) fn score(value: f64, expected: f64, variance: f64) -> Option<f64> {
    (variance > 0.0).then(|| (value - expected) / variance.sqrt())
}
