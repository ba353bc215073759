//! Every format gives back what it got, the same bytes again, and survives being broken.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use super::{Vector, write};
use crate::base::model::{Features, Measure};
use crate::error::Error;
use crate::input::read::boundary::read;
use crate::output::geojson::{self, Form};
use geo::{MultiPolygon, Polygon, polygon};
use polars::prelude::{DataFrame, df};
use std::fs;
use std::path::Path;

const ENDINGS: [&str; 4] = ["gpkg", "fgb", "parquet", "topojson"];

/// A square at a place that no decimal holds exactly, with a hole when asked.
fn square(x: f64, y: f64, hole: bool) -> Polygon<f64> {
    let (x, y, s) = (110.0 + x / 7.0, -7.0 - y / 3.0, 0.01 / 7.0);
    let mut square = polygon![
        (x: x, y: y), (x: x + 4.0 * s, y: y), (x: x + 4.0 * s, y: y + 4.0 * s), (x: x, y: y + 4.0 * s)
    ];
    if hole {
        let hole = [(1.0, 1.0), (1.0, 2.0), (2.0, 2.0), (1.0, 1.0)];
        let hole = hole.map(|(a, b)| (x + a * s, y + b * s));
        square.interiors_push(hole.to_vec());
    }
    square
}

fn shapes() -> Vec<MultiPolygon<f64>> {
    vec![
        MultiPolygon(vec![square(0.0, 0.0, true), square(3.0, 0.0, false)]),
        MultiPolygon(vec![square(1.0, 0.0, false)]),
        MultiPolygon(Vec::new()),
        MultiPolygon(vec![square(2.0, 0.0, false)]),
    ]
}

fn table() -> DataFrame {
    df!(
        "kode" => ["01.02", "3401012001", "03", "04"],
        "nama" => [Some("Désa \"É\", 2"), None, Some(""), Some("x")],
        "n" => [Some(3_401_012_001_i64), None, Some(i64::MIN), Some(0)],
        "x" => [Some(0.1 + 0.2), Some(1e-300), None, Some(-2.0)],
        "ya" => [Some(true), None, Some(false), Some(true)],
        "kosong" => [None::<f64>, None, None, None]
    )
    .unwrap()
}

fn vector<'a>(geometry: &'a [MultiPolygon<f64>], attributes: &'a DataFrame) -> Vector<'a> {
    Vector {
        geometry,
        attributes,
        measure: Measure::Geodesic,
    }
}

/// Every digit and every kind, rows by code.
fn text(features: &Features) -> Vec<String> {
    let mut out = Vec::new();
    let (geometry, attributes) = (&features.geometry, &features.attributes);
    geojson::write(&mut out, geometry, attributes, "a", Form::Lines).unwrap();
    let mut lines: Vec<String> = String::from_utf8(out)
        .unwrap()
        .lines()
        .map(str::to_owned)
        .collect();
    lines.sort();
    lines
}

fn back(path: &Path) -> Features {
    read(path, &mut Vec::new()).unwrap()
}

#[test]
fn coordinates_kinds_and_missing_values_come_back() {
    let folder = tempfile::tempdir().unwrap();
    let (shapes, table) = (shapes(), table());
    let layer = vector(&shapes, &table);
    let plain = folder.path().join("a.geojson");
    write(&plain, &layer).unwrap();
    for ending in ENDINGS {
        let path = folder.path().join("a").with_extension(ending);
        let notes = write(&path, &layer).unwrap();
        assert_eq!(notes.len(), usize::from(ending == "fgb"), "{notes:?}");
        let read = back(&path);
        assert_eq!(text(&read), text(&back(&plain)), "{ending}");
        assert_eq!(read.measure, Measure::Geodesic);
        let kinds = |frame: &DataFrame| frame.dtypes();
        match ending {
            // in JSON a column without values has no kind
            "topojson" => assert_eq!(kinds(&read.attributes)[..5], kinds(&table)[..5]),
            _ => assert_eq!(kinds(&read.attributes), kinds(&table), "{ending}"),
        }
        let first = fs::read(&path).unwrap();
        write(&path, &layer).unwrap();
        assert!(
            first == fs::read(&path).unwrap(),
            "{ending} is not the same again"
        );
    }
    assert_eq!(
        fs::read_dir(folder.path()).unwrap().count(),
        1 + ENDINGS.len()
    );
}

