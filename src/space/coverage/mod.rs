//! The shared-edge table: which units meet at which vertex and along which edge; borders, dissolve, gaps, overlaps, simplification.

mod borders;
mod build;
mod cancel;
mod cross;
mod dissolve;
mod gaps;
mod grid;
pub(crate) mod metre;
mod nest;
mod overlaps;
mod sector;
mod segment;
mod shape;
mod simplify;
mod snap;
mod trace;
mod vertices;

pub use borders::Border;
pub use dissolve::dissolve;
pub use gaps::Gap;
pub use overlaps::Overlap;

use crate::base::model::Measure;
use geo::Coord;
use std::ops::Range;

/// The polygons of n units cut into corners that point at shared vertices.
///
/// Two corners meet in one vertex when their coordinates are bit-equal (-0 is 0). Rings run with the inside on their left, so an
/// edge between two units is walked once each way. Corners are numbered unit by unit, ring by ring; a corner also names the edge
/// that leaves it.
#[derive(Debug, Clone)]
pub struct Coverage {
    measure: Measure,
    unit_rings: Vec<u32>,
    ring_corners: Vec<u32>,
    ring_unit: Vec<u32>,
    ring_shell: Vec<bool>,
    corner_ring: Vec<u32>,
    corner_vertex: Vec<u32>,
    vertices: Vec<Coord>,
    vertex_offsets: Vec<u32>,
    vertex_corners: Vec<u32>,
    twins: Vec<u32>,
}

/// In place of a twin: no other edge has the same ends, or several have.
const NO_TWIN: u32 = u32::MAX;
const TWINS: u32 = u32::MAX - 1;

impl Coverage {
    /// Number of units, empty ones included.
    pub fn n(&self) -> usize {
        self.unit_rings.len() - 1
    }

    /// How lengths are measured.
    pub fn measure(&self) -> Measure {
        self.measure
    }

    /// Number of distinct vertices.
    pub fn vertices(&self) -> usize {
        self.vertices.len()
    }

    /// Edges of a unit, inside on the left, that no unit of `whole` has on its other side.
    pub(crate) fn outer_edges(
        &self,
        unit: usize,
        whole: impl Fn(u32) -> bool,
    ) -> impl Iterator<Item = (Coord, Coord)> {
        self.corners(unit)
            .filter(move |&corner| {
                self.twins(corner)
                    .all(|(d, same_way)| same_way || !whole(self.unit(d)))
            })
            .map(|corner| self.line(corner))
            .filter(|(a, b)| a != b)
    }

    fn corners(&self, unit: usize) -> Range<u32> {
        let rings = &self.unit_rings[unit..=unit + 1];
        self.ring_corners[rings[0] as usize]..self.ring_corners[rings[1] as usize]
    }

    fn unit(&self, corner: u32) -> u32 {
        self.ring_unit[self.corner_ring[corner as usize] as usize]
    }

    fn vertex(&self, corner: u32) -> u32 {
        self.corner_vertex[corner as usize]
    }

    fn next(&self, corner: u32) -> u32 {
        let ring = self.corner_ring[corner as usize] as usize;
        if corner + 1 == self.ring_corners[ring + 1] {
            self.ring_corners[ring]
        } else {
            corner + 1
        }
    }

    fn previous(&self, corner: u32) -> u32 {
        let ring = self.corner_ring[corner as usize] as usize;
        if corner == self.ring_corners[ring] {
            self.ring_corners[ring + 1] - 1
        } else {
            corner - 1
        }
    }

    fn ends(&self, corner: u32) -> (u32, u32) {
        (self.vertex(corner), self.vertex(self.next(corner)))
    }

    fn line(&self, corner: u32) -> (Coord, Coord) {
        let (a, b) = self.ends(corner);
        (self.vertices[a as usize], self.vertices[b as usize])
    }

    fn corners_at(&self, vertex: u32) -> &[u32] {
        let v = vertex as usize;
        &self.vertex_corners[self.vertex_offsets[v] as usize..self.vertex_offsets[v + 1] as usize]
    }

    /// The other edges with the same two ends as the edge of `corner`; true for those walked the same way.
    fn twins(&self, corner: u32) -> impl Iterator<Item = (u32, bool)> + '_ {
        let twin = self.twins[corner as usize];
        let one = (twin < TWINS).then_some((twin, false));
        let several = (twin == TWINS).then(|| self.find_twins(corner));
        one.into_iter().chain(several.into_iter().flatten())
    }

    fn find_twins(&self, corner: u32) -> impl Iterator<Item = (u32, bool)> + '_ {
        let (a, b) = self.ends(corner);
        let (hub, rim, out) = if self.corners_at(a).len() <= self.corners_at(b).len() {
            (a, b, true)
        } else {
            (b, a, false)
        };
        let around = self.corners_at(hub).iter().flat_map(move |&d| {
            let leaving = (self.vertex(self.next(d)) == rim).then_some((d, out));
            let before = self.previous(d);
            let arriving = (self.vertex(before) == rim).then_some((before, !out));
            leaving.into_iter().chain(arriving)
        });
        around.filter(move |&(d, _)| d != corner)
    }
}

#[cfg(test)]
pub(crate) mod lattice;
