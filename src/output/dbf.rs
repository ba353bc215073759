//! The attributes of a shapefile as a dBase table, and what it cannot hold.

use super::guard::refused;
use crate::base::privacy::scan;
use crate::error::{Error, Result};
use polars::prelude::{Column, DataFrame, DataType};
use std::collections::HashSet;
use std::io::Write;

/// Bytes of a field's name, of a text, and of a record, fields and header at most.
const NAME: usize = 10;
const TEXT: usize = 254;
const RECORD: usize = 65_535;
const FIELDS: usize = 2_046;

/// A column as a field.
#[derive(Debug, Clone)]
pub struct Field {
    /// Name in the table: at most 10 bytes, distinct whatever the case.
    pub name: String,
    /// Name of the column.
    pub column: String,
    /// `C` text, `N` number, `L` logical.
    pub kind: u8,
    /// Bytes of a cell.
    pub width: usize,
    decimals: usize,
    cells: Vec<Option<String>>,
}

/// Values that change, by reason; 0 is none.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Losses {
    /// Texts cut at 254 bytes.
    pub cut: usize,
    /// Texts that lose spaces at their ends or end at a NUL.
    pub trimmed: usize,
    /// Empty texts, which a reader cannot tell from missing ones.
    pub emptied: usize,
}

/// The fields of a frame. Logicals are `L`, integers and floats `N` with every digit, all else UTF-8 text.
///
/// # Errors
/// More fields, or longer records, than the format has; a cell with a token shaped like a NIK or KK.
pub fn fields(frame: &DataFrame) -> Result<(Vec<Field>, Losses)> {
    let columns: Vec<&str> = frame.columns().iter().map(|c| c.name().as_str()).collect();
    let mut losses = Losses::default();
    let mut fields = Vec::new();
    for (column, name) in frame.columns().iter().zip(names(&columns)) {
        fields.push(field(column, name, &mut losses)?);
    }
    let record = 1 + fields.iter().map(|field| field.width).sum::<usize>();
    if record > RECORD || fields.len() > FIELDS {
        return Err(Error::output(format!(
            "a shapefile holds {FIELDS} columns and {RECORD} bytes a row; here are {} and {record}",
            fields.len()
        ))
        .remedy("write .geojson, or leave columns out"));
    }
    Ok((fields, losses))
}

fn field(column: &Column, name: String, losses: &mut Losses) -> Result<Field> {
    let kind = column.dtype();
    let cast = |kind: DataType| column.as_materialized_series().rechunk().strict_cast(&kind);
    let (kind, cells): (u8, Vec<Option<String>>) = if kind.is_bool() {
        let letter = |value: Option<bool>| Some(if value? { "T" } else { "F" }.to_owned());
        let values = cast(DataType::Boolean)?;
        (b'L', values.bool()?.iter().map(letter).collect())
    } else if kind.is_integer() {
        let values = cast(DataType::Int64)?;
        let text = |value: Option<i64>| Some(value?.to_string());
        (b'N', values.i64()?.iter().map(text).collect())
    } else if kind.is_float() {
        let values = cast(DataType::Float64)?;
        let finite = |value: &f64| value.is_finite();
        let text = |value: Option<f64>| Some(format!("{:?}", value.filter(finite)?));
        (b'N', values.f64()?.iter().map(text).collect())
    } else {
        let values = cast(DataType::String)?;
        let text = |value: Option<&str>| Some(fitting(value?, losses));
        (b'C', values.str()?.iter().map(text).collect())
    };
    // looked at cell by cell: in the file nothing parts one from the next
    let token = |cell: &Option<String>| cell.as_deref().is_some_and(scan::holds);
    if let Some(row) = cells.iter().position(token) {
        return Err(refused().column(column.name().as_str()).row(row + 1));
    }
    let longest = cells.iter().flatten().map(String::len).max();
    let fraction = |cell: &String| match cell.split_once('.') {
        Some((_, digits)) if !digits.contains('e') => digits.len(),
        _ => 0,
    };
    let decimals = match kind {
        b'N' => cells.iter().flatten().map(fraction).max().unwrap_or(0),
        _ => 0,
    };
    Ok(Field {
        name,
        column: column.name().to_string(),
        kind,
        width: longest.unwrap_or(1).max(1),
        decimals,
        cells,
    })
}

/// A text as the format keeps it.
fn fitting(text: &str, losses: &mut Losses) -> String {
    let whole = text.split('\0').next().unwrap_or_default().trim();
    losses.trimmed += usize::from(whole.len() < text.len());
    losses.emptied += usize::from(whole.is_empty());
    let cut = whole.floor_char_boundary(TEXT);
    losses.cut += usize::from(cut < whole.len());
    whole[..cut].to_owned()
}

