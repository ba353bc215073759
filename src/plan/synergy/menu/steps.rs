//! What a step of an indicator is, and what it gains.
//!
//! Where every group of an index is the same mean, that mean is a sum after one transform and before its inverse, so that what steps gain adds up in the
//! transformed score: weights multiply down the groups, renormalised over the parts that a unit has.

use crate::welfare::index::Scores;
use crate::welfare::index::definition::{Definition, Good};
use crate::welfare::index::explain::{ends, unit_score};
use crate::welfare::index::hierarchy::Part;
use crate::welfare::index::normalise;

/// Steps of an indicator of one unit, from its value to the best.
#[derive(Debug, Clone, PartialEq)]
pub struct Ladder {
    /// Place of the indicator in the leaves.
    pub leaf: usize,
    /// What the score gains at the best value.
    pub gain: f64,
    /// What 1, 2, ... steps gain in the sum that the score is made of; empty where gains do not add up.
    pub sums: Vec<f64>,
    from: f64,
    best: f64,
    unit: f64,
}

impl Ladder {
    /// Number of steps; the last one may be shorter.
    pub fn steps(&self) -> u32 {
        steps(self.from, self.best, self.unit)
    }

    /// Raw value after so many steps.
    pub fn raw(&self, steps: u32) -> f64 {
        if steps >= self.steps() {
            return self.best;
        }
        self.from + (self.best - self.from).signum() * self.unit * f64::from(steps)
    }
}

fn steps(from: f64, best: f64, unit: f64) -> u32 {
    ((best - from).abs() / unit - 1e-9).ceil().max(0.0) as u32
}

/// A leaf that can be raised: an indicator on a straight scale.
struct Rung {
    leaf: usize,
    /// Best value, normalised and raw.
    best: f64,
    best_raw: f64,
    /// Raw size of a step: 1 where all values are whole, else a tenth of the way from worst to best.
    unit: f64,
    slope: f64,
    intercept: f64,
}

/// A part of a group, found once.
enum Place {
    Leaf(usize),
    Dimension(usize),
}

/// Parts of a group with their weights.
type Parts = Vec<(Place, f64)>;

/// How steps become score.
pub struct Scale<'a> {
    definition: &'a Definition,
    scores: &'a Scores,
    rungs: Vec<Rung>,
    /// Groups, the whole first: dimension, parts with weights.
    groups: Vec<(Option<usize>, Parts)>,
    /// Values of the dimensions that have some.
    dimensions: Vec<Option<&'a [Option<f64>]>>,
    adds_up: bool,
}

impl<'a> Scale<'a> {
    /// Looks at an index; `None` where units are scored against each other.
    pub fn new(definition: &'a Definition, scores: &'a Scores) -> Option<Self> {
        let make = &scores.make;
        let many = make.groups.iter().filter(|group| group.parts.len() > 1);
        let means: Option<Vec<_>> = many.map(|group| group.recipe.mean()).collect();
        let means = means?;
        let adds_up = means.windows(2).all(|pair| pair[0] == pair[1]);
        let mut groups = Vec::new();
        for group in make.groups.iter().rev() {
            let place = |&(part, weight): &(Part, f64)| {
                let leaf = make.leaves.iter().position(|leaf| leaf.part == part);
                let place = match (leaf, part) {
                    (Some(leaf), _) => Place::Leaf(leaf),
                    (None, Part::Dimension(d)) => Place::Dimension(d),
                    (None, Part::Indicator(_)) => return None,
                };
                Some((place, weight))
            };
            groups.push((
                group.dimension,
                group.parts.iter().filter_map(place).collect(),
            ));
        }
        let values = |code: &String| {
            let own = scores.dimensions.iter().find(|(known, _)| known == code);
            own.map(|(_, values)| values.as_slice())
        };
        let dimensions = definition
            .dimensions
            .iter()
            .map(|d| values(&d.code))
            .collect();
        let rungs = (0..make.leaves.len()).filter_map(|leaf| rung(definition, scores, leaf));
        Some(Self {
            definition,
            scores,
            rungs: rungs.collect(),
            groups,
            dimensions,
            adds_up,
        })
    }

    /// Whether what steps gain adds up.
    pub fn adds_up(&self) -> bool {
        self.adds_up
    }

    /// A score as the sum it is made of.
    fn forth(&self, score: f64) -> Option<f64> {
        let group = self
            .scores
            .make
            .groups
            .iter()
            .find(|group| group.parts.len() > 1);
        match group.and_then(|group| group.recipe.mean()) {
            Some(mean) => mean.allows(score).then(|| mean.forth(score)),
            None => Some(score),
        }
    }

    fn back(&self, sum: f64) -> f64 {
        let group = self
            .scores
            .make
            .groups
            .iter()
            .find(|group| group.parts.len() > 1);
        let mean = group.and_then(|group| group.recipe.mean());
        mean.map_or(sum, |mean| mean.back(sum))
    }

