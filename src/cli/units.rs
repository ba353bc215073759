//! The layer of a toolbox verb: any readable polygons, each row named by an id.

use super::layer::{self, warn};
use super::progress::Voice;
use crate::base::model::Features;
use crate::base::nearest::no_such_column;
use crate::base::privacy;
use crate::error::{Error, Result};
use crate::input::geometry;
use crate::input::read::boundary;
use crate::output::csv;
use crate::pipeline::maps::sketch::Sketch;
use crate::space::coverage::Coverage;
use crate::space::graph::file;
use clap::Args;
use geo::{MultiPolygon, Point};
use polars::prelude::Column;
use rayon::prelude::*;
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::OnceLock;

/// What every verb on a layer is told.
#[derive(Debug, Args)]
pub struct Options {
    /// The layer of polygons: .shp, .geojson, .topojson, .gpkg (or .gpkg#NAME), .fgb or .parquet
    pub layer: PathBuf,
    /// Column that names a unit, each by another text; the row numbers from 0 when left out
    #[arg(long, value_name = "COL")]
    pub id: Option<String>,
}

/// The n rows of a layer, in the order of the file; none is dropped.
#[derive(Debug)]
pub struct Units {
    /// The layer; polygons that were invalid are repaired.
    pub features: Features,
    /// n distinct ids.
    pub ids: Vec<String>,
    /// Their column; `None` when they are row numbers.
    pub key: Option<String>,
    coverage: OnceLock<Box<(Vec<u32>, Coverage)>>,
}

impl Options {
    /// Reads the layer, repairs what is invalid, and says what is in doubt.
    ///
    /// # Errors
    /// See [`boundary::read`]; an id column that is none, of persons, or has missing or repeated ids, with their rows.
    pub fn read(&self, voice: Voice) -> Result<Units> {
        if let Some(key) = self.id.as_deref().filter(|key| privacy::titled(key)) {
            return Err(Error::study(
                "the id names persons, and the result would hold their numbers or names",
            )
            .column(key)
            .remedy("name the code of a place with --id, or leave it out"));
        }
        let mut findings = Vec::new();
        let features = boundary::read(&self.layer, &mut findings)?;
        let ids = match &self.id {
            Some(key) => named(&features, key)?,
            None => (0..features.geometry.len())
                .map(|i| i.to_string())
                .collect(),
        };
        let mut units = Units {
            features,
            ids,
            key: self.id.clone(),
            coverage: OnceLock::new(),
        };
        let (ids, key) = (&units.ids, self.id.as_deref());
        let code = |i: usize| key.and_then(|key| privacy::code(&ids[i], key));
        let code = |i: usize| code(i).unwrap_or_default().to_owned();
        geometry::repair(&mut units.features, &code, &mut findings);
        warn(&findings, voice);
        Ok(units)
    }
}

impl Units {
    /// How a unit is called in words: its id where that can only be a code, else its row.
    pub fn called(&self, unit: usize) -> String {
        let key = self.key.as_deref().unwrap_or("row");
        privacy::code(&self.ids[unit], key)
            .map_or_else(|| format!("row {}", unit + 1), str::to_owned)
    }

    /// The units by id, so that the order of the rows changes no number; by row where ids are row numbers.
    pub fn by_id(&self) -> Vec<u32> {
        let mut order: Vec<u32> = (0..self.ids.len() as u32).collect();
        if self.key.is_some() {
            order.sort_by(|&a, &b| self.ids[a as usize].cmp(&self.ids[b as usize]));
        }
        order
    }

    /// n centroids; a unit without geometry has no place (NaN).
    pub fn centres(&self) -> Vec<Point> {
        let nowhere = Point::new(f64::NAN, f64::NAN);
        let centre = |shape| geometry::centroid(shape).unwrap_or(nowhere);
        self.features.geometry.par_iter().map(centre).collect()
    }

    /// The rows in the order of their shapes, and what they cover in it: sums over that do not depend on the order of rows. Made once, as the layer is
    /// measured then.
    pub fn coverage(&self) -> &(Vec<u32>, Coverage) {
        self.coverage.get_or_init(|| {
            let order = layer::order(&self.features.geometry);
            let shape = |&row: &usize| &self.features.geometry[row];
            let shapes: Vec<&MultiPolygon<f64>> = order.iter().map(shape).collect();
            let coverage = Coverage::of(&shapes, self.features.measure);
            Box::new((order.into_iter().map(|row| row as u32).collect(), coverage))
        })
    }

    /// The units as coarsely as a picture shows them, in the order of the rows.
    pub fn sketch(&self) -> Sketch<'_> {
        let (geometry, measure) = (&self.features.geometry, self.features.measure);
        Sketch::new(geometry, &Coverage::build(geometry, measure))
    }

    /// The units as files of links name them, of the layer with this name.
    pub fn of<'a>(&'a self, layer: &'a str) -> file::Units<'a> {
        file::Units {
            layer,
            key: self.key.as_deref(),
            ids: &self.ids,
        }
    }

    /// The name of the layer's file without its ending.
    pub fn layer(&self) -> String {
        let stem = self.features.source.file_stem().unwrap_or_default();
        stem.to_string_lossy().into_owned()
    }
}

/// The cells of a column as text, each there and each once.
fn named(features: &Features, key: &str) -> Result<Vec<String>> {
    let fault = |what: String| Error::input(what).file(&features.source).column(key);
    let column = features.attributes.column(key).map_err(|_| {
        let names = features.attributes.get_column_names().into_iter();
        no_such_column(key, names.map(|name| name.as_str())).file(&features.source)
    })?;
    let ids = texts(column)?;
    let missing = rows(
        ids.iter()
            .map(|id| id.as_deref().unwrap_or_default().trim().is_empty()),
    );
    if let Some(rows) = missing {
        return Err(fault(format!("the id is missing in {rows}"))
            .remedy("fill it, or name another column with --id"));
    }
    let ids: Vec<String> = ids.into_iter().flatten().collect();
    let mut first: HashMap<&str, usize> = HashMap::new();
    let mut earlier = Vec::new();
    for (i, id) in ids.iter().enumerate() {
        let one = *first.entry(id).or_insert(i);
        earlier.push(one < i);
    }
    if let Some(rows) = rows(earlier.iter().copied()) {
        return Err(fault(format!("an earlier row has the same id as {rows}"))
            .remedy("name a column that tells every unit from the others, or leave --id out"));
    }
    Ok(ids)
}

fn texts(column: &Column) -> Result<Vec<Option<String>>> {
    let mut texts = Vec::with_capacity(column.len());
    for i in 0..column.len() {
        let cell = column.get(i)?;
        texts.push((!cell.is_null()).then(|| csv::cell(&cell)));
    }
    Ok(texts)
}

/// The 1-based rows that are marked, the first five by name.
fn rows(marked: impl Iterator<Item = bool>) -> Option<String> {
    let rows: Vec<usize> = (1..)
        .zip(marked)
        .filter(|(_, m)| *m)
        .map(|(i, _)| i)
        .collect();
    few(&rows).map(|shown| match rows.len() {
        1 => format!("row {shown}"),
        _ => format!("rows {shown}"),
    })
}

/// The first five in words, and how many more there are; none of none.
pub fn few<T: ToString>(all: &[T]) -> Option<String> {
    let shown: Vec<String> = all.iter().take(5).map(T::to_string).collect();
    let more = all.len() - shown.len();
    match (shown.is_empty(), more) {
        (true, _) => None,
        (_, 0) => Some(shown.join(", ")),
        _ => Some(format!("{} and {more} more", shown.join(", "))),
    }
}
