//! Words of the allocation, the intervention menu and the ledger.

use super::{Dictionary, Word};

/// They are.
pub(super) const WORDS: Dictionary = Dictionary {
    labels: LABELS,
    titles: TITLES,
    vocabularies: VOCABULARIES,
    values: VALUES,
};

const LABELS: &[Word] = &[
    ("change", "Perubahan", "Change"),
    ("money", "Uang", "Money"),
    ("money_now", "Uang sekarang", "Money now"),
    ("money_left", "Sisa uang", "Money left"),
    ("floor", "Uang paling sedikit", "Least money"),
    ("scope", "Lingkup", "Scope"),
    ("alone", "Tiap kementerian sendiri", "Each ministry alone"),
    ("now", "Penempatan sekarang", "Placements now"),
    ("order", "Urutan", "Order"),
    ("indicator", "Indikator", "Indicator"),
    ("indicator_title", "Nama indikator", "Indicator title"),
    ("from", "Sekarang", "Now"),
    ("best", "Terbaik", "Best"),
    ("steps", "Langkah", "Steps"),
    ("cost", "Biaya", "Cost"),
    ("reach", "Status berikutnya tercapai", "Next class reached"),
    ("next_class", "Status berikutnya", "Next class"),
    ("next_to", "Menjadi", "Becomes"),
    (
        "next_steps",
        "Langkah ke status berikutnya",
        "Steps to the next class",
    ),
    (
        "next_cost",
        "Biaya ke status berikutnya",
        "Cost to the next class",
    ),
    ("next_gain", "Kenaikan nilai", "Gain in score"),
    ("action", "Tindakan", "Action"),
    ("by_central", "Pusat", "Central government"),
    ("by_province", "Provinsi", "Province"),
    ("by_regency", "Kabupaten/kota", "Regency"),
    ("by_village", "Desa", "Village"),
    ("by_csr", "CSR", "CSR"),
    ("by_other", "Lainnya", "Others"),
    ("tier", "Tingkat pelaku", "Level of actor"),
    ("actor", "Pelaku", "Actor"),
];

const TITLES: &[Word] = &[
    (
        "allocation",
        "Penempatan program yang diusulkan",
        "Proposed placements of programmes",
    ),
    (
        "allocation_summary",
        "Nilai penempatan dan sinergi",
        "Worth of the placements and of synergy",
    ),
    (
        "menu",
        "Menu intervensi desa",
        "Intervention menu of villages",
    ),
    (
        "menu_next",
        "Jalan ke status berikutnya",
        "The way to the next class",
    ),
    (
        "menu_totals",
        "Langkah menurut penanggung jawab",
        "Steps by who answers for them",
    ),
];

const VOCABULARIES: &[&str] = &["change", "scope", "reach", "tier"];

const VALUES: &[(&str, &str)] = &[
    ("now", "tetap"),
    ("new", "baru"),
    ("moved", "dipindah"),
    ("all", "semua"),
    ("ministry", "kementerian/lembaga"),
    ("set", "tercapai"),
    ("best", "sudah terbaik"),
    ("unreachable", "tidak tercapai"),
    ("mixed", "tidak dapat dijumlahkan"),
    ("central", "pusat"),
    ("csr", "CSR"),
    ("other", "lainnya"),
];
