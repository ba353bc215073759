//! Direct estimates of areas and a model of them, weighed by how sure each is (Fay and Herriot 1979).

use super::design::Design;
use super::likelihood::{At, Sample, traced};
use super::spatial_mse::Around;
use crate::error::{Error, Result};
use nalgebra::{DMatrix, DVector};
use statrs::distribution::{ContinuousCDF, Normal};

pub use super::likelihood::Method;

/// A coefficient of the model.
#[derive(Debug, Clone, PartialEq)]
pub struct Coefficient {
    /// The covariate; `intercept` is the first.
    pub name: String,
    /// Its value.
    pub value: f64,
    /// Its standard error.
    pub se: f64,
    /// Value over error.
    pub t: f64,
    /// Two-sided, by the normal law.
    pub p: f64,
}

/// What the model says of one area that has a direct estimate.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// The empirical best linear unbiased predictor.
    pub value: f64,
    /// Its mean squared error.
    pub mse: f64,
    /// The share of the direct estimate in it.
    pub gamma: f64,
    /// Direct estimate less the covariates' part, over its standard deviation.
    pub residual: f64,
    /// How much the area draws the coefficients to itself, from 0 to 1.
    pub leverage: f64,
}

/// A fitted model.
#[derive(Debug, Clone)]
pub struct Fit {
    /// How the variance was found.
    pub method: Method,
    /// The variance between areas.
    pub variance: f64,
    /// Of neighbours, in a spatial model.
    pub rho: Option<f64>,
    /// p coefficients.
    pub coefficients: Vec<Coefficient>,
    /// m areas, in the order given.
    pub areas: Vec<Estimate>,
    /// At the variance found, its constant included and not restricted.
    pub log_likelihood: f64,
    /// Akaike's criterion; the variance, and rho, count as coefficients.
    pub aic: f64,
    /// Skewness and excess kurtosis of the residuals, and the p of Jarque and Bera (1980).
    pub normality: [f64; 3],
    /// The variance of an area that has no direct estimate.
    pub(super) beyond: f64,
    pub(super) design: Design,
    pub(super) beta: DVector<f64>,
    pub(super) spread: DMatrix<f64>,
    pub(super) around: Option<Around>,
}

impl Fit {
    /// The synthetic estimate of a place that has covariates only, and its mean squared error: variance between areas and error of the
    /// coefficients.
    pub fn synthetic(&self, covariates: &[f64]) -> (f64, f64) {
        let row = self.design.at(covariates);
        let error = row.dot(&(&self.spread * &row));
        (row.dot(&self.beta), self.beyond + error)
    }

    /// The estimate of an area that has covariates but no direct estimate, by its place among all areas, and its mean squared error: with neighbours
    /// what theirs say of it (Saei and Chambers 2005), else [`Self::synthetic`].
    pub fn elsewhere(&self, area: usize, covariates: &[f64]) -> (f64, f64) {
        match &self.around {
            Some(around) if area < around.effects.len() => {
                let row = self.design.at(covariates);
                let rest = &row - around.drawn.row(area).transpose();
                (
                    row.dot(&self.beta) + around.effects[area],
                    around.errors[area] + rest.dot(&(&self.spread * &rest)),
                )
            }
            _ => self.synthetic(covariates),
        }
    }

    /// Areas whose leverage is over twice the mean.
    pub fn strong(&self) -> impl Iterator<Item = usize> {
        let limit = 2.0 * self.design.coefficients() as f64 / self.areas.len() as f64;
        let over = self.areas.iter().enumerate();
        over.filter(move |(_, area)| area.leverage > limit)
            .map(|(i, _)| i)
    }
}

/// Fits m direct estimates with known error variances.
///
/// The mean squared errors are those of Prasad and Rao (1990) and Datta and Lahiri (2000, doi:10.2307/24306590): g1 + g2 + 2 g3, less the bias
/// of the variance where it has one (maximum likelihood; Datta, Rao and Smith 2005 for the moment equation).
///
/// # Errors
/// A variance that is not above 0, by its place; values that are not finite; nothing can be solved.
pub fn fit(design: &Design, direct: &[f64], errors: &[f64], method: Method) -> Result<Fit> {
    check(direct, errors)?;
    let sample = Sample {
        basis: &design.basis,
        y: direct,
        errors,
    };
    let variance = sample.variance(method).ok_or_else(unsolvable)?;
    let at = sample.at(variance).ok_or_else(unsolvable)?;
    let error = VarianceError::of(&sample, &at, method);
    let mut areas = Vec::with_capacity(direct.len());
    for (i, e) in errors.iter().enumerate() {
        let row = design.basis.row(i).transpose();
        let gamma = variance * at.weights[i];
        let rest = 1.0 - gamma;
        let fitted = row.dot(&at.coefficients);
        let around = row.dot(&(&at.spread * &row));
        let g1 = gamma * e;
        let g2 = rest * rest * around;
        let g3 = rest * rest * error.variance * at.weights[i];
        areas.push(Estimate {
            value: fitted + gamma * at.residuals[i],
            mse: g1 + g2 + 2.0 * g3 - error.bias * rest * rest,
            gamma,
            residual: at.residuals[i] * at.weights[i].sqrt(),
            leverage: at.weights[i] * around,
        });
    }
    let logs: f64 = at
        .weights
        .iter()
        .map(|w| (w / std::f64::consts::TAU).ln())
        .sum();
    let squares: f64 = areas.iter().map(|a| a.residual * a.residual).sum();
    Ok(finish(
        design,
        at,
        Found {
            method,
            variance,
            beyond: variance,
            rho: None,
            areas,
            log_likelihood: 0.5 * (logs - squares),
            around: None,
        },
    ))
}

