//! Where people of villages live: a table or a layer of points with the code of a village.

use super::columns::{few, words};
use super::points::{placed, read};
use crate::base::code::{System, canonical_at};
use crate::base::finding::Finding;
use crate::base::model::{Code, Level, Measure};
use crate::base::privacy;
use crate::base::study::{Service, VillagePoints};
use crate::error::{Error, Result};
use crate::input::read::Door;
use geo::Point;
use std::collections::BTreeMap;
use std::path::Path;

/// The place of one village.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct VillageRow {
    /// Where it is, finite.
    pub place: Point,
    /// Row of the file.
    pub row: usize,
}

/// Reads one point a village, by code, and how many rows the file has; `path` is that of the points as seen from here. Rows without a code or a place are
/// findings.
///
/// # Errors
/// Any fault of the file; columns that are not there; a column of persons; coordinates outside degrees or on a plane; a village that has two rows.
pub fn village_points(
    path: &Path,
    spec: &VillagePoints,
    system: System,
    door: &Door,
    findings: &mut Vec<Finding>,
) -> Result<(BTreeMap<Code, VillageRow>, usize)> {
    if privacy::titled(&spec.code) {
        return Err(
            Error::study("the column names persons, and places are those of villages")
                .column(&spec.code)
                .remedy("name the column of the village code as `code`"),
        );
    }
    let service = Service {
        id: Some(spec.code.clone()),
        sheet: spec.sheet.clone(),
        lon: spec.lon.clone(),
        lat: spec.lat.clone(),
        ..Service::of(path.to_path_buf())
    };
    let (table, shapes) = read(path, &service, door, findings)?;
    // before the table gets a column of ours, so that an error names those of the file
    let codes = words(table.column(&spec.code)?)?;
    let (table, places, measure) = placed(table, shapes, &service)?;
    if measure == Measure::Planar {
        return Err(Error::input("the points of villages are on a plane")
            .file(path)
            .remedy("give them a longitude and a latitude, or a layer with its CRS"));
    }
    let (mut found, mut without, mut nowhere) = (BTreeMap::new(), Vec::new(), Vec::new());
    for ((code, place), &row) in codes.iter().zip(places).zip(&table.rows) {
        let Some(parsed) = canonical_at(code, system, Level::Village) else {
            without.push(row);
            continue;
        };
        let Some(place) = place else {
            nowhere.push(row);
            continue;
        };
        if let Some(VillageRow { row: first, .. }) =
            found.insert(parsed.code, VillageRow { place, row })
        {
            return Err(
                Error::input(format!("the village has a point in row {first}, too"))
                    .file(path)
                    .column(&spec.code)
                    .code(code)
                    .row(row)
                    .remedy("give one point a village: the place where most of its people live"),
            );
        }
    }
    let told = [
        (
            without,
            "have no code of a village",
            "fill the column of the code",
        ),
        (nowhere, "have no place", "give them both coordinates"),
    ];
    for (rows, what, remedy) in told.into_iter().filter(|told| !told.0.is_empty()) {
        let what = format!(
            "{} rows {what} and are not used: {}",
            rows.len(),
            few(&rows)
        );
        findings.push(
            Finding::warning("village-place", what)
                .file(path)
                .remedy(remedy),
        );
    }
    Ok((found, codes.len()))
}
