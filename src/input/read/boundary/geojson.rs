//! GeoJSON: features read in parallel from one buffer.

use super::bytes;
use super::columns::{Cell, frame};
use super::crs::Crs;
use super::json::{
    Fault, Parsed, elements, expect, fault, line_column, members, number, sequence, skip_space,
    string,
};
use crate::base::finding::Finding;
use crate::base::model::{Features, Measure};
use crate::error::{Error, Result};
use geo::{Coord, LineString, MultiPolygon, Polygon};
use rayon::prelude::*;
use std::ops::Range;
use std::path::Path;

/// A feature that was read: its polygons, its properties, and the rings that had to be closed.
struct Feature {
    polygons: Vec<Polygon<f64>>,
    properties: Vec<(String, Cell)>,
    unclosed: Vec<Coord<f64>>,
}

pub(super) fn read(path: &Path, findings: &mut Vec<Finding>) -> Result<Features> {
    let file = bytes(path)?;
    let text = file.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&file);
    let malformed = |fault: Fault| {
        let (line, column) = line_column(text, fault.at);
        Error::input(format!(
            "malformed GeoJSON at line {line}, column {column}: {}",
            fault.what
        ))
        .file(path)
    };
    let (spans, crs) = collection(text).map_err(malformed)?;
    let read: Vec<Parsed<Feature>> = spans
        .par_iter()
        .map(|span| feature(text, span.start))
        .collect();
    let mut geometry = Vec::with_capacity(read.len());
    let mut rows = Vec::with_capacity(read.len());
    for (i, feature) in read.into_iter().enumerate() {
        let feature = feature.map_err(|fault| malformed(fault).row(i + 1))?;
        for place in &feature.unclosed {
            findings.push(
                Finding::warning(
                    "unclosed-ring",
                    format!("a ring that starts at ({}, {}) was not closed; it is now", place.x, place.y),
                )
                .file(path)
                .row(i + 1)
                .remedy("repeat the first vertex at the end of the ring"),
            );
        }
        geometry.push(MultiPolygon(feature.polygons));
        rows.push(feature.properties);
    }
    let crs = match crs {
        Some(name) => Crs::from_code(&name),
        None => Crs::from_code("OGC:CRS84"),
    }
    .map_err(|error| error.file(path))?;
    crs.settle(&mut geometry, path, findings)?;
    Ok(Features {
        source: path.to_path_buf(),
        geometry,
        attributes: frame(rows)?,
        crs: Some(crs.name),
        measure: Measure::Geodesic,
    })
}

/// The features' places in the text and the name in a legacy `crs` member.
fn collection(text: &[u8]) -> Parsed<(Vec<Range<usize>>, Option<String>)> {
    let start = skip_space(text, 0);
    let (top, end) = members(text, start)?;
    let end = skip_space(text, end);
    if end < text.len() {
        return fault(end, "something follows the end of the object");
    }
    let kind = kind(text, &top, start)?;
    let spans = match (kind.as_str(), member(&top, "features")) {
        ("FeatureCollection", Some(features)) => elements(text, features.start)?,
        ("Feature", _) => vec![start..end],
        ("FeatureCollection", None) => return fault(start, "there is no `features`"),
        _ => {
            return fault(
                start,
                format!("expected a FeatureCollection, found `{kind}`"),
            );
        }
    };
    let crs = match member(&top, "crs") {
        Some(span) if text[span.start] == b'{' => {
            let (crs, _) = members(text, span.start)?;
            let Some(properties) = member(&crs, "properties") else {
                return fault(span.start, "the `crs` has no properties");
            };
            let (properties, _) = members(text, properties.start)?;
            match (member(&properties, "name"), member(&properties, "code")) {
                (Some(name), _) => Some(string(text, name.start)?.0),
                (_, Some(code)) => Some(format!("EPSG:{}", number(text, code.start)?.0)),
                _ => return fault(span.start, "the `crs` has neither name nor code"),
            }
        }
        _ => None,
    };
    Ok((spans, crs))
}

/// Of a repeated key the last one counts, as in every JSON reader.
fn member<'a>(members: &'a [(String, Range<usize>)], name: &str) -> Option<&'a Range<usize>> {
    let mut found = members.iter().rev().filter(|(key, _)| key == name);
    found.next().map(|(_, span)| span)
}

fn kind(text: &[u8], members: &[(String, Range<usize>)], at: usize) -> Parsed<String> {
    match member(members, "type") {
        Some(span) => Ok(string(text, span.start)?.0),
        None => fault(at, "there is no `type`"),
    }
}

