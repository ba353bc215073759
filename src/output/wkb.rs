//! Shapes as well-known binary, which GeoPackage and GeoParquet hold.

use geo::winding_order::{Winding, WindingOrder};
use geo::{LineString, MultiPolygon};

const LITTLE_ENDIAN: u8 = 1;
const POLYGON: u32 = 3;
const MULTIPOLYGON: u32 = 6;

/// Appends a multipolygon: shells counter-clockwise, holes clockwise, coordinates bit for bit.
pub fn multipolygon(out: &mut Vec<u8>, shape: &MultiPolygon<f64>) {
    head(out, MULTIPOLYGON, shape.0.len());
    for polygon in shape {
        head(out, POLYGON, 1 + polygon.interiors().len());
        ring(out, polygon.exterior(), WindingOrder::CounterClockwise);
        for hole in polygon.interiors() {
            ring(out, hole, WindingOrder::Clockwise);
        }
    }
}

fn head(out: &mut Vec<u8>, kind: u32, parts: usize) {
    out.push(LITTLE_ENDIAN);
    out.extend(kind.to_le_bytes());
    out.extend((parts as u32).to_le_bytes());
}

fn ring(out: &mut Vec<u8>, ring: &LineString<f64>, order: WindingOrder) {
    out.extend((ring.0.len() as u32).to_le_bytes());
    turned(ring, order, |x, y| {
        out.extend(x.to_le_bytes());
        out.extend(y.to_le_bytes());
    });
}

/// The coordinates of a ring, turned where it runs the other way.
pub fn turned(ring: &LineString<f64>, order: WindingOrder, mut each: impl FnMut(f64, f64)) {
    if ring.winding_order().is_none_or(|found| found == order) {
        ring.0.iter().for_each(|c| each(c.x, c.y));
    } else {
        ring.0.iter().rev().for_each(|c| each(c.x, c.y));
    }
}
