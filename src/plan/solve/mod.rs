//! Linear and mixed-integer programs: solved by a simplex of our own, or by HiGHS where it is built in; every bound is checked in
//! plain arithmetic.
//!
//! A solver only proposes: a point, and a multiplier for each row. That the point keeps the rows is looked at
//! ([`Program::keeps`]), and the bound is added up anew from the multipliers ([`Program::bound_of`], weak duality), so a wrong solver
//! costs time and never a wrong answer. Integers are found by branching on such bounds ([`branch`]), best bound first.
//!
//! Why no solver crate by default: microlp gives no multipliers, and its dependencies change features that polars is built with.

mod answer;
mod branch;
#[cfg(feature = "highs")]
mod highs;
mod program;
mod simplex;
#[cfg(test)]
mod tests;

pub use answer::{Answer, Proof, Sense};
pub use branch::{Found, branch};
#[cfg(feature = "highs")]
pub use highs::Highs;
pub use program::{Program, Row};
pub use simplex::Simplex;

use crate::error::Result;

/// What a solver says of a program without its integer marks.
#[derive(Debug, Clone)]
pub struct Relaxed {
    /// A value a column.
    pub values: Vec<f64>,
    /// A multiplier a row: above 0 where its least presses, below 0 where its most does.
    pub multipliers: Vec<f64>,
}

/// Solves linear programs.
pub trait Solver: Sync {
    /// The best point when columns keep `lower` to `upper` (instead of the program's own bounds) and need not be whole; none when there
    /// is no point.
    ///
    /// # Errors
    /// An engine error when the solver fails.
    fn relax(&self, program: &Program, lower: &[f64], upper: &[f64]) -> Result<Option<Relaxed>>;

    /// About how many units of work a [`Solver::relax`] is; none when the program is too large for this solver.
    fn effort(&self, program: &Program) -> Option<f64>;
}

/// The solver of this build: HiGHS with the feature `highs`, else the simplex.
pub fn solver() -> &'static dyn Solver {
    #[cfg(feature = "highs")]
    return &Highs;
    #[cfg(not(feature = "highs"))]
    return &Simplex;
}
