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
    /// By position windows, and how many times 2^(GRID + 32 window) each holds.
    far: PlHashMap<usize, Vec<(i32, i128)>>,
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

/// The sum of some values as two numbers that are it exactly, and how many values there are; `None` where they are few or many, or where
/// two numbers do not hold it.
///
/// Each value is cut where the sum of what is above still fits a number, and what is left is cut once more so: ExtractVector of Rump,
/// Ogita and Oishi (2008, doi:10.1137/050645671), for at most 2^9 values. Where nothing is left then, both sums are exact. The loops are
/// over lanes that a processor works off at once.
#[inline]
fn halves(values: &[f64]) -> Option<([f64; 2], u64)> {
    const LANES: usize = 4;
    const DIGITS: u64 = 9;
    if values.len() < 4 * LANES || values.len() > 1 << DIGITS {
        return None;
    }
    let (lanes, rest) = values.as_chunks::<LANES>();
    let mut last = [f64::NAN; LANES];
    last[..rest.len()].copy_from_slice(rest);
    let lanes = || lanes.iter().chain([&last]);
    let mut most = [0.0_f64; LANES];
    for lane in lanes() {
        for (most, x) in most.iter_mut().zip(lane) {
            *most = if x.abs() > *most { x.abs() } else { *most };
        }
    }
    let most = most.iter().copied().fold(0.0, f64::max);
    // of powers of two that far from the ends both cuts are numbers
    let exponent = (most.to_bits() >> 52).max(500);
    if exponent > 1500 {
        return None;
    }
    let cut = f64::from_bits((exponent + 1 + DIGITS) << 52);
    let finer = f64::from_bits((exponent + 1 + 2 * DIGITS - 53) << 52);
    let (mut high, mut low) = ([0.0; LANES], [0.0; LANES]);
    let (mut there, mut left) = ([0; LANES], [0; LANES]);
    for lane in lanes() {
        for i in 0..LANES {
            let is = !lane[i].is_nan();
            let x = if is { lane[i] } else { 0.0 };
            let above = (x + cut) - cut;
            let below = x - above;
            let kept = (below + finer) - finer;
            high[i] += above;
            low[i] += kept;
            left[i] |= (below - kept).to_bits();
            there[i] += u64::from(is);
        }
    }
    let halves = [high, low].map(|half| half.iter().sum());
    left.iter()
        .all(|left| *left == 0)
        .then(|| (halves, there.iter().sum()))
}

impl Sums {
    /// Makes room for positions below `len`, each 0 at first.
    pub fn grow(&mut self, len: usize) {
        if len > self.dense.len() {
            self.dense.resize(len, 0);
        }
    }

    /// Adds values to the sum at `position`; how many there are. NaN is no value, and there is nothing infinite.
    #[inline]
    pub fn add(&mut self, position: usize, values: &[f64]) -> u64 {
        match halves(values) {
            Some((halves, there)) => {
                self.add_each(position, &halves);
                there
            }
            None => self.add_each(position, values),
        }
    }

    /// Adds values one by one; how many there are.
    #[inline]
    fn add_each(&mut self, position: usize, values: &[f64]) -> u64 {
        let (mut total, mut there) = (0_i128, 0);
        for &x in values {
            // without a branch: whether a value is there is hard to foresee
            let is = !x.is_nan();
            there += u64::from(is);
            let (own, fits) = fixed(if is { x } else { 0.0 });
            let (sum, over) = total.overflowing_add(own);
            if fits && !over {
                total = sum;
            } else {
                self.add_far(position, parts(x));
            }
        }
        self.put(position, total);
        there
    }

    /// Adds the sums of another set, each at the position that `to` gives it.
    pub fn merge(&mut self, other: &Self, to: impl Fn(usize) -> usize) {
        for (position, &sum) in other.dense.iter().enumerate() {
            self.put(to(position), sum);
        }
        for (&position, digits) in &other.far {
            for &(window, digit) in digits {
                self.put_far(to(position), window, digit);
            }
        }
    }

    /// The sum at `position`, rounded once to the nearest number, ties to even; infinite when it is too large.
    pub fn get(&self, position: usize) -> f64 {
        let dense = self.dense[position];
        let far = self.far.get(&position).map_or(&[][..], Vec::as_slice);
        if far.iter().all(|(_, digit)| *digit == 0) {
            // below 2^127, so that both steps are rounded as one
            return dense as f64 * 2.0_f64.powi(GRID);
        }
        let mut digits = vec![0; WINDOWS];
        for (window, digit) in far {
            digits[(window + BELOW) as usize] = *digit;
        }
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
        self.put_far(position, 0, low);
        self.put_far(position, 2, high);
    }

    #[cold]
    fn add_far(&mut self, position: usize, (mantissa, exponent): (i64, i32)) {
        // the zeros at its end count for nothing: without them it may fit yet
        let zeros = mantissa.trailing_zeros() as i32;
        let (mantissa, above) = (mantissa >> zeros, exponent + zeros - GRID);
        if (0..=WIDEST).contains(&above) {
            return self.put(position, i128::from(mantissa) << above);
        }
        let window = above.div_euclid(32);
        let piece = i128::from(mantissa) << above.rem_euclid(32);
        self.put_far(position, window, piece);
    }

    fn put_far(&mut self, position: usize, window: i32, piece: i128) {
        let digits = self.far.entry(position).or_default();
        match digits.iter_mut().find(|(own, _)| *own == window) {
            Some((_, digit)) => *digit += piece,
            None => digits.push((window, piece)),
        }
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
        sums.add(0, values);
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
    fn sums_of_many_that_two_numbers_do_not_hold() {
        let mut values = [1.0; 100];
        assert_eq!(halves(&values), Some(([100.0, 0.0], 100)));
        values[7] = f64::NAN;
        values[8] = 1.0 / 3.0;
        assert_eq!(halves(&values).map(|(_, there)| there), Some(99));
        values[9] = 1e-20 / 3.0;
        assert_eq!(halves(&values), None);
        values[9] = 1e300;
        assert_eq!(halves(&values), None);
        assert_eq!(halves(&[0.0; 513]), None);
        assert_eq!(halves(&[0.0; 512]), Some(([0.0; 2], 512)));
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
        fn two_numbers_are_the_sum_of_many(
            values in prop::collection::vec(prop_oneof![
                8 => -1e6..1e6_f64, 4 => (0..9_i32).prop_map(|x| f64::from(x) / 7.0), 1 => Just(f64::NAN), 1 => -1e-4..1e-4_f64,
            ], 0..700),
        ) {
            let mut plain = Sums::default();
            plain.grow(1);
            let there = plain.add_each(0, &values);
            if let Some((halves, counted)) = halves(&values) {
                prop_assert_eq!(there, counted);
                plain.add_each(0, &halves.map(|half| -half));
                prop_assert_eq!(plain.get(0), 0.0);
            }
        }

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
            one.add(0, &values[..cut]);
            other.add(0, &values[cut..]);
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
