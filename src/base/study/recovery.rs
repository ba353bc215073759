//! `[recovery]`: villages with a programme beside villages without, before and after it started.

use super::types::{Bridge, CodeSystem, OneOrMany};
use crate::base::model::Level;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// `[recovery]`
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Recovery {
    /// Tables with a row a village and year: one file, or several that are read as one.
    pub panel: Files,
    /// Column of the village code, or several that make it.
    pub code: OneOrMany,
    /// Column of the year, or of a date in it; not for files that are of one year.
    pub year: Option<String>,
    /// Columns that are compared: household expenditure, scores of an index, sums of a registry.
    #[schemars(length(min = 1))]
    pub outcomes: Vec<String>,
    /// Units of the outcomes, by column.
    #[serde(default)]
    pub units: BTreeMap<String, String>,
    /// Who is treated from when.
    pub treatment: Treatment,
    /// Years that are looked at; all of the panel when left out.
    #[schemars(length(min = 2))]
    pub years: Option<Vec<i32>>,
    /// Years from which the outcomes are measured otherwise than before; a comparison across one is refused.
    #[serde(default)]
    pub series_break: Vec<i32>,
    /// Panel column that names how the row was measured, such as name and version of an index; a comparison across two of them is refused.
    pub definition: Option<String>,
    /// Who may be compared with.
    #[serde(default)]
    pub controls: Controls,
    /// Villages that are alike before the start are compared; all of them when left out.
    #[serde(rename = "match")]
    pub matching: Option<Alike>,
    /// Level whose units are the clusters of the errors.
    #[serde(default = "default_cluster")]
    pub cluster: Level,
    /// Whether neighbours of treated villages are left out of those compared with, and have an effect of their own.
    #[serde(default = "yes")]
    pub spillover: bool,
    /// Draws of the wild cluster bootstrap; 0 for none.
    #[serde(default = "default_bootstrap")]
    #[schemars(range(max = 99_999))]
    pub bootstrap: usize,
    /// Code system of the panel.
    #[serde(default)]
    pub system: CodeSystem,
    /// Table from the panel's codes to the layer's.
    pub bridge: Option<Bridge>,
    /// Year of the panel's codes.
    pub vintage: Option<i32>,
    /// Licence of the panel, repeated in the manifest and the brief.
    pub licence: Option<String>,
}

/// One file or several.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum Files {
    /// One.
    One(PathBuf),
    /// Several.
    Many(Vec<PanelFile>),
}

/// A file of a panel.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum PanelFile {
    /// Its rows say of which year they are.
    Path(PathBuf),
    /// All its rows are of one year, such as `tables/scores.csv` of a finished run.
    Year(YearFile),
}

/// A file whose rows are of one year.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct YearFile {
    /// The file.
    pub path: PathBuf,
    /// The year of all its rows.
    #[schemars(range(min = 1900, max = 2199))]
    pub year: i32,
    /// How its rows were measured, such as name and version of an index; of a finished run that of its index when left out.
    pub definition: Option<String>,
}

impl Files {
    /// The files with the year of each and its definition, where they are given.
    pub fn each(&self) -> Vec<(&Path, Option<&YearFile>)> {
        match self {
            Self::One(one) => vec![(one, None)],
            Self::Many(many) => many
                .iter()
                .map(|file| match file {
                    PanelFile::Path(path) => (path.as_path(), None),
                    PanelFile::Year(own) => (own.path.as_path(), Some(own)),
                })
                .collect(),
        }
    }
}

/// Who is treated from when: a programme of the inventory, or a table with a row a treated village.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Treatment {
    /// Id of a programme of the inventory; a village is treated from the first year in which it is placed there.
    pub programme: Option<String>,
    /// Table with a row a treated village.
    pub path: Option<PathBuf>,
    /// Its column of the village code, or several that make it; in the system of the panel.
    pub code: Option<OneOrMany>,
    /// Its column of the first treated year, or of a date in it; a row without one is not treated.
    pub start: Option<String>,
}

/// Who may be compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Controls {
    /// Villages that are not treated in any year of the panel.
    #[default]
    Never,
    /// Villages that start later, too, until they do.
    NotYet,
}

/// `[recovery.match]`: villages that were alike in the year before the start.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Alike {
    /// Columns of the panel, in the year before the start, or of village tables.
    #[schemars(length(min = 1))]
    pub on: Vec<String>,
    /// How alike is measured.
    #[serde(default)]
    pub method: MatchMethod,
    /// Farthest a match may be: standard deviations of the log odds for `propensity` (0.2 when left out), the distance itself otherwise (any).
    #[schemars(extend("exclusiveMinimum" = 0))]
    pub caliper: Option<f64>,
    /// Villages to compare each treated one with; more where several are equally near.
    #[serde(default = "one")]
    #[schemars(range(min = 1, max = 100))]
    pub ratio: usize,
    /// Whether a village may stand for several treated ones.
    #[serde(default = "yes")]
    pub replacement: bool,
    /// Level within whose units matches stay.
    pub exact: Option<Level>,
}

/// How alike is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum MatchMethod {
    /// The chance to be treated, by logistic regression.
    #[default]
    Propensity,
    /// Mahalanobis distance.
    Mahalanobis,
    /// Euclidean distance of standardised columns.
    Euclidean,
}

impl Alike {
    /// The caliper, or the usual one of the method.
    pub fn reach(&self) -> Option<f64> {
        match self.method {
            MatchMethod::Propensity => self.caliper.or(Some(0.2)),
            MatchMethod::Mahalanobis | MatchMethod::Euclidean => self.caliper,
        }
    }
}

fn default_cluster() -> Level {
    Level::Regency
}

fn default_bootstrap() -> usize {
    999
}

fn one() -> usize {
    1
}

fn yes() -> bool {
    true
}
