//! Layers in and out: `kawasan convert` and `kawasan dissolve`.

use crate::study::{ends, kawasan, rows};
use crate::support::shared;
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn convert(from: &Path, to: &Path) -> Command {
    let mut command = kawasan();
    command.arg("convert").arg(from).arg(to);
    command
}

fn dissolve(layer: &Path, out: &Path, more: &[&str]) -> Command {
    let mut command = kawasan();
    command
        .arg("dissolve")
        .arg(layer)
        .arg("-o")
        .arg(out)
        .args(more);
    command
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn json_of(path: &Path) -> Value {
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

fn properties(path: &Path) -> Vec<Value> {
    let layer = json_of(path);
    let features = layer["features"].as_array().unwrap();
    features.iter().map(|f| f["properties"].clone()).collect()
}

/// A folder made inside another, so that files in it may share a name.
fn folder(inside: &Path, name: &str) -> PathBuf {
    let path = inside.join(name);
    fs::create_dir(&path).unwrap();
    path
}

/// Four columns of unit squares, two rows, with properties by position.
fn squares(path: &Path, reversed: bool, properties: impl Fn(usize) -> Value) {
    let feature = |cell: usize| {
        let (x, y) = (
            (cell % 4) as f64 / 7.0 + 110.0,
            (cell / 4) as f64 / 3.0 - 7.0,
        );
        let (right, top) = (
            ((cell % 4) + 1) as f64 / 7.0 + 110.0,
            ((cell / 4) + 1) as f64 / 3.0 - 7.0,
        );
        let ring = [[x, y], [right, y], [right, top], [x, top], [x, y]];
        json!({"type": "Feature", "properties": properties(cell), "geometry": {"type": "Polygon", "coordinates": [ring]}})
    };
    let mut features: Vec<Value> = (0..8).map(feature).collect();
    if reversed {
        features.reverse();
    }
    let layer = json!({"type": "FeatureCollection", "features": features});
    fs::write(path, layer.to_string()).unwrap();
}

#[test]
fn every_format_gives_back_what_it_got() {
    let dir = tempfile::tempdir().unwrap();
    let demo = dir.path().join("demo");
    let mut command = kawasan();
    ends(
        0,
        command
            .args(["demo", "--villages", "120", "--out"])
            .arg(&demo),
    );
    let mixed = dir.path().join("mixed.geojson");
    squares(&mixed, false, |cell| match cell {
        3 => json!({"kode": null, "n": null, "x": null, "ok": null, "nama": null}),
        _ => {
            json!({"kode": format!("01.0{cell}"), "n": 3_401_012_001_i64 + cell as i64, "x": 0.1 + cell as f64 / 3.0,
            "ok": cell % 2 == 0, "nama": "Dusun \"É\", 2"})
        }
    });
    for (i, source) in [demo.join("desa.geojson"), mixed].iter().enumerate() {
        let at = |name: &str| folder(dir.path(), &format!("{name}{i}"));
        let (plain, shape, lines) = (at("plain"), at("shape"), at("lines"));
        let file = |folder: &Path, ending: &str| folder.join(format!("layer.{ending}"));
        ends(0, &mut convert(source, &file(&plain, "geojson")));
        let done = ends(0, &mut convert(source, &file(&shape, "shp")));
        assert!(!said(&done).contains("note"), "{}", said(&done));
        ends(
            0,
            &mut convert(&file(&shape, "shp"), &file(&shape, "geojson")),
        );
        ends(0, &mut convert(source, &file(&lines, "geojsonl")));
        ends(
            0,
            &mut convert(&file(&lines, "geojsonl"), &file(&lines, "geojson")),
        );
        let text = fs::read(file(&plain, "geojson")).unwrap();
        assert!(
            text == fs::read(file(&shape, "geojson")).unwrap(),
            "shapefile {i}"
        );
        assert!(
            text == fs::read(file(&lines, "geojson")).unwrap(),
            "lines {i}"
        );
        let count = fs::read_to_string(file(&lines, "geojsonl"))
            .unwrap()
            .lines()
            .count();
        assert_eq!(count, properties(source).len());
        // what the reader takes for equal is written equal, and a second pass changes nothing
        assert_eq!(properties(source), properties(&file(&plain, "geojson")));
        let prj = fs::read_to_string(file(&shape, "prj")).unwrap();
        assert!(prj.starts_with("GEOGCS[\"GCS_WGS_1984\""));
        let mut command = convert(source, Path::new("-"));
        let done = ends(0, command.arg("-q").env("RAYON_NUM_THREADS", "1"));
        let (head, same) = (b"\"name\":\"layer\"", done.stdout == text);
        assert!(text.windows(head.len()).any(|part| part == head) && same);
    }
}

#[test]
fn coordinates_pass_bit_for_bit() {
    let dir = tempfile::tempdir().unwrap();
    let (source, out) = (dir.path().join("a.geojson"), dir.path().join("b.geojson"));
    squares(&source, false, |cell| json!({"id": cell}));
    ends(0, &mut convert(&source, &dir.path().join("b.shp")));
    ends(0, &mut convert(&dir.path().join("b.shp"), &out));
    // shortest digits are the same text for the same number
    let texts = |file: &Path| -> Vec<String> {
        let text = fs::read_to_string(file)
            .unwrap()
            .replace(".0,", ",")
            .replace(".0]", "]");
        let rings = text.split("[[").skip(1);
        let ring = |part: &str| {
            part.trim_start_matches('[')
                .split("]]")
                .next()
                .map(str::to_owned)
        };
        rings
            .filter_map(ring)
            .filter(|ring| !ring.is_empty())
            .collect()
    };
    let rings = texts(&source);
    assert_eq!((rings.len(), texts(&out)), (8, rings));
}

#[test]
fn what_a_shapefile_does_not_hold_is_said() {
    let dir = tempfile::tempdir().unwrap();
    let (source, out) = (dir.path().join("a.geojson"), dir.path().join("b.shp"));
    squares(
        &source,
        false,
        |cell| json!({"population_2020": cell, "population_2021": 2 * cell, "kode": "", "teks": "é".repeat(200)}),
    );
    let told = said(&ends(0, &mut convert(&source, &out)));
    for part in [
        "2 column names",
        "b.fields.csv",
        "8 texts are cut at 254 bytes",
        "8 empty texts",
    ] {
        assert!(told.contains(part), "{told}");
    }
    let fields = rows(&dir.path().join("b.fields.csv"));
    let named: Vec<(&str, &str)> = fields
        .iter()
        .map(|row| (row["field"].as_str(), row["column"].as_str()))
        .collect();
    assert_eq!(
        named[..2],
        [
            ("population", "population_2020"),
            ("populati_1", "population_2021")
        ]
    );
    ends(0, &mut convert(&out, &dir.path().join("c.geojson")));
    assert_eq!(
        properties(&dir.path().join("c.geojson"))[3]["populati_1"],
        6
    );
}

#[test]
fn the_command_line_is_answered() {
    let dir = tempfile::tempdir().unwrap();
    let source = dir.path().join("a.geojson");
    squares(
        &source,
        false,
        |cell| json!({"kk": cell, "kode": "x", "nama": format!("n{cell}")}),
    );
    let out = dir.path().join("b.geojson");
    let told = |code, command: &mut Command| said(&ends(code, command));
    assert!(told(2, &mut convert(&source, &dir.path().join("b.kml"))).contains(".pmtiles or .shp"));
    assert!(told(5, &mut convert(&source, &source)).contains("would replace the file"));
    assert!(told(3, &mut convert(&dir.path().join("none.shp"), &out)).contains("no such file"));
    assert!(
        told(5, &mut convert(&source, &dir.path().join("no/b.geojson")))
            .contains("cannot be written")
    );
    assert!(told(2, convert(&source, &out).args(["--simplify", "-1"])).contains("from 0 up"));
    assert!(told(3, &mut dissolve(&source, &out, &["--by", "kod"])).contains("no such column"));
    assert!(told(2, &mut dissolve(&source, &out, &["--by", "kk"])).contains("names persons"));
    assert!(
        told(
            3,
            &mut dissolve(&source, &out, &["--by", "kode", "--sum", "nama"])
        )
        .contains("does not hold numbers")
    );
    ends(2, &mut dissolve(&source, &out, &[]));
    let one = ["--by", "kode", "--gaps", out.to_str().unwrap()];
    assert!(told(2, &mut dissolve(&source, &out, &one)).contains("name one file"));
    ends(2, &mut dissolve(&source, &out, &["--level", "regency"]));
    let told = told(
        3,
        &mut dissolve(&source, &out, &["--level", "regency", "--code", "kode"]),
    );
    assert!(told.contains("--digits"), "{told}");
    assert!(!out.exists());
}

#[test]
fn groups_have_members_area_and_sums() {
    let dir = tempfile::tempdir().unwrap();
    let (source, turned) = (dir.path().join("a.geojson"), dir.path().join("b.geojson"));
    // left half 10, right half 9, one cell of the right without a key
    let group = |cell: usize| match cell {
        7 => json!({"g": null, "people": 1, "poor": 0.5}),
        _ if cell % 4 < 2 => {
            json!({"g": 10, "people": if cell == 4 { Value::Null } else { json!(cell) }, "poor": null})
        }
        _ => json!({"g": 9, "people": cell, "poor": 0.1 * cell as f64}),
    };
    squares(&source, false, group);
    squares(&turned, true, group);
    let out = folder(dir.path(), "one").join("g.geojson");
    let more = ["--by", "g", "--sum", "people, poor"];
    let told = said(&ends(0, &mut dissolve(&source, &out, &more)));
    assert!(
        told.contains("1 of 8 units has no value and is left out: row 8"),
        "{told}"
    );
    assert!(
        told.contains("column people: 1 unit has no value"),
        "{told}"
    );
    assert!(told.contains("2 groups of 7 units"), "{told}");
    let found = properties(&out);
    let cell = |row: usize, column: &str| found[row][column].clone();
    assert_eq!((cell(0, "g"), cell(1, "g")), (json!(9), json!(10)));
    assert_eq!((cell(0, "units"), cell(1, "units")), (json!(3), json!(4)));
    assert_eq!(
        (cell(0, "people"), cell(0, "people_missing")),
        (json!(2 + 3 + 6), json!(0))
    );
    assert_eq!(
        (cell(1, "people"), cell(1, "people_missing")),
        (json!(6), json!(1))
    );
    assert_eq!(
        (cell(1, "poor"), cell(1, "poor_missing")),
        (Value::Null, json!(4))
    );
    let area: f64 = found
        .iter()
        .map(|row| row["area_m2"].as_f64().unwrap())
        .sum();
    // 7 cells of a seventh by a third of a degree at 7 degrees south
    assert!(
        (area / (7.0 * 110_504.0 / 7.0 * 110_614.0 / 3.0) - 1.0).abs() < 0.01,
        "{area}"
    );
    let again = folder(dir.path(), "two").join("g.geojson");
    let mut command = dissolve(&turned, &again, &more);
    ends(0, command.env("RAYON_NUM_THREADS", "1"));
    assert!(
        fs::read(&out).unwrap() == fs::read(&again).unwrap(),
        "rows the other way round"
    );
}

#[test]
fn a_group_without_geometry_stays() {
    let dir = tempfile::tempdir().unwrap();
    let source = dir.path().join("a.geojson");
    squares(
        &source,
        false,
        |cell| json!({"g": if cell == 5 { "b" } else { "a" }}),
    );
    let mut layer = json_of(&source);
    layer["features"][5]["geometry"] = Value::Null;
    fs::write(&source, layer.to_string()).unwrap();
    for ending in ["geojson", "shp"] {
        let (out, back) = (
            dir.path().join("g").with_extension(ending),
            dir.path().join("back.geojson"),
        );
        ends(
            0,
            &mut dissolve(&source, &out, &["--by", "g", "--simplify", "10"]),
        );
        let told = said(&ends(0, &mut convert(&out, &back)));
        assert!(
            told.contains("row 2 [empty-geometry] the record has no geometry"),
            "{told}"
        );
        assert_eq!(json_of(&back)["features"][1]["geometry"], Value::Null);
        let found = properties(&back);
        assert_eq!(
            (&found[1]["units"], &found[1]["area_m2"]),
            (&json!(1), &Value::Null)
        );
        assert_eq!(found[0]["units"], 7);
    }
}

#[test]
fn gaps_and_overlaps_are_listed() {
    let dir = tempfile::tempdir().unwrap();
    let source = dir.path().join("a.geojson");
    let square = |x0: f64, y0: f64, x1: f64, y1: f64| {
        let ring = [[x0, y0], [x1, y0], [x1, y1], [x0, y1], [x0, y0]];
        json!({"type": "Feature", "properties": {"kode": format!("53.01.01.2{:03}", (9.0 * x0 + y0) as u8)},
            "geometry": {"type": "Polygon", "coordinates": [ring]}})
    };
    // a ring of four around a gap of 1 x 1, and one cell of 0.5 x 1 over the last
    let features = [
        square(0., 0., 2., 1.),
        square(2., 0., 3., 2.),
        square(1., 2., 3., 3.),
        square(0., 1., 1., 3.),
        square(2., 1., 2.5, 2.),
    ];
    fs::write(
        &source,
        json!({"type": "FeatureCollection", "features": features}).to_string(),
    )
    .unwrap();
    let (out, list) = (dir.path().join("o.geojson"), dir.path().join("gaps.csv"));
    let mut command = dissolve(&source, &out, &["--by", "kode", "--code", "kode", "--gaps"]);
    let told = said(&ends(0, command.arg(&list)));
    assert!(
        told.contains("1 gap between units, 0 holes in one unit, 1 overlap"),
        "{told}"
    );
    let listed = rows(&list);
    assert_eq!(listed.len(), 2);
    let number = |row: usize, column: &str| listed[row][column].parse::<f64>().unwrap();
    assert_eq!(
        (listed[0]["kind"].as_str(), listed[1]["kind"].as_str()),
        ("gap", "overlap")
    );
    assert!((number(0, "area_m2") / (111_285.0 * 110_575.0) - 1.0).abs() < 1e-3);
    assert!((number(0, "area_m2") / number(1, "area_m2") - 2.0).abs() < 1e-3);
    assert!((number(0, "width_m") / (0.5 * 110_930.0) - 1.0).abs() < 1e-3);
    assert_eq!(listed[0]["units"].split(';').count(), 4);
    assert_eq!(listed[1]["units"].split(';').count(), 2);
    assert!(listed[1]["units"].contains("53.01.01.2018;53.01.01.2019"));
}

#[test]
fn regencies_of_nusa_tenggara_timur() {
    let Some(layer) = shared("data/ntt/desa_ntt.geojson") else {
        return;
    };
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("kab.shp");
    let level = ["--level", "regency", "--code", "kode", "--simplify", "100"];
    let told = said(&ends(0, &mut dissolve(&layer, &out, &level)));
    assert!(told.contains("the codes are Kemendagri"), "{told}");
    assert!(told.contains("22 groups of 3352 units"), "{told}");
    let back = dir.path().join("kab.geojson");
    ends(0, &mut convert(&out, &back));
    let found = properties(&back);
    assert_eq!(found.len(), 22);
    assert_eq!(
        (found[0]["code"].clone(), found[0]["units"].clone()),
        (json!("5301"), json!(177))
    );
    assert!(
        found
            .windows(2)
            .all(|pair| pair[0]["code"].as_str() < pair[1]["code"].as_str())
    );

    // a system that is told wrong is contradicted
    let wrong = ["--level", "district", "--code", "kode", "--system", "bps"];
    let said_of = said(&ends(
        0,
        &mut dissolve(&layer, &dir.path().join("d.geojson"), &wrong),
    ));
    assert!(
        said_of.contains("taken for BPS as told, but look like Kemendagri"),
        "{said_of}"
    );

    // slivers between villages are holes of their regency until they are filled
    let holes = |fill: &str| -> usize {
        let out = dir.path().join("filled.geojson");
        let level = ["--level", "regency", "--code", "kode", "--fill", fill];
        ends(0, &mut dissolve(&layer, &out, &level));
        let layer = json_of(&out);
        let regencies = layer["features"].as_array().unwrap().iter();
        let rings = |part: &Value| part.as_array().unwrap().len() - 1;
        regencies
            .flat_map(|regency| regency["geometry"]["coordinates"].as_array().unwrap())
            .map(rings)
            .sum()
    };
    assert!(holes("0") > 10_000);
    assert_eq!(holes("25"), 0);
}

#[test]
fn planes_stay_planes() {
    for (layer, column) in [("columbus", "CP"), ("nc", "_ew"), ("mexico", "HANSON98")] {
        let Some(folder) = shared(&format!("reference/{layer}")) else {
            return;
        };
        let dir = tempfile::tempdir().unwrap();
        let out = dir.path().join("g.shp");
        // the made columns are in the GeoJSON only
        let plane = dir.path().join("plane.shp");
        ends(0, &mut convert(&folder.join("layer.geojson"), &plane));
        fs::remove_file(plane.with_extension("prj")).unwrap();
        ends(0, &mut dissolve(&plane, &out, &["--by", column]));
        assert!(!out.with_extension("prj").exists());
        let back = dir.path().join("g.geojson");
        let told = said(&ends(0, &mut convert(&out, &back)));
        assert!(told.contains("the layer has no CRS"), "{told}");
        let expected = rows(&folder.join("dissolve.csv"));
        let found = properties(&back);
        assert_eq!(found.len(), expected.len());
        for (ours, theirs) in found.iter().zip(&expected) {
            let area: f64 = theirs["area"].parse().unwrap();
            assert!(
                (ours["area"].as_f64().unwrap() / area - 1.0).abs() < 1e-9,
                "{layer}"
            );
        }
    }
}
