//! Units of a layer put into groups: by a column, or by the level above them in their codes.

use super::layer::{order, warn};
use super::progress::{Voice, caution, count, say};
use crate::base::model::{Features, Level, Measure};
use crate::base::nearest::no_such_column;
use crate::base::privacy;
use crate::base::study::{Boundaries, CodeSystem};
use crate::error::{Error, Result};
use crate::input::join;
use geo::MultiPolygon;
use polars::prelude::{Column, DataFrame, DataType, IdxCa, IdxSize};
use std::cmp::Ordering;
use std::collections::HashMap;
use std::path::Path;

/// Rows named in a message.
const NAMED: usize = 10;

/// n units, ordered by what they hold and not by their rows, in m groups.
pub struct Groups {
    /// n multipolygons.
    pub geometry: Vec<MultiPolygon<f64>>,
    /// n rows.
    pub attributes: DataFrame,
    /// How to measure.
    pub measure: Measure,
    /// n codes, else row numbers.
    pub names: Vec<String>,
    /// n positions of the unit's group; one without a key has none.
    pub of: Vec<Option<u32>>,
    /// Columns of m rows that name the groups, ascending.
    pub keys: Vec<Column>,
    /// m.
    pub count: usize,
}

/// Groups units by the values of a column; those without one are said and left out.
///
/// # Errors
/// No such column, a column of persons, no value at all.
pub fn by_column(
    features: Features,
    column: &str,
    code: Option<&str>,
    voice: Voice,
) -> Result<Groups> {
    if privacy::titled(column) {
        return Err(Error::study(
            "the column names persons, and the result would hold their numbers or names",
        )
        .column(column)
        .remedy("name a column of places"));
    }
    let file = features.source;
    let names = names(&features.attributes, code, &file)?;
    let order = order(&features.geometry);
    let rows: IdxCa = order.iter().map(|&row| Some(row as IdxSize)).collect();
    let attributes = features.attributes.take(&rows)?;
    let values = find(&attributes, column, &file)?;
    let texts = values.cast(&DataType::String)?;
    let texts: Vec<Option<&str>> = texts
        .str()?
        .iter()
        .map(|text| text.filter(|text| !text.trim().is_empty()))
        .collect();
    let mut first: HashMap<&str, IdxSize> = HashMap::new();
    for (unit, text) in texts.iter().enumerate() {
        if let Some(text) = text {
            first.entry(text).or_insert(unit as IdxSize);
        }
    }
    if first.is_empty() {
        return Err(Error::input("no unit has a value in this column")
            .file(&file)
            .column(column)
            .remedy("name another column with --by"));
    }
    let mut groups: Vec<(&str, IdxSize)> = first.into_iter().collect();
    groups.sort_unstable();
    if values.dtype().is_primitive_numeric() {
        let numbers = values.cast(&DataType::Float64)?;
        let numbers = numbers.f64()?;
        let number = |unit: IdxSize| numbers.get(unit as usize);
        let ascending = |a: IdxSize, b: IdxSize| number(a).partial_cmp(&number(b));
        groups.sort_by(|a, b| ascending(a.1, b.1).unwrap_or(Ordering::Equal));
    }
    let position: HashMap<&str, u32> = (0_u32..)
        .zip(&groups)
        .map(|(group, (text, _))| (*text, group))
        .collect();
    let of: Vec<Option<u32>> = texts
        .iter()
        .map(|text| text.and_then(|text| position.get(text).copied()))
        .collect();
    let mut without: Vec<usize> = (0..of.len())
        .filter(|&unit| of[unit].is_none())
        .map(|unit| order[unit] + 1)
        .collect();
    without.sort_unstable();
    left_out(&without, of.len(), (column, &file), voice);
    let firsts: IdxCa = groups.iter().map(|(_, unit)| Some(*unit)).collect();
    let keys = vec![values.take(&firsts)?];
    let count = groups.len();
    let mut geometry = features.geometry;
    Ok(Groups {
        geometry: order
            .iter()
            .map(|&row| std::mem::replace(&mut geometry[row], MultiPolygon(Vec::new())))
            .collect(),
        names: order.iter().map(|&row| names[row].clone()).collect(),
        attributes,
        measure: features.measure,
        of,
        keys,
        count,
    })
}

