//! Recovery: real villages with a planted programme, as a verb and as a study; what is no comparison is refused.

use crate::study::{copy_of_example, ends, kawasan, rows, run};
use crate::support::shared;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const EFFECT: f64 = 0.05;

fn json(path: &Path) -> Value {
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

fn said(done: &Output) -> String {
    String::from_utf8_lossy(&done.stderr).into_owned()
}

fn number(row: &BTreeMap<String, String>, column: &str) -> f64 {
    row[column].parse().unwrap()
}

/// The real panel with a programme from 2022 in every third village of the code order, its effect added to the IDM.
fn planted(folder: &Path) -> Option<PathBuf> {
    let path = shared("data/idm/idm_indicators_2021_2023.csv")?;
    let text = fs::read_to_string(path).unwrap();
    let mut lines = text.lines();
    let titles: Vec<&str> = lines.next().unwrap().split(',').collect();
    let at = |name: &str| titles.iter().position(|t| *t == name).unwrap();
    let (code, year, idm, iks) = (at("id_desa"), at("tahun"), at("IDM"), at("IKS"));
    let mut out = "kode,tahun,kab,prov,idm,iks,mulai,program,versi\n".to_owned();
    for line in lines {
        let cells: Vec<&str> = line.split(',').collect();
        let own: u64 = cells[code].parse().unwrap();
        let treated = own.is_multiple_of(3);
        let on = treated && cells[year] != "2021";
        let idm: Option<f64> = cells[idm].parse().ok();
        let idm = idm.map_or(String::new(), |idm| {
            format!("{:.6}", idm + if on { EFFECT } else { 0.0 })
        });
        let version = if cells[year] == "2023" {
            "idm 2024"
        } else {
            "idm 2016"
        };
        writeln!(
            out,
            "{},{},{},{},{idm},{},{},{},{version}",
            cells[code],
            cells[year],
            &cells[code][..4],
            &cells[code][..2],
            cells[iks],
            if treated { "2022-03-01" } else { "" },
            u8::from(on),
        )
        .unwrap();
    }
    let file = folder.join("panel.csv");
    fs::write(&file, out).unwrap();
    Some(file)
}

fn recovery(panel: &Path, out: &Path, more: &[&str]) -> Command {
    let mut command = kawasan();
    command
        .arg("recovery")
        .arg(panel)
        .args(["--key", "kode", "--year", "tahun"]);
    command.args(more).arg("-o").arg(out);
    command
}

const USUAL: [&str; 6] = ["--outcome", "idm", "--start", "mulai", "--cluster", "kab"];

#[test]
fn a_planted_effect_on_real_villages_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let Some(panel) = planted(folder.path()) else {
        return;
    };
    let out = folder.path().join("out.csv");
    let matches = folder.path().join("matches.csv");
    let picture = folder.path().join("events.svg");
    let more = [
        &USUAL[..],
        &[
            "--match-on",
            "iks",
            "--exact",
            "prov",
            "--matches",
            matches.to_str().unwrap(),
            "--picture",
            picture.to_str().unwrap(),
        ],
    ]
    .concat();
    let done = ends(0, &mut recovery(&panel, &out, &more));
    assert!(said(&done).contains("recovery-no-trend"), "{}", said(&done));
    assert!(said(&done).contains("a comparison is not an experiment"));
    let found = rows(&out);
    let kinds: Vec<(&str, &str)> = found
        .iter()
        .map(|r| (r["estimator"].as_str(), r["with_matches"].as_str()))
        .collect();
    assert_eq!(
        kinds,
        [
            ("difference", "false"),
            ("two-way", "false"),
            ("group-time", "false"),
            ("difference", "true"),
            ("two-way", "true"),
            ("group-time", "true")
        ]
    );
    for row in &found {
        assert!(
            number(row, "effect_low") < EFFECT && EFFECT < number(row, "effect_high"),
            "{row:?}"
        );
        assert!(number(row, "p") < 1e-6);
        assert!(number(row, "clusters") > 150.0);
    }
    let beside = json(&out.with_extension("json"));
    // 2,567 villages, of which 120 have no row in some year
    assert_eq!(
        (
            &beside["rows"],
            &beside["units"],
            &beside["units_in_some_years"]
        ),
        (&7508.into(), &2567.into(), &120.into())
    );
    let sum = ["treated", "always_treated", "controls", "neighbours"]
        .map(|key| beside[key].as_u64().unwrap());
    assert_eq!(sum.iter().sum::<u64>(), 2567);
    assert_eq!(beside["events"].as_array().unwrap().len(), 6);
    let balance = &beside["balance"][0];
    assert!(balance["difference_after"].as_f64().unwrap().abs() < 0.05);
    let table = rows(&matches);
    let unmatched = table
        .iter()
        .filter(|row| row["match_fate"] != "matched")
        .count();
    let treated: std::collections::BTreeSet<&str> =
        table.iter().map(|row| row["code"].as_str()).collect();
    assert_eq!(treated.len() as u64, beside["treated"].as_u64().unwrap());
    assert!(
        table
            .iter()
            .filter(|row| row["match_fate"] == "matched")
            .all(|row| row["code"][..2] == row["control_code"][..2])
    );
    assert!(unmatched < 100, "{unmatched}");
    assert!(
        fs::read_to_string(&picture)
            .unwrap()
            .contains("the programme starts")
    );
    // the order of rows changes nothing
    let text = fs::read_to_string(&panel).unwrap();
    let mut lines: Vec<&str> = text.lines().collect();
    lines[1..].reverse();
    let turned = folder.path().join("turned.csv");
    fs::write(&turned, lines.join("\n")).unwrap();
    let again = folder.path().join("again.csv");
    let same = [&USUAL[..], &["--match-on", "iks", "--exact", "prov"]].concat();
    ends(0, &mut recovery(&turned, &again, &same));
    assert_eq!(fs::read(&again).unwrap(), fs::read(&out).unwrap());
    // nor how treatment is told
    let effect = |told: &[&str]| {
        ends(
            0,
            &mut recovery(
                &panel,
                &again,
                &[
                    &[
                        "--outcome",
                        "idm",
                        "--cluster",
                        "kab",
                        "--years",
                        "2021,2023",
                    ],
                    told,
                ]
                .concat(),
            ),
        );
        rows(&again)[0]["effect_low"].clone()
    };
    assert_eq!(
        effect(&["--treated", "program"]),
        effect(&["--start", "mulai"])
    );
    let names: String = rows(&panel)
        .iter()
        .filter(|row| row["tahun"] == "2022" && row["program"] == "1")
        .fold("desa,mulai\n".to_owned(), |mut text, row| {
            let _ = writeln!(text, "{},2022", row["kode"]);
            text
        });
    let treated = folder.path().join("treated.csv");
    fs::write(&treated, names).unwrap();
    let third = folder.path().join("third.csv");
    let told = [
        "--outcome",
        "idm",
        "--treatment",
        treated.to_str().unwrap(),
        "--treatment-key",
        "desa",
        "--start",
        "mulai",
        "--cluster",
        "kab",
    ];
    ends(0, &mut recovery(&panel, &third, &told));
    // villages without a row in 2022 are not in that list
    let (a, b) = (
        number(&rows(&third)[0], "effect"),
        number(&found[0], "effect"),
    );
    assert!((a - b).abs() < 2e-3, "{a} {b}");
}

