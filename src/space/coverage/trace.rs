//! Loose edges of a group chained into the rings of its boundary.

use super::cancel::Rings;
use super::vertices::{Vertices, same};
use geo::Coord;
use geo::algorithm::kernels::{Kernel, Orientation, RobustKernel};
use std::collections::HashMap;

const NONE: u32 = u32::MAX;

/// Edges to be chained; a vertex is named by the first edge that leaves it.
struct Chain {
    /// Where each edge leaves.
    places: Vec<Coord>,
    /// The vertex each edge leaves.
    from: Vec<u32>,
    /// The vertex each edge comes to.
    to: Vec<u32>,
    /// The next edge that leaves the same vertex, ascending.
    also: Vec<u32>,
}

/// Open rings of places along the loose edges of `rings`. Each place comes once in a ring.
pub(super) fn trace(rings: &Rings, loose: &[u32]) -> Vec<Vec<Coord>> {
    let chain = Chain::new(rings, loose);
    let mut chained = vec![false; loose.len()];
    let mut traced = Vec::new();
    for start in 0..loose.len() as u32 {
        if !chained[start as usize] {
            chain.walk(start, &mut chained, &mut traced);
        }
    }
    traced
}

impl Chain {
    fn new(rings: &Rings, loose: &[u32]) -> Self {
        let place = |&edge: &u32| rings.places[edge as usize];
        let places: Vec<Coord> = loose.iter().map(place).collect();
        let mut vertices = Vertices::new(&places);
        let mut also = vec![NONE; places.len()];
        let mut last = vec![NONE; places.len()];
        let mut from = Vec::with_capacity(places.len());
        for edge in 0..places.len() as u32 {
            let first = vertices.first(edge);
            if first != edge {
                also[last[first as usize] as usize] = edge;
            }
            last[first as usize] = edge;
            from.push(first);
        }
        let to = |(edge, &corner): (usize, &u32)| {
            let end = rings.places[corner as usize + 1];
            match places.get(edge + 1) {
                Some(&next) if same(next, end) => from[edge + 1],
                _ => vertices.find(end),
            }
        };
        let to = loose.iter().enumerate().map(to).collect();
        Self {
            places,
            from,
            to,
            also,
        }
    }

    fn leaving(&self, vertex: u32) -> impl Iterator<Item = u32> {
        let exists = |edge: u32| (edge != NONE).then_some(edge);
        std::iter::successors(exists(vertex), move |&edge| {
            exists(self.also[edge as usize])
        })
    }

    /// Follows the boundary from an edge until it closes; wherever it comes back to a vertex, a ring is complete.
    fn walk(&self, start: u32, chained: &mut [bool], rings: &mut Vec<Vec<Coord>>) {
        let mut path: Vec<Coord> = Vec::new();
        // where on the path the boundary can come back to: its start, and vertices that it passes more than once
        let mut knots = HashMap::from([(self.from[start as usize], 0)]);
        let mut edge = start;
        loop {
            chained[edge as usize] = true;
            path.push(self.places[edge as usize]);
            let at = self.to[edge as usize];
            if let Some(&position) = knots.get(&at) {
                rings.push(path.split_off(position));
                knots.retain(|_, knot| *knot <= position);
            } else if self.leaving(at).count() > 1 {
                knots.insert(at, path.len());
            }
            let open = self
                .leaving(at)
                .filter(|&d| d == start || !chained[d as usize]);
            match open.reduce(|d, e| self.first_clockwise(edge, d, e)) {
                Some(next) if next != start => edge = next,
                _ => break,
            }
        }
    }

    /// Of two edges leaving the end of `edge`, the one met first when turning clockwise from the way back: it bounds the same piece of the inside.
    fn first_clockwise(&self, edge: u32, d: u32, e: u32) -> u32 {
        let end = |edge: u32| self.places[self.to[edge as usize] as usize];
        let (back, hub) = (self.places[edge as usize], self.places[d as usize]);
        let (to_d, to_e) = (end(d), end(e));
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
