//! A sheet as CSV: RFC 4180 with line feeds, empty for missing, numbers shortest round-trip, with an exponent below a millionth and from 10^15 on.

use crate::error::{Error, Result};
use polars::prelude::{AnyValue, DataFrame};
use rayon::prelude::*;
use std::fmt::{self, Display, Write as _};
use std::io::Write;

/// Writes a frame.
///
/// # Errors
/// When the writer fails.
pub fn write(writer: &mut dyn Write, frame: &DataFrame) -> Result<()> {
    let failed = |e: &dyn Display| Error::output(format!("cannot write CSV: {e}"));
    let mut out = ::csv::Writer::from_writer(&mut *writer);
    out.write_record(frame.get_column_names().iter().map(|n| n.as_str()))
        .map_err(|e| failed(&e))?;
    out.flush().map_err(|e| failed(&e))?;
    drop(out);
    let starts: Vec<usize> = (0..frame.height()).step_by(ROWS).collect();
    for some in starts.chunks(2 * rayon::current_num_threads()) {
        let texts = some.par_iter().map(|&start| {
            let (mut text, mut out) = (String::new(), ::csv::Writer::from_writer(Vec::new()));
            for row in start..frame.height().min(start + ROWS) {
                for column in frame.columns() {
                    text.clear();
                    put(&mut text, &column.get(row)?).map_err(|e| failed(&e))?;
                    out.write_field(&text).map_err(|e| failed(&e))?;
                }
                out.write_record(None::<&[u8]>).map_err(|e| failed(&e))?;
            }
            out.into_inner().map_err(|e| failed(&e))
        });
        for text in texts.collect::<Result<Vec<_>>>()? {
            writer.write_all(&text).map_err(|e| failed(&e))?;
        }
    }
    writer.flush().map_err(|e| failed(&e))
}

/// Rows that are made text at once.
const ROWS: usize = 4096;

/// Numbers nearer to zero have an exponent, and those from this one on, which would look like the number of a person.
const SMALL: f64 = 1e-6;
const LARGE: f64 = 1e15;

/// One cell as text; missing is empty.
pub fn cell(value: &AnyValue<'_>) -> String {
    let mut text = String::new();
    // a string takes all that is written
    let _ = put(&mut text, value);
    text
}

fn put(out: &mut String, value: &AnyValue<'_>) -> fmt::Result {
    match value {
        AnyValue::Null => Ok(()),
        AnyValue::String(text) => out.write_str(text),
        AnyValue::StringOwned(text) => out.write_str(text),
        AnyValue::Float64(number) if *number != 0.0 && !(SMALL..LARGE).contains(&number.abs()) => {
            write!(out, "{number:e}")
        }
        AnyValue::Float64(number) => write!(out, "{number}"),
        AnyValue::UInt64(count) => write!(out, "{count}"),
        other => write!(out, "{other}"),
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

    #[test]
    fn rows_keep_their_order() {
        let frame = df!("n" => (0..10_000_u64).collect::<Vec<_>>()).unwrap();
        let mut bytes = Vec::new();
        write(&mut bytes, &frame).unwrap();
        let text = String::from_utf8(bytes).unwrap();
        let wanted = (0..10_000).map(|n| n.to_string());
        assert!(text.lines().skip(1).eq(wanted));
    }
}
