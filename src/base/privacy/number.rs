//! The shape of a NIK or KK: 16 digits, of which 6 are a district, 6 a date and 4 a serial number.

/// Provinces that numbers begin with: those of Kemendagri, 54, which left, and 99, where made-up places are.
const PROVINCES: [u8; 40] = [
    11, 12, 13, 14, 15, 16, 17, 18, 19, 21, 31, 32, 33, 34, 35, 36, 51, 52, 53, 54, 61, 62, 63, 64,
    65, 71, 72, 73, 74, 75, 76, 81, 82, 91, 92, 93, 94, 95, 96, 99,
];

/// Digits of a NIK and of a KK.
pub const DIGITS: usize = 16;

/// Whether 16 digits have the shape: a province that there is, a regency and a district above 0, a day of the calendar with 40
/// added for women in a NIK, any year and serial number.
///
/// False when they are not 16 ASCII digits.
pub fn shaped(digits: &[u8]) -> bool {
    if digits.len() != DIGITS || !digits.iter().all(u8::is_ascii_digit) {
        return false;
    }
    let two = |at: usize| (digits[at] - b'0') * 10 + digits[at + 1] - b'0';
    let (province, regency, district) = (two(0), two(2), two(4));
    let (day, month, year) = (two(6), two(8), two(10));
    let day = if day > 40 { day - 40 } else { day };
    let days = match month {
        2 if year % 4 == 0 => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    };
    PROVINCES.contains(&province) && regency > 0 && district > 0 && (1..=days).contains(&day)
}

#[cfg(test)]
mod tests {
    use super::shaped;
    use crate::base::code::gazetteer::official;

    #[test]
    fn places_and_days_that_there_are() {
        for digits in [
            "3271014501900001",
            "3271010501900001",
            "9901014107880001",
            "5301047112120999",
            "3402012902000000",
        ] {
            assert!(shaped(digits.as_bytes()), "{digits}");
        }
        for (digits, why) in [
            ("2071014501900001", "province 20"),
            ("3200014501900001", "regency 00"),
            ("3271004501900001", "district 00"),
            ("3271010001900001", "day 00"),
            ("3271014001900001", "day 40 is no woman's 00"),
            ("3271013201900001", "day 32"),
            ("3271017201900001", "day 72"),
            ("3271013104900001", "April 31"),
            ("3271012902010001", "2001 and 1901 have no February 29"),
            ("3271014513900001", "month 13"),
            ("3271014500900001", "month 00"),
            ("327101450190000", "15 digits"),
            ("32710145019000011", "17 digits"),
            ("327101450190000a", "a letter"),
        ] {
            assert!(!shaped(digits.as_bytes()), "{why}");
        }
    }

    #[test]
    fn every_district_of_the_list_begins_a_number() {
        let districts: Vec<&str> = official().within("", 6).map(|(code, _)| code).collect();
        assert!(districts.len() > 7_000);
        for district in districts {
            assert!(
                shaped(format!("{district}0101900001").as_bytes()),
                "{district}"
            );
        }
    }
}