/// What is known once a model is solved.
pub(super) struct Found {
    pub(super) method: Method,
    pub(super) variance: f64,
    pub(super) rho: Option<f64>,
    pub(super) areas: Vec<Estimate>,
    pub(super) log_likelihood: f64,
    pub(super) beyond: f64,
    pub(super) around: Option<Around>,
}

pub(super) fn finish(design: &Design, at: At, found: Found) -> Fit {
    let covariance = &design.back * &at.spread * design.back.transpose();
    let values = &design.back * &at.coefficients;
    let coefficients = design.names.iter().enumerate().map(|(j, name)| {
        let se = covariance[(j, j)].sqrt();
        let t = values[j] / se;
        Coefficient {
            name: name.clone(),
            value: values[j],
            se,
            t,
            p: two_sided(t),
        }
    });
    let more = 1 + usize::from(found.rho.is_some());
    let free = (design.coefficients() + more) as f64;
    Fit {
        method: found.method,
        variance: found.variance,
        beyond: found.beyond,
        rho: found.rho,
        coefficients: coefficients.collect(),
        normality: normality(&found.areas),
        areas: found.areas,
        log_likelihood: found.log_likelihood,
        aic: 2.0 * (free - found.log_likelihood),
        design: design.clone(),
        beta: at.coefficients,
        spread: at.spread,
        around: found.around,
    }
}

fn two_sided(t: f64) -> f64 {
    2.0 * Normal::standard().cdf(-t.abs())
}

/// Finite estimates, and variances above 0.
pub(super) fn check(direct: &[f64], errors: &[f64]) -> Result<()> {
    let wrong = |(y, e): (&f64, &f64)| !y.is_finite() || !e.is_finite() || *e <= 0.0;
    match direct.iter().zip(errors).position(wrong) {
        None => Ok(()),
        Some(i) => Err(Error::input(format!(
            "estimate {} has the error variance {}, which must be above 0",
            direct[i], errors[i]
        ))
        .row(i + 1)
        .remedy(
            "leave out estimates without a variance: the model gives those areas a synthetic one",
        )),
    }
}

pub(super) fn unsolvable() -> Error {
    Error::engine("the model cannot be solved")
        .remedy("check the covariates and variances for values far from the others")
}

/// What the variance between areas is off by: its own variance and bias.
struct VarianceError {
    variance: f64,
    bias: f64,
}

impl VarianceError {
    fn of(sample: &Sample, at: &At, method: Method) -> Self {
        let m = at.weights.len() as f64;
        let sum: f64 = at.weights.iter().sum();
        let squares: f64 = at.weights.iter().map(|w| w * w).sum();
        let (variance, bias) = match method {
            Method::Reml => (2.0 / squares, 0.0),
            Method::Ml => (
                2.0 / squares,
                -traced(&at.spread, &sample.squared(at)) / squares,
            ),
            Method::Moment => (
                2.0 * m / (sum * sum),
                2.0 * (m * squares - sum * sum) / sum.powi(3),
            ),
            Method::PrasadRao => {
                let whole: f64 = at.weights.iter().map(|w| 1.0 / (w * w)).sum();
                (2.0 * whole / (m * m), 0.0)
            }
        };
        Self { variance, bias }
    }
}

/// Skewness, excess kurtosis, and how likely such residuals are where errors are normal.
fn normality(areas: &[Estimate]) -> [f64; 3] {
    let n = areas.len() as f64;
    let mean = areas.iter().map(|a| a.residual).sum::<f64>() / n;
    let moment = |k: i32| {
        areas
            .iter()
            .map(|a| (a.residual - mean).powi(k))
            .sum::<f64>()
            / n
    };
    let spread = moment(2);
    let skewness = moment(3) / spread.powf(1.5);
    let kurtosis = moment(4) / (spread * spread) - 3.0;
    let bera = n / 6.0 * (skewness * skewness + kurtosis * kurtosis / 4.0);
    [skewness, kurtosis, (-0.5 * bera).exp()]
}
