//! What an index is: a versioned TOML file.

use crate::base::study::Language;
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
    /// How the dimensions become the score.
    #[serde(default)]
    pub aggregate: Aggregation,
    /// How an indicator without its own rule is made comparable.
    #[serde(default)]
    pub normalise: Normalise,
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
    #[schemars(length(min = 1))]
    pub indicators: Vec<Indicator>,
}

/// A text in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Words {
    /// Bahasa Indonesia.
    pub id: String,
    /// English.
    pub en: String,
}

impl Words {
    /// The text in a language.
    pub fn get(&self, language: Language) -> &str {
        match language {
            Language::Id => &self.id,
            Language::En => &self.en,
        }
    }
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
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
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
    /// How its parts become one.
    #[serde(default)]
    pub aggregate: Aggregation,
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
    /// Weight among its siblings.
    #[serde(default = "one")]
    #[schemars(range(min = 0))]
    pub weight: f64,
    /// Whether a high value is good for people.
    pub good: Good,
    /// How it is made comparable; the rule of the definition when left out.
    pub normalise: Option<Normalise>,
}

impl Indicator {
    /// The column it reads when it has no expression.
    pub fn column(&self) -> &str {
        self.column.as_deref().unwrap_or(&self.code)
    }
}

/// How values become comparable.
#[derive(Debug, Clone, Copy, PartialEq, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Normalise {
    /// The rule.
    pub method: Method,
    /// Goalpost that becomes the lower end of `to`.
    pub min: Option<f64>,
    /// Goalpost that becomes the upper end of `to`.
    pub max: Option<f64>,
    /// Values beyond a goalpost are put on it, and counted; otherwise they are an error.
    #[serde(default)]
    pub clamp: bool,
    /// Range after normalising, for goalposts and min-max; 0 to 1 when left out.
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
