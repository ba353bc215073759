//! `[roads] villages`: where people of villages live, from a file of points or from columns.

use crate::study::kawasan;
use crate::study::{rows, run, written};
use std::fs;
use std::path::Path;

/// Three villages, squares of 0.1 degrees from west to east, and a clinic at the west of the first.
const STUDY: &str = "[study]\nname = \"titik\"\npopulation = \"orang\"\n[boundaries]\npath = \"desa.geojson\"\ncode = \"kode\"\nname = \"nama\"\n\
    [[tables]]\npath = \"orang.csv\"\ncode = \"kode\"\n[outputs]\nmap = false\n[services]\nclinics = { path = \"titik.csv\", id = \"id\" }\n";

fn folder() -> (tempfile::TempDir, std::path::PathBuf) {
    let (folder, study) = written("");
    let square = |i: u32| {
        let (a, b) = (120.0 + 0.1 * f64::from(i), 120.1 + 0.1 * f64::from(i));
        format!(
            r#"{{"type":"Feature","properties":{{"kode":"53.01.01.200{i}","nama":"Desa {i}"}},"geometry":{{"type":"Polygon","coordinates":[[[{a},-8],[{b},-8],[{b},-8.1],[{a},-8.1],[{a},-8]]]}}}}"#
        )
    };
    let all: Vec<String> = (1..=3).map(square).collect();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    write(
        "desa.geojson",
        &format!(
            r#"{{"type":"FeatureCollection","features":[{}]}}"#,
            all.join(",")
        ),
    );
    write("titik.csv", "id,lon,lat\nK1,120.1,-8.05\n");
    write(
        "orang.csv",
        "kode,orang,bt,ls\n53.01.01.2001,10,120.11,-8.05\n53.01.01.2002,200,,\n53.01.01.2003,90,120.39,-8.05\n",
    );
    (folder, study)
}

fn km(study: &Path, villages: &str, out: &Path) -> Vec<String> {
    fs::write(study, format!("{STUDY}[roads]\nvillages = {villages}\n")).unwrap();
    run(study, out, &[]);
    rows(&out.join("tables/access.csv"))
        .iter()
        .map(|row| row["clinics_km"].clone())
        .collect()
}

/// Code and words of a check.
fn check(study: &Path, villages: &str) -> (i32, String) {
    fs::write(study, format!("{STUDY}[roads]\nvillages = {villages}\n")).unwrap();
    let done = kawasan().args(["check", "-v"]).arg(study).output().unwrap();
    (
        done.status.code().unwrap(),
        String::from_utf8_lossy(&done.stderr).into_owned(),
    )
}

/// One point a village but for the second, which has none; of three rows more one has no code, one no place, one another village.
const POINTS: &str = "kode_desa,bujur,lintang\n5301012003,120.39,-8.05\n5301012001,120.11,-8.05\n,120.2,-8.05\n5301012002,,\n5301012009,120.2,-8.05\n";

#[test]
fn a_table_a_layer_and_columns_say_the_same() {
    let (folder, study) = folder();
    let dir = folder.path();
    fs::write(dir.join("rumah.csv"), POINTS).unwrap();
    let feature = |line: &str| {
        let cells: Vec<&str> = line.split(',').collect();
        let shape = match cells[1] {
            "" => "null".to_owned(),
            _ => format!(
                r#"{{"type":"Point","coordinates":[{},{}]}}"#,
                cells[1], cells[2]
            ),
        };
        format!(
            r#"{{"type":"Feature","properties":{{"kode_desa":"{}"}},"geometry":{shape}}}"#,
            cells[0]
        )
    };
    let features: Vec<String> = POINTS.lines().skip(1).map(feature).collect();
    fs::write(
        dir.join("rumah.geojson"),
        format!(
            r#"{{"type":"FeatureCollection","features":[{}]}}"#,
            features.join(",")
        ),
    )
    .unwrap();
    let table = km(
        &study,
        r#"{ path = "rumah.csv", code = "kode_desa", licence = "CC0" }"#,
        &dir.join("table"),
    );
    // 0.01 degrees, the middle of the second, 0.29 degrees
    let degrees = [0.01, 0.15, 0.29];
    for (km, degrees) in table.iter().zip(degrees) {
        let km: f64 = km.parse().unwrap();
        assert!((km - degrees * 110.23).abs() < 0.1, "{table:?}");
    }
    let layer = km(
        &study,
        r#"{ path = "rumah.geojson", code = "kode_desa" }"#,
        &dir.join("layer"),
    );
    let columns = km(&study, r#"["bt", "ls"]"#, &dir.join("columns"));
    assert_eq!((&layer, &columns), (&table, &table));
    let manifest: serde_json::Value =
        serde_json::from_slice(&fs::read(dir.join("table/manifest.json")).unwrap()).unwrap();
    let inputs = manifest["inputs"].as_array().unwrap();
    let points = inputs
        .iter()
        .find(|input| input["path"] == "rumah.csv")
        .unwrap();
    assert_eq!(
        (&points["rows"], &points["licence"]),
        (&5.into(), &"CC0".into())
    );
    let text = manifest.to_string();
    for count in [
        r#""given":2"#,
        r#""inside_polygon":1"#,
        r#""outside":0"#,
        r#""other_villages":1"#,
    ] {
        assert!(text.contains(count), "{count}: {text}");
    }
}

#[test]
fn what_is_odd_names_the_village_the_file_and_the_row() {
    let (folder, study) = folder();
    let dir = folder.path();
    let key = r#"{ path = "rumah.csv", code = "kode_desa" }"#;
    let given = |text: &str| {
        fs::write(dir.join("rumah.csv"), text).unwrap();
        check(&study, key)
    };
    let (code, said) = given(&POINTS.replace("120.11", "120.31"));
    assert_eq!(code, 0, "{said}");
    for what in [
        "the place of Desa 1 (5301012001) is outside its polygon",
        "rumah.csv, row 3",
        "1 rows have no code of a village and are not used: row 4",
        "1 rows have no place and are not used: row 5",
        "1 villages have no place in rumah.csv; one inside their polygon is taken: Desa 2 (5301012002)",
        "1 points are of villages that the boundaries do not have: 5301012009",
    ] {
        assert!(said.contains(what), "{what}: {said}");
    }
    for (text, code, what) in [
        (
            POINTS.replace("5301012003", "53.01.01.2001"),
            3,
            "the village has a point in row 2, too",
        ),
        (POINTS.replace("kode_desa", "kode"), 3, "kode_desa"),
        (
            POINTS.replace("bujur", "x0"),
            3,
            "no columns say where the points are",
        ),
        (
            POINTS.replace("120.39,-8.05", "-8.05,120.39"),
            3,
            "seem to be exchanged",
        ),
        (
            POINTS.replace("53010120", "53990120"),
            3,
            "no point is of a village of the boundaries",
        ),
        (POINTS.replace("bujur,lintang", "x,y"), 3, "on a plane"),
    ] {
        let (found, said) = given(&text);
        assert!(
            found == code && said.contains(what),
            "{found} {what}: {said}"
        );
        assert!(!said.contains("__row"), "{said}");
    }
    let (code, said) = check(&study, r#"{ path = "rumah.csv" }"#);
    assert!(code == 2 && said.contains("roads.villages"), "{said}");
    let (code, said) = check(&study, r#"{ path = "lain.csv", code = "kode_desa" }"#);
    assert!(code != 0 && said.contains("lain.csv"), "{said}");
}
