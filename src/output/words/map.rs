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
        "Bukti kurang: separuh bobot atau lebih kosong",
        "No evidence: half of the weight or more missing",
    ),
    ("map_missing", "Tanpa data", "No data"),
    ("map_area", "Kawasan prioritas", "Priority area"),
    (
        "map_areas",
        "Kawasan prioritas menurut kebutuhan",
        "Priority areas in the order of need",
    ),
    ("map_regency", "Batas kabupaten/kota", "Regency border"),
    (
        "scheme_quantile",
        "kuantil, sama banyak unit",
        "quantiles, as many units in each",
    ),
    (
        "scheme_equal-interval",
        "selang sama lebar",
        "equal intervals",
    ),
    (
        "scheme_fisher-jenks",
        "batas alami (Fisher–Jenks)",
        "natural breaks (Fisher–Jenks)",
    ),
    (
        "scheme_head-tail",
        "kepala dan ekor (di rata-rata)",
        "head and tail (at the means)",
    ),
    (
        "scheme_standard-deviation",
        "simpangan baku di sekitar rata-rata",
        "standard deviations around the mean",
    ),
    (
        "scheme_maximum-breaks",
        "di jarak terlebar antarnilai",
        "in the widest gaps",
    ),
    (
        "scheme_box-plot",
        "kuartil dan pagar diagram kotak",
        "quartiles and fences of a box plot",
    ),
    (
        "scheme_percentiles",
        "persentil 1, 10, 50, 90, 99",
        "percentiles 1, 10, 50, 90, 99",
    ),
    ("map_north", "U", "N"),
    ("map_units", "satuan peta", "map units"),
    ("map_villages", "desa", "villages"),
    (
        "map_synthetic",
        "DATA SINTETIS: rekaan, tidak menggambarkan desa mana pun",
        "SYNTHETIC DATA: made up, it describes no village",
    ),
    ("web_search", "Cari desa", "Find a village"),
    ("web_example", "nama atau kode", "name or code"),
    ("web_found", "Desa yang cocok", "Villages that fit"),
    ("web_nothing", "Tidak ada yang cocok", "Nothing fits"),
    (
        "web_hint",
        "Pilih desa di peta atau lewat pencarian.",
        "Choose a village on the map or by search.",
    ),
    ("web_layers", "Lapisan peta", "Layer of the map"),
    (
        "web_areas",
        "Kawasan prioritas menurut kebutuhan",
        "Priority areas in the order of need",
    ),
    ("web_about", "Metode dan sumber", "Method and sources"),
    (
        "web_panel",
        "Pencarian, lapisan, keterangan",
        "Search, layers, legend",
    ),
    ("web_map", "Peta desa", "Map of the villages"),
    ("web_villages", "desa", "villages"),
    ("web_missing", "tidak ada", "missing"),
    (
        "web_far",
        "Dari jauh tiap kecamatan berwarna seperti kebanyakan desanya; perbesar untuk melihat desa.",
        "From afar a district has the colour of most of its villages; zoom in to see the villages.",
    ),
    ("web_why", "Mengapa di sini", "Why it stands here"),
    ("web_loading", "Memuat …", "Loading …"),
    (
        "web_lost",
        "Tidak dapat dimuat; apakah kawasan view masih berjalan?",
        "Cannot be loaded; is kawasan view still running?",
    ),
    (
        "web_nogl",
        "Peramban ini tidak dapat menggambar peta (WebGL); pencarian dan daftar tetap bekerja.",
        "This browser cannot draw the map (WebGL); search and lists work all the same.",
    ),
    ("web_files", "Berkas hasil", "Files of the run"),
    ("web_in", "Perbesar", "Zoom in"),
    ("web_out", "Perkecil", "Zoom out"),
    ("web_compass", "Utara ke atas", "North up"),
    (
        "web_noscript",
        "Peta ini memerlukan JavaScript; tabelnya ada di folder tables.",
        "This map needs JavaScript; its tables are in the folder tables.",
    ),
];
