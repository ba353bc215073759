//! Separated text, batch by batch, read twice: once for the evidence, once for the values.

use super::{Each, Kind, handle};
use crate::base::finding::Finding;
use crate::base::missing::is_missing;
use crate::error::{Error, Result};
use crate::input::read::table::cells::Cells;
use crate::input::read::table::delimited::{LONG, QUOTE, separator};
use crate::input::read::table::marks::{Evidence, settle};
use crate::input::read::table::number::{Number, Role, Written};
use crate::input::read::table::tally::{Tally, Type, boolean, is_dotted_code};
use csv::ByteRecord;
use encoding_rs::WINDOWS_1252;
use encoding_rs_io::DecodeReaderBytesBuilder;
use polars::prelude::{Column, DataFrame};
use std::borrow::Cow;
use std::collections::HashMap;
use std::io::Read;
use std::path::{Path, PathBuf};

/// Rows of a batch.
const ROWS: usize = 1 << 16;
/// Bytes from which the separator is found.
const SAMPLE: u64 = 1 << 18;

/// A separated text file, of which only the header and the settled styles are kept.
#[derive(Debug)]
pub(super) struct File {
    pub path: PathBuf,
    pub names: Vec<String>,
    separator: u8,
    styles: HashMap<String, Style>,
}

/// How the cells of a column are read.
#[derive(Debug, Clone, Copy)]
enum Style {
    Text,
    Truth,
    Number { comma: Role, point: Role },
}

impl File {
    pub fn open(path: &Path) -> Result<Self> {
        let mut sample = Vec::new();
        let mut input = bytes(path)?;
        let read = input.by_ref().take(SAMPLE).read_to_end(&mut sample);
        read.map_err(|e| Error::input(format!("the file cannot be read: {e}")).file(path))?;
        if sample.iter().any(|&byte| byte < 8) {
            return Err(Error::input("the file holds binary data, not a text table")
                .file(path)
                .remedy("export it as CSV, or name the file by its true type"));
        }
        let mut file = Self {
            path: path.to_path_buf(),
            names: Vec::new(),
            separator: separator(&String::from_utf8_lossy(&sample)),
            styles: HashMap::new(),
        };
        let mut header = None;
        file.records(&mut |record, line| {
            let names: Vec<Cow<str>> = record.iter().map(|cell| text(cell).0).collect();
            let names = names.iter().map(|name| name.trim());
            header = Some(Cells::new(path, line, names)?);
            Ok(false)
        })?;
        let header = header.ok_or_else(|| crate::input::read::table::empty(path))?;
        file.names = header.names;
        Ok(file)
    }

    /// What the columns hold, by the evidence of all rows; `None` where there is nothing. Those named in `as_text` stay text.
    pub fn settle(
        &mut self,
        columns: &[&str],
        as_text: &[&str],
        findings: &mut Vec<Finding>,
    ) -> Result<Vec<Option<Kind>>> {
        let places = self.places(columns);
        let mut tallies = vec![Tally::default(); columns.len()];
        let (mut foreign, mut long) = (0_u64, None);
        self.rows(&mut |record, line| {
            for (tally, &place) in tallies.iter_mut().zip(&places) {
                let (cell, odd) = text(record.get(place).unwrap_or_default());
                tally.add(cell.trim(), false);
                foreign += u64::from(odd);
                let breaks = cell.bytes().filter(|&byte| byte == b'\n').count();
                if breaks > LONG && long.is_none() {
                    long = Some(line);
                }
            }
            Ok(true)
        })?;
        let mut tell = |finding: Finding| findings.push(finding.file(&self.path));
        if foreign > 0 {
            tell(Finding::info(
                "encoding",
                format!("{foreign} cells are not UTF-8 and were read as Windows-1252"),
            ));
        }
        if let Some(line) = long {
            let what = "a quote opens here and closes many lines below; rows between may be lost in the cell";
            tell(Finding::warning("long-quote", what).row(line).remedy(QUOTE));
        }
        let (mut commas, mut points) = (Evidence::default(), Evidence::default());
        for tally in tallies.iter().filter(|tally| tally.kind() == Type::Number) {
            commas.count(tally.comma.role());
            points.count(tally.point.role());
        }
        let mut kinds = Vec::new();
        for (&column, tally) in columns.iter().zip(&tallies) {
            let code = as_text.contains(&column) || is_dotted_code(column, tally);
            let styled = tally.percents == 0 || tally.percents == tally.numbers;
            let number = tally.kind() == Type::Number
                || tally.kind() == Type::Text
                    && tally.codes == 0
                    && styled
                    && tally.nearly_numbers();
            let (style, kind) = match tally.kind() {
                _ if tally.filled == 0 && !code => (Style::Text, None),
                Type::Boolean if !code => (Style::Truth, Some(Kind::Truth)),
                _ if number && !code => {
                    let comma = settle(tally.comma, tally.point, commas, points, Role::Thousands);
                    let point = settle(tally.point, tally.comma, points, commas, Role::Decimal);
                    let (comma, point) = (comma.0, point.0);
                    let against = |seen: Evidence, role| match role {
                        Role::Decimal => seen.thousands,
                        Role::Thousands => seen.decimal,
                    };
                    let words = tally.filled - tally.numbers
                        + against(tally.comma, comma)
                        + against(tally.point, point);
                    if words > 0 {
                        let what = format!(
                            "{words} of {} cells are no numbers and were read as missing",
                            tally.filled
                        );
                        let finding = Finding::warning("nearly-numeric", what).column(column);
                        tell(
                            finding
                                .remedy("mend these cells, or empty them where there is no value"),
                        );
                    }
                    (Style::Number { comma, point }, Some(Kind::Number))
                }
                _ => (Style::Text, Some(Kind::Text)),
            };
            self.styles.insert(column.to_owned(), style);
            kinds.push(kind);
        }
        Ok(kinds)
    }

