//! Excel and OpenDocument workbooks: one sheet, numbers as stored, texts typed as in a CSV.

use super::cells::Cells;
use crate::base::finding::Finding;
use crate::error::{Error, Result};
use crate::input::read::guarded;
use calamine::{
    Data, Dimensions, ExcelDateTime, Range, Reader, SheetType, SheetVisible, Sheets,
    open_workbook_from_rs,
};
use std::io::Cursor;
use std::path::Path;

type Book<'a> = Sheets<Cursor<&'a [u8]>>;
type Parts = (Range<Data>, Vec<Dimensions>, String, usize);

/// Reads one sheet: the named one, else the first visible; its name comes back too.
pub(super) fn read(
    path: &Path,
    bytes: &[u8],
    sheet: Option<&str>,
    findings: &mut Vec<Finding>,
) -> Result<(Cells, String)> {
    // above all old .xls
    let broken = || Err(unreadable(path, "its parts do not fit together"));
    let (mut range, merged, name, others) = guarded(broken, || parts(path, bytes, sheet))?;
    if sheet.is_none() && others > 0 {
        let what = format!("sheet {name} was read, {others} others were not");
        findings.push(
            Finding::info("first-sheet", what)
                .file(path)
                .remedy("name another with the key `sheet`"),
        );
    }
    let Some(first) = range.start() else {
        return Err(super::empty(path).layer(name));
    };
    fill_merged(path, &mut range, merged, findings);
    let (mut cells, mut errors) = (None, Vec::new());
    for (i, row) in range.rows().enumerate() {
        let number = first.0 as usize + i + 1;
        let fields: Vec<(String, bool)> = row.iter().map(spell).collect();
        if row.iter().any(|cell| matches!(cell, Data::Error(_))) {
            errors.push(number);
        }
        match &mut cells {
            None if fields.iter().all(|(text, _)| text.trim().is_empty()) => {}
            None => {
                let names = fields.iter().map(|(text, _)| text.as_str());
                cells = Some(Cells::new(path, number, names).map_err(|e| e.layer(&name))?);
            }
            Some(cells) => cells
                .push_stored(path, number, &fields)
                .map_err(|e| e.layer(&name))?,
        }
    }
    if let Some(&row) = errors.first() {
        let what = format!(
            "{} rows hold error cells such as #REF!; they were read as missing",
            errors.len()
        );
        findings.push(
            Finding::warning("error-cell", what)
                .file(path)
                .row(row)
                .remedy("mend the formulas and save the workbook"),
        );
    }
    let cells = cells.ok_or_else(|| super::empty(path).layer(&name))?;
    Ok((cells, name))
}

fn unreadable(path: &Path, why: &str) -> Error {
    Error::input(format!("the workbook cannot be read: {why}"))
        .file(path)
        .remedy("open it in a spreadsheet, remove any password, and save it anew")
}

/// What the file holds of the sheet: its cells, merged ones, its name, and how many others there are.
fn parts(path: &Path, bytes: &[u8], sheet: Option<&str>) -> Result<Parts> {
    let refuse = |error: calamine::Error| unreadable(path, &error.to_string());
    let mut book = open(path, bytes).map_err(refuse)?;
    let name = choose(path, &book, sheet)?;
    let others = book.sheet_names().len() - 1;
    let range = book.worksheet_range(&name).map_err(refuse)?;
    let merged = merged(&mut book, &name);
    Ok((range, merged, name, others))
}

fn open<'a>(path: &Path, bytes: &'a [u8]) -> Result<Book<'a>, calamine::Error> {
    let source = Cursor::new(bytes);
    let extension = path
        .extension()
        .and_then(|e| e.to_str())
        .unwrap_or_default();
    Ok(match extension.to_lowercase().as_str() {
        "xls" => Sheets::Xls(open_workbook_from_rs(source)?),
        "xlsb" => Sheets::Xlsb(open_workbook_from_rs(source)?),
        "ods" => Sheets::Ods(open_workbook_from_rs(source)?),
        _ => Sheets::Xlsx(open_workbook_from_rs(source)?),
    })
}

