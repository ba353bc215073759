//! Which edges of a group of units are its boundary: inner ones are walked once each way, and cancel.

use super::vertices::{bits, hash, same, slot};
use geo::Coord;

/// In place of an edge in the table of edges.
const NONE: u32 = u32::MAX;

/// Closed rings one after the other, inside on the left; a place, but for the last of a ring, names the edge that leaves it.
#[derive(Debug, Default)]
pub(super) struct Rings {
    pub places: Vec<Coord>,
    /// Where each ring ends.
    pub ends: Vec<u32>,
}

impl Rings {
    /// Takes the places from `start` on as one more open ring, and closes it.
    pub fn close(&mut self, start: usize) {
        if start < self.places.len() {
            self.places.push(self.places[start]);
            self.ends.push(self.places.len() as u32);
        }
    }

    fn edges(&self) -> impl Iterator<Item = u32> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        let rings = starts.zip(&self.ends).map(|(start, end)| start..end - 1);
        // a ring of one place has no edge
        rings.filter(|ring| ring.len() > 1).flatten()
    }

    fn line(&self, edge: u32) -> (Coord, Coord) {
        (self.places[edge as usize], self.places[edge as usize + 1])
    }

    /// The edges walked more often their way than the other, ascending; of equal ones the first, as many as the surplus.
    pub fn loose(&self) -> Vec<u32> {
        self.paired().unwrap_or_else(|| self.counted())
    }

    /// The edges that no other walks the other way; `None` when more than two have the same ends, or two walk the same way.
    ///
    /// Where two units meet, one walks backwards along what the other walked: the edge before the last match is asked first,
    /// and only then the table of all edges so far.
    fn paired(&self) -> Option<Vec<u32>> {
        let mut open = vec![false; self.places.len()];
        let bits = bits(self.places.len());
        let mut table = vec![NONE; 1 << bits];
        let mut expected = NONE;
        let (mut last, mut last_hash) = (NONE, 0);
        for edge in self.edges() {
            let (from, to) = self.line(edge);
            let is = |other: u32, ends: (Coord, Coord)| {
                let (a, b) = self.line(other);
                same(a, ends.0) && same(b, ends.1)
            };
            let meets = |other: u32| is(other, (to, from));
            if expected != NONE && open[expected as usize] && meets(expected) {
                open[expected as usize] = false;
                expected = expected.checked_sub(1).unwrap_or(NONE);
                continue;
            }
            expected = NONE;
            let from_hash = if last + 1 == edge && last != NONE {
                last_hash
            } else {
                hash(from)
            };
            (last, last_hash) = (edge, hash(to));
            let mut slot = slot(from_hash.wrapping_add(last_hash), bits);
            loop {
                let other = table[slot];
                if other == NONE {
                    table[slot] = edge;
                    open[edge as usize] = true;
                    break;
                }
                if meets(other) {
                    if !std::mem::take(&mut open[other as usize]) {
                        return None;
                    }
                    expected = other.checked_sub(1).unwrap_or(NONE);
                    break;
                }
                if is(other, (from, to)) {
                    return None;
                }
                slot = (slot + 1) & (table.len() - 1);
            }
        }
        let edges = (0..open.len() as u32).filter(|&edge| open[edge as usize]);
        Some(edges.collect())
    }

    /// The same by sorting, however many edges have the same ends.
    fn counted(&self) -> Vec<u32> {
        let key = |c: Coord| (c.x.to_bits(), c.y.to_bits());
        let ends = |edge: u32| {
            let (from, to) = self.line(edge);
            let (from, to) = (key(from), key(to));
            (from.min(to), from.max(to), from < to, edge)
        };
        let mut keys: Vec<_> = self.edges().map(ends).collect();
        keys.sort_unstable();
        let mut loose = Vec::new();
        for alike in keys.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
            let (back, on) = alike.split_at(alike.partition_point(|key| !key.2));
            let (more, fewer) = if back.len() > on.len() {
                (back, on)
            } else {
                (on, back)
            };
            loose.extend(more[..more.len() - fewer.len()].iter().map(|key| key.3));
        }
        loose.sort_unstable();
        loose
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// Triangles on a small lattice have edges alone, in pairs, twice and in threes.
        #[test]
        fn pairing_is_counting(corners in prop::collection::vec((0..4_i32, 0..4_i32), 3..40)) {
            let mut rings = Rings::default();
            for ring in corners.chunks_exact(3).filter(|c| c[0] != c[1] && c[1] != c[2] && c[2] != c[0]) {
                let start = rings.places.len();
                rings.places.extend(ring.iter().map(|&(x, y)| Coord { x: x.into(), y: y.into() }));
                rings.close(start);
            }
            let paired = rings.paired();
            prop_assert!(paired.is_none_or(|paired| paired == rings.counted()));
        }
    }

    #[test]
    fn of_equal_edges_the_first_are_loose() {
        let mut rings = Rings::default();
        for ring in [[0, 1, 2], [0, 1, 3], [1, 0, 4]] {
            let start = rings.places.len();
            let place = |x: i32| Coord {
                x: f64::from(x),
                y: f64::from(x * x),
            };
            rings.places.extend(ring.map(place));
            rings.close(start);
        }
        assert!(rings.paired().is_none());
        assert_eq!(rings.loose(), [0, 1, 2, 5, 6, 9, 10]);
    }
}
