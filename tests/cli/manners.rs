//! Manners of the command line: bars on a terminal only, summaries and errors as JSON, the line of the study that a fault comes from.

use crate::study::{copy_of_example, ends, example, kawasan, written};
use serde_json::Value;
use std::fs;
use std::path::Path;
use std::process::Command;

/// The example in a hurry.
const QUICK: [&str; 8] = [
    "--set",
    "areas.effort=quick",
    "--set",
    "index.uncertainty.draws=500",
    "--set",
    "outputs.maps=[\"svg\"]",
    "--set",
    "outputs.map=false",
];

#[test]
fn bars_are_on_a_terminal_and_nowhere_else() {
    let dir = tempfile::tempdir().unwrap();
    let binary = env!("CARGO_BIN_EXE_kawasan");
    let quick = QUICK.map(|word| format!("'{word}'")).join(" ");
    let line = format!(
        "{binary} run {} --out {} {quick}",
        example().display(),
        dir.path().join("out").display()
    );
    let seen = Command::new("script")
        .args(["-qec", &line, "/dev/null"])
        .output();
    let Ok(seen) = seen else {
        eprintln!("skipped: there is no `script` to make a terminal");
        return;
    };
    assert!(seen.status.success());
    let seen = String::from_utf8_lossy(&seen.stdout);
    assert!(seen.contains('█') || seen.contains('░'), "{seen}");
    // what is counted, and the total
    assert!(
        seen.contains("/500 ") && seen.contains("uncertainty"),
        "{seen}"
    );
    let done = seen.lines().find(|line| line.contains("done: ")).unwrap();
    assert!(done.trim_end().ends_with(" s)"), "{done}");
    let mut tool = kawasan();
    tool.arg("run")
        .arg(example())
        .arg("--out")
        .arg(dir.path().join("out"))
        .args(QUICK);
    let piped = ends(0, &mut tool);
    let piped = String::from_utf8_lossy(&piped.stderr);
    for mark in ["█", "░", "\u{1b}", "\r", "⠋"] {
        assert!(!piped.contains(mark), "{mark:?}: {piped}");
    }
    assert!(
        piped.lines().all(|line| line.chars().count() < 200),
        "{piped}"
    );
    let done = piped
        .lines()
        .find(|line| line.starts_with("done: "))
        .unwrap();
    assert!(done.ends_with("out"), "{done}");
}

/// The one JSON object on standard output.
fn told(command: &mut Command) -> Value {
    let done = ends(0, command);
    serde_json::from_slice(&done.stdout).unwrap()
}

#[test]
fn every_verb_that_makes_something_tells_it_as_json() {
    let dir = tempfile::tempdir().unwrap();
    let here = |name: &str| dir.path().join(name).display().to_string();
    let data = |name: &str| example().with_file_name(name).display().to_string();
    let (layer, idm, people) = (data("desa.geojson"), data("idm.csv"), data("penduduk.csv"));
    let verb = |words: &[&str]| {
        let first = told(kawasan().args(words).arg("--json"));
        let name = words[0];
        assert!(first["verb"].as_str().unwrap().starts_with(name), "{first}");
        assert!(first["warnings"]["count"].is_u64(), "{first}");
        for file in first["written"].as_array().unwrap() {
            assert!(Path::new(file.as_str().unwrap()).exists(), "{file}");
        }
        assert!(!first["written"].as_array().unwrap().is_empty());
        // no clock, no second run differs
        if !["demo", "init"].contains(&name) {
            assert_eq!(
                first,
                told(kawasan().args(words).args(["--json", "-q"])),
                "{name}"
            );
        }
        first
    };
    let demo = verb(&["demo", "--villages", "60", "--out", &here("demo")]);
    assert_eq!(demo["villages"], 60);
    verb(&["init", "--programmes", "--out", &here("templates")]);
    let index = verb(&[
        "index",
        &idm,
        "--key",
        "kode_desa",
        "--definition",
        "idm-2016",
        "-o",
        &here("scores.csv"),
    ]);
    assert!(index["rows"].as_u64() >= index["scored"].as_u64());
    let classes = verb(&[
        "classify",
        &people,
        "--key",
        "kode",
        "--value",
        "penduduk",
        "-o",
        &here("classes.csv"),
    ]);
    assert_eq!(classes["counts"].as_array().unwrap().len(), 5);
    let links = verb(&[
        "neighbours",
        &layer,
        "--id",
        "kode",
        "-o",
        &here("links.csv"),
    ]);
    assert_eq!(links["units"], 300);
    verb(&["convert", &layer, &here("desa.gpkg")]);
    let groups = verb(&[
        "dissolve",
        &layer,
        "--by",
        "kab",
        "-o",
        &here("kab.geojson"),
    ]);
    assert_eq!(
        (&groups["groups"], &groups["units"]),
        (&2.into(), &300.into())
    );
    let (hot_csv, regions_csv) = (here("hot.csv"), here("regions.csv"));
    let joined = ["--id", "kode", "--table", &people, "--key", "kode"];
    let hot = [
        &["hotspots", &layer],
        &joined[..],
        &[
            "--value",
            "penduduk",
            "--statistic",
            "local-moran",
            "--permutations",
            "99",
            "-o",
            &hot_csv,
        ],
    ]
    .concat();
    verb(&hot);
    let regions = [
        &["regions", &layer],
        &joined[..],
        &[
            "--values",
            "penduduk",
            "--method",
            "skater",
            "--regions",
            "4",
            "--sea-links",
            "60",
            "-o",
            &regions_csv,
        ],
    ]
    .concat();
    verb(&regions);
    verb(&[
        "siting",
        &layer,
        "--id",
        "kode",
        "--problem",
        "p-centre",
        "--p",
        "3",
        "--effort",
        "quick",
        "-o",
        &here("sites.csv"),
    ]);
    verb(&["map", &layer, "--value", "kab", "-o", &here("kab.svg")]);
    // both would go to one place
    for words in [
        [
            "index",
            &idm,
            "--key",
            "kode_desa",
            "--definition",
            "idm-2016",
            "--json",
            "-o",
            "-",
        ]
        .as_slice(),
        &["convert", &layer, "-o", "-", "--json"],
        &["neighbours", &layer, "-o", "-", "--json"],
    ] {
        let done = ends(2, kawasan().args(words));
        assert!(done.stdout.is_empty());
        assert!(String::from_utf8_lossy(&done.stderr).contains("standard output"));
    }
}

