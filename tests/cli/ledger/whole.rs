//! Nothing is lost, spread or made up, and layers say the same.

use super::nine::{PLACEMENTS, study};
use super::{Rows, ran, sum, table};
use crate::study::{assert_same, files, run};
use serde_json::Value;
use std::fs;
use std::path::Path;

/// 15000 in villages, 9000 in the regency, 90 in no village, 700 the year before; 66, 50, 9 and 7 people; 9, 1, 1 and 1 placements.
#[test]
fn what_goes_in_comes_out() {
    let (_folder, out) = ran(&[]);
    let [synergy, programmes, inventory, years] =
        ["synergy", "programmes", "inventory", "programme_years"].map(|name| table(&out, name));
    let regency: Rows = inventory
        .iter()
        .filter(|row| row["level"] == "regency")
        .cloned()
        .collect();
    let before: Rows = years
        .iter()
        .filter(|row| row["year"] == "2023" && row["tag"].is_empty())
        .cloned()
        .collect();
    let parts = |column: &str| {
        let [above, lost] = ["placed", "unplaced"].map(|what| format!("{column}_{what}"));
        [
            sum(&synergy, column),
            sum(&regency, &above),
            sum(&inventory, &lost),
            sum(&before, column),
        ]
    };
    assert_eq!(parts("budget"), [15000.0, 9000.0, 90.0, 700.0]);
    assert_eq!(parts("beneficiaries"), [66.0, 50.0, 9.0, 7.0]);
    let counts = [
        sum(&programmes, "placements"),
        sum(&programmes, "region_placements"),
        sum(&inventory, "unmatched"),
        sum(&before, "placements"),
    ];
    assert_eq!(counts, [9.0, 1.0, 1.0, 1.0]);
    let given = |at: usize| {
        let cells = PLACEMENTS
            .lines()
            .skip(1)
            .map(|line| line.split(',').nth(at).unwrap());
        cells.map(|cell| cell.parse().unwrap_or(0.0)).sum::<f64>()
    };
    assert_eq!(parts("budget").iter().sum::<f64>(), given(4));
    assert_eq!(parts("beneficiaries").iter().sum::<f64>(), given(3));
    assert_eq!(counts.iter().sum::<f64>(), 12.0);
}

/// Without the placement at the regency no number of any village or area is another.
#[test]
fn what_stands_in_a_regency_is_of_no_village() {
    let (folder, out) = ran(&[]);
    let fewer: Vec<&str> = PLACEMENTS
        .lines()
        .filter(|line| !line.starts_with("P5"))
        .collect();
    fs::write(
        folder.path().join("penempatan.csv"),
        fewer.join("\n") + "\n",
    )
    .unwrap();
    let less = folder.path().join("less");
    run(&folder.path().join("study.toml"), &less, &[]);
    for name in ["synergy", "synergy_areas"] {
        let numbers = |out: &Path| {
            let mut rows = table(out, name);
            for row in &mut rows {
                row.retain(|column, _| !column.starts_with("action_"));
            }
            rows
        };
        assert_eq!(numbers(&out), numbers(&less), "{name}");
    }
}

#[test]
fn the_order_of_rows_changes_nothing() {
    let (folder, out) = ran(&[]);
    for name in [
        "katalog",
        "penempatan",
        "pendamping",
        "lembaga",
        "aksi",
        "desa",
    ] {
        let file = folder.path().join(format!("{name}.csv"));
        let text = fs::read_to_string(&file).unwrap();
        let mut lines: Vec<&str> = text.lines().collect();
        lines[1..].reverse();
        fs::write(&file, lines.join("\n") + "\n").unwrap();
    }
    let turned = folder.path().join("turned");
    run(
        &folder.path().join("study.toml"),
        &turned,
        &["--threads", "1"],
    );
    let tables = |out: &Path| {
        let mut found = files(&out.join("tables"));
        found.retain(|name, _| name.ends_with(".csv"));
        found
    };
    assert_same(&tables(&out), &tables(&turned));
}

/// A catalogue names types of hosts; where no institution and no facilitator is known, nothing is said to be lacking.
#[test]
fn without_facilitators_and_institutions_their_axes_are_empty() {
    let (folder, file) = study();
    let text = fs::read_to_string(&file).unwrap();
    let text = text.replace("facilitators = \"pendamping.csv\"\n", "");
    fs::write(&file, text.replace("institutions = \"lembaga.csv\"\n", "")).unwrap();
    let bare = PLACEMENTS.lines().map(|line| {
        let cells: Vec<&str> = line.split(',').take(5).collect();
        cells.join(",") + "\n"
    });
    fs::write(
        folder.path().join("penempatan.csv"),
        bare.collect::<String>(),
    )
    .unwrap();
    let out = folder.path().join("out");
    run(&file, &out, &[]);
    for name in ["synergy", "synergy_areas"] {
        for row in table(&out, name) {
            assert_eq!(row["score_facilitator"], "", "{row:?}");
            assert_eq!(row["score_institution"], "", "{row:?}");
            assert!(!row.contains_key("facilitators") && !row.contains_key("institutions"));
        }
    }
    // Satu: (2/3 + 5/7) / 2
    assert_eq!(table(&out, "synergy")[0]["synergy"], "0.690476");
}

#[test]
fn layers_say_what_the_tables_say() {
    let (_folder, out) = ran(&[]);
    for (layer, name, rows) in [("villages", "synergy", 9), ("areas", "synergy_areas", 2)] {
        let text = fs::read_to_string(out.join(format!("layers/{layer}.geojson"))).unwrap();
        let collection: Value = serde_json::from_str(&text).unwrap();
        let features = collection["features"].as_array().unwrap();
        let table = table(&out, name);
        assert_eq!((features.len(), table.len()), (rows, rows));
        for (feature, row) in features.iter().zip(&table) {
            for (column, cell) in row {
                let same = match &feature["properties"][column] {
                    Value::Null => cell.is_empty() && feature["properties"].get(column).is_some(),
                    Value::Number(number) => number.as_f64() == cell.parse().ok(),
                    Value::String(text) => text == cell,
                    _ => false,
                };
                assert!(same, "{layer}, {column}: {cell} in {row:?}");
            }
        }
    }
}
