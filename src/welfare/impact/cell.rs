//! The change of one cohort from the wave before its start to another wave, beside the change of those compared with.
//!
//! Callaway and Sant'Anna (2021), doi:10.1016/j.jeconom.2020.12.001, ATT(g, t) without covariates; waves before the start are measured from the
//! same wave as those after it.

use super::design::Design;
use super::matching::Matched;
use std::collections::BTreeMap;

/// A village in a comparison.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Member {
    /// Its position.
    pub unit: u32,
    /// Whether it is of the cohort.
    pub treated: bool,
    /// Its weight, above 0; 1 without matching.
    pub weight: f64,
    /// Its outcome less that of the wave before the start.
    pub change: f64,
}

/// One cohort at one wave.
#[derive(Debug, Clone, PartialEq)]
pub struct Cell {
    /// Wave of the start.
    pub cohort: usize,
    /// Wave that is looked at.
    pub wave: usize,
    /// The change of the cohort less that of those compared with.
    pub effect: f64,
    /// What each village adds to the error of `effect`, ascending by village.
    pub influence: Vec<(u32, f64)>,
    /// Villages of the cohort.
    pub treated: usize,
    /// Villages compared with.
    pub control: usize,
}

impl Cell {
    /// Waves from the start: -1 is the wave before it.
    pub fn relative(&self) -> i32 {
        self.wave as i32 - self.cohort as i32
    }
}

/// The villages that a cohort's cell is of, ascending; those without the outcome in either wave are not among them.
///
/// Matched, a treated village weighs 1 and its controls share a weight of 1; controls whose outcome is missing leave their share to the others, and
/// a treated village none of whose controls is there is left out.
pub fn sample(
    design: &Design,
    outcome: &[Option<f64>],
    (cohort, wave): (usize, usize),
    matched: Option<&Matched>,
) -> Vec<Member> {
    let waves = design.waves();
    let until = wave.max(cohort - 1);
    let change = |unit: u32| {
        let row = unit as usize * waves;
        Some(outcome[row + wave]? - outcome[row + cohort - 1]?)
    };
    let compares = |unit: u32| {
        design.start[unit as usize] != Some(cohort) && design.compares(unit as usize, until)
    };
    let member = |unit, treated, weight| {
        Some(Member {
            unit,
            treated,
            weight,
            change: change(unit)?,
        })
    };
    let Some(matched) = matched else {
        let units = 0..design.start.len() as u32;
        return units
            .filter_map(|unit| match design.start[unit as usize] == Some(cohort) {
                true => member(unit, true, 1.0),
                false if compares(unit) => member(unit, false, 1.0),
                false => None,
            })
            .collect();
    };
    let mut found: BTreeMap<u32, Member> = BTreeMap::new();
    for one in &matched.matches {
        let there = |(control, _): &&(u32, f64)| compares(*control) && change(*control).is_some();
        let controls: Vec<u32> = one.controls.iter().filter(there).map(|c| c.0).collect();
        let Some(own) = member(one.treated, true, 1.0).filter(|_| !controls.is_empty()) else {
            continue;
        };
        found.insert(one.treated, own);
        let share = 1.0 / controls.len() as f64;
        for control in controls {
            match found.get_mut(&control) {
                Some(known) => known.weight += share,
                None => found.extend(member(control, false, share).map(|m| (control, m))),
            }
        }
    }
    found.into_values().collect()
}

/// Weighted mean change of one side; none where nobody is on it.
pub fn mean(members: &[Member], treated: bool) -> Option<(f64, f64)> {
    let side = || members.iter().filter(|m| m.treated == treated);
    let weight: f64 = side().map(|m| m.weight).sum();
    let sum: f64 = side().map(|m| m.weight * m.change).sum();
    (weight > 0.0).then(|| (sum / weight, weight))
}

/// The cell of a sample; none where one side is empty.
pub fn cell((cohort, wave): (usize, usize), members: &[Member]) -> Option<Cell> {
    let (own, own_weight) = mean(members, true)?;
    let (other, other_weight) = mean(members, false)?;
    let influence = members.iter().map(|m| {
        let part = match m.treated {
            true => m.weight * (m.change - own) / own_weight,
            false => -m.weight * (m.change - other) / other_weight,
        };
        (m.unit, part)
    });
    let treated = members.iter().filter(|m| m.treated).count();
    Some(Cell {
        cohort,
        wave,
        effect: own - other,
        influence: influence.collect(),
        treated,
        control: members.len() - treated,
    })
}
