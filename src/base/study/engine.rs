//! `registry.engine`: where the rows of a registry are worked off.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Where the rows are.
#[derive(Debug, Clone, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Engine {
    /// In files, which `kawasan` reads itself.
    #[default]
    Embedded,
    /// In an engine that takes SQL through a driver of ADBC; only sums by village leave it.
    Adbc(Adbc),
}

/// `[registry.engine.adbc]`
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Adbc {
    /// Library of the driver: a path, relative to the study file, or a name that the system finds.
    #[schemars(length(min = 1))]
    pub driver: String,
    /// Where the engine listens, such as `grpc://host:32010` or `postgresql://host:5432/welfare`, without a password.
    #[schemars(length(min = 1))]
    pub uri: String,
    /// Table or view of the rows, such as `household` or `public.household`.
    #[schemars(length(min = 1))]
    pub table: String,
    /// Who asks.
    pub username: Option<String>,
    /// Environment variable of the password; it is never stored or shown.
    pub password_env: Option<String>,
    /// Further options of the driver by their full names.
    #[serde(default)]
    pub options: BTreeMap<String, String>,
    /// Statements that come first, such as `CREATE OR REPLACE TEMPORARY VIEW …`.
    #[serde(default)]
    pub prepare: Vec<String>,
}
