//! The variance between areas: the one number of the model that is searched for.

use nalgebra::{DMatrix, DVector};

/// How the variance between areas is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Restricted maximum likelihood.
    Reml,
    /// Maximum likelihood.
    Ml,
    /// The moment equation of Fay and Herriot (1979).
    Moment,
    /// The moment estimator of Prasad and Rao (1990).
    PrasadRao,
}

impl Method {
    /// The machine word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Reml => "reml",
            Self::Ml => "ml",
            Self::Moment => "fh",
            Self::PrasadRao => "prasad-rao",
        }
    }
}

/// m estimates with independent errors of known variance.
pub(super) struct Sample<'a> {
    /// m x p.
    pub(super) basis: &'a DMatrix<f64>,
    /// m estimates.
    pub(super) y: &'a [f64],
    /// m variances of their errors.
    pub(super) errors: &'a [f64],
}

/// The sample at one variance between areas.
pub(super) struct At {
    /// m weights: one over the whole variance.
    pub(super) weights: Vec<f64>,
    /// p coefficients of the basis.
    pub(super) coefficients: DVector<f64>,
    /// p x p: their covariance.
    pub(super) spread: DMatrix<f64>,
    /// m estimates less what the covariates say.
    pub(super) residuals: Vec<f64>,
    /// log of the determinant of the inverse of `spread`.
    pub(super) log_determinant: f64,
}

