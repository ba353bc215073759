//! Location quotients.

use super::binomial::{tails, wilson};
use crate::error::{Error, Result};
use crate::space::stats::fdr::benjamini_hochberg;

/// What a sector is to a region, next to what it is to all.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Quotient {
    /// What the region would have of the sector at the share it has in all.
    pub expected: f64,
    /// (e_ir / e_r) / (e_i / e), the value over the expected one.
    pub quotient: f64,
    /// Drawn towards the mean of the sector's regions, the more the less is expected; none for amounts.
    pub shrunk: Option<f64>,
    /// Ends of the 95 % score interval; none for amounts.
    pub interval: Option<[f64; 2]>,
    /// Exact two-sided p of a share like that of all; none for amounts.
    pub p: Option<f64>,
    /// Least false discovery rate over all regions and sectors.
    pub q: Option<f64>,
}

/// Location quotients of R regions x S sectors.
///
/// * `values`: R x S from 0 up, all known, a region's sectors together; `base`: S values of all.
/// * `counts`: whether values are numbers of persons, firms or the like, which chance moves. Then each quotient has an interval
///   (Wilson 1927, over the share of all taken as known), the exact binomial p of e_ir out of e_r at that share, its q (Benjamini and
///   Hochberg 1995), and the empirical Bayes estimate of Marshall 1991 (doi:10.2307/2347593): with e_ir Poisson of mean E_ir theta and theta
///   gamma of the sector's mean m = sum O / sum E and variance A = sum E (O/E - m)^2 / sum E - m / mean E, not below 0, it is
///   m + A / (A + m/E) (O/E - m).
///
/// R x S quotients; none where the region has nothing at all or nobody has anything of the sector. Regions are a part of what
/// they are compared with, so that the test errs on the side of finding little.
///
/// # Errors
/// Counts that are not whole.
pub fn quotients(
    values: &[f64],
    sectors: usize,
    base: &[f64],
    counts: bool,
) -> Result<Vec<Option<Quotient>>> {
    if counts && let Some(i) = values.iter().position(|v| v.fract() != 0.0) {
        return Err(Error::input(format!("a number of persons or firms is whole, and this is {}", values[i]))
            .row(i + 1)
            .remedy("for money, tonnes and other amounts say counts = false (--amounts): they have quotients, and no chance"));
    }
    let all: f64 = base.iter().sum();
    let regions = values.len().checked_div(sectors).unwrap_or(0);
    let mut found: Vec<Option<Quotient>> = vec![None; values.len()];
    for r in 0..regions {
        let own = &values[r * sectors..(r + 1) * sectors];
        let region: f64 = own.iter().sum();
        for (i, &value) in own.iter().enumerate() {
            let share = base[i] / all;
            let expected = region * share;
            if expected.is_nan() || expected <= 0.0 {
                continue;
            }
            let chance = counts.then(|| {
                let [above, below] = tails(value as u64, region as u64, share);
                let interval = wilson(value, region).map(|ends| ends.map(|end| end / share));
                (interval, (2.0 * above.min(below)).min(1.0))
            });
            found[r * sectors + i] = Some(Quotient {
                expected,
                quotient: value / expected,
                shrunk: None,
                interval: chance.and_then(|c| c.0),
                p: chance.map(|c| c.1),
                q: None,
            });
        }
    }
    if counts {
        for i in 0..sectors {
            shrink(&mut found, i, sectors);
        }
        let p: Vec<Option<f64>> = found.iter().map(|f| f.and_then(|f| f.p)).collect();
        for (one, q) in found.iter_mut().zip(benjamini_hochberg(&p)) {
            if let Some(one) = one {
                one.q = q;
            }
        }
    }
    Ok(found)
}

/// Shrinks the quotients of one sector.
fn shrink(found: &mut [Option<Quotient>], sector: usize, sectors: usize) {
    let of = || found.iter().skip(sector).step_by(sectors).flatten();
    let expected: f64 = of().map(|q| q.expected).sum();
    let count = of().count() as f64;
    if expected <= 0.0 {
        return;
    }
    let m = of().map(|q| q.quotient * q.expected).sum::<f64>() / expected;
    let spread: f64 = of()
        .map(|q| q.expected * (q.quotient - m) * (q.quotient - m))
        .sum();
    let a = (spread / expected - m * count / expected).max(0.0);
    for one in found.iter_mut().skip(sector).step_by(sectors).flatten() {
        let chance = m / one.expected;
        let kept = if a > 0.0 { a / (a + chance) } else { 0.0 };
        one.shrunk = Some(m + kept * (one.quotient - m));
    }
}
