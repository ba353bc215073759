//! Counts of villages with all regions above them: rows of a table whose parts add up.

use super::inputs::Places;
use crate::base::model::{Code, Level};
use crate::base::study::Language;
use crate::output::sheet::Sheet;
use std::collections::HashMap;

/// n rows: all of the registry, provinces, regencies, districts, villages; only those that hold a village that is asked for.
pub struct Rungs {
    /// Row that each adds up to.
    pub parent: Vec<Option<u32>>,
    level: Vec<&'static str>,
    code: Vec<String>,
    name: Vec<String>,
    /// Row of each village that was asked for.
    villages: Vec<usize>,
}

impl Rungs {
    /// Rows for these villages, each once; one that is not in the layer stands under the whole.
    pub fn new<'a>(places: &Places, villages: impl Iterator<Item = &'a String>) -> Self {
        let layer = &places.villages.layer;
        let mut rungs = Self {
            parent: vec![None],
            level: vec!["nation"],
            code: vec![String::new()],
            name: vec![String::new()],
            villages: Vec::new(),
        };
        let mut known: HashMap<(Level, usize), u32> = HashMap::new();
        let mut last = Vec::new();
        for code in villages {
            let at = layer.codes.binary_search(&Code::from_canonical(code)).ok();
            let mut above = 0;
            for level in Level::REGIONS.into_iter().rev() {
                let regions = at.and_then(|at| Some((places.hierarchy.level(level)?, at)));
                let Some((regions, at)) = regions else {
                    continue;
                };
                let Some(&region) = regions.of_village.get(at) else {
                    continue;
                };
                let region = region as usize;
                above = *known.entry((level, region)).or_insert_with(|| {
                    let name = regions.names.get(region).cloned().unwrap_or_default();
                    rungs.push(
                        level.as_str(),
                        regions.codes[region].to_string(),
                        name,
                        above,
                    )
                });
            }
            let name = at
                .and_then(|at| layer.names.get(at))
                .cloned()
                .unwrap_or_default();
            last.push((code.clone(), name, above));
        }
        for (code, name, above) in last {
            let row = rungs.push(Level::Village.as_str(), code, name, above);
            rungs.villages.push(row as usize);
        }
        rungs
    }

    fn push(&mut self, level: &'static str, code: String, name: String, above: u32) -> u32 {
        self.level.push(level);
        self.code.push(code);
        self.name.push(name);
        self.parent.push(Some(above));
        self.level.len() as u32 - 1
    }

    /// Counts of the villages, in the order in which they were asked for, with their sums.
    pub fn sums(&self, counts: &[u64]) -> Vec<u64> {
        let mut sums = vec![0; self.level.len()];
        for (row, count) in self.villages.iter().zip(counts) {
            let mut at = Some(*row as u32);
            while let Some(row) = at {
                sums[row as usize] += count;
                at = self.parent[row as usize];
            }
        }
        sums
    }

    /// Rows of the villages, in the order in which they were asked for.
    pub fn villages(&self) -> &[usize] {
        &self.villages
    }

    /// A table that begins with level, code and name.
    pub fn sheet(&self, id: &str, method: &str, language: Language) -> Sheet {
        Sheet::new(id, method, language)
            .text("level", &self.level)
            .text("code", &self.code)
            .text("name", &self.name)
    }
}
