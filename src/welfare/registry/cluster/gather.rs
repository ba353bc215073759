//! Sums by code and group put together into units and groups.

use super::value::{keys, numbers, texts};
use crate::base::model::Code;
use crate::error::{Error, Result};
use crate::input::read::rows::Kind;
use crate::welfare::registry::engine::{Codes, Grouped, Key, Places, flooded};
use crate::welfare::registry::exact::Sums;
use crate::welfare::registry::query::{Fold, Query};
use arrow_array::RecordBatch;
use std::collections::BTreeMap;

/// What has come of one query.
pub(super) struct Gathered<'a> {
    query: &'a Query,
    kinds: Vec<Kind>,
    places: Places<'a>,
    /// The cell of each unit and group, in the order of both.
    cell_of: BTreeMap<(Option<Code>, Vec<Key>), usize>,
    n: Vec<u64>,
    /// One a cell and measure.
    sums: Sums,
    extremes: Vec<f64>,
    behind: Vec<u64>,
}

impl<'a> Gathered<'a> {
    /// Nothing yet; `kinds` says what each group is.
    pub fn new(query: &'a Query, how: Codes<'a>, kinds: Vec<Kind>) -> Self {
        Self {
            query,
            kinds,
            places: Places::new(how, &Vec::from_iter(query.level)),
            cell_of: BTreeMap::new(),
            n: Vec::new(),
            sums: Sums::default(),
            extremes: Vec::new(),
            behind: Vec::new(),
        }
    }

    /// Takes in rows of code, groups, number of rows, measures with the numbers of rows behind them.
    pub fn take(&mut self, batch: &RecordBatch) -> Result<()> {
        let mut columns = batch.columns().iter();
        let mut next = || columns.next().ok_or_else(short);
        let codes = texts(next()?)?;
        let mut groups = Vec::new();
        for kind in &self.kinds {
            groups.push(keys(next()?, *kind)?);
        }
        let n = counts(&numbers(next()?)?)?;
        let mut measures = Vec::new();
        for measure in &self.query.measures {
            let values = numbers(next()?)?;
            let behind = match measure.fold {
                Fold::Count => counts(&values)?,
                _ => counts(&numbers(next()?)?)?,
            };
            if values.iter().flatten().any(|x| !x.is_finite()) {
                return Err(Error::input(format!(
                    "{} of query {} is no number: a row holds NaN or infinity",
                    measure.name, self.query.name
                ))
                .remedy("make them null in a view, which `prepare` may make"));
            }
            measures.push((measure.fold, values, behind));
        }
        let width = measures.len();
        for (row, code) in codes.iter().enumerate() {
            let cell = self.cell(code.as_deref(), groups.iter().map(|keys| keys[row].clone()));
            if self.places.flooded() {
                return Err(flooded("the column of the code"));
            }
            self.n[cell] += n[row];
            for (at, (fold, values, behind)) in measures.iter().enumerate() {
                let position = cell * width + at;
                self.behind[position] += behind[row];
                let Some(x) = values[row] else {
                    continue;
                };
                let held = &mut self.extremes[position];
                match fold {
                    Fold::Count => {}
                    Fold::Sum => {
                        self.sums.add(position, &[x]);
                    }
                    Fold::Min => *held = held.min(x),
                    Fold::Max => *held = held.max(x),
                }
            }
        }
        Ok(())
    }

    /// The cell of a code as it is spelled, and a group.
    fn cell(&mut self, code: Option<&str>, keys: impl Iterator<Item = Key>) -> usize {
        let unit = code.map_or(0, |code| self.places.spelled(code));
        let code = match self.query.level {
            None => None,
            Some(level) => self.places.code(unit, level),
        };
        let next = self.n.len();
        let cell = *self.cell_of.entry((code, keys.collect())).or_insert(next);
        if cell == next {
            let width = self.query.measures.len();
            self.n.push(0);
            self.sums.grow((next + 1) * width);
            self.behind.resize((next + 1) * width, 0);
            self.extremes.resize((next + 1) * width, f64::NAN);
        }
        cell
    }

