//! Scores, needs, classes and ranks of units.

use super::combine::{combine, missing_share};
use super::definition::{Definition, Good, Step, Words};
use super::hierarchy::{Group, Part, groups};
use super::inputs::{self, at_unit};
use super::prepare::{Leaf, prepare};
use super::{NOISE, classes, rank};
use crate::base::finding::Finding;
use crate::error::{Error, Result};
use crate::space::graph::Graph;
use polars::prelude::DataFrame;
use serde::Serialize;
use serde_json::{Map, Value};

/// What an index says of n units, in their order.
#[derive(Debug, Clone)]
pub struct Scores {
    /// Code and n values of each dimension, in the order of the definition.
    pub dimensions: Vec<(String, Vec<Option<f64>>)>,
    /// n scores.
    pub score: Vec<Option<f64>>,
    /// n distances from the best possible score, or from the best score where the definition has none.
    pub need: Vec<Option<f64>>,
    /// n positions in `classes`.
    pub class: Vec<Option<usize>>,
    /// Names of the classes, from the lowest score up.
    pub classes: Vec<Words>,
    /// Upper limits of the classes but the last.
    pub limits: Vec<f64>,
    /// n ranks, 1 for the greatest need; ties share the lower number.
    pub rank: Vec<Option<u32>>,
    /// n shares of the weight that the data lack, whatever filled the gaps.
    pub missing_share: Vec<f64>,
    /// n lacks of reliability, where the definition asks for it.
    pub reliability: Option<Vec<f64>>,
    /// Which columns it was computed from, in words.
    pub form: String,
    /// What the score is made of.
    pub make: Make,
    /// The steps and what came of them, in the order they were done.
    pub log: Vec<Logged>,
    /// What was seen on the way.
    pub findings: Vec<Finding>,
}

/// What a score is made of: enough to put it together again in another way.
#[derive(Debug, Clone)]
pub struct Make {
    /// Groups, deepest first, the whole last, with the weights used.
    pub groups: Vec<Group>,
    /// The columns that enter.
    pub leaves: Vec<Leaf>,
    /// Need is the distance from this score.
    pub best: f64,
}

/// A step that was done; its arguments are those of the definition that is kept beside the log.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Logged {
    /// Its name.
    pub step: &'static str,
    /// What came of it.
    pub results: Value,
}

impl Logged {
    /// What came of a step, by indicator.
    pub fn new(step: &'static str, results: Map<String, Value>) -> Self {
        Self {
            step,
            results: Value::Object(results),
        }
    }
}

/// What lies around the units, for rules that need it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Context<'a> {
    /// The group of each of n units where the definition names no column: the regency of a village.
    pub groups: Option<&'a [u32]>,
    /// Neighbours of n units.
    pub graph: Option<&'a Graph>,
}

/// Scores the n units of a frame.
///
/// Weights are renormalised over what is there; a dimension or score is missing when at least half of its weight is.
///
/// # Errors
/// A column that is absent, not numeric, empty, constant where it must vary, beyond its goalposts, or not above 0 under a
/// geometric or harmonic mean; a score better than the best of the definition; a rule that needs groups or neighbours
/// where there are none. Each names the indicator.
pub fn score(definition: &Definition, frame: &DataFrame, context: &Context) -> Result<Scores> {
    let form = inputs::form(definition, frame)?;
    let mut findings = vec![Finding::info(
        "index-form",
        format!("{}: {}", definition.name, form.text),
    )];
    let mut log = Vec::new();
    let mut groups = groups(definition, &form.given);
    let parts: Vec<Part> = groups
        .iter()
        .flat_map(|group| group.parts.iter().map(|(part, _)| *part))
        .filter(|part| !matches!(part, Part::Dimension(d) if !form.given[*d]))
        .collect();
    let leaves = prepare(definition, frame, &parts, context, &mut log, &mut findings)?;
    let whole = combine(
        definition,
        frame,
        &mut groups,
        &leaves,
        &mut log,
        &mut findings,
    )?;
    let missing_share = match definition.steps.contains(&Step::Impute) && filled(&leaves) {
        true => missing_share(definition, &groups, &leaves),
        false => whole.void,
    };
    let best = best(definition, &whole.score, frame)?;
    let limits = classes::limits(definition, &groups, &leaves)?;
    let score = options(&whole.score);
    let need: Vec<Option<f64>> = score
        .iter()
        .map(|score| score.map(|score| (best - score).abs()))
        .collect();
    let class = |score: &Option<f64>| classes::class(definition, &limits, (*score)?);
    Ok(Scores {
        dimensions: (definition.dimensions.iter().zip(&whole.dimensions))
            .filter_map(|(dimension, values)| {
                Some((dimension.code.clone(), options(values.as_ref()?)))
            })
            .collect(),
        class: score.iter().map(class).collect(),
        classes: definition
            .classes
            .iter()
            .map(|class| class.name.clone())
            .collect(),
        limits,
        rank: rank::ranks(&need),
        score,
        need,
        reliability: reliability(definition, &missing_share, frame)?,
        missing_share,
        form: form.text,
        make: Make {
            groups,
            leaves,
            best,
        },
        log,
        findings,
    })
}

/// Lack of reliability: the mean of what is missing and of how old the rest is, on the scale asked for.
fn reliability(
    definition: &Definition,
    missing: &[f64],
    frame: &DataFrame,
) -> Result<Option<Vec<f64>>> {
    let Some(rule) = &definition.reliability else {
        return Ok(None);
    };
    let ages = match &rule.age {
        Some(column) => inputs::ages(column, frame)?,
        None => None,
    };
    let oldest = rule.oldest.unwrap_or(5.0);
    let of = |(unit, missing): (usize, &f64)| match ages.as_ref().map(|ages| ages[unit]) {
        Some(age) if !age.is_nan() => {
            rule.to * f64::midpoint(*missing, (age.max(0.0) / oldest).min(1.0))
        }
        _ => rule.to * missing,
    };
    Ok(Some(missing.iter().enumerate().map(of).collect()))
}

/// Whether a gap in the data has a value now.
fn filled(leaves: &[Leaf]) -> bool {
    let mut gaps = leaves
        .iter()
        .flat_map(|leaf| leaf.gap.iter().zip(&leaf.value));
    gaps.any(|(gap, value)| *gap && !value.is_nan())
}

/// The best score: of the definition, else of the units.
fn best(definition: &Definition, score: &[f64], frame: &DataFrame) -> Result<f64> {
    let sign = match definition.good {
        Good::High => 1.0,
        Good::Low => -1.0,
    };
    let top = score
        .iter()
        .enumerate()
        .filter(|(_, score)| !score.is_nan())
        .max_by(|a, b| (sign * a.1).total_cmp(&(sign * b.1)));
    let (unit, top) = top.map_or((0, 0.0), |(unit, top)| (unit, *top));
    match definition.best {
        Some(best) if sign * (top - best) > NOISE * best.abs().max(1.0) => Err(at_unit(
            Error::study(format!(
                "the score {top} is better than the best of index {}, {best}",
                definition.name
            )),
            frame,
            unit,
        )
        .remedy("correct `best` in the definition, or normalise the indicators to its scale")),
        Some(best) => Ok(best),
        None => Ok(top),
    }
}

fn options(values: &[f64]) -> Vec<Option<f64>> {
    values
        .iter()
        .map(|value| Some(*value).filter(|value| !value.is_nan()))
        .collect()
}
