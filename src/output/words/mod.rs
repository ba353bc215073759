//! What people read, in Bahasa Indonesia and English; machine names stay English.

mod about;
mod access;
pub mod brief;
mod choice;
mod core;
mod draws;
mod equity;
mod estimates;
mod inventory;
mod ledger;
mod map;
mod people;
mod program;
mod recovery;
mod registry;

use crate::base::study::Language;
pub use about::about;

/// Machine name, Bahasa Indonesia, English.
type Word = (&'static str, &'static str, &'static str);

/// The words of one part of the outputs.
struct Dictionary {
    /// Of columns.
    labels: &'static [Word],
    /// Of tables.
    titles: &'static [Word],
    /// Columns whose values are words of ours; a star at an end stands for any rest.
    /// Columns whose values are words of ours; a star at one end stands for any rest.
    vocabularies: &'static [&'static str],
    /// Machine value, Bahasa Indonesia.
    values: &'static [(&'static str, &'static str)],
}

const DICTIONARIES: [&Dictionary; 13] = [
    &core::WORDS,
    &inventory::WORDS,
    &program::WORDS,
    &people::WORDS,
    &choice::WORDS,
    &ledger::WORDS,
    &estimates::WORDS,
    &map::WORDS,
    &registry::WORDS,
    &brief::WORDS,
    &access::WORDS,
    &recovery::WORDS,
    &equity::WORDS,
];

/// A cell as people read it: values of a closed vocabulary in the language, anything else as it is.
pub fn value<'a>(column: &str, text: &'a str, language: Language) -> &'a str {
    let named = |own: &&str| match (own.strip_suffix('*'), own.strip_prefix('*')) {
        (Some(head), _) => column.starts_with(head),
        (_, Some(tail)) => column.ends_with(tail),
        _ => *own == column,
    };
    let closed = |words: &&Dictionary| words.vocabularies.iter().any(named);
    if language == Language::En || !DICTIONARIES.iter().any(closed) {
        return text;
    }
    let mut values = DICTIONARIES.iter().flat_map(|words| words.values);
    let known = values.find(|(machine, _)| *machine == text);
    known.map_or(text, |(_, id)| id)
}

/// A cell as [`value`] reads it, where a cell may list several things too.
pub fn read(column: &str, text: &str, language: Language) -> String {
    match column {
        "alternatives" => draws::alternatives(text, language),
        _ => value(column, text, language).to_owned(),
    }
}

fn look(
    table: fn(&Dictionary) -> &'static [Word],
    key: &str,
    language: Language,
) -> Option<&'static str> {
    let mut words = DICTIONARIES.iter().flat_map(|words| table(words));
    let (_, id, en) = words.find(|(name, _, _)| *name == key)?;
    Some(pick(language, id, en))
}

/// The label of a column; the machine name where there is none.
pub fn label(name: &str, language: Language) -> &str {
    look(|words| words.labels, name, language).unwrap_or(name)
}

/// The title of a table; the id where there is none.
pub fn title(id: &str, language: Language) -> &str {
    look(|words| words.titles, id, language).unwrap_or(id)
}

/// Picks the text of the language.
pub fn pick<'a>(language: Language, id: &'a str, en: &'a str) -> &'a str {
    match language {
        Language::Id => id,
        Language::En => en,
    }
}

/// The text with its first letter as a capital.
pub fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

/// Says that a page shows only the head of a table.
pub fn page_of(shown: usize, rows: usize, id: &str, language: Language) -> String {
    match language {
        Language::Id => format!("Ditampilkan {shown} dari {rows} baris; seluruhnya di `{id}.csv`."),
        Language::En => format!("{shown} of {rows} rows shown; all of them in `{id}.csv`."),
    }
}

/// Says how many cells are empty.
pub fn missing(n: usize, language: Language) -> String {
    format!("{n} {}", pick(language, "kosong", "empty"))
}

/// Says how many rows a table has.
pub fn rows(n: usize, language: Language) -> String {
    format!("n = {}.", super::number::read(n as f64, 0, language))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_of_facilitators_and_institutions_have_no_second_label() {
        for (name, id, en) in people::WORDS.labels {
            for words in DICTIONARIES {
                let same = words.labels.iter().filter(|(other, ..)| other == name);
                for (_, other_id, other_en) in same {
                    assert_eq!((other_id, other_en), (id, en), "{name}");
                }
            }
        }
        // a list of ids is no number of programmes, and a role between others no lever
        assert_eq!(label("programme_ids", Language::Id), "Program");
        assert_eq!(label("programmes", Language::Id), "Jumlah program");
        assert_eq!(label("alone", Language::Id), "Tiap kementerian sendiri");
        assert_eq!(label("synergy", Language::Id), "Sinergi");
        assert!(!label("betweenness", Language::Id).contains("eperantaraan"));
        let place = "other village of the area, by agreement";
        assert!(value("place", place, Language::Id).contains("kerja sama antardesa"));
    }

    #[test]
    fn words_are_those_that_statisticians_and_planners_use() {
        for words in DICTIONARIES {
            let read = words
                .labels
                .iter()
                .chain(words.titles)
                .map(|(_, id, _)| *id);
            for id in read.chain(words.values.iter().map(|(_, id)| *id)) {
                let id = id.to_lowercase();
                for odd in ["gerombol", "bagian tengah", "serakah", "keuntungan"] {
                    assert!(!id.contains(odd), "{id}");
                }
            }
        }
        assert_eq!(label("p", Language::Id), "Nilai p");
    }
}
