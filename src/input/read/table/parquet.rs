//! Parquet: columns as stored, brought to the four types of a table.

use super::Table;
use crate::base::finding::Finding;
use crate::error::{Error, Result};
use crate::input::read::guarded;
use polars::prelude::*;
use std::io::Cursor;
use std::path::Path;

const UNREADABLE: &str = "the Parquet file cannot be read: ";

fn fault(path: &Path, what: &str, why: &str) -> Error {
    Error::input(format!("{what}{why}"))
        .file(path)
        .remedy("write it anew with columns of text, int64, double, boolean or date")
}

/// Reads a Parquet file; columns that are no text, number, boolean or date are left out with a finding.
pub(super) fn read(
    path: &Path,
    bytes: Vec<u8>,
    text: Option<&[String]>,
    findings: &mut Vec<Finding>,
) -> Result<Table> {
    let broken = || Err(fault(path, UNREADABLE, "its parts do not fit together"));
    guarded(broken, || stored(path, bytes, text, findings))
}

fn stored(
    path: &Path,
    bytes: Vec<u8>,
    text: Option<&[String]>,
    findings: &mut Vec<Finding>,
) -> Result<Table> {
    let unreadable = |error: PolarsError| fault(path, UNREADABLE, &error.to_string());
    let mut reader = ParquetReader::new(Cursor::new(bytes));
    let mut keep = Vec::new();
    for (position, (name, field)) in reader.schema().map_err(unreadable)?.iter().enumerate() {
        use ArrowDataType as D;
        match field.dtype() {
            D::Float16 | D::UInt16 => {
                let what = format!("the type {:?} cannot be read", field.dtype());
                return Err(fault(path, &what, "").column(name.as_str()));
            }
            D::Boolean
            | D::Null
            | D::Utf8View
            | D::Dictionary(..)
            | D::Date32
            | D::Timestamp(..) => {
                keep.push(position);
            }
            dtype if dtype.is_numeric() => keep.push(position),
            _ => findings.push(
                Finding::info(
                    "left-out",
                    "a column that is no text, number, boolean or date was left out",
                )
                .file(path)
                .column(name.as_str()),
            ),
        }
    }
    let frame = reader
        .with_projection(Some(keep))
        .finish()
        .map_err(unreadable)?;
    let rows = frame.height();
    if rows == 0 {
        return Err(fault(path, super::NO_ROWS, ""));
    }
    let mut columns = Vec::with_capacity(frame.width());
    for column in frame.columns() {
        let named = |text: &[String]| text.iter().any(|name| name == column.name().as_str());
        let is_text = text.is_none_or(named);
        let typed = typed(column, is_text).map_err(unreadable)?;
        let lost = typed.null_count() - column.null_count();
        if lost > 0 {
            let what = format!("{lost} values that are no finite number were read as missing");
            findings.push(
                Finding::info("missing-marker", what)
                    .file(path)
                    .column(column.name().as_str()),
            );
        }
        columns.push(typed);
    }
    Ok(Table {
        source: path.to_path_buf(),
        sheet: None,
        frame: DataFrame::new(rows, columns).map_err(unreadable)?,
        rows: (1..=rows).collect(),
        left: Vec::new(),
    })
}

/// The column as one of the four types of a table.
fn typed(column: &Column, is_text: bool) -> PolarsResult<Column> {
    let dtype = column.dtype();
    if dtype.is_float() || dtype.is_decimal() {
        let real = column.cast(&DataType::Float64)?;
        let finite = real.f64()?.iter().map(|v| v.filter(|v| v.is_finite()));
        let name = column.name().clone();
        return Ok(if is_text {
            // Display writes a whole float without a fraction: 5301012001, not 5301012001.0.
            let texts: StringChunked = finite.map(|v| v.map(|v| v.to_string())).collect();
            texts.with_name(name).into_column()
        } else {
            let reals: Float64Chunked = finite.collect();
            reals.with_name(name).into_column()
        });
    }
    if dtype.is_integer() && !is_text {
        let whole = column.cast(&DataType::Int64)?;
        let fits = whole.null_count() == column.null_count();
        return if fits {
            Ok(whole)
        } else {
            column.cast(&DataType::Float64)
        };
    }
    match dtype {
        DataType::Boolean if !is_text => Ok(column.clone()),
        DataType::Null if !is_text => column.cast(&DataType::Float64),
        _ => column.cast(&DataType::String),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;

    #[test]
    fn types_as_stored() {
        let mut frame = df!(
            "kode" => [5_301_012_001_i64, 5_301_012_002],
            "float_code" => [Some(5_301_012_001.0), None],
            "n" => [Some(3_i32), None],
            "big" => [u64::MAX, 1],
            "p" => [0.5_f32, f32::NAN],
            "nama" => [" Ende ", "01"],
            "aktif" => [true, false],
            "hari" => [20_088_i32, 20_089],
            "bytes" => [b"a".as_slice(), b"b".as_slice()],
        )
        .unwrap();
        frame
            .try_apply("hari", |s| s.cast(&DataType::Date))
            .unwrap();
        let mut bytes = Vec::new();
        ParquetWriter::new(&mut bytes).finish(&mut frame).unwrap();
        let mut findings = Vec::new();
        let text = ["kode".to_string(), "float_code".into()];
        let table = read(Path::new("t.parquet"), bytes, Some(&text), &mut findings).unwrap();
        assert_eq!(table.rows, [1, 2]);
        let expected = df!(
            "kode" => ["5301012001", "5301012002"],
            "float_code" => [Some("5301012001"), None],
            "n" => [Some(3_i64), None],
            "big" => [u64::MAX as f64, 1.0],
            "p" => [Some(0.5), None],
            "nama" => [" Ende ", "01"],
            "aktif" => [true, false],
            "hari" => ["2024-12-31", "2025-01-01"],
        )
        .unwrap();
        assert!(table.frame.equals_missing(&expected), "{:?}", table.frame);
        assert_eq!(table.frame.schema(), expected.schema());
        let checks: Vec<_> = findings.iter().map(|finding| finding.check).collect();
        assert_eq!(checks, ["left-out", "missing-marker"]);
    }
}
