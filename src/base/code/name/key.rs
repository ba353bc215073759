//! A name taken apart, and two of them compared.

use super::fold::{fold, plain};
use super::{Agreement, words};
use crate::base::model::Level;
use std::collections::BTreeSet;

/// What a regency is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Kabupaten.
    Kabupaten,
    /// Kota.
    Kota,
}

/// A name taken apart once, to be compared often.
#[derive(Debug, Clone)]
pub struct Key {
    level: Level,
    kind: Option<Kind>,
    /// Without the kind; numbers as digits.
    tokens: Vec<String>,
    /// `tokens` in one word.
    compact: String,
    /// The same with the kind.
    full: String,
    /// Sound without numbers.
    folded: String,
    numbers: Vec<u32>,
}

impl Key {
    /// Takes a name apart.
    pub fn new(raw: &str, level: Level) -> Self {
        let words = split(raw);
        let full: String = words.concat();
        let prefixes = words::prefixes(level);
        let mut kind = None;
        let mut start = 0;
        while start + 1 < words.len() && prefixes.contains(&words[start].as_str()) {
            kind = kind.or(kind_of(&words[start]).filter(|_| level == Level::Regency));
            start += 1;
        }
        let mut rest = &words[start..];
        // "Kupang (Kota)", "Kupang, Kab.": only behind a mark, since "Lima Puluh Kota" ends in kota.
        if level == Level::Regency
            && raw.contains(['(', ','])
            && let [head @ .., last] = rest
            && !head.is_empty()
            && let Some(marked) = kind_of(last)
        {
            (kind, rest) = (Some(marked), head);
        }
        let mut numbers = Vec::new();
        let mut tokens = Vec::with_capacity(rest.len());
        let mut letters = String::new();
        for word in rest {
            if let (Some(number), Some(tens)) = (numbers.last_mut(), scale(word))
                && *number < 10
                && let Some(token) = tokens.last_mut()
            {
                *number = tens(*number);
                *token = number.to_string();
                continue;
            }
            if let Some(number) = words::number(word).filter(|_| level != Level::Province) {
                numbers.push(number);
                tokens.push(number.to_string());
                continue;
            }
            let long = words::ABBREVIATIONS.iter().find(|(short, _)| short == word);
            let word = long
                .filter(|_| rest.len() > 1)
                .map_or(word.as_str(), |(_, long)| long);
            letters.push_str(word);
            tokens.push(word.to_owned());
        }
        Self {
            level,
            kind,
            compact: tokens.concat(),
            folded: fold(&letters),
            tokens,
            full,
            numbers,
        }
    }

    /// What the regency says it is.
    pub fn kind(&self) -> Option<Kind> {
        self.kind
    }

    /// The text by which equal names can be looked up: two keys with the same one are `Same` unless their kinds contradict.
    pub fn compact(&self) -> &str {
        &self.compact
    }

    /// `compact` with the kind in front.
    pub fn full(&self) -> &str {
        &self.full
    }

