//! How evenly something is spread, and how much of the unevenness lies between regions.
//!
//! * [`measure`]: Gini, Theil T and L, Atkinson, the coefficient of variation, each with weights of people
//! * [`decompose`]: the same as a part between groups and a part within them
//! * [`concentration`]: who holds it, from the first to the last by another column; curves of Lorenz 1905 and of concentration
//!
//! Sums are exact ([`crate::welfare::registry::exact`]), so that neither the order of units nor a thread shows in a bit.

pub mod concentration;
pub mod decompose;
pub mod measure;
#[cfg(test)]
mod tests;

pub use concentration::{Curve, concentration, curve, thin};
pub use decompose::{Parts, Share, decompose};
pub use measure::{Measure, Undefined, check};

use crate::welfare::registry::exact::Sums;

/// An exact sum of finite numbers, rounded once.
pub(crate) fn sum(values: impl IntoIterator<Item = f64>) -> f64 {
    let values: Vec<f64> = values.into_iter().collect();
    let mut sums = Sums::default();
    sums.grow(1);
    sums.add(0, &values);
    sums.get(0)
}
