//! From polygons to the table.

use super::{Coverage, NO_TWIN, TWINS};
use crate::base::model::Measure;
use geo::{Coord, LineString, MultiPolygon};
use rayon::prelude::*;

impl Coverage {
    /// Builds the table of n multipolygons; O(v log v) in their vertices. Empty geometry makes a unit without corners.
    pub fn build(geometry: &[MultiPolygon<f64>], measure: Measure) -> Self {
        let mut coords: Vec<Coord> = Vec::with_capacity(geometry.iter().map(size).sum());
        let mut unit_rings = vec![0];
        let mut ring_corners = vec![0];
        let mut ring_unit = Vec::new();
        let mut ring_shell = Vec::new();
        for (unit, shape) in geometry.iter().enumerate() {
            for polygon in shape {
                push_ring(&mut coords, polygon.exterior(), true);
                ring_corners.push(coords.len() as u32);
                ring_shell.push(true);
                for hole in polygon.interiors() {
                    push_ring(&mut coords, hole, false);
                    ring_corners.push(coords.len() as u32);
                    ring_shell.push(false);
                }
            }
            ring_unit.resize(ring_corners.len() - 1, unit as u32);
            unit_rings.push(ring_unit.len() as u32);
        }
        let mut corner_ring = vec![0; coords.len()];
        for (ring, ends) in ring_corners.windows(2).enumerate() {
            corner_ring[ends[0] as usize..ends[1] as usize].fill(ring as u32);
        }
        let (corner_vertex, vertices) = dictionary(&coords);
        drop(coords);
        let (vertex_offsets, vertex_corners) = invert(&corner_vertex, vertices.len());
        let mut coverage = Self {
            measure,
            unit_rings,
            ring_corners,
            ring_unit,
            ring_shell,
            corner_ring,
            corner_vertex,
            vertices,
            vertex_offsets,
            vertex_corners,
            twins: Vec::new(),
        };
        coverage.twins = (0..coverage.corner_vertex.len() as u32)
            .into_par_iter()
            .map(|corner| coverage.twin(corner))
            .collect();
        coverage
    }

    fn twin(&self, corner: u32) -> u32 {
        let mut twins = self.find_twins(corner);
        match (twins.next(), twins.next()) {
            (None, _) => NO_TWIN,
            (Some((twin, false)), None) => twin,
            _ => TWINS,
        }
    }
}

fn size(shape: &MultiPolygon<f64>) -> usize {
    let rings = |polygon: &geo::Polygon| {
        let holes: usize = polygon.interiors().iter().map(|ring| ring.0.len()).sum();
        polygon.exterior().0.len() + holes
    };
    shape.iter().map(rings).sum()
}

/// Appends a ring without its closing or repeated points, anticlockwise for a shell and clockwise for a hole.
pub(super) fn push_ring(coords: &mut Vec<Coord>, ring: &LineString<f64>, shell: bool) {
    let start = coords.len();
    for point in &ring.0 {
        // adding 0 turns -0 into 0
        let point = Coord {
            x: point.x + 0.0,
            y: point.y + 0.0,
        };
        if coords.len() == start || coords[coords.len() - 1] != point {
            coords.push(point);
        }
    }
    if coords.len() > start + 1 && coords[start] == coords[coords.len() - 1] {
        coords.pop();
    }
    if (super::nest::doubled_area(&coords[start..]) < 0.0) == shell {
        coords[start..].reverse();
    }
}

/// The vertex of each corner and the coordinates of each vertex, numbered by first appearance.
fn dictionary(coords: &[Coord]) -> (Vec<u32>, Vec<Coord>) {
    let mut keys: Vec<(u64, u64, u32)> = coords
        .par_iter()
        .enumerate()
        .map(|(corner, c)| (c.x.to_bits(), c.y.to_bits(), corner as u32))
        .collect();
    keys.par_sort_unstable();
    let mut vertex = vec![0_u32; coords.len()];
    for alike in keys.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
        for key in alike {
            vertex[key.2 as usize] = alike[0].2;
        }
    }
    drop(keys);
    let mut vertices = Vec::new();
    for corner in 0..coords.len() {
        let first = vertex[corner] as usize;
        vertex[corner] = if first == corner {
            vertices.push(coords[corner]);
            vertices.len() as u32 - 1
        } else {
            vertex[first]
        };
    }
    (vertex, vertices)
}

/// The corners at each vertex, ascending, in compressed rows.
fn invert(corner_vertex: &[u32], vertices: usize) -> (Vec<u32>, Vec<u32>) {
    let mut offsets = vec![0_u32; vertices + 1];
    for &v in corner_vertex {
        offsets[v as usize + 1] += 1;
    }
    for v in 0..vertices {
        offsets[v + 1] += offsets[v];
    }
    let mut free = offsets.clone();
    let mut corners = vec![0; corner_vertex.len()];
    for (corner, &v) in corner_vertex.iter().enumerate() {
        corners[free[v as usize] as usize] = corner as u32;
        free[v as usize] += 1;
    }
    (offsets, corners)
}
