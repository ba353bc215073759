//! `kawasan convert`: a layer in another format.

use super::progress::say;
use super::{keyed, layer};
use crate::error::Result;
use crate::output::vector::{self, Format, Vector};
use clap::Args;
use std::path::PathBuf;

/// Options of `kawasan convert`.
#[derive(Debug, Args)]
pub struct Options {
    /// The layer: .shp, .geojson or .geojsonl
    #[arg(value_name = "IN")]
    input: PathBuf,
    /// The result, by its ending .geojson, .geojsonl or .shp; - is GeoJSON on standard output
    #[arg(value_name = "OUT")]
    out: PathBuf,
    /// Take out vertices, borders kept matched: metres, or layer units without a CRS
    #[arg(long, value_name = "M", value_parser = layer::tolerance)]
    simplify: Option<f64>,
    /// Say nothing but errors
    #[arg(short, long)]
    quiet: bool,
}

/// Reads the layer and writes it, rows and columns in their order, coordinates with all their digits.
///
/// Coordinates are those of the reader: degrees on WGS84 where the layer has a CRS. Shapes are not repaired, unless they are
/// simplified.
///
/// # Errors
/// See [`layer::read`] and [`vector::write`]; a result that would replace the layer.
pub fn execute(options: &Options) -> Result<()> {
    Format::of(&options.out)?;
    keyed::apart(&options.out, &options.input)?;
    let repair = options.simplify.is_some();
    let mut features = layer::read(&options.input, repair, options.quiet)?;
    if let Some(tolerance) = options.simplify {
        let before = std::mem::take(&mut features.geometry);
        let (geometry, said) = layer::simplified(&before, features.measure, tolerance);
        features.geometry = geometry;
        if !options.quiet {
            say(&said);
        }
    }
    let written = Vector {
        geometry: &features.geometry,
        attributes: &features.attributes,
        measure: features.measure,
    };
    let notes = vector::write(&options.out, &written)?;
    if !options.quiet {
        for note in notes {
            say(&format!("note: {note}"));
        }
        say(&format!(
            "{} features, {} columns",
            features.geometry.len(),
            features.attributes.width()
        ));
    }
    Ok(())
}
