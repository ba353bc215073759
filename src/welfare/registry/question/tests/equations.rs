//! Linear equations, solved as far as they go.

use std::collections::BTreeMap;

/// A linear equation: factors by unknown, and the constant.
pub(super) type Equation = (BTreeMap<(String, String), f64>, f64);

/// The unknowns that follow from the equations, with their values.
pub(super) fn solved(mut equations: Vec<Equation>) -> Vec<((String, String), f64)> {
    let mut done: Vec<((String, String), Equation)> = Vec::new();
    while let Some((mut factors, mut constant)) = equations.pop() {
        for (pivot, (other, value)) in &done {
            if let Some(factor) = factors.remove(pivot) {
                for (name, own) in other {
                    *factors.entry(name.clone()).or_default() -= factor * own;
                }
                constant -= factor * value;
            }
        }
        factors.retain(|_, factor| factor.abs() > 1e-9);
        let Some((pivot, factor)) = factors
            .iter()
            .max_by(|a, b| a.1.abs().total_cmp(&b.1.abs()))
        else {
            assert!(
                constant.abs() < 1e-6,
                "the tables contradict each other by {constant}"
            );
            continue;
        };
        let (pivot, factor) = (pivot.clone(), *factor);
        factors.remove(&pivot);
        factors.values_mut().for_each(|own| *own /= factor);
        let constant = constant / factor;
        for (_, (other, value)) in &mut done {
            if let Some(own) = other.remove(&pivot) {
                for (name, factor) in &factors {
                    *other.entry(name.clone()).or_default() -= own * factor;
                }
                *value -= own * constant;
                other.retain(|_, factor| factor.abs() > 1e-9);
            }
        }
        done.push((pivot, (factors, constant)));
    }
    done.into_iter()
        .filter(|(_, (rest, _))| rest.is_empty())
        .map(|(name, (_, value))| (name, value))
        .collect()
}
