//! Shapefile: `.shp` with its companions, Z and M left out.

use super::crs::Crs;
use super::{bytes, dbf, rings, unreadable};
use crate::base::finding::Finding;
use crate::base::model::{Features, Measure};
use crate::error::{Error, Result};
use geo::{Coord, CoordsIter, LineString, MultiPolygon};
use polars::frame::DataFrame;
use polars::prelude::{BooleanChunked, NewChunkedArray};
use shapefile::record::traits::HasXY;
use shapefile::{PolygonRing, Shape, ShapeReader};
use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};

pub(super) fn read(path: &Path, findings: &mut Vec<Finding>) -> Result<Features> {
    let mut geometry = shapes(path)?;
    let mut attributes = DataFrame::empty_with_height(geometry.len());
    if let Some(dbf) = companion(path, "dbf") {
        let cpg = companion(path, "cpg").map(|cpg| bytes(&cpg)).transpose()?;
        let cpg = cpg.as_deref().map(String::from_utf8_lossy);
        let table = dbf::read(&bytes(&dbf)?, cpg.as_deref(), &dbf, findings)?;
        if table.deleted.len() != geometry.len() {
            return Err(Error::input(format!(
                "{} shapes and {} attribute records do not belong together",
                geometry.len(),
                table.deleted.len()
            ))
            .file(path)
            .remedy("copy .shp, .shx and .dbf of the same export"));
        }
        attributes = leave_out_deleted(table, &mut geometry, path, findings)?;
    } else {
        findings.push(
            Finding::warning(
                "missing-dbf",
                "there is no .dbf beside the .shp, so no columns",
            )
            .file(path)
            .remedy("copy the .dbf of the same export beside the .shp"),
        );
    }
    let mut features = Features {
        source: path.to_path_buf(),
        geometry,
        attributes,
        crs: None,
        measure: Measure::Planar,
    };
    let prj = companion(path, "prj").map(|prj| bytes(&prj)).transpose()?;
    let wkt = prj
        .as_deref()
        .map(String::from_utf8_lossy)
        .unwrap_or_default();
    if wkt.trim().is_empty() {
        return finite(features, path);
    }
    let crs = Crs::from_wkt(&wkt).map_err(|error| error.file(path.with_extension("prj")))?;
    crs.settle(&mut features.geometry, path, findings)?;
    features.crs = Some(crs.name);
    features.measure = Measure::Geodesic;
    Ok(features)
}

/// The file beside the `.shp`, whatever the case of its extension.
fn companion(path: &Path, extension: &str) -> Option<PathBuf> {
    [extension.to_owned(), extension.to_uppercase()]
        .iter()
        .map(|extension| path.with_extension(extension))
        .find(|companion| companion.is_file())
}

/// The polygons of each record; the `.shx` is used where it is, else records are read one after the other.
fn shapes(path: &Path) -> Result<Vec<MultiPolygon<f64>>> {
    let open = |path: &Path| File::open(path).map_err(|error| unreadable(path, &error));
    let broken = |error: shapefile::Error| {
        Error::input(format!("not a shapefile: {error}"))
            .file(path)
            .remedy("copy the .shp again, or export the layer anew")
    };
    let file = open(path)?;
    let length = file
        .metadata()
        .map_err(|error| unreadable(path, &error))?
        .len();
    let source = BufReader::with_capacity(1 << 20, file);
    let mut reader = match companion(path, "shx") {
        Some(shx) => ShapeReader::with_shx(source, BufReader::new(open(&shx)?)),
        None => ShapeReader::new(source),
    }
    .map_err(broken)?;
    let announced = 2 * reader.header().file_length as u64;
    if length < announced {
        return Err(Error::input(format!(
            "the shapefile is cut: its header announces {announced} bytes, the file has {length}"
        ))
        .file(path)
        .remedy("copy the .shp again"));
    }
    let mut geometry = Vec::new();
    for shape in reader.iter_shapes() {
        let row = geometry.len() + 1;
        let shape = shape.map_err(|error| {
            Error::input(format!("the record cannot be read: {error}"))
                .file(path)
                .row(row)
                .remedy("copy .shp and .shx of the same export")
        })?;
        geometry.push(match shape {
            Shape::NullShape => MultiPolygon(Vec::new()),
            Shape::Polygon(polygon) => rings::polygons(lines(polygon.into_inner())),
            Shape::PolygonM(polygon) => rings::polygons(lines(polygon.into_inner())),
            Shape::PolygonZ(polygon) => rings::polygons(lines(polygon.into_inner())),
            other => {
                return Err(Error::input(format!(
                    "the record holds {}, not a polygon",
                    other.shapetype()
                ))
                .file(path)
                .row(row)
                .remedy("give the layer of village areas"));
            }
        });
    }
    Ok(geometry)
}

fn lines<P: HasXY>(rings: Vec<PolygonRing<P>>) -> Vec<LineString<f64>> {
    let coord = |point: &P| Coord {
        x: point.x(),
        y: point.y(),
    };
    rings
        .iter()
        .map(|ring| LineString(ring.points().iter().map(coord).collect()))
        .collect()
}

/// Records marked as deleted, as other readers do.
fn leave_out_deleted(
    table: dbf::Table,
    geometry: &mut Vec<MultiPolygon<f64>>,
    path: &Path,
    findings: &mut Vec<Finding>,
) -> Result<DataFrame> {
    let count = table.deleted.iter().filter(|&&deleted| deleted).count();
    if count == 0 {
        return Ok(table.frame);
    }
    findings.push(
        Finding::warning(
            "deleted-record",
            format!(
                "{count} records are marked as deleted and left out; row numbers count the others"
            ),
        )
        .file(path)
        .remedy("save the layer anew to be rid of them"),
    );
    let mut deleted = table.deleted.iter();
    geometry.retain(|_| deleted.next() == Some(&false));
    let keep = BooleanChunked::from_slice(
        "keep".into(),
        &table.deleted.iter().map(|d| !d).collect::<Vec<_>>(),
    );
    Ok(table.frame.filter(&keep)?)
}

/// A plane has no range, but infinities have no place in it.
fn finite(features: Features, path: &Path) -> Result<Features> {
    for (i, geometry) in features.geometry.iter().enumerate() {
        if geometry
            .coords_iter()
            .any(|c| !(c.x.is_finite() && c.y.is_finite()))
        {
            return Err(Error::input("a coordinate is not a finite number")
                .file(path)
                .row(i + 1));
        }
    }
    Ok(features)
}
