//! Words of facilitators and institutions.

use super::{Dictionary, Word};

/// They are.
pub(super) const WORDS: Dictionary = Dictionary {
    labels: LABELS,
    titles: TITLES,
    vocabularies: VOCABULARIES,
    values: VALUES,
};

const LABELS: &[Word] = &[
    ("facilitator", "Pendamping", "Facilitator"),
    (
        "base_code",
        "Kode desa pangkalan",
        "Code of the base village",
    ),
    ("base_name", "Desa pangkalan", "Base village"),
    ("programmes_held", "Jumlah program", "Programmes held"),
    ("families", "Keluarga didampingi", "Families served"),
    ("villages_most", "Batas desa", "Most villages"),
    ("families_most", "Batas keluarga", "Most families"),
    ("status", "Beban kerja", "Load"),
    ("travel_km", "Jarak tempuh kini", "Travel now"),
    (
        "villages_planned",
        "Desa dalam rencana",
        "Villages in the plan",
    ),
    (
        "families_planned",
        "Keluarga dalam rencana",
        "Families in the plan",
    ),
    (
        "travel_km_planned",
        "Jarak tempuh dalam rencana",
        "Travel in the plan",
    ),
    (
        "partners",
        "Pos yang dapat digabung",
        "Posts that could be one with it",
    ),
    ("facilitators_now", "Pendamping kini", "Facilitators now"),
    (
        "facilitator_planned",
        "Pendamping rencana",
        "Facilitator planned",
    ),
    (
        "families_free",
        "Sisa daya tampung keluarga",
        "Room left for families",
    ),
    ("km_now", "Jarak tempuh kini", "Travel now"),
    ("km_planned", "Jarak tempuh rencana", "Travel planned"),
    ("change", "Perubahan", "Change"),
    ("partner", "Pendamping lain", "Other facilitator"),
    ("common", "Titik temu", "In common"),
    ("villages_shared", "Desa bersama", "Villages of both"),
    ("villages_together", "Desa seluruhnya", "Villages together"),
    (
        "families_together",
        "Keluarga seluruhnya",
        "Families together",
    ),
    ("km_apart", "Jarak terdekat", "Nearest distance"),
    (
        "stays",
        "Pendamping yang dapat meneruskan",
        "Who could do both",
    ),
    (
        "permitted",
        "Sudah berizin untuk semua program",
        "May serve all of these programmes",
    ),
    (
        "plan_keeps",
        "Tetap bertugas dalam rencana",
        "Still has work in the plan",
    ),
    ("institution", "Lembaga", "Institution"),
    (
        "institution_name",
        "Nama lembaga",
        "Name of the institution",
    ),
    ("institution_type", "Jenis lembaga", "Type of institution"),
    ("institutions", "Jumlah lembaga", "Institutions"),
    ("ministries", "Jumlah kementerian/lembaga", "Ministries"),
    ("levers", "Pengungkit", "Levers"),
    (
        "several",
        "Memegang beberapa program",
        "Holds several programmes",
    ),
    (
        "parts_without",
        "Kelompok program tanpa lembaga ini",
        "Groups of programmes without it",
    ),
    ("betweenness", "Peran perantara (0–1)", "Betweenness (0–1)"),
    ("programmes_each", "Program per lembaga", "Programmes each"),
    ("hhi", "Pemusatan (HHI)", "Concentration (HHI)"),
    ("parts", "Jumlah kelompok terhubung", "Linked groups"),
    (
        "separators",
        "Lembaga penghubung satu-satunya",
        "Whose loss separates programmes",
    ),
    ("core", "Inti meja koordinasi", "Core of the table"),
    ("also", "Ikut duduk", "Also at the table"),
    ("unpartnered", "Tanpa mitra", "Nobody to sit with"),
    (
        "meeting_villages",
        "Desa tempat bertemu",
        "Villages where they meet",
    ),
    (
        "unhosted",
        "Penempatan tanpa lembaga",
        "Placements without a host",
    ),
    (
        "unused",
        "Lembaga tanpa program",
        "Institutions that host nothing",
    ),
    ("why", "Alasan duduk bersama", "Why they sit together"),
    ("missing_kind", "Jenis kekurangan", "Kind of gap"),
    ("missing", "Yang belum ada", "What is missing"),
    ("place", "Letak lembaga", "Where it is"),
    ("km", "Jarak ke lembaga", "Distance to the institution"),
    ("candidates", "Jumlah calon", "Candidates"),
];

const TITLES: &[Word] = &[
    (
        "facilitators",
        "Pendamping: beban kini dan dalam rencana",
        "Facilitators: load now and in the plan",
    ),
    (
        "facilitator_plan",
        "Satu rencana pendampingan untuk semua program",
        "One facilitator plan over all programmes",
    ),
    (
        "shared_posts",
        "Pos pendamping yang bertemu atau dapat digabung",
        "Posts that meet or could be one",
    ),
    (
        "institutions",
        "Lembaga dan program yang dipegangnya",
        "Institutions and what they host",
    ),
    (
        "institution_tables",
        "Meja koordinasi lembaga per kawasan",
        "Who should sit together in each area",
    ),
    (
        "hosts",
        "Lembaga yang dapat menampung yang belum ada",
        "Who could host what is missing",
    ),
];

const VOCABULARIES: &[&str] = &[
    "status",
    "change",
    "common",
    "permitted",
    "plan_keeps",
    "several",
    "place",
    "missing_kind",
];

const VALUES: &[(&str, &str)] = &[
    ("idle", "belum bertugas"),
    ("within", "dalam batas"),
    ("overloaded", "melebihi batas"),
    ("kept", "tetap"),
    ("merged", "disatukan"),
    ("moved", "berpindah"),
    ("new", "baru"),
    ("unmet", "tak terlayani"),
    ("nearer", "lebih dekat"),
    ("room needed", "tempatnya dibutuhkan desa lain"),
    (
        "one for all programmes",
        "satu pendamping untuk semua program",
    ),
    ("beyond travel limit", "di luar batas jarak"),
    ("base unknown", "pangkalan tidak diketahui"),
    ("village without place", "desa tanpa letak pada peta"),
    (
        "no facilitator in reach",
        "tidak ada pendamping yang terjangkau",
    ),
    (
        "too many families",
        "keluarga melebihi batas setiap pendamping",
    ),
    (
        "capacity: villages",
        "semua pendamping terjangkau sudah mencapai batas desa",
    ),
    (
        "capacity: families",
        "sisa daya tampung keluarga pendamping terjangkau tidak cukup",
    ),
    ("same village", "desa yang sama"),
    ("near", "berdekatan"),
    ("both", "keduanya"),
    ("neither", "tidak satu pun"),
    ("area", "kawasan"),
    ("other village of the area", "desa lain di kawasan"),
    ("other village of the district", "desa lain di kecamatan"),
    (
        "other village of the area, by agreement",
        "desa lain di kawasan, dengan kerja sama antardesa",
    ),
    (
        "other village of the district, by agreement",
        "desa lain di kecamatan, dengan kerja sama antardesa",
    ),
    ("lever", "pengungkit"),
    ("host", "lembaga penampung"),
];
