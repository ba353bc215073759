//! Words of the programme inventory itself: what is in its files.

use super::{Dictionary, Word};

/// They are.
pub(super) const WORDS: Dictionary = Dictionary {
    labels: LABELS,
    titles: TITLES,
    vocabularies: VOCABULARIES,
    values: VALUES,
};

const LABELS: &[Word] = &[
    ("programme", "Program", "Programme"),
    ("programme_name", "Nama program", "Programme name"),
    ("ministry", "Kementerian/lembaga", "Ministry"),
    ("arm", "Jalur", "Arm"),
    ("lever", "Pengungkit", "Lever"),
    ("lever_title", "Nama pengungkit", "Lever title"),
    ("target", "Sasaran", "Target group"),
    ("unit_cost", "Biaya satuan", "Unit cost"),
    ("host", "Jenis lembaga pelaksana", "Type of host"),
    ("tags", "Tanda", "Tags"),
    ("valid_from", "Berlaku sejak", "Valid from"),
    ("valid_to", "Berlaku sampai", "Valid to"),
    ("placements", "Penempatan", "Placements"),
    ("beneficiaries", "Penerima manfaat", "Beneficiaries"),
    ("budget", "Anggaran", "Budget"),
    (
        "region_placements",
        "Penempatan di wilayah di atas desa",
        "Placements above villages",
    ),
    (
        "region_budget",
        "Anggaran di wilayah di atas desa",
        "Budget above villages",
    ),
    ("role", "Isi", "Content"),
    ("budget_given", "Anggaran masuk", "Budget in"),
    ("budget_placed", "Anggaran bertempat", "Budget placed"),
    (
        "budget_unplaced",
        "Anggaran tanpa tempat",
        "Budget unplaced",
    ),
    (
        "beneficiaries_given",
        "Penerima manfaat masuk",
        "Beneficiaries in",
    ),
    (
        "beneficiaries_placed",
        "Penerima manfaat bertempat",
        "Beneficiaries placed",
    ),
    (
        "beneficiaries_unplaced",
        "Penerima manfaat tanpa tempat",
        "Beneficiaries unplaced",
    ),
];

const TITLES: &[Word] = &[
    (
        "programmes",
        "Program dalam inventaris",
        "Programmes of the inventory",
    ),
    (
        "inventory",
        "Baris dan jumlah berkas inventaris",
        "Rows and amounts of the inventory's files",
    ),
];

const VOCABULARIES: &[&str] = &["role", "arm"];

const VALUES: &[(&str, &str)] = &[
    ("catalogue", "katalog"),
    ("placements", "penempatan"),
    ("facilitators", "pendamping"),
    ("institutions", "kelembagaan"),
    ("burden", "beban"),
    ("income", "pendapatan"),
];