impl Sample<'_> {
    /// Least squares with weights at a variance; `None` when it cannot be solved.
    pub(super) fn at(&self, variance: f64) -> Option<At> {
        let (m, p) = self.basis.shape();
        let weights: Vec<f64> = self.errors.iter().map(|e| 1.0 / (variance + e)).collect();
        let mut gram = DMatrix::zeros(p, p);
        let mut right = DVector::zeros(p);
        for (i, weight) in weights.iter().enumerate() {
            for j in 0..p {
                let weighted = weight * self.basis[(i, j)];
                right[j] += weighted * self.y[i];
                for k in 0..=j {
                    gram[(j, k)] += weighted * self.basis[(i, k)];
                }
            }
        }
        gram.fill_upper_triangle_with_lower_triangle();
        let root = gram.cholesky()?;
        let coefficients = root.solve(&right);
        let fitted = self.basis * &coefficients;
        let residuals = (0..m).map(|i| self.y[i] - fitted[i]).collect();
        let diagonal = root.l_dirty().diagonal();
        Some(At {
            weights,
            spread: root.inverse(),
            coefficients,
            residuals,
            log_determinant: 2.0 * diagonal.iter().map(|d| d.ln()).sum::<f64>(),
        })
    }

    /// The log-likelihood but for its constant.
    pub(super) fn log_likelihood(&self, at: &At, restricted: bool) -> f64 {
        let logs: f64 = at.weights.iter().map(|w| w.ln()).sum();
        let squares: f64 = weighted_squares(at);
        let lost = if restricted { at.log_determinant } else { 0.0 };
        0.5 * (logs - lost - squares)
    }

    /// Its derivative by the variance.
    fn score(&self, at: &At, restricted: bool) -> f64 {
        let squares: f64 = at
            .weights
            .iter()
            .zip(&at.residuals)
            .map(|(w, r)| (w * r).powi(2))
            .sum();
        let traces: f64 = at.weights.iter().sum();
        let lost = if restricted {
            traced(&at.spread, &self.squared(at))
        } else {
            0.0
        };
        0.5 * (squares - traces + lost)
    }

    /// p x p: the basis crossed with itself under squared weights.
    pub(super) fn squared(&self, at: &At) -> DMatrix<f64> {
        let p = self.basis.ncols();
        let mut cross = DMatrix::zeros(p, p);
        for (i, w) in at.weights.iter().enumerate() {
            for j in 0..p {
                for k in 0..=j {
                    cross[(j, k)] += w * w * self.basis[(i, j)] * self.basis[(i, k)];
                }
            }
        }
        cross.fill_upper_triangle_with_lower_triangle();
        cross
    }

    /// The variance between areas by a method, 0 where the method knows none above; `None` when nothing can be solved.
    ///
    /// A likelihood may have several peaks, so it is looked at from 0 to far beyond any peak first; then the root of the score beside the
    /// highest place is halved in until no double lies between, which no tolerance can stop early.
    pub(super) fn variance(&self, method: Method) -> Option<f64> {
        match method {
            Method::Reml => self.peak(true),
            Method::Ml => self.peak(false),
            Method::Moment => self.moment(),
            Method::PrasadRao => Some(self.closed()?.max(0.0)),
        }
    }

    fn peak(&self, restricted: bool) -> Option<f64> {
        let height = |variance: f64| Some(self.log_likelihood(&self.at(variance)?, restricted));
        let score = |variance: f64| Some(self.score(&self.at(variance)?, restricted));
        let mut far = 4.0 * self.scatter()?;
        while score(far)? > 0.0 {
            far *= 4.0;
        }
        let mut places = vec![0.0];
        places.extend((0..=STEPS).map(|k| far * FINEST.powf(1.0 - k as f64 / STEPS as f64)));
        let heights: Vec<f64> = places.iter().map(|&v| height(v)).collect::<Option<_>>()?;
        let mut best = 0;
        for (k, value) in heights.iter().enumerate() {
            if *value > heights[best] {
                best = k;
            }
        }
        let rising = score(places[best])? > 0.0;
        let (low, high) = match (best, rising) {
            (0, false) => return Some(0.0),
            (_, true) => (places[best], places[(best + 1).min(places.len() - 1)]),
            (_, false) => (places[best - 1], places[best]),
        };
        halved(low, high, |variance| Some(score(variance)? > 0.0))
    }

    /// The scatter of the estimates around plain least squares.
    fn scatter(&self) -> Option<f64> {
        let (m, p) = self.basis.shape();
        let squares: f64 = self.plain()?.iter().map(|r| r * r).sum();
        let largest = self.errors.iter().copied().fold(0.0, f64::max);
        let scatter = squares / (m - p) as f64;
        Some(if scatter > 0.0 { scatter } else { largest })
    }

    /// What is left of the estimates after plain least squares.
    fn plain(&self) -> Option<Vec<f64>> {
        let errors = vec![1.0; self.errors.len()];
        let even = Sample {
            errors: &errors,
            ..*self
        };
        Some(even.at(0.0)?.residuals)
    }

    fn moment(&self) -> Option<f64> {
        let (m, p) = self.basis.shape();
        let over = |variance: f64| Some(weighted_squares(&self.at(variance)?) > (m - p) as f64);
        if !over(0.0)? {
            return Some(0.0);
        }
        let mut far = self.scatter()?;
        while over(far)? {
            far *= 2.0;
        }
        halved(0.0, far, over)
    }

    fn closed(&self) -> Option<f64> {
        let (m, p) = self.basis.shape();
        let squares: f64 = self.plain()?.iter().map(|r| r * r).sum();
        let leverage = |i: usize| self.basis.row(i).norm_squared();
        let errors: f64 = self
            .errors
            .iter()
            .enumerate()
            .map(|(i, e)| e * (1.0 - leverage(i)))
            .sum();
        Some((squares - errors) / (m - p) as f64)
    }
}

/// Places at which a likelihood is looked at, from this share of the farthest on.
const STEPS: usize = 60;
const FINEST: f64 = 1e-9;

fn weighted_squares(at: &At) -> f64 {
    at.weights
        .iter()
        .zip(&at.residuals)
        .map(|(w, r)| w * r * r)
        .sum()
}

/// The trace of a product of symmetric matrices.
pub(super) fn traced(a: &DMatrix<f64>, b: &DMatrix<f64>) -> f64 {
    a.iter().zip(b.iter()).map(|(a, b)| a * b).sum()
}

/// The place between two where `more` turns false, to the last double.
fn halved(mut low: f64, mut high: f64, more: impl Fn(f64) -> Option<bool>) -> Option<f64> {
    for _ in 0..200 {
        let middle = low + 0.5 * (high - low);
        if middle <= low || middle >= high {
            break;
        }
        match more(middle)? {
            true => low = middle,
            false => high = middle,
        }
    }
    Some(high)
}
