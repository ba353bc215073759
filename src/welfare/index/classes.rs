//! Classes of scores and their limits.

use super::NOISE;
use super::combine::combine;
use super::definition::{Definition, Limit, Weigh};
use super::hierarchy::{Group, Part};
use super::normalise::Scale;
use super::prepare::Leaf;
use crate::error::{Error, Result};
use polars::prelude::DataFrame;

/// Upper limits of all classes but the last.
///
/// Limits of the definition stand. Where the indicators have limits of their own, each limit of the index is the score of
/// a unit that has every indicator at that limit: the same normalisation, weights and aggregation as for the units.
///
/// # Errors
/// Indicators normalised by their place among the others, whose limits have no place.
pub fn limits(definition: &Definition, groups: &[Group], leaves: &[Leaf]) -> Result<Vec<f64>> {
    let own: Vec<f64> = definition.classes.iter().filter_map(|c| c.up_to).collect();
    let count = definition.classes.len().saturating_sub(1);
    if own.len() == count || count == 0 {
        return Ok(own);
    }
    let mut at = Vec::new();
    for leaf in leaves {
        let Part::Indicator(i) = leaf.part else {
            return Err(no_limit(definition, leaf.part, "is a finished dimension"));
        };
        let limits = definition.indicators[i].limits.clone();
        let value: Option<Vec<f64>> = limits.iter().map(|&x| unbounded(leaf, x)).collect();
        let value = value.ok_or_else(|| {
            no_limit(
                definition,
                leaf.part,
                "is normalised by its place among the others",
            )
        })?;
        at.push(Leaf {
            part: leaf.part,
            raw: limits,
            gap: vec![false; count],
            value,
            scale: leaf.scale,
        });
    }
    let (mut groups, empty) = (groups.to_vec(), DataFrame::empty());
    for group in &mut groups {
        group.weigh = Weigh::Given;
    }
    let whole = combine(
        definition,
        &empty,
        &mut groups,
        &at,
        &mut Vec::new(),
        &mut Vec::new(),
    )?;
    Ok(whole.score)
}

/// The normalised value of a limit, which may lie beyond every unit.
fn unbounded(leaf: &Leaf, x: f64) -> Option<f64> {
    match leaf.scale {
        Scale::Line {
            slope, intercept, ..
        } => Some(intercept + slope * x),
        Scale::Place => None,
    }
}

fn no_limit(definition: &Definition, part: Part, why: &str) -> Error {
    Error::study(format!(
        "the limits of the classes come from those of the indicators, and \"{}\" {why}",
        part.code(definition)
    ))
    .remedy("give the classes `up_to`, or normalise by goalposts, min-max or z")
}

/// The class of a score.
pub fn class(definition: &Definition, limits: &[f64], score: f64) -> Option<usize> {
    let inside = |limit: &f64| {
        let noise = NOISE * limit.abs().max(1.0);
        match definition.limit {
            Limit::Lower => score <= limit + noise,
            Limit::Upper => score < limit - noise,
        }
    };
    let last = definition.classes.len().checked_sub(1)?;
    Some(limits.iter().position(inside).unwrap_or(last))
}
