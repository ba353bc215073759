//! `manifest.json`: tool, study, seed, inputs and outputs with their hashes, counts per stage.

use crate::error::{Error, Result};
use crate::output::folder::Folder;
use rayon::prelude::*;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use std::io::Read;
use std::path::Path;

/// One input file as the manifest names it.
#[derive(Debug, Clone)]
pub struct Input {
    /// Path as the study writes it.
    pub path: String,
    /// What it is: `study`, `boundaries`, `table`, `registry`, `engine`, `definition`, `bridge`, `lineage`, `service`, `roads`, `nodes`; of the inventory
    /// `catalogue`, `placements`, `facilitators`, `institutions`, `actions`; `template` of the brief.
    pub role: &'static str,
    /// SHA-256 of the bytes, in hex; the parts of a shapefile are inputs of their own; of an engine's table that of the sums it gave.
    pub sha256: String,
    /// Records read, where that means something.
    pub rows: Option<usize>,
    /// CRS in words, for layers.
    pub crs: Option<String>,
    /// Licence as the study states it.
    pub licence: Option<String>,
}

impl Input {
    /// A file at `path`, which the study writes as `shown`.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn file(shown: &str, path: &Path, role: &'static str) -> Result<Self> {
        Ok(Self {
            path: shown.to_owned(),
            role,
            sha256: sha256(path)?,
            rows: None,
            crs: None,
            licence: None,
        })
    }

    fn json(&self) -> Value {
        json!({
            "path": self.path,
            "role": self.role,
            "sha256": self.sha256,
            "rows": self.rows,
            "crs": self.crs,
            "licence": self.licence,
        })
    }
}

/// The tool's name and version.
pub fn tool() -> &'static str {
    concat!("kawasan ", env!("CARGO_PKG_VERSION"))
}

/// SHA-256 of a file in hex.
///
/// # Errors
/// When the file cannot be read.
pub fn sha256(path: &Path) -> Result<String> {
    let failed =
        |e: std::io::Error| Error::input(format!("cannot be read for its hash: {e}")).file(path);
    let mut file = std::fs::File::open(path).map_err(failed)?;
    let mut hash = Sha256::new();
    let mut buffer = vec![0; 1 << 20];
    loop {
        let read = file.read(&mut buffer).map_err(failed)?;
        if read == 0 {
            return Ok(hex(&hash.finalize()));
        }
        hash.update(&buffer[..read]);
    }
}

/// SHA-256 of bytes in hex.
pub fn digest(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

/// What every card repeats: study, tool, seed, date, sources with hashes.
pub fn context(
    study: &str,
    seed: u64,
    date: Option<&str>,
    synthetic: bool,
    inputs: &[Input],
) -> Map<String, Value> {
    let mut map = Map::new();
    map.insert("study".into(), json!(study));
    map.insert("synthetic".into(), json!(synthetic));
    map.insert("date".into(), json!(date));
    map.insert("seed".into(), json!(seed));
    map.insert("tool".into(), json!(tool()));
    map.insert(
        "sources".into(),
        inputs
            .iter()
            .map(|i| json!({"path": i.path, "sha256": i.sha256}))
            .collect(),
    );
    map
}

/// The files of a previous run in `folder`, as its manifest lists them; `None` when it holds no manifest of ours.
pub fn files_of(folder: &Path) -> Option<Vec<String>> {
    let manifest: Value =
        serde_json::from_slice(&std::fs::read(folder.join("manifest.json")).ok()?).ok()?;
    if !manifest["tool"].as_str()?.starts_with("kawasan ") {
        return None;
    }
    let path = |output: &Value| Some(output["path"].as_str()?.to_owned());
    let mut files: Vec<String> = manifest["outputs"]
        .as_array()?
        .iter()
        .filter_map(path)
        .collect();
    files.extend(["manifest.json", "timings.json"].map(str::to_owned));
    Some(files)
}

/// That a folder holds no result of another study.
///
/// # Errors
/// When it does: one study does not replace another.
pub fn of_this_study(folder: &Path, study: &str) -> Result<()> {
    let manifest = std::fs::read(folder.join("manifest.json")).ok();
    let manifest = manifest.and_then(|bytes| serde_json::from_slice::<Value>(&bytes).ok());
    let held = manifest
        .as_ref()
        .and_then(|manifest| manifest["study"].as_str());
    match held.filter(|held| *held != study) {
        None => Ok(()),
        Some(held) => Err(Error::output(format!(
            "the folder holds the result of another study, {held}"
        ))
        .file(folder)
        .remedy("name another folder with --out, or remove this one")),
    }
}

/// What made a folder.
#[derive(Debug)]
pub struct Made<'a> {
    /// The command.
    pub command: &'a str,
    /// The study, overrides applied.
    pub study: &'a Value,
    /// Counts of each stage.
    pub stages: &'a Value,
}

/// Writes the manifest, last of all: it lists every other file but `timings.json`.
///
/// # Errors
/// When a file cannot be read or written.
pub fn write(
    folder: &Folder,
    made: &Made,
    context: &Map<String, Value>,
    inputs: &[Input],
) -> Result<()> {
    let files: Vec<(String, std::path::PathBuf)> = folder
        .files()?
        .into_iter()
        .filter(|(name, _)| name != "timings.json")
        .collect();
    let outputs: Vec<Value> = files
        .par_iter()
        .map(|(name, path)| Ok(json!({"path": name, "sha256": sha256(path)?})))
        .collect::<Result<_>>()?;
    let mut manifest = context.clone();
    manifest.remove("sources");
    manifest.insert("command".into(), json!(made.command));
    let stopped = made.stages.pointer("/areas/stopped") == Some(&json!(true));
    manifest.insert("reproducible".into(), json!(!stopped));
    manifest.insert(
        "inputs".into(),
        inputs.iter().map(Input::json).collect::<Vec<_>>().into(),
    );
    manifest.insert("stages".into(), made.stages.clone());
    manifest.insert("outputs".into(), outputs.into());
    manifest.insert("study_file".into(), made.study.clone());
    folder.write("manifest.json", |w| json_file(w, &Value::Object(manifest)))
}

/// Writes indented JSON with a last line feed.
///
/// # Errors
/// When the writer fails.
pub fn json_file(writer: &mut dyn std::io::Write, value: &Value) -> Result<()> {
    let failed = |e: std::io::Error| Error::output(format!("cannot write JSON: {e}"));
    serde_json::to_writer_pretty(&mut *writer, value).map_err(|e| failed(e.into()))?;
    writer.write_all(b"\n").map_err(failed)
}
