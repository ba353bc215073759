//! Columns of villages seen from the areas of an estimate.

use crate::base::model::{Code, Level};
use crate::error::{Error, Result};
use crate::pipeline::inputs::{self, Inputs};
use crate::space::graph::Graph;

/// k areas of one level over n villages.
pub struct Areas<'a> {
    /// Their level.
    pub level: Level,
    /// k codes, ascending.
    pub codes: &'a [Code],
    /// k names; empty where the layer has none.
    pub names: &'a [String],
    /// n positions of each village's area.
    pub of_village: Vec<u32>,
}

impl<'a> Areas<'a> {
    /// The areas of a level.
    pub fn of(inputs: &'a Inputs, level: Level) -> Self {
        let layer = &inputs.villages.layer;
        match inputs.hierarchy.level(level) {
            Some(regions) => Self {
                level,
                codes: &regions.codes,
                names: &regions.names,
                of_village: regions.of_village.clone(),
            },
            None => Self {
                level,
                codes: &layer.codes,
                names: &layer.names,
                of_village: (0..layer.codes.len() as u32).collect(),
            },
        }
    }

    /// k lists of villages, ascending.
    pub fn villages(&self) -> Vec<Vec<usize>> {
        let mut villages = vec![Vec::new(); self.codes.len()];
        for (village, &area) in self.of_village.iter().enumerate() {
            villages[area as usize].push(village);
        }
        villages
    }

    /// k positions of the area above each, of another level.
    pub fn above(&self, other: &Areas) -> Vec<usize> {
        let mut above = vec![0; self.codes.len()];
        for (&area, &higher) in self.of_village.iter().zip(&other.of_village) {
            above[area as usize] = higher as usize;
        }
        above
    }

    /// k values of a column that holds one an area.
    ///
    /// # Errors
    /// When villages of one area hold several.
    pub fn own(&self, inputs: &Inputs, column: &str) -> Result<Vec<Option<f64>>> {
        let values = inputs::numbers(&inputs.frame, column)?;
        let mut own: Vec<Option<Option<f64>>> = vec![None; self.codes.len()];
        for (&area, value) in self.of_village.iter().zip(values) {
            let area = area as usize;
            if own[area].replace(value).is_some_and(|seen| seen != value) {
                let level = self.level.as_str();
                return Err(Error::study(format!("the column holds several values inside one {level}"))
                    .column(column)
                    .code(self.codes[area].as_str())
                    .remedy(format!("name a column of a table whose level is {level}, or set the level of the estimate to that of the column")));
            }
        }
        Ok(own.into_iter().map(Option::flatten).collect())
    }

    /// k weighted means of village values; of an area where all have one value, that value, and of one without any, none.
    pub fn means(&self, values: &[Option<f64>], weights: &[f64]) -> Vec<Option<f64>> {
        let mean = |villages: &Vec<usize>| {
            let there = || {
                villages
                    .iter()
                    .filter_map(|&i| Some((values[i]?, weights[i])))
            };
            let (first, _) = there().next()?;
            if there().all(|(value, _)| value == first) {
                return Some(first);
            }
            let (sum, whole) = there().fold((0.0, 0.0), |(s, t), (v, w)| (s + v * w, t + w));
            (whole > 0.0).then(|| sum / whole)
        };
        self.villages().iter().map(mean).collect()
    }

    /// k sums of village values.
    pub fn sums(&self, values: &[f64]) -> Vec<f64> {
        let sum = |villages: &Vec<usize>| villages.iter().map(|&i| values[i]).sum();
        self.villages().iter().map(sum).collect()
    }

    /// Of each of some areas, which others of them it has a neighbouring village in.
    pub fn neighbours(&self, graph: &Graph, kept: &[usize]) -> Vec<Vec<usize>> {
        let mut place = vec![None; self.codes.len()];
        for (position, &area) in kept.iter().enumerate() {
            place[area] = Some(position);
        }
        let mut near = vec![Vec::new(); kept.len()];
        for link in graph.all_links() {
            let [from, to] =
                [link.from, link.to].map(|i| place[self.of_village[i as usize] as usize]);
            if let (Some(from), Some(to)) = (from, to)
                && from != to
            {
                near[from].push(to);
            }
        }
        for near in &mut near {
            near.sort_unstable();
            near.dedup();
        }
        near
    }
}
