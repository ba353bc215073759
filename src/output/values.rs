//! The attributes of a layer in the four kinds that every layer format has.

use super::guard::refused;
use crate::base::privacy::scan;
use crate::error::Result;
use polars::frame::DataFrame;
use polars::prelude::{
    BooleanChunked, Column, DataType, Float64Chunked, Int64Chunked, StringChunked,
};

/// A column, in one piece.
#[derive(Debug)]
pub enum Values {
    /// Logicals.
    Bool(BooleanChunked),
    /// Whole numbers.
    Int(Int64Chunked),
    /// Numbers.
    Float(Float64Chunked),
    /// All else.
    Text(StringChunked),
}

/// A value; numbers that are not finite are missing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Cell<'a> {
    /// Missing.
    Null,
    /// A logical.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A finite number.
    Float(f64),
    /// A text.
    Text(&'a str),
}

impl Values {
    /// The values of a column.
    ///
    /// # Errors
    /// Whole numbers beyond 64 bits.
    pub fn of(column: &Column) -> Result<Self> {
        let cast = |kind: DataType| column.as_materialized_series().rechunk().strict_cast(&kind);
        let kind = column.dtype();
        Ok(if kind.is_bool() {
            Self::Bool(cast(DataType::Boolean)?.bool()?.clone())
        } else if kind.is_integer() {
            Self::Int(cast(DataType::Int64)?.i64()?.clone())
        } else if kind.is_float() {
            Self::Float(cast(DataType::Float64)?.f64()?.clone())
        } else {
            Self::Text(cast(DataType::String)?.str()?.clone())
        })
    }

    /// The value of a row.
    pub fn cell(&self, row: usize) -> Cell<'_> {
        match self {
            Self::Bool(values) => values.get(row).map_or(Cell::Null, Cell::Bool),
            Self::Int(values) => values.get(row).map_or(Cell::Null, Cell::Int),
            Self::Float(values) => {
                let finite = values.get(row).filter(|value| value.is_finite());
                finite.map_or(Cell::Null, Cell::Float)
            }
            Self::Text(values) => values.get(row).map_or(Cell::Null, Cell::Text),
        }
    }
}

impl Cell<'_> {
    /// Whether the value, written down, holds a token shaped like a NIK or KK.
    fn token(self) -> bool {
        // tokens have 16 digits
        const TOKEN: std::ops::Range<f64> = 1e15..1e16;
        match self {
            Cell::Null | Cell::Bool(_) => false,
            Cell::Int(value) => {
                TOKEN.contains(&(value as f64).abs()) && scan::holds(&value.to_string())
            }
            Cell::Float(value) => {
                TOKEN.contains(&value.abs()) && scan::holds(&format!("{value:?}"))
            }
            Cell::Text(text) => scan::holds(text),
        }
    }
}

/// The name and values of each column for a binary file, in which the scanner sees no cells: they are looked at here.
///
/// # Errors
/// A name or a value with a token shaped like a NIK or KK.
pub fn seen(frame: &DataFrame) -> Result<Vec<(String, Values)>> {
    let mut columns = Vec::with_capacity(frame.width());
    for column in frame.columns() {
        let name = column.name().to_string();
        if scan::holds(&name) {
            return Err(refused());
        }
        let values = Values::of(column)?;
        if let Some(row) = (0..frame.height()).find(|&row| values.cell(row).token()) {
            return Err(refused().column(name).row(row + 1));
        }
        columns.push((name, values));
    }
    Ok(columns)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use polars::prelude::df;

    #[test]
    fn tokens_are_seen_in_every_kind() {
        for frame in [
            df!("a" => ["x", "KK 3271014501900001"]).unwrap(),
            df!("a" => [1_i64, 3_271_014_501_900_001]).unwrap(),
            df!("a" => [0.5, 3_271_014_501_900_001.0]).unwrap(),
        ] {
            let error = seen(&frame).unwrap_err();
            assert_eq!(error.place.to_string(), "column a, row 2");
            assert_eq!(error.exit_code(), 5);
        }
        assert!(seen(&df!("3271014501900001" => [1]).unwrap()).is_err());
        let fine =
            df!("a" => [Some(f64::NAN), None], "b" => [5_301_012_001_i64, 7], "c" => [true, false])
                .unwrap();
        let columns = seen(&fine).unwrap();
        assert_eq!(columns[0].1.cell(0), Cell::Null);
        assert_eq!(columns[1].1.cell(0), Cell::Int(5_301_012_001));
        assert_eq!(columns[2].1.cell(1), Cell::Bool(false));
    }
}
