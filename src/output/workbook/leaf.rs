//! A table on a sheet: title, names, frozen head with filters, rows, and under them how it was made and the line to cite.

use super::contents::place;
use super::{Part, colours};
use crate::base::study::Language;
use crate::error::{Error, Result};
use crate::output::number;
use crate::output::page::{self, Shown};
use crate::output::sheet::{Column as About, Kind, Sheet};
use crate::output::words::{self, pick};
use chrono::{Datelike, NaiveDate};
use polars::prelude::{AnyValue, Column};
use rust_xlsxwriter::{
    Color, ExcelDateTime, Format, FormatAlign, FormatBorder, IgnoreError, Note, Url, Worksheet,
    XlsxError,
};

/// Rows above the cells: title, what is here, machine names, head.
const HEAD: u32 = 4;
/// Characters that a cell holds.
const CELL: usize = 32_767;
/// Characters of a line under a table.
const LINE: usize = 90;
/// Rows whose cells say how wide a column is.
const LOOKED: usize = 400;

/// Makes the sheet of a part of a table; `contents` is the name of the first sheet.
pub(super) fn make(part: &Part<'_>, contents: &str, source: &str) -> Result<Worksheet> {
    let sheet = part.sheet;
    let language = sheet.language();
    let frame = sheet.frame()?;
    let frame = frame.slice(part.rows.start as i64, part.rows.len());
    let shown = page::shown(sheet, &sheet.frame()?);
    let mut leaf = Worksheet::new();
    let cut = fill(&mut leaf, sheet, frame.columns(), &shown)?;
    let widths: Vec<usize> = (frame.columns().iter().zip(&sheet.columns).zip(&shown))
        .map(|((column, about), shown)| width(column, about, *shown, language))
        .collect();
    let above = (|| {
        leaf.set_name(&part.name)?;
        top(&mut leaf, part, contents)?;
        head(&mut leaf, sheet, &shown, &widths)?;
        dress(&mut leaf, sheet, part.rows.len() as u32)?;
        foot(&mut leaf, part, &widths, source, cut)
    })();
    above.map_err(failed)?;
    Ok(leaf)
}

fn failed(error: XlsxError) -> Error {
    Error::output(format!("cannot write the workbook: {error}"))
}

/// Title, number of rows, link back, machine names.
fn top(
    leaf: &mut Worksheet,
    part: &Part<'_>,
    contents: &str,
) -> std::result::Result<(), XlsxError> {
    let sheet = part.sheet;
    let language = sheet.language();
    let title = Format::new().set_bold().set_font_size(14);
    leaf.write_string_with_format(0, 0, &sheet.title, &title)?;
    let back = Url::new(place(contents)).set_text(format!("← {contents}"));
    leaf.write_url(1, 0, back)?;
    let read = |n: usize| number::read(n as f64, 0, language);
    let rows = sheet.height();
    let mut said = format!("n = {}", read(rows));
    if part.all.len() > 1 {
        let (from, to) = (read(part.rows.start + 1), read(part.rows.end));
        said = match language {
            Language::Id => format!(
                "{said}; di sini baris {from} sampai {to} dari {}",
                read(rows)
            ),
            Language::En => format!("{said}; rows {from} to {to} of {} stand here", read(rows)),
        };
    }
    leaf.write_string(1, 1, said)?;
    let grey = Format::new()
        .set_font_size(8)
        .set_italic()
        .set_font_color(Color::RGB(0x0076_7676));
    for (at, column) in sheet.columns.iter().enumerate() {
        leaf.write_string_with_format(2, at as u16, &column.name, &grey)?;
    }
    Ok(())
}

