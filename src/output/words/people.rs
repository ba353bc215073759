//! Words of facilitators and institutions.

use super::{Dictionary, Word};

/// They are.
pub(super) const WORDS: Dictionary = Dictionary {
    labels: LABELS,
    titles: TITLES,
    vocabularies: VOCABULARIES,
    values: VALUES,
};

const LABELS: &[Word] = &[];

const TITLES: &[Word] = &[];

const VOCABULARIES: &[&str] = &[];

const VALUES: &[(&str, &str)] = &[];
