//! Leaves weighed and put together, group by group.

use super::aggregate::{Piece, aggregate};
use super::definition::{Aggregation, Definition, Weigh};
use super::hierarchy::{Group, Part};
use super::inputs::at_unit;
use super::prepare::Leaf;
use super::score::Logged;
use super::weigh::{self, Trouble};
use crate::base::finding::Finding;
use crate::error::{Error, Result};
use polars::prelude::DataFrame;
use serde_json::{Value, json};

/// n values of every group, and the weight they lack.
#[derive(Debug, Clone)]
pub struct Whole {
    /// n values of each dimension, NaN where missing; `None` for one above which the form starts.
    pub dimensions: Vec<Option<Vec<f64>>>,
    /// n scores, NaN where missing.
    pub score: Vec<f64>,
    /// n shares of weight that do not enter the score.
    pub void: Vec<f64>,
}

/// Values of a group and the weight they lack, once it is done.
type Done = Option<(Vec<f64>, Vec<f64>)>;

/// Where the values of each part are.
struct Places<'a> {
    leaves: &'a [Leaf],
    /// Place in the leaves of each dimension, then of each indicator.
    leaf_of: Vec<Option<usize>>,
    dimensions: usize,
}

impl<'a> Places<'a> {
    fn new(definition: &Definition, leaves: &'a [Leaf]) -> Self {
        let dimensions = definition.dimensions.len();
        let mut places = Self {
            leaves,
            leaf_of: vec![None; dimensions + definition.indicators.len()],
            dimensions,
        };
        for (place, leaf) in leaves.iter().enumerate() {
            let slot = places.slot(leaf.part);
            places.leaf_of[slot] = Some(place);
        }
        places
    }

    fn slot(&self, part: Part) -> usize {
        match part {
            Part::Dimension(d) => d,
            Part::Indicator(i) => self.dimensions + i,
        }
    }

    fn leaf(&self, part: Part) -> Option<&'a Leaf> {
        self.leaf_of[self.slot(part)].map(|place| &self.leaves[place])
    }
}

/// Weighs and aggregates the groups, deepest first; the weights that were used are left in them.
///
/// # Errors
/// Weights the data do not give, values outside the domain of a rule; each names group, part and unit.
pub fn combine(
    definition: &Definition,
    frame: &DataFrame,
    groups: &mut [Group],
    leaves: &[Leaf],
    log: &mut Vec<Logged>,
    findings: &mut Vec<Finding>,
) -> Result<Whole> {
    let places = Places::new(definition, leaves);
    let mut done: Vec<Done> = vec![None; places.dimensions];
    let mut whole = (Vec::new(), Vec::new());
    let (mut weighed, mut aggregated) = (Vec::new(), Vec::new());
    for group in groups {
        let mut pieces: Vec<Piece<'_>> = Vec::new();
        for &(part, weight) in &group.parts {
            let (value, missing) = match (places.leaf(part), part) {
                (Some(leaf), _) => (leaf.value.as_slice(), None),
                (None, Part::Dimension(d)) => match &done[d] {
                    Some((value, void)) => (value.as_slice(), Some(void.as_slice())),
                    None => continue,
                },
                (None, Part::Indicator(_)) => continue,
            };
            pieces.push(Piece {
                value,
                missing,
                weight,
            });
        }
        weighed.push(weigh_group(definition, group, &mut pieces, findings)?);
        let (value, void) = aggregate(&group.recipe, &pieces).map_err(|(piece, unit)| {
            let value = pieces[piece].value[unit];
            let part = group.parts[piece].0;
            at_unit(outside(definition, group, part, value), frame, unit)
        })?;
        aggregated.push(json!({
            "group": group.code(definition),
            "method": group.recipe.how,
            "missing": value.iter().filter(|x| x.is_nan()).count(),
        }));
        match group.dimension {
            Some(d) => done[d] = Some((value, void)),
            None => whole = (value, void),
        }
    }
    for (step, results) in [("weigh", weighed), ("aggregate", aggregated)] {
        log.push(Logged {
            step,
            results: Value::Array(results),
        });
    }
    let dimension = |(d, done): (usize, Done)| match done {
        Some((value, _)) => Some(value),
        None => places
            .leaf(Part::Dimension(d))
            .map(|leaf| leaf.value.clone()),
    };
    Ok(Whole {
        dimensions: done.into_iter().enumerate().map(dimension).collect(),
        score: whole.0,
        void: whole.1,
    })
}

