//! What every file passes on its way out: no token shaped like a NIK or KK is published.

use crate::base::privacy::scan::{self, Form, REACH};
use crate::error::{Error, Result};
use crate::output::csv as table;
use crate::output::sheet::Sheet;
use memchr::{memchr_iter, memrchr};
use std::io::{self, Write};
use std::path::Path;

/// Bytes held back: room for a token and what stands around it.
const HELD: usize = 2 * REACH;
/// Bytes held back at most, to name the column from the start of the line.
const LINE: usize = 1 << 12;

/// A writer that holds back its last bytes until what follows them is seen, and stops before a token.
pub(super) struct Guard<W> {
    inner: W,
    /// None for binary files: their texts are looked at one by one.
    form: Option<Form>,
    /// Whether the first line is a header.
    table: bool,
    held: Vec<u8>,
    /// Bytes, lines and double quotes that were passed on.
    passed: usize,
    lines: usize,
    quotes: usize,
    header: Vec<u8>,
    /// Whether what is held starts a line.
    fresh: bool,
    found: Option<Error>,
}

impl<W: Write> Guard<W> {
    /// A guard of the file `path`.
    pub fn new(inner: W, path: &Path) -> Self {
        let ending = path.extension().unwrap_or_default().to_string_lossy();
        let ending = ending.to_lowercase();
        Self {
            inner,
            form: match ending.as_str() {
                "shp" | "shx" | "dbf" | "xlsx" | "gpkg" | "fgb" | "parquet" | "pdf" => None,
                "json" | "geojson" | "geojsonl" | "ndjson" | "topojson" => Some(Form::Json),
                "gal" | "gwt" | "svg" => Some(Form::Lists),
                _ => Some(Form::Text),
            },
            table: matches!(ending.as_str(), "csv" | "tsv"),
            held: Vec::new(),
            passed: 0,
            lines: 0,
            quotes: 0,
            header: Vec::new(),
            fresh: false,
            found: None,
        }
    }

    /// Passes on the rest; `done` is how writing went so far.
    ///
    /// # Errors
    /// A token, before any other error; else that of `done`, or of the writer.
    pub fn finish(&mut self, done: Result<()>, path: &Path) -> Result<()> {
        let rest = done.and_then(|()| {
            self.look(true)
                .and_then(|()| self.pass(self.held.len()))
                .and_then(|()| self.inner.flush())
                .map_err(|error| Error::output(format!("cannot be written: {error}")).file(path))
        });
        self.found
            .take()
            .map_or(rest, |found| Err(found.file(path)))
    }

    /// Fails when there is a token in what is held.
    fn look(&mut self, last: bool) -> io::Result<()> {
        let Some(form) = self.form else { return Ok(()) };
        let first = self.passed == 0;
        if let Some(token) = scan::find(&self.held, form, first, last) {
            let before = &self.held[..token.start];
            let row = self.lines + memchr_iter(b'\n', before).count() + 1;
            let error = refused().row(row);
            let column = match (self.table, form) {
                (true, _) => self.column(before),
                (_, Form::Json) => key(before),
                _ => None,
            };
            self.found = Some(match column {
                Some(column) => error.column(column),
                None => error,
            });
        }
        match self.found {
            Some(_) => Err(io::Error::other("a number of a person")),
            None => Ok(()),
        }
    }

    /// Passes on the first `n` bytes that are held.
    fn pass(&mut self, n: usize) -> io::Result<()> {
        let bytes = &self.held[..n];
        if self.lines == 0 && self.table {
            self.header
                .extend(bytes.iter().take_while(|&&byte| byte != b'\n'));
        }
        self.lines += memchr_iter(b'\n', bytes).count();
        if self.table {
            self.quotes += memchr_iter(b'"', bytes).count();
        }
        self.inner.write_all(bytes)?;
        self.fresh = bytes.last().map_or(self.fresh, |&byte| byte == b'\n');
        self.passed += n;
        self.held.drain(..n);
        Ok(())
    }

