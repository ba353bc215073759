//! A table that may join: by which column, at which level, and with which names.

use super::guess::{of_people, texts, worded};
use super::layer::Ground;
use super::{keyed, quoted, shown};
use crate::base::code::name::{Agreement, agree};
use crate::base::code::{canonical, canonical_at};
use crate::base::model::Level;
use crate::base::study::{self, Codes};
use crate::error::Error;
use crate::input::join::{Units, attach};
use crate::input::read::{Door, table};
use std::collections::HashSet;
use std::path::Path;

/// What becomes of a table.
pub(super) enum Fate {
    Joins(Found),
    /// Left out, and why.
    Left(String),
}

/// A table that joins.
pub(super) struct Found {
    /// `[[tables]]`.
    pub section: String,
    /// How it joins, in words.
    pub told: String,
    /// A column of people of villages.
    pub population: Option<String>,
    /// A column of villages that is a number.
    pub number: Option<String>,
}

/// A column of codes.
struct Key {
    column: String,
    level: Level,
    /// Rows whose code is a unit's, and those units.
    matched: usize,
    units: usize,
}

/// Least share of rows that have a code of the layer.
const LEAST: f64 = 0.5;
/// Rows that are compared by name.
const NAMES: usize = 400;

/// The bridge that a table is: the layer's codes of villages beside others, as a value of the key `bridge`.
pub(super) fn bridge(folder: &Path, path: &Path, ground: &Ground) -> Option<String> {
    let seen = table::read(path, None, &[], &Door::default(), &mut Vec::new()).ok()?;
    let villages = ground.units.first()?;
    let columns = seen.frame.columns().iter();
    let columns: Vec<(&str, Vec<Option<String>>)> = columns
        .map(|column| (column.name().as_str(), texts(column)))
        .collect();
    let (to, _) = columns
        .iter()
        .find(|(name, cells)| key(name, cells, villages).is_some())?;
    let ten = |cell: &String| {
        canonical(cell).is_some_and(|code| {
            code.as_str().len() == 10 && code.as_str().bytes().all(|b| b.is_ascii_digit())
        })
    };
    let coded = |cells: &[Option<String>]| {
        !cells.is_empty()
            && cells.iter().flatten().filter(|cell| ten(cell)).count() * 10 >= cells.len() * 9
    };
    let (from, _) = columns
        .iter()
        .find(|(name, cells)| name != to && coded(cells))?;
    Some(format!(
        "{{ path = {}, from = {}, to = {} }}",
        quoted(&shown(folder, path)),
        quoted(from),
        quoted(to)
    ))
}

/// Tries a table as it is, then over the bridge.
pub(super) fn look(folder: &Path, path: &Path, ground: &Ground, bridge: Option<&str>) -> Fate {
    match (join(folder, path, ground, None), bridge) {
        (Fate::Left(why), Some(_)) => match join(folder, path, ground, bridge) {
            Fate::Left(_) => Fate::Left(why),
            found => found,
        },
        (fate, _) => fate,
    }
}

