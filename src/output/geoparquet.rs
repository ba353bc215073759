//! GeoParquet 1.1: a table whose column `geometry` holds shapes as well-known binary.

use super::values::{Values, seen};
use super::vector::Vector;
use super::wkb;
use crate::base::model::Measure;
use crate::error::{Error, Result};
use geo::{BoundingRect, MultiPolygon};
use polars::io::parquet::write::{ParquetCompression, StatisticsOptions, get_encodings};
use polars::prelude::{
    BinaryChunked, Column, CompatLevel, Float64Chunked, IntoColumn, NewChunkedArray, PlSmallStr,
    PolarsResult,
};
use polars_arrow::array::{ArrayRef, Float64Array, StructArray};
use polars_arrow::bitmap::Bitmap;
use polars_arrow::datatypes::{ArrowDataType, ArrowSchema, Field as ArrowField};
use polars_arrow::record_batch::RecordBatchT;
use polars_parquet::write::{
    FileWriter, KeyValue, Version, WriteOptions, row_group_iter, to_parquet_schema,
};
use serde_json::{Value, json};
use std::io::Write;
use std::sync::Arc;

/// Rows of a group; fixed, so that the machine does not show.
const GROUP: usize = 16_384;
/// The column of the shapes.
const GEOMETRY: &str = "geometry";
/// The column of their bounds, and its parts.
const BOUNDS: &str = "bbox";
const CORNERS: [&str; 4] = ["xmin", "ymin", "xmax", "ymax"];

/// Writes n rows with their shapes, and the name of the layer as `title`; the same input gives the same bytes.
///
/// Columns come first, in their order and kind; numbers that are not finite are missing; then `geometry`: multipolygons, shells
/// counter-clockwise, coordinates bit for bit, missing where a shape is empty; then `bbox`, their bounds.
///
/// # Errors
/// A cell with a token shaped like a NIK or KK, a column that is called `geometry` or `bbox`, a failed write.
pub fn write(out: &mut dyn Write, layer: &Vector, name: &str) -> Result<()> {
    let mut columns: Vec<Column> = Vec::new();
    for (name, values) in seen(layer.attributes)? {
        if name == GEOMETRY || name == BOUNDS {
            return Err(
                Error::output("the shapes need the name of this column in a GeoParquet")
                    .column(name)
                    .remedy("rename the column, or write .gpkg"),
            );
        }
        let column = match values {
            Values::Bool(values) => values.into_column(),
            Values::Int(values) => values.into_column(),
            Values::Float(values) => {
                let finite = values.iter().map(|v| v.filter(|v| v.is_finite()));
                Float64Chunked::from_iter_options(name.as_str().into(), finite).into_column()
            }
            Values::Text(values) => values.into_column(),
        };
        columns.push(column.with_name(name.into()));
    }
    let shapes = layer.geometry.iter().map(|shape| {
        let mut bytes = Vec::new();
        wkb::multipolygon(&mut bytes, shape);
        (!shape.0.is_empty()).then_some(bytes)
    });
    let shapes = BinaryChunked::from_iter_options(GEOMETRY.into(), shapes);
    columns.push(shapes.into_column());
    let about = json!({
        "version": "1.1.0",
        "primary_column": GEOMETRY,
        "columns": {GEOMETRY: about(layer)},
    });
    let mut arrays: Vec<(PlSmallStr, ArrayRef)> = Vec::with_capacity(columns.len() + 1);
    for column in &columns {
        let series = column.as_materialized_series().rechunk();
        arrays.push((
            column.name().clone(),
            series.to_arrow(0, CompatLevel::newest()),
        ));
    }
    arrays.push((BOUNDS.into(), bounds(layer.geometry)?));
    let keys = [("geo", about.to_string()), ("title", name.to_owned())];
    stored(out, layer.geometry.len(), arrays, keys)
        .map_err(|error| Error::output(format!("the layer cannot be written: {error}")))
}

