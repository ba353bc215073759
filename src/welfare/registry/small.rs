//! Places where a number comes from so few rows that it is hidden, and those hidden with them so that it cannot be worked out.
//!
//! Every number of a table comes from some of the rows of a larger part that the tables tell as well: the poor are some of those with a
//! line, these are some of all rows. Parts are hidden within the part they are of ([`suppress::parts`]), so that nothing follows from the
//! whole, the regions above or the other parts.

use super::ladder::{Ladder, Layer, Scope};
use crate::base::model::Level;
use crate::base::privacy::suppress;
use crate::error::{Error, Result};
use std::cmp::Reverse;
use std::collections::BTreeMap;

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
    pub fn split(&mut self, of: &str, parts: &[(String, Vec<u64>)]) -> Result<()> {
        let Some(n) = parts.iter().map(|(_, rows)| rows.len()).min() else {
            return Ok(());
        };
        let whole = self.part(of)?;
        let (Some(rows), Some(hidden)) = (whole.rows.get(..n), whole.hidden.get(..n)) else {
            return Err(Error::engine(format!(
                "the part {of} is not told of as many places"
            )));
        };
        let counts: Vec<&[u64]> = parts.iter().map(|(_, rows)| rows.as_slice()).collect();
        let found = suppress::parts(&self.parent[..n], rows, hidden, &counts, self.k)?;
        for ((name, rows), hidden) in parts.iter().zip(found) {
            let new = || Part {
                rows: rows.clone(),
                hidden: vec![false; n],
            };
            let part = self.parts.entry(name.clone()).or_insert_with(new);
            part.hidden
                .iter_mut()
                .zip(&hidden)
                .for_each(|(own, hidden)| *own |= hidden);
        }
        Ok(())
    }

    /// Hides parts wherever one of them is.
    ///
    /// # Errors
    /// A part there is not.
    pub fn together(&mut self, names: &[String]) -> Result<()> {
        let mut any: Vec<bool> = Vec::new();
        for name in names {
            let hidden = self.hidden(name)?;
            any.resize(any.len().max(hidden.len()), false);
            any.iter_mut()
                .zip(hidden)
                .for_each(|(any, hidden)| *any |= hidden);
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
                    sum.hidden
                        .iter_mut()
                        .zip(&part.hidden)
                        .for_each(|(sum, hidden)| *sum |= hidden);
                }
            }
        }
        self.parts.extend(sum.map(|sum| (name, sum)));
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
