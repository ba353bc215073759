//! Boundary files: shapefile, GeoJSON, TopoJSON, GeoPackage, FlatGeobuf and GeoParquet to `Features` in EPSG:4326.
//!
//! * [`read`]: the file as it is; a layer with a CRS comes out in degrees, one without stays a plane in its own units
//! * [`lines`]: layers of points or lines, in the same formats but TopoJSON; [`lined`]: whether a file is one
//! * [`settle`]: what a study makes of a layer without a CRS
//! * [`file`]: the file in which a layer stands

mod columns;
mod crs;
mod dbf;
mod doubt;
mod flatgeobuf;
#[cfg(test)]
mod fuzz;
mod geojson;
mod geopackage;
mod geoparquet;
mod json;
mod lines;
mod rings;
mod shapefile;
mod topojson;
mod wkb;

pub use lines::{Lines, lined, lines};

use self::crs::Crs;
use super::door::Door;
use crate::base::finding::{Finding, Severity};
use crate::base::model::{Features, Measure};
use crate::error::{Error, Result};
use geo::{Coord, CoordsIter, MultiPolygon};
use polars::frame::DataFrame;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

/// What a reader takes.
pub const READ: &str = "name a .shp, .geojson, .geojsonl, .topojson, .gpkg, .fgb or .parquet file";

/// How the bytes of a shape are read, and what to do where they cannot be.
type Shaper<'a, T> = (&'a (dyn Fn(&[u8]) -> Result<T, String> + Sync), &'a str);

/// The shapes of a file, their attributes and their system.
type Stored<T> = (Vec<Option<T>>, DataFrame, Option<Crs>);

/// The file of a layer, and the layer in it that is named: `a.gpkg#desa` is the layer `desa` of `a.gpkg`, unless a file is called so.
fn parted(path: &Path) -> (PathBuf, Option<String>) {
    let text = path.to_string_lossy();
    match text.rsplit_once('#') {
        Some((file, layer)) if !layer.is_empty() && !path.exists() => {
            (PathBuf::from(file), Some(layer.to_owned()))
        }
        _ => (path.to_path_buf(), None),
    }
}

/// Whether a file that may be a table, a Parquet file, is a layer: its metadata speak of shapes.
pub fn holds_shapes(path: &Path) -> bool {
    geoparquet::holds_shapes(path)
}

/// The file in which a layer stands: `a.gpkg` of `a.gpkg#desa`.
pub fn file(path: &Path) -> PathBuf {
    parted(path).0
}

/// A layer in a file by its name.
fn named(path: &Path, layer: &str) -> String {
    format!("{}#{layer}", path.display())
}

/// Reads a polygon layer in file order: `.shp`, `.geojson` (`.json`), `.geojsonl` (`.ndjson`, a feature a line), `.topojson`, `.gpkg`,
/// `.fgb` or `.parquet` (`.geoparquet`). Of a file with several layers the first, or the one behind `#`: `a.gpkg#desa`.
///
/// A layer with a CRS, and any GeoJSON, is brought to EPSG:4326; coordinates that are there already pass
/// bit for bit. One without has `crs: None` and is planar in its own units; a study calls [`settle`] next.
/// A record without geometry is an empty multipolygon and a finding. Attributes of persons are left out, with a finding.
///
/// # Errors
/// A missing, truncated or malformed file, an empty layer, other geometries than polygons, a CRS that cannot be read, and
/// coordinates that are not finite or outside degrees, named by record.
pub fn read(path: &Path, findings: &mut Vec<Finding>) -> Result<Features> {
    let (path, layer) = parted(path);
    let (path, layer) = (path.as_path(), layer.as_deref());
    if path.is_dir() {
        return Err(Error::input("this is a folder, not a layer")
            .file(path)
            .remedy("name the .shp or .geojson file in it"));
    }
    let extension = path
        .extension()
        .map(|extension| extension.to_string_lossy().to_lowercase());
    let extension = extension.as_deref();
    if let (Some(layer), false) = (layer, matches!(extension, Some("gpkg" | "topojson"))) {
        return Err(Error::input(format!(
            "the file has one layer, so none is called `{layer}`"
        ))
        .file(path)
        .remedy("leave out what stands behind #"));
    }
    let mut features = match extension {
        Some("shp") => shapefile::read(path, findings)?,
        Some("geojson" | "json") => geojson::read(path, false, findings)?,
        Some("geojsonl" | "ndjson") => geojson::read(path, true, findings)?,
        Some("topojson") => topojson::read(path, layer, findings)?,
        Some("gpkg") => geopackage::read(path, layer, findings)?,
        Some("fgb") => flatgeobuf::read(path, findings)?,
        Some("parquet" | "geoparquet") => geoparquet::read(path, findings)?,
        Some("pmtiles") => {
            return Err(Error::input(
                "PMTiles are written and not read: their borders are cut and simplified",
            )
            .file(path)
            .remedy("name the layer that the tiles were made of"));
        }
        Some("dbf" | "shx" | "prj" | "cpg") => {
            return Err(Error::input("this is a companion of a shapefile")
                .file(path)
                .remedy("name the .shp file"));
        }
        _ => {
            let stdin = path.as_os_str() == "-";
            let what = if stdin {
                "standard input cannot be read"
            } else {
                "no known boundary format"
            };
            return Err(Error::input(what).file(path).remedy(READ));
        }
    };
    if features.geometry.is_empty() {
        return Err(Error::input("the layer has no features").file(path));
    }
    let said = (path, Severity::Warning);
    Door::default().frame(&mut features.attributes, &[], said, findings)?;
    for (i, _) in
        (features.geometry.iter().enumerate()).filter(|(_, geometry)| geometry.0.is_empty())
    {
        findings.push(
            Finding::warning("empty-geometry", "the record has no geometry")
                .file(path)
                .row(i + 1)
                .remedy("draw the polygon; it has no area and no neighbours until then"),
        );
    }
    let told = findings.iter().any(|finding| finding.check == doubt::CHECK);
    if features.measure == Measure::Geodesic && !told {
        findings.extend(doubt::no_area(&features.geometry).map(|finding| finding.file(path)));
    }
    Ok(features)
}

