//! Nine villages whose every number can be worked out by hand.
//!
//! ```text
//!                    regency 99.01           need = shortfall of pangan, modal, pasar (0 to 10 each)
//! district 99.01.01  Satu   Dua     Tiga     .8 .7 .6   .6 .8 .4   .7 .5 .6    a village needs a lever from .5 on
//! district 99.01.02  Empat  Lima    Enam     .2 .3 .1   .4 .2 .3   .1 .4 .1
//!                    regency 99.02
//! district 99.02.01  Tujuh  Delapan Sembilan .5 .5 .5   .9 .2 .7    ?  ?  ?
//! ```
//!
//! Each square is 0.02 degrees wide: centres are 2,198 m apart from west to east, 2,212 m from north to south. Of Sembilan neither the people nor
//! `modal` are known, so that it has no score and nobody knows what it needs. An area is three villages, one a regency: Satu, Dua, Tiga with a need
//! of .7 + .6 + .6, and Tujuh, Delapan, Sembilan with .5 + .6.

use std::fs;
use std::path::PathBuf;
use tempfile::TempDir;

/// Codes of the villages, from north-west to south-east.
const CODES: [&str; 9] = [
    "9901012001",
    "9901012002",
    "9901012003",
    "9901022001",
    "9901022002",
    "9901022003",
    "9902012001",
    "9902012002",
    "9902012003",
];

const NAMES: [&str; 9] = [
    "Satu", "Dua", "Tiga", "Empat", "Lima", "Enam", "Tujuh", "Delapan", "Sembilan",
];

const TABLE: &str = "kode,nama,penduduk,pangan,modal,pasar\n\
    99.01.01.2001,Satu,100,2,3,4\n\
    99.01.01.2002,Dua,200,4,2,6\n\
    99.01.01.2003,Tiga,300,3,5,4\n\
    99.01.02.2001,Empat,400,8,7,9\n\
    99.01.02.2002,Lima,500,6,8,7\n\
    99.01.02.2003,Enam,600,9,6,9\n\
    99.02.01.2001,Tujuh,700,5,5,5\n\
    99.02.01.2002,Delapan,800,1,8,3\n\
    99.02.01.2003,Sembilan,,2,,6\n";

const DEFINITION: &str = r#"
name = "tiga"
version = "1"
source = "test"
good = "high"
best = 1.0
worst = 0.0
available = 1.0
limit = "upper"
normalise = { method = "goalposts", min = 0, max = 10 }
classes = [{ name = { id = "Tertinggal", en = "Behind" }, up_to = 0.5 }, { name = { id = "Maju", en = "Advanced" } }]
[[indicators]]
code = "pangan"
good = "high"
[[indicators]]
code = "modal"
good = "high"
[[indicators]]
code = "pasar"
good = "high"
"#;

/// P4 ended in 2020 and is no answer to anything; P5 stands in a regency and in no village.
const CATALOGUE: &str = "id,nama,kementerian,jalur,pengungkit,sasaran,jenis_lembaga,sampai\n\
    P1,Pangan Murah,Kemensos,beban,pangan,keluarga miskin,KUBE,\n\
    P2,Sembako Desa,Kemendes,beban,pangan,keluarga miskin,,\n\
    P3,Kredit Mikro,Kemenkop,pendapatan,modal,pelaku usaha,BUM Desa,\n\
    P4,Modal Lama,Kemenkop,pendapatan,modal,pelaku usaha,,2020\n\
    P5,Pasar Tani,Kementan,pendapatan,pasar,petani,BUM Desa,\n";

/// Nine in villages in 2024, one in a regency, one in no village of the layer, one of the year before.
pub const PLACEMENTS: &str = "programme,code,year,beneficiaries,budget,facilitator,institution\n\
    P1,99.01.01.2001,2024,10,1000,F1,L1\n\
    P2,99.01.01.2001,2024,20,3000,F2,\n\
    P3,99.01.01.2001,2024,5,6000,F1,L2\n\
    P1,99.01.01.2002,2024,8,800,F1,L1\n\
    P1,99.01.01.2003,2024,,1200,,\n\
    P3,99.01.02.2001,2024,4,,F2,L3\n\
    P1,99.02.01.2001,2024,6,600,F3,L4\n\
    P3,99.02.01.2001,2024,3,400,F3,\n\
    P2,99.02.01.2002,2024,10,2000,F3,\n\
    P5,99.02,2024,50,9000,,\n\
    P1,99.01.01.2999,2024,9,90,,\n\
    P1,99.01.02.2002,2023,7,700,F1,\n";

