//! `kawasan neighbours` on real layers, link for link with libpysal, spdep and scipy.
//!
//! The tables in `neighbours/` say with which versions `make.py` made them.

use crate::support::shared;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

const LAYERS: [&str; 3] = ["columbus", "nc", "mexico"];

type Row = BTreeMap<String, String>;

fn rows(path: &Path) -> Vec<Row> {
    let mut table = csv::Reader::from_path(path).unwrap();
    let header = table.headers().unwrap().clone();
    let row = |record: csv::StringRecord| {
        let cells = header.iter().zip(record.iter());
        cells.map(|(k, v)| (k.to_owned(), v.to_owned())).collect()
    };
    table.records().map(|record| row(record.unwrap())).collect()
}

/// A table beside this file.
fn made(name: &str) -> Vec<Row> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reference/neighbours");
    let rows = rows(&folder.join(name));
    assert!(rows.len() > 100, "{name} is short");
    rows
}

fn pair(row: &Row, from: &str, to: &str) -> (u32, u32) {
    (row[from].parse().unwrap(), row[to].parse().unwrap())
}

/// What the binary finds, by its two ends.
fn found(layer: &Path, options: &[&str]) -> BTreeMap<(u32, u32), Row> {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("links.csv");
    let mut command = Command::new(env!("CARGO_BIN_EXE_kawasan"));
    command.arg("neighbours").arg(layer).args(options);
    let done = command.arg("-q").arg("-o").arg(&out).output().unwrap();
    let said = String::from_utf8_lossy(&done.stderr).into_owned();
    assert!(done.status.success() && said.is_empty(), "{said}");
    let links = rows(&out).into_iter();
    links.map(|row| (pair(&row, "from", "to"), row)).collect()
}

fn pairs(layer: &Path, options: &[&str]) -> Vec<(u32, u32)> {
    found(layer, options).into_keys().collect()
}

fn folder(layer: &str) -> Option<PathBuf> {
    shared(&format!("reference/{layer}"))
}

fn listed(path: &Path) -> Vec<(u32, u32)> {
    let mut links: Vec<_> = rows(path).iter().map(|row| pair(row, "i", "j")).collect();
    links.sort_unstable();
    links
}

/// The distance that leaves nobody alone, as the reference has it.
fn band(folder: &Path) -> String {
    let text = std::fs::read_to_string(folder.join("expected.json")).unwrap();
    let expected: serde_json::Value = serde_json::from_str(&text).unwrap();
    let found = expected.pointer("/band_threshold").or_else(|| {
        let parts = expected.as_object().unwrap().values();
        parts
            .into_iter()
            .find_map(|part| part.get("band_threshold"))
    });
    found.unwrap().to_string()
}

#[test]
fn the_binary_lists_libpysal_s_neighbours() {
    for layer in LAYERS {
        let Some(folder) = folder(layer) else { return };
        let band = band(&folder);
        let rules: [(&str, &[&str]); 4] = [
            ("queen", &[]),
            ("rook", &["--kind", "rook"]),
            ("knn4", &["--kind", "knn", "--k", "4"]),
            ("band", &["--kind", "distance", "--distance", &band]),
        ];
        for (name, options) in rules {
            let expected = listed(&folder.join(format!("adjacency_{name}.csv")));
            let plane = pairs(&folder.join("layer.shp"), options);
            assert_eq!(plane, expected, "{layer} {name}");
            // a GeoJSON is in degrees, which the reference took as a plane
            let degrees = [options, &["--planar"]].concat();
            let degrees = pairs(&folder.join("layer.geojson"), &degrees);
            assert_eq!(degrees, expected, "{layer} {name}");
        }
    }
}

#[test]
fn contiguity_in_degrees_is_spdep_s() {
    for layer in LAYERS {
        let Some(folder) = folder(layer) else { return };
        for kind in ["queen", "rook"] {
            let expected = listed(&folder.join(format!("spdep_adjacency_{kind}.csv")));
            for file in ["layer.shp", "layer.geojson"] {
                let options = ["--kind", kind, "--snap", "0"];
                assert_eq!(
                    pairs(&folder.join(file), &options),
                    expected,
                    "{layer} {kind}"
                );
            }
        }
    }
}

