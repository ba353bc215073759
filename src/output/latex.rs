//! A sheet as a LaTeX table with the rules of booktabs, to be read with `\input`; long ones run over several pages.

use crate::error::{Error, Result};
use crate::output::page::{PAGE, Page};
use crate::output::sheet::Sheet;
use crate::output::words::{self, pick};
use std::io::Write;

/// Rows that stay on one page.
const FLOATS: usize = 30;
/// Characters from which the words of a column are broken into lines.
const BROKEN: usize = 26;
/// Characters of a row that fit an upright page, in small letters and in smaller ones, and a page on its side.
const SMALL: usize = 70;
const UPRIGHT: usize = 95;
const SIDEWAYS: usize = 150;

/// Writes a sheet as a table; `source` is the citable line under it. Long tables show their head where the `whole` lies beside them.
///
/// # Errors
/// When the writer fails.
pub fn write(writer: &mut dyn Write, sheet: &Sheet, source: &str, whole: bool) -> Result<()> {
    let failed = |e: std::io::Error| Error::output(format!("cannot write LaTeX: {e}"));
    let text = table(sheet, source, if whole { PAGE } else { usize::MAX })?;
    writer.write_all(text.as_bytes()).map_err(failed)
}

fn table(sheet: &Sheet, source: &str, most: usize) -> Result<String> {
    let language = sheet.language();
    let page = Page::new(sheet, most)?;
    let widths = widths(&page);
    let long = page.rows.len() > FLOATS;
    let total: usize = widths.iter().map(|width| width + 2).sum();
    let sideways = total > UPRIGHT;
    let size = match total {
        total if total <= SMALL => "\\small",
        total if total <= UPRIGHT => "\\footnotesize",
        total if total <= SIDEWAYS => "\\scriptsize",
        _ => "\\tiny",
    };
    let columns: String = (page.numeric.iter().zip(&widths).zip(longest(&page)))
        .map(
            |((numeric, width), longest)| match (numeric, longest > *width) {
                (true, _) => "r".to_owned(),
                (false, false) => "l".to_owned(),
                (false, true) => {
                    let em = 0.5 * *width as f64;
                    format!(">{{\\raggedright\\arraybackslash}}p{{{em:.1}em}}")
                }
            },
        )
        .collect();
    let heads: Vec<String> = (page.heads.iter().zip(&page.numeric).zip(&widths))
        .map(|((head, numeric), width)| stacked(head, *numeric, *width))
        .collect();
    let heads = format!("{} \\\\\n", heads.join(" & "));
    let rows: String = page
        .rows
        .iter()
        .map(|row| {
            let cells: Vec<String> = row.iter().map(|cell| escape(cell)).collect();
            format!("{} \\\\\n", cells.join(" & "))
        })
        .collect();
    let caption = format!(
        "\\caption{{{}}}\\label{{tab:{}}}",
        escape(&sheet.title),
        sheet.id.replace('_', "-")
    );
    let mut notes: Vec<String> = Vec::new();
    notes.extend(page.note.as_deref().map(prose));
    notes.push(prose(&sheet.method));
    notes.push(format!(
        "\\emph{{{}}} {}",
        escape(source),
        prose(&words::rows(sheet.height(), language))
    ));
    notes.retain(|note| !note.is_empty());
    let notes = notes.join("\\par\n");
    let needs = "% \\usepackage[T1]{fontenc} \\usepackage{booktabs,longtable,array,pdflscape}";
    let mut out = format!("{needs}\n");
    if sideways {
        out.push_str("\\begin{landscape}\n");
    }
    if long {
        let n = page.heads.len();
        let more = pick(language, "bersambung", "continued");
        out.push_str(&format!(
            "\\begingroup{size}\\setlength{{\\tabcolsep}}{{3pt}}\\setlength{{\\LTleft}}{{0pt plus 1fill minus 1fill}}\\setlength{{\\LTright}}{{0pt plus 1fill minus 1fill}}\n\
             \\begin{{longtable}}{{@{{}}{columns}@{{}}}}\n{caption}\\\\\n\\toprule\n{heads}\\midrule\n\\endfirsthead\n\
             \\multicolumn{{{n}}}{{@{{}}l}}{{\\emph{{{more}}}}}\\\\\n\\toprule\n{heads}\\midrule\n\\endhead\n\\bottomrule\n\\endfoot\n{rows}\\end{{longtable}}\n\
             \\noindent\\begin{{minipage}}{{\\linewidth}}\\raggedright\n{notes}\n\\end{{minipage}}\\par\\endgroup\n"
        ));
    } else {
        out.push_str(&format!(
            "\\begin{{table}}[htbp]\n\\centering{size}\\setlength{{\\tabcolsep}}{{3pt}}\n{caption}\n\\makebox[\\linewidth][c]{{\\begin{{tabular}}{{@{{}}{columns}@{{}}}}\n\
             \\toprule\n{heads}\\midrule\n{rows}\\bottomrule\n\\end{{tabular}}}}\n\\par\\smallskip\n\
             \\begin{{minipage}}{{\\linewidth}}\\raggedright\n{notes}\n\\end{{minipage}}\n\\end{{table}}\n"
        ));
    }
    if sideways {
        out.push_str("\\end{landscape}\n");
    }
    Ok(out)
}

