//! A boundary layer for the toolbox: read and repaired as in a run, its doubts said.

use super::progress::say;
use crate::base::finding::{Finding, Severity};
use crate::base::model::{Features, Measure};
use crate::error::Result;
use crate::input::geometry;
use crate::input::read::boundary;
use crate::space::coverage::Coverage;
use geo::{CoordsIter, MultiPolygon};
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
pub fn read(path: &Path, repair: bool, quiet: bool) -> Result<Features> {
    let mut findings = Vec::new();
    let mut features = boundary::read(path, &mut findings)?;
    if repair {
        geometry::repair(&mut features, &|i| (i + 1).to_string(), &mut findings);
    }
    if !quiet {
        warn(&findings);
    }
    Ok(features)
}

/// Says the warnings among findings, the first three of each check.
pub fn warn(findings: &[Finding]) {
    let mut of_check: BTreeMap<&str, usize> = BTreeMap::new();
    for finding in findings.iter().filter(|f| f.severity == Severity::Warning) {
        let seen = of_check.entry(finding.check).or_default();
        *seen += 1;
        if *seen <= SAID {
            say(&finding.line());
        }
    }
    for (check, seen) in of_check.into_iter().filter(|(_, seen)| *seen > SAID) {
        say(&format!("warning: {} more of {check}", seen - SAID));
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