#[test]
fn errors_are_json_where_json_is_asked_for() {
    let error = |code: i32, command: &mut Command| -> Value {
        let done = ends(code, command.arg("--json"));
        assert!(done.stdout.is_empty());
        let text = String::from_utf8(done.stderr).unwrap();
        // stages that were gone through before stand above
        let last = text.lines().last().unwrap();
        let told: Value = serde_json::from_str(last).unwrap();
        assert_eq!(told["error"]["exit_code"], code, "{told}");
        told["error"].clone()
    };
    let told = error(2, kawasan().args(["run", "--nothing"]));
    assert_eq!(told["kind"], "usage");
    assert!(told["what"].as_str().unwrap().contains("--nothing"));
    let folder = copy_of_example();
    let study = folder.path().join("study.toml");
    let text = fs::read_to_string(&study).unwrap();
    fs::write(
        &study,
        text.replacen("seed = 1", "sed = 1\nlanguage = 7", 1),
    )
    .unwrap();
    let told = error(2, kawasan().arg("check").arg(&study));
    assert_eq!(
        (told["kind"].as_str(), told["faults"][0]["line"].as_u64()),
        (Some("study"), told["row"].as_u64()),
        "{told}"
    );
    fs::write(&study, text.replacen("\"kode_desa\"", "\"kode_dessa\"", 1)).unwrap();
    let told = error(3, kawasan().arg("check").arg(&study).arg("-q"));
    let line = 1 + text[..text.find("\"kode_desa\"").unwrap()]
        .matches('\n')
        .count();
    assert_eq!(
        (told["column"].as_str(), told["study"]["line"].as_u64()),
        (Some("kode_dessa"), Some(line as u64)),
        "{told}"
    );
    assert!(told["file"].as_str().unwrap().ends_with("idm.csv"));
}