/// n shares of the weight of the score that the data lack, whatever filled the gaps.
pub fn missing_share(definition: &Definition, groups: &[Group], leaves: &[Leaf]) -> Vec<f64> {
    let places = Places::new(definition, leaves);
    let n = leaves.first().map_or(0, |leaf| leaf.value.len());
    let mut done: Vec<Vec<f64>> = vec![Vec::new(); places.dimensions];
    let mut whole = Vec::new();
    for group in groups {
        let total: f64 = group.parts.iter().map(|(_, weight)| weight).sum();
        let mut lost = vec![0.0; n];
        for &(part, weight) in &group.parts {
            let share = weight / total;
            match (places.leaf(part), part) {
                (Some(leaf), _) => {
                    for (lost, _) in lost.iter_mut().zip(&leaf.gap).filter(|(_, gap)| **gap) {
                        *lost += share;
                    }
                }
                (None, Part::Dimension(d)) => {
                    for (lost, inner) in lost.iter_mut().zip(&done[d]) {
                        *lost += share * inner;
                    }
                }
                (None, Part::Indicator(_)) => {}
            }
        }
        match group.dimension {
            Some(d) => done[d] = lost,
            None => whole = lost,
        }
    }
    whole
}

/// Finds the weights of a group and leaves them in it and in its pieces.
fn weigh_group(
    definition: &Definition,
    group: &mut Group,
    pieces: &mut [Piece<'_>],
    findings: &mut Vec<Finding>,
) -> Result<Value> {
    let codes: Vec<&str> = group
        .parts
        .iter()
        .map(|(part, _)| part.code(definition))
        .collect();
    let given: Vec<f64> = group.parts.iter().map(|(_, weight)| *weight).collect();
    let columns: Vec<&[f64]> = pieces.iter().map(|piece| piece.value).collect();
    let mut results = json!({"group": group.code(definition), "method": group.weigh});
    let mut judged = None;
    if let (Weigh::Ahp, Some(judgements)) = (group.weigh, group.judgements(definition)) {
        let found = weigh::ahp(&judgements.matrix);
        let name = group.code(definition);
        let found = found.ok_or_else(|| {
            Error::study(format!(
                "the judgements of \"{name}\" have no principal eigenvector"
            ))
        })?;
        results["consistency_ratio"] = json!(found.ratio);
        if found.ratio > 0.1 {
            findings.push(
                Finding::warning(
                    "ahp-consistency",
                    format!(
                        "the judgements of \"{name}\" contradict each other: consistency ratio {:.3}, and 0.1 is the accepted limit",
                        found.ratio
                    ),
                )
                .remedy("look at the judgements again"),
            );
        }
        let of = |code: &&str| judgements.parts.iter().position(|part| part == code);
        judged = codes
            .iter()
            .map(|code| of(code).map(|place| found.weights[place]))
            .collect::<Option<Vec<f64>>>();
    }
    let found = weigh::weights(group.weigh, &given, judged.as_deref(), &columns)
        .map_err(|trouble| no_weights(definition, group, &codes, trouble))?;
    // weights as written stay as written, so that a mean of equal parts is their sum over a whole number
    if group.weigh != Weigh::Given {
        for (((_, weight), piece), found) in group.parts.iter_mut().zip(pieces).zip(&found) {
            (*weight, piece.weight) = (*found, *found);
        }
    }
    let shares: serde_json::Map<String, Value> = codes
        .iter()
        .zip(&found)
        .map(|(code, weight)| ((*code).to_owned(), json!(weight)))
        .collect();
    results["weights"] = Value::Object(shares);
    Ok(results)
}

fn no_weights(definition: &Definition, group: &Group, codes: &[&str], trouble: Trouble) -> Error {
    let name = group.code(definition);
    let method = json!(group.weigh);
    let method = method.as_str().unwrap_or_default();
    let why = match trouble {
        Trouble::Few(n) => format!("only {n} units have a value in every part"),
        Trouble::Constant(j) => format!("\"{}\" is the same in every unit", codes[j]),
        Trouble::Negative(j) => {
            format!("\"{}\" has a value below 0, or none above it", codes[j])
        }
        Trouble::Tied => "no part, or no first component, stands out".to_owned(),
    };
    Error::input(format!(
        "{method} gives no weights to the parts of \"{name}\": {why}"
    ))
    .remedy("normalise to a range from 0 up, take out the part, or give weights")
}

fn outside(definition: &Definition, group: &Group, part: Part, value: f64) -> Error {
    let code = part.code(definition);
    match group.recipe.how {
        Aggregation::Inverted => Error::input(format!(
            "\"{code}\" is {value} here, above the end of the scale, {}",
            group.recipe.scale[1]
        ))
        .remedy("bring the parts to the scale between `best` and `worst`"),
        _ => Error::input(format!(
            "\"{code}\" is {value} here after normalising, and a geometric or harmonic mean needs values above 0"
        ))
        .remedy("normalise to a range above 0, such as to = [1, 100], or aggregate arithmetically"),
    }
}
