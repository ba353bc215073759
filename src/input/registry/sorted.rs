//! Parquet files whose rows stand bucket by bucket, so that one bucket of many files can be read at a time.

use crate::error::{Error, Result};
use polars::prelude::*;
use std::path::{Path, PathBuf};

/// A file and the rows of each of its buckets.
#[derive(Debug, Clone)]
pub struct Sorted {
    /// The file.
    pub path: PathBuf,
    /// Rows of each bucket.
    pub rows: Vec<u64>,
}

impl Sorted {
    /// The rows of a bucket; `None` where it has none.
    ///
    /// # Errors
    /// A file that cannot be read or is broken off.
    pub fn read(&self, bucket: usize) -> Result<Option<DataFrame>> {
        let rows = self.rows.get(bucket).copied().unwrap_or(0) as usize;
        if rows == 0 {
            return Ok(None);
        }
        let before: u64 = self.rows[..bucket].iter().sum();
        frame(&self.path, Some((before as usize, rows)), None).map(Some)
    }
}

/// Rows of a Parquet file, all or some, all columns or some.
///
/// # Errors
/// A file that cannot be read or is broken off.
pub fn frame(
    path: &Path,
    rows: Option<(usize, usize)>,
    columns: Option<&[&str]>,
) -> Result<DataFrame> {
    let failed = |what: String| {
        Error::input(format!("a file of the registry cannot be read: {what}"))
            .file(path)
            .remedy("bring the registry's folder back from a copy")
    };
    let file = std::fs::File::open(path).map_err(|e| failed(e.to_string()))?;
    let columns = columns.map(|columns| columns.iter().map(|name| (*name).to_owned()).collect());
    let mut frame = ParquetReader::new(file)
        .with_columns(columns)
        .with_slice(rows)
        .read_parallel(ParallelStrategy::None)
        .finish()
        .map_err(|e| failed(e.to_string()))?;
    match rows {
        Some((_, n)) if n != frame.height() => Err(failed(format!(
            "{n} rows should be there, and {} are",
            frame.height()
        ))),
        _ => {
            frame.rechunk_mut();
            Ok(frame)
        }
    }
}

/// Bucket of a person's hash, of so many; the order of buckets is that of hashes.
pub fn bucket(person: u128, buckets: usize) -> usize {
    match buckets.trailing_zeros() {
        0 => 0,
        bits => (person >> (128 - bits)) as usize,
    }
}
