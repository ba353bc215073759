//! A sheet as one HTML page that needs no network: caption, table, method, the line to cite.

use crate::error::{Error, Result};
use crate::output::map::text::escape;
use crate::output::page::Page;
use crate::output::sheet::Sheet;
use crate::output::words::{self, pick};
use std::io::Write;

/// Rows a page shows where the whole table lies beside it.
const ROWS: usize = 2000;

/// Characters of words that stay on one line.
const SHORT: usize = 28;

const STYLE: &str = "
body{font:15px/1.45 system-ui,\"Segoe UI\",Roboto,\"Noto Sans\",sans-serif;color:#1b1b1b;background:#fff;margin:1.5rem}
.frame{overflow:auto;max-height:85vh;border:1px solid #c9c9c9}
table{border-collapse:separate;border-spacing:0}
caption{caption-side:top;text-align:left;font-size:1.35rem;font-weight:600;padding:.2rem .6rem .6rem}
th,td{padding:.25rem .6rem;border-bottom:1px solid #e3e3e3;text-align:left;vertical-align:top}
th{position:sticky;top:0;background:#eaf0f6;border-bottom:2px solid #44617b;vertical-align:bottom}
tfoot td{color:#555;font-size:.85rem;border-top:2px solid #44617b;background:#f6f6f6}
td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}
td.n,td.s{white-space:nowrap}
tbody tr:nth-child(even) td{background:#fafafa}
.unit{font-weight:400;color:#444}
p{max-width:60rem}
.cite{font-style:italic}
@media print{.frame{overflow:visible;max-height:none;border:0}th{position:static}body{margin:0;font-size:10px}}
";

/// Writes a sheet as a page; `source` is the citable line under it. Very long tables show their head where the `whole` lies beside them.
///
/// # Errors
/// When the writer fails.
pub fn write(writer: &mut dyn Write, sheet: &Sheet, source: &str, whole: bool) -> Result<()> {
    let failed = |e: std::io::Error| Error::output(format!("cannot write HTML: {e}"));
    let text = page(sheet, source, if whole { ROWS } else { usize::MAX })?;
    writer.write_all(text.as_bytes()).map_err(failed)
}

fn page(sheet: &Sheet, source: &str, most: usize) -> Result<String> {
    let language = sheet.language();
    let page = Page::new(sheet, most)?;
    let class = |numeric: &bool| if *numeric { " class=\"n\"" } else { "" };
    let of_cell = |numeric: &bool, cell: &str| match numeric {
        true => " class=\"n\"",
        false if cell.chars().count() <= SHORT => " class=\"s\"",
        false => "",
    };
    let title = escape(&sheet.title);
    let mut out = format!(
        "<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n\
         <title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<div class=\"frame\">\n<table>\n<caption>{title}</caption>\n<thead>\n<tr>",
        pick(language, "id", "en"),
    );
    for (column, numeric) in sheet.columns.iter().zip(&page.numeric) {
        let about = words::about(&column.name, language);
        let about = about.map_or_else(|| column.name.clone(), |a| format!("{}: {a}", column.name));
        out.push_str(&format!(
            "<th scope=\"col\"{} title=\"{}\">{}",
            class(numeric),
            escape(&about),
            escape(&column.label)
        ));
        if !column.unit.is_empty() {
            out.push_str(&format!(
                " <span class=\"unit\">({})</span>",
                escape(&column.unit)
            ));
        }
        out.push_str("</th>");
    }
    out.push_str("</tr>\n</thead>\n");
    let missing = sheet.missing();
    if missing.iter().any(|missing| *missing > 0) {
        out.push_str("<tfoot>\n<tr>");
        for (missing, numeric) in missing.iter().zip(&page.numeric) {
            let said = match missing {
                0 => String::new(),
                n => words::missing(*n, language),
            };
            out.push_str(&format!("<td{}>{said}</td>", class(numeric)));
        }
        out.push_str("</tr>\n</tfoot>\n");
    }
    out.push_str("<tbody>\n");
    for row in &page.rows {
        out.push_str("<tr>");
        for (cell, numeric) in row.iter().zip(&page.numeric) {
            out.push_str(&format!(
                "<td{}>{}</td>",
                of_cell(numeric, cell),
                escape(cell)
            ));
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody>\n</table>\n</div>\n");
    if let Some(note) = &page.note {
        out.push_str(&format!("<p>{}</p>\n", prose(note)));
    }
    if !sheet.method.is_empty() {
        out.push_str(&format!("<p>{}</p>\n", prose(&sheet.method)));
    }
    out.push_str(&format!(
        "<p class=\"cite\">{} {}</p>\n</body>\n</html>\n",
        escape(source),
        escape(&words::rows(sheet.height(), language)),
    ));
    Ok(out)
}

/// Sentences in which backticks hold names.
pub fn prose(text: &str) -> String {
    let mut out = String::new();
    for (at, part) in text.split('`').enumerate() {
        match at % 2 {
            0 => out.push_str(&escape(part)),
            _ => out.push_str(&format!("<code>{}</code>", escape(part))),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::base::study::Language;

    fn sheet(language: Language) -> Sheet {
        Sheet::new("areas", "Cara `x<y`.", language)
            .text("name", ["A & <b>\"B\"</b>", "C"])
            .number("area_km2", "km2", 3, [Some(1234.5), None])
    }

    #[test]
    fn text_is_no_markup_and_numbers_follow_the_language() {
        let text = page(&sheet(Language::Id), "Sumber.", ROWS).unwrap();
        assert!(text.contains("<html lang=\"id\">"));
        assert!(text.contains("<td class=\"s\">A &amp; &lt;b&gt;&quot;B&quot;&lt;/b&gt;</td>"));
        assert!(text.contains("<td class=\"n\">1.234,500</td>"), "{text}");
        assert!(text.contains(" <span class=\"unit\">(km2)</span></th>"));
        assert!(text.contains("<td class=\"n\">1 kosong</td>"));
        assert!(text.contains("<code>x&lt;y</code>"));
        assert!(text.contains("<p class=\"cite\">Sumber. n = 2.</p>"));
        assert!(!text.contains("http"), "nothing is fetched");
        let text = page(&sheet(Language::En), "Source.", 1).unwrap();
        assert!(text.contains("<td class=\"n\">1,234.500</td>"));
        assert!(text.contains("1 of 2 rows shown"));
    }
}
