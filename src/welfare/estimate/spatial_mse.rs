//! The mean squared error of the spatial model, term by term.

use super::likelihood::traced;
use nalgebra::{DMatrix, Matrix2, Vector2};

/// Covariances at a rho and a variance.
pub(super) struct Moments {
    /// m x m: of the effects of areas.
    pub(super) effects: DMatrix<f64>,
    /// m x m: the inverse of that of the estimates.
    pub(super) inverse: DMatrix<f64>,
    /// m roots whose squares multiply to the determinant of the latter's inverse.
    pub(super) root_diagonal: Vec<f64>,
    /// The effects' covariance over the variance, and its first and second derivatives by rho.
    shape: [DMatrix<f64>; 3],
    variance: f64,
}

impl Moments {
    pub(super) fn new(
        weights: &DMatrix<f64>,
        errors: &[f64],
        rho: f64,
        variance: f64,
    ) -> Option<Self> {
        let m = errors.len();
        let filter = DMatrix::identity(m, m) - weights * rho;
        let shape = filter.tr_mul(&filter).cholesky()?.inverse();
        let crossed = weights.tr_mul(weights);
        let bend = &crossed * (2.0 * rho) - weights - weights.transpose();
        let first = &shape * &bend * &shape * -1.0;
        let second = (&shape * &bend * &first + &shape * &crossed * &shape) * -2.0;
        let effects = &shape * variance;
        let mut whole = effects.clone();
        for (i, e) in errors.iter().enumerate() {
            whole[(i, i)] += e;
        }
        let root = whole.cholesky()?;
        Some(Self {
            inverse: root.inverse(),
            root_diagonal: root.l_dirty().diagonal().iter().copied().collect(),
            effects,
            shape: [shape, first, second],
            variance,
        })
    }
}

/// m mean squared errors; where the variance is 0, rho is not known and adds nothing.
pub(super) fn mse(
    moments: &Moments,
    basis: &DMatrix<f64>,
    spread: &DMatrix<f64>,
    errors: &[f64],
    restricted: bool,
) -> Option<Vec<f64>> {
    let inverse = &moments.inverse;
    let [shape, first, second] = &moments.shape;
    let by = [shape.clone(), first * moments.variance];
    let seen: Vec<DMatrix<f64>> = by.iter().map(|by| inverse * by).collect();
    let information = |k: usize, l: usize| 0.5 * traced(&seen[k], &seen[l].transpose());
    let known = moments.variance > 0.0;
    let covariance = match known {
        true => Matrix2::new(
            information(0, 0),
            information(0, 1),
            information(1, 0),
            information(1, 1),
        )
        .try_inverse()?,
        false => Matrix2::new(1.0 / information(0, 0), 0.0, 0.0, 0.0),
    };
    let crossed = inverse * basis;
    // derivatives of g1 by both: of the effects' covariance, seen through the inverse
    let slopes: Vec<DMatrix<f64>> = seen.iter().map(|seen| seen * inverse).collect();
    let bias = match restricted {
        true => Vector2::zeros(),
        false => {
            let lost = |k: usize| traced(spread, &crossed.tr_mul(&(&by[k] * &crossed)));
            covariance * Vector2::new(lost(0), lost(1)) * -0.5
        }
    };
    let mut third = vec![0.0; errors.len()];
    for (k, seen) in seen.iter().enumerate() {
        for (l, slope) in slopes.iter().enumerate() {
            if covariance[(k, l)] != 0.0 {
                let both = seen * slope;
                for (i, sum) in third.iter_mut().enumerate() {
                    *sum += covariance[(k, l)] * both[(i, i)];
                }
            }
        }
    }
    let curved =
        first * (2.0 * covariance[(0, 1)]) + second * (moments.variance * covariance[(1, 1)]);
    let curved = inverse * curved * inverse;
    let mse = |(i, e): (usize, &f64)| {
        let g1 = e - e * e * inverse[(i, i)];
        let row = crossed.row(i) * *e;
        let g2 = (&row * spread).dot(&row);
        let g3 = e * e * third[i];
        let g4 = 0.5 * e * e * curved[(i, i)];
        let lost = e * e * (bias[0] * slopes[0][(i, i)] + bias[1] * slopes[1][(i, i)]);
        g1 + g2 + 2.0 * g3 - g4 - lost
    };
    Some(errors.iter().enumerate().map(mse).collect())
}
