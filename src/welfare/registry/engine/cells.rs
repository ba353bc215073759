//! What one thread has gathered for one query: exact sums, counts, least and greatest values by unit and group.

use super::program::{FALSE, Register, TRUE};
use crate::welfare::registry::exact::Sums;
use polars::prelude::*;

/// Distinct values of a group beyond which it tells persons apart, not groups.
pub(super) const MOST_GROUPS: usize = 1 << 20;

/// A value by which rows are told apart; missing comes first.
#[derive(Debug, Clone, PartialEq)]
pub enum Key {
    /// No value.
    Missing,
    /// True or false.
    Truth(bool),
    /// A number.
    Number(f64),
    /// A text.
    Text(String),
}

impl Eq for Key {}

impl PartialOrd for Key {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Key {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        let rank = |key: &Self| match key {
            Self::Missing => 0,
            Self::Truth(_) => 1,
            Self::Number(_) => 2,
            Self::Text(_) => 3,
        };
        match (self, other) {
            (Self::Truth(one), Self::Truth(other)) => one.cmp(other),
            (Self::Number(one), Self::Number(other)) => one.total_cmp(other),
            (Self::Text(one), Self::Text(other)) => one.cmp(other),
            _ => rank(self).cmp(&rank(other)),
        }
    }
}

/// What a query folds.
#[derive(Debug, Clone, Default)]
pub(super) struct Layout {
    pub filter: Option<usize>,
    /// Registers of the groups.
    pub groups: Vec<usize>,
    /// Registers whose values are folded; those with sums come first.
    pub slots: Vec<usize>,
    /// How many are summed.
    pub sums: usize,
    /// The register of each measure, and its value where that is the same in every row that has one.
    pub measures: Vec<(usize, Option<f64>)>,
    /// Registers whose least, and whose greatest value is wanted.
    pub leasts: Vec<usize>,
    pub greatests: Vec<usize>,
}

/// The distinct values of one group, numbered as they come.
#[derive(Default)]
struct Values {
    numbers: PlHashMap<u64, u32>,
    texts: PlHashMap<String, u32>,
    keys: Vec<Key>,
}

/// Cells, each of a unit and a group.
#[derive(Default)]
pub(super) struct Cells {
    values: Vec<Values>,
    /// Numbers of values, one a group.
    tuples: Vec<Vec<u32>>,
    tuple_of: PlHashMap<Vec<u32>, u32>,
    /// The cell of a unit and a tuple, from 1; without groups that of a unit.
    cell_of: PlHashMap<(u32, u32), u32>,
    cell_of_unit: Vec<u32>,
    /// The unit and the tuple of each cell.
    pub at: Vec<(u32, u32)>,
    /// Rows of each cell.
    pub n: Vec<u64>,
    /// Values behind each slot of each cell.
    pub behind: Vec<u64>,
    pub sums: Sums,
    pub least: Vec<f64>,
    pub greatest: Vec<f64>,
    /// Rows that the filter leaves out.
    pub left_out: u64,
    tuple: Vec<u32>,
    runs: Vec<Run>,
}

/// Rows of a block, one after the other, of one cell.
#[derive(Debug, Clone, Copy)]
struct Run {
    start: usize,
    end: usize,
    cell: usize,
}

impl Cells {
    pub fn new(layout: &Layout) -> Self {
        Self {
            values: layout.groups.iter().map(|_| Values::default()).collect(),
            tuple: vec![0; layout.groups.len()],
            ..Self::default()
        }
    }

    /// Whether a group has more values than groups have.
    pub fn flooded(&self) -> bool {
        self.values
            .iter()
            .any(|values| values.keys.len() > MOST_GROUPS)
    }

    /// The values of every tuple; without groups there is one of none.
    pub fn keys(&self) -> Vec<Vec<Key>> {
        if self.values.is_empty() {
            return vec![Vec::new()];
        }
        let of = |tuple: &Vec<u32>| {
            let values = tuple.iter().zip(&self.values);
            values
                .map(|(&at, values)| values.keys[at as usize].clone())
                .collect()
        };
        self.tuples.iter().map(of).collect()
    }

    /// Takes in a block of rows, whose units are `units`.
    pub fn take(&mut self, layout: &Layout, registers: &[Register], units: &[u32]) {
        self.find_runs(layout, registers, units);
        for &Run { start, end, cell } in &self.runs {
            self.n[cell] += (end - start) as u64;
        }
        // a register at a time: where rows change their unit each time, a run is a row
        let slots = layout.slots.len();
        for (slot, register) in layout.slots.iter().enumerate() {
            let register = &registers[*register];
            for &Run { start, end, cell } in &self.runs {
                self.behind[cell * slots + slot] += match register {
                    Register::Number(values) if slot < layout.sums => {
                        let position = cell * layout.sums + slot;
                        self.sums.add(position, &values[start..end])
                    }
                    register => register.count(start, end),
                };
            }
        }
        let numbers = |register: &usize| match &registers[*register] {
            Register::Number(values) => values.as_slice(),
            _ => &[],
        };
        for (at, register) in layout.leasts.iter().enumerate() {
            let values = numbers(register);
            for &Run { start, end, cell } in &self.runs {
                let held = &mut self.least[cell * layout.leasts.len() + at];
                *held = held.min(extreme(&values[start..end], |x, least| x < least));
            }
        }
        for (at, register) in layout.greatests.iter().enumerate() {
            let values = numbers(register);
            for &Run { start, end, cell } in &self.runs {
                let held = &mut self.greatest[cell * layout.greatests.len() + at];
                *held = held.max(extreme(&values[start..end], |x, most| x > most));
            }
        }
    }

