//! Parts put together, and the weight that is missing.

use super::NOISE;
use super::definition::Aggregation;

/// One part of a group.
#[derive(Debug, Clone, Copy)]
pub struct Piece<'a> {
    /// n values, NaN where missing.
    pub value: &'a [f64],
    /// n shares of the weight below that do not enter the value; `None` for an indicator.
    pub missing: Option<&'a [f64]>,
    /// Weight among its siblings, at least 0.
    pub weight: f64,
}

/// Values of n units from their parts, NaN where missing, and the n shares of weight that do not enter them.
///
/// Weights (at least one above 0) are renormalised over the parts that are there. A value is missing when at least half
/// of its weight is; a part that is there but lacks some of its own weight counts as missing by that share. Sums run over
/// the parts in order, so they do not depend on threads.
///
/// # Errors
/// Part and unit of the first value that is not above 0, for geometric and harmonic means.
pub fn aggregate(
    how: Aggregation,
    parts: &[Piece<'_>],
) -> Result<(Vec<f64>, Vec<f64>), (usize, usize)> {
    let n = parts.first().map_or(0, |part| part.value.len());
    let mut sum = vec![0.0; n];
    let mut there = vec![0.0; n];
    let mut lost = vec![0.0; n];
    let total: f64 = parts.iter().map(|part| part.weight).sum();
    for (position, part) in parts
        .iter()
        .enumerate()
        .filter(|(_, part)| part.weight > 0.0)
    {
        for i in 0..n {
            let value = part.value[i];
            if value.is_nan() {
                lost[i] += part.weight;
                continue;
            }
            if how != Aggregation::Arithmetic && value <= 0.0 {
                return Err((position, i));
            }
            lost[i] += part.weight * part.missing.map_or(0.0, |missing| missing[i]);
            there[i] += part.weight;
            sum[i] += part.weight
                * match how {
                    Aggregation::Arithmetic => value,
                    Aggregation::Geometric => value.ln(),
                    Aggregation::Harmonic => value.recip(),
                };
        }
    }
    for i in 0..n {
        lost[i] /= total;
        let mean = sum[i] / there[i];
        sum[i] = match how {
            _ if lost[i] >= 0.5 - NOISE => f64::NAN,
            Aggregation::Arithmetic => mean,
            Aggregation::Geometric => mean.exp(),
            Aggregation::Harmonic => mean.recip(),
        };
    }
    Ok((sum, lost))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const NONE: f64 = f64::NAN;

    fn of(
        how: Aggregation,
        columns: &[&[f64]],
        weights: &[f64],
    ) -> Result<(Vec<f64>, Vec<f64>), (usize, usize)> {
        let parts: Vec<Piece<'_>> = columns
            .iter()
            .zip(weights)
            .map(|(value, &weight)| Piece {
                value,
                missing: None,
                weight,
            })
            .collect();
        aggregate(how, &parts)
    }

    #[test]
    fn the_three_means() {
        let columns: [&[f64]; 2] = [&[4.0], &[1.0]];
        for (how, mean) in [
            (Aggregation::Arithmetic, 3.25),
            (Aggregation::Geometric, 4.0_f64.powf(0.75)),
            (Aggregation::Harmonic, 1.0 / (0.75 / 4.0 + 0.25)),
        ] {
            let (value, missing) = of(how, &columns, &[3.0, 1.0]).unwrap();
            assert!((value[0] - mean).abs() < 1e-15, "{how:?} {value:?}");
            assert_eq!(missing, [0.0]);
        }
    }

    #[test]
    fn weights_are_renormalised_until_half_is_missing() {
        let columns: [&[f64]; 3] = [&[1.0, NONE, NONE], &[2.0, 2.0, NONE], &[4.0, 4.0, 4.0]];
        let (value, missing) = of(Aggregation::Arithmetic, &columns, &[1.0, 1.0, 2.0]).unwrap();
        assert_eq!(value[..2], [11.0 / 4.0, 10.0 / 3.0]);
        assert!(value[2].is_nan());
        assert_eq!(missing, [0.0, 0.25, 0.5]);
    }

    #[test]
    fn what_a_part_lacks_counts() {
        let missing = [0.4];
        let parts = [
            Piece {
                value: &[1.0],
                missing: Some(&missing),
                weight: 1.0,
            },
            Piece {
                value: &[2.0],
                missing: None,
                weight: 1.0,
            },
        ];
        assert_eq!(aggregate(Aggregation::Arithmetic, &parts).unwrap().1, [0.2]);
    }

    #[test]
    fn zeros_have_no_geometric_mean() {
        let columns: [&[f64]; 2] = [&[1.0, 2.0], &[1.0, 0.0]];
        assert_eq!(
            of(Aggregation::Geometric, &columns, &[1.0, 1.0]),
            Err((1, 1))
        );
        assert_eq!(
            of(Aggregation::Harmonic, &columns, &[1.0, 1.0]),
            Err((1, 1))
        );
        assert!(of(Aggregation::Geometric, &columns, &[1.0, 0.0]).is_ok());
    }
}
