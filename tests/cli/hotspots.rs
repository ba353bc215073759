//! `kawasan hotspots` on the embedded layer.

use crate::study::{ends, example, kawasan, rows};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn layer() -> PathBuf {
    example().with_file_name("desa.geojson")
}

/// Scores of the embedded study: kelurahan have none, and the last rows are of no village.
fn hotspots(statistic: &str, values: &[&str], out: &Path) -> Command {
    let mut command = kawasan();
    command.arg("hotspots").arg(layer()).args(["--id", "kode"]);
    command
        .arg("--table")
        .arg(example().with_file_name("idm.csv"));
    command.args(["--key", "kode_desa", "--statistic", statistic]);
    command.arg("--value").args(values).arg("-o").arg(out);
    command.args(["--snap", "25"]);
    command
}

fn says(code: i32, command: &mut Command) -> String {
    let done = ends(code, command);
    String::from_utf8_lossy(&done.stderr).into_owned()
}

fn by_id(path: &Path) -> BTreeMap<String, BTreeMap<String, String>> {
    let rows = rows(path).into_iter();
    rows.map(|row| (row["id"].clone(), row.into_iter().collect()))
        .collect()
}

#[test]
fn every_unit_has_a_row_and_every_count_adds_up() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("local.csv");
    let said = says(0, &mut hotspots("local-moran", &["IKS_1"], &out));
    assert!(
        said.contains("have a row in the table") && said.contains("rows are of no unit"),
        "{said}"
    );
    let rows = by_id(&out);
    let features: Value = serde_json::from_str(&fs::read_to_string(layer()).unwrap()).unwrap();
    assert_eq!(rows.len(), features["features"].as_array().unwrap().len());
    let found: Value =
        serde_json::from_str(&fs::read_to_string(out.with_extension("json")).unwrap()).unwrap();
    let result = &found["results"][0];
    let number = |value: &Value| value.as_u64().unwrap() as usize;
    assert_eq!(
        number(&result["with_value"]) + number(&result["missing"]),
        rows.len()
    );
    let clusters = result["clusters"].as_object().unwrap();
    assert_eq!(clusters.values().map(number).sum::<usize>(), rows.len());
    for row in rows.values() {
        let missing = row["cluster"] == "Missing";
        assert_eq!(row["value"].is_empty(), missing);
        let without = missing || row["cluster"] == "No neighbours";
        for column in ["lag", "statistic", "expected", "variance", "p", "q"] {
            assert_eq!(row[column].is_empty(), without, "{column}: {row:?}");
        }
        assert!(
            !row.values()
                .any(|cell| cell == "NaN" || cell.contains("inf"))
        );
    }
    assert!(rows.values().any(|row| row["cluster"] == "Missing"));
}

#[test]
fn neither_threads_nor_the_order_of_rows_change_a_number() {
    let folder = tempfile::tempdir().unwrap();
    let out = |name: &str| folder.path().join(name);
    ends(
        0,
        hotspots("getis-star", &["IKS_1"], &out("a.csv")).env("RAYON_NUM_THREADS", "1"),
    );
    ends(
        0,
        hotspots("getis-star", &["IKS_1"], &out("b.csv")).env("RAYON_NUM_THREADS", "3"),
    );
    assert_eq!(
        fs::read(out("a.csv")).unwrap(),
        fs::read(out("b.csv")).unwrap()
    );

    let mut turned: Value = serde_json::from_str(&fs::read_to_string(layer()).unwrap()).unwrap();
    turned["features"].as_array_mut().unwrap().reverse();
    fs::write(out("desa.geojson"), turned.to_string()).unwrap();
    let mut command = kawasan();
    command
        .arg("hotspots")
        .arg(out("desa.geojson"))
        .args(["--id", "kode"]);
    command
        .arg("--table")
        .arg(example().with_file_name("idm.csv"));
    command.args([
        "--key",
        "kode_desa",
        "--statistic",
        "getis-star",
        "--value",
        "IKS_1",
    ]);
    command.args(["--snap", "25", "-o"]).arg(out("c.csv"));
    ends(0, &mut command);
    assert_eq!(by_id(&out("a.csv")), by_id(&out("c.csv")));
}

