//! Draws of k distinct units from all but one, in random order, from one random stream.

use rand::Rng;
use rand::rngs::ChaCha8Rng;

/// Draws made at a time.
pub(super) const BATCH: usize = 64;
/// Up to this many neighbours, draws with replacement are looked through for repeats.
const FEW: usize = 64;
const WORD: usize = size_of::<u32>();

/// Working space for draws; one serves any number of units.
#[derive(Default)]
pub(super) struct Draws {
    bytes: Vec<u8>,
    /// k rows: row t holds the t-th unit of each draw.
    places: Vec<u32>,
    /// The others in the order of the last shuffle.
    pool: Vec<u32>,
}

impl Draws {
    /// Makes ready to draw k of the n-1 units that are not i.
    pub(super) fn start(&mut self, i: u32, k: usize, n: u32) {
        self.places.resize(k * BATCH, 0);
        self.bytes.resize(k * BATCH * WORD, 0);
        self.pool.clear();
        if k > FEW || k * k > n as usize {
            self.pool.extend((0..n).filter(|&j| j != i));
        }
    }

    /// The next batch: rows of the t-th units, and a mark on draws to be passed over. Each ordered choice of k of the others is as likely.
    #[inline]
    pub(super) fn next(
        &mut self,
        rng: &mut ChaCha8Rng,
        i: u32,
        n: u32,
    ) -> (&[[u32; BATCH]], [u32; BATCH]) {
        let mut refused = [0; BATCH];
        if self.pool.is_empty() {
            self.draw_few(rng, i, n - 1, &mut refused);
        } else {
            self.shuffle(rng);
        }
        (self.places.as_chunks().0, refused)
    }

    /// Draws with replacement, refusing those with a repeat or a biased word: few where k is small against the root of n.
    fn draw_few(&mut self, rng: &mut ChaCha8Rng, i: u32, others: u32, refused: &mut [u32; BATCH]) {
        rng.fill_bytes(&mut self.bytes);
        let words = self.bytes.as_chunks::<WORD>().0;
        let limit = others.wrapping_neg() % others;
        let mut biased = false;
        for (place, word) in self.places.iter_mut().zip(words) {
            let (other, rest) = scaled(u32::from_le_bytes(*word), others);
            *place = other + u32::from(other >= i);
            biased |= rest < limit;
        }
        if biased {
            for (slot, word) in words.iter().enumerate() {
                let (_, rest) = scaled(u32::from_le_bytes(*word), others);
                refused[slot % BATCH] |= u32::from(rest < limit);
            }
        }
        let rows = self.places.as_chunks::<BATCH>().0;
        for (t, row) in rows.iter().enumerate() {
            for earlier in &rows[..t] {
                for ((refused, a), b) in refused.iter_mut().zip(row).zip(earlier) {
                    *refused |= u32::from(a == b);
                }
            }
        }
    }

    /// The first k steps of a Fisher-Yates shuffle for each draw.
    fn shuffle(&mut self, rng: &mut ChaCha8Rng) {
        let (rows, _) = self.places.as_chunks_mut::<BATCH>();
        for draw in 0..BATCH {
            for (t, row) in rows.iter_mut().enumerate() {
                let chosen = t + below(rng, (self.pool.len() - t) as u32) as usize;
                self.pool.swap(t, chosen);
                row[draw] = self.pool[t];
            }
        }
    }
}

/// A number below `bound`, each as likely.
fn below(rng: &mut ChaCha8Rng, bound: u32) -> u32 {
    loop {
        let (number, rest) = scaled(rng.next_u32(), bound);
        if rest >= bound || rest >= bound.wrapping_neg() % bound {
            return number;
        }
    }
}

/// A random word scaled to 0..bound, and the rest that tells a biased one (Lemire 2019, doi:10.1145/3230636).
#[inline]
fn scaled(word: u32, bound: u32) -> (u32, u32) {
    let wide = u64::from(word) * u64::from(bound);
    ((wide >> 32) as u32, wide as u32)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::super::permutation::stream;
    use super::*;
    use std::collections::BTreeMap;

    fn draws(i: u32, k: usize, n: u32, batches: usize) -> Vec<Vec<u32>> {
        let mut rng = stream(3, 1);
        let mut draws = Draws::default();
        draws.start(i, k, n);
        let mut all = Vec::new();
        for _ in 0..batches {
            let (rows, refused) = draws.next(&mut rng, i, n);
            let taken = (0..BATCH).filter(|&b| refused[b] == 0);
            all.extend(taken.map(|b| rows.iter().map(|row| row[b]).collect::<Vec<_>>()));
        }
        all
    }

    /// Each ordered choice comes equally often, whichever way it is drawn.
    #[test]
    fn ordered_choices_are_equally_likely() {
        for (n, k) in [(5, 2), (9, 3), (4, 3), (4, 1)] {
            let mut times: BTreeMap<Vec<u32>, f64> = BTreeMap::new();
            let draws = draws(1, k, n, 600);
            for draw in &draws {
                *times.entry(draw.clone()).or_default() += 1.0;
            }
            let choices: usize = (0..k).map(|t| n as usize - 1 - t).product();
            assert_eq!(times.len(), choices);
            assert!(times.keys().flatten().all(|&j| j != 1));
            let mean = draws.len() as f64 / choices as f64;
            let chi: f64 = times.values().map(|c| (c - mean).powi(2) / mean).sum();
            let free = choices as f64 - 1.0;
            assert!(
                chi < free + 5.0 * (2.0 * free).sqrt(),
                "chi2 {chi} on {free}"
            );
        }
    }

    #[test]
    fn few_or_many_are_distinct_and_leave_the_unit_out() {
        for (k, n) in [(8, 70), (69, 70)] {
            let mut seen = [0_u32; 70];
            let draws = draws(40, k, n, 100);
            assert!(draws.len() > 3_000);
            for mut places in draws.iter().cloned() {
                places.sort_unstable();
                places.dedup();
                assert_eq!(places.len(), k);
                places.iter().for_each(|&j| seen[j as usize] += 1);
            }
            assert_eq!(seen[40], 0);
            let mean = (draws.len() * k) as f64 / 69.0;
            assert!(
                seen.iter()
                    .enumerate()
                    .all(|(j, &c)| j == 40 || (f64::from(c) - mean).abs() < 5.0 * mean.sqrt())
            );
        }
    }
}
