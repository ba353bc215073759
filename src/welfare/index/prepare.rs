//! The steps from raw columns to comparable ones: denominate, screen, treat, impute, normalise.

use super::NOISE;
use super::definition::{Definition, Filling, Good, Normalise, Step};
use super::denominate::denominate;
use super::hierarchy::Part;
use super::impute::impute;
use super::inputs::{self, at_unit};
use super::normalise::{Scale, Trouble, normalise};
use super::score::{Context, Logged};
use super::screen::screen;
use super::treat::treat;
use crate::base::finding::Finding;
use crate::error::{Error, Result};
use polars::prelude::DataFrame;
use rayon::prelude::*;
use serde_json::{Map, Value, json};
use std::borrow::Cow;

/// A column that enters the index.
#[derive(Debug, Clone)]
pub struct Leaf {
    /// Which part it is.
    pub part: Part,
    /// n values before normalising, NaN where missing.
    pub raw: Vec<f64>,
    /// n values after it.
    pub value: Vec<f64>,
    /// n marks of values the data lack, filled or not.
    pub gap: Vec<bool>,
    /// How raw became normalised.
    pub scale: Scale,
}

/// Reads the parts and takes them through the steps, in the order the definition says, and normalises them.
///
/// # Errors
/// See [`super::score::score`].
pub fn prepare(
    definition: &Definition,
    frame: &DataFrame,
    parts: &[Part],
    context: &Context,
    log: &mut Vec<Logged>,
    findings: &mut Vec<Finding>,
) -> Result<Vec<Leaf>> {
    let read = |part: &Part| match *part {
        Part::Indicator(i) => inputs::indicator(definition, i, frame),
        Part::Dimension(d) => inputs::dimension(definition, d, frame),
    };
    let columns: Vec<Result<Vec<f64>>> = parts.par_iter().map(read).collect();
    let mut columns = columns.into_iter().collect::<Result<Vec<_>>>()?;
    shares_only(definition, frame, parts, &columns)?;
    let mut gaps: Vec<Vec<bool>> = Vec::new();
    let mut out = vec![false; frame.height()];
    let code = |j: usize| parts[j].code(definition).to_owned();
    // finished dimensions are taken as they are: only indicators are treated
    let raw: Vec<bool> = parts
        .iter()
        .map(|part| matches!(part, Part::Indicator(_)))
        .collect();
    for step in &definition.steps {
        let mut results = Map::new();
        match step {
            Step::Denominate => {
                for (j, part) in parts.iter().enumerate() {
                    let Part::Indicator(i) = *part else { continue };
                    let Some(by) = &definition.indicators[i].denominator else {
                        continue;
                    };
                    denominate(&mut columns[j], &inputs::denominator(by, &code(j), frame)?);
                    results.insert(code(j), json!(by));
                }
            }
            Step::Screen => {
                if let Some(available) = definition.available {
                    let seen: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
                    out = screen(&seen, available);
                    let count = out.iter().filter(|out| **out).count();
                    results.insert("available".into(), json!(available));
                    results.insert("left_out".into(), json!(count));
                    if count > 0 {
                        findings.push(Finding::info(
                            "index-screened",
                            format!(
                                "{count} units have less than {available} of the indicators and get no score"
                            ),
                        ));
                    }
                }
            }
            Step::Treat => {
                if let Some(rule) = &definition.treat {
                    let done: Vec<_> = (columns.par_iter_mut().zip(&raw))
                        .map(|(column, raw)| raw.then(|| treat(column, rule)).flatten())
                        .collect();
                    for (j, treated) in done.into_iter().enumerate() {
                        let Some(treated) = treated else { continue };
                        results.insert(code(j), json!(treated));
                        let how = match (treated.log, treated.moved) {
                            (true, _) => "the logarithm was taken".to_owned(),
                            (false, moved) => format!("{moved} values were moved to the next one"),
                        };
                        findings.push(Finding::info(
                            "index-treated",
                            format!("\"{}\" has outliers: {how}", code(j)),
                        ));
                    }
                }
            }
            Step::Impute => {
                gaps = columns.iter().map(|column| gap(column)).collect();
                let rule = definition.impute.method;
                if rule != Filling::None {
                    let groups = groups(definition, frame, context)?;
                    let graph = context.graph;
                    if rule == Filling::Neighbours && graph.is_none() {
                        return Err(Error::study(
                            "missing values are to be filled from neighbours, and there are none here",
                        )
                        .remedy("use it in `kawasan run`, or another rule"));
                    }
                    // a unit that lacks half of its data is not made up
                    let seen: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
                    let poor = screen(&seen, 0.5 + 2.0 * NOISE);
                    let filled: Vec<Vec<bool>> = columns
                        .par_iter_mut()
                        .map(|column| impute(column, rule, &poor, groups.as_deref(), graph))
                        .collect();
                    for (j, filled) in filled.iter().enumerate() {
                        let count = filled.iter().filter(|filled| **filled).count();
                        if count > 0 {
                            results.insert(code(j), json!(count));
                        }
                    }
                    let total: u64 = results.values().filter_map(Value::as_u64).sum();
                    if total > 0 {
                        let rule = json!(rule);
                        findings.push(Finding::info(
                            "index-imputed",
                            format!(
                                "{total} missing values were filled ({})",
                                rule.as_str().unwrap_or_default()
                            ),
                        ));
                    }
                }
            }
        }
        // what is screened out takes no part in anything that follows
        for column in &mut columns {
            for (value, _) in column.iter_mut().zip(&out).filter(|(_, out)| **out) {
                *value = f64::NAN;
            }
        }
        log.push(Logged::new(step.as_str(), results));
    }
    if gaps.is_empty() {
        gaps = columns.iter().map(|column| gap(column)).collect();
    }
    let leaves: Vec<Result<(Leaf, usize)>> = (columns.into_par_iter().zip(gaps).zip(parts))
        .map(|((raw, gap), &part)| comparable(definition, frame, part, raw, gap))
        .collect();
    let mut scales = Map::new();
    let mut done = Vec::new();
    for (j, leaf) in leaves.into_iter().enumerate() {
        let (leaf, clamped) = leaf?;
        let mut result = json!(leaf.scale);
        if clamped > 0 {
            result["clamped"] = json!(clamped);
            findings.push(
                Finding::info(
                    "index-clamped",
                    format!(
                        "{clamped} values of \"{}\" lie beyond its goalposts or target and count as the end",
                        code(j)
                    ),
                )
                .column(code(j)),
            );
        }
        scales.insert(code(j), result);
        done.push(leaf);
    }
    log.push(Logged::new("normalise", scales));
    Ok(done)
}

