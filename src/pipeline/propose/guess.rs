//! What a column holds: codes, names, numbers.

use crate::base::missing::is_missing;
use crate::base::model::Level;
use crate::base::words::plain;
use crate::input::read::{Door, table};
use polars::prelude::{Column, DataType};
use std::path::Path;

/// Trimmed texts of a column; `None` where there is nothing.
pub(super) fn texts(column: &Column) -> Vec<Option<String>> {
    let text = column.cast(&DataType::String);
    let text = text.as_ref().ok().and_then(|text| text.str().ok());
    let tidy = |cell: Option<&str>| {
        let cell = cell?.trim();
        (!is_missing(cell)).then(|| cell.to_owned())
    };
    text.map_or_else(Vec::new, |text| text.iter().map(tidy).collect())
}

/// Whether the cells are words: letters in nine of ten.
pub(super) fn worded(cells: &[Option<String>]) -> bool {
    let there = cells.iter().flatten();
    let lettered = there
        .clone()
        .filter(|cell| cell.chars().any(char::is_alphabetic));
    let (lettered, there) = (lettered.count(), there.count());
    there > 0 && lettered * 10 >= there * 9
}

/// Words of titles of names of a level, the surest first.
pub(super) fn called(level: Level) -> &'static [&'static str] {
    match level {
        Level::Village => &["desa", "kelurahan", "village", "adm4", "nama", "name"],
        Level::District => &["kec", "district", "adm3"],
        Level::Regency => &["kab", "kota", "regency", "adm2"],
        Level::Province => &["prov", "adm1"],
    }
}

/// Whether a title speaks of people as a number.
pub(super) fn of_people(title: &str) -> bool {
    let title = title.to_lowercase();
    let whole = |word: &str| {
        title
            .split(|c: char| !c.is_alphanumeric())
            .any(|own| own == word)
    };
    ["penduduk", "population", "jiwa", "populasi"]
        .iter()
        .any(|word| whole(word))
        && !["miskin", "persen", "kepadatan", "density"]
            .iter()
            .any(|word| title.contains(word))
}

/// Columns of a table that may say how much a point serves, the surest first.
pub(super) fn capacity(path: &Path) -> Vec<String> {
    let read = table::read(path, None, &[], &Door::default(), &mut Vec::new());
    let Ok(seen) = read else {
        return Vec::new();
    };
    let words = [
        "kapasitas",
        "capacity",
        "dokter",
        "doctors",
        "guru",
        "teachers",
        "tempat_tidur",
        "beds",
        "kursi",
        "seats",
    ];
    let numbers = seen.frame.columns().iter();
    let numbers: Vec<&str> = numbers
        .filter(|column| column.dtype().is_numeric())
        .map(|column| column.name().as_str())
        .collect();
    let called = words.iter().flat_map(|word| {
        let own = numbers.iter().filter(|name| plain(name) == plain(word));
        own.map(|name| (*name).to_owned())
    });
    called.collect()
}