    /// Compact names that a region of this one had or has now.
    pub fn renamings(&self) -> Vec<&'static str> {
        let of = words::RENAMED
            .iter()
            .filter(|(level, ..)| *level == self.level && self.kind != Some(Kind::Kota));
        of.filter_map(|&(_, old, new)| match self.compact.as_str() {
            name if name == old => Some(new),
            name if name == new => Some(old),
            _ => None,
        })
        .collect()
    }

    /// First letters of the sound, with and without a word that is often left out: two keys that spell one name share one, but for
    /// a mistyped first letter or words that changed places.
    pub fn initials(&self) -> BTreeSet<char> {
        let without = self
            .without_loose_prefix()
            .and_then(|rest| rest.chars().next());
        self.folded
            .chars()
            .next()
            .into_iter()
            .chain(without)
            .collect()
    }

    /// Compares two names of one level; empty names agree with nothing.
    pub fn agree(&self, other: &Self) -> Agreement {
        if self.compact.is_empty() || other.compact.is_empty() {
            return Agreement::Different;
        }
        // "Kota Baru" may be the Kabupaten Kotabaru.
        let whole = |a: &Self, b: &Self| a.kind.is_some() && a.full == b.compact;
        if self.full == other.full || whole(self, other) || whole(other, self) {
            return Agreement::Same;
        }
        let kinds = match (self.kind, other.kind) {
            (Some(a), Some(b)) if a != b => return Agreement::Different,
            // A bare name is usually the Kabupaten's.
            (None, Some(Kind::Kota)) | (Some(Kind::Kota), None) => Agreement::Spelling,
            _ => Agreement::Same,
        };
        if self.compact == other.compact {
            return kinds;
        }
        if self.renamed(other) || self.spells(other) {
            return Agreement::Spelling;
        }
        Agreement::Different
    }

    /// Likeness of the sounds, 0 to 1 (1 - optimal string alignment distance / longer length); 0 when numbers or qualifiers contradict.
    pub fn likeness(&self, other: &Self) -> f64 {
        let longer = self
            .folded
            .chars()
            .count()
            .max(other.folded.chars().count());
        if longer == 0 || !self.numbers_fit(other) || !self.qualifiers_fit(other) {
            return 0.0;
        }
        1.0 - strsim::osa_distance(&self.folded, &other.folded) as f64 / longer as f64
    }

    /// Whether this name, as the parent a table gives, fits a unit of that name: equal, a spelling, or the province it was split from.
    pub fn fits_parent(&self, unit: &Self) -> bool {
        self.agree(unit) != Agreement::Different
            || self.level == Level::Province
                && words::SPLIT_FROM.contains(&(unit.compact.as_str(), self.compact.as_str()))
    }

    fn renamed(&self, other: &Self) -> bool {
        self.renamings().contains(&other.compact.as_str()) && other.kind != Some(Kind::Kota)
    }

    fn spells(&self, other: &Self) -> bool {
        if !self.numbers_fit(other) {
            return false;
        }
        if self.abbreviates(other)
            || other.abbreviates(self)
            || self.loosely(other)
            || other.loosely(self)
        {
            return true;
        }
        if !self.qualifiers_fit(other) {
            return false;
        }
        self.shuffles(other) || close(&self.folded, &other.folded)
    }

    /// The same words in another order.
    fn shuffles(&self, other: &Self) -> bool {
        let sorted = |key: &Self| {
            let mut tokens = key.tokens.clone();
            tokens.sort();
            tokens
        };
        self.tokens.len() > 1
            && self.tokens.len() == other.tokens.len()
            && self.compact.len() == other.compact.len()
            && sorted(self) == sorted(other)
    }

    /// Equal, or one side leaves the number out where the other says one.
    fn numbers_fit(&self, other: &Self) -> bool {
        self.numbers == other.numbers
            || matches!(
                (self.numbers.as_slice(), other.numbers.as_slice()),
                ([], [1]) | ([1], [])
            )
    }

    /// Each qualifier of one side stands, as a word or inside one, in the other.
    fn qualifiers_fit(&self, other: &Self) -> bool {
        let held = |a: &Self, b: &Self| {
            let mut qualifiers = a
                .tokens
                .iter()
                .filter(|t| words::QUALIFIERS.contains(&t.as_str()));
            qualifiers.all(|q| b.compact.contains(q.as_str()))
        };
        held(self, other) && held(other, self)
    }

    /// As many words, each equal in sound or a short form of the other's by first letter and consonants (`bt` of `batu`).
    fn abbreviates(&self, other: &Self) -> bool {
        self.tokens.len() > 1
            && self.tokens.len() == other.tokens.len()
            && self
                .tokens
                .iter()
                .zip(&other.tokens)
                .all(|(short, long)| fold(short) == fold(long) || short_form(short, long))
    }

    /// Equal in sound but for a word in front of this one.
    fn loosely(&self, other: &Self) -> bool {
        self.without_loose_prefix()
            .is_some_and(|rest| rest == fold(&other.compact))
    }

    fn without_loose_prefix(&self) -> Option<String> {
        match self.tokens.as_slice() {
            [first, rest @ ..] if !rest.is_empty() && self.level != Level::Province => {
                let loose = words::LOOSE_PREFIXES.contains(&first.as_str());
                loose.then(|| fold(&rest.concat()))
            }
            _ => None,
        }
    }
}

fn kind_of(word: &str) -> Option<Kind> {
    match word {
        "kabupaten" | "kab" | "pemkab" => Some(Kind::Kabupaten),
        "kota" | "kotamadya" | "kodya" | "pemkot" => Some(Kind::Kota),
        _ => None,
    }
}

/// `dua puluh`, `dua belas`: what the second word makes of the number before it.
fn scale(word: &str) -> Option<fn(u32) -> u32> {
    match word {
        "puluh" => Some(|n| n * 10),
        "belas" => Some(|n| n + 10),
        _ => None,
    }
}

/// Lower-case words of letters or digits; apostrophes vanish, every other mark parts words.
fn split(raw: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut last = ' ';
    for c in raw.chars().flat_map(char::to_lowercase).map(plain) {
        if matches!(c, '\'' | '"' | '`' | '\u{b4}' | '\u{2018}'..='\u{201d}') {
            continue;
        }
        if c.is_alphanumeric() {
            let joins = last.is_alphanumeric() && last.is_ascii_digit() == c.is_ascii_digit();
            match words.last_mut() {
                Some(word) if joins => word.push(c),
                _ => words.push(c.to_string()),
            }
        }
        last = c;
    }
    words
}

/// A word of at most four letters without vowels that are not in order in the long one, same first letter.
fn short_form(short: &str, long: &str) -> bool {
    let consonants = !short.contains(['a', 'e', 'i', 'o', 'u']);
    let mut rest = long.chars();
    consonants
        && short.len() < 4
        && short.len() + 2 <= long.len()
        && short.chars().next() == long.chars().next()
        && short.chars().all(|c| rest.any(|l| l == c))
}

/// Within the edits allowed: none up to 4 letters, one up to 8, two up to 13, three above.
fn close(a: &str, b: &str) -> bool {
    let (short, long) = (a.len().min(b.len()), a.len().max(b.len()));
    let allowed = match long {
        0..=4 => 0,
        5..=8 => 1,
        9..=13 => 2,
        _ => 3,
    };
    a == b || allowed > 0 && long - short <= allowed && strsim::osa_distance(a, b) <= allowed
}
