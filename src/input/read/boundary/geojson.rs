//! GeoJSON: features read in parallel from one buffer.

use super::columns::{Cell, frame};
use super::crs::Crs;
use super::json::{
    Fault, Members, Parsed, elements, expect, fault, line_column, members, number, sequence,
    skip_space, string,
};
use super::{bytes, settled};
use crate::base::finding::Finding;
use crate::base::model::Features;
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

/// Reads a collection, or features one a line when `lines`.
pub(super) fn read(path: &Path, lines: bool, findings: &mut Vec<Finding>) -> Result<Features> {
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
    let (starts, crs) = match lines {
        true => (line_starts(text), None),
        false => collection(text).map_err(malformed)?,
    };
    let read: Vec<Parsed<Feature>> = starts
        .par_iter()
        .map(|&start| feature(text, start, lines))
        .collect();
    let mut geometry = Vec::with_capacity(read.len());
    let mut rows = Vec::with_capacity(read.len());
    for (i, feature) in read.into_iter().enumerate() {
        let feature = feature.map_err(|fault| malformed(fault).row(i + 1))?;
        for place in &feature.unclosed {
            findings.push(
                Finding::warning(
                    "unclosed-ring",
                    format!(
                        "a ring that starts at ({}, {}) was not closed; it is now",
                        place.x, place.y
                    ),
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
    settled(path, geometry, frame(rows)?, Some(crs), findings)
}

/// Where the lines that hold something begin.
pub(super) fn line_starts(text: &[u8]) -> Vec<usize> {
    let mut at = 0;
    let mut starts = Vec::new();
    for line in text.split(|&b| b == b'\n') {
        let start = skip_space(text, at);
        if start < at + line.len() {
            starts.push(start);
        }
        at += line.len() + 1;
    }
    starts
}

/// The features' places in the text and the name in a legacy `crs` member.
pub(super) fn collection(text: &[u8]) -> Parsed<(Vec<usize>, Option<String>)> {
    let start = skip_space(text, 0);
    let (top, end) = members(text, start)?;
    let end = skip_space(text, end);
    if end < text.len() {
        return fault(end, "something follows the end of the object");
    }
    let kind = kind(text, &top, start)?;
    let starts = match (kind.as_str(), member(&top, "features")) {
        ("FeatureCollection", Some(features)) => elements(text, features.start)?,
        ("Feature", _) => vec![start],
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
    Ok((starts, crs))
}

/// Of a repeated key the last one counts, as in every JSON reader.
pub(super) fn member<'a>(members: &'a Members, name: &str) -> Option<&'a Range<usize>> {
    let mut found = members.iter().rev().filter(|(key, _)| key == name);
    found.next().map(|(_, span)| span)
}

pub(super) fn kind(text: &[u8], members: &Members, at: usize) -> Parsed<String> {
    match member(members, "type") {
        Some(span) => Ok(string(text, span.start)?.0),
        None => fault(at, "there is no `type`"),
    }
}

/// `alone`: nothing else stands on its line.
fn feature(text: &[u8], at: usize, alone: bool) -> Parsed<Feature> {
    let (feature, shape) = opened(text, at, alone)?;
    let mut polygons = Vec::new();
    let mut unclosed = Vec::new();
    geometry(text, shape, &mut polygons, &mut unclosed)?;
    Ok(Feature {
        polygons,
        properties: properties(text, &feature)?,
        unclosed,
    })
}

/// The members of a feature, and where its geometry stands.
pub(super) fn opened(text: &[u8], at: usize, alone: bool) -> Parsed<(Members, usize)> {
    let (feature, end) = members(text, at)?;
    let rest = || text[end..].iter().take_while(|&&b| b != b'\n');
    if alone && !rest().all(u8::is_ascii_whitespace) {
        return fault(end, "something follows the feature on its line");
    }
    let kind = kind(text, &feature, at)?;
    if kind != "Feature" {
        return fault(at, format!("expected a Feature, found `{kind}`"));
    }
    match member(&feature, "geometry").map(|span| span.start) {
        Some(shape) => Ok((feature, shape)),
        None => fault(at, "the feature has no `geometry`"),
    }
}

/// The properties of a feature.
pub(super) fn properties(text: &[u8], feature: &Members) -> Parsed<Vec<(String, Cell)>> {
    let mut properties = Vec::new();
    if let Some(span) = member(feature, "properties")
        && text[span.start] != b'n'
    {
        for (name, span) in members(text, span.start)?.0 {
            properties.push((name, cell(text, span)?));
        }
    }
    Ok(properties)
}

pub(super) fn cell(text: &[u8], span: Range<usize>) -> Parsed<Cell> {
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
    shapes(text, at, "a polygon", &mut |kind, at| {
        match kind {
            "Polygon" => {
                polygon(text, at, polygons, unclosed)?;
            }
            "MultiPolygon" => {
                sequence(text, at, *b"[]", |at| polygon(text, at, polygons, unclosed))?;
            }
            _ => return Ok(false),
        }
        Ok(true)
    })
}

/// Hands every shape of a geometry to `take`: its kind, and where its coordinates begin; false from `take` is a fault, for `wanted` is what is read. Collections
/// are taken apart on a stack, so that no nesting is too deep.
pub(super) fn shapes(
    text: &[u8],
    at: usize,
    wanted: &str,
    take: &mut dyn FnMut(&str, usize) -> Parsed<bool>,
) -> Parsed<()> {
    let mut pending = vec![at];
    while let Some(at) = pending.pop() {
        if text[at..].starts_with(b"null") {
            continue;
        }
        let (found, _) = members(text, at)?;
        let kind = kind(text, &found, at)?;
        let content = |name: &str| match member(&found, name) {
            Some(span) => Ok(span.start),
            None => fault(at, format!("the {kind} has no `{name}`")),
        };
        if kind == "GeometryCollection" {
            pending.extend(elements(text, content("geometries")?)?.into_iter().rev());
        } else if !take(&kind, content("coordinates")?)? {
            return fault(at, format!("the geometry is a {kind}, not {wanted}"));
        }
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
pub(super) fn position(text: &[u8], at: usize) -> Parsed<(Coord<f64>, usize)> {
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;
    use geo::CoordsIter;

    const SQUARE: &str = r#"{"type":"Polygon","coordinates":[[[0,0],[1,0,5],[1,1],[0,1],[0,0]]]}"#;

    fn read_text(text: &str) -> (Result<Features>, Vec<Finding>) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.geojson");
        std::fs::write(&path, text).unwrap();
        let mut findings = Vec::new();
        (super::super::read(&path, &mut findings), findings)
    }

    fn layer(features: &[String]) -> String {
        format!(
            "\u{feff}{{\"type\":\"FeatureCollection\",\n\"features\":[{}]}}",
            features.join(",\n")
        )
    }

    fn with(geometry: &str, properties: &str) -> String {
        format!("{{\"properties\":{properties},\"geometry\":{geometry},\"type\":\"Feature\"}}")
    }

    fn refused(text: &str) -> Error {
        read_text(text).0.unwrap_err()
    }

    #[test]
    fn polygons_of_every_kind() {
        let multi = r#"{"coordinates":[[[[0,0],[1,0],[1,1],[0,0]]],[[[5,5],[9,5],[9,9],[5,5]],[[7,6],[8,6],[8,7],[7,6]]]],"type":"MultiPolygon"}"#;
        let several =
            format!("{{\"type\":\"GeometryCollection\",\"geometries\":[{SQUARE},{multi}]}}");
        let features: Vec<String> = [SQUARE, multi, &several, "null"]
            .map(|g| with(g, "null"))
            .to_vec();
        let (read, findings) = read_text(&layer(&features));
        let read = read.unwrap();
        let parts: Vec<usize> = read.geometry.iter().map(|g| g.0.len()).collect();
        assert_eq!(parts, [1, 2, 3, 0]);
        assert_eq!(read.geometry[1].0[1].interiors().len(), 1);
        assert_eq!(read.geometry[0].coords_count(), 5);
        assert_eq!(findings.len(), 1);
        assert_eq!(
            (findings[0].check, findings[0].place.row),
            ("empty-geometry", Some(4))
        );
        assert_eq!(read.attributes.height(), 4);
        assert_eq!(read.crs.as_deref(), Some("OGC:CRS84"));
    }

    #[test]
    fn properties_keep_kinds_and_digits() {
        let one = with(
            SQUARE,
            r#"{"kode":"53.01","n":3401012001,"x":0.1,"big":123456789012345678901,"list":[1, 2]}"#,
        );
        let two = with(SQUARE, r#"{"x":2,"nama":"K\u00e9 \"A\""}"#);
        let frame = read_text(&layer(&[one, two])).0.unwrap().attributes;
        let text = |name: &str| frame.column(name).unwrap().str().unwrap().clone();
        assert_eq!(
            frame.column("n").unwrap().i64().unwrap().get(0),
            Some(3_401_012_001)
        );
        assert_eq!(frame.column("x").unwrap().f64().unwrap().get(1), Some(2.0));
        assert_eq!(text("big").get(0), Some("123456789012345678901"));
        assert_eq!(text("list").get(0), Some("[1, 2]"));
        assert_eq!(text("nama").get(1), Some("Ké \"A\""));
        assert_eq!(text("kode").get(1), None);
    }

    #[test]
    fn an_unclosed_ring_is_closed_and_told() {
        let open = r#"{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1]]]}"#;
        let (read, findings) = read_text(&layer(&[with(open, "{}")]));
        assert_eq!(read.unwrap().geometry[0].coords_count(), 4);
        assert_eq!(findings[0].check, "unclosed-ring");
    }

    #[test]
    fn a_legacy_crs_is_understood() {
        let crs = |crs: &str, x: &str| {
            let square = SQUARE.replace("[1,0,5]", x);
            layer(&[with(&square, "{}")])
                .replace(",\n\"features\"", &format!(",\"crs\":{crs},\"features\""))
        };
        let name =
            |name: &str| format!("{{\"type\":\"name\",\"properties\":{{\"name\":\"{name}\"}}}}");
        let crs84 = read_text(&crs(&name("urn:ogc:def:crs:OGC:1.3:CRS84"), "[1,0]"))
            .0
            .unwrap();
        assert_eq!(crs84.geometry[0].coords_iter().nth(1).unwrap().x, 1.0);
        let utm = read_text(&crs(&name("urn:ogc:def:crs:EPSG::32749"), "[1,0]"))
            .0
            .unwrap();
        assert_ne!(utm.geometry[0].coords_iter().nth(1).unwrap().x, 1.0);
        assert!(
            refused(&crs(&name("EPSG:2154"), "[1,0]"))
                .what
                .contains("EPSG:2154")
        );
        let code = r#"{"type":"EPSG","properties":{"code":4326}}"#;
        assert_eq!(
            read_text(&crs(code, "[1,0]")).0.unwrap().crs.as_deref(),
            Some("EPSG:4326")
        );
        assert!(read_text(&crs("null", "[1,0]")).0.is_ok());
    }

    #[test]
    fn faults_name_the_line_or_the_feature() {
        let good = with(SQUARE, "{}");
        let error = refused(&layer(&[
            good.clone(),
            with(SQUARE, "{}").replace("[1,1]", "[1,x]"),
        ]));
        assert!(error.what.contains("line 3, column"), "{error}");
        assert_eq!(error.place.row, Some(2));
        let error = refused(&layer(&[
            good.clone(),
            with(r#"{"type":"Point","coordinates":[1,2]}"#, "{}"),
        ]));
        assert!(
            error.what.contains("Point") && error.place.row == Some(2),
            "{error}"
        );
        let error = refused(&layer(&[
            good.clone(),
            with(&SQUARE.replace("[1,1]", "[432000,9100000]"), "{}"),
        ]));
        assert!(
            error.what.contains("out of range") && error.place.row == Some(2),
            "{error}"
        );
        let whole = layer(&[good]);
        assert!(
            refused(&whole[..whole.len() - 2])
                .what
                .contains("malformed")
        );
        assert!(refused(&format!("{whole} x")).what.contains("follows"));
        assert!(refused(&layer(&[])).what.contains("no features"));
        assert!(refused(r#"{"type":"Topology"}"#).what.contains("Topology"));
        assert!(refused("").what.contains("malformed"));
    }
}
