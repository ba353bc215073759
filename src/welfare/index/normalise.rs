//! Values made comparable: higher is always towards the high end of the index.

use super::definition::{Method, Normalise};

/// Why values cannot be normalised.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Trouble {
    /// All values are the same.
    Constant(f64),
    /// A value lies beyond the goalposts: its unit and how many others do.
    Outside(usize, usize),
}

/// Normalises n values in place, NaN where missing; `flip` when the indicator points the other way than the index.
/// Gives the number of values that were put on a goalpost.
///
/// With x and the range `to` = [a, b]: goalposts and min-max a + (b - a)(x - min)/(max - min), flipped min and max trade
/// places; z (x - mean)/sd with the population's sd; rank the number of units below; percentile that over n - 1.
/// Moments use the values that are there.
pub fn normalise(values: &mut [f64], rule: &Normalise, flip: bool) -> Result<usize, Trouble> {
    let there = || values.iter().copied().filter(|value| !value.is_nan());
    let least = there().fold(f64::INFINITY, f64::min);
    let greatest = there().fold(f64::NEG_INFINITY, f64::max);
    let relative = !matches!(rule.method, Method::None | Method::Goalposts);
    if relative && least == greatest {
        return Err(Trouble::Constant(least));
    }
    match rule.method {
        Method::None => Ok(0),
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
            stretch(values, min, max, rule.to, flip);
            Ok(count)
        }
        Method::MinMax => {
            stretch(values, least, greatest, rule.to, flip);
            Ok(0)
        }
        Method::Z => {
            let n = there().count() as f64;
            let mean = there().sum::<f64>() / n;
            let deviation = (there().map(|value| (value - mean).powi(2)).sum::<f64>() / n).sqrt();
            let sign = if flip { -1.0 } else { 1.0 };
            for value in values.iter_mut() {
                *value = sign * (*value - mean) / deviation;
            }
            Ok(0)
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
            Ok(0)
        }
    }
}

fn stretch(values: &mut [f64], min: f64, max: f64, to: Option<[f64; 2]>, flip: bool) {
    let [low, high] = to.unwrap_or([0.0, 1.0]);
    for value in values {
        let way = if flip { max - *value } else { *value - min };
        *value = low + (high - low) * (way / (max - min));
    }
}
