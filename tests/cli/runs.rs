//! `explain` and `compare` on finished runs, and what draws leave in them.

use crate::study::{assert_same, copy_of_example, ends, example, files, kawasan, rows, run};
use serde_json::Value;
use std::fs;
use std::path::Path;
use std::process::Command;

fn said(command: &mut Command) -> Value {
    serde_json::from_slice(&ends(0, command).stdout).unwrap()
}

fn explain(run: &Path, code: &str) -> Value {
    said(kawasan().arg("explain").arg(run).arg(code).arg("--json"))
}

#[test]
fn intervals_hold_the_rank_and_evidence_follows_the_probability() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("out");
    run(
        &example(),
        &out,
        &[
            "--set",
            "index.uncertainty.sobol=true",
            "--set",
            "index.uncertainty.draws=200",
        ],
    );
    let (mut robust, mut contested) = (0, 0);
    for row in rows(&out.join("tables/scores.csv")) {
        if row["score"].is_empty() {
            assert!(row["rank_low"].is_empty() && row["p_priority"].is_empty());
            assert_eq!(row["evidence"], "none");
            continue;
        }
        let number = |column: &str| row[column].parse::<f64>().unwrap();
        assert!(number("rank_low") <= number("rank") && number("rank") <= number("rank_high"));
        assert!(
            number("rank_low") <= number("rank_median")
                && number("rank_median") <= number("rank_high")
        );
        let p = number("p_priority");
        let word = if p >= 0.95 || p <= 0.05 {
            "robust"
        } else {
            "contested"
        };
        assert_eq!(row["evidence"], word);
        robust += usize::from(p >= 0.95);
        contested += usize::from(word == "contested");
    }
    assert!(robust > 0 && contested > 0);
    let choices = rows(&out.join("tables/choices.csv"));
    let kinds: Vec<&str> = choices.iter().map(|row| row["choice"].as_str()).collect();
    assert_eq!(
        kinds,
        ["weights", "normalisation", "aggregation", "omission"]
    );
    assert!(
        choices
            .iter()
            .all(|row| row["total"].parse::<f64>().unwrap() >= 0.0)
    );
    let weights = rows(&out.join("tables/weights.csv"));
    let times = |code: &str| {
        let row = weights.iter().find(|row| row["code"] == code).unwrap();
        row["times"].parse::<f64>().unwrap()
    };
    assert!((times("IKL_1") - 11.667).abs() < 1e-9 && times("IKS_1") == 1.0);
    let brief = fs::read_to_string(out.join("report/brief.md")).unwrap();
    assert!(brief.contains("11,7 kali") && brief.contains("ranks.svg"));
    let picture = fs::read_to_string(out.join("report/ranks.svg")).unwrap();
    assert!(
        picture.starts_with("<svg") && picture.contains(&format!("{robust} desa pasti prioritas"))
    );
}

#[test]
fn explain_takes_the_score_apart() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("out");
    run(&example(), &out, &["--set", "index.uncertainty.draws=50"]);
    for row in rows(&out.join("tables/scores.csv")).iter().step_by(37) {
        let facts = explain(&out, &row["code"]);
        assert_eq!(facts["name"], row["name"].as_str());
        if row["score"].is_empty() {
            assert!(facts["score"].is_null() && facts["next_class"].is_null());
            continue;
        }
        let score = facts["score"].as_f64().unwrap();
        assert!((score - row["score"].parse::<f64>().unwrap()).abs() < 1e-6);
        assert_eq!(facts["rank"].to_string(), row["rank"]);
        let parts = facts["contributions"].as_array().unwrap();
        assert_eq!(parts.len(), 50);
        let sum: f64 = parts
            .iter()
            .filter_map(|part| part["contribution"].as_f64())
            .sum();
        assert!((sum - score).abs() < 1e-9);
        // the smallest change is real: redo it on the contributions, a step is 1/5 of the indicator's weight
        let next = &facts["next_class"];
        if let Some(changes) = next["change"].as_array() {
            let gain: f64 = changes
                .iter()
                .map(|change| {
                    let code = change["code"].as_str().unwrap();
                    let size = match &code[..3] {
                        "IKS" => 35.0,
                        "IKE" => 12.0,
                        _ => 3.0,
                    };
                    (change["to"].as_f64().unwrap() - change["from"].as_f64().unwrap())
                        / 5.0
                        / size
                        / 3.0
                })
                .sum();
            assert!(score + gain > next["limit"].as_f64().unwrap());
        }
    }
    let text = ends(0, kawasan().arg("explain").arg(&out).arg("99.01.01.2001"));
    let text = String::from_utf8(text.stdout).unwrap();
    assert!(
        text.contains("9901012001") && text.contains("Susunan nilainya"),
        "{text}"
    );
    let english = ends(
        0,
        kawasan()
            .arg("explain")
            .arg(&out)
            .args(["9901012001", "--language", "en"]),
    );
    assert!(
        String::from_utf8(english.stdout)
            .unwrap()
            .contains("What would move it")
    );
    let wrong = ends(2, kawasan().arg("explain").arg(&out).arg("9901012999"));
    assert!(
        String::from_utf8(wrong.stderr)
            .unwrap()
            .contains("99010120")
    );
    let person = ends(
        2,
        kawasan().arg("explain").arg(&out).arg("5301010101900001"),
    );
    assert!(
        !String::from_utf8(person.stderr)
            .unwrap()
            .contains("5301010101900001")
    );
    ends(
        2,
        kawasan().arg("explain").arg(dir.path()).arg("9901012001"),
    );
}

