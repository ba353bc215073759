//! Areas asked for in other ways, and areas that cannot be.

use crate::study::{ends, example, kawasan, rows, run};
use std::collections::BTreeSet;
use std::fs;

#[test]
fn areas_may_be_free_of_borders() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("out");
    let free = [
        "--set",
        "areas.within=none",
        "--set",
        "areas.effort=normal",
        "--set",
        "study.language=en",
        "--quiet",
    ];
    run(&example(), &out, &free);
    let groups = rows(&out.join("tables/area_groups.csv"));
    assert_eq!(groups.len(), 1);
    assert_eq!(
        (groups[0]["code"].as_str(), groups[0]["name"].as_str()),
        ("", "all villages")
    );
    let areas = rows(&out.join("tables/areas.csv"));
    assert_eq!(areas.len(), 3, "per_group is of all villages");
    let brief = fs::read_to_string(out.join("report/brief.md")).unwrap();
    assert!(brief.contains("- 3 priority areas cover "), "{brief}");
    let shown = ends(
        0,
        kawasan()
            .arg("run")
            .arg(example())
            .args(["--dry-run", "--set", "areas.within=none"]),
    );
    let plan = String::from_utf8(shown.stdout.clone()).unwrap();
    assert!(plan.contains("at most 3\n"), "{plan}");
}

#[test]
fn every_method_draws_areas_that_keep_the_rules() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("out");
    let mut plans = BTreeSet::new();
    for method in [
        "delineate",
        "skater",
        "redcap",
        "ward",
        "schc",
        "azp",
        "max-p",
    ] {
        let chosen = format!("areas.method={method}");
        let set = [
            "--set",
            &chosen,
            "--set",
            "areas.effort=normal",
            "--set",
            "study.language=en",
            "--quiet",
        ];
        run(&example(), &out, &set);
        let areas = rows(&out.join("tables/areas.csv"));
        assert!(!areas.is_empty(), "{method}");
        for area in &areas {
            let villages: usize = area["villages"].parse().unwrap();
            assert!((4..=10).contains(&villages), "{method}");
        }
        let card = fs::read_to_string(out.join("tables/areas.json")).unwrap();
        let word = if method == "delineate" {
            "maximised"
        } else {
            "regions alike in"
        };
        assert!(card.contains(word), "{method}: {card}");
        plans.insert(
            areas
                .iter()
                .map(|area| area["members"].clone())
                .collect::<Vec<_>>(),
        );
    }
    assert!(plans.len() >= 6, "two methods may agree, not more");
}

#[test]
fn rules_that_cannot_hold_together_are_named() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("out");
    let areas = "areas.villages=[200, 300]";
    let mut tool = kawasan();
    tool.arg("run").arg(example()).arg("--out").arg(&out);
    let told = ends(6, tool.args(["--set", areas, "--quiet"])).stderr;
    let told = String::from_utf8(told).unwrap();
    assert!(
        told.contains("villages >= 200") && told.contains("all else is written"),
        "{told}"
    );
    let groups = rows(&out.join("tables/area_groups.csv"));
    for group in &groups {
        assert_eq!(group["conflict"], "villages >= 200", "{group:?}");
    }
    assert!(rows(&out.join("tables/areas.csv")).is_empty());
    let checks = fs::read_to_string(out.join("checks.csv")).unwrap();
    assert!(checks.contains("areas-infeasible"), "{checks}");
    assert_eq!(rows(&out.join("tables/scores.csv")).len(), 300);

    let lock = "areas.lock_in=[\"99.01.01.2001\"]";
    let mut tool = kawasan();
    tool.arg("run")
        .arg(example())
        .arg("--out")
        .arg(dir.path().join("other"));
    tool.args(["--set", areas, "--set", lock, "--set", "areas.radius=15"]);
    let told = String::from_utf8(ends(6, &mut tool).stderr).unwrap();
    let rules = "the smallest set of rules that cannot hold together in one group: villages >= 200; lock_in 9901012001";
    assert!(told.contains(rules), "{told}");
    assert!(!told.contains("radius"), "{told}");
}

#[test]
fn the_map_names_the_areas() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("out");
    run(
        &example(),
        &out,
        &["--set", "areas.effort=normal", "--quiet"],
    );
    let map = fs::read_to_string(out.join("report/areas.svg")).unwrap();
    let areas = rows(&out.join("tables/areas.csv"));
    for (i, area) in areas.iter().enumerate() {
        let name = format!(
            "<title>{}: {} ({} desa",
            i + 1,
            area["regency"],
            area["villages"]
        );
        assert!(map.contains(&name), "{name}");
    }
    let numbers = map.split("class=\"numbers\"").nth(1).unwrap();
    let numbers = numbers.split("</g>").next().unwrap();
    assert_eq!(numbers.matches("<text").count(), areas.len());
    assert!(map.contains("url(#cross-fine)"), "kelurahan have no data");
    assert!(map.contains("DATA SINTETIS") && map.contains("0,"));
    let brief = fs::read_to_string(out.join("report/brief.md")).unwrap();
    assert!(brief.contains("](areas.svg)"), "{brief}");
    let manifest = fs::read_to_string(out.join("manifest.json")).unwrap();
    assert!(manifest.contains("report/areas.svg"));
}
