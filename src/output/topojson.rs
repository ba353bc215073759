//! TopoJSON: borders once, shapes as lists of borders.

use super::geojson::{Property, object};
use crate::error::{Error, Result};
use geo::winding_order::{Winding, WindingOrder};
use geo::{BoundingRect, Coord, LineString, MultiPolygon};
use polars::frame::DataFrame;
use std::collections::HashMap;
use std::io::Write;

/// A coordinate by its bits.
type Key = (u64, u64);

/// Writes n features as one object called `name`; the same input gives the same bytes.
///
/// Coordinates have all their digits; no grid rounds them. A border that two shapes share bit for bit is one arc. Shells run
/// counter-clockwise, holes clockwise, as in GeoJSON; a shape without geometry has the type null.
///
/// # Errors
/// A failed write.
pub fn write(
    out: &mut dyn Write,
    geometry: &[MultiPolygon<f64>],
    properties: &DataFrame,
    name: &str,
) -> Result<()> {
    let failed = |error: std::io::Error| {
        Error::output(format!("the layer cannot be written: {error}")).layer(name)
    };
    let columns = properties
        .columns()
        .iter()
        .map(Property::new)
        .collect::<Result<Vec<_>>>()?;
    let mut arcs = Arcs::new(geometry);
    let mut bytes = b"{\"type\":\"Topology\"".to_vec();
    let bounds = geometry.iter().filter_map(BoundingRect::bounding_rect);
    let bounds = bounds.map(|b| [b.min().x, b.min().y, b.max().x, b.max().y]);
    let bounds = bounds.reduce(|a, b| {
        [
            a[0].min(b[0]),
            a[1].min(b[1]),
            a[2].max(b[2]),
            a[3].max(b[3]),
        ]
    });
    if let Some(bounds) = bounds {
        bytes.extend_from_slice(b",\"bbox\":");
        json(&mut bytes, &bounds);
    }
    bytes.extend_from_slice(b",\"objects\":{");
    json(&mut bytes, &name);
    bytes.extend_from_slice(b":{\"type\":\"GeometryCollection\",\"geometries\":[");
    for (row, shape) in geometry.iter().enumerate() {
        bytes.extend_from_slice(if row == 0 { b"\n" } else { b",\n" });
        if shape.0.is_empty() {
            bytes.extend_from_slice(b"{\"type\":null");
        } else {
            bytes.extend_from_slice(b"{\"type\":\"MultiPolygon\",\"arcs\":");
            json(&mut bytes, &arcs.shape(shape));
        }
        bytes.extend_from_slice(b",\"properties\":");
        object(&mut bytes, &columns, row);
        bytes.push(b'}');
        if bytes.len() > 1 << 20 {
            out.write_all(&bytes).map_err(failed)?;
            bytes.clear();
        }
    }
    bytes.extend_from_slice(b"\n]}},\"arcs\":[");
    for (i, arc) in arcs.arcs.iter().enumerate() {
        bytes.extend_from_slice(if i == 0 { b"\n" } else { b",\n" });
        json(&mut bytes, arc);
        if bytes.len() > 1 << 20 {
            out.write_all(&bytes).map_err(failed)?;
            bytes.clear();
        }
    }
    bytes.extend_from_slice(b"\n]}\n");
    out.write_all(&bytes)
        .and_then(|()| out.flush())
        .map_err(failed)
}

fn json(out: &mut Vec<u8>, value: &impl serde::Serialize) {
    // a vector takes everything
    let _ = serde_json::to_writer(out, value);
}

/// Rings cut where borders meet or part.
pub(super) struct Arcs {
    /// The two neighbours of a vertex, the lesser first; `None` where rings go on in different ways.
    ways: HashMap<Key, Option<[Key; 2]>>,
    /// Each once.
    pub arcs: Vec<Vec<[f64; 2]>>,
    /// Of an arc's first, second, last but one and last vertex, those that have them.
    found: HashMap<[Key; 4], Vec<usize>>,
}

