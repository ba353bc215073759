//! Fields of a registry: which columns of persons go on, and which values.

use super::entries::Titles;
use crate::base::finding::Finding;
use crate::base::privacy::{Raw, Seen, numbered, scan, titled};
use crate::base::study::Privacy;
use crate::error::{Error, Result};
use crate::input::read::Door;
use crate::input::read::rows::{Kind, Rows};
use polars::prelude::*;
use std::path::Path;

/// Columns of the log before the fields.
pub const LOG: [&str; 11] = [
    "_op",
    "_person",
    "_family",
    "_code",
    "_to",
    "_to_family",
    "_date",
    "_level",
    "_file",
    "_row",
    "_clear",
];

/// Columns of the snapshot before the fields.
pub const SNAPSHOT: [&str; 5] = ["person", "family", "code", "since", "updated"];

/// From here on a number is too large for anything but that of a person.
const LARGE: f64 = 1e15;

/// Fields that the rows of a registry give: all columns but those of keys, villages and names. Those left out are told.
///
/// # Errors
/// A column that is absent, and fields that stand in the way of the registry's own columns.
pub fn fields(
    rows: &mut Rows,
    titles: &Titles,
    privacy: &Privacy,
    findings: &mut Vec<Finding>,
) -> Result<Vec<(String, Kind)>> {
    let path = rows.paths().next().unwrap_or(Path::new("")).to_path_buf();
    Door::titles(&path, rows.columns().into_iter())?;
    let own = [Some(titles.person), titles.family, Some(titles.code)];
    let all: Vec<String> = rows.columns().into_iter().map(str::to_owned).collect();
    let others: Vec<&str> = all
        .iter()
        .map(String::as_str)
        .filter(|name| !own.contains(&Some(name)))
        .collect();
    let kinds = rows.settle(&others, &[], &mut Vec::new())?;
    let mut fields = Vec::new();
    let mut left = Vec::new();
    for (name, kind) in others.into_iter().zip(kinds) {
        match speaks(name, kind) && !privacy.keep.iter().any(|kept| kept == name) {
            true => left.push(name),
            false => fields.push((name.to_owned(), kind)),
        }
    }
    if !left.is_empty() {
        let what = format!(
            "left out, since titles speak of persons: {}",
            left.join(", ")
        );
        findings.push(
            Finding::info("column-personal", what)
                .file(&path)
                .remedy("name under [privacy] as `keep` what holds no persons"),
        );
    }
    let c = titles.columns;
    let updates = [&c.op, &c.date, &c.level, &c.to, &c.to_family, &c.clear];
    let taken = |(name, _): &&(String, Kind)| {
        LOG.contains(&name.as_str()) || SNAPSHOT.contains(&name.as_str()) || updates.contains(&name)
    };
    if let Some((name, _)) = fields.iter().find(taken) {
        return Err(
            Error::input("the registry or its updates have a column of this name of their own")
                .file(&path)
                .column(name)
                .remedy("rename the column, or give that of updates another title under [registry.refresh.columns]"),
        );
    }
    Ok(fields)
}

/// Whether a column of persons speaks of who they are: names and addresses by their title, numbers of telephones and accounts likewise.
pub(super) fn speaks(title: &str, kind: Kind) -> bool {
    let lower = title.to_lowercase();
    let mut words = lower.split(|c: char| !c.is_alphanumeric());
    let named = words.any(|word| matches!(word, "nama" | "name"));
    match kind {
        Kind::Text => named || titled(title),
        Kind::Number => numbered(title),
        Kind::Truth => false,
    }
}

/// The values of a field, without any that could tell who a person is; how many were is added to `emptied`.
pub(super) fn values(
    frame: &DataFrame,
    name: &str,
    kind: Kind,
    emptied: &mut u64,
) -> Result<Column> {
    let Ok(column) = frame.column(name) else {
        let dtype = dtype(kind);
        return Ok(Column::full_null(name.into(), frame.height(), &dtype));
    };
    let column = column.cast(&dtype(kind))?;
    match kind {
        Kind::Truth => Ok(column),
        Kind::Number => {
            let numbers = column.f64()?;
            let large = numbers
                .iter()
                .flatten()
                .filter(|x| x.abs() >= LARGE)
                .count();
            *emptied += large as u64;
            match large {
                0 => Ok(column),
                _ => Ok(numbers
                    .iter()
                    .map(|x| x.filter(|x| x.abs() < LARGE))
                    .collect::<Float64Chunked>()
                    .with_name(name.into())
                    .into_column()),
            }
        }
        Kind::Text => {
            let texts = column.str()?;
            let told: usize = texts.iter().flatten().filter(|text| tells(text)).count();
            *emptied += told as u64;
            match told {
                0 => Ok(column),
                _ => Ok(texts
                    .iter()
                    .map(|text| text.filter(|text| !tells(text)))
                    .collect::<StringChunked>()
                    .with_name(name.into())
                    .into_column()),
            }
        }
    }
}

/// The type of a field in the files of the registry.
pub fn dtype(kind: Kind) -> DataType {
    match kind {
        Kind::Number => DataType::Float64,
        Kind::Text => DataType::String,
        Kind::Truth => DataType::Boolean,
    }
}

/// Whether a text holds the number, telephone or address of a person.
fn tells(text: &str) -> bool {
    text.len() >= 8
        && text
            .bytes()
            .any(|byte| byte.is_ascii_digit() || byte == b'@')
        && (scan::holds(text) || matches!(Raw::read(text, false), Seen::Whole(_) | Seen::Damaged))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn names_and_numbers_of_persons_are_no_fields() {
        for title in ["nama", "Nama Ibu", "alamat", "no_hp", "name"] {
            assert!(speaks(title, Kind::Text), "{title}");
        }
        assert!(speaks("no_hp", Kind::Number) && !speaks("jumlah_kk", Kind::Number));
        assert!(!speaks("pekerjaan", Kind::Text) && !speaks("penerima", Kind::Truth));
    }

    #[test]
    fn cells_that_tell_who_somebody_is_are_emptied() {
        let frame = df!(
            "catatan" => ["baik", "milik 3271014501900001", "081234567890", "siti@desa.id", "RT 01/RW 02"],
            "nilai" => [1.0, 3_271_014_501_900_001.0, 2.0, 3.0, 4.0],
        );
        let frame = frame.unwrap();
        let mut emptied = 0;
        let text = values(&frame, "catatan", Kind::Text, &mut emptied).unwrap();
        assert_eq!((text.null_count(), emptied), (3, 3));
        let number = values(&frame, "nilai", Kind::Number, &mut emptied).unwrap();
        assert_eq!((number.null_count(), emptied), (1, 4));
        let absent = values(&frame, "tidak ada", Kind::Truth, &mut emptied).unwrap();
        assert_eq!(absent.null_count(), 5);
    }
}
