//! Tokens shaped like a NIK or KK in text: 16 digits that stand alone, plain or in groups.

use super::number::{DIGITS, shaped};
use std::ops::Range;

/// What text is looked at, since digits stand for other things in each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Words and cells: a whole number that became `3271014501900001.0` is one too.
    Text,
    /// JSON: a number with a fraction is a number.
    Json,
    /// Lists of ids or coordinates parted by blanks: groups are no token.
    Lists,
}

/// Bytes around the digits of a token that say whether it stands alone; a token in groups is at most 22 bytes long.
pub const REACH: usize = 64;

/// The first token in `bytes`, a part of a longer text.
///
/// A token is 16 digits of the shape, plain or in three to seven groups of 2, 4 or 6 digits, the last of 4 or 6, between points, blanks or
/// hyphens of one kind. It stands alone: no digit touches it; it is no fraction and has none; letters may touch it, unless the word
/// could be hexadecimal. With `first` the text starts here, else a run of digits at the very start is the end of an
/// earlier one; with `last` it ends here, else what ends within [`REACH`] of the end is left for later.
pub fn find(bytes: &[u8], form: Form, first: bool, last: bool) -> Option<Range<usize>> {
    let ends = if last {
        bytes.len()
    } else {
        bytes.len().saturating_sub(REACH)
    };
    let mut groups = Groups::default();
    let mut at = match first {
        true => 0,
        false => run(bytes, 0),
    };
    while let Some(skipped) = bytes[at..].iter().position(u8::is_ascii_digit) {
        let start = at + skipped;
        at = run(bytes, start);
        if at - start == DIGITS && at <= ends && plain(bytes, start, at, form) {
            return Some(start..at);
        }
        if form != Form::Lists {
            if !groups.takes(bytes, start, at) {
                groups = Groups::new(start, at);
            }
            let more =
                at + 1 < bytes.len() && bytes[at] == groups.mark && bytes[at + 1].is_ascii_digit();
            if !more && at <= ends && groups.token(bytes) {
                return Some(groups.start..at);
            }
        }
    }
    None
}

/// Whether a text holds a token.
pub fn holds(text: &str) -> bool {
    find(text.as_bytes(), Form::Text, true, true).is_some()
}

/// The end of the digits that start at `at`.
fn run(bytes: &[u8], at: usize) -> usize {
    let digits = bytes[at..].iter().take_while(|byte| byte.is_ascii_digit());
    at + digits.count()
}

/// Whether 16 digits are a token.
fn plain(bytes: &[u8], start: usize, end: usize, form: Form) -> bool {
    shaped(&bytes[start..end])
        && !follows_point(bytes, start)
        && !hexadecimal(bytes, start, end)
        && match fraction(bytes, end) {
            None => true,
            Some(zeros) => zeros && (form == Form::Text || start > 0 && bytes[start - 1] == b'"'),
        }
}

/// Whether these digits are the fraction of a number.
fn follows_point(bytes: &[u8], start: usize) -> bool {
    start > 1 && bytes[start - 1] == b'.' && bytes[start - 2].is_ascii_digit()
}

/// Whether a fraction follows, and whether it is of zeros only.
fn fraction(bytes: &[u8], end: usize) -> Option<bool> {
    let after = bytes.get(end + 1..).unwrap_or_default();
    let digits = after.iter().take_while(|byte| byte.is_ascii_digit());
    let zeros = digits.clone().all(|&digit| digit == b'0');
    (bytes.get(end) == Some(&b'.') && digits.count() > 0).then_some(zeros)
}

/// Whether letters touch the digits and the word they make could be hexadecimal.
fn hexadecimal(bytes: &[u8], start: usize, end: usize) -> bool {
    let before = bytes[..start]
        .iter()
        .rev()
        .take_while(|byte| byte.is_ascii_alphanumeric());
    let after = bytes[end..]
        .iter()
        .take_while(|byte| byte.is_ascii_alphanumeric());
    let mut touching = before.chain(after).take(REACH).peekable();
    touching.peek().is_some() && touching.all(u8::is_ascii_hexdigit)
}

/// Runs of digits parted by one mark.
#[derive(Default)]
struct Groups {
    start: usize,
    end: usize,
    /// The last run, which may begin other groups.
    last: usize,
    count: usize,
    /// Between all runs; 0 while there is one.
    mark: u8,
    /// Whether all runs so far could belong to a token.
    fit: bool,
}

impl Groups {
    fn new(start: usize, end: usize) -> Self {
        Self {
            start,
            end,
            last: start,
            count: 1,
            mark: 0,
            fit: matches!(end - start, 2 | 4 | 6),
        }
    }

    /// Takes the next run, if it belongs to these or begins others with the last one.
    fn takes(&mut self, bytes: &[u8], start: usize, end: usize) -> bool {
        let mark = bytes[start.saturating_sub(1)];
        if self.count == 0 || start != self.end + 1 || !matches!(mark, b'.' | b' ' | b'-') {
            return false;
        }
        if self.mark != 0 && self.mark != mark {
            *self = Self::new(self.last, self.end);
        }
        self.mark = mark;
        self.count += 1;
        self.fit &= matches!(end - start, 2 | 4 | 6);
        (self.last, self.end) = (start, end);
        true
    }

