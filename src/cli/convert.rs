//! `kawasan convert`: a layer in another format.

use super::progress::{Loudness, count, say};
use super::{layer, outputs};
use crate::error::{Error, Result};
use crate::output::vector::{self, Format, Vector};
use clap::Args;
use serde_json::json;
use std::path::PathBuf;

/// Options of `kawasan convert`.
#[derive(Debug, Args)]
pub struct Options {
    /// The layer: .shp, .geojson, .geojsonl, .topojson, .gpkg (or .gpkg#NAME), .fgb or .parquet
    #[arg(value_name = "IN")]
    input: PathBuf,
    /// The result, by its ending: those of IN and .pmtiles; - is GeoJSON on standard output
    #[arg(value_name = "OUT", required_unless_present = "named")]
    out: Option<PathBuf>,
    /// The same as OUT
    #[arg(short = 'o', long = "out", value_name = "OUT", conflicts_with = "out")]
    named: Option<PathBuf>,
    /// Take out vertices, borders kept matched: metres, or layer units without a CRS
    #[arg(long, value_name = "M", allow_negative_numbers = true, value_parser = layer::tolerance)]
    simplify: Option<f64>,
    #[command(flatten)]
    loudness: Loudness,
}

/// Reads the layer and writes it, rows and columns in their order, coordinates with all their digits.
///
/// Coordinates are those of the reader: degrees on WGS84 where the layer has a CRS. Shapes are not repaired, unless they are
/// simplified.
///
/// # Errors
/// See [`layer::read`] and [`vector::write`]; a result that would replace the layer.
pub fn execute(options: &Options) -> Result<()> {
    let Some(out) = options.out.as_ref().or(options.named.as_ref()) else {
        return Err(Error::study("no result is named").remedy("name it after the layer"));
    };
    Format::of(out)?;
    outputs::check([out], [&options.input])?;
    outputs::apart([out], &options.loudness)?;
    let voice = options.loudness.voice();
    let repair = options.simplify.is_some();
    let mut features = layer::read(&options.input, repair, voice)?;
    if !repair {
        layer::doubt(&features, voice);
    }
    if let Some(tolerance) = options.simplify {
        let before = std::mem::take(&mut features.geometry);
        let (geometry, said) = layer::simplified(&before, features.measure, tolerance);
        features.geometry = geometry;
        if options.loudness.speaks() {
            say(&said);
        }
    }
    let written = Vector {
        geometry: &features.geometry,
        attributes: &features.attributes,
        measure: features.measure,
    };
    let notes = vector::write(out, &written)?;
    if options.loudness.speaks() {
        for note in notes {
            say(&format!("note: {note}"));
        }
        say(&format!(
            "{}, {}",
            count(features.geometry.len(), "feature", "features"),
            count(features.attributes.width(), "column", "columns")
        ));
    }
    let counts = json!({
        "features": features.geometry.len(),
        "columns": features.attributes.width(),
    });
    outputs::written([out], &options.loudness, "convert", counts);
    Ok(())
}
