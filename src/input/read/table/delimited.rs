//! CSV and its kin: encoding, separator, quotes, line ends.

use super::cells::Cells;
use crate::base::finding::Finding;
use crate::error::{Error, Result};
use encoding_rs::{Encoding, WINDOWS_1252};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::Path;

/// Reads separated text; the separator is found from the contents, whatever the extension says.
pub(super) fn read(path: &Path, bytes: &[u8], findings: &mut Vec<Finding>) -> Result<Cells> {
    let text = decode(path, bytes, findings)?;
    let separator = separator(&text);
    let mut reader = reader(&text, separator);
    let mut record = csv::StringRecord::new();
    let mut cells: Option<Cells> = None;
    let mut last = (0, 0);
    let mut long = Vec::new();
    loop {
        let (start, line) = record_start(&text, reader.position());
        let found = reader
            .read_record(&mut record)
            .map_err(|e| Error::input(e.to_string()).file(path).row(line))?;
        if !found {
            break;
        }
        last = (start, line);
        long.extend(
            swallowed(&record, char::from(separator)).map(|(row, lines)| (line + row, lines)),
        );
        match &mut cells {
            Some(cells) => cells.push(path, line, record.iter())?,
            None if record.iter().all(|field| field.trim().is_empty()) => {}
            None => cells = Some(Cells::new(path, line, record.iter())?),
        }
    }
    // A quote left open swallows the rest of the file without a sound.
    let record = &text[last.0..];
    if let Some(quote) = open_quote(record, char::from(separator)) {
        return Err(Error::input("a quote is opened and never closed")
            .file(path)
            .row(last.1 + breaks(&record[..quote]))
            .remedy(QUOTE));
    }
    if let Some(&(row, lines)) = long.first() {
        let more = match long.len() {
            1 => String::new(),
            n => format!("; {} more cells too", n - 1),
        };
        let what = format!(
            "a quote opens here and closes {lines} lines below; rows between may be lost in the cell{more}"
        );
        findings.push(
            Finding::warning("long-quote", what)
                .file(path)
                .row(row)
                .remedy(QUOTE),
        );
    }
    cells.ok_or_else(|| super::empty(path))
}

pub(in crate::input::read) const QUOTE: &str =
    "close it, or double it where it is meant as a character";
/// Line breaks in a cell beyond which a quote is thought to have been left open.
pub(in crate::input::read) const LONG: usize = 10;

fn breaks(text: &str) -> usize {
    text.bytes().filter(|&byte| byte == b'\n').count()
}

/// The first cell that seems to have swallowed rows, as lines below the start of the record, and its line breaks: it has more than
/// [`LONG`], or one of its inner lines looks like a row, with as many separators, two at least, as the record has.
fn swallowed(record: &csv::StringRecord, separator: char) -> Option<(usize, usize)> {
    if !record.as_slice().contains('\n') {
        return None;
    }
    let separators = record.len() - 1;
    let mut row = 0;
    for cell in record {
        let lines = breaks(cell);
        let mut inner = cell.split('\n').skip(1).take(lines.saturating_sub(1));
        let like_a_row =
            |line: &str| separators > 1 && line.matches(separator).count() == separators;
        if lines > LONG || inner.any(like_a_row) {
            return Some((row, lines));
        }
        row += lines;
    }
    None
}

fn reader(text: &str, separator: u8) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new()
        .delimiter(separator)
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes())
}

/// Text of the file: UTF-8, UTF-16 with a byte order mark, else Windows-1252; lines end in `\n` or `\r\n`.
fn decode<'a>(path: &Path, bytes: &'a [u8], findings: &mut Vec<Finding>) -> Result<Cow<'a, str>> {
    let text = if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        let (text, faulty) = encoding.decode_without_bom_handling(&bytes[mark..]);
        if faulty {
            // What is not text was replaced by this character.
            let (before, _) = text.split_once('\u{fffd}').unwrap_or((&text, ""));
            let what = format!(
                "the file is marked as {} but holds bytes that are not; letters are lost from here on",
                encoding.name()
            );
            findings.push(
                Finding::warning("encoding", what)
                    .file(path)
                    .row(1 + breaks(before))
                    .remedy("save it anew as UTF-8 from the program it comes from"),
            );
        }
        text
    } else if let Ok(text) = std::str::from_utf8(bytes) {
        Cow::Borrowed(text)
    } else {
        findings.push(
            Finding::info(
                "encoding",
                "the file is not UTF-8 and was read as Windows-1252",
            )
            .file(path)
            .remedy("save it as UTF-8 if letters look wrong"),
        );
        WINDOWS_1252.decode_without_bom_handling(bytes).0
    };
    if text.bytes().any(|byte| byte < 8) {
        return Err(Error::input("the file holds binary data, not a text table")
            .file(path)
            .remedy("export the table as CSV, or name the file by its true type"));
    }
    if text.contains('\r') && !text.contains('\n') {
        return Ok(Cow::Owned(text.replace('\r', "\n")));
    }
    Ok(text)
}

