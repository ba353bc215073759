//! Where villages are, and what lies around all of them.

use crate::base::finding::Finding;
use crate::base::model::{Code, Layer, Measure};
use crate::base::study::{self, LoadedStudy, VillagePlaces};
use crate::error::{Error, Result};
use crate::input::read::Door;
use crate::input::services::{VillageRow, village_points};
use crate::pipeline::inputs::{self, Inputs};
use crate::space::access::inside;
use geo::{BoundingRect, Coord, Intersects, Point, Rect};
use rayon::prelude::*;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The bounds of all villages.
pub(super) fn country(layer: &Layer) -> Option<Rect> {
    let bounds = layer
        .geometry
        .iter()
        .filter_map(BoundingRect::bounding_rect);
    bounds.reduce(|a, b| {
        let (low, high) = (a.min(), a.max());
        Rect::new(
            Coord {
                x: low.x.min(b.min().x),
                y: low.y.min(b.min().y),
            },
            Coord {
                x: high.x.max(b.max().x),
                y: high.y.max(b.max().y),
            },
        )
    })
}

/// Villages that are named one by one before the rest is counted.
const NAMED: usize = 50;

/// Where people of n villages start from, and where that is known from.
pub(super) struct Origins {
    /// n places; coordinates that are no numbers where there is none.
    pub points: Vec<Point>,
    /// The file of points that is read, its rows and its licence.
    pub file: Option<(PathBuf, usize, Option<String>)>,
    /// What became of villages and rows.
    pub counts: Value,
}

/// Given places, else one inside.
pub(super) fn origins(
    loaded: &LoadedStudy,
    spec: &study::Roads,
    inputs: &Inputs,
    door: &Door,
    findings: &mut Vec<Finding>,
) -> Result<Origins> {
    let layer = &inputs.villages.layer;
    let nowhere = Point::new(f64::NAN, f64::NAN);
    let mut points: Vec<Point> = (layer.geometry.par_iter())
        .map(|shape| inside(shape).unwrap_or(nowhere))
        .collect();
    let (mut file, mut counts) = (None, Value::Null);
    match &spec.villages {
        None => {}
        Some(VillagePlaces::Columns(columns)) => {
            let given = of_columns(columns, inputs)?;
            let columns = columns.join(", ");
            let told = |finding: Finding, _| finding.column(&columns);
            counts = take(&given, &mut points, layer, ("the columns", &told), findings);
        }
        Some(VillagePlaces::File(spec)) => {
            if layer.measure == Measure::Planar {
                return Err(Error::input(
                    "the villages are on a plane, and their points in degrees",
                )
                .file(&spec.path)
                .remedy("give the layer of villages its CRS"));
            }
            let system = inputs.villages.system;
            let (rows, read) =
                village_points(&loaded.resolve(&spec.path), spec, system, door, findings)
                    .map_err(|error| loaded.blame(error, "roads.villages"))?;
            let strange = astray(&rows, layer, &spec.path, findings)?;
            let given: Vec<Option<Given>> = (layer.codes.iter())
                .map(|code| rows.get(code).map(|row| (row.place, Some(row.row))))
                .collect();
            let told = |finding: Finding, row: Option<usize>| {
                let finding = finding.file(&spec.path);
                match row {
                    Some(row) => finding.row(row),
                    None => finding,
                }
            };
            let name = spec.path.display().to_string();
            counts = take(&given, &mut points, layer, (&name, &told), findings);
            counts["rows"] = json!(read);
            counts["other_villages"] = json!(strange);
            file = Some((spec.path.clone(), read, spec.licence.clone()));
        }
    }
    Ok(Origins {
        points,
        file,
        counts,
    })
}

