//! The layer of villages among the layers of a folder.

use super::guess::{called, texts, worded};
use super::{keyed, quoted, shown};
use crate::base::code::{System, canonical_at};
use crate::base::model::{Features, Level};
use crate::base::study::Boundaries;
use crate::error::{Error, Result};
use crate::input::join::{self, Units};
use crate::input::read::boundary;
use geo::LineString;
use std::collections::HashSet;
use std::path::{Path, PathBuf};

/// Villages and regions that tables may join.
pub(super) struct Ground {
    /// `[boundaries]`.
    pub section: String,
    /// Units by level, villages first.
    pub units: Vec<Units>,
    /// Layers without villages, and why they have none.
    pub left: Vec<(PathBuf, String)>,
}

impl Ground {
    /// The layer with most villages.
    ///
    /// # Errors
    /// No layer, or none with codes of villages.
    pub fn find(folder: &Path, layers: &[PathBuf], told: &mut Vec<String>) -> Result<Self> {
        let mut best: Option<(usize, Features, String)> = None;
        let mut left = Vec::new();
        for path in layers {
            let name = shown(folder, path);
            let read = boundary::read(path, &mut Vec::new()).and_then(|mut features| {
                boundary::settle(&mut features, &mut Vec::new())?;
                Ok(features)
            });
            let features = match read {
                Ok(features) => features,
                Err(error) => {
                    left.push((path.clone(), drawn(path).unwrap_or(error.what)));
                    continue;
                }
            };
            let Some((count, keys)) = boundaries(&features, &name) else {
                let why = "no column holds ten-digit codes of villages";
                left.push((path.clone(), why.to_owned()));
                continue;
            };
            if best.as_ref().is_none_or(|(most, ..)| count > *most) {
                best = Some((count, features, keys));
            }
        }
        let Some((count, features, keys)) = best else {
            return Err(Error::input("the folder holds no layer of villages")
                .file(folder)
                .remedy("put the villages' polygons there, with a column of their ten-digit codes, as .geojson, .shp or another layer"));
        };
        let spec: Boundaries = keyed(&keys)?;
        told.insert(
            0,
            format!("{}: {count} villages by {}", spec.path.display(), spec.code),
        );
        let mut findings = Vec::new();
        let villages = join::villages(features, &spec, &mut findings)?;
        let hierarchy = join::hierarchy(&villages, &spec, &mut findings)?;
        let levels = [Level::Village].into_iter().chain(Level::REGIONS);
        Ok(Self {
            section: format!("[boundaries]\n{keys}"),
            units: levels
                .map(|level| Units::of(&villages, &hierarchy, level))
                .collect(),
            left,
        })
    }
}

/// What is said of a layer of lines, if it is one.
fn drawn(path: &Path) -> Option<String> {
    let layer = boundary::lines(path, &[], &mut Vec::new()).ok()?;
    let line = |shape: &Vec<_>| shape.iter().any(|line: &LineString<f64>| line.0.len() > 1);
    layer.shapes.iter().any(line).then(|| {
        "a layer of lines, and no villages; if they are roads, name it as `path` of [roads]"
            .to_owned()
    })
}

/// How many villages a layer has, and the keys of `[boundaries]`.
fn boundaries(features: &Features, path: &str) -> Option<(usize, String)> {
    let columns = features.attributes.columns();
    let codes = columns.iter().filter_map(|column| {
        let cells = texts(column);
        let codes: HashSet<_> = cells
            .iter()
            .flatten()
            .filter_map(|cell| canonical_at(cell, System::Kemendagri, Level::Village))
            .map(|parsed| parsed.code)
            .filter(|code| {
                code.as_str().len() == 10 && code.as_str().bytes().all(|b| b.is_ascii_digit())
            })
            .collect();
        // every feature has its own
        (codes.len() > 1 && codes.len() * 10 >= cells.len() * 9)
            .then(|| (codes.len(), column.name().to_string()))
    });
    let (count, code) = codes.max_by_key(|(count, _)| *count)?;
    let name = |level| {
        let words = called(level);
        let named = words.iter().flat_map(|word| {
            columns
                .iter()
                .filter(move |column| column.name().to_lowercase().contains(word))
        });
        let mut named =
            named.filter(|column| column.name().as_str() != code && worded(&texts(column)));
        named.next().map(|column| column.name().to_string())
    };
    let mut keys = format!("path = {}\ncode = {}\n", quoted(path), quoted(&code));
    let names = [
        ("name", Level::Village),
        ("district", Level::District),
        ("regency", Level::Regency),
        ("province", Level::Province),
    ];
    for (key, level) in names {
        if let Some(column) = name(level) {
            keys += &format!("{key} = {}\n", quoted(&column));
        }
    }
    Some((count, keys))
}
