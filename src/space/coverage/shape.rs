//! Units back as polygons, with some of their vertices.

use super::Coverage;
use geo::{Coord, LineString, MultiPolygon, Polygon};

impl Coverage {
    /// The multipolygon of a unit without the vertices that are `gone`, rings and parts in their order, shells anticlockwise.
    pub(super) fn shape(&self, unit: usize, gone: impl Fn(u32) -> bool) -> MultiPolygon<f64> {
        let mut parts: Vec<(LineString<f64>, Vec<LineString<f64>>)> = Vec::new();
        for ring in self.unit_rings[unit]..self.unit_rings[unit + 1] {
            let ring = ring as usize;
            let corners = self.ring_corners[ring]..self.ring_corners[ring + 1];
            let mut line: Vec<Coord> = corners
                .map(|corner| self.vertex(corner))
                .filter(|&vertex| !gone(vertex))
                .map(|vertex| self.vertices[vertex as usize])
                .collect();
            line.extend(line.first().copied());
            match parts.last_mut() {
                Some((_, holes)) if !self.ring_shell[ring] => holes.push(LineString(line)),
                _ => parts.push((LineString(line), Vec::new())),
            }
        }
        let polygon = |(shell, holes)| Polygon::new(shell, holes);
        parts.into_iter().map(polygon).collect()
    }
}
