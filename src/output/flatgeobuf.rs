//! FlatGeobuf: a stream of features behind a spatial index.

use super::values::{Cell, Values, seen};
use super::vector::Vector;
use super::wkb::turned;
use crate::base::model::Measure;
use crate::error::{Error, Result};
use flatgeobuf::geozero::{self, ColumnValue, GeomProcessor, GeozeroGeometry, PropertyProcessor};
use flatgeobuf::{ColumnType, FgbCrs, FgbWriter, FgbWriterOptions, GeometryType};
use geo::MultiPolygon;
use geo::winding_order::WindingOrder;
use std::io::Write;

/// Writes n features as MultiPolygon with a packed R-tree, in the order of the Hilbert curve that it asks for; the same input gives the
/// same bytes.
///
/// Coordinates pass bit for bit. Columns keep their kind and order; a missing value is left out of its feature, a feature without
/// geometry has no parts.
///
/// # Errors
/// A cell with a token shaped like a NIK or KK, more columns than the format counts, a failed write.
pub fn write(out: &mut dyn Write, layer: &Vector, name: &str) -> Result<()> {
    let columns = seen(layer.attributes)?;
    if columns.len() > usize::from(u16::MAX) {
        return Err(Error::output(format!(
            "a FlatGeobuf holds {} columns; here are {}",
            u16::MAX,
            columns.len()
        ))
        .remedy("leave columns out"));
    }
    let crs = match layer.measure {
        Measure::Geodesic => FgbCrs {
            org: Some("EPSG"),
            code: 4326,
            name: Some("WGS 84"),
            ..FgbCrs::default()
        },
        Measure::Planar => FgbCrs::default(),
    };
    let options = FgbWriterOptions {
        // there is no index over nothing
        write_index: !layer.geometry.is_empty(),
        crs,
        ..FgbWriterOptions::default()
    };
    let failed = |error: &dyn std::fmt::Display| {
        Error::output(format!("the layer cannot be written: {error}"))
    };
    let mut writer = FgbWriter::create_with_options(name, GeometryType::MultiPolygon, options)
        .map_err(|error| failed(&error))?;
    for (name, values) in &columns {
        let kind = match values {
            Values::Bool(_) => ColumnType::Bool,
            Values::Int(_) => ColumnType::Long,
            Values::Float(_) => ColumnType::Double,
            Values::Text(_) => ColumnType::String,
        };
        writer.add_column(name, kind, |_, _| {});
    }
    for (row, shape) in layer.geometry.iter().enumerate() {
        let mut told = Ok(());
        let added = writer.add_feature_geom(Shape(shape), |feature| {
            for (at, (name, values)) in columns.iter().enumerate() {
                let value = match values.cell(row) {
                    Cell::Null => continue,
                    Cell::Bool(value) => ColumnValue::Bool(value),
                    Cell::Int(value) => ColumnValue::Long(value),
                    Cell::Float(value) => ColumnValue::Double(value),
                    Cell::Text(value) => ColumnValue::String(value),
                };
                if told.is_ok() {
                    told = feature.property(at, name, &value).map(|_| ());
                }
            }
        });
        added
            .and(told)
            .map_err(|error| failed(&error).row(row + 1))?;
    }
    writer.write(out).map_err(|error| failed(&error))
}

/// A shape that tells its rings one by one: shells counter-clockwise, holes clockwise.
struct Shape<'a>(&'a MultiPolygon<f64>);

impl GeozeroGeometry for Shape<'_> {
    fn process_geom<P: GeomProcessor>(&self, to: &mut P) -> geozero::error::Result<()> {
        to.multipolygon_begin(self.0.0.len(), 0)?;
        for (part, polygon) in self.0.iter().enumerate() {
            to.polygon_begin(false, 1 + polygon.interiors().len(), part)?;
            let shell = std::iter::once((polygon.exterior(), WindingOrder::CounterClockwise));
            let holes = polygon.interiors().iter();
            let rings = shell.chain(holes.map(|hole| (hole, WindingOrder::Clockwise)));
            for (at, (ring, order)) in rings.enumerate() {
                to.linestring_begin(false, ring.0.len(), at)?;
                let mut told = Ok(());
                turned(ring, order, |x, y| {
                    if told.is_ok() {
                        told = to.xy(x, y, 0);
                    }
                });
                told?;
                to.linestring_end(false, at)?;
            }
            to.polygon_end(false, part)?;
        }
        to.multipolygon_end(0)
    }
}