/// A layer as its file holds it, brought to degrees where it has a CRS.
fn settled(
    path: &Path,
    mut geometry: Vec<MultiPolygon<f64>>,
    attributes: DataFrame,
    crs: Option<Crs>,
    findings: &mut Vec<Finding>,
) -> Result<Features> {
    match &crs {
        Some(crs) => crs.settle(&mut geometry, path, findings)?,
        // a plane has no range, but infinities have no place in it
        None => {
            let wild = |c: Coord| !(c.x.is_finite() && c.y.is_finite());
            if let Some(i) = geometry.iter().position(|g| g.coords_iter().any(wild)) {
                return Err(Error::input("a coordinate is not a finite number")
                    .file(path)
                    .row(i + 1));
            }
        }
    }
    Ok(Features {
        source: path.to_path_buf(),
        geometry,
        attributes,
        measure: match crs {
            Some(_) => Measure::Geodesic,
            None => Measure::Planar,
        },
        crs: crs.map(|crs| crs.name),
    })
}

/// Settles a layer without a CRS for a study: its coordinates are taken as WGS84 degrees, with a finding.
///
/// # Errors
/// When a coordinate does not fit degrees: nobody could say where the layer lies.
pub fn settle(features: &mut Features, findings: &mut Vec<Finding>) -> Result<()> {
    if features.crs.is_some() {
        return Ok(());
    }
    let ending = features.source.extension().unwrap_or_default();
    let remedy = match ending.eq_ignore_ascii_case("shp") {
        true => "put the .prj beside the .shp",
        false => "save the layer with its CRS",
    };
    if let Some((i, c)) = beyond_degrees(&features.geometry) {
        return Err(Error::input(format!(
            "the layer has no CRS and the coordinate ({}, {}) is out of range for degrees",
            c.x, c.y
        ))
        .file(&features.source)
        .row(i + 1)
        .remedy(remedy));
    }
    features.measure = Measure::Geodesic;
    findings.push(
        Finding::warning(
            "missing-crs",
            "the layer has no CRS; its coordinates fit degrees and are taken as WGS84",
        )
        .file(&features.source)
        .remedy(remedy),
    );
    Ok(())
}

/// The first record with a coordinate outside degrees, and the coordinate.
fn beyond_degrees(geometry: &[MultiPolygon<f64>]) -> Option<(usize, Coord)> {
    let beyond = |c: &Coord| !(c.x.abs() <= 180.0 && c.y.abs() <= 90.0);
    let first = |(i, g): (usize, &MultiPolygon<f64>)| Some((i, g.coords_iter().find(beyond)?));
    geometry.iter().enumerate().find_map(first)
}

/// The whole file; an absent one says so.
fn bytes(path: &Path) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)
        .and_then(|mut file| file.read_to_end(&mut bytes))
        .map_err(|error| unreadable(path, &error))?;
    Ok(bytes)
}

fn unreadable(path: &Path, error: &std::io::Error) -> Error {
    if error.kind() == std::io::ErrorKind::NotFound {
        Error::input("no such file").file(path)
    } else {
        Error::input(format!("cannot be read: {error}")).file(path)
    }
}
