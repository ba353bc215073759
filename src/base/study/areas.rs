//! `[areas]`: what priority areas are asked for.

use super::types::Effort;
use crate::base::model::Level;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `[areas]`
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Areas {
    /// How areas are found.
    pub method: AreaMethod,
    /// Column whose sum is covered: `need` is the index shortfall.
    #[schemars(length(min = 1))]
    pub need: String,
    /// Least and most villages of an area.
    pub villages: [usize; 2],
    /// Areas stay inside one unit of this level, or are free of all.
    pub within: Within,
    /// Most areas in each such unit.
    #[schemars(range(min = 1))]
    pub per_group: usize,
    /// Most areas in all.
    #[schemars(range(min = 1))]
    pub total: Option<usize>,
    /// Kilometres from the area's centre village to any member, between centroids.
    #[schemars(extend("exclusiveMinimum" = 0))]
    pub radius: Option<f64>,
    /// Kilometres between any two members, between centroids.
    #[schemars(extend("exclusiveMinimum" = 0))]
    pub diameter: Option<f64>,
    /// Least and most of a column's sum over an area, by column.
    pub limits: std::collections::BTreeMap<String, Limit>,
    /// Column that all villages of an area share, such as the leading commodity.
    #[schemars(length(min = 1))]
    pub theme: Option<String>,
    /// Whether areas may cross the sea where `boundaries.sea_links` ties islands.
    pub sea: bool,
    /// Need that one kilometre of an area's outer border outweighs.
    #[schemars(range(min = 0))]
    pub compactness: f64,
    /// Column added to the need of each village, such as what programmes gain there together.
    #[schemars(length(min = 1))]
    pub gain: Option<String>,
    /// Column with the name of the area that a village is in already; such areas are kept.
    #[schemars(length(min = 1))]
    pub keep: Option<String>,
    /// Work spent.
    pub effort: Effort,
    /// Whether to say what each village and each rule means to the plan: `replacement`, `rule_costs`, `tradeoff`. Left out, at effort `certify`.
    pub explain: Option<bool>,
    /// Weights of compactness that `tradeoff` compares; left out, some that fit the areas.
    #[schemars(inner(range(min = 0)))]
    pub tradeoff: Vec<f64>,
    /// Codes that must be in an area.
    pub lock_in: Vec<String>,
    /// Codes that must not.
    pub lock_out: Vec<String>,
}

impl Default for Areas {
    fn default() -> Self {
        Self {
            method: AreaMethod::Delineate,
            need: "need".into(),
            villages: [3, 12],
            within: Within::Regency,
            per_group: 2,
            total: None,
            radius: None,
            diameter: None,
            limits: std::collections::BTreeMap::new(),
            theme: None,
            sea: true,
            compactness: 0.0,
            gain: None,
            keep: None,
            effort: Effort::Normal,
            explain: None,
            tradeoff: Vec::new(),
            lock_in: Vec::new(),
            lock_out: Vec::new(),
        }
    }
}

/// `[areas.limits.COLUMN]`
#[derive(Debug, Clone, Copy, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Limit {
    /// Least sum over an area.
    #[schemars(range(min = 0))]
    pub min: Option<f64>,
    /// Most.
    #[schemars(range(min = 0))]
    pub max: Option<f64>,
}

/// What an area stays inside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Within {
    /// One district.
    District,
    /// One regency.
    Regency,
    /// One province.
    Province,
    /// Nothing: areas may cross every border, and all villages are one group.
    None,
}

impl Within {
    /// The level, if there is one.
    pub fn level(self) -> Option<Level> {
        match self {
            Self::District => Some(Level::District),
            Self::Regency => Some(Level::Regency),
            Self::Province => Some(Level::Province),
            Self::None => None,
        }
    }
}

/// How areas are found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum AreaMethod {
    /// Growth and local search for the most covered need, then a proof.
    Delineate,
    /// Regions of alike need, the neediest of them chosen: SKATER.
    Skater,
    /// The same with REDCAP, full order and complete linkage.
    Redcap,
    /// The same with Ward's method among neighbours.
    Ward,
    /// The same with hierarchical clustering among neighbours, average linkage.
    Schc,
    /// The same with the automatic zoning procedure and tabu search.
    Azp,
    /// The same with max-p regions of the least size.
    MaxP,
}
