//! Sums that are exact, so that neither the order of rows nor the number of threads shows in a bit.
//!
//! Each sum is a fixed-point number of 128 bits, a multiple of 2^-70; what does not fit there (values of 2^56 and more, digits below
//! 2^-70, sums that outgrow the number) goes to windows of 32 bits that are kept only where they are needed. This is the small
//! superaccumulator of Neal (2015, arXiv:1505.05571) with its middle held dense.

use polars::prelude::{InitHashMaps, PlHashMap};

/// The lowest digit of the dense part is 2 to this power.
const GRID: i32 = -70;
/// A mantissa of 53 bits is shifted at most this far in the dense part.
const WIDEST: i32 = 73;
/// Windows below and above the dense one; 2^-1074 lies in the lowest, 2^1023 below the highest.
const BELOW: i32 = 32;
const WINDOWS: usize = 72;

/// Many exact sums of finite numbers, each known by its position.
#[derive(Debug, Clone)]
pub struct Sums {
    dense: Vec<i128>,
    /// By position and window: a multiple of 2^(GRID + 32 window).
    far: PlHashMap<(usize, i32), i128>,
}

impl Default for Sums {
    fn default() -> Self {
        Self {
            dense: Vec::new(),
            far: PlHashMap::new(),
        }
    }
}

/// The mantissa with its sign and the power of two of its last digit.
#[inline(always)]
fn parts(x: f64) -> (i64, i32) {
    let bits = x.to_bits();
    let exponent = (bits >> 52 & 0x7FF) as i32;
    let hidden = i64::from(exponent != 0) << 52;
    let mantissa = (bits & 0xF_FFFF_FFFF_FFFF) as i64 | hidden;
    let sign = (bits as i64) >> 63;
    ((mantissa ^ sign) - sign, exponent.max(1) - 1075)
}

/// x as a multiple of 2^[`GRID`], and whether it is one that fits.
#[inline(always)]
fn fixed(x: f64) -> (i128, bool) {
    let (mantissa, exponent) = parts(x);
    let shift = exponent - GRID;
    let fits = (0..=WIDEST).contains(&shift) | (mantissa == 0);
    (i128::from(mantissa) << (shift & 127), fits)
}

impl Sums {
    /// Makes room for positions below `len`, each 0 at first.
    pub fn grow(&mut self, len: usize) {
        if len > self.dense.len() {
            self.dense.resize(len, 0);
        }
    }

    /// Adds rows `from..to` of k columns to the k sums from `position` on, and their numbers to `counts`; NaN is no value, and there is
    /// nothing infinite.
    #[inline]
    pub fn add(
        &mut self,
        position: usize,
        columns: &[&[f64]],
        (from, to): (usize, usize),
        counts: &mut [u64],
    ) {
        for (at, (column, count)) in columns.iter().zip(counts).enumerate() {
            let (mut total, mut there) = (0_i128, 0);
            for &x in &column[from..to] {
                // without a branch: whether a value is there is hard to foresee
                let is = !x.is_nan();
                there += u64::from(is);
                let (own, fits) = fixed(if is { x } else { 0.0 });
                let (sum, over) = total.overflowing_add(own);
                if fits && !over {
                    total = sum;
                } else {
                    self.add_far(position + at, parts(x));
                }
            }
            *count += there;
            self.put(position + at, total);
        }
    }

    /// Adds the sums of another set, each at the position that `to` gives it.
    pub fn merge(&mut self, other: &Self, to: impl Fn(usize) -> usize) {
        for (position, &sum) in other.dense.iter().enumerate() {
            self.put(to(position), sum);
        }
        for (&(position, window), &sum) in &other.far {
            *self.far.entry((to(position), window)).or_insert(0) += sum;
        }
    }

    /// The sum at `position`, rounded once to the nearest number, ties to even; infinite when it is too large.
    pub fn get(&self, position: usize) -> f64 {
        let dense = self.dense[position];
        let windows = -BELOW..WINDOWS as i32 - BELOW;
        let far = |window| self.far.get(&(position, window)).copied().unwrap_or(0);
        if self.far.is_empty() || windows.clone().all(|window| far(window) == 0) {
            // below 2^127, so that both steps are rounded as one
            return dense as f64 * 2.0_f64.powi(GRID);
        }
        let mut digits: Vec<i128> = windows.map(far).collect();
        let middle = BELOW as usize;
        digits[middle] += dense & 0xFFFF_FFFF_FFFF_FFFF;
        digits[middle + 2] += dense >> 64;
        rounded(&mut digits)
    }

    #[inline(always)]
    fn put(&mut self, position: usize, sum: i128) {
        let held = &mut self.dense[position];
        match held.checked_add(sum) {
            Some(sum) => *held = sum,
            None => self.outgrow(position, sum),
        }
    }

    /// Takes what is held out of the dense part, so that there is room for a sum.
    #[cold]
    fn outgrow(&mut self, position: usize, sum: i128) {
        let held = &mut self.dense[position];
        let (low, high) = (*held & 0xFFFF_FFFF_FFFF_FFFF, *held >> 64);
        *held = sum;
        *self.far.entry((position, 0)).or_insert(0) += low;
        *self.far.entry((position, 2)).or_insert(0) += high;
    }

