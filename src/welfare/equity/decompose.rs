//! Inequality between groups and within them.

use super::measure::{Measure, Undefined, equal, totals};
use super::sum;

/// What one group adds.
#[derive(Debug, Clone, PartialEq)]
pub struct Share {
    /// Units with people.
    pub n: usize,
    /// Share of people.
    pub people: f64,
    /// Share of amounts.
    pub amount: f64,
    /// Mean amount; none without people.
    pub mean: Option<f64>,
    /// The measure in the group itself; none where it has no value.
    pub own: Option<f64>,
    /// Its part of what lies between groups; none where that is no sum over groups (Gini, Atkinson).
    pub between: Option<f64>,
    /// Its part of what lies within.
    pub within: Option<f64>,
}

/// A measure in parts: `between + within + residual = total`.
#[derive(Debug, Clone, PartialEq)]
pub struct Parts {
    /// The measure of all.
    pub total: f64,
    /// What would be left if everybody had the mean of their group; for the coefficient of variation none, since only its square parts.
    pub between: Option<f64>,
    /// What would be left if all groups had one mean.
    pub within: Option<f64>,
    /// Gini: what comes of groups that overlap, 0 where they do not. Atkinson: less the product of both parts. Else 0.
    pub residual: Option<f64>,
    /// m groups.
    pub groups: Vec<Share>,
}

/// Parts a measure of n amounts `x` with weights `w` by the group of each, `group`, out of m.
///
/// * Theil T: between = sum of s ln(mu_g / mu), within = sum of s T_g, with s the share of amounts (Shorrocks 1980,
///   doi:10.2307/1913126); Theil L the same with p, the share of people, and ln(mu / mu_g); squared coefficient of variation: between = sum of
///   p ((mu_g - mu) / mu)^2, within = sum of p var_g / mu^2. Exact: nothing is left over.
/// * Gini: between = that of the means, within = sum of p s G_g, and what is left comes of overlap (Bhattacharya and Mahalanobis 1967,
///   doi:10.1080/01621459.1967.10482901; Pyatt 1976).
/// * Atkinson: with e the equal amount, within = 1 - sum of p e_g / mu, between = that of the e_g, and
///   1 - A = (1 - between)(1 - within) (Blackorby, Donaldson and Auersperg 1981, doi:10.2307/134837).
///
/// # Errors
/// Why the measure of all has no value.
pub fn decompose(
    measure: Measure,
    x: &[f64],
    w: &[f64],
    group: &[u32],
    m: usize,
) -> Result<Parts, Undefined> {
    let total = measure.of(x, w)?;
    let (people, amount) = totals(x, w);
    let mean = amount / people;
    let mut members = vec![(Vec::new(), Vec::new()); m];
    for ((x, w), &g) in x.iter().zip(w).zip(group) {
        if *w > 0.0 {
            members[g as usize].0.push(*x);
            members[g as usize].1.push(*w);
        }
    }
    let groups: Vec<Share> = members
        .iter()
        .map(|(x, w)| share(measure, x, w, people, mean))
        .collect();
    let add = |get: fn(&Share) -> Option<f64>| sum(groups.iter().filter_map(get));
    let within = add(|g| g.within);
    let (between, residual) = match measure {
        Measure::Cv => (None, None),
        Measure::Gini | Measure::Atkinson(_) => {
            let there = groups.iter().zip(&members).filter(|(g, _)| g.n > 0);
            let of = |(g, (x, w)): (&Share, &(Vec<f64>, Vec<f64>))| match measure {
                Measure::Atkinson(epsilon) => equal(x, w, epsilon),
                _ => g.mean,
            };
            let (means, weights): (Vec<f64>, Vec<f64>) =
                there.filter_map(|g| Some((of(g)?, g.0.people))).unzip();
            let between = measure.of(&means, &weights).unwrap_or(0.0);
            let left = match measure {
                Measure::Gini => (total - between - within).max(0.0),
                _ => 0.0 - between * within,
            };
            (Some(between), Some(left))
        }
        _ => (Some(add(|g| g.between)), Some(0.0)),
    };
    Ok(Parts {
        total,
        within: between.map(|_| within),
        between,
        residual,
        groups,
    })
}

/// One group of the people and mean of all.
fn share(measure: Measure, x: &[f64], w: &[f64], people: f64, mean: f64) -> Share {
    let (own_people, own_amount) = totals(x, w);
    let (p, s) = (own_people / people, own_amount / (mean * people));
    let own_mean = (own_people > 0.0).then(|| own_amount / own_people);
    let own = measure.of(x, w).ok();
    let r = own_mean.unwrap_or(0.0) / mean;
    let inside = own.unwrap_or(0.0);
    let (between, within) = match measure {
        // 0 ln 0 is 0, and a group where all have 0 adds nothing
        Measure::TheilT => (
            Some(if r > 0.0 { s * r.ln() } else { 0.0 }),
            Some(s * inside),
        ),
        Measure::TheilL => (
            Some(if p > 0.0 { -p * r.ln() } else { 0.0 }),
            Some(p * inside),
        ),
        Measure::SquaredCv => (Some(p * (r - 1.0) * (r - 1.0)), Some(p * r * r * inside)),
        Measure::Gini => (None, Some(p * s * inside)),
        Measure::Atkinson(_) => (None, Some(p * r * inside)),
        Measure::Cv => (None, None),
    };
    Share {
        n: x.len(),
        people: p,
        amount: s,
        mean: own_mean,
        own,
        between,
        within,
    }
}
