//! `[services]` and `[roads]`: basic services, and how people get to them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// `[services.NAME]`: points of one service. The name begins the titles of its columns: small letters, digits and `_`.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Service {
    /// Table with columns of longitude and latitude, or a layer of points (`.shp`, `.geojson`, `.gpkg`, `.fgb`, `.parquet`), relative to the study file.
    pub path: PathBuf,
    /// Excel sheet; the first when left out.
    pub sheet: Option<String>,
    /// Column that names a point; a usual one (`id`, `kode`, `code`, `npsn`), else the row when left out.
    #[schemars(length(min = 1))]
    pub id: Option<String>,
    /// Column of the longitude in degrees; `lon`, `longitude` or `bujur` when left out.
    #[schemars(length(min = 1))]
    pub lon: Option<String>,
    /// Column of the latitude in degrees; `lat`, `latitude` or `lintang` when left out.
    #[schemars(length(min = 1))]
    pub lat: Option<String>,
    /// Column of what a point can serve, such as doctors or seats; each counts 1 when left out.
    #[schemars(length(min = 1))]
    pub capacity: Option<String>,
    /// SQL condition that rows must meet.
    #[serde(rename = "where")]
    pub filter: Option<String>,
    /// How many of the nearest are looked at: the cost to the k-th is a column, too.
    #[serde(default = "default_k")]
    #[schemars(range(min = 1, max = 100))]
    pub k: usize,
    /// The farthest a point serves, km or `{ minutes = 30 }`; points in it are counted and scored. The standard when left out.
    pub catchment: Option<Reach>,
    /// The farthest people should have to go, km or `{ minutes = 30 }`: gives a gap and people beyond it.
    pub standard: Option<Reach>,
    /// How supply in the catchment becomes a score.
    #[serde(default)]
    pub method: AccessMethod,
    /// What is worth less from afar; for `e2sfca` the Gaussian that is 0 at the catchment when left out, for `gravity` one must be named.
    pub decay: Option<Decay>,
    /// How many more points to place: where most people beyond the standard come within it, or nearest to all where there is no standard.
    #[schemars(range(min = 1))]
    pub next: Option<usize>,
    /// Licence of the points, repeated in the manifest and the brief.
    pub licence: Option<String>,
}

impl Service {
    /// A service of one file, all else left out.
    pub fn of(path: PathBuf) -> Self {
        Self {
            path,
            sheet: None,
            id: None,
            lon: None,
            lat: None,
            capacity: None,
            filter: None,
            k: default_k(),
            catchment: None,
            standard: None,
            method: AccessMethod::default(),
            decay: None,
            next: None,
            licence: None,
        }
    }

    /// Whether costs are minutes, else km.
    pub fn in_minutes(&self) -> bool {
        let reaches = [self.catchment, self.standard].into_iter().flatten();
        reaches.map(Reach::span).any(|span| span.minutes.is_some())
    }
}

/// A reach in kilometres or minutes.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum Reach {
    /// Kilometres.
    Km(f64),
    /// One of both.
    Of(Span),
}

/// Kilometres or minutes; one of these.
#[derive(Debug, Clone, Copy, PartialEq, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Span {
    /// Kilometres.
    pub km: Option<f64>,
    /// Minutes.
    pub minutes: Option<f64>,
}

impl Reach {
    /// The reach by its unit.
    pub fn span(self) -> Span {
        match self {
            Self::Km(km) => Span {
                km: Some(km),
                minutes: None,
            },
            Self::Of(span) => span,
        }
    }

    /// The number of its unit.
    pub fn amount(self) -> Option<f64> {
        let span = self.span();
        span.minutes.or(span.km)
    }
}

/// How supply in the catchment becomes a score.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize, JsonSchema)]
pub enum AccessMethod {
    /// Two-step floating catchment area: capacity for each person that competes for it.
    #[default]
    #[serde(rename = "2sfca")]
    Floating,
    /// The same with a decay.
    #[serde(rename = "e2sfca")]
    Enhanced,
    /// Capacity times the decay, added up.
    #[serde(rename = "gravity")]
    Gravity,
}

/// What a point is worth from afar; one of these.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Decay {
    /// Bandwidth s of `exp(-c^2 / (2 s^2))`.
    #[schemars(extend("exclusiveMinimum" = 0))]
    pub gaussian: Option<f64>,
    /// Pairs of a cost and the share up to it, such as [[5, 1.0], [10, 0.6]]; 0 beyond the last.
    pub steps: Option<Vec<[f64; 2]>>,
    /// Power b of `max(c, 1)^-b`.
    #[schemars(extend("exclusiveMinimum" = 0))]
    pub power: Option<f64>,
    /// Rate b of `exp(-b c)`.
    #[schemars(extend("exclusiveMinimum" = 0))]
    pub exponential: Option<f64>,
}

/// `[roads]`: how people get to services; straight lines when left out.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Roads {
    /// Layer of lines (`.shp`, `.geojson`, `.gpkg`, `.fgb`, `.parquet`), or table of edges with columns `from`, `to` and `km` or `minutes`; straight lines when left out.
    pub path: Option<PathBuf>,
    /// Table of the nodes of a table of edges: `id`, `lon`, `lat`.
    pub nodes: Option<PathBuf>,
    /// How many times as long as the straight line a way is, where there are no roads.
    #[schemars(range(min = 1))]
    pub detour: f64,
    /// Kilometres an hour on roads that do not say, and on straight lines.
    #[schemars(extend("exclusiveMinimum" = 0))]
    pub speed: f64,
    /// Kilometres an hour on foot, from villages and services to the nearest node.
    #[schemars(extend("exclusiveMinimum" = 0))]
    pub walking: f64,
    /// Kilometres to the nearest node beyond which a place is off the network.
    #[schemars(range(min = 0))]
    pub walk: f64,
    /// Kilometres an hour of ferries that do not say.
    #[schemars(extend("exclusiveMinimum" = 0))]
    pub ferry: f64,
    /// Minutes that people wait for a ferry that does not say.
    #[schemars(range(min = 0))]
    pub wait: f64,
    /// Where people of a village live: a file of points, or two columns (longitude, latitude) of village tables or of the layer; a point inside the village when left out.
    pub villages: Option<VillagePlaces>,
    /// Licence of the roads, repeated in the manifest and the brief.
    pub licence: Option<String>,
}

/// Where people of villages live.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum VillagePlaces {
    /// Columns of village tables or of the layer: longitude and latitude.
    Columns([String; 2]),
    /// A file of points.
    File(VillagePoints),
}

/// A file of the places of villages, one point a village.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct VillagePoints {
    /// Table with columns of longitude and latitude, or a layer of points, relative to the study file.
    pub path: PathBuf,
    /// Column of the village code.
    #[schemars(length(min = 1))]
    pub code: String,
    /// Excel sheet; the first when left out.
    pub sheet: Option<String>,
    /// Column of the longitude in degrees; `lon`, `longitude` or `bujur` when left out.
    #[schemars(length(min = 1))]
    pub lon: Option<String>,
    /// Column of the latitude in degrees; `lat`, `latitude` or `lintang` when left out.
    #[schemars(length(min = 1))]
    pub lat: Option<String>,
    /// Licence of the points, repeated in the manifest and the brief.
    pub licence: Option<String>,
}

impl Default for Roads {
    fn default() -> Self {
        Self {
            path: None,
            nodes: None,
            detour: 1.0,
            speed: 30.0,
            walking: 4.0,
            walk: 5.0,
            ferry: 15.0,
            wait: 30.0,
            villages: None,
            licence: None,
        }
    }
}

fn default_k() -> usize {
    1
}
