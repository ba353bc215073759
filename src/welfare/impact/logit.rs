//! The chance to be treated from what was known before: logistic regression by Newton's method (iteratively reweighted least squares).

use crate::error::{Error, Result};
use nalgebra::{DMatrix, DVector};

/// A logistic regression.
#[derive(Debug, Clone, PartialEq)]
pub struct Logit {
    /// Constant, then a coefficient a covariate.
    pub coefficients: Vec<f64>,
    /// The log odds of each of m rows.
    pub linear: Vec<f64>,
}

/// Steps after which coefficients that still move have no end.
const STEPS: usize = 60;

/// Fits m outcomes to k covariates of m values.
///
/// # Errors
/// A covariate that is constant or follows from the others; covariates that tell the treated apart without error, so that the odds have no end.
pub fn logit(treated: &[bool], names: &[String], x: &[Vec<f64>]) -> Result<Logit> {
    let (m, k) = (treated.len(), x.len());
    independent(names, x)?;
    // centred and scaled, so that units make no difference to the steps
    let scale: Vec<(f64, f64)> = x.iter().map(|x| moments(x)).collect();
    let design = DMatrix::from_fn(m, k + 1, |i, j| match j {
        0 => 1.0,
        j => (x[j - 1][i] - scale[j - 1].0) / scale[j - 1].1,
    });
    let mut beta = DVector::<f64>::zeros(k + 1);
    let mut settled = false;
    for _ in 0..STEPS {
        let odds = &design * &beta;
        let chance: Vec<f64> = odds
            .iter()
            .map(|odds| 1.0 / (1.0 + (-odds).exp()))
            .collect();
        let mut slope = DVector::<f64>::zeros(k + 1);
        let mut curve = DMatrix::<f64>::zeros(k + 1, k + 1);
        for (i, &p) in chance.iter().enumerate() {
            let rest = f64::from(u8::from(treated[i])) - p;
            for a in 0..=k {
                slope[a] += design[(i, a)] * rest;
                for b in 0..=k {
                    curve[(a, b)] += p * (1.0 - p) * design[(i, a)] * design[(i, b)];
                }
            }
        }
        let Some(root) = curve.cholesky() else { break };
        let step = root.solve(&slope);
        beta += &step;
        if !beta.iter().all(|b| b.is_finite()) {
            break;
        }
        let moved = step
            .iter()
            .zip(beta.iter())
            .map(|(s, b)| s.abs() / b.abs().max(1.0));
        if moved.fold(0.0, f64::max) < 1e-12 {
            settled = true;
            break;
        }
    }
    if !settled {
        return Err(separated(treated, names, x));
    }
    let mut coefficients = vec![beta[0]];
    for (j, (mean, sd)) in scale.iter().enumerate() {
        coefficients.push(beta[j + 1] / sd);
        coefficients[0] -= beta[j + 1] * mean / sd;
    }
    Ok(Logit {
        coefficients,
        linear: (&design * &beta).iter().copied().collect(),
    })
}

fn separated(treated: &[bool], names: &[String], x: &[Vec<f64>]) -> Error {
    let range = |x: &[f64], own: bool| {
        let side = x
            .iter()
            .zip(treated)
            .filter(|(_, t)| **t == own)
            .map(|(x, _)| *x);
        side.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), x| {
            (low.min(x), high.max(x))
        })
    };
    let apart = |x: &&Vec<f64>| {
        let ((a, b), (c, d)) = (range(x, true), range(x, false));
        b < c || d < a
    };
    let name = x.iter().position(|x| apart(&x)).map(|at| names[at].clone());
    let said = match &name {
        Some(name) => format!("{name} alone tells treated villages from the others without error"),
        None => {
            "the covariates together tell (some) treated villages from the others without error"
                .to_owned()
        }
    };
    let error = Error::input(format!("{said}, so no chance of treatment can be estimated and nobody is alike"))
        .remedy("match on fewer columns, or on others; a rule that decides who is treated leaves nobody to compare with near it");
    match name {
        Some(name) => error.column(name),
        None => error,
    }
}

/// Mean and standard deviation (n - 1).
pub fn moments(x: &[f64]) -> (f64, f64) {
    let n = x.len() as f64;
    let mean = x.iter().sum::<f64>() / n;
    let squares: f64 = x.iter().map(|x| (x - mean).powi(2)).sum();
    (mean, (squares / (n - 1.0)).sqrt())
}

/// That every covariate says something the earlier ones do not.
///
/// # Errors
/// The first that is constant, or a sum of multiples of those before it.
pub fn independent(names: &[String], x: &[Vec<f64>]) -> Result<()> {
    let mut basis: Vec<Vec<f64>> = Vec::new();
    for (name, x) in names.iter().zip(x) {
        let fault = |what: &str| {
            Err(Error::input(format!("the covariate {what}"))
                .column(name)
                .remedy("leave it out of what villages are matched on"))
        };
        let (mean, sd) = moments(x);
        if sd.is_nan() || sd <= 1e-12 * mean.abs() {
            return fault("has the same value everywhere");
        }
        let mut rest: Vec<f64> = x.iter().map(|x| (x - mean) / sd).collect();
        let length = |v: &[f64]| v.iter().map(|v| v * v).sum::<f64>().sqrt();
        let whole = length(&rest);
        for earlier in &basis {
            let along: f64 = rest.iter().zip(earlier).map(|(a, b)| a * b).sum();
            rest.iter_mut()
                .zip(earlier)
                .for_each(|(a, b)| *a -= along * b);
        }
        let left = length(&rest);
        if left < 1e-7 * whole {
            return fault("follows from those named before it");
        }
        rest.iter_mut().for_each(|v| *v /= left);
        basis.push(rest);
    }
    Ok(())
}
