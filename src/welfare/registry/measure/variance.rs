//! Standard errors of ratios under a sample design of strata and primary units.

use std::collections::BTreeMap;

/// What one primary unit adds to a ratio: sums of weighted numerators and denominators over its members in the domain.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Unit {
    /// Its stratum, by position.
    pub stratum: u32,
    /// Sum of weighted numerators.
    pub y: f64,
    /// Sum of weighted denominators.
    pub x: f64,
}

/// The standard error of sum y / sum x over a domain, by linearisation (Wolter 2007, section 6.2).
///
/// `units` are those with members in the domain, in any fixed order; `sizes` is the number of primary units in each stratum of the whole sample, since the others
/// of a stratum count with 0. With z = (y - R x) / sum x, the variance is the sum over strata of n / (n - 1) times the squared deviations of z from their mean;
/// primary units are taken as drawn with replacement. A stratum of one unit counts with its z^2, as `survey` does with `lonely.psu = "adjust"`. `None` where there is
/// nothing to divide by, and where one unit is all there is.
pub fn standard_error(units: &[Unit], sizes: &[u32]) -> Option<f64> {
    let (y, x) = units
        .iter()
        .fold((0.0, 0.0), |(y, x), unit| (y + unit.y, x + unit.x));
    let known = |stratum: u32| sizes.get(stratum as usize).copied().unwrap_or(0);
    let seen: BTreeMap<u32, u32> = units
        .iter()
        .map(|unit| (unit.stratum, known(unit.stratum)))
        .collect();
    if x.is_nan() || x <= 0.0 || seen.values().sum::<u32>() < 2 {
        return None;
    }
    let ratio = y / x;
    let mut sums: BTreeMap<u32, (f64, f64)> = BTreeMap::new();
    for unit in units {
        let z = (unit.y - ratio * unit.x) / x;
        let (sum, squares) = sums.entry(unit.stratum).or_default();
        *sum += z;
        *squares += z * z;
    }
    let part = |(stratum, (sum, squares)): (u32, (f64, f64))| {
        let n = f64::from(known(stratum));
        match n > 1.0 {
            true => n / (n - 1.0) * (squares - sum * sum / n).max(0.0),
            false => squares,
        }
    };
    Some(sums.into_iter().map(part).sum::<f64>().sqrt())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn unit(stratum: u32, y: f64, x: f64) -> Unit {
        Unit { stratum, y, x }
    }

    #[test]
    fn the_mean_of_a_simple_sample() {
        // units of size 1 in one stratum: s / sqrt(n), here sqrt(10 / 3) / 2
        let units = [1.0, 2.0, 3.0, 5.0].map(|y| unit(0, y, 1.0));
        let wanted = (8.75_f64 / 3.0).sqrt() / 2.0;
        assert!((standard_error(&units, &[4]).unwrap() - wanted).abs() < 1e-15);
    }

    #[test]
    fn a_ratio_in_two_strata_by_hand() {
        let units = [
            unit(0, 10.0, 4.0),
            unit(0, 6.0, 4.0),
            unit(1, 5.0, 2.0),
            unit(1, 3.0, 2.0),
        ];
        // R = 2, z = (2, -2, 1, -1) / 12; each stratum: 2 (z1^2 + z2^2)
        let wanted = ((2.0 * 8.0 + 2.0 * 2.0) / 144.0_f64).sqrt();
        assert!((standard_error(&units, &[2, 2]).unwrap() - wanted).abs() < 1e-15);
        // a domain that one unit of each stratum is in: the others count with 0
        let domain = [unit(0, 6.0, 4.0), unit(1, 6.0, 2.0)];
        // R = 2, z = (-2, 2) / 6, in strata of 2: 2 (z^2 - z^2 / 2) = z^2
        let wanted = (8.0 / 36.0_f64).sqrt();
        assert!((standard_error(&domain, &[2, 2]).unwrap() - wanted).abs() < 1e-15);
    }

    #[test]
    fn one_unit_is_no_sample() {
        assert_eq!(standard_error(&[unit(0, 1.0, 2.0)], &[1]), None);
        assert_eq!(standard_error(&[], &[]), None);
        assert_eq!(standard_error(&[unit(0, 0.0, 0.0); 2], &[2]), None);
    }
}
