//! Draws of k distinct units from all but one, in random order, from one random stream.

use rand::Rng;
use rand::rngs::ChaCha8Rng;

/// Random 32-bit words of a stream, taken in blocks.
struct Words {
    rng: ChaCha8Rng,
    block: [u8; 1024],
    next: usize,
}

impl Words {
    #[inline]
    fn word(&mut self) -> u32 {
        if self.next == self.block.len() {
            self.rng.fill_bytes(&mut self.block);
            self.next = 0;
        }
        let word = self.block[self.next..]
            .first_chunk()
            .map_or(0, |bytes| u32::from_le_bytes(*bytes));
        self.next += 4;
        word
    }

    /// An unbiased number below `bound` (Lemire 2019, doi:10.1145/3230636).
    #[inline]
    fn below(&mut self, bound: u32) -> u32 {
        let mut wide = u64::from(self.word()) * u64::from(bound);
        if (wide as u32) < bound {
            let biased = bound.wrapping_neg() % bound;
            while (wide as u32) < biased {
                wide = u64::from(self.word()) * u64::from(bound);
            }
        }
        (wide >> 32) as u32
    }
}

/// Draws for one unit.
pub(super) struct Draw<'a> {
    words: Words,
    left_out: u32,
    others: u32,
    places: Vec<u32>,
    /// The others in the order of the last shuffle; empty while few are drawn of many.
    pool: &'a mut Vec<u32>,
}

impl<'a> Draw<'a> {
    /// Draws of k units from the n-1 that are not i; `pool` is working space.
    pub(super) fn new(
        rng: ChaCha8Rng,
        i: usize,
        k: usize,
        n: usize,
        pool: &'a mut Vec<u32>,
    ) -> Self {
        pool.clear();
        if k * k > n {
            pool.extend((0..n as u32).filter(|&j| j != i as u32));
        }
        let words = Words {
            rng,
            block: [0; 1024],
            next: 1024,
        };
        Self {
            words,
            left_out: i as u32,
            others: n as u32 - 1,
            places: vec![0; k],
            pool,
        }
    }

    /// The next draw: each ordered choice of k of the others is as likely.
    #[inline]
    pub(super) fn places(&mut self) -> &[u32] {
        if self.pool.is_empty() {
            self.draw_few();
        } else {
            self.shuffle();
        }
        &self.places
    }

    /// Draws with replacement until all are distinct, which is soon when k is small against the root of n.
    #[inline]
    fn draw_few(&mut self) {
        loop {
            let mut seen = 0_u64;
            for place in &mut self.places {
                let other = self.words.below(self.others);
                seen |= 1 << (other % 64);
                *place = other + u32::from(other >= self.left_out);
            }
            let k = self.places.len();
            if seen.count_ones() as usize == k
                || (1..k).all(|t| !self.places[..t].contains(&self.places[t]))
            {
                return;
            }
        }
    }

    /// The first k steps of a Fisher-Yates shuffle.
    fn shuffle(&mut self) {
        for t in 0..self.places.len() {
            let chosen = t + self.words.below(self.others - t as u32) as usize;
            self.pool.swap(t, chosen);
            self.places[t] = self.pool[t];
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::super::permutation::stream;
    use super::*;
    use std::collections::BTreeMap;

    /// Each ordered choice comes equally often, whichever way it is drawn.
    #[test]
    fn ordered_choices_are_equally_likely() {
        for (n, k) in [(5, 2), (7, 3), (4, 3), (4, 1)] {
            let mut pool = Vec::new();
            let mut draw = Draw::new(stream(3, 1), 1, k, n, &mut pool);
            let mut times: BTreeMap<Vec<u32>, f64> = BTreeMap::new();
            let draws = 40_000;
            for _ in 0..draws {
                *times.entry(draw.places().to_vec()).or_default() += 1.0;
            }
            let choices: usize = (0..k).map(|t| n - 1 - t).product();
            assert_eq!(times.len(), choices);
            assert!(times.keys().flatten().all(|&j| j != 1));
            let mean = f64::from(draws) / choices as f64;
            let chi: f64 = times.values().map(|c| (c - mean).powi(2) / mean).sum();
            let free = choices as f64 - 1.0;
            assert!(
                chi < free + 5.0 * (2.0 * free).sqrt(),
                "chi2 {chi} on {free}"
            );
        }
    }

    #[test]
    fn few_of_many_are_distinct_and_leave_the_unit_out() {
        let mut pool = Vec::new();
        let mut draw = Draw::new(stream(9, 40), 40, 8, 70, &mut pool);
        let mut seen = [0_u32; 70];
        for _ in 0..20_000 {
            let mut places = draw.places().to_vec();
            places.sort_unstable();
            places.dedup();
            assert_eq!(places.len(), 8);
            places.iter().for_each(|&j| seen[j as usize] += 1);
        }
        assert_eq!(seen[40], 0);
        let mean = 20_000.0 * 8.0 / 69.0;
        assert!(
            seen.iter()
                .enumerate()
                .all(|(j, &c)| j == 40 || (f64::from(c) - mean).abs() < 5.0 * mean.sqrt())
        );
    }
}
