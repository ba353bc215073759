//! GeoParquet 1.1: a table whose column `geometry` holds shapes as well-known binary.

use super::values::{Values, seen};
use super::vector::Vector;
use super::wkb;
use crate::base::model::Measure;
use crate::error::{Error, Result};
use geo::{BoundingRect, MultiPolygon};
use polars::io::parquet::write::{KeyValueMetadata, ParquetCompression, StatisticsOptions};
use polars::prelude::{
    BinaryChunked, Column, DataFrame, IntoColumn, NewChunkedArray, ParquetWriter,
};
use serde_json::{Value, json};
use std::io::Write;

/// Rows of a group; fixed, so that the machine does not show.
const GROUP: usize = 16_384;
/// The column of the shapes.
const GEOMETRY: &str = "geometry";

/// Writes n rows with their shapes, and the name of the layer as `title`; the same input gives the same bytes.
///
/// Columns come first, in their order and kind; numbers that are not finite are missing; then `geometry`: multipolygons, shells
/// counter-clockwise, coordinates bit for bit, missing where a shape is empty.
///
/// # Errors
/// A cell with a token shaped like a NIK or KK, a column that is called `geometry`, a failed write.
pub fn write(out: &mut dyn Write, layer: &Vector, name: &str) -> Result<()> {
    let mut columns: Vec<Column> = Vec::new();
    for (name, values) in seen(layer.attributes)? {
        if name == GEOMETRY {
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
                polars::prelude::Float64Chunked::from_iter_options(name.as_str().into(), finite)
                    .into_column()
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
    let mut frame = DataFrame::new(layer.geometry.len(), columns)?;
    let about = json!({
        "version": "1.1.0",
        "primary_column": GEOMETRY,
        "columns": {GEOMETRY: about(layer)},
    });
    let keys = KeyValueMetadata::from_static(vec![
        ("geo".into(), about.to_string()),
        ("title".into(), name.to_owned()),
    ]);
    // the least and greatest shape would stand in the statistics as they are
    let statistics = StatisticsOptions {
        min_value: false,
        max_value: false,
        ..StatisticsOptions::default()
    };
    ParquetWriter::new(out)
        .with_compression(ParquetCompression::Zstd(None))
        .with_statistics(statistics)
        .with_row_group_size(Some(GROUP))
        .with_key_value_metadata(Some(keys))
        .finish(&mut frame)
        .map_err(|error| Error::output(format!("the layer cannot be written: {error}")))?;
    Ok(())
}

/// What a reader is told of the shapes.
fn about(layer: &Vector) -> Value {
    let mut about = json!({
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
