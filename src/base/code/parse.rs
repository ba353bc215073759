//! Codes as text, whatever the source made of them.

use crate::base::code::System;
use crate::base::missing::is_missing;
use crate::base::model::{Code, Level};

/// A code and whether it had to be repaired.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parsed {
    /// The canonical code.
    pub code: Code,
    /// True when a zero that the source had lost was put back.
    pub repaired: bool,
}

/// How a cell holds its digits, before any repair.
enum Shape {
    /// Digits in parts, as `53.01.25.2001`; one part when undotted.
    Parts(Vec<String>),
    /// Not a number: kept as it is.
    Text(String),
}

/// Canonical digits of a code: dots, dashes, spaces, quotes and a float's `.0` or exponent are taken away.
///
/// `53.01.25.2001`, `5301252001.0`, `5.301252001E9`, `'5301252001` all give `5301252001`. Text that is no number
/// (`A-12`) is kept as it is. `None`: nothing there (`-`, `nan`, `null`, `n/a`, empty), or an exponent that lost more
/// than two digits (`5.3E+09`). Lost zeros need a level: see [`canonical_at`].
pub fn canonical(raw: &str) -> Option<Code> {
    Some(Code::from_canonical(match shape(raw)? {
        Shape::Parts(parts) => parts.concat(),
        Shape::Text(text) => text,
    }))
}

/// [`canonical`] for a code of a known system and any level: text in another system, whatever it looks like.
pub fn canonical_in(raw: &str, system: System) -> Option<Code> {
    match system {
        System::Other { .. } => other(raw).map(Code::from_canonical),
        _ => canonical(raw),
    }
}

/// [`canonical`] for a code of a known system and level; puts back zeros that are lost for certain.
///
/// * Two dotted parts, the second of one digit, where a regency is expected: `53.1` is what a float leaves of `53.10`
///   (`53.01` would have kept its zero), so it becomes `5310`; three bare digits, `531`, likewise.
/// * Three or four dotted parts cannot be a float: a short part has lost its leading zeros, `53.1.25.2001` is
///   `53.01.25.2001`.
/// * Codes of another system are text, `1E5` and `00.7` too: only spaces and quotes around them and a float's `.0` go.
///
/// Nothing else is repaired; a code that still has the wrong length is the caller's to report.
pub fn canonical_at(raw: &str, system: System, level: Level) -> Option<Parsed> {
    if let System::Other { .. } = system {
        return other(raw).map(|text| kept(&text));
    }
    let parts = match shape(raw)? {
        Shape::Text(text) => return Some(kept(&text)),
        Shape::Parts(parts) => parts,
    };
    let digits = parts.concat();
    if system.length(level) == Some(digits.len()) {
        return Some(kept(&digits));
    }
    let repaired = match parts.as_slice() {
        [all] if level == Level::Regency && all.len() == 3 => Some(format!("{all}0")),
        [province, one] if level == Level::Regency && province.len() == 2 && one.len() == 1 => {
            Some(format!("{province}{one}0"))
        }
        parts if parts.len() >= 3 => padded(parts, system),
        _ => None,
    };
    Some(match repaired {
        Some(code) if system.length(level) == Some(code.len()) => Parsed {
            code: Code::from_canonical(code),
            repaired: true,
        },
        _ => kept(&digits),
    })
}

/// A code of another system.
fn other(raw: &str) -> Option<String> {
    let text = cleaned(raw)?;
    Some(text.strip_suffix(".0").unwrap_or(&text).to_owned())
}

fn kept(text: &str) -> Parsed {
    Parsed {
        code: Code::from_canonical(text),
        repaired: false,
    }
}

/// Each part with its leading zeros; `None` when one is too long.
fn padded(parts: &[String], system: System) -> Option<String> {
    let widths = match system {
        System::Bps => [2, 2, 3, 3],
        _ => [2, 2, 2, 4],
    };
    let fits = parts.len() <= 4
        && parts
            .iter()
            .zip(widths)
            .all(|(part, width)| part.len() <= width);
    fits.then(|| {
        let parts = parts.iter().zip(widths);
        parts
            .map(|(part, width)| format!("{part:0>width$}"))
            .collect()
    })
}

