//! Whether a finished run still says what it said: its files as they were written, its inputs as they were read, and all of it made again.

mod difference;
mod trace;

pub use trace::{Trace, trace};

use super::open::manifest;
use crate::base::nearest::nearest;
use crate::base::study::{self, Study};
use crate::error::{Error, Result};
use crate::output::manifest::{sha256, tool};
use crate::pipeline::log::{Listener, Log};
use crate::pipeline::{self, registry};
use difference::first_difference;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// A finished run and where its study is.
pub struct Written {
    folder: PathBuf,
    study: PathBuf,
    manifest: Value,
    /// One table, or all files.
    table: Option<String>,
}

/// What was found of a run.
#[derive(Debug, Default)]
pub struct Report {
    /// Inputs that were looked at.
    pub inputs: usize,
    /// Those that are not what they were, each with why.
    pub inputs_changed: Vec<String>,
    /// Files of the run that were looked at.
    pub files: usize,
    /// Those that are not as they were written.
    pub files_changed: Vec<String>,
    /// Files that were made again; none where inputs changed.
    pub repeated: usize,
    /// The first difference of each file that is not the same again.
    pub differences: Vec<String>,
    /// What else bears on it.
    pub notes: Vec<String>,
}

impl Report {
    /// Whether everything is what it was.
    pub fn same(&self) -> bool {
        self.inputs_changed.is_empty()
            && self.files_changed.is_empty()
            && self.differences.is_empty()
            && self.repeated > 0
    }

    /// As JSON.
    pub fn json(&self) -> Value {
        json!({
            "same": self.same(),
            "inputs": self.inputs, "inputs_changed": self.inputs_changed,
            "files": self.files, "files_changed": self.files_changed,
            "repeated": self.repeated, "differences": self.differences,
            "notes": self.notes,
        })
    }
}

impl Written {
    /// A run in `folder`; `study` where it is not beside it as it was. `table` looks at one table alone.
    ///
    /// # Errors
    /// A folder that holds no run, a study file that is not found, a table the run does not have.
    pub fn open(folder: &Path, study: Option<&Path>, table: Option<&str>) -> Result<Self> {
        let manifest = manifest(folder)?;
        let study = match study {
            Some(study) => study.to_path_buf(),
            None => beside(folder).ok_or_else(|| {
                Error::study("the study of this run is not where it was")
                    .file(folder)
                    .remedy("name it with --study")
            })?,
        };
        let written = Self {
            folder: folder.to_path_buf(),
            study,
            manifest,
            table: table.map(str::to_owned),
        };
        if let Some(table) = table
            && written.files().next().is_none()
        {
            return Err(no_table(folder, &written.manifest, table));
        }
        Ok(written)
    }

    /// Looks at inputs and files, makes all of it again in a folder of its own, and compares every byte.
    ///
    /// # Errors
    /// A study that cannot be read, any fault of the run.
    pub fn verify(&self, listener: Listener) -> Result<Report> {
        let mut report = Report::default();
        let made_by = self.manifest["tool"].as_str().unwrap_or_default();
        if made_by != tool() {
            report.notes.push(format!(
                "the run was made by {made_by}, and this is {}: numbers may change between versions, see CHANGELOG.md",
                tool()
            ));
        }
        if self.manifest["reproducible"] == json!(false) {
            report.notes.push(
                "the search for areas was stopped by time: another stop may give other areas"
                    .to_owned(),
            );
        }
        for (path, hash) in self.files() {
            report.files += 1;
            report
                .files_changed
                .extend(changed(path, &self.folder.join(path), hash));
        }
        (report.inputs, report.inputs_changed) = self.inputs();
        if report.inputs_changed.is_empty() {
            self.repeat(&mut report, listener)?;
        }
        Ok(report)
    }

    /// How many inputs there are that are files, and those that changed.
    fn inputs(&self) -> (usize, Vec<String>) {
        let base = self.study.parent().unwrap_or(Path::new(""));
        // the table of an engine is no file
        let inputs =
            listed(&self.manifest["inputs"]).filter(|(path, _)| self.role(path) != "engine");
        let found: Vec<Option<String>> = inputs
            .map(|(path, hash)| {
                let file = match self.role(path) {
                    "study" => self.study.clone(),
                    _ => base.join(path),
                };
                changed(path, &file, hash)
            })
            .collect();
        (found.len(), found.into_iter().flatten().collect())
    }