#[test]
fn nearest_on_the_globe_are_geographiclib_s() {
    let table = made("geodesic.csv");
    for layer in LAYERS {
        let Some(folder) = folder(layer) else { return };
        for (column, options) in [
            ("four", ["--kind", "knn", "--k", "4"]),
            ("band", ["--kind", "distance", "--distance", "45000"]),
        ] {
            let rows = table.iter();
            let rows = rows.filter(|row| row["layer"] == layer && row[column] == "1");
            let expected: Vec<_> = rows.map(|row| pair(row, "from", "to")).collect();
            let found = pairs(&folder.join("layer.geojson"), &options);
            assert_eq!(found, expected, "{layer} {column}");
        }
    }
}

#[test]
fn triangles_and_circles_are_libpysal_s() {
    let table = made("nearby.csv");
    for layer in LAYERS {
        let Some(folder) = folder(layer) else { return };
        for kind in ["delaunay", "gabriel", "relative"] {
            let rows = table.iter().filter(|row| row["layer"] == layer);
            let rows = rows.filter(|row| kind == "delaunay" || row[kind] == "1");
            let expected: Vec<_> = rows.map(|row| pair(row, "from", "to")).collect();
            let mut found = pairs(&folder.join("layer.shp"), &["--kind", kind]);
            found.retain(|(from, to)| from < to);
            assert_eq!(found, expected, "{layer} {kind}");
        }
    }
}

#[test]
fn weights_of_kernels_are_libpysal_s() {
    let table = made("kernel.csv");
    let Some(folder) = folder("columbus") else {
        return;
    };
    let layer = folder.join("layer.shp");
    let bandwidths = [("fixed", "--distance", "0.8"), ("nearest", "--k", "3")];
    for (bandwidth, option, value) in bandwidths {
        let rows: Vec<&Row> = table
            .iter()
            .filter(|row| row["bandwidth"] == bandwidth)
            .collect();
        let functions = [
            ("uniform", "uniform"),
            ("triangular", "triangular"),
            ("epanechnikov", "quadratic"),
            ("quartic", "quartic"),
            ("gaussian", "gaussian"),
        ];
        for (function, theirs) in functions {
            let options = ["--kind", "kernel", option, value, "--kernel", function];
            agree(&found(&layer, &options), &rows, theirs);
        }
        if bandwidth == "fixed" {
            let options = ["--kind", "distance", "--distance", "0.8", "--power", "1"];
            agree(&found(&layer, &options), &rows, "inverse");
        }
    }
}

fn agree(found: &BTreeMap<(u32, u32), Row>, expected: &[&Row], column: &str) {
    assert_eq!(found.len(), expected.len(), "{column}");
    for row in expected {
        let link = &found[&pair(row, "from", "to")];
        let (weight, theirs): (f64, f64) = (
            link["weight"].parse().unwrap(),
            row[column].parse().unwrap(),
        );
        assert!((weight - theirs).abs() < 1e-12, "{column} {row:?} {weight}");
    }
}

#[test]
fn neighbours_of_neighbours_are_libpysal_s() {
    let table = made("order.csv");
    let Some(folder) = folder("nc") else { return };
    let found = found(&folder.join("layer.shp"), &["--order", "2"]);
    assert_eq!(found.len(), table.len());
    for row in &table {
        let second = found[&pair(row, "from", "to")]["kind"] == "order";
        assert_eq!(second, row["second"] == "1", "{row:?}");
    }
}

#[test]
fn a_layer_without_crs_is_said_to_be_a_plane() {
    let Some(folder) = folder("columbus") else {
        return;
    };
    for (file, plane) in [("layer.shp", true), ("layer.geojson", false)] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_kawasan"));
        command.arg("neighbours").arg(folder.join(file));
        let done = command.args(["-o", "-"]).output().unwrap();
        let said = String::from_utf8_lossy(&done.stderr).into_owned();
        assert_eq!(said.contains("has no CRS"), plane, "{said}");
        assert!(said.contains("49 units, 236 links"), "{said}");
        assert_eq!(done.stdout.iter().filter(|&&b| b == b'\n').count(), 237);
    }
}
