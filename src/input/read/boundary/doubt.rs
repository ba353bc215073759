//! Layers in the wrong place: what their coordinates say against their CRS.

use crate::base::finding::Finding;
use geo::{Area, CoordsIter, MultiPolygon};
use rayon::prelude::*;

/// The name of the check.
pub(super) const CHECK: &str = "crs-in-doubt";
/// Metres in a degree of the meridian.
const DEGREE: f64 = 111_320.0;
/// Villages are larger than this, m2.
const LEAST: f64 = 1.0;

/// A projected layer whose coordinates all look like degrees.
pub(super) fn degrees_already(name: &str, geometry: &[MultiPolygon<f64>]) -> Option<Finding> {
    let there = geometry.iter().any(|shape| !shape.0.is_empty());
    let within = |shape: &MultiPolygon<f64>| {
        let mut coords = shape.coords_iter();
        coords.all(|c| c.x.abs() <= 180.0 && c.y.abs() <= 90.0)
    };
    (there && geometry.par_iter().all(within)).then(|| {
        Finding::warning(
            CHECK,
            format!(
                "the CRS `{name}` is projected, but all coordinates look like degrees; the layer may lie in the wrong place"
            ),
        )
        .remedy("name the CRS that the coordinates are in, which is WGS84 (EPSG:4326) for most layers in degrees")
    })
}

/// A layer in degrees whose units have next to no area.
pub(super) fn no_area(geometry: &[MultiPolygon<f64>]) -> Option<Finding> {
    let area = |shape: &MultiPolygon<f64>| -> Option<f64> {
        let at = shape.coords_iter().next()?;
        Some(shape.unsigned_area() * DEGREE * DEGREE * at.y.to_radians().cos().abs())
    };
    let areas: Vec<f64> = geometry.par_iter().filter_map(area).collect();
    let mean = areas.iter().sum::<f64>() / areas.len() as f64;
    (mean < LEAST).then(|| {
        Finding::warning(
            CHECK,
            format!("the units cover {mean:.2e} m2 in the mean; the layer may be in another CRS or unit than it says"),
        )
        .remedy("name the CRS that the coordinates are in")
    })
}
