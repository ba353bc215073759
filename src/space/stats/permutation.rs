//! The permutation engine: pseudo p-values from draws that any number of threads repeats.
//!
//! Conditional randomisation (Anselin 1995): the value of unit i stays, its k neighbours are drawn without replacement from
//! the other n-1 units, anew for each unit. Unit i draws from its own ChaCha8 stream, number i of the seed.

use super::draw::Draw;
use crate::space::graph::Graph;
use rand::SeedableRng;
use rand::rngs::ChaCha8Rng;
use rayon::prelude::*;

/// How often the permuted statistic reached the observed one from either side; ties count on both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tails {
    /// Number of permutations R.
    pub permutations: usize,
    /// Permuted statistics at or above the observed one.
    pub at_least: usize,
    /// Permuted statistics at or below it.
    pub at_most: usize,
}

impl Tails {
    /// One-sided p for a great statistic, (M+1)/(R+1).
    pub fn p_greater(self) -> f64 {
        self.p(self.at_least)
    }

    /// One-sided p for a small statistic.
    pub fn p_less(self) -> f64 {
        self.p(self.at_most)
    }

    /// Twice the smaller one, at most 1.
    pub fn p_two_sided(self) -> f64 {
        (2.0 * self.p(self.at_least.min(self.at_most))).min(1.0)
    }

    /// esda's and GeoDa's historical pick of the side the statistic lies on.
    pub fn p_directed(self) -> f64 {
        self.p(self.at_least.min(self.permutations - self.at_least))
    }

    fn p(self, count: usize) -> f64 {
        (count + 1) as f64 / (self.permutations + 1) as f64
    }

    /// Counts permuted statistics; those within `noise` of the observed one are ties.
    pub(super) fn count(observed: f64, noise: f64, permuted: impl Iterator<Item = f64>) -> Self {
        let (low, high) = (observed - noise, observed + noise);
        let mut tails = Self {
            permutations: 0,
            at_least: 0,
            at_most: 0,
        };
        for s in permuted {
            tails.permutations += 1;
            tails.at_least += usize::from(s >= low);
            tails.at_most += usize::from(s <= high);
        }
        tails
    }
}

/// Stream number `index` of a seed.
pub(super) fn stream(seed: u64, index: usize) -> ChaCha8Rng {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    rng.set_stream(index as u64);
    rng
}

/// Conditional randomisation of each unit with neighbours: n tails, `None` for a unit without, or without permutations.
///
/// `statistic(i, places)` is the statistic of unit i had it `places` (in the order of its neighbours) for neighbours; `term`
/// bounds the size of one neighbour's part in it, so that sums of the same values in another order tie.
pub(super) fn conditional<S>(
    graph: &Graph,
    permutations: usize,
    seed: u64,
    term: f64,
    statistic: S,
) -> Vec<Option<Tails>>
where
    S: Fn(usize, &[u32]) -> f64 + Sync,
{
    let unit = |pool: &mut Vec<u32>, i| {
        let neighbours = graph.neighbours(i);
        if neighbours.is_empty() || permutations == 0 {
            return None;
        }
        let noise = 4.0 * f64::EPSILON * neighbours.len() as f64 * term;
        let observed = statistic(i, neighbours);
        let mut draw = Draw::new(stream(seed, i), i, neighbours.len(), graph.n(), pool);
        let permuted = (0..permutations).map(|_| statistic(i, draw.places()));
        Some(Tails::count(observed, noise, permuted))
    };
    (0..graph.n())
        .into_par_iter()
        .map_init(Vec::new, unit)
        .collect()
}
