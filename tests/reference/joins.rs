//! Real tables joined to real villages and regencies: every row accounted for, wrong systems refused.

use crate::support::shared;
use geo::MultiPolygon;
use kawasan::Result;
use kawasan::base::code::System;
use kawasan::base::code::gazetteer::official;
use kawasan::base::finding::Finding;
use kawasan::base::model::{Code, Features, Level, Measure};
use kawasan::base::study;
use kawasan::input::join::{self, Joined, Units};
use kawasan::input::read::table;
use polars::df;
use polars::prelude::DataType;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::LazyLock;

fn ntt() -> Option<[Units; 4]> {
    static UNITS: LazyLock<Option<[Units; 4]>> = LazyLock::new(read_ntt);
    UNITS.clone()
}

/// The attributes of the NTT villages; joins look at no geometry.
fn read_ntt() -> Option<[Units; 4]> {
    let path = shared("data/ntt/desa_ntt.geojson")?;
    let layer: serde_json::Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    let features = layer["features"].as_array().unwrap();
    let column = |key: &str| -> Vec<&str> {
        features
            .iter()
            .map(|f| f["properties"][key].as_str().unwrap())
            .collect()
    };
    let attributes = df!(
        "kode" => column("kode"), "nama" => column("nama"), "kec" => column("kec"), "kab" => column("kab"), "prov" => column("prov"),
    );
    Some(units(Features {
        source: path.clone(),
        geometry: vec![MultiPolygon::new(Vec::new()); features.len()],
        attributes: attributes.unwrap(),
        crs: None,
        measure: Measure::Geodesic,
    }))
}

fn units(features: Features) -> [Units; 4] {
    let spec: study::Boundaries =
        toml::from_str("path = 'x'\ncode = 'kode'\nname = 'nama'").unwrap();
    let mut findings = Vec::new();
    let villages = join::villages(features, &spec, &mut findings).unwrap();
    let hierarchy = join::hierarchy(&villages, &spec, &mut findings).unwrap();
    [
        Level::Village,
        Level::District,
        Level::Regency,
        Level::Province,
    ]
    .map(|level| Units::of(&villages, &hierarchy, level))
}

/// Every regency of Indonesia, from the official list.
fn national() -> Units {
    let regencies: Vec<_> = official().within("", 4).collect();
    let province = |code: &str| official().name(&code[..2]).unwrap().to_owned();
    Units {
        level: Level::Regency,
        system: System::Kemendagri,
        codes: regencies
            .iter()
            .map(|(code, _)| Code::from_canonical(*code))
            .collect(),
        names: regencies
            .iter()
            .map(|(_, name)| (*name).to_owned())
            .collect(),
        parents: vec![(
            Level::Province,
            regencies.iter().map(|(code, _)| province(code)).collect(),
        )],
    }
}

fn attach(units: &Units, path: &Path, spec: &str, findings: &mut Vec<Finding>) -> Result<Joined> {
    let spec: study::Table =
        toml::from_str(&format!("path = '{}'\n{spec}", path.display())).unwrap();
    let mut text: Vec<String> = spec
        .code
        .iter()
        .flat_map(|code| code.columns().to_vec())
        .collect();
    text.extend(spec.name.clone());
    text.extend(spec.parents.clone());
    let table = table::read(path, None, &text, findings)?;
    let table = match &spec.filter {
        Some(sql) => table::filter(table, sql)?.0,
        None => table,
    };
    join::attach(
        units,
        table,
        &spec,
        &study::Codes::default(),
        path.parent().unwrap(),
        findings,
    )
}

/// rows, matched, unmatched, ambiguous, units without a row.
fn counts(joined: &Joined) -> [usize; 5] {
    let a = &joined.accounting;
    assert_eq!(a.matched + a.unmatched + a.ambiguous, a.rows);
    [
        a.rows,
        a.matched,
        a.unmatched,
        a.ambiguous,
        a.units_without_row,
    ]
}

fn told(findings: &[Finding], check: &str) -> Vec<String> {
    let place = |f: &Finding| format!("{}: {}", f.place.code.clone().unwrap_or_default(), f.what);
    findings
        .iter()
        .filter(|f| f.check == check)
        .map(place)
        .collect()
}

fn refused(result: Result<Joined>) -> String {
    let error = result.expect_err("must be refused");
    eprintln!("{error}\n");
    assert!(error.remedy.is_some());
    error.to_string()
}

