//! What people read, in Bahasa Indonesia and English; machine names stay English.

use crate::base::study::Language;

/// Machine name, Bahasa Indonesia, English.
const LABELS: &[(&str, &str, &str)] = &[
    ("code", "Kode", "Code"),
    ("name", "Nama", "Name"),
    ("district", "Kecamatan", "District"),
    ("regency", "Kabupaten/Kota", "Regency"),
    ("province", "Provinsi", "Province"),
    ("level", "Tingkat", "Level"),
    ("villages", "Jumlah desa", "Villages"),
    ("villages_scored", "Desa bernilai", "Villages scored"),
    ("population", "Penduduk", "Population"),
    ("score", "Nilai", "Score"),
    ("need", "Kebutuhan", "Need"),
    ("mean_need", "Kebutuhan rata-rata", "Mean need"),
    ("class", "Status", "Class"),
    ("rank", "Peringkat", "Rank"),
    ("rank_median", "Peringkat tengah", "Median rank"),
    ("rank_low", "Peringkat 5 %", "Rank, 5 %"),
    ("rank_high", "Peringkat 95 %", "Rank, 95 %"),
    ("p_priority", "Peluang prioritas", "P(priority)"),
    ("evidence", "Bukti", "Evidence"),
    ("missing_share", "Bagian data kosong", "Missing share"),
    ("hotspot", "Gerombol", "Hot spot"),
    ("area", "Kawasan", "Area"),
    ("area_km2", "Luas", "Area size"),
    ("perimeter_km", "Keliling", "Perimeter"),
    ("diameter_km", "Bentang", "Diameter"),
    ("objective", "Nilai tujuan", "Objective"),
    ("contribution", "Sumbangan pada tujuan", "Contribution"),
    ("loss_least", "Kerugian paling sedikit", "Loss at least"),
    ("loss_most", "Kerugian paling banyak", "Loss at most"),
    ("frequency", "Kekerapan", "Selection frequency"),
    ("within", "Selisih rencana", "Plans within"),
    ("plans", "Jumlah rencana", "Plans"),
    ("gain", "Keuntungan", "Gain"),
    ("compactness", "Bobot kepadatan", "Compactness"),
    ("border_km", "Batas luar", "Outer border"),
    ("proof", "Pembuktian", "Proof"),
    ("checked", "Batas diperiksa", "Bound checked"),
    ("kept", "Kawasan lama", "Kept"),
    ("bound", "Batas atas", "Upper bound"),
    ("gap", "Selisih ke batas", "Gap"),
    ("rule", "Aturan agregasi", "Aggregation rule"),
    ("areas", "Jumlah kawasan", "Areas"),
    ("reason", "Keterangan", "Reason"),
    ("conflict", "Aturan yang bertentangan", "Conflicting rules"),
    ("work", "Kerja", "Work units"),
    ("members", "Desa anggota", "Members"),
    ("hops", "Langkah", "Hops"),
    ("variable", "Peubah", "Variable"),
    ("statistic_name", "Statistik", "Statistic name"),
    ("value", "Nilai peubah", "Value"),
    ("lag", "Rata-rata tetangga", "Lag"),
    ("statistic", "Statistik", "Statistic"),
    ("expected", "Harapan", "Expected"),
    ("variance", "Ragam", "Variance"),
    ("z", "z", "z"),
    ("p", "p", "p"),
    ("q", "q (FDR)", "q (FDR)"),
    ("cluster", "Gerombol", "Cluster"),
    ("table", "Tabel", "Table"),
    ("rows", "Baris", "Rows"),
    ("filtered", "Di luar saringan", "Filtered out"),
    ("matched", "Cocok", "Matched"),
    ("unmatched", "Tidak cocok", "Unmatched"),
    ("ambiguous", "Meragukan", "Ambiguous"),
    ("spelled", "Ejaan lain", "Other spelling"),
    ("units", "Unit", "Units"),
    (
        "units_without_row",
        "Unit tanpa baris",
        "Units without a row",
    ),
    ("joined_by", "Kunci", "Joined by"),
    ("vintage", "Tahun kode", "Vintage"),
    ("people", "Bobot orang", "Weight of people"),
    (
        "headcount",
        "Bagian orang miskin (H)",
        "Headcount ratio (H)",
    ),
    ("intensity", "Kedalaman rata-rata (A)", "Intensity (A)"),
    ("m1", "M1", "M1"),
    ("m2", "M2", "M2"),
    (
        "lack_of_reliability",
        "Ketakandalan data",
        "Lack of reliability",
    ),
    ("part", "Bagian", "Part"),
    ("title", "Nama", "Title"),
    ("parent", "Bagian dari", "Part of"),
    (
        "weight_share",
        "Bobot dalam kelompoknya",
        "Weight in its group",
    ),
    (
        "overall_weight",
        "Bobot dalam indeks",
        "Weight in the index",
    ),
    ("step", "Pengaruh satu langkah", "Pull of one step"),
    ("times", "Kali pengaruh terkecil", "Times the least pull"),
    (
        "correlation",
        "Korelasi dengan nilai",
        "Correlation with the score",
    ),
    (
        "variance_share",
        "Bagian ragam nilai",
        "Share of score variance",
    ),
    ("part_a", "Bagian pertama", "First part"),
    ("part_b", "Bagian kedua", "Second part"),
    ("pearson", "Korelasi Pearson", "Pearson correlation"),
    ("score_before", "Nilai sebelum", "Score before"),
    ("score_after", "Nilai sesudah", "Score after"),
    ("score_change", "Perubahan nilai", "Change of score"),
    ("rank_before", "Peringkat sebelum", "Rank before"),
    ("rank_after", "Peringkat sesudah", "Rank after"),
    ("rank_change", "Perubahan peringkat", "Change of rank"),
    ("class_before", "Status sebelum", "Class before"),
    ("class_after", "Status sesudah", "Class after"),
    ("mover", "Digeser oleh", "Moved by"),
    (
        "mover_change",
        "Perubahan sumbangannya",
        "Change of its contribution",
    ),
    (
        "mean_change",
        "Rata-rata perubahan sumbangan",
        "Mean change of contribution",
    ),
    ("share", "Bagian", "Share"),
    ("series_break", "Deret terputus", "Series break"),
    ("choice", "Pilihan", "Choice"),
    ("alternatives", "Alternatif", "Alternatives"),
    ("first_order", "Bagian ragam sendiri", "First-order share"),
    ("first_order_se", "Galat baku", "Standard error"),
    ("total", "Bagian ragam seluruhnya", "Total share"),
    (
        "total_se",
        "Galat baku seluruhnya",
        "Standard error of the total",
    ),
    ("from", "Dari", "From"),
    ("to", "Ke", "To"),
    ("weight", "Bobot", "Weight"),
    ("border_m", "Batas bersama", "Shared border"),
    ("kind", "Jenis", "Kind"),
    ("n", "n", "n"),
    ("severity", "Bobot temuan", "Severity"),
    ("check", "Pemeriksaan", "Check"),
    ("file", "Berkas", "File"),
    ("column", "Kolom", "Column"),
    ("row", "Baris", "Row"),
    ("what", "Temuan", "What"),
    ("remedy", "Tindakan", "Remedy"),
];

