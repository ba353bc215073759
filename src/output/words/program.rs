//! Words of the programme inventory: programmes, levers, places.

use super::{Dictionary, Word};

/// They are.
pub(super) const WORDS: Dictionary = Dictionary {
    labels: LABELS,
    titles: TITLES,
    vocabularies: VOCABULARIES,
    values: VALUES,
};

const LABELS: &[Word] = &[
    ("programme_a", "Program A", "Programme A"),
    ("programme_b", "Program B", "Programme B"),
    ("ministry_a", "Kementerian/lembaga A", "Ministry A"),
    ("ministry_b", "Kementerian/lembaga B", "Ministry B"),
    ("unit", "Satuan", "Unit"),
    ("relation", "Hubungan", "Relation"),
    ("held_a", "Jumlah A", "Held by A"),
    ("held_b", "Jumlah B", "Held by B"),
    ("shared", "Bersama", "Shared"),
    ("jaccard", "Jaccard", "Jaccard"),
    (
        "lift",
        "Lift (bersama / harapan)",
        "Lift (shared / expected)",
    ),
    ("p_greater", "p lebih sering bersama", "p of more"),
    (
        "p_less",
        "Nilai p (lebih jarang bersama)",
        "p value of fewer",
    ),
    (
        "shared_needing",
        "Desa bersama yang membutuhkan",
        "Shared villages in need",
    ),
    (
        "shared_need",
        "Kebutuhan rata-rata di desa bersama",
        "Mean need where shared",
    ),
    (
        "either_needing",
        "Desa membutuhkan dengan salah satunya",
        "Villages in need with either",
    ),
    (
        "neither_needing",
        "Desa membutuhkan tanpa keduanya",
        "Villages in need with neither",
    ),
    ("complement", "Pelengkap", "Complement"),
    (
        "wanted",
        "Desa tempat keduanya sepatutnya bersama",
        "Villages where they belong together",
    ),
    ("together", "Desa bersama", "Villages together"),
    (
        "together_wanted",
        "Di antaranya yang membutuhkan",
        "Of those in need",
    ),
    ("together_areas", "Kawasan bersama", "Areas together"),
    (
        "without_b",
        "Desa dengan A, butuh dan tanpa B",
        "Villages with A that lack B",
    ),
    (
        "without_a",
        "Desa dengan B, butuh dan tanpa A",
        "Villages with B that lack A",
    ),
    (
        "need_of_b",
        "Kebutuhan rata-rata akan B di sana",
        "Mean need of B there",
    ),
    (
        "need_of_a",
        "Kebutuhan rata-rata akan A di sana",
        "Mean need of A there",
    ),
    ("neediest", "Desa paling membutuhkan", "Neediest villages"),
    ("year", "Tahun", "Year"),
    ("programmes", "Jumlah program", "Programmes"),
    ("programme_ids", "Program", "Programmes"),
    ("ministries_of", "Kementerian/lembaga", "Ministries"),
    ("ministries", "Jumlah kementerian/lembaga", "Ministries"),
    (
        "without_budget",
        "Penempatan tanpa anggaran",
        "Placements without a budget",
    ),
    ("tag", "Tanda", "Tag"),
    ("undated", "Tanpa tahun", "Without a year"),
    (
        "mean_programmes",
        "Program per desa",
        "Programmes a village",
    ),
    (
        "meeting",
        "Desa tempat program bertemu",
        "Villages where programmes meet",
    ),
    (
        "share_meeting",
        "Bagian desa tempat program bertemu",
        "Share of villages where programmes meet",
    ),
    (
        "villages_entered",
        "Desa baru terjangkau",
        "Villages newly reached",
    ),
    (
        "villages_left",
        "Desa tidak lagi terjangkau",
        "Villages no longer reached",
    ),
    (
        "mean_programmes_change",
        "Perubahan program per desa",
        "Change of programmes a village",
    ),
    (
        "beneficiaries_change",
        "Perubahan penerima manfaat",
        "Change of beneficiaries",
    ),
    ("budget_change", "Perubahan anggaran", "Change of budget"),
    ("scope", "Cakupan", "Scope"),
    ("breakdown", "Rincian", "Breakdown"),
    (
        "villages_known",
        "Desa dengan kebutuhan diketahui",
        "Villages of known need",
    ),
    ("needing", "Desa membutuhkan", "Villages in need"),
    ("having", "Desa memiliki", "Villages that have it"),
    (
        "met",
        "Desa membutuhkan dan memiliki",
        "Villages in need that have it",
    ),
    (
        "gap_villages",
        "Desa membutuhkan tanpa memiliki",
        "Villages in need that lack it",
    ),
    (
        "unneeded",
        "Desa memiliki tanpa membutuhkan",
        "Villages that have it without need",
    ),
    ("gap_need", "Kebutuhan tak terpenuhi", "Need unmet"),
    (
        "budget_needed",
        "Anggaran di desa membutuhkan",
        "Budget in villages in need",
    ),
    (
        "budget_per_needy",
        "Anggaran per desa membutuhkan",
        "Budget a village in need",
    ),
    (
        "region_beneficiaries",
        "Penerima manfaat di wilayah di atas desa",
        "Beneficiaries above villages",
    ),
    ("levers_needed", "Pengungkit dibutuhkan", "Levers needed"),
    (
        "levers_present",
        "Pengungkit dibutuhkan yang ada",
        "Needed levers present",
    ),
    ("convergence", "Konvergensi", "Convergence"),
    (
        "anywhere",
        "Konvergensi bila merata",
        "Convergence if everywhere",
    ),
    ("villages_needing", "Desa membutuhkan", "Villages in need"),
    (
        "hhi_programmes",
        "Pemusatan anggaran per program (HHI)",
        "Concentration by programme (HHI)",
    ),
    (
        "hhi_ministries",
        "Pemusatan anggaran per kementerian (HHI)",
        "Concentration by ministry (HHI)",
    ),
    (
        "area_villages",
        "Desa kawasan prioritas",
        "Villages of priority areas",
    ),
    (
        "designated_villages",
        "Desa kawasan yang ditetapkan",
        "Villages of designated areas",
    ),
    (
        "share_of_designated",
        "Bagian dari yang ditetapkan",
        "Share of the designated",
    ),
    (
        "share_of_areas",
        "Bagian dari kawasan prioritas",
        "Share of the priority areas",
    ),
    ("proposal", "Usulan", "Proposal"),
    ("source", "Asal", "Source"),
    ("from_code", "Kode desa asal", "Code of the village left"),
    ("from_name", "Desa asal", "Village left"),
    ("to_code", "Kode desa tujuan", "Code of the village reached"),
    ("to_name", "Desa tujuan", "Village reached"),
    ("distance_km", "Jarak", "Distance"),
    (
        "convergence_before",
        "Konvergensi sebelum",
        "Convergence before",
    ),
    (
        "convergence_after",
        "Konvergensi sesudah",
        "Convergence after",
    ),
];

