//! A study file for a folder of files.

use crate::study::{copy_of_example, ends, kawasan, rows, run};
use crate::support::shared;
use std::fs;
use std::path::Path;
use std::process::Command;

fn init(folder: &Path) -> Command {
    let mut command = kawasan();
    command.arg("init").arg(folder);
    command
}

#[test]
fn the_folder_of_a_province_gives_a_study_that_runs() {
    let Some(source) = shared("data/ntt/desa_ntt.geojson") else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    for entry in fs::read_dir(source.parent().unwrap()).unwrap() {
        let path = entry.unwrap().path();
        fs::copy(&path, folder.path().join(path.file_name().unwrap())).unwrap();
    }
    // a layer of points without codes of villages, and a table of them
    let point = |lon: f64, lat: f64, id: usize| {
        format!(
            "{{\"type\":\"Feature\",\"properties\":{{\"id\":\"P{id}\"}},\"geometry\":{{\"type\":\"Point\",\"coordinates\":[{lon},{lat}]}}}}"
        )
    };
    let points = [point(123.6, -10.17, 1), point(121.66, -8.84, 2)].join(",");
    fs::write(
        folder.path().join("Puskesmas 2024.geojson"),
        format!("{{\"type\":\"FeatureCollection\",\"features\":[{points}]}}"),
    )
    .unwrap();
    fs::write(
        folder.path().join("pasar.csv"),
        "nama,bujur,lintang,kapasitas\nInpres,123.58,-10.16,40\nMbongawani,121.65,-8.85,25\nTutup,,,\n",
    )
    .unwrap();
    let said = ends(0, &mut init(folder.path()));
    let said = String::from_utf8_lossy(&said.stderr).into_owned();
    for told in [
        "desa_ntt.geojson: 3352 villages by kode",
        "idm_2024_ntt.csv: 3048 of 3137 rows join by kode_desa, level village",
        "penduduk_kab_ntt.csv: 22 of 22 rows join by kode, level regency",
        "bridge_bps_ntt.csv: leads from other codes",
        // regencies under the same digits in the other system
        "grdp_pc_ntt.csv: left out, the codes are BPS",
        "Puskesmas 2024.geojson: 2 points; the service puskesmas_2024",
        "pasar.csv: 2 points, 1 rows without a place, each serves as much as its kapasitas; the service pasar",
        "index      idm-2016",
    ] {
        assert!(said.contains(told), "{told}: {said}");
    }
    let study = folder.path().join("study.toml");
    let out = folder.path().join("hasil");
    let quick = [
        "--set",
        "hotspots.permutations=99",
        "--set",
        "areas.effort=quick",
        "--set",
        "index.uncertainty.draws=100",
    ];
    run(&study, &out, &quick);
    assert_eq!(rows(&out.join("tables/joins.csv")).len(), 4);
    let access = rows(&out.join("tables/access.csv"));
    assert_eq!(access.len(), 3352);
    assert!(!access[0]["puskesmas_2024_km"].is_empty() && !access[0]["pasar_km"].is_empty());
    // it is never written over
    let text = fs::read_to_string(&study).unwrap();
    let again = ends(5, &mut init(folder.path()));
    assert!(String::from_utf8_lossy(&again.stderr).contains("there already"));
    assert_eq!(fs::read_to_string(&study).unwrap(), text);
}

#[test]
fn the_example_is_found_again() {
    let folder = copy_of_example();
    fs::remove_file(folder.path().join("study.toml")).unwrap();
    fs::write(
        folder.path().join("jalan.geojson"),
        r#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{},"geometry":{"type":"LineString","coordinates":[[120,-9],[121,-9]]}}]}"#,
    )
    .unwrap();
    ends(0, &mut init(folder.path()));
    let text = fs::read_to_string(folder.path().join("study.toml")).unwrap();
    for line in [
        "# Left out:\n# jalan.geojson: a layer of lines",
        "population = \"penduduk\"",
        "path = \"desa.geojson\"",
        "path = \"kabupaten.csv\"\ncode = \"kode\"\nname = \"kabupaten\"\nlevel = \"regency\"",
        "definition = \"idm-2016\"",
        "[services]\nclinics = { path = \"clinics.csv\", capacity = \"dokter\" }",
    ] {
        assert!(text.contains(line), "{line}: {text}");
    }
    ends(
        0,
        kawasan().arg("check").arg(folder.path().join("study.toml")),
    );
    // nothing is left of the try
    let left = fs::read_dir(folder.path()).unwrap().filter(|entry| {
        entry
            .as_ref()
            .unwrap()
            .file_name()
            .to_string_lossy()
            .starts_with('.')
    });
    assert_eq!(left.count(), 0);
}

#[test]
fn a_folder_without_villages_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("data.csv"), "kode,x\n9901012001,1\n").unwrap();
    let done = ends(3, &mut init(folder.path()));
    assert!(String::from_utf8_lossy(&done.stderr).contains("no layer of villages"));
    assert!(!folder.path().join("study.toml").exists());
    // a layer alone
    fs::copy(
        crate::study::example().with_file_name("desa.geojson"),
        folder.path().join("desa.geojson"),
    )
    .unwrap();
    fs::write(folder.path().join("data.csv"), "nama,x\nsatu,1\ndua,2\n").unwrap();
    let alone = ends(3, &mut init(folder.path()));
    let said = String::from_utf8_lossy(&alone.stderr).into_owned();
    assert!(
        said.contains("no table joins the layer") && said.contains("data.csv: left out"),
        "{said}"
    );
    let both = ends(2, init(folder.path()).arg("--programmes"));
    assert!(String::from_utf8_lossy(&both.stderr).contains("cannot be used with"));
}
