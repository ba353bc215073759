//! The nearest known words to a mistyped one.

/// Up to `count` known words, nearest first (Damerau-Levenshtein share, letter case set aside; ties keep their order).
pub fn nearest<'a>(
    word: &str,
    known: impl IntoIterator<Item = &'a str>,
    count: usize,
) -> Vec<&'a str> {
    let word = word.to_lowercase();
    let mut scored: Vec<(f64, &str)> = known
        .into_iter()
        .map(|k| {
            (
                strsim::normalized_damerau_levenshtein(&word, &k.to_lowercase()),
                k,
            )
        })
        .collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0));
    scored.into_iter().take(count).map(|(_, k)| k).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_typo_first() {
        assert_eq!(
            nearest("Vilages", ["method", "villages", "within"], 1),
            ["villages"]
        );
        assert_eq!(nearest("x", [], 2), Vec::<&str>::new());
    }
}
