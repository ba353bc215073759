//! The synergy ledger of a run: the inventory read, looked at from every axis, made into tables.
//!
//! * `read`: files to an inventory, in the log
//! * `inventory`: tables `programmes` and `inventory`
//! * `allocation`: budgets placed anew; `menu`: the intervention menu
//! * `needs`: how much each village needs each lever; `program`: programmes, levers and places
//! * `facilitator`: tables `facilitators`, `facilitator_plan` and `shared_posts`
//! * `institution`: tables `institutions`, `institution_tables` and `hosts`
//! * `ledger`: the four axes together, and what to do first; `names`: what things are called

mod allocation;
mod facilitator;
mod institution;
mod inventory;
mod ledger;
mod menu;
mod names;
mod needs;
mod program;
mod read;

pub use read::{Stock, read};

use crate::base::model::Layer;
use crate::base::study::{Language, Programmes, Study};
use crate::error::Result;
use crate::input::inventory::Inventory;
use crate::input::join::Hierarchy;
use crate::output::sheet::Sheet;
use crate::pipeline::areas::{Delineation, area_of};
use crate::pipeline::index::IndexResult;
use crate::pipeline::inputs::Inputs;
use crate::pipeline::log::Log;
use crate::pipeline::potential::Assets;
use crate::pipeline::space::Neighbourhood;
use crate::plan::area::Area;
use crate::plan::synergy::Presence;
use geo::Point;
use polars::prelude::DataFrame;

/// What every axis of the ledger looks at, by village position.
#[derive(Clone, Copy)]
pub struct Ground<'a> {
    /// The study.
    pub study: &'a Study,
    /// Its `[programmes]`.
    pub spec: &'a Programmes,
    /// n villages.
    pub layer: &'a Layer,
    /// Their regions.
    pub hierarchy: &'a Hierarchy,
    /// n centroids; none without geometry.
    pub centres: &'a [Option<Point<f64>>],
    /// n rows: `code`, then every column of every table.
    pub frame: &'a DataFrame,
    /// The index, where the study has one.
    pub index: Option<&'a IndexResult>,
    /// n populations, where they are known.
    pub population: Option<&'a [Option<f64>]>,
    /// n positions in `areas`.
    pub area_of: &'a [Option<u32>],
    /// Priority areas, the neediest first; empty where the study asks for none.
    pub areas: &'a [Area],
    /// Who does what where, with whom.
    pub inventory: &'a Inventory,
    /// What stands where in the assessed year.
    pub presence: &'a Presence,
    /// The assessed year; none where the placements have no years.
    pub year: Option<i32>,
    /// Levers x n needs in 0..1; what is not known is none.
    pub lever_need: &'a [Vec<Option<f64>>],
    /// Local assets, which are shown and count for nothing.
    pub assets: Option<&'a Assets>,
}

impl Ground<'_> {
    /// The language of what people read.
    pub fn language(&self) -> Language {
        self.study.study.language
    }

    /// Whether a programme of a lever stands in a village.
    pub fn has_lever(&self, village: usize, lever: u32) -> bool {
        let mut programmes = self.presence.programmes(village).iter();
        programmes.any(|&p| self.inventory.programmes[p as usize].lever == Some(lever))
    }

    /// The levers that a village is known to need and that no programme there has, ascending.
    pub fn missing_levers(&self, village: usize) -> Vec<u32> {
        let needs = self.lever_need.iter().map(|need| need[village]);
        let lacking = |(lever, need): &(u32, Option<f64>)| {
            need.is_some_and(|need| need >= self.spec.needed) && !self.has_lever(village, *lever)
        };
        (0..)
            .zip(needs)
            .filter(lacking)
            .map(|(lever, _)| lever)
            .collect()
    }
}

/// What the allocation and the menu say of n villages; empty where the study asks for none.
#[derive(Default)]
pub struct Choice {
    /// Money that the plan places there or leaves there, where it is known.
    pub money: Option<Vec<Option<f64>>>,
    /// Villages and the programmes that the plan places or leaves in them, ascending; empty without a plan.
    pub placed: Vec<(u32, u32)>,
    /// The first thing to do, in words.
    pub action: Vec<Option<String>>,
    /// Steps and cost to the next class.
    pub next: Vec<Option<(u32, f64)>>,
}

