//! The JSON beside the result of a verb: what a reader of the table wants to know about all of it.

use crate::error::{Error, Result};
use crate::output::single;
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};

/// `x.json` beside `x.csv`.
#[derive(Debug)]
pub struct Beside {
    /// Where it is.
    pub path: PathBuf,
    /// The name of the result it is about.
    result: String,
}

impl Beside {
    /// That of a result; none beside standard output.
    ///
    /// # Errors
    /// A result that is called `.json` itself, or a file of that name that is not about this result.
    pub fn of(out: &Path) -> Result<Option<Self>> {
        if single::is_stdout(out) {
            return Ok(None);
        }
        let path = out.with_extension("json");
        if path == out {
            return Err(
                Error::study("what is told about the result goes into that file")
                    .file(out)
                    .remedy("name the result with another ending, such as .csv"),
            );
        }
        let name = out.file_name().unwrap_or_default();
        let result = name.to_string_lossy().into_owned();
        let about = |bytes: Vec<u8>| -> Option<Value> {
            let mut found: Value = serde_json::from_slice(&bytes).ok()?;
            found.get_mut("result").map(Value::take)
        };
        if path.exists() && fs::read(&path).ok().and_then(about) != Some(json!(result)) {
            return Err(Error::output(format!(
                "this file is there, is not about {result}, and would be replaced by what is told about it"
            ))
            .file(&path)
            .remedy("move it away, or give the result another name"));
        }
        Ok(Some(Self { path, result }))
    }

    /// Writes it, indented, with the name of the result.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write(&self, mut counts: Value) -> Result<()> {
        counts["result"] = json!(self.result);
        single::write(&self.path, |out| {
            writeln!(out, "{counts:#}")
                .map_err(|e| Error::output(format!("cannot be written: {e}")).file(&self.path))
        })
    }
}