/// Characters of the longest cell of each column.
fn longest(page: &Page) -> Vec<usize> {
    let long = |at: usize| {
        let cells = page.rows.iter().filter_map(|row| row.get(at));
        cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    (0..page.heads.len()).map(long).collect()
}

/// Characters that each column takes: those of its longest cell, broken when it is long, and of the longest word of its head.
fn widths(page: &Page) -> Vec<usize> {
    let cells = longest(page).into_iter().zip(&page.heads);
    cells
        .map(|(cell, head)| {
            let word = head.split(' ').map(|word| word.chars().count()).max();
            cell.min(BROKEN).max(word.unwrap_or(0))
        })
        .collect()
}

/// A head in lines no longer than its column, one above the other.
fn stacked(head: &str, numeric: bool, width: usize) -> String {
    let mut lines: Vec<String> = Vec::new();
    for word in head.split(' ') {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width.max(8) => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    let side = if numeric { 'r' } else { 'l' };
    let lines: Vec<String> = lines.iter().map(|line| escape(line)).collect();
    match lines.len() {
        1 => lines.concat(),
        _ => format!(
            "\\begin{{tabular}}[b]{{@{{}}{side}@{{}}}}{}\\end{{tabular}}",
            lines.join("\\\\")
        ),
    }
}

/// Sentences in which backticks hold names.
fn prose(text: &str) -> String {
    let mut out = String::new();
    for (at, part) in text.split('`').enumerate() {
        match at % 2 {
            0 => out.push_str(&escape(part)),
            _ => out.push_str(&format!("\\texttt{{{}}}", escape(part))),
        }
    }
    out
}

/// Text as LaTeX prints it.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    // a minus before a digit, not a hyphen
    let minus = text
        .strip_prefix('-')
        .filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    if minus.is_some() {
        out.push_str("$-$");
    }
    for c in minus.unwrap_or(text).chars() {
        match c {
            '&' | '%' | '$' | '#' | '_' | '{' | '}' => {
                out.push('\\');
                out.push(c);
            }
            '\\' => out.push_str("\\textbackslash{}"),
            '~' => out.push_str("\\textasciitilde{}"),
            '^' => out.push_str("\\textasciicircum{}"),
            '<' => out.push_str("\\textless{}"),
            '>' => out.push_str("\\textgreater{}"),
            '|' => out.push_str("\\textbar{}"),
            '"' => out.push_str("\\textquotedbl{}"),
            // at the start of a row these would be read as its length
            '[' => out.push_str("{[}"),
            ']' => out.push_str("{]}"),
            '*' => out.push_str("{*}"),
            '≤' => out.push_str("$\\leq$"),
            '≥' => out.push_str("$\\geq$"),
            '×' => out.push_str("$\\times$"),
            '−' => out.push_str("$-$"),
            '→' => out.push_str("$\\rightarrow$"),
            '±' => out.push_str("$\\pm$"),
            '≈' => out.push_str("$\\approx$"),
            c if c.is_control() => out.push(' '),
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::base::study::Language;

    #[test]
    fn special_characters_are_printed() {
        assert_eq!(
            escape("50% of $1 & a_b #2 {x} \\ ~ ^ <y> | \"z\"\n≥"),
            "50\\% of \\$1 \\& a\\_b \\#2 \\{x\\} \\textbackslash{} \\textasciitilde{} \\textasciicircum{} \\textless{}y\\textgreater{} \
             \\textbar{} \\textquotedbl{}z\\textquotedbl{} $\\geq$"
        );
        assert_eq!(escape("-1,5"), "$-$1,5");
        assert_eq!(escape("-ness -1"), "-ness -1");
        assert_eq!(escape("[2pt] *"), "{[}2pt{]} {*}");
        assert_eq!(prose("kolom `a_b`."), "kolom \\texttt{a\\_b}.");
    }

    #[test]
    fn short_tables_float_and_long_ones_run_on() {
        let sheet = |n: i64| {
            Sheet::new("area_groups", "Cara.", Language::Id)
                .text("name", (0..n).map(|i| format!("Desa {i}_x")))
                .number("area_km2", "km2", 3, (0..n).map(|i| Some(i as f64 - 0.5)))
        };
        let text = table(&sheet(2), "Sumber.", PAGE).unwrap();
        assert!(text.contains("\\begin{tabular}{@{}lr@{}}"), "{text}");
        assert!(text.contains("Desa 0\\_x & $-$0,500 \\\\"), "{text}");
        assert!(text.contains(
            "\\caption{Kawasan per wilayah: tercakup dan batas atas}\\label{tab:area-groups}"
        ));
        assert!(text.contains("\\emph{Sumber.} n = 2."));
        let text = table(&sheet(150), "Sumber.", PAGE).unwrap();
        assert!(text.contains("\\begin{longtable}{@{}lr@{}}"), "{text}");
        assert!(text.contains("Ditampilkan 100 dari 150 baris"));
        assert_eq!(text.matches("\\toprule").count(), 2);
        let text = table(&sheet(0), "Sumber.", PAGE).unwrap();
        assert!(text.contains("\\begin{tabular}{@{}lr@{}}"), "{text}");
    }
}
