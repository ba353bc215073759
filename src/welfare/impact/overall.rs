//! Cells put together: over all waves after the start, or those as far from it.
//!
//! Callaway and Sant'Anna (2021), section 3: a cell counts by the villages of its cohort. That the shares of the cohorts are estimated, too, is in the
//! error: it adds what the cohorts' effects differ by.

use super::cell::Cell;
use super::design::Design;
use super::effect::Effect;
use std::collections::{BTreeMap, BTreeSet};

/// The mean of cells by the sizes of their cohorts, and what each village adds to its error.
pub struct Mean {
    /// The mean effect.
    pub effect: f64,
    /// A part a village, ascending.
    pub influence: Vec<(u32, f64)>,
    /// Villages of the treated side, ascending.
    pub treated: Vec<u32>,
    /// Villages of the other.
    pub control: usize,
}

/// The mean of some cells; none of no cell.
pub fn mean(cells: &[&Cell], design: &Design) -> Option<Mean> {
    let mut members: BTreeMap<usize, BTreeSet<u32>> = BTreeMap::new();
    for cell in cells {
        let own = cell.influence.iter().map(|(unit, _)| *unit);
        let own = own.filter(|&unit| design.start[unit as usize] == Some(cell.cohort));
        members.entry(cell.cohort).or_default().extend(own);
    }
    let size = |cell: &Cell| members[&cell.cohort].len() as f64;
    let total: f64 = cells.iter().map(|cell| size(cell)).sum();
    if total <= 0.0 {
        return None;
    }
    let effect = cells
        .iter()
        .map(|cell| size(cell) * cell.effect)
        .sum::<f64>()
        / total;
    let mut parts: BTreeMap<u32, f64> = BTreeMap::new();
    for cell in cells {
        let weight = size(cell) / total;
        for (unit, part) in &cell.influence {
            *parts.entry(*unit).or_default() += weight * part;
        }
    }
    for (cohort, units) in &members {
        let own = cells.iter().filter(|cell| cell.cohort == *cohort);
        let apart: f64 = own.map(|cell| cell.effect - effect).sum();
        for unit in units {
            *parts.entry(*unit).or_default() += apart / total;
        }
    }
    let treated: BTreeSet<u32> = members.into_values().flatten().collect();
    let control = parts.keys().filter(|unit| !treated.contains(unit)).count();
    Some(Mean {
        effect,
        influence: parts.into_iter().collect(),
        treated: treated.into_iter().collect(),
        control,
    })
}

impl Mean {
    /// With its error; each cell is a regression on two coefficients.
    pub fn estimate(&self, cluster: &[u32]) -> Effect {
        let rows = self.influence.len();
        Effect::new(self.effect, &self.influence, cluster, (rows, 2)).of(
            &self.treated,
            self.control,
            cluster,
        )
    }
}
