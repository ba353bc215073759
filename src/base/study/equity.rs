//! `[equity]`: how evenly something is spread.

use super::types::{Bridge, CodeSystem, OneOrMany, Table};
use crate::base::model::Level;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// `[equity]`
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Equity {
    /// Columns of amounts from 0 up: `need` and `score` of the index, or any of a table; a star stands for a year, so that `grdp_*` is
    /// `grdp_2010`, `grdp_2011` and so on. A column of a table of regencies counts each regency once. The need when left out, unless there is
    /// `over`.
    #[schemars(inner(length(min = 1)))]
    pub values: Vec<String>,
    /// Amounts of a table with a row a unit and year, each year measured by itself.
    pub over: Option<LongTable>,
    /// Groups between which and within which it is measured.
    pub by: Vec<Grouping>,
    /// Measures.
    #[schemars(length(min = 1))]
    pub measures: Vec<Inequality>,
    /// Aversion to inequality of `atkinson`.
    #[schemars(extend("exclusiveMinimum" = 0))]
    pub epsilon: f64,
    /// What a unit weighs: `population` is that of the study, `none` makes all alike, or a column.
    #[schemars(length(min = 1))]
    pub weight: String,
    /// Column that ranks people for the concentration index and its curve; the need when left out, where there is an index.
    #[schemars(length(min = 1))]
    pub rank_by: Option<String>,
    /// Where the ranking begins.
    pub rank_from: RankFrom,
    /// Random permutations behind p of `spatial-gini`.
    #[schemars(range(min = 1))]
    pub permutations: usize,
}

impl Default for Equity {
    fn default() -> Self {
        Self {
            values: Vec::new(),
            over: None,
            by: vec![Grouping::Province, Grouping::Regency, Grouping::Area],
            measures: vec![
                Inequality::Gini,
                Inequality::TheilT,
                Inequality::TheilL,
                Inequality::Cv,
            ],
            epsilon: 0.5,
            weight: "population".into(),
            rank_by: None,
            rank_from: RankFrom::Highest,
            permutations: 999,
        }
    }
}

/// `[equity.over]`: a table with a row a unit and year.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LongTable {
    /// The table.
    pub path: PathBuf,
    /// Excel sheet; the first when left out.
    pub sheet: Option<String>,
    /// Column of the code, or several that make it; left out, rows join by name.
    pub code: Option<OneOrMany>,
    /// Column of the unit's name: checked against the layer, or the key when there is no code.
    pub name: Option<String>,
    /// What a unit is.
    #[serde(default = "default_level")]
    pub level: Level,
    /// Code system of the table.
    #[serde(default)]
    pub system: CodeSystem,
    /// Table from its codes to the layer's.
    pub bridge: Option<Bridge>,
    /// SQL condition that rows must meet.
    #[serde(rename = "where")]
    pub filter: Option<String>,
    /// Column of the year, or of a date in it.
    #[schemars(length(min = 1))]
    pub year: String,
    /// Columns of amounts from 0 up.
    #[schemars(length(min = 1), inner(length(min = 1)))]
    pub values: Vec<String>,
    /// Column of what a unit weighs in that year, such as its people; `equity.weight` when left out.
    pub weight: Option<String>,
    /// Licence of the table, repeated in the manifest and the brief.
    pub licence: Option<String>,
}

impl LongTable {
    /// Its table as others are described.
    pub fn table(&self) -> Table {
        Table {
            sheet: self.sheet.clone(),
            code: self.code.clone(),
            name: self.name.clone(),
            level: self.level,
            system: self.system,
            filter: self.filter.clone(),
            bridge: self.bridge.clone(),
            licence: self.licence.clone(),
            ..Table::at(self.path.clone())
        }
    }
}

fn default_level() -> Level {
    Level::Regency
}

/// What makes a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Grouping {
    /// A province.
    Province,
    /// A regency.
    Regency,
    /// A district.
    District,
    /// A priority area; all villages outside are one group.
    Area,
}

/// A measure of inequality.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Inequality {
    /// Gini; between, within and overlap.
    Gini,
    /// Theil T.
    TheilT,
    /// Theil L, the mean log deviation.
    TheilL,
    /// Atkinson, at `epsilon`.
    Atkinson,
    /// Coefficient of variation; of regions weighted by population the Williamson index.
    Cv,
    /// Its square, which can be taken apart.
    SquaredCv,
    /// Gini among neighbours and among the others (Rey and Smith 2013), each unit weighing the same.
    SpatialGini,
}

/// Who comes first in a ranking.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum RankFrom {
    /// The greatest value, as of need.
    #[default]
    Highest,
    /// The least, as of income.
    Lowest,
}
