//! CRITIC weights: spread times how little a part repeats the others.

use super::{Trouble, correlations, moments};

/// k weights s_j sum_k (1 - r_jk) of normalised columns, s the standard deviation, r Pearson's correlation.
///
/// Source: Diakoulaki, Mavrotas and Papayannakis (1995), doi:10.1016/0305-0548(94)00059-H.
pub fn critic(columns: &[Vec<f64>]) -> Result<Vec<f64>, Trouble> {
    let moments = moments(columns)?;
    let r = correlations(columns, &moments);
    let found: Vec<f64> = (moments.iter().zip(&r))
        .map(|((_, deviation), row)| deviation * row.iter().map(|r| 1.0 - r).sum::<f64>())
        .collect();
    match found.iter().sum::<f64>() > 1e-14 {
        true => Ok(found),
        false => Err(Trouble::Tied),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn eight_firms_of_diakoulaki() {
        // profitability, market share and productivity by min-max; published .20 .48 .32, digits by numpy
        let raw = [
            [61.0, 20.7, 16.3, 9.0, 5.4, 4.0, -6.1, -34.6],
            [1.08, 0.26, 1.98, 3.29, 2.77, 4.12, 3.52, 3.31],
            [4.33, 4.34, 2.53, 1.65, 2.33, 1.21, 2.10, 0.98_f64],
        ];
        let columns = raw.map(|column| {
            let low = column.iter().copied().fold(f64::INFINITY, f64::min);
            let high = column.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            column.map(|x| (x - low) / (high - low)).to_vec()
        });
        let found = critic(&columns).unwrap();
        let total: f64 = found.iter().sum();
        for (weight, wanted) in found.iter().zip([0.202_225_54, 0.480_901_73, 0.316_872_73]) {
            assert!((weight / total - wanted).abs() < 5e-9, "{found:?}");
        }
    }

    #[test]
    fn a_part_that_repeats_others_counts_less() {
        let a = vec![0.0, 0.5, 1.0, 0.25];
        let b = vec![1.0, 0.0, 0.5, 0.0];
        let found = critic(&[a.clone(), a.clone(), b]).unwrap();
        assert!((found[0] - found[1]).abs() < 1e-15 && found[2] > found[0]);
        assert_eq!(critic(&[a.clone(), a]), Err(Trouble::Tied));
    }
}
