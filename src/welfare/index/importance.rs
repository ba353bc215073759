//! What weights come to: the pull of one step in an indicator, and how much of the score each part explains.

use super::definition::{Aggregation, Definition, Method};
use super::hierarchy::{Part, groups};
use super::normalise::Scale;
use super::score::Scores;
use rayon::prelude::*;

/// The pull of one part.
#[derive(Debug, Clone, PartialEq)]
pub struct Pull {
    /// Which part.
    pub part: Part,
    /// The dimension it belongs to; `None` for a part of the index itself.
    pub parent: Option<String>,
    /// Share of the weight among its siblings.
    pub weight: f64,
    /// Share of the weight of the whole index: the product of the shares from here up.
    pub overall: f64,
    /// Change of the score when the raw value grows by one unit, without its sign; `None` unless every group above is an
    /// arithmetic mean and the scale a line.
    pub step: Option<f64>,
    /// `step` over the least one of all indicators.
    pub times: Option<f64>,
    /// Pearson's correlation with the score.
    pub correlation: Option<f64>,
    /// Share of the variance of the score it accounts for, cov(w x, score)/var(score) with w its overall share; they sum to
    /// one over a level. `None` unless every group above is an arithmetic mean.
    pub variance_share: Option<f64>,
}

/// The pull of every dimension and indicator, in the order of the definition, dimensions first.
///
/// Parts below a dimension that was read as a finished column have weights and steps, but no correlations.
/// Source for shares of variance: Paruolo, Saisana and Saltelli (2013), doi:10.1111/j.1467-985X.2012.01059.x.
pub fn importance(definition: &Definition, scores: &Scores) -> Vec<Pull> {
    let groups = groups(definition, &vec![false; definition.dimensions.len()]);
    // the weights used where the group was weighed, else those of the definition
    let used = |dimension: Option<usize>| {
        let mut known = scores.make.groups.iter().chain(&groups);
        known.find(|group| group.dimension == dimension)
    };
    let mut pulls = Vec::new();
    // from the whole down: each group passes on its overall share, and whether all above it are arithmetic
    let mut waiting = vec![(None, 1.0, true)];
    while let Some((dimension, share, straight)) = waiting.pop() {
        let Some(group) = used(dimension) else {
            continue;
        };
        let total: f64 = group.parts.iter().map(|(_, weight)| weight).sum();
        let straight = straight && group.recipe.how == Aggregation::Arithmetic;
        for &(part, weight) in &group.parts {
            let overall = share * weight / total;
            let values = values_of(definition, scores, part);
            let with = values.as_deref().and_then(|x| moments(x, &scores.score));
            let slope = match part {
                Part::Indicator(i) => slope(definition, scores, i),
                Part::Dimension(_) => None,
            };
            pulls.push(Pull {
                part,
                parent: dimension.map(|d| definition.dimensions[d].code.clone()),
                weight: weight / total,
                overall,
                step: slope.filter(|_| straight).map(|slope| slope * overall),
                times: None,
                correlation: with.map(|m| m.covariance / (m.x * m.y).sqrt()),
                variance_share: with
                    .filter(|_| straight)
                    .map(|m| overall * m.covariance / m.y),
            });
            if let Part::Dimension(d) = part {
                waiting.push((Some(d), overall, straight));
            }
        }
    }
    let least = pulls
        .iter()
        .filter_map(|pull| pull.step)
        .filter(|step| *step > 0.0)
        .fold(f64::INFINITY, f64::min);
    for pull in &mut pulls {
        pull.times = pull.step.map(|step| step / least);
    }
    pulls.sort_by_key(|pull| match pull.part {
        Part::Dimension(d) => (0, d),
        Part::Indicator(i) => (1, i),
    });
    pulls
}

/// Correlations of all pairs of parts of one kind that have values: the two parts, r, and the units that have both.
pub fn correlations(definition: &Definition, scores: &Scores) -> Vec<(Part, Part, f64, usize)> {
    let dimensions = (0..definition.dimensions.len()).map(Part::Dimension);
    let indicators = (0..definition.indicators.len()).map(Part::Indicator);
    let mut found = Vec::new();
    for parts in [dimensions.collect::<Vec<_>>(), indicators.collect()] {
        let known: Vec<(Part, Vec<Option<f64>>)> = parts
            .into_iter()
            .filter_map(|part| Some((part, values_of(definition, scores, part)?)))
            .collect();
        let pairs: Vec<(usize, usize)> = (0..known.len())
            .flat_map(|a| (a + 1..known.len()).map(move |b| (a, b)))
            .collect();
        found.par_extend(pairs.into_par_iter().filter_map(|(a, b)| {
            let m = moments(&known[a].1, &known[b].1)?;
            Some((
                known[a].0,
                known[b].0,
                m.covariance / (m.x * m.y).sqrt(),
                m.n,
            ))
        }));
    }
    found
}

