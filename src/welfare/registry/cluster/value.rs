//! Columns of an engine's answer as numbers, texts and truths.

use crate::error::{Error, Result};
use crate::input::read::rows::Kind;
use crate::welfare::registry::engine::Key;
use arrow_array::cast::AsArray;
use arrow_array::types::{
    Date32Type, Decimal128Type, Decimal256Type, Float32Type, Float64Type, Int8Type, Int16Type,
    Int32Type, Int64Type, UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};
use arrow_array::{Array, ArrayRef};
use arrow_schema::{DataType, Field};

/// Numbers of any size come as text from PostgreSQL; this names what they were.
const POSTGRES: &str = "ADBC:postgresql:typname";

/// What a column holds; `None` for what is neither number, text nor truth.
pub(super) fn kind(field: &Field) -> Option<Kind> {
    let numeric = field
        .metadata()
        .get(POSTGRES)
        .is_some_and(|name| name == "numeric");
    match field.data_type() {
        _ if numeric => Some(Kind::Number),
        DataType::Boolean => Some(Kind::Truth),
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View | DataType::Date32 => {
            Some(Kind::Text)
        }
        DataType::Decimal128(..) | DataType::Decimal256(..) => Some(Kind::Number),
        other if other.is_numeric() => Some(Kind::Number),
        DataType::Null => Some(Kind::Number),
        _ => None,
    }
}

/// The numbers of a column; a text must be one.
pub(super) fn numbers(column: &ArrayRef) -> Result<Vec<Option<f64>>> {
    macro_rules! all {
        ($kind:ty) => {
            column
                .as_primitive::<$kind>()
                .iter()
                .map(|x| x.map(|x| x as f64))
                .collect()
        };
    }
    macro_rules! decimals {
        ($kind:ty) => {{
            let decimals = column.as_primitive::<$kind>();
            let texts = (0..decimals.len()).map(|row| {
                decimals
                    .is_valid(row)
                    .then(|| decimals.value_as_string(row))
            });
            return texts.map(read).collect();
        }};
    }
    Ok(match column.data_type() {
        DataType::Float64 => all!(Float64Type),
        DataType::Float32 => all!(Float32Type),
        DataType::Int64 => all!(Int64Type),
        DataType::Int32 => all!(Int32Type),
        DataType::Int16 => all!(Int16Type),
        DataType::Int8 => all!(Int8Type),
        DataType::UInt64 => all!(UInt64Type),
        DataType::UInt32 => all!(UInt32Type),
        DataType::UInt16 => all!(UInt16Type),
        DataType::UInt8 => all!(UInt8Type),
        DataType::Decimal128(..) => decimals!(Decimal128Type),
        DataType::Decimal256(..) => decimals!(Decimal256Type),
        DataType::Null => vec![None; column.len()],
        _ => return texts(column)?.into_iter().map(read).collect(),
    })
}

/// The texts of a column; numbers as they are written, days as `2024-12-31`.
pub(super) fn texts(column: &ArrayRef) -> Result<Vec<Option<String>>> {
    let owned = |text: Option<&str>| text.map(str::to_owned);
    Ok(match column.data_type() {
        DataType::Utf8 => column.as_string::<i32>().iter().map(owned).collect(),
        DataType::LargeUtf8 => column.as_string::<i64>().iter().map(owned).collect(),
        DataType::Utf8View => column.as_string_view().iter().map(owned).collect(),
        DataType::Date32 => {
            let days = column.as_primitive::<Date32Type>();
            let day = |row| {
                days.is_valid(row)
                    .then(|| days.value_as_date(row))
                    .flatten()
            };
            (0..days.len())
                .map(|row| day(row).map(|day| day.to_string()))
                .collect()
        }
        kind if kind.is_numeric() || *kind == DataType::Null => {
            let numbers = numbers(column)?.into_iter();
            numbers
                .map(|x| x.filter(|x| x.is_finite()).map(|x| x.to_string()))
                .collect()
        }
        other => {
            return Err(Error::engine(format!("the engine answered with {other}"))
                .remedy("cast the column in a view, which `prepare` may make"));
        }
    })
}

