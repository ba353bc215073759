//! Words of the brief: headings and heads of tables.

use super::{Dictionary, Word, pick};
use crate::base::study::Language;
use serde_json::{Value, json};

/// They are.
pub(super) const WORDS: Dictionary = Dictionary {
    labels: LABELS,
    titles: &[],
    vocabularies: &[],
    values: &[],
};

/// What their keys begin with among all labels.
const HEAD: &str = "brief_";

/// Every word by its key, as templates name them.
pub fn words(language: Language) -> Value {
    let word = |(key, id, en): &Word| {
        let key = key.trim_start_matches(HEAD).to_owned();
        (key, json!(pick(language, id, en)))
    };
    Value::Object(LABELS.iter().map(word).collect())
}

const LABELS: &[Word] = &[
    ("brief_cover", "Ringkasan kebijakan", "Policy brief"),
    ("brief_summary", "Ringkasan", "Summary"),
    (
        "brief_map",
        "Peta kawasan prioritas",
        "Map of the priority areas",
    ),
    ("brief_areas", "Kawasan prioritas", "Priority areas"),
    ("brief_area", "Kawasan", "Area"),
    ("brief_place", "Tempat", "Place"),
    ("brief_villages", "Desa", "Villages"),
    ("brief_village", "Desa", "Village"),
    ("brief_district", "Kecamatan", "District"),
    ("brief_people", "Penduduk", "People"),
    ("brief_persons", "jiwa", "people"),
    ("brief_need", "Kebutuhan", "Need"),
    ("brief_mean_need", "Rata-rata kebutuhan", "Mean need"),
    ("brief_of_need", "dari seluruh kebutuhan", "of all need"),
    ("brief_in_areas", "desa dalam kawasan", "villages in areas"),
    ("brief_size", "Luas", "Size"),
    ("brief_across", "Bentang", "Across"),
    ("brief_score", "Nilai", "Score"),
    ("brief_class", "Status", "Class"),
    ("brief_rank", "Peringkat", "Rank"),
    ("brief_span", "Rentang 90 %", "90 % span"),
    ("brief_evidence", "Bukti", "Evidence"),
    ("brief_priority", "kukuh prioritas", "robust priority"),
    ("brief_contested", "goyah", "contested"),
    (
        "brief_outside",
        "kukuh bukan prioritas",
        "robust, no priority",
    ),
    ("brief_none", "tidak ada", "none"),
    ("brief_key_facts", "Kawasan ini", "This area"),
    ("brief_first_steps", "Langkah pertama", "First steps"),
    (
        "brief_members",
        "Desa dalam kawasan",
        "Villages of the area",
    ),
    (
        "brief_programmes",
        "Program yang ada",
        "Programmes there now",
    ),
    ("brief_programme", "Program", "Programme"),
    ("brief_programme_count", "Program", "Programmes"),
    ("brief_ministry", "Kementerian/lembaga", "Ministry"),
    ("brief_budget", "Anggaran", "Budget"),
    (
        "brief_around",
        "Ditempatkan di tingkat wilayah",
        "Placed at a region",
    ),
    (
        "brief_gaps",
        "Yang dibutuhkan dan belum ada",
        "Needed and absent",
    ),
    ("brief_lever", "Pengungkit", "Lever"),
    (
        "brief_could",
        "Program katalog yang dapat mengisi",
        "Programmes of the catalogue that could fill it",
    ),
    ("brief_facilitators", "Pendamping", "Facilitators"),
    ("brief_institutions", "Kelembagaan", "Institutions"),
    ("brief_institution", "Lembaga", "Institution"),
    ("brief_menu", "Menu intervensi", "Intervention menu"),
    ("brief_action", "Tindakan", "Action"),
    ("brief_actor", "Pelaku", "Who"),
    ("brief_tier", "Tingkat", "Level"),
    ("brief_steps", "Langkah", "Steps"),
    ("brief_cost", "Biaya", "Cost"),
    (
        "brief_actors",
        "Langkah ke status berikutnya menurut pelaku",
        "Steps to the next class by who takes them",
    ),
    (
        "brief_ranks",
        "Seberapa pasti peringkatnya",
        "How sure the ranks are",
    ),
    (
        "brief_services",
        "Jarak ke layanan dasar",
        "Access to basic services",
    ),
    ("brief_estimates", "Nilai hasil model", "Modelled values"),
    ("brief_equity", "Pemerataan", "Equity"),
    (
        "brief_potentials",
        "Keunggulan dan aset setempat",
        "Regional advantage and local assets",
    ),
    (
        "brief_recovery",
        "Perkembangan desa yang mendapat program",
        "What became of villages with the programme",
    ),
    ("brief_weights", "Arti bobot", "What the weights come to"),
    ("brief_classes", "Sebaran status desa", "Villages by class"),
    ("brief_share", "Bagian", "Share"),
    (
        "brief_regencies",
        "Kabupaten/kota menurut kebutuhan",
        "Regencies by need",
    ),
    ("brief_regency", "Kabupaten/kota", "Regency"),
    ("brief_scored", "Desa bernilai", "Villages scored"),
    (
        "brief_synergy",
        "Program, pendamping, lembaga",
        "Programmes, facilitators, institutions",
    ),
    (
        "brief_levers",
        "Pengungkit yang dibutuhkan dan yang ada",
        "Levers needed and present",
    ),
    (
        "brief_needing",
        "Desa yang membutuhkan",
        "Villages that need it",
    ),
    ("brief_met", "Sudah ada programnya", "With a programme"),
    (
        "brief_gap_villages",
        "Belum ada programnya",
        "Without a programme",
    ),
    ("brief_allocation", "Alokasi", "Allocation"),
    ("brief_registry", "Data terpadu", "The registry"),
    ("brief_data", "Data dan cara", "Data and methods"),
    ("brief_warnings", "Peringatan", "Warnings"),
    ("brief_check", "Pemeriksaan", "Check"),
    ("brief_count", "Jumlah", "Number"),
    ("brief_sources", "Sumber", "Sources"),
    ("brief_source", "Sumber", "Source"),
    ("brief_file", "Berkas", "File"),
    ("brief_licence", "Lisensi", "Licence"),
    ("brief_index", "Indeks", "Index"),
    ("brief_tables", "Tabel yang dikutip", "Tables cited"),
    ("brief_table", "Tabel", "Table"),
    ("brief_rows", "Baris", "Rows"),
    ("brief_row", "baris", "row"),
    ("brief_name", "Nama", "Name"),
    ("brief_study", "studi", "study"),
    ("brief_seed", "benih", "seed"),
    ("brief_more", "lainnya", "more"),
    ("brief_page", "halaman", "page"),
    ("brief_tracing", "Menelusuri angka", "Tracing a number"),
    ("brief_none_yet", "Belum ada.", "None yet."),
    ("brief_unknown", "tidak diketahui", "unknown"),
    ("brief_other_villages", "Desa lain", "Other villages"),
    ("brief_no_score", "Tanpa nilai", "No score"),
    ("brief_synthetic", "Data sintetis", "Synthetic data"),
    (
        "brief_synthetic_note",
        "Seluruh angka di bawah ini dibuat untuk contoh; tidak menggambarkan desa mana pun.",
        "Every figure below was made up as an example; it describes no village.",
    ),
];
