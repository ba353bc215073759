//! `[index]`: which index, and how sure its ranks are to be.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `[index]`
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Index {
    /// A TOML file, or a built-in definition such as `idm-2016`.
    #[schemars(length(min = 1))]
    pub definition: String,
    /// What stands for a missing value, instead of the definition's own rule.
    pub missing: Option<Missing>,
    /// Draws under other defensible choices; ranks carry no interval when left out.
    pub uncertainty: Option<Uncertainty>,
}

/// What stands for a missing value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Missing {
    /// Nothing: weights are shared among what is there.
    None,
    /// The mean of all villages.
    Mean,
    /// The median of the regency.
    GroupMedian,
    /// The mean of the neighbours.
    Neighbours,
}

/// `[index.uncertainty]`
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Uncertainty {
    /// Number of draws.
    #[schemars(range(min = 20, max = 65535))]
    pub draws: usize,
    /// Each weight is multiplied by up to 1 more or less this share.
    #[schemars(range(min = 0, max = 1))]
    pub weights: f64,
    /// Vary normalisation, aggregation, what fills gaps, and leave out single indicators, too.
    pub methods: bool,
    /// Share the variance of ranks out among the choices (Sobol); takes several times as long.
    pub sobol: bool,
    /// The priority set whose membership gets a probability.
    pub priority: Priority,
}

impl Default for Uncertainty {
    fn default() -> Self {
        Self {
            draws: 1000,
            weights: 0.25,
            methods: true,
            sobol: false,
            priority: Priority::default(),
        }
    }
}

/// The priority set: the neediest share of the scored villages, or a number of them.
#[derive(Debug, Clone, Copy, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Priority {
    /// Share of the scored villages.
    #[schemars(extend("exclusiveMinimum" = 0), range(max = 1))]
    pub share: Option<f64>,
    /// Number of villages.
    #[schemars(range(min = 1))]
    pub count: Option<usize>,
}

impl Default for Priority {
    fn default() -> Self {
        Self {
            share: Some(0.1),
            count: None,
        }
    }
}

impl Priority {
    /// Villages in the set, of so many scored.
    pub fn of(&self, scored: usize) -> usize {
        match (self.count, self.share) {
            (Some(count), _) => count.min(scored),
            (None, share) => (share.unwrap_or(0.1) * scored as f64).ceil() as usize,
        }
    }
}
