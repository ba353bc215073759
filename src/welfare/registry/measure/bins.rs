//! Bins of equal ratio, 16 to a doubling, so that distributions can be added up.

use crate::welfare::registry::expression::{Comparison, Expression, Operation};

/// The number of the bin of values at 0 and below, under that of any other.
const NOTHING: f64 = -100_000.0;
/// Bins to a doubling.
const PER_DOUBLING: f64 = 16.0;

/// How far a value in a bin can be from any other in it: the upper limit by the lower one, about 1.0443.
pub fn width() -> f64 {
    (std::f64::consts::LN_2 / PER_DOUBLING).exp()
}

/// People of one bin.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bin {
    /// Values lie from here
    pub low: f64,
    /// to here.
    pub high: f64,
    /// Sum of weights.
    pub people: f64,
    /// Sum of weighted values.
    pub amount: f64,
}

/// The number of a value's bin: floor(16 log2 x + 1/2), one for all values at 0 and below. Its limits are irrational, so that no engine's
/// logarithm puts a round amount on the wrong side.
pub fn number(value: &Expression) -> Expression {
    let scale = Expression::Number(PER_DOUBLING / std::f64::consts::LN_2);
    let logarithm = Expression::Ln(value.clone().into());
    let scaled = logarithm.with(Operation::Times, scale);
    let number = Expression::Floor(scaled.with(Operation::Plus, Expression::Number(0.5)).into());
    let none = value
        .clone()
        .compare(Comparison::AtMost, Expression::Number(0.0));
    Expression::If(
        none.into(),
        Expression::Number(NOTHING).into(),
        Some(number.into()),
    )
}

impl Bin {
    /// The bin of a number; values at 0 and below count as 0.
    pub fn new(number: f64, people: f64, amount: f64) -> Self {
        let limit = |number: f64| ((number - 0.5) * std::f64::consts::LN_2 / PER_DOUBLING).exp();
        let (low, high, amount) = match number > NOTHING {
            true => (limit(number), limit(number + 1.0), amount),
            false => (0.0, 0.0, 0.0),
        };
        Self {
            low,
            high,
            people,
            amount,
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn limits_hold_their_values() {
        for x in [1e-9_f64, 0.3, 1.0, 2.0, 1024.0, 456_789.0, 1e12] {
            let number = (x.ln() * (PER_DOUBLING / std::f64::consts::LN_2) + 0.5).floor();
            let bin = Bin::new(number, 1.0, x);
            assert!(bin.low < x && x < bin.high, "{bin:?}");
            assert!((bin.high / bin.low - width()).abs() < 1e-12);
        }
        assert!((width() - 1.044_273_782_427_413_8).abs() < 1e-15);
        assert_eq!(
            number(&Expression::column("x")).sql(),
            "CASE WHEN (x <= 0) THEN -100000 ELSE FLOOR(((LN(CASE WHEN x > 0 THEN x END) * 2.3083120654223414e1) + 5.0e-1)) END"
        );
    }
}
