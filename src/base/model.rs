//! The few types everything speaks: codes, levels, layers.

use geo::MultiPolygon;
use polars::frame::DataFrame;
use std::fmt;
use std::path::PathBuf;

/// An administrative code: canonical text, never a number.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code(String);

impl Code {
    /// Takes text that is canonical already (see `base::code::parse`).
    pub fn from_canonical(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// An administrative level, fine to coarse.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    serde::Deserialize,
    serde::Serialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Desa, kelurahan.
    Village,
    /// Kecamatan.
    District,
    /// Kabupaten, kota.
    Regency,
    /// Provinsi.
    Province,
}

impl Level {
    /// The levels above the village, fine to coarse.
    pub const REGIONS: [Self; 3] = [Self::District, Self::Regency, Self::Province];

    /// The machine word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Village => "village",
            Self::District => "district",
            Self::Regency => "regency",
            Self::Province => "province",
        }
    }
}

/// How coordinates are measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// Degrees on WGS84, measured on the ellipsoid in metres.
    Geodesic,
    /// A plane in its own units.
    Planar,
}

/// Features as a file holds them: n geometries, n attribute rows, file order.
#[derive(Debug, Clone)]
pub struct Features {
    /// The file, as the user named it.
    pub source: PathBuf,
    /// n multipolygons; EPSG:4326 degrees when `measure` is geodesic. A record without geometry is an empty multipolygon.
    pub geometry: Vec<MultiPolygon<f64>>,
    /// n rows of attributes, in file order of columns.
    pub attributes: DataFrame,
    /// The CRS of the file in words, such as `WGS_1984_UTM_Zone_49S`; `None` when it has none.
    pub crs: Option<String>,
    /// How to measure.
    pub measure: Measure,
}

/// The villages of a study: n units, sorted by code; positions index everything downstream.
#[derive(Debug, Clone)]
pub struct Layer {
    /// n codes, ascending, distinct.
    pub codes: Vec<Code>,
    /// n names as the layer spells them; empty when it has none.
    pub names: Vec<String>,
    /// n valid multipolygons.
    pub geometry: Vec<MultiPolygon<f64>>,
    /// n rows of attributes as in the file.
    pub attributes: DataFrame,
    /// n 1-based record numbers in the file.
    pub rows: Vec<usize>,
    /// The file.
    pub source: PathBuf,
    /// The CRS of the file in words.
    pub crs: Option<String>,
    /// How to measure.
    pub measure: Measure,
}
