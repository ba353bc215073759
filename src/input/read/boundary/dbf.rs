//! The dBase table of a shapefile, digits and encodings kept.
//!
//! Read here because the crates at hand read `F` fields as 32-bit numbers, which loses digits of codes, and give up a
//! whole record for one bad field.

use super::columns::{Cell, distinct, typed};
use crate::base::finding::Finding;
use crate::error::{Error, Result};
use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};
use polars::frame::DataFrame;
use std::path::Path;

/// The rows of a dBase table.
#[derive(Debug)]
pub(super) struct Table {
    /// One row a record, deleted ones included.
    pub frame: DataFrame,
    /// Whether each record is marked as deleted.
    pub deleted: Vec<bool>,
}

struct Field {
    name: Vec<u8>,
    kind: u8,
    offset: usize,
    length: usize,
}

/// Reads a `.dbf`. `cpg` is the text of the `.cpg`; without it the language-driver byte decides, else UTF-8 where the
/// text is that, else Windows-1252.
///
/// Numeric fields whose every value is an integer are Int64, other numbers Float64, logicals Boolean, dates text
/// `YYYY-MM-DD`, all else text; blank and `***` are null.
///
/// # Errors
/// Anything but a whole dBase table.
pub(super) fn read(
    bytes: &[u8],
    cpg: Option<&str>,
    path: &Path,
    findings: &mut Vec<Finding>,
) -> Result<Table> {
    let (fields, records) = layout(bytes).map_err(|what| {
        Error::input(what)
            .file(path)
            .remedy("copy the .dbf again, or export the layer anew")
    })?;
    let encoding = encoding(bytes[29], cpg, &fields, &records);
    let names = fields
        .iter()
        .map(|field| {
            encoding
                .decode_without_bom_handling(&field.name)
                .0
                .into_owned()
        })
        .collect();
    let mut columns = Vec::new();
    for (field, name) in fields.iter().zip(distinct(names)) {
        let mut broken = 0;
        let cells = records.iter().map(|record| {
            let raw = &record[field.offset..field.offset + field.length];
            cell(field.kind, raw, encoding, &mut broken)
        });
        let column = typed(&name, cells.collect());
        if broken > 0 {
            let finding = if field.kind == b'D' {
                Finding::warning(
                    "broken-date",
                    format!("{broken} dates are no eight digits and were read as missing"),
                )
                .remedy("copy the .dbf again, or export the layer anew")
            } else {
                Finding::warning(
                    "encoding",
                    format!("{broken} values are not {} text", encoding.name()),
                )
                .remedy("name the true encoding in the .cpg beside the .shp")
            };
            findings.push(finding.file(path).column(&name));
        }
        if field.kind == b'M' {
            findings.push(
                Finding::info(
                    "memo",
                    "a memo field is left empty; its text is in another file",
                )
                .file(path)
                .column(&name),
            );
        }
        columns.push(column);
    }
    Ok(Table {
        frame: DataFrame::new(records.len(), columns)?,
        deleted: records.iter().map(|record| record[0] == b'*').collect(),
    })
}

fn layout(bytes: &[u8]) -> Result<(Vec<Field>, Vec<&[u8]>), String> {
    let word = |at: usize| -> usize { usize::from(bytes[at]) + 256 * usize::from(bytes[at + 1]) };
    if bytes.len() < 33 {
        return Err("the dBase table is cut in its header".into());
    }
    let count = word(4) + 65_536 * word(6);
    let (header, length) = (word(8), word(10));
    if header < 33 || bytes.len() < header || length == 0 {
        return Err(format!(
            "this is no dBase table: it announces a header of {header} bytes and records of {length}"
        ));
    }
    let mut fields = Vec::new();
    let mut offset = 1;
    for field in bytes[32..header].as_chunks::<32>().0 {
        if field[0] == 0x0d {
            break;
        }
        let name = field[..11].split(|&b| b == 0).next().unwrap_or_default();
        let kind = field[11];
        // A text longer than 255 bytes keeps the upper part of its length where numbers keep their decimals.
        let upper = if kind == b'C' {
            usize::from(field[17])
        } else {
            0
        };
        let length = usize::from(field[16]) + 256 * upper;
        fields.push(Field {
            name: name.trim_ascii().to_vec(),
            kind,
            offset,
            length,
        });
        offset += length;
    }
    if offset > length {
        return Err("the fields of the dBase table are longer than its records".into());
    }
    let records: Vec<&[u8]> = bytes[header..].chunks_exact(length).take(count).collect();
    if records.len() < count {
        return Err(format!(
            "the dBase table is cut: record {} of {count} is not whole",
            records.len() + 1
        ));
    }
    Ok((fields, records))
}

