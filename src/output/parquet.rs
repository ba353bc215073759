//! A sheet as Parquet: machine names, a type for each column, titles and units in the metadata of the file.

use crate::error::{Error, Result};
use crate::output::guard;
use crate::output::sheet::{Kind, Sheet};
use polars::io::parquet::write::KeyValueMetadata;
use polars::prelude::{
    BooleanChunked, IntoColumn, NewChunkedArray, ParquetCompression, ParquetWriter,
};
use serde_json::{Map, Value};
use std::io::Write;
use std::path::Path;

/// Writes a sheet; its card, without what other tables share, is the key `kawasan` of the metadata, and `path` the file that errors name.
///
/// # Errors
/// When the writer fails, or a cell holds a token shaped like a NIK or KK.
pub fn write(
    writer: &mut dyn Write,
    sheet: &Sheet,
    path: &Path,
    context: &Map<String, Value>,
) -> Result<()> {
    guard::look_at(sheet, path)?;
    let mut frame = sheet.frame()?;
    for column in &sheet.columns {
        if column.kind == Kind::Flag {
            let words = frame.column(&column.name)?.str()?.clone();
            let flags = words.iter().map(|word| word.map(|word| word == "true"));
            let flags = BooleanChunked::from_iter_options(column.name.as_str().into(), flags);
            frame.with_column(flags.into_column())?;
        }
    }
    let card = sheet.card(context).to_string();
    ParquetWriter::new(writer)
        .with_compression(ParquetCompression::Snappy)
        .with_key_value_metadata(Some(KeyValueMetadata::from_static(vec![(
            "kawasan".to_owned(),
            card,
        )])))
        .finish(&mut frame)
        .map_err(|e| Error::output(format!("cannot write Parquet: {e}")).file(path))?;
    Ok(())
}