#[test]
fn planes_stay_planes() {
    let folder = tempfile::tempdir().unwrap();
    let shapes = vec![MultiPolygon(vec![polygon![
        (x: 432_000.1, y: 9e6), (x: 433_000.0, y: 9e6), (x: 433_000.0, y: 9.1e6)
    ]])];
    let table = df!("a" => [1_i64]).unwrap();
    let plane = Vector {
        measure: Measure::Planar,
        ..vector(&shapes, &table)
    };
    for ending in ["gpkg", "fgb", "parquet"] {
        let path = folder.path().join("a").with_extension(ending);
        write(&path, &plane).unwrap();
        let read = back(&path);
        assert_eq!(
            (read.measure, read.crs.as_deref()),
            (Measure::Planar, None),
            "{ending}"
        );
        assert_eq!(read.geometry, shapes, "{ending}");
    }
    let error = write(&folder.path().join("a.topojson"), &plane).unwrap_err();
    assert!(error.what.contains("TopoJSON holds degrees"), "{error}");
}

#[test]
fn numbers_of_persons_are_not_written() {
    let folder = tempfile::tempdir().unwrap();
    let shapes = shapes();
    let table = df!("catatan" => ["", "", "KK 3271014501900001", ""]).unwrap();
    for ending in ENDINGS {
        let path = folder.path().join("a").with_extension(ending);
        let error = write(&path, &vector(&shapes, &table)).unwrap_err();
        assert_eq!(error.exit_code(), 5);
        assert!(error.what.contains("NIK or KK"), "{error}");
        assert_eq!(error.place.column.as_deref(), Some("catatan"), "{ending}");
        assert!(!error.to_string().contains("3271"), "{error}");
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn a_border_is_one_arc() {
    let folder = tempfile::tempdir().unwrap();
    let at = |x: f64| polygon![(x: x, y: 0.0), (x: x + 1.0, y: 0.0), (x: x + 1.0, y: 1.0), (x: x, y: 1.0)];
    let shapes = [0.0, 1.0].map(|x| MultiPolygon(vec![at(x)]));
    let path = folder.path().join("a.topojson");
    write(&path, &vector(&shapes, &df!("a" => [1, 2]).unwrap())).unwrap();
    let text = fs::read_to_string(&path).unwrap();
    let file: serde_json::Value = serde_json::from_str(&text).unwrap();
    let arcs = file["arcs"].as_array().unwrap();
    let border = serde_json::json!([[1.0, 0.0], [1.0, 1.0]]);
    assert_eq!(
        arcs.iter().filter(|arc| **arc == border).count(),
        1,
        "{text}"
    );
    let places: usize = arcs.iter().map(|arc| arc.as_array().unwrap().len()).sum();
    assert_eq!(
        places - arcs.len(),
        7,
        "seven sides, one of them shared: {text}"
    );
    assert_eq!(back(&path).geometry, shapes);
}

#[test]
fn names_that_sqlite_takes_for_one_are_kept_apart() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.gpkg");
    let shapes = [MultiPolygon(vec![square(0.0, 0.0, false)])];
    let table = df!("kode" => ["1"], "KODE" => ["2"], "fid" => [7_i64], "geom" => ["x"]).unwrap();
    let notes = write(&path, &vector(&shapes, &table)).unwrap();
    assert!(notes[0].contains("1 column names"), "{notes:?}");
    let read = back(&path).attributes;
    let names: Vec<&str> = read.columns().iter().map(|c| c.name().as_str()).collect();
    assert_eq!(names, ["kode", "KODE_1", "fid", "geom"]);
}

/// Cuts, and bytes changed, some of them; none stops the program, some are refused.
#[test]
fn broken_files_never_stop_the_program() {
    let folder = tempfile::tempdir().unwrap();
    let (shapes, table) = (shapes(), table());
    for ending in ENDINGS {
        let path = folder.path().join("a").with_extension(ending);
        write(&path, &vector(&shapes, &table)).unwrap();
        let whole = fs::read(&path).unwrap();
        let step = (whole.len() / 500).max(1);
        let cuts = (0..whole.len())
            .step_by(step * 3)
            .map(|end| whole[..end].to_vec());
        // the crate that reads Parquet asks for as much memory as a changed page says, so of it there are cuts only
        let changed = if ending == "parquet" { 0 } else { whole.len() };
        let changes = (0..changed).step_by(step).flat_map(|at| {
            [0, 0xff, whole[at] ^ 1, whole[at] ^ 0x80].map(|byte| {
                let mut bytes = whole.clone();
                bytes[at] = byte;
                bytes
            })
        });
        let mut outcomes = [0, 0];
        for bytes in cuts.chain(changes) {
            fs::write(&path, bytes).unwrap();
            let read = read(&path, &mut Vec::new());
            if let Err(error) = &read {
                assert!(error.place.file.is_some(), "{ending}: {error}");
                assert_eq!(error.exit_code(), 3, "{ending}: {error}");
            }
            outcomes[usize::from(read.is_ok())] += 1;
        }
        assert!(outcomes[0] > 0, "{ending}: {outcomes:?}");
        assert_eq!(outcomes[1] > 0, changed > 0, "{ending}: {outcomes:?}");
    }
}

fn refused(path: &Path, bytes: &[u8]) -> Error {
    fs::write(path, bytes).unwrap();
    read(path, &mut Vec::new()).unwrap_err()
}

#[test]
fn what_is_no_layer_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    assert!(
        refused(&at("a.gpkg"), b"PK")
            .what
            .contains("this is no GeoPackage")
    );
    assert!(
        refused(&at("a.fgb"), b"{}")
            .what
            .contains("does not begin as such files do")
    );
    assert!(
        refused(&at("b.fgb"), b"fgb\x02fgb\0....")
            .what
            .contains("version 2")
    );
    assert!(
        refused(&at("a.parquet"), b"PAR1")
            .what
            .contains("cannot be read")
    );
    for ending in ENDINGS {
        let error = read(&at("none").with_extension(ending), &mut Vec::new()).unwrap_err();
        assert_eq!(error.what, "no such file");
    }
    let mut plain = df!("a" => [1]).unwrap();
    let file = fs::File::create(at("t.parquet")).unwrap();
    polars::prelude::ParquetWriter::new(file)
        .finish(&mut plain)
        .unwrap();
    let error = read(&at("t.parquet"), &mut Vec::new()).unwrap_err();
    assert!(error.what.contains("no `geo`"), "{error}");
}

