//! A published index rebuilt from its indicators, and what may be wrong where it does not reproduce.
//!
//! `rebuild` scores the indicators, `claims` reads the published columns, `settle` compares and takes out what digits and scale
//! explain, `values` finds published values in the place of others, `cells` (with `swap`, `pattern` and `column`) the indicators whose
//! other value would do, `finish` says what is left and what follows, `class` judges the classes; `model` is the index as a tree that can be solved for
//! one cell, `leaf` an indicator in it.

mod cause;
mod cells;
mod claims;
mod class;
mod column;
mod finish;
mod leaf;
mod model;
mod pattern;
mod rebuild;
mod settle;
mod swap;
#[cfg(test)]
mod tests;
mod values;

pub use cause::{Cause, Kind};
pub use settle::TOLERANCE;

use crate::error::Result;
use crate::welfare::index::definition::Definition;
use claims::Target;
use model::Model;
use polars::prelude::DataFrame;
use settle::Habit;

/// What lies around a row.
pub struct Around<'a> {
    /// The other rows of its unit, in the order of the table: other years.
    pub others: &'a (dyn Fn(usize) -> Vec<usize> + Sync),
    /// How a row is named in a sentence.
    pub label: &'a (dyn Fn(usize) -> String + Sync),
}

/// A published column after the audit.
#[derive(Debug, Clone)]
pub struct Audited {
    /// `score`, `class`, or the code of a dimension.
    pub name: String,
    /// The column.
    pub column: String,
    /// n published values as text, missing where there is none.
    pub published: Vec<Option<String>>,
    /// n rebuilt values.
    pub rebuilt: Vec<Option<String>>,
    /// n differences, published less rebuilt; for classes the number of classes.
    pub difference: Vec<Option<f64>>,
    /// n causes, `None` where the value reproduces.
    pub cause: Vec<Option<Cause>>,
}

/// A column at fault in many rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suspect {
    /// The published value or values it shows in.
    pub value: String,
    /// Columns: indicators, or the published one.
    pub columns: Vec<String>,
    /// What is wrong.
    pub kind: Kind,
    /// Rows it explains.
    pub rows: usize,
    /// In words.
    pub text: String,
}

/// What an audit found.
#[derive(Debug, Clone)]
pub struct Audit {
    /// The published columns, in the order asked.
    pub values: Vec<Audited>,
    /// Columns at fault in many rows.
    pub suspects: Vec<Suspect>,
}

/// Rebuilds the n rows of a frame from the indicators of the definition and compares the published columns, given as pairs
/// of a name (`score`, `class`, a dimension) and a column.
///
/// A value reproduces when it differs by at most [`TOLERANCE`] of the length of the scale; a class, by its name in either
/// language. Every other value gets one cause, the most specific that holds.
///
/// # Errors
/// An indicator that is absent; a published column that is absent, no part of the index, or an indicator itself.
pub fn audit(
    definition: &Definition,
    frame: &DataFrame,
    published: &[(String, String)],
    around: &Around<'_>,
) -> Result<Audit> {
    let found = claims::find(definition, frame, published)?;
    let rebuilt = rebuild::rebuild(definition, frame)?;
    let class = rebuilt.scores.class.clone();
    let limits = rebuilt.scores.limits.clone();
    let mut numbers: Vec<Option<claims::Numbers>> = Vec::new();
    numbers.resize_with(definition.dimensions.len() + 1, || None);
    for claim in &found {
        if let Target::Node(v) = claim.target {
            numbers[v] = Some(claims::numbers(frame.column(&claim.column)?)?);
        }
    }
    let mut model = Model::new(definition, rebuilt, &numbers);
    let mut suspects = Vec::new();
    let ends = definition.best.zip(definition.worst);
    for (v, numbers) in numbers.iter().enumerate() {
        let Some(numbers) = numbers else { continue };
        let span = ends.map(|(best, worst)| (best - worst).abs());
        let sum = ends.map(|(best, worst)| best + worst);
        let habits = settle::settle(&mut model, v, numbers, span, sum);
        settle::gaps(&mut model, v);
        suspects.extend(
            habits
                .iter()
                .map(|habit| of_habit(&model, v, habit, &found)),
        );
    }
    model.tell();
    values::follows(&mut model);
    values::exchanged(&mut model);
    values::other_rows(&mut model, around, false);
    for (v, text, rows) in values::shifted(&mut model, around) {
        suspects.push(Suspect {
            value: model.nodes[v].code.clone(),
            columns: column_of(&found, v),
            kind: Kind::OtherRow,
            rows,
            text,
        });
    }
    values::copied(&mut model);
    suspects.extend(cells::cells(&mut model, around));
    values::other_rows(&mut model, around, true);
    finish::finish(&mut model);
    let mut values = Vec::new();
    for claim in found {
        values.push(match claim.target {
            Target::Node(v) => of_node(&mut model, v, claim, numbers[v].as_ref()),
            Target::Class => {
                let texts = claims::texts(frame.column(&claim.column)?)?;
                let classes = class::judge(definition, &limits, &model, class.clone(), &texts);
                suspects.extend(classes.moved.iter().map(|(text, rows)| Suspect {
                    value: claim.name.clone(),
                    columns: vec![claim.column.clone()],
                    kind: Kind::ClassLimits,
                    rows: *rows,
                    text: text.clone(),
                }));
                of_class(definition, classes, claim, texts)
            }
        });
    }
    Ok(Audit { values, suspects })
}

