//! Words on maps.

use super::{Dictionary, Word};

/// They are.
pub(super) const WORDS: Dictionary = Dictionary {
    labels: LABELS,
    titles: &[],
    vocabularies: &[],
    values: &[],
};

const LABELS: &[Word] = &[
    (
        "map_no_evidence",
        "Tanpa nilai: belum ada bukti",
        "No score: no evidence",
    ),
    ("map_area", "Kawasan prioritas", "Priority area"),
    (
        "map_areas",
        "Kawasan prioritas menurut kebutuhan",
        "Priority areas in the order of need",
    ),
    ("map_regency", "Batas kabupaten/kota", "Regency border"),
    ("map_north", "U", "N"),
    ("map_units", "satuan peta", "map units"),
    ("map_villages", "desa", "villages"),
    (
        "map_synthetic",
        "DATA SINTETIS: rekaan, tidak menggambarkan desa mana pun",
        "SYNTHETIC DATA: made up, it describes no village",
    ),
];
