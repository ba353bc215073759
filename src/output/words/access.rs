//! Words of access to services; columns that begin with the name of a service are labelled where they are made.

use super::{Dictionary, Word};

/// They are.
pub(super) const WORDS: Dictionary = Dictionary {
    labels: LABELS,
    titles: TITLES,
    vocabularies: &["cost_unit", "mode", "*_state", "*_met"],
    values: VALUES,
};

const LABELS: &[Word] = &[
    ("service", "Layanan", "Service"),
    ("mode", "Cara tempuh", "Mode"),
    ("cost_unit", "Satuan", "Unit"),
    ("standard", "Standar", "Standard"),
    (
        "villages_beyond",
        "Desa di luar standar",
        "Villages beyond the standard",
    ),
    (
        "villages_unknown",
        "Desa tidak diketahui",
        "Villages not known",
    ),
    (
        "people_beyond",
        "Penduduk di luar standar",
        "People beyond the standard",
    ),
    (
        "people_unknown",
        "Penduduk tidak diketahui",
        "People not known",
    ),
    (
        "mean_cost",
        "Rata-rata ke yang terdekat",
        "Mean to the nearest",
    ),
    ("facilities", "Titik layanan", "Points"),
    ("supply", "Pasokan", "Supply"),
    (
        "supply_reachable",
        "Pasokan terjangkau",
        "Supply in reach of people",
    ),
    (
        "supply_unreached",
        "Pasokan tanpa penduduk",
        "Supply without people in reach",
    ),
    ("villages_served", "Desa terlayani", "Villages served"),
    ("people_served", "Penduduk terlayani", "People served"),
    ("problem", "Masalah lokasi", "Problem"),
];

const TITLES: &[Word] = &[
    (
        "access",
        "Akses desa ke layanan dasar",
        "Access of villages to basic services",
    ),
    (
        "access_summary",
        "Ringkasan akses ke layanan dasar",
        "Access to basic services in brief",
    ),
    (
        "new_sites",
        "Usulan titik layanan baru",
        "Where new points should stand",
    ),
];

const VALUES: &[(&str, &str)] = &[
    ("reached", "terjangkau"),
    ("unreachable", "tidak terjangkau"),
    ("off-network", "di luar jaringan"),
    ("no-place", "tanpa titik"),
    ("minutes", "menit"),
    ("network", "jaringan jalan"),
];
