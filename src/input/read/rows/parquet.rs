//! Parquet files: a row group, or a part of a large one, at a time.

use super::{Kind, Part, handle};
use crate::error::{Error, Result};
use crate::input::read::guarded;
use polars::prelude::*;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Most rows of a part.
const ROWS: usize = 1 << 19;

/// A Parquet file, of which only the footer is kept.
#[derive(Debug)]
pub(super) struct File {
    pub path: PathBuf,
    metadata: FileMetadataRef,
    schema: Arc<ArrowSchema>,
    /// The footer without its row groups.
    bare: FileMetadata,
}

/// What is said of parts that make the reader panic.
const BROKEN: &str = "its parts do not fit together";

fn unreadable(path: &Path, why: &str) -> Error {
    Error::input(format!("the Parquet file cannot be read: {why}"))
        .file(path)
        .remedy("check that its export has finished, or write it anew")
}

impl File {
    pub fn open(path: &Path) -> Result<Self> {
        guarded(|| Err(unreadable(path, BROKEN)), || Self::footer(path))
    }

    fn footer(path: &Path) -> Result<Self> {
        let mut reader = ParquetReader::new(handle(path)?);
        let failed = |error: PolarsError| unreadable(path, &error.to_string());
        let metadata = reader.get_metadata().map_err(failed)?.clone();
        let schema = reader.schema().map_err(failed)?;
        let mut bare = FileMetadata::clone(&metadata);
        bare.row_groups = Vec::new();
        Ok(Self {
            path: path.to_path_buf(),
            metadata,
            schema,
            bare,
        })
    }

    pub fn columns(&self) -> Vec<&str> {
        self.schema.iter_names().map(|name| name.as_str()).collect()
    }

    /// What the columns hold; `None` where there is nothing but nulls.
    pub fn kinds(&self, columns: &[&str]) -> Result<Vec<Option<Kind>>> {
        use ArrowDataType as D;
        let kind = |column: &&str| {
            let field = self.schema.get(column);
            Ok(match field.map(|field| field.dtype()) {
                None | Some(D::Null) => None,
                Some(D::Boolean) => Some(Kind::Truth),
                Some(D::Utf8View | D::Dictionary(..) | D::Date32 | D::Timestamp(..)) => {
                    Some(Kind::Text)
                }
                Some(dtype) if dtype.is_numeric() && !matches!(dtype, D::Float16 | D::UInt16) => {
                    Some(Kind::Number)
                }
                Some(dtype) => {
                    let what = format!("the type {dtype:?} cannot be read");
                    return Err(Error::input(what).file(&self.path).column(*column).remedy(
                        "write it anew with columns of text, int64, double, boolean or date",
                    ));
                }
            })
        };
        columns.iter().map(kind).collect()
    }

    pub fn parts(&self, file: usize) -> Vec<Part> {
        let groups = self.metadata.row_groups.iter().enumerate();
        let parts = groups.flat_map(|(group, rows)| {
            let rows = rows.num_rows();
            (0..rows).step_by(ROWS).map(move |start| Part {
                file,
                group,
                start,
                len: ROWS.min(rows - start),
            })
        });
        parts.collect()
    }

    pub fn read(&self, part: Part, columns: &[&str]) -> Result<DataFrame> {
        let broken = || Err(unreadable(&self.path, BROKEN));
        guarded(broken, || self.rows(part, columns))
    }

    fn rows(&self, part: Part, columns: &[&str]) -> Result<DataFrame> {
        let failed = |error: PolarsError| unreadable(&self.path, &error.to_string());
        let group = self.metadata.row_groups[part.group].clone();
        // a footer of this row group alone: the reader walks through all of them
        let footer = FileMetadata {
            num_rows: group.num_rows(),
            row_groups: vec![group],
            ..self.bare.clone()
        };
        let mut reader = ParquetReader::new(handle(&self.path)?);
        reader.set_metadata(Arc::new(footer));
        let places = columns.iter().map(|column| self.schema.index_of(column));
        let frame = reader
            .with_projection(places.collect())
            .with_slice(Some((part.start, part.len)))
            .read_parallel(ParallelStrategy::None)
            .finish()
            .map_err(failed)?;
        let frame = frame.select(columns.iter().copied()).map_err(failed)?;
        let columns = frame.columns().iter().map(plain);
        let columns: PolarsResult<Vec<Column>> = columns.collect();
        DataFrame::new(part.len, columns.map_err(failed)?).map_err(failed)
    }
}

/// The column in one chunk, as text, truths or numbers.
fn plain(column: &Column) -> PolarsResult<Column> {
    use DataType as D;
    let column = match column.dtype() {
        D::String | D::Boolean | D::Int32 | D::Int64 | D::UInt32 | D::UInt64 => column.clone(),
        D::Float32 | D::Float64 => column.clone(),
        D::Null => column.cast(&D::Float64)?,
        dtype if dtype.is_primitive_numeric() || dtype.is_decimal() => column.cast(&D::Float64)?,
        _ => column.cast(&D::String)?,
    };
    Ok(column.rechunk())
}
