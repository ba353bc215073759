//! Years, written as such or as dates.

use super::file::File;
use crate::error::Result;

/// Years that a number of four digits may be.
const YEARS: std::ops::RangeInclusive<i32> = 1900..=2199;

/// The year of a cell: the only number of four digits in it; beside it only the shorter numbers of a date.
pub(in crate::input) fn year(cell: &str) -> Option<i32> {
    let numbers = cell.split(|c: char| !c.is_ascii_digit());
    let mut found = None;
    for number in numbers.filter(|number| !number.is_empty()) {
        match (number.len(), found) {
            (4, None) => found = number.parse().ok().filter(|year| YEARS.contains(year)),
            (1 | 2, _) => {}
            _ => return None,
        }
        if number.len() == 4 {
            found?;
        }
    }
    found
}

/// The years of a role's column, m values; all missing without a column.
pub(super) fn years(file: &File, role: &str) -> Result<Vec<Option<i32>>> {
    let Some(words) = file.words(role) else {
        return Ok(vec![None; file.table.rows.len()]);
    };
    let found: Vec<Option<i32>> = words.words.iter().map(|word| year(word)).collect();
    if let Some(word) = found.iter().position(Option::is_none) {
        return Err(file
            .fault("this is no year and no date with one", role)
            .row(words.row(file, word))
            .remedy("write a year such as 2024, or a date such as 2024-12-31"));
    }
    let of = |word: &Option<u32>| word.and_then(|word| found[word as usize]);
    Ok(words.of_row.iter().map(of).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_and_dates() {
        for cell in [
            "2024",
            "2024.0",
            "2024-03-01",
            "01/03/2024",
            "TA 2024",
            "1 Maret 2024",
            "2024-03-01T00:00:00",
        ] {
            assert_eq!(year(cell), Some(2024), "{cell}");
        }
        for cell in [
            "",
            "24",
            "20240301",
            "2023/2024",
            "0024",
            "1800",
            "2200",
            "lalu",
        ] {
            assert_eq!(year(cell), None, "{cell}");
        }
    }
}