/// Byte offset and 1-based line where the next record starts; the reader's own position lies before blank lines.
fn record_start(text: &str, at: &csv::Position) -> (usize, usize) {
    let start = at.byte() as usize;
    let ends = text.as_bytes()[start..]
        .iter()
        .take_while(|byte| matches!(byte, b'\r' | b'\n'));
    let (mut skipped, mut lines) = (0, at.line() as usize);
    for byte in ends {
        skipped += 1;
        lines += usize::from(*byte == b'\n');
    }
    (start + skipped, lines)
}

/// The separator under which most of the first thousand records have the same number of fields, two at least.
/// A comma loses ties: it may be a decimal mark.
pub(in crate::input::read) fn separator(text: &str) -> u8 {
    let score = |separator: u8| {
        let mut widths: BTreeMap<usize, usize> = BTreeMap::new();
        for record in reader(text, separator).byte_records().take(1000).flatten() {
            *widths.entry(record.len()).or_default() += 1;
        }
        let records: usize = widths.values().sum();
        let most = widths
            .iter()
            .filter(|(width, _)| **width > 1)
            .map(|(_, n)| *n)
            .max();
        most.unwrap_or(0) as f64 / records.max(1) as f64
    };
    let mut best = (0.0, b',');
    for separator in *b"\t;|," {
        let score = score(separator);
        if score > best.0 {
            best = (score, separator);
        }
    }
    best.1
}

