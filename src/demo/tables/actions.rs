//! What to do about each of the 50 IDM indicators, who does it and what it costs: sentences and costs are made up.

use super::scores::INDICATORS;

/// One action.
#[derive(Debug, Clone, Copy)]
pub struct Action {
    /// Indicator it improves.
    pub indicator: &'static str,
    /// What is done.
    pub action: &'static str,
    /// Who does it: bodies, each with its level.
    pub actor: &'static str,
    /// Rupiah for one step of the score in one village; round, and invented.
    pub cost: u64,
}

/// An action for each indicator, in the order of [`INDICATORS`].
pub fn all() -> impl Iterator<Item = Action> {
    let indicators = INDICATORS.iter().map(|it| it.0);
    let action = |(indicator, &(action, actor, millions))| Action {
        indicator,
        action,
        actor,
        cost: millions * 1_000_000,
    };
    indicators.zip(&ACTIONS).map(action)
}

const DESA: &str = "desa: Pemerintah Desa";
const HEALTH: &str = "kab: Dinas Kesehatan";
const SCHOOL: &str = "kab: Dinas Pendidikan";
const WORKS: &str = "kab: Dinas Pekerjaan Umum";
const SOCIAL: &str = "kab: Dinas Sosial";
const TRADE: &str = "kab: Dinas Koperasi dan Perdagangan";
const MEDIA: &str = "pusat: Kementerian Komunikasi; kab: Dinas Komunikasi";
const NATURE: &str = "kab: Dinas Lingkungan Hidup; desa: Pemerintah Desa";
const PEACE: &str = "kab: Kesbangpol";
const DISASTER: &str = "prov: BPBD; kab: BPBD";
const ENTERPRISE: &str = "desa: BUM Desa";
const BANKS: &str = "lainnya: Perbankan";

/// Action, actor, millions of rupiah.
#[rustfmt::skip]
const ACTIONS: [(&str, &str, u64); INDICATORS.len()] = [
    ("Sediakan angkutan dan perbaiki jalan ke puskesmas terdekat", WORKS, 900),
    ("Jadwalkan dokter keliling yang datang secara tetap", HEALTH, 180),
    ("Tempatkan bidan yang menetap di desa", HEALTH, 70),
    ("Tambah perawat dan petugas gizi di desa", HEALTH, 150),
    ("Daftarkan warga yang belum punya jaminan kesehatan", SOCIAL, 60),
    ("Buka pos kesehatan desa dan lengkapi alatnya", HEALTH, 350),
    ("Latih kader dan buka posyandu setiap bulan", DESA, 25),
    ("Buka kelas jauh sekolah dasar", SCHOOL, 450),
    ("Dirikan SMP satu atap dengan sekolah dasar", SCHOOL, 600),
    ("Sediakan angkutan dan asrama bagi siswa SMA", "prov: Dinas Pendidikan", 500),
    ("Buka kelompok PAUD di balai desa", DESA, 90),
    ("Selenggarakan kejar paket bersama desa tetangga", SCHOOL, 80),
    ("Adakan kursus keterampilan keliling", TRADE, 75),
    ("Isi taman baca desa dan atur jam bukanya", DESA, 40),
    ("Sepakati hari gotong royong warga", DESA, 5),
    ("Adakan kerja bakti sekali sebulan", DESA, 5),
    ("Bangun balai terbuka tempat warga berkumpul", DESA, 200),
    ("Bentuk kelompok olahraga di tiap dusun", DESA, 20),
    ("Ratakan lapangan dan sediakan alat olahraga", DESA, 60),
    ("Adakan forum kerukunan antarumat", PEACE, 15),
    ("Rawat bahasa daerah lewat acara desa", DESA, 10),
    ("Undang semua suku dalam musyawarah desa", DESA, 10),
    ("Bangun pos ronda", DESA, 30),
    ("Susun jadwal ronda malam", DESA, 5),
    ("Dampingi warga menyelesaikan sengketa", PEACE, 40),
    ("Data dan layani warga telantar", SOCIAL, 60),
    ("Antar anak berkebutuhan khusus ke sekolah luar biasa", SCHOOL, 120),
    ("Sambungkan rumah yang belum berlistrik", WORKS, 400),
    ("Pasang menara telepon bersama operator", MEDIA, 800),
    ("Pasang internet di kantor desa", MEDIA, 30),
    ("Buka titik internet bagi warga", MEDIA, 60),
    ("Bantu keluarga membangun jamban sehat", HEALTH, 250),
    ("Sediakan tempat dan angkutan sampah", NATURE, 120),
    ("Alirkan air minum layak ke rumah", WORKS, 700),
    ("Bangun sumur bor dan tandon umum", WORKS, 300),
    ("Dampingi usaha rumah tangga yang baru tumbuh", TRADE, 120),
    ("Bangun kios bersama antardesa", TRADE, 400),
    ("Bangun pasar desa yang tetap", TRADE, 750),
    ("Beri modal bergulir kepada warung", ENTERPRISE, 50),
    ("Siapkan rumah singgah bagi tamu desa", ENTERPRISE, 100),
    ("Buka agen pos dan kiriman barang", ENTERPRISE, 45),
    ("Buka agen bank di desa", BANKS, 40),
    ("Hubungkan usaha desa dengan kredit bersubsidi", BANKS, 30),
    ("Dirikan koperasi atau hidupkan BUM Desa", TRADE, 85),
    ("Buka trayek angkutan umum yang tetap", WORKS, 250),
    ("Perbaiki jalan agar bisa dilalui sepanjang tahun", WORKS, 900),
    ("Aspal atau beton jalan utama desa", WORKS, 1_200),
    ("Awasi pencemaran air, tanah, dan udara", NATURE, 90),
    ("Tanami lereng dan bantaran yang rawan bencana", NATURE, 150),
    ("Siapkan jalur evakuasi dan latihan tanggap bencana", DISASTER, 80),
];
