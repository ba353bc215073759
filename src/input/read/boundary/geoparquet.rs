//! GeoParquet: a table with shapes as well-known binary, and what its metadata say of them.

use super::crs::Crs;
use super::{Shaper, Stored, bytes, settled, wkb};
use crate::base::finding::Finding;
use crate::base::model::Features;
use crate::error::{Error, Result};
use crate::input::read::guarded;
use geo::MultiPolygon;
use polars::io::parquet::read::FileMetadata;
use polars::prelude::{
    ArrowDataType, Column, DataFrame, DataType, ParquetReader, PolarsError, SerReader,
};
use rayon::prelude::*;
use serde_json::Value;
use std::fs::File;
use std::io::Cursor;
use std::path::Path;
use std::sync::Arc;

/// The key of the metadata.
const GEO: &str = "geo";
/// The key of the schema as Arrow has it.
const ARROW: &str = "ARROW:schema";

/// Whether a Parquet file says something of shapes.
pub(super) fn holds_shapes(path: &Path) -> bool {
    let ending = path.extension().unwrap_or_default();
    let look = || {
        let Ok(file) = File::open(path) else {
            return Ok(false);
        };
        let mut reader = ParquetReader::new(file);
        let keys = reader
            .get_metadata()
            .map(|told| told.key_value_metadata().clone());
        let keys = keys.unwrap_or_default();
        Ok(keys.iter().flatten().any(|pair| pair.key == GEO))
    };
    ending.eq_ignore_ascii_case("parquet") && guarded(|| Ok(false), look).unwrap_or(false)
}

/// Reads the rows with their shapes, in the order of the file.
pub(super) fn read(path: &Path, findings: &mut Vec<Finding>) -> Result<Features> {
    let remedy = "give a layer of areas, its curves drawn as straight lines";
    let (shapes, attributes, crs) = stored(path, (&wkb::polygons, remedy), findings)?;
    let geometry = shapes
        .into_iter()
        .map(|shape| shape.unwrap_or(MultiPolygon(Vec::new())));
    settled(path, geometry.collect(), attributes, crs, findings)
}

/// The rows with their shapes, whatever these are.
pub(super) fn stored<T: Send>(
    path: &Path,
    shaper: Shaper<T>,
    findings: &mut Vec<Finding>,
) -> Result<Stored<T>> {
    let file = bytes(path)?;
    let broken = |what: &str| {
        Error::input(format!("the GeoParquet cannot be read: {what}"))
            .file(path)
            .remedy("copy it again, or export the layer anew")
    };
    let odd = || Err(broken("its parts do not fit together"));
    guarded(odd, || checked(path, file, shaper, &broken, findings))
}

