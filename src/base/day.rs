//! Days of the calendar as numbers.

use chrono::NaiveDate;

/// Days from 1970-01-01 to a date written as `2024-12-31`, `31-12-2024` or `31/12/2024`, a time behind it left out; `None` for anything that is no
/// day of the years 1900 to 2199.
pub fn days(text: &str) -> Option<i32> {
    let text = text.trim();
    let text = text.split(['T', ' ']).next()?;
    let mut parts = text.split(['-', '/']);
    let mut part = || {
        let part = parts.next()?;
        let digits = (1..=4).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
        digits.then_some(part)
    };
    let (first, month, last) = (part()?, part()?, part()?);
    if parts.next().is_some() {
        return None;
    }
    let (year, day) = match (first.len(), last.len()) {
        (4, 1..=2) => (first, last),
        (1..=2, 4) => (last, first),
        _ => return None,
    };
    let (year, month, day) = (year.parse().ok()?, month.parse().ok()?, day.parse().ok()?);
    let date = NaiveDate::from_ymd_opt(year, month, day)?;
    (1900..2200).contains(&year).then(|| date.to_epoch_days())
}

/// The date as `2024-12-31`; empty for days beyond all calendars.
pub fn written(days: i32) -> String {
    let date = NaiveDate::from_epoch_days(days);
    date.map_or(String::new(), |date| date.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_that_there_are() {
        for (text, number) in [
            ("1970-01-01", 0),
            ("2024-02-29", 19_782),
            ("29/02/2024", 19_782),
            ("31-12-1969", -1),
            ("2024-12-31 00:00:00", 20_088),
            ("1/3/2000", 11_017),
        ] {
            assert_eq!(days(text), Some(number), "{text}");
        }
        for text in [
            "2023-02-29",
            "31/04/2024",
            "2024-13-01",
            "12/31/2024",
            "24-12-31",
            "2024",
            "kemarin",
            "",
            "0001-01-01",
            "1-2-3-2024",
        ] {
            assert_eq!(days(text), None, "{text}");
        }
        assert!((-20_000..60_000).all(|day| days(&written(day)) == Some(day)));
    }
}
