//! Programmes, levers and places of a study: what was planted is found, nothing is lost, needs are as named.

use crate::study::{copy_of_example, ends, kawasan, rows, run};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

type Row = BTreeMap<String, String>;

/// The embedded study with no more than the index, quick areas and programmes; `more` goes into `[programmes]`.
fn study(folder: &Path, more: &str) -> PathBuf {
    let file = folder.join("study.toml");
    let text = fs::read_to_string(&file).unwrap();
    let head = text.split("# How sure the ranks are").next().unwrap();
    let own = format!(
        "{head}
[areas]
villages = [4, 10]
per_group = 3
effort = \"quick\"

[programmes]
catalogue = \"programmes.csv\"
placements = \"placements.csv\"
designated = \"kawasan_nasional\"
{more}"
    );
    fs::write(&file, own).unwrap();
    file
}

fn sum<'a>(rows: impl Iterator<Item = &'a Row>, columns: &[&str]) -> f64 {
    let number = |row: &Row, column: &&str| row[*column].parse().unwrap_or(0.0);
    rows.map(|row| {
        columns
            .iter()
            .map(|column| number(row, column))
            .sum::<f64>()
    })
    .sum()
}

#[test]
fn planted_answers_are_found_and_nothing_is_lost() {
    let folder = copy_of_example();
    let study = study(folder.path(), "");
    let out = folder.path().join("out");
    run(&study, &out, &["--quiet"]);
    let table = |name: &str| rows(&out.join("tables").join(format!("{name}.csv")));
    let truth = rows(&folder.path().join("truth.csv"));
    let planted = |kind: &str| -> Vec<String> {
        let own = truth.iter().filter(|row| row["kind"] == kind);
        own.map(|row| row["code"].clone()).collect()
    };
    let of =
        |row: &Row, pair: &[String]| row["programme_a"] == pair[0] && row["programme_b"] == pair[1];

    let pairs = table("programme_pairs");
    let by_village = |pair: &[String]| {
        let mut found = pairs
            .iter()
            .filter(|row| row["unit"] == "village" && of(row, pair));
        found.next().unwrap().clone()
    };
    let together = by_village(&planted("pair"));
    assert_eq!(together["jaccard"], "1");
    assert!(together["q"].parse::<f64>().unwrap() < 0.001);
    let apart = by_village(&planted("apart"));
    assert_eq!(apart["shared"], "0");
    let apart = planted("apart");
    let never = table("pairs_apart");
    let never = never.iter().find(|row| of(row, &apart)).unwrap();
    assert_eq!(
        (&never["together"][..], &never["complement"][..]),
        ("0", "levers")
    );

    let same = planted("same");
    let duplicates = table("duplicates");
    assert!(!duplicates.is_empty());
    for row in &duplicates {
        assert!(row["programmes"].parse::<usize>().unwrap() >= 2, "{row:?}");
    }
    assert!(
        duplicates
            .iter()
            .any(|row| row["programme_ids"] == same.join("; "))
    );

    // arms hold all the year's placements and money, in villages and above; so do villages and years
    let levers = table("levers");
    let arms = || {
        let all = levers.iter().filter(|row| row["scope"] == "all");
        all.filter(|row| row["breakdown"] == "arm")
    };
    let parts = || {
        let all = levers.iter().filter(|row| row["scope"] == "all");
        all.filter(|row| row["breakdown"] != "arm")
    };
    let years = table("programme_years");
    let year = || {
        let all = years.iter().filter(|row| row["tag"].is_empty());
        all.filter(|row| row["year"] == "2024")
    };
    for (of_levers, of_year) in [
        (["placements", "region_placements"], "placements"),
        (["budget", "region_budget"], "budget"),
        (["beneficiaries", "region_beneficiaries"], "beneficiaries"),
    ] {
        let whole = sum(year(), &[of_year]);
        assert!(whole > 0.0);
        assert_eq!(sum(arms(), &of_levers), whole, "{of_year}");
        assert_eq!(sum(parts(), &of_levers), whole, "{of_year}");
    }
    let convergence = table("convergence");
    for scope in ["all", "regency"] {
        let own = convergence.iter().filter(|row| row["scope"] == scope);
        assert_eq!(sum(own, &["budget"]), sum(arms(), &["budget"]), "{scope}");
    }
    // what is placed at regencies and districts is in the row of its regency
    let regencies = levers
        .iter()
        .filter(|row| row["scope"] == "regency" && row["breakdown"] == "arm");
    assert_eq!(
        sum(regencies, &["region_placements"]),
        sum(arms(), &["region_placements"])
    );
    assert!(sum(arms(), &["region_placements"]) > 0.0);

    // the gaps of the villages are those of the levers
    let gaps = table("lever_gaps");
    for row in parts() {
        let lever = &row["lever"];
        let gap: f64 = sum(gaps.iter(), &[&format!("gap_{lever}")]);
        let told: f64 = row["gap_need"].parse().unwrap();
        assert!((gap - told).abs() < 1e-3, "{lever}: {gap} and {told}");
        let has = gaps
            .iter()
            .filter(|village| village[&format!("has_{lever}")] == "true");
        assert_eq!(has.count().to_string(), row["having"]);
        assert_ne!(row["needing"], "0", "{lever} is needed by some");
    }

    let designated = table("designated");
    assert_eq!(
        designated[0]["designated_villages"],
        planted("designated").len().to_string()
    );
    let moves = table("moves");
    assert!(moves.iter().any(|row| row["proposal"] == "move"));
    for row in &moves {
        let number = |column: &str| row[column].parse::<f64>().unwrap();
        assert!(
            number("convergence_after") > number("convergence_before"),
            "{row:?}"
        );
        assert!(row["proposal"] != "move" || number("distance_km") <= 30.0);
    }
}

