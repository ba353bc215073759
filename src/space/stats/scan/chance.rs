//! Binomial and hypergeometric numbers, by going out from the likeliest one.

use rand::Rng;
use rand::rngs::ChaCha8Rng;
use statrs::function::factorial::ln_factorial;

/// How many of n trials succeed, each with chance p (between 0 and 1). O(standard deviation).
pub(super) fn binomial(rng: &mut ChaCha8Rng, n: u64, p: f64) -> u64 {
    if n == 0 || p <= 0.0 {
        return 0;
    }
    if p >= 1.0 {
        return n;
    }
    let mode = (((n + 1) as f64 * p) as u64).min(n);
    let logs = mode as f64 * p.ln() + (n - mode) as f64 * (-p).ln_1p();
    let odds = p / (1.0 - p);
    let rise = |k: u64| (n - k) as f64 / (k + 1) as f64 * odds;
    outward(rng, (0, mode, n), (ln_choose(n, mode) + logs).exp(), rise)
}

/// How many of `marked` ones are among `drawn` of n. O(standard deviation).
pub(super) fn hypergeometric(rng: &mut ChaCha8Rng, n: u64, marked: u64, drawn: u64) -> u64 {
    let low = (marked + drawn).saturating_sub(n);
    let high = marked.min(drawn);
    let mode = (drawn + 1) as f64 * (marked + 1) as f64 / (n + 2) as f64;
    let mode = (mode as u64).clamp(low, high);
    let logs = ln_choose(marked, mode) + ln_choose(n - marked, drawn - mode) - ln_choose(n, drawn);
    let rise = |k: u64| {
        let (more, less) = ((marked - k) as f64 * (drawn - k) as f64, (k + 1) as f64);
        // n - marked - drawn may be below 0, with k + 1 it is not
        more / (less * (n + k + 1 - marked - drawn) as f64)
    };
    outward(rng, (low, mode, high), logs.exp(), rise)
}

fn ln_choose(n: u64, k: u64) -> f64 {
    ln_factorial(n) - ln_factorial(k) - ln_factorial(n - k)
}

/// A number from `low` to `high`, given the chance of `mode` and how the chance changes from k to k+1.
fn outward(
    rng: &mut ChaCha8Rng,
    (low, mode, high): (u64, u64, u64),
    chance: f64,
    rise: impl Fn(u64) -> f64,
) -> u64 {
    let mut left = (rng.next_u64() >> 11) as f64 / (1_u64 << 53) as f64 - chance;
    let (mut down, mut up) = ((mode, chance), (mode, chance));
    let least = chance * 1e-18;
    while left >= 0.0 {
        let (may_rise, may_fall) = (up.0 < high && up.1 > least, down.0 > low && down.1 > least);
        if may_rise {
            up = (up.0 + 1, up.1 * rise(up.0));
            left -= up.1;
            if left < 0.0 {
                return up.0;
            }
        }
        if may_fall {
            down = (down.0 - 1, down.1 / rise(down.0 - 1));
            left -= down.1;
            if left < 0.0 {
                return down.0;
            }
        }
        // what rounding left over
        if !(may_rise || may_fall) {
            break;
        }
    }
    mode
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::super::super::permutation::stream;
    use super::*;

    /// Chi-squared against the chances written out.
    fn fits(chances: &[f64], mut draw: impl FnMut() -> u64) {
        let rounds = 40_000;
        let mut times = vec![0.0; chances.len()];
        for _ in 0..rounds {
            times[draw() as usize] += 1.0;
        }
        let (mut chi, mut free) = (0.0, -1.0);
        for (times, chance) in times.iter().zip(chances) {
            let mean = chance * f64::from(rounds);
            if mean < 5.0 {
                assert!(*times < 25.0);
                continue;
            }
            chi += (times - mean).powi(2) / mean;
            free += 1.0;
        }
        assert!(
            chi <= free + 5.0 * (2.0_f64 * free).sqrt(),
            "{chi} on {free}"
        );
    }

    fn choose(n: u64, k: u64) -> f64 {
        (0..k).map(|t| (n - t) as f64 / (k - t) as f64).product()
    }

    #[test]
    fn binomials_have_their_chances() {
        for (n, p) in [(1, 0.3), (12, 0.03), (40, 0.5), (40, 0.97)] {
            let mut rng = stream(1, 2);
            let chance =
                |k: u64| choose(n, k) * f64::powi(p, k as i32) * f64::powi(1.0 - p, (n - k) as i32);
            let chances: Vec<f64> = (0..=n).map(chance).collect();
            fits(&chances, || binomial(&mut rng, n, p));
        }
        let mut rng = stream(1, 2);
        assert_eq!(binomial(&mut rng, 9, 0.0), 0);
        assert_eq!(binomial(&mut rng, 9, 1.0), 9);
    }

    #[test]
    fn hypergeometrics_have_their_chances() {
        for (n, marked, drawn) in [
            (10, 4, 5),
            (10, 8, 7),
            (200, 30, 40),
            (5, 5, 2),
            (50, 1, 50),
        ] {
            let mut rng = stream(1, 2);
            let chance = |k: u64| {
                if k > drawn || k > marked || drawn - k > n - marked {
                    return 0.0;
                }
                choose(marked, k) * choose(n - marked, drawn - k) / choose(n, drawn)
            };
            let chances: Vec<f64> = (0..=drawn).map(chance).collect();
            fits(&chances, || hypergeometric(&mut rng, n, marked, drawn));
        }
    }

    /// As many people as a country has: mean and variance.
    #[test]
    fn great_numbers_are_right() {
        let mut rng = stream(1, 2);
        let (n, marked, drawn) = (280_000_000, 25_000_000, 40_000);
        let counts: Vec<f64> = (0..4_000)
            .map(|_| hypergeometric(&mut rng, n, marked, drawn) as f64)
            .collect();
        let share = marked as f64 / n as f64;
        let (mean, variance) = (drawn as f64 * share, drawn as f64 * share * (1.0 - share));
        let found = counts.iter().sum::<f64>() / 4_000.0;
        assert!(
            (found - mean).abs() < 4.0 * (variance / 4_000.0).sqrt(),
            "{found} {mean}"
        );
        let spread = counts.iter().map(|c| (c - mean).powi(2)).sum::<f64>() / 4_000.0;
        assert!((spread / variance - 1.0).abs() < 0.1, "{spread} {variance}");
    }
}
