//! Units without enough data.

/// Which of n units have less than the share `available` of their k columns, NaN where missing.
pub fn screen(columns: &[&[f64]], available: f64) -> Vec<bool> {
    let n = columns.first().map_or(0, |column| column.len());
    let least = available * columns.len() as f64 - super::NOISE;
    let there = |unit: usize| {
        columns
            .iter()
            .filter(|column| !column[unit].is_nan())
            .count()
    };
    (0..n).map(|unit| (there(unit) as f64) < least).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_unit_at_the_limit_stays() {
        let none = f64::NAN;
        let columns: [&[f64]; 3] = [&[1.0, none, none], &[1.0, 1.0, none], &[1.0, 1.0, 1.0]];
        assert_eq!(screen(&columns, 2.0 / 3.0), [false, false, true]);
        assert_eq!(screen(&columns, 0.0), [false; 3]);
    }
}
