//! `kawasan hotspots` on real layers: the columns of its table beside those of esda and spdep.

use crate::layers::{Reference, agree, layers};
use crate::support::shared;
use std::path::Path;
use std::process::Command;

/// A column of the result, by row of the layer; cells without a number are NaN.
fn column(layer: &Reference, arguments: &[&str], name: &str) -> Vec<f64> {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out.csv");
    let file = shared(&format!("reference/{}/layer.shp", layer.folder)).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_kawasan"));
    command.arg("hotspots").arg(file).args(arguments);
    command.args(["--permutations", "9", "-q", "-o"]).arg(&out);
    let done = command.output().unwrap();
    assert!(
        done.status.success(),
        "{}",
        String::from_utf8_lossy(&done.stderr)
    );
    let mut table = csv::Reader::from_path(&out).unwrap();
    let header = table.headers().unwrap().clone();
    let at = header.iter().position(|title| title == name).unwrap();
    let cell = |row: csv::StringRecord| row[at].parse().unwrap_or(f64::NAN);
    table.records().map(|row| cell(row.unwrap())).collect()
}

/// Whether the layer is unlike the other tool's by no more than rounding.
fn same(layer: &Reference, arguments: &[&str], name: &str, theirs: &[f64]) {
    let ours = column(layer, arguments, name);
    assert_eq!(ours.len(), theirs.len());
    for (ours, theirs) in ours.iter().zip(theirs) {
        agree(
            *ours,
            *theirs,
            1e-9,
            &layer.says(&format!("{arguments:?} {name}")),
        );
    }
}

#[test]
fn every_unit_has_the_numbers_of_esda_and_spdep() {
    for layer in layers() {
        let (y, x) = (
            layer.expected["y"].as_str().unwrap(),
            layer.expected["x2"].as_str().unwrap(),
        );
        let of = |name: &str| layer.local[name].as_slice();
        let moran = ["--statistic", "local-moran", "--value", y];
        same(&layer, &moran, "statistic", of("Ii_esda"));
        same(&layer, &moran, "value", of("y"));
        same(&layer, &moran, "lag", of("lag_mean"));
        same(&layer, &moran, "z", &layer.spdep["ZIi_cond"]);
        let star = ["--statistic", "getis-star", "--value", y];
        same(&layer, &star, "statistic", of("Gstar_B"));
        same(&layer, &star, "expected", of("Gstar_B_EG"));
        same(&layer, &star, "variance", of("Gstar_B_VG"));
        same(&layer, &star, "z", of("Gstar_B_z"));
        let rows = [
            "--statistic",
            "getis-star",
            "--transform",
            "row",
            "--value",
            y,
        ];
        same(&layer, &rows, "statistic", of("Gstar_R"));
        same(&layer, &rows, "z", &layer.spdep["Gstar_W_z"]);
        let local = ["--statistic", "getis-local", "--value", y];
        same(&layer, &local, "statistic", of("G_B"));
        same(&layer, &local, "z", of("G_B_z"));
        let geary = ["--statistic", "local-geary", "--value", y];
        same(&layer, &geary, "statistic", of("Ci_esda"));
        let pair = ["--statistic", "local-bivariate-moran", "--value", x, y];
        same(&layer, &pair, "statistic", of("Ii_bv_esda(x2,lag y)"));
        if let Some(rates) = layer.local.get("Ii_EB_esda") {
            let rate = [
                "--statistic",
                "local-rate-moran",
                "--value",
                "SID74",
                "BIR74",
            ];
            same(&layer, &rate, "statistic", rates);
            same(&layer, &rate, "value", of("rate_assuncao_std"));
        }
    }
}