/// The values of a group.
pub(super) fn keys(column: &ArrayRef, kind: Kind) -> Result<Vec<Key>> {
    Ok(match (kind, column.data_type()) {
        (Kind::Truth, DataType::Boolean) => {
            let truths = column.as_boolean().iter();
            truths
                .map(|truth| truth.map_or(Key::Missing, Key::Truth))
                .collect()
        }
        // -0 is 0, and what is no number is missing
        (Kind::Number, _) => {
            let number = |x: Option<f64>| x.filter(|x| !x.is_nan());
            let numbers = numbers(column)?.into_iter();
            numbers
                .map(|x| number(x).map_or(Key::Missing, |x| Key::Number(x + 0.0)))
                .collect()
        }
        _ => {
            let texts = texts(column)?.into_iter();
            texts
                .map(|text| text.map_or(Key::Missing, Key::Text))
                .collect()
        }
    })
}

fn read(text: Option<String>) -> Result<Option<f64>> {
    let Some(text) = text else {
        return Ok(None);
    };
    text.trim().parse().map(Some).map_err(|_| {
        Error::engine("the engine answered with a text where a number was asked for")
            .remedy("cast the column in a view, which `prepare` may make")
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use arrow_array::{
        BooleanArray, Date32Array, Decimal128Array, Float64Array, Int64Array, StringArray,
        StringViewArray,
    };
    use std::sync::Arc;

    #[test]
    fn columns_of_every_engine_are_read() {
        let decimals = Decimal128Array::from(vec![Some(-1250), None]);
        let decimals: ArrayRef = Arc::new(decimals.with_precision_and_scale(10, 3).unwrap());
        assert_eq!(numbers(&decimals).unwrap(), [Some(-1.25), None]);
        // a number without an end, as PostgreSQL sends it
        let long: ArrayRef = Arc::new(StringArray::from(vec![
            Some(" 12345678901234567890.5"),
            None,
        ]));
        assert_eq!(
            numbers(&long).unwrap(),
            [Some(12345678901234567890.5), None]
        );
        let none: ArrayRef = Arc::new(StringArray::from(vec!["Budi"]));
        assert!(!numbers(&none).unwrap_err().to_string().contains("Budi"));
        // codes that are numbers, days
        let codes: ArrayRef = Arc::new(Int64Array::from(vec![9901012001]));
        assert_eq!(texts(&codes).unwrap(), [Some("9901012001".to_owned())]);
        let days: ArrayRef = Arc::new(Date32Array::from(vec![Some(20088), None]));
        assert_eq!(texts(&days).unwrap(), [Some("2024-12-31".to_owned()), None]);
        let views: ArrayRef = Arc::new(StringViewArray::from(vec!["satu"]));
        assert_eq!(
            keys(&views, Kind::Text).unwrap(),
            [Key::Text("satu".into())]
        );
        let truths: ArrayRef = Arc::new(BooleanArray::from(vec![Some(true), None]));
        assert_eq!(
            keys(&truths, Kind::Truth).unwrap(),
            [Key::Truth(true), Key::Missing]
        );
        assert!(texts(&truths).is_err());
        let zeros: ArrayRef = Arc::new(Float64Array::from(vec![-0.0, f64::NAN]));
        assert_eq!(
            keys(&zeros, Kind::Number).unwrap(),
            [Key::Number(0.0), Key::Missing]
        );
    }

    #[test]
    fn a_number_of_any_size_is_known_by_its_name() {
        let named = |name: &str| {
            let metadata = [(POSTGRES.to_owned(), name.to_owned())];
            Field::new("x", DataType::Utf8, true).with_metadata(metadata)
        };
        assert_eq!(kind(&named("numeric")), Some(Kind::Number));
        assert_eq!(kind(&named("text")), Some(Kind::Text));
        assert_eq!(kind(&Field::new("x", DataType::Binary, true)), None);
    }
}
