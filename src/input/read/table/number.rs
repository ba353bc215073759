//! Numbers as people write them: decimal and thousands marks, signs, percent.

/// What a comma or a point is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::input::read) enum Role {
    Decimal,
    Thousands,
}

/// What one cell says about a mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::input::read) enum Seen {
    Absent,
    Sure(Role),
    /// `5,997`: one mark, three digits behind it.
    Either,
}

/// A cell that reads as a number, its marks not settled yet.
#[derive(Debug, Clone, Copy)]
pub(in crate::input::read) struct Written<'a> {
    negative: bool,
    mantissa: &'a str,
    exponent: &'a str,
    pub percent: bool,
    pub comma: Seen,
    pub point: Seen,
    /// `01`, or more than 15 digits: an identifier that arithmetic would spoil.
    pub code: bool,
}

/// A number at last.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::input::read) enum Number {
    Int(i64),
    Float(f64),
}

impl Number {
    pub fn float(self) -> f64 {
        match self {
            Self::Int(whole) => whole as f64,
            Self::Float(real) => real,
        }
    }
}

impl<'a> Written<'a> {
    /// Reads a trimmed cell, which the file may store as a number.
    pub fn read(cell: &'a str, stored: bool) -> Option<Self> {
        if stored {
            Some(Self::stored(cell))
        } else {
            Self::parse(cell)
        }
    }

    /// Reads a text; `None` when it is not a number in any of the supported styles.
    fn parse(cell: &'a str) -> Option<Self> {
        let plain = cell.as_bytes().first().is_some_and(u8::is_ascii_digit);
        let (negative, body) = if plain {
            (false, cell)
        } else if let Some(rest) = cell.strip_prefix(['-', '−', '–']) {
            (true, rest.trim_start())
        } else {
            (false, cell.strip_prefix('+').unwrap_or(cell))
        };
        let (percent, body) = match body.strip_suffix('%') {
            Some(rest) => (true, rest.trim_end()),
            None => (false, body),
        };
        let e = body.bytes().position(|byte| matches!(byte, b'e' | b'E'));
        let (mantissa, exponent) = body.split_at(e.unwrap_or(body.len()));
        if !is_exponent(exponent) {
            return None;
        }
        let (comma, point) = marks(mantissa, exponent.is_empty())?;
        let whole = mantissa.bytes().take_while(u8::is_ascii_digit).count();
        Some(Self {
            negative,
            mantissa,
            exponent,
            percent,
            comma,
            point,
            code: whole > 15 || (whole > 1 && mantissa.starts_with('0')),
        })
    }

    /// Takes a number that a workbook stores as one: the point is decimal whatever the column does.
    fn stored(cell: &'a str) -> Self {
        let digits = cell.strip_prefix('-').unwrap_or(cell);
        Self {
            negative: digits.len() < cell.len(),
            mantissa: digits,
            exponent: "",
            percent: false,
            comma: Seen::Absent,
            point: Seen::Absent,
            code: digits.len() > 15 && digits.bytes().all(|b| b.is_ascii_digit()),
        }
    }

    /// The value under the column's roles; `None` when this cell contradicts them or overflows.
    pub fn value(&self, comma: Role, point: Role, buffer: &mut String) -> Option<Number> {
        let fits = |seen, role| !matches!(seen, Seen::Sure(sure) if sure != role);
        if !fits(self.comma, comma) || !fits(self.point, point) {
            return None;
        }
        let stored = self.point == Seen::Absent;
        buffer.clear();
        if self.negative {
            buffer.push('-');
        }
        for c in self.mantissa.chars() {
            match c {
                '0'..='9' => buffer.push(c),
                '.' if stored || point == Role::Decimal => buffer.push('.'),
                ',' if comma == Role::Decimal => buffer.push('.'),
                _ => {}
            }
        }
        buffer.push_str(self.exponent);
        if let Ok(whole) = buffer.parse() {
            return Some(Number::Int(whole));
        }
        let real: f64 = buffer.parse().ok()?;
        real.is_finite().then_some(Number::Float(real))
    }
}

fn is_exponent(text: &str) -> bool {
    let Some(digits) = text.strip_prefix(['e', 'E']) else {
        return true;
    };
    let digits = digits.strip_prefix(['+', '-']).unwrap_or(digits);
    (1..=3).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit())
}

