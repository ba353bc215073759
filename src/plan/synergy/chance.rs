//! How likely two programmes share so many units by chance.

/// Chances of a number of shared units.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tails {
    /// Of as many or more.
    pub greater: f64,
    /// Of as many or fewer.
    pub less: f64,
}

impl Tails {
    /// Twice the smaller one, at most 1.
    pub fn two_sided(self) -> f64 {
        (2.0 * self.greater.min(self.less)).min(1.0)
    }
}

/// The least p that is told apart from 0.
const LEAST: f64 = 1e-300;

/// Tails of `shared` when one programme holds `a` and the other `b` of U units, each choice of units as likely: the hypergeometric law, which
/// the p of permutations, (M+1)/(R+1), comes to as R grows (Fisher 1935).
///
/// Added up outward from the likeliest number; correct to about 1e-12 of itself, never below 1e-300. O(the spread of the law).
pub fn tails(units: usize, a: usize, b: usize, shared: usize) -> Tails {
    let [u, x, y] = [units, a, b].map(|count| count as f64);
    let low = (a + b).saturating_sub(units);
    let high = a.min(b);
    let top = (((x + 1.0) * (y + 1.0) / (u + 2.0)) as usize).clamp(low, high);
    // chance of k + 1 over that of k
    let step = |k: usize| {
        let k = k as f64;
        (x - k) * (y - k) / ((k + 1.0) * (u - x - y + k + 1.0))
    };
    let (mut all, mut greater, mut less) = (0.0, 0.0, 0.0);
    let mut add = |k: usize, chance: f64| {
        all += chance;
        greater += if k >= shared { chance } else { 0.0 };
        less += if k <= shared { chance } else { 0.0 };
    };
    add(top, 1.0);
    let mut chance = 1.0;
    for k in top..high {
        chance *= step(k);
        if chance < LEAST {
            break;
        }
        add(k + 1, chance);
    }
    chance = 1.0;
    for k in (low..top).rev() {
        chance /= step(k);
        if chance < LEAST {
            break;
        }
        add(k, chance);
    }
    let share = |part: f64| (part / all).clamp(LEAST, 1.0);
    Tails {
        greater: share(greater),
        less: share(less),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;
    use rand::SeedableRng;
    use rand::rngs::ChaCha8Rng;
    use rand::seq::SliceRandom;

    fn close(a: f64, b: f64) -> bool {
        (a - b).abs() <= 1e-12 * b.abs()
    }

    /// U = 9, a = 4, b = 3: of C(9,3) = 84 choices C(4,k) C(5,3-k) share k: 10, 40, 30, 4.
    #[test]
    fn the_tails_of_nine_units() {
        let of = |shared| tails(9, 4, 3, shared);
        let greater = [84.0, 74.0, 34.0, 4.0];
        let less = [10.0, 50.0, 80.0, 84.0];
        for shared in 0..4 {
            assert!(close(of(shared).greater, greater[shared] / 84.0));
            assert!(close(of(shared).less, less[shared] / 84.0));
        }
        assert!(close(of(3).two_sided(), 8.0 / 84.0));
        assert!(close(of(1).two_sided(), 1.0));
    }

    /// Where the two must overlap: U = 4, a = b = 3 share 2 in 3 of 4 choices... C(3,2) C(1,1) = 3, C(3,3) = 1.
    #[test]
    fn some_overlap_is_forced() {
        assert!(close(tails(4, 3, 3, 2).greater, 1.0));
        assert!(close(tails(4, 3, 3, 3).greater, 0.25));
        assert!(close(tails(4, 4, 2, 2).two_sided(), 1.0));
        assert!(close(tails(4, 0, 2, 0).two_sided(), 1.0));
    }

    /// The permutation p with R shuffles of which units hold the second programme lies around the exact one.
    #[test]
    fn permutations_come_to_the_exact_tail() {
        for (pair, (units, a, b, shared)) in [(40, 12, 9, 5), (40, 12, 9, 1), (100, 60, 30, 21)]
            .into_iter()
            .enumerate()
        {
            let mut rng = ChaCha8Rng::seed_from_u64(2024);
            rng.set_stream(pair as u64);
            let rounds = 19_999;
            let mut places: Vec<usize> = (0..units).collect();
            let (mut more, mut fewer) = (0, 0);
            for _ in 0..rounds {
                places.shuffle(&mut rng);
                let found = places[..b].iter().filter(|&&place| place < a).count();
                more += usize::from(found >= shared);
                fewer += usize::from(found <= shared);
            }
            let exact = tails(units, a, b, shared);
            for (count, p) in [(more, exact.greater), (fewer, exact.less)] {
                let drawn = (count + 1) as f64 / f64::from(rounds + 1);
                let error = (p * (1.0 - p) / f64::from(rounds)).sqrt();
                assert!(
                    (drawn - p).abs() < 4.0 * error + 1e-4,
                    "{drawn} against {p}"
                );
            }
        }
    }

    /// A country: the mean is ab/U, so the halves on either side are near 1/2, and far tails stay above 0.
    #[test]
    fn large_counts_neither_overflow_nor_vanish() {
        let even = tails(83_000, 41_500, 41_500, 20_750);
        assert!((even.greater + even.less - 1.0 - 0.0055).abs() < 1e-3);
        let never = tails(83_000, 41_500, 41_500, 0);
        assert!(never.less > 0.0 && never.less < 1e-200 && never.greater == 1.0);
    }
}