fn with<'a>(more: &[&'a str]) -> Vec<&'a str> {
    [&USUAL[..], more].concat()
}

#[test]
fn what_is_no_comparison_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let Some(panel) = planted(folder.path()) else {
        return;
    };
    let out = folder.path().join("out.csv");
    let refused = |code: i32, more: &[&str], words: &[&str]| {
        let done = ends(code, &mut recovery(&panel, &out, more));
        for word in words {
            assert!(said(&done).contains(word), "{word}: {}", said(&done));
        }
        assert!(!out.exists());
    };
    refused(
        1,
        &with(&["--definition", "versi"]),
        &[
            "idm 2016 from 2021, idm 2024 from 2023",
            "years = [2021, 2022]",
        ],
    );
    refused(
        1,
        &with(&["--series-break", "2023"]),
        &["the series breaks in 2023", "what to do"],
    );
    refused(
        3,
        &with(&["--years", "2022,2023"]),
        &["no year before", "2021 or earlier"],
    );
    refused(3, &with(&["--years", "2023"]), &["one year (2023)"]);
    refused(3, &with(&["--years", "2020,2023"]), &["no row of 2020"]);
    refused(
        3,
        &with(&["--match-on", "idm,iks,tahun"]),
        &["column tahun", "same value"],
    );
    refused(
        3,
        &["--outcome", "idm", "--start", "mulai", "--cluster", "versi"],
        &["idm 2016 in an earlier row"],
    );
    refused(
        3,
        &["--outcome", "versi", "--start", "mulai"],
        &["column versi, row 2", "does not hold numbers"],
    );
    refused(
        3,
        &["--outcome", "idm", "--treated", "iks"],
        &["neither 0 (not treated) nor 1"],
    );
    refused(
        2,
        &[
            "--outcome",
            "idm",
            "--treated",
            "program",
            "--start",
            "mulai",
        ],
        &["cannot be used with"],
    );
    refused(2, &["--outcome", "idm"], &["--treated"]);
    refused(
        2,
        &["--outcome", "idm,idm", "--start", "mulai"],
        &["names idm twice"],
    );
    ends(
        0,
        &mut recovery(
            &panel,
            &out,
            &with(&["--definition", "versi", "--years", "2021,2022", "-q"]),
        ),
    );
}

