//! Words of the registry.

use super::{Dictionary, Word};

/// They are.
pub(super) const WORDS: Dictionary = Dictionary {
    labels: LABELS,
    titles: TITLES,
    vocabularies: &[],
    values: &[],
};

const LABELS: &[Word] = &[
    ("welfare_mean", "Rata-rata kesejahteraan", "Mean welfare"),
    ("poor", "Penduduk miskin", "Poor people"),
    ("p0", "Tingkat kemiskinan (P0)", "Poverty rate (P0)"),
    ("p1", "Kedalaman kemiskinan (P1)", "Poverty gap (P1)"),
    ("p2", "Keparahan kemiskinan (P2)", "Poverty severity (P2)"),
    (
        "m0",
        "Kemiskinan multidimensi (M0)",
        "Multidimensional poverty (M0)",
    ),
    ("lacks", "Miskin dan kekurangan", "Poor and deprived"),
    ("contributes", "Sumbangan pada M0", "Contribution to M0"),
    ("pmt_mean", "Rata-rata skor PMT", "Mean PMT score"),
    (
        "pmt_below",
        "Bagian di bawah batas PMT",
        "Share below the PMT cutoff",
    ),
    ("no_programme", "Tanpa program", "Without a programme"),
    (
        "several_programmes",
        "Dua program atau lebih",
        "Two programmes or more",
    ),
    ("gini_low", "Gini, paling kecil", "Gini, at least"),
    ("gini_high", "Gini, paling besar", "Gini, at most"),
    ("q10", "Persentil 10", "10th percentile"),
    ("median", "Median", "Median"),
    ("q90", "Persentil 90", "90th percentile"),
    (
        "welfare_mean_se",
        "Galat baku rata-rata",
        "Standard error of the mean",
    ),
    ("p0_se", "Galat baku P0", "Standard error of P0"),
    ("p1_se", "Galat baku P1", "Standard error of P1"),
    ("p2_se", "Galat baku P2", "Standard error of P2"),
    (
        "km_to_point",
        "Jarak ke titik bayar terdekat",
        "Distance to the nearest paying point",
    ),
    ("eligible", "Berhak", "Eligible"),
    ("recipients", "Penerima", "Recipients"),
    (
        "missed",
        "Berhak tetapi tidak menerima",
        "Eligible but missed",
    ),
    (
        "leaked",
        "Menerima tetapi tidak berhak",
        "Reached but not eligible",
    ),
    ("coverage", "Cakupan", "Coverage"),
    ("undercoverage", "Galat eksklusi", "Undercoverage"),
    ("leakage", "Galat inklusi", "Leakage"),
    ("kappa", "Kappa Cohen", "Cohen's kappa"),
    (
        "cgh",
        "Indeks Coady-Grosh-Hoddinott",
        "Coady-Grosh-Hoddinott index",
    ),
    ("decile", "Desil", "Decile"),
    (
        "share_recipients",
        "Bagian dari penerima",
        "Share of recipients",
    ),
    (
        "open_recipients",
        "Bagian penerima yang belum pasti",
        "Share of recipients left open",
    ),
    (
        "share_amount",
        "Bagian dari nilai bantuan",
        "Share of the amount",
    ),
    (
        "open_amount",
        "Bagian nilai yang belum pasti",
        "Share of the amount left open",
    ),
    ("count", "Banyaknya", "Count"),
    ("first", "Program pertama", "First programme"),
    ("second", "Program kedua", "Second programme"),
    ("should_both", "Berhak atas keduanya", "Should have both"),
    ("gets_both", "Menerima keduanya", "Has both"),
    ("first_only", "Hanya yang pertama", "Has the first only"),
    ("second_only", "Hanya yang kedua", "Has the second only"),
    ("neither", "Tidak satu pun", "Has neither"),
    (
        "share_both",
        "Bagian yang menerima keduanya",
        "Share that has both",
    ),
    ("group", "Kelompok", "Group"),
    ("channel", "Saluran", "Channel"),
    ("failed", "Gagal bayar", "Failed"),
    ("share_failed", "Bagian gagal", "Share failed"),
    ("late", "Terlambat", "Late"),
    ("share_late", "Bagian terlambat", "Share late"),
    ("ready", "Siap digital", "Ready for digital payment"),
    ("share_ready", "Bagian siap digital", "Share ready"),
    ("reason", "Sebab", "Reason"),
];

const TITLES: &[Word] = &[
    (
        "registry_villages",
        "Registri menurut desa",
        "The registry by village",
    ),
    (
        "registry_regions",
        "Registri menurut wilayah",
        "The registry by region",
    ),
    (
        "registry_unmatched",
        "Baris registri tanpa desa",
        "Rows of the registry without a village",
    ),
    ("targeting", "Ketepatan sasaran", "Targeting"),
    (
        "incidence",
        "Penerima manfaat menurut desil",
        "Who benefits, by decile",
    ),
    (
        "overlap",
        "Program yang diterima bersama",
        "Programmes held together",
    ),
    (
        "complementarity",
        "Program yang saling melengkapi",
        "Programmes that complete each other",
    ),
    ("affirmative", "Kelompok afirmasi", "Affirmative groups"),
    ("disbursement", "Penyaluran", "Disbursement"),
];