#[test]
fn compare_finds_what_moved_and_refuses_a_series_break() {
    let dir = tempfile::tempdir().unwrap();
    let (before, after, broken) = (
        dir.path().join("before"),
        dir.path().join("after"),
        dir.path().join("broken"),
    );
    let draws = ["--set", "index.uncertainty.draws=20"];
    run(&example(), &before, &draws);
    // one village loses five points of IKL_1 to 0
    let copy = copy_of_example();
    let table = copy.path().join("idm.csv");
    let text = fs::read_to_string(&table).unwrap();
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let head = reader.headers().unwrap().clone();
    let at = head.iter().position(|name| name == "IKL_1").unwrap();
    let code = head.iter().position(|name| name == "kode_desa").unwrap();
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(&head).unwrap();
    let mut moved = String::new();
    for record in reader.records().map(Result::unwrap) {
        let mut cells: Vec<String> = record.iter().map(str::to_owned).collect();
        if moved.is_empty() && cells[at] == "5" {
            moved.clone_from(&cells[code]);
            cells[at] = "0".to_owned();
        }
        writer.write_record(&cells).unwrap();
    }
    fs::write(&table, writer.into_inner().unwrap()).unwrap();
    run(&copy.path().join("study.toml"), &after, &draws);
    let facts = said(
        kawasan()
            .arg("compare")
            .args([&before, &after])
            .arg("--json"),
    );
    assert_eq!(
        (&facts["rose"], &facts["fell"]),
        (&Value::from(0), &Value::from(1))
    );
    assert!(facts["series_break"].is_null());
    assert_eq!(facts["movers"][0]["code"], moved.as_str());
    assert_eq!(facts["movers"][0]["mover"], "IKL_1");
    let tables = dir.path().join("tables");
    ends(
        0,
        kawasan()
            .arg("compare")
            .args([&before, &after])
            .arg("--out")
            .arg(&tables),
    );
    let changes = rows(&tables.join("changes.csv"));
    let row = changes.iter().find(|row| row["code"] == moved).unwrap();
    assert!((row["score_change"].parse::<f64>().unwrap() + 1.0 / 9.0).abs() < 1e-6);
    let total: u32 = rows(&tables.join("transitions.csv"))
        .iter()
        .map(|row| row["villages"].parse::<u32>().unwrap())
        .sum();
    assert_eq!(total, 300);
    let decomposition = rows(&tables.join("decomposition.csv"));
    let by = decomposition
        .iter()
        .find(|row| row["code"] == "IKL_1")
        .unwrap();
    assert_eq!(by["share"], "1");
    // the same again, and twice the same
    let first = files(&tables);
    ends(
        0,
        kawasan()
            .arg("compare")
            .args([&before, &after])
            .arg("--out")
            .arg(&tables),
    );
    assert_same(&first, &files(&tables));

    // what was told differently, and the areas that came of it
    let smaller = dir.path().join("smaller");
    let told = ["--set", "areas.villages=[3,5]", "--set", "hotspots.fdr=0.1"];
    run(&example(), &smaller, &[&draws[..], &told].concat());
    let facts = said(
        kawasan()
            .arg("compare")
            .args([&before, &smaller])
            .arg("--json"),
    );
    let keys = facts["settings"].as_array().unwrap().iter();
    let keys: Vec<&str> = keys.map(|one| one["key"].as_str().unwrap()).collect();
    assert_eq!(keys, ["areas.villages", "hotspots.fdr"]);
    assert_eq!(facts["settings"][0]["after"], serde_json::json!([3, 5]));
    let areas = &facts["areas"];
    let changed = areas["changed"].as_array().unwrap();
    let same = areas["same"].as_u64().unwrap() as usize;
    assert_eq!(
        same + changed.len(),
        rows(&smaller.join("tables/areas.csv")).len()
    );
    assert!(
        !changed.is_empty()
            && changed
                .iter()
                .all(|one| one["villages"].as_u64() <= Some(5))
    );
    let page = ends(0, kawasan().arg("compare").args([&before, &smaller]));
    let page = String::from_utf8(page.stdout).unwrap();
    assert!(
        page.contains("areas.villages") && page.contains("[3, 5]"),
        "{page}"
    );
    let same = said(
        kawasan()
            .arg("compare")
            .args([&before, &before])
            .arg("--json"),
    );
    assert_eq!(same["settings"], serde_json::json!([]));
    assert_eq!(same["areas"]["changed"], serde_json::json!([]));

    // another definition is another series
    let copy = copy_of_example();
    let own = copy.path().join("own.toml");
    let text = include_str!("../../data/definitions/idm-2016.toml");
    fs::write(
        &own,
        text.replace("version = \"2016\"", "version = \"2017\""),
    )
    .unwrap();
    let study = copy.path().join("study.toml");
    run(
        &study,
        &broken,
        &[
            "--set",
            "index.definition=own.toml",
            "--set",
            "index.uncertainty.draws=20",
        ],
    );
    let refused = ends(1, kawasan().arg("compare").args([&before, &broken]));
    assert!(
        String::from_utf8(refused.stderr)
            .unwrap()
            .contains("idm-2016 2016 against idm-2016 2017")
    );
    let marked = dir.path().join("marked");
    ends(
        0,
        kawasan()
            .arg("compare")
            .args([&before, &broken])
            .arg("--series-break")
            .arg("--out")
            .arg(&marked),
    );
    for (name, bytes) in files(&marked) {
        let text = String::from_utf8(bytes).unwrap();
        let marked =
            text.to_lowercase().contains("deret terputus") || text.contains("series_break");
        assert!(marked || name.ends_with(".csv"), "{name} is not marked");
    }
}

