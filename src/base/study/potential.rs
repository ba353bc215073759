//! `[advantage]` and `[assets]`: what places are good at, and what they have.

use super::types::{Bridge, CodeSystem, OneOrMany, Table};
use crate::base::model::Level;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// `[advantage]`
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Advantage {
    /// Long table: a row a region, sector and year.
    pub path: PathBuf,
    /// Excel sheet; the first when left out.
    pub sheet: Option<String>,
    /// Column of the code, or several that make it; left out, rows join by name.
    pub code: Option<OneOrMany>,
    /// Column of the unit's name: checked against the layer, or the key when there is no code.
    pub name: Option<String>,
    /// What a region is.
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
    /// Column of the sector or commodity.
    #[schemars(length(min = 1))]
    pub sector: String,
    /// Column of numbers from 0 up.
    #[schemars(length(min = 1))]
    pub value: String,
    /// Column of the year; left out, all rows are of one time.
    pub year: Option<String>,
    /// Table of the whole that regions are compared with, with the same columns of sector, value and year; the sum of the regions when left out.
    pub base: Option<PathBuf>,
    /// Whether values are numbers of persons, firms or the like, which chance moves; false for money and tonnes, whose quotients are
    /// neither shrunk nor tested.
    #[serde(default = "default_counts")]
    pub counts: bool,
    /// What a sector is that a region has no row of.
    #[serde(default)]
    pub absent: Absent,
    /// Whether shift-share goes year by year; else from the first year to the last.
    #[serde(default)]
    pub dynamic: bool,
    /// False discovery rate at which a quotient is no luck.
    #[serde(default = "default_fdr")]
    #[schemars(extend("exclusiveMinimum" = 0, "exclusiveMaximum" = 1))]
    pub fdr: f64,
    /// Quotient, shrunk where values are counts, that a leading sector passes.
    #[serde(default = "default_quotient")]
    #[schemars(range(min = 0))]
    pub quotient: f64,
    /// Share of the region that a leading sector has at least.
    #[serde(default)]
    #[schemars(range(min = 0, max = 1))]
    pub share: f64,
    /// Licence of the table, repeated in the manifest and the brief.
    pub licence: Option<String>,
}

/// What a missing row means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Absent {
    /// Not known: the region is left out of that year.
    #[default]
    Missing,
    /// Nothing of it.
    Zero,
}

/// `[assets]`: customary land, mutual-aid groups, crafts, landscapes; they are shown with villages and areas and never count as need.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Assets {
    /// A row an asset.
    pub path: PathBuf,
    /// Excel sheet; the first when left out.
    pub sheet: Option<String>,
    /// Column of the village code, or several that make it; left out, rows join by name.
    pub code: Option<OneOrMany>,
    /// Column of the village name: checked against the layer, or the key when there is no code.
    pub name: Option<String>,
    /// Code system of the table.
    #[serde(default)]
    pub system: CodeSystem,
    /// Table from its codes to the layer's.
    pub bridge: Option<Bridge>,
    /// SQL condition that rows must meet.
    #[serde(rename = "where")]
    pub filter: Option<String>,
    /// Column of what kind of asset it is.
    #[schemars(length(min = 1))]
    pub kind: String,
    /// Column of what the asset is called.
    pub title: Option<String>,
    /// Licence of the table, repeated in the manifest and the brief.
    pub licence: Option<String>,
}

impl Advantage {
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

impl Assets {
    /// Its table as others are described.
    pub fn table(&self) -> Table {
        Table {
            sheet: self.sheet.clone(),
            code: self.code.clone(),
            name: self.name.clone(),
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

fn default_counts() -> bool {
    true
}

fn default_fdr() -> f64 {
    0.05
}

fn default_quotient() -> f64 {
    1.0
}
