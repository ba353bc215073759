//! The embedded engine: rows read part by part, every query worked off in one pass, memory that depends on units and groups only.
//!
//! Sums are exact, so neither the order of rows nor the number of threads changes a bit of a result.

mod cells;
mod load;
mod places;
mod program;
#[cfg(test)]
mod tests;
mod together;

pub use cells::Key;
pub use places::Codes;
pub(super) use places::Places;

use super::expression::Expression;
use super::query::{Fold, Measure, Query};
use crate::base::finding::Finding;
use crate::base::meter;
use crate::base::model::{Code, Level};
use crate::base::privacy;
use crate::error::{Error, Result};
use crate::input::read::rows::{Kind, Part, Rows};
use cells::{Cells, Layout};
use polars::prelude::{DataFrame, DataType, PlHashSet};
use program::{BLOCK, Program};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use together::together;

/// What a query found: m cells in the order of their units and groups, those without a code first.
#[derive(Debug, Clone, PartialEq)]
pub struct Grouped {
    /// m codes of units; `None` for rows without one, and of a query of all rows.
    pub codes: Vec<Option<Code>>,
    /// m rows of values, one a group.
    pub keys: Vec<Vec<Key>>,
    /// m numbers of rows.
    pub n: Vec<u64>,
    /// For each measure m values; NaN where no row has one.
    pub values: Vec<Vec<f64>>,
    /// For each measure the m numbers of rows behind its values.
    pub behind: Vec<Vec<u64>>,
    /// Rows that the filter left out.
    pub left_out: u64,
}

/// Most values of a group that may be told, and digits from which a value may be a person's number.
const MOST_TOLD: usize = 1000;
const NUMBER: usize = 9;

impl Grouped {
    /// That the values of groups are of groups, not of persons.
    ///
    /// # Errors
    /// More values than groups have, or values that could be numbers of persons.
    pub fn told(&self, query: &Query) -> Result<()> {
        for (at, (name, _)) in query.groups.iter().enumerate() {
            let mut values: Vec<&Key> = self.keys.iter().map(|keys| &keys[at]).collect();
            values.sort();
            values.dedup();
            let long = |key: &&Key| match key {
                Key::Text(text) => text.chars().filter(char::is_ascii_digit).count() >= NUMBER,
                Key::Number(x) => x.abs() >= 10_f64.powi(NUMBER as i32 - 1),
                _ => false,
            };
            if values.len() > MOST_TOLD || values.iter().any(long) {
                return Err(Error::input(format!(
                    "the group {name} has {} values, or values as long as persons' numbers: it could tell persons apart",
                    values.len()
                ))
                .remedy("group by few values, such as sex, decile or channel"));
            }
        }
        Ok(())
    }
}

/// Works off the queries in one pass over the rows.
///
/// `code` is the column of the village's code, whatever it is held as; `how` leads from it to units. Rows of no unit stand first, without a code.
///
/// # Errors
/// Columns that are absent or do not fit; rows that cannot be read; a code or a group with more values than places or groups have.
pub fn run(
    rows: &mut Rows,
    code: &str,
    how: Codes,
    queries: &[Query],
    findings: &mut Vec<Finding>,
) -> Result<Vec<Grouped>> {
    if privacy::titled(code) {
        return Err(of_persons(code));
    }
    let mut names = vec![code];
    for name in queries.iter().flat_map(Query::columns) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let kinds = rows.settle(&names, &[code], findings)?;
    let kinds: BTreeMap<&str, Kind> = names.iter().copied().zip(kinds).collect();
    let of = |name: &str| {
        let kind = kinds.get(name).copied();
        kind.ok_or_else(|| Error::engine("a column was not settled").column(name))
    };
    let mut program = Program::default();
    let mut layouts = Vec::new();
    for query in queries {
        query.check(&of)?;
        layouts.push(layout(query, &mut program, &of)?);
    }
    let mut levels: Vec<Level> = queries.iter().filter_map(|query| query.level).collect();
    levels.sort_unstable();
    levels.dedup();
    let work = Work {
        rows,
        code,
        queries,
        layouts: &layouts,
        program: &program,
    };
    let parts = rows.parts();
    // of one part nobody knows how far it is
    meter::expect(Some(parts.len()).filter(|n| *n > 1).unwrap_or(0));
    let next = AtomicUsize::new(0);
    let failed = AtomicBool::new(false);
    let hands: Mutex<Vec<Result<Hand>>> = Mutex::new(Vec::new());
    rayon::broadcast(|_| {
        let mut hand = Hand::new(how, &levels, &layouts);
        let mut done = Ok(());
        while let Some(&part) = parts.get(next.fetch_add(1, Ordering::Relaxed))
            && !failed.load(Ordering::Relaxed)
        {
            done = work.part(part, &mut hand);
            meter::done(1);
            if done.is_err() {
                failed.store(true, Ordering::Relaxed);
                break;
            }
        }
        let mut hands = hands.lock().unwrap_or_else(PoisonError::into_inner);
        hands.push(done.map(|()| hand));
    });
    let hands = hands.into_inner().unwrap_or_else(PoisonError::into_inner);
    let mut hands: Vec<Hand> = hands.into_iter().collect::<Result<_>>()?;
    let spelled = hands.iter().flat_map(|hand| &hand.places.repaired);
    findings.extend(repaired(spelled.collect::<PlHashSet<_>>().len(), code));
    let found = queries.iter().zip(&layouts).enumerate();
    found
        .map(|(at, (query, layout))| together(query, layout, at, &mut hands))
        .collect()
}