    fn token(&self, bytes: &[u8]) -> bool {
        let digits = self.end - self.start + 1 - self.count;
        if !self.fit || self.count < 3 || digits != DIGITS || self.end - self.last < 4 {
            return false;
        }
        let text = bytes[self.start..self.end].iter().copied();
        let digits: Vec<u8> = text.filter(u8::is_ascii_digit).collect();
        shaped(&digits)
            && !follows_point(bytes, self.start)
            && fraction(bytes, self.end).is_none()
            && !hexadecimal(bytes, self.start, self.end)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;
    use sha2::{Digest, Sha256};

    fn seen(text: &str, form: Form) -> Option<&str> {
        find(text.as_bytes(), form, true, true).map(|token| &text[token])
    }

    #[test]
    fn tokens_stand_alone() {
        for text in [
            "3271014501900001",
            "NIK 3271014501900001, KK 3271010501900002",
            "NIK3271014501900001",
            "id_3271014501900001x",
            "milik:3271014501900001.",
            "a,\"Siti (3271014501900001)\",b",
            "12,3271014501900001,5",
            "\u{e9}3271014501900001\u{e9}",
            "sebab3271014501900001",
            "2024-3271014501900001",
        ] {
            assert_eq!(seen(text, Form::Text), Some("3271014501900001"), "{text}");
            assert_eq!(seen(text, Form::Json), Some("3271014501900001"), "{text}");
            assert_eq!(seen(text, Form::Lists), Some("3271014501900001"), "{text}");
        }
        for text in [
            "13271014501900001",
            "32710145019000011",
            "0.3271014501900001",
            "110.3271014501900001",
            "3271014501900001.25",
            "3271014501900001e5",
            "a3271014501900001",
            "3271014501900001bc",
            "3271014513900001",
            "3.271014501900001e15",
            "5301042001",
        ] {
            for form in [Form::Text, Form::Json, Form::Lists] {
                assert_eq!(seen(text, form), None, "{text}");
            }
        }
    }

    #[test]
    fn groups_of_one_mark() {
        for text in [
            "3271 0145 0190 0001",
            "327101.450190.0001",
            "32.71.01.450190.0001",
            "32-71-01-45-01-90-0001",
            "5301.04.71.12.120999",
        ] {
            assert_eq!(seen(text, Form::Text), Some(text));
            let within = format!("nik: {text}; 12 3");
            assert_eq!(seen(&within, Form::Json), Some(text));
            assert_eq!(seen(&format!("1.5 {text}"), Form::Lists), None);
            for longer in [
                format!("12{}{text}", &text[text.len() - 5..text.len() - 4]),
                format!("{text}.5"),
            ] {
                let found = seen(&longer, Form::Text);
                assert!(
                    found.is_none() || !text.contains(['.', '-', ' ']),
                    "{longer}: {found:?}"
                );
            }
        }
        for text in [
            "3271 0145.0190 0001",
            "327101.4501900001",
            "3404012001 202412",
            "3.271.014.501.900.001",
            "53.01.04.2001",
            "32 71 01 45 01 90 00 01",
            "3271  0145 0190 0001",
            "1101,0102,1103,1104",
        ] {
            assert_eq!(seen(text, Form::Text), None, "{text}");
        }
        assert_eq!(seen("5 1101 0112 9900 1234", Form::Lists), None);
    }

    #[test]
    fn a_whole_number_with_a_fraction_of_zeros_is_a_number_in_json_only() {
        assert!(seen("a,3271014501900001.0,b", Form::Text).is_some());
        assert!(seen("{\"a\":3271014501900001.0}", Form::Json).is_none());
        assert!(seen("{\"a\":\"3271014501900001.0\"}", Form::Json).is_some());
        assert!(seen("{\"a\":3271014501900001}", Form::Json).is_some());
    }

    #[test]
    fn a_part_of_a_text_decides_what_it_can() {
        let text = format!("{}3271014501900001{}", "x".repeat(100), " ".repeat(100));
        let part = |end: usize| find(&text.as_bytes()[..end], Form::Text, true, false);
        assert_eq!(part(116), None, "more digits may follow");
        assert_eq!(part(116 + REACH), Some(100..116));
        let tail = &text.as_bytes()[104..];
        assert_eq!(
            find(tail, Form::Text, false, true),
            None,
            "the end of a run"
        );
    }

    prop_compose! {
        /// A NIK or KK of a province, with any month that has the day.
        fn number()(
            place in prop::sample::select(vec![110101, 327101, 530104, 990101]),
            day in 1..29_u32, woman in any::<bool>(), month in 1..13_u32, year in 0..100_u32, serial in 0..10_000_u32,
        ) -> String {
            let day = if woman { day + 40 } else { day };
            format!("{place}{day:02}{month:02}{year:02}{serial:04}")
        }
    }

    proptest! {
        #[test]
        fn planted_numbers_are_found(number in number(), before in "([a-zA-Z ,;:\"'(]{0,20}[ ,;:\"'(])?", after in "([ ,;:\"')][a-zA-Z ,;:\"')]{0,20})?") {
            let text = format!("{before}{number}{after}");
            for form in [Form::Text, Form::Json, Form::Lists] {
                prop_assert_eq!(seen(&text, form), Some(number.as_str()), "{}", text);
            }
        }

        #[test]
        fn coordinates_hashes_and_codes_pass(
            places in prop::collection::vec((-180.0..180.0_f64, -90.0..90.0_f64, -1e7..1e7_f64), 1..20),
            codes in prop::collection::vec(1_101_010_001_u64..9_999_999_999, 1..20),
            seed in any::<u64>(),
        ) {
            let mut text = String::from("{\"coordinates\":[");
            for (x, y, z) in places {
                text += &format!("[{x},{y}],{z} {x:?} {y:e} {:.7} ", x);
            }
            for code in codes {
                text += &format!("\"{code}\",{code};{code} {code}\n");
            }
            let hash = Sha256::digest(seed.to_le_bytes());
            let hash: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
            text += &format!("\"{hash}\" {} sha256:{hash}", &hash[..32]);
            for form in [Form::Text, Form::Json, Form::Lists] {
                prop_assert_eq!(seen(&text, form), None);
            }
        }
    }
}