#[test]
fn the_layer_has_the_numbers_of_esda() {
    for layer in layers() {
        let (y, x) = (
            layer.expected["y"].as_str().unwrap(),
            layer.expected["x2"].as_str().unwrap(),
        );
        let number = |key: &str, name: &str| layer.expected[key][name].as_f64().unwrap();
        let moran = |kind: &'static [&'static str]| -> Vec<&str> {
            kind.iter()
                .copied()
                .chain(["--statistic", "moran", "--value", y])
                .collect()
        };
        for (key, kind) in [
            ("moran_queen_rowstd", &["--kind", "queen"][..]),
            ("moran_queen_binary", &["--transform", "binary"]),
            ("moran_rook_rowstd", &["--kind", "rook"]),
            ("moran_knn4_rowstd", &["--kind", "knn", "--k", "4"]),
        ] {
            let value = number(key, "I");
            same(&layer, &moran(kind), "statistic", &[value; 3]);
            let z = column(&layer, &moran(kind), "z");
            for (ours, name) in z.iter().zip(["z_norm", "z_rand"]) {
                agree(*ours, number(key, name), 1e-9, &layer.says(key));
            }
        }
        let geary = ["--statistic", "geary", "--value", y];
        same(
            &layer,
            &geary,
            "statistic",
            &[number("geary_queen_rowstd", "C"); 3],
        );
        let general = ["--statistic", "getis", "--value", y];
        same(
            &layer,
            &general,
            "statistic",
            &[number("getis_G_binary_queen", "G"); 2],
        );
        let pair = ["--statistic", "bivariate-moran", "--value", x, y];
        same(
            &layer,
            &pair,
            "statistic",
            &[number("moran_bv(x=x2,y=lag y)", "I"); 2],
        );
        if layer.expected.get("moran_rate_EB").is_some() {
            let rate = ["--statistic", "rate-moran", "--value", "SID74", "BIR74"];
            same(
                &layer,
                &rate,
                "statistic",
                &[number("moran_rate_EB", "I"); 3],
            );
        }
    }
}

/// Marks above the median come from a table; NSA is a column of columbus.
#[test]
fn joins_are_those_of_esda() {
    for layer in layers() {
        let folder = tempfile::tempdir().unwrap();
        let table = folder.path().join("marks.csv");
        marks(&layer, &table);
        let table = table.to_str().unwrap();
        let from = [
            "--id",
            id(&layer),
            "--table",
            table,
            "--key",
            "id",
            "--value",
            "marked",
            "--statistic",
        ];
        let all = |name| -> Vec<&str> { from.into_iter().chain([name]).collect() };
        let counts = &layer.expected["join_counts_binary_queen"];
        let tests = |name: &str| [counts[name].as_f64().unwrap(); 3];
        let expected: Vec<f64> = ["bb", "ww", "bw"].into_iter().flat_map(tests).collect();
        same(&layer, &all("join-count"), "statistic", &expected);
        same(
            &layer,
            &all("local-join-count"),
            "statistic",
            &layer.local["LJC_esda"],
        );
    }
}

/// The column that tells the units of a layer apart.
fn id(layer: &Reference) -> &'static str {
    match layer.name() {
        "columbus" => "POLYID",
        "nc" => "FIPSNO",
        _ => "POLY_ID",
    }
}

fn marks(layer: &Reference, table: &Path) {
    let variable = layer.expected["join_counts_binary_queen"]["variable"]
        .as_str()
        .unwrap();
    let marked: Vec<f64> = match variable.split_once(" > ") {
        None => layer.column(variable),
        Some((name, _)) => {
            let values = layer.column(name);
            let mut sorted = values.clone();
            sorted.sort_by(f64::total_cmp);
            let half = sorted.len() / 2;
            let median = (sorted[half - 1] + sorted[half]) / 2.0;
            values.iter().map(|&v| f64::from(v > median)).collect()
        }
    };
    let ids = layer.column(id(layer));
    let rows = ids.iter().zip(&marked);
    let rows = rows.map(|(id, mark)| format!("{id},{mark}\n"));
    std::fs::write(table, format!("id,marked\n{}", rows.collect::<String>())).unwrap();
}
