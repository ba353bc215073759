//! The part of the surroundings of a vertex that a corner takes up.

use geo::Coord;
use geo::algorithm::kernels::{Kernel, Orientation, RobustKernel};

/// The inside of a corner at `at`: anticlockwise from the way to `next` to the way back to `previous`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sector {
    pub at: Coord,
    pub next: Coord,
    pub previous: Coord,
}

impl Sector {
    /// Whether the insides of two corners at one place have more in common than a line; exact.
    pub(super) fn overlaps(&self, other: &Self) -> bool {
        self.starts(other.next) && !other.is_empty() || other.starts(self.next) && !self.is_empty()
    }

    fn turn(&self, a: Coord, b: Coord) -> Orientation {
        RobustKernel::orient2d(self.at, a, b)
    }

    fn same_way(&self, a: Coord, b: Coord) -> bool {
        let (a_way, b_way) = (a - self.at, b - self.at);
        self.turn(a, b) == Orientation::Collinear && a_way.x * b_way.x + a_way.y * b_way.y > 0.0
    }

    fn is_empty(&self) -> bool {
        self.same_way(self.next, self.previous)
    }

    /// Whether what lies anticlockwise of the way to a place begins inside: the way of `next` does, that of `previous` does not.
    fn starts(&self, way: Coord) -> bool {
        if self.is_empty() || self.same_way(way, self.previous) {
            return false;
        }
        if self.same_way(way, self.next) {
            return true;
        }
        let left = |a, b| self.turn(a, b) == Orientation::CounterClockwise;
        match self.turn(self.next, self.previous) {
            Orientation::CounterClockwise => left(self.next, way) && left(way, self.previous),
            Orientation::Clockwise => !(left(self.previous, way) && left(way, self.next)),
            Orientation::Collinear => left(self.next, way),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A sector between two of sixteen ways, as steps around.
    fn sector(next: u32, previous: u32) -> Sector {
        // lattice points in the order of their angle
        const AROUND: [(i32, i32); 16] = [
            (3, 0),
            (3, 1),
            (3, 3),
            (1, 3),
            (0, 3),
            (-1, 3),
            (-3, 3),
            (-3, 1),
            (-3, 0),
            (-3, -1),
            (-3, -3),
            (-1, -3),
            (0, -3),
            (1, -3),
            (3, -3),
            (3, -1),
        ];
        let way = |step: u32| {
            let (x, y) = AROUND[step as usize % 16];
            Coord {
                x: 7.0 + f64::from(x),
                y: 5.0 + f64::from(y),
            }
        };
        Sector {
            at: Coord { x: 7.0, y: 5.0 },
            next: way(next),
            previous: way(previous),
        }
    }

    proptest! {
        #[test]
        fn overlap_is_a_common_step(a in 0_u32..16, p in 0_u32..16, b in 0_u32..16, q in 0_u32..16) {
            let steps = |next: u32, previous: u32| -> Vec<u32> {
                let width = (previous + 16 - next) % 16;
                (0..width).map(|step| (next + step) % 16).collect()
            };
            let (mine, other) = (steps(a, p), steps(b, q));
            let common = mine.iter().any(|step| other.contains(step));
            prop_assert_eq!(sector(a, p).overlaps(&sector(b, q)), common);
        }
    }
}
