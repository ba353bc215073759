//! Whether a row's name contradicts the unit that its code points to.

use super::Units;
use super::attach::Work;
use super::columns::{is_usual, texts};
use crate::base::code::name::{Agreement, Key};
use crate::base::code::sample::spread;
use crate::base::finding::Finding;
use crate::base::model::Level;
use crate::base::privacy;
use crate::error::Result;
use polars::prelude::DataType;
use std::collections::{BTreeSet, HashSet};

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
/// The same where its title is one that such columns usually have; from here on it is proven to hold places.
const MOST: f64 = 0.5;
/// Values looked at; more do not change a share.
const SAMPLE: usize = 500;

/// The names of m rows.
#[derive(Debug)]
pub(super) struct Names {
    /// Their column.
    pub column: String,
    texts: Vec<Option<String>>,
    /// Whether most values are names of the layer's units and the title does not speak of persons.
    proven: bool,
}

impl Names {
    /// The name of a row, to compare and never to print.
    pub fn of(&self, row: usize) -> Option<&str> {
        self.texts[row].as_deref()
    }

    /// Whether a message may print a name.
    pub fn may_be_told(&self) -> bool {
        self.proven
    }
}

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

/// The names of the rows: of the column that the study names, else of the text column whose values are mostly names of units, one
/// with a usual title before all others; columns of persons are never taken.
pub(super) fn names(
    work: &Work,
    of_row: &[Option<usize>],
    findings: &mut Vec<Finding>,
) -> Result<Option<Names>> {
    let Work {
        units, table, spec, ..
    } = work;
    let places = Places::new(units);
    if let Some(column) = &spec.name {
        let texts = texts(&table.frame, column, &table.source)?;
        let (own, _) = places.shares(&texts, of_row);
        return Ok((!units.names.is_empty()).then(|| Names {
            column: column.clone(),
            proven: own > MOST && !privacy::titled(column),
            texts,
        }));
    }
    let mut best: Option<(bool, f64, Names)> = None;
    for column in table.frame.columns() {
        let title = column.name().as_str();
        if column.dtype() != &DataType::String || privacy::titled(title) {
            continue;
        }
        let texts = texts(&table.frame, title, &table.source)?;
        let usual = is_usual(title, units.level);
        let (own, parents) = places.shares(&texts, of_row);
        // A column of districts looks like one of villages where districts bear the name of their main village.
        let taken = own > parents && (own >= NAMES || usual && own > MOST);
        let better = |(best_usual, best, _): &(bool, f64, Names)| {
            usual.cmp(best_usual).then(own.total_cmp(best)).is_gt()
        };
        if taken && best.as_ref().is_none_or(better) {
            let names = Names {
                column: title.to_owned(),
                texts,
                proven: true,
            };
            best = Some((usual, own, names));
        }
    }
    let Some((_, share, names)) = best else {
        return Ok(None);
    };
    let what = format!(
        "column {} is taken for the names: {:.0} % of its values are names of the layer",
        names.column,
        share * 100.0
    );
    findings.push(
        Finding::info("column-recognised", what)
            .file(&table.source)
            .column(&names.column),
    );
    Ok(Some(names))
}

/// The names of the layer, in one word each.
struct Places {
    level: Level,
    own: HashSet<String>,
    above: Vec<(Level, HashSet<String>)>,
}

impl Places {
    fn new(units: &Units) -> Self {
        let above = units.parents.iter();
        Self {
            level: units.level,
            own: compacts(&units.names, units.level),
            above: above
                .map(|(level, names)| (*level, compacts(names, *level)))
                .collect(),
        }
    }

    /// Shares of a column's distinct values that are names of the units, and of the units above: of all rows, or of those whose
    /// code is in the layer, whichever is more, since a table wider than the layer has other names too.
    fn shares(&self, texts: &[Option<String>], of_row: &[Option<usize>]) -> (f64, f64) {
        let all = texts.iter().flatten().map(String::as_str).collect();
        let met = texts.iter().zip(of_row).filter(|(_, unit)| unit.is_some());
        let met = met.filter_map(|(text, _)| text.as_deref()).collect();
        let samples = [all, met].map(|values: BTreeSet<&str>| spread(values.into_iter(), SAMPLE));
        let most = |known: &HashSet<String>, level| {
            samples
                .iter()
                .map(|sample| share(sample, known, level))
                .fold(0.0, f64::max)
        };
        let above = self.above.iter().map(|(level, known)| most(known, *level));
        (most(&self.own, self.level), above.fold(0.0, f64::max))
    }
}

fn compacts(names: &[String], level: Level) -> HashSet<String> {
    let compact = |name: &String| Key::new(name, level).compact().to_owned();
    names
        .iter()
        .map(compact)
        .filter(|name| !name.is_empty())
        .collect()
}

fn share(sample: &[&str], known: &HashSet<String>, level: Level) -> f64 {
    let named = sample
        .iter()
        .filter(|text| known.contains(Key::new(text, level).compact()))
        .count();
    named as f64 / sample.len().max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::code::System;

    #[test]
    fn shares_do_not_depend_on_the_order_of_rows() {
        let names: Vec<String> = (0..1_300).map(|i| format!("Desa {}", word(i))).collect();
        let units = Units {
            level: Level::Village,
            system: System::Kemendagri,
            codes: Vec::new(),
            names: names.iter().step_by(3).cloned().collect(),
            parents: Vec::new(),
        };
        let places = Places::new(&units);
        let mut rows: Vec<(Option<String>, Option<usize>)> = (0..1_300)
            .map(|i| (Some(names[i].clone()), (i % 7 < 4).then_some(i)))
            .collect();
        let mut seen = Vec::new();
        for turn in [0, 1, 433] {
            rows.rotate_left(turn);
            rows.reverse();
            let (texts, of_row): (Vec<_>, Vec<_>) = rows.iter().cloned().unzip();
            seen.push(places.shares(&texts, &of_row));
        }
        assert!(seen[0].0 > 0.2 && seen[0].0 < 0.5);
        assert!(seen.iter().all(|share| *share == seen[0]), "{seen:?}");
    }

    /// Another word for every number.
    fn word(mut i: usize) -> String {
        let mut word = String::new();
        for _ in 0..4 {
            word.push(['b', 'd', 'g', 'k', 'l', 'm', 'p'][i % 7]);
            word.push('a');
            i /= 7;
        }
        word
    }
}
