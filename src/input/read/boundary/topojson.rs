//! TopoJSON: shapes put together from shared arcs.

use super::columns::{Cell, frame};
use super::crs::Crs;
use super::geojson::{cell, member, position};
use super::json::{
    Fault, Members, Parsed, elements, fault, line_column, members, number, sequence, skip_space,
    string,
};
use super::{bytes, named, settled};
use crate::base::finding::Finding;
use crate::base::model::Features;
use crate::error::{Error, Result};
use geo::{Coord, LineString, MultiPolygon, Polygon};
use rayon::prelude::*;
use std::ops::Range;
use std::path::Path;

/// Collections in collections, at most.
const DEPTH: usize = 32;

/// A feature: its polygons and its properties.
type One = (Vec<Polygon<f64>>, Vec<(String, Cell)>);

/// Reads an object of the topology: the one that is named, else the first.
pub(super) fn read(
    path: &Path,
    object: Option<&str>,
    findings: &mut Vec<Finding>,
) -> Result<Features> {
    let file = bytes(path)?;
    let text = file.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&file);
    let malformed = |fault: Fault| {
        let (line, column) = line_column(text, fault.at);
        Error::input(format!(
            "malformed TopoJSON at line {line}, column {column}: {}",
            fault.what
        ))
        .file(path)
    };
    let (objects, arcs) = topology(text).map_err(malformed)?;
    let place = choose(path, &objects, object, findings)?;
    let starts = geometries(text, place.start).map_err(malformed)?;
    let one = |&at: &usize| feature(text, at, &arcs);
    let read: Vec<Parsed<One>> = starts.par_iter().map(one).collect();
    let mut geometry = Vec::with_capacity(read.len());
    let mut rows = Vec::with_capacity(read.len());
    for (i, read) in read.into_iter().enumerate() {
        let (polygons, properties) = read.map_err(|fault| malformed(fault).row(i + 1))?;
        geometry.push(MultiPolygon(polygons));
        rows.push(properties);
    }
    let crs = Crs::from_code("OGC:CRS84").map_err(|error| error.file(path))?;
    settled(path, geometry, frame(rows)?, Some(crs), findings)
}

type Arcs = Vec<Vec<Coord<f64>>>;

/// The objects by name, and the arcs in degrees.
fn topology(text: &[u8]) -> Parsed<(Members, Arcs)> {
    let start = skip_space(text, 0);
    let (top, end) = members(text, start)?;
    let end = skip_space(text, end);
    if end < text.len() {
        return fault(end, "something follows the end of the object");
    }
    let kind = match member(&top, "type") {
        Some(span) => string(text, span.start)?.0,
        None => return fault(start, "there is no `type`"),
    };
    if kind != "Topology" {
        return fault(start, format!("expected a Topology, found `{kind}`"));
    }
    let grid = match member(&top, "transform") {
        Some(span) if text[span.start] == b'{' => {
            let (parts, _) = members(text, span.start)?;
            let pair = |name: &str| match member(&parts, name) {
                Some(span) => Ok(position(text, span.start)?.0),
                None => fault(span.start, format!("the `transform` has no `{name}`")),
            };
            Some((pair("scale")?, pair("translate")?))
        }
        _ => None,
    };
    let Some(arcs) = member(&top, "arcs") else {
        return fault(start, "there are no `arcs`");
    };
    let starts = elements(text, arcs.start)?;
    let arc = |&at: &usize| -> Parsed<Vec<Coord<f64>>> {
        let mut line = Vec::new();
        let mut last = Coord { x: 0.0, y: 0.0 };
        sequence(text, at, *b"[]", |at| {
            let (place, end) = position(text, at)?;
            line.push(match grid {
                Some((scale, translate)) => {
                    last = last + place;
                    Coord {
                        x: last.x * scale.x + translate.x,
                        y: last.y * scale.y + translate.y,
                    }
                }
                None => place,
            });
            Ok(end)
        })?;
        Ok(line)
    };
    let arcs: Vec<Parsed<Vec<Coord<f64>>>> = starts.par_iter().map(arc).collect();
    let arcs = arcs.into_iter().collect::<Parsed<Vec<_>>>()?;
    match member(&top, "objects") {
        Some(span) => Ok((members(text, span.start)?.0, arcs)),
        None => fault(start, "there are no `objects`"),
    }
}

