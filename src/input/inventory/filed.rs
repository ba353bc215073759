//! What became of a file's rows and amounts.

use crate::base::model::Level;
use crate::error::{Error, Result};
use rayon::prelude::*;
use std::path::Path;

/// The rows of one file that are of one level: `matched + unmatched + ambiguous = rows`, placed + unplaced = given.
#[derive(Debug, Clone, PartialEq)]
pub struct Filed {
    /// Path as the study writes it.
    pub path: String,
    /// `catalogue`, `placements`, `facilitators` or `institutions`.
    pub role: &'static str,
    /// What a row's code is of; none for rows without a place.
    pub level: Option<Level>,
    /// Rows.
    pub rows: usize,
    /// Rows with a place in the layer, or that need none.
    pub matched: usize,
    /// Rows whose code the layer does not have.
    pub unmatched: usize,
    /// Rows whose place is in doubt.
    pub ambiguous: usize,
    /// Money.
    pub budget: Amount,
    /// People or households reached.
    pub beneficiaries: Amount,
}

/// An amount that came in; none where no row has one.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Amount {
    /// Of all rows.
    pub given: Option<f64>,
    /// Of rows with a place.
    pub placed: Option<f64>,
    /// Of the others.
    pub unplaced: Option<f64>,
}

impl Filed {
    pub(super) fn new(path: &Path, role: &'static str, level: Option<Level>) -> Self {
        Self {
            path: path.display().to_string(),
            role,
            level,
            rows: 0,
            matched: 0,
            unmatched: 0,
            ambiguous: 0,
            budget: Amount::default(),
            beneficiaries: Amount::default(),
        }
    }
}

impl Amount {
    /// Sums amounts of rows, each with whether it has a place.
    ///
    /// # Errors
    /// When the parts do not make the whole.
    pub(super) fn of(rows: &[(f64, bool)]) -> Result<Self> {
        let part = |wanted: Option<bool>| {
            let own = rows
                .iter()
                .filter(|row| wanted.is_none_or(|placed| placed == row.1));
            sum(own.map(|row| row.0))
        };
        let amount = Self {
            given: part(None),
            placed: part(Some(true)),
            unplaced: part(Some(false)),
        };
        let parts = amount.placed.unwrap_or(0.0) + amount.unplaced.unwrap_or(0.0);
        match same(amount.given.unwrap_or(0.0), parts) {
            true => Ok(amount),
            false => Err(Error::engine(format!(
                "{parts} of {:?} are accounted for",
                amount.given
            ))),
        }
    }
}

/// Whether two sums of the same numbers are the same.
pub(super) fn same(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-9 * a.abs().max(b.abs())
}

/// The sum of numbers in any order, the same for every order; none of none.
pub(super) fn sum(numbers: impl Iterator<Item = f64>) -> Option<f64> {
    let mut numbers: Vec<f64> = numbers.collect();
    numbers.par_sort_unstable_by(f64::total_cmp);
    (!numbers.is_empty()).then(|| numbers.iter().sum())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn amounts_are_kept_apart_and_kept() {
        let amount = Amount::of(&[(0.1, true), (0.2, false), (0.3, true)]).unwrap();
        assert_eq!(amount.unplaced, Some(0.2));
        assert!(same(amount.given.unwrap(), 0.6) && same(amount.placed.unwrap(), 0.4));
        assert_eq!(Amount::of(&[]).unwrap(), Amount::default());
        let forth = [1e16, 1.0, -1e16, 0.1, 3.0];
        let back = forth.iter().rev().copied();
        assert_eq!(sum(forth.into_iter()), sum(back));
    }
}
