//! What an index is: a versioned TOML file.

mod built_in;
mod rules;
pub mod steps;
mod table;

pub use steps::{
    Aggregation, Filling, Impute, Judgements, Method, Normalise, People, Reliability, Step, Treat,
    Weigh,
};

pub use crate::base::words::Words;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A composite index: indicators, grouped in dimensions of any depth, up to one score.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Definition {
    /// Short machine name.
    #[schemars(length(min = 1))]
    pub name: String,
    /// Version of this definition; two versions are never differenced silently.
    #[schemars(length(min = 1))]
    pub version: String,
    /// Regulation, paper or address the definition comes from.
    #[schemars(length(min = 1))]
    pub source: String,
    /// Title on briefs and maps; the name when left out.
    pub title: Option<Words>,
    /// Whether a high score is good for people; need points the other way.
    pub good: Good,
    /// Best possible score; need is the distance from it. Left out, the best score of the table.
    pub best: Option<f64>,
    /// Worst possible score.
    pub worst: Option<f64>,
    /// Indicator table with the columns iCode, Parent, Weight, Direction (of COINr), relative to this file; instead of
    /// `dimensions` and `indicators`.
    pub table: Option<String>,
    /// Persons or households to be put together before anything else: their table has many rows a unit.
    pub people: Option<People>,
    /// Order of the steps before normalising.
    #[serde(default = "steps::order")]
    pub steps: Vec<Step>,
    /// Least share of the indicators a unit needs to get a score; half of the weight when left out.
    #[schemars(range(min = 0, max = 1))]
    pub available: Option<f64>,
    /// Outliers brought in; left as they are when left out.
    pub treat: Option<Treat>,
    /// What stands for a missing value.
    #[serde(default)]
    pub impute: Impute,
    /// How the weights of the parts of the whole are found.
    #[serde(default)]
    pub weigh: Weigh,
    /// Judgements for `weigh = "ahp"`.
    pub judgements: Option<Judgements>,
    /// How the dimensions become the score.
    #[serde(default)]
    pub aggregate: Aggregation,
    /// Exponent of the generalised mean.
    pub power: Option<f64>,
    /// Weight of the group against the single worst part in VIKOR; 0.5 when left out.
    #[schemars(range(min = 0, max = 1))]
    pub compromise: Option<f64>,
    /// How an indicator without its own rule is made comparable.
    #[serde(default)]
    pub normalise: Normalise,
    /// A measure of how little the data can be relied on, beside the score.
    pub reliability: Option<Reliability>,
    /// The class that a score equal to a limit belongs to.
    #[serde(default)]
    pub limit: Limit,
    /// Classes, from the lowest score up.
    #[serde(default)]
    pub classes: Vec<Class>,
    /// Dimensions.
    #[serde(default)]
    pub dimensions: Vec<Dimension>,
    /// Indicators.
    #[serde(default)]
    pub indicators: Vec<Indicator>,
}

/// Which end of a scale is good for people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Good {
    /// More is better.
    High,
    /// Less is better.
    Low,
}

/// A group of indicators or of dimensions.
#[derive(Debug, Clone, PartialEq, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Dimension {
    /// Short machine name; the column of `tables/scores.csv`.
    #[schemars(length(min = 1))]
    pub code: String,
    /// Title; the code when left out.
    pub title: Option<Words>,
    /// Dimension this one is part of; the index itself when left out.
    pub parent: Option<String>,
    /// Weight among its siblings.
    #[serde(default = "one")]
    #[schemars(range(min = 0))]
    pub weight: f64,
    /// How the weights of its parts are found.
    #[serde(default)]
    pub weigh: Weigh,
    /// Judgements for `weigh = "ahp"`.
    pub judgements: Option<Judgements>,
    /// How its parts become one.
    #[serde(default)]
    pub aggregate: Aggregation,
    /// Exponent of the generalised mean.
    pub power: Option<f64>,
    /// Weight of the group against the single worst part in VIKOR; 0.5 when left out.
    #[schemars(range(min = 0, max = 1))]
    pub compromise: Option<f64>,
    /// Column that holds the finished value, on the scale of the score: taken when the table lacks indicators.
    pub column: Option<String>,
}

/// One indicator.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Indicator {
    /// Short machine name.
    #[schemars(length(min = 1))]
    pub code: String,
    /// Title; the code when left out.
    pub title: Option<Words>,
    /// Dimension it belongs to; the index itself when left out.
    pub parent: Option<String>,
    /// Column of the values; the code when left out. Letter case does not matter.
    pub column: Option<String>,
    /// SQL expression over columns instead of one column, such as `poor / households`.
    pub value: Option<String>,
    /// Column, or SQL expression, the value is divided by.
    pub denominator: Option<String>,
    /// Weight among its siblings.
    #[serde(default = "one")]
    #[schemars(range(min = 0))]
    pub weight: f64,
    /// Whether a high value is good for people.
    pub good: Good,
    /// Value on whose bad side a person or household is deprived (Alkire-Foster).
    pub cutoff: Option<f64>,
    /// Limits of the indicator's own classes, from the lowest score up; the limits of the index come from them.
    #[serde(default)]
    pub limits: Vec<f64>,
    /// How it is made comparable; the rule of the definition when left out.
    pub normalise: Option<Normalise>,
}

impl Indicator {
    /// The column it reads when it has no expression.
    pub fn column(&self) -> &str {
        self.column.as_deref().unwrap_or(&self.code)
    }
}

/// Where a score equal to a limit belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Limit {
    /// To the class below: score <= limit.
    #[default]
    Lower,
    /// To the class above: score < limit.
    Upper,
}

/// A class of scores.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Class {
    /// Its name.
    pub name: Words,
    /// Its upper limit; the last class has none.
    pub up_to: Option<f64>,
}

/// The column of a class's share in `tables/regions.csv`: `share_` and the English name in snake case.
pub fn share_column(name: &Words) -> String {
    let letter = |c: char| match c {
        _ if c.is_ascii_alphanumeric() => c.to_ascii_lowercase(),
        _ => '_',
    };
    let name: String = name.en.chars().map(letter).collect();
    format!("share_{name}")
}

fn one() -> f64 {
    1.0
}
