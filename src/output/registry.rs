//! A registry's folder: an update is written apart and becomes the registry when its record takes the place of the last one.

use super::{manifest, single};
use crate::error::{Error, Result};
use crate::input::registry::record::{Log, NAME, Part, Record};
use crate::input::registry::sorted::Sorted;
use polars::io::parquet::write::BatchedWriter;
use polars::prelude::*;
use sha2::{Digest, Sha256};
use std::fs::{self, File};
use std::io::BufWriter;
use std::path::{Path, PathBuf};

/// Where an update is written.
const PARTIAL: &str = ".partial";
/// What keeps a second update away.
const LOCK: &str = ".lock";

/// An update being written; dropped before [`Update::commit`], it leaves the registry as it was.
#[derive(Debug)]
pub struct Update {
    folder: PathBuf,
    _lock: File,
}

fn cannot(path: &Path, error: impl std::fmt::Display) -> Error {
    Error::output(format!("cannot be written: {error}"))
        .file(path)
        .remedy("check that the folder is yours and has room")
}

impl Update {
    /// Begins an update of the registry in `folder`, which is new, empty, or one.
    ///
    /// # Errors
    /// A folder that holds anything else, or that another update is at work in.
    pub fn begin(folder: &Path) -> Result<Self> {
        fs::create_dir_all(folder).map_err(|e| cannot(folder, e))?;
        let entries = fs::read_dir(folder).map_err(|e| cannot(folder, e))?;
        let foreign = entries.flatten().find(|entry| {
            let name = entry.file_name();
            name != PARTIAL && name != LOCK
        });
        if let Some(foreign) = foreign
            && !folder.join(NAME).is_file()
            && !folder.join(LOCK).is_file()
        {
            let what = format!(
                "the folder holds {} and is no registry",
                foreign.file_name().to_string_lossy()
            );
            return Err(Error::output(what)
                .file(folder)
                .remedy("name an empty folder, or that of a registry, with --registry"));
        }
        let lock = folder.join(LOCK);
        let held = File::create(&lock).map_err(|e| cannot(&lock, e))?;
        if held.try_lock().is_err() {
            return Err(Error::output("another update is at work in this registry")
                .file(folder)
                .remedy("wait for it to end"));
        }
        let update = Self {
            folder: folder.to_path_buf(),
            _lock: held,
        };
        update.sweep();
        let partial = update.partial().join("snapshot");
        fs::create_dir_all(&partial).map_err(|e| cannot(&partial, e))?;
        Ok(update)
    }

    fn partial(&self) -> PathBuf {
        self.folder.join(PARTIAL)
    }

    fn sweep(&self) {
        // nothing can be done about a failure here, and what is left is no part of the registry
        let _ = fs::remove_dir_all(self.partial());
    }