const TITLES: &[Word] = &[
    (
        "programme_pairs",
        "Program yang bertemu",
        "Programmes together",
    ),
    (
        "ministry_pairs",
        "Kementerian dan lembaga yang bertemu",
        "Ministries together",
    ),
    (
        "pairs_same_need",
        "Program untuk kebutuhan yang sama",
        "Programmes for the same need",
    ),
    (
        "pairs_apart",
        "Program pelengkap yang terpisah",
        "Complements that stand apart",
    ),
    ("duplicates", "Program ganda", "Duplicate programmes"),
    (
        "programme_years",
        "Program menurut tahun dan tanda",
        "Programmes by year and tag",
    ),
    (
        "levers",
        "Jalur dan pengungkit: cakupan dan anggaran",
        "Arms and levers: coverage and money",
    ),
    (
        "lever_gaps",
        "Kebutuhan dan celah pengungkit per desa",
        "Needs and gaps of levers by village",
    ),
    (
        "convergence",
        "Konvergensi program",
        "Convergence of programmes",
    ),
    (
        "designated",
        "Kawasan prioritas dan kawasan yang ditetapkan",
        "Priority areas and designated areas",
    ),
    ("moves", "Usulan penempatan", "Proposed placements"),
];

const VOCABULARIES: &[&str] = &[
    "unit",
    "scope",
    "relation",
    "complement",
    "breakdown",
    "proposal",
    "source",
    "has_*",
];

const VALUES: &[(&str, &str)] = &[
    ("all", "semua"),
    ("area", "kawasan"),
    ("designated", "ditetapkan"),
    ("same lever", "pengungkit sama"),
    ("other lever", "pengungkit lain"),
    ("other arm", "jalur lain"),
    ("same arm", "jalur sama"),
    ("levers", "antarpengungkit"),
    ("arms", "antarjalur"),
    ("arm", "jalur"),
    ("lever", "pengungkit"),
    ("no lever", "tanpa pengungkit"),
    ("move", "pindah"),
    ("new placement", "penempatan baru"),
    ("not needed", "tidak dibutuhkan"),
    ("repeated", "berulang"),
];
