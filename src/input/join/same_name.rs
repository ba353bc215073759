//! Whether a row's name contradicts the unit that its code points to.

use super::Units;
use super::attach::Work;
use super::columns::texts;
use crate::base::code::name::{Agreement, Key};
use crate::base::finding::Finding;
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
    let known: HashSet<String> = units
        .keys()
        .iter()
        .map(|key| key.compact().to_owned())
        .filter(|key| !key.is_empty())
        .collect();
    let mut best: Option<(f64, String, Vec<Option<String>>)> = None;
    for column in table
        .frame
        .columns()
        .iter()
        .filter(|c| !known.is_empty() && c.dtype() == &DataType::String)
    {
        let texts = texts(&table.frame, column.name(), &table.source)?;
        // Of a table wider than the layer only the rows that meet it can tell.
        let share =
            share(&texts, units, &known, &|_| true)
                .max(share(&texts, units, &known, &|row| of_row[row].is_some()));
        if share >= 0.5 && best.as_ref().is_none_or(|best| share > best.0) {
            best = Some((share, column.name().to_string(), texts));
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

/// Share of the values, of up to 500 rows that `counts`, that name a unit.
fn share(
    texts: &[Option<String>],
    units: &Units,
    known: &HashSet<String>,
    counts: &dyn Fn(usize) -> bool,
) -> f64 {
    let rows: Vec<&Option<String>> = (0..texts.len())
        .filter(|&row| counts(row))
        .map(|row| &texts[row])
        .collect();
    let rows: Vec<_> = rows
        .iter()
        .step_by(rows.len().div_ceil(500).max(1))
        .collect();
    let names = |text: &str| known.contains(Key::new(text, units.level).compact());
    let found = rows
        .iter()
        .filter(|text| text.as_deref().is_some_and(names))
        .count();
    found as f64 / rows.len().max(1) as f64
}
