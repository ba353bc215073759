//! Definitions that come with the program, and how a definition is found.

use super::Definition;
use super::rules::rules;
use crate::base::document;
use crate::base::nearest::nearest;
use crate::error::{Error, Result};
use std::path::Path;

/// Name and text of each.
const DEFINITIONS: [(&str, &str); 1] = [(
    "idm-2016",
    include_str!("../../../data/definitions/idm-2016.toml"),
)];

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
            let near = nearest(name_or_path, Self::built_in(), 3).join(", ");
            return Err(
                Error::study(format!("there is no index definition \"{name_or_path}\""))
                    .file(&file)
                    .remedy(format!(
                        "name a TOML file, or one of the built-in definitions: {near}"
                    )),
            );
        }
        Self::parse(&file, &document::text(&file)?)
    }

    /// Reads a definition from the text of a file.
    ///
    /// # Errors
    /// `Kind::Study`: unknown keys, wrong types, a hierarchy that does not hold together; each with its line.
    pub fn parse(file: &Path, text: &str) -> Result<Self> {
        Ok(document::parse(file, text, &[], rules)?)
    }

    /// The JSON Schema of a definition file, for editors; kept in `docs/index.schema.json`.
    pub fn schema() -> serde_json::Value {
        schemars::schema_for!(Self).to_value()
    }
}
