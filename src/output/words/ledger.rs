//! Words of the ledger.

use super::{Dictionary, Word};

/// They are.
pub(super) const WORDS: Dictionary = Dictionary {
    labels: LABELS,
    titles: TITLES,
    vocabularies: &["meets", "section"],
    values: VALUES,
};

const LABELS: &[Word] = &[
    ("meets", "Program bertemu", "Programmes meet"),
    (
        "duplicates",
        "Program yang mengulang",
        "Programmes that repeat",
    ),
    (
        "levers_missing",
        "Pengungkit yang belum ada",
        "Levers missing",
    ),
    (
        "lever_gaps",
        "Kekosongan pengungkit di desa",
        "Lever gaps in villages",
    ),
    ("facilitators", "Pendamping kini", "Facilitators now"),
    (
        "facilitator_planned",
        "Pendamping rencana",
        "Facilitator planned",
    ),
    (
        "facilitators_planned",
        "Pendamping rencana",
        "Facilitators planned",
    ),
    (
        "programmes_unmet",
        "Program tanpa pendamping dalam rencana",
        "Programmes without a facilitator in the plan",
    ),
    (
        "villages_several",
        "Desa dengan beberapa pendamping",
        "Villages with several facilitators",
    ),
    (
        "villages_lacking",
        "Desa yang kekurangan pendamping",
        "Villages that lack a facilitator",
    ),
    (
        "villages_unmet",
        "Desa tak terlayani rencana",
        "Villages the plan cannot serve",
    ),
    (
        "posts_shareable",
        "Pos yang dapat disatukan",
        "Posts that could be one",
    ),
    (
        "institution_parts",
        "Kelompok lembaga terpisah",
        "Separate groups of institutions",
    ),
    (
        "steps_to_class",
        "Langkah ke status berikut",
        "Steps to the next class",
    ),
    ("money_planned", "Anggaran dalam rencana", "Money planned"),
    (
        "cost_to_class",
        "Biaya ke status berikut",
        "Cost to the next class",
    ),
    ("score_program", "Sinergi program", "Programme synergy"),
    ("score_location", "Sinergi lokasi", "Place synergy"),
    (
        "score_facilitator",
        "Sinergi pendamping",
        "Facilitator synergy",
    ),
    (
        "score_institution",
        "Sinergi kelembagaan",
        "Institution synergy",
    ),
    ("synergy", "Sinergi", "Synergy"),
    (
        "axes",
        "Jumlah poros yang bernilai",
        "Number of axes with a score",
    ),
    ("action_1", "Tindakan pertama", "First action"),
    ("action_2", "Tindakan kedua", "Second action"),
    ("action_3", "Tindakan ketiga", "Third action"),
    ("section", "Bagian", "Section"),
    ("item", "Butir", "Item"),
    ("detail", "Keterangan", "Detail"),
    ("amount", "Besaran", "Amount"),
];

const TITLES: &[Word] = &[
    (
        "synergy",
        "Neraca sinergi desa",
        "Synergy ledger of villages",
    ),
    (
        "synergy_areas",
        "Neraca sinergi kawasan prioritas",
        "Synergy ledger of priority areas",
    ),
    (
        "area_profiles",
        "Profil kawasan prioritas",
        "Profiles of priority areas",
    ),
];

const VALUES: &[(&str, &str)] = &[
    ("people", "penduduk"),
    ("need", "kebutuhan"),
    ("programme_present", "program yang ada"),
    ("programme_around", "program tingkat wilayah"),
    ("lever_missing", "pengungkit yang kurang di sebagian desa"),
    ("programme_missing", "program yang belum ada"),
    ("facilitator", "pendamping"),
    ("institution", "lembaga"),
    ("asset", "aset setempat"),
    ("menu", "menu intervensi"),
];
