//! From polygons to the table.

use super::vertices::Vertices;
use super::{Coverage, NO_TWIN, TWINS};
use crate::base::model::Measure;
use geo::{Coord, LineString, MultiPolygon};
use rayon::prelude::*;
use std::sync::atomic::{AtomicU32, Ordering};

/// Corners in a cell, in the mean.
const IN_CELL: f64 = 512.0;

impl Coverage {
    /// Builds the table of n multipolygons; O(v log v) in their vertices. Empty geometry makes a unit without corners.
    pub fn build(geometry: &[MultiPolygon<f64>], measure: Measure) -> Self {
        let shapes: Vec<&MultiPolygon<f64>> = geometry.iter().collect();
        Self::of(&shapes, measure)
    }

    /// The same of n multipolygons in another order than they are kept in.
    pub fn of(geometry: &[&MultiPolygon<f64>], measure: Measure) -> Self {
        let mut coords: Vec<Coord> = Vec::with_capacity(geometry.iter().copied().map(size).sum());
        let mut unit_rings = vec![0];
        let mut ring_corners = vec![0];
        let mut ring_unit = Vec::new();
        let mut ring_shell = Vec::new();
        for (unit, shape) in geometry.iter().copied().enumerate() {
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
        let (a, b) = self.ends(corner);
        // nearly all corners are alone, or with one of the unit beside
        let here = self.corners_at(a);
        if here.len() < 3 && self.vertex(self.previous(corner)) != b {
            let Some(&other) = here.iter().find(|&&d| d != corner) else {
                return NO_TWIN;
            };
            let before = self.previous(other);
            let (back, on) = (self.vertex(before) == b, self.vertex(self.next(other)) == b);
            match (back, on) {
                (false, false) => return NO_TWIN,
                (true, false) => return before,
                _ => {}
            }
        }
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
    let mut vertex = firsts(coords);
    let first = |(corner, first): &(usize, &u32)| *corner == **first as usize;
    let count = vertex.par_iter().enumerate().filter(first).count();
    let mut vertices = Vec::with_capacity(count);
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

/// The first corner at the place of each: a table for every cell of a grid, small enough for the processor's own memory.
fn firsts(coords: &[Coord]) -> Vec<u32> {
    let low = coords.par_iter().copied().reduce(
        || Coord {
            x: f64::INFINITY,
            y: f64::INFINITY,
        },
        |a, b| Coord {
            x: a.x.min(b.x),
            y: a.y.min(b.y),
        },
    );
    let high = coords.par_iter().copied().reduce(
        || Coord {
            x: f64::NEG_INFINITY,
            y: f64::NEG_INFINITY,
        },
        |a, b| Coord {
            x: a.x.max(b.x),
            y: a.y.max(b.y),
        },
    );
    let side = (coords.len() as f64 / IN_CELL).sqrt().ceil();
    let step = Coord {
        x: side / (high.x - low.x),
        y: side / (high.y - low.y),
    };
    let side = side as usize;
    // a layer of one column or row has no step: all are in cell 0
    let cell = |c: &Coord| {
        let along = |way: f64| (way as usize).min(side - 1);
        (along((c.y - low.y) * step.y) * side + along((c.x - low.x) * step.x)) as u32
    };
    let cells: Vec<u32> = coords.par_iter().map(cell).collect();
    let (offsets, corners) = invert(&cells, side * side);
    drop(cells);
    let firsts: Vec<AtomicU32> = (0..coords.len()).map(|_| AtomicU32::new(0)).collect();
    offsets.par_windows(2).for_each(|ends| {
        let corners = &corners[ends[0] as usize..ends[1] as usize];
        let places: Vec<Coord> = corners
            .iter()
            .map(|&corner| coords[corner as usize])
            .collect();
        let mut vertices = Vertices::new(&places);
        for (position, &corner) in (0_u32..).zip(corners) {
            let first = corners[vertices.first(position) as usize];
            firsts[corner as usize].store(first, Ordering::Relaxed);
        }
    });
    firsts.into_iter().map(AtomicU32::into_inner).collect()
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
    // each offset runs to the end of its row, which is the beginning of the next
    let mut corners = vec![0; corner_vertex.len()];
    for (corner, &v) in corner_vertex.iter().enumerate() {
        let free = &mut offsets[v as usize];
        corners[*free as usize] = corner as u32;
        *free += 1;
    }
    offsets.copy_within(..vertices, 1);
    offsets[0] = 0;
    (offsets, corners)
}
