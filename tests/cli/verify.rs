//! Whether a finished run is what it was, and where a number comes from.

use crate::study::{copy_of_example, ends, kawasan, run};
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

fn verify(run: &Path, more: &[&str]) -> Command {
    let mut command = kawasan();
    command.arg("verify").arg(run).args(more);
    command
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn a_run_is_made_again_byte_by_byte() {
    let folder = copy_of_example();
    let (study, out) = (
        folder.path().join("study.toml"),
        folder.path().join("hasil"),
    );
    run(
        &study,
        &out,
        &[
            "--set",
            "areas.villages=[3,8]",
            "--set",
            "hotspots.permutations=199",
        ],
    );
    // what --set said is part of the run
    let done = said(&ends(0, &mut verify(&out, &["--threads", "1"])));
    assert!(done.contains("the same, byte by byte"), "{done}");
    let one = said(&ends(0, &mut verify(&out, &["areas"])));
    assert!(one.contains("made again 3 of 3"), "{one}");
    let none = said(&ends(2, &mut verify(&out, &["area"])));
    assert!(none.contains("such as areas"), "{none}");

    // a number that somebody changed
    let scores = out.join("tables/scores.csv");
    let text = fs::read_to_string(&scores).unwrap();
    fs::write(&scores, text.replacen("0.1", "0.9", 1)).unwrap();
    let changed = said(&ends(1, &mut verify(&out, &[])));
    assert!(
        changed.contains("tables/scores.csv has changed"),
        "{changed}"
    );
    assert!(
        changed.contains("tables/scores.csv: row 1 (9901012001), column"),
        "{changed}"
    );
    fs::write(&scores, text).unwrap();

    // the run moved, the study did not
    let moved = folder.path().join("arsip/tahun/hasil");
    fs::create_dir_all(moved.parent().unwrap()).unwrap();
    fs::rename(&out, &moved).unwrap();
    let lost = said(&ends(2, &mut verify(&moved, &[])));
    assert!(lost.contains("name it with --study"), "{lost}");
    let study_option = study.to_string_lossy().into_owned();
    ends(0, &mut verify(&moved, &["areas", "--study", &study_option]));

    // an input that is another one now
    let idm = folder.path().join("idm.csv");
    let rows = fs::read_to_string(&idm).unwrap();
    fs::write(&idm, rows + "\n").unwrap();
    let done = ends(
        1,
        &mut verify(&moved, &["--study", &study_option, "--json"]),
    );
    let report: serde_json::Value = serde_json::from_slice(&done.stdout).unwrap();
    assert_eq!(report["inputs_changed"][0], "idm.csv has changed");
    assert_eq!(
        (&report["same"], &report["repeated"]),
        (&false.into(), &0.into())
    );
}

#[test]
fn a_number_is_traced_to_its_sources() {
    let folder = copy_of_example();
    let (study, out) = (
        folder.path().join("study.toml"),
        folder.path().join("hasil"),
    );
    run(&study, &out, &["--set", "hotspots.permutations=99"]);
    let value = |place: &str| {
        let done = ends(0, &mut verify(&out, &["--value", place, "--json"]));
        serde_json::from_slice::<serde_json::Value>(&done.stdout).unwrap()
    };
    let table = crate::study::rows(&out.join("tables/scores.csv"));
    let found = value(&format!("scores:{}:need", table[4]["code"]));
    assert_eq!(found["value"], table[4]["need"].as_str());
    assert_eq!(found["row"], 5);
    assert_eq!(found["card"]["sources"].as_array().unwrap().len(), 17);
    assert_eq!(value("scores:#5:need")["value"], found["value"]);
    assert_eq!(value("scores:99.01.01.2001:name")["value"], "Tunakir");
    let menu = crate::study::rows(&out.join("tables/menu.csv"));
    let by_key = format!("menu:{}/{}:gain", menu[7]["code"], menu[7]["indicator"]);
    assert_eq!(value(&by_key)["value"], menu[7]["gain"].as_str());
    assert_eq!(
        value("regions:regency/9901:name")["value"],
        "Kabupaten Contoh Barat"
    );
    for (place, words) in [
        ("scores:need", "names no number"),
        ("scores:1:need", "no row is `1`"),
        ("regions:regency:need", "rows are `regency`"),
        ("scores:#5:neet", "need"),
        ("score:#5:need", "the run has no table score"),
    ] {
        let done = verify(&out, &["--value", place]).output().unwrap();
        assert!(
            !done.status.success() && said(&done).contains(words),
            "{}",
            said(&done)
        );
    }
    let page = ends(0, &mut verify(&out, &["--value", "scores:#5:need"]));
    let page = String::from_utf8_lossy(&page.stdout).into_owned();
    assert!(page.contains("source   idm.csv sha256:"), "{page}");
    assert!(
        page.contains("cite as  contoh (data sintetis), tabel scores, 2024-12-31"),
        "{page}"
    );
    fs::write(folder.path().join("idm.csv"), "lain").unwrap();
    let done = ends(1, &mut verify(&out, &["--value", "scores:#5:need"]));
    assert!(String::from_utf8_lossy(&done.stdout).contains("changed  idm.csv has changed"));
}

#[test]
fn a_folder_that_is_no_run_is_said_to_be_none() {
    let folder = copy_of_example();
    let done = said(&ends(2, &mut verify(folder.path(), &[])));
    assert!(done.contains("this is no finished run"), "{done}");
}

#[test]
fn one_study_does_not_replace_another() {
    let folder = copy_of_example();
    let (study, out) = (
        folder.path().join("study.toml"),
        folder.path().join("hasil"),
    );
    let quick = ["--set", "hotspots.permutations=99"];
    run(&study, &out, &quick);
    run(&study, &out, &quick);
    let mut other = kawasan();
    other.arg("run").arg(&study).arg("--out").arg(&out);
    let done = said(&ends(5, other.args(["--set", "study.name=lain"])));
    assert!(done.contains("another study, contoh"), "{done}");
    ends(0, &mut verify(&out, &["areas"]));
}