/// The head: label and unit, with a note that says what the column holds.
fn head(
    leaf: &mut Worksheet,
    sheet: &Sheet,
    shown: &[Shown],
    widths: &[usize],
) -> std::result::Result<(), XlsxError> {
    let language = sheet.language();
    let base = Format::new()
        .set_bold()
        .set_text_wrap()
        .set_align(FormatAlign::Bottom)
        .set_background_color(Color::RGB(0x00D9_E4EF))
        .set_border_bottom(FormatBorder::Medium);
    let right = base.clone().set_align(FormatAlign::Right);
    let left = base.clone().set_align(FormatAlign::Left).set_indent(1);
    let missing = sheet.missing();
    let mut lines = 1;
    for (at, (column, shown)) in sheet.columns.iter().zip(shown).enumerate() {
        let format = match shown {
            Shown::Words | Shown::Day if at > 0 => &left,
            Shown::Words | Shown::Day => &base,
            _ => &right,
        };
        let text = page::head(column);
        let width = widths.get(at).copied().unwrap_or(10);
        lines = lines.max(
            text.chars()
                .count()
                .div_ceil(width.saturating_sub(2).max(4)),
        );
        leaf.write_string_with_format(HEAD - 1, at as u16, text, format)?;
        leaf.set_column_width(at as u16, width as f64)?;
        let said = note(column, missing.get(at).copied().unwrap_or(0), language);
        let note = Note::new(said)
            .add_author_prefix(false)
            .set_width(260)
            .set_height(90);
        leaf.insert_note(HEAD - 1, at as u16, &note)?;
    }
    leaf.set_row_height(HEAD - 1, 15.0 * lines.clamp(1, 5) as f64 + 3.0)?;
    Ok(())
}

/// What is said of a column.
fn note(column: &About, missing: usize, language: Language) -> String {
    let say = |id, en| pick(language, id, en);
    let mut lines = vec![column.name.clone()];
    lines.extend(words::about(&column.name, language).map(str::to_owned));
    if !column.unit.is_empty() {
        lines.push(format!("{}: {}", say("Satuan", "Unit"), column.unit));
    }
    let kind = match column.kind {
        Kind::Text => say("Teks", "Text"),
        Kind::Flag => say("Ya atau tidak", "Yes or no"),
        Kind::Count => say("Bilangan bulat", "Whole number"),
        Kind::Year => say("Tahun", "Year"),
        Kind::Day => say("Tanggal", "Date"),
        Kind::Number => say("Bilangan", "Number"),
    };
    let cells = match missing {
        0 => say("tidak ada sel kosong", "no cell is empty").to_owned(),
        n => {
            let n = number::read(n as f64, 0, language);
            format!("{n} {}", say("sel kosong", "cells are empty"))
        }
    };
    lines.push(format!("{kind}; {cells}"));
    lines.join("\n")
}

/// Frozen head and names, filters, colours, print.
fn dress(leaf: &mut Worksheet, sheet: &Sheet, rows: u32) -> std::result::Result<(), XlsxError> {
    let named = sheet.columns.iter().take(3).position(|c| c.name == "name");
    let beside = named.map_or(1, |at| at as u16 + 1);
    let beside = if sheet.columns.len() > 5 { beside } else { 0 };
    leaf.set_freeze_panes(HEAD, beside)?;
    let last = sheet.columns.len().saturating_sub(1) as u16;
    if rows > 0 {
        leaf.autofilter(HEAD - 1, 0, HEAD + rows - 1, last)?;
        leaf.ignore_error_range(
            HEAD,
            0,
            HEAD + rows - 1,
            last,
            IgnoreError::NumberStoredAsText,
        )?;
        for (at, column) in sheet.columns.iter().enumerate() {
            let number = matches!(column.kind, Kind::Number | Kind::Count);
            if let Some(colour) = colours::colour(&column.name).filter(|_| number) {
                colours::paint(leaf, colour, (HEAD, HEAD + rows - 1), at as u16)?;
            }
        }
    }
    leaf.set_repeat_rows(HEAD - 1, HEAD - 1)?;
    leaf.set_landscape();
    leaf.set_paper_size(9);
    leaf.set_print_fit_to_pages(1, 0);
    leaf.set_footer("&L&A&R&P / &N");
    Ok(())
}

/// Under the rows: how the table was made, what was cut, the line to cite.
fn foot(
    leaf: &mut Worksheet,
    part: &Part<'_>,
    widths: &[usize],
    source: &str,
    cut: usize,
) -> std::result::Result<(), XlsxError> {
    let language = part.sheet.language();
    let mut said = Vec::new();
    if cut > 0 {
        let words = pick(
            language,
            "sel lebih panjang daripada yang dimuat lembar ini dan dipotong (…).",
            "cells are longer than a sheet holds and were cut (…).",
        );
        said.push((format!("{cut} {words}"), Format::new()));
    }
    let method = part.sheet.method.replace('`', "");
    said.push((fitting(&method), Format::new()));
    said.push((source.to_owned(), Format::new().set_italic()));
    // over as many columns as make a line that is easy to read
    let mut wide = 0;
    let across = widths.iter().take_while(|width| {
        let more = wide < LINE;
        wide += if more { **width } else { 0 };
        more
    });
    let last = across.count().saturating_sub(1) as u16;
    said.retain(|(text, _)| !text.is_empty());
    let first = HEAD + part.rows.len() as u32 + 1;
    for (row, (text, format)) in (first..).zip(&said) {
        let format = format.clone().set_text_wrap().set_align(FormatAlign::Top);
        match last {
            0 => leaf.write_string_with_format(row, 0, text, &format)?,
            _ => leaf.merge_range(row, 0, row, last, text, &format)?,
        };
        let lines = text.chars().count().div_ceil(wide.max(10)).clamp(1, 27);
        leaf.set_row_height(row, 15.0 * lines as f64)?;
    }
    Ok(())
}

