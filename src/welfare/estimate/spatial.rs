//! The model of Fay and Herriot with effects that neighbours share: simultaneous autoregression (Petrucci and Salvati 2006; Pratesi and
//! Salvati 2008, doi:10.1007/s10260-007-0061-9).
//!
//! For one rho, a rotation turns the model into one with independent errors, whose variance is searched as there; so the highest place of both
//! numbers is found on a line.

use super::design::Design;
use super::fay_herriot::{Estimate, Fit, Found, Method, check, finish, unsolvable};
use super::likelihood::{At, Sample};
use super::spatial_mse::{Moments, mse};
use crate::error::{Error, Result};
use nalgebra::{DMatrix, DVector};
use rayon::prelude::*;

/// Most areas of a model: matrices are full.
pub const MOST: usize = 1500;

/// Where the likelihood is looked at first; effects of row-standardised neighbours are stationary between -1 and 1.
const PLACES: [f64; 13] = [
    -0.999, -0.8, -0.6, -0.4, -0.2, 0.0, 0.2, 0.4, 0.6, 0.8, 0.9, 0.97, 0.999,
];

/// Fits m direct estimates with known error variances and, for each area, its neighbours with weights above 0, whose rows are made to sum to 1.
///
/// The mean squared error is the analytical one of R sae's `mseSFH` (Singh, Shukla and Kundu 2005; Molina, Salvati and Pratesi 2009,
/// doi:10.1007/s00180-008-0138-4): g1 + g2 + 2 g3 - g4, less the bias of the variances under maximum likelihood.
///
/// # Errors
/// Those of [`super::fay_herriot::fit`]; a moment method; more than [`MOST`] areas; nobody has a neighbour.
pub fn fit(
    design: &Design,
    direct: &[f64],
    errors: &[f64],
    neighbours: &[Vec<(usize, f64)>],
    method: Method,
) -> Result<Fit> {
    check(direct, errors)?;
    let restricted = match method {
        Method::Reml => true,
        Method::Ml => false,
        Method::Moment | Method::PrasadRao => {
            return Err(Error::study("the spatial model is fitted by a likelihood")
                .remedy("ask for reml or ml"));
        }
    };
    let m = direct.len();
    if m > MOST {
        return Err(Error::input(format!(
            "the spatial model takes up to {MOST} areas, and there are {m}"
        ))
        .remedy("use a coarser level, or leave `spatial` out"));
    }
    let weights = standardised(neighbours, m);
    if weights.iter().all(|w| *w == 0.0) {
        return Err(
            Error::input("no area with a direct estimate has a neighbour with one")
                .remedy("leave `spatial` out, or let more areas be neighbours"),
        );
    }
    let model = Model {
        design,
        direct,
        errors,
        weights: &weights,
        restricted,
    };
    let (rho, variance) = model.highest().ok_or_else(unsolvable)?;
    model.finish(rho, variance, method).ok_or_else(unsolvable)
}

fn standardised(neighbours: &[Vec<(usize, f64)>], m: usize) -> DMatrix<f64> {
    let mut weights = DMatrix::zeros(m, m);
    for (i, row) in neighbours.iter().enumerate() {
        let sum: f64 = row.iter().map(|(_, w)| w).sum();
        for &(j, w) in row {
            weights[(i, j)] = w / sum;
        }
    }
    weights
}

struct Model<'a> {
    design: &'a Design,
    direct: &'a [f64],
    errors: &'a [f64],
    weights: &'a DMatrix<f64>,
    restricted: bool,
}