    /// The title of the column that the next cell of a table is in, where its line starts in `before` and in no quoted cell.
    fn column(&self, before: &[u8]) -> Option<String> {
        let start = match memrchr(b'\n', before) {
            Some(end) => end + 1,
            None if self.fresh => 0,
            None => return None,
        };
        let quotes = self.quotes + memchr_iter(b'"', &before[..start]).count();
        if quotes % 2 == 1 {
            return None;
        }
        let header = match self.lines {
            0 => [&self.header, before].concat(),
            _ => self.header.clone(),
        };
        let mark = *header.iter().find(|byte| b",;\t".contains(byte))?;
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(mark)
            .from_reader(header.as_slice());
        let title = reader.headers().ok()?;
        let mut quoted = false;
        let cells = before[start..].iter().filter(|&&byte| {
            quoted ^= byte == b'"';
            byte == mark && !quoted
        });
        title.get(cells.count()).map(str::to_owned)
    }
}

impl<W: Write> Write for Guard<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.form.is_none() {
            return self.inner.write(bytes);
        }
        if self.passed == 0 && self.held.is_empty() && bytes.first() == Some(&b'{') {
            self.form = self.form.map(|form| match form {
                Form::Text => Form::Json,
                other => other,
            });
        }
        self.held.extend_from_slice(bytes);
        self.look(false)?;
        // from the start of the line of the first token that could still be found
        let decided = self.held.len().saturating_sub(HELD);
        let line = memrchr(b'\n', &self.held[..decided]).map_or(0, |end| end + 1);
        let near = self.held.len() - line <= LINE;
        self.pass(if near { line } else { decided })?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

/// Looks at a sheet that goes into the binary file `path`: its cells as they would stand in CSV, then what is said of it.
///
/// # Errors
/// A token shaped like a NIK or KK, with column and row.
pub(super) fn look_at(sheet: &Sheet, path: &Path) -> Result<()> {
    let guard = Guard::new(io::sink(), Path::new("sheet.csv"));
    let mut out = io::BufWriter::with_capacity(1 << 20, guard);
    let done = table::write(&mut out, &sheet.frame()?);
    let done = done.and_then(|()| {
        out.flush()
            .map_err(|error| Error::output(format!("cannot be written: {error}")))
    });
    out.get_mut().finish(done, path)?;
    let labels = sheet.columns.iter().map(|column| column.label.as_str());
    for text in labels.chain([sheet.title.as_str(), &sheet.method]) {
        look_at_text(text, path)?;
    }
    Ok(())
}

/// Looks at a text that goes into the binary file `path`.
///
/// # Errors
/// A token shaped like a NIK or KK.
pub(super) fn look_at_text(text: &str, path: &Path) -> Result<()> {
    match scan::holds(text) {
        true => Err(refused().file(path)),
        false => Ok(()),
    }
}

/// What is said of a file that holds a token; the token itself is never told.
pub(super) fn refused() -> Error {
    Error::output("here stands a number shaped like a NIK or KK, so nothing is published")
        .remedy("take it out of the input it comes from; a number of anything else may be written in other groups of digits")
}

