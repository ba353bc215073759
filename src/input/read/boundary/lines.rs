//! Layers of points and of lines: shapefile, GeoJSON, GeoPackage, FlatGeobuf and GeoParquet.

use super::columns::{Cell, frame};
use super::crs::Crs;
use super::geojson::{collection, line_starts, opened, position, properties, shapes};
use super::json::{Parsed, line_column, sequence};
use super::{
    Stored, bytes, flatgeobuf, geopackage, geoparquet, holds_shapes, parted, settled, shapefile,
    wkb,
};
use crate::base::finding::{Finding, Severity};
use crate::base::model::{Features, Measure};
use crate::error::{Error, Result};
use crate::input::read::Door;
use geo::{Coord, LineString, MultiPolygon, Polygon};
use polars::frame::DataFrame;
use rayon::prelude::*;
use std::path::{Path, PathBuf};

/// Features of points or lines as a file holds them: n shapes, n attribute rows, file order.
#[derive(Debug, Clone)]
pub struct Lines {
    /// The file, as the user named it.
    pub source: PathBuf,
    /// n lists of lines, a point as a line of one vertex; none without geometry. EPSG:4326 degrees when `measure` is geodesic.
    pub shapes: Vec<Vec<LineString<f64>>>,
    /// n rows of attributes, in file order of columns.
    pub attributes: DataFrame,
    /// The CRS of the file in words; none when it has none.
    pub crs: Option<String>,
    /// How to measure.
    pub measure: Measure,
}

/// Endings of files that hold layers.
const LAYERS: [&str; 8] = [
    "shp",
    "geojson",
    "json",
    "geojsonl",
    "ndjson",
    "gpkg",
    "fgb",
    "geoparquet",
];

/// Whether a file is read as a layer of points or lines, and not as a table: by its ending, and a Parquet file by what its metadata say.
pub fn lined(path: &Path) -> bool {
    let file = parted(path).0;
    let ending = file.extension().map(|e| e.to_string_lossy().to_lowercase());
    ending.is_some_and(|ending| LAYERS.contains(&ending.as_str())) || holds_shapes(&file)
}

/// Reads a layer of points or lines in file order: `.shp`, `.geojson` (`.json`), `.geojsonl` (`.ndjson`), `.gpkg`, `.fgb` or `.parquet` (`.geoparquet`), of a file with several layers the first, or
/// the one behind `#`. The CRS and columns of persons are treated as in [`super::read`]; `text` names columns that are kept whatever they hold.
///
/// # Errors
/// A missing or malformed file, another format, an empty layer, polygons, a CRS that cannot be read, coordinates outside degrees.
pub fn lines(path: &Path, text: &[String], findings: &mut Vec<Finding>) -> Result<Lines> {
    let (path, layer) = parted(path);
    let path = path.as_path();
    let ending = path.extension().map(|e| e.to_string_lossy().to_lowercase());
    let (shapes, attributes, crs) = match ending.as_deref() {
        Some("geojson" | "json") => json(path, false)?,
        Some("geojsonl" | "ndjson") => json(path, true)?,
        Some("shp") => shapefile::read_lines(path, findings)?,
        Some("gpkg") => {
            let body = (&wkb::lines as &_, STRAIGHT);
            drawn(geopackage::stored(path, layer.as_deref(), body, findings)?)
        }
        Some("fgb") => drawn(flatgeobuf::read_lines(path)?),
        Some("parquet" | "geoparquet") => {
            drawn(geoparquet::stored(path, (&wkb::lines, STRAIGHT), findings)?)
        }
        _ => {
            return Err(
                Error::input("layers of points and lines are not read from this format")
                    .file(path)
                    .remedy("save it as .shp, .geojson, .gpkg, .fgb or .parquet; points may be a table with columns lon and lat, too"),
            );
        }
    };
    if shapes.is_empty() {
        return Err(Error::input("the layer has no features").file(path));
    }
    let (mut features, lengths) = ringed(path, shapes, attributes, crs, findings)?;
    let said = (path, Severity::Warning);
    Door::default().frame(&mut features.attributes, text, said, findings)?;
    let lines = |(shape, lengths): (MultiPolygon<f64>, Vec<usize>)| {
        let open = |(ring, length): (Polygon<f64>, usize)| {
            let (mut line, _) = ring.into_inner();
            line.0.truncate(length);
            line
        };
        shape.0.into_iter().zip(lengths).map(open).collect()
    };
    Ok(Lines {
        source: features.source,
        shapes: features
            .geometry
            .into_iter()
            .zip(lengths)
            .map(lines)
            .collect(),
        attributes: features.attributes,
        crs: features.crs,
        measure: features.measure,
    })
}

