//! The ledger: what the four axes say of each village and priority area, and what to do first.
//!
//! * `supply`: which programme could bring a lever; `advice`: the first actions, `sentence`: how they are said
//! * `village`, `area`: tables `synergy`, `synergy_areas`; `profile`: everything of one area, `area_profiles`

mod advice;
mod area;
mod profile;
mod sentence;
mod supply;
mod village;

use super::facilitator::Facilitation;
use super::institution::Institutions;
use super::program::Program;
use super::{Choice, Ground};
use crate::output::sheet::Sheet;
use crate::pipeline::log::Outcome;
use crate::plan::synergy::axes::{Axes, axes, hosted};
use crate::plan::synergy::duplicate::{Duplicate, standing};
use crate::plan::synergy::facilitator::facilitated;
use advice::Adviser;
use rayon::prelude::*;
use serde_json::json;
use std::collections::BTreeMap;
use supply::Supply;

/// What the axes found, for the ledger to read.
#[derive(Clone, Copy)]
pub struct Found<'a> {
    /// Programmes, levers and places.
    pub program: &'a Program,
    /// Facilitators.
    pub facilitation: Option<&'a Facilitation>,
    /// Institutions.
    pub institutions: Option<&'a Institutions>,
    /// The allocation and the intervention menu.
    pub choice: &'a Choice,
}

/// Scores and advice of villages and areas.
pub struct Ledger {
    /// n villages.
    villages: Vec<Row>,
    /// Priority areas, the neediest first.
    areas: Vec<Row>,
}

/// A village or an area.
struct Row {
    axes: Axes,
    /// The first actions, at most three.
    actions: Vec<String>,
}

/// Most actions of a village or an area.
const ACTIONS: usize = 3;

/// Scores every village and area on the four axes and says what to do first.
///
/// # Errors
/// None of its own.
pub fn compute(ground: &Ground, found: &Found) -> Outcome<Ledger> {
    let (inventory, presence) = (ground.inventory, ground.presence);
    let marks = [facilitated(inventory), hosted(inventory)];
    let marks = [&marks[0][..], &marks[1][..]];
    let program = found.program;
    let supply = Supply::new(ground, &found.choice.placed);
    let doubled: Vec<&Duplicate> = standing(&program.duplicates, ground.year).collect();
    let adviser = Adviser {
        ground,
        found,
        supply: &supply,
        facilitated: marks[0],
        doubled: &doubled,
    };
    let score = |members: &[u32], location| {
        axes(
            inventory,
            presence,
            members,
            &program.surplus,
            location,
            marks,
        )
    };
    let villages: Vec<Row> = (0..ground.layer.codes.len() as u32)
        .into_par_iter()
        .map(|village| {
            let axes = score(&[village], program.convergence.score[village as usize]);
            let actions = adviser.village(&axes, village);
            Row { axes, actions }
        })
        .collect();
    let together = &program.together[2];
    let areas: Vec<Row> = (ground.areas.par_iter().zip(together).enumerate())
        .map(|(at, (area, together))| {
            let axes = score(&area.members, together.score);
            let actions = adviser.area(&axes, at);
            Row { axes, actions }
        })
        .collect();
    let advised = villages
        .iter()
        .filter(|row| !row.actions.is_empty())
        .count();
    let counts = json!({"villages_with_actions": advised, "areas": areas.len()});
    let detail = format!("{advised} villages with something to do");
    Ok((Ledger { villages, areas }, counts, detail))
}

/// A lever that some villages of an area need and lack.
#[derive(Default)]
struct Gap {
    /// The villages, ascending.
    villages: Vec<u32>,
    /// Sum of their needs.
    need: f64,
}

impl Ground<'_> {
    /// The levers that some of the villages need and lack.
    fn lacking(&self, members: &[u32]) -> BTreeMap<u32, Gap> {
        let mut found = BTreeMap::<u32, Gap>::new();
        for &village in members {
            for lever in self.missing_levers(village as usize) {
                let gap = found.entry(lever).or_default();
                gap.villages.push(village);
                gap.need += self.lever_need[lever as usize][village as usize].unwrap_or_default();
            }
        }
        found
    }
}

/// Its tables.
pub fn sheets(ground: &Ground, found: &Found, ledger: &Ledger) -> Vec<Sheet> {
    let mut sheets = vec![village::sheet(ground, found, ledger)];
    if !ledger.areas.is_empty() {
        sheets.push(area::sheet(ground, found, ledger));
        sheets.push(profile::sheet(ground, found));
    }
    sheets
}

/// The columns of the four axes and of the actions, alike for villages and areas.
fn close(sheet: Sheet, rows: &[Row]) -> Sheet {
    let score = |get: fn(&Axes) -> Option<f64>| rows.iter().map(move |row| get(&row.axes));
    let action = |at: usize| {
        let words = move |row: &Row| row.actions.get(at).cloned().unwrap_or_default();
        rows.iter().map(words)
    };
    sheet
        .number("score_program", "", FINE, score(|a| a.program))
        .number("score_location", "", FINE, score(|a| a.location))
        .number("score_facilitator", "", FINE, score(|a| a.facilitator))
        .number("score_institution", "", FINE, score(|a| a.institution))
        .number("synergy", "", FINE, score(Axes::mean))
        .count("axes", rows.iter().map(|row| Some(row.axes.known().len())))
        .text("action_1", action(0))
        .text("action_2", action(1))
        .text("action_3", action(2))
}

/// Decimals of scores.
const FINE: usize = 6;
/// Decimals of people and money.
const AMOUNT: usize = 2;