    /// A file in buckets, of this name for as long as the update is at work.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn sorted(&self, name: &str, schema: &Schema) -> Result<Writer> {
        let path = self.partial().join(name);
        let file = File::create(&path).map_err(|e| cannot(&path, e))?;
        let writer = ParquetWriter::new(BufWriter::with_capacity(1 << 20, file))
            .with_compression(ParquetCompression::Snappy)
            .batched(schema)
            .map_err(|e| cannot(&path, e))?;
        Ok(Writer {
            path,
            writer,
            rows: Vec::new(),
        })
    }

    /// Writes a file of the snapshot of a version.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn part(&self, version: usize, bucket: usize, part: &Rendered) -> Result<Part> {
        let path = self.partial().join("snapshot").join(name(bucket));
        fs::write(&path, &part.bytes).map_err(|e| cannot(&path, e))?;
        Ok(Part {
            path: format!("snapshot/{version:04}/{}", name(bucket)),
            sha256: part.sha256.clone(),
            rows: part.rows,
        })
    }

    /// Where the log of a version lies.
    ///
    /// # Errors
    /// When it cannot be read for its hash.
    pub fn log(&self, version: usize, log: &Sorted) -> Result<Log> {
        Ok(Log {
            path: format!("log/{version:04}.parquet"),
            sha256: manifest::sha256(&log.path)?,
            rows: log.rows.clone(),
        })
    }

    /// Makes the update the registry: the log and the snapshot take their places, then the record says so, then the old snapshot goes.
    ///
    /// # Errors
    /// When anything cannot be written; the registry is then as it was.
    pub fn commit(self, record: &Record, log: &Sorted) -> Result<()> {
        let version = record.version();
        let place = |path: &str| self.folder.join(path);
        let into = |from: &Path, to: &Path| {
            let parent = to.parent().unwrap_or(&self.folder);
            fs::create_dir_all(parent)
                .and_then(|()| fs::rename(from, to))
                .map_err(|e| cannot(to, e))
        };
        let snapshot = place(&format!("snapshot/{version:04}"));
        if snapshot.exists() {
            // of an update that was killed
            fs::remove_dir_all(&snapshot).map_err(|e| cannot(&snapshot, e))?;
        }
        into(&log.path, &place(&format!("log/{version:04}.parquet")))?;
        into(&self.partial().join("snapshot"), &snapshot)?;
        let text = serde_json::to_value(record).map_err(|e| Error::engine(e.to_string()))?;
        single::write(&place(NAME), |w| manifest::json_file(w, &text))?;
        let kept = format!("{version:04}");
        for entry in fs::read_dir(place("snapshot"))
            .into_iter()
            .flatten()
            .flatten()
        {
            if entry.file_name().to_string_lossy() != kept {
                let _ = fs::remove_dir_all(entry.path());
            }
        }
        Ok(())
    }
}

impl Drop for Update {
    fn drop(&mut self) {
        self.sweep();
    }
}

/// A file in buckets being written.
pub struct Writer {
    path: PathBuf,
    writer: BatchedWriter<BufWriter<File>>,
    rows: Vec<u64>,
}

impl Writer {
    /// Adds the rows of the next bucket; `None` where it has none.
    ///
    /// # Errors
    /// When they cannot be written.
    pub fn push(&mut self, frame: Option<DataFrame>) -> Result<()> {
        let mut rows = 0;
        if let Some(mut frame) = frame.filter(|frame| frame.height() > 0) {
            rows = frame.height() as u64;
            self.writer
                .write_batch(frame.rechunk_mut())
                .map_err(|e| cannot(&self.path, e))?;
        }
        self.rows.push(rows);
        Ok(())
    }

    /// Ends it.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn finish(self) -> Result<Sorted> {
        self.writer.finish().map_err(|e| cannot(&self.path, e))?;
        Ok(Sorted {
            path: self.path,
            rows: self.rows,
        })
    }
}

/// A file of the snapshot.
#[derive(Debug)]
pub struct Rendered {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Their SHA-256 in hex.
    pub sha256: String,
    /// Persons.
    pub rows: u64,
}

/// A part of the snapshot as the bytes of a Parquet file; the same frame gives the same bytes.
///
/// # Errors
/// When it cannot be made.
pub fn render(mut frame: DataFrame) -> Result<Rendered> {
    let mut bytes = Vec::new();
    let rows = frame.height() as u64;
    ParquetWriter::new(&mut bytes)
        .with_compression(ParquetCompression::Snappy)
        .finish(frame.rechunk_mut())?;
    let sha256 = Sha256::digest(&bytes);
    Ok(Rendered {
        sha256: sha256.iter().map(|byte| format!("{byte:02x}")).collect(),
        bytes,
        rows,
    })
}

fn name(bucket: usize) -> String {
    format!("part-{bucket:03}.parquet")
}

/// Bucket of a file of the snapshot.
pub fn bucket_of(part: &Part) -> Option<usize> {
    let digits = part.path.strip_suffix(".parquet")?.rsplit('-').next()?;
    digits.parse().ok()
}