fn feature(text: &[u8], at: usize) -> Parsed<Feature> {
    let (feature, _) = members(text, at)?;
    let kind = kind(text, &feature, at)?;
    if kind != "Feature" {
        return fault(at, format!("expected a Feature, found `{kind}`"));
    }
    let mut polygons = Vec::new();
    let mut unclosed = Vec::new();
    match member(&feature, "geometry") {
        Some(span) => geometry(text, span.start, &mut polygons, &mut unclosed)?,
        None => return fault(at, "the feature has no `geometry`"),
    }
    let mut properties = Vec::new();
    if let Some(span) = member(&feature, "properties")
        && text[span.start] != b'n'
    {
        for (name, span) in members(text, span.start)?.0 {
            properties.push((name, cell(text, span)?));
        }
    }
    Ok(Feature {
        polygons,
        properties,
        unclosed,
    })
}

fn cell(text: &[u8], span: Range<usize>) -> Parsed<Cell> {
    let raw = std::str::from_utf8(&text[span.clone()]).unwrap_or_default();
    Ok(match raw {
        "null" => Cell::Null,
        "true" => Cell::Bool(true),
        "false" => Cell::Bool(false),
        _ if raw.starts_with('"') => Cell::Text(string(text, span.start)?.0),
        _ if raw.starts_with(['[', '{']) => Cell::Text(raw.to_owned()),
        _ => match (raw.parse(), raw.parse::<f64>()) {
            (Ok(integer), _) => Cell::Int(integer),
            // An integer beyond 64 bits keeps its digits as text.
            (_, Ok(_)) if raw.bytes().all(|b| b.is_ascii_digit() || b == b'-') => {
                Cell::Text(raw.to_owned())
            }
            (_, Ok(number)) if number.is_finite() => Cell::Float(number),
            _ => return fault(span.start, "expected a value"),
        },
    })
}

fn geometry(
    text: &[u8],
    at: usize,
    polygons: &mut Vec<Polygon<f64>>,
    unclosed: &mut Vec<Coord<f64>>,
) -> Parsed<()> {
    if text[at..].starts_with(b"null") {
        return Ok(());
    }
    let (geometry_members, _) = members(text, at)?;
    let kind = kind(text, &geometry_members, at)?;
    let content = |name: &str| match member(&geometry_members, name) {
        Some(span) => Ok(span.start),
        None => fault(at, format!("the {kind} has no `{name}`")),
    };
    match kind.as_str() {
        "Polygon" => {
            polygon(text, content("coordinates")?, polygons, unclosed)?;
        }
        "MultiPolygon" => {
            sequence(text, content("coordinates")?, *b"[]", |at| {
                polygon(text, at, polygons, unclosed)
            })?;
        }
        "GeometryCollection" => {
            for member in elements(text, content("geometries")?)? {
                if text[member.clone()].windows(20).any(|w| w == b"\"GeometryCollection\"") {
                    return fault(member.start, "a GeometryCollection inside another");
                }
                geometry(text, member.start, polygons, unclosed)?;
            }
        }
        _ => return fault(at, format!("the geometry is a {kind}, not a polygon")),
    }
    Ok(())
}

fn polygon(
    text: &[u8],
    at: usize,
    polygons: &mut Vec<Polygon<f64>>,
    unclosed: &mut Vec<Coord<f64>>,
) -> Parsed<usize> {
    let mut rings = Vec::with_capacity(1);
    let end = sequence(text, at, *b"[]", |at| {
        let mut ring = Vec::new();
        let end = sequence(text, at, *b"[]", |at| {
            let (coord, end) = position(text, at)?;
            ring.push(coord);
            Ok(end)
        })?;
        if let (Some(first), Some(last)) = (ring.first(), ring.last())
            && first != last
        {
            unclosed.push(*first);
        }
        ring.shrink_to_fit();
        rings.push(LineString(ring));
        Ok(end)
    })?;
    let mut rings = rings.into_iter();
    if let Some(exterior) = rings.next() {
        polygons.push(Polygon::new(exterior, rings.collect()));
    }
    Ok(end)
}

/// Longitude, latitude; what follows (height, measure) is left out.
fn position(text: &[u8], at: usize) -> Parsed<(Coord<f64>, usize)> {
    let at = skip_space(text, expect(text, at, b'[')?);
    let (x, at) = number(text, at)?;
    let at = skip_space(text, expect(text, at, b',')?);
    let (y, mut at) = number(text, at)?;
    loop {
        at = skip_space(text, at);
        match text.get(at) {
            Some(b']') => return Ok((Coord { x, y }, at + 1)),
            Some(b',') => at = number(text, skip_space(text, at + 1))?.1,
            _ => return fault(at, "expected `,` or `]`"),
        }
    }
}
