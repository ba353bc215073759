//! Parts put together, and the weight that is missing.

mod copeland;
mod ideal;
mod means;

use super::NOISE;
use super::definition::{Aggregation, Definition, Good};

pub use means::Mean;

/// One part of a group.
#[derive(Debug, Clone, Copy)]
pub struct Piece<'a> {
    /// n values, NaN where missing.
    pub value: &'a [f64],
    /// n shares of the weight below that do not enter the value; `None` for an indicator.
    pub missing: Option<&'a [f64]>,
    /// Weight among its siblings, at least 0.
    pub weight: f64,
}

/// How the parts of a group become one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Recipe {
    /// The rule.
    pub how: Aggregation,
    /// Exponent of the generalised mean.
    pub power: f64,
    /// Weight of the group against the single worst part in VIKOR.
    pub compromise: f64,
    /// The scale of the index, for the inverted mean.
    pub scale: [f64; 2],
    /// A high value is good for people.
    pub high_is_good: bool,
}

impl Recipe {
    /// The recipe of a group.
    pub fn new(
        how: Aggregation,
        power: Option<f64>,
        compromise: Option<f64>,
        definition: &Definition,
    ) -> Self {
        let (best, worst) = (
            definition.best.unwrap_or(1.0),
            definition.worst.unwrap_or(0.0),
        );
        Self {
            how,
            power: power.unwrap_or(1.0),
            compromise: compromise.unwrap_or(0.5),
            scale: [best.min(worst), best.max(worst)],
            high_is_good: definition.good == Good::High,
        }
    }

    /// The mean it is, unless it compares units with each other.
    pub fn mean(&self) -> Option<Mean> {
        Some(match self.how {
            Aggregation::Arithmetic => Mean::Arithmetic,
            Aggregation::Geometric => Mean::Geometric,
            Aggregation::Harmonic => Mean::Harmonic,
            Aggregation::Generalised => Mean::Generalised(self.power),
            Aggregation::Inverted => Mean::Inverted(self.scale),
            Aggregation::Topsis | Aggregation::Vikor | Aggregation::Copeland => return None,
        })
    }
}

/// Values of n units from their parts, NaN where missing, and the n shares of weight that do not enter them.
///
/// Weights (at least one above 0) are renormalised over the parts that are there. A value is missing when at least half
/// of its weight is; a part that is there but lacks some of its own weight counts as missing by that share. Sums run over
/// the parts in order, so they do not depend on threads.
///
/// # Errors
/// Part and unit of the first value outside the domain of the rule, such as 0 under a geometric mean.
pub fn aggregate(
    recipe: &Recipe,
    parts: &[Piece<'_>],
) -> Result<(Vec<f64>, Vec<f64>), (usize, usize)> {
    let missing = missing(parts);
    let mut value = match recipe.mean() {
        Some(mean) => mean.of(parts)?,
        None => match recipe.how {
            Aggregation::Topsis => ideal::topsis(parts),
            Aggregation::Vikor => ideal::vikor(parts, recipe.compromise, recipe.high_is_good),
            _ => copeland::copeland(parts, &missing),
        },
    };
    for (value, missing) in value.iter_mut().zip(&missing) {
        if *missing >= 0.5 - NOISE {
            *value = f64::NAN;
        }
    }
    Ok((value, missing))
}

/// n shares of the weight of a group that are missing; a part without a value is missing whole.
pub fn missing(parts: &[Piece<'_>]) -> Vec<f64> {
    let n = parts.first().map_or(0, |part| part.value.len());
    let total: f64 = parts.iter().map(|part| part.weight).sum();
    let mut lost = vec![0.0; n];
    for part in parts.iter().filter(|part| part.weight > 0.0) {
        for (i, lost) in lost.iter_mut().enumerate() {
            *lost += match part.value[i].is_nan() {
                true => part.weight,
                false => part.weight * part.missing.map_or(0.0, |missing| missing[i]),
            };
        }
    }
    for lost in &mut lost {
        *lost /= total;
    }
    lost
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const NONE: f64 = f64::NAN;

    pub fn recipe(how: Aggregation) -> Recipe {
        Recipe {
            how,
            power: 1.0,
            compromise: 0.5,
            scale: [0.0, 10.0],
            high_is_good: true,
        }
    }

    pub fn of(
        recipe: &Recipe,
        columns: &[&[f64]],
        weights: &[f64],
    ) -> Result<(Vec<f64>, Vec<f64>), (usize, usize)> {
        let parts: Vec<Piece<'_>> = columns
            .iter()
            .zip(weights)
            .map(|(value, &weight)| Piece {
                value,
                missing: None,
                weight,
            })
            .collect();
        aggregate(recipe, &parts)
    }

    #[test]
    fn weights_are_renormalised_until_half_is_missing() {
        let columns: [&[f64]; 3] = [&[1.0, NONE, NONE], &[2.0, 2.0, NONE], &[4.0, 4.0, 4.0]];
        let (value, missing) =
            of(&recipe(Aggregation::Arithmetic), &columns, &[1.0, 1.0, 2.0]).unwrap();
        assert_eq!(value[..2], [11.0 / 4.0, 10.0 / 3.0]);
        assert!(value[2].is_nan());
        assert_eq!(missing, [0.0, 0.25, 0.5]);
    }

    #[test]
    fn what_a_part_lacks_counts() {
        let missing = [0.4];
        let parts = [
            Piece {
                value: &[1.0],
                missing: Some(&missing),
                weight: 1.0,
            },
            Piece {
                value: &[2.0],
                missing: None,
                weight: 1.0,
            },
        ];
        let found = aggregate(&recipe(Aggregation::Arithmetic), &parts).unwrap();
        assert_eq!(found.1, [0.2]);
    }
}
