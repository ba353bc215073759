//! The types of the study file; the JSON Schema is generated from them.

use super::areas::Areas;
use super::equity::Equity;
use super::estimates::{Estimate, Interpolate};
use super::index::Index;
use super::potential::{Advantage, Assets};
use super::privacy::Privacy;
use super::programmes::Programmes;
use super::recovery::Recovery;
use super::registry::Registry;
use super::services::{Roads, Service};
use crate::base::model::Level;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// A study: everything one run needs to know.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Study {
    /// Who and when.
    pub study: Meta,
    /// The village polygons.
    pub boundaries: Boundaries,
    /// Welfare tables, any number, at least one.
    #[schemars(length(min = 1))]
    pub tables: Vec<Table>,
    /// How codes and names are reconciled.
    #[serde(default)]
    pub codes: Codes,
    /// What becomes of persons in tables.
    #[serde(default)]
    pub privacy: Privacy,
    /// Who counts as a neighbour.
    #[serde(default)]
    pub neighbours: Neighbours,
    /// Small-area estimates by name; their columns are marked as modelled.
    #[serde(default)]
    pub estimates: BTreeMap<String, Estimate>,
    /// The composite index.
    pub index: Option<Index>,
    /// Spatial statistics.
    pub hotspots: Option<Hotspots>,
    /// Priority areas.
    pub areas: Option<Areas>,
    /// The programme inventory.
    pub programmes: Option<Programmes>,
    /// Rows of persons or households.
    pub registry: Option<Registry>,
    /// Basic services by name: clinics, schools, markets, water.
    #[serde(default)]
    pub services: std::collections::BTreeMap<String, Service>,
    /// How people get to services.
    pub roads: Option<Roads>,
    /// What became of villages with a programme.
    pub recovery: Option<Recovery>,
    /// How evenly something is spread.
    pub equity: Option<Equity>,
    /// What regions do more of than others.
    pub advantage: Option<Advantage>,
    /// Local assets, which never count as need.
    pub assets: Option<Assets>,
    /// What to write.
    #[serde(default)]
    pub outputs: Outputs,
}

/// `[study]`
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Meta {
    /// Short machine name.
    #[schemars(length(min = 1))]
    pub name: String,
    /// Title on briefs and maps; the name when left out.
    pub title: Option<String>,
    /// Language of what people read.
    #[serde(default)]
    pub language: Language,
    /// Seed of every random stream.
    #[serde(default = "default_seed")]
    pub seed: u64,
    /// Date printed on outputs, as YYYY-MM-DD or a TOML date; no clock is read.
    #[schemars(extend("format" = "date"))]
    pub date: Option<String>,
    /// Village column that holds the population; `population` or `penduduk` is taken when left out.
    pub population: Option<String>,
    /// True for made-up data: every output then says so.
    #[serde(default)]
    pub synthetic: bool,
}

/// Language of labels and briefs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// Bahasa Indonesia.
    #[default]
    Id,
    /// English.
    En,
}

/// `[boundaries]`
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Boundaries {
    /// `.shp`, `.geojson` (`.json`), `.geojsonl`, `.topojson`, `.gpkg`, `.fgb` or `.parquet`, relative to the study file; `a.gpkg#desa` is one
    /// layer of several.
    pub path: PathBuf,
    /// Column of the official code.
    #[schemars(length(min = 1))]
    pub code: String,
    /// Column of the village name.
    pub name: Option<String>,
    /// Column of the district name.
    pub district: Option<String>,
    /// Column of the regency name.
    pub regency: Option<String>,
    /// Column of the province name.
    pub province: Option<String>,
    /// Code system.
    #[serde(default)]
    pub system: CodeSystem,
    /// For `system = "other"`: how many leading characters of a code name the province, the regency and the district.
    pub digits: Option<[usize; 3]>,
    /// Borders closer than this many metres are shared; 0 asks for identical coordinates.
    #[serde(default = "default_snap")]
    #[schemars(range(min = 0))]
    pub snap: f64,
    /// An island is tied to its nearest neighbour up to this many kilometres; 0 is never.
    #[serde(default = "default_sea_links")]
    #[schemars(range(min = 0))]
    pub sea_links: f64,
    /// Licence of the layer, repeated in the manifest and the brief.
    pub licence: Option<String>,
}

