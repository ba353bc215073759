//! A hexagonal mesh: cells, corners and edges by number.
//!
//! Exactly three cells meet at a corner, so the rim of any set of cells is a set of simple rings that never touch: polygons
//! made of cells are valid and share their borders by construction.

use crate::demo::chance;

/// Label of cells that nobody lives on.
pub const SEA: u32 = u32::MAX;

/// Directions in counterclockwise order; edge k runs from corner k to corner k+1 and faces direction k.
pub const DIRECTIONS: usize = 6;

/// How far a corner strays from its lattice place, in edge lengths.
const JITTER: f64 = 0.28;

/// Rows of pointy-topped hexagons with edges of length 1, odd rows pushed half a cell east; rows go north.
#[derive(Debug, Clone, Copy)]
pub struct Hex {
    /// Cells in a row.
    pub width: u32,
    /// Rows.
    pub height: u32,
    /// Seed of the jitter.
    pub seed: u64,
}

impl Hex {
    /// The number of cells.
    pub fn cells(&self) -> usize {
        self.width as usize * self.height as usize
    }

    /// True when the cell is so near the rim of the mesh that corners around it would fall off.
    pub fn at_rim(&self, cell: u32) -> bool {
        let (row, column) = (cell / self.width, cell % self.width);
        row < 3 || column < 3 || row + 3 >= self.height || column + 3 >= self.width
    }

    /// The cell beyond edge k (0 north-west, then counterclockwise).
    pub fn neighbour(&self, cell: u32, k: usize) -> u32 {
        let odd = (cell / self.width) % 2;
        match k {
            0 => cell + self.width + odd - 1,
            1 => cell - 1,
            2 => cell - self.width + odd - 1,
            3 => cell - self.width + odd,
            4 => cell + 1,
            _ => cell + self.width + odd,
        }
    }

    /// The middle of a cell on the undisturbed lattice.
    pub fn centre(&self, cell: u32) -> [f64; 2] {
        let (row, column) = (cell / self.width, cell % self.width);
        let shift = if row % 2 == 1 { 0.5 } else { 0.0 };
        [
            3.0_f64.sqrt() * (f64::from(column) + shift),
            1.5 * f64::from(row),
        ]
    }

    /// The number of corner k of a cell (0 north, then counterclockwise); each cell owns its north and south corners.
    pub fn corner(&self, cell: u32, k: usize) -> u32 {
        match k % DIRECTIONS {
            0 => 2 * cell,
            1 => 2 * self.neighbour(cell, 0) + 1,
            2 => 2 * self.neighbour(cell, 2),
            3 => 2 * cell + 1,
            4 => 2 * self.neighbour(cell, 3),
            _ => 2 * self.neighbour(cell, 5) + 1,
        }
    }

    /// The three edges at a corner: the corner at the other end and the two cells beside the edge.
    fn spokes(&self, corner: u32) -> [(u32, u32, u32); 3] {
        let cell = corner / 2;
        if corner.is_multiple_of(2) {
            let (left, right) = (self.neighbour(cell, 0), self.neighbour(cell, 5));
            [
                (2 * left + 1, cell, left),
                (2 * right + 1, cell, right),
                (2 * self.neighbour(left, 5) + 1, left, right),
            ]
        } else {
            let (left, right) = (self.neighbour(cell, 2), self.neighbour(cell, 3));
            [
                (2 * left, cell, left),
                (2 * right, cell, right),
                (2 * self.neighbour(left, 3), left, right),
            ]
        }
    }

    fn jittered(&self, corner: u32) -> [f64; 2] {
        let [x, y] = self.centre(corner / 2);
        let pole = if corner.is_multiple_of(2) { 1.0 } else { -1.0 };
        let place = u64::from(corner) * 2;
        [
            x + JITTER * chance::at(self.seed, place),
            y + pole + JITTER * chance::at(self.seed, place + 1),
        ]
    }

    /// Where a corner of a border lies: jittered, then drawn half way to its neighbours along borders between labels, which
    /// takes the honeycomb out of the line.
    pub fn place(&self, label: &[u32], corner: u32) -> [f64; 2] {
        let here = self.jittered(corner);
        let (mut sum, mut count) = ([0.0; 2], 0.0);
        for (other, a, b) in self.spokes(corner) {
            if label[a as usize] != label[b as usize] {
                let there = self.jittered(other);
                sum = [sum[0] + there[0], sum[1] + there[1]];
                count += 1.0;
            }
        }
        if count == 0.0 {
            return here;
        }
        [
            (here[0] + sum[0] / count) / 2.0,
            (here[1] + sum[1] / count) / 2.0,
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MESH: Hex = Hex {
        width: 12,
        height: 12,
        seed: 1,
    };

    #[test]
    fn neighbours_are_mutual_and_share_the_edge() {
        for cell in (0..144).filter(|&cell| !MESH.at_rim(cell)) {
            for k in 0..DIRECTIONS {
                let other = MESH.neighbour(cell, k);
                let back = (k + 3) % DIRECTIONS;
                assert_eq!(MESH.neighbour(other, back), cell);
                assert_eq!(MESH.corner(cell, k), MESH.corner(other, back + 1));
                assert_eq!(MESH.corner(cell, k + 1), MESH.corner(other, back));
                let (a, b) = (MESH.centre(cell), MESH.centre(other));
                let gap = ((a[0] - b[0]).powi(2) + (a[1] - b[1]).powi(2)).sqrt();
                assert!((gap - 3.0_f64.sqrt()).abs() < 1e-12);
            }
        }
    }

    #[test]
    fn spokes_are_the_edges_of_the_three_cells() {
        for cell in (0..144).filter(|&cell| !MESH.at_rim(cell)) {
            for k in 0..DIRECTIONS {
                let (from, to) = (MESH.corner(cell, k), MESH.corner(cell, k + 1));
                let other = MESH.neighbour(cell, k);
                assert!(MESH.spokes(from).iter().any(|&(end, a, b)| end == to
                    && (a, b).min((b, a)) == (cell, other).min((other, cell))));
            }
        }
    }
}
