//! A finished run as a map in the browser, served on this machine alone.
//!
//! * [`View`]: what is served; `tiles`: made for a run that has none
//! * [`serve`]: the server; `markdown`: explanations as HTML

mod markdown;
pub mod serve;
mod tiles;

use super::Run;
use super::open::{json, manifest};
use crate::error::{Error, Kind, Result};
use crate::output::web::live;
use serde_json::Value;
use std::fs::File;
use std::io::Read;
use std::path::{Component, Path, PathBuf};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

/// How a file of tiles begins: its name, and version 3.
const BEGINS: &[u8; 8] = b"PMTiles\x03";

/// A run that is ready to be served.
pub struct View {
    folder: PathBuf,
    /// Its `map.json`.
    said: Value,
    /// The files that its manifest lists.
    files: Vec<String>,
    /// Its tiles.
    archive: PathBuf,
    /// How long it took to make tiles, where the run had none; the file is gone with the view.
    pub made: Option<Duration>,
    /// For explanations; it is read when the first one is asked for.
    run: OnceLock<Result<Run>>,
}

impl View {
    /// Opens a finished run. Tiles are made from its layers when it has none.
    ///
    /// # Errors
    /// A folder that holds no run of this tool, a run without anything to show, files that were changed or cannot be read; all are of
    /// the kind [`Kind::Input`].
    pub fn open(folder: &Path) -> Result<Self> {
        let input = |error: Error| Error {
            kind: Kind::Input,
            ..error
        };
        let manifest = manifest(folder).map_err(input)?;
        let files: Vec<String> = manifest["outputs"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|output| Some(output["path"].as_str()?.to_owned()))
            .collect();
        if !files.iter().any(|file| file == "map.json") {
            return Err(Error::input("the run has nothing to show on a map")
                .file(folder)
                .remedy("give the study an [index] section, leave outputs.map = true or put \"pmtiles\" among outputs.layers, and run it again"));
        }
        let said = json(folder, "map.json").map_err(input)?;
        live::html(&said).map_err(|_| {
            Error::input("its map.json is of another version")
                .file(folder)
                .remedy("run the study again")
        })?;
        let mut view = Self {
            folder: folder.to_path_buf(),
            said,
            files,
            archive: PathBuf::new(),
            made: None,
            run: OnceLock::new(),
        };
        match view.files.iter().find(|file| file.ends_with(".pmtiles")) {
            Some(file) => {
                view.archive = view.file(file).ok_or_else(|| broken(folder, file))?;
                let mut head = [0; BEGINS.len()];
                let read =
                    File::open(&view.archive).and_then(|mut file| file.read_exact(&mut head));
                if read.is_err() || head != *BEGINS {
                    return Err(broken(folder, file));
                }
            }
            None => {
                let begun = Instant::now();
                view.archive = tiles::make(&view)?;
                view.made = Some(begun.elapsed());
            }
        }
        Ok(view)
    }

    /// The place of a file that the manifest lists; `None` for any other, and for one that is not there or leads out of the folder.
    fn file(&self, name: &str) -> Option<PathBuf> {
        let listed = self.files.iter().any(|file| file == name);
        let plain = Path::new(name)
            .components()
            .all(|part| matches!(part, Component::Normal(_)));
        let root = self.folder.canonicalize().ok()?;
        let place = self.folder.join(name).canonicalize().ok()?;
        (listed && plain && place.starts_with(root) && place.is_file()).then_some(place)
    }

    /// The row of a village.
    fn row(&self, code: &str) -> Option<usize> {
        let codes = self.said["villages"]["code"].as_array()?;
        codes.iter().position(|own| own.as_str() == Some(code))
    }

    /// Takes away tiles that were made for this view.
    fn tidy(&self) {
        if self.made.is_some() {
            // what stays in the folder for temporary files harms nobody
            let _ = std::fs::remove_file(&self.archive);
        }
    }

    /// The run for explanations.
    fn run(&self) -> &Result<Run> {
        self.run.get_or_init(|| Run::open(&self.folder))
    }
}

impl Drop for View {
    fn drop(&mut self) {
        self.tidy();
    }
}

fn broken(folder: &Path, file: &str) -> Error {
    Error::input("these are no tiles")
        .file(folder.join(file))
        .remedy("run the study again")
}
