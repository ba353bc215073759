//! Templates of a programme inventory, and what is said of a synthetic one.

use crate::study::{assert_same, copy_of_example, ends, example, files, kawasan, rows, run};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

fn init(folder: &Path, code: i32) -> String {
    let done = ends(
        code,
        kawasan()
            .args(["init", "--programmes", "--out", "inventaris"])
            .current_dir(folder),
    );
    String::from_utf8(done.stderr).unwrap()
}

#[test]
fn init_writes_templates_without_rows_and_replaces_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let own = folder.path().join("inventaris");
    fs::create_dir(&own).unwrap();
    fs::write(own.join("actions.csv"), "mine").unwrap();
    let said = init(folder.path(), 5);
    assert!(said.contains("actions.csv"), "{said}");
    assert_eq!(files(&own).len(), 1);

    fs::rename(own.join("actions.csv"), own.join("mine.csv")).unwrap();
    init(folder.path(), 0);
    let written = files(&own);
    assert_eq!(written.len(), 13);
    for (name, bytes) in &written {
        let text = std::str::from_utf8(bytes).unwrap();
        let data = text.lines().skip(1).filter(|line| !line.starts_with('#'));
        let expected = match Path::new(name).extension().unwrap().to_str().unwrap() {
            "csv" if name.starts_with("contoh") => 2,
            "csv" => 0,
            _ => continue,
        };
        assert_eq!(data.count(), expected, "{name}");
        if expected == 2 {
            let rows = text
                .lines()
                .filter(|line| line.contains("contoh") || line.contains("CONTOH"));
            assert_eq!(rows.count(), 2, "{name} marks its examples");
        }
    }
    init(folder.path(), 5);
    assert_same(&written, &files(&own));
    for name in [
        "programmes",
        "placements",
        "facilitators",
        "institutions",
        "actions",
    ] {
        let header = |file: &str| {
            let text = String::from_utf8(written[file].clone()).unwrap();
            text.lines().take(1).collect::<String>()
        };
        assert_eq!(
            header(&format!("{name}.csv")),
            header(&format!("contoh/{name}.csv"))
        );
    }
    ends(2, kawasan().arg("init"));
}

#[test]
fn the_section_of_init_is_one_of_a_study_and_its_examples_can_be_read() {
    let folder = copy_of_example();
    init(folder.path(), 0);
    let study = folder.path().join("study.toml");
    let text = fs::read_to_string(&study).unwrap();
    let (before, _) = text.split_once("[programmes]").unwrap();
    let section = fs::read_to_string(folder.path().join("inventaris/programmes.toml")).unwrap();
    assert!(section.contains("catalogue = \"inventaris/programmes.csv\""));
    let section = section.replace("inventaris/", "inventaris/contoh/");
    fs::write(&study, format!("{before}{section}")).unwrap();
    run(&study, &folder.path().join("out"), &[]);
}

