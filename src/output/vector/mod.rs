//! A layer on disk, in the format that its file's ending names.

#[cfg(test)]
mod tests;

use super::{csv, dbf, flatgeobuf, geojson, geoparquet, gpkg, shapefile, single, tiles, topojson};
use crate::base::model::Measure;
use crate::error::{Error, Result};
use geo::{BoundingRect, MultiPolygon};
use polars::prelude::{DataFrame, df};
use std::fs;
use std::path::{Path, PathBuf};

/// The formats layers are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// `.geojson`, `.json`, and standard output.
    GeoJson,
    /// `.geojsonl`, `.ndjson`: a feature a line.
    Lines,
    /// `.shp` with `.shx`, `.dbf`, `.cpg`, `.prj`, and `.fields.csv`.
    Shapefile,
    /// `.gpkg` with one table.
    GeoPackage,
    /// `.fgb`.
    FlatGeobuf,
    /// `.parquet`, `.geoparquet`.
    GeoParquet,
    /// `.topojson`.
    TopoJson,
    /// `.pmtiles` with one layer.
    PmTiles,
}

impl Format {
    /// The format of a file by its ending; `-`, standard output, is GeoJSON.
    ///
    /// # Errors
    /// An ending that names none.
    pub fn of(path: &Path) -> Result<Self> {
        if single::is_stdout(path) {
            return Ok(Self::GeoJson);
        }
        let ending = path.extension().unwrap_or_default().to_string_lossy();
        match ending.to_lowercase().as_str() {
            "geojson" | "json" => Ok(Self::GeoJson),
            "geojsonl" | "ndjson" => Ok(Self::Lines),
            "shp" => Ok(Self::Shapefile),
            "gpkg" => Ok(Self::GeoPackage),
            "fgb" => Ok(Self::FlatGeobuf),
            "parquet" | "geoparquet" => Ok(Self::GeoParquet),
            "topojson" => Ok(Self::TopoJson),
            "pmtiles" => Ok(Self::PmTiles),
            _ => Err(Error::study("no layer format has this ending")
                .file(path)
                .remedy("end the file's name in .geojson, .geojsonl, .gpkg, .fgb, .parquet, .topojson, .pmtiles or .shp")),
        }
    }

    /// Whether the format holds degrees on WGS84 only.
    fn degrees_only(self) -> bool {
        matches!(
            self,
            Self::GeoJson | Self::Lines | Self::TopoJson | Self::PmTiles
        )
    }
}

/// A layer to write: n multipolygons and n rows.
#[derive(Debug, Clone, Copy)]
pub struct Vector<'a> {
    /// Shapes.
    pub geometry: &'a [MultiPolygon<f64>],
    /// Attributes.
    pub attributes: &'a DataFrame,
    /// Degrees on WGS84, or a plane without a CRS.
    pub measure: Measure,
}

/// Writes a layer with every digit of its coordinates; what comes back is what the format does not hold, in sentences.
///
/// # Errors
/// A plane that does not fit degrees as GeoJSON or TopoJSON, a layer beyond the limits of its format, a failed write.
pub fn write(path: &Path, layer: &Vector) -> Result<Vec<String>> {
    let name = path.file_stem().unwrap_or_default().to_string_lossy();
    match single::is_stdout(path) {
        true => write_as(path, layer, "layer"),
        false => write_as(path, layer, &name),
    }
}

