//! A boundary layer for the toolbox: read and repaired as in a run, its doubts said.

use super::progress::{Voice, caution, count, say};
use super::units::few;
use crate::base::finding::{Finding, Severity};
use crate::base::model::{Features, Measure};
use crate::error::Result;
use crate::input::geometry;
use crate::input::read::boundary;
use crate::space::coverage::Coverage;
use geo::{CoordsIter, MultiPolygon};
use rayon::prelude::*;
use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::path::Path;

/// Warnings of one check said one by one; the rest is counted.
const SAID: usize = 3;

/// Reads a layer as its file holds it, and makes its invalid polygons valid when `repair`.
///
/// A layer without a CRS stays a plane in its own units: the toolbox measures it as it is.
///
/// # Errors
/// See [`boundary::read`].
pub fn read(path: &Path, repair: bool, voice: Voice) -> Result<Features> {
    let mut findings = Vec::new();
    let mut features = boundary::read(path, &mut findings)?;
    if repair {
        geometry::repair(&mut features, &|_| String::new(), &mut findings);
    }
    warn(&findings, voice);
    Ok(features)
}

/// Says which polygons of a layer are invalid and stay so.
pub fn doubt(features: &Features, voice: Voice) {
    let found = geometry::faulty(&features.geometry);
    let rows: Vec<usize> = found.iter().map(|(unit, _)| unit + 1).collect();
    let Some(shown) = few(&rows) else {
        return;
    };
    let line = format!(
        "warning: {}: {} passed on as drawn: {} {shown}; --simplify repairs them first, -v says what is wrong",
        features.source.display(),
        count(rows.len(), "invalid polygon is", "invalid polygons are"),
        if rows.len() == 1 { "row" } else { "rows" },
    );
    caution(&line, voice != Voice::Quiet);
    if voice == Voice::Verbose {
        for (unit, what) in found {
            say(&format!("  row {}: {what}", unit + 1));
        }
    }
}

/// Says the warnings among findings, the first three of each check; all findings when verbose.
pub fn warn(findings: &[Finding], voice: Voice) {
    let mut of_check: BTreeMap<&str, usize> = BTreeMap::new();
    for finding in findings {
        if finding.severity != Severity::Warning {
            if voice == Voice::Verbose {
                say(&finding.line());
            }
            continue;
        }
        let seen = of_check.entry(finding.check).or_default();
        *seen += 1;
        let said = match voice {
            Voice::Quiet => false,
            Voice::Normal => *seen <= SAID,
            Voice::Verbose => true,
        };
        caution(&finding.line(), said);
    }
    if voice != Voice::Normal {
        return;
    }
    for (check, seen) in of_check.into_iter().filter(|(_, seen)| *seen > SAID) {
        say(&format!(
            "warning: {} more of {check}; -v lists all",
            seen - SAID
        ));
    }
}

/// A tolerance on the command line: a number from 0 up.
///
/// # Errors
/// Anything else, in words.
pub fn tolerance(text: &str) -> std::result::Result<f64, String> {
    match text.parse::<f64>() {
        Ok(number) if number.is_finite() && number >= 0.0 => Ok(number),
        _ => Err("write a number from 0 up".into()),
    }
}

/// Valid shapes simplified as one coverage, and a sentence about it.
pub fn simplified(
    geometry: &[MultiPolygon<f64>],
    measure: Measure,
    tolerance: f64,
) -> (Vec<MultiPolygon<f64>>, String) {
    let simple = Coverage::build(geometry, measure).simplify(tolerance);
    let vertices = |shapes: &[MultiPolygon<f64>]| -> usize {
        shapes.iter().map(CoordsIter::coords_count).sum()
    };
    let unit = match measure {
        Measure::Geodesic => "m",
        Measure::Planar => "layer units",
    };
    let (before, after) = (vertices(geometry), vertices(&simple));
    let said = format!("simplified at {tolerance} {unit}: {after} of {before} vertices");
    (simple, said)
}

/// Positions in the order of the shapes' coordinates: row order does not show in what is made of them.
pub fn order(geometry: &[MultiPolygon<f64>]) -> Vec<usize> {
    let compare = |&a: &usize, &b: &usize| {
        let (mut ours, mut theirs) = (geometry[a].coords_iter(), geometry[b].coords_iter());
        loop {
            match (ours.next(), theirs.next()) {
                (None, None) => return a.cmp(&b),
                (None, _) => return Ordering::Less,
                (_, None) => return Ordering::Greater,
                (Some(c), Some(d)) => {
                    let order = c.x.total_cmp(&d.x).then(c.y.total_cmp(&d.y));
                    if order.is_ne() {
                        return order;
                    }
                }
            }
        }
    };
    let mut order: Vec<usize> = (0..geometry.len()).collect();
    order.par_sort_unstable_by(compare);
    order
}