impl Arcs {
    pub fn new(geometry: &[MultiPolygon<f64>]) -> Self {
        let mut ways: HashMap<Key, Option<[Key; 2]>> = HashMap::new();
        let polygons = geometry.iter().flatten();
        let rings = polygons.flat_map(|p| std::iter::once(p.exterior()).chain(p.interiors()));
        for ring in rings {
            let open = open(ring);
            for (i, at) in open.iter().enumerate() {
                let before = key(&open[(i + open.len() - 1) % open.len()]);
                let after = key(&open[(i + 1) % open.len()]);
                let way = [before.min(after), before.max(after)];
                let known = ways.entry(key(at)).or_insert(Some(way));
                // every ring begins where it began
                if i == 0 || *known != Some(way) {
                    *known = None;
                }
            }
        }
        Self {
            ways,
            arcs: Vec::new(),
            found: HashMap::new(),
        }
    }

    /// A shape as polygons, these as rings, these as arcs.
    pub fn shape(&mut self, shape: &MultiPolygon<f64>) -> Vec<Vec<Vec<i64>>> {
        let polygon = |polygon: &geo::Polygon<f64>| {
            let shell = (polygon.exterior(), WindingOrder::CounterClockwise);
            let holes = polygon.interiors().iter();
            let rings = holes.map(|hole| (hole, WindingOrder::Clockwise));
            std::iter::once(shell)
                .chain(rings)
                .map(|(ring, order)| self.ring(ring, order))
                .collect()
        };
        shape.iter().map(polygon).collect()
    }

    /// A ring as arcs, in this order; a negative number is an arc backwards.
    fn ring(&mut self, ring: &LineString<f64>, order: WindingOrder) -> Vec<i64> {
        let mut open = open(ring).to_vec();
        if ring.winding_order().is_some_and(|found| found != order) {
            open.reverse();
            // both ways begin at the same vertex
            open.rotate_right(1);
        }
        let n = open.len();
        let meets = |c: &Coord<f64>| self.ways.get(&key(c)).is_some_and(Option::is_none);
        let cuts: Vec<usize> = (0..n).filter(|&i| meets(&open[i])).collect();
        let mut arcs = Vec::with_capacity(cuts.len());
        for (i, &from) in cuts.iter().enumerate() {
            let to = cuts.get(i + 1).copied().unwrap_or(cuts[0] + n);
            let arc: Vec<[f64; 2]> = (from..=to)
                .map(|at| {
                    let place = open[at % n];
                    [place.x, place.y]
                })
                .collect();
            arcs.push(self.arc(arc));
        }
        arcs
    }

    /// The number of an arc, new or known.
    fn arc(&mut self, arc: Vec<[f64; 2]>) -> i64 {
        let ends = |arc: &[[f64; 2]]| {
            let bits = |at: usize| (arc[at][0].to_bits(), arc[at][1].to_bits());
            [bits(0), bits(1), bits(arc.len() - 2), bits(arc.len() - 1)]
        };
        let same = |known: &Vec<[f64; 2]>, ours: &mut dyn Iterator<Item = &[f64; 2]>| {
            known.iter().eq(ours)
        };
        let own = ends(&arc);
        for &number in self.found.get(&own).into_iter().flatten() {
            if same(&self.arcs[number], &mut arc.iter()) {
                return number as i64;
            }
        }
        let turned = [own[3], own[2], own[1], own[0]];
        for &number in self.found.get(&turned).into_iter().flatten() {
            if same(&self.arcs[number], &mut arc.iter().rev()) {
                return !(number as i64);
            }
        }
        let number = self.arcs.len();
        self.found.entry(own).or_default().push(number);
        self.arcs.push(arc);
        number as i64
    }
}

/// A ring without its last vertex, which is its first.
fn open(ring: &LineString<f64>) -> &[Coord<f64>] {
    match ring.0.as_slice() {
        [first, rest @ .., last] if first == last && !rest.is_empty() => {
            &ring.0[..ring.0.len() - 1]
        }
        all => all,
    }
}

fn key(c: &Coord<f64>) -> Key {
    (c.x.to_bits(), c.y.to_bits())
}