/// The byte where the quote opens that the text ends in.
fn open_quote(record: &str, separator: char) -> Option<usize> {
    let (mut quoted, mut at_start, mut opened) = (false, true, 0);
    for (at, c) in record.char_indices() {
        if c == '"' && (quoted || at_start) {
            if !quoted {
                opened = at;
            }
            quoted = !quoted;
            // A doubled quote closes and opens again.
            at_start = !quoted;
        } else {
            at_start = !quoted && (c == separator || c == '\n' || c == '\r');
        }
    }
    quoted.then_some(opened)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;
    use crate::base::finding::Severity;

    fn cells(bytes: &[u8]) -> Result<(Cells, Vec<Finding>)> {
        let mut findings = Vec::new();
        let cells = read(Path::new("t.csv"), bytes, &mut findings)?;
        Ok((cells, findings))
    }

    fn grid(bytes: &[u8]) -> Vec<Vec<String>> {
        let cells = cells(bytes).unwrap().0;
        let row = |i| {
            cells
                .columns
                .iter()
                .map(|c| c.iter().nth(i).unwrap().0.to_string())
                .collect()
        };
        (0..cells.rows.len()).map(row).collect()
    }

    #[test]
    fn finds_the_separator() {
        for (separator, text) in [
            (b'\t', "a\tb\n1,5\t2,5\n3,5\t4,5\n"),
            (b';', "nama;p0\nA;1,5\nB;2,5\n"),
            (b';', "a;b,c\n1;2,5\n3;4,5\n"),
            (b'|', "a|b\nx, y|2\nz|3\n"),
            (b',', "a,b\n\"x;y\",2\nz,3\n"),
            (b',', "kode\n1\n2\n"),
        ] {
            assert_eq!(
                char::from(super::separator(text)),
                char::from(separator),
                "{text}"
            );
        }
    }

    #[test]
    fn line_numbers_survive_blank_lines_and_quoted_newlines() {
        for end in ["\n", "\r\n", "\r"] {
            let text = "\na,b\n1,\"x\ny\"\n\n\n2,z\n,\n3,w".replace('\n', end);
            let (cells, _) = cells(text.as_bytes()).unwrap();
            assert_eq!(cells.rows, [3, 7, 9], "{end:?}");
            assert_eq!(
                cells.columns[1].iter().next().unwrap().0,
                format!("x{}y", if end == "\r" { "\n" } else { end })
            );
        }
    }

    #[test]
    fn encodings() {
        let text = "nama,n\nCafé – Ende,1\n";
        let (latin, _, _) = WINDOWS_1252.encode(text);
        let utf16 = |swap: bool| {
            let units = "\u{feff}".encode_utf16().chain(text.encode_utf16());
            let order = |u: u16| {
                if swap {
                    u.to_be_bytes()
                } else {
                    u.to_le_bytes()
                }
            };
            units.flat_map(order).collect::<Vec<u8>>()
        };
        let marked = [b"\xef\xbb\xbf", text.as_bytes()].concat();
        for bytes in [
            text.as_bytes(),
            &latin,
            &utf16(false),
            &utf16(true),
            &marked,
        ] {
            assert_eq!(grid(bytes), [["Café – Ende", "1"]]);
        }
        assert_eq!(cells(&latin).unwrap().1[0].check, "encoding");
        assert!(
            cells(b"a,b\n\x00\x01,2\n")
                .err()
                .unwrap()
                .what
                .contains("binary")
        );
    }

    #[test]
    fn bytes_that_are_not_what_the_mark_says_are_told_with_their_row() {
        let mut bytes = b"\xef\xbb\xbfnama,n\nA,1\nCaf\xe9,2\n\xe9,3\n".to_vec();
        let (_, findings) = cells(&bytes).unwrap();
        let told: Vec<_> = findings
            .iter()
            .map(|f| (f.severity, f.check, f.place.row))
            .collect();
        assert_eq!(told, [(Severity::Warning, "encoding", Some(3))]);
        assert!(findings[0].what.contains("UTF-8"), "{}", findings[0].what);
        bytes.retain(|&byte| byte != 0xe9);
        assert_eq!(cells(&bytes).unwrap().1, []);
    }

    #[test]
    fn a_quote_that_swallows_rows_is_told_where_it_opens() {
        let row = |text: &str| -> Vec<_> {
            let (_, findings) = cells(text.as_bytes()).unwrap();
            findings.iter().map(|f| (f.check, f.place.row)).collect()
        };
        // The quote of row 3 is closed by one that should open another in row 6.
        let text = "a,b,c\n1,2,3\n4,\"5,6\n7,8,9\n10,11,12\n13,\"14,15\n16,17,18\n";
        assert_eq!(row(text), [("long-quote", Some(3))]);
        let long = format!("a,b\n\"x\ny\",\"{}z\"\n", "line\n".repeat(11));
        assert_eq!(row(&long), [("long-quote", Some(3))]);
        let twice = format!("{long}{}", long.replace("a,b\n", ""));
        let (_, findings) = cells(twice.as_bytes()).unwrap();
        assert!(
            findings[0].what.contains("11 lines below"),
            "{}",
            findings[0].what
        );
        assert!(
            findings[0].what.contains("1 more cells"),
            "{}",
            findings[0].what
        );
        // An address on a few lines is no doubt.
        assert_eq!(row("a,b,c\n1,\"Jl. A, 3\nRT 1, RW 2\nEnde\",3\n"), []);
        assert_eq!(row("a,b\n1,\"x, y\nz, w\nv, u\"\n"), []);
    }

    #[test]
    fn refuses_what_would_lose_data() {
        for (text, row, what) in [
            ("a,b\n1,2\n3\n", 3, "1 fields and the header has 2"),
            ("a,b\n1,2\n\n3,4,5\n", 4, "3 fields"),
            ("a,b\n1,\"2\n3,4\n", 2, "never closed"),
            ("a,b,c\n1,\"2\n\",\"3\n4,5,6\n", 3, "never closed"),
            ("a,a\n1,2\n", 1, "columns 1 and 2 have the same name"),
        ] {
            let error = cells(text.as_bytes()).err().unwrap();
            assert_eq!(error.place.row, Some(row), "{error}");
            assert!(error.what.contains(what), "{error}");
        }
        assert_eq!(grid(b"a,b\n1,2,,\n \"3\"\"\" ,4\n")[0], ["1", "2"]);
    }
}
