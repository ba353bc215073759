//! Words of evenness, leading sectors and local assets.

use super::{Dictionary, Word};

/// They are.
pub(super) const WORDS: Dictionary = Dictionary {
    labels: LABELS,
    titles: TITLES,
    vocabularies: &["measure", "by", "units", "undefined", "leads"],
    values: VALUES,
};

const LABELS: &[Word] = &[
    ("measure", "Ukuran", "Measure"),
    ("epsilon", "Epsilon", "Epsilon"),
    ("by", "Menurut", "By"),
    ("between", "Antarkelompok", "Between"),
    ("residual", "Sisa", "Residual"),
    ("between_share", "Bagian antarkelompok", "Share between"),
    (
        "within_share",
        "Bagian dari dalam kelompok",
        "Share of within",
    ),
    ("without_value", "Tanpa nilai", "Without a value"),
    ("without_weight", "Tanpa bobot", "Without a weight"),
    ("zeros", "Bernilai nol", "Zeros"),
    ("undefined", "Mengapa tanpa nilai", "Why without a value"),
    ("people_share", "Bagian orang", "Share of people"),
    ("amount_share", "Bagian jumlah", "Share of the total"),
    ("own", "Ketimpangan di dalamnya", "Inequality inside"),
    ("mean", "Rata-rata", "Mean"),
    ("rank_by", "Diurutkan menurut", "Ranked by"),
    ("point", "Titik", "Point"),
    ("value_now", "Nilai kini", "Value now"),
    ("value_planned", "Nilai rencana", "Value planned"),
    ("between_now", "Antarkelompok kini", "Between now"),
    (
        "between_planned",
        "Antarkelompok rencana",
        "Between planned",
    ),
    ("within_now", "Dalam kelompok kini", "Within now"),
    ("within_planned", "Dalam kelompok rencana", "Within planned"),
    ("sector", "Sektor", "Sector"),
    ("sectors", "Banyaknya sektor", "Sectors"),
    ("quotient", "LQ", "Location quotient"),
    ("shrunk", "LQ disusutkan", "Shrunken quotient"),
    ("low", "Batas bawah", "Low"),
    ("high", "Batas atas", "High"),
    ("leads", "Unggulan", "Leads"),
    ("krugman", "Indeks Krugman", "Krugman index"),
    ("herfindahl", "Herfindahl", "Herfindahl"),
    ("entropy", "Entropi Shannon", "Shannon entropy"),
    ("leading", "Sektor unggulan", "Leading sector"),
    (
        "leading_quotient",
        "LQ sektor unggulan",
        "Quotient of the leading sector",
    ),
    (
        "leading_share",
        "Bagian sektor unggulan",
        "Share of the leading sector",
    ),
    ("tied", "Sama besar", "Tied"),
    ("year_from", "Dari tahun", "From year"),
    ("year_to", "Sampai tahun", "To year"),
    ("start", "Awal", "Start"),
    ("end", "Akhir", "End"),
    ("national", "Pertumbuhan keseluruhan", "Growth of the whole"),
    ("mix", "Bauran industri", "Industry mix"),
    ("regional", "Keunggulan wilayah", "Regional share"),
    ("assets", "Aset setempat", "Local assets"),
    ("asset", "Aset", "Asset"),
    ("asset_kind", "Jenis aset", "Kind of asset"),
    (
        "asset_kinds",
        "Jenis aset setempat",
        "Kinds of local assets",
    ),
    (
        "villages_with_assets",
        "Desa beraset",
        "Villages with assets",
    ),
    ("villages_known", "Desa berdata", "Villages with data"),
];

const TITLES: &[Word] = &[
    ("equity", "Ukuran pemerataan", "Measures of equity"),
    (
        "equity_groups",
        "Pemerataan: sumbangan setiap kelompok",
        "Equity: what each group adds",
    ),
    (
        "equity_change",
        "Pemerataan uang sebelum dan sesudah alokasi",
        "Equity of money before and after the allocation",
    ),
    (
        "concentration",
        "Kurva Lorenz dan kurva konsentrasi",
        "Lorenz and concentration curves",
    ),
    (
        "location_quotients",
        "Keunggulan wilayah: LQ setiap sektor",
        "Regional advantage: location quotients",
    ),
    (
        "shift_share",
        "Shift-share: asal pertumbuhan wilayah",
        "Shift-share: where growth came from",
    ),
    (
        "specialisation",
        "Spesialisasi, keragaman dan sektor unggulan",
        "Specialisation, diversity and leading sectors",
    ),
    ("assets", "Aset setempat", "Local assets"),
    ("potentials", "Potensi desa", "Potential of villages"),
    (
        "potential_areas",
        "Potensi kawasan prioritas",
        "Potential of priority areas",
    ),
];

const VALUES: &[(&str, &str)] = &[
    ("gini", "Gini"),
    ("theil-t", "Theil T"),
    ("theil-l", "Theil L"),
    ("atkinson", "Atkinson"),
    ("cv", "koefisien variasi"),
    ("squared-cv", "kuadrat koefisien variasi"),
    ("spatial-gini", "Gini spasial"),
    ("concentration", "indeks konsentrasi"),
    ("all", "semua"),
    ("area", "kawasan"),
    ("neighbours", "ketetanggaan"),
    ("need", "kebutuhan"),
    ("score", "nilai"),
    ("every value is 0", "semua nilainya 0"),
    (
        "no unit has a value and people",
        "tidak ada unit yang punya nilai dan bobot",
    ),
    (
        "some values are 0, for which it is not defined",
        "ada nilai 0, sehingga tidak terdefinisi",
    ),
];
