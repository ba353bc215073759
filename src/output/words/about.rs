//! What the columns that planners meet most say, in one sentence.

use super::{Word, pick};
use crate::base::study::Language;

/// What a column holds; `None` where its label says it all.
pub fn about(name: &str, language: Language) -> Option<&'static str> {
    let (_, id, en) = ABOUT.iter().find(|(column, ..)| *column == name)?;
    Some(pick(language, id, en))
}

const ABOUT: &[Word] = &[
    (
        "code",
        "Kode resmi desa atau wilayah, sebagai teks tanpa titik.",
        "Official code of the village or region, as text without dots.",
    ),
    (
        "level",
        "Tingkat wilayah: kecamatan, kabupaten/kota atau provinsi.",
        "Level of the region: district, regency or province.",
    ),
    (
        "score",
        "Nilai indeks; makin tinggi makin baik.",
        "Score of the index; higher is better.",
    ),
    (
        "need",
        "Selisih dari nilai terbaik yang mungkin; makin tinggi makin membutuhkan.",
        "Shortfall from the best possible score; higher is needier.",
    ),
    (
        "class",
        "Status menurut batas yang ditetapkan indeks.",
        "Class by the limits that the index sets.",
    ),
    (
        "rank",
        "Peringkat 1 paling membutuhkan; nilai yang sama berbagi peringkat terkecil.",
        "Rank 1 is the neediest; ties share the lower number.",
    ),
    (
        "rank_median",
        "Peringkat tengah dari semua undian.",
        "Median rank over all draws.",
    ),
    (
        "rank_low",
        "Batas bawah rentang yang memuat 90 % peringkat undian.",
        "Lower end of the range that holds 90 % of the ranks drawn.",
    ),
    (
        "rank_high",
        "Batas atas rentang yang memuat 90 % peringkat undian.",
        "Upper end of the range that holds 90 % of the ranks drawn.",
    ),
    (
        "p_priority",
        "Bagian undian yang menempatkan desa dalam himpunan prioritas.",
        "Share of draws that put the village in the priority set.",
    ),
    (
        "evidence",
        "Kukuh: undian hampir selalu sepakat; goyah: tidak; tidak ada: tanpa nilai.",
        "Robust: the draws nearly always agree; contested: they do not; none: no score.",
    ),
    (
        "missing_share",
        "Bagian bobot indeks yang datanya kosong.",
        "Share of the weight of the index whose data are missing.",
    ),
    (
        "hotspot",
        "Jenis klaster spasial menurut statistik lokal pertama; Tinggi berarti kebutuhan tinggi.",
        "Kind of spatial cluster by the first local statistic; High means high need.",
    ),
    (
        "cluster",
        "Jenis klaster spasial setelah koreksi uji berganda.",
        "Kind of spatial cluster after correction for multiple tests.",
    ),
    (
        "area",
        "Nomor kawasan prioritas, 1 yang paling membutuhkan; kosong di luar kawasan.",
        "Number of the priority area, 1 the neediest; empty outside the areas.",
    ),
    (
        "members",
        "Kode desa anggota, dipisahkan spasi.",
        "Codes of the villages, parted by blanks.",
    ),
    (
        "population",
        "Jumlah penduduk menurut tabel studi.",
        "People, by the tables of the study.",
    ),
    ("villages", "Banyaknya desa.", "Number of villages."),
    (
        "villages_scored",
        "Banyaknya desa yang punya nilai.",
        "Number of villages that have a score.",
    ),
    (
        "mean_need",
        "Rata-rata kebutuhan desa.",
        "Mean need of the villages.",
    ),
    (
        "objective",
        "Nilai yang dimaksimalkan rencana.",
        "What the plan makes as large as it can.",
    ),
    (
        "bound",
        "Batas yang tidak dapat dilampaui rencana mana pun.",
        "What no plan can exceed.",
    ),
    (
        "gap",
        "Selisih nisbi antara batas dan rencana; 0 berarti terbukti terbaik.",
        "Relative distance of the plan from the bound; 0 is proven best.",
    ),
    (
        "proof",
        "Sejauh mana rencana terbukti terbaik.",
        "How far the plan is proven best.",
    ),
    (
        "p",
        "Peluang hasil sekuat ini bila tidak ada pola.",
        "Chance of a result this strong where there is no pattern.",
    ),
    (
        "q",
        "Nilai p setelah koreksi uji berganda.",
        "The p-value after correction for multiple tests.",
    ),
    (
        "budget",
        "Jumlah anggaran; kosong bila tidak ada baris yang beranggaran.",
        "Sum of budgets; empty where no row has one.",
    ),
    (
        "beneficiaries",
        "Jumlah penerima manfaat; orang yang sama dapat dihitung di beberapa program.",
        "Sum of beneficiaries; the same people may count in several programmes.",
    ),
    (
        "placements",
        "Banyaknya penempatan program di desa.",
        "Number of placements of programmes in villages.",
    ),
    (
        "levers_needed",
        "Banyaknya pengungkit yang dibutuhkan.",
        "Number of levers that are needed.",
    ),
    (
        "levers_present",
        "Banyaknya pengungkit yang dibutuhkan dan sudah ada.",
        "Number of levers that are needed and there.",
    ),
    (
        "convergence",
        "Bagian kebutuhan akan pengungkit yang terpenuhi di tempat yang sama.",
        "Share of the need for levers that is met in the same place.",
    ),
    (
        "synergy",
        "Rata-rata keempat nilai sinergi, dari 0 sampai 1.",
        "Mean of the four synergy scores, from 0 to 1.",
    ),
    (
        "score_program",
        "Nilai sinergi program, dari 0 sampai 1.",
        "Synergy score of programmes, from 0 to 1.",
    ),
    (
        "score_location",
        "Nilai sinergi lokasi, dari 0 sampai 1.",
        "Synergy score of the location, from 0 to 1.",
    ),
    (
        "score_facilitator",
        "Nilai sinergi pendamping, dari 0 sampai 1.",
        "Synergy score of facilitators, from 0 to 1.",
    ),
    (
        "score_institution",
        "Nilai sinergi lembaga, dari 0 sampai 1.",
        "Synergy score of institutions, from 0 to 1.",
    ),
    (
        "hhi_programmes",
        "Pemusatan program (Herfindahl); 1 berarti satu program saja.",
        "Concentration of programmes (Herfindahl); 1 means one programme only.",
    ),
    (
        "jaccard",
        "Desa yang dimiliki bersama dibagi desa yang dimiliki salah satunya.",
        "Villages that both have over villages that either has.",
    ),
    (
        "lift",
        "Kali lebih sering bertemu daripada bila tersebar acak.",
        "How many times as often they meet as if spread at random.",
    ),
    (
        "p0",
        "Bagian penduduk di bawah garis kemiskinan.",
        "Share of people below the poverty line.",
    ),
    (
        "undercoverage",
        "Bagian yang berhak tetapi tidak menerima.",
        "Share of the eligible who do not receive.",
    ),
    (
        "leakage",
        "Bagian penerima yang tidak berhak.",
        "Share of recipients who are not eligible.",
    ),
    (
        "updated",
        "Hari pembaruan terakhir di desa.",
        "Day of the last update in the village.",
    ),
    (
        "mode",
        "Cara tempuh: network lewat jalan, atau garis lurus kali faktor.",
        "How ways are measured: network along roads, or straight lines times a factor.",
    ),
    (
        "people_beyond",
        "Penduduk desa yang lebih jauh dari standar atau tidak dapat mencapai layanan.",
        "People of villages that are further than the standard or cannot reach the service.",
    ),
    (
        "supply_unreached",
        "Kapasitas titik yang tidak punya penduduk dalam jangkauannya.",
        "Capacity of points with no people in their catchment.",
    ),
];