/// Lines as rings, for which the CRS is settled, and the vertices of each before it was closed.
fn ringed(
    path: &Path,
    shapes: Vec<Vec<LineString<f64>>>,
    attributes: DataFrame,
    crs: Option<Crs>,
    findings: &mut Vec<Finding>,
) -> Result<(Features, Vec<Vec<usize>>)> {
    let length = |shape: &Vec<LineString<f64>>| shape.iter().map(|line| line.0.len()).collect();
    let lengths = shapes.iter().map(length).collect();
    let ring = |line| Polygon::new(line, Vec::new());
    let rings = |shape: Vec<LineString<f64>>| MultiPolygon(shape.into_iter().map(ring).collect());
    let rings = shapes.into_iter().map(rings).collect();
    Ok((settled(path, rings, attributes, crs, findings)?, lengths))
}

/// The lines of a feature and its properties.
type Feature = (Vec<LineString<f64>>, Vec<(String, Cell)>);

type Read = (Vec<Vec<LineString<f64>>>, DataFrame, Option<Crs>);

const STRAIGHT: &str = "give a layer of points or lines, its curves drawn as straight lines";

/// What is stored, a row without a geometry as one without lines.
fn drawn((shapes, attributes, crs): Stored<Vec<LineString<f64>>>) -> Read {
    let shapes = shapes.into_iter().map(Option::unwrap_or_default);
    (shapes.collect(), attributes, crs)
}

fn json(path: &Path, lines: bool) -> Result<Read> {
    let file = bytes(path)?;
    let text = file.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&file);
    let malformed = |fault: super::json::Fault| {
        let (line, column) = line_column(text, fault.at);
        let what = fault.what;
        Error::input(format!(
            "malformed GeoJSON at line {line}, column {column}: {what}"
        ))
        .file(path)
    };
    let (starts, crs) = match lines {
        true => (line_starts(text), None),
        false => collection(text).map_err(malformed)?,
    };
    let one = |&start: &usize| feature(text, start, lines);
    let read: Vec<Parsed<Feature>> = starts.par_iter().map(one).collect();
    let (mut shapes, mut rows) = (
        Vec::with_capacity(read.len()),
        Vec::with_capacity(read.len()),
    );
    for (i, feature) in read.into_iter().enumerate() {
        let (shape, properties) = feature.map_err(|fault| malformed(fault).row(i + 1))?;
        shapes.push(shape);
        rows.push(properties);
    }
    let crs = Crs::from_code(crs.as_deref().unwrap_or("OGC:CRS84"));
    Ok((
        shapes,
        frame(rows)?,
        Some(crs.map_err(|error| error.file(path))?),
    ))
}

fn feature(text: &[u8], at: usize, alone: bool) -> Parsed<Feature> {
    let (feature, shape) = opened(text, at, alone)?;
    let mut lines = Vec::new();
    geometry(text, shape, &mut lines)?;
    Ok((lines, properties(text, &feature)?))
}

fn geometry(text: &[u8], at: usize, lines: &mut Vec<LineString<f64>>) -> Parsed<()> {
    let one = |coord| LineString(vec![coord]);
    shapes(text, at, "a point or a line", &mut |kind, at| {
        match kind {
            "Point" => lines.push(one(position(text, at)?.0)),
            "MultiPoint" => lines.extend(vertices(text, at)?.0.into_iter().map(one)),
            "LineString" => lines.push(LineString(vertices(text, at)?.0)),
            "MultiLineString" => {
                sequence(text, at, *b"[]", |at| {
                    let (line, end) = vertices(text, at)?;
                    lines.push(LineString(line));
                    Ok(end)
                })?;
            }
            _ => return Ok(false),
        }
        Ok(true)
    })
}

