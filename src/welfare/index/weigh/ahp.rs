//! Analytic hierarchy process: weights from judgements pair by pair, and how consistent they are.

/// Mean consistency index of random matrices of 1 to 15 parts (Saaty 1980; 11 to 15 Saaty 2008).
const RANDOM: [f64; 15] = [
    0.0, 0.0, 0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49, 1.51, 1.48, 1.56, 1.57, 1.59,
];

/// Weights and consistency of judgements.
#[derive(Debug, Clone, PartialEq)]
pub struct Ahp {
    /// k weights that sum to one: the principal eigenvector.
    pub weights: Vec<f64>,
    /// Principal eigenvalue; k when the judgements agree with each other.
    pub lambda: f64,
    /// Consistency index (lambda - k)/(k - 1).
    pub index: f64,
    /// Consistency ratio: the index over that of random judgements; more than 0.1 asks for another look.
    pub ratio: f64,
}

/// Weights of a positive reciprocal k by k matrix (see [`reciprocal`]); `None` when it has no principal eigenvector.
///
/// Source: Saaty, The Analytic Hierarchy Process (1980).
pub fn ahp(matrix: &[Vec<f64>]) -> Option<Ahp> {
    let k = matrix.len();
    let (lambda, vector) = super::principal(matrix)?;
    let total: f64 = vector.iter().sum();
    let index = match k {
        0..=2 => 0.0,
        _ => ((lambda - k as f64) / (k as f64 - 1.0)).max(0.0),
    };
    let random = RANDOM[k.clamp(1, RANDOM.len()) - 1];
    Some(Ahp {
        weights: vector.iter().map(|x| x / total).collect(),
        lambda,
        index,
        ratio: if random > 0.0 { index / random } else { 0.0 },
    })
}

/// The first cell (row, column) of a square matrix that is not positive or not the reciprocal of its mirror.
///
/// Reciprocals written with few digits pass: 0.33 stands for 1/3.
pub fn reciprocal(matrix: &[Vec<f64>]) -> Result<(), (usize, usize)> {
    for (i, row) in matrix.iter().enumerate() {
        for (j, &value) in row.iter().enumerate() {
            let product = value * matrix[j][i];
            if value <= 0.0 || (product - 1.0).abs() > 0.02 || (i == j && value != 1.0) {
                return Err((i, j));
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn consistent_judgements_give_their_ratios() {
        let matrix = vec![
            vec![1.0, 2.0, 6.0],
            vec![0.5, 1.0, 3.0],
            vec![1.0 / 6.0, 1.0 / 3.0, 1.0],
        ];
        let found = ahp(&matrix).unwrap();
        for (weight, wanted) in found.weights.iter().zip([0.6, 0.3, 0.1]) {
            assert!((weight - wanted).abs() < 1e-12);
        }
        assert!(found.ratio.abs() < 1e-12);
    }

    #[test]
    fn saaty_choosing_a_school() {
        // Saaty (1980, 1990): six criteria; weights .32 .14 .03 .13 .24 .14; lambda by numpy.linalg.eig
        let matrix = vec![
            vec![1.0, 4.0, 3.0, 1.0, 3.0, 4.0],
            vec![1.0 / 4.0, 1.0, 7.0, 3.0, 1.0 / 5.0, 1.0],
            vec![1.0 / 3.0, 1.0 / 7.0, 1.0, 1.0 / 5.0, 1.0 / 5.0, 1.0 / 6.0],
            vec![1.0, 1.0 / 3.0, 5.0, 1.0, 1.0, 1.0 / 3.0],
            vec![1.0 / 3.0, 5.0, 5.0, 1.0, 1.0, 3.0],
            vec![1.0 / 4.0, 1.0, 6.0, 3.0, 1.0 / 3.0, 1.0],
        ];
        assert_eq!(reciprocal(&matrix), Ok(()));
        let found = ahp(&matrix).unwrap();
        for (weight, wanted) in found
            .weights
            .iter()
            .zip([0.32, 0.14, 0.03, 0.13, 0.24, 0.14])
        {
            assert!((weight - wanted).abs() < 6e-3, "{:?}", found.weights);
        }
        assert!((found.lambda - 7.419_870_101_9).abs() < 1e-9);
        assert!((found.ratio - (found.lambda - 6.0) / 5.0 / 1.24).abs() < 1e-12);
    }

    #[test]
    fn what_is_not_reciprocal_is_named() {
        assert_eq!(reciprocal(&[vec![1.0, 0.33], vec![3.0, 1.0]]), Ok(()));
        assert_eq!(reciprocal(&[vec![1.0, 3.0], vec![3.0, 1.0]]), Err((0, 1)));
        assert_eq!(
            reciprocal(&[vec![1.0, -3.0], vec![-0.33, 1.0]]),
            Err((0, 1))
        );
        assert_eq!(reciprocal(&[vec![2.0, 1.0], vec![1.0, 1.0]]), Err((0, 0)));
    }
}