fn choose<'a>(
    path: &Path,
    objects: &'a Members,
    object: Option<&str>,
    findings: &mut Vec<Finding>,
) -> Result<&'a Range<usize>> {
    let names: Vec<&str> = objects.iter().map(|(name, _)| name.as_str()).collect();
    let Some((first, place)) = objects.first() else {
        return Err(Error::input("the topology has no object").file(path));
    };
    if let Some(asked) = object {
        return member(objects, asked).ok_or_else(|| {
            Error::input(format!("the topology has no object `{asked}`"))
                .file(path)
                .remedy(format!("its objects are {}", names.join(", ")))
        });
    }
    if names.len() > 1 {
        let what = format!(
            "the object {first} was read, others were not: {}",
            names[1..].join(", ")
        );
        findings.push(
            Finding::warning("first-layer", what)
                .file(path)
                .remedy(format!("name the one you mean: {}", named(path, names[1]))),
        );
    }
    Ok(place)
}

/// The kind of a geometry; none where its type is null.
fn kind(text: &[u8], found: &Members, at: usize) -> Parsed<Option<String>> {
    match member(found, "type") {
        Some(span) if text[span.start..].starts_with(b"null") => Ok(None),
        Some(span) => Ok(Some(string(text, span.start)?.0)),
        None => fault(at, "there is no `type`"),
    }
}

/// Where the features of an object begin: those of a collection, or itself.
fn geometries(text: &[u8], at: usize) -> Parsed<Vec<usize>> {
    let (found, _) = members(text, at)?;
    match (
        kind(text, &found, at)?.as_deref(),
        member(&found, "geometries"),
    ) {
        (Some("GeometryCollection"), Some(span)) => elements(text, span.start),
        (Some("GeometryCollection"), None) => fault(at, "the collection has no `geometries`"),
        _ => Ok(vec![at]),
    }
}

fn feature(text: &[u8], at: usize, arcs: &Arcs) -> Parsed<One> {
    let mut polygons = Vec::new();
    shape(text, at, arcs, &mut polygons, DEPTH)?;
    let (found, _) = members(text, at)?;
    let mut properties = Vec::new();
    if let Some(span) = member(&found, "properties")
        && text[span.start] != b'n'
    {
        for (name, span) in members(text, span.start)?.0 {
            properties.push((name, cell(text, span)?));
        }
    }
    Ok((polygons, properties))
}

fn shape(
    text: &[u8],
    at: usize,
    arcs: &Arcs,
    polygons: &mut Vec<Polygon<f64>>,
    depth: usize,
) -> Parsed<()> {
    let (found, _) = members(text, at)?;
    let Some(kind) = kind(text, &found, at)? else {
        return Ok(());
    };
    let content = |name: &str| match member(&found, name) {
        Some(span) => Ok(span.start),
        None => fault(at, format!("the {kind} has no `{name}`")),
    };
    match kind.as_str() {
        "Polygon" => {
            polygon(text, content("arcs")?, arcs, polygons)?;
        }
        "MultiPolygon" => {
            sequence(text, content("arcs")?, *b"[]", |at| {
                polygon(text, at, arcs, polygons)
            })?;
        }
        "GeometryCollection" if depth > 0 => {
            for at in elements(text, content("geometries")?)? {
                shape(text, at, arcs, polygons, depth - 1)?;
            }
        }
        "GeometryCollection" => return fault(at, "collections stand in collections too deep"),
        _ => return fault(at, format!("the geometry is a {kind}, not a polygon")),
    }
    Ok(())
}

