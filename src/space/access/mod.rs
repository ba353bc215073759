//! Access to services: how far, how many, and how much for each person.
//!
//! * [`Straight`]: on the ellipsoid or the plane, times a detour; [`Network`] and [`Along`]: along roads and ferries
//! * [`access`]: the nearest, counts in a catchment, 2SFCA (Luo and Wang 2003), E2SFCA (Luo and Qi 2009), gravity (Hansen 1959)
//! * [`Decay`]: what a supply is worth from afar; [`inside`]: a place within a shape

mod arc;
mod decay;
mod floating;
mod inside;
mod links;
mod nearest;
mod network;
mod straight;
#[cfg(test)]
mod tests;

pub use decay::Decay;
pub use floating::{Access, Asked, Method, access};
pub use inside::inside;
pub use network::{Along, Edge, Network, Tie, tie};
pub use straight::{Straight, Tree};

use std::cmp::Ordering;
use std::collections::BinaryHeap;

/// The way from places of demand to points of supply; costs are kilometres, minutes, or units of a plane.
pub trait Ways: Sync {
    /// Number of places of demand.
    fn demand(&self) -> usize;

    /// Number of points of supply.
    fn supply(&self) -> usize;

    /// Whether a demand has a place to start from.
    fn placed(&self, demand: usize) -> bool;

    /// The supply at most `reach` away, and at least the `k` nearest where so many can be reached: costs and points, the nearest first, equal costs in the
    /// order of the points. `found` is emptied before.
    fn look(&self, demand: usize, k: usize, reach: f64, scratch: &mut Scratch, found: &mut Found);

    /// The nearest supply at most `reach` away, no more than `most` (at least 1), in the same order; returns the cost below which none is left out, infinity where
    /// the whole reach was looked at. The work ends with the last that is taken, so that a wide reach costs no more than what is near.
    fn nearby(
        &self,
        demand: usize,
        most: usize,
        reach: f64,
        scratch: &mut Scratch,
        found: &mut Found,
    ) -> f64;
}

/// Costs and points of supply.
pub type Found = Vec<(f64, u32)>;

/// Room that a search uses again.
#[derive(Debug, Default)]
pub struct Scratch {
    far: Vec<f64>,
    touched: Vec<u32>,
    open: BinaryHeap<Open>,
}

/// A node that is to be settled, the nearest first.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Open {
    far: f64,
    node: u32,
}

impl Eq for Open {}

impl PartialOrd for Open {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Open {
    fn cmp(&self, other: &Self) -> Ordering {
        let by_far = other.far.total_cmp(&self.far);
        by_far.then_with(|| other.node.cmp(&self.node))
    }
}

/// Cuts what is found, in order, to `most`; the cost below which none is left out.
fn cut(found: &mut Found, most: usize) -> f64 {
    if found.len() < most {
        return f64::INFINITY;
    }
    found.truncate(most);
    found.last().map_or(f64::INFINITY, |last| last.0)
}

fn in_order(a: &(f64, u32), b: &(f64, u32)) -> Ordering {
    a.0.total_cmp(&b.0).then(a.1.cmp(&b.1))
}
