//! The panel of the verb: units by their key, when they start, what they share.

use super::Options;
use crate::base::finding::Finding;
use crate::cli::columns::alike;
use crate::cli::keyed::Keyed;
use crate::error::{Error, Result};
use crate::input::panel::{Part, Wanted, assemble, first_marked, first_named, starts};
use crate::input::read::table;
use crate::space::graph::{Graph, file};
use crate::welfare::impact::design::wave;
use crate::welfare::impact::{Covariates, Design};
use polars::prelude::DataType;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;

/// m units with rows, ascending by key.
pub(super) struct Ready {
    /// T years.
    pub years: Vec<i32>,
    /// m positions among all keys.
    pub units: Vec<u32>,
    /// m keys.
    pub ids: Vec<String>,
    /// m waves of the start.
    pub start: Vec<Option<usize>>,
    /// Those of all keys, and behind them of units that only the links know.
    pub everywhere: Vec<Option<usize>>,
    /// m clusters.
    pub cluster: Vec<u32>,
    /// Outcomes of m x T values.
    pub outcomes: Vec<(String, Vec<Option<f64>>)>,
    /// What units are matched on.
    pub covariates: Option<Covariates>,
    /// Links of all keys, and of those behind them.
    pub graph: Option<Graph>,
    /// Units with rows in some years only.
    pub gaps: usize,
    /// Rows of the panel.
    pub rows: usize,
}

/// Reads everything.
///
/// # Errors
/// See [`Keyed::read`], [`assemble`], [`file::read`] and [`Design::check`]; columns that a unit has two values of.
pub(super) fn read(options: &Options, findings: &mut Vec<Finding>) -> Result<Ready> {
    let key = std::slice::from_ref(&options.key);
    let mut read = Vec::new();
    for path in &options.panel {
        read.push(Keyed::read(path, key, true, findings)?);
    }
    let texts: Vec<Vec<String>> = read.iter().map(keys).collect::<Result<_>>()?;
    let all: BTreeSet<&String> = texts.iter().flatten().collect();
    let ids: Vec<String> = all.into_iter().cloned().collect();
    let at = |id: &String| ids.binary_search(id).ok().map(|unit| unit as u32);
    let units = texts.iter().map(|texts| texts.iter().map(at).collect());
    let parts = read.into_iter().zip(units).map(|(keyed, unit_of)| Part {
        table: keyed.table,
        unit_of,
        year: None,
        definition: None,
    });
    let parts: Vec<Part> = parts.collect();
    let fresh = options
        .match_on
        .iter()
        .filter(|name| !options.outcome.contains(name));
    let columns: Vec<String> = options.outcome.iter().chain(fresh).cloned().collect();
    let wanted = Wanted {
        year: Some(&options.year),
        columns: &columns,
        years: (!options.years.is_empty()).then_some(&options.years),
        definition: options.definition.as_deref(),
        breaks: &options.series_break,
    };
    let panel = assemble(&parts, &wanted, ids.len(), findings)?;
    let (first, mut behind) = first(options, &parts, &ids, findings)?;
    let mut known = ids.clone();
    let graph = match &options.neighbours {
        None => None,
        Some(path) => {
            known.extend(strangers(path, &ids)?);
            let of = file::Units {
                layer: "panel",
                key: Some(&options.key),
                ids: &known,
            };
            Some(file::read(path, of)?)
        }
    };
    let present = panel.units();
    let t = panel.years.len();
    let value = |name: &String| -> Vec<Option<f64>> {
        let Some(column) = columns.iter().position(|own| own == name) else {
            return Vec::new();
        };
        let rows = present.iter().map(|&unit| unit as usize * t);
        rows.flat_map(|row| panel.values[column][row..row + t].iter().copied())
            .collect()
    };
    let shared = |column: &String| -> Result<Vec<u32>> {
        let of = groups(&parts, column, ids.len())?;
        Ok(present.iter().map(|&unit| of[unit as usize]).collect())
    };
    let waves = |year: &Option<i32>| Some(wave(&panel.years, (*year)?));
    let mut everywhere: Vec<Option<usize>> = first.iter().map(waves).collect();
    everywhere.extend(
        known[ids.len()..]
            .iter()
            .map(|id| waves(&behind.remove(id))),
    );
    let covariates = match options.match_on.is_empty() {
        true => None,
        false => Some(Covariates {
            names: options.match_on.clone(),
            values: options.match_on.iter().map(value).collect(),
            stratum: match &options.exact {
                Some(column) => shared(column)?,
                None => vec![0; present.len()],
            },
        }),
    };
    let cluster = match &options.cluster {
        Some(column) => shared(column)?,
        None => (0..present.len() as u32).collect(),
    };
    if present.len() < ids.len() {
        let what = format!(
            "{} units have no row in the years that are looked at",
            ids.len() - present.len()
        );
        findings.push(Finding::info("panel-units-absent", what));
    }
    let ready = Ready {
        gaps: panel.gaps(),
        rows: panel.rows.iter().filter(|row| **row).count(),
        outcomes: options
            .outcome
            .iter()
            .map(|name| (name.clone(), value(name)))
            .collect(),
        ids: present
            .iter()
            .map(|&unit| ids[unit as usize].clone())
            .collect(),
        start: present
            .iter()
            .map(|&unit| everywhere[unit as usize])
            .collect(),
        years: panel.years,
        units: present,
        everywhere,
        cluster,
        covariates,
        graph,
    };
    let control = vec![true; ready.start.len()];
    let design = Design {
        years: &ready.years,
        start: &ready.start,
        control: &control,
        cluster: &ready.cluster,
        later: options.controls == super::Controls::NotYet,
    };
    design
        .check()
        .map_err(|error| error.file(&options.panel[0]))?;
    Ok(ready)
}

