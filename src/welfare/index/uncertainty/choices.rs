//! The choices of one draw.

use super::space::Space;
use rand::rngs::ChaCha8Rng;
use rand::{RngExt, SeedableRng};
use serde::Serialize;

/// A kind of choice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Factor {
    /// Weights of parts.
    Weights,
    /// How values are made comparable.
    Normalisation,
    /// How parts become one.
    Aggregation,
    /// What stands for a missing value.
    Missing,
    /// Which indicator is left out.
    Omission,
}

impl Factor {
    /// Every kind.
    pub const ALL: [Self; 5] = [
        Self::Weights,
        Self::Normalisation,
        Self::Aggregation,
        Self::Missing,
        Self::Omission,
    ];

    /// Its name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Weights => "weights",
            Self::Normalisation => "normalisation",
            Self::Aggregation => "aggregation",
            Self::Missing => "missing",
            Self::Omission => "omission",
        }
    }
}

/// The choices of one draw, as positions among the alternatives.
#[derive(Debug, Clone, PartialEq)]
pub struct Choices {
    /// A factor for the weight of every part, group after group.
    pub weights: Vec<f64>,
    pub normalisation: usize,
    pub aggregation: usize,
    pub missing: usize,
    /// 0 leaves nothing out, j + 1 leaf j.
    pub omission: usize,
}

impl Choices {
    /// The same choices, but for one kind of them.
    pub fn with(&self, factor: Factor, other: &Self) -> Self {
        let mut mixed = self.clone();
        match factor {
            Factor::Weights => mixed.weights.clone_from(&other.weights),
            Factor::Normalisation => mixed.normalisation = other.normalisation,
            Factor::Aggregation => mixed.aggregation = other.aggregation,
            Factor::Missing => mixed.missing = other.missing,
            Factor::Omission => mixed.omission = other.omission,
        }
        mixed
    }
}

/// Draws choices from one stream: alternatives are equally likely, factors of weights uniform in 1 -+ `share`.
pub fn draw(space: &Space, share: f64, seed: u64, stream: u64) -> Choices {
    let mut chance = ChaCha8Rng::seed_from_u64(seed);
    chance.set_stream(stream);
    let weights = (0..space.parts)
        .map(|_| 1.0 + share * (2.0 * chance.random::<f64>() - 1.0))
        .collect();
    let mut pick = |count: usize| chance.random_range(0..count as u64) as usize;
    Choices {
        weights,
        normalisation: pick(space.normalisations.len()),
        aggregation: pick(space.aggregations.len()),
        missing: pick(space.fillings.len()),
        omission: pick(space.omissions()),
    }
}
