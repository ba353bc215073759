//! Columns as text, and columns recognised by title.

use crate::base::missing::is_missing;
use crate::base::model::Level;
use crate::base::nearest::no_such_column;
use crate::error::Result;
use polars::prelude::{DataFrame, DataType};
use std::path::Path;

/// Trimmed text of a column, n values; blank, `-`, `NA` and the like are missing. An unknown column is an error with the nearest names.
pub(super) fn texts(frame: &DataFrame, column: &str, file: &Path) -> Result<Vec<Option<String>>> {
    let Ok(found) = frame.column(column) else {
        return Err(no_such_column(column, titles(frame)).file(file));
    };
    let text = found.cast(&DataType::String)?;
    let tidy = |value: &str| {
        let value = value.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
        (!is_missing(value)).then(|| value.to_owned())
    };
    Ok(text
        .str()?
        .iter()
        .map(|value| value.and_then(tidy))
        .collect())
}

/// Titles of the columns.
pub(super) fn titles(frame: &DataFrame) -> Vec<&str> {
    frame
        .columns()
        .iter()
        .map(|column| column.name().as_str())
        .collect()
}

/// The column whose title usually holds the names of `level`.
pub(super) fn usual(frame: &DataFrame, level: Level) -> Option<String> {
    let names = titles(frame);
    let found = usual_titles(level)
        .iter()
        .find_map(|title| names.iter().find(|name| plain(name) == *title));
    found.map(|name| (*name).to_owned())
}

/// Whether a column of this title usually holds the names of `level`.
pub(super) fn is_usual(title: &str, level: Level) -> bool {
    usual_titles(level).contains(&plain(title).as_str())
}

fn plain(title: &str) -> String {
    title.trim().to_lowercase().replace([' ', '/', '-'], "_")
}

fn usual_titles(level: Level) -> &'static [&'static str] {
    match level {
        Level::Village => &[
            "nama",
            "nama_desa",
            "namadesa",
            "desa",
            "desa_kelurahan",
            "kelurahan",
            "namobj",
            "wadmkd",
            "nmdesa",
            "nm_desa",
            "name",
            "village",
        ],
        Level::District => &[
            "kecamatan",
            "kec",
            "nama_kec",
            "nama_kecamatan",
            "wadmkc",
            "nmkec",
            "nm_kec",
            "district",
        ],
        Level::Regency => &[
            "kabupaten",
            "kab",
            "kab_kota",
            "kabkot",
            "kabupaten_kota",
            "nama_kab",
            "nama_kabupaten",
            "wadmkk",
            "nmkab",
            "nm_kab",
            "regency",
        ],
        Level::Province => &[
            "provinsi",
            "prov",
            "propinsi",
            "nama_prov",
            "nama_provinsi",
            "wadmpr",
            "nmprov",
            "nm_prov",
            "province",
        ],
    }
}

/// The first few of a list, and how many more there are.
pub(super) fn few(items: &[String]) -> String {
    let shown = items.iter().take(5).cloned().collect::<Vec<_>>().join("; ");
    match items.len().saturating_sub(5) {
        0 => shown,
        more => format!("{shown}; and {more} more"),
    }
}
