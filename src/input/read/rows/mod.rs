//! Files of many rows, of which never more than a part is in memory: Parquet by row groups, CSV by batches.

mod delimited;
#[cfg(test)]
mod fuzz;
mod parquet;
#[cfg(test)]
mod tests;

use crate::base::finding::Finding;
use crate::base::nearest::no_such_column;
use crate::error::{Error, Result};
use polars::prelude::DataFrame;
use std::path::{Path, PathBuf};

/// What the cells of a column are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Numbers.
    Number,
    /// Text; dates are text as `2024-12-31`, in whose order they stand.
    Text,
    /// True or false.
    Truth,
}

impl Kind {
    /// In words.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Number => "numbers",
            Self::Text => "text",
            Self::Truth => "true or false",
        }
    }
}

/// Files of the same columns, in the order of their names.
#[derive(Debug)]
pub struct Rows {
    files: Vec<File>,
}

#[derive(Debug)]
enum File {
    Parquet(parquet::File),
    Delimited(delimited::File),
}

/// What takes rows batch by batch, each with its line in a text file; the rows of Parquet have none.
pub type Each<'a> = &'a mut dyn FnMut(&DataFrame, &[u32]) -> Result<()>;

/// A part of the rows that is read at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    file: usize,
    /// Row group of a Parquet file.
    group: usize,
    /// Rows of the group.
    start: usize,
    len: usize,
}

impl Rows {
    /// Opens files by name or by pattern, such as `households/*.parquet`; only headers are read.
    ///
    /// # Errors
    /// A pattern that no file matches, a file that is no Parquet or separated text, or is broken off.
    pub fn open(patterns: &[PathBuf]) -> Result<Self> {
        let mut paths = Vec::new();
        for pattern in patterns {
            paths.extend(matching(pattern)?);
        }
        paths.sort();
        paths.dedup();
        let files = paths.into_iter().map(|path| open(&path));
        Ok(Self {
            files: files.collect::<Result<_>>()?,
        })
    }

    /// The files.
    pub fn paths(&self) -> impl Iterator<Item = &Path> {
        self.files.iter().map(File::path)
    }

    /// Names of the columns of the first file, in its order.
    pub fn columns(&self) -> Vec<&str> {
        self.files.first().map_or_else(Vec::new, File::columns)
    }

    /// What the named columns hold. Separated text is read once for it: types and marks are found by the evidence of all rows, so
    /// that their order does not matter; those named in `text` stay text.
    ///
    /// # Errors
    /// A column that a file lacks, that cannot be read, or that is of one kind here and another there.
    pub fn settle(
        &mut self,
        columns: &[&str],
        text: &[&str],
        findings: &mut Vec<Finding>,
    ) -> Result<Vec<Kind>> {
        let mut settled: Vec<Option<(Kind, PathBuf)>> = vec![None; columns.len()];
        for file in &mut self.files {
            let names = file.columns();
            if let Some(absent) = columns.iter().find(|column| !names.contains(column)) {
                return Err(no_such_column(absent, names).file(file.path()));
            }
            let kinds = match file {
                File::Parquet(file) => file.kinds(columns)?,
                File::Delimited(file) => file.settle(columns, text, findings)?,
            };
            for ((kind, known), column) in kinds.into_iter().zip(&mut settled).zip(columns) {
                match (kind, &known) {
                    (None, _) => {}
                    (Some(kind), None) => *known = Some((kind, file.path().to_path_buf())),
                    (Some(kind), Some((other, _))) if kind == *other || text.contains(column) => {}
                    (Some(kind), Some((other, first))) => {
                        return Err(Error::input(format!(
                            "the column holds {} here and {} in {}",
                            kind.as_str(),
                            other.as_str(),
                            first.display()
                        ))
                        .file(file.path())
                        .column(*column)
                        .remedy("write the files anew with one type for it"));
                    }
                }
            }
        }
        let kind =
            |settled: Option<(Kind, PathBuf)>| settled.map_or(Kind::Number, |(kind, _)| kind);
        Ok(settled.into_iter().map(kind).collect())
    }

    /// All parts, in the order of the files and their rows.
    pub fn parts(&self) -> Vec<Part> {
        let files = self.files.iter().enumerate();
        let parts = files.flat_map(|(at, file)| match file {
            File::Parquet(file) => file.parts(at),
            File::Delimited(_) => vec![Part {
                file: at,
                group: 0,
                start: 0,
                len: 0,
            }],
        });
        parts.collect()
    }

    /// Reads a part, batch by batch: frames of these columns, numbers of any numeric type, text as String, truths as Boolean. Columns
    /// must be settled.
    ///
    /// # Errors
    /// What cannot be read, and what `each` finds.
    pub fn read(&self, part: Part, columns: &[&str], each: Each) -> Result<()> {
        match &self.files[part.file] {
            File::Parquet(file) => each(&file.read(part, columns)?, &[]),
            File::Delimited(file) => file.read(columns, each),
        }
    }

    /// The file of a part.
    pub fn path(&self, part: Part) -> &Path {
        self.files[part.file].path()
    }
}

impl File {
    fn path(&self) -> &Path {
        match self {
            Self::Parquet(file) => &file.path,
            Self::Delimited(file) => &file.path,
        }
    }

    fn columns(&self) -> Vec<&str> {
        match self {
            Self::Parquet(file) => file.columns(),
            Self::Delimited(file) => file.names.iter().map(String::as_str).collect(),
        }
    }
}

fn open(path: &Path) -> Result<File> {
    let extension = path.extension().and_then(|e| e.to_str());
    match extension.unwrap_or_default().to_lowercase().as_str() {
        "parquet" => parquet::File::open(path).map(File::Parquet),
        "csv" | "tsv" | "txt" => delimited::File::open(path).map(File::Delimited),
        other => Err(Error::input(format!("rows cannot be read from `.{other}`"))
            .file(path)
            .remedy("give .parquet, .csv, .tsv or .txt files")),
    }
}

/// The files that a name or a pattern stands for.
fn matching(pattern: &Path) -> Result<Vec<PathBuf>> {
    let fault = |what: &str| Error::input(what).file(pattern);
    if pattern.is_dir() {
        return Err(fault("this is a folder, not a file")
            .remedy("name the files in it, such as households/*.parquet"));
    }
    let text = pattern.to_string_lossy();
    if pattern.is_file() || !text.contains(['*', '?', '[']) {
        return Ok(vec![pattern.to_path_buf()]);
    }
    let found = glob::glob(&text).map_err(|e| {
        Error::study(format!("the pattern cannot be read: {}", e.msg)).file(pattern)
    })?;
    let found: Result<Vec<PathBuf>, _> = found.collect();
    let found = found.map_err(|e| fault(&format!("the folder cannot be read: {}", e.error())))?;
    if found.is_empty() {
        return Err(fault("no file matches this pattern")
            .remedy("check the path; it is relative to the study file"));
    }
    Ok(found)
}

/// A file as bytes that can be read.
///
/// # Errors
/// When it is not there, empty or closed to us.
fn handle(path: &Path) -> Result<std::fs::File> {
    let fault = |what: String| Error::input(what).file(path);
    let file = std::fs::File::open(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => fault("there is no such file".into())
            .remedy("check the path; it is relative to the study file"),
        _ => fault(format!("the file cannot be read: {error}")).remedy("check its permissions"),
    })?;
    if file.metadata().is_ok_and(|data| data.len() == 0) {
        return Err(super::table::empty(path));
    }
    Ok(file)
}