/// An index of poor people takes their shares when it is not given the people.
fn shares_only(
    definition: &Definition,
    frame: &DataFrame,
    parts: &[Part],
    columns: &[Vec<f64>],
) -> Result<()> {
    if definition.people.as_ref().is_none_or(|p| p.poor.is_none()) {
        return Ok(());
    }
    for (part, column) in parts.iter().zip(columns) {
        if let Some(unit) = column.iter().position(|x| *x < 0.0 || *x > 1.0) {
            let error = Error::input(format!(
                "\"{}\" is {} here, and one row a unit means shares of people, 0 to 1",
                part.code(definition),
                column[unit]
            ));
            return Err(at_unit(error, frame, unit)
                .remedy("give shares, or a table of persons or households with people = true"));
        }
    }
    Ok(())
}

fn gap(column: &[f64]) -> Vec<bool> {
    column.iter().map(|value| value.is_nan()).collect()
}

/// The group of each unit, for the group rules.
fn groups<'a>(
    definition: &Definition,
    frame: &DataFrame,
    context: &Context<'a>,
) -> Result<Option<Cow<'a, [u32]>>> {
    let rule = definition.impute.method;
    if !matches!(rule, Filling::GroupMean | Filling::GroupMedian) {
        return Ok(None);
    }
    match (&definition.impute.group, context.groups) {
        (Some(column), _) => Ok(Some(Cow::Owned(inputs::groups(column, frame)?))),
        (None, Some(groups)) => Ok(Some(Cow::Borrowed(groups))),
        (None, None) => Err(Error::study(
            "missing values are to be filled by group, and no column of the group is named",
        )
        .remedy("name it: impute = { method = \"group-median\", group = \"...\" }")),
    }
}

/// An indicator made comparable, and how many of its values were put on an end; a finished dimension as it is.
fn comparable(
    definition: &Definition,
    frame: &DataFrame,
    part: Part,
    raw: Vec<f64>,
    gap: Vec<bool>,
) -> Result<(Leaf, usize)> {
    let mut value = raw.clone();
    let (scale, clamped) = match part {
        Part::Dimension(_) => (Scale::SAME, 0),
        Part::Indicator(i) => {
            let indicator = &definition.indicators[i];
            let rule = indicator.normalise.unwrap_or(definition.normalise);
            let flip = indicator.good != definition.good;
            let less = indicator.good == Good::Low;
            normalise(&mut value, &rule, flip, less)
                .map_err(|trouble| not_comparable(definition, i, frame, &rule, &raw, trouble))?
        }
    };
    let leaf = Leaf {
        part,
        raw,
        value,
        gap,
        scale,
    };
    Ok((leaf, clamped))
}

fn not_comparable(
    definition: &Definition,
    i: usize,
    frame: &DataFrame,
    rule: &Normalise,
    raw: &[f64],
    trouble: Trouble,
) -> Error {
    let indicator = &definition.indicators[i];
    let code = &indicator.code;
    let column = indicator.value.as_deref().unwrap_or(indicator.column());
    match trouble {
        Trouble::Constant(value) => Error::input(format!(
            "\"{code}\" is {value} in every unit, so it cannot tell them apart"
        ))
        .column(column)
        .remedy("take the indicator out of the definition, or normalise it by goalposts"),
        Trouble::Reached(target) => Error::input(format!(
            "no value of \"{code}\" is short of its target, {target}"
        ))
        .column(column)
        .remedy("say where the way to the target starts: `min`, or `max` where less is good"),
        Trouble::Outside(unit, count) => at_unit(
            Error::input(format!(
                "\"{code}\" is {} here, beyond its goalposts {} to {}, in {count} units in all",
                raw[unit],
                rule.min.unwrap_or(0.0),
                rule.max.unwrap_or(1.0)
            )),
            frame,
            unit,
        )
        .column(column)
        .remedy("correct the values, or write clamp = true in the definition"),
    }
}
