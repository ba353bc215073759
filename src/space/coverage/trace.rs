//! Boundary edges of a group, chained into rings that touch in vertices at most.

use super::Coverage;
use geo::algorithm::kernels::{Kernel, Orientation, RobustKernel};
use std::collections::HashMap;
use std::sync::atomic::{AtomicU8, Ordering::Relaxed};

/// What became of the edge that leaves a corner: inner edges of a group cancel, the others are chained once.
pub(super) const CANCELLED: u8 = 0;
pub(super) const LOOSE: u8 = 1;
pub(super) const CHAINED: u8 = 2;

impl Coverage {
    /// Open rings of vertices along the loose edges that leave `corners`; `of` tells the group of a corner. Each vertex comes once in a ring.
    pub(super) fn trace(
        &self,
        corners: impl Iterator<Item = u32>,
        of: impl Fn(u32) -> bool,
        edges: &[AtomicU8],
    ) -> Vec<Vec<u32>> {
        let mut rings = Vec::new();
        for start in corners {
            if edges[start as usize].load(Relaxed) == LOOSE {
                self.walk(start, &of, edges, &mut rings);
            }
        }
        rings
    }

    /// Follows the boundary from the edge of `start` until it closes; wherever it comes back to a vertex, a ring is complete.
    fn walk(
        &self,
        start: u32,
        of: &impl Fn(u32) -> bool,
        edges: &[AtomicU8],
        rings: &mut Vec<Vec<u32>>,
    ) {
        let mut path: Vec<u32> = Vec::new();
        // where on the path the boundary can come back to: its start, and vertices that it passes more than once
        let mut knots = HashMap::from([(self.vertex(start), 0)]);
        let mut edge = start;
        loop {
            edges[edge as usize].store(CHAINED, Relaxed);
            let (from, at) = self.ends(edge);
            path.push(from);
            let leaving = || {
                self.corners_at(at).iter().copied().filter_map(|d| {
                    let state = edges[d as usize].load(Relaxed);
                    (state != CANCELLED && of(d)).then_some((d, state == LOOSE || d == start))
                })
            };
            if let Some(&position) = knots.get(&at) {
                rings.push(path.split_off(position));
                knots.retain(|_, knot| *knot <= position);
            } else if leaving().count() > 1 {
                knots.insert(at, path.len());
            }
            let open = leaving().filter_map(|(d, open)| open.then_some(d));
            match open.reduce(|d, e| self.first_clockwise(from, at, d, e)) {
                Some(next) if next != start => edge = next,
                _ => break,
            }
        }
    }

    /// Of two edges leaving `at`, the one met first when turning clockwise from the way back to `from`: it bounds the same piece of the inside.
    fn first_clockwise(&self, from: u32, at: u32, d: u32, e: u32) -> u32 {
        let place = |vertex: u32| self.vertices[vertex as usize];
        let (back, hub) = (place(from), place(at));
        let (to_d, to_e) = (place(self.ends(d).1), place(self.ends(e).1));
        let half = |to| match RobustKernel::orient2d(hub, back, to) {
            Orientation::Clockwise => 0,
            Orientation::Collinear => 1,
            Orientation::CounterClockwise => 2,
        };
        let e_first = match half(to_e).cmp(&half(to_d)) {
            std::cmp::Ordering::Equal => {
                RobustKernel::orient2d(hub, to_e, to_d) == Orientation::Clockwise
            }
            order => order.is_lt(),
        };
        if e_first { e } else { d }
    }
}