/// Points of villages that the layer does not have, which are counted.
///
/// # Errors
/// When no point is of a village of the layer.
fn astray(
    rows: &BTreeMap<Code, VillageRow>,
    layer: &Layer,
    file: &Path,
    findings: &mut Vec<Finding>,
) -> Result<usize> {
    let other = |code: &&Code| layer.codes.binary_search(code).is_err();
    let others: Vec<&Code> = rows.keys().filter(other).collect();
    if others.len() == rows.len() {
        return Err(Error::input("no point is of a village of the boundaries")
            .file(file)
            .remedy("name the column of the village code, in the system of the boundaries"));
    }
    if !others.is_empty() {
        let shown: Vec<&str> = others.iter().take(5).map(|code| code.as_str()).collect();
        let what = format!(
            "{} points are of villages that the boundaries do not have: {}{}",
            others.len(),
            shown.join(", "),
            more(others.len(), 5)
        );
        findings.push(
            Finding::warning("village-place", what)
                .file(file)
                .remedy("bring the codes to the vintage of the boundaries"),
        );
    }
    Ok(others.len())
}

fn more(all: usize, shown: usize) -> String {
    match all > shown {
        true => format!(" and {} more", all - shown),
        false => String::new(),
    }
}

/// Where a file or columns say that villages are.
type Said<'a> = (&'a str, &'a dyn Fn(Finding, Option<usize>) -> Finding);

/// A place, and its row in a file of points.
type Given = (Point, Option<usize>);

/// Takes given places, and tells of villages without one, and of places outside their village.
fn take(
    given: &[Option<Given>],
    points: &mut [Point],
    layer: &Layer,
    (source, told): Said,
    findings: &mut Vec<Finding>,
) -> Value {
    let (mut missing, mut outside) = (Vec::new(), Vec::new());
    for (i, given) in given.iter().enumerate() {
        let Some((place, row)) = *given else {
            missing.push(i);
            continue;
        };
        points[i] = place;
        if !layer.geometry[i].intersects(&place) {
            outside.push((i, row));
        }
    }
    let called = |i: usize| match layer.names.get(i) {
        Some(name) => format!("{name} ({})", layer.codes[i].as_str()),
        None => layer.codes[i].to_string(),
    };
    let remedy = "correct the coordinates or the code; the place is taken as it is";
    for &(i, row) in outside.iter().take(NAMED) {
        let what = format!("the place of {} is outside its polygon", called(i));
        let finding = Finding::warning("village-outside", what)
            .code(layer.codes[i].as_str())
            .remedy(remedy);
        findings.push(told(finding, row));
    }
    if outside.len() > NAMED {
        let what = format!(
            "{} more places of villages are outside their polygons",
            outside.len() - NAMED
        );
        let finding = Finding::warning("village-outside", what).remedy(remedy);
        findings.push(told(finding, None));
    }
    if !missing.is_empty() {
        let shown: Vec<String> = missing.iter().take(5).map(|&i| called(i)).collect();
        let what = format!(
            "{} villages have no place in {source}; one inside their polygon is taken: {}{}",
            missing.len(),
            shown.join(", "),
            more(missing.len(), 5)
        );
        let finding = Finding::warning("village-place", what).remedy("add their places");
        findings.push(told(finding, None));
    }
    json!({
        "given": given.len() - missing.len(), "outside": outside.len(), "inside_polygon": missing.len(),
    })
}

/// Places by two columns of the village tables, or of the layer.
fn of_columns([lon, lat]: &[String; 2], inputs: &Inputs) -> Result<Vec<Option<Given>>> {
    let layer = &inputs.villages.layer;
    let numbers = |name: &str| {
        // the layer's own columns where no table has the name
        let own = inputs.frame.column(name).is_err() && layer.attributes.column(name).is_ok();
        let frame = if own {
            &layer.attributes
        } else {
            &inputs.frame
        };
        inputs::numbers(frame, name)
    };
    let (xs, ys) = (numbers(lon)?, numbers(lat)?);
    let place = |(i, (x, y)): (usize, (&Option<f64>, &Option<f64>))| {
        let (Some(x), Some(y)) = (*x, *y) else {
            return Ok(None);
        };
        if x.abs() > 180.0 || y.abs() > 90.0 {
            return Err(
                Error::input("the village is not at a longitude and latitude in degrees")
                    .column(lon)
                    .code(layer.codes[i].as_str())
                    .remedy("give degrees (WGS84); check which column is which"),
            );
        }
        Ok(Some((Point::new(x, y), None)))
    };
    xs.iter().zip(&ys).enumerate().map(place).collect()
}
