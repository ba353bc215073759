//! The units of one level that a table's rows may join.

use super::{Hierarchy, Villages};
use crate::base::code::System;
use crate::base::code::name::Key;
use crate::base::model::{Code, Level};

/// n units of one level.
#[derive(Debug, Clone)]
pub struct Units {
    /// Their level.
    pub level: Level,
    /// Their code system.
    pub system: System,
    /// n codes, ascending, distinct.
    pub codes: Vec<Code>,
    /// n names; empty when the layer has none.
    pub names: Vec<String>,
    /// For each level above, fine to coarse, n names.
    pub parents: Vec<(Level, Vec<String>)>,
}

impl Units {
    /// The units of `level` of a study.
    pub fn of(villages: &Villages, hierarchy: &Hierarchy, level: Level) -> Self {
        let own = hierarchy.level(level);
        let codes = own.map_or(&villages.layer.codes, |regions| &regions.codes);
        let names = own.map_or(&villages.layer.names, |regions| &regions.names);
        // A village of each unit; its regions above are the unit's.
        let mut witness = vec![0; codes.len()];
        for village in 0..villages.layer.codes.len() {
            witness[own.map_or(village, |regions| regions.of_village[village] as usize)] = village;
        }
        let above = hierarchy
            .regions
            .iter()
            .filter(|regions| regions.level > level);
        let parents = above.map(|regions| {
            let name =
                |&village: &usize| regions.names[regions.of_village[village] as usize].clone();
            (regions.level, witness.iter().map(name).collect())
        });
        Self {
            level,
            system: villages.system,
            parents: parents.collect(),
            codes: codes.clone(),
            names: names.clone(),
        }
    }

    /// Position of a code.
    pub fn position(&self, code: &str) -> Option<usize> {
        self.codes
            .binary_search_by(|own| own.as_str().cmp(code))
            .ok()
    }

    /// Name of unit i; empty when the layer has none.
    pub fn name(&self, i: usize) -> &str {
        self.names.get(i).map_or("", String::as_str)
    }

    /// n names taken apart; empty names where the layer has none.
    pub(super) fn keys(&self) -> Vec<Key> {
        (0..self.codes.len())
            .map(|i| Key::new(self.name(i), self.level))
            .collect()
    }

    /// Positions of the units under the same parent as unit i, itself included.
    pub(super) fn siblings(&self, i: usize) -> std::ops::Range<usize> {
        let above = Level::REGIONS.into_iter().find(|&level| level > self.level);
        let Some(parent) = above.and_then(|level| self.system.parent(&self.codes[i], level)) else {
            return 0..self.codes.len();
        };
        let start = self.codes.partition_point(|code| code < &parent);
        let count =
            self.codes[start..].partition_point(|code| code.as_str().starts_with(parent.as_str()));
        start..start + count
    }
}
