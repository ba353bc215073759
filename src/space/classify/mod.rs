//! Classes of one column for maps and tables: where the colours change.

mod natural;

use crate::error::{Error, Result};

/// How a column is cut into classes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scheme {
    /// As many units in each class as ties allow; quantiles by linear interpolation.
    Quantile,
    /// Classes of the same width.
    EqualInterval,
    /// The least sum of squared deviations from the class means, found exactly (Fisher 1958; Jenks 1967): natural breaks.
    FisherJenks,
    /// Cut at the mean, then the part above it at its own mean, and so on (Jiang 2013); the data say how many.
    HeadTail,
    /// Cut at 2 and 1 sample standard deviations on both sides of the mean.
    StandardDeviation,
    /// Cut in the middle of the widest gaps.
    MaximumBreaks,
    /// Cut at the quartiles and at 1.5 times the distance between them beyond (Tukey 1977).
    BoxPlot,
    /// Cut at the percentiles 1, 10, 50, 90 and 99.
    Percentiles,
}

impl Scheme {
    /// All of them, in the order of their names in messages.
    pub const ALL: [Self; 8] = [
        Self::Quantile,
        Self::EqualInterval,
        Self::FisherJenks,
        Self::HeadTail,
        Self::StandardDeviation,
        Self::MaximumBreaks,
        Self::BoxPlot,
        Self::Percentiles,
    ];

    /// The word in options and tables.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Quantile => "quantile",
            Self::EqualInterval => "equal-interval",
            Self::FisherJenks => "fisher-jenks",
            Self::HeadTail => "head-tail",
            Self::StandardDeviation => "standard-deviation",
            Self::MaximumBreaks => "maximum-breaks",
            Self::BoxPlot => "box-plot",
            Self::Percentiles => "percentiles",
        }
    }

    /// Whether the number of classes is for the caller to say.
    pub fn takes_classes(self) -> bool {
        use Scheme::{EqualInterval, FisherJenks, MaximumBreaks, Quantile};
        matches!(self, Quantile | EqualInterval | FisherJenks | MaximumBreaks)
    }
}

/// The classes of a column of n values.
#[derive(Debug, Clone, PartialEq)]
pub struct Classes {
    /// Upper ends, ascending, each in its class; the last is the greatest value or lies above it.
    pub bounds: Vec<f64>,
    /// How many values each class holds; some may be empty.
    pub counts: Vec<usize>,
    /// Sum of the absolute deviations from the class medians: the smaller, the closer the classes.
    pub adcm: f64,
}

impl Classes {
    /// The class of a value, from 0: the first whose upper end is not below it; the last where it is above all.
    pub fn of(&self, value: f64) -> usize {
        place(&self.bounds, value)
    }
}

fn place(bounds: &[f64], value: f64) -> usize {
    let class = bounds.partition_point(|&end| end < value);
    class.min(bounds.len().saturating_sub(1))
}

/// Cuts a column into classes as mapclassify does: right-closed, the upper ends as bounds.
///
/// * `values`: n >= 1 finite values in any order; missing ones are left out before.
/// * `classes`: how many are wanted, at least 2; only for schemes that take it ([`Scheme::takes_classes`]). Where ties or too few
///   distinct values allow only fewer, there are fewer.
/// * GeoDa's bounds of natural breaks are the least value of each class but the first; its quantiles are other ones.
///
/// Errors: no values, a value that is not finite, fewer than 2 classes asked for.
///
/// Source: Rey and others, mapclassify 2.8, whose numbers these are. O(n log n), Fisher-Jenks O(classes n log n).
pub fn classify(values: &[f64], scheme: Scheme, classes: usize) -> Result<Classes> {
    if values.is_empty() {
        return Err(Error::input("there are no values to make classes of")
            .remedy("name a column that holds numbers"));
    }
    if let Some(i) = values.iter().position(|v| !v.is_finite()) {
        return Err(Error::input("a value is not a finite number")
            .row(i + 1)
            .remedy("leave missing values out"));
    }
    if scheme.takes_classes() && classes < 2 {
        return Err(
            Error::study(format!("{classes} classes are asked for")).remedy("ask for at least 2")
        );
    }
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let bounds = bounds(&sorted, scheme, classes);
    let mut counts = vec![0; bounds.len()];
    for &value in &sorted {
        counts[place(&bounds, value)] += 1;
    }
    let mut rest = sorted.as_slice();
    let mut adcm = 0.0;
    for &count in &counts {
        let (class, after) = rest.split_at(count);
        rest = after;
        adcm += deviation(class);
    }
    Ok(Classes {
        bounds,
        counts,
        adcm,
    })
}

