//! Why a unit stands where it stands: its score taken apart, and the smallest change that would move it.

use super::aggregate::{Piece, aggregate};
use super::definition::{Aggregation, Definition, Good};
use super::hierarchy::Part;
use super::normalise::Scale;
use super::score::{Make, Scores};

/// A change of one indicator.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Change {
    /// Place of the indicator in the leaves.
    pub leaf: usize,
    /// Raw value now.
    pub from: f64,
    /// Raw value that it takes.
    pub to: f64,
    /// Share of the way between the worst and the best value.
    pub share: f64,
}

/// The score of one unit with other normalised values of its leaves (NaN where missing); `None` when it is missing, or when
/// units are scored against each other.
pub fn unit_score(definition: &Definition, make: &Make, values: &[f64]) -> Option<f64> {
    let mut done: Vec<Option<(f64, f64)>> = vec![None; definition.dimensions.len()];
    for group in &make.groups {
        group.recipe.mean()?;
        let parts: Vec<([f64; 1], [f64; 1], f64)> = group
            .parts
            .iter()
            .filter_map(|&(part, weight)| {
                let leaf = make.leaves.iter().position(|leaf| leaf.part == part);
                let (value, missing) = match (leaf, part) {
                    (Some(leaf), _) => (values[leaf], 0.0),
                    (None, Part::Dimension(d)) => done[d]?,
                    (None, Part::Indicator(_)) => return None,
                };
                Some(([value], [missing], weight))
            })
            .collect();
        let pieces: Vec<Piece<'_>> = parts
            .iter()
            .map(|(value, missing, weight)| Piece {
                value,
                missing: Some(missing),
                weight: *weight,
            })
            .collect();
        let (value, missing) = aggregate(&group.recipe, &pieces).ok()?;
        match group.dimension {
            Some(d) => done[d] = Some((value[0], missing[0])),
            None => return Some(value[0]).filter(|value| !value.is_nan()),
        }
    }
    None
}

/// What each leaf adds to the score of a unit; they sum to it. `None` where leaves add nothing alone: scores of units against
/// each other, and the inverted mean.
///
/// A mean that grows with its parts in proportion is the sum of x times its slope in x (Euler), through every level.
pub fn contributions(definition: &Definition, scores: &Scores, unit: usize) -> Option<Vec<f64>> {
    let make = &scores.make;
    scores.score[unit]?;
    let value_of = |part: Part| {
        let leaf = make.leaves.iter().position(|leaf| leaf.part == part);
        match (leaf, part) {
            (Some(leaf), _) => Some(make.leaves[leaf].value[unit]),
            (None, Part::Dimension(d)) => {
                let code = &definition.dimensions[d].code;
                let own = scores.dimensions.iter().find(|(known, _)| known == code);
                own.map(|(_, values)| values[unit].unwrap_or(f64::NAN))
            }
            (None, Part::Indicator(_)) => None,
        }
    };
    let mut found = vec![0.0; make.leaves.len()];
    let mut waiting = vec![(None, 1.0)];
    while let Some((dimension, above)) = waiting.pop() {
        let group = make.groups.iter().find(|g| g.dimension == dimension)?;
        let mean = group.recipe.mean()?;
        if group.recipe.how == Aggregation::Inverted {
            return None;
        }
        let whole = match dimension {
            None => scores.score[unit]?,
            Some(d) => value_of(Part::Dimension(d))?,
        };
        let there: Vec<(Part, f64, f64)> = group
            .parts
            .iter()
            .filter_map(|&(part, weight)| {
                let x = value_of(part).filter(|x| !x.is_nan())?;
                Some((part, weight, x))
            })
            .collect();
        let total: f64 = there.iter().map(|(_, weight, _)| weight).sum();
        for (part, weight, x) in there {
            let slope = above * mean.slope(weight / total, x, whole);
            match (make.leaves.iter().position(|leaf| leaf.part == part), part) {
                (Some(leaf), _) => found[leaf] += slope * x,
                (None, Part::Dimension(d)) => waiting.push((Some(d), slope)),
                (None, Part::Indicator(_)) => {}
            }
        }
    }
    Some(found)
}

