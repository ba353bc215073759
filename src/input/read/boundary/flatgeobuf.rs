//! FlatGeobuf: features behind their index, each checked before it is read.

use super::columns::{Cell, Kind, declared, distinct};
use super::crs::Crs;
use super::{Stored, bytes, settled, wkb};
use crate::base::finding::Finding;
use crate::base::model::Features;
use crate::error::{Error, Result};
use crate::input::read::guarded;
use ::flatgeobuf::{
    ColumnType, Feature, Geometry, GeometryType, Header, size_prefixed_root_as_feature,
    size_prefixed_root_as_header,
};
use geo::{Coord, LineString, MultiPolygon, Polygon};
use polars::frame::DataFrame;
use rayon::prelude::*;
use std::ops::Range;
use std::path::Path;

/// `fgb`, the version, `fgb`, a patch.
const MARK: usize = 8;
const VERSION: u8 = 3;
/// Bytes of a node of the index.
const NODE: u64 = 40;
/// Collections in collections, at most.
const DEPTH: usize = 16;

/// A column as the header has it.
struct Told {
    name: String,
    of: ColumnType,
}

/// Reads the features in the order of the file.
pub(super) fn read(path: &Path, findings: &mut Vec<Finding>) -> Result<Features> {
    let shape = |geometry: &Geometry, kind| {
        let mut parts = Vec::new();
        polygons(geometry, kind, &mut parts, DEPTH)?;
        Ok(MultiPolygon(parts))
    };
    let remedy = "give a layer of areas, its curves drawn as straight lines";
    let (shapes, attributes, crs) = stored(path, (&shape, remedy))?;
    let geometry = shapes
        .into_iter()
        .map(|shape| shape.unwrap_or(MultiPolygon(Vec::new())));
    settled(path, geometry.collect(), attributes, crs, findings)
}

/// Points and lines in the order of the file.
pub(super) fn read_lines(path: &Path) -> Result<Stored<Vec<LineString<f64>>>> {
    let shape = |geometry: &Geometry, kind| {
        let mut found = Vec::new();
        lines(geometry, kind, &mut found, DEPTH)?;
        Ok(found)
    };
    let remedy = "give a layer of points or lines, its curves drawn as straight lines";
    stored(path, (&shape, remedy))
}

/// How a geometry is read, its kind given by the header or by what it is part of, and what to do where it cannot be.
type Drawn<'a, T> = (
    &'a (dyn Fn(&Geometry, GeometryType) -> Result<T, String> + Sync),
    &'a str,
);

fn stored<T: Send>(path: &Path, drawn: Drawn<T>) -> Result<Stored<T>> {
    let file = bytes(path)?;
    let broken = |what: String| {
        Error::input(format!("the FlatGeobuf cannot be read: {what}"))
            .file(path)
            .remedy("copy it again, or export the layer anew")
    };
    let odd = || Err(broken("its parts do not fit together".into()));
    guarded(odd, || checked(path, &file, drawn, &broken))
}

fn checked<T: Send>(
    path: &Path,
    file: &[u8],
    (shape, remedy): Drawn<T>,
    broken: &(dyn Fn(String) -> Error + Sync),
) -> Result<Stored<T>> {
    let marked = |mark: &[u8]| mark.starts_with(b"fgb") && mark[4..].starts_with(b"fgb");
    match file.get(..MARK) {
        Some(mark) if marked(mark) && mark[3] == VERSION => {}
        Some(mark) if marked(mark) => {
            return Err(broken(format!(
                "it is of version {}, not {VERSION}",
                mark[3]
            )));
        }
        _ => return Err(broken("it does not begin as such files do".into())),
    }
    let cut = || broken("it is cut".into());
    let head = sized(file, MARK).ok_or_else(cut)?;
    let header = size_prefixed_root_as_header(&file[head.clone()])
        .map_err(|error| broken(format!("its header is broken: {error}")))?;
    let places = places(file, head.end, &header).ok_or_else(cut)?;
    let kind = header.geometry_type();
    let told: Vec<Told> = header
        .columns()
        .into_iter()
        .flatten()
        .map(|column| Told {
            name: column.name().to_owned(),
            of: column.type_(),
        })
        .collect();
    let one = |place: &Range<usize>| -> Result<(Option<T>, Vec<Cell>), String> {
        let feature = size_prefixed_root_as_feature(&file[place.clone()])
            .map_err(|error| format!("the feature is broken: {error}"))?;
        let drawn = feature.geometry().map(|geometry| shape(&geometry, kind));
        Ok((drawn.transpose()?, properties(&feature, &told)?))
    };
    let read: Vec<_> = places.par_iter().map(one).collect();
    let mut geometry = Vec::with_capacity(read.len());
    let mut cells: Vec<Vec<Cell>> = told.iter().map(|_| Vec::new()).collect();
    for (row, read) in read.into_iter().enumerate() {
        let (shape, values) =
            read.map_err(|what| Error::input(what).file(path).row(row + 1).remedy(remedy))?;
        geometry.push(shape);
        for (column, value) in cells.iter_mut().zip(values) {
            column.push(value);
        }
    }
    let names = distinct(told.iter().map(|told| told.name.clone()).collect());
    let columns = names.iter().zip(&told).zip(cells);
    let columns = columns.map(|((name, told), cells)| declared(name, kind_of(told.of), cells));
    let attributes = DataFrame::new(geometry.len(), columns.collect())?;
    let crs = system(&header).map_err(|error| error.file(path))?;
    Ok((geometry, attributes, crs))
}