/// Upper ends for values in ascending order, at least one.
fn bounds(sorted: &[f64], scheme: Scheme, classes: usize) -> Vec<f64> {
    let n = sorted.len();
    let (least, greatest) = (sorted[0], sorted[n - 1]);
    match scheme {
        Scheme::Quantile => {
            let at = (1..=classes).map(|c| quantile(sorted, c as f64 / classes as f64));
            let mut bounds: Vec<f64> = at.collect();
            bounds.dedup();
            bounds
        }
        Scheme::EqualInterval => {
            let width = (greatest - least) / classes as f64;
            let inner = (1..classes).map(|c| least + width * c as f64);
            let mut bounds: Vec<f64> = inner.filter(|&end| end < greatest).collect();
            bounds.push(greatest);
            bounds.dedup();
            bounds
        }
        Scheme::FisherJenks => natural::bounds(sorted, classes),
        Scheme::HeadTail => head_tail(sorted),
        Scheme::StandardDeviation => {
            let mean = mean(sorted);
            let squares: f64 = sorted.iter().map(|v| (v - mean).powi(2)).sum();
            let spread = (squares / (n.max(2) - 1) as f64).sqrt();
            ended(
                [-2.0, -1.0, 1.0, 2.0].map(|times| mean + spread * times),
                greatest,
            )
        }
        Scheme::MaximumBreaks => {
            let mut gaps: Vec<usize> = (1..n).filter(|&i| sorted[i] > sorted[i - 1]).collect();
            let width = |i: usize| sorted[i] - sorted[i - 1];
            gaps.sort_by(|&a, &b| width(b).total_cmp(&width(a)).then(a.cmp(&b)));
            gaps.truncate(classes - 1);
            gaps.sort_unstable();
            let middle = |i: usize| sorted[i - 1] + width(i) / 2.0;
            let middles = gaps.into_iter().map(middle);
            middles.chain([greatest]).collect()
        }
        Scheme::BoxPlot => {
            let [low, middle, high] = [0.25, 0.5, 0.75].map(|p| quantile(sorted, p));
            let fence = 1.5 * (high - low);
            ended([low - fence, low, middle, high, high + fence], greatest)
        }
        Scheme::Percentiles => ended(
            [0.01, 0.1, 0.5, 0.9, 0.99].map(|p| quantile(sorted, p)),
            greatest,
        ),
    }
}

/// The cuts, and the greatest value where it is above them.
fn ended(cuts: impl IntoIterator<Item = f64>, greatest: f64) -> Vec<f64> {
    let mut bounds: Vec<f64> = cuts.into_iter().collect();
    if bounds.last().is_none_or(|&last| last < greatest) {
        bounds.push(greatest);
    }
    bounds
}

fn head_tail(sorted: &[f64]) -> Vec<f64> {
    let greatest = sorted[sorted.len() - 1];
    let (mut bounds, mut head) = (Vec::new(), sorted);
    while head[0] < greatest {
        let mean = mean(head);
        let tail = head.partition_point(|&v| v < mean);
        // the mean of two neighbouring numbers may round to the lesser
        if tail == 0 || tail == head.len() {
            break;
        }
        bounds.push(mean);
        head = &head[tail..];
    }
    bounds.push(greatest);
    bounds
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// The value below which the share `p` lies, interpolated between order statistics (type 7 of Hyndman and Fan 1996).
fn quantile(sorted: &[f64], p: f64) -> f64 {
    let at = p * (sorted.len() - 1) as f64;
    let below = at.floor() as usize;
    let next = sorted[(below + 1).min(sorted.len() - 1)];
    sorted[below] + (next - sorted[below]) * (at - below as f64)
}

/// Sum of the absolute deviations from the median of values in ascending order.
fn deviation(sorted: &[f64]) -> f64 {
    if sorted.is_empty() {
        return 0.0;
    }
    let median = quantile(sorted, 0.5);
    sorted.iter().map(|v| (v - median).abs()).sum()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    fn columns() -> impl Strategy<Value = Vec<f64>> {
        prop::collection::vec((-40_i32..40).prop_map(|v| f64::from(v) / 4.0), 1..60)
    }

    proptest! {
        #[test]
        fn every_value_has_one_class_and_order_is_kept(values in columns(), classes in 2_usize..7) {
            for scheme in Scheme::ALL {
                let found = classify(&values, scheme, classes).unwrap();
                prop_assert_eq!(found.counts.iter().sum::<usize>(), values.len());
                prop_assert!(found.bounds.windows(2).all(|pair| pair[0] <= pair[1]), "{:?}", found);
                prop_assert!(values.iter().all(|&v| v <= found.bounds[found.of(v)]));
                prop_assert!(!scheme.takes_classes() || found.bounds.len() <= classes);
                let mut turned = values.clone();
                turned.reverse();
                prop_assert_eq!(found, classify(&turned, scheme, classes).unwrap());
            }
        }

        #[test]
        fn a_unit_moves_the_bounds_along(values in columns(), classes in 2_usize..7) {
            let moved: Vec<f64> = values.iter().map(|v| v * 4.0).collect();
            for scheme in Scheme::ALL {
                let here = classify(&values, scheme, classes).unwrap();
                let there = classify(&moved, scheme, classes).unwrap();
                let bounds: Vec<f64> = here.bounds.iter().map(|end| end * 4.0).collect();
                prop_assert_eq!(bounds, there.bounds, "{:?}", scheme);
            }
        }
    }

    #[test]
    fn a_constant_column_is_one_class() {
        for scheme in Scheme::ALL {
            let found = classify(&[3.0, 3.0, 3.0], scheme, 5).unwrap();
            assert_eq!(found.counts.iter().filter(|&&c| c > 0).count(), 1);
            assert_eq!((found.adcm, found.bounds[found.of(3.0)]), (0.0, 3.0));
        }
    }

    #[test]
    fn nothing_to_class_is_told() {
        assert!(classify(&[], Scheme::Quantile, 5).is_err());
        assert!(classify(&[1.0, f64::NAN], Scheme::HeadTail, 5).is_err());
        assert!(classify(&[1.0, 2.0], Scheme::FisherJenks, 1).is_err());
    }
}
