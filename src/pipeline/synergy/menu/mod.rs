//! The intervention menu of every village: indicators, actions, who is to act.

mod sheets;

pub use sheets::sheets;

use super::Ground;
use crate::base::finding::Finding;
use crate::base::model::Level;
use crate::base::study::{Language, LoadedStudy, Programmes};
use crate::error::Result;
use crate::input::inventory::actions::{self, Action, Actions};
use crate::output::words::pick;
use crate::pipeline::index::IndexResult;
use crate::pipeline::log::Log;
use crate::plan::synergy::menu::totals::{Total, Whose, totals};
use crate::plan::synergy::menu::{Entry, Menu, Next, menus};
use crate::welfare::index::hierarchy::Part;
use serde_json::json;
use std::collections::BTreeMap;

/// Indicators shown of a village beside those of its set.
const TOP: usize = 5;

/// Menus of n villages, and what they come to.
pub struct Menus {
    /// n menus.
    pub menus: Vec<Menu>,
    /// Sums by actor and regency.
    pub totals: BTreeMap<Whose, Total>,
}

/// Reads the actions of the index's indicators; none where the study has no index, or no actions, or a table without rows.
///
/// # Errors
/// See [`actions::read`].
pub fn read(
    loaded: &LoadedStudy,
    spec: &Programmes,
    index: Option<&IndexResult>,
    log: &mut Log,
) -> Result<Option<Actions>> {
    let (Some(path), Some(index)) = (&spec.actions, index) else {
        return Ok(None);
    };
    let keys: Vec<Vec<String>> = index
        .definition
        .indicators
        .iter()
        .map(|indicator| {
            let titles = indicator
                .title
                .iter()
                .flat_map(|title| [&title.id, &title.en]);
            std::iter::once(&indicator.code)
                .chain(titles)
                .cloned()
                .collect()
        })
        .collect();
    log.stage("actions", |findings| {
        let Some(found) = actions::read(&loaded.resolve(path), &keys, findings)? else {
            let detail = "no rows, so there is no menu".to_owned();
            return Ok((None, json!({"rows": 0}), detail));
        };
        let matched = found.of.iter().flatten().count();
        let counts = json!({
            "rows": found.rows, "indicators": keys.len(), "with_action": matched, "actors": found.actors.len(),
        });
        let detail = format!(
            "{} rows; {matched} of {} indicators have an action, {} actors",
            found.rows,
            keys.len(),
            found.actors.len()
        );
        Ok((Some(found), counts, detail))
    })
}

/// The action of a leaf of the index.
pub fn action_of<'a>(index: &IndexResult, actions: &'a Actions, leaf: usize) -> Option<&'a Action> {
    match index.scores.make.leaves[leaf].part {
        Part::Indicator(i) => actions.of[i].as_ref(),
        Part::Dimension(_) => None,
    }
}

/// Makes the menus.
///
/// # Errors
/// None so far as the log writes.
pub fn make(ground: &Ground, actions: &Actions, log: &mut Log) -> Result<Option<Menus>> {
    let Some(index) = ground.index else {
        return Ok(None);
    };
    log.stage("menu", |findings| {
        let leaves = &index.scores.make.leaves;
        let costs = actions.costs();
        let cost: Vec<Option<f64>> = leaves
            .iter()
            .map(|leaf| match leaf.part {
                Part::Indicator(i) => costs[i],
                Part::Dimension(_) => None,
            })
            .collect();
        if !leaves.iter().any(|leaf| matches!(leaf.part, Part::Indicator(_))) {
            findings.push(
                Finding::warning("menu-none", "the tables hold finished dimensions only, so that no indicator can be on a menu")
                    .remedy("give the indicators of the index, such as IKS_1 to IKL_3 of the IDM"),
            );
            return Ok((None, json!({}), "no indicators, no menu".to_owned()));
        }
        let Some(menus) = menus(&index.definition, &index.scores, &cost, TOP) else {
            findings.push(
                Finding::warning("menu-none", "the index scores units against each other, so that no indicator gains for itself"),
            );
            return Ok((None, json!({}), "units scored against each other, no menu".to_owned()));
        };
        let mixed = menus.iter().filter(|menu| menu.next == Next::Mixed).count();
        if mixed > 0 {
            findings.push(Finding::info(
                "menu-mixed",
                "the groups of the index are unlike means, so that steps do not add up: menus have gains, and no cheapest set",
            ));
        }
        let actors: Vec<Vec<u32>> = (0..leaves.len())
            .map(|leaf| action_of(index, actions, leaf).map_or_else(Vec::new, |a| a.actors.clone()))
            .collect();
        let n = menus.len();
        let free = vec![0; n];
        let region = ground.hierarchy.level(Level::Regency).map_or(&free, |r| &r.of_village);
        let totals = totals(&menus, &actors, region);
        let count = |wanted: fn(&Next) -> bool| menus.iter().filter(|m| wanted(&m.next)).count();
        let reached = count(|next| matches!(next, Next::Set { .. }));
        let unreachable = count(|next| *next == Next::Unreachable);
        let all = totals.get(&Whose { actor: None, region: None }).copied().unwrap_or_default();
        let counts = json!({
            "villages": n, "with_set": reached, "unreachable": unreachable,
            "best_class": count(|next| *next == Next::Best), "without_score": count(|next| *next == Next::None),
            "steps": all.steps, "cost": all.cost,
        });
        let detail = format!("{reached} villages reach the next class with {} steps, {unreachable} cannot", all.steps);
        Ok((Some(Menus { menus, totals }), counts, detail))
    })
}

impl Menus {
    /// The first thing to do in a village, in words: of the set for the next class, else of the menu. Nothing in the best class.
    pub fn best_action(
        &self,
        ground: &Ground,
        actions: &Actions,
        village: usize,
    ) -> Option<String> {
        let index = ground.index?;
        if self.menus[village].next == Next::Best {
            return None;
        }
        let entries = &self.menus[village].entries;
        let first = entries
            .iter()
            .find(|entry| entry.next.is_some())
            .or(entries.first())?;
        Some(words(index, actions, first, ground.language()))
    }

    /// Steps and cost to the next class.
    pub fn next(&self, village: usize) -> Option<(u32, f64)> {
        match self.menus[village].next {
            Next::Set { steps, cost, .. } => Some((steps, cost)),
            _ => None,
        }
    }
}

/// An entry in words: what to do, and who.
fn words(index: &IndexResult, actions: &Actions, entry: &Entry, language: Language) -> String {
    let title = title(index, entry.leaf, language);
    let Some(action) = action_of(index, actions, entry.leaf) else {
        return title;
    };
    // a body of two levels is named once
    let mut who: Vec<&str> = Vec::new();
    for &actor in &action.actors {
        let name = actions.actors[actor as usize].name.as_str();
        if !who.contains(&name) {
            who.push(name);
        }
    }
    let what = if action.action.is_empty() {
        title
    } else {
        action.action.clone()
    };
    match who.is_empty() {
        true => what,
        false => format!(
            "{what} ({}: {})",
            pick(language, "penanggung jawab", "by"),
            who.join(", ")
        ),
    }
}

/// The title of a leaf.
fn title(index: &IndexResult, leaf: usize, language: Language) -> String {
    let part = index.scores.make.leaves[leaf].part;
    let words = match part {
        Part::Indicator(i) => &index.definition.indicators[i].title,
        Part::Dimension(d) => &index.definition.dimensions[d].title,
    };
    words
        .as_ref()
        .map_or(part.code(&index.definition), |words| words.get(language))
        .to_owned()
}