/// The key of the JSON value that comes next.
fn key(before: &[u8]) -> Option<String> {
    let end = memchr::memmem::rfind(before, b"\":")?;
    let start = memrchr(b'"', &before[..end])? + 1;
    std::str::from_utf8(&before[start..end])
        .ok()
        .map(str::to_owned)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::base::study::Language;
    use proptest::prelude::*;

    /// Writes a text in pieces of these sizes in turn; what came out, and how it ended.
    fn write(name: &str, text: &[u8], sizes: &[usize]) -> (Vec<u8>, Result<()>) {
        let path = Path::new(name);
        let mut out = Vec::new();
        let mut guard = Guard::new(&mut out, path);
        let (mut rest, mut done) = (text, Ok(()));
        for size in sizes.iter().cycle() {
            let (piece, later) = rest.split_at(rest.len().min(*size));
            if piece.is_empty() || done.is_err() {
                break;
            }
            done = guard
                .write_all(piece)
                .map_err(|e| Error::output(e.to_string()));
            rest = later;
        }
        let done = guard.finish(done, path);
        (out, done)
    }

    fn refusal(name: &str, text: &str) -> Error {
        let (_, done) = write(name, text.as_bytes(), &[usize::MAX]);
        done.unwrap_err()
    }

    #[test]
    fn the_error_names_the_place_and_not_the_number() {
        let lines = "1,a,\n".repeat(5_000);
        let text = format!(
            "kode,\"nama, desa\",catatan\n{lines}2,\"b, \"\"c\"\"\",milik 3271014501900001 saja\n"
        );
        let error = refusal("a/t.csv", &text);
        assert_eq!(error.exit_code(), 5);
        assert_eq!(error.place.to_string(), "a/t.csv, column catatan, row 5002");
        assert!(!error.to_string().contains("3271"), "{error}");
        let error = refusal("t.csv", "kode;a;b\n1;3271014501900001;2\n");
        assert_eq!(error.place.to_string(), "t.csv, column a, row 2");
        // a quoted cell over two lines: which column it is nobody counts
        let error = refusal("t.csv", "a,b\n1,\"x\n3271014501900001\"\n");
        assert_eq!(error.place.to_string(), "t.csv, row 3");
        let error = refusal("t.csv", "a,3271014501900001\n");
        assert_eq!(error.place.to_string(), "t.csv, row 1");
        let error = refusal(
            "t.geojson",
            "{\"a\":[\n{\"kode\":1,\"catatan\":\"KK 3271 0145 0190 0001\"}]}",
        );
        assert_eq!(error.place.to_string(), "t.geojson, column catatan, row 2");
        let error = refusal(
            "brief.md",
            "# Judul\n\n| a |\n|---|\n| 32.71.01.450190.0001 |\n",
        );
        assert_eq!(error.place.to_string(), "brief.md, row 5");
    }

    #[test]
    fn a_sheet_for_a_binary_file_is_looked_at_too() {
        let sheet = |cell: &str, method: &str| {
            Sheet::new("scores", method, Language::Id)
                .text("code", ["9901"])
                .text("note", [cell])
        };
        let path = Path::new("tables/contoh.xlsx");
        assert!(look_at(&sheet("aman", "Cara."), path).is_ok());
        let error = look_at(&sheet("milik 3271014501900001", "Cara."), path).unwrap_err();
        assert_eq!(
            error.place.to_string(),
            "tables/contoh.xlsx, column note, row 2"
        );
        let error = look_at(&sheet("aman", "dari 3271014501900001"), path).unwrap_err();
        assert_eq!(error.place.to_string(), "tables/contoh.xlsx");
    }

    #[test]
    fn what_goes_to_standard_output_stops_before_the_number() {
        let text = format!("{}3271014501900001 and more", "x ".repeat(500));
        let (out, done) = write("-", text.as_bytes(), &[100]);
        assert_eq!(done.unwrap_err().place.to_string(), "-, row 1");
        assert!(out.len() <= 1000 && out.iter().all(|byte| b"x ".contains(byte)));
        let json = "{\"area\":3271014501900001.0}";
        assert!(write("-", json.as_bytes(), &[7]).1.is_ok());
    }

    #[test]
    fn an_error_of_the_content_stays() {
        let path = Path::new("t.csv");
        let mut out = Vec::new();
        let done = Guard::new(&mut out, path).finish(Err(Error::input("no")), path);
        assert_eq!(done.unwrap_err().what, "no");
    }

    proptest! {
        #[test]
        fn pieces_change_nothing(
            cells in prop::collection::vec("[0-9a-z.\\- ]{0,30}", 1..300),
            sizes in prop::collection::vec(1..400_usize, 1..5),
            plant in prop::option::of(any::<prop::sample::Index>()),
        ) {
            let mut text = String::from("a,b\n");
            let plant = plant.map(|plant| plant.index(cells.len()));
            for (i, cell) in cells.iter().enumerate() {
                text += cell;
                if plant == Some(i) {
                    text += " 3271014501900001";
                }
                text.push(if i % 2 == 1 { '\n' } else { ',' });
            }
            let whole = write("t.csv", text.as_bytes(), &[usize::MAX]);
            let pieces = write("t.csv", text.as_bytes(), &sizes);
            prop_assert_eq!(&whole.1, &pieces.1);
            match plant {
                Some(_) => prop_assert!(whole.1.is_err()),
                None => prop_assert!(whole.1.is_err() || whole.0 == text.as_bytes() && pieces.0 == whole.0),
            }
        }
    }
}