fn vertices(text: &[u8], at: usize) -> Parsed<(Vec<Coord<f64>>, usize)> {
    let mut line = Vec::new();
    let end = sequence(text, at, *b"[]", |at| {
        let (coord, end) = position(text, at)?;
        line.push(coord);
        Ok(end)
    })?;
    Ok((line, end))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn read(text: &str) -> Result<Lines> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.geojson");
        std::fs::write(&path, text).unwrap();
        lines(&path, &[], &mut Vec::new())
    }

    fn layer(shapes: &[&str]) -> String {
        let feature = |shape: &&str| {
            format!(r#"{{"type":"Feature","properties":{{"class":"road"}},"geometry":{shape}}}"#)
        };
        let features: Vec<String> = shapes.iter().map(feature).collect();
        format!(
            r#"{{"type":"FeatureCollection","features":[{}]}}"#,
            features.join(",")
        )
    }

    #[test]
    fn points_and_lines_keep_their_vertices() {
        let read = read(&layer(&[
            r#"{"type":"Point","coordinates":[119.5,-8.5,12]}"#,
            r#"{"type":"LineString","coordinates":[[0,0],[1,0],[1,1]]}"#,
            r#"{"type":"MultiLineString","coordinates":[[[0,0],[1,1]],[[5,5],[6,6],[5,5]]]}"#,
            "null",
        ]))
        .unwrap();
        let lengths: Vec<Vec<usize>> = (read.shapes.iter())
            .map(|shape| shape.iter().map(|line| line.0.len()).collect())
            .collect();
        assert_eq!(lengths, [vec![1], vec![3], vec![2, 3], vec![]]);
        assert_eq!(read.shapes[0][0].0[0], Coord { x: 119.5, y: -8.5 });
        assert_eq!(read.attributes.height(), 4);
        assert_eq!(read.measure, Measure::Geodesic);
    }

    #[test]
    fn areas_and_other_formats_are_refused() {
        let error = read(&layer(&[r#"{"type":"Polygon","coordinates":[]}"#])).unwrap_err();
        assert!(
            error.what.contains("Polygon, not a point or a line"),
            "{error}"
        );
        assert_eq!(error.place.row, Some(1));
        let error = lines(Path::new("x.topojson"), &[], &mut Vec::new()).unwrap_err();
        assert!(error.to_string().contains(".gpkg"), "{error}");
        assert!(read(&layer(&[])).is_err());
    }

    #[test]
    fn every_format_holds_the_same_features() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reference/access");
        let of = |name: &str| {
            let path = folder.join(name);
            assert!(lined(&path), "{name}");
            lines(&path, &[], &mut Vec::new()).unwrap()
        };
        let first = of("shapes.geojson");
        let lengths = |read: &Lines| -> Vec<Vec<usize>> {
            let shapes = read.shapes.iter();
            shapes
                .map(|shape| shape.iter().map(|line| line.0.len()).collect())
                .collect()
        };
        let known = [vec![1], vec![3], vec![2, 3], vec![1, 1], vec![]];
        assert_eq!(lengths(&first), known);
        for name in ["shapes.fgb", "shapes.parquet"] {
            let read = of(name);
            assert_eq!(lengths(&read), known, "{name}");
            let pairs = read
                .shapes
                .iter()
                .flatten()
                .zip(first.shapes.iter().flatten());
            for (own, other) in pairs.flat_map(|(a, b)| a.0.iter().zip(&b.0)) {
                let apart = (own.x - other.x).abs().max((own.y - other.y).abs());
                assert!(apart < 1e-9, "{name} {own:?} {other:?}");
            }
            for column in ["class", "speed"] {
                let (own, other) = (
                    read.attributes.column(column),
                    first.attributes.column(column),
                );
                assert!(
                    own.unwrap().equals_missing(other.unwrap()),
                    "{name} {column}"
                );
            }
        }
    }
}