/// What the comma and the point of a mantissa may be; `None` when it is no number.
fn marks(mantissa: &str, may_group: bool) -> Option<(Seen, Seen)> {
    use Seen::{Absent, Either, Sure};
    if !mantissa.is_empty() && mantissa.bytes().all(|b| b.is_ascii_digit()) {
        return Some((Absent, Absent));
    }
    let (mut kinds, mut n) = ([(' ', 0); 2], 0);
    let (mut whole, mut run, mut threes) = (0, 0, true);
    for c in mantissa.chars() {
        if c.is_ascii_digit() {
            run += 1;
            continue;
        }
        let kind = match c {
            ',' | '.' => c,
            ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}' => ' ',
            _ => return None,
        };
        if n == 0 {
            whole = run;
        } else {
            threes &= run == 3;
        }
        if n == 0 || kinds[n - 1].0 != kind {
            *kinds.get_mut(n)? = (kind, 0);
            n += 1;
        }
        kinds[n - 1].1 += 1;
        run = 0;
    }
    let grouped = may_group && threes && (1..=3).contains(&whole) && !mantissa.starts_with('0');
    let seen = |mark, role| {
        if mark == ',' {
            (role, Absent)
        } else {
            (Absent, role)
        }
    };
    match kinds[..n] {
        _ if run == 0 => None,
        [(' ', _)] => (grouped && run == 3).then_some((Absent, Absent)),
        [(mark, 1)] if grouped && run == 3 => Some(seen(mark, Either)),
        [(mark, 1)] => Some(seen(mark, Sure(Role::Decimal))),
        [(mark, _)] => (grouped && run == 3).then(|| seen(mark, Sure(Role::Thousands))),
        [(' ', _), (mark, 1)] => grouped.then(|| seen(mark, Sure(Role::Decimal))),
        [(',', _), ('.', 1)] => grouped.then_some((Sure(Role::Thousands), Sure(Role::Decimal))),
        [('.', _), (',', 1)] => grouped.then_some((Sure(Role::Decimal), Sure(Role::Thousands))),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;

    #[test]
    fn marks_by_their_groups() {
        use Role::{Decimal, Thousands};
        use Seen::{Absent, Either, Sure};
        for (cell, comma, point) in [
            ("28,39", Sure(Decimal), Absent),
            ("5,997", Either, Absent),
            ("0,997", Sure(Decimal), Absent),
            ("5997,123", Sure(Decimal), Absent),
            ("1,234,567", Sure(Thousands), Absent),
            ("1,234.5", Sure(Thousands), Sure(Decimal)),
            ("1.234,567", Sure(Decimal), Sure(Thousands)),
            ("1.452.224", Absent, Sure(Thousands)),
            ("1 452 224,5", Sure(Decimal), Absent),
            ("1.234e5", Absent, Sure(Decimal)),
            (".5", Absent, Sure(Decimal)),
        ] {
            let written = Written::parse(cell).unwrap();
            assert_eq!((written.comma, written.point), (comma, point), "{cell}");
        }
    }

    #[test]
    fn not_every_digit_is_a_number() {
        for cell in [
            "5.",
            "1,23,456",
            "12.05.2024",
            "53.01.01.2001",
            "1,234,56",
            "1.234,567,8",
            "12 34",
            "1,2.3,4",
            "1..2",
            "--1",
            "1e",
            "1e5000",
            "e5",
            "2024-12-31",
            "Rp 5",
            "0,123,456",
            "1 234.567.891",
            "inf",
        ] {
            assert!(Written::parse(cell).is_none(), "{cell}");
        }
        for cell in ["01", "00", "0123,5", "1234567890123456", "-01"] {
            assert!(Written::parse(cell).unwrap().code, "{cell}");
        }
        assert!(!Written::parse("0.65714285714286").unwrap().code);
    }

    #[test]
    fn values() {
        let value = |cell, comma, point| {
            Written::parse(cell)
                .unwrap()
                .value(comma, point, &mut String::new())
        };
        use Role::{Decimal, Thousands};
        for (cell, comma, point, expected) in [
            ("5,997", Thousands, Decimal, Some(Number::Int(5997))),
            ("5,997", Decimal, Decimal, Some(Number::Float(5.997))),
            (
                "−1.452.224,25",
                Decimal,
                Thousands,
                Some(Number::Float(-1_452_224.25)),
            ),
            (
                "1\u{a0}452\u{202f}224",
                Thousands,
                Decimal,
                Some(Number::Int(1_452_224)),
            ),
            ("1e+05", Thousands, Decimal, Some(Number::Float(100_000.0))),
            ("12,5 %", Decimal, Thousands, Some(Number::Float(12.5))),
            ("12,5", Thousands, Decimal, None),
            ("1e999", Thousands, Decimal, None),
        ] {
            assert_eq!(value(cell, comma, point), expected, "{cell}");
        }
        let stored = Written::stored("-6.841").value(Decimal, Thousands, &mut String::new());
        assert_eq!(stored, Some(Number::Float(-6.841)));
    }
}
