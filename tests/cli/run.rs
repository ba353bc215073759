//! `kawasan run` on the embedded study: what it leaves, and that it always leaves the same.

use crate::study::{assert_same, copy_of_example, ends, example, files, kawasan, rows, run};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

fn json(path: &Path) -> Value {
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

#[test]
fn leaves_layers_tables_cards_brief_checks_and_manifest() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("out");
    run(&example(), &out, &[]);
    let scores = rows(&out.join("tables/scores.csv"));
    assert_eq!(scores.len(), 300);
    let first: Vec<&String> = scores[0].keys().collect();
    for column in [
        "code",
        "name",
        "district",
        "regency",
        "province",
        "score",
        "need",
        "class",
        "rank",
        "rank_low",
        "rank_high",
        "p_priority",
        "evidence",
        "missing_share",
        "hotspot",
        "area",
    ] {
        assert!(first.iter().any(|c| *c == column), "{column} in scores.csv");
    }
    let unscored = scores.iter().filter(|r| r["score"].is_empty());
    assert!(unscored.clone().count() > 0);
    assert!(
        unscored
            .clone()
            .all(|r| r["evidence"] == "none" && r["rank"].is_empty())
    );

    let regions = rows(&out.join("tables/regions.csv"));
    let of = |level: &str| regions.iter().filter(|r| r["level"] == level).count();
    assert_eq!((of("regency"), of("province")), (2, 1));
    let people: f64 = regions
        .iter()
        .filter(|r| r["level"] == "regency")
        .map(|r| r["population"].parse::<f64>().unwrap())
        .sum();
    let province = regions.iter().find(|r| r["level"] == "province").unwrap();
    assert_eq!(province["population"].parse::<f64>().unwrap(), people);

    let areas = rows(&out.join("tables/areas.csv"));
    for area in &areas {
        let members: BTreeSet<&str> = area["members"].split(' ').collect();
        let own = scores.iter().filter(|r| r["area"] == area["area"]);
        assert_eq!(
            own.clone()
                .map(|r| r["code"].as_str())
                .collect::<BTreeSet<_>>(),
            members
        );
        let need: f64 = own.filter_map(|r| r["need"].parse::<f64>().ok()).sum();
        assert!((need - area["need"].parse::<f64>().unwrap()).abs() < 1e-4);
        assert!((4..=10).contains(&members.len()));
    }
    for (layer, count) in [
        ("villages", 300),
        ("areas", areas.len()),
        ("regency", 2),
        ("province", 1),
        ("district", of("district")),
    ] {
        let layer = json(&out.join(format!("layers/{layer}.geojson")));
        assert_eq!(layer["features"].as_array().unwrap().len(), count);
    }
    let brief = fs::read_to_string(out.join("report/brief.md")).unwrap();
    assert!(brief.contains("Data sintetis") && brief.contains("### Kawasan 6: "));
    assert!(!brief.contains("{{") && !brief.contains("none"));

    let manifest = json(&out.join("manifest.json"));
    let outputs = manifest["outputs"].as_array().unwrap();
    let written = files(&out);
    assert_eq!(outputs.len() + 1, written.len());
    for output in outputs {
        let name = output["path"].as_str().unwrap();
        let id = Path::new(name).file_stem().unwrap().to_str().unwrap();
        if name.starts_with("tables/") && name.ends_with(".csv") {
            let card = json(&out.join(format!("tables/{id}.json")));
            assert_eq!(
                card["rows"].as_u64().unwrap() as usize,
                rows(&out.join(name)).len()
            );
            assert!(card["sources"].as_array().unwrap().len() >= 4);
            assert!(out.join(format!("tables/{id}.md")).is_file());
        }
    }
    let findings = rows(&out.join("checks.csv"));
    assert_eq!(
        findings
            .iter()
            .filter(|f| f["check"] == "row-unmatched")
            .count(),
        4
    );
}

#[test]
fn two_runs_and_any_number_of_threads_give_the_same_bytes() {
    let dir = tempfile::tempdir().unwrap();
    let (one, two, again) = (
        dir.path().join("1"),
        dir.path().join("2"),
        dir.path().join("3"),
    );
    run(&example(), &one, &["--threads", "1"]);
    run(&example(), &two, &["--threads", "2"]);
    run(&example(), &again, &["--threads", "5"]);
    run(&example(), &again, &[]);
    assert_same(&files(&one), &files(&two));
    assert_same(&files(&one), &files(&again));
}

/// The order of input rows shows nowhere but in row numbers and in the hashes of the inputs themselves.
#[test]
fn shuffled_input_rows_give_the_same_tables_layers_and_brief() {
    let dir = tempfile::tempdir().unwrap();
    let folder = copy_of_example();
    for table in [
        "idm.csv",
        "penduduk.csv",
        "kabupaten.csv",
        "pengeluaran.csv",
        "pemulihan.csv",
        "survei_pengeluaran.csv",
        "lapangan_kerja.csv",
    ] {
        let file = folder.path().join(table);
        let text = fs::read_to_string(&file).unwrap();
        let mut lines: Vec<&str> = text.lines().collect();
        lines[1..].reverse();
        lines[1..].rotate_left(1);
        fs::write(&file, lines.join("\n") + "\n").unwrap();
    }
    let layer = folder.path().join("desa.geojson");
    let mut collection = json(&layer);
    let features = collection["features"].as_array_mut().unwrap();
    features.reverse();
    features.rotate_left(7);
    fs::write(&layer, collection.to_string()).unwrap();

    let (plain, shuffled) = (dir.path().join("plain"), dir.path().join("shuffled"));
    run(&example(), &plain, &[]);
    run(&folder.path().join("study.toml"), &shuffled, &[]);
    let content = |out: &Path| -> BTreeMap<String, Vec<u8>> {
        let kept = |name: &String| {
            name.starts_with("layers/") || name.ends_with(".csv") && name != "checks.csv"
        };
        let mut kept: BTreeMap<_, _> = files(out)
            .into_iter()
            .filter(|(name, _)| kept(name))
            .collect();
        let brief = fs::read_to_string(out.join("report/brief.md")).unwrap();
        let body: Vec<&str> = brief
            .lines()
            .filter(|line| !line.contains("sha256"))
            .collect();
        kept.insert("brief".into(), body.join("\n").into_bytes());
        kept
    };
    assert_same(&content(&plain), &content(&shuffled));
}

