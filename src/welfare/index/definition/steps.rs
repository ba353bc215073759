//! The choices of the steps, as a definition writes them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Many rows a unit, put together by weighted means.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct People {
    /// SQL expression of a row's weight, such as `members`; every row counts the same when left out.
    pub weight: Option<String>,
    /// Share of the weight of deprivations from which a row is poor (Alkire-Foster); indicators then need `cutoff`.
    #[schemars(extend("exclusiveMinimum" = 0), range(max = 1))]
    pub poor: Option<f64>,
}

/// A step before normalising.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Step {
    /// Values over their denominators.
    Denominate,
    /// Units without enough data left out.
    Screen,
    /// Outliers brought in.
    Treat,
    /// Missing values filled.
    Impute,
}

impl Step {
    /// Its name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Denominate => "denominate",
            Self::Screen => "screen",
            Self::Treat => "treat",
            Self::Impute => "impute",
        }
    }
}

/// When outliers are brought in, and how far.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Treat {
    /// Absolute skewness above which an indicator is treated, when its kurtosis is above its own limit too.
    #[schemars(range(min = 0))]
    pub skewness: f64,
    /// Excess kurtosis above which an indicator is treated.
    pub kurtosis: f64,
    /// Most values moved to the next one.
    pub points: usize,
    /// Take the logarithm where that is not enough.
    pub log: bool,
}

impl Default for Treat {
    fn default() -> Self {
        Self {
            skewness: 2.0,
            kurtosis: 3.5,
            points: 5,
            log: true,
        }
    }
}

/// What stands for a missing value.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Impute {
    /// The rule.
    pub method: Filling,
    /// Column of the group, for the group rules; in a study the regency when left out.
    pub group: Option<String>,
}

/// The rule for missing values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Filling {
    /// Nothing: weights are shared among what is there.
    #[default]
    None,
    /// The mean of the units that have a value.
    Mean,
    /// The mean of the unit's group.
    GroupMean,
    /// The median of the unit's group.
    GroupMedian,
    /// The mean of the neighbours that have a value.
    Neighbours,
}

/// How the weights of sibling parts are found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Weigh {
    /// As written.
    #[default]
    Given,
    /// All the same.
    Equal,
    /// Judged pair by pair (Saaty 1980); needs `judgements`.
    Ahp,
    /// By how much values differ (Shannon).
    Entropy,
    /// By spread and by how little a part repeats the others (Diakoulaki et al. 1995).
    Critic,
    /// By the squared loadings of the first principal component.
    Pca,
}

/// Pairwise judgements: `matrix[i][j]` says how many times `parts[i]` outweighs `parts[j]`.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Judgements {
    /// Codes of the parts.
    pub parts: Vec<String>,
    /// Square and reciprocal, values from 1/9 to 9.
    pub matrix: Vec<Vec<f64>>,
}

/// How values become comparable.
#[derive(Debug, Clone, Copy, PartialEq, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Normalise {
    /// The rule.
    pub method: Method,
    /// Goalpost that becomes the lower end of `to`; for `target`, where the way starts when more is good.
    pub min: Option<f64>,
    /// Goalpost that becomes the upper end of `to`; for `target`, where the way starts when less is good.
    pub max: Option<f64>,
    /// Values beyond a goalpost are put on it, and counted; otherwise they are an error.
    #[serde(default)]
    pub clamp: bool,
    /// Target on the good side, for `target`.
    pub target: Option<f64>,
    /// Range after normalising, for goalposts, min-max and target; 0 to 1 when left out.
    pub to: Option<[f64; 2]>,
}

/// The rule of normalisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Method {
    /// Values as they are.
    #[default]
    None,
    /// Share of the way between two fixed values.
    Goalposts,
    /// Share of the way between the least and the greatest value of the table.
    MinMax,
    /// Distance from the mean in standard deviations of the population.
    Z,
    /// Number of units that do worse (Borda).
    Rank,
    /// Share of the other units that do worse.
    Percentile,
    /// Share of the way to a target from `min` (`max` where less is good), or from the worst value; never more than 1.
    Target,
    /// Share of the length of the column: x over the root of the sum of squares (TOPSIS).
    Vector,
}

/// Lack of reliability: the mean of the share of weight that is missing and of the age of the data.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Reliability {
    /// Value of data that cannot be relied on at all; 0 is the other end.
    #[schemars(extend("exclusiveMinimum" = 0))]
    pub to: f64,
    /// Column of the age of a unit's data in years; the missing share alone counts where the table has none.
    pub age: Option<String>,
    /// Years from which data count as too old; 5 when left out.
    #[schemars(extend("exclusiveMinimum" = 0))]
    pub oldest: Option<f64>,
}

/// How parts become one; weights are shares of their sum.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Aggregation {
    /// Sum of w x.
    #[default]
    Arithmetic,
    /// Product of x to the w: a bad part is made good by a good one only partly.
    Geometric,
    /// Inverse of the sum of w / x.
    Harmonic,
    /// (Sum of w x^p)^(1/p), with p the key `power`.
    Generalised,
    /// Geometric mean seen from the far end of the scale: one bad part weighs more (INFORM).
    Inverted,
    /// Closeness to the ideal (Hwang and Yoon 1981).
    Topsis,
    /// Compromise between the group and the single worst part (Opricovic and Tzeng 2004).
    Vikor,
    /// Units beaten minus units lost to, pair by pair (Copeland).
    Copeland,
}

/// The order of the steps when a definition does not say.
pub(super) fn order() -> Vec<Step> {
    vec![Step::Denominate, Step::Screen, Step::Treat, Step::Impute]
}
