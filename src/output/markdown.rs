//! A sheet as a Markdown page: title, table, method; long tables show their head and say so.

use crate::error::{Error, Result};
use crate::output::csv::cell;
use crate::output::number;
use crate::output::sheet::{Precision, Sheet};
use crate::output::words;
use polars::prelude::{AnyValue, Column, SortMultipleOptions};
use std::io::Write;

/// Rows a page shows.
pub const PAGE: usize = 100;

/// Writes a sheet as a page; `source` is the citable line under it. Long tables show their head where the `whole` lies beside them.
///
/// # Errors
/// When the writer fails.
pub fn write(writer: &mut dyn Write, sheet: &Sheet, source: &str, whole: bool) -> Result<()> {
    let failed = |e: std::io::Error| Error::output(format!("cannot write Markdown: {e}"));
    let text = page(sheet, source, whole)?;
    writer.write_all(text.as_bytes()).map_err(failed)
}

fn page(sheet: &Sheet, source: &str, whole: bool) -> Result<String> {
    let language = sheet.language();
    let mut frame = sheet.frame()?;
    let rows = frame.height();
    let shown = if whole { rows.min(PAGE) } else { rows };
    if rows > shown
        && let Some(column) = &sheet.page_by
    {
        let options = SortMultipleOptions::default()
            .with_nulls_last(true)
            .with_maintain_order(true);
        frame = frame.sort([column.as_str()], options)?;
    }
    let mut out = format!("# {}\n\n|", sheet.title);
    for column in &sheet.columns {
        let unit = if column.unit.is_empty() {
            String::new()
        } else {
            format!(" ({})", column.unit)
        };
        out.push_str(&format!(" {}{unit} |", escape(&column.label)));
    }
    out.push_str("\n|");
    let columns = frame.columns();
    for column in columns {
        let rule = if column.dtype().is_primitive_numeric() {
            "--:"
        } else {
            "---"
        };
        out.push_str(&format!("{rule}|"));
    }
    out.push('\n');
    let integral: Vec<bool> = columns.iter().map(is_whole).collect();
    for row in 0..shown {
        out.push('|');
        for ((column, meta), &integral) in columns.iter().zip(&sheet.columns).zip(&integral) {
            let value = column.get(row)?;
            let text = match value {
                AnyValue::Float64(number) => match meta.precision {
                    Precision::Decimals(_) if integral => number::read(number, 0, language),
                    Precision::Decimals(decimals) => {
                        number::read(number, decimals.min(4), language)
                    }
                    Precision::Exact => number::plain(number, language),
                    Precision::Significant(_) => number::read_small(number, language),
                },
                AnyValue::Int64(count) => number::read(count as f64, 0, language),
                other => escape(words::value(&meta.name, &cell(&other), language)),
            };
            out.push_str(&format!(" {text} |"));
        }
        out.push('\n');
    }
    if rows > shown {
        out.push_str(&format!(
            "\n{}\n",
            words::page_of(shown, rows, &sheet.id, language)
        ));
    }
    out.push_str(&format!("\n{}\n\n{source}\n", sheet.method));
    Ok(out)
}

/// Whether all numbers of a column are whole, as rupiah and people mostly are.
fn is_whole(column: &Column) -> bool {
    let whole = |number: f64| number.fract() == 0.0;
    (column.f64()).is_ok_and(|numbers| numbers.iter().flatten().all(whole))
}

/// Text that cannot break a table cell.
pub fn escape(text: &str) -> String {
    text.replace('|', "\\|").replace(['\n', '\r'], " ")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::base::study::Language;

    #[test]
    fn long_tables_show_their_head_in_order_and_say_so() {
        let n = 150_i64;
        let sheet = Sheet::new("scores", "Cara.", Language::Id)
            .text("name", (0..n).map(|i| format!("D|{i}")))
            .count("rank", (0..n).map(|i| Some(n - i)))
            .number("score", "", 3, (0..n).map(|i| Some(i as f64 / 1000.0)))
            .number("budget", "", 2, (0..n).map(|i| Some(1000.0 * i as f64)))
            .page_by("rank");
        assert!(page(&sheet, "", false).unwrap().lines().count() > 150);
        let text = page(&sheet, "Sumber.", true).unwrap();
        let first = text.lines().nth(4).unwrap();
        assert_eq!(first, "| D\\|149 | 1 | 0,149 | 149.000 |");
        assert!(text.contains("scores.csv"));
        assert!(text.ends_with("Cara.\n\nSumber.\n"));
    }
}