/// The bounds of each shape as one column of four numbers, by which a reader finds a part of the layer. The frame has no such columns.
fn bounds(geometry: &[MultiPolygon<f64>]) -> Result<ArrayRef> {
    let bounds: Vec<_> = geometry.iter().map(BoundingRect::bounding_rect).collect();
    let known: Bitmap = bounds.iter().map(Option::is_some).collect();
    let corner = |of: fn(&geo::Rect<f64>) -> f64| -> ArrayRef {
        let values: Vec<f64> = bounds.iter().map(|b| b.as_ref().map_or(0.0, of)).collect();
        Float64Array::from_vec(values)
            .with_validity(Some(known.clone()))
            .boxed()
    };
    let corners = vec![
        corner(|b| b.min().x),
        corner(|b| b.min().y),
        corner(|b| b.max().x),
        corner(|b| b.max().y),
    ];
    let field = |name: &str| ArrowField::new(name.into(), ArrowDataType::Float64, true);
    let kind = ArrowDataType::Struct(CORNERS.map(field).to_vec());
    let column = StructArray::try_new(kind, geometry.len(), corners, Some(known.clone()))?;
    Ok(column.boxed())
}

/// Writes columns of so many rows, a group after the other, and the keys.
fn stored(
    out: &mut dyn Write,
    rows: usize,
    arrays: Vec<(PlSmallStr, ArrayRef)>,
    keys: [(&str, String); 2],
) -> PolarsResult<()> {
    let field = |(name, array): &(PlSmallStr, ArrayRef)| {
        ArrowField::new(name.clone(), array.dtype().clone(), true)
    };
    let schema: ArrowSchema = arrays.iter().map(field).collect();
    let options = WriteOptions {
        statistics: StatisticsOptions {
            // of a shape the first bytes are enough
            binary_statistics_truncate_length: Some(64),
            ..StatisticsOptions::default()
        },
        version: Version::V1,
        compression: ParquetCompression::Zstd(None).into(),
        data_page_size: None,
    };
    let encodings = get_encodings(&schema);
    let fields = to_parquet_schema(&schema)?.fields().to_vec();
    let mut writer = FileWriter::try_new(out, schema.clone(), options)?;
    let shared = Arc::new(schema.clone());
    for start in (0..rows).step_by(GROUP) {
        let length = GROUP.min(rows - start);
        let part = arrays.iter().map(|(_, array)| array.sliced(start, length));
        let batch = RecordBatchT::try_new(length, shared.clone(), part.collect())?;
        let group = row_group_iter(batch, encodings.clone(), fields.clone(), options);
        writer.write(length as u64, group)?;
    }
    // without the schema of Arrow, which would ask readers for kinds of text that some cannot filter
    let pairs = keys.map(|(key, value)| KeyValue {
        key: key.to_owned(),
        value: Some(value),
    });
    writer.end(Some(pairs.to_vec()))?;
    Ok(())
}

/// What a reader is told of the shapes.
fn about(layer: &Vector) -> Value {
    let corner = |name: &str| json!([BOUNDS, name]);
    let [xmin, ymin, xmax, ymax] = CORNERS.map(corner);
    let mut about = json!({
        "covering": {"bbox": {"xmin": xmin, "ymin": ymin, "xmax": xmax, "ymax": ymax}},
        "encoding": "WKB",
        "geometry_types": ["MultiPolygon"],
        "orientation": "counterclockwise",
    });
    if let Some(bounds) = extent(layer.geometry) {
        about["bbox"] = json!(bounds);
    }
    // longitude and latitude on WGS84 go without saying; a plane has no system
    if layer.measure == Measure::Planar {
        about["crs"] = Value::Null;
    }
    about
}

fn extent(geometry: &[MultiPolygon<f64>]) -> Option<[f64; 4]> {
    let bounds = geometry.iter().filter_map(BoundingRect::bounding_rect);
    let bounds = bounds.map(|b| [b.min().x, b.min().y, b.max().x, b.max().y]);
    bounds.reduce(|a, b| {
        [
            a[0].min(b[0]),
            a[1].min(b[1]),
            a[2].max(b[2]),
            a[3].max(b[3]),
        ]
    })
}
