//! The model of Fay and Herriot with effects that neighbours share: simultaneous autoregression (Petrucci and Salvati 2006; Pratesi and
//! Salvati 2008, doi:10.1007/s10260-007-0061-9), over all areas, those without a direct estimate too (Saei and Chambers 2005).
//!
//! With Q = (I - rho W)'(I - rho W) over all n areas, D the precisions of the direct estimates (0 where there is none) and M = Q + A D, the effects
//! are known with the covariance A inv(M), whose inverse is sparse: nothing here is a full matrix.

use super::band::{Band, Root, dot, near_order};
use super::design::Design;
use super::fay_herriot::{Estimate, Fit, Found, Method, check, finish, unsolvable};
use super::likelihood::{At, traced};
use super::spatial_mse::{Around, Errors};
use super::spatial_search::highest;
use crate::error::{Error, Result};
use nalgebra::{DMatrix, DVector};

/// Most areas of a model.
pub const MOST: usize = 4000;

/// Fits m direct estimates with known error variances, whose places among n areas are `observed`, and for each of the n its neighbours with weights
/// above 0, each named once, whose rows are made to sum to 1. [`Fit::elsewhere`] has the others.
///
/// The mean squared error is the analytical one of R sae's `mseSFH` (Singh, Shukla and Kundu 2005; Molina, Salvati and Pratesi 2009,
/// doi:10.1007/s00180-008-0138-4): g1 + g2 + 2 g3 - g4, less the bias of the variances under maximum likelihood. O(n b^2) a look at the likelihood
/// and O(n^2 b) for the errors, with b the width of the band that neighbours of neighbours make.
///
/// # Errors
/// Those of [`super::fay_herriot::fit`]; a moment method; more than [`MOST`] areas; no two areas with a direct estimate hang together.
pub fn fit(
    design: &Design,
    direct: &[f64],
    errors: &[f64],
    observed: &[usize],
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
    let n = neighbours.len();
    if n > MOST {
        return Err(Error::input(format!(
            "the spatial model takes up to {MOST} areas, and there are {n}"
        ))
        .remedy("use a coarser level, or leave `spatial` out"));
    }
    if !together(neighbours, observed) {
        return Err(
            Error::input("no neighbours tie areas with a direct estimate together")
                .remedy("leave `spatial` out, or let more areas be neighbours"),
        );
    }
    let model = Model::new(design, direct, errors, observed, neighbours, restricted);
    let (rho, variance) = highest(&model).ok_or_else(unsolvable)?;
    model
        .finish(design, rho, variance, method)
        .ok_or_else(unsolvable)
}

/// Whether ways from neighbour to neighbour lead from one observed area to another.
fn together(neighbours: &[Vec<(usize, f64)>], observed: &[usize]) -> bool {
    let mut part: Vec<usize> = (0..neighbours.len()).collect();
    fn root(part: &mut [usize], mut i: usize) -> usize {
        while part[i] != i {
            part[i] = part[part[i]];
            i = part[i];
        }
        i
    }
    for (i, row) in neighbours.iter().enumerate() {
        for &(j, _) in row {
            let (a, b) = (root(&mut part, i), root(&mut part, j));
            part[a.max(b)] = a.min(b);
        }
    }
    let mut seen = vec![false; part.len()];
    observed.iter().any(|&i| {
        let at = root(&mut part, i);
        std::mem::replace(&mut seen[at], true)
    })
}

/// The data in the order of the band.
pub(super) struct Model {
    /// n places of the areas given.
    place: Vec<usize>,
    /// m places of the observed.
    observed: Vec<usize>,
    /// W + W' and W'W.
    crossed: [Band; 2],
    unit: Band,
    /// n precisions of direct estimates.
    pub(super) precision: Vec<f64>,
    /// p columns of the basis and the estimates behind them, n each, 0 where nothing is observed.
    columns: Vec<Vec<f64>>,
    logs: f64,
    pub(super) restricted: bool,
}

/// What depends on rho alone.
pub(super) struct Prior {
    pub(super) precision: Band,
    pub(super) root: Root,
    /// The first and second derivative of the precision by rho.
    pub(super) slope: Band,
    pub(super) bend: Band,
}

/// The model at a rho and a variance.
pub(super) struct Solved {
    pub(super) root: Root,
    /// p + 1 columns times the inverse of the covariance of the estimates: the basis and, last, the residuals.
    pub(super) pulled: Vec<Vec<f64>>,
    pub(super) coefficients: DVector<f64>,
    pub(super) spread: DMatrix<f64>,
    residuals: Vec<f64>,
    /// But for the constant; restricted where the model is.
    pub(super) height: f64,
    log_likelihood: f64,
}

