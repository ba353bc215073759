//! Cells that only say that there is no value.

const MARKS: &[&str] = &["", "-", "--", "---", "–", "—", ".", "..", "...", "…"];
const WORDS: &[&str] = &[
    "na", "n/a", "nan", "null", "none", "#n/a", "#na", "#ref!", "#value!", "#div/0!", "#name?",
    "#num!", "#null!",
];

/// Whether a trimmed cell says that there is no value: blank, dashes or dots, `NA`, `null`, `NaN`, a workbook's errors; letter
/// case is nothing.
pub fn is_missing(cell: &str) -> bool {
    let number = cell.as_bytes().first().is_some_and(u8::is_ascii_digit);
    !number
        && cell.len() <= 9
        && (MARKS.contains(&cell) || WORDS.iter().any(|word| word.eq_ignore_ascii_case(cell)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::code::gazetteer::official;

    #[test]
    fn words_and_marks_in_any_case() {
        for cell in [
            "", "-", "–", "…", "NA", "na", "N/a", "NULL", "Null", "nan", "None", "#Div/0!", "#N/A",
        ] {
            assert!(is_missing(cell), "{cell:?}");
        }
        for cell in ["0", "-1", "Nanga", "tidak ada", "N", "----"] {
            assert!(!is_missing(cell), "{cell:?}");
        }
    }

    #[test]
    fn no_place_is_called_so() {
        let places = official().within("", 10).chain(official().within("", 6));
        let names: Vec<&str> = places.map(|(_, name)| name).collect();
        assert!(names.len() > 90_000);
        assert_eq!(names.into_iter().find(|name| is_missing(name)), None);
    }
}
