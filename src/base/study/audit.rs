//! `[registry.audit]`: what a registry is looked over for.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// `[registry.audit]`: how old is too old, what cannot be, who may be the same person.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Audit {
    /// Days without an update from which a village is stale.
    pub stale: u32,
    /// Column of the date on which a row was last brought up to date, for rows that are no registry's folder.
    pub updated: Option<String>,
    /// Conditions by name that no row may meet; the weight, the decile and the welfare of `[registry]` are looked at anyway.
    pub impossible: BTreeMap<String, String>,
    /// Who may be the same person under two numbers.
    #[serde(rename = "match")]
    pub matching: Option<Match>,
}

/// `[registry.audit.match]`: persons that agree on all columns of `block` are compared on `fields` (Fellegi-Sunter).
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Match {
    /// Columns that two rows must share to be compared at all, such as the year of birth and the sex; `code` is the village.
    #[schemars(length(min = 1))]
    pub block: Vec<String>,
    /// Columns that are compared.
    #[schemars(length(min = 1, max = 8))]
    pub fields: Vec<String>,
    /// By column the chance to agree where two rows are one person, and where they are two; found from the rows (EM) when left out.
    #[serde(default)]
    pub given: BTreeMap<String, [f64; 2]>,
    /// Most persons of a block; larger ones are not compared, which is told.
    #[serde(default = "largest")]
    #[schemars(range(min = 2))]
    pub largest: usize,
}

impl Default for Audit {
    fn default() -> Self {
        Self {
            stale: 365,
            updated: None,
            impossible: BTreeMap::new(),
            matching: None,
        }
    }
}

fn largest() -> usize {
    2000
}
