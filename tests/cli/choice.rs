//! Budgets placed anew and the intervention menu, as a planner asks for them.

use crate::study::{assert_same, copy_of_example, ends, files, kawasan, rows, run, written};
use crate::support::shared;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

type Rows = Vec<BTreeMap<String, String>>;

fn number(row: &BTreeMap<String, String>, column: &str) -> f64 {
    row[column].parse().unwrap_or(0.0)
}

fn sum(rows: &Rows, column: &str, keep: impl Fn(&BTreeMap<String, String>) -> bool) -> f64 {
    let kept = rows.iter().filter(|row| keep(row));
    kept.map(|row| number(row, column)).sum()
}

/// The example with four programmes of three ministries and three levers, and a table of two actions.
fn example(more: &str) -> (TempDir, PathBuf) {
    let folder = copy_of_example();
    let write = |name: &str, text: String| fs::write(folder.path().join(name), text).unwrap();
    write(
        "katalog.csv",
        "id,nama,kementerian,jalur,pengungkit,biaya_satuan\n\
         A,Kredit,Kemenkop,pendapatan,permodalan,2000000\n\
         B,Pangan,Kemensos,beban,,1500000\n\
         C,Modal ventura,Kemenkeu,pendapatan,permodalan,1000000\n\
         D,Pelatihan,Kemnaker,pendapatan,keterampilan,500000\n\
         E,Usaha,Kemenkop,pendapatan,,900000\n"
            .into(),
    );
    let idm = rows(&folder.path().join("idm.csv"));
    let mut placements = "programme,code,year,households,budget\n".to_owned();
    for (i, row) in idm.iter().take(120).enumerate() {
        let programme = ["A", "B", "C"][i % 3];
        let households = 20 + i % 7;
        let budget = households * [2_000_000, 1_500_000, 1_000_000][i % 3];
        placements += &format!(
            "{programme},{},2024,{households},{budget}\n",
            row["kode_desa"]
        );
    }
    // two kelurahan, whose need is not known, and a programme without a lever
    let known: BTreeSet<&str> = idm.iter().map(|row| row["kode_desa"].as_str()).collect();
    let people = fs::read_to_string(folder.path().join("penduduk.csv")).unwrap();
    let codes = people
        .lines()
        .skip(1)
        .filter_map(|row| row.split(';').next());
    let towns = codes.map(|code| code.replace('.', ""));
    let towns: Vec<String> = towns
        .filter(|code| !known.contains(code.as_str()))
        .collect();
    placements += &format!("A,{},2024,10,20000000\nB,{},2024,4,\n", towns[0], towns[1]);
    placements += &format!("E,{},2024,5,4500000\n", idm[0]["kode_desa"]);
    write("penempatan.csv", placements);
    write(
        "aksi.csv",
        "indicator,action,actor,cost\nIKS_2,Dokter,\"Kab: Dinkes, Pusat: Kemenkes\",5\nIKL_3,Mitigasi,Desa,9\n".into(),
    );
    let file = folder.path().join("pilihan.toml");
    let text = fs::read_to_string(folder.path().join("study.toml")).unwrap();
    let head = text
        .split("[index.uncertainty]")
        .next()
        .unwrap()
        .split("[programmes]")
        .next()
        .unwrap();
    let areas = "[areas]\nmethod = \"delineate\"\nvillages = [4, 10]\nwithin = \"regency\"\nper_group = 2\n";
    let programmes = "[programmes]\ncatalogue = \"katalog.csv\"\nplacements = \"penempatan.csv\"\n";
    fs::write(&file, format!("{head}\n{areas}{programmes}{more}")).unwrap();
    (folder, file)
}

