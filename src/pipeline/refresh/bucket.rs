//! A bucket of persons: entries of the log to the state of each, and what came of the entries.

use crate::base::study::Source;
use crate::error::{Error, Result};
use crate::input::read::rows::Kind;
use crate::input::registry::fields::{SNAPSHOT, dtype};
use crate::welfare::registry::refresh::balance::Balance;
use crate::welfare::registry::refresh::entry::{Entry, Op, Outcome, packed, unpacked};
use crate::welfare::registry::refresh::families::Families;
use crate::welfare::registry::refresh::fold::{Standing, fold};
use crate::welfare::registry::refresh::settle::order;
use polars::prelude::*;
use std::collections::BTreeMap;

/// What all buckets share.
pub struct Shared<'a> {
    /// Fields of the registry.
    pub fields: &'a [(String, Kind)],
    /// Levels, the one that counts most first.
    pub precedence: &'a [Source],
    /// What is said of families, before this update and with it.
    pub families: [&'a Families; 2],
}

/// Entries of the log with their persons or families, and the values behind them.
pub struct Entries {
    /// Person, or family of a row that speaks of one, and the entry.
    pub list: Vec<(u128, Entry)>,
    values: Vec<Column>,
}

/// A fresh entry and what came of it.
pub type Seen = (u32, u32, Op, Outcome);

/// What an update did.
#[derive(Debug, Default)]
pub struct Tally {
    /// Fresh rows by op and family of outcomes.
    pub counts: BTreeMap<Op, [u64; 5]>,
    /// Fresh rows that do not count.
    pub listed: Vec<Seen>,
    /// Earlier entries that counted and no longer do, and the other way round.
    pub turned: [u64; 2],
    /// Who came and went.
    pub balance: Balance,
}

impl Tally {
    /// Adds what came of a fresh entry.
    pub fn note(&mut self, (file, row): (u32, u32), op: Op, outcome: Outcome) {
        self.counts.entry(op).or_default()[outcome.family()] += 1;
        if matches!(outcome, Outcome::Conflict | Outcome::Rejected(_)) {
            self.listed.push((file, row, op, outcome));
        }
    }

    /// Takes in another one.
    pub fn merge(&mut self, other: Self) {
        for (op, counts) in other.counts {
            let own = self.counts.entry(op).or_default();
            own.iter_mut().zip(counts).for_each(|(own, n)| *own += n);
        }
        self.listed.extend(other.listed);
        self.turned
            .iter_mut()
            .zip(other.turned)
            .for_each(|(own, n)| *own += n);
        self.balance.merge(other.balance);
    }
}

impl Entries {
    /// Reads rows of the log, of which the first `old` are of earlier updates.
    ///
    /// # Errors
    /// A log that is not as it was written.
    pub fn read(frame: &DataFrame, old: usize, shared: &Shared) -> Result<Self> {
        let n = frame.height();
        let broken = |column: &str| {
            Error::input("the log of the registry holds what no update writes").column(column)
        };
        let text = |name: &str| -> Result<StringChunked> {
            Ok(frame.column(name)?.str()?.rechunk().into_owned())
        };
        let key = |name: &str| -> Result<Vec<Option<u128>>> {
            let read = |cell: Option<&str>| {
                cell.map(|cell| u128::from_str_radix(cell, 16).map_err(|_| broken(name)))
                    .transpose()
            };
            text(name)?.iter().map(read).collect()
        };
        let village = |name: &str| -> Result<Vec<Option<u128>>> {
            let read = |cell: Option<&str>| {
                cell.map(|cell| packed(cell).ok_or_else(|| broken(name)))
                    .transpose()
            };
            text(name)?.iter().map(read).collect()
        };
        let (persons, families) = (key("_person")?, key("_family")?);
        let (to_families, codes, tos) = (key("_to_family")?, village("_code")?, village("_to")?);
        let (ops, levels, clear) = (text("_op")?, text("_level")?, text("_clear")?);
        let dates = frame.column("_date")?.cast(&DataType::Int32)?;
        let dates = dates.i32()?.rechunk().into_owned();
        let values: Vec<Column> = (shared.fields.iter())
            .map(|(name, _)| frame.column(name).cloned())
            .collect::<PolarsResult<_>>()?;
        let mut set = vec![0_u128; n];
        for (field, column) in values.iter().enumerate() {
            let filled = column.is_not_null();
            let bits = set.iter_mut().zip(filled.iter());
            bits.filter(|(_, filled)| *filled == Some(true))
                .for_each(|(set, _)| *set |= 1 << field);
        }
        let strength = |word: &str| {
            let at = shared
                .precedence
                .iter()
                .rev()
                .position(|level| level.as_str() == word);
            at.map(|at| at as u8)
        };
        let mut list = Vec::with_capacity(n);
        for row in 0..n {
            let op = ops
                .get(row)
                .and_then(Op::read)
                .ok_or_else(|| broken("_op"))?;
            let strength = levels.get(row).and_then(strength);
            let mut cleared = 0;
            for name in clear
                .get(row)
                .unwrap_or_default()
                .split(';')
                .filter(|name| !name.is_empty())
            {
                let field = shared.fields.iter().position(|(own, _)| own == name);
                cleared |= 1 << field.ok_or_else(|| broken("_clear"))?;
            }
            let entry = Entry {
                op,
                date: dates.get(row).ok_or_else(|| broken("_date"))?,
                strength: strength.ok_or_else(|| broken("_level"))?,
                code: codes[row],
                to: tos[row],
                family: families[row].filter(|_| persons[row].is_some()),
                to_family: to_families[row],
                set: set[row] & !cleared,
                cleared,
                row: row as u32,
                fresh: row >= old,
            };
            let who = persons[row]
                .or(families[row])
                .ok_or_else(|| broken("_person"))?;
            list.push((who, entry));
        }
        Ok(Self { list, values })
    }