fn column_of(found: &[claims::Found], v: usize) -> Vec<String> {
    let own = |claim: &&claims::Found| matches!(claim.target, Target::Node(node) if node == v);
    let own = found.iter().filter(own);
    own.map(|claim| claim.column.clone()).collect()
}

fn of_habit(model: &Model, v: usize, habit: &Habit, found: &[claims::Found]) -> Suspect {
    let kind = match habit {
        Habit::Digits(_) => Kind::Rounded,
        _ => Kind::Scale,
    };
    let claim = model.nodes[v].claim.as_ref();
    let causes = claim.map(|claim| claim.cause.iter().flatten());
    Suspect {
        value: model.nodes[v].code.clone(),
        columns: column_of(found, v),
        kind,
        rows: causes.map_or(0, |causes| causes.filter(|c| c.kind == kind).count()),
        text: habit.words(),
    }
}

fn of_node(
    model: &mut Model,
    v: usize,
    claim: claims::Found,
    numbers: Option<&claims::Numbers>,
) -> Audited {
    let node = &mut model.nodes[v];
    let there = |x: f64| Some(x).filter(|x| !x.is_nan());
    let mut published = vec![None; model.n];
    let mut difference = vec![None; model.n];
    if let Some(numbers) = numbers {
        for i in 0..model.n {
            published[i] = there(numbers.values[i]).map(|x| x.to_string());
            difference[i] = there(numbers.values[i] - node.rebuilt[i]);
        }
        for (i, text) in &numbers.odd {
            published[*i] = Some(text.clone());
        }
    }
    Audited {
        name: claim.name,
        column: claim.column,
        published,
        rebuilt: node
            .rebuilt
            .iter()
            .map(|&x| there(x).map(|x| x.to_string()))
            .collect(),
        difference,
        cause: node
            .claim
            .as_ref()
            .map_or_else(Vec::new, |claim| claim.cause.clone()),
    }
}

fn of_class(
    definition: &Definition,
    classes: class::Classes,
    claim: claims::Found,
    texts: Vec<Option<String>>,
) -> Audited {
    let name = |class: &Option<usize>| {
        let name = &definition.classes[(*class)?].name;
        Some(name.get(classes.language).to_owned())
    };
    let steps = |(published, rebuilt): (&Option<usize>, &Option<usize>)| {
        Some((*published)? as f64 - (*rebuilt)? as f64)
    };
    Audited {
        name: claim.name,
        column: claim.column,
        published: texts,
        rebuilt: classes.rebuilt.iter().map(name).collect(),
        difference: classes
            .published
            .iter()
            .zip(&classes.rebuilt)
            .map(steps)
            .collect(),
        cause: classes.cause,
    }
}