/// Writes a table of its own: a title line, then rows.
fn written(
    title: &str,
    rows: impl Iterator<Item = String>,
) -> (tempfile::TempDir, std::path::PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("table.csv");
    std::fs::write(
        &path,
        [title.to_owned()]
            .into_iter()
            .chain(rows)
            .collect::<Vec<_>>()
            .join("\n"),
    )
    .unwrap();
    (dir, path)
}

fn column(joined: &Joined, name: &str) -> Vec<Option<String>> {
    let text = joined
        .frame
        .column(name)
        .unwrap()
        .cast(&DataType::String)
        .unwrap();
    text.str()
        .unwrap()
        .iter()
        .map(|value| value.map(str::to_owned))
        .collect()
}

fn csv_rows(path: &Path) -> Vec<Vec<String>> {
    let mut reader = csv::Reader::from_path(path).unwrap();
    reader
        .records()
        .map(|row| row.unwrap().iter().map(str::to_owned).collect())
        .collect()
}

#[test]
fn idm_joins_ntt() {
    let (Some([villages, ..]), Some(idm)) = (ntt(), shared("data/ntt/idm_2024_ntt.csv")) else {
        return;
    };
    for spec in ["code = 'kode_desa'\nname = 'desa'", "code = 'kode_desa'"] {
        let mut findings = Vec::new();
        let joined = attach(&villages, &idm, spec, &mut findings).unwrap();
        assert_eq!(counts(&joined), [3137, 3048, 89, 0, 304], "{spec}");
        assert_eq!(joined.frame.height(), 3352);
        assert_eq!(told(&findings, "unit-without-row").len(), 304);
        assert_eq!(told(&findings, "row-unmatched").len(), 89);
        let (kept, codes) = (column(&joined, "kode_desa"), column(&joined, "code"));
        assert!(
            kept.iter()
                .zip(&codes)
                .all(|(own, unit)| own.is_none() || own == unit),
            "{spec}"
        );
    }
}

#[test]
fn idm_joins_ntt_by_name() {
    let (Some([villages, ..]), Some(idm)) = (ntt(), shared("data/ntt/idm_2024_ntt.csv")) else {
        return;
    };
    let mut findings = Vec::new();
    let joined = attach(
        &villages,
        &idm,
        "name = 'desa'\nparents = ['kec', 'kab']",
        &mut findings,
    )
    .unwrap();
    // Younger villages, districts under another name, and two villages called Oesao; not one row at the wrong village.
    assert_eq!(counts(&joined), [3137, 3035, 82, 20, 317]);
    let (kept, codes) = (column(&joined, "kode_desa"), column(&joined, "code"));
    assert!(
        kept.iter()
            .zip(&codes)
            .all(|(own, unit)| own.is_none() || own == unit)
    );
    assert!(told(&findings, "row-ambiguous")[0].contains("5301061004 Oesao, Kupang Timur"));
}

#[test]
fn idm_joins_diy() {
    let (Some(dbf), Some(idm)) = (
        shared("data/diy/desa_34.dbf"),
        shared("data/diy/idm_2024_diy.csv"),
    ) else {
        return;
    };
    let records = shapefile::dbase::read(&dbf).unwrap();
    let text = |field: &str| -> Vec<String> {
        let value = |record: &shapefile::dbase::Record| match record.get(field) {
            Some(shapefile::dbase::FieldValue::Character(Some(text))) => text.clone(),
            other => panic!("{field}: {other:?}"),
        };
        records.iter().map(value).collect()
    };
    let attributes = df!(
        "kode" => text("kode"), "nama" => text("nama"), "kec" => text("kec"), "kab" => text("kab"), "prov" => text("prov"),
    );
    let [villages, ..] = units(Features {
        source: dbf.clone(),
        geometry: vec![MultiPolygon::new(Vec::new()); records.len()],
        attributes: attributes.unwrap(),
        crs: None,
        measure: Measure::Geodesic,
    });
    let joined = attach(
        &villages,
        &idm,
        "code = 'kode_desa'\nname = 'desa'",
        &mut Vec::new(),
    )
    .unwrap();
    assert_eq!(counts(&joined), [392, 392, 0, 0, 46]);
}

#[test]
fn idm_out_of_step_is_refused() {
    let (Some([villages, ..]), Some(idm)) = (ntt(), shared("data/ntt/idm_2024_ntt.csv")) else {
        return;
    };
    let rows = csv_rows(&idm);
    let shifted =
        (0..rows.len()).map(|i| format!("{},{}", rows[(i + 1) % rows.len()][6], rows[i][7]));
    let (_dir, path) = written("kode_desa,desa", shifted);
    for spec in ["code = 'kode_desa'\nname = 'desa'", "code = 'kode_desa'"] {
        let said = refused(attach(&villages, &path, spec, &mut Vec::new()));
        assert!(
            said.contains("of the 3048 rows whose code is in the layer bear another name"),
            "{said}"
        );
        assert!(said.contains("out of step"), "{said}");
    }
}

