//! Places where a number comes from so few rows that it is hidden, and those hidden with them so that it cannot be worked out.
//!
//! Every number of a table comes from some of the rows of a larger part that the tables tell as well: the poor are some of those with a
//! line, these are some of all rows. Parts are hidden within the part they are of ([`suppress::parts`]), so that nothing follows from the
//! whole, the regions above or the other parts.

use super::engine::Grouped;
use super::ladder::{Ladder, Layer, Scope};
use super::query::Query;
use crate::base::code::System;
use crate::base::model::{Code, Level};
use crate::base::privacy::suppress;
use crate::error::{Error, Result};
use rayon::prelude::*;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// All rows of a place.
pub const ROWS: &str = "rows";

/// What is hidden of the parts of n places, every place from the whole down to the villages.
#[derive(Debug)]
pub struct Small {
    k: u64,
    /// n places, in the order of a ladder.
    scopes: Vec<Scope>,
    /// The place that each is in.
    parent: Vec<Option<u32>>,
    parts: BTreeMap<String, Part>,
}

/// What is split, and its parts: of each its name and its rows.
pub type Split = (String, Vec<(String, Vec<u64>)>);

/// A part of the rows of places.
#[derive(Debug, Clone)]
struct Part {
    /// Its number of rows: n, or fewer where it is not told of the smallest places.
    rows: Vec<u64>,
    hidden: Vec<bool>,
}

impl Small {
    /// Hides places with fewer than k rows; `ladder` is of a query without groups.
    ///
    /// # Errors
    /// Numbers of rows that do not add up.
    pub fn new(ladder: &Ladder, layer: Layer, k: u64) -> Result<Self> {
        let scopes = ladder.scopes.clone();
        let at: BTreeMap<Scope, u32> = scopes.iter().copied().zip(0..).collect();
        let mut parent = Vec::with_capacity(scopes.len());
        for places in scopes.chunk_by(|one, other| one.level == other.level) {
            let level = places[0].level;
            let above = level.and_then(|own| Level::REGIONS.into_iter().find(|above| *above > own));
            let units = match (level, above) {
                (Some(level), Some(above)) => layer.parents(level, above),
                _ => Vec::new(),
            };
            parent.extend(places.iter().map(|place| {
                let unit = units.get(place.unit as usize).copied().unwrap_or(0);
                level.and_then(|_| at.get(&Scope { level: above, unit }).copied())
            }));
        }
        let hidden = suppress::totals(&parent, &ladder.n, k)?;
        let rows = Part {
            rows: ladder.n.clone(),
            hidden,
        };
        Ok(Self {
            k,
            scopes,
            parent,
            parts: [(ROWS.to_owned(), rows)].into(),
        })
    }

    /// Number of places down to a level.
    pub fn down_to(&self, level: Level) -> usize {
        self.scopes
            .partition_point(|scope| scope.level.is_none_or(|own| own >= level))
    }

    /// The position of a place.
    pub fn position(&self, scope: Scope) -> Option<usize> {
        // wider levels first, units ascending
        let key = |scope: &Scope| (scope.level.is_some(), Reverse(scope.level), scope.unit);
        self.scopes.binary_search_by_key(&key(&scope), key).ok()
    }

    /// Hides numbers of parts of a part, `of` and each part by name with its rows of the first places; several parts at once are told apart.
    /// A part that is hidden within one part stays hidden within another.
    ///
    /// # Errors
    /// A part of nothing, rows that are more than those they are of, or that do not add up.
    pub fn split(&mut self, of: &str, parts: Vec<(String, Vec<u64>)>) -> Result<()> {
        self.splits(vec![(of.to_owned(), parts)])
    }

    /// As [`Small::split`] of each in turn; those that do not wait for others are worked off together.
    ///
    /// # Errors
    /// As there.
    pub fn splits(&mut self, mut splits: Vec<Split>) -> Result<()> {
        while !splits.is_empty() {
            let mut made = BTreeSet::new();
            let waits = |(of, parts): &Split| {
                let waits = made.contains(of);
                made.extend(parts.iter().map(|(name, _)| name.clone()));
                waits
            };
            let (later, now): (Vec<Split>, Vec<Split>) = splits.into_iter().partition(waits);
            let found = now.par_iter().map(|split| self.hidden_parts(split));
            let found: Vec<Vec<Vec<bool>>> = found.collect::<Result<_>>()?;
            let parts = now.into_iter().flat_map(|(_, parts)| parts);
            for ((name, rows), hidden) in parts.zip(found.into_iter().flatten()) {
                let new = || Part {
                    hidden: vec![false; rows.len()],
                    rows,
                };
                let part = self.parts.entry(name).or_insert_with(new);
                let marks = part.hidden.iter_mut().zip(&hidden);
                marks.for_each(|(own, hidden)| *own |= hidden);
            }
            splits = later;
        }
        Ok(())
    }

    /// Which rows of each part are hidden.
    fn hidden_parts(&self, (of, parts): &Split) -> Result<Vec<Vec<bool>>> {
        let Some(n) = parts.iter().map(|(_, rows)| rows.len()).min() else {
            return Ok(Vec::new());
        };
        let whole = self.part(of)?;
        let (Some(rows), Some(hidden)) = (whole.rows.get(..n), whole.hidden.get(..n)) else {
            return Err(Error::engine(format!(
                "the part {of} is not told of as many places"
            )));
        };
        let counts: Vec<&[u64]> = parts.iter().map(|(_, rows)| rows.as_slice()).collect();
        suppress::parts(&self.parent[..n], rows, hidden, &counts, self.k)
    }

