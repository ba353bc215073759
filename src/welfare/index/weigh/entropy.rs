//! Entropy weights: a part that differs more between units counts more.

use super::Trouble;

/// k weights 1 - E_j of columns of m values at least 0, with E_j = -sum p ln p / ln m and p = x / sum x (Shannon 1948).
pub fn entropy(columns: &[Vec<f64>]) -> Result<Vec<f64>, Trouble> {
    let m = columns.first().map_or(0, Vec::len);
    if m < 2 {
        return Err(Trouble::Few(m));
    }
    let divergence = |(j, column): (usize, &Vec<f64>)| {
        let total: f64 = column.iter().sum();
        if column.iter().any(|&x| x < 0.0) || total <= 0.0 {
            return Err(Trouble::Negative(j));
        }
        let parts = column.iter().map(|x| x / total).filter(|&p| p > 0.0);
        Ok(1.0 + parts.map(|p| p * p.ln()).sum::<f64>() / (m as f64).ln())
    };
    let found: Vec<f64> = columns
        .iter()
        .enumerate()
        .map(divergence)
        .collect::<Result<_, _>>()?;
    match found.iter().sum::<f64>() > 1e-14 {
        true => Ok(found),
        false => Err(Trouble::Constant(0)),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn two_by_two() {
        let found = entropy(&[vec![1.0, 4.0], vec![2.0, 16.0]]).unwrap();
        let total: f64 = found.iter().sum();
        assert!((found[0] / total - 0.358_889).abs() < 5e-7);
        assert!((found[1] / total - 0.641_111).abs() < 5e-7);
        assert_eq!(
            entropy(&[vec![1.0, -1.0], vec![1.0, 2.0]]),
            Err(Trouble::Negative(0))
        );
        assert_eq!(
            entropy(&[vec![2.0, 2.0], vec![1.0, 1.0]]),
            Err(Trouble::Constant(0))
        );
    }
}
