//! Borders as lines that units share, as TopoJSON has them.

use super::Coverage;
use geo::Coord;
use std::collections::HashMap;

/// Lines between the vertices where rings part, and the rings as lists of lines.
#[derive(Debug, Clone, PartialEq)]
pub struct Arcs {
    /// Each once, however many rings have it; a ring that meets no other is one line that ends where it starts.
    pub lines: Vec<Vec<Coord>>,
    /// Of n units the polygons, each a shell and its holes, each a list of lines: `at`, or `!at` for one walked backwards.
    pub units: Vec<Vec<Vec<Vec<i32>>>>,
}

impl Coverage {
    /// Cuts all rings into lines that are shared wherever borders are. Linear in vertices.
    pub fn arcs(&self) -> Arcs {
        let mut cutter = Cutter {
            coverage: self,
            lines: Vec::new(),
            known: HashMap::new(),
            whole: vec![false; self.n()],
        };
        let units = (0..self.n()).map(|unit| cutter.unit(unit)).collect();
        Arcs {
            lines: cutter.lines,
            units,
        }
    }
}

struct Cutter<'a> {
    coverage: &'a Coverage,
    lines: Vec<Vec<Coord>>,
    /// The line that starts with an edge from one vertex to another.
    known: HashMap<(u32, u32), i32>,
    whole: Vec<bool>,
}

impl Cutter<'_> {
    fn unit(&mut self, unit: usize) -> Vec<Vec<Vec<i32>>> {
        let coverage = self.coverage;
        let mut polygons: Vec<Vec<Vec<i32>>> = Vec::new();
        for ring in coverage.unit_rings[unit]..coverage.unit_rings[unit + 1] {
            let ring = ring as usize;
            let corners = coverage.ring_corners[ring]..coverage.ring_corners[ring + 1];
            let vertices: Vec<u32> = corners.map(|corner| coverage.vertex(corner)).collect();
            let lines = self.ring(vertices);
            match polygons.last_mut() {
                Some(polygon) if !coverage.ring_shell[ring] => polygon.push(lines),
                _ => polygons.push(vec![lines]),
            }
        }
        polygons
    }

    fn ring(&mut self, mut vertices: Vec<u32>) -> Vec<i32> {
        let node = |vertex: &u32| self.coverage.between(*vertex, &self.whole).is_none();
        // without a node it starts where every ring of these vertices does
        let start = vertices.iter().position(node).or_else(|| {
            let least = vertices.iter().min()?;
            vertices.iter().position(|vertex| vertex == least)
        });
        vertices.rotate_left(start.unwrap_or(0));
        vertices.extend(vertices.first().copied());
        let inside = 1..vertices.len().saturating_sub(1);
        let mut cuts: Vec<usize> = inside.filter(|&at| node(&vertices[at])).collect();
        cuts.insert(0, 0);
        cuts.push(vertices.len() - 1);
        let lines = cuts.windows(2).filter(|cut| cut[0] < cut[1]);
        lines
            .map(|cut| self.line(&vertices[cut[0]..=cut[1]]))
            .collect()
    }

    fn line(&mut self, vertices: &[u32]) -> i32 {
        let last = vertices.len() - 1;
        if let Some(&known) = self.known.get(&(vertices[0], vertices[1])) {
            return known;
        }
        let at = self.lines.len() as i32;
        let place = |&vertex: &u32| self.coverage.vertices[vertex as usize];
        self.lines.push(vertices.iter().map(place).collect());
        self.known.insert((vertices[last], vertices[last - 1]), !at);
        self.known.insert((vertices[0], vertices[1]), at);
        at
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::base::model::Measure;
    use geo::{LineString, MultiPolygon, Polygon, polygon};

    /// A unit put together from its lines.
    fn unit(arcs: &Arcs, unit: usize) -> MultiPolygon<f64> {
        let ring = |lines: &Vec<i32>| {
            let mut ring: Vec<Coord> = Vec::new();
            for &line in lines {
                let mut own = arcs.lines[if line < 0 { !line } else { line } as usize].clone();
                if line < 0 {
                    own.reverse();
                }
                ring.pop();
                ring.extend(own);
            }
            LineString(ring)
        };
        let polygon = |rings: &Vec<Vec<i32>>| {
            Polygon::new(ring(&rings[0]), rings[1..].iter().map(ring).collect())
        };
        arcs.units[unit].iter().map(polygon).collect()
    }

    #[test]
    fn units_share_lines_and_come_back() {
        let square = |x: f64, y: f64, size: f64| polygon![(x: x, y: y), (x: x + size, y: y), (x: x + size, y: y + size), (x: x, y: y + size)];
        let hole = square(1.0, 1.0, 1.0);
        let west = Polygon::new(
            square(0.0, 0.0, 4.0).exterior().clone(),
            vec![hole.exterior().clone()],
        );
        let geometry: Vec<MultiPolygon<f64>> = vec![
            west.into(),
            square(4.0, 0.0, 4.0).into(),
            // fills the hole
            hole.into(),
            MultiPolygon(vec![square(9.0, 0.0, 1.0), square(9.0, 2.0, 1.0)]),
        ];
        let coverage = Coverage::build(&geometry, Measure::Planar);
        let arcs = coverage.arcs();
        // the west's shore, the border, the hole, the east's shore, two islands
        assert_eq!(arcs.lines.len(), 6);
        for at in 0..4 {
            let (one, other) = (unit(&arcs, at), coverage.shape(at, |_| false));
            let edges = |shape: &MultiPolygon<f64>| {
                let rings = shape
                    .iter()
                    .flat_map(|p| std::iter::once(p.exterior()).chain(p.interiors()));
                let mut edges: Vec<String> = rings
                    .flat_map(|ring| ring.lines())
                    .map(|line| format!("{line:?}"))
                    .collect();
                edges.sort();
                edges
            };
            assert_eq!(edges(&one), edges(&other), "{at}");
        }
    }
}
