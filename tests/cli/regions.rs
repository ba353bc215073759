//! `kawasan regions` on the embedded layer.

use crate::study::{ends, example, kawasan, rows};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn layer() -> PathBuf {
    example().with_file_name("desa.geojson")
}

/// Columns of the embedded study: kelurahan have no row in the table.
fn regions(layer: &Path, more: &[&str], out: &Path) -> Command {
    let mut command = kawasan();
    command.arg("regions").arg(layer).args(["--id", "kode"]);
    command
        .arg("--table")
        .arg(example().with_file_name("idm.csv"));
    command.args(["--key", "kode_desa", "--values", "IKS_1,IKS_2,IKE_1"]);
    if !more.contains(&"--kind") {
        command.args(["--snap", "25", "--sea-links", "60"]);
    }
    command.args(more).arg("-o").arg(out);
    command
}

fn json(path: &Path) -> Value {
    serde_json::from_slice(&fs::read(path.with_extension("json")).unwrap()).unwrap()
}

fn says(code: i32, command: &mut Command) -> String {
    let done = ends(code, command);
    String::from_utf8_lossy(&done.stderr).into_owned()
}

fn by_id(path: &Path) -> BTreeMap<String, String> {
    let rows = rows(path).into_iter();
    rows.map(|row| (row["id"].clone(), row["region"].clone()))
        .collect()
}

/// The least number of regions, those without a link apart.
fn components(folder: &Path) -> usize {
    let out = folder.join("most.csv");
    ends(
        0,
        &mut regions(
            &layer(),
            &["--method", "max-p", "--floor", "1", "--search", "greedy"],
            &out,
        ),
    );
    json(&out)["components"].as_u64().unwrap() as usize
}

#[test]
fn every_method_adds_up() {
    let folder = tempfile::tempdir().unwrap();
    let parts = components(folder.path());
    let count = (parts + 4).to_string();
    let features: Value = serde_json::from_slice(&fs::read(layer()).unwrap()).unwrap();
    let units = features["features"].as_array().unwrap().len();
    let all: [&[&str]; 8] = [
        &["skater"],
        &["redcap"],
        &["redcap", "--linkage", "first-order"],
        &["ward"],
        &["schc", "--linkage", "complete"],
        &["azp", "--starts", "2", "--seed", "4"],
        &["azp", "--search", "greedy", "--objective", "pairs"],
        &["azp", "--search", "tabu", "--starts", "1"],
    ];
    for method in all {
        let out = folder.path().join("labels.csv");
        let args = [&["--regions", &count, "--method"], method].concat();
        let said = says(0, &mut regions(&layer(), &args, &out));
        assert!(said.contains(&format!("{count} regions of ")), "{said}");
        let (rows, found) = (by_id(&out), json(&out));
        let number = |value: &Value| value.as_u64().unwrap() as usize;
        let labelled = rows.values().filter(|region| !region.is_empty());
        let labels: BTreeSet<&String> = labelled.clone().collect();
        assert_eq!(rows.len(), units, "{method:?}");
        assert_eq!(labels.len(), parts + 4, "{method:?}");
        assert_eq!(labelled.count(), number(&found["with_value"]));
        assert_eq!(
            number(&found["with_value"]) + number(&found["missing"]),
            units
        );
        assert!(number(&found["missing"]) > 0);
        let each = found["each"].as_array().unwrap();
        let sum: usize = each.iter().map(|region| number(&region["units"])).sum();
        assert_eq!(sum, number(&found["with_value"]));
        let within: f64 = each
            .iter()
            .map(|region| region["within_ss"].as_f64().unwrap())
            .sum();
        assert!((within - found["within_ss"].as_f64().unwrap()).abs() < 1e-9);
        assert!(each.iter().all(|region| {
            let compact = region["compactness"].as_f64().unwrap();
            compact > 0.0 && compact < 1.0
        }));
    }
}

#[test]
fn row_order_and_threads_change_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let parts = components(folder.path());
    let mut features: Value = serde_json::from_slice(&fs::read(layer()).unwrap()).unwrap();
    features["features"].as_array_mut().unwrap().reverse();
    let turned = folder.path().join("desa.geojson");
    fs::write(&turned, features.to_string()).unwrap();
    let range = format!("{}..{}", parts, parts + 6);
    let methods: [&[&str]; 2] = [
        &["--method", "redcap", "--regions", &range],
        &[
            "--method", "max-p", "--floor", "4", "--kind", "knn", "--k", "6",
        ],
    ];
    for method in methods {
        let (a, b) = (folder.path().join("a.csv"), folder.path().join("b.csv"));
        ends(0, &mut regions(&layer(), method, &a));
        ends(
            0,
            regions(&turned, method, &b).env("RAYON_NUM_THREADS", "1"),
        );
        assert_eq!(by_id(&a), by_id(&b), "{method:?}");
        assert_eq!(json(&a)["each"], json(&b)["each"], "{method:?}");
    }
}

#[test]
fn a_result_is_compared_and_drawn() {
    let folder = tempfile::tempdir().unwrap();
    let count = (components(folder.path()) + 5).to_string();
    let (a, b) = (folder.path().join("a.csv"), folder.path().join("b.csv"));
    let outlines = folder.path().join("regions.geojson");
    let (first, drawn) = (a.to_str().unwrap(), outlines.to_str().unwrap());
    let skater = ["--method", "skater", "--regions", &count];
    ends(0, &mut regions(&layer(), &skater, &a));
    let same = [&skater[..], &["--compare", first, "--outlines", drawn]].concat();
    ends(0, &mut regions(&layer(), &same, &b));
    assert_eq!(json(&b)["compared"]["adjusted_rand"], 1.0);
    let drawn: Value = serde_json::from_slice(&fs::read(&outlines).unwrap()).unwrap();
    assert_eq!(
        drawn["features"].as_array().unwrap().len().to_string(),
        count
    );
    let ward = ["--method", "ward", "--regions", &count, "--compare", first];
    ends(0, &mut regions(&layer(), &ward, &b));
    let agreement = json(&b)["compared"]["adjusted_rand"].as_f64().unwrap();
    assert!(agreement < 1.0);
}

#[test]
fn what_does_not_go_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("labels.csv");
    let cases: [(i32, &[&str], &str); 8] = [
        (2, &["skater"], "needs --regions"),
        (2, &["max-p"], "needs --floor"),
        (
            2,
            &["max-p", "--floor", "3", "--regions", "4"],
            "--regions does not go",
        ),
        (
            2,
            &["ward", "--floor", "3", "--regions", "4"],
            "--floor does not go",
        ),
        (
            2,
            &["skater", "--seed", "3", "--regions", "4"],
            "--seed does not go",
        ),
        (
            2,
            &["schc", "--linkage", "first-order", "--regions", "9"],
            "first-order does not go",
        ),
        (
            6,
            &["max-p", "--floor", "100000"],
            "below the floor of 100000",
        ),
        (3, &["max-p", "--floor", "desa=3"], "does not hold numbers"),
    ];
    for (code, args, word) in cases {
        let args = [&["--method"], args].concat();
        let said = says(code, &mut regions(&layer(), &args, &out));
        assert!(said.contains(word), "{args:?}: {said}");
        assert!(!out.exists());
    }
    let input = example().with_file_name("idm.csv");
    let said = says(
        5,
        &mut regions(&layer(), &["--method", "max-p", "--floor", "3"], &input),
    );
    assert!(said.contains("would replace"), "{said}");
}
