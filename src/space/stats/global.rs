//! What every global statistic leaves: a value, tests in closed form, permutation tails.

use super::column::{above_noise, score};
use super::local::Alternative;
use super::permutation::Tails;
use statrs::function::erf::erfc;

/// A global statistic.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Global {
    /// Its word in tables.
    pub name: &'static str,
    /// Number of units, those without neighbours included.
    pub n: usize,
    /// The statistic.
    pub value: f64,
    /// Each value drawn by itself: from one normal distribution, or for join counts marked with the share of marked units (free
    /// sampling); `None` where there is no such form.
    pub normal: Option<Test>,
    /// The values shuffled over the units (for join counts nonfree sampling).
    pub randomised: Test,
    /// Permutation; `None` when none were asked for.
    pub permuted: Option<Tails>,
}

/// A test against the normal distribution.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Test {
    /// Expectation of the statistic.
    pub expected: f64,
    /// Its variance; 0 where no draw could change it.
    pub variance: f64,
    /// Standard score; `None` when the variance is 0.
    pub z: Option<f64>,
}

impl Test {
    pub(super) fn new(value: f64, expected: f64, variance: f64) -> Self {
        Self {
            expected,
            variance,
            z: score(value, expected, variance),
        }
    }

    /// A test from the expectation of the squared statistic.
    pub(super) fn from_square(value: f64, expected: f64, square: f64) -> Self {
        Self::new(
            value,
            expected,
            above_noise(square - expected * expected, square),
        )
    }

    /// p of an alternative under the normal distribution; `None` when the variance is 0.
    pub fn p(&self, alternative: Alternative) -> Option<f64> {
        self.z.map(|z| normal_p(z, alternative))
    }
}

/// p of a standard score.
pub(super) fn normal_p(z: f64, alternative: Alternative) -> f64 {
    let above = |z: f64| 0.5 * erfc(z / std::f64::consts::SQRT_2);
    match alternative {
        Alternative::TwoSided => erfc(z.abs() / std::f64::consts::SQRT_2),
        Alternative::Greater => above(z),
        Alternative::Less => above(-z),
        Alternative::Directed => above(z.abs()),
    }
}
