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
    ("money", "Uang dalam rencana", "Money planned"),
    (
        "money_kept",
        "Uang yang tetap di tempatnya",
        "Money that stays",
    ),
    ("money_now", "Uang sekarang", "Money now"),
    ("money_left", "Sisa uang", "Money left"),
    ("floor", "Uang paling sedikit", "Least money"),
    ("scope", "Lingkup", "Scope"),
    ("alone", "Tiap kementerian sendiri", "Each ministry alone"),
    (
        "placements_kept",
        "Penempatan yang tetap di tempatnya",
        "Placements that stay",
    ),
    ("placements_now", "Penempatan sekarang", "Placements now"),
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
    ("now", "dipilih lagi"),
    ("new", "baru"),
    ("moved", "dipindah"),
    ("need-unknown", "kebutuhan tidak diketahui"),
    ("no-money", "program tanpa anggaran"),
    ("no-lever", "program tanpa pengungkit"),
    ("no-cost", "biaya tidak diketahui"),
    ("not-valid", "program tidak berlaku tahun itu"),
    ("no-need", "tidak dibutuhkan di sana"),
    ("too-costly", "lebih mahal daripada anggaran program"),
    ("all", "semua"),
    ("ministry", "kementerian/lembaga"),
    ("class", "status desa"),
    ("set", "tercapai"),
    ("best", "sudah terbaik"),
    ("unreachable", "tidak tercapai"),
    ("mixed", "tidak dapat dijumlahkan"),
    ("central", "pusat"),
    ("csr", "CSR"),
    ("other", "lainnya"),
];
