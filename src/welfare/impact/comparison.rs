//! All that is said of one outcome: effects, waves from the start, trends before it.

use super::bootstrap::{Bootstrap, bootstrap};
use super::cell::{Cell, cell, sample};
use super::design::Design;
use super::effect::Effect;
use super::matching::Matched;
use super::overall::{self, Mean};
use super::two_way::two_way;
use super::wald::{Wald, wald};
use crate::error::{Error, Result};
use std::collections::BTreeMap;

/// What is estimated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Estimator {
    /// The change from the wave before the start to the last wave, less that of the others; for one common start.
    Difference,
    /// Fixed effects of villages and years, for one common start and three waves or more.
    TwoWay,
    /// The mean over cohorts and waves after the start; where there is more than one.
    GroupTime,
}

impl Estimator {
    /// The word in tables.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Difference => "difference",
            Self::TwoWay => "two-way",
            Self::GroupTime => "group-time",
        }
    }
}

/// One estimate of the effect on the treated.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// How.
    pub estimator: Estimator,
    /// The estimate.
    pub effect: Effect,
    /// Waves that it is of, ascending.
    pub waves: Vec<usize>,
    /// p of draws; of a difference only.
    pub bootstrap: Option<Bootstrap>,
}

/// The effect so many waves from the start.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// -1 is the wave before the start, which all are measured from.
    pub relative: i32,
    /// The estimate; 0 without error at -1.
    pub effect: Effect,
    /// Cohorts that it is of.
    pub cohorts: usize,
}

/// What is said of one outcome.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// Estimates of the effect.
    pub rows: Vec<Row>,
    /// Waves from the start, ascending.
    pub events: Vec<Event>,
    /// Test that nothing differed before the start; none with one wave before it.
    pub before: Option<Wald>,
    /// Treated villages without the outcome in the wave before the start or in any after it.
    pub incomplete: usize,
    /// Cells without a village on one side.
    pub empty: usize,
}

/// Compares; `outcome` holds n x T values, the waves of a village together.
///
/// # Errors
/// No cell after the start has villages on both sides.
pub fn compare(
    design: &Design,
    outcome: &[Option<f64>],
    matched: Option<&[Matched]>,
    (draws, seed): (usize, u64),
) -> Result<Comparison> {
    let (waves, cluster) = (design.waves(), design.cluster);
    let cohorts = design.cohorts();
    let own = |cohort: usize| matched.and_then(|all| all.iter().find(|one| one.cohort == cohort));
    let mut cells: Vec<Cell> = Vec::new();
    let mut empty = 0;
    for &cohort in &cohorts {
        for wave in (0..waves).filter(|&wave| wave != cohort - 1) {
            let at = (cohort, wave);
            let found = cell(at, &sample(design, outcome, at, own(cohort)));
            match found {
                Some(cell) => cells.push(cell),
                None => empty += 1,
            }
        }
    }
    let after: Vec<&Cell> = cells
        .iter()
        .filter(|cell| cell.wave >= cell.cohort)
        .collect();
    let Some(overall) = overall::mean(&after, design) else {
        return Err(Error::input(
            "no treated village has the outcome both before and after its start together with one it can be compared with",
        )
        .remedy("add the rows of the year before the start and of a year after it, of villages with and without the programme"));
    };
    let mut rows = Vec::new();
    if let &[cohort] = &cohorts[..] {
        let own = own(cohort);
        let at = (cohort, waves - 1);
        let members = sample(design, outcome, at, own);
        if let Some(mean) = cell(at, &members).and_then(|cell| overall::mean(&[&cell], design)) {
            let effect = mean.estimate(cluster);
            let draws = if effect.treated_clusters > 1 {
                draws
            } else {
                0
            };
            rows.push(Row {
                estimator: Estimator::Difference,
                effect,
                waves: vec![cohort - 1, waves - 1],
                bootstrap: bootstrap(&members, cluster, draws, seed),
            });
        }
        let weight = weights(design, own);
        if waves > 2
            && let Some(effect) = two_way(design, outcome, &weight)
        {
            rows.push(Row {
                estimator: Estimator::TwoWay,
                effect,
                waves: (0..waves).collect(),
                bootstrap: None,
            });
        }
    }
    if after.len() > 1 {
        let mut of: Vec<usize> = after
            .iter()
            .flat_map(|cell| [cell.cohort - 1, cell.wave])
            .collect();
        of.sort_unstable();
        of.dedup();
        rows.push(Row {
            estimator: Estimator::GroupTime,
            effect: overall.estimate(cluster),
            waves: of,
            bootstrap: None,
        });
    }
    let (events, leads) = events(&cells, design);
    let treated: usize = cohorts
        .iter()
        .map(|&cohort| design.members(cohort).len())
        .sum();
    Ok(Comparison {
        before: wald(&leads, cluster),
        rows,
        events,
        incomplete: treated - whole(design, outcome),
        empty,
    })
}

/// Treated villages with the outcome before the start and in a wave after it.
fn whole(design: &Design, outcome: &[Option<f64>]) -> usize {
    let waves = design.waves();
    let known = |(unit, start): (usize, &Option<usize>)| {
        let cohort = start.filter(|start| (1..waves).contains(start))?;
        let there = |wave: usize| outcome[unit * waves + wave].is_some();
        (there(cohort - 1) && (cohort..waves).any(there)).then_some(())
    };
    design.start.iter().enumerate().filter_map(known).count()
}

/// The weight of each village over all waves.
fn weights(design: &Design, matched: Option<&Matched>) -> Vec<f64> {
    let Some(matched) = matched else {
        return vec![1.0; design.start.len()];
    };
    let mut weight = vec![0.0; design.start.len()];
    for one in &matched.matches {
        weight[one.treated as usize] = 1.0;
        for (control, _) in &one.controls {
            weight[*control as usize] += 1.0 / one.controls.len() as f64;
        }
    }
    weight
}

/// The waves from the start, and those before the one that all are measured from.
fn events(cells: &[Cell], design: &Design) -> (Vec<Event>, Vec<Mean>) {
    let mut by: BTreeMap<i32, Vec<&Cell>> = BTreeMap::new();
    for cell in cells {
        by.entry(cell.relative()).or_default().push(cell);
    }
    let (mut events, mut leads) = (Vec::new(), Vec::new());
    for (relative, cells) in by {
        let Some(mean) = overall::mean(&cells, design) else {
            continue;
        };
        events.push(Event {
            relative,
            effect: mean.estimate(design.cluster),
            cohorts: cells.len(),
        });
        if relative < -1 {
            leads.push(mean);
        }
    }
    let at = events.partition_point(|event| event.relative < -1);
    let mut base = Effect::new(0.0, &[], design.cluster, (0, 2));
    if let Some(first) = events.get(at) {
        (base.treated, base.control) = (first.effect.treated, first.effect.control);
        base.clusters = first.effect.clusters;
    }
    let cohorts = design.cohorts().len();
    events.insert(
        at,
        Event {
            relative: -1,
            effect: base,
            cohorts,
        },
    );
    (events, leads)
}
