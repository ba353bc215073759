//! Quotients, leading sectors and shift-share of the regions of `[advantage]`.

use super::rows::{self, numbers, words, years};
use crate::base::finding::Finding;
use crate::base::model::Level;
use crate::base::study::{self, LoadedStudy};
use crate::error::{Error, Result};
use crate::input::read::table::Table;
use crate::pipeline::inputs::Inputs;
use crate::pipeline::log::Outcome;
use crate::welfare::advantage::{Asked, Cube, Lead, Least, Panel, Row, whole};
use serde_json::json;
use std::collections::BTreeMap;

/// What the regions of a level are good at.
pub struct Advantage {
    pub level: Level,
    pub panel: Panel,
}

impl Advantage {
    /// What each of n villages, or the region around it, leads in in the last year.
    pub fn villages(&self, inputs: &Inputs) -> Vec<Option<Lead>> {
        let n = inputs.villages.layer.codes.len();
        let mut of_unit = BTreeMap::new();
        if let Some(last) = self.panel.years.last() {
            of_unit.extend(last.units.iter().copied().zip(&last.lead));
        }
        let regions = inputs.hierarchy.level(self.level);
        let unit = |v: usize| regions.map_or(v as u32, |regions| regions.of_village[v]);
        let lead = |v: usize| of_unit.get(&unit(v)).and_then(|lead| (*lead).clone());
        (0..n).map(lead).collect()
    }
}

/// Columns of a long table.
struct Columns {
    sector: Vec<Option<String>>,
    value: Vec<Option<f64>>,
    year: Vec<Option<i32>>,
}

impl Columns {
    fn new(table: &Table, spec: &study::Advantage) -> Result<Self> {
        let value = numbers(table, &spec.value)?;
        let year = match &spec.year {
            Some(name) => years(table, name)?.into_iter().map(Some).collect(),
            None => vec![None; value.len()],
        };
        Ok(Self {
            sector: words(table, &spec.sector)?,
            value,
            year,
        })
    }

    fn rows(&self, unit: &[Option<u32>]) -> Vec<Row<'_>> {
        let row = |i: usize| Row {
            unit: unit[i],
            sector: self.sector[i].as_deref(),
            year: self.year[i],
            value: self.value[i],
        };
        (0..self.value.len()).map(row).collect()
    }
}

/// An error with its file, its column and the row as the file counts it.
fn place(error: Error, table: &Table, column: &str) -> Error {
    let row = error.place.row.map(|row| table.rows[row - 1]);
    let error = error.file(&table.source).column(column);
    match row {
        Some(row) => error.row(row),
        None => error,
    }
}

/// Reads the table and measures every year of it.
///
/// # Errors
/// Those of its rows, of its base, and of [`Panel::new`].
pub fn read(
    loaded: &LoadedStudy,
    spec: &study::Advantage,
    inputs: &mut Inputs,
    findings: &mut Vec<Finding>,
) -> Outcome<Advantage> {
    let at = |error| loaded.blame(error, "advantage");
    let text = [spec.sector.as_str()];
    let read = rows::read(loaded, "advantage", &spec.table(), &text, inputs, findings)?;
    let columns = Columns::new(&read.table, spec).map_err(at)?;
    let here = |error| place(error, &read.table, &spec.sector);
    let part = |v: &Option<f64>| v.is_some_and(|v| v.fract() != 0.0);
    if let (true, Some(row)) = (spec.counts, columns.value.iter().position(part)) {
        let what = format!(
            "a number of persons or firms is whole, and this is {}",
            columns.value[row].unwrap_or_default()
        );
        let error = Error::input(what).row(row + 1);
        return Err(place(error, &read.table, &spec.value)
            .remedy("for money, tonnes and other amounts say counts = false in [advantage]"));
    }
    let cube = Cube::new(&columns.rows(&read.unit), spec.absent).map_err(here)?;
    let base = match &spec.base {
        Some(path) => {
            let table = rows::plain(loaded, path, &text, inputs, findings)?;
            let columns = Columns::new(&table, spec).map_err(at)?;
            let none = vec![None; columns.value.len()];
            let whole = whole(&columns.rows(&none), &cube);
            Some(whole.map_err(|error| place(error, &table, &spec.sector))?)
        }
        None => None,
    };
    let asked = Asked {
        counts: spec.counts,
        dynamic: spec.dynamic,
        least: Least {
            quotient: spec.quotient,
            share: spec.share,
            fdr: spec.fdr,
        },
    };
    let panel = Panel::new(&cube, base.as_ref(), asked)
        .map_err(|error| error.file(&spec.path).column(&spec.value))?;
    if panel.left > 0 {
        findings.push(
            Finding::warning(
                "advantage-incomplete",
                format!("{} regions and years lack the value of a sector, so that their total is not known; they have no quotients and are no part of the whole", panel.left),
            )
            .file(&spec.path)
            .remedy("fill the cells; where a missing row means that there is nothing, say absent = \"zero\""),
        );
    }
    let last = panel.years.last();
    let led = last.map_or(0, |last| last.lead.iter().flatten().count());
    let regions = last.map_or(0, |last| last.units.len());
    let s = cube.sectors.len();
    let counts = json!({
        "regions": cube.units.len(), "sectors": s, "years": cube.years.len(), "left_out": panel.left, "with_leading": led,
    });
    let detail = format!("{regions} regions, {s} sectors; {led} lead in one");
    let found = Advantage {
        level: spec.level,
        panel,
    };
    Ok((found, counts, detail))
}