fn checked<T: Send>(
    path: &Path,
    file: Vec<u8>,
    (shape, remedy): Shaper<T>,
    broken: &dyn Fn(&str) -> Error,
    findings: &mut Vec<Finding>,
) -> Result<Stored<T>> {
    let failed = |error: PolarsError| broken(&error.to_string());
    let mut reader = ParquetReader::new(Cursor::new(file));
    let mut told = FileMetadata::clone(reader.get_metadata().map_err(failed)?);
    let keys = told.key_value_metadata().clone();
    let geo = keys.iter().flatten().find(|pair| pair.key == GEO);
    let Some(geo) = geo.and_then(|pair| pair.value.clone()) else {
        return Err(
            Error::input("the Parquet file has no shapes: its metadata have no `geo`")
                .file(path)
                .remedy("name it as a table, or save it as GeoParquet"),
        );
    };
    // kinds of its own that Arrow gives to shapes are none here; Parquet says enough of all others
    told.key_value_metadata = keys.map(|mut keys| {
        keys.retain(|pair| pair.key != ARROW);
        keys
    });
    reader.set_metadata(Arc::new(told));
    let geo: Value = serde_json::from_str(&geo).map_err(|error| broken(&error.to_string()))?;
    let primary = geo["primary_column"]
        .as_str()
        .unwrap_or("geometry")
        .to_owned();
    let about = &geo["columns"][&primary];
    if !about["encoding"]
        .as_str()
        .is_some_and(|e| e.eq_ignore_ascii_case("WKB"))
    {
        return Err(
            broken(&format!("the shapes are encoded as {}", about["encoding"]))
                .column(&primary)
                .remedy("save it with shapes as WKB"),
        );
    }
    let crs = system(about).map_err(|error| error.file(path))?;
    let covering = about["covering"]["bbox"]["xmin"][0]
        .as_str()
        .unwrap_or_default();
    let mut keep = Vec::new();
    for (position, (name, field)) in reader.schema().map_err(failed)?.iter().enumerate() {
        use ArrowDataType as D;
        let dtype = field.dtype();
        match dtype {
            D::Float16 | D::UInt16 => {}
            D::Boolean
            | D::Null
            | D::Utf8View
            | D::Dictionary(..)
            | D::Date32
            | D::Timestamp(..) => {
                keep.push(position);
                continue;
            }
            _ if dtype.is_numeric() || name.as_str() == primary => {
                keep.push(position);
                continue;
            }
            // the bounds of the shapes, made for those who look for a part
            _ if name.as_str() == covering => continue,
            _ => {}
        }
        findings.push(
            Finding::info(
                "left-out",
                "a column that is no text, number, boolean or date was left out",
            )
            .file(path)
            .column(name.as_str()),
        );
    }
    let frame = reader
        .with_projection(Some(keep))
        .finish()
        .map_err(failed)?;
    let shapes = frame.column(&primary).map_err(failed)?;
    let shapes = shapes.as_materialized_series().rechunk();
    let shapes = shapes
        .binary()
        .map_err(|_| broken("the shapes are no bytes").column(&primary))?;
    let blobs: Vec<Option<&[u8]>> = shapes.iter().collect();
    let read: Vec<Result<Option<T>, String>> = blobs
        .par_iter()
        .map(|blob| blob.map(shape).transpose())
        .collect();
    let mut geometry = Vec::with_capacity(read.len());
    for (row, shape) in read.into_iter().enumerate() {
        geometry
            .push(shape.map_err(|what| Error::input(what).file(path).row(row + 1).remedy(remedy))?);
    }
    let own = frame
        .columns()
        .iter()
        .filter(|column| column.name().as_str() != primary);
    let columns = own
        .map(typed)
        .collect::<Result<Vec<_>, _>>()
        .map_err(failed)?;
    let attributes = DataFrame::new(geometry.len(), columns)?;
    Ok((geometry, attributes, crs))
}

/// The column as one of the four kinds of a layer.
fn typed(column: &Column) -> Result<Column, PolarsError> {
    let dtype = column.dtype();
    if dtype.is_bool() {
        Ok(column.clone())
    } else if dtype.is_integer() {
        let whole = column.strict_cast(&DataType::Int64);
        // beyond 64 bits they keep their digits as text
        whole.or_else(|_| column.cast(&DataType::String))
    } else if dtype.is_float() || dtype.is_decimal() {
        column.cast(&DataType::Float64)
    } else {
        column.cast(&DataType::String)
    }
}

/// Longitude and latitude on WGS84 when nothing is said; none when it says null.
fn system(about: &Value) -> Result<Option<Crs>> {
    let Some(crs) = about.get("crs") else {
        return Crs::from_code("OGC:CRS84").map(Some);
    };
    if crs.is_null() {
        return Ok(None);
    }
    let id = &crs["id"];
    let code = match &id["code"] {
        Value::String(code) => code.clone(),
        code => code.to_string(),
    };
    match id["authority"].as_str() {
        Some(authority) => Crs::from_code(&format!("{authority}:{code}")).map(Some),
        None => {
            let name = crs["name"].as_str().unwrap_or("without a name");
            Err(
                Error::input(format!("the CRS `{name}` has no code and cannot be read"))
                    .remedy("save the layer in WGS84 (EPSG:4326)"),
            )
        }
    }
}
