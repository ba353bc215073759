//! Grows the land of one island: hills stand out of the sea in the order of their height.

use super::hex::{DIRECTIONS, Hex, SEA};
use super::layout::Site;
use crate::demo::chance;
use std::collections::BinaryHeap;

/// Pockets of water smaller than this many cells become land.
const LAKE: usize = 3;

/// One island: a mesh, and for each cell the village that holds it.
#[derive(Debug)]
pub struct Island {
    /// The mesh.
    pub hex: Hex,
    /// A village for each cell, or [`SEA`].
    pub label: Vec<u32>,
    /// The middle of the mesh lies here, in edge lengths, east and north.
    pub centre: [f64; 2],
    /// East on the mesh points this way.
    pub axis: [f64; 2],
}

impl Island {
    /// From the mesh to the common plane, in edge lengths.
    pub fn outward(&self, [x, y]: [f64; 2]) -> [f64; 2] {
        let [mx, my] = middle(&self.hex);
        let (x, y) = (x - mx, y - my);
        [
            self.centre[0] + x * self.axis[0] - y * self.axis[1],
            self.centre[1] + x * self.axis[1] + y * self.axis[0],
        ]
    }
}

fn middle(hex: &Hex) -> [f64; 2] {
    hex.centre(hex.height / 2 * hex.width + hex.width / 2)
}

/// An island without villages, and its land: connected, ascending, about `site.cells` cells, all within `site.radius`.
pub fn grow(site: &Site, seed: u64, unit: u64) -> (Island, Vec<u32>) {
    let rng = &mut chance::stream(seed, "island", unit);
    let hex = Hex {
        width: (2.0 * site.radius / 3.0_f64.sqrt()).ceil() as u32 + 10,
        height: (2.0 * site.radius / 1.5).ceil() as u32 + 10,
        seed: chance::mix(seed, unit),
    };
    let island = Island {
        hex,
        label: vec![SEA; hex.cells()],
        centre: site.centre,
        axis: chance::direction(rng),
    };
    let long = chance::between(rng, 1.3, 2.2).sqrt();
    let size = (site.cells as f64 * 0.827).sqrt();
    let [mx, my] = middle(&hex);
    let height = |cell: u32| -> Option<f64> {
        let [x, y] = hex.centre(cell);
        let (x, y) = (x - mx, y - my);
        if (x * x + y * y).sqrt() > site.radius - 2.0 {
            return None;
        }
        let (x, y) = (x / size, y / size);
        let bend = 0.35 * chance::smooth(hex.seed.wrapping_add(11), x * 1.3, 0.5);
        let (s, t) = (x / long, (y + bend) * long);
        let hills = chance::fractal(hex.seed.wrapping_add(22), x * 1.7, y * 1.7, 6);
        Some(1.1 * hills - (s * s + t * t).sqrt())
    };
    let start = hex.height / 2 * hex.width + hex.width / 2;
    let mut known = vec![false; hex.cells()];
    known[start as usize] = true;
    let mut coast = BinaryHeap::from([(i64::MAX, start)]);
    let mut land = Vec::with_capacity(site.cells);
    while land.len() < site.cells {
        let Some((_, cell)) = coast.pop() else { break };
        land.push(cell);
        for k in 0..DIRECTIONS {
            let other = hex.neighbour(cell, k);
            if std::mem::replace(&mut known[other as usize], true) {
                continue;
            }
            if let Some(height) = height(other) {
                coast.push(((height * 1e9) as i64, other));
            }
        }
    }
    fill_puddles(&hex, &mut land);
    (island, land)
}

/// Makes pockets of water of fewer than [`LAKE`] cells land, and sorts the land.
fn fill_puddles(hex: &Hex, land: &mut Vec<u32>) {
    let mut seen = vec![false; hex.cells()];
    for &cell in land.iter() {
        seen[cell as usize] = true;
    }
    for i in 0..land.len() {
        for k in 0..DIRECTIONS {
            let start = hex.neighbour(land[i], k);
            if seen[start as usize] {
                continue;
            }
            let mut pocket = vec![start];
            let mut next = 0;
            while let Some(&cell) = pocket.get(next).filter(|_| pocket.len() < LAKE) {
                next += 1;
                for k in 0..DIRECTIONS {
                    let other = hex.neighbour(cell, k);
                    if !seen[other as usize] && !pocket.contains(&other) {
                        pocket.push(other);
                    }
                }
            }
            if pocket.len() < LAKE {
                for &cell in &pocket {
                    seen[cell as usize] = true;
                }
                land.extend(pocket);
            }
        }
    }
    land.sort_unstable();
}
