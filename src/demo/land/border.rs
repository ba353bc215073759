//! Borders: rings of corners around a village, drawn as fractal lines that both sides share to the last digit.

use super::hex::{DIRECTIONS, SEA};
use super::island::Island;
use crate::demo::chance;

/// A ring closed on itself, in millionths of a degree, east and north.
pub type Ring = Vec<[i32; 2]>;

/// An exterior, counterclockwise, and its holes, clockwise.
pub type Polygon = Vec<Ring>;

/// Corners in order, not closed; an outline is an exterior and its holes.
pub type Outline = Vec<Vec<u32>>;

/// The plane of the archipelago lies around this place, in the open Indian Ocean.
const ORIGIN: [f64; 2] = [104.0, -14.0];
/// Kilometres in a degree of longitude and latitude there.
const DEGREE_KM: [f64; 2] = [108.05, 110.63];

/// The outlines of a village, one for each piece of land.
pub fn outlines(island: &Island, cells: &[u32]) -> Vec<Outline> {
    let hex = &island.hex;
    let place = |cell: u32| cells.binary_search(&cell).ok();
    // Rim edges by their first corner: exactly one leaves each corner of the rim.
    let mut rim: Vec<(u32, u32, usize)> = Vec::new();
    let mut piece = vec![usize::MAX; cells.len()];
    let mut pieces = 0;
    for start in 0..cells.len() {
        if piece[start] != usize::MAX {
            continue;
        }
        piece[start] = pieces;
        let mut open = vec![start];
        while let Some(at) = open.pop() {
            for k in 0..DIRECTIONS {
                match place(hex.neighbour(cells[at], k)) {
                    None => rim.push((hex.corner(cells[at], k), hex.corner(cells[at], k + 1), at)),
                    Some(other) if piece[other] == usize::MAX => {
                        piece[other] = pieces;
                        open.push(other);
                    }
                    Some(_) => {}
                }
            }
        }
        pieces += 1;
    }
    rim.sort_unstable();
    let mut used = vec![false; rim.len()];
    let mut outlines = vec![Outline::new(); pieces];
    // The south-eastern edge of a piece's southernmost cell is always on its exterior, so that each piece starts with that.
    for (at, &cell) in cells.iter().enumerate() {
        for k in (3..DIRECTIONS).chain(0..3) {
            let corner = hex.corner(cell, k);
            let Ok(first) = rim.binary_search_by_key(&corner, |edge| edge.0) else {
                continue;
            };
            if rim[first].2 != at || rim[first].1 != hex.corner(cell, k + 1) || used[first] {
                continue;
            }
            let mut ring = Vec::new();
            let mut edge = first;
            while !used[edge] {
                used[edge] = true;
                ring.push(rim[edge].0);
                match rim.binary_search_by_key(&rim[edge].1, |edge| edge.0) {
                    Ok(next) => edge = next,
                    Err(_) => break,
                }
            }
            outlines[piece[at]].push(ring);
        }
    }
    outlines
}

/// Draws outlines with `pieces` line segments to an edge on average.
#[derive(Debug, Clone, Copy)]
pub struct Pen {
    /// Segments of an edge, on average, at least 1.
    pub pieces: f64,
    /// Length of a cell's edge.
    pub edge_km: f64,
}

impl Pen {
    /// The ring through the corners.
    pub fn draw(&self, island: &Island, corners: &[u32]) -> Ring {
        let mut ring = Ring::new();
        let next = corners.iter().cycle().skip(1);
        for (&from, &to) in corners.iter().zip(next) {
            let mut line = self.line(island, from.min(to), from.max(to));
            if from > to {
                line.reverse();
            }
            line.pop();
            ring.extend(line);
        }
        ring.extend(ring.first().copied());
        ring
    }

    /// The points of an edge, both ends included; asked for from its lower corner, so that it is the same for both sides.
    fn line(&self, island: &Island, low: u32, high: u32) -> Ring {
        let edge = chance::mix(
            island.hex.seed,
            u64::from(low) << 32 | u64::from(high) | 1 << 63,
        );
        let extra = f64::from(chance::at(edge, 0) / 2.0 + 0.5 < self.pieces.fract());
        let pieces = (self.pieces.floor() + extra) as usize;
        let ends = [low, high].map(|corner| island.hex.place(&island.label, corner));
        let mut points = vec![ends[0]];
        bend(ends, pieces, 0.1, edge, &mut points);
        points.push(ends[1]);
        points
            .into_iter()
            .map(|point| self.degrees(island.outward(point)))
            .collect()
    }

    fn degrees(&self, point: [f64; 2]) -> [i32; 2] {
        [0, 1].map(|axis| {
            let degrees = ORIGIN[axis] + point[axis] * self.edge_km / DEGREE_KM[axis];
            (degrees * 1e6).round() as i32
        })
    }
}

/// Midpoint displacement; the reach shrinks so fast that all bends together stay within 26 degrees of the straight line, and the
/// edges of a corner meet at more than twice that.
fn bend([a, b]: [[f64; 2]; 2], pieces: usize, reach: f64, seed: u64, points: &mut Vec<[f64; 2]>) {
    if pieces < 2 {
        return;
    }
    let share = (pieces / 2) as f64 / pieces as f64;
    let side = reach * chance::at(seed, 1);
    let (x, y) = (b[0] - a[0], b[1] - a[1]);
    let middle = [a[0] + share * x - side * y, a[1] + share * y + side * x];
    bend(
        [a, middle],
        pieces / 2,
        reach * 0.6,
        chance::mix(seed, 2),
        points,
    );
    points.push(middle);
    bend(
        [middle, b],
        pieces - pieces / 2,
        reach * 0.6,
        chance::mix(seed, 3),
        points,
    );
}

/// Pairs of villages that share an edge, as (lower, higher), ascending.
pub fn neighbours(islands: &[Island]) -> Vec<(u32, u32)> {
    let mut pairs = Vec::new();
    for island in islands {
        for (cell, &label) in (0_u32..).zip(&island.label) {
            if label == SEA {
                continue;
            }
            for k in 0..DIRECTIONS / 2 {
                let other = island.label[island.hex.neighbour(cell, k) as usize];
                if other != SEA && other != label {
                    pairs.push((label.min(other), label.max(other)));
                }
            }
        }
    }
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}
