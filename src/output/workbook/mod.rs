//! All tables of a study in one Excel workbook: contents first, then a sheet a table.
//!
//! * `contents`: what there is, with links
//! * `leaf`: a table on a sheet
//! * `colours`: which columns are coloured, and how

mod colours;
mod contents;
mod leaf;

use crate::base::study::Language;
use crate::error::{Error, Result};
use crate::output::guard;
use crate::output::sheet::Sheet;
use crate::output::words::pick;
use chrono::{Datelike, NaiveDate};
use rayon::prelude::*;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, Worksheet, XlsxError};
use serde_json::{Map, Value};
use std::collections::HashSet;
use std::io::Write;
use std::ops::Range;
use std::path::Path;

/// Rows of a table that a sheet has room for, beside its head and what is said under it.
const ROOM: usize = 1_048_576 - 16;
/// Characters of a name of a sheet.
const NAME: usize = 31;

/// A part of a table with the name of its sheet.
struct Part<'a> {
    sheet: &'a Sheet,
    name: String,
    rows: Range<usize>,
    /// The names of all sheets of the table.
    all: Vec<String>,
}

/// Writes sheets as one workbook; `path` is the file that errors name, `context` what every card repeats.
///
/// # Errors
/// When the writer fails, or a text holds a token shaped like a NIK or KK.
pub fn write(
    writer: &mut dyn Write,
    sheets: &[Sheet],
    title: Option<&str>,
    path: &Path,
    context: &Map<String, Value>,
) -> Result<()> {
    sheets
        .par_iter()
        .try_for_each(|sheet| guard::look_at(sheet, path))?;
    let bytes = made(sheets, title, path, context, ROOM)?;
    writer
        .write_all(&bytes)
        .map_err(|e| Error::output(format!("cannot be written: {e}")).file(path))
}

fn made(
    sheets: &[Sheet],
    title: Option<&str>,
    path: &Path,
    context: &Map<String, Value>,
    room: usize,
) -> Result<Vec<u8>> {
    let failed = |e: XlsxError| Error::output(format!("cannot write the workbook: {e}")).file(path);
    let language = sheets.first().map_or(Language::Id, Sheet::language);
    let study = context.get("study").and_then(Value::as_str).unwrap_or("");
    let head = contents::Head {
        title: title.unwrap_or(study),
        name: contents_name(language),
        language,
        context,
    };
    for text in head.texts() {
        guard::look_at_text(&text, path)?;
    }
    let parts = parts(sheets, head.name, room);
    let leaves: Vec<Worksheet> = parts
        .par_iter()
        .map(|part| leaf::make(part, head.name, &part.sheet.citation(context)))
        .collect::<Result<_>>()
        .map_err(|e| e.file(path))?;
    let mut book = Workbook::new();
    let day = context.get("date").and_then(Value::as_str);
    let properties = DocProperties::new()
        .set_title(head.title)
        .set_author(context.get("tool").and_then(Value::as_str).unwrap_or(""))
        .set_creation_datetime(&made_on(day).map_err(failed)?);
    book.set_properties(&properties);
    book.push_worksheet(contents::make(&head, &parts).map_err(failed)?);
    for leaf in leaves {
        book.push_worksheet(leaf);
    }
    book.save_to_buffer().map_err(failed)
}

fn contents_name(language: Language) -> &'static str {
    pick(language, "Daftar isi", "Contents")
}

/// The day that the file is said to be of: the study's, so that no clock shows.
fn made_on(day: Option<&str>) -> std::result::Result<ExcelDateTime, XlsxError> {
    let day = day.and_then(|day| day.parse::<NaiveDate>().ok());
    let day = day.filter(|day| (1900..=9999).contains(&day.year()));
    let (y, m, d) = day.map_or((2000, 1, 1), |day| (day.year(), day.month(), day.day()));
    ExcelDateTime::from_ymd(y as u16, m as u8, d as u8)
}

/// Each table as as many sheets as it needs, with names of their own.
fn parts<'a>(sheets: &'a [Sheet], contents: &str, room: usize) -> Vec<Part<'a>> {
    let mut taken = HashSet::from([contents.to_lowercase(), "history".to_owned()]);
    let mut parts = Vec::new();
    for sheet in sheets {
        let rows = sheet.height();
        let count = rows.div_ceil(room).max(1);
        let all: Vec<String> = (0..count)
            .map(|part| named(&sheet.id, part, &mut taken))
            .collect();
        for (part, name) in all.iter().enumerate() {
            parts.push(Part {
                sheet,
                name: name.clone(),
                rows: part * room..rows.min((part + 1) * room),
                all: all.clone(),
            });
        }
    }
    parts
}