#[test]
fn several_columns_are_told_apart_and_links_may_come_from_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let out = |name: &str| folder.path().join(name);
    ends(
        0,
        &mut hotspots("local-geary", &["IKS_1,IKS_2", "IKE_1"], &out("all.csv")),
    );
    let variables: BTreeMap<String, usize> =
        rows(&out("all.csv"))
            .into_iter()
            .fold(BTreeMap::new(), |mut counts, row| {
                *counts.entry(row["variable"].clone()).or_default() += 1;
                counts
            });
    assert_eq!(
        variables.keys().collect::<Vec<_>>(),
        ["IKE_1", "IKS_1", "IKS_2"]
    );

    let mut links = kawasan();
    links
        .arg("neighbours")
        .arg(layer())
        .args(["--id", "kode", "--snap", "25", "-o"])
        .arg(out("links.csv"));
    ends(0, &mut links);
    ends(0, &mut hotspots("local-geary", &["IKE_1"], &out("one.csv")));
    let mut again = kawasan();
    again
        .arg("hotspots")
        .arg(layer())
        .args(["--id", "kode", "--neighbours"])
        .arg(out("links.csv"));
    again
        .arg("--table")
        .arg(example().with_file_name("idm.csv"))
        .args(["--key", "kode_desa"]);
    again
        .args(["--statistic", "local-geary", "--value", "IKE_1", "-o"])
        .arg(out("two.csv"));
    ends(0, &mut again);
    assert_eq!(
        fs::read(out("one.csv")).unwrap(),
        fs::read(out("two.csv")).unwrap()
    );
}

/// A cell and a JSON number, which serde_json reads to within an ulp.
fn same(cell: &str, number: &Value) {
    let (cell, number): (f64, f64) = (cell.parse().unwrap(), number.as_f64().unwrap());
    assert!(
        (cell - number).abs() <= 1e-15 * number.abs(),
        "{cell} {number}"
    );
}

#[test]
fn global_results_are_a_row_a_test_and_json_beside() {
    let folder = tempfile::tempdir().unwrap();
    for (statistic, values, tests) in [
        ("moran", vec!["IKS_1"], 3),
        ("geary", vec!["IKS_1"], 3),
        ("getis", vec!["IKS_1"], 2),
        ("bivariate-moran", vec!["IKS_1", "IKE_1"], 2),
    ] {
        let out = folder.path().join(format!("{statistic}.csv"));
        ends(0, &mut hotspots(statistic, &values, &out));
        let rows = rows(&out);
        assert_eq!(rows.len(), tests, "{statistic}");
        let found: Value =
            serde_json::from_str(&fs::read_to_string(out.with_extension("json")).unwrap()).unwrap();
        let global = &found["results"][0]["global"][0];
        for row in rows {
            same(&row["statistic"], &global["statistic"]);
            same(&row["p"], &global[&row["test"]]["p"]);
        }
    }
}

#[test]
fn without_permutations_p_is_normal() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("local.csv");
    ends(
        0,
        hotspots("local-moran", &["IKS_1"], &out).args([
            "--permutations",
            "0",
            "--alternative",
            "greater",
        ]),
    );
    let row = rows(&out)
        .into_iter()
        .find(|row| !row["z"].is_empty())
        .unwrap();
    let [z, p] = ["z", "p"].map(|column| row[column].parse::<f64>().unwrap());
    assert!((z > 0.0) == (p < 0.5), "{row:?}");
}

