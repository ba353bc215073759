//! The Gini coefficient of people in bins: between what they have at least and at most.

use super::bins::Bin;

/// Least and greatest Gini of people in bins, ascending; `None` without people or amounts.
///
/// The least has everybody of a bin alike: 1 - sum of p_i (L_i + L_(i-1)), with p the shares of people and L the cumulative shares of
/// amounts. The greatest has everybody at a limit of the bin, which adds the sum of p_i^2 (m_i - a_i)(b_i - m_i) / (m (b_i - a_i)), with
/// m_i the mean of the bin, a and b its limits and m the mean of all (Gastwirth 1972, doi:10.2307/1937992). With 16 bins to a doubling the
/// two are at most 0.0109 apart, where all are in one bin, and far less where people are spread over many.
pub fn bounds(bins: &[Bin]) -> Option<[f64; 2]> {
    let people: f64 = bins.iter().map(|bin| bin.people).sum();
    let amount: f64 = bins.iter().map(|bin| bin.amount).sum();
    if people.min(amount).is_nan() || people.min(amount) <= 0.0 {
        return None;
    }
    let (mut below, mut area, mut within) = (0.0, 0.0, 0.0);
    for bin in bins.iter().filter(|bin| bin.people > 0.0) {
        let (p, share) = (bin.people / people, bin.amount / amount);
        area += p * (2.0 * below + share);
        below += share;
        let mean = bin.amount / bin.people;
        let spread = (mean - bin.low) * (bin.high - mean) / (bin.high - bin.low);
        // the one bin without width holds nothing
        if spread > 0.0 {
            within += p * p * spread / (amount / people);
        }
    }
    let least = (1.0 - area).max(0.0);
    Some([least, (least + within).min(1.0)])
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    fn bin(low: f64, high: f64, people: f64, amount: f64) -> Bin {
        Bin {
            low,
            high,
            people,
            amount,
        }
    }

    #[test]
    fn by_hand() {
        // half have 0, half have 10: between is all there is
        let two = [bin(0.0, 0.0, 3.0, 0.0), bin(10.0, 10.0, 3.0, 30.0)];
        assert_eq!(bounds(&two), Some([0.5, 0.5]));
        // one bin from 0 to 2 with mean 1: all alike, or half at 0 and half at 2
        assert_eq!(bounds(&[bin(0.0, 2.0, 4.0, 4.0)]), Some([0.0, 0.5]));
        assert_eq!(bounds(&[]), None);
        assert_eq!(bounds(&[bin(0.0, 0.0, 5.0, 0.0)]), None);
    }

    /// The Gini of values themselves.
    fn gini(values: &[f64]) -> f64 {
        let mut values = values.to_vec();
        values.sort_by(f64::total_cmp);
        let n = values.len() as f64;
        let total: f64 = values.iter().sum();
        let ranked: f64 = (1..).zip(&values).map(|(i, x)| f64::from(i) * x).sum();
        2.0 * ranked / (n * total) - (n + 1.0) / n
    }

    proptest! {
        #[test]
        fn the_true_one_lies_between(values in prop::collection::vec(1.0..1e6_f64, 1..200)) {
            let number = |x: f64| (x.ln() * 16.0 / std::f64::consts::LN_2 + 0.5).floor();
            let mut numbers: Vec<f64> = values.iter().map(|x| number(*x)).collect();
            numbers.sort_by(f64::total_cmp);
            numbers.dedup();
            let bins: Vec<Bin> = numbers
                .into_iter()
                .map(|own| {
                    let of = values.iter().filter(|x| number(**x) == own);
                    Bin::new(own, of.clone().count() as f64, of.sum())
                })
                .collect();
            let [least, greatest] = bounds(&bins).unwrap();
            let exact = gini(&values);
            prop_assert!(least <= exact + 1e-9 && exact <= greatest + 1e-9, "{least} {exact} {greatest}");
            prop_assert!(greatest - least < 0.0109);
        }
    }
}
