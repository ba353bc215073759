//! Multidimensional poverty as Alkire and Foster count it.

use super::ratio;
use crate::welfare::registry::expression::{Comparison, Expression, Operation};

/// Smallest distance by which sums of weights may miss the cutoff and still reach it.
const NOISE: f64 = 1e-9;

/// Of a person: whether poor, the weighted share of deprivations, and for each indicator whether deprived in it.
#[derive(Debug, Clone)]
pub struct Deprived {
    /// Whether the weights of the deprivations reach the cutoff.
    pub poor: Expression,
    /// The sum of these weights, from 0 to 1.
    pub score: Expression,
    /// Whether every indicator is there; who lacks one does not count.
    pub whole: Expression,
}

/// The expressions of k deprivations, with weights that are scaled to add up to 1, and the cutoff `poor`, a share of them (Alkire and Foster 2011,
/// doi:10.1016/j.jpubeco.2010.11.006).
pub fn expressions(deprived: &[Expression], weights: &[f64], poor: f64) -> Deprived {
    let total: f64 = weights.iter().sum();
    let mut score = Expression::Number(0.0);
    let mut whole = Expression::Truth(true);
    for (deprived, weight) in deprived.iter().zip(weights) {
        let (weight, none) = (Expression::Number(weight / total), Expression::Number(0.0));
        let part = Expression::If(deprived.clone().into(), weight.into(), Some(none.into()));
        score = score.with(Operation::Plus, part);
        whole = whole.and(Expression::Missing(deprived.clone().into()).negated());
    }
    let cutoff = Expression::Number(poor - NOISE);
    Deprived {
        poor: score.clone().compare(Comparison::AtLeast, cutoff),
        score,
        whole,
    }
}

/// H, A and M0 of sums of weights: the people, the poor, and the poor by their scores.
pub fn measures(people: f64, poor: f64, scores: f64) -> [Option<f64>; 3] {
    [
        ratio(poor, people),
        ratio(scores, poor),
        ratio(scores, people),
    ]
}

/// What each of k censored headcounts adds to M0, as shares of it.
pub fn contributions(censored: &[f64], weights: &[f64]) -> Vec<Option<f64>> {
    let total: f64 = weights.iter().sum();
    let part = |(headcount, weight): (&f64, &f64)| headcount * weight / total;
    let parts: Vec<f64> = censored.iter().zip(weights).map(part).collect();
    let whole: f64 = parts.iter().sum();
    parts.into_iter().map(|part| ratio(part, whole)).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn four_people() {
        // Alkire and Foster's example: two of four are poor, deprived in 2 and 4 of four indicators
        assert_eq!(
            measures(4.0, 2.0, 1.5),
            [Some(0.5), Some(0.75), Some(0.375)]
        );
        let censored = [0.25, 0.5, 0.25, 0.5];
        let found = contributions(&censored, &[1.0; 4]);
        for (found, wanted) in found
            .iter()
            .zip([1.0 / 6.0, 1.0 / 3.0, 1.0 / 6.0, 1.0 / 3.0])
        {
            assert!((found.unwrap() - wanted).abs() < 1e-15);
        }
        assert_eq!(measures(4.0, 0.0, 0.0), [Some(0.0), None, Some(0.0)]);
    }
}