#[test]
fn what_was_planted_is_found_again() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("out");
    run(&example(), &out, &[]);
    let scores = rows(&out.join("tables/scores.csv"));
    let truth = rows(&example().with_file_name("truth.csv"));
    let hot: BTreeSet<String> = truth
        .iter()
        .filter(|t| t["kind"] == "hot")
        .map(|t| t["code"].replace('.', ""))
        .collect();
    assert!(hot.len() >= 5);
    let worst = scores
        .iter()
        .filter(|r| hot.contains(&r["code"]))
        .map(|r| r["rank"].parse::<usize>().unwrap())
        .max();
    assert!(
        worst.unwrap() <= 60,
        "planted poor villages rank among the neediest fifth, worst {worst:?}"
    );
    let inside = scores
        .iter()
        .filter(|r| hot.contains(&r["code"]) && !r["area"].is_empty())
        .count();
    assert!(
        inside * 10 >= hot.len() * 8,
        "{inside} of {} planted villages are in areas",
        hot.len()
    );
    let clustered: Vec<&str> = scores
        .iter()
        .filter(|r| r["hotspot"] == "High-High")
        .map(|r| r["code"].as_str())
        .collect();
    assert!(!clustered.is_empty());
    let true_ones = clustered.iter().filter(|c| hot.contains(**c)).count();
    assert!(
        true_ones * 2 >= clustered.len(),
        "{true_ones} of {} High-High villages were planted",
        clustered.len()
    );
}

#[test]
fn english_rook_and_skater_work_too() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("out");
    let more = [
        "--set",
        "study.language=en",
        "--set",
        "neighbours.kind=rook",
        "--set",
        "areas.method=skater",
        "--set",
        "outputs.tables=[\"csv\"]",
        "--quiet",
    ];
    run(&example(), &out, &more);
    let brief = fs::read_to_string(out.join("report/brief.md")).unwrap();
    assert!(brief.contains("Synthetic data") && brief.contains("## Villages by class"));
    assert!(!out.join("tables/scores.md").exists());
    for area in rows(&out.join("tables/areas.csv")) {
        let villages: usize = area["villages"].parse().unwrap();
        assert!((4..=10).contains(&villages));
    }
}

#[test]
fn nearest_and_distance_neighbours_serve_the_statistics() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("out");
    run(
        &example(),
        &out,
        &["--set", "neighbours.kind=knn", "--set", "neighbours.k=4"],
    );
    assert_eq!(rows(&out.join("tables/neighbours.csv")).len(), 4 * 300);
    run(
        &example(),
        &out,
        &[
            "--set",
            "neighbours.kind=distance",
            "--set",
            "neighbours.distance=9000",
        ],
    );
    assert!(
        rows(&out.join("tables/neighbours.csv"))
            .iter()
            .all(|r| r["kind"] == "distance")
    );
}

#[test]
fn check_stops_after_the_inputs_and_json_and_dry_run_say_what_they_promise() {
    let dir = tempfile::tempdir().unwrap();
    let done = ends(
        0,
        kawasan()
            .current_dir(&dir)
            .arg("check")
            .arg(example())
            .arg("--json"),
    );
    let report: Value = serde_json::from_slice(&done.stdout).unwrap();
    assert_eq!(report["stages"]["tables"]["matched"], 895);
    assert_eq!(report["findings"]["warning"], 4);
    assert_eq!(fs::read_dir(&dir).unwrap().count(), 0);
    ends(1, kawasan().arg("check").arg(example()).arg("--strict"));
    let done = ends(
        0,
        kawasan()
            .current_dir(&dir)
            .arg("run")
            .arg(example())
            .arg("--dry-run"),
    );
    let plan = String::from_utf8(done.stdout.clone()).unwrap();
    assert!(
        plan.contains("idm.csv") && plan.contains("write       out"),
        "{plan}"
    );
    assert_eq!(fs::read_dir(&dir).unwrap().count(), 0);
}

#[test]
fn an_interrupted_or_failed_run_leaves_the_previous_result() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("out");
    run(&example(), &out, &[]);
    let before = files(&out);
    let folder = copy_of_example();
    fs::write(folder.path().join("idm.csv"), "kode_desa,desa\n").unwrap();
    ends(
        3,
        kawasan()
            .arg("run")
            .arg(folder.path().join("study.toml"))
            .arg("--out")
            .arg(&out),
    );
    assert_same(&before, &files(&out));
    assert_eq!(fs::read_dir(&dir).unwrap().count(), 1, "no leftovers");
}