const TITLES: &[(&str, &str, &str)] = &[
    (
        "scores",
        "Nilai dan peringkat desa",
        "Village scores and ranks",
    ),
    (
        "regions",
        "Nilai dan peringkat wilayah",
        "Scores and ranks of regions",
    ),
    (
        "indicators",
        "Nilai indikator desa",
        "Indicator values of villages",
    ),
    ("weights", "Arti bobot indeks", "What the weights come to"),
    (
        "correlations",
        "Korelasi antarbagian indeks",
        "Correlations of the parts of the index",
    ),
    (
        "choices",
        "Pilihan dalam undian dan pengaruhnya",
        "Choices in the draws and what they explain",
    ),
    ("changes", "Perubahan desa", "Changes by village"),
    (
        "transitions",
        "Perpindahan status",
        "Transitions between classes",
    ),
    (
        "decomposition",
        "Penyebab perubahan nilai",
        "What moved the score",
    ),
    ("areas", "Kawasan prioritas", "Priority areas"),
    (
        "area_groups",
        "Kawasan per wilayah: tercakup dan batas atas",
        "Areas per group: covered and bound",
    ),
    (
        "replacement",
        "Arti setiap desa bagi kawasan",
        "What each village means to the areas",
    ),
    (
        "rule_costs",
        "Harga setiap aturan kawasan",
        "What each rule of the areas costs",
    ),
    (
        "tradeoff",
        "Kebutuhan tercakup dan kepadatan kawasan",
        "Need covered against compactness",
    ),
    ("hotspots", "Gerombol spasial desa", "Hot spots"),
    (
        "global",
        "Autokorelasi spasial global",
        "Global spatial autocorrelation",
    ),
    ("joins", "Neraca penggabungan tabel", "Join accounts"),
    ("neighbours", "Ketetanggaan desa", "Neighbours"),
    ("checks", "Temuan pemeriksaan", "Findings"),
];

