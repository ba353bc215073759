//! The study file: what the user asks for. Knows nothing of data.

pub mod areas;
pub mod audit;
pub mod engine;
pub mod equity;
pub mod estimates;
pub mod index;
mod named;
pub mod potential;
pub mod privacy;
pub mod programmes;
pub mod recovery;
pub mod refresh;
pub mod registry;
mod rules;
pub mod services;
#[cfg(test)]
mod tests;
pub mod types;

pub use areas::*;
pub use audit::*;
pub use engine::*;
pub use equity::*;
pub use estimates::*;
pub use index::*;
pub use potential::*;
pub use privacy::*;
pub use programmes::*;
pub use recovery::*;
pub use refresh::*;
pub use registry::*;
pub use services::*;
pub use types::*;

use crate::base::document;
use crate::error::Result;
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};

/// A study and the file it came from.
#[derive(Debug, Clone)]
pub struct LoadedStudy {
    /// The study, overrides applied.
    pub study: Study,
    /// The file, as the user named it.
    pub file: PathBuf,
    /// Lower-case hex SHA-256 of the file's text, overrides not applied.
    pub sha256: String,
    /// The file's text.
    text: String,
    /// The overrides, as they were written.
    sets: Vec<String>,
}

impl LoadedStudy {
    /// A path of the study as seen from here: relative ones start at the study file's folder.
    pub fn resolve(&self, path: &Path) -> PathBuf {
        self.base().join(path)
    }

    /// The study file's folder.
    pub fn base(&self) -> &Path {
        self.file.parent().unwrap_or(Path::new(""))
    }
}

/// Reads a study file and applies `--set` overrides, each `dotted.key=value` with a TOML value or plain text.
///
/// # Errors
/// `Kind::Study` with the first fault and its line, and all faults in `report`.
pub fn load(file: &Path, sets: &[String]) -> Result<LoadedStudy> {
    let text = document::text(file)?;
    let study = document::parse(file, &text, sets, rules::rules)?;
    let hash = Sha256::digest(text.as_bytes());
    Ok(LoadedStudy {
        study,
        file: file.to_path_buf(),
        sha256: hash.iter().map(|byte| format!("{byte:02x}")).collect(),
        text,
        sets: sets.to_vec(),
    })
}

/// The JSON Schema of the study file, for editors; kept in `docs/study.schema.json`.
pub fn schema() -> serde_json::Value {
    schemars::schema_for!(Study).to_value()
}