/// A name of at most 10 bytes for each column: its own when it fits and is free, else its beginning, numbered when that is taken.
fn names(columns: &[&str]) -> Vec<String> {
    let beginning = |name: &str, most: usize| name[..name.floor_char_boundary(most)].to_owned();
    let mut taken = HashSet::new();
    let mut fitting = |name: &&str| {
        let plain = name.trim_ascii() == *name && !name.is_empty() && !name.contains('\0');
        plain && name.len() <= NAME && taken.insert(name.to_lowercase())
    };
    let fits: Vec<bool> = columns.iter().map(&mut fitting).collect();
    let mut name = |(column, fits): (&&str, bool)| {
        if fits {
            return (*column).to_owned();
        }
        let tidy = column.replace('\0', "");
        let tidy = match tidy.trim_ascii() {
            "" => "field",
            tidy => tidy,
        };
        let plain = beginning(tidy, NAME).trim_ascii_end().to_owned();
        let numbered = (1..).map(|n| {
            let end = format!("_{n}");
            beginning(tidy, NAME - end.len()) + &end
        });
        let mut free = std::iter::once(plain).chain(numbered);
        let found = free.find(|name| taken.insert(name.to_lowercase()));
        found.unwrap_or_default()
    };
    columns.iter().zip(fits).map(&mut name).collect()
}

/// Writes n rows.
///
/// # Errors
/// When the writer fails, or the rows are too many for the format.
pub fn write(out: &mut dyn Write, fields: &[Field], rows: usize) -> Result<()> {
    let failed =
        |e: std::io::Error| Error::output(format!("the attributes cannot be written: {e}"));
    let count = u32::try_from(rows)
        .map_err(|_| Error::output("more rows than a shapefile holds").remedy("write .geojson"))?;
    let record = 1 + fields.iter().map(|field| field.width).sum::<usize>();
    let header = 33 + 32 * fields.len();
    // dBase III; the day of writing would make the same input give other bytes
    let mut bytes = vec![3, 95, 7, 26];
    bytes.extend(count.to_le_bytes());
    bytes.extend((header as u16).to_le_bytes());
    bytes.extend((record as u16).to_le_bytes());
    bytes.resize(32, 0);
    for field in fields {
        let start = bytes.len();
        bytes.extend(field.name.as_bytes());
        bytes.resize(start + 11, 0);
        bytes.push(field.kind);
        bytes.resize(start + 16, 0);
        bytes.extend([field.width as u8, field.decimals.min(field.width) as u8]);
        bytes.resize(start + 32, 0);
    }
    bytes.push(0x0d);
    for row in 0..rows {
        bytes.push(b' ');
        for field in fields {
            let cell = field.cells[row].as_deref();
            let cell = cell.unwrap_or(if field.kind == b'L' { "?" } else { "" });
            let blank = field.width - cell.len();
            let (before, after) = if field.kind == b'N' {
                (blank, 0)
            } else {
                (0, blank)
            };
            bytes.resize(bytes.len() + before, b' ');
            bytes.extend(cell.as_bytes());
            bytes.resize(bytes.len() + after, b' ');
        }
        if bytes.len() >= 1 << 20 {
            out.write_all(&bytes).map_err(failed)?;
            bytes.clear();
        }
    }
    bytes.push(0x1a);
    out.write_all(&bytes)
        .and_then(|()| out.flush())
        .map_err(failed)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use polars::prelude::df;

    #[test]
    fn names_fit_and_stay_apart() {
        let columns = [
            "kode",
            "population_2020",
            "population_2021",
            "populati_1",
            "KODE",
            "",
            "jumlah_penduduk_é",
            "keluarga é",
        ];
        let short = names(&columns);
        let expected = [
            "kode",
            "population",
            "populati_2",
            "populati_1",
            "KODE_1",
            "field",
            "jumlah_pen",
            "keluarga",
        ];
        assert_eq!(short, expected);
        assert!(short.iter().all(|name| name.len() <= 10));
    }

    #[test]
    fn what_the_format_changes_is_counted() {
        let long = "é".repeat(200);
        let frame = df!("t" => [Some(long.as_str()), Some(" a"), Some(""), None]).unwrap();
        let (fields, losses) = fields(&frame).unwrap();
        assert_eq!(
            losses,
            Losses {
                cut: 1,
                trimmed: 1,
                emptied: 1
            }
        );
        assert_eq!((fields[0].kind, fields[0].width), (b'C', 254));
    }

    #[test]
    fn numbers_keep_their_digits() {
        let frame = df!("x" => [Some(0.1 + 0.2), Some(1e-300), None], "n" => [Some(i64::MIN), None, Some(7)]).unwrap();
        let (fields, _) = fields(&frame).unwrap();
        assert_eq!(fields[0].cells[0].as_deref(), Some("0.30000000000000004"));
        assert_eq!((fields[0].width, fields[0].decimals), (19, 17));
        assert_eq!((fields[1].width, fields[1].kind), (20, b'N'));
        let mut bytes = Vec::new();
        write(&mut bytes, &fields, 3).unwrap();
        assert_eq!(bytes.len(), 32 + 2 * 32 + 1 + 3 * 40 + 1);
        assert!(bytes.ends_with(b"   7\x1a"));
    }
}