/// Without outer spaces, quotes, `=` and invisible characters; `None` when nothing is left.
fn cleaned(raw: &str) -> Option<String> {
    let outer = |c: char| {
        c.is_whitespace()
            || c.is_control()
            || matches!(c, '\'' | '"' | '`' | '=' | '\u{2018}'..='\u{201d}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
    };
    let text = raw.trim_matches(outer);
    (!is_missing(text)).then(|| text.to_owned())
}

fn shape(raw: &str) -> Option<Shape> {
    let text = cleaned(raw)?;
    if let Some(digits) = scientific(&text) {
        return digits.map(|digits| Shape::Parts(vec![digits]));
    }
    let separator =
        |c: char| c.is_whitespace() || matches!(c, '.' | ',' | '-' | '/' | '_' | '\u{2013}');
    if !text.chars().all(|c| c.is_ascii_digit() || separator(c))
        || !text.contains(|c: char| c.is_ascii_digit())
    {
        return Some(Shape::Text(text));
    }
    if let Some((whole, fraction)) = text.split_once(['.', ',']) {
        let float = !fraction.is_empty() && fraction.bytes().all(|b| b == b'0');
        if float && whole.bytes().all(|b| b.is_ascii_digit()) {
            return Some(Shape::Parts(vec![whole.to_owned()]));
        }
    }
    let parts = text.split(separator).filter(|part| !part.is_empty());
    Some(Shape::Parts(parts.map(str::to_owned).collect()))
}

/// `Some(None)`: scientific, but more digits are lost than can be trusted.
fn scientific(text: &str) -> Option<Option<String>> {
    let (mantissa, exponent) = text.split_once(['e', 'E'])?;
    let exponent: usize = exponent
        .strip_prefix('+')
        .unwrap_or(exponent)
        .parse()
        .ok()?;
    let (whole, fraction) = mantissa.split_once(['.', ',']).unwrap_or((mantissa, ""));
    if whole.is_empty()
        || !whole
            .bytes()
            .chain(fraction.bytes())
            .all(|b| b.is_ascii_digit())
    {
        return None;
    }
    let fraction = fraction.trim_end_matches('0');
    let zeros = exponent.checked_sub(fraction.len());
    Some(
        zeros
            .filter(|&zeros| zeros <= 2)
            .map(|zeros| format!("{whole}{fraction}{}", "0".repeat(zeros))),
    )
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    fn text(raw: &str) -> Option<String> {
        canonical(raw).map(|code| code.to_string())
    }

    #[test]
    fn one_code_in_many_coats() {
        for raw in [
            "53.01.25.2001",
            "5301252001",
            "5301252001.0",
            "5301252001.00",
            "5.301252001E9",
            "5.301252001e+09",
            "'5301252001",
            "\u{2019}5301252001",
            "\u{a0}5301252001\u{a0}",
            "=\"5301252001\"",
            "53 01 25 2001",
            "53-01-25-2001",
            "5.301.252.001",
            "5,301,252,001",
            "\u{feff}5301252001",
        ] {
            assert_eq!(text(raw).as_deref(), Some("5301252001"), "{raw:?}");
        }
        assert_eq!(text("5.30125E9").as_deref(), None);
        assert_eq!(text("5.3E+09"), None);
        assert_eq!(text("5.31E3").as_deref(), Some("5310"));
        assert_eq!(text("A-12").as_deref(), Some("A-12"));
        for raw in ["", " ", "-", "NaN", "null", "'", "#N/A"] {
            assert_eq!(text(raw), None, "{raw:?}");
        }
    }

    #[test]
    fn lost_zeros_come_back_where_they_are_certain() {
        let at = |raw, level| {
            let parsed = canonical_at(raw, System::Kemendagri, level).unwrap();
            (parsed.code.to_string(), parsed.repaired)
        };
        assert_eq!(at("53.1", Level::Regency), ("5310".into(), true));
        assert_eq!(at("531", Level::Regency), ("5310".into(), true));
        assert_eq!(at("53.01", Level::Regency), ("5301".into(), false));
        assert_eq!(at("53.10", Level::Regency), ("5310".into(), false));
        assert_eq!(at("1101", Level::Regency), ("1101".into(), false));
        assert_eq!(at("1101.0", Level::Regency), ("1101".into(), false));
        assert_eq!(at("53.0", Level::Province), ("53".into(), false));
        assert_eq!(
            at("53.1.25.2001", Level::Village),
            ("5301252001".into(), true)
        );
        assert_eq!(at("53.1.2", Level::District), ("530102".into(), true));
        assert_eq!(at("530125200", Level::Village), ("530125200".into(), false));
        let other = System::Other { digits: [2, 4, 6] };
        for (raw, kept) in [
            (" 00.7 ", "00.7"),
            ("1E5", "1E5"),
            ("5.3E+09", "5.3E+09"),
            ("53-01", "53-01"),
            ("7.0", "7"),
        ] {
            let code = canonical_at(raw, other, Level::Village).unwrap().code;
            assert_eq!(code.as_str(), kept);
            assert_eq!(canonical_in(raw, other).as_ref(), Some(&code));
        }
        assert_eq!(canonical_in(" n/A ", other), None);
        assert_eq!(canonical_in("53.01", System::Bps).unwrap().as_str(), "5301");
    }

    proptest! {
        #[test]
        fn any_village_survives_a_float(code in 1_100_000_000_u64..9_999_999_999) {
            let plain = code.to_string();
            let dotted = format!("{}.{}.{}.{}", &plain[..2], &plain[2..4], &plain[4..6], &plain[6..]);
            let float = format!("{:?}", code as f64);
            for raw in [dotted, float, format!("'{plain}")] {
                prop_assert_eq!(text(&raw), Some(plain.clone()));
            }
        }

        #[test]
        fn any_regency_survives_a_float(province in 11_u32..99, regency in 1_u32..99) {
            let float = format!("{}", f64::from(province * 100 + regency) / 100.0);
            prop_assume!(float.contains('.'));
            let parsed = canonical_at(&float, System::Kemendagri, Level::Regency).unwrap();
            prop_assert_eq!(parsed.code.to_string(), format!("{province}{regency:02}"));
        }

        #[test]
        fn never_panics(raw in ".*") {
            let _ = canonical(&raw);
            let _ = canonical_at(&raw, System::Bps, Level::District);
        }
    }
}
