//! What an engine says when it fails, without what may be persons'.

use crate::error::{Error, Result};

/// Digits in a row from which a number may be a person's.
const NUMBER: usize = 9;
/// Most letters that are repeated.
const WORDS: usize = 300;

/// The result, or an error of the engine in its own words.
pub(super) fn failed<T, E: std::fmt::Display>(what: &str, result: Result<T, E>) -> Result<T> {
    result.map_err(|error| {
        let said = error.to_string();
        let said = said.split(" (sqlstate").next().unwrap_or_default();
        Error::engine(format!("{what}: {}", plain(said))).remedy(
            "see that the engine runs and holds the table, then do this again; nothing was written",
        )
    })
}

/// The words in one line; numbers of many digits and what stands in quotes, which may be a cell, are left out.
fn plain(said: &str) -> String {
    let words = said.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut out = String::new();
    let mut digits = String::new();
    let mut open = None;
    for c in words.chars().take(WORDS).chain([' ']) {
        match open {
            Some(quote) if quote == c => {
                out.push(c);
                open = None;
            }
            Some(_) => {}
            None if c.is_ascii_digit() => digits.push(c),
            None => {
                match digits.len() >= NUMBER {
                    true => out.push('…'),
                    false => out += &digits,
                }
                digits.clear();
                out.push(c);
                if matches!(c, '"' | '\'' | '`') {
                    out.push('…');
                    open = Some(c);
                }
            }
        }
    }
    out.trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn cells_and_long_numbers_are_not_repeated() {
        let said = "Unknown: invalid input syntax for type bigint: \"Budi 3271014501900001\"\n at 3271014501900001, line 12 (sqlstate: 22P02)";
        let error = failed::<(), _>("the query poverty failed", Err(said)).unwrap_err();
        assert_eq!(
            error.what,
            "the query poverty failed: Unknown: invalid input syntax for type bigint: \"…\" at …, line 12"
        );
        assert_eq!(error.exit_code(), 4);
        assert_eq!(plain("a cell 'that never ends"), "a cell '…");
    }
}