#[test]
fn levers_need_what_the_study_names() {
    let folder = copy_of_example();
    let lever = |needs: &str| {
        format!(
            "[[programmes.levers]]
code = \"burden\"
arm = \"burden\"
words = [\"beban\"]
needs = [{needs}]
[[programmes.levers]]
code = \"other\"
arm = \"income\"
words = [\"permodalan\", \"modal\", \"kualitas-pemasaran\", \"keterampilan\", \"kemitraan\", \"kewirausahaan\"]
needs = [\"ike\"]
"
        )
    };
    let file = study(folder.path(), &lever("\"IKS_2\", \"iks\""));
    let out = folder.path().join("out");
    run(&file, &out, &["--quiet"]);
    let needs = rows(&out.join("tables/lever_gaps.csv"));
    let indicators = rows(&out.join("tables/indicators.csv"));
    let scores = rows(&out.join("tables/scores.csv"));
    let mut known = 0;
    for ((village, indicators), scores) in needs.iter().zip(&indicators).zip(&scores) {
        let Ok(doctor) = indicators["IKS_2"].parse::<f64>() else {
            assert_eq!(village["need_burden"], "");
            continue;
        };
        known += 1;
        let social: f64 = scores["iks"].parse().unwrap();
        let expected = f64::midpoint(1.0 - doctor / 5.0, 1.0 - social);
        let found: f64 = village["need_burden"].parse().unwrap();
        assert!((found - expected).abs() < 2e-6, "{village:?}");
        let economy: f64 = scores["ike"].parse().unwrap();
        let found: f64 = village["need_other"].parse().unwrap();
        assert!((found - 1.0 + economy).abs() < 2e-6, "{village:?}");
    }
    assert!(known > 200);

    let text = fs::read_to_string(&file).unwrap();
    let refused = |needs: &str| {
        fs::write(&file, text.replace("\"IKS_2\", \"iks\"", needs)).unwrap();
        let done = ends(2, kawasan().arg("run").arg(&file).arg("--out").arg(&out));
        String::from_utf8(done.stderr).unwrap()
    };
    let said = refused("\"IKS_99\"");
    assert!(said.contains("IKS_99") && said.contains("IKS_9"), "{said}");
    let said = refused("\"penduduk\"");
    assert!(
        said.contains("penduduk") && said.contains("0 (worst) to 1 (best)"),
        "{said}"
    );
}
