//! Words of recovery: villages with a programme beside villages without.

use super::{Dictionary, Word};

/// They are.
pub(super) const WORDS: Dictionary = Dictionary {
    labels: LABELS,
    titles: TITLES,
    vocabularies: VOCABULARIES,
    values: VALUES,
};

const LABELS: &[Word] = &[
    ("outcome", "Hasil", "Outcome"),
    ("outcome_unit", "Satuan hasil", "Unit of the outcome"),
    ("estimator", "Cara menaksir", "Estimator"),
    ("with_matches", "Dengan pemadanan", "With matches"),
    ("effect", "Dampak", "Effect"),
    ("effect_se", "Galat baku", "Standard error"),
    ("effect_low", "Batas bawah 95 %", "Lower end, 95 %"),
    ("effect_high", "Batas atas 95 %", "Upper end, 95 %"),
    ("p_bootstrap", "Nilai p bootstrap", "Bootstrap p value"),
    ("n_treated", "Desa program", "Villages with the programme"),
    ("n_control", "Desa pembanding", "Villages compared with"),
    (
        "n_incomplete",
        "Desa program tanpa data lengkap",
        "Villages with the programme, data incomplete",
    ),
    ("clusters", "Klaster", "Clusters"),
    (
        "clusters_treated",
        "Klaster dengan desa program",
        "Clusters with the programme",
    ),
    ("years", "Tahun", "Years"),
    (
        "leads",
        "Pendataan sebelum mulai yang diuji",
        "Waves before the start that are tested",
    ),
    (
        "f_before",
        "F tren sebelum mulai",
        "F of trends before the start",
    ),
    (
        "p_before",
        "Nilai p tren sebelum mulai",
        "p value of trends before the start",
    ),
    (
        "waves_from_start",
        "Pendataan sejak mulai",
        "Waves from the start",
    ),
    ("cohorts", "Kelompok tahun mulai", "Cohorts"),
    ("start", "Tahun mulai", "Start"),
    ("covariate", "Ciri sebelum mulai", "Covariate"),
    (
        "mean_treated",
        "Rata-rata desa program",
        "Mean, with the programme",
    ),
    (
        "mean_control",
        "Rata-rata desa pembanding",
        "Mean, compared with",
    ),
    (
        "mean_treated_matched",
        "Rata-rata desa program yang dipadankan",
        "Mean, with the programme, matched",
    ),
    (
        "mean_control_matched",
        "Rata-rata desa padanan",
        "Mean, matched villages",
    ),
    (
        "difference_before",
        "Beda baku sebelum pemadanan",
        "Standardised difference before matching",
    ),
    (
        "difference_after",
        "Beda baku sesudah pemadanan",
        "Standardised difference after matching",
    ),
    (
        "variance_ratio_before",
        "Rasio varians sebelum pemadanan",
        "Variance ratio before matching",
    ),
    (
        "variance_ratio_after",
        "Rasio varians sesudah pemadanan",
        "Variance ratio after matching",
    ),
    ("control_code", "Kode desa padanan", "Code of the match"),
    ("control_name", "Nama desa padanan", "Name of the match"),
    ("match_distance", "Jarak padanan", "Distance of the match"),
    ("match_fate", "Hasil pemadanan", "What came of matching"),
    (
        "recovery_group",
        "Kedudukan dalam perbandingan pemulihan",
        "What it is to the comparison of recovery",
    ),
    (
        "recovery_reason",
        "Sebab tidak dibandingkan atau tidak dipadankan",
        "Why it is not compared or not matched",
    ),
    (
        "recovery_start",
        "Tahun program mulai",
        "Year the programme starts",
    ),
    (
        "recovery_exposed",
        "Tahun program mulai di desa tetangga",
        "Year the programme starts next door",
    ),
    (
        "recovery_weight",
        "Bobot di antara padanan",
        "Weight among matches",
    ),
    (
        "recovery_from",
        "Berubah sejak tahun",
        "Change from the year",
    ),
    ("recovery_to", "Berubah sampai tahun", "Change to the year"),
    (
        "recovery_change",
        "Perubahan hasil pertama",
        "Change of the first outcome",
    ),
];

const TITLES: &[Word] = &[
    (
        "recovery",
        "Pemulihan: desa program dan desa pembanding",
        "Recovery: villages with the programme beside villages without",
    ),
    (
        "recovery_events",
        "Pemulihan menurut pendataan sejak program mulai",
        "Recovery by waves from the start",
    ),
    (
        "recovery_balance",
        "Kemiripan desa program dan desa pembanding",
        "How alike villages with and without the programme were",
    ),
    (
        "recovery_matches",
        "Desa program dan padanannya",
        "Villages with the programme and their matches",
    ),
    (
        "recovery_spillover",
        "Limpahan ke desa tetangga",
        "Spillover to neighbouring villages",
    ),
    (
        "recovery_villages",
        "Kedudukan tiap desa dalam perbandingan pemulihan",
        "What each village is to the comparison of recovery",
    ),
];

const VOCABULARIES: &[&str] = &[
    "estimator",
    "with_matches",
    "match_fate",
    "recovery_group",
    "recovery_reason",
];

const VALUES: &[(&str, &str)] = &[
    ("difference", "selisih perubahan"),
    ("two-way", "efek tetap desa dan tahun"),
    ("group-time", "per tahun mulai dan pendataan"),
    ("nobody near enough", "tidak ada yang cukup mirip"),
    ("a value is missing", "ada data yang kosong"),
    ("treated", "desa program"),
    ("neighbour", "tetangga desa program"),
    ("control", "desa pembanding"),
    ("not compared", "tidak dibandingkan"),
    ("no row in the panel", "tidak ada di data panel"),
    (
        "treated in the first year",
        "sudah mendapat program pada tahun pertama",
    ),
    (
        "neighbour treated in the first year",
        "tetangganya sudah mendapat program pada tahun pertama",
    ),
];