fn join(folder: &Path, path: &Path, ground: &Ground, bridge: Option<&str>) -> Fate {
    let failed = |error: &Error| Fate::Left(error.what.clone());
    let door = Door::default();
    let seen = match table::read(path, None, &[], &door, &mut Vec::new()) {
        Ok(seen) => seen,
        Err(error) => return failed(&error),
    };
    let mut keys: Vec<Key> = Vec::new();
    for column in seen.frame.columns() {
        let cells = texts(column);
        keys.extend(
            ground
                .units
                .iter()
                .filter_map(|units| key(column.name(), &cells, units)),
        );
    }
    // a row a unit, the finest level first
    keys.sort_by_key(|key| (key.units < key.matched, key.level));
    let Some(key) = keys.into_iter().next() else {
        return Fate::Left(
            "no column holds codes of the layer; a `bridge` leads from other codes".to_owned(),
        );
    };
    if key.units < key.matched {
        return Fate::Left(format!(
            "{} has several rows a {}: give [[tables]] `where` or `aggregate`",
            key.column,
            key.level.as_str()
        ));
    }
    let Some(units) = ground.units.iter().find(|units| units.level == key.level) else {
        return Fate::Left("no level fits".to_owned());
    };
    let name = named(&seen.frame, &key, units);
    let mut keys = format!(
        "path = {}\ncode = {}\n",
        quoted(&shown(folder, path)),
        quoted(&key.column)
    );
    if let Some(name) = &name {
        keys += &format!("name = {}\n", quoted(name));
    }
    if key.level != Level::Village {
        keys += &format!("level = \"{}\"\n", key.level.as_str());
    }
    if let Some(bridge) = bridge {
        keys += &format!("bridge = {bridge}\n");
    }
    let spec: study::Table = match keyed(&keys) {
        Ok(spec) => spec,
        Err(error) => return failed(&error),
    };
    let as_text: Vec<String> = [Some(key.column.clone()), name.clone()]
        .into_iter()
        .flatten()
        .collect();
    let joined = table::read(path, None, &as_text, &door, &mut Vec::new()).and_then(|seen| {
        attach(
            units,
            seen,
            &spec,
            &Codes::default(),
            folder,
            &mut Vec::new(),
        )
    });
    let joined = match joined {
        Ok(joined) => joined,
        Err(error) => return failed(&error),
    };
    let columns = || {
        let numbers = joined
            .frame
            .columns()
            .iter()
            .filter(|column| column.dtype().is_numeric());
        numbers
            .map(|column| column.name().to_string())
            .filter(|_| key.level == Level::Village)
    };
    let code = |name: &String| name.to_lowercase().contains("kode") || *name == key.column;
    let rows = &joined.accounting;
    Fate::Joins(Found {
        section: format!("[[tables]]\n{keys}"),
        told: format!(
            "{} of {} rows join by {}, level {}",
            rows.matched,
            rows.rows,
            key.column,
            key.level.as_str()
        ),
        population: columns().find(|name| of_people(name)),
        number: columns().find(|name| !code(name)),
    })
}

/// A column as one of codes of these units.
fn key(column: &str, cells: &[Option<String>], units: &Units) -> Option<Key> {
    let there = cells.iter().flatten();
    let position = |cell: &String| {
        let code = canonical_at(cell, units.system, units.level)?.code;
        units.position(code.as_str())
    };
    let found: Vec<usize> = there.clone().filter_map(position).collect();
    let enough = found.len() as f64 >= LEAST * there.count() as f64;
    let distinct: HashSet<usize> = found.iter().copied().collect();
    (enough && distinct.len() > 1).then(|| Key {
        column: column.to_owned(),
        level: units.level,
        matched: found.len(),
        units: distinct.len(),
    })
}

/// The column that holds the units' names.
fn named(frame: &polars::prelude::DataFrame, key: &Key, units: &Units) -> Option<String> {
    let codes = texts(frame.column(&key.column).ok()?);
    let of = |cell: &Option<String>| {
        let code = canonical_at(cell.as_ref()?, units.system, units.level)?.code;
        units.position(code.as_str())
    };
    let rows: Vec<(usize, usize)> = codes
        .iter()
        .enumerate()
        .filter_map(|(row, cell)| Some((row, of(cell)?)))
        .take(NAMES)
        .collect();
    let share = |cells: &[Option<String>]| {
        let same = rows.iter().filter(|(row, unit)| {
            let cell = cells[*row].as_deref().unwrap_or_default();
            agree(cell, units.name(*unit), units.level) != Agreement::Different
        });
        same.count() as f64 / rows.len().max(1) as f64
    };
    let columns = frame.columns().iter().filter_map(|column| {
        let cells = texts(column);
        let share = worded(&cells).then(|| share(&cells))?;
        (share >= LEAST).then(|| (share, column.name().to_string()))
    });
    columns
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, name)| name)
}