/// A code system as the study names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum CodeSystem {
    /// Found from the file as a whole.
    #[default]
    Auto,
    /// Kemendagri PP.KK.CC.DDDD.
    Kemendagri,
    /// BPS PPKKCCCDDD.
    Bps,
    /// Any other; see `digits`.
    Other,
}

/// `[[tables]]`
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Table {
    /// `.csv`, `.tsv`, `.txt`, `.xlsx`, `.xlsm`, `.xlsb`, `.xls`, `.ods` or `.parquet`, relative to the study file.
    pub path: PathBuf,
    /// Excel sheet; the first when left out.
    pub sheet: Option<String>,
    /// Column of the code, or several that make it; left out, rows join by name.
    pub code: Option<OneOrMany>,
    /// Column of the unit's name: checked against the layer, or the key when there is no code.
    pub name: Option<String>,
    /// Columns naming the units above, any order; they tell namesakes apart when rows join by name.
    #[serde(default)]
    pub parents: Vec<String>,
    /// What a row is.
    #[serde(default = "default_level")]
    pub level: Level,
    /// Code system of this table.
    #[serde(default)]
    pub system: CodeSystem,
    /// SQL condition that rows must meet.
    #[serde(rename = "where")]
    pub filter: Option<String>,
    /// How repeated codes are put together; left out, a repeated code is an error.
    pub aggregate: Option<Aggregate>,
    /// Rows are persons or households, many to a village, which the index puts together; its definition has `people`.
    #[serde(default)]
    pub people: bool,
    /// Table from this table's codes to the layer's.
    pub bridge: Option<Bridge>,
    /// The rows are of another layer, such as one of an earlier year, and come to the villages by shared ground.
    pub interpolate: Option<Interpolate>,
    /// Year of the codes.
    pub vintage: Option<i32>,
    /// Licence of the table, repeated in the manifest and the brief.
    pub licence: Option<String>,
}

impl Table {
    /// A table of villages whose rows join by name, with nothing else said of it.
    pub fn at(path: PathBuf) -> Self {
        Self {
            path,
            sheet: None,
            code: None,
            name: None,
            parents: Vec::new(),
            level: Level::Village,
            system: CodeSystem::Auto,
            filter: None,
            aggregate: None,
            people: false,
            bridge: None,
            interpolate: None,
            vintage: None,
            licence: None,
        }
    }
}

/// One column or several.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum OneOrMany {
    /// One.
    One(String),
    /// Several, joined in this order.
    Many(Vec<String>),
}

impl OneOrMany {
    /// The columns.
    pub fn columns(&self) -> &[String] {
        match self {
            Self::One(one) => std::slice::from_ref(one),
            Self::Many(many) => many,
        }
    }
}

/// How the rows of one unit become one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Aggregate {
    /// Sum of the numbers that are there.
    Sum,
    /// Mean of the numbers that are there.
    Mean,
    /// Least.
    Min,
    /// Greatest.
    Max,
    /// First in file order.
    First,
    /// Last in file order.
    Last,
}

/// A table from one code system or vintage to another.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum Bridge {
    /// The columns are found by their contents.
    Path(PathBuf),
    /// The columns are named.
    Columns {
        /// The file.
        path: PathBuf,
        /// Column of this table's codes.
        from: String,
        /// Column of the layer's codes.
        to: String,
    },
}

impl Bridge {
    /// The file.
    pub fn path(&self) -> &Path {
        match self {
            Self::Path(path) | Self::Columns { path, .. } => path,
        }
    }
}

/// `[codes]`
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Codes {
    /// Table of split and renumbered regions: columns `old`, `new`, optionally `year`.
    pub lineage: Option<PathBuf>,
    /// A join is refused when more than this share of the code matches contradict the names.
    #[schemars(range(min = 0, max = 1))]
    pub max_contradiction: f64,
}

impl Default for Codes {
    fn default() -> Self {
        Self {
            lineage: None,
            max_contradiction: 0.2,
        }
    }
}