/// The same with the name that GIS show where the format has one.
///
/// # Errors
/// See [`write`].
pub fn write_as(path: &Path, layer: &Vector, name: &str) -> Result<Vec<String>> {
    let format = Format::of(path)?;
    let mut notes = Vec::new();
    if layer.measure == Measure::Planar && format.degrees_only() {
        let called = match format {
            Format::TopoJson => "TopoJSON",
            Format::PmTiles => "PMTiles",
            _ => "GeoJSON",
        };
        if layer.geometry.iter().any(beyond_degrees) {
            return Err(Error::output(format!(
                "the layer has no CRS, and {called} holds degrees on WGS84 only"
            ))
            .file(path)
            .remedy("put the .prj beside the .shp, or write .shp or .gpkg"));
        }
        notes.push(format!(
            "the layer has no CRS; whoever reads the {called} takes it for WGS84"
        ));
    }
    let form = match format {
        Format::Shapefile => return shape(path, layer),
        Format::GeoPackage => {
            let table = gpkg::Table {
                name: name.to_string(),
                title: name.to_string(),
                layer: *layer,
                style: None,
            };
            return single::place(path, |partial| gpkg::write(partial, &[table], None))
                .map_err(|error| error.file(path));
        }
        Format::FlatGeobuf => {
            single::write(path, |out| flatgeobuf::write(out, layer, name))
                .map_err(|error| error.file(path))?;
            notes.push("features stand in the order of the spatial index, not of the rows".into());
            return Ok(notes);
        }
        Format::GeoParquet => {
            single::write(path, |out| geoparquet::write(out, layer, name))
                .map_err(|error| error.file(path))?;
            return Ok(notes);
        }
        Format::TopoJson => {
            single::write(path, |out| {
                topojson::write(out, layer.geometry, layer.attributes, name)
            })
            .map_err(|error| error.file(path))?;
            return Ok(notes);
        }
        Format::PmTiles => {
            let archive = tiles::Archive {
                name,
                description: "",
                attribution: "",
                layers: vec![tiles::Layer {
                    name,
                    vector: *layer,
                    kept: &[],
                }],
            };
            let made = single::place(path, |partial| tiles::place(partial, &archive));
            notes.extend(made.map_err(|error| error.file(path))?);
            return Ok(notes);
        }
        Format::GeoJson => geojson::Form::Exact,
        Format::Lines => geojson::Form::Lines,
    };
    single::write(path, |out| {
        geojson::write(out, layer.geometry, layer.attributes, name, form)
    })
    .map_err(|error| error.file(path))?;
    Ok(notes)
}

/// The files of a shapefile, those that are left out of one too.
pub fn parts(path: &Path) -> Vec<PathBuf> {
    let endings = ["shx", "dbf", "cpg", "prj", "fields.csv"];
    let beside = endings.map(|ending| path.with_extension(ending));
    std::iter::once(path.to_path_buf()).chain(beside).collect()
}

/// Whether a shape has coordinates that are no degrees.
pub fn beyond_degrees(shape: &MultiPolygon<f64>) -> bool {
    shape.bounding_rect().is_some_and(|bounds| {
        let (low, high) = (bounds.min(), bounds.max());
        low.x < -180.0 || high.x > 180.0 || low.y < -90.0 || high.y > 90.0
    })
}

fn shape(path: &Path, layer: &Vector) -> Result<Vec<String>> {
    let (fields, losses) = dbf::fields(layer.attributes).map_err(|error| error.file(path))?;
    let rows = layer.geometry.len();
    let beside = |ending: &str| path.with_extension(ending);
    let at = |error: Error| error.file(path);
    single::write(&beside("dbf"), |out| dbf::write(out, &fields, rows)).map_err(at)?;
    single::write(&beside("cpg"), |out| text(out, "UTF-8\n")).map_err(at)?;
    let column = |of: fn(&dbf::Field) -> String| fields.iter().map(of).collect::<Vec<_>>();
    let listed = df!(
        "field" => column(|field| field.name.clone()),
        "column" => column(|field| field.column.clone()),
        "type" => column(|field| char::from(field.kind).to_string()),
        "width" => fields.iter().map(|field| field.width as u32).collect::<Vec<_>>(),
    )?;
    single::write(&beside("fields.csv"), |out| csv::write(out, &listed)).map_err(at)?;
    match layer.measure {
        Measure::Geodesic => {
            single::write(&beside("prj"), |out| text(out, shapefile::WGS84)).map_err(at)?;
        }
        // one of an earlier layer would lie about this one
        Measure::Planar => match fs::remove_file(beside("prj")) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(
                    Error::output(format!("cannot be removed: {error}")).file(beside("prj"))
                );
            }
            _ => {}
        },
    }
    single::write(&beside("shx"), |out| {
        shapefile::write_index(out, layer.geometry)
    })
    .map_err(at)?;
    single::write(path, |out| shapefile::write(out, layer.geometry)).map_err(at)?;
    let mut notes = Vec::new();
    let renamed = fields.iter().filter(|field| field.name != field.column);
    let count = renamed.count();
    if count > 0 {
        let list = beside("fields.csv");
        let list = list.file_name().unwrap_or_default().to_string_lossy();
        notes.push(format!(
            "{count} column names are longer than the 10 bytes of a shapefile, or alike; {list} lists them"
        ));
    }
    for (count, what) in [
        (losses.cut, "texts are cut at 254 bytes"),
        (losses.trimmed, "texts lose spaces at their ends"),
        (losses.emptied, "empty texts are missing values now"),
    ] {
        if count > 0 {
            notes.push(format!("{count} {what}"));
        }
    }
    Ok(notes)
}

fn text(out: &mut dyn std::io::Write, text: &str) -> Result<()> {
    out.write_all(text.as_bytes())
        .map_err(|error| Error::output(format!("cannot be written: {error}")))
}
