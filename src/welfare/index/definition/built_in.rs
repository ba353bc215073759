//! Definitions that come with the program, and how a definition is found.

use super::rules::rules;
use super::{Definition, table};
use crate::base::document;
use crate::base::nearest::nearest;
use crate::error::{Error, Result};
use sha2::{Digest, Sha256};
use std::path::Path;

/// Name and text of each.
const DEFINITIONS: [(&str, &str); 5] = [
    (
        "idm-2016",
        include_str!("../../../../data/definitions/idm-2016.toml"),
    ),
    (
        "fsva-kabupaten",
        include_str!("../../../../data/definitions/fsva-kabupaten.toml"),
    ),
    (
        "sepakat",
        include_str!("../../../../data/definitions/sepakat.toml"),
    ),
    ("mpi", include_str!("../../../../data/definitions/mpi.toml")),
    (
        "inform",
        include_str!("../../../../data/definitions/inform.toml"),
    ),
];

impl Definition {
    /// Names of the built-in definitions.
    pub fn built_in() -> impl Iterator<Item = &'static str> {
        DEFINITIONS.iter().map(|(name, _)| *name)
    }

    /// Finds a definition: a built-in by its name, else a TOML file, relative to `base`.
    ///
    /// # Errors
    /// `Kind::Study`: nothing of that name, or faults in the file, with their lines.
    pub fn load(name_or_path: &str, base: &Path) -> Result<Self> {
        if let Some((name, text)) = DEFINITIONS.iter().find(|(name, _)| *name == name_or_path) {
            return Self::parse(Path::new(name), text);
        }
        let file = base.join(name_or_path);
        if !file.exists() {
            let near = nearest(name_or_path, Self::built_in(), DEFINITIONS.len()).join(", ");
            return Err(
                Error::study(format!("there is no index definition \"{name_or_path}\""))
                    .file(&file)
                    .remedy(format!(
                        "name a TOML file, or one of the built-in definitions: {near}"
                    )),
            );
        }
        if file
            .extension()
            .is_some_and(|e| e.eq_ignore_ascii_case("csv"))
        {
            return Self::of_table(&file);
        }
        Self::parse(&file, &document::text(&file)?)
    }

    /// A definition that is an indicator table alone: min-max to 0 to 100, arithmetic means, the version a hash of the file.
    fn of_table(file: &Path) -> Result<Self> {
        let bytes = std::fs::read(file).map_err(|error| {
            Error::study(format!("the indicator table cannot be read: {error}")).file(file)
        })?;
        let hash = Sha256::digest(&bytes);
        let version: String = hash
            .iter()
            .take(6)
            .map(|byte| format!("{byte:02x}"))
            .collect();
        let name = file
            .file_stem()
            .map_or_else(String::new, |s| s.to_string_lossy().into_owned());
        let source = file
            .file_name()
            .map_or_else(String::new, |s| s.to_string_lossy().into_owned());
        let text = format!(
            "name = {name:?}\nversion = {version:?}\nsource = {source:?}\ngood = \"high\"\ntable = {source:?}\n\
             normalise = {{ method = \"min-max\", to = [0, 100] }}\n"
        );
        Self::parse(file, &text)
    }

    /// Reads a definition from the text of a file.
    ///
    /// # Errors
    /// `Kind::Study`: unknown keys, wrong types, a hierarchy that does not hold together; each with its line.
    pub fn parse(file: &Path, text: &str) -> Result<Self> {
        let mut definition: Self = document::parse(file, text, &[], rules)?;
        if let Some(name) = definition.table.take() {
            let table = file.with_file_name(name);
            let lines = table::expand(&mut definition, &table)?;
            if let Some(fault) = rules(&definition).into_iter().next() {
                return Err(table::at_row(fault, &table, &lines));
            }
        }
        Ok(definition)
    }

    /// The JSON Schema of a definition file, for editors; kept in `docs/index.schema.json`.
    pub fn schema() -> serde_json::Value {
        schemars::schema_for!(Self).to_value()
    }
}