/// `[neighbours]`: for statistics; areas use the shared borders of the same kind (queen unless rook).
#[derive(Debug, Clone, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Neighbours {
    /// The rule.
    pub kind: NeighbourKind,
    /// How many, for `knn`.
    #[schemars(range(min = 1))]
    pub k: Option<usize>,
    /// Metres, for `distance`.
    #[schemars(extend("exclusiveMinimum" = 0))]
    pub distance: Option<f64>,
}

/// Who is a neighbour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum NeighbourKind {
    /// Shares a vertex.
    #[default]
    Queen,
    /// Shares an edge.
    Rook,
    /// The k nearest centroids.
    Knn,
    /// Centroids within a distance.
    Distance,
}

/// `[hotspots]`
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Hotspots {
    /// Local statistics of the need; the first of them is the hot spot of the scores.
    #[schemars(length(min = 1))]
    pub statistics: Vec<LocalStatistic>,
    /// Conditional permutations.
    #[schemars(range(min = 1))]
    pub permutations: usize,
    /// False discovery rate that makes a cluster.
    #[schemars(extend("exclusiveMinimum" = 0, "exclusiveMaximum" = 1))]
    pub fdr: f64,
    /// Column to test instead of the need.
    pub value: Option<String>,
}

impl Default for Hotspots {
    fn default() -> Self {
        Self {
            statistics: vec![LocalStatistic::LocalMoran, LocalStatistic::GetisStar],
            permutations: 999,
            fdr: 0.05,
            value: None,
        }
    }
}

/// A local statistic.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum LocalStatistic {
    /// Local Moran.
    LocalMoran,
    /// Getis-Ord G*.
    GetisStar,
}

/// Work spent on areas.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Effort {
    /// A first answer.
    Quick,
    /// A good answer, proven where that takes little.
    Normal,
    /// The best answer, proven wherever it can be.
    Certify,
}

/// `[outputs]`
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Outputs {
    /// Formats of layers.
    pub layers: Vec<LayerFormat>,
    /// Formats of tables.
    pub tables: Vec<TableFormat>,
    /// Formats of the brief.
    pub brief: Vec<BriefFormat>,
    /// Folder of templates in place of ours: `brief.md.j2`, `brief.html.j2`, `brief.typ`, and the pictures they show.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub templates: Option<PathBuf>,
    /// Whether to write `map.html`, a page with every layer that needs no network, for up to 20,000 villages, and `map.json`, which `kawasan view` shows whatever their number.
    pub map: bool,
    /// Formats of the maps to print, one of each layer and theme, in `report/maps`; `png` also writes the brief's pictures as pixels.
    pub maps: Vec<MapFormat>,
}

impl Default for Outputs {
    fn default() -> Self {
        Self {
            layers: vec![LayerFormat::Geojson],
            tables: vec![TableFormat::Csv, TableFormat::Md],
            brief: vec![BriefFormat::Md, BriefFormat::Html],
            templates: None,
            map: true,
            maps: vec![MapFormat::Svg],
        }
    }
}

/// A layer format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum LayerFormat {
    /// RFC 7946.
    Geojson,
    /// One GeoPackage with all layers, coloured for QGIS.
    Gpkg,
    /// FlatGeobuf.
    Fgb,
    /// GeoParquet.
    Parquet,
    /// Shapefile.
    Shp,
    /// TopoJSON.
    Topojson,
    /// One file of tiles with all layers, for maps on the web; `kawasan view` opens it at once.
    Pmtiles,
}

/// A table format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum TableFormat {
    /// RFC 4180.
    Csv,
    /// Markdown, a page a table.
    Md,
    /// One Excel workbook of all tables.
    Xlsx,
    /// Parquet.
    Parquet,
    /// HTML, a page a table.
    Html,
    /// LaTeX with booktabs, a file a table.
    Tex,
}

/// A format of maps to print.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum MapFormat {
    /// Lines and letters, for editing and any size.
    Svg,
    /// Pixels, 200 an inch of A4.
    Png,
}

/// A brief format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum BriefFormat {
    /// Markdown.
    Md,
    /// One HTML page with its pictures and fonts, ready to print.
    Html,
    /// PDF on A4, in builds with the feature `pdf`.
    Pdf,
}

fn default_seed() -> u64 {
    1
}

fn default_snap() -> f64 {
    25.0
}

fn default_sea_links() -> f64 {
    60.0
}

fn default_level() -> Level {
    Level::Village
}
