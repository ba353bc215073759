//! Measures of inequality of n amounts, each of a unit that stands for some people.

use super::concentration::concentration;
use super::sum;
use crate::error::{Error, Result};

/// A measure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Measure {
    /// Half the mean difference of two people over the mean (Gini 1912).
    Gini,
    /// Mean of r ln r, with r an amount over the mean (Theil 1967).
    TheilT,
    /// Mean of -ln r: the mean log deviation (Theil 1967).
    TheilL,
    /// Share of the mean that equality would not need, at an aversion above 0 (Atkinson 1970, doi:10.1016/0022-0531(70)90039-6).
    Atkinson(f64),
    /// Standard deviation over the mean; of regions weighted by people it is the index of Williamson (1965).
    Cv,
    /// Its square, which is twice the generalised entropy of order 2.
    SquaredCv,
}

/// Why a measure has no value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Undefined {
    /// No unit has both a value and people.
    Empty,
    /// Everybody has 0, so that nothing is there to be shared.
    Nothing,
    /// Somebody has 0, whose logarithm or negative power there is none of.
    Zeros,
}

impl Undefined {
    /// In words.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Empty => "no unit has a value and people",
            Self::Nothing => "every value is 0",
            Self::Zeros => "some values are 0, for which it is not defined",
        }
    }
}

impl Measure {
    /// Its word in tables, without the aversion.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Gini => "gini",
            Self::TheilT => "theil-t",
            Self::TheilL => "theil-l",
            Self::Atkinson(_) => "atkinson",
            Self::Cv => "cv",
            Self::SquaredCv => "squared-cv",
        }
    }

    /// The aversion of Atkinson.
    pub fn epsilon(self) -> Option<f64> {
        match self {
            Self::Atkinson(epsilon) => Some(epsilon),
            _ => None,
        }
    }

    /// Whether one unit with 0 leaves it without a value.
    pub fn forbids_zeros(self) -> bool {
        match self {
            Self::TheilL => true,
            Self::Atkinson(epsilon) => epsilon >= 1.0,
            _ => false,
        }
    }

    /// Its value for n amounts `x` from 0 up and n weights `w` from 0 up (see [`check`]); a unit of weight 0 does not count.
    ///
    /// Zeros: r ln r is 0 at 0, so that Gini, Theil T, the coefficient of variation and Atkinson below an aversion of 1 take them;
    /// Theil L and Atkinson from 1 up are not defined where somebody has 0. Nobody is left out for it.
    ///
    /// O(n log n) for Gini, else O(n).
    ///
    /// # Errors
    /// Why there is none.
    pub fn of(self, x: &[f64], w: &[f64]) -> std::result::Result<f64, Undefined> {
        let there = || x.iter().zip(w).filter(|(_, w)| **w > 0.0);
        if there().next().is_none() {
            return Err(Undefined::Empty);
        }
        let (people, amount) = totals(x, w);
        if amount <= 0.0 {
            return Err(Undefined::Nothing);
        }
        if self.forbids_zeros() && there().any(|(x, _)| *x == 0.0) {
            return Err(Undefined::Zeros);
        }
        let mean = amount / people;
        // with r - 1 taken off, which is 0 in the mean, no term is below 0 and little is lost where all are nearly alike
        let over = |term: fn(f64) -> f64| sum(there().map(|(x, w)| w * term(x / mean))) / people;
        Ok(match self {
            Self::Gini => concentration(x, w, x, false).unwrap_or(0.0).max(0.0),
            Self::TheilT => over(|r| if r > 0.0 { r * r.ln() - (r - 1.0) } else { 1.0 }).max(0.0),
            Self::TheilL => over(|r| (r - 1.0) - r.ln()).max(0.0),
            Self::Atkinson(epsilon) => 1.0 - equal(x, w, epsilon).unwrap_or(mean) / mean,
            Self::SquaredCv => over(|r| (r - 1.0) * (r - 1.0)),
            Self::Cv => over(|r| (r - 1.0) * (r - 1.0)).sqrt(),
        })
    }
}

/// Sums of weights, and of weighted amounts.
pub(super) fn totals(x: &[f64], w: &[f64]) -> (f64, f64) {
    let amount = sum(x.iter().zip(w).map(|(x, w)| x * w));
    (sum(w.iter().copied()), amount)
}

/// The amount that would be as good for all as what they have, at an aversion; `None` without people.
pub(super) fn equal(x: &[f64], w: &[f64], epsilon: f64) -> Option<f64> {
    let people = sum(w.iter().copied());
    let greatest = x.iter().copied().fold(0.0, f64::max);
    if people <= 0.0 || greatest <= 0.0 {
        return (people > 0.0).then_some(0.0);
    }
    let there = || x.iter().zip(w).filter(|(_, w)| **w > 0.0);
    if epsilon == 1.0 {
        let mean = sum(there().map(|(x, w)| w * (x / greatest).ln())) / people;
        return Some(greatest * mean.exp());
    }
    let power = 1.0 - epsilon;
    let mean = sum(there().map(|(x, w)| w * (x / greatest).powf(power))) / people;
    Some(greatest * mean.powf(1.0 / power))
}

/// Checks n amounts and n weights: all finite, none below 0.
///
/// # Errors
/// The first that is not, with its 1-based position as row.
pub fn check(x: &[f64], w: &[f64]) -> Result<()> {
    let good = |v: &f64| v.is_finite() && *v >= 0.0;
    if let Some(i) = x.iter().position(|v| !good(v)) {
        return Err(Error::input(format!("inequality is measured of amounts from 0 up, and this is {}", x[i]))
            .row(i + 1)
            .remedy("correct it or leave the cell empty; a loss or a debt has no share of a total, so that a column with such values needs another measure"));
    }
    if let Some(i) = w.iter().position(|v| !good(v)) {
        return Err(Error::input(format!(
            "a weight is a number from 0 up, and this is {}",
            w[i]
        ))
        .row(i + 1)
        .remedy("leave unknown weights empty"));
    }
    Ok(())
}
