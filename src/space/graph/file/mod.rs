//! Graphs on disk: GAL, GWT and a CSV of our own.
//!
//! * [`read`]: the links of a layer's units from a file, every fault with its line
//! * [`write`]: the same the other way round
//!
//! GAL lists each unit with its neighbours, those without as well; GWT and CSV list links, so that only the ids of the layer know
//! who has none. GAL holds no weights. Read links are of kind given unless a CSV says why.

mod csv;
mod gal;
mod gwt;
mod links;

use super::Graph;
use crate::error::{Error, Result};
use links::Links;
use std::io::Write;
use std::path::Path;

/// How a graph is written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Units and the ids of their neighbours (GeoDa, PySAL, spdep).
    Gal,
    /// from, to and weight, parted by blanks (GeoDa, PySAL, spdep); `.kwt` is the same.
    Gwt,
    /// from, to, weight, border_m, kind.
    Csv,
}

impl Format {
    /// By the ending of a name: `.gal`, `.gwt` or `.kwt`, anything else is CSV.
    pub fn of(path: &Path) -> Self {
        let ending = path.extension().map(|e| e.to_string_lossy().to_lowercase());
        match ending.as_deref() {
            Some("gal") => Self::Gal,
            Some("gwt" | "kwt") => Self::Gwt,
            _ => Self::Csv,
        }
    }
}

/// The units that a file's links are of.
#[derive(Debug, Clone, Copy)]
pub struct Units<'a> {
    /// Name of the layer, for headers.
    pub layer: &'a str,
    /// Column of the ids; `None` when they are row numbers.
    pub key: Option<&'a str>,
    /// n distinct ids.
    pub ids: &'a [String],
}

/// Reads a graph of the given units, in the format of the file's ending.
///
/// A link of a unit to itself with weight 0 stands for a unit without neighbours, as PySAL writes it.
///
/// # Errors
/// A file that cannot be read or is no text, an id no unit has, a repeated link, a weight that is no number above 0, other counts
/// than the file's own, other links to oneself; each with its line.
pub fn read(path: &Path, units: Units) -> Result<Graph> {
    let bytes = std::fs::read(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => Error::input("no such file").file(path),
        _ => Error::input(format!("cannot be read: {error}")).file(path),
    })?;
    let text = String::from_utf8(bytes).map_err(|error| {
        let before = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        Error::input("this is no UTF-8 text")
            .file(path)
            .row(1 + before.iter().filter(|&&b| b == b'\n').count())
            .remedy("save the links as UTF-8 text: .csv, .gal or .gwt")
    })?;
    let text = text.trim_start_matches('\u{feff}');
    let links = Links::new(units);
    let done = match Format::of(path) {
        Format::Gal => gal::read(text, links),
        Format::Gwt => gwt::read(text, links),
        Format::Csv => csv::read(text, links),
    };
    done.map_err(|error| error.file(path))
}

/// Writes a graph of the given units; weights and lengths shortest round-trip.
///
/// # Errors
/// When the writer fails; a weight that GAL cannot hold; ids with blanks in GAL and GWT.
pub fn write(out: &mut dyn Write, graph: &Graph, units: Units, format: Format) -> Result<()> {
    match format {
        Format::Gal => gal::write(out, graph, units),
        Format::Gwt => gwt::write(out, graph, units),
        Format::Csv => csv::write(out, graph, units),
    }
}

fn failed(error: impl std::fmt::Display) -> Error {
    Error::output(format!("cannot be written: {error}"))
}

#[cfg(test)]
mod tests;