fn cell(kind: u8, raw: &[u8], encoding: &'static Encoding, broken: &mut usize) -> Cell {
    let text = raw
        .split(|&b| b == 0)
        .next()
        .unwrap_or_default()
        .trim_ascii();
    match (kind, raw) {
        (b'I' | b'+', &[a, b, c, d]) => Cell::Int(i32::from_le_bytes([a, b, c, d]).into()),
        (b'B' | b'O', &[a, b, c, d, e, f, g, h]) => {
            let number = f64::from_le_bytes([a, b, c, d, e, f, g, h]);
            if number.is_finite() {
                Cell::Float(number)
            } else {
                Cell::Null
            }
        }
        (b'N' | b'F', _) => number(text),
        (b'L', _) => match text {
            b"T" | b"t" | b"Y" | b"y" | b"1" => Cell::Bool(true),
            b"F" | b"f" | b"N" | b"n" | b"0" => Cell::Bool(false),
            _ => Cell::Null,
        },
        (b'D', _) => date(text, broken),
        (b'M', _) => Cell::Null,
        _ if text.is_empty() => Cell::Null,
        _ => {
            let (decoded, faulty) = encoding.decode_without_bom_handling(text);
            *broken += usize::from(faulty);
            Cell::Text(decoded.trim().to_owned())
        }
    }
}

/// `20241231` is `2024-12-31`; blank and `00000000` are null, what is no eight digits is null and counted as broken.
fn date(text: &[u8], broken: &mut usize) -> Cell {
    if text.is_empty() || text == b"00000000" {
        return Cell::Null;
    }
    match std::str::from_utf8(text) {
        Ok(date) if date.len() == 8 && date.bytes().all(|b| b.is_ascii_digit()) => {
            Cell::Text(format!("{}-{}-{}", &date[..4], &date[4..6], &date[6..]))
        }
        _ => {
            *broken += 1;
            Cell::Null
        }
    }
}

/// `3401012001` and `3401012001.000` are the integer; blank, stars and what is no number are null.
fn number(text: &[u8]) -> Cell {
    let Ok(text) = std::str::from_utf8(text) else {
        return Cell::Null;
    };
    let text = text.replace(',', ".");
    let whole = match text.split_once('.') {
        Some((whole, fraction)) if fraction.bytes().all(|b| b == b'0') => whole,
        _ => &text,
    };
    if let Ok(integer) = whole.parse() {
        return Cell::Int(integer);
    }
    match text.parse::<f64>() {
        Ok(number) if number.is_finite() => Cell::Float(number),
        _ => Cell::Null,
    }
}

