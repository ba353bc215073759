//! Means: each is a weighted sum after one transform and before its inverse.

use super::Piece;

/// A mean of parts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Mean {
    /// Sum of w x.
    Arithmetic,
    /// Product of x to the w.
    Geometric,
    /// Inverse of the sum of w / x.
    Harmonic,
    /// (Sum of w x^p)^(1/p), p not 0.
    Generalised(f64),
    /// On a scale [a, b]: y = 1 + 9 (b - x)/(b - a), their geometric mean, and back (INFORM 2017, 2.3).
    Inverted([f64; 2]),
}

impl Mean {
    /// Whether it is defined at x.
    pub fn allows(self, x: f64) -> bool {
        match self {
            Self::Arithmetic => true,
            Self::Geometric | Self::Harmonic => x > 0.0,
            Self::Generalised(p) => x > 0.0 || (x == 0.0 && p > 0.0),
            Self::Inverted([_, high]) => x <= high,
        }
    }

    /// The transform of a value.
    pub fn forth(self, x: f64) -> f64 {
        match self {
            Self::Arithmetic => x,
            Self::Geometric => x.ln(),
            Self::Harmonic => x.recip(),
            Self::Generalised(p) => x.powf(p),
            Self::Inverted([low, high]) => (1.0 + 9.0 * (high - x) / (high - low)).ln(),
        }
    }

    /// Its inverse.
    pub fn back(self, y: f64) -> f64 {
        match self {
            Self::Arithmetic => y,
            Self::Geometric => y.exp(),
            Self::Harmonic => y.recip(),
            Self::Generalised(p) => y.powf(p.recip()),
            Self::Inverted([low, high]) => {
                // sums of logarithms may end a hair outside
                (high - (high - low) * (y.exp() - 1.0) / 9.0).clamp(low, high)
            }
        }
    }

    /// How much the mean at `value` changes with a part at x of weight share w.
    pub fn slope(self, w: f64, x: f64, value: f64) -> f64 {
        w * match self {
            Self::Arithmetic => 1.0,
            Self::Geometric => value / x,
            Self::Harmonic => (value / x).powi(2),
            Self::Generalised(p) => (x / value).powf(p - 1.0),
            Self::Inverted([low, high]) => {
                let far = |x: f64| 1.0 + 9.0 * (high - x) / (high - low);
                far(value) / far(x)
            }
        }
    }

    /// Values of n units over the parts that are there; NaN where none is.
    ///
    /// # Errors
    /// Part and unit of the first value the mean is not defined at.
    pub fn of(self, parts: &[Piece<'_>]) -> Result<Vec<f64>, (usize, usize)> {
        let n = parts.first().map_or(0, |part| part.value.len());
        let mut sum = vec![0.0; n];
        let mut there = vec![0.0; n];
        for (position, part) in parts.iter().enumerate().filter(|(_, p)| p.weight > 0.0) {
            for (i, &x) in part.value.iter().enumerate() {
                if x.is_nan() {
                    continue;
                }
                if !self.allows(x) {
                    return Err((position, i));
                }
                there[i] += part.weight;
                sum[i] += part.weight * self.forth(x);
            }
        }
        for (sum, there) in sum.iter_mut().zip(there) {
            *sum = self.back(*sum / there);
        }
        Ok(sum)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::super::tests::{of, recipe};
    use crate::welfare::index::definition::Aggregation;

    #[test]
    fn the_means() {
        let columns: [&[f64]; 2] = [&[4.0], &[1.0]];
        for (how, power, mean) in [
            (Aggregation::Arithmetic, 1.0, 3.25),
            (Aggregation::Geometric, 1.0, 4.0_f64.powf(0.75)),
            (Aggregation::Harmonic, 1.0, 1.0 / (0.75 / 4.0 + 0.25)),
            (Aggregation::Generalised, 2.0, 12.25_f64.sqrt()),
            // 10 - (geometric mean of 6.4 and 9.1 with weights 3 and 1, less 1) / 0.9
            (
                Aggregation::Inverted,
                1.0,
                10.0 - (6.4_f64.powf(0.75) * 9.1_f64.powf(0.25) - 1.0) / 0.9,
            ),
        ] {
            let recipe = super::super::Recipe {
                power,
                ..recipe(how)
            };
            let (value, missing) = of(&recipe, &columns, &[3.0, 1.0]).unwrap();
            assert!((value[0] - mean).abs() < 1e-14, "{how:?} {value:?}");
            assert_eq!(missing, [0.0]);
            // the slopes are those of finite differences
            let mean = recipe.mean().unwrap();
            for j in 0..2 {
                let mut moved = [4.0, 1.0];
                moved[j] += 1e-6;
                let (after, _) = of(&recipe, &[&moved[..1], &moved[1..]], &[3.0, 1.0]).unwrap();
                let slope = mean.slope([0.75, 0.25][j], [4.0, 1.0][j], value[0]);
                assert!(
                    ((after[0] - value[0]) / 1e-6 - slope).abs() < 1e-5,
                    "{how:?} {j}"
                );
            }
        }
    }

    #[test]
    fn zeros_have_no_geometric_mean() {
        let columns: [&[f64]; 2] = [&[1.0, 2.0], &[1.0, 0.0]];
        for how in [Aggregation::Geometric, Aggregation::Harmonic] {
            assert_eq!(of(&recipe(how), &columns, &[1.0, 1.0]), Err((1, 1)));
        }
        assert!(of(&recipe(Aggregation::Geometric), &columns, &[1.0, 0.0]).is_ok());
        let ends: [&[f64]; 2] = [&[0.0, 10.0], &[0.0, 10.0]];
        let (value, _) = of(&recipe(Aggregation::Inverted), &ends, &[1.0, 1.0]).unwrap();
        assert_eq!(value, [0.0, 10.0]);
    }
}