    /// Hides parts wherever one of them is, or one of `others`.
    ///
    /// # Errors
    /// A part there is not.
    pub fn together(&mut self, names: &[String], others: &[String]) -> Result<()> {
        let mut any = Vec::new();
        for name in names.iter().chain(others) {
            or(&mut any, self.hidden(name)?);
        }
        for name in names {
            if let Some(part) = self.parts.get_mut(name) {
                part.hidden
                    .iter_mut()
                    .zip(&any)
                    .for_each(|(own, any)| *own = *any);
            }
        }
        Ok(())
    }

    /// Adds a part that is the sum of others: it is hidden where one of them is.
    ///
    /// # Errors
    /// A part there is not.
    pub fn sum(&mut self, name: String, of: &[&str]) -> Result<()> {
        let mut sum: Option<Part> = None;
        for part in of {
            let part = self.part(part)?;
            match &mut sum {
                None => sum = Some(part.clone()),
                Some(sum) => {
                    sum.rows
                        .iter_mut()
                        .zip(&part.rows)
                        .for_each(|(sum, rows)| *sum += rows);
                    or(&mut sum.hidden, &part.hidden);
                }
            }
        }
        self.parts.extend(sum.map(|sum| (name, sum)));
        Ok(())
    }

    /// Adds what a part leaves of another: it is hidden where one of them is.
    ///
    /// # Errors
    /// A part there is not, or of more rows than it is of.
    pub fn rest(&mut self, name: String, of: &str, part: &str) -> Result<()> {
        let (whole, part) = (self.part(of)?, self.part(part)?);
        let rows = whole
            .rows
            .iter()
            .zip(&part.rows)
            .map(|(whole, part)| whole.checked_sub(*part));
        let rest = Part {
            rows: rows
                .collect::<Option<_>>()
                .ok_or_else(|| Error::engine(format!("a part of {of} has more rows than it")))?,
            hidden: whole
                .hidden
                .iter()
                .zip(&part.hidden)
                .map(|(whole, part)| *whole || *part)
                .collect(),
        };
        self.parts.insert(name, rest);
        Ok(())
    }

    /// Where a part is hidden.
    ///
    /// # Errors
    /// A part there is not.
    pub fn hidden(&self, name: &str) -> Result<&[bool]> {
        self.part(name).map(|part| part.hidden.as_slice())
    }

    /// The rows of a part.
    ///
    /// # Errors
    /// A part there is not.
    pub fn rows(&self, name: &str) -> Result<&[u64]> {
        self.part(name).map(|part| part.rows.as_slice())
    }

    /// How many numbers of rows are hidden.
    pub fn count(&self) -> usize {
        let hidden = self.parts.values().flat_map(|part| &part.hidden);
        hidden.filter(|hidden| **hidden).count()
    }

    fn part(&self, name: &str) -> Result<&Part> {
        let part = self.parts.get(name);
        part.ok_or_else(|| Error::engine(format!("no part of the rows is called {name}")))
    }
}

/// Marks what is marked in either list.
pub fn or(marks: &mut Vec<bool>, others: &[bool]) {
    marks.resize(marks.len().max(others.len()), false);
    marks
        .iter_mut()
        .zip(others)
        .for_each(|(own, other)| *own |= other);
}

/// Which cells of a query's result are hidden: numbers of rows, and those behind each measure. The rows of each unit, of the regions above it
/// and of all are taken as known, since other queries tell them.
///
/// # Errors
/// Measures of more rows than their cell has.
pub fn cells(
    query: &Query,
    found: &Grouped,
    system: System,
    k: u64,
) -> Result<(Vec<bool>, Vec<Vec<bool>>)> {
    let m = found.n.len();
    let mut parent: Vec<Option<u32>> = vec![None; m];
    // sums of cells, by what they are of: nothing for all, else a level and a code
    let mut sums: BTreeMap<(Option<Level>, Option<Code>), u32> = BTreeMap::new();
    for (cell, code) in found.codes.iter().enumerate() {
        let own = query.level.filter(|_| !query.groups.is_empty());
        let above = Level::REGIONS
            .into_iter()
            .filter(|above| query.level.is_some_and(|own| own < *above));
        let regions = own.into_iter().chain(above);
        let regions = regions.map(|level| {
            (
                Some(level),
                code.as_ref().and_then(|code| system.parent(code, level)),
            )
        });
        let mut below = cell;
        for of in regions.chain([(None, None)]) {
            let next = parent.len() as u32;
            let sum = *sums.entry(of).or_insert(next);
            parent[below] = Some(sum);
            if sum != next {
                // what it adds up to is known
                break;
            }
            parent.push(None);
            below = sum as usize;
        }
    }
    let with_sums = |rows: &[u64]| -> Vec<u64> {
        let mut all = vec![0; parent.len()];
        for (cell, rows) in rows.iter().enumerate() {
            let mut at = Some(cell as u32);
            while let Some(own) = at {
                all[own as usize] += rows;
                at = parent[own as usize];
            }
        }
        all
    };
    let n = with_sums(&found.n);
    let hidden = suppress::totals(&parent, &n, k)?;
    let measure = |behind: &Vec<u64>| -> Result<Vec<bool>> {
        let mut parts = suppress::parts(&parent, &n, &hidden, &[&with_sums(behind)], k)?;
        let mut part = parts.pop().unwrap_or_default();
        part.truncate(m);
        Ok(part)
    };
    let measures = found
        .behind
        .par_iter()
        .map(measure)
        .collect::<Result<_>>()?;
    Ok((hidden[..m].to_vec(), measures))
}
