//! Where the values of a JSON text begin and end, so that its parts can be read in parallel.

use memchr::memchr3;
use std::ops::Range;

/// What is wrong with the text, at this byte.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Fault {
    pub at: usize,
    pub what: String,
}

pub(super) type Parsed<T> = Result<T, Fault>;

/// The members of an object in order: each key, and where its value is.
pub(super) type Members = Vec<(String, Range<usize>)>;

pub(super) fn fault<T>(at: usize, what: impl Into<String>) -> Parsed<T> {
    Err(Fault {
        at,
        what: what.into(),
    })
}

/// Line and column, 1-based, of a byte.
pub(super) fn line_column(text: &[u8], at: usize) -> (usize, usize) {
    let before = &text[..at.min(text.len())];
    let line_start = before
        .iter()
        .rposition(|&b| b == b'\n')
        .map_or(0, |p| p + 1);
    let line = 1 + before.iter().filter(|&&b| b == b'\n').count();
    (line, at.min(text.len()) - line_start + 1)
}

pub(super) fn skip_space(text: &[u8], mut at: usize) -> usize {
    while matches!(text.get(at), Some(b' ' | b'\t' | b'\n' | b'\r')) {
        at += 1;
    }
    at
}

/// Steps over one byte that must be there, and the space before it.
pub(super) fn expect(text: &[u8], at: usize, byte: u8) -> Parsed<usize> {
    let at = skip_space(text, at);
    match text.get(at) {
        Some(&found) if found == byte => Ok(at + 1),
        Some(_) => fault(at, format!("expected `{}`", byte as char)),
        None => fault(at, "the text ends too early"),
    }
}

fn string_end(text: &[u8], start: usize) -> Parsed<usize> {
    let mut at = start + 1;
    loop {
        match text.get(at) {
            Some(b'"') => return Ok(at + 1),
            Some(b'\\') => at += 2,
            Some(_) => at += 1,
            None => return fault(start, "a string is not closed"),
        }
    }
}

/// The end of the value that begins at `start`; brackets are only counted, whoever reads the value checks it.
fn value_end(text: &[u8], start: usize) -> Parsed<usize> {
    let first = |at| text.get(skip_space(text, at));
    if text.get(start) == Some(&b'[') && first(start + 1) == Some(&b'{') {
        return sequence(text, start, *b"[]", |at| flat_end(text, at));
    }
    flat_end(text, start)
}

/// [`value_end`] for any value, an array of objects bracket by bracket.
fn flat_end(text: &[u8], start: usize) -> Parsed<usize> {
    match text.get(start) {
        Some(b'"') => string_end(text, start),
        Some(b'{') => object_end(text, start),
        Some(b'[') => array_end(text, start),
        Some(b'-' | b'0'..=b'9' | b't' | b'f' | b'n') => {
            let length = text[start..]
                .iter()
                .position(|b| !matches!(b, b'-' | b'+' | b'.' | b'0'..=b'9' | b'a'..=b'z' | b'E'));
            Ok(length.map_or(text.len(), |length| start + length))
        }
        Some(_) => fault(start, "expected a value"),
        None => fault(start, "the text ends too early"),
    }
}

/// Only braces count in an object: coordinates, which are most of a layer, are jumped over.
fn object_end(text: &[u8], start: usize) -> Parsed<usize> {
    let (mut depth, mut at) = (0_usize, start);
    while let Some(next) = text
        .get(at..)
        .and_then(|rest| memchr3(b'"', b'{', b'}', rest))
    {
        at += next;
        match text[at] {
            b'"' => at = string_end(text, at)?,
            b'{' => {
                depth += 1;
                at += 1;
            }
            _ => {
                depth -= 1;
                at += 1;
                if depth == 0 {
                    return Ok(at);
                }
            }
        }
    }
    fault(start, "a bracket is not closed")
}

fn array_end(text: &[u8], start: usize) -> Parsed<usize> {
    let (mut depth, mut at) = (0_usize, start);
    loop {
        match text.get(at) {
            Some(b'"') => {
                at = string_end(text, at)?;
                continue;
            }
            Some(b'[' | b'{') => depth += 1,
            Some(b']' | b'}') => {
                depth -= 1;
                if depth == 0 {
                    return Ok(at + 1);
                }
            }
            Some(_) => {}
            None => return fault(start, "a bracket is not closed"),
        }
        at += 1;
    }
}

