//! A cell as the number, telephone or address of a person.

use super::number::{DIGITS, shaped};
use crate::base::missing::is_missing;
use std::fmt;

/// What an identifier is of; a keyed hash tells them apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// NIK or KK: 16 digits.
    Number,
    /// An Indonesian telephone number.
    Telephone,
    /// An e-mail address.
    Mail,
    /// A number of a registry's own.
    Own,
}

/// An identifier as it was read, in one spelling: it can be hashed with a [`Key`](super::Key), and nothing else.
///
/// ```
/// use kawasan::base::privacy::{Raw, Seen};
/// let Seen::Whole(raw) = Raw::read("32.71.01.450190.0001", false) else { panic!() };
/// assert_eq!(format!("{raw:?}"), "Raw(Number)");
/// ```
///
/// It has no words:
/// ```compile_fail
/// # use kawasan::base::privacy::{Raw, Seen};
/// let Seen::Whole(raw) = Raw::read("3271014501900001", false) else { panic!() };
/// println!("{raw}");
/// ```
/// It is no value of a table or a JSON file:
/// ```compile_fail
/// # use kawasan::base::privacy::{Raw, Seen};
/// let Seen::Whole(raw) = Raw::read("3271014501900001", false) else { panic!() };
/// serde_json::to_string(&raw);
/// ```
/// It lends no text that could become one:
/// ```compile_fail
/// # use kawasan::base::privacy::{Raw, Seen};
/// let Seen::Whole(raw) = Raw::read("3271014501900001", false) else { panic!() };
/// let text: &str = raw.as_ref();
/// ```
pub struct Raw {
    kind: Kind,
    text: String,
}

/// What a cell is.
#[derive(Debug)]
pub enum Seen {
    /// There is nothing.
    Missing,
    /// Something stands for nothing: `0`, `0000000000000000`, `9999999999999999`.
    Placeholder,
    /// An identifier with all that belongs to it.
    Whole(Raw),
    /// A NIK or KK that went through a number and lost digits: `3.27E+15`, `3271014501900001.0`, a workbook's number, a serial of 0000.
    Damaged,
    /// Anything else.
    Other,
}

impl Raw {
    /// Reads a cell; `stored` when its file keeps it as a floating-point number, of which 15 digits are sure.
    ///
    /// Digits may stand plain or in groups parted by points, blanks, hyphens or no-break spaces, behind an apostrophe. Telephones begin with 08, 628 or +62.
    pub fn read(cell: &str, stored: bool) -> Seen {
        let cell = cell.trim().trim_start_matches(['\'', '`', '’']);
        if is_missing(cell) {
            return Seen::Missing;
        }
        if cell.contains('@') {
            return mail(cell);
        }
        if !cell.starts_with(|c: char| c.is_ascii_digit() || c == '+' || c == '(') {
            return Seen::Other;
        }
        if let Some((mantissa, power)) = cell.split_once(['e', 'E']) {
            return exponent(mantissa, power);
        }
        let (whole, fraction) = fraction(cell);
        let mut digits = String::with_capacity(DIGITS);
        let (mut points, mut blanks) = (0, 0);
        for c in whole.strip_prefix('+').unwrap_or(whole).chars() {
            match c {
                '0'..='9' => digits.push(c),
                '.' => points += 1,
                ' ' | '-' | '\u{a0}' | '(' | ')' => blanks += 1,
                _ => return Seen::Other,
            }
        }
        if points == 1 && blanks == 0 {
            return Seen::Other;
        }
        let same = digits
            .bytes()
            .all(|digit| digits.starts_with(char::from(digit)));
        if same && (digits.starts_with('0') || digits.len() >= 8) {
            return Seen::Placeholder;
        }
        if shaped(digits.as_bytes()) {
            return match stored || fraction || digits.ends_with("0000") {
                true => Seen::Damaged,
                false => Seen::whole(Kind::Number, digits),
            };
        }
        telephone(&digits, whole.starts_with('+'))
    }

    /// Reads a cell of a registry whose persons have numbers of its own: any text is one.
    pub fn own(cell: &str, stored: bool) -> Seen {
        let cell = match stored {
            true => cell.trim_end_matches(".0"),
            false => cell,
        };
        match Self::read(cell, stored) {
            Seen::Other => Seen::whole(Kind::Own, cell.trim().to_owned()),
            // a running number may have one digit eight times
            Seen::Placeholder if cell.bytes().any(|byte| byte != b'0') && cell.len() < DIGITS => {
                Seen::whole(Kind::Own, cell.trim().to_owned())
            }
            seen => seen,
        }
    }

    /// What it is of.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// Whether it is a NIK or KK.
    pub fn is_number(&self) -> bool {
        self.kind == Kind::Number
    }

    /// Its text, for hashing only.
    pub(super) fn text(&self) -> &str {
        &self.text
    }
}

impl fmt::Debug for Raw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Raw({:?})", self.kind)
    }
}

impl Seen {
    fn whole(kind: Kind, text: String) -> Self {
        Self::Whole(Raw { kind, text })
    }
}

/// The cell without a fraction of zeros, and whether it had one.
fn fraction(cell: &str) -> (&str, bool) {
    match cell.rsplit_once(['.', ',']) {
        Some((whole, zeros))
            if whole.bytes().all(|b| b.is_ascii_digit())
                && (1..=3).contains(&zeros.len())
                && zeros.bytes().all(|b| b == b'0') =>
        {
            (whole, true)
        }
        _ => (cell, false),
    }
}