impl Model {
    fn new(
        design: &Design,
        direct: &[f64],
        errors: &[f64],
        observed: &[usize],
        neighbours: &[Vec<(usize, f64)>],
        restricted: bool,
    ) -> Self {
        let n = neighbours.len();
        let mut both = vec![Vec::new(); n];
        for (i, row) in neighbours.iter().enumerate() {
            for &(j, _) in row {
                both[i].push(j);
                both[j].push(i);
            }
        }
        for row in &mut both {
            row.sort_unstable();
            row.dedup();
        }
        let place = near_order(&both);
        let rows = neighbours.iter().map(|row| {
            let sum: f64 = row.iter().map(|(_, w)| w).sum();
            row.iter()
                .map(|&(j, w)| (place[j], w / sum))
                .collect::<Vec<_>>()
        });
        let mut weights = vec![Vec::new(); n];
        for (i, row) in rows.enumerate() {
            weights[place[i]] = row;
        }
        let far = |i: usize, row: &[(usize, f64)]| {
            let reach = row.iter().map(|(j, _)| *j).chain([i]);
            let (low, high) = reach.fold((i, i), |(low, high), j| (low.min(j), high.max(j)));
            high - low
        };
        let width = weights.iter().enumerate().map(|(i, row)| far(i, row));
        let width = width.max().unwrap_or(0);
        let [mut unit, mut once, mut twice] = [(); 3].map(|()| Band::zeros(n, width));
        for (i, row) in weights.iter().enumerate() {
            unit.add(i, i, 1.0);
            for (k, &(j, w)) in row.iter().enumerate() {
                once.add(i, j, if i == j { 2.0 * w } else { w });
                for &(l, v) in &row[..=k] {
                    twice.add(j, l, w * v);
                }
            }
        }
        let at: Vec<usize> = observed.iter().map(|&i| place[i]).collect();
        let spread = |values: &mut dyn Iterator<Item = f64>| {
            let mut all = vec![0.0; n];
            for (&i, value) in at.iter().zip(values) {
                all[i] = value;
            }
            all
        };
        let mut columns: Vec<Vec<f64>> = design
            .basis
            .column_iter()
            .map(|column| spread(&mut column.iter().copied()))
            .collect();
        columns.push(spread(&mut direct.iter().copied()));
        Self {
            precision: spread(&mut errors.iter().map(|e| 1.0 / e)),
            place,
            observed: at,
            crossed: [once, twice],
            unit,
            columns,
            logs: errors.iter().map(|e| e.ln()).sum(),
            restricted,
        }
    }

    /// A variance far beyond the scatter of the estimates.
    pub(super) fn far(&self) -> f64 {
        let y = &self.columns[self.columns.len() - 1];
        let m = self.observed.len() as f64;
        let mean = self.observed.iter().map(|&i| y[i]).sum::<f64>() / m;
        let squares = self.observed.iter().map(|&i| (y[i] - mean).powi(2));
        let scatter = squares.sum::<f64>() / m;
        let errors = self.observed.iter().map(|&i| 1.0 / self.precision[i]);
        match scatter > 0.0 {
            true => 4.0 * scatter,
            false => errors.fold(0.0, f64::max),
        }
    }

    /// n areas.
    pub(super) fn areas(&self) -> usize {
        self.place.len()
    }

    pub(super) fn prior(&self, rho: f64) -> Option<Prior> {
        let [once, twice] = &self.crossed;
        let precision = self.unit.blend(1.0, [(once, -rho), (twice, rho * rho)]);
        Some(Prior {
            root: precision.clone().root()?,
            precision,
            slope: self.unit.blend(0.0, [(once, -1.0), (twice, 2.0 * rho)]),
            bend: self.unit.blend(0.0, [(once, 0.0), (twice, 2.0)]),
        })
    }

    /// n numbers of the areas, which the direct estimates give with a variance between areas.
    fn effects(&self, root: &Root, variance: f64, column: &[f64]) -> Vec<f64> {
        let weighed: Vec<f64> = column
            .iter()
            .zip(&self.precision)
            .map(|(x, d)| x * d * variance)
            .collect();
        root.solve(&weighed)
    }

    pub(super) fn at(&self, prior: &Prior, variance: f64) -> Option<Solved> {
        let root = prior.precision.raised(&self.precision, variance).root()?;
        let p = self.columns.len() - 1;
        let pull = |column: &Vec<f64>| -> Vec<f64> {
            let effects = self.effects(&root, variance, column);
            let rest = column.iter().zip(effects).zip(&self.precision);
            rest.map(|((x, v), d)| d * (x - v)).collect()
        };
        let mut pulled: Vec<Vec<f64>> = self.columns.iter().map(pull).collect();
        let gram = DMatrix::from_fn(p, p, |j, k| dot(&self.columns[j], &pulled[k]));
        let gram = (&gram + gram.transpose()) * 0.5;
        let right = DVector::from_fn(p, |j, _| dot(&self.columns[j], &pulled[p]));
        let solve = gram.cholesky()?;
        let coefficients = solve.solve(&right);
        let mut residuals = self.columns[p].clone();
        let mut last = pulled.pop()?;
        for (j, b) in coefficients.iter().enumerate() {
            for (r, x) in residuals.iter_mut().zip(&self.columns[j]) {
                *r -= b * x;
            }
            for (r, x) in last.iter_mut().zip(&pulled[j]) {
                *r -= b * x;
            }
        }
        let squares = dot(&residuals, &last);
        pulled.push(last);
        let logs = root.log_determinant() - prior.root.log_determinant() + self.logs;
        let lost: f64 = match self.restricted {
            true => {
                2.0 * solve
                    .l_dirty()
                    .diagonal()
                    .iter()
                    .map(|d| d.ln())
                    .sum::<f64>()
            }
            false => 0.0,
        };
        Some(Solved {
            root,
            pulled,
            coefficients,
            spread: solve.inverse(),
            residuals,
            height: -0.5 * (logs + squares + lost),
            log_likelihood: -0.5 * (logs + squares),
        })
    }

