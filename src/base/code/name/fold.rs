//! Letters that Indonesian spellings interchange.

/// Old and new spelling, Arabic and Latin: each left side is written as its right side, in this order.
const PAIRS: [(&str, &str); 22] = [
    ("oe", "u"),
    ("dj", "j"),
    ("tj", "c"),
    ("sj", "s"),
    ("sy", "s"),
    ("nj", "ny"),
    ("ch", "h"),
    ("kh", "h"),
    ("dh", "d"),
    ("th", "t"),
    ("ph", "p"),
    ("bh", "b"),
    ("gh", "g"),
    ("lh", "l"),
    ("y", "j"),
    ("f", "p"),
    ("v", "p"),
    ("q", "k"),
    ("z", "s"),
    ("uw", "u"),
    ("ij", "i"),
    ("x", "ks"),
];

/// The sound of a compact lower-case name: interchangeable letters made one, doubled letters single.
pub(super) fn fold(compact: &str) -> String {
    let mut folded = compact.to_owned();
    for (from, to) in PAIRS {
        if folded.contains(from) {
            folded = folded.replace(from, to);
        }
    }
    let mut last = None;
    folded.retain(|c| last.replace(c) != Some(c));
    folded
}

/// The plain lower-case letter; accents go.
pub(super) fn plain(c: char) -> char {
    match c {
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' => 'a',
        'è' | 'é' | 'ê' | 'ë' => 'e',
        'ì' | 'í' | 'î' | 'ï' => 'i',
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' => 'o',
        'ù' | 'ú' | 'û' | 'ü' => 'u',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_sound() {
        for (a, b) in [
            ("soekaradja", "sukaraja"),
            ("tjiandjur", "cianjur"),
            ("jogjakarta", "yogyakarta"),
            ("bajuntaa", "bayunta"),
            ("akhir", "ahir"),
            ("tuwagoetobi", "tuagoetobi"),
            ("syuhada", "suhada"),
        ] {
            assert_eq!(fold(a), fold(b), "{a} {b}");
        }
        assert_ne!(fold("kupang"), fold("kumpang"));
    }
}
