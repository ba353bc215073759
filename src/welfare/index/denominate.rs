//! Values over their denominators: totals become rates.

/// Divides n values by n others in place; a division by zero, or by what is missing, is missing.
pub fn denominate(values: &mut [f64], by: &[f64]) {
    for (value, by) in values.iter_mut().zip(by) {
        let share = *value / by;
        *value = if share.is_finite() { share } else { f64::NAN };
    }
}