#[test]
fn money_in_is_money_out_and_together_is_never_worse() {
    let (folder, file) =
        example("actions = \"aksi.csv\"\n[programmes.allocation]\nbudgets = { D = 100000000 }\n");
    let (out, again) = (folder.path().join("out"), folder.path().join("again"));
    run(&file, &out, &["--threads", "2"]);
    run(&file, &again, &["--threads", "1"]);
    assert_same(&files(&out), &files(&again));
    let placed = rows(&out.join("tables/allocation.csv"));
    let summary = rows(&out.join("tables/allocation_summary.csv"));
    let whole = summary.iter().find(|row| row["scope"] == "all").unwrap();
    assert!(number(whole, "synergy") >= 0.0, "{whole:?}");
    assert!(number(whole, "objective") <= number(whole, "bound") + 1e-6);
    assert!(number(whole, "objective") > number(whole, "now"));
    for (scope, column) in [("ministry", "ministry"), ("all", "")] {
        for row in summary.iter().filter(|row| row["scope"] == scope) {
            let own = |p: &BTreeMap<String, String>| column.is_empty() || p[column] == row["name"];
            assert!(
                (sum(&placed, "money", own) - number(row, "money")).abs() < 0.5,
                "{row:?}"
            );
            assert!((sum(&placed, "gain", own) - number(row, "objective")).abs() < 1e-3);
            let (budget, money) = (number(row, "budget"), number(row, "money"));
            assert!(money <= budget * (1.0 + 1e-8) && money > 0.0, "{row:?}");
            assert!((budget - money - number(row, "money_left")).abs() < 0.5);
        }
    }
    // parts sum to the whole
    for column in [
        "money",
        "money_now",
        "money_kept",
        "placements",
        "placements_now",
        "objective",
        "alone",
        "now",
    ] {
        let all = number(whole, column);
        for scope in ["ministry", "regency", "class", "area"] {
            let parts = sum(&summary, column, |row| row["scope"] == scope);
            assert!(
                (parts - all).abs() < 1e-2 + 1e-9 * all,
                "{column} {scope} {parts} {all}"
            );
        }
    }
    // the priority areas lose money, or nothing is said of them
    let area = summary.iter().find(|row| row["code"] == "inside").unwrap();
    let checks = rows(&out.join("checks.csv"));
    let warned = checks
        .iter()
        .any(|row| row["check"] == "allocation-neediest" && row["what"].contains("priority areas"));
    assert_eq!(
        warned,
        number(area, "money") < number(area, "money_now"),
        "{area:?}"
    );
    assert!(summary.iter().any(|row| row["name"] == "tanpa status"));
    for row in summary.iter().filter(|row| row["scope"] == "regency") {
        assert!(
            number(row, "money") >= number(row, "floor") - 0.5,
            "{row:?}"
        );
    }
    // every programme and village once; what stands now is kept or moved
    let pairs: BTreeSet<(&str, &str)> = placed
        .iter()
        .map(|row| (row["programme"].as_str(), row["code"].as_str()))
        .collect();
    assert_eq!(pairs.len(), placed.len());
    let changes: BTreeSet<&str> = placed.iter().map(|row| row["change"].as_str()).collect();
    assert_eq!(changes, BTreeSet::from(["kept", "moved", "new", "now"]));
    // nothing of today is lost: rows sum to the inventory, and what stays has its own money
    let inventory = rows(&out.join("tables/programmes.csv"));
    for (column, own) in [("placements_now", "placements"), ("money_now", "budget")] {
        let today = sum(&inventory, own, |_| true);
        assert!(today > 100.0 && (sum(&placed, column, |_| true) - today).abs() < 0.5);
        assert!((number(whole, column) - today).abs() < 0.5);
    }
    let kept: Vec<_> = placed
        .iter()
        .filter(|row| row["change"] == "kept")
        .collect();
    let told: Vec<_> = kept
        .iter()
        .map(|row| {
            let column = |name: &str| row[name].as_str();
            [
                column("programme"),
                column("reason"),
                column("money"),
                column("gain"),
            ]
        })
        .collect();
    assert_eq!(told.len(), 3);
    for row in [
        ["A", "need-unknown", "20000000", ""],
        ["B", "need-unknown", "", ""],
        ["E", "no-lever", "4500000", ""],
    ] {
        assert!(told.contains(&row), "{row:?} {told:?}");
    }
    assert_eq!(number(whole, "placements_kept"), 3.0);
    assert_eq!(number(whole, "money_kept"), 24_500_000.0);
    let villages = rows(&out.join("tables/synergy.csv"));
    let planned = |at: usize| {
        let mut own = villages
            .iter()
            .filter(|row| row["code"] == kept[at]["code"]);
        own.next().unwrap()["money_planned"].clone()
    };
    for (at, row) in kept.iter().enumerate() {
        match row["programme"].as_str() {
            "A" => assert_eq!(planned(at), "20000000"),
            "B" => assert_eq!(planned(at), ""),
            _ => assert!(planned(at).parse::<f64>().unwrap() >= 4_500_000.0),
        }
    }
    let money = sum(&villages, "money_planned", |_| true);
    assert!((money - number(whole, "money")).abs() < 0.5);
    assert_eq!(sum(&placed, "money", |row| row["change"] == "moved"), 0.0);
    // only two indicators have a cost
    let menu = rows(&out.join("tables/menu.csv"));
    let chosen = menu.iter().filter(|row| !row["next_steps"].is_empty());
    let chosen: BTreeSet<&str> = chosen.map(|row| row["indicator"].as_str()).collect();
    assert!(!chosen.is_empty() && chosen.is_subset(&BTreeSet::from(["IKS_2", "IKL_3"])));
    let next = rows(&out.join("tables/menu_next.csv"));
    assert!(next.iter().any(|row| row["reach"] == "unreachable"));
}

#[test]
fn a_budget_of_an_unknown_programme_is_refused() {
    let (_folder, file) = example("[programmes.allocation]\nbudgets = { Z = 1.0 }\n");
    let out = file.with_file_name("out");
    let done = ends(2, kawasan().arg("run").arg(&file).arg("--out").arg(out));
    let said = String::from_utf8_lossy(&done.stderr).into_owned();
    assert!(said.contains("budgets") && said.contains('Z'), "{said}");
}