/// A name that no other sheet has, whatever the case of its letters.
fn named(id: &str, part: usize, taken: &mut HashSet<String>) -> String {
    let allowed = |c: char| if "[]:*?/\\'".contains(c) { '_' } else { c };
    let id: String = id.chars().map(allowed).collect();
    let mut number = part;
    loop {
        let end = match number {
            0 => String::new(),
            n => format!(" ({})", n + 1),
        };
        let kept: String = id.chars().take(NAME - end.len()).collect();
        let name = format!("{kept}{end}");
        if taken.insert(name.to_lowercase()) {
            return name;
        }
        number += 1;
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use calamine::{Data, Reader, Xlsx};
    use serde_json::json;
    use std::io::Cursor;

    fn context() -> Map<String, Value> {
        let context = json!({"study": "uji", "seed": 1, "date": "2024-12-31", "tool": "kawasan", "synthetic": true});
        context.as_object().unwrap().clone()
    }

    fn sheet(id: &str, n: i64) -> Sheet {
        Sheet::new(id, "Cara `x`.", Language::Id)
            .text("code", (0..n).map(|i| format!("{:010}", 9_900_000_000 + i)))
            .number("need", "", 6, (0..n).map(|i| Some(i as f64 / 7.0)))
            .year("year", (0..n).map(|_| Some(2024_i64)))
            .day("updated", (0..n).map(|_| "2024-02-29"))
    }

    fn open(sheets: &[Sheet], room: usize) -> Xlsx<Cursor<Vec<u8>>> {
        let path = Path::new("a.xlsx");
        let bytes = made(sheets, Some("Uji"), path, &context(), room).unwrap();
        assert_eq!(
            bytes,
            made(sheets, Some("Uji"), path, &context(), room).unwrap()
        );
        Xlsx::new(Cursor::new(bytes)).unwrap()
    }

    #[test]
    fn names_are_short_and_differ() {
        let long = "a_name_of_a_table_that_is_much_too_long";
        let mut taken = HashSet::new();
        let one = named(long, 0, &mut taken);
        let two = named(&long.to_uppercase(), 0, &mut taken);
        let three = named("a/b", 1, &mut taken);
        assert_eq!(one, &long[..31]);
        assert_eq!(two, "A_NAME_OF_A_TABLE_THAT_IS_M (2)");
        assert_eq!(three, "a_b (2)");
    }

    #[test]
    fn codes_stay_text_and_days_are_days() {
        let mut book = open(&[sheet("scores", 3)], ROOM);
        assert_eq!(book.sheet_names(), ["Daftar isi", "scores"]);
        let cells = book.worksheet_range("scores").unwrap();
        assert_eq!(
            cells.get_value((0, 0)),
            Some(&Data::String("Nilai dan peringkat desa".into()))
        );
        assert_eq!(
            cells.get_value((4, 0)),
            Some(&Data::String("9900000000".into()))
        );
        assert_eq!(cells.get_value((5, 1)), Some(&Data::Float(0.142857)));
        assert_eq!(cells.get_value((4, 2)), Some(&Data::Float(2024.0)));
        assert!(matches!(cells.get_value((4, 3)), Some(Data::DateTime(_))));
        let said = cells.rows().flatten().any(
            |cell| matches!(cell, Data::String(text) if text.contains("tabel scores, 2024-12-31")),
        );
        assert!(said, "the line to cite is under the table");
    }

    #[test]
    fn a_table_without_room_goes_on_another_sheet_and_says_so() {
        let mut book = open(&[sheet("scores", 5), sheet("need", 0)], 2);
        assert_eq!(
            book.sheet_names(),
            ["Daftar isi", "scores", "scores (2)", "scores (3)", "need"]
        );
        let last = book.worksheet_range("scores (3)").unwrap();
        assert_eq!(
            last.get_value((4, 0)),
            Some(&Data::String("9900000004".into()))
        );
        let said = |book: &mut Xlsx<_>, name: &str, words: &str| {
            let cells = book.worksheet_range(name).unwrap();
            cells
                .rows()
                .flatten()
                .any(|cell| matches!(cell, Data::String(text) if text.contains(words)))
        };
        assert!(said(&mut book, "scores", "baris 1 sampai 2 dari 5"));
        assert!(said(&mut book, "Daftar isi", "3 lembar"));
    }
}
