//! The nearest known words to a mistyped one, and the error for a column that is not there.

use crate::error::Error;

/// What that error says.
pub const NO_COLUMN: &str = "there is no such column";

/// Digits in a title from which a table is taken to have no header: its first row may be personal.
const NUMBER: usize = 9;

/// Up to `count` known words, nearest first (Damerau-Levenshtein share, letter case set aside; ties keep their order).
pub fn nearest<'a>(
    word: &str,
    known: impl IntoIterator<Item = &'a str>,
    count: usize,
) -> Vec<&'a str> {
    let word = word.to_lowercase();
    let mut scored: Vec<(f64, &str)> = known
        .into_iter()
        .map(|k| {
            (
                strsim::normalized_damerau_levenshtein(&word, &k.to_lowercase()),
                k,
            )
        })
        .collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0));
    scored.into_iter().take(count).map(|(_, k)| k).collect()
}

/// The error for a column that is none of the `known`; it names the nearest five, but no cell of a table without a header.
pub fn no_such_column<'a>(column: &str, known: impl IntoIterator<Item = &'a str>) -> Error {
    let known: Vec<&str> = known.into_iter().collect();
    let digits = |title: &&str| title.chars().filter(char::is_ascii_digit).count();
    let near = nearest(column, known.iter().copied(), 5).join("; ");
    let remedy = match known.len() {
        _ if known.iter().any(|title| digits(title) >= NUMBER) => {
            "the first row seems to hold values; give every column its title there".to_owned()
        }
        0..=5 => format!("name one of: {near}"),
        total => format!("the nearest of its {total} columns are: {near}"),
    };
    Error::input(NO_COLUMN).column(column).remedy(remedy)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_absent_column_is_answered_with_the_nearest() {
        let says = |known: &[&str]| no_such_column("Kod", known.iter().copied()).to_string();
        assert_eq!(
            says(&["desa", "kode"]),
            "column Kod: there is no such column\n  what to do: name one of: kode; desa"
        );
        let many = ["a", "b", "c", "d", "e", "kode"];
        assert!(says(&many).contains("the nearest of its 6 columns are: kode; "));
        let headless = says(&["5301042001880001", "Siti"]);
        assert!(
            headless.contains("title") && !headless.contains("Siti"),
            "{headless}"
        );
    }

    #[test]
    fn finds_the_typo_first() {
        assert_eq!(
            nearest("Vilages", ["method", "villages", "within"], 1),
            ["villages"]
        );
        assert_eq!(nearest("x", [], 2), Vec::<&str>::new());
    }
}