#[test]
fn what_does_not_fit_is_refused_before_anything_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("x.csv");
    let refused = |code: i32, statistic: &str, values: &[&str], more: &[&str], word: &str| {
        let said = says(code, hotspots(statistic, values, &out).args(more));
        assert!(said.contains(word), "{statistic}: {said}");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    };
    refused(2, "moran", &["IKS_1"], &["--fdr", "0.1"], "--fdr");
    refused(
        2,
        "getis",
        &["IKS_1"],
        &["--transform", "row"],
        "leave out --transform",
    );
    refused(2, "bivariate-moran", &["IKS_1"], &[], "two columns");
    refused(3, "moran", &["IKS_99"], &[], "IKS_9");
    refused(3, "moran", &["desa"], &[], "does not hold numbers");
    refused(3, "join-count", &["IKS_1"], &[], "IKS_1");
    refused(
        2,
        "local-moran",
        &["IKS_1"],
        &["--k", "3"],
        "--k does not go with",
    );
    refused(
        2,
        "local-moran",
        &["IKS_1"],
        &["--fdr", "2"],
        "between 0 and 1",
    );
}

/// A planted circle: one case in a hundred everywhere, ten times as many in the units around one.
#[test]
fn a_scan_finds_the_planted_circle() {
    let folder = tempfile::tempdir().unwrap();
    let out = |name: &str| folder.path().join(name);
    let features: Value = serde_json::from_str(&fs::read_to_string(layer()).unwrap()).unwrap();
    let features = features["features"].as_array().unwrap();
    let ids: Vec<&str> = features
        .iter()
        .map(|f| f["properties"]["kode"].as_str().unwrap())
        .collect();
    let mut links = kawasan();
    links
        .arg("neighbours")
        .arg(layer())
        .args(["--id", "kode", "--snap", "25", "-o"])
        .arg(out("links.csv"));
    ends(0, &mut links);
    let links = rows(&out("links.csv"));
    let around = |id: &str| -> Vec<String> {
        let links = links.iter().filter(|link| link["from"] == id);
        links
            .map(|link| link["to"].clone())
            .chain([id.to_owned()])
            .collect()
    };
    let planted = ids
        .iter()
        .map(|id| around(id))
        .max_by_key(Vec::len)
        .unwrap();
    let mut table = "id,cases,people\n".to_owned();
    for id in &ids {
        let cases = if planted.iter().any(|unit| unit == id) {
            100
        } else {
            10
        };
        table += &format!("{id},{cases},1000\n");
    }
    fs::write(out("cases.csv"), table).unwrap();
    let mut scan = kawasan();
    scan.arg("hotspots")
        .arg(layer())
        .args(["--id", "kode", "--table"])
        .arg(out("cases.csv"));
    scan.args([
        "--key",
        "id",
        "--value",
        "cases",
        "people",
        "--statistic",
        "scan-poisson",
    ]);
    scan.args(["--permutations", "99", "-o"])
        .arg(out("scan.csv"));
    ends(0, &mut scan);
    let found: Value =
        serde_json::from_str(&fs::read_to_string(out("scan.json")).unwrap()).unwrap();
    let circle = &found["circles"][0];
    assert_eq!(circle["p"].as_f64(), Some(0.01));
    let units = circle["units"].as_array().unwrap();
    let hit = units
        .iter()
        .filter(|unit| planted.iter().any(|p| p == unit.as_str().unwrap()))
        .count();
    assert!(
        hit * 10 >= planted.len() * 7 && hit * 2 > units.len(),
        "{hit} of {}",
        planted.len()
    );
    let rows = rows(&out("scan.csv"));
    assert_eq!(rows.len(), ids.len());
    let inside = rows.iter().filter(|row| row["circle"] == "1").count();
    assert_eq!(inside, units.len());
    let expected: f64 = rows
        .iter()
        .map(|row| row["expected"].parse::<f64>().unwrap())
        .sum();
    let cases: f64 = rows
        .iter()
        .map(|row| row["cases"].parse::<f64>().unwrap())
        .sum();
    assert!((expected - cases).abs() < 1e-6);
}