#[test]
fn bad_panels_have_their_rows() {
    let folder = tempfile::tempdir().unwrap();
    let panel = folder.path().join("panel.csv");
    let out = folder.path().join("out.csv");
    let refused = |text: &str, more: &[&str], words: &[&str]| {
        fs::write(&panel, text).unwrap();
        let done = ends(
            3,
            &mut recovery(
                &panel,
                &out,
                &[&["--outcome", "y", "--start", "mulai"][..], more].concat(),
            ),
        );
        for word in words {
            assert!(said(&done).contains(word), "{word}: {}", said(&done));
        }
    };
    let head = "kode,tahun,y,x,mulai,kab\n";
    let body = |rows: &[&str]| format!("{head}{}\n", rows.join("\n"));
    let fine = [
        "a,2021,1,1,2022,k",
        "a,2022,3,1,2022,k",
        "b,2021,1,2,,k",
        "b,2022,2,2,,k",
    ];
    refused(
        &body(&[fine[0], fine[1], fine[2], fine[3], fine[2]]),
        &[],
        &[
            "row 6",
            "this row and row 4 are of one unit and the year 2021",
        ],
    );
    refused(
        &body(&["a,lalu,1,1,2022,k", fine[1]]),
        &[],
        &["row 2", "no year"],
    );
    refused(
        &body(&["a,,1,1,2022,k", fine[1]]),
        &[],
        &["row 2", "has no year"],
    );
    refused(
        &body(&fine[..2]),
        &[],
        &["every village of the panel is treated"],
    );
    refused(
        &body(&fine[2..]),
        &[],
        &["no village of the panel is treated"],
    );
    refused(&body(&fine), &["--cluster", "kab"], &["one cluster"]);
    refused(
        &body(&["a,2021,1,1,2022,k", "a,2022,3,1,2021,k", fine[2]]),
        &[],
        &["row 3", "starts 2021, an earlier row of the same unit 2022"],
    );
    refused(
        &body(&["a,2021,,1,2022,k", fine[1], fine[2], fine[3]]),
        &[],
        &["column y", "both before and after its start"],
    );
    let mut rows: Vec<String> = Vec::new();
    for i in 0..20 {
        for year in [2021, 2022] {
            rows.push(format!(
                "v{i:02},{year},{},{i},{},{}",
                (i * 3 + (year - 2020) * i * i) % 7,
                if i < 10 { "2022" } else { "" },
                i % 4
            ));
        }
    }
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    refused(
        &body(&rows),
        &["--match-on", "x"],
        &[
            "column x",
            "tells treated villages from the others without error",
        ],
    );
    // few clusters: every draw there is
    fs::write(&panel, body(&rows)).unwrap();
    let done = ends(
        0,
        &mut recovery(
            &panel,
            &out,
            &["--outcome", "y", "--start", "mulai", "--cluster", "kab"],
        ),
    );
    assert!(said(&done).contains("recovery-few-clusters"));
    let p = number(&crate::study::rows(&out)[0], "p_bootstrap") * 16.0;
    assert!((p - p.round()).abs() < 1e-4, "{p}");
}

