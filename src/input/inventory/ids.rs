//! Ids: looked up, told, and replaced where they could be a person's.

use super::file::{File, Words};
use crate::base::finding::Finding;
use crate::base::nearest::nearest;
use crate::base::privacy;
use crate::error::{Error, Result};
use std::collections::BTreeMap;

/// Most digits of an id that is no number of a person, a card or a business.
const DIGITS: usize = 10;

/// Distinct ids with their positions.
pub(super) type Known = BTreeMap<String, u32>;

/// Whether an id could be the number of a person: too many digits, or begun like a telephone number.
fn number(id: &str) -> bool {
    let digits = id.chars().filter(char::is_ascii_digit).count();
    digits > DIGITS || id.starts_with('+') || digits >= 9 && id.starts_with('0')
}

/// An id as a message may have it.
pub(super) fn told(id: &str) -> String {
    match number(id) {
        true => format!("a value of {} characters", id.chars().count()),
        false => id.to_owned(),
    }
}

/// The position of each distinct word of a column among the `known` ids.
///
/// # Errors
/// A word that is none of them, with its row and the nearest one.
pub(super) fn look_up(
    file: &File,
    role: &str,
    words: &Words,
    known: &Known,
    private: bool,
) -> Result<Vec<u32>> {
    let one = |(at, word): (usize, &String)| {
        known
            .get(word)
            .copied()
            .ok_or_else(|| unknown(file, role, word, words.row(file, at), known, private))
    };
    words.words.iter().enumerate().map(one).collect()
}

/// The error for an id that is not known; `private` ones are only quoted where they can be no name and no number of a person.
pub(super) fn unknown(
    file: &File,
    role: &str,
    word: &str,
    row: usize,
    known: &Known,
    private: bool,
) -> Error {
    let quoted = |id: &str| match private {
        true => privacy::described(id, ""),
        false => told(id),
    };
    let what = role.trim_end_matches('s');
    let near = nearest(word, known.keys().map(String::as_str), 1);
    let remedy = match near
        .first()
        .filter(|near| !(number(near) || private && privacy::code(near, "").is_none()))
    {
        Some(near) => format!("the nearest known id is {near}; correct the row or add the {what}"),
        None => format!("correct the row, or add the {what} to its own file"),
    };
    file.fault(format!("there is no {what} {}", quoted(word)), role)
        .row(row)
        .remedy(remedy)
}

/// The ids of a file's rows, m values, each once.
///
/// # Errors
/// A row without id; an id that stands twice, with both rows.
pub(super) fn distinct(file: &File, what: &str) -> Result<Vec<String>> {
    let Some(words) = file.words("id") else {
        return Ok(Vec::new());
    };
    let mut first = vec![None; words.words.len()];
    for (of, &row) in words.of_row.iter().zip(&file.table.rows) {
        let Some(word) = *of else {
            return Err(file
                .fault(format!("the {what} has no id"), "id")
                .row(row)
                .remedy("give every row its id, or take the row out"));
        };
        if let Some(before) = first[word as usize].replace(row) {
            let id = match what == FACILITATOR {
                true => privacy::described(&words.words[word as usize], ""),
                false => told(&words.words[word as usize]),
            };
            return Err(file
                .fault(
                    format!("the {what} {id} stands in rows {before} and {row}"),
                    "id",
                )
                .remedy("keep one row, or give them ids of their own"));
        }
    }
    // Each word stands once, so words are in the order of the rows.
    Ok(words.words.clone())
}

/// The word for one of them.
pub(super) const FACILITATOR: &str = "facilitator";

/// What stands for each of the `ids`, which may be in any order: itself, or a running number where it could be a person's.
///
/// Of facilitators, who are persons, only codes stay: a few letters, or the word that most begin with, and at most ten digits. Of institutions, ids that could be
/// numbers of persons or businesses are replaced.
pub(super) fn shown(
    ids: &[String],
    what: &str,
    file: &File,
    role: &str,
    findings: &mut Vec<Finding>,
) -> BTreeMap<String, String> {
    let shared = shared(ids);
    let private = |id: &str| match what == FACILITATOR {
        true => {
            let own = id.strip_prefix(shared).unwrap_or(id);
            let own = own.trim_start_matches(|c: char| !c.is_alphanumeric());
            privacy::code(own, "").is_none()
        }
        false => number(id),
    };
    let mut shown: BTreeMap<String, String> =
        ids.iter().map(|id| (id.clone(), id.clone())).collect();
    let hidden: Vec<String> = shown.keys().filter(|id| private(id)).cloned().collect();
    let mut stem = format!(
        "{}-",
        what.to_uppercase().chars().take(1).collect::<String>()
    );
    while shown.keys().any(|id| id.starts_with(&stem)) {
        stem = format!("X{stem}");
    }
    let width = hidden.len().to_string().len();
    for (at, id) in (1..).zip(&hidden) {
        shown.insert(id.clone(), format!("{stem}{at:0width$}"));
    }
    if !hidden.is_empty() {
        let what = format!(
            "{} ids could be names or numbers of persons; they are replaced by {stem}{:0width$} and on, in their order",
            hidden.len(),
            1
        );
        findings.push(
            Finding::warning("id-personal", what)
                .file(&file.table.source)
                .column(file.title(role).unwrap_or(role))
                .remedy("give ids that say nothing of a person, such as F-012"),
        );
    }
    shown
}

/// The letters that more than half of the ids, three at least, begin with: a word such as `pendamping`, not a name.
fn shared(ids: &[String]) -> &str {
    let letters = |id: &'_ str| id.find(|c: char| !c.is_alphabetic()).unwrap_or(id.len());
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for id in ids {
        *counts.entry(&id[..letters(id)]).or_default() += 1;
    }
    let most = counts.into_iter().max_by_key(|&(_, count)| count);
    let common = most.filter(|&(_, count)| count > 2 && count * 2 > ids.len());
    common.map_or("", |(letters, _)| letters)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_that_most_ids_begin_with_is_no_name() {
        let ids = |ids: &[&str]| ids.iter().map(|&id| id.to_owned()).collect::<Vec<_>>();
        assert_eq!(
            shared(&ids(&[
                "pendamping 1",
                "pendamping 2",
                "pendamping 3",
                "F1"
            ])),
            "pendamping"
        );
        assert_eq!(shared(&ids(&["Siti 1", "Budi 2", "Ani 3"])), "");
        assert_eq!(shared(&ids(&["Siti 1", "Siti 2"])), "");
    }

    #[test]
    fn numbers_of_persons() {
        for id in [
            "5301042001880001",
            "53.01.04.2001.880001",
            "081234567890",
            "0812345678",
            "+62812345",
        ] {
            assert!(number(id) && !told(id).contains(id), "{id}");
        }
        for id in ["P01", "BUMDES-5301042001", "12", "koperasi maju"] {
            assert!(!number(id) && told(id) == id, "{id}");
        }
    }
}