/// Writes the cells; the number of texts that had to be cut.
fn fill(leaf: &mut Worksheet, sheet: &Sheet, columns: &[Column], shown: &[Shown]) -> Result<usize> {
    let language = sheet.language();
    let small = Format::new().set_num_format("0.000E+00");
    let mut cut = 0;
    for (at, ((column, about), shown)) in columns.iter().zip(&sheet.columns).zip(shown).enumerate()
    {
        let format = Format::new().set_num_format(number_format(*shown));
        let format = match shown {
            // off the numbers of the column before
            Shown::Words | Shown::Day if at > 0 => format.set_indent(1),
            _ => format,
        };
        let at = at as u16;
        for row in 0..column.len() {
            let (value, row) = (column.get(row)?, HEAD + row as u32);
            let number = match value {
                AnyValue::Null => continue,
                AnyValue::Float64(number) => Some(number),
                AnyValue::Int64(count) => Some(count as f64),
                _ => None,
            };
            let day = match value {
                AnyValue::Date(days) => excel_day(days),
                _ => None,
            };
            let done = match (number, day) {
                (Some(x), _) if *shown == Shown::Small && x != 0.0 && x.abs() < 1e-4 => {
                    leaf.write_number_with_format(row, at, x, &small)
                }
                (Some(x), _) => leaf.write_number_with_format(row, at, x, &format),
                (_, Some(day)) => leaf.write_datetime_with_format(row, at, &day, &format),
                _ => {
                    let text = page::text(&value, *shown, &about.name, language);
                    let kept = fitting(&text);
                    cut += usize::from(kept.len() < text.len());
                    leaf.write_string_with_format(row, at, kept, &format)
                }
            };
            done.map_err(failed)?;
        }
    }
    Ok(cut)
}

/// The day as the workbook holds it; `None` before 1900.
fn excel_day(days: i32) -> Option<ExcelDateTime> {
    let day = NaiveDate::from_epoch_days(days)?;
    let year = u16::try_from(day.year())
        .ok()
        .filter(|year| *year >= 1900)?;
    ExcelDateTime::from_ymd(year, day.month() as u8, day.day() as u8).ok()
}

/// How Excel shows the numbers of a column; it takes the marks from the computer's own settings.
fn number_format(shown: Shown) -> String {
    match shown {
        Shown::Words => "@".to_owned(),
        Shown::Day => "yyyy-mm-dd".to_owned(),
        Shown::Year => "0".to_owned(),
        Shown::Whole => "#,##0".to_owned(),
        Shown::Decimals(decimals) => format!("#,##0.{}", "0".repeat(decimals)),
        Shown::Small => "0.0000".to_owned(),
        Shown::Plain => "General".to_owned(),
    }
}

/// A text that a cell holds, cut with an ellipsis when it is longer.
pub(super) fn fitting(text: &str) -> String {
    if text.encode_utf16().count() <= CELL {
        return text.to_owned();
    }
    let mut room = CELL - 1;
    let kept = text.chars().take_while(|c| {
        let fits = c.len_utf16() <= room;
        room -= if fits { c.len_utf16() } else { 0 };
        fits
    });
    let mut kept: String = kept.collect();
    kept.push('…');
    kept
}

/// Characters that a column takes: its longest cell, or its head on three lines.
fn width(column: &Column, about: &About, shown: Shown, language: Language) -> usize {
    let cells = (0..column.len().min(LOOKED)).filter_map(|row| column.get(row).ok());
    let longest = cells
        .map(|value| {
            page::text(&value, shown, &about.name, language)
                .chars()
                .count()
        })
        .max();
    let head = page::head(about);
    let word = head.split(' ').map(|word| word.chars().count()).max();
    // a filter's button takes three characters
    let head = head.chars().count().div_ceil(3).max(word.unwrap_or(0)) + 3;
    (longest.unwrap_or(0) + 2).max(head).clamp(8, 46)
}
