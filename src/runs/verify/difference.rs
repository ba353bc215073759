//! Where two files that should be the same part.

use crate::error::{Error, Result};
use std::path::Path;

/// The first difference of the file `shown` as it was and as it is, in words; `None` where they are the same.
///
/// # Errors
/// When the older one cannot be read.
pub(super) fn first_difference(shown: &str, was: &Path, is: &Path) -> Result<Option<String>> {
    let Ok(was_bytes) = std::fs::read(was) else {
        // told among the files that changed
        return Ok(None);
    };
    if !is.is_file() {
        return Ok(Some(format!("{shown} is not made any more")));
    }
    let is_bytes = std::fs::read(is)
        .map_err(|error| Error::input(format!("cannot be read: {error}")).file(is))?;
    if was_bytes == is_bytes {
        return Ok(None);
    }
    let place = match (
        std::str::from_utf8(&was_bytes),
        std::str::from_utf8(&is_bytes),
    ) {
        (Ok(was), Ok(is)) if shown.ends_with(".csv") => cell(was, is),
        (Ok(was), Ok(is)) => line(was, is),
        _ => {
            let same = was_bytes
                .iter()
                .zip(&is_bytes)
                .take_while(|(was, is)| was == is);
            format!("from byte {} on", same.count() + 1)
        }
    };
    Ok(Some(format!("{shown}: {place}")))
}

/// The first line that differs, in a few words of it.
fn line(was: &str, is: &str) -> String {
    let (mut was, mut is) = (was.lines(), is.lines());
    let mut number = 0;
    loop {
        number += 1;
        match (was.next(), is.next()) {
            (None, None) => return "the line feeds".to_owned(),
            (was, is) if was == is => {}
            (was, is) => {
                return format!("line {number} was {} and is {}", quoted(was), quoted(is));
            }
        }
    }
}

/// The first cell that differs, by row and column.
fn cell(was: &str, is: &str) -> String {
    let (mut own, mut other) = (reader(was), reader(is));
    let head: Vec<String> = own
        .headers()
        .map(|head| head.iter().map(str::to_owned).collect())
        .unwrap_or_default();
    if own.headers().ok() != other.headers().ok() {
        return line(was, is);
    }
    let (mut own, mut other) = (own.records(), other.records());
    let mut row = 0;
    loop {
        row += 1;
        let (Some(Ok(was_row)), Some(Ok(is_row))) = (own.next(), other.next()) else {
            return format!("row {row} is in one of them only");
        };
        let cells = head.iter().zip(was_row.iter().zip(is_row.iter()));
        let mut cells = cells.filter(|(_, (was, is))| was != is);
        if let Some((column, (was, is))) = cells.next() {
            let key = was_row.get(0).unwrap_or_default();
            return format!(
                "row {row} ({key}), column {column} was {} and is {}",
                quoted(Some(was)),
                quoted(Some(is))
            );
        }
    }
}

fn reader(text: &str) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new()
        .flexible(true)
        .from_reader(text.as_bytes())
}

/// A text in quotes, not too long of it.
fn quoted(text: Option<&str>) -> String {
    const LONGEST: usize = 60;
    match text {
        None => "not there".to_owned(),
        Some("") => "empty".to_owned(),
        Some(text) if text.chars().count() <= LONGEST => format!("`{text}`"),
        Some(text) => format!("`{}…`", text.chars().take(LONGEST).collect::<String>()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_place_is_named() {
        let table = "code,need\n1,0.5\n2,0.25\n";
        let other = "code,need\n1,0.5\n2,\n";
        assert_eq!(
            cell(table, other),
            "row 2 (2), column need was `0.25` and is empty"
        );
        assert_eq!(
            cell(table, "code,need\n1,0.5\n"),
            "row 2 is in one of them only"
        );
        assert_eq!(
            cell(table, "code,score\n"),
            "line 1 was `code,need` and is `code,score`"
        );
        assert_eq!(line("a\nb\n", "a\n"), "line 2 was `b` and is not there");
        assert_eq!(line("a\r\n", "a\n"), "the line feeds");
    }
}