    /// 1 where the sum grows as the score gets better, else -1.
    fn sign(&self) -> f64 {
        let grows = match (self.forth(1.0), self.forth(2.0)) {
            (Some(one), Some(two)) => two > one,
            _ => true,
        };
        let up = self.definition.good == Good::High;
        if grows == up { 1.0 } else { -1.0 }
    }

    /// What the sum must gain for a score to become the target; none where no sum is that score.
    pub fn goal(&self, score: f64, target: f64) -> Option<f64> {
        Some(self.sign() * (self.forth(target)? - self.forth(score)?))
    }

    /// What the score gains when its sum gains so much.
    pub fn gain(&self, score: f64, sum: f64) -> f64 {
        let after = self
            .forth(score)
            .map(|now| self.back(now + self.sign() * sum));
        after.map_or(0.0, |after| (after - score).abs())
    }

    /// The ladders of a unit: its indicators that are known and not at their best.
    pub fn ladders(&self, unit: usize, score: f64) -> Vec<Ladder> {
        let leaves = &self.scores.make.leaves;
        let weight = self.adds_up.then(|| self.weights(unit));
        let mut ladders = Vec::new();
        for rung in &self.rungs {
            let leaf = &leaves[rung.leaf];
            let (value, from) = (leaf.value[unit], leaf.raw[unit]);
            let better = match self.definition.good {
                Good::High => rung.best > value,
                Good::Low => rung.best < value,
            };
            if value.is_nan() || leaf.gap[unit] || !better {
                continue;
            }
            let mut ladder = Ladder {
                leaf: rung.leaf,
                gain: 0.0,
                sums: Vec::new(),
                from,
                best: rung.best_raw,
                unit: rung.unit,
            };
            if let Some(weight) = &weight {
                let weight = weight[rung.leaf];
                let now = self.forth(value);
                let sum = |steps: u32| {
                    let to = rung.intercept + rung.slope * ladder.raw(steps);
                    Some(weight * self.sign() * (self.forth(to)? - now?))
                };
                let sums: Option<Vec<f64>> = (1..=ladder.steps()).map(sum).collect();
                let Some(sums) = sums.filter(|_| weight > 0.0) else {
                    continue;
                };
                ladder.gain = self.gain(score, sums.last().copied().unwrap_or(0.0));
                ladder.sums = sums;
            } else {
                let mut values: Vec<f64> = leaves.iter().map(|leaf| leaf.value[unit]).collect();
                values[rung.leaf] = rung.best;
                let after = unit_score(self.definition, &self.scores.make, &values);
                ladder.gain = after.map_or(0.0, |after| (after - score).abs());
            }
            if ladder.gain > 0.0 && ladder.steps() > 0 {
                ladders.push(ladder);
            }
        }
        ladders
    }

    /// Weights of the leaves of a unit in the sum.
    fn weights(&self, unit: usize) -> Vec<f64> {
        let leaves = &self.scores.make.leaves;
        let mut weights = vec![0.0; leaves.len()];
        let mut of_dimension = vec![0.0; self.dimensions.len()];
        for (dimension, parts) in &self.groups {
            let above = dimension.map_or(1.0, |d| of_dimension[d]);
            let there = |place: &Place| match *place {
                Place::Leaf(leaf) => !leaves[leaf].value[unit].is_nan(),
                Place::Dimension(d) => self.dimensions[d].is_some_and(|v| v[unit].is_some()),
            };
            let known = parts.iter().filter(|(place, _)| there(place));
            let total: f64 = known.clone().map(|(_, weight)| weight).sum();
            for (place, weight) in known {
                let share = above * weight / total;
                match *place {
                    Place::Leaf(leaf) => weights[leaf] = share,
                    Place::Dimension(d) => of_dimension[d] = share,
                }
            }
        }
        weights
    }
}

fn rung(definition: &Definition, scores: &Scores, leaf: usize) -> Option<Rung> {
    let own = &scores.make.leaves[leaf];
    let (
        Part::Indicator(_),
        normalise::Scale::Line {
            slope, intercept, ..
        },
    ) = (own.part, own.scale)
    else {
        return None;
    };
    let (worst, best) = ends(definition, &scores.make, leaf);
    if slope == 0.0 || worst == best || !best.is_finite() {
        return None;
    }
    let raw = |value: f64| {
        // an end that is whole but for rounding is whole
        let raw = (value - intercept) / slope;
        if (raw - raw.round()).abs() < 1e-9 {
            raw.round()
        } else {
            raw
        }
    };
    let whole = own.raw.iter().all(|x| x.is_nan() || x.fract() == 0.0);
    let unit = if whole {
        1.0
    } else {
        (raw(best) - raw(worst)).abs() / 10.0
    };
    Some(Rung {
        leaf,
        best,
        best_raw: raw(best),
        unit,
        slope,
        intercept,
    })
}