/// The code is of persons.
pub(super) fn of_persons(code: &str) -> Error {
    Error::study("the code names persons, not places")
        .column(code)
        .remedy("name the column of the village's code")
}

/// A column has more values than places or groups have.
pub(super) fn flooded(what: &str) -> Error {
    Error::input(format!("{what} has more values than there can be"))
        .remedy("name the column of the village's code, and groups such as sex or decile")
}

/// That so many spellings of the code had lost zeros.
pub(super) fn repaired(spelled: usize, code: &str) -> Option<Finding> {
    let what =
        format!("{spelled} codes had lost zeros, as when a number is read; they were put back");
    (spelled > 0).then(|| Finding::info("code-repaired", what).column(code))
}

/// What all threads share.
struct Work<'a> {
    rows: &'a Rows,
    code: &'a str,
    queries: &'a [Query],
    layouts: &'a [Layout],
    program: &'a Program,
}

/// What one thread gathers.
struct Hand<'a> {
    places: Places<'a>,
    /// One a query.
    cells: Vec<Cells>,
}

impl<'a> Hand<'a> {
    fn new(how: Codes<'a>, levels: &[Level], layouts: &[Layout]) -> Self {
        Self {
            places: Places::new(how, levels),
            cells: layouts.iter().map(Cells::new).collect(),
        }
    }
}

impl Work<'_> {
    fn part(&self, part: Part, hand: &mut Hand) -> Result<()> {
        let mut names: Vec<&str> = self.program.columns.iter().map(String::as_str).collect();
        if !names.contains(&self.code) {
            names.push(self.code);
        }
        let path = self.rows.path(part);
        self.rows.read(part, &names, &mut |frame, _| {
            self.batch(frame, hand).map_err(|error| error.file(path))
        })
    }

    fn batch(&self, frame: &DataFrame, hand: &mut Hand) -> Result<()> {
        let code = frame.column(self.code)?;
        let code = match code.dtype() {
            DataType::String | DataType::Int64 | DataType::Float64 => code.clone(),
            dtype if dtype.is_float() => code.cast(&DataType::Float64)?,
            dtype if dtype.is_integer() => code.cast(&DataType::Int64)?,
            _ => code.cast(&DataType::String)?,
        };
        let mut registers = self.program.registers();
        let mut units = [0; BLOCK];
        let mut above = [0; BLOCK];
        for start in (0..frame.height()).step_by(BLOCK) {
            let len = BLOCK.min(frame.height() - start);
            self.program
                .run(frame.columns(), start, len, &mut registers)?;
            hand.places.find(&code, start, &mut units[..len])?;
            for ((query, layout), cells) in
                self.queries.iter().zip(self.layouts).zip(&mut hand.cells)
            {
                let regions = |level| hand.places.above.iter().find(|above| above.level == level);
                let units = match query.level {
                    Some(Level::Village) => &units,
                    Some(level) => {
                        if let Some(regions) = regions(level) {
                            let of = |unit: u32| regions.of[unit as usize];
                            above
                                .iter_mut()
                                .zip(&units[..len])
                                .for_each(|(out, unit)| *out = of(*unit));
                        }
                        &above
                    }
                    None => &[0; BLOCK],
                };
                cells.take(layout, &registers, &units[..len]);
            }
        }
        if hand.places.flooded() {
            return Err(flooded("the column of the code").column(self.code));
        }
        match self
            .queries
            .iter()
            .zip(&hand.cells)
            .find(|(_, cells)| cells.flooded())
        {
            Some((query, _)) => Err(flooded(&format!("a group of query {}", query.name))),
            None => Ok(()),
        }
    }
}

/// Which registers a query folds, and how.
fn layout(
    query: &Query,
    program: &mut Program,
    of: &dyn Fn(&str) -> Result<Kind>,
) -> Result<Layout> {
    let mut layout = Layout::default();
    if let Some(filter) = &query.filter {
        layout.filter = Some(program.add(filter, of)?);
    }
    for (_, group) in &query.groups {
        layout.groups.push(program.add(group, of)?);
    }
    let add = |to: &mut Vec<usize>, register: usize| {
        if !to.contains(&register) {
            to.push(register);
        }
    };
    for measure in &query.measures {
        let constant = constant(measure);
        let value = constant.as_ref().map_or(&measure.value, |(_, value)| value);
        let register = program.add(value, of)?;
        match measure.fold {
            Fold::Sum if constant.is_none() => add(&mut layout.slots, register),
            Fold::Sum | Fold::Count => {}
            Fold::Min => add(&mut layout.leasts, register),
            Fold::Max => add(&mut layout.greatests, register),
        }
        layout.measures.push((register, constant.map(|(x, _)| x)));
    }
    layout.sums = layout.slots.len();
    for (register, _) in &layout.measures {
        add(&mut layout.slots, *register);
    }
    Ok(layout)
}

/// Of a sum or a count of a constant the constant, and what is true in the rows that have it: to count them is enough.
fn constant(measure: &Measure) -> Option<(f64, Expression)> {
    let truth = Expression::Truth(true);
    match (&measure.value, measure.fold) {
        (_, Fold::Min | Fold::Max) => None,
        (Expression::Number(x), _) => Some((*x, truth)),
        (Expression::If(condition, then, None), _) => match **then {
            Expression::Number(x) => Some((x, truth.only(*condition.clone()))),
            _ => None,
        },
        _ => None,
    }
}
