//! Words of the allocation, the intervention menu and the ledger.

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
