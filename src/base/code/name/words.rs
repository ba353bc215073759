//! Words that Indonesian place names are made of.

use crate::base::model::Level;

/// Prefixes that say what a unit is, per level; dropped.
pub(super) fn prefixes(level: Level) -> &'static [&'static str] {
    match level {
        Level::Village => &[
            "desa",
            "ds",
            "kelurahan",
            "kel",
            "nagari",
            "gampong",
            "gp",
            "pekon",
        ],
        Level::District => &["kecamatan", "kec", "distrik", "kapanewon", "kemantren"],
        Level::Regency => &[
            "kabupaten",
            "kab",
            "kota",
            "kotamadya",
            "kodya",
            "administrasi",
            "adm",
            "pemkab",
            "pemkot",
            "pemerintah",
        ],
        Level::Province => &["provinsi", "propinsi", "prov", "prop"],
    }
}

/// Words in front that are often left out, but at province level (Riau is not Kepulauan Riau).
pub(super) const LOOSE_PREFIXES: [&str; 7] = [
    "dusun",
    "kampong",
    "kampung",
    "kepulauan",
    "negeri",
    "pulau",
    "upt",
];

/// Short and variant forms without doubt; others (`bt`: batu, batang, bukit) are compared by their consonants.
pub(super) const ABBREVIATIONS: [(&str, &str); 17] = [
    ("brt", "barat"),
    ("gn", "gunung"),
    ("ilir", "hilir"),
    ("kep", "kepulauan"),
    ("kp", "kampung"),
    ("kmp", "kampung"),
    ("ma", "muara"),
    ("sei", "sungai"),
    ("sel", "selatan"),
    ("sungei", "sungai"),
    ("tim", "timur"),
    ("tj", "tanjung"),
    ("tjg", "tanjung"),
    ("tlk", "teluk"),
    ("tgh", "tengah"),
    ("ulu", "hulu"),
    ("utr", "utara"),
];

/// Words that tell a place from its namesake: they must be there on both sides or on neither.
pub(super) const QUALIFIERS: [&str; 26] = [
    "atas", "bagian", "barat", "baru", "bawah", "besar", "dalam", "darat", "hilir", "hulu",
    "kecil", "kidul", "kulon", "lama", "laut", "lor", "luar", "muda", "pusat", "selatan", "tengah",
    "timur", "tua", "utara", "wetan", "kota",
];

/// Regions under another name (level, old or short, new): Kabupaten Pontianak is Mempawah since PP 58/2014, Toba Samosir is Toba since
/// PP 14/2020, and so on. As in `Key::compact`.
pub(super) const RENAMED: [(Level, &str, &str); 18] = [
    (Level::Regency, "pontianak", "mempawah"),
    (Level::Regency, "tobasamosir", "toba"),
    (Level::Regency, "mamujuutara", "pasangkayu"),
    (Level::Regency, "malukutenggarabarat", "kepulauantanimbar"),
    (Level::Regency, "yapenwaropen", "kepulauanyapen"),
    (Level::Regency, "polewalimamasa", "polewalimandar"),
    (Level::Regency, "sawahluntosijunjung", "sijunjung"),
    (
        Level::Regency,
        "pangkajenekepulauan",
        "pangkajenedankepulauan",
    ),
    (Level::Regency, "pangkep", "pangkajenedankepulauan"),
    (Level::Regency, "limapuluhkota", "50kota"),
    (Level::Regency, "oku", "ogankomeringhulu"),
    (Level::Regency, "okuselatan", "ogankomeringhuluselatan"),
    (Level::Regency, "okutimur", "ogankomeringhulutimur"),
    (Level::Province, "diyogyakarta", "daerahistimewayogyakarta"),
    (Level::Province, "dkijakarta", "daerahkhususibukotajakarta"),
    (Level::Province, "nanggroeacehdarussalam", "aceh"),
    (Level::Province, "irianjaya", "papua"),
    (Level::Province, "bangkabelitung", "kepulauanbangkabelitung"),
];

/// Provinces split off (new, old): the old name is a good parent for their regions, not a name for them.
pub(super) const SPLIT_FROM: [(&str, &str); 5] = [
    ("papuaselatan", "papua"),
    ("papuatengah", "papua"),
    ("papuapegunungan", "papua"),
    ("papuabaratdaya", "papuabarat"),
    ("kalimantanutara", "kalimantantimur"),
];

/// A number as a Roman numeral up to XXXIX, a digit string or an Indonesian word up to ten.
pub(super) fn number(token: &str) -> Option<u32> {
    const WORDS: [&str; 11] = [
        "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan", "sepuluh",
        "sebelas",
    ];
    if let Some(at) = WORDS.iter().position(|&word| word == token) {
        return Some(at as u32 + 1);
    }
    if token.bytes().all(|b| b.is_ascii_digit()) {
        return token.parse().ok();
    }
    roman(token)
}

fn roman(token: &str) -> Option<u32> {
    let tens = token.bytes().take_while(|&b| b == b'x').count();
    let ones = ["", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"];
    let ones = ones.iter().position(|&one| one == &token[tens..])?;
    let value = tens * 10 + ones;
    (tens <= 3 && value > 0).then_some(value as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_three_scripts() {
        for (token, value) in [
            ("i", 1),
            ("iv", 4),
            ("ix", 9),
            ("xiv", 14),
            ("xx", 20),
            ("007", 7),
            ("dua", 2),
            ("sebelas", 11),
        ] {
            assert_eq!(number(token), Some(value), "{token}");
        }
        for token in ["iiii", "xxxx", "vx", "ia", "sat"] {
            assert_eq!(number(token), None, "{token}");
        }
    }
}