/// Money of n villages, now and in the plan; none where a placement has no known budget.
pub struct Money {
    /// What stands now.
    pub now: Vec<Option<f64>>,
    /// What the plan places or leaves there.
    pub planned: Vec<Option<f64>>,
}

/// Results of the stages before that the ledger stands on.
pub struct Before<'a> {
    /// What was read.
    pub inputs: &'a Inputs,
    /// The index.
    pub index: Option<&'a IndexResult>,
    /// Who neighbours whom.
    pub neighbours: &'a Neighbourhood,
    /// Priority areas.
    pub areas: Option<&'a Delineation>,
    /// Local assets.
    pub assets: Option<&'a Assets>,
}

/// Looks at the inventory from every axis; the tables of what it finds, and the money of villages where it is placed anew.
///
/// # Errors
/// Those of the axes.
pub fn ledger(
    study: &Study,
    spec: &Programmes,
    before: &Before,
    stock: Stock,
    log: &mut Log,
) -> Result<(Vec<Sheet>, Option<Money>)> {
    let Stock {
        mut inventory,
        filed,
        year,
        actions,
    } = stock;
    let layer = &before.inputs.villages.layer;
    let n = layer.codes.len();
    let centres = &before.neighbours.centres;
    // A base that is given by its village starts from the village's centre.
    for facilitator in &mut inventory.facilitators {
        let village = facilitator
            .village
            .and_then(|village| centres[village as usize]);
        facilitator.base = facilitator.base.or(village);
    }
    let presence = Presence::new(&inventory, n, year);
    let area_of = area_of(before.areas, n);
    let frame = &before.inputs.frame;
    let lever_need = needs::needs(spec, before.index, frame, &mut log.findings)?;
    let ground = Ground {
        study,
        spec,
        layer,
        hierarchy: &before.inputs.hierarchy,
        centres,
        frame,
        index: before.index,
        population: before.inputs.population.as_deref(),
        area_of: &area_of,
        areas: before.areas.map_or(&[], |found| &found.plan.areas),
        inventory: &inventory,
        presence: &presence,
        year,
        lever_need: &lever_need,
        assets: before.assets,
    };
    // Each axis: compute from `ground`, then its sheets.
    let program = log.stage("levers", |_| program::compute(&ground))?;
    let mut sheets = inventory::sheets(&ground, &filed);
    sheets.extend(program::sheets(&ground, &program));
    let facilitation = facilitator::find(&ground, log)?;
    if let Some(found) = &facilitation {
        sheets.extend(facilitator::sheets(&ground, found));
    }
    let institutions = institution::find(&ground, log)?;
    if let Some(found) = &institutions {
        sheets.extend(institution::sheets(&ground, found));
    }
    let (mut choice, mut money) = (Choice::default(), None);
    if let Some(placed) = allocation::allocate(&ground, log)? {
        sheets.extend(allocation::sheets(&ground, &placed));
        money = Some(allocation::money(&ground, &placed));
        choice.money = Some(placed.money(n));
        choice.placed = placed.programmes();
    }
    if let Some(actions) = &actions
        && let Some(menus) = menu::make(&ground, actions, log)?
    {
        sheets.extend(menu::sheets(&ground, actions, &menus));
        choice.action = (0..n)
            .map(|i| menus.best_action(&ground, actions, i))
            .collect();
        choice.next = (0..n).map(|i| menus.next(i)).collect();
    }
    let found = ledger::Found {
        program: &program,
        facilitation: facilitation.as_ref(),
        institutions: institutions.as_ref(),
        choice: &choice,
    };
    let ledger = log.stage("synergy", |_| ledger::compute(&ground, &found))?;
    sheets.extend(ledger::sheets(&ground, &found, &ledger));
    Ok((sheets, money))
}