#[test]
fn what_was_planted_in_the_inventory_is_found_again() {
    let dir = tempfile::tempdir().unwrap();
    run(&example(), dir.path(), &["--set", "areas.effort=quick"]);
    let planted = rows(&example().with_file_name("truth.csv"));
    let codes = |kind: &str| -> BTreeSet<String> {
        let own = planted.iter().filter(|plant| plant["kind"] == kind);
        own.map(|plant| plant["code"].replace('.', "")).collect()
    };
    let table = |id: &str| rows(&dir.path().join(format!("tables/{id}.csv")));
    let found = |id: &str, key: &str, is: &dyn Fn(&BTreeMap<String, String>) -> bool| {
        let own = table(id).into_iter().filter(|row| is(row));
        own.map(|row| row[key].clone()).collect::<BTreeSet<_>>()
    };
    let number = |row: &BTreeMap<String, String>, column: &str| -> f64 {
        row[column].parse().unwrap_or_default()
    };
    let facilitators = |status: &str| {
        found("facilitators", "facilitator", &|row| {
            row["status"] == status
        })
    };
    assert_eq!(facilitators("overloaded"), codes("overload"));
    assert_eq!(facilitators("idle"), codes("idle"));
    let shareable = found("facilitators", "facilitator", &|row| {
        number(row, "partners") > 0.0
    });
    assert!(codes("shared").is_subset(&shareable));
    let posts = table("shared_posts");
    let mut pairs: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for plant in planted.iter().filter(|plant| plant["kind"] == "shared") {
        let own = pairs.entry(&plant["group"]).or_default();
        own.push(&plant["code"]);
    }
    for pair in pairs.values() {
        let of = |row: &&BTreeMap<String, String>| {
            [&row["facilitator"], &row["partner"]] == [pair[0], pair[1]]
        };
        let row = posts.iter().find(of).unwrap_or_else(|| panic!("{pair:?}"));
        assert!(pair.contains(&row["stays"].as_str()), "{pair:?}");
        assert_eq!(row["permitted"], "true", "{pair:?}");
    }
    let hosts = found("institutions", "institution", &|row| {
        number(row, "programmes_held") >= 4.0
    });
    assert_eq!(hosts, codes("host"));
    // the inventory has no health centre, no school and no village government
    let checks = rows(&dir.path().join("checks.csv"));
    let absent = |check: &&BTreeMap<String, String>| check["check"] == "host-types-absent";
    let absent: Vec<_> = checks.iter().filter(absent).collect();
    assert_eq!(
        (absent.len(), absent[0]["severity"].as_str()),
        (1, "warning")
    );
    for words in ["Pemerintah Desa (P02)", "Puskesmas (P03)", "Sekolah (P04)"] {
        assert!(absent[0]["what"].contains(words), "{:?}", absent[0]);
    }
    let overlaps = found("synergy", "code", &|row| number(row, "programmes") >= 9.0);
    assert_eq!(overlaps, codes("overlap"));
    let none = found("synergy", "code", &|row| number(row, "programmes") == 0.0);
    assert!(codes("missed").is_subset(&none));
    let ids = |kind: &str, separator: &str| {
        let two: Vec<String> = codes(kind).into_iter().collect();
        BTreeSet::from([two.join(separator)])
    };
    assert_eq!(
        found("duplicates", "programme_ids", &|_| true),
        ids("same", "; ")
    );
    let pair = |kind: &str, column: &str| {
        let two = codes(kind);
        let of = |row: &&BTreeMap<String, String>| {
            row["unit"] == "village"
                && two.contains(&row["programme_a"])
                && two.contains(&row["programme_b"])
        };
        number(table("programme_pairs").iter().find(of).unwrap(), column)
    };
    assert_eq!(pair("pair", "jaccard"), 1.0);
    assert_eq!(pair("apart", "shared"), 0.0);
    let national = table("designated");
    let all = national.iter().find(|row| row["scope"] == "all").unwrap();
    assert_eq!(
        number(all, "designated_villages"),
        codes("designated").len() as f64
    );
    // two villages that do not exist; two regencies and two districts
    let filed = table("inventory");
    let placements = || filed.iter().filter(|row| row["role"] == "placements");
    let sum = |column: &str| placements().map(|row| number(row, column)).sum::<f64>();
    assert_eq!(sum("unmatched"), codes("stray").len() as f64);
    let regional = placements().filter(|row| row["level"] != "village");
    let regional: f64 = regional.map(|row| number(row, "matched")).sum();
    assert_eq!(regional, codes("regional").len() as f64);
}