    /// Whether two rows hold the same value of a field.
    pub fn same(&self, a: u32, b: u32, field: usize) -> bool {
        let column = &self.values[field];
        match (column.get(a as usize), column.get(b as usize)) {
            (Ok(a), Ok(b)) => a == b,
            _ => false,
        }
    }
}

/// Folds the persons of a bucket: the snapshot's rows in the order of their hashes. `old` rows of `frame` are of earlier updates.
///
/// # Errors
/// A log that is not as it was written.
pub fn state(
    frame: &DataFrame,
    old: usize,
    shared: &Shared,
    tally: &mut Tally,
) -> Result<DataFrame> {
    let mut entries = Entries::read(frame, old, shared)?;
    let mut list = std::mem::take(&mut entries.list);
    list.sort_by_key(|(person, _)| *person);
    let same = |a: u32, b: u32, field: usize| entries.same(a, b, field);
    let place = Place::of(frame)?;
    let fields = shared.fields.len();
    let mut out = Out::new(fields);
    for group in list.chunk_by_mut(|a, b| a.0 == b.0) {
        let person = group[0].0;
        let mut own: Vec<Entry> = group.iter().map(|(_, entry)| entry.clone()).collect();
        order(&mut own);
        let now = fold(&own, shared.families[1], fields, &same);
        if now.fresh {
            let before: Vec<Entry> = own.iter().filter(|entry| !entry.fresh).cloned().collect();
            let past = fold(&before, shared.families[0], fields, &same);
            tally.balance.went(past.standing, now.standing);
            let mut earlier = past.outcomes.iter();
            for (entry, outcome) in own.iter().zip(&now.outcomes) {
                if entry.fresh {
                    tally.note(place.at(entry.row), entry.op, *outcome);
                } else if let Some(past) = earlier.next() {
                    tally.turned[0] += u64::from(past.counts() && !outcome.counts());
                    tally.turned[1] += u64::from(!past.counts() && outcome.counts());
                }
            }
        }
        if let Standing::Present { code, family } = now.standing {
            out.person.push(format!("{person:032x}"));
            out.family
                .push(family.map(|family| format!("{family:032x}")));
            out.code.push(unpacked(code));
            out.since.push(now.since);
            out.updated.push(now.updated);
            for (rows, row) in out.values.iter_mut().zip(&now.values) {
                rows.push(*row);
            }
        }
    }
    out.frame(&entries.values, shared.fields)
}

/// Where rows came from.
struct Place(UInt32Chunked, UInt32Chunked);

impl Place {
    fn of(frame: &DataFrame) -> Result<Self> {
        let numbers = |name: &str| -> Result<UInt32Chunked> {
            Ok(frame.column(name)?.u32()?.rechunk().into_owned())
        };
        Ok(Self(numbers("_file")?, numbers("_row")?))
    }

    fn at(&self, row: u32) -> (u32, u32) {
        let of = |column: &UInt32Chunked| column.get(row as usize).unwrap_or(0);
        (of(&self.0), of(&self.1))
    }
}

/// Rows of the snapshot.
struct Out {
    person: Vec<String>,
    family: Vec<Option<String>>,
    code: Vec<String>,
    since: Vec<i32>,
    updated: Vec<i32>,
    values: Vec<Vec<Option<IdxSize>>>,
}

impl Out {
    fn new(fields: usize) -> Self {
        Self {
            person: Vec::new(),
            family: Vec::new(),
            code: Vec::new(),
            since: Vec::new(),
            updated: Vec::new(),
            values: vec![Vec::new(); fields],
        }
    }

    fn frame(self, values: &[Column], fields: &[(String, Kind)]) -> Result<DataFrame> {
        let [person, family, code, since, updated] = SNAPSHOT;
        let n = self.person.len();
        let mut columns = vec![
            Column::new(person.into(), self.person),
            Column::new(family.into(), self.family),
            Column::new(code.into(), self.code),
            Column::new(since.into(), self.since).cast(&DataType::Date)?,
            Column::new(updated.into(), self.updated).cast(&DataType::Date)?,
        ];
        for ((column, rows), (_, kind)) in values.iter().zip(self.values).zip(fields) {
            let rows: IdxCa = rows.into_iter().collect();
            columns.push(column.take(&rows)?.cast(&dtype(*kind))?);
        }
        Ok(DataFrame::new(n, columns)?)
    }
}

/// What came of the fresh rows that speak of families, once all persons were folded.
///
/// # Errors
/// A log that is not as it was written.
pub fn of_families(families: &Families, frame: &DataFrame, tally: &mut Tally) -> Result<()> {
    let place = Place::of(frame)?;
    for (entry, outcome) in families.outcomes().filter(|(entry, _)| entry.fresh) {
        tally.note(place.at(entry.row), entry.op, outcome);
    }
    Ok(())
}
