//! The catalogue of the made-up programmes: kinds that exist, names that do not.

/// One programme of the catalogue.
#[derive(Debug)]
pub struct Programme {
    /// Id.
    pub id: &'static str,
    /// Name.
    pub name: &'static str,
    /// Ministry or body.
    pub ministry: &'static str,
    /// `beban` lowers spending, `pendapatan` raises income.
    pub arm: &'static str,
    /// Lever of the arm; empty for the burden, which is one lever.
    pub lever: &'static str,
    /// Whom it is for.
    pub target: &'static str,
    /// Type of the institution that carries it.
    pub host: &'static str,
    /// Other tags than the two of columns of their own.
    pub tags: &'static str,
    /// Counts for the RPJMN 2020-2024.
    pub rpjmn: bool,
    /// Counts for the recovery programme PEN.
    pub pen: bool,
    /// First year it is valid.
    pub from: u16,
    /// Last year; 0 when it has no end.
    pub to: u16,
    /// Share of villages it reaches.
    pub share: f64,
    /// Rupiah a household and year.
    pub unit_cost: u32,
}

const fn programme(
    [id, name, ministry]: [&'static str; 3],
    [arm, lever, target, host]: [&'static str; 4],
    (tags, rpjmn, pen): (&'static str, bool, bool),
    [from, to]: [u16; 2],
    (share, unit_cost): (f64, u32),
) -> Programme {
    Programme {
        id,
        name,
        ministry,
        arm,
        lever,
        target,
        host,
        tags,
        rpjmn,
        pen,
        from,
        to,
        share,
        unit_cost,
    }
}

/// The catalogue. Burden and all four levers of income have programmes.
#[rustfmt::skip]
pub const CATALOGUE: [Programme; 12] = [
    programme(["P01", "Bantuan Pangan Contoh", "Kemensos"], ["beban", "", "keluarga miskin", "KUBE"], ("rkp-2021", true, true), [2020, 0], (0.55, 2_400_000)),
    programme(["P02", "Bantuan Tunai Keluarga Contoh", "Kemensos"], ["beban", "", "keluarga dengan anak atau lansia", "Pemerintah Desa"], ("rkp-2021", true, true), [2020, 0], (0.45, 3_000_000)),
    programme(["P03", "Jaminan Kesehatan Contoh", "Kemenkes"], ["beban", "", "warga tanpa jaminan", "Puskesmas"], ("", true, false), [2015, 0], (0.40, 500_000)),
    programme(["P04", "Beasiswa Sekolah Contoh", "Kemendikbud"], ["beban", "", "anak sekolah", "Sekolah"], ("", true, false), [2018, 0], (0.30, 800_000)),
    programme(["P05", "Kredit Usaha Contoh", "Kemenkop UKM"], ["pendapatan", "permodalan", "usaha mikro", "Koperasi"], ("rkp-2021;rkp-2024", true, true), [2020, 2024], (0.16, 9_000_000)),
    programme(["P06", "Modal BUM Desa Contoh", "Kemendesa"], ["pendapatan", "modal", "usaha mikro", "BUM Desa"], ("rkp-2024", true, false), [2021, 0], (0.14, 4_000_000)),
    programme(["P07", "Kemasan dan Pasar Contoh", "Kemenperin"], ["pendapatan", "kualitas-pemasaran", "usaha mikro", "BUM Desa"], ("", false, false), [2022, 2026], (0.10, 3_500_000)),
    programme(["P08", "Pelatihan Usaha Contoh", "Kemnaker"], ["pendapatan", "keterampilan", "usaha mikro", "Koperasi"], ("rkp-2021", true, true), [2020, 2024], (0.06, 2_000_000)),
    programme(["P09", "Penyuluhan Tani Contoh", "Kementan"], ["pendapatan", "keterampilan", "petani", "Kelompok Tani"], ("", true, false), [2015, 0], (0.18, 1_500_000)),
    programme(["P10", "Nelayan Mandiri Contoh", "KKP"], ["pendapatan", "kemitraan", "nelayan", "KUBE"], ("", false, false), [2023, 0], (0.08, 5_000_000)),
    programme(["P11", "Wirausaha Muda Contoh", "Kemenpora"], ["pendapatan", "kewirausahaan", "pemuda", "UPK"], ("rkp-2021", false, true), [2021, 2024], (0.07, 6_000_000)),
    programme(["P12", "Perhutanan Sosial Contoh", "KLHK"], ["pendapatan", "kemitraan", "petani hutan", "Kelompok Tani"], ("rkp-2024", true, false), [2020, 0], (0.05, 2_500_000)),
];

/// Where the second goes, the first goes, and the other way round.
pub const PAIR: [usize; 2] = [4, 7];
/// Of one lever for one target: where both are, one doubles the other.
pub const SAME: [usize; 2] = [4, 5];
/// What one makes the other could sell, but they are never in one village.
pub const APART: [usize; 2] = [6, 11];

/// A team of facilitators and the programmes it serves; what is only handed out has none.
#[derive(Debug)]
pub struct Team(pub &'static [usize]);

/// The teams: social aid, business, village funds, farms and forests, fisheries.
pub const TEAMS: [Team; 5] = [
    Team(&[1]),
    Team(&[4, 7, 10]),
    Team(&[5, 6]),
    Team(&[8, 11]),
    Team(&[9]),
];

/// Types of institutions in the inventory, and the most villages that one serves; offices, clinics and schools are not among them.
pub const TYPES: [(&str, usize); 5] = [
    ("BUM Desa", 1),
    ("KUBE", 1),
    ("Kelompok Tani", 1),
    ("Koperasi", 3),
    ("UPK", 6),
];
