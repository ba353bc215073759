//! Covariates as places whose plain distance is the distance asked for.

use super::Method;
use crate::error::{Error, Result};
use crate::welfare::impact::logit::{independent, logit, moments};
use nalgebra::{DMatrix, DVector};

/// Where villages are.
pub(super) struct Places {
    /// Treated villages and their places, ascending by village.
    pub treated: Vec<(u32, Vec<f64>)>,
    /// The others.
    pub controls: Vec<(u32, Vec<f64>)>,
    /// Whether the only coordinate is the log odds of treatment: then the likeliest choose first.
    pub odds: bool,
}

/// Places of villages by their k covariates.
///
/// # Errors
/// See [`logit`]; covariates that have no spread within treated and others.
pub(super) fn places(
    treated: &[(u32, Vec<f64>)],
    controls: &[(u32, Vec<f64>)],
    names: &[String],
    method: Method,
) -> Result<Places> {
    let k = names.len();
    let all = || treated.iter().chain(controls);
    let column = |j: usize| all().map(|(_, x)| x[j]).collect::<Vec<f64>>();
    let columns: Vec<Vec<f64>> = (0..k).map(column).collect();
    let m = treated.len();
    let split = |places: Vec<Vec<f64>>| {
        let mut named = all().map(|(unit, _)| *unit).zip(places);
        let own: Vec<_> = named.by_ref().take(m).collect();
        (own, named.collect::<Vec<_>>())
    };
    let (places, odds) = match method {
        Method::Propensity => {
            let marks: Vec<bool> = (0..columns[0].len()).map(|i| i < m).collect();
            let fit = logit(&marks, names, &columns)?;
            let (a, b) = fit.linear.split_at(m);
            let sd = pooled(a, b);
            // without spread everybody is as likely, and nobody is nearer
            let scale = if sd > 0.0 { sd } else { 1.0 };
            let places = fit.linear.iter().map(|odds| vec![odds / scale]);
            (places.collect(), true)
        }
        Method::Euclidean => {
            independent(names, &columns)?;
            let sd: Vec<f64> = columns.iter().map(|x| pooled(&x[..m], &x[m..])).collect();
            if let Some(j) = sd.iter().position(|sd| *sd <= 0.0) {
                return Err(flat(&names[j]));
            }
            let scaled = |x: &Vec<f64>| x.iter().zip(&sd).map(|(x, sd)| x / sd).collect();
            (all().map(|(_, x)| scaled(x)).collect(), false)
        }
        Method::Mahalanobis => {
            independent(names, &columns)?;
            (white(&columns, m, names)?, false)
        }
    };
    let (treated, controls) = split(places);
    Ok(Places {
        treated,
        controls,
        odds,
    })
}

fn flat(name: &str) -> Error {
    Error::input("the covariate has no spread within treated villages and the others")
        .column(name)
        .remedy("leave it out of what villages are matched on")
}

/// The root of the mean of two variances; of one side where the other has no two values.
pub fn pooled(a: &[f64], b: &[f64]) -> f64 {
    let sides = [a, b].into_iter().filter(|x| x.len() > 1);
    let variances: Vec<f64> = sides.map(|x| moments(x).1.powi(2)).collect();
    (variances.iter().sum::<f64>() / variances.len().max(1) as f64).sqrt()
}

/// Rows turned and scaled so that the covariance within the two sides is the identity.
fn white(columns: &[Vec<f64>], m: usize, names: &[String]) -> Result<Vec<Vec<f64>>> {
    let (k, n) = (columns.len(), columns[0].len());
    let mean = |x: &[f64]| x.iter().sum::<f64>() / x.len() as f64;
    let means: Vec<[f64; 2]> = columns
        .iter()
        .map(|x| [mean(&x[..m]), mean(&x[m..])])
        .collect();
    let off = |j: usize, i: usize| columns[j][i] - means[j][usize::from(i >= m)];
    let freedom = n.saturating_sub(2).max(1) as f64;
    let covariance = DMatrix::from_fn(k, k, |a, b| {
        (0..n).map(|i| off(a, i) * off(b, i)).sum::<f64>() / freedom
    });
    let singular = || flat(names.last().map_or("", String::as_str));
    let root = covariance.clone().cholesky().ok_or_else(singular)?.l();
    if let Some(j) = (0..k).find(|&j| root[(j, j)].powi(2) < 1e-14 * covariance[(j, j)]) {
        return Err(flat(&names[j]));
    }
    (0..n)
        .map(|i| {
            let x = DVector::from_fn(k, |j, _| columns[j][i]);
            let place = root.solve_lower_triangular(&x).ok_or_else(singular)?;
            Ok(place.iter().copied().collect())
        })
        .collect()
}