/// A number with an exponent that has 16 digits before its point.
fn exponent(mantissa: &str, power: &str) -> Seen {
    let mantissa = mantissa.replacen(',', ".", 1).parse::<f64>();
    let first = mantissa.is_ok_and(|number| (1.0..10.0).contains(&number));
    match first && power.trim_start_matches('+') == "15" {
        true => Seen::Damaged,
        false => Seen::Other,
    }
}

/// `081234567890`, `+62 812-3456-7890`, `6281234567890`, and with +62 fixed lines too.
fn telephone(digits: &str, plus: bool) -> Seen {
    let own = match (digits.strip_prefix("62"), digits.strip_prefix('0')) {
        (Some(own), _) if plus || own.starts_with('8') => own,
        (_, Some(own)) if !plus && own.starts_with('8') => own,
        _ => return Seen::Other,
    };
    match (8..=12).contains(&own.len()) && !own.starts_with('0') {
        true => Seen::whole(Kind::Telephone, format!("+62{own}")),
        false => Seen::Other,
    }
}

fn mail(cell: &str) -> Seen {
    let plain = |c: char| !c.is_whitespace() && !",;:()<>[]\"".contains(c);
    match cell.split_once('@') {
        Some((user, host))
            if !user.is_empty()
                && cell.chars().all(plain)
                && !host.contains('@')
                && host.split('.').count() > 1
                && host.split('.').all(|part| !part.is_empty()) =>
        {
            Seen::whole(Kind::Mail, cell.to_lowercase())
        }
        _ => Seen::Other,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::panic)]
    use super::*;

    #[test]
    fn numbers_of_a_registry_s_own() {
        let own = |cell, stored| match Raw::own(cell, stored) {
            Seen::Whole(raw) => Some((raw.kind(), raw.text().to_owned())),
            _ => None,
        };
        for (cell, stored, text) in [
            ("12", false, "12"),
            ("12.0", true, "12"),
            ("22222222", false, "22222222"),
            ("ID-DTKS 7", false, "ID-DTKS 7"),
        ] {
            assert_eq!(
                own(cell, stored),
                Some((Kind::Own, text.to_owned())),
                "{cell}"
            );
        }
        let nik = Some((Kind::Number, "3271014501900001".to_owned()));
        assert_eq!(own("32.71.01.450190.0001", false), nik);
        for cell in ["", "0", "0000000000000000", "9999999999999999", "3.27E+15"] {
            assert_eq!(own(cell, false), None, "{cell}");
        }
    }

    fn whole(cell: &str) -> (Kind, String) {
        match Raw::read(cell, false) {
            Seen::Whole(raw) => (raw.kind(), raw.text),
            other => panic!("{cell}: {other:?}"),
        }
    }

    #[test]
    fn one_number_in_many_coats() {
        for cell in [
            "3271014501900001",
            " '3271014501900001 ",
            "32.71.01.450190.0001",
            "3271 0145 0190 0001",
            "3271-0145-0190-0001",
            "327101\u{a0}450190\u{a0}0001",
            "3.271.014.501.900.001",
        ] {
            assert_eq!(whole(cell), (Kind::Number, "3271014501900001".into()));
        }
        for cell in [
            "081234567890",
            "+62 812-3456-7890",
            "6281234567890",
            "0812 3456 7890",
        ] {
            assert_eq!(whole(cell), (Kind::Telephone, "+6281234567890".into()));
        }
        assert_eq!(whole("+62 (21) 555 12345").1, "+622155512345");
        assert_eq!(whole("Siti@Desa.id"), (Kind::Mail, "siti@desa.id".into()));
    }

    #[test]
    fn lost_digits_are_seen() {
        for cell in [
            "3.27E+15",
            "3,27e15",
            "3.271014501E+15",
            "3271014501900001.0",
            "3271014501900001,00",
            "3271014501900000",
        ] {
            assert!(matches!(Raw::read(cell, false), Seen::Damaged), "{cell}");
        }
        assert!(matches!(Raw::read("3271014501900001", true), Seen::Damaged));
    }

    #[test]
    fn what_stands_for_nothing_and_what_is_no_identifier() {
        for cell in [
            "0",
            "0000000000000000",
            "9999999999999999",
            "00.00",
            "0.0",
            "11111111",
        ] {
            assert!(
                matches!(Raw::read(cell, false), Seen::Placeholder),
                "{cell}"
            );
        }
        for cell in ["", "-", "NA", "null", " - "] {
            assert!(matches!(Raw::read(cell, false), Seen::Missing), "{cell}");
        }
        for cell in [
            "5301042001",
            "327101450190000",
            "3271014513900001",
            "327101.4501900001",
            "3.27E+05",
            "3.27E-15",
            "E15",
            "2400000",
            "1,234,567",
            "Siti",
            "siti@desa",
            "a@b@c.d",
            "0274512345",
            "08",
            "62",
            "7",
            "2024-12-31",
        ] {
            assert!(matches!(Raw::read(cell, false), Seen::Other), "{cell}");
        }
    }

    #[test]
    fn debug_shows_no_text() {
        let seen = Raw::read("3271014501900001", false);
        assert_eq!(format!("{seen:?}"), "Whole(Raw(Number))");
    }
}
