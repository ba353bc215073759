//! The JSON beside the result of a verb: what a reader of the table wants to know about all of it.

use crate::error::{Error, Result};
use crate::output::single;
use serde_json::Value;
use std::path::{Path, PathBuf};

/// `x.json` beside `x.csv`; none beside standard output.
///
/// # Errors
/// A result that is called `.json` itself.
pub fn path(out: &Path) -> Result<Option<PathBuf>> {
    if single::is_stdout(out) {
        return Ok(None);
    }
    let beside = out.with_extension("json");
    if beside == out {
        return Err(Error::study("the counts go into that file")
            .file(out)
            .remedy("name the result with another ending, such as .csv"));
    }
    Ok(Some(beside))
}

/// Writes it, indented.
///
/// # Errors
/// When it cannot be written.
pub fn write(path: &Path, counts: &Value) -> Result<()> {
    single::write(path, |out| {
        writeln!(out, "{counts:#}")
            .map_err(|e| Error::output(format!("cannot be written: {e}")).file(path))
    })
}
