//! Regency tables of NTT and of the whole country.

use super::{attach, column, counts, national, ntt, refused, told};
use crate::support::shared;
use std::collections::BTreeMap;

#[test]
fn regency_tables_join() {
    let Some([_, _, regencies, _]) = ntt() else {
        return;
    };
    let national = national();
    for (file, spec, ours, theirs) in [
        (
            "ntt/kemiskinan_kab_ntt.csv",
            "code = 'kode_kemendagri'",
            [22, 22, 0, 0, 0],
            [22, 22, 0, 0, 492],
        ),
        (
            "ntt/kemiskinan_kab_ntt.csv",
            "name = 'Kab/Kota'\nparents = ['Provinsi']",
            [22, 22, 0, 0, 0],
            [22, 22, 0, 0, 492],
        ),
        (
            "ntt/penduduk_kab_ntt.csv",
            "code = 'kode'\nname = 'nama'",
            [22, 22, 0, 0, 0],
            [22, 22, 0, 0, 492],
        ),
        (
            "ntt/grdp_pc_ntt.csv",
            "name = 'district'",
            [22, 22, 0, 0, 0],
            [22, 22, 0, 0, 492],
        ),
        (
            "ntt/dana_desa_pagu_ntt.csv",
            "name = 'urpemda'\nwhere = 'tahun = 2024'",
            [21, 21, 0, 0, 1],
            [21, 21, 0, 0, 493],
        ),
        (
            "ntt/dana_desa_pagu_ntt.csv",
            "name = 'urpemda'\naggregate = 'sum'",
            [42, 42, 0, 0, 1],
            [42, 42, 0, 0, 493],
        ),
        (
            "ntt/dana_desa_realisasi_ntt.csv",
            "name = 'urpemda'\nparents = ['urprov']\nwhere = 'tahun = 2023'",
            [21, 21, 0, 0, 1],
            [21, 21, 0, 0, 493],
        ),
        (
            "kabupaten/kemiskinan_514_raw.csv",
            "name = 'Kab/Kota'\nparents = ['Provinsi']",
            [514, 22, 492, 0, 0],
            [514, 514, 0, 0, 0],
        ),
        (
            "kabupaten/grdp_pc_514_raw.csv",
            "name = 'district'\nparents = ['province']",
            [514, 22, 492, 0, 0],
            [514, 514, 0, 0, 0],
        ),
        (
            "kabupaten/dana_desa_pagu_raw.tsv",
            "name = 'urpemda'\nparents = ['urprov']\nwhere = 'tahun = 2024'",
            [434, 21, 413, 0, 1],
            [434, 434, 0, 0, 80],
        ),
    ] {
        let Some(path) = shared(&format!("data/{file}")) else {
            return;
        };
        for (units, expected) in [(&regencies, ours), (&national, theirs)] {
            let joined = attach(
                units,
                &path,
                &format!("level = 'regency'\n{spec}"),
                &mut Vec::new(),
            )
            .unwrap();
            assert_eq!(counts(&joined), expected, "{file} {spec}");
        }
    }
}

#[test]
fn bare_and_renamed_regencies_find_their_own() {
    let Some(path) = shared("data/kabupaten/kemiskinan_514_raw.csv") else {
        return;
    };
    let mut findings = Vec::new();
    let spec = "level = 'regency'\nname = 'Kab/Kota'\nparents = ['Provinsi']";
    let joined = attach(&national(), &path, spec, &mut findings).unwrap();
    let names = column(&joined, "Kab/Kota").into_iter().flatten();
    let of: BTreeMap<String, String> = names
        .zip(column(&joined, "code").into_iter().flatten())
        .collect();
    for (name, code) in [
        ("Kupang", "5301"),
        ("Kota Kupang", "5371"),
        ("Pontianak", "6102"),
        ("Kota Pontianak", "6171"),
        ("Kota Baru", "6302"),
        ("Kota Banjar Baru", "6372"),
        ("Maluku Tenggara Barat", "8103"),
        ("Toba Samosir", "1212"),
        ("Mamuju Utara", "7601"),
        ("Siau Tagulandang Biaro", "7109"),
    ] {
        assert_eq!(of[name], code, "{name}");
    }
    assert!(told(&findings, "bare-name")[0].contains("26 bare names"));
}

#[test]
fn other_systems_of_regencies_are_refused() {
    let Some([_, _, regencies, _]) = ntt() else {
        return;
    };
    for (units, file, spec, reason) in [
        (
            &regencies,
            "ntt/grdp_pc_ntt.csv",
            "code = 'districtID'",
            "the codes are BPS",
        ),
        (
            &regencies,
            "kabupaten/grdp_pc_514_raw.csv",
            "code = 'districtID'\nname = 'district'",
            "the codes are BPS",
        ),
        (
            &national(),
            "kabupaten/grdp_pc_514_raw.csv",
            "code = 'districtID'",
            "the codes are BPS",
        ),
        (
            &regencies,
            "ntt/dana_desa_pagu_ntt.csv",
            "code = ['kdprov', 'kdpemda']",
            "neither Kemendagri nor BPS",
        ),
        (
            &regencies,
            "kabupaten/dana_desa_pagu_raw.tsv",
            "code = ['kdprov', 'kdpemda']",
            "neither Kemendagri nor BPS",
        ),
        (
            &regencies,
            "ntt/idm_2024_ntt.csv",
            "code = 'kode_desa'",
            "is the code of a village",
        ),
        (
            &regencies,
            "ntt/dana_desa_pagu_ntt.csv",
            "name = 'urpemda'",
            "21 units have several rows",
        ),
    ] {
        let Some(path) = shared(&format!("data/{file}")) else {
            return;
        };
        let said = refused(attach(
            units,
            &path,
            &format!("level = 'regency'\n{spec}"),
            &mut Vec::new(),
        ));
        assert!(said.contains(reason), "{said}");
    }
}