/// F1 has room for two villages; F3 for two villages and nine families.
const FACILITATORS: &str = "id,village,villages,families\n\
    F1,99.01.01.2001,2,\n\
    F2,99.01.01.2002,4,\n\
    F3,99.02.01.2002,2,9\n";

/// L5 hosts nothing yet.
const INSTITUTIONS: &str = "id,name,type,village\n\
    L1,KUBE Mekar,KUBE,99.01.01.2001\n\
    L2,BUM Desa Satu,BUM Desa,99.01.01.2001\n\
    L3,BUM Desa Empat,BUM Desa,99.01.02.2001\n\
    L4,KUBE Tujuh,KUBE,99.02.01.2001\n\
    L5,BUM Desa Delapan,BUM Desa,99.02.01.2002\n";

const ACTIONS: &str = "indicator,action,actor,cost\n\
    pangan,Buka lumbung pangan,Desa,5\n\
    modal,Buka layanan kredit,Kab: Dinas Koperasi,2\n\
    pasar,Bangun pasar desa,Kab: Dinas Perdagangan,3\n";

const STUDY: &str = r#"
[study]
name = "sembilan"
population = "penduduk"
synthetic = true
[boundaries]
path = "desa.geojson"
code = "kode"
name = "nama"
district = "kec"
regency = "kab"
province = "prov"
system = "kemendagri"
[[tables]]
path = "desa.csv"
code = "kode"
name = "nama"
[index]
definition = "tiga.toml"
[areas]
villages = [3, 3]
per_group = 1
[programmes]
catalogue = "katalog.csv"
placements = "penempatan.csv"
facilitators = "pendamping.csv"
institutions = "lembaga.csv"
actions = "aksi.csv"
meet = 2
needed = 0.5
plan = { travel = 4 }
[[programmes.levers]]
code = "burden"
arm = "burden"
title = { id = "Pengurangan beban", en = "Lower burden" }
words = ["pangan"]
needs = ["pangan"]
[[programmes.levers]]
code = "capital"
arm = "income"
title = { id = "Akses permodalan", en = "Access to capital" }
words = ["modal"]
needs = ["modal"]
[[programmes.levers]]
code = "market"
arm = "income"
title = { id = "Akses pasar", en = "Access to markets" }
words = ["pasar"]
needs = ["pasar"]
"#;

/// A folder with the study; the file to run.
pub fn study() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in [
        ("study.toml", STUDY),
        ("tiga.toml", DEFINITION),
        ("desa.geojson", &layer()),
        ("desa.csv", TABLE),
        ("katalog.csv", CATALOGUE),
        ("penempatan.csv", PLACEMENTS),
        ("pendamping.csv", FACILITATORS),
        ("lembaga.csv", INSTITUTIONS),
        ("aksi.csv", ACTIONS),
    ] {
        fs::write(folder.path().join(name), text).unwrap();
    }
    let file = folder.path().join("study.toml");
    (folder, file)
}

fn layer() -> String {
    let square = |at: usize| {
        let (row, column) = (at / 3, at % 3);
        let x = |step: usize| format!("{:.2}", 120.0 + 0.02 * (column + step) as f64);
        let y = |step: usize| format!("{:.2}", -9.0 - 0.02 * (row + step) as f64);
        let ring =
            [(0, 0), (0, 1), (1, 1), (1, 0), (0, 0)].map(|(a, b)| format!("[{},{}]", x(a), y(b)));
        let district = ["Utara", "Tengah", "Selatan"][row];
        let regency = ["Barat", "Timur"][row / 2];
        format!(
            "{{\"type\":\"Feature\",\"properties\":{{\"kode\":\"{}\",\"nama\":\"{}\",\"kec\":\"{district}\",\"kab\":\"{regency}\",\"prov\":\"Contoh\"}},\
             \"geometry\":{{\"type\":\"Polygon\",\"coordinates\":[[{}]]}}}}",
            CODES[at],
            NAMES[at],
            ring.join(",")
        )
    };
    let features: Vec<String> = (0..9).map(square).collect();
    format!(
        "{{\"type\":\"FeatureCollection\",\"features\":[{}]}}",
        features.join(",")
    )
}