    /// All of it, and how many spellings had lost zeros.
    pub fn together(self) -> (Grouped, usize) {
        let width = self.query.measures.len();
        let cells: Vec<usize> = self.cell_of.values().copied().collect();
        let value = |cell: usize, at: usize, fold: Fold| {
            let position = cell * width + at;
            match fold {
                Fold::Count => self.behind[position] as f64,
                _ if self.behind[position] == 0 => f64::NAN,
                Fold::Sum => self.sums.get(position),
                Fold::Min | Fold::Max => self.extremes[position],
            }
        };
        let measures = self.query.measures.iter().enumerate();
        let values = measures
            .map(|(at, measure)| {
                cells
                    .iter()
                    .map(|&cell| value(cell, at, measure.fold))
                    .collect()
            })
            .collect();
        let behind = (0..width)
            .map(|at| {
                cells
                    .iter()
                    .map(|&cell| self.behind[cell * width + at])
                    .collect()
            })
            .collect();
        let n = cells.iter().map(|&cell| self.n[cell]).collect();
        let (codes, keys) = self.cell_of.into_keys().unzip();
        let grouped = Grouped {
            codes,
            keys,
            n,
            values,
            behind,
            // rows that the filter leaves out stay where they are
            left_out: 0,
        };
        (grouped, self.places.repaired.len())
    }
}

/// Numbers of rows.
fn counts(numbers: &[Option<f64>]) -> Result<Vec<u64>> {
    let whole = |x: &Option<f64>| {
        x.filter(|x| *x >= 0.0 && x.fract() == 0.0)
            .map(|x| x as u64)
    };
    numbers.iter().map(|x| whole(x).ok_or_else(short)).collect()
}

fn short() -> Error {
    Error::engine("the engine's answer lacks a number that was asked for")
        .remedy("ask whether the engine speaks the SQL of docs/scale.md")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::base::code::System;
    use crate::base::model::Level;
    use crate::welfare::registry::expression::Expression;
    use crate::welfare::registry::query::Measure;
    use arrow_array::{ArrayRef, Float64Array, Int64Array, StringArray};
    use std::sync::Arc;

    fn query() -> Query {
        let least = Measure {
            name: "least".into(),
            fold: Fold::Min,
            value: Expression::column("x"),
        };
        Query {
            name: "q".into(),
            level: Some(Level::District),
            groups: vec![("g".into(), Expression::column("g"))],
            filter: None,
            measures: vec![Measure::sum("x", Expression::column("x")), least],
        }
    }

    fn answer(sums: [Option<f64>; 4]) -> RecordBatch {
        let text =
            |cells: [Option<&str>; 4]| Arc::new(StringArray::from(cells.to_vec())) as ArrayRef;
        let whole = |cells: [i64; 4]| Arc::new(Int64Array::from(cells.to_vec())) as ArrayRef;
        let real =
            |cells: [Option<f64>; 4]| Arc::new(Float64Array::from(cells.to_vec())) as ArrayRef;
        // one village spelled in two ways, another of its district, and no code
        let codes = [
            Some("99.01.01.2001"),
            Some("9901012001"),
            Some("9901012002"),
            None,
        ];
        let columns = [
            ("code", text(codes)),
            ("g", text([Some("a"), Some("a"), Some("a"), Some("a")])),
            ("n", whole([2, 3, 4, 5])),
            ("x", real(sums)),
            ("x_n", whole([2, 2, 0, 5])),
            ("least", real([Some(0.5), Some(-1.0), None, Some(7.0)])),
            ("least_n", whole([2, 2, 0, 5])),
        ];
        RecordBatch::try_from_iter(columns).unwrap()
    }

    #[test]
    fn codes_are_put_together_into_units() {
        let how = Codes {
            system: System::Kemendagri,
            joined: None,
        };
        let query = query();
        let mut gathered = Gathered::new(&query, how, vec![Kind::Text]);
        let sums = [Some(1e16), Some(1.0), None, Some(35.0)];
        gathered.take(&answer(sums)).unwrap();
        gathered
            .take(&answer([Some(-1e16), Some(1.0), None, Some(0.0)]))
            .unwrap();
        let (found, repaired) = gathered.together();
        assert_eq!(repaired, 0);
        assert_eq!(found.codes, [None, Some(Code::from_canonical("990101"))]);
        assert_eq!(found.n, [10, 18]);
        // no sum depends on its order
        assert_eq!(found.values, [[35.0, 2.0], [7.0, -1.0]]);
        assert_eq!(found.behind, [[10, 8], [10, 8]]);

        let mut gathered = Gathered::new(&query, how, vec![Kind::Text]);
        let error = gathered
            .take(&answer([Some(f64::NAN), None, None, None]))
            .unwrap_err();
        assert!(error.to_string().contains("x of query q is no number"));
    }
}
