//! Weights of the parts of a group: given, equal, judged (AHP), or from the data (entropy, CRITIC, PCA).

mod ahp;
mod critic;
mod entropy;
mod pca;

use super::definition::Weigh;

pub use ahp::{ahp, reciprocal};

/// Why data give no weights.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Trouble {
    /// Fewer than three units have every part.
    Few(usize),
    /// The part at this position does not vary.
    Constant(usize),
    /// The part at this position has a value below 0, or no value above it.
    Negative(usize),
    /// The first two principal components explain the same.
    Tied,
}

/// k weights that sum to one, from k columns of n values (NaN where missing).
///
/// `given` weights of 0 leave a part out of every rule. `judged` holds the weights of the judgements, for AHP.
///
/// # Errors
/// What the data lack; see [`Trouble`].
pub fn weights(
    how: Weigh,
    given: &[f64],
    judged: Option<&[f64]>,
    columns: &[&[f64]],
) -> Result<Vec<f64>, Trouble> {
    let kept: Vec<usize> = (0..given.len()).filter(|&j| given[j] > 0.0).collect();
    let found = match how {
        Weigh::Given => kept.iter().map(|&j| given[j]).collect(),
        Weigh::Ahp if judged.is_some() => {
            let judged = judged.unwrap_or_default();
            kept.iter().map(|&j| judged[j]).collect()
        }
        Weigh::Equal | Weigh::Ahp => vec![1.0; kept.len()],
        Weigh::Entropy | Weigh::Critic | Weigh::Pca if kept.len() < 2 => vec![1.0; kept.len()],
        Weigh::Entropy | Weigh::Critic | Weigh::Pca => {
            let whole = complete(columns, &kept);
            let found = match how {
                Weigh::Entropy => entropy::entropy(&whole),
                Weigh::Critic => critic::critic(&whole),
                _ => pca::pca(&whole),
            };
            found.map_err(|trouble| match trouble {
                Trouble::Constant(j) => Trouble::Constant(kept[j]),
                Trouble::Negative(j) => Trouble::Negative(kept[j]),
                other => other,
            })?
        }
    };
    let total: f64 = found.iter().sum();
    let mut weights = vec![0.0; given.len()];
    for (&j, weight) in kept.iter().zip(found) {
        weights[j] = weight / total;
    }
    Ok(weights)
}

/// The kept columns over the units that have every one of them.
fn complete(columns: &[&[f64]], kept: &[usize]) -> Vec<Vec<f64>> {
    let n = columns.first().map_or(0, |column| column.len());
    let whole: Vec<usize> = (0..n)
        .filter(|&i| kept.iter().all(|&j| !columns[j][i].is_nan()))
        .collect();
    kept.iter()
        .map(|&j| whole.iter().map(|&i| columns[j][i]).collect())
        .collect()
}

/// Means and population standard deviations of columns.
fn moments(columns: &[Vec<f64>]) -> Result<Vec<(f64, f64)>, Trouble> {
    let n = columns.first().map_or(0, Vec::len);
    if n < 3 {
        return Err(Trouble::Few(n));
    }
    let moment = |(j, column): (usize, &Vec<f64>)| {
        let mean = column.iter().sum::<f64>() / n as f64;
        let square = column.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / n as f64;
        match square > 0.0 {
            true => Ok((mean, square.sqrt())),
            false => Err(Trouble::Constant(j)),
        }
    };
    columns.iter().enumerate().map(moment).collect()
}

/// Pearson correlations of k columns, k by k.
fn correlations(columns: &[Vec<f64>], moments: &[(f64, f64)]) -> Vec<Vec<f64>> {
    let n = columns.first().map_or(0, Vec::len) as f64;
    let pair = |a: usize, b: usize| {
        let ((ma, sa), (mb, sb)) = (moments[a], moments[b]);
        let product = columns[a].iter().zip(&columns[b]);
        product.map(|(x, y)| (x - ma) * (y - mb)).sum::<f64>() / n / (sa * sb)
    };
    (0..columns.len())
        .map(|a| (0..columns.len()).map(|b| pair(a, b)).collect())
        .collect()
}

/// The greatest eigenvalue of a matrix with a vector of positive start, and its eigenvector; by power iteration.
fn principal(matrix: &[Vec<f64>]) -> Option<(f64, Vec<f64>)> {
    let k = matrix.len();
    let mut vector: Vec<f64> = (0..k).map(|j| 1.0 + j as f64 / k as f64).collect();
    for _ in 0..100_000 {
        let next: Vec<f64> = matrix
            .iter()
            .map(|row| row.iter().zip(&vector).map(|(a, x)| a * x).sum())
            .collect();
        let length = next.iter().map(|x: &f64| x * x).sum::<f64>().sqrt();
        let next: Vec<f64> = next.iter().map(|x| x / length).collect();
        let change: f64 = next.iter().zip(&vector).map(|(a, b)| (a - b).abs()).sum();
        vector = next;
        if change < 1e-15 * k as f64 {
            return Some((length, vector));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn of(how: Weigh, columns: &[&[f64]]) -> Result<Vec<f64>, Trouble> {
        weights(how, &vec![1.0; columns.len()], None, columns)
    }

    #[test]
    fn weights_sum_to_one_and_zero_stays_zero() {
        let columns: [&[f64]; 3] = [&[1.0, 2.0, 4.0], &[3.0, 1.0, 2.0], &[0.5, 0.1, 0.2]];
        for how in [
            Weigh::Given,
            Weigh::Equal,
            Weigh::Entropy,
            Weigh::Critic,
            Weigh::Pca,
        ] {
            let found = weights(how, &[2.0, 0.0, 1.0], None, &columns).unwrap();
            assert!((found.iter().sum::<f64>() - 1.0).abs() < 1e-12, "{how:?}");
            assert_eq!(found[1], 0.0, "{how:?}");
        }
    }

    #[test]
    fn missing_values_leave_a_unit_out() {
        let none = f64::NAN;
        let all: [&[f64]; 2] = [&[1.0, 2.0, 4.0, none], &[3.0, 1.0, 2.0, 9.0]];
        let whole: [&[f64]; 2] = [&all[0][..3], &all[1][..3]];
        assert_eq!(of(Weigh::Critic, &all), of(Weigh::Critic, &whole));
        assert_eq!(
            of(Weigh::Critic, &[&all[0][2..], &all[1][2..]]),
            Err(Trouble::Few(1))
        );
        assert_eq!(
            of(Weigh::Pca, &[&[1.0; 4], all[1]]),
            Err(Trouble::Constant(0))
        );
    }
}