    #[cold]
    fn add_far(&mut self, position: usize, (mantissa, exponent): (i64, i32)) {
        let above = exponent - GRID;
        let window = above.div_euclid(32);
        let piece = i128::from(mantissa) << above.rem_euclid(32);
        *self.far.entry((position, window)).or_insert(0) += piece;
    }
}

/// The nearest number to digits of base 2^32, the lowest worth 2^(GRID - 32 BELOW), each of any sign and size.
fn rounded(digits: &mut [i128]) -> f64 {
    let carry = |digits: &mut [i128]| {
        for i in 0..digits.len() - 1 {
            digits[i + 1] += digits[i] >> 32;
            digits[i] &= 0xFFFF_FFFF;
        }
    };
    carry(digits);
    let negative = digits.last().is_some_and(|&top| top < 0);
    if negative {
        digits.iter_mut().for_each(|digit| *digit = -*digit);
        carry(digits);
    }
    let Some(top) = digits.iter().rposition(|&digit| digit != 0) else {
        return 0.0;
    };
    // three digits hold 65 bits or more; what lies below them only breaks ties
    let low = top.saturating_sub(2);
    let head = digits[low..=top].iter().rev();
    let mut head = head.fold(0_u128, |head, &digit| head << 32 | digit as u128);
    head |= u128::from(digits[..low].iter().any(|&digit| digit != 0));
    let exponent = GRID + 32 * (low as i32 - BELOW);
    // in two steps, since 2^exponent alone may be below the least number
    let half = exponent / 2;
    let size = head as f64 * 2.0_f64.powi(half) * 2.0_f64.powi(exponent - half);
    if negative { -size } else { size }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn sum(values: &[f64]) -> f64 {
        let mut sums = Sums::default();
        sums.grow(1);
        sums.add(0, &[values], (0, values.len()), &mut [0]);
        sums.get(0)
    }

    /// Shewchuk's (1997) expansion, an exact sum by other means; no rounding of its own to the nearest.
    fn expansion(values: &[f64]) -> Vec<f64> {
        let mut partials: Vec<f64> = Vec::new();
        for &value in values {
            let mut x = value;
            let mut kept = Vec::new();
            for &y in &partials {
                let (large, small) = if x.abs() < y.abs() { (y, x) } else { (x, y) };
                let high = large + small;
                let low = small - (high - large);
                if low != 0.0 {
                    kept.push(low);
                }
                x = high;
            }
            kept.push(x);
            partials = kept;
        }
        partials
    }

    #[test]
    fn known_sums() {
        assert_eq!(sum(&[0.1; 10]), 1.0);
        assert_eq!(sum(&[1e100, 1.0, -1e100]), 1.0);
        assert_eq!(sum(&[1e-300, 1e300, -1e300]), 1e-300);
        assert_eq!(sum(&[1e15, 0.3, -1e15, f64::NAN]), 0.3);
        assert_eq!(sum(&[f64::MAX, f64::MAX]), f64::INFINITY);
        assert_eq!(sum(&[f64::MIN_POSITIVE / 4.0; 4]), f64::MIN_POSITIVE);
        assert_eq!(sum(&[]), 0.0);
        // half way between 2^53 and its upper neighbour, and a little more
        assert_eq!(
            sum(&[9_007_199_254_740_992.0, 1.0]),
            9_007_199_254_740_992.0
        );
        assert_eq!(
            sum(&[9_007_199_254_740_992.0, 1.0, 1e-200]),
            9_007_199_254_740_994.0
        );
        assert_eq!(sum(&[7e16; 3000]), 2.1e20);
    }

    #[test]
    fn sums_that_outgrow_the_dense_part() {
        let many = vec![7e16; 10_000];
        let mut values = many.clone();
        values.push(0.5);
        values.extend(many.iter().map(|x| -x));
        assert_eq!(sum(&values), 0.5);
    }

    proptest! {
        #[test]
        fn the_order_and_the_split_change_no_bit(
            values in prop::collection::vec(prop_oneof![
                -1e9..1e9_f64, -1.0..1.0_f64, prop::num::f64::NORMAL | prop::num::f64::SUBNORMAL | prop::num::f64::ZERO
            ], 0..60),
            cut in 0..60_usize,
        ) {
            let whole = sum(&values);
            let turned: Vec<f64> = values.iter().rev().copied().collect();
            prop_assert_eq!(whole.to_bits(), sum(&turned).to_bits());
            let cut = cut.min(values.len());
            let (mut one, mut other) = (Sums::default(), Sums::default());
            one.grow(1);
            other.grow(1);
            let values = [values.as_slice()];
            one.add(0, &values, (0, cut), &mut [0]);
            other.add(0, &values, (cut, values[0].len()), &mut [0]);
            one.merge(&other, |at| at);
            prop_assert_eq!(whole.to_bits(), one.get(0).to_bits());
        }

        #[test]
        fn nothing_is_left_when_the_exact_sum_is_taken_away(
            values in prop::collection::vec(prop_oneof![-1e9..1e9_f64, -1e-20..1e-20_f64, -1e200..1e200_f64], 1..40),
        ) {
            let mut partials = expansion(&values);
            // parts do not overlap and ascend, so that adding them rounds little
            let wanted: f64 = partials.iter().sum();
            let found = sum(&values);
            prop_assert!((found - wanted).abs() <= wanted.abs() * 4.0 * f64::EPSILON);
            let mut all = values;
            all.extend(partials.drain(..).map(|x| -x));
            prop_assert_eq!(sum(&all), 0.0);
        }
    }
}
