//! Weights from the first principal component.

use super::{Trouble, correlations, moments, principal};

/// k squared loadings of the first principal component of the correlations; they sum to one.
///
/// Source: Nardo et al., Handbook on Constructing Composite Indicators (OECD and JRC 2008), 6.1, with one factor.
pub fn pca(columns: &[Vec<f64>]) -> Result<Vec<f64>, Trouble> {
    let moments = moments(columns)?;
    let matrix = correlations(columns, &moments);
    let (_, vector) = principal(&matrix).ok_or(Trouble::Tied)?;
    Ok(vector.iter().map(|x| x * x).collect())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn squared_loadings_of_three_parts() {
        // numpy.linalg.eigh of numpy.corrcoef
        let columns = [
            vec![1.0, 2.0, 3.0, 4.0, 5.0],
            vec![2.0, 1.0, 4.0, 3.0, 6.0],
            vec![5.0, 3.0, 4.0, 1.0, 2.0],
        ];
        let found = pca(&columns).unwrap();
        for (loading, wanted) in found.iter().zip(WANTED) {
            assert!((loading - wanted).abs() < 1e-9, "{found:?}");
        }
    }

    const WANTED: [f64; 3] = [0.429_070_204_622, 0.290_124_656_911, 0.280_805_138_467];
}