/// The worst and the best normalised value a leaf can take: the ends of its scale, else those of the units.
pub fn ends(definition: &Definition, make: &Make, leaf: usize) -> (f64, f64) {
    let leaf = &make.leaves[leaf];
    let there = || leaf.value.iter().copied().filter(|x| !x.is_nan());
    let (mut low, mut high) = (
        there().fold(f64::INFINITY, f64::min),
        there().fold(f64::NEG_INFINITY, f64::max),
    );
    if let Scale::Line {
        low: Some(a),
        high: Some(b),
        ..
    } = leaf.scale
    {
        let (a, b) = (
            leaf.scale.of(a).unwrap_or(low),
            leaf.scale.of(b).unwrap_or(high),
        );
        (low, high) = (a.min(b), a.max(b));
    } else if let (Part::Dimension(_), Some(best), Some(worst)) =
        (leaf.part, definition.best, definition.worst)
    {
        (low, high) = (best.min(worst), best.max(worst));
    }
    match definition.good {
        Good::High => (low, high),
        Good::Low => (high, low),
    }
}

/// What the score would gain with one leaf at its best; `None` where it cannot be said for one unit alone.
pub fn gain(definition: &Definition, scores: &Scores, unit: usize, leaf: usize) -> Option<f64> {
    let mut values = values(&scores.make, unit);
    values[leaf] = ends(definition, &scores.make, leaf).1;
    let after = unit_score(definition, &scores.make, &values)?;
    Some((after - scores.score[unit]?).abs())
}

fn values(make: &Make, unit: usize) -> Vec<f64> {
    make.leaves.iter().map(|leaf| leaf.value[unit]).collect()
}

/// The smallest change that brings a unit's score to `target` or past it: one indicator where one is enough (the one that
/// moves the least of its way), else the fewest, those with the greatest effect first. Indicators of whole numbers stay whole.
///
/// `None` when no change within the scales is enough, or when units are scored against each other.
pub fn smallest_change(
    definition: &Definition,
    scores: &Scores,
    unit: usize,
    target: f64,
) -> Option<Vec<Change>> {
    let make = &scores.make;
    let now = scores.score[unit]?;
    let up = target >= now;
    let reached = |score: f64| if up { score >= target } else { score <= target };
    let better = up == (definition.good == Good::High);
    let own = values(make, unit);
    let end_of = |leaf: usize| {
        let (worst, best) = ends(definition, make, leaf);
        if better { best } else { worst }
    };
    let open: Vec<usize> = (0..own.len())
        .filter(|&leaf| !own[leaf].is_nan() && own[leaf] != end_of(leaf))
        .collect();
    let alone: Vec<Change> = open
        .iter()
        .filter_map(|&leaf| {
            let to = reach(definition, make, &own, leaf, end_of(leaf), &reached)?;
            Some(change(definition, make, unit, leaf, to))
        })
        .collect();
    if let Some(least) = alone.into_iter().min_by(|a, b| a.share.total_cmp(&b.share)) {
        return Some(vec![least]);
    }
    let mut by_effect: Vec<(f64, usize)> = open
        .iter()
        .filter_map(|&leaf| {
            let mut values = own.clone();
            values[leaf] = end_of(leaf);
            Some(((unit_score(definition, make, &values)? - now).abs(), leaf))
        })
        .collect();
    by_effect.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let mut values = own;
    let mut changes = Vec::new();
    for (_, leaf) in by_effect {
        let enough = reach(definition, make, &values, leaf, end_of(leaf), &reached);
        let to = enough.unwrap_or(end_of(leaf));
        changes.push(change(definition, make, unit, leaf, to));
        values[leaf] = to;
        if enough.is_some() {
            return Some(changes);
        }
    }
    None
}

/// The normalised value of a leaf, between now and its end, from which the score has reached the target.
fn reach(
    definition: &Definition,
    make: &Make,
    values: &[f64],
    leaf: usize,
    end: f64,
    reached: &dyn Fn(f64) -> bool,
) -> Option<f64> {
    let at = |value: f64| {
        let mut values = values.to_vec();
        values[leaf] = value;
        unit_score(definition, make, &values).is_some_and(reached)
    };
    if !at(end) {
        return None;
    }
    let whole = make.leaves[leaf]
        .raw
        .iter()
        .all(|x| x.is_nan() || x.fract() == 0.0);
    let (mut short, mut enough) = (values[leaf], end);
    for _ in 0..100 {
        let middle = f64::midpoint(short, enough);
        match at(middle) {
            true => enough = middle,
            false => short = middle,
        }
    }
    let steps = |slope: f64| match whole {
        false => enough,
        true => {
            // the whole number on the far side
            let raw = raw_of(make, leaf, enough);
            let outward = (end - values[leaf]) * slope > 0.0;
            let noise = 1e-9 * raw.abs().max(1.0);
            let raw = if outward {
                (raw - noise).ceil()
            } else {
                (raw + noise).floor()
            };
            make.leaves[leaf].scale.of(raw).unwrap_or(enough)
        }
    };
    let found = match make.leaves[leaf].scale {
        Scale::Line { slope, .. } => steps(slope),
        Scale::Place => enough,
    };
    at(found).then_some(found)
}