fn keys(keyed: &Keyed) -> Result<Vec<String>> {
    let texts = keyed.keys[0].str()?.iter();
    Ok(texts
        .map(|text| text.unwrap_or_default().trim().to_owned())
        .collect())
}

/// The first treated year of each unit, and of those that only the treatment has.
#[allow(clippy::type_complexity)]
fn first(
    options: &Options,
    parts: &[Part],
    ids: &[String],
    findings: &mut Vec<Finding>,
) -> Result<(Vec<Option<i32>>, HashMap<String, i32>)> {
    let n = ids.len();
    let earliest = |many: Vec<Vec<Option<i32>>>| -> Vec<Option<i32>> {
        (0..n)
            .map(|unit| many.iter().filter_map(|one| one[unit]).min())
            .collect()
    };
    let (Some(path), Some(start)) = (&options.treatment, &options.start) else {
        let mut many = Vec::new();
        for part in parts {
            many.push(match (&options.treated, &options.start) {
                (Some(column), _) => first_marked(part, Some(&options.year), column, n, findings)?,
                (None, Some(column)) => first_named((&part.table, &part.unit_of), column, n)?,
                (None, None) => vec![None; n],
            });
        }
        return Ok((earliest(many), HashMap::new()));
    };
    let key = options.treatment_key.as_ref().unwrap_or(&options.key);
    let keyed = Keyed::read(path, std::slice::from_ref(key), true, findings)?;
    let own = keys(&keyed)?;
    let text = |ids: &[String]| -> Vec<String> { ids.to_vec() };
    let (a, b) = (text(ids), text(&own));
    let (of_ids, of_own) = alike(
        &a.iter().map(String::as_str).collect::<Vec<_>>(),
        &b.iter().map(String::as_str).collect::<Vec<_>>(),
    );
    let mut place: HashMap<&str, u32> = HashMap::new();
    for (unit, id) in of_ids.iter().enumerate() {
        place.insert(id, unit as u32);
    }
    let unit_of: Vec<Option<u32>> = of_own
        .iter()
        .map(|id| place.get(id.as_str()).copied())
        .collect();
    let absent = unit_of.iter().filter(|unit| unit.is_none()).count();
    if absent == unit_of.len() {
        return Err(Error::input("no row names a unit of the panel")
            .file(path)
            .column(key)
            .remedy("check that both name units the same way; --treatment-key names the column"));
    }
    if absent > 0 {
        let what = format!(
            "{absent} of {} treated units have no row in the panel",
            unit_of.len()
        );
        findings.push(
            Finding::warning("panel-treated-absent", what)
                .file(path)
                .remedy("add their rows, or see whether both name units the same way"),
        );
    }
    let (first, without) = starts(&keyed.table, &unit_of, start, n)?;
    if without > 0 {
        let what = format!("{without} rows name no start; their units are not treated by them");
        findings.push(
            Finding::info("treatment-without-start", what)
                .file(path)
                .column(start),
        );
    }
    // those the panel lacks may be neighbours yet
    let rows: Vec<Option<u32>> = (0..own.len() as u32).map(Some).collect();
    let (each, _) = starts(&keyed.table, &rows, start, own.len())?;
    let mut behind: HashMap<String, i32> = HashMap::new();
    for ((id, unit), year) in own.iter().zip(&unit_of).zip(each) {
        if let (None, Some(year)) = (unit, year) {
            let known = behind.entry(id.clone()).or_insert(year);
            *known = (*known).min(year);
        }
    }
    Ok((first, behind))
}

/// The ids of a table of links that the panel does not have, ascending; other formats must name units of the panel only.
fn strangers(path: &Path, ids: &[String]) -> Result<Vec<String>> {
    if file::Format::of(path) != file::Format::Csv {
        return Ok(Vec::new());
    }
    let table = table::read_text(path, &mut Vec::new())?;
    let mut found = BTreeSet::new();
    for name in ["from", "to"] {
        let Ok(column) = table.column(name) else {
            continue;
        };
        for text in column.str()?.iter().flatten() {
            let id = text.trim().to_owned();
            if ids.binary_search(&id).is_err() {
                found.insert(id);
            }
        }
    }
    Ok(found.into_iter().collect())
}

/// The group of each unit by a column that has one value a unit.
///
/// # Errors
/// A unit of two values, or of none, with the row.
fn groups(parts: &[Part], column: &str, n: usize) -> Result<Vec<u32>> {
    let mut of: Vec<Option<String>> = vec![None; n];
    for Part { table, unit_of, .. } in parts {
        let texts = table.column(column)?.cast(&DataType::String)?;
        for (row, (text, unit)) in texts.str()?.iter().zip(unit_of).enumerate() {
            let Some(unit) = *unit else { continue };
            let fault = |what: String| {
                Error::input(what)
                    .file(&table.source)
                    .column(column)
                    .row(table.rows[row])
                    .remedy("give every row of a unit the same value, or name another column")
            };
            let text = text.map(str::trim).filter(|text| !text.is_empty());
            let Some(text) = text else {
                return Err(fault("the row is of no group".into()));
            };
            match &of[unit as usize] {
                Some(known) if known != text => {
                    return Err(fault(format!(
                        "the unit is of {known} in an earlier row and of {text} here"
                    )));
                }
                Some(_) => {}
                None => of[unit as usize] = Some(text.to_owned()),
            }
        }
    }
    let distinct: BTreeSet<&String> = of.iter().flatten().collect();
    let number: BTreeMap<&String, u32> = distinct.into_iter().zip(0..).collect();
    Ok(of
        .iter()
        .map(|group| group.as_ref().map_or(0, |group| number[group]))
        .collect())
}
