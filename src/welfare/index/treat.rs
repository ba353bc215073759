//! Outliers brought in: moved to the next value, else the logarithm of the column.

use super::definition::Treat;
use serde::Serialize;

/// What was done to a column.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Treated {
    /// Values moved to the next one.
    pub moved: usize,
    /// The logarithm was taken instead: ln(x - min + 0.01 (max - min)).
    pub log: bool,
    /// Skewness before.
    pub skewness: f64,
    /// Excess kurtosis before.
    pub kurtosis: f64,
    /// Skewness and kurtosis are within the limits now.
    pub within: bool,
}

/// Treats n values in place, NaN where missing; `None` when they are within the limits as they are.
///
/// While skewness and kurtosis are both beyond their limits, the greatest value (the least when skewness is below 0), with
/// all that equal it, moves to the next one, until `points` values have moved; if that is not enough and `log` is set, the
/// logarithm of the untreated values is taken. Skewness and kurtosis are the sample's (G1 and G2 of Joanes and Gill 1998).
/// The procedure is that of the JRC's and COINr's handbooks.
pub fn treat(values: &mut [f64], rule: &Treat) -> Option<Treated> {
    let there: Vec<f64> = values.iter().copied().filter(|x| !x.is_nan()).collect();
    let beyond =
        |x: &[f64]| shape(x).filter(|(s, k)| s.abs() > rule.skewness && *k > rule.kurtosis);
    let (skewness, kurtosis) = beyond(&there)?;
    let mut moved = there.clone();
    let mut count = 0;
    let mut within = false;
    while count < rule.points && !within {
        let high = shape(&moved).is_some_and(|(s, _)| s >= 0.0);
        let sign = if high { 1.0 } else { -1.0 };
        let end = moved
            .iter()
            .fold(f64::NEG_INFINITY, |end, x| end.max(sign * x));
        let next = moved
            .iter()
            .map(|x| sign * x)
            .filter(|&x| x < end)
            .fold(f64::NEG_INFINITY, f64::max);
        for x in moved.iter_mut().filter(|x| sign * **x == end) {
            *x = sign * next;
        }
        count = moved
            .iter()
            .zip(&there)
            .filter(|(new, old)| new != old)
            .count();
        within = beyond(&moved).is_none();
    }
    let log = !within && rule.log;
    if log {
        let least = there.iter().copied().fold(f64::INFINITY, f64::min);
        let greatest = there.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        for (new, old) in moved.iter_mut().zip(&there) {
            *new = (old - least + 0.01 * (greatest - least)).ln();
        }
        within = beyond(&moved).is_none();
    }
    let mut moved = moved.into_iter();
    for value in values.iter_mut().filter(|x| !x.is_nan()) {
        *value = moved.next().unwrap_or(*value);
    }
    Some(Treated {
        moved: if log { 0 } else { count },
        log,
        skewness,
        kurtosis,
        within,
    })
}

/// Sample skewness and excess kurtosis; `None` for fewer than four values or constant ones.
fn shape(x: &[f64]) -> Option<(f64, f64)> {
    let n = x.len() as f64;
    if x.len() < 4 {
        return None;
    }
    let mean = x.iter().sum::<f64>() / n;
    let moment = |p: i32| x.iter().map(|x| (x - mean).powi(p)).sum::<f64>() / n;
    let variance = moment(2);
    if variance <= 0.0 {
        return None;
    }
    let skewness = moment(3) / variance.powf(1.5) * (n * (n - 1.0)).sqrt() / (n - 2.0);
    let excess = moment(4) / (variance * variance) - 3.0;
    let kurtosis = (n - 1.0) / ((n - 2.0) * (n - 3.0)) * ((n + 1.0) * excess + 6.0);
    Some((skewness, kurtosis))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn an_outlier_moves_to_the_next_value() {
        let mut x: Vec<f64> = (1..=10).map(f64::from).chain([100.0, f64::NAN]).collect();
        let done = treat(&mut x, &Treat::default()).unwrap();
        assert_eq!((done.moved, done.log, done.within), (1, false, true));
        assert_eq!(x[10], 10.0);
        assert!(x[11].is_nan());
        assert!(treat(&mut x, &Treat::default()).is_none());
        // a low outlier moves up
        let mut x: Vec<f64> = (1..=10).map(f64::from).chain([-100.0]).collect();
        treat(&mut x, &Treat::default()).unwrap();
        assert_eq!(x[10], 1.0);
    }

    #[test]
    fn the_logarithm_comes_after_too_many_points() {
        let rule = Treat {
            points: 1,
            ..Treat::default()
        };
        let values: Vec<f64> = (1..=20).map(f64::from).chain([100.0, 200.0]).collect();
        let mut x = values.clone();
        let done = treat(&mut x, &rule).unwrap();
        assert!(done.log && done.moved == 0);
        assert!((x[0] - (0.01_f64 * 199.0).ln()).abs() < 1e-12);
        let mut x = values;
        let done = treat(&mut x, &Treat { log: false, ..rule }).unwrap();
        assert_eq!((done.moved, done.within, x[21]), (1, false, 100.0));
    }

    #[test]
    fn moments_are_the_samples() {
        // scipy.stats.skew and kurtosis with bias=False
        let (skewness, kurtosis) = shape(&[2.0, 3.0, 3.2, 5.0, 8.0, 7.0]).unwrap();
        assert!((skewness - 0.439_788_576_01).abs() < 1e-10, "{skewness}");
        assert!((kurtosis + 1.721_594_289_1).abs() < 1e-9, "{kurtosis}");
    }
}