/// The embedded study with a panel of its desa: IDM-like scores over four years, the programme as `treatment` says, neighbours affected by less.
fn study(folder: &Path, treatment: &str, more: &str) -> PathBuf {
    let file = folder.join("study.toml");
    let text = fs::read_to_string(&file).unwrap();
    let head = text.split("# How sure the ranks are").next().unwrap();
    let idm = rows(&folder.join("idm.csv"));
    let mut panel = "kode;tahun;belanja;awal;versi\n".to_owned();
    let mut treated = "kode,mulai\n".to_owned();
    for (i, row) in idm.iter().enumerate() {
        let code = &row["kode_desa"];
        let on = i % 7 == 0;
        if on {
            let _ = writeln!(treated, "{code},2023");
        }
        for year in 2021..2025 {
            let noise = f64::from((i as u32 * 37 + year * 101) % 97) / 97.0;
            let after = f64::from(u8::from(on && year >= 2023));
            let text = format!(
                "{:.2}",
                700.0
                    + (i % 90) as f64
                    + 10.0 * f64::from(year - 2021)
                    + 5.0 * noise
                    + 40.0 * after
            );
            let _ = writeln!(
                panel,
                "{code};{year};{};{};v{}",
                text.replace('.', ","),
                i % 13,
                u8::from(year > 2022)
            );
        }
    }
    fs::write(folder.join("belanja.csv"), panel).unwrap();
    fs::write(folder.join("mulai.csv"), treated).unwrap();
    let own = format!(
        "{head}
[programmes]
catalogue = \"programmes.csv\"
placements = \"placements.csv\"

[recovery]
panel = \"belanja.csv\"
code = \"kode\"
year = \"tahun\"
outcomes = [\"belanja\"]
units = {{ belanja = \"ribu Rp\" }}
treatment = {treatment}
{more}"
    );
    fs::write(&file, own).unwrap();
    file
}

const TABLE: &str = "{ path = \"mulai.csv\", code = \"kode\", start = \"mulai\" }";

#[test]
fn a_study_compares_before_and_after_and_looks_at_neighbours() {
    let folder = copy_of_example();
    let more = "match = { on = [\"awal\"], method = \"euclidean\", exact = \"province\" }\ncluster = \"district\"\n";
    let study = study(folder.path(), TABLE, more);
    let out = folder.path().join("out");
    run(&study, &out, &["--quiet"]);
    let table = |name: &str| rows(&out.join("tables").join(format!("{name}.csv")));
    let found = table("recovery");
    assert_eq!(found.len(), 6);
    for row in &found {
        assert!((number(row, "effect") - 40.0).abs() < 2.0, "{row:?}");
        assert_eq!(
            (row["leads"].as_str(), row["outcome_unit"].as_str()),
            ("1", "ribu Rp")
        );
    }
    let events = table("recovery_events");
    let waves: Vec<&str> = events
        .iter()
        .filter(|row| row["with_matches"] == "true")
        .map(|row| row["waves_from_start"].as_str())
        .collect();
    assert_eq!(waves, ["-2", "-1", "0", "1"]);
    let spilled = table("recovery_spillover");
    assert!(spilled.iter().all(|row| number(row, "effect").abs() < 3.0));
    assert!(!table("recovery_matches").is_empty() && table("recovery_balance").len() == 1);
    let manifest = json(&out.join("manifest.json"));
    let stage = &manifest["stages"]["recovery"];
    let counts = ["treated", "always_treated", "controls", "neighbours"]
        .map(|key| stage[key].as_u64().unwrap());
    assert_eq!(
        counts.iter().sum::<u64>(),
        stage["villages"].as_u64().unwrap()
    );
    assert_eq!(counts[3], number(&spilled[0], "n_treated") as u64);
    // what each village is adds up to the counts, and the layer and the maps show it
    let villages = table("recovery_villages");
    let of = |group: &str| {
        let own = villages.iter().filter(|row| row["recovery_group"] == group);
        own.collect::<Vec<_>>()
    };
    let groups = ["treated", "control", "neighbour", "not compared"].map(of);
    assert_eq!(villages.len(), 300);
    let sizes = groups.each_ref().map(|group| group.len() as u64);
    assert_eq!(sizes[..3], [counts[0], counts[2], counts[3]]);
    assert_eq!(sizes.iter().sum::<u64>(), 300);
    assert!(groups[3].iter().all(|row| {
        row["recovery_reason"] == "no row in the panel" && row["recovery_change"].is_empty()
    }));
    let weigh = |group: &[&BTreeMap<String, String>]| -> f64 {
        group.iter().map(|row| number(row, "recovery_weight")).sum()
    };
    let alone = groups[0]
        .iter()
        .filter(|row| row["recovery_reason"] == "nobody near enough")
        .count();
    assert!((weigh(&groups[0]) - weigh(&groups[1])).abs() < 1e-3);
    assert_eq!(weigh(&groups[0]) as usize + alone, groups[0].len());
    let mean = |group: &[&BTreeMap<String, String>]| -> f64 {
        let changes = group.iter().map(|row| number(row, "recovery_change"));
        changes.sum::<f64>() / group.len() as f64
    };
    let plain = found
        .iter()
        .find(|row| row["estimator"] == "difference" && row["with_matches"] == "false")
        .unwrap();
    let effect = mean(&groups[0]) - mean(&groups[1]);
    assert!((effect - number(plain, "effect")).abs() < 1e-3, "{effect}");
    assert!(
        groups[2]
            .iter()
            .all(|row| { row["recovery_exposed"] == "2023" && row["recovery_weight"].is_empty() })
    );
    let layer = json(&out.join("layers/villages.geojson"));
    for (feature, row) in layer["features"].as_array().unwrap().iter().zip(&villages) {
        let own = &feature["properties"];
        assert_eq!(
            (own["code"].as_str(), own["recovery_group"].as_str()),
            (
                Some(row["code"].as_str()),
                Some(row["recovery_group"].as_str())
            )
        );
    }
    let map = fs::read_to_string(out.join("report/maps/villages-recovery.svg")).unwrap();
    for words in [
        "Desa program",
        "Tetangga desa program",
        "Tidak dibandingkan",
    ] {
        assert!(map.contains(words), "{words}");
    }
    let brief = fs::read_to_string(out.join("report/brief.md")).unwrap();
    assert!(
        brief.contains("Perbandingan bukan percobaan") && brief.contains("(recovery.svg)"),
        "{brief}"
    );
    assert!(
        fs::read_to_string(out.join("report/recovery.svg"))
            .unwrap()
            .contains("Data sintetis.")
    );
    let cards = fs::read_to_string(out.join("tables/recovery.md")).unwrap();
    assert!(cards.contains("bukan percobaan"));
    // the same bytes on one thread
    let again = folder.path().join("again");
    run(&study, &again, &["--quiet", "--threads", "1"]);
    for name in [
        "recovery",
        "recovery_events",
        "recovery_matches",
        "recovery_spillover",
        "recovery_villages",
    ] {
        let name = format!("tables/{name}.csv");
        assert_eq!(
            fs::read(out.join(&name)).unwrap(),
            fs::read(again.join(&name)).unwrap(),
            "{name}"
        );
    }
}

#[test]
fn a_study_refuses_what_check_sees() {
    // no remedy names keys that the section does not have
    let folder = copy_of_example();
    let mut check = kawasan();
    check.arg("check").arg(folder.path().join("study.toml"));
    let done = ends(3, check.args(["--set", "recovery.code=\"desa\""]));
    let (words, key) = (
        said(&done),
        "name the column of the village code as `code`; or",
    );
    assert!(words.contains(key) && !words.contains("parents"), "{words}");
    let refused = |code: i32, treatment: &str, more: &str, words: &[&str]| {
        let folder = copy_of_example();
        let study = study(folder.path(), treatment, more);
        let done = ends(code, kawasan().arg("check").arg(&study));
        for word in words {
            assert!(said(&done).contains(word), "{word}: {}", said(&done));
        }
    };
    refused(
        1,
        TABLE,
        "definition = \"versi\"",
        &["v0 from 2021, v1 from 2023", "years = [2021, 2022]"],
    );
    refused(1, TABLE, "series_break = [2024]", &["breaks in 2024"]);
    refused(
        3,
        TABLE,
        "years = [2023, 2024]",
        &["belanja.csv", "no year before"],
    );
    refused(2, TABLE, "years = [2024, 2023]", &["years must ascend"]);
    refused(
        2,
        TABLE,
        "cluster = \"village\"",
        &["a village is no group"],
    );
    refused(
        2,
        TABLE,
        "match = { on = [\"awal\", \"awal\"] }",
        &["awal is named twice"],
    );
    refused(2, TABLE, "match = { on = [\"awla\"] }", &["awla"]);
    refused(
        2,
        "{ programme = \"nihil\" }",
        "",
        &["nihil", "the catalogue lacks", "name one of"],
    );
    refused(
        2,
        "{ programe = \"P01\" }",
        "",
        &["no key `programe`", "programme"],
    );
    refused(
        3,
        "{ path = \"belanja.csv\", code = \"kode\", start = \"versi\" }",
        "",
        &["belanja.csv, column versi, row 2", "no year"],
    );
}

#[test]
fn a_programme_of_the_inventory_starts_where_it_is_first_placed() {
    let folder = copy_of_example();
    let study = study(
        folder.path(),
        "{ programme = \"P01\" }",
        "controls = \"not-yet\"\ncluster = \"district\"\n",
    );
    let out = folder.path().join("out");
    run(&study, &out, &["--quiet"]);
    let found = rows(&out.join("tables/recovery.csv"));
    assert_eq!(found.len(), 1);
    assert_eq!(found[0]["estimator"], "group-time");
    assert!(
        fs::read_to_string(out.join("checks.csv"))
            .unwrap()
            .contains("recovery-staggered")
    );
    let text = fs::read_to_string(folder.path().join("placements.csv")).unwrap();
    let own = text.lines().filter(|line| line.starts_with("P01;"));
    let villages: std::collections::BTreeSet<&str> = own
        .map(|line| line.split(';').nth(1).unwrap())
        .filter(|code| code.len() == 10)
        .collect();
    let events = rows(&out.join("tables/recovery_events.csv"));
    assert!(number(&found[0], "n_treated") <= villages.len() as f64 && events.len() >= 3);
}
