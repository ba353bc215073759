//! A sheet as CSV: RFC 4180 with line feeds, empty for missing, numbers shortest round-trip, with an exponent below a millionth and from 10^15 on.

use crate::error::{Error, Result};
use polars::prelude::{AnyValue, DataFrame};
use std::io::Write;

/// Writes a frame.
///
/// # Errors
/// When the writer fails.
pub fn write(writer: &mut dyn Write, frame: &DataFrame) -> Result<()> {
    let failed = |e: ::csv::Error| Error::output(format!("cannot write CSV: {e}"));
    let mut out = ::csv::Writer::from_writer(writer);
    out.write_record(frame.get_column_names().iter().map(|n| n.as_str()))
        .map_err(failed)?;
    let columns = frame.columns();
    for row in 0..frame.height() {
        for column in columns {
            out.write_field(cell(&column.get(row)?)).map_err(failed)?;
        }
        out.write_record(None::<&[u8]>).map_err(failed)?;
    }
    out.flush()
        .map_err(|e| Error::output(format!("cannot write CSV: {e}")))
}

/// Numbers nearer to zero have an exponent, and those from this one on, which would look like the number of a person.
const SMALL: f64 = 1e-6;
const LARGE: f64 = 1e15;

/// One cell as text; missing is empty.
pub fn cell(value: &AnyValue<'_>) -> String {
    match value {
        AnyValue::Null => String::new(),
        AnyValue::String(text) => (*text).to_owned(),
        AnyValue::StringOwned(text) => text.to_string(),
        AnyValue::Float64(number) if *number != 0.0 && !(SMALL..LARGE).contains(&number.abs()) => {
            format!("{number:e}")
        }
        AnyValue::Float64(number) => number.to_string(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use polars::prelude::df;

    #[test]
    fn quotes_and_missing() {
        let frame = df!(
            "name" => [Some("Kab. \"A\", B"), None],
            "x" => [Some(0.1 + 0.2), None],
            "n" => [Some(3_i64), Some(1_000_000)],
            "p" => [Some(1.5e-80), Some(0.0)],
            "q" => [Some(3_271_014_501_900_001.0), Some(999_999_999_999_999.0)],
        )
        .unwrap();
        let mut bytes = Vec::new();
        write(&mut bytes, &frame).unwrap();
        assert_eq!(
            String::from_utf8(bytes).unwrap(),
            "name,x,n,p,q\n\"Kab. \"\"A\"\", B\",0.30000000000000004,3,1.5e-80,3.271014501900001e15\n,,1000000,0,999999999999999\n"
        );
    }
}