fn polygon(text: &[u8], at: usize, arcs: &Arcs, polygons: &mut Vec<Polygon<f64>>) -> Parsed<usize> {
    let mut rings = Vec::with_capacity(1);
    let end = sequence(text, at, *b"[]", |at| {
        let mut ring: Vec<Coord<f64>> = Vec::new();
        let end = sequence(text, at, *b"[]", |at| {
            let (index, end) = number(text, at)?;
            let backwards = index < 0.0;
            let position = if backwards { -1.0 - index } else { index };
            let known = position.fract() == 0.0 && position < arcs.len() as f64;
            let Some(arc) = known.then(|| &arcs[position as usize]) else {
                return fault(at, format!("there is no arc {index}"));
            };
            // an arc begins where the one before it ends
            let joined = usize::from(!ring.is_empty());
            match backwards {
                true => ring.extend(arc.iter().rev().skip(joined)),
                false => ring.extend(arc.iter().skip(joined)),
            }
            Ok(end)
        })?;
        ring.shrink_to_fit();
        rings.push(LineString(ring));
        Ok(end)
    })?;
    let mut rings = rings.into_iter();
    if let Some(shell) = rings.next().filter(|shell| !shell.0.is_empty()) {
        polygons.push(Polygon::new(shell, rings.collect()));
    }
    Ok(end)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use geo::Area;

    /// Two squares side by side on a grid of halves, the border between them arc 0.
    const TEXT: &str = r#"{"type":"Topology","transform":{"scale":[0.5,0.5],"translate":[100,-2]},"objects":{
"desa":{"type":"GeometryCollection","geometries":[
{"type":"Polygon","arcs":[[0,1]],"properties":{"kode":"01","n":1}},
{"type":"MultiPolygon","arcs":[[[-1,2]]],"properties":{"kode":"02"}},
{"type":null,"properties":{"kode":"03"}}]},
"lain":{"type":"Polygon","arcs":[[0,1]]}},
"arcs":[[[2,0],[0,2]],[[2,2],[-2,0],[0,-2],[2,0]],[[2,0],[2,0],[0,2],[-2,0]]]}"#;

    fn read_text(text: &str, object: Option<&str>) -> (Result<Features>, Vec<Finding>) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.topojson");
        std::fs::write(&path, text).unwrap();
        let mut findings = Vec::new();
        (read(&path, object, &mut findings), findings)
    }

    #[test]
    fn shapes_are_put_together() {
        let (read, findings) = read_text(TEXT, None);
        let read = read.unwrap();
        let areas: Vec<f64> = read.geometry.iter().map(Area::unsigned_area).collect();
        assert_eq!(areas, [1.0, 1.0, 0.0]);
        let first = read.geometry[0].0[0].exterior();
        assert_eq!(
            (first.0.len(), first.0[0]),
            (5, Coord { x: 101.0, y: -2.0 })
        );
        assert_eq!(findings.len(), 1);
        assert!(findings[0].what.contains("lain"), "{}", findings[0].what);
        let (lain, findings) = read_text(TEXT, Some("lain"));
        assert_eq!((lain.unwrap().geometry.len(), findings.len()), (1, 0));
    }

    #[test]
    fn faults_have_a_place() {
        let refused = |text: &str| read_text(text, None).0.unwrap_err().to_string();
        let said = refused(&TEXT.replace("[[[-1,2]]]", "[[[-1,7]]]"));
        assert!(
            said.contains("line 4") && said.contains("no arc 7"),
            "{said}"
        );
        let said = refused(&TEXT.replace("\"MultiPolygon\"", "\"MultiLineString\""));
        assert!(
            said.contains("row 2") && said.contains("not a polygon"),
            "{said}"
        );
        assert!(refused(&TEXT.replace("Topology", "Feature")).contains("expected a Topology"));
        assert!(refused(&TEXT[..TEXT.len() - 9]).contains("malformed"));
        let said = read_text(TEXT, Some("des")).0.unwrap_err().to_string();
        assert!(said.contains("its objects are desa, lain"), "{said}");
    }
}
