//! The first sheet: the study, how to read the tables, each table with a link, the sources.

use super::Part;
use crate::base::study::Language;
use crate::output::words::pick;
use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, Url, Worksheet, XlsxError};
use serde_json::{Map, Value};

/// What stands above the contents.
pub(super) struct Head<'a> {
    pub(super) title: &'a str,
    /// Name of the sheet.
    pub(super) name: &'static str,
    pub(super) language: Language,
    pub(super) context: &'a Map<String, Value>,
}

impl Head<'_> {
    /// Every text of the study on this sheet.
    pub(super) fn texts(&self) -> Vec<String> {
        let mut texts = vec![self.title.to_owned(), self.line()];
        texts.extend(self.sources().into_iter().map(|(path, _)| path));
        texts
    }

    fn line(&self) -> String {
        let say = |id, en| pick(self.language, id, en);
        let text = |key: &str| match self.context.get(key) {
            Some(Value::String(text)) => text.clone(),
            Some(Value::Null) | None => String::new(),
            Some(other) => other.to_string(),
        };
        let parts = [
            text("study"),
            text("date"),
            text("tool"),
            format!("{} {}", say("benih", "seed"), text("seed")),
        ];
        let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        parts.join(", ")
    }

    /// Path and hash of each source.
    fn sources(&self) -> Vec<(String, String)> {
        let text = |source: &Value, key: &str| source[key].as_str().unwrap_or("").to_owned();
        let sources = self.context.get("sources").and_then(Value::as_array);
        sources
            .into_iter()
            .flatten()
            .map(|source| (text(source, "path"), text(source, "sha256")))
            .collect()
    }
}

/// Makes the sheet.
pub(super) fn make(head: &Head<'_>, parts: &[Part<'_>]) -> Result<Worksheet, XlsxError> {
    let say = |id, en| pick(head.language, id, en);
    let mut leaf = Worksheet::new();
    leaf.set_name(head.name)?;
    let bold = Format::new().set_bold();
    let top = Format::new().set_align(FormatAlign::Top);
    let wrap = top.clone().set_text_wrap();
    let method_format = wrap.clone().set_align(FormatAlign::Left).set_indent(1);
    let whole = top.clone().set_num_format("#,##0");
    leaf.write_string_with_format(0, 0, head.title, &bold.clone().set_font_size(16))?;
    leaf.write_string(1, 0, head.line())?;
    let mut row = 2;
    if head.context.get("synthetic") == Some(&Value::Bool(true)) {
        let red = bold.clone().set_font_color(Color::RGB(0x00B0_3A00));
        let said = say(
            "Data sintetis: tidak ada isi yang nyata.",
            "Synthetic data: nothing in it is real.",
        );
        leaf.write_string_with_format(row, 0, said, &red)?;
        row += 1;
    }
    let said = say(
        "Sel kosong berarti tidak ada datanya, bukan nol. Kode adalah teks. Jingga: lebih membutuhkan; ungu: kurang membutuhkan; batang: bagian dari 0 sampai 1. \
         Arahkan penunjuk ke judul kolom untuk artinya.",
        "An empty cell means no data, not zero. Codes are text. Orange: needier; purple: less needy; bars: shares from 0 to 1. Point at the head of a column for its meaning.",
    );
    leaf.write_string(row, 0, said)?;
    row += 2;
    let header = bold
        .clone()
        .set_background_color(Color::RGB(0x00D9_E4EF))
        .set_border_bottom(FormatBorder::Medium);
    let heads = [
        say("Tabel", "Table"),
        say("Judul", "Title"),
        "n",
        say("Sel kosong", "Empty cells"),
        say("Cara", "Method"),
    ];
    for (at, text) in heads.iter().enumerate() {
        let header = match at {
            2 | 3 => header.clone().set_align(FormatAlign::Right),
            4 => header.clone().set_align(FormatAlign::Left).set_indent(1),
            _ => header.clone(),
        };
        leaf.write_string_with_format(row, at as u16, *text, &header)?;
    }
    leaf.set_freeze_panes(row + 1, 0)?;
    let first = row;
    // one line a table, at its first sheet
    for part in parts.iter().filter(|part| part.rows.start == 0) {
        row += 1;
        let link = Url::new(place(&part.name)).set_text(&part.sheet.id);
        let blue = top
            .clone()
            .set_font_color(Color::RGB(0x0005_4A91))
            .set_underline(rust_xlsxwriter::FormatUnderline::Single);
        leaf.write_url_with_format(row, 0, link, &blue)?;
        leaf.write_string_with_format(row, 1, &part.sheet.title, &wrap)?;
        leaf.write_number_with_format(row, 2, part.sheet.height() as f64, &whole)?;
        let missing: usize = part.sheet.missing().iter().sum();
        leaf.write_number_with_format(row, 3, missing as f64, &whole)?;
        let mut method = part.sheet.method.replace('`', "");
        if part.all.len() > 1 {
            let sheets = part.all.len();
            let said = say("lembar, karena panjang", "sheets, since it is long");
            method = format!("({sheets} {said}: {}.) {method}", part.all.join(", "));
        }
        leaf.write_string_with_format(row, 4, super::leaf::fitting(&method), &method_format)?;
        let lines = method.chars().count().div_ceil(105).clamp(1, 20);
        leaf.set_row_height(row, 15.0 * lines as f64)?;
    }
    if row > first {
        leaf.autofilter(first, 0, row, 4)?;
    }
    for (column, width) in [24.0, 44.0, 10.0, 12.0, 110.0].into_iter().enumerate() {
        leaf.set_column_width(column as u16, width)?;
    }
    row += 2;
    leaf.write_string_with_format(row, 0, say("Sumber", "Sources"), &bold)?;
    for (path, sha256) in head.sources() {
        row += 1;
        leaf.write_string(row, 0, path)?;
        leaf.write_string(row, 1, format!("sha256 {sha256}"))?;
    }
    leaf.set_landscape();
    leaf.set_paper_size(9);
    leaf.set_print_fit_to_pages(1, 0);
    Ok(leaf)
}

/// The link to a sheet.
pub(super) fn place(name: &str) -> String {
    format!("internal:'{name}'!A1")
}