fn encoding(
    driver: u8,
    cpg: Option<&str>,
    fields: &[Field],
    records: &[&[u8]],
) -> &'static Encoding {
    let label = cpg.map(|label| label.trim_start_matches('\u{feff}').trim().to_lowercase());
    let named = label.as_deref().and_then(|label| {
        let number = label
            .trim_start_matches("ansi ")
            .trim_start_matches("cp")
            .trim();
        Encoding::for_label(label.as_bytes()).or_else(|| code_page(number.parse().ok()?))
    });
    let driven = match driver {
        0x03 | 0x57 | 0x58 | 0x59 => code_page(1252),
        0xc8 => code_page(1250),
        0xc9 => code_page(1251),
        0xca => code_page(1254),
        0xcb => code_page(1253),
        0x65 | 0x26 => code_page(866),
        0x13 | 0x7b => code_page(932),
        0x4d | 0x7a => code_page(936),
        0x4e | 0x79 => code_page(949),
        0x4f | 0x78 => code_page(950),
        0x50 | 0x7c => code_page(874),
        _ => None,
    };
    named.or(driven).unwrap_or_else(|| {
        let texts = || fields.iter().filter(|field| field.kind == b'C');
        let utf8 = records.iter().all(|record| {
            texts().all(|f| std::str::from_utf8(&record[f.offset..f.offset + f.length]).is_ok())
        });
        if utf8 { UTF_8 } else { WINDOWS_1252 }
    })
}

