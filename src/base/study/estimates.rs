//! `[estimates.NAME]`: small areas, whose values are modelled; and `interpolate` of a table on another layer.

use crate::base::model::Level;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// `[estimates.NAME]`: gives every village the columns NAME_modelled, NAME_mse and NAME_kind; estimates are made in the order of their names, before
/// the index.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Estimate {
    /// The areas that the model is of.
    #[serde(default = "default_level")]
    pub level: Level,
    /// Column of the direct estimates, such as a rate of a survey; areas without one get a synthetic estimate.
    pub direct: Option<String>,
    /// Column of their error variances.
    pub variance: Option<String>,
    /// Column of their standard errors, in place of `variance`.
    pub se: Option<String>,
    /// Columns that explain the estimates; those of village tables become means of areas.
    #[serde(default)]
    pub covariates: Vec<String>,
    /// Column of events, for `empirical-bayes`.
    pub events: Option<String>,
    /// Column of the people at risk, for `empirical-bayes`.
    pub people: Option<String>,
    /// How the variance between areas is found, or that rates are shrunk.
    #[serde(default)]
    pub method: EstimateMethod,
    /// Areas borrow from their neighbours too, those without a direct estimate as well.
    #[serde(default)]
    pub spatial: bool,
    /// Village column that weighs villages in means and sums of areas; the population when left out.
    pub weight: Option<String>,
    /// Bring the estimates of regions to their villages, by the model and the covariates of villages; needs covariates of village tables.
    #[serde(default)]
    pub villages: bool,
    /// A published figure that the estimates meet.
    pub benchmark: Option<Benchmark>,
}

/// How an estimate is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum EstimateMethod {
    /// Fay and Herriot's model by restricted maximum likelihood.
    #[default]
    Reml,
    /// By maximum likelihood.
    Ml,
    /// By the moment equation of Fay and Herriot.
    Fh,
    /// By the moments of Prasad and Rao.
    PrasadRao,
    /// Rates of events among people, shrunk towards that of all or, with `spatial`, of the neighbours.
    EmpiricalBayes,
}

impl EstimateMethod {
    /// The word of the study file.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Reml => "reml",
            Self::Ml => "ml",
            Self::Fh => "fh",
            Self::PrasadRao => "prasad-rao",
            Self::EmpiricalBayes => "empirical-bayes",
        }
    }
}

/// `[estimates.NAME.benchmark]`
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Benchmark {
    /// The regions whose figure is published, above the level of the estimates.
    pub level: Level,
    /// Column of the published figure, the weighted mean of the estimates.
    #[schemars(length(min = 1))]
    pub column: String,
    /// How the difference is shared out.
    #[serde(default)]
    pub how: BenchmarkHow,
}

/// How a difference from a published figure is shared out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum BenchmarkHow {
    /// All estimates times one factor.
    #[default]
    Ratio,
    /// The same number added to all.
    Difference,
    /// Most to the least sure.
    Mse,
}

/// `[tables.interpolate]`: the rows of a table are of another layer, and their numbers come to the villages by the ground both share, as columns that end in
/// `_modelled`.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Interpolate {
    /// The layer that the rows are of, in any format of `boundaries.path`.
    pub layer: PathBuf,
    /// Its column of the codes that the table's `code` has.
    #[schemars(length(min = 1))]
    pub code: String,
    /// Columns of counts, which add up: people, households, money.
    #[serde(default)]
    pub extensive: Vec<String>,
    /// Columns of rates and means, which do not.
    #[serde(default)]
    pub intensive: Vec<String>,
    /// Column of the table with the count that the rates are of, such as people: rates are then means by the part of it that falls into a village; by
    /// area when left out.
    pub per: Option<String>,
    /// Village column of an earlier table that says where in a unit the counts are, such as households; by area alone when left out.
    pub weight: Option<String>,
    /// What becomes of the part of a unit that no village covers.
    #[serde(default)]
    pub uncovered: UncoveredPart,
    /// Shared pieces below this share of their unit are slivers of borders drawn twice, and are left out.
    #[serde(default)]
    #[schemars(range(min = 0, max = 0.5))]
    pub sliver: f64,
}

/// What becomes of the part of a unit that no village covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum UncoveredPart {
    /// The villages that cover the rest take its share too.
    #[default]
    Spread,
    /// Its share goes to no village, and is told.
    Kept,
}

fn default_level() -> Level {
    Level::Regency
}