#[test]
fn households_are_put_together_by_village() {
    let copy = copy_of_example();
    let table = fs::read_to_string(copy.path().join("penduduk.csv")).unwrap();
    let codes = table
        .lines()
        .skip(1)
        .map(|line| line.split(';').next().unwrap());
    let names = [
        "nutrition",
        "child_mortality",
        "schooling",
        "attendance",
        "cooking_fuel",
        "sanitation",
        "water",
        "electricity",
        "housing",
        "assets",
    ];
    let mut lines = vec![format!("kode,nik,members,{}", names.join(","))];
    for (i, code) in codes.enumerate().take(50) {
        // three households a village: one of four people poor in health and living, one of two not poor, one of six in none
        let flags = [
            [1, 1, 0, 0, 1, 0, 0, 0, 0, 0],
            [0, 0, 0, 0, 1, 1, 0, 0, 0, 0],
            [0; 10],
        ];
        for (h, (flags, members)) in flags.iter().zip([4, 2, 6]).enumerate() {
            let flags: Vec<String> = flags.iter().map(ToString::to_string).collect();
            lines.push(format!(
                "{code},53010101{i:04}{h:04},{members},{}",
                flags.join(",")
            ));
        }
    }
    fs::write(copy.path().join("households.csv"), lines.join("\n")).unwrap();
    let study = copy.path().join("study.toml");
    let text = fs::read_to_string(&study).unwrap();
    let text = text.replace(
        "[index]\n",
        "[[tables]]\npath = \"households.csv\"\ncode = \"kode\"\npeople = true\n\n[privacy]\nk = 3\n\n[index]\n",
    );
    // every village is the same, and tells nothing of its neighbours
    let (before, after) = text.split_once("[hotspots]").unwrap();
    let (_, areas) = after.split_once("[areas]").unwrap();
    let text = format!("{}[areas]{areas}", before.replace("idm-2016", "mpi"));
    fs::write(&study, text).unwrap();
    let out = copy.path().join("out");
    run(&study, &out, &["--set", "index.uncertainty.draws=20"]);
    let scores = rows(&out.join("tables/scores.csv"));
    let scored: Vec<_> = scores
        .iter()
        .filter(|row| !row["score"].is_empty())
        .collect();
    assert_eq!(scored.len(), 50);
    // H = 4/12, A = 1/3 + 1/18, M0 = their product
    for row in &scored {
        let number = |column: &str| row[column].parse::<f64>().unwrap();
        assert!((number("headcount") - 1.0 / 3.0).abs() < 1e-6);
        assert!((number("intensity") - (1.0 / 3.0 + 1.0 / 18.0)).abs() < 1e-6);
        assert!(
            (number("score") - 7.0 / 54.0).abs() < 1e-6,
            "{}",
            row["score"]
        );
        assert_eq!(number("people"), 12.0);
    }
    for (name, bytes) in files(&out) {
        assert!(
            !String::from_utf8_lossy(&bytes).contains("530101010"),
            "{name} carries an identifier"
        );
    }
    let facts = explain(&out, &scored[0]["code"]);
    assert!((facts["score"].as_f64().unwrap() - 7.0 / 54.0).abs() < 1e-9);
}

