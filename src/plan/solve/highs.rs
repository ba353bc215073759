//! HiGHS (Huangfu and Hall 2018, doi:10.1007/s12532-017-0130-5), built in with the feature `highs`.

use super::{Program, Relaxed, Solver};
use crate::error::{Error, Result};
use highs::{Col, HighsModelStatus, Model, RowProblem, Sense};

/// HiGHS as a solver of linear programs: sparse, for programs too wide for the table of our own simplex.
#[derive(Debug)]
pub struct Highs;

impl Solver for Highs {
    fn relax(&self, program: &Program, lower: &[f64], upper: &[f64]) -> Result<Option<Relaxed>> {
        let failed = |what: &str| Error::engine(format!("HiGHS {what}"));
        let mut problem = RowProblem::default();
        let bounds = lower.iter().zip(upper);
        let columns: Vec<Col> = (program.cost.iter().zip(bounds))
            .map(|(&cost, (&lower, &upper))| problem.add_column(cost, lower..=upper))
            .collect();
        for row in &program.rows {
            let terms = row.terms.iter().map(|&(j, a)| (columns[j as usize], a));
            problem.add_row(row.least..=row.most, terms);
        }
        let mut model = Model::try_new(problem).map_err(|_| failed("refuses the program"))?;
        model.make_quiet();
        model
            .try_set_option("threads", 1)
            .map_err(|_| failed("cannot be told to use one thread"))?;
        model.set_sense(Sense::Minimise);
        let solved = model.try_solve().map_err(|_| failed("fails"))?;
        match solved.status() {
            HighsModelStatus::Infeasible => Ok(None),
            HighsModelStatus::Optimal | HighsModelStatus::ModelEmpty => {
                let solution = solved.get_solution();
                Ok(Some(Relaxed {
                    values: solution.columns().to_vec(),
                    multipliers: solution.dual_rows().to_vec(),
                }))
            }
            other => Err(failed(&format!("ends with {other:?}"))),
        }
    }

    fn effort(&self, program: &Program) -> Option<f64> {
        let terms: usize = program.rows.iter().map(|row| row.terms.len()).sum();
        let columns = program.rows.len() + program.cost.len();
        (terms <= 2_000_000).then_some((terms * columns * 5) as f64)
    }
}