#[test]
fn bps_is_refused_and_the_bridge_works() {
    let (Some([villages, ..]), Some(bridge)) = (ntt(), shared("data/ntt/bridge_bps_ntt.csv"))
    else {
        return;
    };
    let rows = csv_rows(&bridge);
    let (_dir, whole) = written(
        "kode,nama",
        rows.iter().map(|row| format!("{},{}", row[0], row[2])),
    );
    let (_dir, nameless) = written("kode", rows.iter().map(|row| row[0].clone()));
    for (path, spec) in [
        (&whole, "code = 'kode'\nname = 'nama'"),
        (&nameless, "code = 'kode'"),
    ] {
        let said = refused(attach(&villages, path, spec, &mut Vec::new()));
        assert!(
            said.contains("the codes are BPS, the layer's are Kemendagri"),
            "{said}"
        );
        assert!(said.contains("bridge = "), "{said}");
        for bridged in [
            format!("bridge = '{}'", bridge.display()),
            format!(
                "bridge = {{ path = '{}', from = 'kode_bps', to = 'kode_dagri' }}",
                bridge.display()
            ),
        ] {
            let mut findings = Vec::new();
            let joined = attach(
                &villages,
                path,
                &format!("{spec}\n{bridged}"),
                &mut findings,
            )
            .unwrap();
            let [rows, matched, unmatched, ambiguous, _] = counts(&joined);
            // 3,249 targets are in the layer; three bear another name there (KAHIRI, NURRI, KELI).
            assert_eq!((rows, matched + ambiguous, unmatched), (3321, 3249, 72));
            assert_eq!(ambiguous, if path == &whole { 3 } else { 0 });
        }
    }
}

#[test]
fn the_hard_subset_is_refused() {
    let (Some([villages, ..]), Some(bridge)) = (ntt(), shared("data/ntt/bridge_bps_ntt.csv"))
    else {
        return;
    };
    let rows: Vec<_> = csv_rows(&bridge)
        .into_iter()
        .filter(|row| villages.position(&row[0]).is_some())
        .collect();
    assert_eq!(rows.len(), 215);
    let (_dir, named) = written(
        "kode,nama",
        rows.iter().map(|row| format!("{},{}", row[0], row[2])),
    );
    for spec in ["code = 'kode'\nname = 'nama'", "code = 'kode'"] {
        let said = refused(attach(&villages, &named, spec, &mut Vec::new()));
        assert!(
            said.contains("the codes are BPS") && said.contains("215 of 215 names contradict"),
            "{said}"
        );
        assert!(said.contains("bridge = "), "{said}");
    }
    let bridged = format!(
        "code = 'kode'\nname = 'nama'\nbridge = '{}'",
        bridge.display()
    );
    let joined = attach(&villages, &named, &bridged, &mut Vec::new()).unwrap();
    assert_eq!(joined.accounting.rows, 215);
    assert!(joined.accounting.matched > 200);
    // Without names the column's title tells; without that nothing does, and the join says so.
    let (_dir, titled) = written("kode_bps", rows.iter().map(|row| row[0].clone()));
    assert!(
        refused(attach(
            &villages,
            &titled,
            "code = 'kode_bps'",
            &mut Vec::new()
        ))
        .contains("called kode_bps")
    );
    let (_dir, bare) = written("kode", rows.iter().map(|row| row[0].clone()));
    let mut findings = Vec::new();
    attach(&villages, &bare, "code = 'kode'", &mut findings).unwrap();
    assert_eq!(told(&findings, "names-unchecked").len(), 1);
}

#[test]
fn a_programme_joins_by_name() {
    let (Some([villages, ..]), Some(path)) = (ntt(), shared("data/ntt/transmigrasi_ntt.csv"))
    else {
        return;
    };
    let spec = "name = 'nama_desa'\nparents = ['kecamatan', 'kabupaten']";
    let joined = attach(&villages, &path, spec, &mut Vec::new()).unwrap();
    assert_eq!(counts(&joined), [9, 9, 0, 0, 3343]);
    let truth = column(&joined, "kdepum")
        .into_iter()
        .map(|truth| Some(truth?.replace('.', "")));
    let same = truth
        .zip(column(&joined, "code"))
        .filter(|(truth, code)| truth == code);
    assert_eq!(same.count(), 9);
}

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