#[test]
fn gaps_are_filled_as_the_study_asks() {
    let copy = copy_of_example();
    let table = copy.path().join("idm.csv");
    let text = fs::read_to_string(&table).unwrap();
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let head = reader.headers().unwrap().clone();
    let at = head.iter().position(|name| name == "IKE_1").unwrap();
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(&head).unwrap();
    for (i, record) in reader.records().map(Result::unwrap).enumerate() {
        let cells = record.iter().enumerate();
        let gap = |(j, cell)| if j == at && i % 10 == 0 { "" } else { cell };
        writer.write_record(cells.map(gap)).unwrap();
    }
    fs::write(&table, writer.into_inner().unwrap()).unwrap();
    let study = copy.path().join("study.toml");
    let mut all = Vec::new();
    for rule in ["none", "mean", "group-median", "neighbours"] {
        let out = copy.path().join(rule);
        let missing = format!("index.missing={rule}");
        run(
            &study,
            &out,
            &["--set", &missing, "--set", "index.uncertainty.draws=30"],
        );
        let make: Value =
            serde_json::from_slice(&fs::read(out.join("index.json")).unwrap()).unwrap();
        let step = make["steps"]
            .as_array()
            .unwrap()
            .iter()
            .find(|s| s["step"] == "impute");
        let filled = step.unwrap()["results"]["IKE_1"].as_u64().unwrap_or(0);
        assert_eq!(filled > 20, rule != "none", "{rule} filled {filled}");
        let scores = rows(&out.join("tables/scores.csv"));
        let lacking = scores
            .iter()
            .filter(|row| row["missing_share"].parse::<f64>().unwrap() > 0.0);
        assert!(lacking.count() > 20, "{rule} hides what is missing");
        let choices = rows(&out.join("tables/choices.csv"));
        let gaps = choices
            .iter()
            .find(|row| row["choice"] == "missing")
            .unwrap();
        assert!(
            gaps["alternatives"].contains("as defined; "),
            "{}",
            gaps["alternatives"]
        );
        all.push(fs::read(out.join("tables/scores.csv")).unwrap());
    }
    all.dedup();
    assert_eq!(all.len(), 4, "every rule gives its own scores");
}

#[test]
fn a_run_with_parquet_tables_only_is_explained_and_compared() {
    let dir = tempfile::tempdir().unwrap();
    let (csv, parquet) = (dir.path().join("csv"), dir.path().join("parquet"));
    let quick = [
        "--set",
        "areas.effort=quick",
        "--set",
        "index.uncertainty.draws=100",
        "--set",
        "outputs.maps=[]",
    ];
    run(&example(), &csv, &quick);
    run(
        &example(),
        &parquet,
        &[&quick[..], &["--set", "outputs.tables=[\"parquet\"]"]].concat(),
    );
    let told = |verb: &str, first: &Path, more: &str| {
        ends(0, kawasan().arg(verb).arg(first).arg(more).arg("--json")).stdout
    };
    assert_eq!(
        told("explain", &parquet, "9901012001"),
        told("explain", &csv, "9901012001")
    );
    let same = told("compare", &csv, parquet.to_str().unwrap());
    let same: serde_json::Value = serde_json::from_slice(&same).unwrap();
    assert!(same.is_object());
    run(
        &example(),
        &parquet,
        &[&quick[..], &["--set", "outputs.tables=[\"md\"]"]].concat(),
    );
    let done = ends(2, kawasan().arg("explain").arg(&parquet).arg("9901012001"));
    assert!(String::from_utf8_lossy(&done.stderr).contains("csv or parquet among outputs.tables"));
}
