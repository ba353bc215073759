//! The intervention menu: which indicators gain most in a village, and the cheapest steps to the next class.
//!
//! * [`steps`]: what a step of an indicator is, and what it gains
//! * [`knapsack`]: the cheapest steps that reach a goal, exactly
//! * [`totals`]: steps by who is to take them

pub mod knapsack;
pub mod steps;
#[cfg(test)]
mod tests;
pub mod totals;

use crate::welfare::index::Scores;
use crate::welfare::index::definition::{Definition, Good, Limit};
use knapsack::{Cover, Item};
use rayon::prelude::*;
use steps::{Ladder, Scale};

/// Steps of an indicator towards the next class.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Taken {
    /// How many.
    pub steps: u32,
    /// The raw value they lead to.
    pub to: f64,
    /// What they cost.
    pub cost: f64,
}

/// An indicator on the menu of a village.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Entry {
    /// Place in the leaves of the index.
    pub leaf: usize,
    /// Raw value now.
    pub from: f64,
    /// Best raw value.
    pub best: f64,
    /// What the score gains with it at its best.
    pub gain: f64,
    /// Steps to its best.
    pub steps: u32,
    /// Their cost, where the cost of a step is known.
    pub cost: Option<f64>,
    /// What of it is in the cheapest set that reaches the next class.
    pub next: Option<Taken>,
}

/// The way to the next class.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Next {
    /// The village has no score, or the index no classes.
    None,
    /// It is in the best class.
    Best,
    /// All steps together do not reach it.
    Unreachable,
    /// What steps gain does not add up in this index, so that no cheapest set is known.
    Mixed,
    /// The cheapest set.
    Set {
        /// Position of the class.
        class: usize,
        /// Steps.
        steps: u32,
        /// Their cost.
        cost: f64,
        /// What the score gains.
        gain: f64,
    },
}

/// The menu of a village.
#[derive(Debug, Clone, PartialEq)]
pub struct Menu {
    /// The indicators that gain most, and those of the set; the greatest gain first, then by their place.
    pub entries: Vec<Entry>,
    /// The way to the next class.
    pub next: Next,
}

/// Menus of n villages: the `top` indicators by gain, and the cheapest set that reaches the next class.
///
/// `cost` holds the cost of a step a leaf; one without is on the menu and in no set. An indicator whose value is missing or was filled in is on no
/// menu. Finished dimensions are no indicators. `None` where units are scored against each other. O(n x leaves), and the knapsacks.
pub fn menus(
    definition: &Definition,
    scores: &Scores,
    cost: &[Option<f64>],
    top: usize,
) -> Option<Vec<Menu>> {
    let scale = Scale::new(definition, scores)?;
    let menu = |unit: usize| menu(definition, scores, &scale, cost, top, unit);
    Some((0..scores.score.len()).into_par_iter().map(menu).collect())
}

fn menu(
    definition: &Definition,
    scores: &Scores,
    scale: &Scale,
    cost: &[Option<f64>],
    top: usize,
    unit: usize,
) -> Menu {
    let Some(score) = scores.score[unit] else {
        return Menu {
            entries: Vec::new(),
            next: Next::None,
        };
    };
    let ladders = scale.ladders(unit, score);
    let (next, set) = next(definition, scores, scale, &ladders, cost, (unit, score));
    let entry = |(place, ladder): (usize, &Ladder)| Entry {
        leaf: ladder.leaf,
        from: ladder.raw(0),
        best: ladder.raw(ladder.steps()),
        gain: ladder.gain,
        steps: ladder.steps(),
        cost: cost[ladder.leaf].map(|cost| cost * f64::from(ladder.steps())),
        next: set.as_ref().and_then(|set| {
            let steps = set[place];
            (steps > 0).then(|| Taken {
                steps,
                to: ladder.raw(steps),
                cost: cost[ladder.leaf].unwrap_or_default() * f64::from(steps),
            })
        }),
    };
    let mut entries: Vec<Entry> = ladders.iter().enumerate().map(entry).collect();
    entries.sort_by(|a, b| b.gain.total_cmp(&a.gain).then(a.leaf.cmp(&b.leaf)));
    let mut place = 0;
    entries.retain(|entry| {
        place += 1;
        place <= top || entry.next.is_some()
    });
    Menu { entries, next }
}

/// The way to the next class, and the steps of each ladder.
fn next(
    definition: &Definition,
    scores: &Scores,
    scale: &Scale,
    ladders: &[Ladder],
    cost: &[Option<f64>],
    (unit, score): (usize, f64),
) -> (Next, Option<Vec<u32>>) {
    let Some(class) = scores.class[unit] else {
        return (Next::None, None);
    };
    let (better, limit) = match definition.good {
        Good::High => (Some(class + 1), scores.limits.get(class)),
        Good::Low => {
            let below = class.checked_sub(1);
            (below, below.and_then(|below| scores.limits.get(below)))
        }
    };
    let (Some(better), Some(&limit)) = (better, limit) else {
        return (Next::Best, None);
    };
    if !scale.adds_up() {
        return (Next::Mixed, None);
    }
    // well on the right side of what is the same number but for rounding
    let noise = 1e-12 * limit.abs().max(1.0);
    let target = match (definition.good, definition.limit) {
        (Good::High, Limit::Lower) => limit + 2.0 * noise,
        (Good::High, Limit::Upper) => limit - 0.5 * noise,
        (Good::Low, Limit::Lower) => limit + 0.5 * noise,
        (Good::Low, Limit::Upper) => limit - 2.0 * noise,
    };
    let items: Vec<Item> = ladders
        .iter()
        .map(|ladder| match cost[ladder.leaf] {
            Some(cost) => Item {
                gain: ladder.sums.clone(),
                cost,
            },
            None => Item {
                gain: Vec::new(),
                cost: 0.0,
            },
        })
        .collect();
    let Some(Cover { steps, cost, gain }) = scale
        .goal(score, target)
        .and_then(|goal| knapsack::cover(&items, goal))
    else {
        return (Next::Unreachable, None);
    };
    let found = Next::Set {
        class: better,
        steps: steps.iter().sum(),
        cost,
        gain: scale.gain(score, gain),
    };
    (found, Some(steps))
}
