//! Scores, needs, classes and ranks of units.

use super::aggregate::{Piece, aggregate};
use super::definition::{Definition, Good, Limit, Words};
use super::hierarchy::{Part, groups};
use super::inputs::{self, at_unit};
use super::normalise::{Trouble, normalise};
use super::{NOISE, rank};
use crate::base::finding::Finding;
use crate::error::{Error, Result};
use polars::prelude::DataFrame;
use rayon::prelude::*;

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
    /// n ranks, 1 for the greatest need; ties share the lower number.
    pub rank: Vec<Option<u32>>,
    /// n shares of the weight that do not enter the score.
    pub missing_share: Vec<f64>,
    /// Which columns it was computed from, in words.
    pub form: String,
    /// What was seen on the way.
    pub findings: Vec<Finding>,
}

/// Scores the n units of a frame.
///
/// Weights are renormalised over what is there; a dimension or score is missing when at least half of its weight is.
///
/// # Errors
/// A column that is absent, not numeric, empty, constant where it must vary, beyond its goalposts, or not above 0 under a
/// geometric or harmonic mean; a score better than the best of the definition. Each names the indicator.
pub fn score(definition: &Definition, frame: &DataFrame) -> Result<Scores> {
    let form = inputs::form(definition, frame)?;
    let mut findings = vec![Finding::info(
        "index-form",
        format!("{}: {}", definition.name, form.text),
    )];
    let order = groups(definition, &form.given);
    let leaves: Vec<Part> = order
        .iter()
        .flat_map(|group| group.parts.iter().map(|(part, _)| *part))
        .filter(|part| !matches!(part, Part::Dimension(d) if !form.given[*d]))
        .collect();
    let read: Vec<Result<_>> = leaves
        .par_iter()
        .map(|part| match *part {
            Part::Indicator(i) => indicator(definition, i, frame),
            Part::Dimension(d) => Ok((inputs::dimension(definition, d, frame)?, None)),
        })
        .collect();
    let slot = |part: Part| match part {
        Part::Dimension(d) => d,
        Part::Indicator(i) => definition.dimensions.len() + i,
    };
    let mut done: Vec<Option<Done>> =
        vec![None; definition.dimensions.len() + definition.indicators.len()];
    for (part, leaf) in leaves.into_iter().zip(read) {
        let (values, finding) = leaf?;
        findings.extend(finding);
        done[slot(part)] = Some((values, None));
    }
    let mut whole = (Vec::new(), Vec::new());
    for group in order {
        let pieces: Vec<Piece<'_>> = group
            .parts
            .iter()
            .filter_map(|&(part, weight)| {
                let (value, missing) = done[slot(part)].as_ref()?;
                Some(Piece {
                    value,
                    missing: missing.as_deref(),
                    weight,
                })
            })
            .collect();
        let (value, missing) = aggregate(group.aggregate, &pieces).map_err(|(piece, unit)| {
            let value = pieces[piece].value[unit];
            at_unit(
                not_positive(definition, group.parts[piece].0, value),
                frame,
                unit,
            )
        })?;
        match group.dimension {
            Some(d) => done[d] = Some((value, Some(missing))),
            None => whole = (value, missing),
        }
    }
    let (score, missing_share) = whole;
    let best = best(definition, &score, frame)?;
    let score = options(&score);
    let need: Vec<Option<f64>> = score
        .iter()
        .map(|score| score.map(|score| (best - score).abs()))
        .collect();
    Ok(Scores {
        dimensions: definition
            .dimensions
            .iter()
            .zip(&done)
            .filter_map(|(dimension, values)| {
                Some((dimension.code.clone(), options(&values.as_ref()?.0)))
            })
            .collect(),
        class: score
            .iter()
            .map(|score| class(definition, (*score)?))
            .collect(),
        classes: definition
            .classes
            .iter()
            .map(|class| class.name.clone())
            .collect(),
        rank: rank::ranks(&need),
        score,
        need,
        missing_share,
        form: form.text,
        findings,
    })
}

/// Values of a part and the shares of weight they lack; `None` for what is read from a column.
type Done = (Vec<f64>, Option<Vec<f64>>);

/// An indicator made comparable.
fn indicator(
    definition: &Definition,
    i: usize,
    frame: &DataFrame,
) -> Result<(Vec<f64>, Option<Finding>)> {
    let indicator = &definition.indicators[i];
    let code = &indicator.code;
    let column = indicator.value.as_deref().unwrap_or(indicator.column());
    let rule = indicator.normalise.unwrap_or(definition.normalise);
    let mut values = inputs::indicator(definition, i, frame)?;
    match normalise(&mut values, &rule, indicator.good != definition.good) {
        Ok(0) => Ok((values, None)),
        Ok(clamped) => {
            let what = format!(
                "{clamped} values of \"{code}\" lie beyond its goalposts and count as the goalpost"
            );
            Ok((
                values,
                Some(Finding::info("index-clamped", what).column(column)),
            ))
        }
        Err(Trouble::Constant(value)) => Err(Error::input(format!(
            "\"{code}\" is {value} in every unit, so it cannot tell them apart"
        ))
        .column(column)
        .remedy("take the indicator out of the definition, or normalise it by goalposts")),
        Err(Trouble::Outside(unit, count)) => Err(at_unit(
            Error::input(format!(
                "\"{code}\" is {} here, beyond its goalposts {} to {}, in {count} units in all",
                values[unit],
                rule.min.unwrap_or(0.0),
                rule.max.unwrap_or(1.0)
            )),
            frame,
            unit,
        )
        .column(column)
        .remedy("correct the values, or write clamp = true in the definition")),
    }
}

fn not_positive(definition: &Definition, part: Part, value: f64) -> Error {
    let code = match part {
        Part::Indicator(i) => &definition.indicators[i].code,
        Part::Dimension(d) => &definition.dimensions[d].code,
    };
    Error::input(format!(
        "\"{code}\" is {value} here after normalising, and a geometric or harmonic mean needs values above 0"
    ))
    .remedy("normalise to a range above 0, such as to = [1, 100], or aggregate arithmetically")
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

fn class(definition: &Definition, score: f64) -> Option<usize> {
    let inside = |limit: f64| {
        let noise = NOISE * limit.abs().max(1.0);
        match definition.limit {
            Limit::Lower => score <= limit + noise,
            Limit::Upper => score < limit - noise,
        }
    };
    definition
        .classes
        .iter()
        .position(|class| class.up_to.is_none_or(inside))
}

fn options(values: &[f64]) -> Vec<Option<f64>> {
    values
        .iter()
        .map(|value| Some(*value).filter(|value| !value.is_nan()))
        .collect()
}