fn left_out(rows: &[usize], units: usize, (column, file): (&str, &Path), voice: Voice) {
    if rows.is_empty() {
        return;
    }
    let named: Vec<String> = rows.iter().take(NAMED).map(usize::to_string).collect();
    let more = if rows.len() > NAMED { " …" } else { "" };
    let line = format!(
        "warning: {}, column {column}: {} no value and {} left out: {} {}{more}",
        file.display(),
        count(
            rows.len(),
            &format!("of {units} units has"),
            &format!("of {units} units have")
        ),
        if rows.len() == 1 { "is" } else { "are" },
        if rows.len() == 1 { "row" } else { "rows" },
        named.join(", ")
    );
    caution(&line, voice != Voice::Quiet);
}

/// Groups villages by the beginning of their codes; every village must have one of its own, as in a study.
///
/// # Errors
/// See [`join::villages`] and [`join::hierarchy`].
pub fn by_level(
    features: Features,
    level: Level,
    code: &str,
    (system, digits): (CodeSystem, Option<[usize; 3]>),
    voice: Voice,
) -> Result<Groups> {
    let spec = Boundaries {
        path: features.source.clone(),
        code: code.to_owned(),
        name: None,
        district: None,
        regency: None,
        province: None,
        system,
        digits,
        snap: 0.0,
        sea_links: 0.0,
        licence: None,
    };
    // what a study file would say is said on the command line here
    let told = |mut error: Error| {
        if error
            .remedy
            .as_deref()
            .is_some_and(|r| r.contains("[boundaries]"))
        {
            error.remedy = Some(
                "name the column of the full village code with --code, the system with --system, or how many \
                 leading characters (dots among them) name province, regency and district with --digits P,R,D; or group with --by"
                    .into(),
            );
        }
        error
    };
    let mut findings = Vec::new();
    let villages = join::villages(features, &spec, &mut findings).map_err(told)?;
    let hierarchy = join::hierarchy(&villages, &spec, &mut findings).map_err(told)?;
    warn(&findings, voice);
    if voice != Voice::Quiet {
        say(&format!("the codes are {}", villages.system));
    }
    let Some(regions) = hierarchy.level(level) else {
        return Err(Error::study("villages are not put together from villages"));
    };
    let codes: Vec<&str> = regions.codes.iter().map(|code| code.as_str()).collect();
    let count = codes.len();
    let keys = vec![
        Column::new("code".into(), codes),
        Column::new("name".into(), &regions.names),
    ];
    let layer = villages.layer;
    Ok(Groups {
        of: regions
            .of_village
            .iter()
            .map(|&group| Some(group))
            .collect(),
        keys,
        count,
        names: layer.codes.iter().map(ToString::to_string).collect(),
        geometry: layer.geometry,
        attributes: layer.attributes,
        measure: layer.measure,
    })
}

/// The names of an option; one with commas that is no column is several names.
pub fn apart(asked: &[String], known: impl Fn(&str) -> bool) -> Vec<&str> {
    let mut names = Vec::new();
    for name in asked {
        match name.contains(',') && !known(name) {
            true => names.extend(
                name.split(',')
                    .map(str::trim)
                    .filter(|name| !name.is_empty()),
            ),
            false => names.push(name.as_str()),
        }
    }
    names
}

/// A column, or the error that names the nearest.
pub fn find<'a>(frame: &'a DataFrame, column: &str, file: &Path) -> Result<&'a Column> {
    frame.column(column).map_err(|_| {
        let known = frame.get_column_names();
        no_such_column(column, known.into_iter().map(|name| name.as_str())).file(file)
    })
}

/// The code of each unit where it can be quoted, else the number of its row.
fn names(frame: &DataFrame, code: Option<&str>, file: &Path) -> Result<Vec<String>> {
    let rows = (1..=frame.height()).map(|row| row.to_string());
    let Some(code) = code else {
        return Ok(rows.collect());
    };
    let texts = find(frame, code, file)?.cast(&DataType::String)?;
    let named = texts.str()?.iter().zip(rows);
    let name = |(text, row): (Option<&str>, String)| {
        let text = text.and_then(|text| privacy::code(text, code));
        text.map_or(row, str::to_owned)
    };
    Ok(named.map(name).collect())
}
