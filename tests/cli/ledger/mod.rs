//! The synergy ledger: every number and sentence of nine villages worked out by hand, nothing lost, layers that say the same.

mod areas;
mod nine;
mod real;
mod villages;
mod whole;

use crate::study::{rows, run};
use nine::study;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

type Rows = Vec<BTreeMap<String, String>>;

fn ran(more: &[&str]) -> (tempfile::TempDir, PathBuf) {
    let (folder, file) = study();
    let out = folder.path().join("out");
    run(&file, &out, more);
    (folder, out)
}

fn table(out: &Path, name: &str) -> Rows {
    rows(&out.join("tables").join(format!("{name}.csv")))
}

/// Some columns of a table as lines; what is empty is a dash, and lists are written without spaces.
fn cells(rows: &Rows, columns: &str) -> Vec<String> {
    let cell = |row: &BTreeMap<String, String>, column: &str| match row[column].as_str() {
        "" => "-".to_owned(),
        text => text.replace("; ", ";"),
    };
    let line = |row: &BTreeMap<String, String>| {
        let cells: Vec<String> = columns.split(' ').map(|own| cell(row, own)).collect();
        cells.join(" ")
    };
    rows.iter().map(line).collect()
}

fn sum(rows: &Rows, column: &str) -> f64 {
    let known = rows.iter().map(|row| &row[column]);
    let known = known.filter(|text| !text.is_empty());
    known.map(|text| text.parse::<f64>().unwrap()).sum()
}

fn actions(rows: &Rows) -> Vec<Vec<&str>> {
    let of = |row| -> Vec<&str> {
        let row: &BTreeMap<String, String> = row;
        let all = ["action_1", "action_2", "action_3"].map(|column| row[column].as_str());
        all.into_iter().filter(|words| !words.is_empty()).collect()
    };
    rows.iter().map(of).collect()
}
