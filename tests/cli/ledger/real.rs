//! A synthetic inventory over the real villages of Nusa Tenggara Timur.

use super::{Rows, sum, table};
use crate::study::{ends, kawasan, run};
use crate::support::shared;
use crate::synthetic::says_synthetic;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

fn kept(rows: &Rows, column: &str, value: &str) -> Rows {
    let own = rows.iter().filter(|row| row[column] == value);
    own.cloned().collect()
}

/// A column of the placements as the synthetic study writes them: semicolons, and points between thousands.
fn given(made: &Path, column: &str) -> (usize, f64) {
    let text = fs::read_to_string(made.join("placements.csv")).unwrap();
    let mut lines = text.lines();
    let header = lines.next().unwrap().split(';');
    let at = header.take_while(|title| *title != column).count();
    let cells = lines.map(|line| line.split(';').nth(at).unwrap());
    let cells: Vec<String> = cells
        .map(|cell| cell.replace('.', "").replace(',', "."))
        .collect();
    let numbers = cells.iter().filter(|cell| !cell.is_empty());
    (
        cells.len(),
        numbers.map(|cell| cell.parse::<f64>().unwrap()).sum(),
    )
}

#[test]
fn an_inventory_over_nusa_tenggara_timur() {
    let Some(layer) = shared("data/ntt/desa_ntt.geojson") else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let (made, out) = (folder.path().join("made"), folder.path().join("out"));
    let mut demo = kawasan();
    demo.args(["demo", "--code", "kode", "--boundaries"])
        .arg(&layer);
    ends(0, demo.arg("--out").arg(&made));
    let quick = [
        "areas.effort=quick",
        "index.uncertainty.draws=20",
        "hotspots.permutations=99",
    ];
    let quick: Vec<&str> = quick.iter().flat_map(|own| ["--set", own]).collect();
    run(&made.join("study.toml"), &out, &quick);

    let synergy = table(&out, "synergy");
    let codes: BTreeSet<&String> = synergy.iter().map(|row| &row["code"]).collect();
    assert_eq!((synergy.len(), codes.len()), (3352, 3352));
    nothing_is_lost(&made, &out, &synergy);
    plan_holds(&out);
    profiles_agree(&out);
    for row in &synergy {
        if row["need"].is_empty() {
            assert_eq!(row["levers_needed"], "", "{row:?}");
            assert!(!row["action_1"].starts_with("Hadirkan"), "{row:?}");
        }
        let needed = row["levers_needed"].parse::<usize>().unwrap_or(0);
        let present = row["levers_present"].parse::<usize>().unwrap_or(0);
        let missing = row["levers_missing"]
            .split("; ")
            .filter(|code| !code.is_empty());
        assert_eq!(needed - present, missing.count(), "{row:?}");
    }
    says_synthetic(&out);
}

/// Villages, regions, what is in no village of the layer, and the years before make up the file.
fn nothing_is_lost(made: &Path, out: &Path, synergy: &Rows) {
    let [levers, inventory, years] =
        ["levers", "inventory", "programme_years"].map(|name| table(out, name));
    let arms = kept(&kept(&levers, "scope", "all"), "breakdown", "arm");
    let years = kept(&years, "tag", "");
    let before: Rows = years
        .into_iter()
        .filter(|row| row["year"] != "2024")
        .collect();
    assert!(!before.is_empty());
    for (column, title) in [("budget", "pagu"), ("beneficiaries", "penerima")] {
        let (_, all) = given(made, title);
        let parts = [
            sum(synergy, column),
            sum(&arms, &format!("region_{column}")),
            sum(&inventory, &format!("{column}_unplaced")),
            sum(&before, column),
        ];
        assert!(parts.iter().all(|part| *part > 0.0), "{column} {parts:?}");
        assert_eq!(parts.iter().sum::<f64>(), all, "{column} {parts:?}");
        assert_eq!(parts[0], sum(&arms, column), "{column}");
    }
    let (count, _) = given(made, "pagu");
    let placements = kept(&inventory, "role", "placements");
    let parts = [
        sum(&arms, "placements"),
        sum(&arms, "region_placements"),
        sum(&placements, "unmatched"),
        sum(&placements, "ambiguous"),
        sum(&before, "placements"),
    ];
    assert_eq!(parts.iter().sum::<f64>(), count as f64, "{parts:?}");
}

/// The plan of facilitators serves no fewer families than now, and nobody has more than may be.
fn plan_holds(out: &Path) {
    let facilitators = table(out, "facilitators");
    let (now, planned) = (
        sum(&facilitators, "families"),
        sum(&facilitators, "families_planned"),
    );
    assert!(planned >= now && now > 0.0, "{planned} after {now}");
    for row in &facilitators {
        let number = |column: &str| row[column].parse::<f64>().ok();
        assert!(
            number("villages_planned") <= number("villages_most"),
            "{row:?}"
        );
        let most = number("families_most").unwrap_or(f64::INFINITY);
        assert!(number("families_planned").unwrap() <= most, "{row:?}");
    }
    let plan = table(out, "facilitator_plan");
    let served: Rows = plan
        .iter()
        .filter(|row| row["change"] != "unmet")
        .cloned()
        .collect();
    assert_eq!(sum(&served, "families"), planned);
    let mut units = BTreeSet::new();
    for row in &plan {
        for programme in row["programme_ids"].split("; ") {
            assert!(units.insert((&row["code"], programme)), "{row:?}");
        }
    }
}

/// Each area has its profile, with the counts of its row.
fn profiles_agree(out: &Path) {
    let [areas, profiles] = ["synergy_areas", "area_profiles"].map(|name| table(out, name));
    assert!(areas.len() > 40);
    let mut of: BTreeMap<(&str, &str), Rows> = BTreeMap::new();
    for line in &profiles {
        let key = (line["area"].as_str(), line["section"].as_str());
        of.entry(key).or_default().push(line.clone());
    }
    let none = Rows::new();
    for row in &areas {
        let lines =
            |section: &'static str| of.get(&(row["area"].as_str(), section)).unwrap_or(&none);
        let close = |section: &'static str, column: &str, digits: f64| {
            let own = &lines(section)[0];
            assert_eq!(own["villages"], row["villages"]);
            let [told, known] = [&own["amount"], &row[column]].map(|n| n.parse::<f64>().ok());
            let apart = told.zip(known).map_or(0.0, |(a, b)| (a - b).abs());
            assert!(
                told.is_some() == known.is_some() && apart <= digits,
                "{row:?}"
            );
        };
        close("people", "population", 0.5);
        close("need", "need", 0.005 + 1e-9);
        let count = |section: &'static str| lines(section).len().to_string();
        assert_eq!(count("programme_present"), row["programmes"]);
        assert_eq!(count("institution"), row["institutions"]);
        let money = sum(lines("programme_present"), "amount");
        assert_eq!(money, row["budget"].parse().unwrap_or(0.0), "{row:?}");
        let gaps = sum(lines("lever_missing"), "villages");
        assert_eq!(gaps.to_string(), row["lever_gaps"], "{row:?}");
        let facilitators = lines("facilitator").len();
        let number = |column: &str| row[column].parse::<usize>().unwrap();
        assert!(facilitators >= number("facilitators").max(number("facilitators_planned")));
        assert!(facilitators <= number("facilitators") + number("facilitators_planned"));
    }
    let told: BTreeSet<&str> = of.keys().map(|(area, _)| *area).collect();
    assert_eq!(told.len(), areas.len());
}