fn choose(path: &Path, book: &Book<'_>, sheet: Option<&str>) -> Result<String> {
    let sheets = book.sheets_metadata();
    let tables = sheets
        .iter()
        .filter(|sheet| sheet.typ == SheetType::WorkSheet);
    let found = match sheet {
        Some(name) => tables.clone().find(|sheet| sheet.name == name),
        None => tables
            .clone()
            .find(|sheet| sheet.visible == SheetVisible::Visible),
    };
    let names: Vec<&str> = tables.map(|sheet| sheet.name.as_str()).collect();
    match (found, sheet) {
        (Some(found), _) => Ok(found.name.clone()),
        (None, Some(name)) => Err(Error::input("there is no such sheet")
            .file(path)
            .layer(name)
            .remedy(format!("name one of: {}", names.join("; ")))),
        (None, None) => Err(Error::input("the workbook has no visible sheet").file(path)),
    }
}

/// The cell as text, and whether the file stores a number.
fn spell(cell: &Data) -> (String, bool) {
    match cell {
        Data::Int(number) => (number.to_string(), true),
        Data::Float(number) if number.is_finite() => (number.to_string(), true),
        Data::Float(_) | Data::Error(_) | Data::Empty => (String::new(), false),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => {
            (text.clone(), false)
        }
        Data::Bool(value) => (value.to_string(), false),
        Data::DateTime(time) if time.is_duration() => (time.as_f64().to_string(), true),
        Data::DateTime(time) => (date(time), false),
    }
}

fn date(time: &ExcelDateTime) -> String {
    let (year, month, day, hour, minute, second, _) = time.to_ymd_hms_milli();
    let clock = format!("{hour:02}:{minute:02}:{second:02}");
    match (time.as_f64() < 1.0, clock.as_str()) {
        (true, _) => clock,
        (false, "00:00:00") => format!("{year:04}-{month:02}-{day:02}"),
        (false, _) => format!("{year:04}-{month:02}-{day:02}T{clock}"),
    }
}

fn merged(book: &mut Book<'_>, sheet: &str) -> Vec<Dimensions> {
    match book {
        Sheets::Xlsx(book) => book.merge_cells_by_sheet_name(sheet).unwrap_or_default(),
        Sheets::Xls(book) => book.merge_cells_by_sheet_name(sheet).unwrap_or_default(),
        Sheets::Xlsb(_) | Sheets::Ods(_) => Vec::new(),
    }
}

/// A text merged over several rows belongs to each of them, as the eye reads it; a number stays in the first, since
/// a total repeated would count twice.
fn fill_merged(
    path: &Path,
    range: &mut Range<Data>,
    merged: Vec<Dimensions>,
    findings: &mut Vec<Finding>,
) {
    let header = range.start().map_or(0, |start| start.0);
    let (mut texts, mut numbers) = (0, None);
    for span in merged {
        if span.start.0 <= header || span.end.0 == span.start.0 {
            continue;
        }
        match range.get_value(span.start).cloned() {
            Some(text @ Data::String(_)) => {
                texts += 1;
                let end = range.end().map_or(0, |end| end.0).min(span.end.0);
                for row in span.start.0 + 1..=end {
                    range.set_value((row, span.start.1), text.clone());
                }
            }
            None | Some(Data::Empty) => {}
            Some(_) => numbers = numbers.or(Some(span.start.0 as usize + 1)),
        }
    }
    if texts > 0 {
        let what = format!("{texts} texts merged over several rows were read in each of them");
        findings.push(Finding::info("merged-cells", what).file(path));
    }
    if let Some(row) = numbers {
        let what = "numbers merged over several rows were read in the first row only";
        findings.push(
            Finding::warning("merged-cells", what)
                .file(path)
                .row(row)
                .remedy("unmerge these cells and write each row's own number"),
        );
    }
}
