//! A sheet as a Markdown page: title, table, method; long tables show their head and say so.

use crate::error::{Error, Result};
use crate::output::page::{PAGE, Page};
use crate::output::sheet::Sheet;
use std::io::Write;

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
    let page = Page::new(sheet, if whole { PAGE } else { usize::MAX })?;
    let mut out = format!("# {}\n\n|", sheet.title);
    for head in &page.heads {
        out.push_str(&format!(" {} |", escape(head)));
    }
    out.push_str("\n|");
    for numeric in &page.numeric {
        out.push_str(if *numeric { "--:|" } else { "---|" });
    }
    out.push('\n');
    for row in &page.rows {
        out.push('|');
        for cell in row {
            out.push_str(&format!(" {} |", escape(cell)));
        }
        out.push('\n');
    }
    if let Some(note) = &page.note {
        out.push_str(&format!("\n{note}\n"));
    }
    out.push_str(&format!("\n{}\n\n*{source}*\n", sheet.method));
    Ok(out)
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
            .year("year", (0..n).map(|_| Some(2024_i64)))
            .number("budget", "", 2, (0..n).map(|i| Some(1000.0 * i as f64)))
            .page_by("rank");
        assert!(page(&sheet, "", false).unwrap().lines().count() > 150);
        let text = page(&sheet, "Sumber.", true).unwrap();
        let first = text.lines().nth(4).unwrap();
        assert_eq!(first, "| D\\|149 | 1 | 0,149 | 2024 | 149.000 |");
        assert!(text.contains("scores.csv"));
        assert!(text.ends_with("Cara.\n\n*Sumber.*\n"));
    }
}