    pub fn read(&self, columns: &[&str], each: Each) -> Result<()> {
        let places = self.places(columns);
        let style = |column: &&str| self.styles.get(*column).copied().unwrap_or(Style::Text);
        let styles: Vec<Style> = columns.iter().map(style).collect();
        let new = || -> Vec<Cellar> { styles.iter().map(|style| Cellar::new(*style)).collect() };
        let mut cellars = new();
        let (mut lines, mut buffer) = (Vec::new(), String::new());
        let frame = |cellars: Vec<Cellar>, held: usize| -> Result<DataFrame> {
            let columns = cellars.into_iter().zip(columns);
            let columns = columns.map(|(cellar, name)| cellar.column(name)).collect();
            Ok(DataFrame::new(held, columns)?)
        };
        self.rows(&mut |record, line| {
            for (cellar, &place) in cellars.iter_mut().zip(&places) {
                let (cell, _) = text(record.get(place).unwrap_or_default());
                cellar.push(cell.trim(), &mut buffer);
            }
            lines.push(line as u32);
            if lines.len() == ROWS {
                let full = std::mem::replace(&mut cellars, new());
                each(&frame(full, ROWS)?, &lines)?;
                lines.clear();
            }
            Ok(true)
        })?;
        match lines.len() {
            0 => Ok(()),
            held => each(&frame(cellars, held)?, &lines),
        }
    }

    fn places(&self, columns: &[&str]) -> Vec<usize> {
        let place = |column: &&str| self.names.iter().position(|name| name == column);
        columns.iter().filter_map(place).collect()
    }

    /// Every record below the header, with the line it starts in.
    fn rows(&self, each: &mut dyn FnMut(&ByteRecord, usize) -> Result<bool>) -> Result<()> {
        let width = self.names.len();
        let mut header = true;
        self.records(&mut |record, line| {
            if std::mem::take(&mut header) {
                return Ok(true);
            }
            let mut extra = record.iter().skip(width);
            if record.len() < width || extra.any(|cell| !cell.trim_ascii().is_empty()) {
                let found = record.len();
                let what = format!("the row has {found} fields and the header has {width}");
                return Err(Error::input(what).file(&self.path).row(line).remedy(
                    "mend the row: quote fields that hold the separator, close every quote",
                ));
            }
            each(record, line)
        })
    }

    /// Every record with content, until `each` wants no more.
    fn records(&self, each: &mut dyn FnMut(&ByteRecord, usize) -> Result<bool>) -> Result<()> {
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(self.separator)
            .has_headers(false)
            .flexible(true)
            .buffer_capacity(1 << 18)
            .from_reader(bytes(&self.path)?);
        let mut record = ByteRecord::new();
        let mut fed = None;
        loop {
            let fault = |e: csv::Error| Error::input(e.to_string()).file(&self.path);
            if !reader.read_byte_record(&mut record).map_err(fault)? {
                return Ok(());
            }
            let inside =
                |record: &ByteRecord| memchr::memchr_iter(b'\n', record.as_slice()).count();
            let after = reader.position().line() as usize - inside(&record);
            // a line feed that ends a record is behind it, one of a pair is not
            let fed = *fed.get_or_insert(after - 1);
            // blank lines before a record are part of it to the reader
            let line = record
                .position()
                .map_or(0, |at| at.line() as usize)
                .max(after - fed);
            let content = record.iter().any(|cell| !cell.trim_ascii().is_empty());
            if content && !each(&record, line)? {
                return Ok(());
            }
        }
    }
}

/// The bytes of a file without its mark, UTF-16 as UTF-8.
fn bytes(path: &Path) -> Result<impl Read + use<>> {
    let decoder = DecodeReaderBytesBuilder::new()
        .bom_sniffing(true)
        .strip_bom(true)
        .utf8_passthru(true)
        .build(handle(path)?);
    Ok(decoder)
}

/// A cell as text, and whether it was not UTF-8 and is taken for Windows-1252.
fn text(cell: &[u8]) -> (Cow<'_, str>, bool) {
    match std::str::from_utf8(cell) {
        Ok(text) => (Cow::Borrowed(text), false),
        Err(_) => (WINDOWS_1252.decode_without_bom_handling(cell).0, true),
    }
}

/// The cells of one column of a batch.
enum Cellar {
    Text(Vec<Option<String>>),
    Truth(Vec<Option<bool>>),
    Number(Vec<Option<f64>>, Role, Role),
}

impl Cellar {
    fn new(style: Style) -> Self {
        match style {
            Style::Text => Self::Text(Vec::new()),
            Style::Truth => Self::Truth(Vec::new()),
            Style::Number { comma, point } => Self::Number(Vec::new(), comma, point),
        }
    }

    fn push(&mut self, cell: &str, buffer: &mut String) {
        match self {
            Self::Text(cells) => cells.push((!is_missing(cell)).then(|| cell.to_owned())),
            Self::Truth(cells) => cells.push(boolean(cell)),
            Self::Number(cells, comma, point) => {
                let written = Written::read(cell, false).filter(|_| !is_missing(cell));
                let value = written.and_then(|written| written.value(*comma, *point, buffer));
                cells.push(value.map(Number::float));
            }
        }
    }

    fn column(self, name: &str) -> Column {
        match self {
            Self::Text(cells) => Column::new(name.into(), cells),
            Self::Truth(cells) => Column::new(name.into(), cells),
            Self::Number(cells, ..) => Column::new(name.into(), cells),
        }
    }
}