    /// What an input is.
    fn role(&self, path: &str) -> &str {
        let inputs = self.manifest["inputs"].as_array();
        let input = inputs.and_then(|all| all.iter().find(|input| input["path"] == path));
        input
            .and_then(|input| input["role"].as_str())
            .unwrap_or_default()
    }

    /// Files of the run, or of the table that is asked for, with their hashes.
    fn files(&self) -> impl Iterator<Item = (&str, &str)> {
        listed(&self.manifest["outputs"]).filter(|(path, _)| {
            let Some(table) = &self.table else {
                return true;
            };
            let name = path.strip_prefix("tables/");
            name.and_then(|name| name.rsplit_once('.'))
                .is_some_and(|(id, _)| id == table)
        })
    }

    fn repeat(&self, report: &mut Report, listener: Listener) -> Result<()> {
        let mut loaded = study::load(&self.study, &[])?;
        // with what --set said
        let asked = self.manifest["study_file"].clone();
        loaded.study = serde_json::from_value::<Study>(asked).map_err(|error| {
            Error::study(format!("its study is of another version: {error}"))
                .file(self.folder.join("manifest.json"))
                .remedy("verify it with the version that made it, see `tool` in manifest.json")
        })?;
        let again = Scratch::new();
        match self.manifest["command"].as_str() {
            Some("run") => {
                let stop = Arc::new(AtomicBool::new(false));
                pipeline::run(&loaded, &again.0, &stop, listener)?;
            }
            Some("registry aggregate") => {
                registry::aggregate(&loaded, &again.0, Log::new(listener))?;
            }
            command => {
                let command = command.unwrap_or("another version");
                return Err(Error::study(format!(
                    "what `{command}` wrote cannot be made again from its inputs alone"
                ))
                .file(&self.folder)
                .remedy("verify the folder of `run` or `registry aggregate`"));
            }
        }
        for (path, _) in self.files() {
            report.repeated += 1;
            let (was, is) = (self.folder.join(path), again.0.join(path));
            report
                .differences
                .extend(first_difference(path, &was, &is)?);
        }
        let outputs = self::manifest(&again.0)?;
        let new = listed(&outputs["outputs"]).filter(|_| self.table.is_none());
        let known = |path: &str| self.files().any(|(own, _)| own == path);
        let new = new.filter(|(path, _)| !known(path));
        report
            .differences
            .extend(new.map(|(path, _)| format!("{path} is new")));
        Ok(())
    }
}

/// Paths and hashes of a list of the manifest.
fn listed(list: &Value) -> impl Iterator<Item = (&str, &str)> {
    let list = list.as_array().into_iter().flatten();
    list.filter_map(|one| Some((one["path"].as_str()?, one["sha256"].as_str()?)))
}

/// Why a file is not what it was.
fn changed(shown: &str, file: &Path, hash: &str) -> Option<String> {
    match sha256(file) {
        Err(_) => Some(format!("{shown} is not there")),
        Ok(own) if own == hash => None,
        Ok(_) => Some(format!("{shown} has changed")),
    }
}

/// The study as `timings.json` names it from the folder of the run.
fn beside(folder: &Path) -> Option<PathBuf> {
    let timings = std::fs::read(folder.join("timings.json")).ok()?;
    let timings: Value = serde_json::from_slice(&timings).ok()?;
    let study = folder.join(timings["study"].as_str()?);
    study.is_file().then_some(study)
}

fn no_table(folder: &Path, manifest: &Value, table: &str) -> Error {
    let tables: Vec<&str> = listed(&manifest["outputs"])
        .filter_map(|(path, _)| path.strip_prefix("tables/")?.strip_suffix(".json"))
        .collect();
    let near = nearest(table, tables.iter().copied(), 5).join(", ");
    Error::study(format!("the run has no table {table}"))
        .file(folder)
        .remedy(format!("name one of its tables, such as {near}"))
}

/// A folder for the run that is made again; gone when it is dropped.
struct Scratch(PathBuf);

impl Scratch {
    fn new() -> Self {
        let name = format!("kawasan-verify-{}", std::process::id());
        Self(std::env::temp_dir().join(name))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
