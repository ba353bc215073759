//! Days of the calendar as numbers.

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
    let number = |text: &str| text.parse::<i32>().ok();
    let (year, month, day) = (number(year)?, number(month)?, number(day)?);
    let there = (1900..2200).contains(&year) && (1..=12).contains(&month);
    let days = there.then(|| count(year, month, day))?;
    (written(days) == format!("{year:04}-{month:02}-{day:02}")).then_some(days)
}

/// Days from 1970-01-01 (Hinnant, chrono-compatible low-level date algorithms: days_from_civil).
fn count(year: i32, month: i32, day: i32) -> i32 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// The date as `2024-12-31` (Hinnant: civil_from_days).
pub fn written(days: i32) -> String {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = year + era * 400 + i32::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
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
