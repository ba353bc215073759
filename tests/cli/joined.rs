//! `kawasan hotspots` of a table joined to the embedded layer: what does not meet, what cannot be calculated.

use crate::study::{ends, example, kawasan};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn layer() -> PathBuf {
    example().with_file_name("desa.geojson")
}

fn says(code: i32, command: &mut Command) -> String {
    let done = ends(code, command);
    String::from_utf8_lossy(&done.stderr).into_owned()
}

/// A table of the first `take` villages with these texts by village number, tested on the embedded layer.
fn made(folder: &Path, take: usize, cell: impl Fn(usize) -> String) -> PathBuf {
    let features: Value = serde_json::from_str(&fs::read_to_string(layer()).unwrap()).unwrap();
    let features = features["features"].as_array().unwrap().iter().enumerate();
    let line = |(i, feature): (usize, &Value)| {
        format!(
            "{},{}\n",
            feature["properties"]["kode"].as_str().unwrap(),
            cell(i)
        )
    };
    let table = folder.join("made.csv");
    fs::write(
        &table,
        "id,v\n".to_owned() + &features.take(take).map(line).collect::<String>(),
    )
    .unwrap();
    table
}

fn of_made(table: &Path, statistic: &str, more: &[&str]) -> Command {
    let mut command = kawasan();
    command
        .arg("hotspots")
        .arg(layer())
        .arg("--table")
        .arg(table);
    command.args([
        "--key",
        "id",
        "--value",
        "v",
        "--snap",
        "25",
        "--statistic",
        statistic,
    ]);
    command
        .args(more)
        .arg("-o")
        .arg(table.with_file_name("out.csv"));
    command
}

const ID: [&str; 2] = ["--id", "kode"];

#[test]
fn values_beyond_calculation_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    for scale in ["e-200", "e160", "e300", "e-70", "e80"] {
        let table = made(folder.path(), 300, |i| format!("{}{scale}", 1 + i % 7));
        for statistic in [
            "moran",
            "geary",
            "getis",
            "getis-star",
            "local-geary",
            "local-moran",
        ] {
            let said = says(3, &mut of_made(&table, statistic, &ID));
            assert!(
                said.contains("beyond calculation") && said.contains("column v"),
                "{said}"
            );
        }
    }
    for scale in ["e-50", "e50"] {
        let table = made(folder.path(), 300, |i| format!("{}{scale}", 1 + i % 7));
        for statistic in ["moran", "getis", "getis-star", "local-geary", "local-moran"] {
            says(0, &mut of_made(&table, statistic, &ID));
            let text = fs::read_to_string(folder.path().join("out.csv")).unwrap();
            assert!(
                !text.contains("NaN") && !text.contains("inf"),
                "{statistic} {scale}"
            );
        }
    }
    let table = made(folder.path(), 300, |i| {
        format!("{}", 100_000_000_000_000_u64 + (i % 3) as u64)
    });
    let said = says(3, &mut of_made(&table, "moran", &ID));
    assert!(
        said.contains("last digits") && !said.contains("constant"),
        "{said}"
    );
}

#[test]
fn too_few_permutations_are_said_with_the_number_needed() {
    let folder = tempfile::tempdir().unwrap();
    let table = made(folder.path(), 300, |i| format!("{}", i * i % 101));
    let with = |more: &[&str]| says(0, of_made(&table, "local-moran", &ID).args(more));
    let said = with(&["--permutations", "9"]);
    assert!(
        said.contains("none of 295 units can be a cluster at 0.05: at least 39 permutations"),
        "{said}"
    );
    let said = with(&["--permutations", "99", "--bonferroni", "0.05"]);
    assert!(
        said.contains("by Bonferroni at 0.05: 11799 permutations are needed"),
        "{said}"
    );
    // random values: what is not found with 99 might be with more
    let said = with(&["--permutations", "99"]);
    assert!(
        said.contains("at least 118 of 295 units") && said.contains("11799"),
        "{said}"
    );
    assert!(!with(&["--permutations", "11999"]).contains("permutations"));
    let many = ["--permutations", "1000000000000"];
    says(2, of_made(&table, "local-moran", &ID).args(many));
}

#[test]
fn a_table_is_joined_by_id_and_what_does_not_meet_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let table = made(folder.path(), 300, |i| i.to_string());
    let said = says(2, &mut of_made(&table, "moran", &[]));
    assert!(said.contains("--id"), "{said}");
    let few = made(folder.path(), 9, |i| i.to_string());
    fs::write(
        &few,
        fs::read_to_string(&few).unwrap() + "99.77.01.2001,4\n99.77.01.2002,5\n",
    )
    .unwrap();
    let knn = ["--id", "kode"];
    let said = says(0, &mut of_made(&few, "local-moran", &knn));
    assert!(said.contains("warning: only 9 of 300 units"), "{said}");
    assert!(
        said.contains("2 rows are of no unit: 99.77.01.2001, 99.77.01.2002"),
        "{said}"
    );
    let found = fs::read_to_string(folder.path().join("out.json")).unwrap();
    let found: Value = serde_json::from_str(&found).unwrap();
    assert_eq!(
        (&found["rows_of_no_unit"], &found["units_without_row"]),
        (&2.into(), &291.into())
    );
    assert_eq!(found["keys_of_no_unit"][1], "99.77.01.2002");
    let twice = fs::read_to_string(&few).unwrap();
    fs::write(&few, twice.clone() + twice.lines().last().unwrap() + "\n").unwrap();
    let said = says(3, &mut of_made(&few, "moran", &ID));
    assert!(
        said.contains("1 row has the key") && !said.contains("--key id,year"),
        "{said}"
    );
    let text = made(folder.path(), 300, |i| {
        if i == 4 {
            "tidak ada".into()
        } else {
            i.to_string()
        }
    });
    let said = says(3, &mut of_made(&text, "moran", &ID));
    assert!(
        said.contains("row 6") && said.contains("does not hold numbers"),
        "{said}"
    );
    let none = made(folder.path(), 300, |_| String::new());
    let said = says(3, &mut of_made(&none, "moran", &ID));
    assert!(said.contains("no value at all"), "{said}");
    let alone = ["--id", "kode", "--kind", "distance", "--distance", "0.001"];
    let mut command = of_made(&table, "moran", &alone);
    let args: Vec<_> = command.get_args().map(ToOwned::to_owned).collect();
    let args = args.iter().filter(|arg| *arg != "--snap" && *arg != "25");
    command = kawasan();
    made(folder.path(), 300, |i| i.to_string());
    let said = says(3, command.args(args));
    assert!(said.contains("raise --distance"), "{said}");
}