/// The bytes of something that begins with its own size, the size among them.
fn sized(file: &[u8], at: usize) -> Option<Range<usize>> {
    let size = file.get(at..at.checked_add(4)?)?;
    let size = u32::from_le_bytes(size.try_into().ok()?) as usize;
    let end = at.checked_add(4)?.checked_add(size)?;
    (size >= 8 && end <= file.len()).then_some(at..end)
}

/// Where the features are, behind the index; `None` when the file is cut.
fn places(file: &[u8], after: usize, header: &Header) -> Option<Vec<Range<usize>>> {
    let (count, width) = (header.features_count(), u64::from(header.index_node_size()));
    let mut index = 0_u64;
    if width > 1 && count > 0 {
        let mut level = count;
        let mut nodes = count;
        while level > 1 {
            level = level.div_ceil(width);
            nodes = nodes.checked_add(level)?;
        }
        // a single feature has a root besides
        if count == 1 {
            nodes += 1;
        }
        index = nodes.checked_mul(NODE)?;
    }
    let mut at = after.checked_add(usize::try_from(index).ok()?)?;
    let mut places = Vec::new();
    while at < file.len() {
        let place = sized(file, at)?;
        at = place.end;
        places.push(place);
    }
    // 0 stands for a number that nobody knew
    (at == file.len() && (count == 0 || count == places.len() as u64)).then_some(places)
}

fn system(header: &Header) -> Result<Option<Crs>> {
    let Some(crs) = header.crs() else {
        return Ok(None);
    };
    let wkt = crs.wkt().filter(|wkt| !wkt.trim().is_empty());
    let known = match (crs.code(), wkt) {
        (0, None) => return Ok(None),
        (0, Some(wkt)) => return Crs::from_wkt(wkt).map(Some),
        (code, _) => Crs::from_code(&format!("{}:{code}", crs.org().unwrap_or("EPSG"))),
    };
    // what no code tells, the text may
    let texted = |error: Error| match wkt {
        Some(wkt) => Crs::from_wkt(wkt).map_err(|_| error),
        None => Err(error),
    };
    known.or_else(texted).map(Some)
}

fn polygons(
    geometry: &Geometry,
    kind: GeometryType,
    parts: &mut Vec<Polygon<f64>>,
    depth: usize,
) -> Result<(), String> {
    let kind = match kind {
        GeometryType::Unknown => geometry.type_(),
        known => known,
    };
    match kind {
        GeometryType::Polygon => parts.extend(polygon(geometry)?),
        GeometryType::MultiPolygon | GeometryType::GeometryCollection if depth > 0 => {
            let within = match kind {
                GeometryType::MultiPolygon => GeometryType::Polygon,
                _ => GeometryType::Unknown,
            };
            for part in geometry.parts().into_iter().flatten() {
                polygons(&part, within, parts, depth - 1)?;
            }
        }
        // nothing is drawn
        GeometryType::Unknown if geometry.xy().is_none() && geometry.parts().is_none() => {}
        other => return Err(wkb::refused(u32::from(other.0))),
    }
    Ok(())
}

fn lines(
    geometry: &Geometry,
    kind: GeometryType,
    found: &mut Vec<LineString<f64>>,
    depth: usize,
) -> Result<(), String> {
    let kind = match kind {
        GeometryType::Unknown => geometry.type_(),
        known => known,
    };
    match kind {
        GeometryType::Point | GeometryType::MultiPoint => {
            let vertices = rings(geometry)?.into_iter().flatten();
            // an empty point has no numbers
            let drawn = vertices.filter(|c| !(c.x.is_nan() && c.y.is_nan()));
            found.extend(drawn.map(|c| LineString(vec![c])));
        }
        GeometryType::LineString | GeometryType::MultiLineString => {
            let lines = rings(geometry)?.into_iter();
            found.extend(lines.filter(|line| !line.0.is_empty()));
        }
        GeometryType::GeometryCollection if depth > 0 => {
            for part in geometry.parts().into_iter().flatten() {
                lines(&part, GeometryType::Unknown, found, depth - 1)?;
            }
        }
        // nothing is drawn
        GeometryType::Unknown if geometry.xy().is_none() && geometry.parts().is_none() => {}
        other => return Err(wkb::no_line(u32::from(other.0))),
    }
    Ok(())
}

