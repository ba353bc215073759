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
    fn a_part_that_repeats_others_counts_less() {
        let a = vec![0.0, 0.5, 1.0, 0.25];
        let b = vec![1.0, 0.0, 0.5, 0.0];
        let found = critic(&[a.clone(), a.clone(), b]).unwrap();
        assert!((found[0] - found[1]).abs() < 1e-15 && found[2] > found[0]);
        assert_eq!(critic(&[a.clone(), a]), Err(Trouble::Tied));
    }
}
