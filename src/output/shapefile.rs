//! The geometry of a shapefile: `.shp` and its index `.shx`.

use crate::error::{Error, Result};
use geo::winding_order::{Winding, WindingOrder};
use geo::{BoundingRect, Coord, LineString, MultiPolygon};
use rayon::prelude::*;
use std::io::Write;

/// The `.prj` of longitude and latitude on WGS84.
pub const WGS84: &str = "GEOGCS[\"GCS_WGS_1984\",DATUM[\"D_WGS_1984\",SPHEROID[\"WGS_1984\",6378137.0,298.257223563]],\
PRIMEM[\"Greenwich\",0.0],UNIT[\"Degree\",0.0174532925199433]]";

/// Bytes of a file's header and of a record's.
const HEADER: usize = 100;
const RECORD: usize = 8;
const NULL: i32 = 0;
const POLYGON: i32 = 5;
/// Shapes encoded between two writes: what bounds the memory.
const BATCH: usize = 8_192;

/// Writes n shapes to `.shp`: shells clockwise, holes counter-clockwise after their shell, an empty one a null shape;
/// coordinates bit for bit.
///
/// # Errors
/// More bytes than the format can count; a failed write.
pub fn write(out: &mut dyn Write, geometry: &[MultiPolygon<f64>]) -> Result<()> {
    let sizes = geometry.iter().map(|shape| RECORD + size(shape));
    out.write_all(&header(geometry, HEADER + sizes.sum::<usize>())?)
        .map_err(failed)?;
    for (batch, shapes) in geometry.chunks(BATCH).enumerate() {
        let encode = |(i, shape)| record(batch * BATCH + i + 1, shape);
        let records: Vec<Vec<u8>> = shapes.par_iter().enumerate().map(encode).collect();
        for record in &records {
            out.write_all(record).map_err(failed)?;
        }
    }
    out.flush().map_err(failed)
}

/// Writes the index of the same n shapes to `.shx`.
///
/// # Errors
/// As [`write`].
pub fn write_index(out: &mut dyn Write, geometry: &[MultiPolygon<f64>]) -> Result<()> {
    let mut bytes = header(geometry, HEADER + RECORD * geometry.len())?;
    let mut at = HEADER;
    for shape in geometry {
        let size = size(shape);
        bytes.extend(words(at)?.to_be_bytes());
        bytes.extend(words(size)?.to_be_bytes());
        at += RECORD + size;
    }
    out.write_all(&bytes)
        .and_then(|()| out.flush())
        .map_err(failed)
}

fn failed(error: std::io::Error) -> Error {
    Error::output(format!("the shapes cannot be written: {error}"))
}

/// Lengths are counted in words of two bytes.
fn words(bytes: usize) -> Result<i32> {
    i32::try_from(bytes / 2).map_err(|_| {
        Error::output("the layer is larger than the 4 GB a shapefile holds")
            .remedy("write .geojson, or simplify the layer")
    })
}

fn rings(shape: &MultiPolygon<f64>) -> impl Iterator<Item = (&LineString<f64>, WindingOrder)> {
    shape.iter().flat_map(|polygon| {
        let shell = std::iter::once((polygon.exterior(), WindingOrder::Clockwise));
        let holes = polygon.interiors().iter();
        shell.chain(holes.map(|hole| (hole, WindingOrder::CounterClockwise)))
    })
}

/// Bytes of a record's content.
fn size(shape: &MultiPolygon<f64>) -> usize {
    if shape.0.is_empty() {
        return 4;
    }
    let (mut parts, mut points) = (0, 0);
    for (ring, _) in rings(shape) {
        parts += 1;
        points += ring.0.len();
    }
    44 + 4 * parts + 16 * points
}

fn header(geometry: &[MultiPolygon<f64>], length: usize) -> Result<Vec<u8>> {
    let mut bytes = 9994_i32.to_be_bytes().to_vec();
    bytes.resize(24, 0);
    bytes.extend(words(length)?.to_be_bytes());
    bytes.extend(1000_i32.to_le_bytes());
    bytes.extend(POLYGON.to_le_bytes());
    let boxes: Vec<[f64; 4]> = geometry.par_iter().filter_map(bounds).collect();
    let all = boxes.into_iter().reduce(|a, b| {
        [
            a[0].min(b[0]),
            a[1].min(b[1]),
            a[2].max(b[2]),
            a[3].max(b[3]),
        ]
    });
    // then the range of Z and M, which there is none of
    let ranges = all.unwrap_or_default().into_iter().chain([0.0; 4]);
    bytes.extend(ranges.flat_map(f64::to_le_bytes));
    Ok(bytes)
}

fn bounds(shape: &MultiPolygon<f64>) -> Option<[f64; 4]> {
    let bounds = shape.bounding_rect()?;
    let (low, high) = (bounds.min(), bounds.max());
    Some([low.x, low.y, high.x, high.y])
}

fn record(number: usize, shape: &MultiPolygon<f64>) -> Vec<u8> {
    let size = size(shape);
    let mut bytes = Vec::with_capacity(RECORD + size);
    bytes.extend((number as i32).to_be_bytes());
    bytes.extend(((size / 2) as i32).to_be_bytes());
    let Some(bounds) = bounds(shape) else {
        bytes.extend(NULL.to_le_bytes());
        return bytes;
    };
    bytes.extend(POLYGON.to_le_bytes());
    bytes.extend(bounds.into_iter().flat_map(f64::to_le_bytes));
    let parts: Vec<_> = rings(shape).collect();
    let points: usize = parts.iter().map(|(ring, _)| ring.0.len()).sum();
    bytes.extend((parts.len() as i32).to_le_bytes());
    bytes.extend((points as i32).to_le_bytes());
    let mut start = 0_i32;
    for (ring, _) in &parts {
        bytes.extend(start.to_le_bytes());
        start += ring.0.len() as i32;
    }
    let mut point = |c: &Coord| {
        bytes.extend(c.x.to_le_bytes());
        bytes.extend(c.y.to_le_bytes());
    };
    for (ring, order) in parts {
        if ring.winding_order().is_none_or(|found| found == order) {
            ring.0.iter().for_each(&mut point);
        } else {
            ring.0.iter().rev().for_each(&mut point);
        }
    }
    bytes
}