fn polygon(geometry: &Geometry) -> Result<Option<Polygon<f64>>, String> {
    let mut rings = rings(geometry)?.into_iter();
    let shell = rings.next().filter(|shell| !shell.0.is_empty());
    Ok(shell.map(|shell| Polygon::new(shell, rings.collect())))
}

/// The vertices of a geometry, by the ends of its rings or lines.
fn rings(geometry: &Geometry) -> Result<Vec<LineString<f64>>, String> {
    let xy: Vec<f64> = geometry.xy().into_iter().flatten().collect();
    let places: Vec<Coord<f64>> = xy
        .chunks_exact(2)
        .map(|c| Coord { x: c[0], y: c[1] })
        .collect();
    let mut ends: Vec<usize> = geometry
        .ends()
        .into_iter()
        .flatten()
        .map(|end| end as usize)
        .collect();
    if ends.is_empty() {
        ends.push(places.len());
    }
    let mut start = 0;
    let mut rings = Vec::with_capacity(ends.len());
    for end in ends {
        let ring = places
            .get(start..end)
            .ok_or("the rings of the geometry do not fit it")?;
        rings.push(LineString(ring.to_vec()));
        start = end;
    }
    Ok(rings)
}

fn kind_of(kind: ColumnType) -> Kind {
    match kind {
        ColumnType::Bool => Kind::Bool,
        ColumnType::Float | ColumnType::Double => Kind::Float,
        ColumnType::String | ColumnType::Json | ColumnType::DateTime | ColumnType::Binary => {
            Kind::Text
        }
        _ => Kind::Int,
    }
}

/// The values of a feature: the number of a column, then its value, again and again; what is not there is missing.
fn properties(feature: &Feature, told: &[Told]) -> Result<Vec<Cell>, String> {
    let mut cells = vec![Cell::Null; told.len()];
    let bytes = feature
        .properties()
        .map(|bytes| bytes.bytes())
        .unwrap_or_default();
    let mut at = 0;
    while at < bytes.len() {
        let column = usize::from(u16::from_le_bytes(taken(bytes, &mut at)?));
        let told = told.get(column).ok_or("a value is of no column")?;
        let float = |value: f64| match value.is_finite() {
            true => Cell::Float(value),
            false => Cell::Null,
        };
        cells[column] = match told.of {
            ColumnType::Byte => Cell::Int(i8::from_le_bytes(taken(bytes, &mut at)?).into()),
            ColumnType::UByte => Cell::Int(u8::from_le_bytes(taken(bytes, &mut at)?).into()),
            ColumnType::Bool => Cell::Bool(taken::<1>(bytes, &mut at)? != [0]),
            ColumnType::Short => Cell::Int(i16::from_le_bytes(taken(bytes, &mut at)?).into()),
            ColumnType::UShort => Cell::Int(u16::from_le_bytes(taken(bytes, &mut at)?).into()),
            ColumnType::Int => Cell::Int(i32::from_le_bytes(taken(bytes, &mut at)?).into()),
            ColumnType::UInt => Cell::Int(u32::from_le_bytes(taken(bytes, &mut at)?).into()),
            ColumnType::Long => Cell::Int(i64::from_le_bytes(taken(bytes, &mut at)?)),
            ColumnType::ULong => {
                let value = u64::from_le_bytes(taken(bytes, &mut at)?);
                // beyond 64 bits with a sign it keeps its digits as text
                i64::try_from(value).map_or_else(|_| Cell::Text(value.to_string()), Cell::Int)
            }
            ColumnType::Float => float(f32::from_le_bytes(taken(bytes, &mut at)?).into()),
            ColumnType::Double => float(f64::from_le_bytes(taken(bytes, &mut at)?)),
            _ => {
                let size = u32::from_le_bytes(taken(bytes, &mut at)?) as usize;
                let text = bytes
                    .get(at..at.saturating_add(size))
                    .ok_or("a value is cut")?;
                at += size;
                match told.of {
                    ColumnType::Binary => Cell::Null,
                    _ => Cell::Text(String::from_utf8_lossy(text).into_owned()),
                }
            }
        };
    }
    Ok(cells)
}

fn taken<const N: usize>(bytes: &[u8], at: &mut usize) -> Result<[u8; N], String> {
    let found = bytes
        .get(*at..*at + N)
        .and_then(|found| found.try_into().ok());
    *at += N;
    found.ok_or_else(|| "a value is cut".to_owned())
}
