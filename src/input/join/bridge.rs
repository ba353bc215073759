//! Tables from one code system or vintage to another.

use super::attach::Work;
use super::columns::{few, texts, titles};
use crate::base::code::canonical_at;
use crate::base::finding::Finding;
use crate::base::model::Code;
use crate::base::study::Bridge;
use crate::error::{Error, Result};
use crate::input::read::table::{self, Table};
use std::collections::{BTreeMap, BTreeSet};

/// Targets of each source code.
pub(super) type Targets = BTreeMap<Code, BTreeSet<Code>>;

/// Reads the bridge of a table whose canonical codes are `own`.
///
/// Columns that are not named are found by their contents: the pair, one holding the most of the table's codes and the other the most
/// of the layer's. A row with one code missing, a source with several targets and a bridge that leads nowhere are told.
pub(super) fn read(
    work: &Work,
    bridge: &Bridge,
    own: &BTreeSet<&Code>,
    findings: &mut Vec<Finding>,
) -> Result<Targets> {
    let (path, named) = match bridge {
        Bridge::Path(path) => (path, None),
        Bridge::Columns { path, from, to } => (path, Some((from.clone(), to.clone()))),
    };
    let table = as_text(&work.base.join(path))?;
    let columns = titles(&table.frame);
    let mut parsed = BTreeMap::new();
    for &column in &columns {
        let raw = texts(&table.frame, column, path)?;
        let code = |raw: &Option<String>| {
            Some(canonical_at(raw.as_ref()?, work.units.system, work.units.level)?.code)
        };
        parsed.insert(column, raw.iter().map(code).collect::<Vec<_>>());
    }
    let (from, to) = match named {
        Some(named) => named,
        None => {
            let share = |column: &str, held: &dyn Fn(&Code) -> bool| {
                let distinct: BTreeSet<&Code> = parsed[column].iter().flatten().collect();
                distinct.into_iter().filter(|code| held(code)).count()
            };
            let sources = |column: &str| share(column, &|code| own.contains(code));
            let targets =
                |column: &str| share(column, &|code| work.units.position(code.as_str()).is_some());
            let pairs = columns
                .iter()
                .flat_map(|&from| columns.iter().map(move |&to| (from, to)));
            let best = pairs
                .filter(|(from, to)| from != to)
                .map(|(from, to)| (sources(from) * targets(to), from, to));
            match best.max_by_key(|best| best.0) {
                Some((product, from, to)) if product > 0 => (from.to_owned(), to.to_owned()),
                _ => {
                    return Err(Error::input("no two columns of the bridge hold codes of the table and codes of the layer")
                        .file(path)
                        .remedy("name them: bridge = { path = \"...\", from = \"...\", to = \"...\" }"));
                }
            }
        }
    };
    // An unknown name is told as for any table.
    texts(&table.frame, &from, path)?;
    texts(&table.frame, &to, path)?;
    let mut targets = Targets::new();
    let mut missing = 0;
    for pair in parsed[from.as_str()].iter().zip(&parsed[to.as_str()]) {
        match pair {
            (Some(from), Some(to)) => {
                targets.entry(from.clone()).or_default().insert(to.clone());
            }
            _ => missing += 1,
        }
    }
    let what = format!("bridge from {from} to {to}: {} codes", targets.len());
    findings.push(Finding::info("bridge", what).file(path));
    if missing > 0 {
        let what =
            format!("{missing} rows of the bridge lack one of the two codes; they lead nowhere");
        findings.push(Finding::warning("bridge-incomplete", what).file(path));
    }
    let forks: Vec<String> = targets
        .iter()
        .filter(|(_, to)| to.len() > 1)
        .map(|(from, to)| format!("{from} to {} codes", to.len()))
        .collect();
    if !forks.is_empty() {
        let what = format!(
            "{} codes lead to several: {}; their rows are ambiguous",
            forks.len(),
            few(&forks)
        );
        findings.push(Finding::warning("bridge-fork", what).file(path));
    }
    Ok(targets)
}

/// Reads a small table with every column as text, so that codes keep their zeros.
pub(super) fn as_text(path: &std::path::Path) -> Result<Table> {
    let first = table::read(path, None, &[], &mut Vec::new())?;
    let text: Vec<String> = titles(&first.frame)
        .into_iter()
        .map(str::to_owned)
        .collect();
    table::read(path, None, &text, &mut Vec::new())
}
