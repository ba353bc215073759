//! Who neighbours whom among the rows of a table: by a file of links, or by the layer that the rows are of.

use super::neighbourhood::Rules;
use super::progress::{Voice, count, say};
use super::units;
use crate::error::{Error, Result};
use crate::space::graph::{Graph, file};
use clap::Args;
use std::collections::HashMap;
use std::path::PathBuf;

/// Links, or a layer and what makes neighbours in it.
#[derive(Debug, Args)]
pub struct Options {
    /// Layer of the rows, in which they are neighbours, in place of a file of links
    #[arg(
        long,
        value_name = "LAYER",
        requires = "id",
        conflicts_with = "neighbours",
        help_heading = "Neighbours"
    )]
    layer: Option<PathBuf>,
    /// Column of the layer with the ids that the (first) --key has
    #[arg(
        long,
        value_name = "COL",
        requires = "layer",
        help_heading = "Neighbours"
    )]
    id: Option<String>,
    #[command(flatten)]
    rules: Rules,
}

impl Options {
    /// Whether rows have neighbours at all.
    pub fn asked(&self) -> bool {
        self.layer.is_some() || self.rules.file().is_some()
    }

    /// Checks that options belong together, before anything is read.
    ///
    /// # Errors
    /// See [`Rules::check`]; what makes neighbours in a layer that is not named (usage).
    pub fn check(&self) -> Result<()> {
        let given = self.rules.of_layers();
        let given = given.or_else(|| self.rules.flat().then_some("--planar"));
        if let (None, Some(name)) = (&self.layer, given) {
            return Err(Error::study(format!("{name} needs the layer of the rows"))
                .remedy("name it with --layer and its ids with --id, or give links with --neighbours alone"));
        }
        match self.asked() {
            true => self.rules.check(),
            false => Ok(()),
        }
    }

    /// The files that neighbours come from; no result may replace them.
    pub fn inputs(&self) -> impl Iterator<Item = &PathBuf> {
        self.layer.iter().chain(self.rules.files())
    }

    /// The links among rows with distinct ids, of the column `key`; none where none are asked for.
    ///
    /// # Errors
    /// See [`Rules::graph`] and [`file::read`]; a row that the layer has no unit of.
    pub fn graph(&self, key: &str, ids: &[String], voice: Voice) -> Result<Option<Graph>> {
        let Some(layer) = &self.layer else {
            let rows = file::Units {
                layer: "table",
                key: Some(key),
                ids,
            };
            let path = self.rules.file();
            return path.map(|path| file::read(path, rows)).transpose();
        };
        let units = units::Options {
            layer: layer.clone(),
            id: self.id.clone(),
        };
        let units = self.rules.measured(units.read(voice)?, voice);
        let place: HashMap<&str, u32> = units.ids.iter().map(String::as_str).zip(0..).collect();
        let at = |id: &String| {
            place.get(id.as_str()).copied().ok_or_else(|| {
                Error::input(format!("the layer has no unit with the id {id}"))
                    .file(layer)
                    .column(self.id.as_deref().unwrap_or_default())
                    .remedy(format!(
                        "name its column of the ids of {key} with --id, or leave the row out"
                    ))
            })
        };
        let at = ids.iter().map(at).collect::<Result<Vec<u32>>>()?;
        let found = self.rules.graph(&units)?.among(&at);
        let without = units.ids.len() - at.len();
        if voice != Voice::Quiet {
            if without > 0 {
                say(&format!(
                    "note: {} of the layer without a row, which nobody has as a neighbour",
                    count(without, "unit", "units")
                ));
            }
            if let Some(doubt) = self.rules.doubt(&units) {
                say(&doubt);
            }
        }
        Ok(Some(found))
    }
}
