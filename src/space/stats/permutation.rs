//! The permutation engine: pseudo p-values from draws that any number of threads repeats.
//!
//! Conditional randomisation (Anselin 1995): the value of unit i stays, its k neighbours are drawn without replacement from
//! the other n-1 units, anew for each unit. Unit i draws from its own ChaCha8 stream, number i of the seed.
//! Global statistics shuffle all values; shuffle r draws from stream r.

use super::draw::{BATCH, Draws};
use super::local::Alternative;
use super::weights::Weights;
use crate::base::meter;
use rand::SeedableRng;
use rand::rngs::ChaCha8Rng;
use rand::seq::SliceRandom;
use rayon::prelude::*;

/// Units counted as done at once.
const PACE: usize = 64;

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
    /// The p-value of an alternative.
    pub fn p(self, alternative: Alternative) -> f64 {
        match alternative {
            Alternative::TwoSided => self.p_two_sided(),
            Alternative::Greater => self.p_greater(),
            Alternative::Less => self.p_less(),
            Alternative::Directed => self.p_directed(),
        }
    }

    /// One-sided p for a great statistic, (M+1)/(R+1).
    pub fn p_greater(self) -> f64 {
        self.share(self.at_least)
    }

    /// One-sided p for a small statistic.
    pub fn p_less(self) -> f64 {
        self.share(self.at_most)
    }

    /// Twice the smaller one, at most 1.
    pub fn p_two_sided(self) -> f64 {
        (2.0 * self.share(self.at_least.min(self.at_most))).min(1.0)
    }

    /// esda's and GeoDa's historical pick of the side the statistic lies on.
    pub fn p_directed(self) -> f64 {
        self.share(self.at_least.min(self.permutations - self.at_least))
    }

    fn share(self, count: usize) -> f64 {
        (count + 1) as f64 / (self.permutations + 1) as f64
    }

    /// The tails of the statistic times a factor: a negative one turns them, by 0 all are ties.
    pub(super) fn times(self, factor: f64) -> Self {
        let (at_least, at_most) = match factor {
            f if f > 0.0 => (self.at_least, self.at_most),
            f if f < 0.0 => (self.at_most, self.at_least),
            _ => (self.permutations, self.permutations),
        };
        Self {
            at_least,
            at_most,
            ..self
        }
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
/// The statistic of unit i is the sum over neighbours j of w_ij z_j, or anything that rises with it; `reach` bounds the size of a z,
/// so that sums of the same numbers in another order tie.
pub(super) fn conditional(
    weights: &Weights<'_>,
    permutations: usize,
    seed: u64,
    reach: f64,
    z: &[f64],
) -> Vec<Option<Tails>> {
    conditional_terms(weights, permutations, seed, reach, |_, j| z[j])
}

/// As [`conditional`], of the sum of w_ij `term(i, j)`, whose size `reach` bounds.
pub(super) fn conditional_terms(
    weights: &Weights<'_>,
    permutations: usize,
    seed: u64,
    reach: f64,
    term: impl Fn(usize, usize) -> f64 + Sync,
) -> Vec<Option<Tails>> {
    let noise = |k, [greatest]: [f64; 1]| [rounding(k, reach, greatest)];
    let term = |i, j| [term(i, j)];
    let tails = conditional_of([weights], permutations, seed, term, |sum| sum, noise);
    tails.into_iter().map(|t| t.map(|[tails]| tails)).collect()
}

/// [`conditional`] with each of two weights on the same links, each draw serving both: the same tails.
pub(super) fn conditional_both(
    weights: [&Weights<'_>; 2],
    permutations: usize,
    seed: u64,
    reach: f64,
    z: &[f64],
) -> [Vec<Option<Tails>>; 2] {
    let noise = |k, greatest: [f64; 2]| greatest.map(|w| rounding(k, reach, w));
    let term = |_, j: usize| [z[j]; 2];
    let tails = conditional_of(weights, permutations, seed, term, |sums| sums, noise);
    let of = |which: usize| tails.iter().map(|t| t.map(|t| t[which])).collect();
    [of(0), of(1)]
}

/// As [`conditional`], for a statistic that is the product of two sums over the same draws.
pub(super) fn conditional_product(
    weights: &Weights<'_>,
    permutations: usize,
    seed: u64,
    reach: f64,
    term: impl Fn(usize, usize) -> [f64; 2] + Sync,
) -> Vec<Option<Tails>> {
    let noise =
        |k: f64, [greatest, _]: [f64; 2]| [8.0 * f64::EPSILON * k * (k * reach * greatest).powi(2)];
    let whole = |[a, b]: [f64; 2]| [a * b];
    let tails = conditional_of([weights; 2], permutations, seed, term, whole, noise);
    tails.into_iter().map(|t| t.map(|[tails]| tails)).collect()
}

/// Bound of the rounding of a sum of k terms up to `reach`, with weights up to `greatest`.
fn rounding(k: f64, reach: f64, greatest: f64) -> f64 {
    4.0 * f64::EPSILON * k * reach * greatest
}

/// T statistics of each unit that are `whole` of D sums over the same draws, sum d with the weights d; all weights stand on the same
/// links. `noise(k, w)` bounds the rounding of each with k neighbours of weights up to w.
fn conditional_of<const D: usize, const T: usize>(
    weights: [&Weights<'_>; D],
    permutations: usize,
    seed: u64,
    term: impl Fn(usize, usize) -> [f64; D] + Sync,
    whole: impl Fn([f64; D]) -> [f64; T] + Sync,
    noise: impl Fn(f64, [f64; D]) -> [f64; T] + Sync,
) -> Vec<Option<[Tails; T]>> {
    let graph = weights[0].graph();
    let n = graph.n();
    let unit = |(draws, row): &mut (Draws, Vec<[f64; D]>), i: usize| {
        let k = graph.degree(i);
        if k == 0 || permutations == 0 {
            return None;
        }
        row.clear();
        row.extend((0..k).map(|slot| weights.map(|w| w.weight(i, slot))));
        let (mut observed, mut greatest) = ([0.0; D], [0.0_f64; D]);
        for (&j, row) in graph.neighbours(i).iter().zip(&*row) {
            let term = term(i, j as usize);
            for d in 0..D {
                observed[d] += row[d] * term[d];
                greatest[d] = greatest[d].max(row[d]);
            }
        }
        let (observed, noise) = (whole(observed), noise(k as f64, greatest));
        let mut rng = stream(seed, i);
        let mut tails = [Tails::none(); T];
        let mut left = permutations;
        draws.start(i as u32, k, n as u32);
        while left > 0 {
            let (places, refused) = draws.next(&mut rng, i as u32, n as u32);
            let mut sums = [[0.0; D]; BATCH];
            for (places, row) in places.iter().zip(&*row) {
                for (sums, &j) in sums.iter_mut().zip(places) {
                    let term = term(i, j as usize);
                    for d in 0..D {
                        sums[d] += row[d] * term[d];
                    }
                }
            }
            let taken = sums.iter().zip(refused).filter(|(_, r)| *r == 0);
            for (&sums, _) in taken.take(left) {
                let permuted = whole(sums);
                for t in 0..T {
                    tails[t].add(permuted[t], observed[t] - noise[t], observed[t] + noise[t]);
                }
            }
            left = permutations - tails[0].permutations;
        }
        Some(tails)
    };
    meter::expect(n);
    (0..n)
        .into_par_iter()
        .map_init(Default::default, |state, i| {
            // threads need not meet at one counter for every unit
            if i % PACE == 0 {
                meter::done(PACE.min(n - i));
            }
            unit(state, i)
        })
        .collect()
}

/// D statistics of all values, each against the same shuffles of `values`; `None` without permutations.
///
/// `noise` bounds the rounding of each, so that equal arrangements tie.
pub(super) fn shuffled<const D: usize, V: Copy + Send + Sync>(
    values: &[V],
    permutations: usize,
    seed: u64,
    noise: [f64; D],
    statistic: impl Fn(&[V]) -> [f64; D] + Sync,
) -> [Option<Tails>; D] {
    if permutations == 0 {
        return [None; D];
    }
    let observed = statistic(values);
    meter::expect(permutations);
    let shuffles: Vec<[f64; D]> = (0..permutations)
        .into_par_iter()
        .map_init(
            || values.to_vec(),
            |shuffled, r| {
                shuffled.copy_from_slice(values);
                shuffled.shuffle(&mut stream(seed, r));
                meter::done(1);
                statistic(shuffled)
            },
        )
        .collect();
    std::array::from_fn(|d| {
        let mut tails = Tails::none();
        for shuffle in &shuffles {
            tails.add(shuffle[d], observed[d] - noise[d], observed[d] + noise[d]);
        }
        Some(tails)
    })
}