/// Sums of the three blocks of a row, where all 50 scores are there.
fn blocks(row: &BTreeMap<String, String>) -> Option<[u32; 3]> {
    let of = |block: &str, count: usize| {
        let cells = (1..=count).map(|no| row[&format!("{block}_{no}")].parse::<u32>().ok());
        cells.sum::<Option<u32>>()
    };
    Some([of("IKS", 35)?, of("IKE", 12)?, of("IKL", 3)?])
}

/// Fewest steps past the next limit, by trying every number of steps a block; in 1/6300 of the index a step of IKS is 12, of IKE 35, of IKL 140.
fn fewest([iks, ike, ikl]: [u32; 3]) -> Option<u32> {
    let score = 12 * iks + 35 * ike + 140 * ikl;
    let over = |score: u32, limit: u32| score * 10_000 > limit * 6300;
    let limit = [4907, 5989, 7072, 8155]
        .into_iter()
        .find(|&limit| !over(score, limit))?;
    let mut best = None;
    for l in 0..=15 - ikl {
        for e in 0..=60 - ike {
            let more = 140 * l + 35 * e;
            let s = (0..=175 - iks).find(|s| over(score + more + 12 * s, limit));
            if let Some(s) = s {
                best = Some(best.map_or(l + e + s, |b: u32| b.min(l + e + s)));
            }
        }
    }
    best
}

#[test]
fn the_menu_of_164_villages_of_nusa_tenggara_timur() {
    let (Some(layer), Some(table), Some(actions)) = (
        shared("data/ntt/desa_ntt.geojson"),
        shared("data/idm/idm_indicators_2021_2023.csv"),
        shared("data/idm/idm_indicator_actions.csv"),
    ) else {
        return;
    };
    let quoted = |path: &Path| path.display().to_string();
    let (folder, file) = written(&format!(
        "[study]\nname = \"menu\"\nlanguage = \"id\"\n[boundaries]\npath = \"{}\"\ncode = \"kode\"\nname = \"nama\"\n\
         [[tables]]\npath = \"{}\"\ncode = \"id_desa\"\nname = \"nama_desa\"\n\
         where = \"tahun = 2023 and nama_provinsi = 'NUSA TENGGARA TIMUR'\"\n\
         [index]\ndefinition = \"idm-2016\"\n[programmes]\ncatalogue = \"katalog.csv\"\nplacements = \"penempatan.csv\"\nactions = \"{}\"\n",
        quoted(&layer),
        quoted(&table),
        quoted(&actions)
    ));
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    write(
        "katalog.csv",
        "id,nama,kementerian,jalur,pengungkit\nA,Sintetis,Sintetis,beban,\n",
    );
    write("penempatan.csv", "programme,code,year\nA,5301072002,2023\n");
    let out = folder.path().join("out");
    run(&file, &out, &[]);
    let known: BTreeMap<String, [u32; 3]> = rows(&table)
        .into_iter()
        .filter(|row| row["tahun"] == "2023" && row["nama_provinsi"] == "NUSA TENGGARA TIMUR")
        .filter_map(|row| Some((row["id_desa"].clone(), blocks(&row)?)))
        .collect();
    assert!(known.len() > 150, "{}", known.len());
    let next = rows(&out.join("tables/menu_next.csv"));
    let mut steps = 0;
    for row in &next {
        let plain = row["code"].replace('.', "");
        let Some(&blocks) = known.get(&plain) else {
            assert_eq!(row["next_steps"], "");
            continue;
        };
        let wanted = fewest(blocks);
        assert_eq!(row["next_steps"].parse::<u32>().ok(), wanted, "{row:?}");
        assert_eq!(row["reach"], if wanted.is_some() { "set" } else { "best" });
        steps += wanted.unwrap_or(0);
    }
    // (5 - score) / (5 x n) / 3
    let menu = rows(&out.join("tables/menu.csv"));
    for row in &menu {
        let n = match &row["indicator"][..3] {
            "IKS" => 35.0,
            "IKE" => 12.0,
            _ => 3.0,
        };
        let gain = (5.0 - number(row, "from")) / (15.0 * n);
        assert!((number(row, "gain") - gain).abs() < 1e-6, "{row:?}");
        assert!(!row["action"].is_empty());
    }
    assert_eq!(sum(&menu, "next_steps", |_| true) as u32, steps);
    let totals = rows(&out.join("tables/menu_totals.csv"));
    let everybody =
        |row: &BTreeMap<String, String>| row["tier"] == "all" && row["actor"] == "semua";
    assert_eq!(
        sum(&totals, "steps", |row| everybody(row)
            && row["code"].is_empty()) as u32,
        steps
    );
    assert_eq!(
        sum(&totals, "steps", |row| everybody(row)
            && !row["code"].is_empty()) as u32,
        steps
    );
    let whole = totals.iter().filter(|row| row["code"].is_empty());
    assert!(whole.clone().count() > 1);
    assert!(whole.clone().all(|row| row["regency"] == "semua"));
    // one health office, whatever its spelling
    let offices = totals
        .iter()
        .filter(|row| row["actor"].eq_ignore_ascii_case("dinkes") && row["code"].is_empty());
    assert_eq!(offices.filter(|row| row["tier"] == "regency").count(), 1);
}