    fn find_runs(&mut self, layout: &Layout, registers: &[Register], units: &[u32]) {
        self.runs.clear();
        if self.values.is_empty() && layout.filter.is_none() {
            let mut start = 0;
            for same in units.chunk_by(|one, other| one == other) {
                let cell = self.cell(layout, same[0]);
                let end = start + same.len();
                self.runs.push(Run { start, end, cell });
                start = end;
            }
            return;
        }
        let filter = layout.filter.map(|at| &registers[at]);
        let mut last = None;
        for (row, &unit) in units.iter().enumerate() {
            if let Some(Register::Truth(kept)) = filter
                && kept[row] != TRUE
            {
                self.left_out += 1;
                continue;
            }
            let mut same = true;
            for at in 0..self.values.len() {
                let value = self.values[at].find(&registers[layout.groups[at]], row);
                same &= self.tuple[at] == value;
                self.tuple[at] = value;
            }
            if let Some((before, end)) = last
                && same
                && before == unit
                && end == row
                && let Some(run) = self.runs.last_mut()
            {
                run.end = row + 1;
            } else {
                let cell = self.cell(layout, unit);
                self.runs.push(Run {
                    start: row,
                    end: row + 1,
                    cell,
                });
            }
            last = Some((unit, row + 1));
        }
    }

    /// The cell of a unit and the tuple at hand.
    fn cell(&mut self, layout: &Layout, unit: u32) -> usize {
        let (known, tuple) = if self.values.is_empty() {
            if self.cell_of_unit.len() <= unit as usize {
                self.cell_of_unit.resize(unit as usize + 1, 0);
            }
            (&mut self.cell_of_unit[unit as usize], 0)
        } else {
            let tuple = match self.tuple_of.get(&self.tuple) {
                Some(&tuple) => tuple,
                None => {
                    let next = self.tuples.len() as u32;
                    self.tuples.push(self.tuple.clone());
                    self.tuple_of.insert(self.tuple.clone(), next);
                    next
                }
            };
            (self.cell_of.entry((unit, tuple)).or_insert(0), tuple)
        };
        if *known == 0 {
            self.at.push((unit, tuple));
            *known = self.at.len() as u32;
            self.room(layout, self.at.len());
            return self.at.len() - 1;
        }
        *known as usize - 1
    }

    /// Adds the cells of another thread, each to the one that `to` names.
    pub fn merge(&mut self, layout: &Layout, other: &Self, to: &[usize]) {
        let at = |position: usize, width: usize| to[position / width] * width + position % width;
        for (cell, n) in other.n.iter().enumerate() {
            self.n[to[cell]] += n;
        }
        for (position, count) in other.behind.iter().enumerate() {
            self.behind[at(position, layout.slots.len())] += count;
        }
        self.sums
            .merge(&other.sums, |position| at(position, layout.sums));
        for (position, x) in other.least.iter().enumerate() {
            let held = &mut self.least[at(position, layout.leasts.len())];
            *held = held.min(*x);
        }
        for (position, x) in other.greatest.iter().enumerate() {
            let held = &mut self.greatest[at(position, layout.greatests.len())];
            *held = held.max(*x);
        }
        self.left_out += other.left_out;
    }

    /// Makes room for so many cells.
    pub fn room(&mut self, layout: &Layout, cells: usize) {
        self.n.resize(cells, 0);
        self.behind.resize(cells * layout.slots.len(), 0);
        self.sums.grow(cells * layout.sums);
        // missing until there is a value
        self.least.resize(cells * layout.leasts.len(), f64::NAN);
        self.greatest
            .resize(cells * layout.greatests.len(), f64::NAN);
    }
}

/// The value that is `beyond` all others; NaN where there is none. Over lanes, since each comparison waits for the one before.
fn extreme(values: &[f64], beyond: impl Fn(f64, f64) -> bool) -> f64 {
    let further = |held: f64, x: f64| match beyond(x, held) | held.is_nan() {
        true => x,
        false => held,
    };
    let mut lanes = [f64::NAN; 8];
    if values.len() < lanes.len() {
        return values.iter().copied().fold(f64::NAN, further);
    }
    for part in values.chunks(lanes.len()) {
        let lanes = lanes.iter_mut().zip(part);
        lanes.for_each(|(held, x)| *held = further(*held, *x));
    }
    lanes.into_iter().fold(f64::NAN, further)
}

impl Values {
    fn find(&mut self, register: &Register, row: usize) -> u32 {
        let next = self.keys.len() as u32;
        let (at, key) = match register {
            Register::Number(values) => {
                // -0 is 0, and every NaN is missing
                let x = values[row] + 0.0;
                let bits = if x.is_nan() { u64::MAX } else { x.to_bits() };
                let at = *self.numbers.entry(bits).or_insert(next);
                (
                    at,
                    if x.is_nan() {
                        Key::Missing
                    } else {
                        Key::Number(x)
                    },
                )
            }
            Register::Truth(values) => {
                let at = *self.numbers.entry(values[row].into()).or_insert(next);
                let key = match values[row] {
                    TRUE => Key::Truth(true),
                    FALSE => Key::Truth(false),
                    _ => Key::Missing,
                };
                (at, key)
            }
            Register::Text(values) => match values[row] {
                None => (*self.numbers.entry(u64::MAX).or_insert(next), Key::Missing),
                Some(text) => match self.texts.get(text) {
                    Some(&at) => (at, Key::Missing),
                    None => {
                        self.texts.insert(text.to_owned(), next);
                        (next, Key::Text(text.to_owned()))
                    }
                },
            },
        };
        if at == next {
            self.keys.push(key);
        }
        at
    }
}
