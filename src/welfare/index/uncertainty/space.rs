//! The alternatives a draw chooses from.

use super::choices::Factor;
use crate::welfare::index::definition::{Aggregation, Definition, Filling, Method};
use crate::welfare::index::hierarchy::Part;
use crate::welfare::index::prepare::Leaf;
use crate::welfare::index::score::{Context, Scores};

/// Alternatives of each choice; the first is the definition's own.
#[derive(Debug, Clone)]
pub struct Space {
    /// Other scales; `None` is the definition's.
    pub normalisations: Vec<Option<Method>>,
    /// Other means in every group; `None` is the definition's.
    pub aggregations: Vec<Option<Aggregation>>,
    /// What fills gaps; `None` is the definition's.
    pub fillings: Vec<Option<Filling>>,
    /// Leaves one of which may be left out.
    pub omissible: usize,
    /// Parts of all groups together.
    pub parts: usize,
}

impl Space {
    /// The alternatives of an index.
    pub fn new(definition: &Definition, scores: &Scores, context: &Context, methods: bool) -> Self {
        let make = &scores.make;
        let mut space = Self {
            normalisations: vec![None],
            aggregations: vec![None],
            fillings: vec![None],
            omissible: 0,
            parts: make.groups.iter().map(|group| group.parts.len()).sum(),
        };
        if !methods {
            return space;
        }
        let own = |leaf: &Leaf| match leaf.part {
            Part::Indicator(i) => {
                let rule = definition.indicators[i].normalise;
                Some(rule.unwrap_or(definition.normalise).method)
            }
            Part::Dimension(_) => None,
        };
        let scales = [Method::MinMax, Method::Z, Method::Percentile];
        let other = |method: &Method| !make.leaves.iter().all(|leaf| own(leaf) == Some(*method));
        space
            .normalisations
            .extend(scales.into_iter().filter(other).map(Some));
        let means = [Aggregation::Arithmetic, Aggregation::Geometric];
        let other = |how: &Aggregation| make.groups.iter().any(|group| group.recipe.how != *how);
        space
            .aggregations
            .extend(means.into_iter().filter(other).map(Some));
        let scored = |i: usize| scores.score[i].is_some();
        let gaps = |leaf: &Leaf| {
            leaf.gap
                .iter()
                .enumerate()
                .any(|(i, gap)| *gap && scored(i))
        };
        if make.leaves.iter().any(gaps) {
            let rules = [
                (Filling::None, true),
                (Filling::Mean, true),
                (Filling::GroupMedian, context.groups.is_some()),
                (Filling::Neighbours, context.graph.is_some()),
            ];
            let other =
                |(rule, there): &(Filling, bool)| *there && *rule != definition.impute.method;
            space
                .fillings
                .extend(rules.into_iter().filter(other).map(|(rule, _)| Some(rule)));
        }
        // a finished dimension is no single indicator, and two indicators less one are no index
        let single = |leaf: &&Leaf| matches!(leaf.part, Part::Indicator(_));
        let indicators = make.leaves.iter().filter(single).count();
        if indicators == make.leaves.len() && indicators > 2 {
            space.omissible = indicators;
        }
        space
    }

    /// Number of ways to leave something out, nothing included.
    pub fn omissions(&self) -> usize {
        1 + self.omissible
    }

    /// The kinds of choice that have more than one alternative.
    pub fn factors(&self, weights: f64) -> Vec<Factor> {
        let varied = |factor: &Factor| match factor {
            Factor::Weights => weights > 0.0,
            Factor::Normalisation => self.normalisations.len() > 1,
            Factor::Aggregation => self.aggregations.len() > 1,
            Factor::Missing => self.fillings.len() > 1,
            Factor::Omission => self.omissible > 0,
        };
        Factor::ALL.into_iter().filter(varied).collect()
    }

    /// The alternatives of each kind in words, for the log.
    pub fn alternatives(&self, weights: f64) -> Vec<(Factor, Vec<String>)> {
        fn words<T: serde::Serialize>(list: &[Option<T>]) -> Vec<String> {
            let word = |one: &Option<T>| match one {
                None => "as defined".to_owned(),
                Some(one) => serde_json::json!(one)
                    .as_str()
                    .unwrap_or_default()
                    .to_owned(),
            };
            list.iter().map(word).collect()
        }
        let of = |factor: Factor| match factor {
            Factor::Weights => vec![format!("each times 1 -+ {weights}")],
            Factor::Normalisation => words(&self.normalisations),
            Factor::Aggregation => words(&self.aggregations),
            Factor::Missing => words(&self.fillings),
            Factor::Omission => vec![
                "none".to_owned(),
                format!("any one of {} indicators", self.omissible),
            ],
        };
        self.factors(weights)
            .into_iter()
            .map(|factor| (factor, of(factor)))
            .collect()
    }
}
