//! Tables from one code system or vintage to another.

use super::attach::Work;
use super::columns::{few, texts, titles};
use crate::base::code::{System, canonical_at};
use crate::base::finding::Finding;
use crate::base::model::Code;
use crate::base::privacy;
use crate::base::study::Bridge;
use crate::error::{Error, Result};
use crate::input::read::table;
use std::collections::{BTreeMap, BTreeSet};

/// Targets of each source code.
pub(super) type Targets = BTreeMap<Code, BTreeSet<Code>>;

/// Reads the bridge of a table whose canonical codes, of `system`, are `own`.
///
/// Columns that are not named are found by their contents: the pair, one holding the most of the table's codes and the other the most
/// of the layer's. A row with one code missing, a source with several targets and a bridge that leads nowhere are told.
pub(super) fn read(
    work: &Work,
    bridge: &Bridge,
    system: System,
    own: &BTreeSet<&Code>,
    findings: &mut Vec<Finding>,
) -> Result<Targets> {
    let named = match bridge {
        Bridge::Path(_) => None,
        Bridge::Columns { from, to, .. } => Some((from.clone(), to.clone())),
    };
    let path = &work.base.join(bridge.path());
    let table = table::read_text(path, findings)?;
    let columns = titles(&table.frame);
    // The sources are of the table's system, the targets of the layer's.
    let mut held = BTreeMap::new();
    for &column in &columns {
        let raw = texts(&table.frame, column, path)?;
        let codes = |system| -> Vec<Option<Code>> {
            let code = |raw: &Option<String>| canonical_at(raw.as_ref()?, system, work.units.level);
            raw.iter().map(|raw| Some(code(raw)?.code)).collect()
        };
        held.insert(column, [codes(system), codes(work.units.system)]);
    }
    let (from, to) = match named {
        Some(named) => named,
        None => {
            let count = |codes: &[Option<Code>], known: &dyn Fn(&Code) -> bool| {
                let distinct: BTreeSet<&Code> = codes.iter().flatten().collect();
                distinct.into_iter().filter(|code| known(code)).count()
            };
            let sources = |column: &str| count(&held[column][0], &|code| own.contains(code));
            let of_layer = |code: &Code| work.units.position(code.as_str()).is_some();
            let targets = |column: &str| count(&held[column][1], &of_layer);
            let pairs = columns
                .iter()
                .flat_map(|&from| columns.iter().map(move |&to| (from, to)));
            let best = pairs
                .filter(|(from, to)| from != to)
                .map(|(from, to)| (sources(from) * targets(to), from, to));
            match best.max_by_key(|best| best.0) {
                // two columns of short codes can look like either end
                Some((product, from, to))
                    if product > 0 && 2 * sources(to) * targets(from) > product =>
                {
                    return Err(Error::input(format!("the bridge can be read from {from} to {to}, and from {to} to {from} as well"))
                        .file(path)
                        .remedy(format!("name them: bridge = {{ path = \"...\", from = \"{from}\", to = \"{to}\" }}, or the other way")));
                }
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
    for pair in held[from.as_str()][0].iter().zip(&held[to.as_str()][1]) {
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
        .map(|(code, to)| {
            let code = privacy::described(code.as_str(), &from);
            format!("{code} to {} codes", to.len())
        })
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