    /// What the coefficients take from the derivatives of the covariance, by variance and rho: traces, and the same of the residuals.
    pub(super) fn taken(&self, prior: &Prior, solved: &Solved, variance: f64) -> [[f64; 2]; 2] {
        let p = solved.pulled.len() - 1;
        let back: Vec<Vec<f64>> = solved.pulled.iter().map(|w| prior.root.solve(w)).collect();
        let bent: Vec<Vec<f64>> = back.iter().map(|s| prior.slope.times(s)).collect();
        let lost =
            |of: &dyn Fn(usize, usize) -> f64| traced(&solved.spread, &DMatrix::from_fn(p, p, of));
        let by_variance = |j: usize, k: usize| dot(&solved.pulled[j], &back[k]);
        let by_rho = |j: usize, k: usize| -variance * dot(&back[j], &bent[k]);
        [
            [lost(&by_variance), lost(&by_rho)],
            [by_variance(p, p), by_rho(p, p)],
        ]
    }

    /// The slope of the height by variance and rho.
    pub(super) fn slope(&self, prior: &Prior, solved: &Solved, variance: f64) -> [f64; 2] {
        let known = solved.root.inverse();
        let before = prior.root.inverse();
        let logs = [
            dot(&known.diagonal(), &self.precision),
            known.traced(&prior.slope) - before.traced(&prior.slope),
        ];
        let [lost, squares] = self.taken(prior, solved, variance);
        let of = |k: usize| {
            let lost = if self.restricted { lost[k] } else { 0.0 };
            0.5 * (squares[k] - logs[k] + lost)
        };
        [of(0), of(1)]
    }

    fn finish(&self, design: &Design, rho: f64, variance: f64, method: Method) -> Option<Fit> {
        let prior = self.prior(rho)?;
        let solved = self.at(&prior, variance)?;
        let p = design.coefficients();
        let errors = Errors::new(self, &prior, &solved, variance)?;
        let drawn: Vec<Vec<f64>> = self.columns[..p]
            .iter()
            .map(|column| self.effects(&solved.root, variance, column))
            .collect();
        let known = solved.root.inverse().diagonal();
        let spread: Vec<f64> = prior.root.inverse().diagonal();
        let effects = self.effects(&solved.root, variance, &solved.residuals);
        let around = Around {
            effects: self.place.iter().map(|&i| effects[i]).collect(),
            errors: self.place.iter().map(|&i| errors.of[i]).collect(),
            drawn: DMatrix::from_fn(self.areas(), p, |i, j| drawn[j][self.place[i]]),
        };
        let y = &self.columns[p];
        let residuals = &solved.pulled[p];
        let area = |(row, &i): (usize, &usize)| {
            let psi = 1.0 / self.precision[i];
            let basis = design.basis.row(row).transpose();
            let crossed = DVector::from_fn(p, |j, _| solved.pulled[j][i]);
            let rest = DVector::from_fn(p, |j, _| basis[j] - drawn[j][i]);
            Estimate {
                value: y[i] - psi * residuals[i],
                mse: errors.of[i] + rest.dot(&(&solved.spread * &rest)),
                gamma: variance * self.precision[i] * known[i],
                residual: solved.residuals[i] / (variance * spread[i] + psi).sqrt(),
                leverage: basis.dot(&(&solved.spread * &crossed)),
            }
        };
        let areas: Vec<Estimate> = self.observed.iter().enumerate().map(area).collect();
        let m = self.observed.len() as f64;
        let mean = self.observed.iter().map(|&i| spread[i]).sum::<f64>() / m;
        let at = At {
            weights: Vec::new(),
            coefficients: solved.coefficients,
            spread: solved.spread,
            residuals: Vec::new(),
            log_determinant: 0.0,
        };
        let found = Found {
            method,
            variance,
            beyond: variance * mean,
            rho: Some(rho),
            areas,
            log_likelihood: solved.log_likelihood - 0.5 * m * std::f64::consts::TAU.ln(),
            around: Some(around),
        };
        Some(finish(design, at, found))
    }
}