/// Columns whose values are words of ours; machine value, Bahasa Indonesia.
const VOCABULARIES: &[&str] = &[
    "level",
    "joined_by",
    "kind",
    "hotspot",
    "cluster",
    "evidence",
    "reason",
    "rule",
    "part",
    "choice",
    "proof",
    "checked",
    "kept",
];
const VALUES: &[(&str, &str)] = &[
    ("village", "desa"),
    ("district", "kecamatan"),
    ("regency", "kabupaten/kota"),
    ("province", "provinsi"),
    ("code", "kode"),
    ("bridge", "jembatan kode"),
    ("name", "nama"),
    ("border", "batas"),
    ("sea", "laut"),
    ("nearest", "terdekat"),
    ("distance", "jarak"),
    ("High-High", "Tinggi-Tinggi"),
    ("Low-Low", "Rendah-Rendah"),
    ("High-Low", "Tinggi-Rendah"),
    ("Low-High", "Rendah-Tinggi"),
    ("Hot spot", "Titik panas"),
    ("Cold spot", "Titik dingin"),
    ("Not significant", "Tidak nyata"),
    ("No neighbours", "Tanpa tetangga bernilai"),
    ("Missing", "Tanpa nilai"),
    (
        "areas of other groups are worth more",
        "kawasan di kelompok lain lebih bernilai",
    ),
    ("optimal", "terbukti terbaik"),
    ("bounded", "terbatas"),
    ("stopped", "dihentikan"),
    ("true", "ya"),
    ("false", "tidak"),
    ("none", "tidak ada"),
    ("robust", "kukuh"),
    ("contested", "goyah"),
    ("dimension", "dimensi"),
    ("indicator", "indikator"),
    ("weights", "bobot"),
    ("normalisation", "normalisasi"),
    ("aggregation", "agregasi"),
    ("missing", "data kosong"),
    ("omission", "indikator ditinggalkan"),
    (
        "no connected set of enough villages keeps the rules",
        "tidak ada gugus desa bersambung yang memenuhi aturan",
    ),
    (
        "no village with need can be covered",
        "tidak ada desa dengan kebutuhan yang dapat dicakup",
    ),
    (
        "no region keeps the size and the radius",
        "tidak ada wilayah yang memenuhi ukuran dan radius",
    ),
    (
        "population-weighted mean of scored villages",
        "rata-rata desa bernilai, ditimbang penduduk",
    ),
    (
        "mean of scored villages, population unknown",
        "rata-rata desa bernilai, penduduk tidak diketahui",
    ),
    ("no scored village", "tidak ada desa bernilai"),
];

/// A cell as people read it: values of a closed vocabulary in the language, anything else as it is.
pub fn value<'a>(column: &str, text: &'a str, language: Language) -> &'a str {
    if language == Language::En || !VOCABULARIES.contains(&column) {
        return text;
    }
    let known = VALUES.iter().find(|(machine, _)| *machine == text);
    known.map_or(text, |(_, id)| id)
}

fn look(
    table: &'static [(&'static str, &'static str, &'static str)],
    key: &str,
    language: Language,
) -> Option<&'static str> {
    let (_, id, en) = table.iter().find(|(name, _, _)| *name == key)?;
    Some(match language {
        Language::Id => id,
        Language::En => en,
    })
}

/// The label of a column; the machine name where there is none.
pub fn label(name: &str, language: Language) -> &str {
    look(LABELS, name, language).unwrap_or(name)
}

/// The title of a table; the id where there is none.
pub fn title(id: &str, language: Language) -> &str {
    look(TITLES, id, language).unwrap_or(id)
}

/// Picks the text of the language.
pub fn pick<'a>(language: Language, id: &'a str, en: &'a str) -> &'a str {
    match language {
        Language::Id => id,
        Language::En => en,
    }
}

/// Says that a page shows only the head of a table.
pub fn page_of(shown: usize, rows: usize, id: &str, language: Language) -> String {
    match language {
        Language::Id => format!("Ditampilkan {shown} dari {rows} baris; seluruhnya di `{id}.csv`."),
        Language::En => format!("{shown} of {rows} rows shown; all of them in `{id}.csv`."),
    }
}
