//! Values made comparable: higher is always towards the high end of the index.

use super::definition::{Method, Normalise};
use serde::Serialize;

/// Why values cannot be normalised.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Trouble {
    /// All values are the same.
    Constant(f64),
    /// A value lies beyond the goalposts: its unit and how many others do.
    Outside(usize, usize),
    /// No value is on the bad side of the target, so nothing is left to tell apart.
    Reached(f64),
}

/// How a value became a normalised one.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Scale {
    /// `intercept + slope x`, with x first put between `low` and `high`.
    Line {
        /// Change of the normalised value with x.
        slope: f64,
        /// Normalised value of x = 0.
        intercept: f64,
        /// Least x that counts.
        low: Option<f64>,
        /// Greatest x that counts.
        high: Option<f64>,
    },
    /// By its place among the others.
    Place,
}

impl Scale {
    /// Values as they are.
    pub const SAME: Self = Self::Line {
        slope: 1.0,
        intercept: 0.0,
        low: None,
        high: None,
    };

    /// The normalised value of x; `None` when it depends on the place among the others.
    pub fn of(&self, x: f64) -> Option<f64> {
        match *self {
            Self::Place => None,
            Self::Line {
                slope,
                intercept,
                low,
                high,
            } => {
                let x = low.map_or(x, |low| x.max(low));
                Some(intercept + slope * high.map_or(x, |high| x.min(high)))
            }
        }
    }
}

/// The scale, and how many values were put on an end of it.
pub type Done = (Scale, usize);

/// Normalises n values in place, NaN where missing.
///
/// `flip` when the indicator points the other way than the index, `less` when less of it is good for people. With x and the
/// range `to` = [a, b]: goalposts and min-max a + (b - a)(x - min)/(max - min), flipped min and max trade places;
/// z (x - mean)/sd with the population's sd; rank the number of units below; percentile that over n - 1; target the share
/// of the way to it; vector x over the root of the sum of squares. Moments use the values that are there.
///
/// # Errors
/// Constant values under a rule that needs them to vary, values beyond goalposts that do not clamp.
pub fn normalise(
    values: &mut [f64],
    rule: &Normalise,
    flip: bool,
    less: bool,
) -> Result<Done, Trouble> {
    let there = || values.iter().copied().filter(|value| !value.is_nan());
    let least = there().fold(f64::INFINITY, f64::min);
    let greatest = there().fold(f64::NEG_INFINITY, f64::max);
    let fixed = matches!(
        rule.method,
        Method::None | Method::Goalposts | Method::Target
    );
    if !fixed && least == greatest {
        return Err(Trouble::Constant(least));
    }
    match rule.method {
        Method::None => Ok((Scale::SAME, 0)),
        Method::Goalposts => {
            let (min, max) = (rule.min.unwrap_or(0.0), rule.max.unwrap_or(1.0));
            let outside = |value: &f64| *value < min || *value > max;
            let count = values.iter().filter(|value| outside(value)).count();
            if !rule.clamp
                && let Some(first) = values.iter().position(outside)
            {
                return Err(Trouble::Outside(first, count));
            }
            for value in values.iter_mut().filter(|value| outside(value)) {
                *value = value.clamp(min, max);
            }
            Ok((stretch(values, [min, max], rule.to, flip, true), count))
        }
        Method::MinMax => Ok((stretch(values, [least, greatest], rule.to, flip, false), 0)),
        Method::Target => {
            let target = rule.target.unwrap_or(1.0);
            let start = match less {
                false => rule.min.unwrap_or(least),
                true => rule.max.unwrap_or(greatest),
            };
            let ends = if less {
                [target, start]
            } else {
                [start, target]
            };
            if ends[0] >= ends[1] {
                return Err(Trouble::Reached(target));
            }
            let outside = |value: &f64| *value < ends[0] || *value > ends[1];
            let count = values.iter().filter(|value| outside(value)).count();
            for value in values.iter_mut().filter(|value| outside(value)) {
                *value = value.clamp(ends[0], ends[1]);
            }
            Ok((stretch(values, ends, rule.to, flip, true), count))
        }
        Method::Z => {
            let n = there().count() as f64;
            let mean = there().sum::<f64>() / n;
            let deviation = (there().map(|value| (value - mean).powi(2)).sum::<f64>() / n).sqrt();
            let sign = if flip { -1.0 } else { 1.0 };
            for value in values.iter_mut() {
                *value = sign * (*value - mean) / deviation;
            }
            Ok((line(sign / deviation, -sign * mean / deviation, None), 0))
        }
        Method::Vector => {
            let length = there().map(|value| value * value).sum::<f64>().sqrt();
            let slope = if flip { -1.0 } else { 1.0 } / length;
            for value in values.iter_mut() {
                *value *= slope;
            }
            Ok((line(slope, 0.0, None), 0))
        }
        Method::Rank | Method::Percentile => {
            let mut sorted: Vec<f64> = there().collect();
            sorted.sort_by(f64::total_cmp);
            let n = sorted.len();
            let share = if rule.method == Method::Rank {
                1.0
            } else {
                (n - 1) as f64
            };
            for value in values.iter_mut().filter(|value| !value.is_nan()) {
                let worse = if flip {
                    n - sorted.partition_point(|other| other <= value)
                } else {
                    sorted.partition_point(|other| other < value)
                };
                *value = worse as f64 / share;
            }
            Ok((Scale::Place, 0))
        }
    }
}

fn line(slope: f64, intercept: f64, ends: Option<[f64; 2]>) -> Scale {
    Scale::Line {
        slope,
        intercept,
        low: ends.map(|ends| ends[0]),
        high: ends.map(|ends| ends[1]),
    }
}

/// Brings values between two ends to the range; `fixed` ends stop later values too.
fn stretch(
    values: &mut [f64],
    [min, max]: [f64; 2],
    to: Option<[f64; 2]>,
    flip: bool,
    fixed: bool,
) -> Scale {
    let [low, high] = to.unwrap_or([0.0, 1.0]);
    for value in values {
        let way = if flip { max - *value } else { *value - min };
        *value = low + (high - low) * (way / (max - min));
    }
    let slope = (high - low) / (max - min);
    let ends = fixed.then_some([min, max]);
    match flip {
        false => line(slope, low - slope * min, ends),
        true => line(-slope, low + slope * max, ends),
    }
}