/// A GeoPackage of which one part is changed.
fn changed(path: &Path, sql: &str) -> crate::error::Result<Features> {
    let shapes = shapes();
    write(path, &vector(&shapes, &table())).unwrap();
    let db = rusqlite::Connection::open(path).unwrap();
    db.execute_batch("PRAGMA foreign_keys = OFF").unwrap();
    db.execute_batch(sql).unwrap();
    drop(db);
    read(path, &mut Vec::new())
}

#[test]
fn a_geopackage_says_what_it_does_not_hold() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.gpkg");
    let error = changed(&path, "DELETE FROM gpkg_contents").unwrap_err();
    assert!(error.what.contains("no table of features"), "{error}");
    let error = changed(&path, "DROP TABLE gpkg_contents").unwrap_err();
    assert!(error.what.contains("no such table"), "{error}");
    let other = "INSERT INTO gpkg_spatial_ref_sys VALUES ('x', 9999, 'EPSG', 9999, 'undefined', ''); \
        UPDATE gpkg_geometry_columns SET srs_id = 9999";
    let error = changed(&path, other).unwrap_err();
    assert!(error.what.contains("EPSG:9999"), "{error}");
    let error = changed(&path, "UPDATE gpkg_geometry_columns SET srs_id = 77").unwrap_err();
    assert!(error.what.contains("the system 77"), "{error}");
    let curve = "UPDATE a SET geom = x'47500001E6100000010A00000000000000' WHERE fid = 2";
    // the triggers of the index need functions that are not here
    let triggers = ["update2", "update4", "update5", "update6", "update7"];
    let drop = triggers.map(|name| format!("DROP TRIGGER rtree_a_geom_{name};"));
    let curve = drop.concat() + curve;
    match changed(&path, &curve) {
        Ok(_) => panic!("a curve is taken for a polygon"),
        Err(error) => {
            assert!(error.what.contains("CurvePolygon"), "{error}");
            assert_eq!(
                (error.place.row, error.place.layer.as_deref()),
                (Some(2), Some("a"))
            );
        }
    }
    let utm = "INSERT INTO gpkg_spatial_ref_sys VALUES ('x', 32749, 'EPSG', 32749, 'undefined', ''); \
        UPDATE gpkg_geometry_columns SET srs_id = 32749";
    let crs = changed(&path, utm).map(|features| features.crs);
    assert_eq!(crs.unwrap().as_deref(), Some("EPSG:32749"));
    let named = folder.path().join("a.gpkg#b");
    let error = read(&named, &mut Vec::new()).unwrap_err();
    assert!(error.remedy.unwrap().contains("features are a"));
}