/// The raw value behind a normalised one; under a rank, that of the unit just there or beyond.
fn raw_of(make: &Make, leaf: usize, value: f64) -> f64 {
    let leaf = &make.leaves[leaf];
    match leaf.scale {
        Scale::Line {
            slope, intercept, ..
        } => (value - intercept) / slope,
        Scale::Place => {
            let near = leaf
                .value
                .iter()
                .zip(&leaf.raw)
                .filter(|(v, _)| !v.is_nan());
            near.min_by(|a, b| (a.0 - value).abs().total_cmp(&(b.0 - value).abs()))
                .map_or(f64::NAN, |(_, raw)| *raw)
        }
    }
}

fn change(definition: &Definition, make: &Make, unit: usize, leaf: usize, to: f64) -> Change {
    let (worst, best) = ends(definition, make, leaf);
    let own = &make.leaves[leaf];
    Change {
        leaf,
        from: own.raw[unit],
        to: raw_of(make, leaf, to),
        share: ((to - own.value[unit]) / (best - worst)).abs(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::super::tests::{define, frame};
    use super::super::{Context, Definition, score};
    use super::*;
    use polars::prelude::DataFrame;

    fn data() -> DataFrame {
        frame(&[
            ("a", &[Some(1.0), Some(4.0), Some(5.0), Some(2.0)]),
            ("b", &[Some(3.0), Some(0.0), Some(4.0), None]),
            ("c", &[Some(5.0), Some(1.0), Some(2.0), Some(3.0)]),
        ])
    }

    fn three(how: &str, to: &str) -> Definition {
        define(&format!(
            "good = \"high\"\nnormalise = {{ method = \"goalposts\", min = 0, max = 5{to} }}\naggregate = \"{how}\"\ndimensions = [{{ code = \"d\", weight = 2 }}]\nindicators = [{{ code = \"a\", parent = \"d\", good = \"high\" }}, {{ code = \"b\", parent = \"d\", good = \"high\", weight = 0.5 }}, {{ code = \"c\", good = \"low\" }}]"
        ))
        .unwrap()
    }

    #[test]
    fn contributions_sum_to_the_score() {
        for (how, to) in [
            ("arithmetic", ""),
            ("geometric", ", to = [1, 2]"),
            ("harmonic", ", to = [1, 2]"),
        ] {
            let definition = three(how, to);
            let scores = score(&definition, &data(), &Context::default()).unwrap();
            for unit in 0..4 {
                let parts = contributions(&definition, &scores, unit).unwrap();
                let sum: f64 = parts.iter().sum();
                assert!(
                    (sum - scores.score[unit].unwrap()).abs() < 1e-12,
                    "{how} {unit} {parts:?}"
                );
                let again = unit_score(&definition, &scores.make, &values(&scores.make, unit));
                assert!((again.unwrap() - scores.score[unit].unwrap()).abs() < 1e-15);
            }
        }
    }

    #[test]
    fn the_smallest_change_is_enough_and_no_more() {
        let definition = three("arithmetic", "");
        let scores = score(&definition, &data(), &Context::default()).unwrap();
        let make = &scores.make;
        // unit 0: a 1/5 and b 3/5 in d, weights 1 and .5; c 0; score = 2/3 d
        let now = scores.score[0].unwrap();
        assert!((now - 2.0 / 3.0 * (0.2 + 0.3) / 1.5).abs() < 1e-15);
        let of = |change: &Change| make.leaves[change.leaf].part.code(&definition).to_owned();
        let one = smallest_change(&definition, &scores, 0, now + 0.08).unwrap();
        assert_eq!((one.len(), of(&one[0]).as_str()), (1, "a"));
        // a step of a adds 2/3 * 1/1.5 * 1/5 = 0.0889
        assert_eq!((one[0].from, one[0].to), (1.0, 2.0));
        let all = smallest_change(&definition, &scores, 0, 0.7).unwrap();
        assert!(all.len() > 1);
        let mut values = values(make, 0);
        for change in &all {
            values[change.leaf] = make.leaves[change.leaf].scale.of(change.to).unwrap();
        }
        assert!(unit_score(&definition, make, &values).unwrap() >= 0.7);
        assert_eq!(smallest_change(&definition, &scores, 0, 1.1), None);
        // down: c, of which less is good, gets worse by going up; it is at its worst, so b or a falls
        let down = smallest_change(&definition, &scores, 0, now - 0.01).unwrap();
        assert!(down[0].to < down[0].from);
        assert!((gain(&definition, &scores, 0, 0).unwrap() - 2.0 / 3.0 * 0.8 / 1.5).abs() < 1e-12);
    }
}
