//! Tiles for a run that has none, from its layers.

use super::View;
use crate::base::model::{Features, Measure};
use crate::error::{Error, Result};
use crate::input::read::boundary;
use crate::output::tiles::{Archive, Layer, write};
use crate::output::vector::Vector;
use geo::MultiPolygon;
use polars::prelude::{DataFrame, DataType};
use std::fs::OpenOptions;
use std::path::PathBuf;
use std::time::{SystemTime, UNIX_EPOCH};

/// Layers of a run and the columns that order them.
const LAYERS: [(&str, &str); 5] = [
    ("villages", "code"),
    ("areas", "area"),
    ("district", "code"),
    ("regency", "code"),
    ("province", "code"),
];
/// Formats, those first that are read fast.
const FORMATS: [&str; 6] = ["parquet", "fgb", "gpkg", "shp", "topojson", "geojson"];

/// Makes tiles in the folder for temporary files.
pub(super) fn make(view: &View) -> Result<PathBuf> {
    if view.said["planar"].as_bool() == Some(true) {
        return Err(Error::input(
            "the layer of the run has no CRS, so it has no place on a map of the world",
        )
        .file(&view.folder)
        .remedy("open its map.html, which shows it as it is"));
    }
    let mut read = Vec::new();
    for (name, key) in LAYERS {
        if let Some(path) = FORMATS.iter().find_map(|ending| place(view, name, ending)) {
            read.push((
                name,
                ordered(&boundary::read(&path, &mut Vec::new())?, key)?,
            ));
        }
    }
    let villages = view.said["villages"]["code"].as_array().map(Vec::len);
    if read
        .first()
        .map(|(name, shapes)| (*name, Some(shapes.len())))
        != Some(("villages", villages))
    {
        return Err(Error::input("the run has no layer of its villages to draw")
            .file(&view.folder)
            .remedy("put \"pmtiles\" among outputs.layers of the study, and run it again"));
    }
    // ids are all that the page asks for
    let frames = read
        .iter()
        .map(|(_, shapes)| Ok(DataFrame::new(shapes.len(), Vec::new())?));
    let frames = frames.collect::<Result<Vec<_>>>()?;
    let layers = read
        .iter()
        .zip(&frames)
        .map(|((name, geometry), attributes)| Layer {
            name,
            vector: Vector {
                geometry,
                attributes,
                measure: Measure::Geodesic,
            },
            kept: &[],
        });
    let archive = Archive {
        name: "run",
        description: "",
        attribution: "",
        layers: layers.collect(),
    };
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    let name = format!(
        "kawasan-view-{}-{}.pmtiles",
        std::process::id(),
        now.as_nanos()
    );
    let path = std::env::temp_dir().join(name);
    let file = OpenOptions::new().write(true).create_new(true).open(&path);
    let file =
        file.map_err(|error| Error::output(format!("cannot be written: {error}")).file(&path))?;
    if let Err(error) = write(file, &archive, &path) {
        let _ = std::fs::remove_file(&path);
        return Err(error.file(path));
    }
    Ok(path)
}

/// Where a layer of the run is in a format.
fn place(view: &View, name: &str, ending: &str) -> Option<PathBuf> {
    if ending == "gpkg" {
        let file = view.files.iter().find(|file| file.ends_with(".gpkg"))?;
        let package = view.file(file)?;
        return Some(PathBuf::from(format!("{}#{name}", package.display())));
    }
    view.file(&format!("layers/{name}.{ending}"))
}

/// Shapes in the order of a column, whatever the order of the file: rows are what ids count.
fn ordered(features: &Features, key: &str) -> Result<Vec<MultiPolygon<f64>>> {
    let column = features.attributes.column(key)?;
    let mut rows: Vec<usize> = (0..features.geometry.len()).collect();
    if column.dtype().is_numeric() && key == "area" {
        let numbers = column.cast(&DataType::Float64)?;
        let numbers: Vec<Option<f64>> = numbers.f64()?.iter().collect();
        rows.sort_by(|&a, &b| {
            numbers[a]
                .partial_cmp(&numbers[b])
                .unwrap_or(std::cmp::Ordering::Equal)
        });
    } else {
        let texts = column.cast(&DataType::String)?;
        let texts: Vec<Option<&str>> = texts.str()?.iter().collect();
        rows.sort_by(|&a, &b| texts[a].cmp(&texts[b]));
    }
    Ok(rows
        .into_iter()
        .map(|row| features.geometry[row].clone())
        .collect())
}
