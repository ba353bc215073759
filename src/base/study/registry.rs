//! `[registry]`: rows of persons or households, and what is asked of them.

use super::audit::Audit;
use super::engine::Engine;
use super::refresh::Refresh;
use super::types::{Bridge, CodeSystem};
use crate::base::model::Level;
use crate::base::words::Words;
use crate::error::{Error, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// `[registry]`. Expressions are in the words of SQL, over the columns of the rows and the names of `define`.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Registry {
    /// `.parquet`, `.csv`, `.tsv` or `.txt`, by name or pattern such as `households/*.parquet`, relative to the study file.
    pub path: Option<PathBuf>,
    /// Where the rows are worked off: `embedded`, or an engine that holds them, in place of `path`.
    #[serde(default)]
    pub engine: Engine,
    /// Column of the village's code.
    #[schemars(length(min = 1))]
    pub code: String,
    /// Code system of the rows.
    #[serde(default)]
    pub system: CodeSystem,
    /// Table from the rows' codes to the layer's.
    pub bridge: Option<Bridge>,
    /// Year of the codes.
    pub vintage: Option<i32>,
    /// Expression: how many people a row stands for, such as the members of a household; 1 when left out.
    pub weight: Option<String>,
    /// Condition that rows must meet.
    #[serde(rename = "where")]
    pub filter: Option<String>,
    /// Expressions with a name, which others may use.
    #[serde(default)]
    pub define: BTreeMap<String, String>,
    /// Columns of the rows whose values are modelled, as those that end in `_modelled` are: they tell nobody's welfare, need or benefit where
    /// targeting is measured.
    #[serde(default)]
    pub modelled: Vec<String>,
    /// Further measures of villages by name, such as `sum(x)` or `count(*) filter (where y)`.
    #[serde(default)]
    pub measures: BTreeMap<String, String>,
    /// What people have: poverty, inequality, deciles.
    pub welfare: Option<Welfare>,
    /// A score from given coefficients, which other expressions may use as `pmt`.
    pub pmt: Option<Pmt>,
    /// Deprivations that make people poor together.
    pub deprivations: Option<Deprivations>,
    /// Programmes: who should have them, who has them.
    #[serde(default)]
    pub programmes: Vec<Receipt>,
    /// Groups that are counted apart.
    #[serde(default)]
    pub groups: Vec<Group>,
    /// The design, where rows are a sample.
    pub sample: Option<Sample>,
    /// Table of paying points with columns `lon` and `lat`.
    pub points: Option<PathBuf>,
    /// How the rows are kept current by `kawasan registry update`.
    pub refresh: Option<Refresh>,
    /// What `kawasan registry audit` looks for.
    pub audit: Option<Audit>,
    /// Licence of the rows, repeated in the manifest and the brief.
    pub licence: Option<String>,
}

impl Registry {
    /// The files of the rows.
    ///
    /// # Errors
    /// When an engine holds them.
    pub fn files(&self) -> Result<&Path> {
        self.path.as_deref().ok_or_else(|| {
            Error::study("the rows are in an engine, and this reads single rows of files")
                .remedy("name files of the rows as registry.path, without registry.engine")
        })
    }

    /// What the rows are called: their files, or the table of the engine.
    pub fn rows(&self) -> &Path {
        match (&self.path, &self.engine) {
            (Some(path), _) => path,
            (None, Engine::Adbc(adbc)) => Path::new(&adbc.table),
            (None, Engine::Embedded) => Path::new(""),
        }
    }
}

/// `[registry.welfare]`
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Welfare {
    /// Expression: what a person has, such as expenditure / members.
    pub value: String,
    /// Expression: the poverty line, a column or a number.
    pub line: Option<String>,
    /// Expression: the decile from 1, the poorest, to 10; found from the values when left out.
    pub decile: Option<String>,
    /// Level at which distributions are kept: the finer, the more memory.
    #[serde(default = "default_level")]
    pub level: Level,
}

/// `[registry.pmt]`: intercept and the sum of coefficients times expressions.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Pmt {
    /// Added to every score.
    #[serde(default)]
    pub intercept: f64,
    /// Coefficients by expression: a number, or a condition that counts 1 where it is true.
    pub coefficients: BTreeMap<String, f64>,
    /// Scores below are eligible.
    pub cutoff: Option<f64>,
}

/// `[registry.deprivations]`
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Deprivations {
    /// Share of the weights from which a person is poor.
    #[schemars(extend("exclusiveMinimum" = 0), range(max = 1))]
    pub poor: f64,
    /// What people may lack.
    #[schemars(length(min = 1))]
    pub indicators: Vec<Deprivation>,
}

/// One of `registry.deprivations.indicators`.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Deprivation {
    /// Short machine name.
    #[schemars(length(min = 1))]
    pub code: String,
    /// Condition: who is deprived.
    #[serde(rename = "where")]
    pub deprived: String,
    /// Weight; equal when left out.
    #[serde(default = "one")]
    #[schemars(extend("exclusiveMinimum" = 0))]
    pub weight: f64,
}

/// `[[registry.programmes]]`
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Receipt {
    /// Short machine name.
    #[schemars(length(min = 1))]
    pub code: String,
    /// Title; the code when left out.
    pub title: Option<Words>,
    /// Condition: who should have it.
    pub eligible: String,
    /// Condition: who has it.
    pub receives: String,
    /// Expression: how much one who has it gets.
    pub amount: Option<String>,
    /// Expression: the channel it is paid through.
    pub channel: Option<String>,
    /// Condition: the payment failed.
    pub failed: Option<String>,
    /// Condition: the payment came late.
    pub late: Option<String>,
    /// Condition: ready to be paid digitally.
    pub ready: Option<String>,
}

/// `[[registry.groups]]`
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// Short machine name.
    #[schemars(length(min = 1))]
    pub code: String,
    /// Title; the code when left out.
    pub title: Option<Words>,
    /// Condition: who is in it.
    #[serde(rename = "where")]
    pub members: String,
}

/// `[registry.sample]`
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Sample {
    /// Expression: the stratum; one for all when left out.
    pub stratum: Option<String>,
    /// Expression: the primary unit.
    pub unit: String,
}

fn default_level() -> Level {
    Level::Regency
}

fn one() -> f64 {
    1.0
}
