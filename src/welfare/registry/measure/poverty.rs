//! Poverty as Foster, Greer and Thorbecke measure it.

use super::ratio;
use crate::welfare::registry::expression::{Comparison, Expression, Operation};

/// The condition that a person is poor, and the gap to the power 1 and 2 where it is so.
///
/// Foster, Greer and Thorbecke 1984, doi:10.2307/1913475: P_a is the mean over everybody of ((z - y) / z)^a for those with y below the line z,
/// 0 for others. Who has no value or no line does not count.
pub fn expressions(value: &Expression, line: &Expression) -> [Expression; 3] {
    let poor = value.clone().compare(Comparison::Less, line.clone());
    let short = line.clone().with(Operation::Minus, value.clone());
    let gap = short.with(Operation::By, line.clone());
    let square = gap.clone().with(Operation::Times, gap.clone());
    [poor, gap, square]
}

/// P0, P1 and P2 of the sums of weights, of weighted gaps and of weighted squared gaps of the poor, by the sum of weights of everybody.
pub fn fgt(poor: [f64; 3], people: f64) -> [Option<f64>; 3] {
    poor.map(|sum| ratio(sum, people))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn haughton_and_khandker() {
        // incomes 100, 110, 150 and 160 under a line of 125 (2009, table 4.1)
        let [p0, p1, p2] = fgt([2.0, 0.2 + 0.12, 0.04 + 0.0144], 4.0);
        assert_eq!((p0, p1), (Some(0.5), Some(0.08)));
        assert!((p2.unwrap_or_default() - 0.0136).abs() < 1e-15);
        assert_eq!(fgt([0.0; 3], 3.0), [Some(0.0); 3]);
        assert_eq!(fgt([0.0; 3], 0.0), [None; 3]);
    }
}