/// n values of a part, as they enter.
fn values_of(definition: &Definition, scores: &Scores, part: Part) -> Option<Vec<Option<f64>>> {
    let there = |x: &f64| Some(*x).filter(|x| !x.is_nan());
    let leaf = scores.make.leaves.iter().find(|leaf| leaf.part == part);
    match (leaf, part) {
        (Some(leaf), _) => Some(leaf.value.iter().map(there).collect()),
        (None, Part::Dimension(d)) => {
            let code = &definition.dimensions[d].code;
            let own = scores.dimensions.iter().find(|(known, _)| known == code);
            own.map(|(_, values)| values.clone())
        }
        (None, Part::Indicator(_)) => None,
    }
}

/// Change of the normalised value with the raw one, without its sign.
fn slope(definition: &Definition, scores: &Scores, i: usize) -> Option<f64> {
    let leaf = scores
        .make
        .leaves
        .iter()
        .find(|leaf| leaf.part == Part::Indicator(i));
    let rule = definition.indicators[i]
        .normalise
        .unwrap_or(definition.normalise);
    match (leaf.map(|leaf| leaf.scale), rule.method) {
        (Some(Scale::Line { slope, .. }), _) => Some(slope.abs()),
        (Some(Scale::Place), _) => None,
        // below a finished dimension: fixed goalposts say it without data
        (None, Method::Goalposts) => {
            let [low, high] = rule.to.unwrap_or([0.0, 1.0]);
            Some((high - low) / (rule.max? - rule.min?))
        }
        (None, _) => None,
    }
}

#[derive(Clone, Copy)]
struct Moments {
    n: usize,
    x: f64,
    y: f64,
    covariance: f64,
}

/// Variances and covariance over the units that have both; `None` where either does not vary.
fn moments(x: &[Option<f64>], y: &[Option<f64>]) -> Option<Moments> {
    let pairs: Vec<(f64, f64)> = x
        .iter()
        .zip(y)
        .filter_map(|(x, y)| Some(((*x)?, (*y)?)))
        .collect();
    let n = pairs.len() as f64;
    let mean_x = pairs.iter().map(|(x, _)| x).sum::<f64>() / n;
    let mean_y = pairs.iter().map(|(_, y)| y).sum::<f64>() / n;
    let (mut xx, mut yy, mut xy) = (0.0, 0.0, 0.0);
    for (x, y) in &pairs {
        xx += (x - mean_x).powi(2);
        yy += (y - mean_y).powi(2);
        xy += (x - mean_x) * (y - mean_y);
    }
    (xx > 0.0 && yy > 0.0).then_some(Moments {
        n: pairs.len(),
        x: xx / n,
        y: yy / n,
        covariance: xy / n,
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::super::tests::{define, frame};
    use super::super::{Context, Definition, score};
    use super::*;
    use std::path::Path;

    #[test]
    fn a_step_in_the_environment_outweighs_one_in_society() {
        let idm = Definition::load("idm-2016", Path::new("")).unwrap();
        let data = frame(&[
            ("iks", &[Some(0.7), Some(0.5), Some(0.6)]),
            ("ike", &[Some(0.2), Some(0.4), Some(0.9)]),
            ("ikl", &[Some(0.6), Some(0.8), Some(0.1)]),
        ]);
        let scores = score(&idm, &data, &Context::default()).unwrap();
        let pulls = importance(&idm, &scores);
        assert_eq!(pulls.len(), 53);
        let of = |code: &str| {
            pulls
                .iter()
                .find(|pull| pull.part.code(&idm) == code)
                .unwrap()
        };
        assert!((of("IKL_1").times.unwrap() - 35.0 / 3.0).abs() < 1e-9);
        assert!((of("IKE_1").times.unwrap() - 35.0 / 12.0).abs() < 1e-9);
        assert!((of("IKS_1").step.unwrap() - 1.0 / 525.0).abs() < 1e-12);
        assert_eq!(of("IKS_1").correlation, None);
        let shares: f64 = pulls[..3]
            .iter()
            .map(|pull| pull.variance_share.unwrap())
            .sum();
        assert!((shares - 1.0).abs() < 1e-12);
        assert_eq!(correlations(&idm, &scores).len(), 3);
    }

    #[test]
    fn only_straight_lines_have_steps() {
        let definition = define(
            "good = \"high\"\nnormalise = { method = \"min-max\", to = [1, 2] }\naggregate = \"geometric\"\nindicators = [{ code = \"a\", good = \"high\" }, { code = \"b\", good = \"high\" }]",
        )
        .unwrap();
        let data = frame(&[
            ("a", &[Some(1.0), Some(2.0), Some(5.0)]),
            ("b", &[Some(3.0), Some(1.0), Some(9.0)]),
        ]);
        let scores = score(&definition, &data, &Context::default()).unwrap();
        let pulls = importance(&definition, &scores);
        assert!(
            pulls
                .iter()
                .all(|p| p.step.is_none() && p.variance_share.is_none())
        );
        assert!(pulls.iter().all(|p| p.correlation.unwrap() > 0.8));
        assert!(pulls.iter().all(|p| p.weight == 0.5 && p.overall == 0.5));
    }
}
