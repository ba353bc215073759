//! The permutation engine: pseudo p-values from draws that any number of threads repeats.
//!
//! Conditional randomisation (Anselin 1995): the value of unit i stays, its k neighbours are drawn without replacement from
//! the other n-1 units, anew for each unit. Unit i draws from its own ChaCha8 stream, number i of the seed.

use super::draw::{BATCH, Draws};
use super::weights::Weights;
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

    pub(super) fn none() -> Self {
        Self {
            permutations: 0,
            at_least: 0,
            at_most: 0,
        }
    }

    /// Counts a permuted statistic; the observed one lies between `low` and `high`, which are ties.
    #[inline]
    pub(super) fn add(&mut self, permuted: f64, low: f64, high: f64) {
        self.permutations += 1;
        self.at_least += usize::from(permuted >= low);
        self.at_most += usize::from(permuted <= high);
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
/// The statistic of unit i is the sum over neighbours j of w_ij `term(i, j)`, or anything that rises with it; `reach` bounds the
/// size of a term, so that sums of the same terms in another order tie.
pub(super) fn conditional<T>(
    weights: &Weights<'_>,
    permutations: usize,
    seed: u64,
    reach: f64,
    term: T,
) -> Vec<Option<Tails>>
where
    T: Fn(usize, usize) -> f64 + Sync,
{
    let n = weights.graph().n();
    let unit = |draws: &mut Draws, i: usize| {
        let k = weights.graph().degree(i);
        if k == 0 || permutations == 0 {
            return None;
        }
        let (observed, greatest) = weights.row(i).fold((0.0, 0.0), |(sum, most), (j, w)| {
            (sum + w * term(i, j), f64::max(most, w))
        });
        let noise = 4.0 * f64::EPSILON * k as f64 * reach * greatest;
        let (low, high) = (observed - noise, observed + noise);
        let mut rng = stream(seed, i);
        let mut tails = Tails::none();
        draws.start(i as u32, k, n as u32);
        while tails.permutations < permutations {
            let (rows, refused) = draws.next(&mut rng, i as u32, n as u32);
            let mut sums = [0.0; BATCH];
            for (row, (_, w)) in rows.iter().zip(weights.row(i)) {
                for (sum, &j) in sums.iter_mut().zip(row) {
                    *sum += w * term(i, j as usize);
                }
            }
            let taken = sums
                .iter()
                .zip(refused)
                .filter(|(_, refused)| *refused == 0);
            for (&sum, _) in taken.take(permutations - tails.permutations) {
                tails.add(sum, low, high);
            }
        }
        Some(tails)
    };
    (0..n)
        .into_par_iter()
        .map_init(Draws::default, unit)
        .collect()
}
