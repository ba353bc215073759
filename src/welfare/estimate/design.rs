//! The covariates of a model, made orthonormal so that scales and offsets cost no digits.

use crate::error::{Error, Result};
use nalgebra::{DMatrix, DVector};

/// A column of which less than this share is its own is a sum of those before it.
const OWN: f64 = 1e-9;

/// Covariates of m areas: an intercept and p - 1 columns, as an orthonormal basis and the way back.
#[derive(Debug, Clone)]
pub struct Design {
    /// p names, `intercept` first.
    pub names: Vec<String>,
    /// m x p, orthonormal columns.
    pub(super) basis: DMatrix<f64>,
    /// p x p: a row of covariates times this is its row of the basis.
    pub(super) back: DMatrix<f64>,
}

impl Design {
    /// Puts an intercept before columns of m values each.
    ///
    /// # Errors
    /// Fewer than one area more than there are coefficients; a column that the others make up, by name.
    pub fn new(names: &[String], columns: &[Vec<f64>], m: usize) -> Result<Self> {
        let p = columns.len() + 1;
        if m <= p {
            return Err(Error::input(format!(
                "{m} areas have a direct estimate and every covariate, and the model has {p} coefficients"
            ))
            .remedy("leave covariates out until there are more areas than coefficients, or use a finer level"));
        }
        let mut all = DMatrix::from_element(m, p, 1.0);
        for (j, column) in columns.iter().enumerate() {
            all.set_column(j + 1, &DVector::from_column_slice(column));
        }
        let mut named = vec!["intercept".to_owned()];
        named.extend_from_slice(names);
        let mut upper = DMatrix::zeros(p, p);
        let mut basis = all.clone();
        for j in 0..p {
            let whole = all.column(j).norm();
            // twice is enough (Kahan; Giraud, Langou and Rozloznik 2005)
            for _ in 0..2 {
                for k in 0..j {
                    let along = basis.column(k).dot(&basis.column(j));
                    upper[(k, j)] += along;
                    let less = basis.column(k) * along;
                    let mut own = basis.column_mut(j);
                    own -= less;
                }
            }
            let own = basis.column(j).norm();
            if own.is_nan() || own <= OWN * whole {
                return Err(collinear(&named, &upper, &all, j));
            }
            upper[(j, j)] = own;
            basis.column_mut(j).scale_mut(1.0 / own);
        }
        let back = upper.solve_upper_triangular(&DMatrix::identity(p, p));
        let back = back.ok_or_else(|| Error::engine("the covariates have no basis"))?;
        Ok(Self {
            names: named,
            basis,
            back,
        })
    }

    /// Areas.
    pub fn areas(&self) -> usize {
        self.basis.nrows()
    }

    /// Coefficients.
    pub fn coefficients(&self) -> usize {
        self.basis.ncols()
    }

    /// The basis at p - 1 covariates of any place.
    pub(super) fn at(&self, covariates: &[f64]) -> DVector<f64> {
        let row = std::iter::once(1.0).chain(covariates.iter().copied());
        let row = DVector::from_iterator(self.coefficients(), row);
        self.back.tr_mul(&row)
    }
}

/// Says which columns make up column j.
fn collinear(names: &[String], upper: &DMatrix<f64>, all: &DMatrix<f64>, j: usize) -> Error {
    let head = upper.view((0, 0), (j, j)).clone_owned();
    let along = upper.view((0, j), (j, 1)).clone_owned();
    let shares = head.solve_upper_triangular(&along);
    let whole = all.column(j).norm();
    let counts = |k: &usize| {
        let share = shares.as_ref().map_or(1.0, |shares| shares[(*k, 0)]);
        (share * all.column(*k).norm()).abs() > 1e-6 * whole
    };
    let parts: Vec<&str> = (0..j).filter(counts).map(|k| names[k].as_str()).collect();
    let what = match parts.as_slice() {
        ["intercept"] => "the covariate has one value in all areas".to_owned(),
        [] => "the covariate is 0 in all areas".to_owned(),
        parts => format!(
            "the covariate is a sum of multiples of {}",
            parts.join(", ")
        ),
    };
    Error::input(what)
        .column(&names[j])
        .remedy("leave one of them out")
}
