//! Measures that follow from additive sums: no row is needed for them.
//!
//! * [`poverty`]: Foster, Greer and Thorbecke; [`multidimensional`]: Alkire and Foster
//! * [`bins`]: incomes in bins of equal ratio; [`gini`]: bounds; [`quantile`]: quantiles, deciles and who benefits in each
//! * [`targeting`]: undercoverage, leakage, the index of Coady, Grosh and Hoddinott, kappa
//! * [`variance`]: standard errors of ratios under a sample design

pub mod bins;
pub mod gini;
pub mod multidimensional;
pub mod poverty;
pub mod quantile;
pub mod targeting;
pub mod variance;

/// A ratio; missing where a part is, and where there is nothing to divide by.
pub fn ratio(part: f64, whole: f64) -> Option<f64> {
    let found = part / whole;
    (whole != 0.0 && found.is_finite()).then_some(found)
}
