//! Whether a row's name contradicts the unit that its code points to.

use super::Units;
use super::attach::Work;
use super::columns::texts;
use crate::base::code::name::{Agreement, Key};
use crate::base::finding::Finding;
use crate::base::model::Level;
use crate::error::Result;
use polars::prelude::DataType;
use std::collections::HashSet;

/// The answer for one row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Check {
    /// The same name.
    Same,
    /// Another spelling of it.
    Spelled,
    /// Another place; which sibling bears the name, if one does.
    Contradicts(Option<usize>),
}

/// Likeness from which a name that fits no sibling is still a spelling: `TEROMH` of `Terong`.
const LIKE: f64 = 0.6;

/// Share of a column's values that must be names of units for it to be taken for the name column.
const NAMES: f64 = 0.8;

/// Compares the name of a row with unit i.
///
/// The code is evidence too: a name that is only like the unit's is a spelling of it, unless it is the name of another unit under
/// the same parent.
pub(super) fn check(units: &Units, i: usize, name: &str) -> Check {
    if units.name(i).eq_ignore_ascii_case(name) {
        return Check::Same;
    }
    let (own, key) = (
        Key::new(units.name(i), units.level),
        Key::new(name, units.level),
    );
    match own.agree(&key) {
        Agreement::Same => return Check::Same,
        Agreement::Spelling => return Check::Spelled,
        Agreement::Different => {}
    }
    let fits = |&j: &usize| {
        j != i && Key::new(units.name(j), units.level).agree(&key) != Agreement::Different
    };
    match units.siblings(i).find(fits) {
        None if own.likeness(&key) >= LIKE => Check::Spelled,
        sibling => Check::Contradicts(sibling),
    }
}

/// The names of the rows, and their column: the one that the study names, else the text column whose values are mostly names of units.
pub(super) fn names(
    work: &Work,
    of_row: &[Option<usize>],
    findings: &mut Vec<Finding>,
) -> Result<Option<(String, Vec<Option<String>>)>> {
    let Work {
        units, table, spec, ..
    } = work;
    if let Some(column) = &spec.name {
        let texts = texts(&table.frame, column, &table.source)?;
        return Ok((!units.names.is_empty()).then(|| (column.clone(), texts)));
    }
    let known = compacts(&units.names, units.level);
    let above: Vec<_> = units
        .parents
        .iter()
        .map(|(level, names)| (*level, compacts(names, *level)))
        .collect();
    let mut best: Option<(f64, String, Vec<Option<String>>)> = None;
    for column in table
        .frame
        .columns()
        .iter()
        .filter(|c| c.dtype() == &DataType::String)
    {
        let texts = texts(&table.frame, column.name(), &table.source)?;
        // Of a table wider than the layer only the rows that meet it can tell.
        let met = (0..texts.len())
            .filter(|&row| of_row[row].is_some())
            .filter_map(|row| texts[row].as_deref());
        let samples = [
            sample(texts.iter().flatten().map(String::as_str).collect()),
            sample(met.collect()),
        ];
        let share = |known: &HashSet<String>, level| {
            samples
                .iter()
                .map(|sample| share(sample, known, level))
                .fold(0.0, f64::max)
        };
        let own = share(&known, units.level);
        // A column of districts looks like one of villages where districts bear the name of their main village.
        let parents = above
            .iter()
            .map(|(level, known)| share(known, *level))
            .fold(0.0, f64::max);
        if own >= NAMES && own > parents && best.as_ref().is_none_or(|best| own > best.0) {
            best = Some((own, column.name().to_string(), texts));
        }
    }
    let Some((share, column, texts)) = best else {
        return Ok(None);
    };
    let what = format!(
        "column {column} is taken for the names: {:.0} % of its values are names of the layer",
        share * 100.0
    );
    findings.push(
        Finding::info("column-recognised", what)
            .file(&table.source)
            .column(&column),
    );
    Ok(Some((column, texts)))
}

fn compacts(names: &[String], level: Level) -> HashSet<String> {
    let compact = |name: &String| Key::new(name, level).compact().to_owned();
    names
        .iter()
        .map(compact)
        .filter(|name| !name.is_empty())
        .collect()
}

/// Up to about 500 values, evenly taken.
fn sample(texts: Vec<&str>) -> Vec<&str> {
    let step = texts.len().div_ceil(500).max(1);
    texts.into_iter().step_by(step).collect()
}

fn share(sample: &[&str], known: &HashSet<String>, level: Level) -> f64 {
    let named = sample
        .iter()
        .filter(|text| known.contains(Key::new(text, level).compact()))
        .count();
    named as f64 / sample.len().max(1) as f64
}