/// Steps through `open item, item, … close` and returns the byte after it.
pub(super) fn sequence(
    text: &[u8],
    at: usize,
    brackets: [u8; 2],
    mut item: impl FnMut(usize) -> Parsed<usize>,
) -> Parsed<usize> {
    let mut at = skip_space(text, expect(text, at, brackets[0])?);
    if text.get(at) == Some(&brackets[1]) {
        return Ok(at + 1);
    }
    loop {
        at = skip_space(text, item(skip_space(text, at))?);
        match text.get(at) {
            Some(b',') => at += 1,
            Some(&byte) if byte == brackets[1] => return Ok(at + 1),
            Some(_) => return fault(at, format!("expected `,` or `{}`", brackets[1] as char)),
            None => return fault(at, "the text ends too early"),
        }
    }
}

/// The members of the object at `at` and the byte after it.
pub(super) fn members(text: &[u8], at: usize) -> Parsed<(Members, usize)> {
    let mut members = Members::new();
    let end = sequence(text, at, *b"{}", |at| {
        let (key, after) = string(text, at)?;
        let start = skip_space(text, expect(text, after, b':')?);
        let end = value_end(text, start)?;
        members.push((key, start..end));
        Ok(end)
    })?;
    Ok((members, end))
}

/// Where the elements of the array at `at` begin.
pub(super) fn elements(text: &[u8], at: usize) -> Parsed<Vec<usize>> {
    let mut elements = Vec::new();
    sequence(text, at, *b"[]", |start| {
        elements.push(start);
        value_end(text, start)
    })?;
    Ok(elements)
}

/// The string at `at` and the byte after it.
pub(super) fn string(text: &[u8], at: usize) -> Parsed<(String, usize)> {
    if text.get(at) != Some(&b'"') {
        return fault(at, "expected a string");
    }
    let end = string_end(text, at)?;
    match text.get(at..end).map(serde_json::from_slice) {
        Some(Ok(string)) => Ok((string, end)),
        _ => fault(at, "a string is not valid UTF-8 JSON"),
    }
}

/// The number at `at`, correctly rounded, and the byte after it.
pub(super) fn number(text: &[u8], at: usize) -> Parsed<(f64, usize)> {
    let length = text[at..]
        .iter()
        .position(|b| !matches!(b, b'0'..=b'9' | b'.' | b'-' | b'+' | b'e' | b'E'))
        .unwrap_or(text.len() - at);
    let token = std::str::from_utf8(&text[at..at + length]).unwrap_or_default();
    match token.parse() {
        Ok(number) => Ok((number, at + length)),
        Err(_) => fault(at, "expected a number"),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;

    #[test]
    fn values_are_found_whatever_their_strings_hold() {
        let text = br#" { "a" : [1, {"b": "]}\""}] , "c\u0041": null,"d":-1.5e3} "#;
        let (members, end) = members(text, 0).unwrap();
        let found: Vec<(&str, &[u8])> = members
            .iter()
            .map(|(key, span)| (key.as_str(), &text[span.clone()]))
            .collect();
        assert_eq!(
            found,
            [
                ("a", br#"[1, {"b": "]}\""}]"#.as_slice()),
                ("cA", b"null"),
                ("d", b"-1.5e3")
            ]
        );
        assert_eq!(end, text.len() - 1);
        assert_eq!(elements(text, members[0].1.start).unwrap().len(), 2);
    }

    #[test]
    fn faults_have_a_place() {
        for (text, at) in [
            (r#"{"a":1"#, 6),
            (r#"{"a" 1}"#, 5),
            (r#"{"a":[1,2"#, 5),
            (r#"{a:1}"#, 1),
            (r#"{"a":1 "b":2}"#, 7),
            (r#"{"a":1,}"#, 7),
        ] {
            assert_eq!(members(text.as_bytes(), 0).unwrap_err().at, at, "{text}");
        }
        assert_eq!(line_column(b"a\nbc\nd", 4), (2, 3));
    }

    #[test]
    fn numbers_are_correctly_rounded() {
        for text in [
            "123.41138199999999",
            "0.1",
            "9007199254740993",
            "-8.123456789012345678",
        ] {
            let expected: f64 = text.parse().unwrap();
            assert_eq!(number(text.as_bytes(), 0).unwrap(), (expected, text.len()));
        }
    }
}