/// A part of the example, what takes its place, the exit code, and the text of the line that is to be named.
const FAULTY: [(&str, &str, i32, &str); 16] = [
    (
        "path = \"desa.geojson\"",
        "path = \"desaa.geojson\"",
        3,
        "desaa.geojson",
    ),
    ("path = \"idm.csv\"", "path = \"idmm.csv\"", 3, "idmm.csv"),
    (
        "code = \"kode_desa\"",
        "code = \"kode_dessa\"",
        3,
        "kode_dessa",
    ),
    ("name = \"kabupaten\"", "name = \"kabupatn\"", 3, "kabupatn"),
    ("regency = \"kab\"", "regency = \"kabb\"", 3, "kabb"),
    (
        "population = \"penduduk\"",
        "population = \"pendudukk\"",
        2,
        "pendudukk",
    ),
    (
        "definition = \"idm-2016\"",
        "definition = \"idm-2061\"",
        2,
        "idm-2061",
    ),
    (
        "definition = \"idm-2016\"",
        "definition = \"tiada.toml\"",
        2,
        "tiada.toml",
    ),
    (
        "fdr = 0.05",
        "fdr = 0.05\nvalue = \"tiada\"",
        2,
        "value = \"tiada\"",
    ),
    (
        "effort = \"certify\"",
        "effort = \"quick\"\nneed = \"tiada\"",
        2,
        "need = \"tiada\"",
    ),
    (
        "effort = \"certify\"",
        "effort = \"quick\"\nlock_in = [\"99.99.99.9999\"]",
        2,
        "lock_in",
    ),
    (
        "catalogue = \"programmes.csv\"",
        "catalogue = \"tiada.csv\"",
        3,
        "catalogue = \"tiada.csv\"",
    ),
    (
        "actions = \"actions.csv\"",
        "actions = \"tiada.csv\"",
        3,
        "actions = \"tiada.csv\"",
    ),
    (
        "designated = \"kawasan_nasional\"",
        "designated = \"tiada\"",
        2,
        "designated = \"tiada\"",
    ),
    ("seed = 1", "seed = -1", 2, "seed = -1"),
    ("draws = 1000", "draws = 1000\nmethode = true", 2, "methode"),
];

#[test]
fn every_fault_of_the_study_shows_its_line() {
    let mut without = Vec::new();
    for (part, other, code, named) in FAULTY {
        let folder = copy_of_example();
        let study = folder.path().join("study.toml");
        let text = fs::read_to_string(&study).unwrap();
        assert!(text.contains(part), "{part}");
        let text = text.replacen(part, other, 1);
        fs::write(&study, &text).unwrap();
        let line = 1 + text[..text.find(named).unwrap()].matches('\n').count();
        let mut tool = kawasan();
        let done = tool.arg("check").arg(&study).arg("-q").output().unwrap();
        let said = String::from_utf8_lossy(&done.stderr).into_owned();
        let file = study.display().to_string();
        let named = [format!("line {line} of {file}"), format!("{file}:{line}:")];
        if done.status.code() != Some(code) || !named.iter().any(|named| said.contains(named)) {
            without.push(format!(
                "{other} ({:?}, line {line}):\n{said}",
                done.status.code()
            ));
        }
    }
    assert!(without.is_empty(), "{}", without.join("\n"));
}

#[test]
fn what_set_gives_is_not_blamed_on_the_file() {
    let set = "areas.lock_in=[\"99.99.99.9999\"]";
    let done = ends(
        2,
        kawasan()
            .arg("check")
            .arg(example())
            .args(["-q", "--set", set]),
    );
    let said = String::from_utf8_lossy(&done.stderr);
    assert!(
        said.contains("areas.lock_in") && !said.contains("line "),
        "{said}"
    );
}

#[test]
fn a_dry_run_says_what_is_read_done_and_written() {
    let (folder, study) = written(
        "[study]\nname = \"a\"\n[boundaries]\npath = \"none.shp\"\ncode = \"k\"\n[[tables]]\npath = \"t.csv\"\ncode = \"k\"\n",
    );
    let mut tool = kawasan();
    let done = ends(
        0,
        tool.current_dir(&folder)
            .arg("run")
            .arg(&study)
            .arg("--dry-run"),
    );
    let plan = String::from_utf8(done.stdout).unwrap();
    assert!(
        plan.contains("none.shp (not there)") && !plan.contains("hotspots"),
        "{plan}"
    );
    let mut tool = kawasan();
    let plan = told(tool.arg("run").arg(example()).args(["--dry-run", "--json"]));
    let list = |key: &str, of: &dyn Fn(&Value) -> String| -> Vec<String> {
        plan[key].as_array().unwrap().iter().map(of).collect()
    };
    let read = list("read", &|file| file["path"].as_str().unwrap().to_owned());
    for name in ["desa.geojson", "idm.csv", "placements.csv", "actions.csv"] {
        assert!(read.iter().any(|file| file.ends_with(name)), "{name}");
    }
    let stages = list("stages", &|stage| {
        stage["stage"].as_str().unwrap().to_owned()
    });
    for stage in [
        "index",
        "uncertainty",
        "hotspots",
        "areas",
        "synergy",
        "maps",
    ] {
        assert!(stages.contains(&stage.to_owned()), "{stages:?}");
    }
    let write = list("write", &|file| file.as_str().unwrap().to_owned());
    assert!(
        write.contains(&"report/maps/*.svg".to_owned()) && write.contains(&"map.html".to_owned()),
        "{write:?}"
    );
}