#[test]
fn what_was_planted_in_panel_survey_and_sectors_is_found_again() {
    let dir = tempfile::tempdir().unwrap();
    let quick = [
        "--set",
        "areas.effort=quick",
        "--set",
        "index.uncertainty.draws=20",
    ];
    run(&example(), dir.path(), &quick);
    let planted = rows(&example().with_file_name("truth.csv"));
    let truth = |kind: &str| -> BTreeMap<String, String> {
        let own = planted.iter().filter(|plant| plant["kind"] == kind);
        own.map(|plant| (plant["code"].replace('.', ""), plant["detail"].clone()))
            .collect()
    };
    let table = |id: &str| rows(&dir.path().join(format!("tables/{id}.csv")));
    let number = |text: &str| -> f64 { text.parse().unwrap() };
    let effects = truth("effect");
    for (id, who) in [("recovery", "treated"), ("recovery_spillover", "neighbour")] {
        let found = table(id);
        assert_eq!(found.len(), 6);
        let effect = number(&effects[who]);
        for row in &found {
            let ends = ["effect_low", "effect_high"].map(|end| number(&row[end]));
            assert!(ends[0] < effect && effect < ends[1], "{id}: {row:?}");
            assert!(ends[0] > 0.0 && number(&row["p_before"]) > 0.05, "{row:?}");
        }
    }
    let programme = rows(&example().with_file_name("pemulihan.csv"));
    let villages = table("recovery_villages");
    let treated = villages
        .iter()
        .filter(|row| row["recovery_group"] == "treated");
    assert_eq!(treated.count(), programme.len());
    let sectors = truth("sector");
    let leading: BTreeMap<String, String> = table("potentials")
        .into_iter()
        .map(|row| (row["code"][..6].to_owned(), row["leading"].clone()))
        .collect();
    assert_eq!(leading, sectors);
    let spending = truth("spending");
    let estimates = table("estimates");
    let districts: Vec<_> = estimates
        .iter()
        .filter(|row| row["level"] == "district")
        .collect();
    assert_eq!(districts.len(), spending.len());
    let off = |row: &BTreeMap<String, String>, column: &str| {
        number(&row[column]) - number(&spending[&row["code"]])
    };
    let within = |row: &&&BTreeMap<String, String>| {
        off(row, "benchmarked").abs() < 1.96 * number(&row["mse"]).sqrt()
    };
    assert!(districts.iter().filter(within).count() >= 24);
    let visited: Vec<_> = districts
        .iter()
        .filter(|row| !row["direct"].is_empty())
        .collect();
    assert!(visited.len() < districts.len());
    let squares = |column: &str| -> f64 {
        let off = visited.iter().map(|row| off(row, column));
        off.map(|off| off * off).sum()
    };
    assert!(squares("benchmarked") < 0.7 * squares("direct"));
}

/// Every table, layer, map and text of a run says that its data are synthetic.
pub fn says_synthetic(out: &Path) {
    let mut seen = [0; 2];
    for (name, bytes) in files(out) {
        let text = String::from_utf8_lossy(&bytes);
        if name.starts_with("tables/") && name.ends_with(".json") {
            let card: Value = serde_json::from_slice(&bytes).unwrap();
            assert_eq!(card["synthetic"], true, "{name}");
            seen[0] += 1;
        } else if name.ends_with(".md") {
            assert!(text.to_lowercase().contains("sintetis"), "{name}");
            seen[1] += 1;
        } else if name.ends_with(".geojson") {
            assert!(text[..120].contains("_synthetic\""), "{name}");
        } else if name.ends_with(".svg") {
            assert!(text.to_lowercase().contains("data sintetis"), "{name}");
        } else if name == "manifest.json" {
            let manifest: Value = serde_json::from_slice(&bytes).unwrap();
            assert_eq!(manifest["synthetic"], true);
        }
    }
    assert!(seen[0] > 10 && seen[1] > seen[0], "{seen:?}");
}

#[test]
fn every_output_over_a_layer_says_that_it_is_synthetic() {
    let folder = tempfile::tempdir().unwrap();
    let (made, out) = (folder.path().join("made"), folder.path().join("out"));
    let layer = example().with_file_name("desa.geojson");
    ends(
        0,
        kawasan()
            .args(["demo", "--code", "kode", "--seed", "3", "--boundaries"])
            .arg(layer)
            .arg("--out")
            .arg(&made),
    );
    for name in ["README.md", "study.toml"] {
        let text = fs::read_to_string(made.join(name)).unwrap();
        assert!(text.contains("synthetic"), "{name}");
    }
    for (file, column) in [
        ("programmes.csv", "nama"),
        ("institutions.csv", "nama_lembaga"),
    ] {
        let text = fs::read_to_string(made.join(file)).unwrap();
        let rows = text.lines().skip(1).filter(|line| !line.starts_with('#'));
        assert!(rows.clone().count() > 0 && text.contains(column));
        for row in rows {
            assert!(row.contains("Contoh"), "{file}: {row}");
        }
    }
    run(&made.join("study.toml"), &out, &[]);
    says_synthetic(&out);
    let joined = rows(&out.join("tables/joins.csv"));
    assert!(joined.len() >= 4);
}
