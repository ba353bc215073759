//! How numbers are rounded for files and written for readers.

use crate::base::study::Language;

/// The nearest number with this many decimals, ties to even on the exact binary value; never -0.
///
/// `None` when it is not finite.
pub fn round(value: f64, decimals: usize) -> Option<f64> {
    if !value.is_finite() {
        return None;
    }
    let rounded: f64 = format!("{value:.decimals$}").parse().ok()?;
    Some(rounded + 0.0)
}

/// A number as people read it: `1.234,5` in Bahasa Indonesia, `1,234.5` in English.
pub fn read(value: f64, decimals: usize, language: Language) -> String {
    let (group, mark) = match language {
        Language::Id => ('.', ','),
        Language::En => (',', '.'),
    };
    let text = format!("{:.decimals$}", value.abs());
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let mut out = String::new();
    if value < 0.0 && text.bytes().any(|b| (b'1'..=b'9').contains(&b)) {
        out.push('-');
    }
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i) % 3 == 0 {
            out.push(group);
        }
        out.push(digit);
    }
    if !fraction.is_empty() {
        out.push(mark);
        out.push_str(fraction);
    }
    out
}

/// The nearest number with this many significant digits; `None` when it is not finite.
pub fn significant(value: f64, digits: usize) -> Option<f64> {
    if !value.is_finite() {
        return None;
    }
    let rounded: f64 = format!("{value:.*e}", digits - 1).parse().ok()?;
    Some(rounded + 0.0)
}

/// A number as people read it with four significant digits, such as `0,02412` or `2,412e-8`.
pub fn read_small(value: f64, language: Language) -> String {
    if value == 0.0 {
        return "0".to_owned();
    }
    if value.abs() >= 1e-4 {
        let whole = value.abs().log10().floor() as i32;
        return read(value, (3 - whole).max(0) as usize, language);
    }
    let text = format!("{value:.3e}");
    match language {
        Language::Id => text.replace('.', ","),
        Language::En => text,
    }
}

/// A number as it is, to 15 significant digits (a 16th could make it look like the number of a person), with the language's decimal mark: `0,05`.
pub fn plain(value: f64, language: Language) -> String {
    let value = significant(value, 15).unwrap_or(value);
    match language {
        Language::Id => value.to_string().replace('.', ","),
        Language::En => value.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounds_without_minus_zero() {
        assert_eq!(round(-0.00001, 2).map(f64::to_bits), Some(0));
        assert_eq!(round(0.619_047_6, 4), Some(0.619));
        assert_eq!(round(f64::NAN, 4), None);
    }

    #[test]
    fn small_numbers_keep_their_digits() {
        assert_eq!(significant(2.412_345_678e-8, 6), Some(2.41235e-8));
        assert_eq!(significant(-0.0, 6).map(f64::to_bits), Some(0));
        assert_eq!(read_small(2.412e-8, Language::Id), "2,412e-8");
        assert_eq!(read_small(0.024_124, Language::En), "0.02412");
        assert_eq!(read_small(1234.5, Language::En), "1,234");
        assert_eq!(read_small(0.0, Language::En), "0");
    }

    #[test]
    fn plain_numbers_look_like_no_person() {
        assert_eq!(plain(0.1 + 0.2, Language::Id), "0,3");
        assert_eq!(
            plain(16.233_865_776_131_356, Language::Id),
            "16,2338657761314"
        );
    }

    #[test]
    fn reads_in_both_languages() {
        assert_eq!(read(1_234_567.891, 2, Language::Id), "1.234.567,89");
        assert_eq!(read(-1234.5, 1, Language::En), "-1,234.5");
        assert_eq!(read(-0.001, 1, Language::En), "0.0");
        assert_eq!(read(999.0, 0, Language::Id), "999");
    }
}
