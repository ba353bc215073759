//! `registry.json`: what a registry's folder holds.

use crate::base::study::Source;
use crate::error::{Error, Result};
use crate::input::read::rows::Kind;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::Path;

/// Name of the file, which is written last.
pub const NAME: &str = "registry.json";
/// What it says first.
pub const FORMAT: &str = "kawasan registry 1";

/// A registry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// [`FORMAT`].
    pub format: String,
    /// Tells whether a key is the one under which persons are hashed.
    pub key: String,
    /// Buckets of persons, a power of two.
    pub buckets: usize,
    /// Levels, the one that counts most first.
    pub precedence: Vec<Source>,
    /// What is known of persons.
    pub fields: Vec<Field>,
    /// Updates, the first one first.
    pub versions: Vec<Version>,
    /// Files of the snapshot, which is of the last version.
    pub parts: Vec<Part>,
}

/// A field of persons.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Field {
    /// Column.
    pub name: String,
    /// number, text or truth.
    pub kind: String,
}

/// An update.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Version {
    /// From 1.
    pub number: usize,
    /// Date of the study.
    pub date: Option<String>,
    /// Files, in the order of `_file` in the log.
    pub inputs: Vec<Input>,
    /// Rows by op and what came of them.
    pub counts: BTreeMap<String, BTreeMap<String, u64>>,
    /// Persons in the snapshot.
    pub persons: u64,
    /// Its entries.
    pub log: Log,
}

/// A file that was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Input {
    /// Name.
    pub path: String,
    /// SHA-256 in hex.
    pub sha256: String,
    /// Rows.
    pub rows: u64,
}

/// The log of an update.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Log {
    /// File inside the folder.
    pub path: String,
    /// SHA-256 in hex.
    pub sha256: String,
    /// Rows of each bucket, those of families last.
    pub rows: Vec<u64>,
}

/// A file of the snapshot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// File inside the folder.
    pub path: String,
    /// SHA-256 in hex.
    pub sha256: String,
    /// Persons.
    pub rows: u64,
}

impl Record {
    /// Reads the record of a folder; `None` where there is no registry yet.
    ///
    /// # Errors
    /// A record that cannot be read; a folder that holds anything else.
    pub fn open(folder: &Path) -> Result<Option<Self>> {
        let file = folder.join(NAME);
        let fault = |what: String| Error::input(what).file(&file);
        match std::fs::read(&file) {
            Ok(bytes) => {
                let record: Self = serde_json::from_slice(&bytes)
                    .map_err(|e| fault(format!("this is no record of a registry: {e}")))?;
                match record.format == FORMAT && record.buckets.is_power_of_two() {
                    true => Ok(Some(record)),
                    false => Err(fault(format!("the registry is not of the form {FORMAT}"))),
                }
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(fault(format!("the record cannot be read: {error}"))),
        }
    }

    /// Kinds of the fields.
    pub fn kinds(&self) -> Vec<(String, Kind)> {
        let kind = |field: &Field| (field.name.clone(), kind(&field.kind));
        self.fields.iter().map(kind).collect()
    }

    /// Number of the version.
    pub fn version(&self) -> usize {
        self.versions.len()
    }
}

impl Field {
    /// A field.
    pub fn new(name: &str, kind: Kind) -> Self {
        let kind = match kind {
            Kind::Number => "number",
            Kind::Text => "text",
            Kind::Truth => "truth",
        };
        Self {
            name: name.to_owned(),
            kind: kind.to_owned(),
        }
    }
}

fn kind(word: &str) -> Kind {
    match word {
        "number" => Kind::Number,
        "truth" => Kind::Truth,
        _ => Kind::Text,
    }
}
