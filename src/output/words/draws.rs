//! The alternatives of the draws, which the table of choices lists in one cell.

use crate::base::study::Language;

const WORDS: &[(&str, &str)] = &[
    ("as defined", "seperti definisi"),
    ("none", "tidak ada"),
    ("percentile", "persentil"),
    ("rank", "peringkat"),
    ("geometric", "geometrik"),
    ("arithmetic", "aritmetik"),
    ("harmonic", "harmonik"),
    ("inverted", "terbalik"),
    ("mean", "rata-rata"),
    ("group-mean", "rata-rata kelompok"),
    ("group-median", "median kelompok"),
    ("neighbours", "tetangga"),
];

/// A list of alternatives as people read it.
pub(super) fn alternatives(text: &str, language: Language) -> String {
    match language {
        Language::En => text.replace("-+", "±"),
        Language::Id => text.split("; ").map(one).collect::<Vec<_>>().join("; "),
    }
}

fn one(text: &str) -> String {
    if let Some(share) = text.strip_prefix("each times 1 -+ ") {
        return format!("masing-masing dikali 1 ± {}", share.replace('.', ","));
    }
    let count = text.strip_prefix("any one of ");
    if let Some(count) = count.and_then(|rest| rest.strip_suffix(" indicators")) {
        return format!("salah satu dari {count} indikator");
    }
    let known = WORDS.iter().find(|(machine, _)| *machine == text);
    known.map_or(text, |(_, id)| id).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn alternatives_are_read_in_both_languages() {
        let text = "each times 1 -+ 0.25; any one of 50 indicators; min-max; geometric";
        assert_eq!(
            alternatives(text, Language::Id),
            "masing-masing dikali 1 ± 0,25; salah satu dari 50 indikator; min-max; geometrik"
        );
        assert_eq!(
            alternatives("each times 1 -+ 0.25", Language::En),
            "each times 1 ± 0.25"
        );
    }
}
