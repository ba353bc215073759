//! The results of a query climbed up: its own units, the regions above them, all of the layer.

use super::engine::{Grouped, Key};
use super::query::{Fold, Query};
use crate::base::model::{Code, Level};
use crate::input::join::Hierarchy;
use std::collections::BTreeMap;

/// The villages of a layer and the regions above them.
#[derive(Debug, Clone, Copy)]
pub struct Layer<'a> {
    /// n codes, ascending.
    pub codes: &'a [Code],
    /// n names; empty when the layer has none.
    pub names: &'a [String],
    /// Their regions.
    pub hierarchy: &'a Hierarchy,
}

/// A place: a unit of a level, or with `None` all of the layer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Scope {
    /// The level.
    pub level: Option<Level>,
    /// The unit's position among those of its level.
    pub unit: u32,
}

/// m rows: every place from the whole down to the units of the query, with the groups that are there, ascending.
#[derive(Debug)]
pub struct Ladder {
    /// m places.
    pub scopes: Vec<Scope>,
    /// m rows of values, one a group.
    pub keys: Vec<Vec<Key>>,
    /// m numbers of rows.
    pub n: Vec<u64>,
    names: Vec<String>,
    /// For each measure, m values; NaN where they are hidden, and a least or greatest value where no row has one.
    values: Vec<Vec<f64>>,
    behind: Vec<Vec<u64>>,
}

impl Layer<'_> {
    /// The codes of a level.
    pub fn codes(&self, level: Level) -> &[Code] {
        let regions = self.hierarchy.level(level);
        regions.map_or(self.codes, |regions| &regions.codes)
    }

    /// The code of the region that a village lies in.
    pub fn region(&self, village: u32, level: Level) -> Option<Code> {
        let regions = self.hierarchy.level(level)?;
        let at = regions.of_village.get(village as usize)?;
        regions.codes.get(*at as usize).cloned()
    }

    /// The code and the name of a place; both empty for all of the layer.
    pub fn called(&self, scope: Scope) -> [&str; 2] {
        let at = scope.unit as usize;
        let Some(level) = scope.level else {
            return ["", ""];
        };
        let names = self
            .hierarchy
            .level(level)
            .map_or(self.names, |regions| &regions.names);
        let code = self.codes(level).get(at).map_or("", Code::as_str);
        [code, names.get(at).map_or("", String::as_str)]
    }

    /// The region of each unit of `level` at a level above.
    pub(super) fn parents(&self, level: Level, above: Level) -> Vec<u32> {
        let own = self.hierarchy.level(level);
        let upper = self.hierarchy.level(above);
        let upper = upper.map_or(&[][..], |regions| &regions.of_village);
        let Some(own) = own else {
            return upper.to_vec();
        };
        let mut parents = vec![0; own.codes.len()];
        for (&unit, &region) in own.of_village.iter().zip(upper) {
            parents[unit as usize] = region;
        }
        parents
    }
}

impl Scope {
    /// The word of its level.
    pub fn level(self) -> &'static str {
        self.level.map_or("nation", Level::as_str)
    }
}

impl Ladder {
    /// Climbs up from the units of a query; rows of no unit of the layer are left behind. Sums are added in the order of units.
    pub fn climb(query: &Query, found: &Grouped, layer: Layer) -> Self {
        let own = query.level.unwrap_or(Level::Province);
        let codes = layer.codes(own);
        let unit = |code: &Option<Code>| codes.binary_search(code.as_ref()?).ok();
        let units: Vec<Option<usize>> = found.codes.iter().map(unit).collect();
        let mut ladder = Self {
            scopes: Vec::new(),
            keys: Vec::new(),
            n: Vec::new(),
            names: query
                .measures
                .iter()
                .map(|measure| measure.name.clone())
                .collect(),
            values: vec![Vec::new(); query.measures.len()],
            behind: vec![Vec::new(); query.measures.len()],
        };
        let above = Level::REGIONS
            .into_iter()
            .rev()
            .filter(|level| *level > own);
        let levels = [None].into_iter().chain(above.map(Some)).chain([Some(own)]);
        for level in levels {
            let parents = match level {
                None => vec![0; codes.len()],
                Some(level) if level == own => (0..codes.len() as u32).collect(),
                Some(level) => layer.parents(own, level),
            };
            let mut rows: BTreeMap<(u32, &[Key]), Vec<usize>> = BTreeMap::new();
            for (cell, unit) in units.iter().enumerate() {
                if let Some(unit) = unit {
                    let key = (parents[*unit], found.keys[cell].as_slice());
                    rows.entry(key).or_default().push(cell);
                }
            }
            for ((unit, keys), cells) in rows {
                ladder.scopes.push(Scope { level, unit });
                ladder.keys.push(keys.to_vec());
                ladder.n.push(cells.iter().map(|&cell| found.n[cell]).sum());
                for (at, measure) in query.measures.iter().enumerate() {
                    let values = cells.iter().map(|&cell| found.values[at][cell]);
                    let values = values.filter(|x| !x.is_nan());
                    let value = match measure.fold {
                        Fold::Count | Fold::Sum => values.reduce(|a, b| a + b),
                        Fold::Min => values.reduce(f64::min),
                        Fold::Max => values.reduce(f64::max),
                    };
                    let none = match measure.fold {
                        Fold::Count | Fold::Sum => 0.0,
                        Fold::Min | Fold::Max => f64::NAN,
                    };
                    ladder.values[at].push(value.unwrap_or(none));
                    let behind = cells.iter().map(|&cell| found.behind[at][cell]);
                    ladder.behind[at].push(behind.sum());
                }
            }
        }
        ladder
    }

    /// m values of a measure; empty where there is none of that name.
    pub fn values(&self, name: &str) -> &[f64] {
        self.position(name).map_or(&[], |at| &self.values[at])
    }

    /// m numbers of rows behind them.
    pub fn behind(&self, name: &str) -> &[u64] {
        self.position(name).map_or(&[], |at| &self.behind[at])
    }

    /// Takes the values of a measure away where `hidden` says so of their row.
    pub fn hide(&mut self, name: &str, hidden: impl Fn(usize) -> bool) {
        if let Some(at) = self.position(name) {
            let rows = self.values[at].iter_mut().enumerate();
            rows.filter(|(row, _)| hidden(*row))
                .for_each(|(_, value)| *value = f64::NAN);
        }
    }

    /// Whether there is a measure of this name.
    pub fn has(&self, name: &str) -> bool {
        self.position(name).is_some()
    }

    fn position(&self, name: &str) -> Option<usize> {
        self.names.iter().position(|own| own == name)
    }
}
