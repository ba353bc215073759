//! Many tests at once: which small p-values are more than the luck of many draws.

/// q-values: the least false discovery rate at which each test would be called significant.
///
/// `p`: n p-values, `None` where nothing was tested; such places do not count and stay `None`. Ties get the same q. The test
/// is q <= rate; esda's cut-off is strict (p < rate) and GeoDa's stops at the first failure.
///
/// Source: Benjamini and Hochberg 1995, doi:10.1111/j.2517-6161.1995.tb02031.x. O(n log n).
pub fn benjamini_hochberg(p: &[Option<f64>]) -> Vec<Option<f64>> {
    let mut tests: Vec<(f64, usize)> = p
        .iter()
        .enumerate()
        .filter_map(|(i, p)| p.map(|p| (p, i)))
        .collect();
    tests.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let mut q = vec![None; p.len()];
    let mut least = 1.0_f64;
    for (place, &(p, i)) in tests.iter().enumerate().rev() {
        least = least.min(p * (tests.len() as f64 / (place + 1) as f64));
        q[i] = Some(least);
    }
    q
}

/// Bonferroni: each p times the number of tests, at most 1.
pub fn bonferroni(p: &[Option<f64>]) -> Vec<Option<f64>> {
    let tests = p.iter().flatten().count() as f64;
    p.iter().map(|p| p.map(|p| (p * tests).min(1.0))).collect()
}

/// What permutations can find among many tests.
#[derive(Debug, Clone, Copy)]
pub struct Asked {
    /// Random draws behind each p.
    pub draws: u32,
    /// 2 where p is twice the smaller side, else 1.
    pub sides: f64,
    /// Tests.
    pub tests: usize,
    /// The level that q or the corrected p must not pass.
    pub level: f64,
}

impl Asked {
    /// The smallest p there is.
    pub fn least(self) -> f64 {
        (self.sides / (f64::from(self.draws) + 1.0)).min(1.0)
    }

    /// How many tests must have the smallest p before they pass by Benjamini-Hochberg; more than there are where none can.
    pub fn together(self) -> usize {
        (self.least() * self.tests as f64 / self.level - 1e-9)
            .ceil()
            .max(1.0) as usize
    }

    /// The draws with which one test can pass alone, by either correction.
    pub fn alone(self) -> u64 {
        (self.sides * self.tests as f64 / self.level - 1.0 - 1e-9).ceil() as u64
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;
    use proptest::prelude::*;

    /// The example of Benjamini and Hochberg 1995: at 0.05 four of fifteen are discoveries, Bonferroni finds three.
    #[test]
    fn the_papers_example() {
        let p = [
            0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262,
            0.5719, 0.6528, 0.7590, 1.0,
        ]
        .map(Some);
        let found = |q: Vec<Option<f64>>| q.iter().flatten().filter(|&&q| q <= 0.05).count();
        assert_eq!(found(benjamini_hochberg(&p)), 4);
        assert_eq!(found(bonferroni(&p)), 3);
    }

    proptest! {
        #[test]
        fn q_is_the_step_up_rule(
            p in prop::collection::vec(prop::option::of((0_u32..=40).prop_map(|c| f64::from(c) / 40.0)), 0..40),
            rate in 0.001..0.999_f64,
        ) {
            let q = benjamini_hochberg(&p);
            let mut sorted: Vec<f64> = p.iter().flatten().copied().collect();
            sorted.sort_by(f64::total_cmp);
            let m = sorted.len() as f64;
            let cut = (0..sorted.len()).rev().find(|&k| sorted[k] * (m / (k + 1) as f64) <= rate).map(|k| sorted[k]);
            for (p, q) in p.iter().zip(&q) {
                prop_assert_eq!(p.is_some(), q.is_some());
                if let (Some(p), Some(q)) = (p, q) {
                    prop_assert!(q >= p && *q <= 1.0);
                    prop_assert_eq!(*q <= rate, cut.is_some_and(|cut| *p <= cut));
                }
            }
        }
    }
}