impl Model<'_> {
    /// The identity less rho times the weights.
    fn filter(&self, rho: f64) -> DMatrix<f64> {
        let m = self.direct.len();
        DMatrix::identity(m, m) - self.weights * rho
    }

    /// The best variance at a rho, and the log-likelihood there.
    fn along(&self, rho: f64) -> Option<(f64, f64)> {
        let filter = self.filter(rho);
        let mut scaled = filter.clone();
        for (mut column, e) in scaled.column_iter_mut().zip(self.errors) {
            column *= e.sqrt();
        }
        let turned = (&scaled * scaled.transpose()).symmetric_eigen();
        let errors: Vec<f64> = turned
            .eigenvalues
            .iter()
            .map(|e| e.max(f64::MIN_POSITIVE))
            .collect();
        let y = turned
            .eigenvectors
            .tr_mul(&(&filter * DVector::from_column_slice(self.direct)));
        let basis = turned.eigenvectors.tr_mul(&(&filter * &self.design.basis));
        let sample = Sample {
            basis: &basis,
            y: y.as_slice(),
            errors: &errors,
        };
        let method = if self.restricted {
            Method::Reml
        } else {
            Method::Ml
        };
        let variance = sample.variance(method)?;
        let height = sample.log_likelihood(&sample.at(variance)?, self.restricted);
        let logs: f64 = filter
            .lu()
            .u()
            .diagonal()
            .iter()
            .map(|u| u.abs().ln())
            .sum();
        Some((variance, height + logs))
    }

    /// Rho and variance at the highest likelihood.
    fn highest(&self) -> Option<(f64, f64)> {
        let heights: Vec<f64> = PLACES
            .par_iter()
            .map(|&rho| Some(self.along(rho)?.1))
            .collect::<Option<_>>()?;
        let best = (0..PLACES.len()).fold(
            0,
            |best, k| if heights[k] > heights[best] { k } else { best },
        );
        let low = PLACES[best.saturating_sub(1)];
        let high = PLACES[(best + 1).min(PLACES.len() - 1)];
        let (mut rho, height) = brent(low, high, PLACES[best], |rho| Some(self.along(rho)?.1))?;
        if heights[best] > height {
            rho = PLACES[best];
        }
        Some((rho, self.along(rho)?.0))
    }

    fn finish(&self, rho: f64, variance: f64, method: Method) -> Option<Fit> {
        let m = self.direct.len();
        let moments = Moments::new(self.weights, self.errors, rho, variance)?;
        let inverse = &moments.inverse;
        let basis = &self.design.basis;
        let crossed = inverse * basis;
        let root = basis.tr_mul(&crossed).cholesky()?;
        let y = DVector::from_column_slice(self.direct);
        let coefficients = root.solve(&crossed.tr_mul(&y));
        let residuals = &y - basis * &coefficients;
        let spread = root.inverse();
        let pulled = inverse * &residuals;
        let error = mse(&moments, basis, &spread, self.errors, self.restricted)?;
        let around = basis * &spread;
        let areas = (0..m).map(|i| {
            let whole = moments.effects[(i, i)] + self.errors[i];
            Estimate {
                value: self.direct[i] - self.errors[i] * pulled[i],
                mse: error[i],
                gamma: 1.0 - self.errors[i] * inverse[(i, i)],
                residual: residuals[i] / whole.sqrt(),
                leverage: around.row(i).dot(&crossed.row(i)),
            }
        });
        let areas = areas.collect();
        let determinant = 2.0 * moments.root_diagonal.iter().map(|d| d.ln()).sum::<f64>();
        let constant = m as f64 * std::f64::consts::TAU.ln();
        let at = At {
            weights: Vec::new(),
            coefficients,
            spread,
            residuals: residuals.iter().copied().collect(),
            log_determinant: 0.0,
        };
        let found = Found {
            method,
            variance,
            beyond: moments.effects.diagonal().mean(),
            rho: Some(rho),
            areas,
            log_likelihood: -0.5 * (constant + determinant + residuals.dot(&pulled)),
        };
        Some(finish(self.design, at, found))
    }
}

/// The highest place between two and its height, by parabolas and golden sections (Brent 1973, chapter 5).
fn brent(
    mut low: f64,
    mut high: f64,
    start: f64,
    height: impl Fn(f64) -> Option<f64>,
) -> Option<(f64, f64)> {
    const GOLDEN: f64 = 0.381_966_011_250_105_1;
    const CLOSE: f64 = 1e-9;
    let mut x = start.clamp(low + 1e-6, high - 1e-6);
    let (mut w, mut v) = (x, x);
    let mut fx = height(x)?;
    let (mut fw, mut fv) = (fx, fx);
    let (mut step, mut before) = (0.0_f64, 0.0_f64);
    for _ in 0..60 {
        let middle = 0.5 * (low + high);
        if (x - middle).abs() <= 2.0 * CLOSE - 0.5 * (high - low) {
            break;
        }
        let r = (x - w) * (fx - fv);
        let q = (x - v) * (fx - fw);
        let p = (x - v) * q - (x - w) * r;
        let q = 2.0 * (q - r);
        let (p, q) = if q > 0.0 { (-p, q) } else { (p, -q) };
        let parabola = before.abs() > CLOSE
            && p.abs() < (0.5 * q * before).abs()
            && p > q * (low - x)
            && p < q * (high - x);
        before = step;
        step = match parabola {
            true => p / q,
            false => {
                before = if x < middle { high - x } else { low - x };
                GOLDEN * before
            }
        };
        let u = x + if step.abs() >= CLOSE {
            step
        } else {
            CLOSE.copysign(step)
        };
        let fu = height(u)?;
        if fu >= fx {
            if u < x {
                high = x
            } else {
                low = x
            }
            (v, fv, w, fw, x, fx) = (w, fw, x, fx, u, fu);
        } else {
            if u < x {
                low = u
            } else {
                high = u
            }
            if fu >= fw || w == x {
                (v, fv, w, fw) = (w, fw, u, fu);
            } else if fu >= fv || v == x || v == w {
                (v, fv) = (u, fu);
            }
        }
    }
    Some((x, fx))
}
