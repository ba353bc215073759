//! The mean squared error of the spatial model, term by term and area by area, observed or not.

use super::band::dot;
use super::spatial::{Model, Prior, Solved};
use nalgebra::{DMatrix, Matrix2, Vector2};
use rayon::prelude::*;

/// What is known of all n areas, in the order given.
#[derive(Debug, Clone)]
pub(super) struct Around {
    /// What neighbours and the own estimate add to the covariates' part.
    pub(super) effects: Vec<f64>,
    /// The mean squared error but for that of the coefficients.
    pub(super) errors: Vec<f64>,
    /// n x p: the part of the basis that neighbours and the own estimate bring back.
    pub(super) drawn: DMatrix<f64>,
}

/// g1 + 2 g3 - g4, less the bias of the variances, of n areas in the order of the band.
pub(super) struct Errors {
    pub(super) of: Vec<f64>,
}

/// Products of an area with the derivatives of all covariances: with m its column of inv(M), q = Q' m by rho.
struct Column {
    /// Of g1 by variance and rho.
    slope: [f64; 2],
    /// Of the predictor: by variance, by both, by rho.
    moved: [f64; 3],
    /// Of g1 the second by both and by rho, through the covariances alone.
    bent: [f64; 2],
    /// Parts of the information by variance and by both.
    seen: [f64; 2],
    own: f64,
    /// inv(Q) q times the precision of the area's estimate.
    back: Vec<f64>,
}

impl Errors {
    pub(super) fn new(
        model: &Model,
        prior: &Prior,
        solved: &Solved,
        variance: f64,
    ) -> Option<Self> {
        let n = model.areas();
        let precision = &model.precision;
        let weighed =
            |x: &[f64]| -> Vec<f64> { x.iter().zip(precision).map(|(x, d)| x * d).collect() };
        let column = |i: usize| {
            let mut unit = vec![0.0; n];
            unit[i] = 1.0;
            let m = solved.root.solve(&unit);
            let q = prior.slope.times(&m);
            let heavy = weighed(&m);
            let mut back = prior.root.solve(&q);
            let once = solved.root.solve(&heavy);
            let twice = solved.root.solve(&q);
            let through = dot(&q, &back);
            let column = Column {
                slope: [dot(&m, &prior.precision.times(&m)), -variance * dot(&m, &q)],
                moved: [
                    dot(&m, &heavy) - variance * dot(&heavy, &once),
                    -variance * dot(&heavy, &twice),
                    variance * (through - dot(&q, &twice)),
                ],
                bent: [
                    -dot(&m, &q),
                    variance * (2.0 * through - dot(&m, &prior.bend.times(&m))),
                ],
                seen: [
                    precision[i] * dot(&m, &heavy),
                    -variance * precision[i] * dot(&heavy, &back),
                ],
                own: m[i],
                back: Vec::new(),
            };
            back.iter_mut().for_each(|x| *x *= precision[i]);
            Column { back, ..column }
        };
        let columns: Vec<Column> = (0..n).into_par_iter().map(column).collect();
        let sum = |k: usize| 0.5 * columns.iter().map(|c| c.seen[k]).sum::<f64>();
        let crossed = |i: usize| {
            let own = columns.iter().zip(&columns[i].back);
            own.map(|(other, x)| other.back[i] * x).sum::<f64>()
        };
        let squares: Vec<f64> = (0..n).into_par_iter().map(crossed).collect();
        let by_rho = 0.5 * variance * variance * squares.iter().sum::<f64>();
        // where the variance is 0 rho is not known, and adds nothing
        let covariance = match variance > 0.0 {
            true => Matrix2::new(sum(0), sum(1), sum(1), by_rho).try_inverse()?,
            false => Matrix2::new(1.0 / sum(0), 0.0, 0.0, 0.0),
        };
        let bias = match model.restricted {
            true => Vector2::zeros(),
            false => {
                let [lost, _] = model.taken(prior, solved, variance);
                covariance * Vector2::new(lost[0], lost[1]) * -0.5
            }
        };
        let of = columns.iter().map(|c| {
            let [a, b, r] = [covariance[(0, 0)], covariance[(0, 1)], covariance[(1, 1)]];
            let g3 = a * c.moved[0] + 2.0 * b * c.moved[1] + r * c.moved[2];
            let g4 = 0.5 * (2.0 * b * c.bent[0] + r * c.bent[1]);
            let lost = bias[0] * c.slope[0] + bias[1] * c.slope[1];
            variance * c.own + 2.0 * g3 - g4 - lost
        });
        Some(Self { of: of.collect() })
    }
}