fn code_page(number: u32) -> Option<&'static Encoding> {
    let label = match number {
        65001 => "utf-8".to_owned(),
        866 => "ibm866".to_owned(),
        932 => "shift_jis".to_owned(),
        936 => "gbk".to_owned(),
        949 => "euc-kr".to_owned(),
        950 => "big5".to_owned(),
        874 | 1250..=1258 => format!("windows-{number}"),
        88591..=88599 => format!("iso-8859-{}", number - 88590),
        _ => return None,
    };
    Encoding::for_label(label.as_bytes())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;
    use polars::prelude::{AnyValue, DataType};

    /// A table of one field with these raw values.
    fn table(kind: u8, length: u8, driver: u8, values: &[&[u8]]) -> Vec<u8> {
        let mut bytes = vec![0_u8; 32];
        bytes[0] = 3;
        bytes[4] = values.len() as u8;
        bytes[8] = 65;
        bytes[10] = length + 1;
        bytes[29] = driver;
        let mut field = [0_u8; 32];
        field[..4].copy_from_slice(b"kode");
        field[11] = kind;
        field[16] = length;
        bytes.extend(field);
        bytes.push(0x0d);
        for value in values {
            bytes.push(b' ');
            bytes.extend(*value);
            bytes.extend(vec![b' '; usize::from(length) - value.len()]);
        }
        bytes
    }

    fn column(bytes: &[u8], cpg: Option<&str>) -> (Vec<AnyValue<'static>>, DataType) {
        let table = read(bytes, cpg, Path::new("x.dbf"), &mut Vec::new()).unwrap();
        let column = table.frame.column("kode").unwrap().clone();
        let values = (0..column.len())
            .map(|i| column.get(i).unwrap().into_static())
            .collect();
        (values, column.dtype().clone())
    }

    #[test]
    fn numbers_keep_every_digit() {
        for kind in [b'N', b'F'] {
            let bytes = table(
                kind,
                20,
                0,
                &[b"3401012001", b"", b"***", b"5301042003.0000"],
            );
            let (values, dtype) = column(&bytes, None);
            assert_eq!(dtype, DataType::Int64);
            assert_eq!(values[0], AnyValue::Int64(3_401_012_001));
            assert_eq!(values[1], AnyValue::Null);
            assert_eq!(values[2], AnyValue::Null);
            assert_eq!(values[3], AnyValue::Int64(5_301_042_003));
        }
        let (values, dtype) = column(&table(b'F', 19, 0, &[b"1.06567890123e+004", b"2"]), None);
        assert_eq!(dtype, DataType::Float64);
        assert_eq!(values[0], AnyValue::Float64(10_656.789_012_3));
    }

    #[test]
    fn text_is_decoded_by_cpg_then_driver_then_by_itself() {
        let text = |bytes: &[u8], cpg| match column(bytes, cpg).0.remove(0) {
            AnyValue::StringOwned(text) => text.to_string(),
            other => panic!("{other:?}"),
        };
        assert_eq!(
            text(&table(b'C', 8, 0, &[b"Caf\xe9"]), Some("ISO-8859-1")),
            "Café"
        );
        assert_eq!(
            text(&table(b'C', 8, 0, &[b"Caf\xe9"]), Some("1252\r\n")),
            "Café"
        );
        assert_eq!(
            text(&table(b'C', 8, 0x57, &["Café".as_bytes()]), Some("UTF-8")),
            "Café"
        );
        assert_eq!(text(&table(b'C', 8, 0x57, &[b"Caf\xe9"]), None), "Café");
        assert_eq!(text(&table(b'C', 8, 0, &["Café".as_bytes()]), None), "Café");
        assert_eq!(text(&table(b'C', 8, 0, &[b"Caf\xe9"]), None), "Café");
        assert_eq!(text(&table(b'C', 8, 0, &[b"0340101"]), None), "0340101");
    }

    #[test]
    fn wrong_bytes_are_a_finding() {
        let mut findings = Vec::new();
        let bytes = table(b'C', 8, 0, &[b"Caf\xe9"]);
        read(&bytes, Some("UTF-8"), Path::new("x.dbf"), &mut findings).unwrap();
        assert_eq!(findings[0].check, "encoding");
    }

    #[test]
    fn logicals_dates_and_deleted_records() {
        let (values, dtype) = column(&table(b'L', 1, 0, &[b"T", b"?", b"n"]), None);
        assert_eq!(dtype, DataType::Boolean);
        assert_eq!(values[2], AnyValue::Boolean(false));
        let (values, _) = column(&table(b'D', 8, 0, &[b"20241231", b""]), None);
        assert_eq!(values[0], AnyValue::StringOwned("2024-12-31".into()));
        let mut bytes = table(b'N', 4, 0, &[b"1", b"2"]);
        bytes[65 + 5] = b'*';
        let table = read(&bytes, None, Path::new("x.dbf"), &mut Vec::new()).unwrap();
        assert_eq!(table.deleted, [false, true]);
    }

    #[test]
    fn a_cut_table_says_where() {
        let bytes = table(b'N', 4, 0, &[b"1", b"2"]);
        let cut = &bytes[..bytes.len() - 3];
        let error = read(cut, None, Path::new("x.dbf"), &mut Vec::new()).unwrap_err();
        assert!(error.what.contains("record 2 of 2"), "{error}");
        assert!(read(&bytes[..20], None, Path::new("x.dbf"), &mut Vec::new()).is_err());
        for header in [0, 8, 32] {
            let mut bytes = bytes.clone();
            bytes[8] = header;
            let error = read(&bytes, None, Path::new("x.dbf"), &mut Vec::new()).unwrap_err();
            assert!(
                error.what.contains(&format!("a header of {header} bytes")),
                "{error}"
            );
        }
    }

    #[test]
    fn what_is_no_date_or_no_number_is_missing_and_dates_are_told() {
        // the second is eight bytes of which the fourth and fifth make one letter
        let bytes = table(
            b'D',
            8,
            0,
            &[b"20241231", "202é123".as_bytes(), b"00000000"],
        );
        let mut findings = Vec::new();
        let table_read = read(&bytes, None, Path::new("x.dbf"), &mut findings).unwrap();
        assert_eq!(table_read.frame.column("kode").unwrap().null_count(), 2);
        assert_eq!(findings.len(), 1);
        assert_eq!(findings[0].check, "broken-date");
        assert!(
            findings[0].what.starts_with("1 dates"),
            "{}",
            findings[0].what
        );
        let nan = f64::NAN.to_le_bytes();
        let (values, dtype) = column(&table(b'B', 8, 0, &[&nan, &2.5_f64.to_le_bytes()]), None);
        assert_eq!(dtype, DataType::Float64);
        assert_eq!(values, [AnyValue::Null, AnyValue::Float64(2.5)]);
    }
}
