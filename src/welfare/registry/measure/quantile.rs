//! Quantiles and deciles of people in bins, and what of a benefit reaches each decile.

use super::bins::Bin;

/// The value below which a share of the people lies, bins ascending; `None` without people.
///
/// It lies in the right bin, so it is off by at most the width of a bin, 4.4 percent; within the bin people are spread evenly over the logarithm.
pub fn quantile(bins: &[Bin], share: f64) -> Option<f64> {
    let total: f64 = bins.iter().map(|bin| bin.people).sum();
    let mut left = total * share;
    for bin in bins.iter().filter(|bin| bin.people > 0.0) {
        if left <= bin.people {
            let part = (left / bin.people).clamp(0.0, 1.0);
            return Some(match bin.low > 0.0 {
                true => bin.low * (bin.high / bin.low).powf(part),
                false => 0.0,
            });
        }
        left -= bin.people;
    }
    bins.iter()
        .rfind(|bin| bin.people > 0.0)
        .map(|bin| bin.high)
}

/// The deciles of people in k bins, ascending: for each bin the share of it that lies in each tenth. A bin over a limit is split by its people.
pub fn deciles(people: &[f64]) -> Vec<[f64; 10]> {
    let total: f64 = people.iter().sum();
    let mut below = 0.0;
    let mut shares = Vec::with_capacity(people.len());
    for &own in people {
        let mut share = [0.0; 10];
        if own > 0.0 {
            let (from, to) = (below / total * 10.0, (below + own) / total * 10.0);
            for (tenth, share) in (0..10).map(f64::from).zip(&mut share) {
                let overlap = to.min(tenth + 1.0) - from.max(tenth);
                *share = (overlap / (to - from)).clamp(0.0, 1.0);
            }
        }
        below += own;
        shares.push(share);
    }
    shares
}

/// What of k amounts, one a bin, lies in each tenth, and the sum of those in bins that a limit splits: no decile is further from the
/// truth than what of these lies in it and beside it.
pub fn incidence(shares: &[[f64; 10]], amounts: &[f64]) -> ([f64; 10], [f64; 10]) {
    let (mut found, mut open) = ([0.0; 10], [0.0; 10]);
    for (share, amount) in shares.iter().zip(amounts) {
        let split = share.iter().filter(|share| **share > 0.0).count() > 1;
        for tenth in 0..10 {
            found[tenth] += share[tenth] * amount;
            if split && share[tenth] > 0.0 {
                open[tenth] += amount * share[tenth].max(1.0 - share[tenth]);
            }
        }
    }
    (found, open)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn by_hand() {
        // thirty people: the tenth between them is split by people
        let shares = deciles(&[10.0, 20.0]);
        let third = 1.0 / 3.0;
        let near = |x: f64, y: f64| (x - y).abs() < 1e-12;
        assert!(
            near(shares[0][2], 0.3) && near(shares[0][3], third * 0.3),
            "{shares:?}"
        );
        assert!(near(shares[1][3], 0.1) && shares[1][2] == 0.0);
        let (found, open) = incidence(&shares, &[100.0, 0.0]);
        assert!(near(found[0], 30.0) && near(found[3], 10.0) && found[4] == 0.0);
        assert!(near(open[3], 90.0) && near(open[0], 70.0));
        assert_eq!(deciles(&[0.0]), [[0.0; 10]]);
    }

    #[test]
    fn quantiles_lie_in_their_bin() {
        let bins = [
            Bin::new(-1e9, 1.0, -5.0),
            Bin::new(200.0, 2.0, 2.0),
            Bin::new(210.0, 1.0, 1.0),
        ];
        assert_eq!(quantile(&bins, 0.2), Some(0.0));
        let median = quantile(&bins, 0.5).unwrap();
        assert!((median / (bins[1].low * bins[1].high).sqrt() - 1.0).abs() < 1e-12);
        assert!((quantile(&bins, 1.0).unwrap() / bins[2].high - 1.0).abs() < 1e-12);
        assert_eq!(quantile(&[], 0.5), None);
    }

    proptest! {
        #[test]
        fn amounts_are_kept(people in prop::collection::vec(0.0..50.0_f64, 1..40)) {
            let amounts: Vec<f64> = people.iter().map(|p| p * 3.0).collect();
            let shares = deciles(&people);
            let (found, _) = incidence(&shares, &amounts);
            let total: f64 = amounts.iter().sum();
            prop_assert!((found.iter().sum::<f64>() - total).abs() <= 1e-9 * total.max(1.0));
            for tenth in found {
                prop_assert!((tenth - total / 10.0).abs() <= 1e-9 * total.max(1.0));
            }
        }
    }
}
