//! Estimates changed so that they add up to a published figure, to its last digit.

use crate::error::{Error, Result};

/// How what is missing is shared out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// All estimates times one factor.
    Ratio,
    /// The same number added to all.
    Difference,
    /// Most to the least sure: by weight and mean squared error (Wang, Fuller and Qu 2008).
    Mse,
}

impl How {
    /// The machine word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ratio => "ratio",
            Self::Difference => "difference",
            Self::Mse => "mse",
        }
    }
}

/// n estimates of one group whose weighted mean is `published`; `mse` is read for [`How::Mse`] alone.
///
/// The sum of weights times estimates is `published` times the sum of weights: the same double where the estimates can tell it apart, as they can
/// where weights are 1, else off by less than the last digit of one estimate. The factor is the published mean over that of the estimates.
///
/// # Errors
/// Weights below 0 or all 0; a ratio to estimates that sum to 0; values that are not finite.
pub fn benchmarked(
    estimates: &[f64],
    weights: &[f64],
    mse: &[f64],
    published: f64,
    how: How,
) -> Result<(Vec<f64>, f64)> {
    let finite = |all: &[f64]| all.iter().all(|x| x.is_finite());
    let whole = exact(weights.iter().map(|&w| (w, 1.0)));
    if !(finite(estimates)
        && finite(weights)
        && weights.iter().all(|w| *w >= 0.0)
        && whole > 0.0
        && published.is_finite())
    {
        return Err(Error::input("estimates cannot be made to meet the published figure: a weight is below 0 or missing, or all are 0")
            .remedy("name a column of weights, such as the population, that is there for every area"));
    }
    let pairs = |values: &[f64]| exact(weights.iter().copied().zip(values.iter().copied()));
    let now = pairs(estimates) / whole;
    let factor = published / now;
    let short = published - now;
    let mut made: Vec<f64> = match how {
        How::Ratio if now == 0.0 && published != 0.0 => {
            return Err(Error::input(
                "no factor brings estimates that sum to 0 to the published figure",
            )
            .remedy("ask for the difference instead of the ratio"));
        }
        How::Ratio if now == 0.0 => estimates.to_vec(),
        How::Ratio => estimates.iter().map(|e| e * factor).collect(),
        How::Difference => estimates.iter().map(|e| e + short).collect(),
        How::Mse => {
            let share: f64 = exact(weights.iter().zip(mse).map(|(w, m)| (w * w, *m)));
            if !(finite(mse) && share > 0.0) {
                return Err(Error::input(
                    "no estimate has a mean squared error to share the difference by",
                )
                .remedy("ask for the ratio or the difference"));
            }
            let part = |((e, w), m): ((&f64, &f64), &f64)| e + short * whole * w * m / share;
            estimates.iter().zip(weights).zip(mse).map(part).collect()
        }
    };
    settle(&mut made, weights, published * whole);
    Ok((made, factor))
}

/// Takes what rounding left from the estimate whose last digit counts least, until the sum rounds to the target or no last digit brings it
/// nearer.
fn settle(made: &mut [f64], weights: &[f64], target: f64) {
    let step = |i: usize, made: &[f64]| weights[i] * (made[i].next_up() - made[i]);
    let mut order: Vec<usize> = (0..made.len()).filter(|&i| weights[i] > 0.0).collect();
    order.sort_by(|&a, &b| step(b, made).total_cmp(&step(a, made)).then(a.cmp(&b)));
    let finest = order.split_off(order.len().saturating_sub(16));
    for _ in 0..4 {
        for &i in &finest {
            let pairs = || weights.iter().copied().zip(made.iter().copied());
            if exact(pairs()) == target {
                return;
            }
            let left = exact(pairs().chain([(-1.0, target)]));
            made[i] -= left / weights[i];
        }
    }
}

/// The sum of products, rounded about once: errors of products and sums are carried along (Ogita, Rump and Oishi 2005).
pub fn exact(pairs: impl Iterator<Item = (f64, f64)>) -> f64 {
    let (mut high, mut low) = (0.0_f64, 0.0_f64);
    for (a, b) in pairs {
        let product = a * b;
        let lost = a.mul_add(b, -product);
        let sum = high + product;
        let back = sum - high;
        low += (high - (sum - back)) + (product - back) + lost;
        high = sum;
    }
    high + low
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    const ESTIMATES: [f64; 3] = [10.0, 20.0, 40.0];

    #[test]
    fn each_way_meets_the_total() {
        let even = [1.0; 3];
        let (ratio, factor) = benchmarked(&ESTIMATES, &even, &[], 28.0, How::Ratio).unwrap();
        assert_eq!(ratio, [12.0, 24.0, 48.0]);
        assert!((factor - 1.2).abs() < 1e-15);
        let (difference, _) = benchmarked(&ESTIMATES, &even, &[], 28.0, How::Difference).unwrap();
        for (made, wanted) in difference.iter().zip([44.0 / 3.0, 74.0 / 3.0, 134.0 / 3.0]) {
            assert!((made - wanted).abs() < 1e-12);
        }
        let (mse, _) = benchmarked(&ESTIMATES, &even, &[1.0, 1.0, 2.0], 28.0, How::Mse).unwrap();
        assert_eq!(mse, [13.5, 23.5, 47.0]);
    }

    #[test]
    fn what_cannot_be_met() {
        assert!(benchmarked(&[0.0, 0.0], &[1.0, 1.0], &[], 2.0, How::Ratio).is_err());
        assert!(benchmarked(&[1.0], &[0.0], &[], 2.0, How::Ratio).is_err());
        assert!(benchmarked(&[1.0], &[1.0], &[0.0], 2.0, How::Mse).is_err());
        let (nothing, _) = benchmarked(&[0.0, 0.0], &[1.0, 1.0], &[], 0.0, How::Ratio).unwrap();
        assert_eq!(nothing, [0.0, 0.0]);
    }

    proptest! {
        #[test]
        fn sums_are_exact(
            rows in prop::collection::vec((0.1..90.0_f64, 1.0..50_000.0_f64, 0.01..4.0_f64), 1..40),
            published in 0.5..60.0_f64,
            which in 0..3_usize,
        ) {
            let how = [How::Ratio, How::Difference, How::Mse][which];
            let e: Vec<f64> = rows.iter().map(|r| r.0).collect();
            let w: Vec<f64> = rows.iter().map(|r| r.1.round()).collect();
            let m: Vec<f64> = rows.iter().map(|r| r.2).collect();
            let (made, _) = benchmarked(&e, &w, &m, published, how).unwrap();
            let whole: f64 = w.iter().sum();
            let off = (exact(w.iter().copied().zip(made.iter().copied())) - published * whole).abs();
            let steps = w.iter().zip(&made).map(|(w, e)| w * (e.next_up() - e));
            prop_assert!(off <= steps.fold(f64::INFINITY, f64::min));
            let even = vec![1.0; e.len()];
            let positive = published + 40.0;
            let (made, _) = benchmarked(&e, &even, &m, positive, How::Ratio).unwrap();
            let sum = exact(even.iter().copied().zip(made.iter().copied()));
            prop_assert_eq!(sum, positive * e.len() as f64);
        }
    }
}
