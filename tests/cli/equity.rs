//! `[equity]`, `[advantage]`, `[assets]`, `kawasan equity` and `kawasan advantage`.

use crate::study::{copy_of_example, ends, example, files, kawasan, rows, run, written};
use crate::support::shared;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Command;

type Row = BTreeMap<String, String>;

fn number(row: &Row, column: &str) -> f64 {
    row[column]
        .parse()
        .unwrap_or_else(|_| panic!("{column} of {row:?}"))
}

fn find<'a>(rows: &'a [Row], wanted: &[(&str, &str)]) -> &'a Row {
    let fits = |row: &&Row| wanted.iter().all(|(column, value)| row[*column] == *value);
    rows.iter()
        .find(fits)
        .unwrap_or_else(|| panic!("{wanted:?}"))
}

fn tool(verb: &str, folder: &Path, args: &[&str]) -> Command {
    let mut tool = kawasan();
    tool.current_dir(folder).arg(verb).args(args).arg("--quiet");
    tool
}

fn told(code: i32, tool: &mut Command) -> String {
    String::from_utf8(ends(code, tool).stderr).unwrap()
}

#[test]
fn the_worked_example_and_what_it_refuses() {
    let dir = tempfile::tempdir().unwrap();
    let here = dir.path();
    let table = "id,group,x,w,year\na,1,0,1,2020\nb,1,0,1,2020\nc,1,0,1,2020\nd,2,10,1,2020\ne,2,10,1,2020\nf,2,10,1,2020\n";
    fs::write(here.join("t.csv"), table).unwrap();
    let args = [
        "t.csv",
        "--value",
        "x",
        "--by",
        "group",
        "--measure",
        "theil-t,theil-l,gini,atkinson",
        "--groups",
        "g.csv",
        "--curve",
        "c.csv",
        "-o",
        "out.csv",
    ];
    ends(0, &mut tool("equity", here, &args));
    let out = rows(&here.join("out.csv"));
    let theil = find(&out, &[("measure", "theil-t"), ("by", "group")]);
    assert!((number(theil, "value") - std::f64::consts::LN_2).abs() < 1e-12);
    assert!((number(theil, "between") - std::f64::consts::LN_2).abs() < 1e-12);
    assert_eq!(number(theil, "within"), 0.0);
    assert_eq!((theil["n"].as_str(), theil["zeros"].as_str()), ("6", "3"));
    let log = find(&out, &[("measure", "theil-l"), ("by", "")]);
    assert!(log["value"].is_empty() && log["undefined"].contains("some values are 0"));
    assert_eq!(
        number(find(&out, &[("measure", "gini"), ("by", "group")]), "value"),
        0.5
    );
    let groups = rows(&here.join("g.csv"));
    let second = find(&groups, &[("measure", "theil-t"), ("group", "2")]);
    assert_eq!(number(second, "amount_share"), 1.0);
    assert_eq!(
        rows(&here.join("c.csv")).len(),
        3,
        "two values and the start"
    );

    // the order of rows shows nowhere
    let mut lines: Vec<&str> = table.lines().collect();
    lines[1..].reverse();
    fs::write(here.join("turned.csv"), format!("{}\n", lines.join("\n"))).unwrap();
    let args = [
        "turned.csv",
        "--value",
        "x",
        "--by",
        "group",
        "--measure",
        "theil-t,theil-l,gini,atkinson",
        "-o",
        "turned_out.csv",
    ];
    ends(0, &mut tool("equity", here, &args));
    assert_eq!(
        fs::read(here.join("out.csv")).unwrap(),
        fs::read(here.join("turned_out.csv")).unwrap()
    );

    fs::write(here.join("bad.csv"), "id,group,x\na,1,5\nb,1,-2\nc,2,\n").unwrap();
    let said = told(
        3,
        &mut tool("equity", here, &["bad.csv", "--value", "x", "-o", "o.csv"]),
    );
    assert!(
        said.contains("bad.csv, column x, row 3: ") && said.contains("this is -2"),
        "{said}"
    );
    let said = told(
        3,
        &mut tool(
            "equity",
            here,
            &["t.csv", "--value", "x", "--by", "year", "-o", "o.csv"],
        ),
    );
    assert!(said.contains("one group only, 2020"), "{said}");
    let said = told(
        3,
        &mut tool("equity", here, &["t.csv", "--value", "z", "-o", "o.csv"]),
    );
    assert!(said.contains("column z"), "{said}");
    ends(
        2,
        &mut tool(
            "equity",
            here,
            &["t.csv", "--value", "x", "--epsilon", "0", "-o", "o.csv"],
        ),
    );
    ends(
        2,
        &mut tool(
            "equity",
            here,
            &["t.csv", "--value", "x", "--from", "lowest", "-o", "o.csv"],
        ),
    );
    assert!(!here.join("o.csv").exists());
}

/// Theil T and the Gini between people by brute force.
fn brute(x: &[f64], w: &[f64]) -> [f64; 2] {
    let people: f64 = w.iter().sum();
    let mean = x.iter().zip(w).map(|(x, w)| x * w).sum::<f64>() / people;
    let theil = x
        .iter()
        .zip(w)
        .map(|(x, w)| w / people * x / mean * (x / mean).ln());
    let mut differences = 0.0;
    for i in 0..x.len() {
        for j in 0..x.len() {
            differences += w[i] * w[j] * (x[i] - x[j]).abs();
        }
    }
    [theil.sum(), differences / (2.0 * people * people * mean)]
}

#[test]
fn the_514_regencies_between_and_within_provinces() {
    let Some(table) = shared("data/kabupaten/kemiskinan_514_raw.csv") else {
        return;
    };
    let dir = tempfile::tempdir().unwrap();
    let table = table.to_str().unwrap();
    let spending = "Pengeluaran per Kapita Disesuaikan (Ribu Rupiah/Orang/Tahun)";
    let poor = "Persentase Penduduk Miskin (P0) Menurut Kabupaten/Kota (Persen)";
    // blank rows at the end have no province
    let text = fs::read_to_string(table).unwrap();
    let whole: Vec<&str> = text
        .lines()
        .filter(|l| !l.trim_matches([';', ' ', '\r']).is_empty())
        .collect();
    fs::write(dir.path().join("k.csv"), whole.join("\n")).unwrap();
    let args = [
        "k.csv",
        "--value",
        spending,
        "--by",
        "Provinsi",
        "--measure",
        "gini,theil-t,theil-l,squared-cv,atkinson",
        "--rank-by",
        poor,
        "-o",
        "o.csv",
    ];
    ends(0, &mut tool("equity", dir.path(), &args));
    let out = rows(&dir.path().join("o.csv"));
    assert_eq!(out.len(), 11);
    for measure in ["gini", "theil-t", "theil-l", "squared-cv", "atkinson"] {
        let row = find(&out, &[("measure", measure), ("by", "Provinsi")]);
        assert_eq!(row["n"], "514");
        let parts = number(row, "between") + number(row, "within") + number(row, "residual");
        assert!((parts - number(row, "value")).abs() < 1e-12, "{row:?}");
        let share = number(row, "between") / number(row, "value");
        assert!((0.2..0.8).contains(&share), "{measure}: {share}");
    }
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(b';')
        .from_path(dir.path().join("k.csv"))
        .unwrap();
    let at = reader
        .headers()
        .unwrap()
        .iter()
        .position(|t| t == spending)
        .unwrap();
    let x: Vec<f64> = reader
        .records()
        .map(|r| r.unwrap()[at].trim().replace(',', ".").parse().unwrap())
        .collect();
    let [theil, gini] = brute(&x, &vec![1.0; x.len()]);
    assert!(
        (number(find(&out, &[("measure", "theil-t"), ("by", "")]), "value") - theil).abs() < 1e-12
    );
    assert!((number(find(&out, &[("measure", "gini"), ("by", "")]), "value") - gini).abs() < 1e-12);
    // where many are poor people spend less: the first ranked hold less than their share
    assert!(number(find(&out, &[("measure", "concentration")]), "value") > 0.0);
}

#[test]
fn the_spatial_gini_of_links() {
    let dir = tempfile::tempdir().unwrap();
    let here = dir.path();
    let layer = example().with_file_name("desa.geojson");
    let mut links = kawasan();
    links
        .arg("neighbours")
        .arg(layer)
        .args(["--id", "kode", "-o"])
        .arg(here.join("links.csv"));
    ends(0, links.arg("--quiet"));
    fs::copy(example().with_file_name("penduduk.csv"), here.join("p.csv")).unwrap();
    let args = [
        "p.csv",
        "--value",
        "persen_miskin",
        "--measure",
        "gini",
        "--neighbours",
        "links.csv",
        "--key",
        "kode",
        "-o",
        "o.csv",
    ];
    ends(0, &mut tool("equity", here, &args));
    let out = rows(&here.join("o.csv"));
    let spatial = find(&out, &[("measure", "spatial-gini")]);
    let gini = find(&out, &[("measure", "gini")]);
    assert!((number(spatial, "value") - number(gini, "value")).abs() < 1e-12);
    assert!(
        (number(spatial, "between") + number(spatial, "within") - number(gini, "value")).abs()
            < 1e-12
    );
    assert!(number(spatial, "p") < 0.01, "neighbours are alike");

    // the layer itself in place of its links
    let layer = example().with_file_name("desa.geojson");
    let layer = layer.to_str().unwrap();
    let near = |more: &[&str], out: &str| {
        let all = [&args[..5], &["--key", "kode"], more, &["-o", out]].concat();
        tool("equity", here, &all)
    };
    let of_layer = ["--layer", layer, "--id", "kode"];
    ends(0, &mut near(&of_layer, "l.csv"));
    let text = |name: &str| fs::read_to_string(here.join(name)).unwrap();
    assert_eq!(text("o.csv"), text("l.csv"));
    let nearest = [&of_layer[..], &["--kind", "knn", "--k", "4"]].concat();
    ends(0, &mut near(&nearest, "k.csv"));
    assert_ne!(text("k.csv"), text("l.csv"));
    let words = told(2, &mut near(&["--kind", "knn", "--k", "4"], "n.csv"));
    assert!(words.contains("--layer"), "{words}");
    let words = told(2, &mut near(&[], "n.csv"));
    assert!(words.contains("--key"), "{words}");
    told(2, &mut near(&["--layer", layer], "n.csv"));
    let words = told(
        2,
        &mut near(&[&of_layer[..], &["--k", "4"]].concat(), "n.csv"),
    );
    assert!(words.contains("--kind"), "{words}");
    let more = text("p.csv").replacen("\n", "\n99.09.09.2999;Baru;9;2;1;11,1\n", 1);
    fs::write(here.join("p.csv"), more).unwrap();
    let words = told(3, &mut near(&of_layer, "n.csv"));
    assert!(
        words.contains("99.09.09.2999") && words.contains("kode"),
        "{words}"
    );
    let replaced = told(5, &mut near(&of_layer, layer));
    assert!(replaced.contains("desa.geojson"), "{replaced}");
}

/// A study of NTT with GRDP a head by year (BPS codes, bridged), and employment that is made up over its real regencies.
fn ntt() -> Option<(tempfile::TempDir, std::path::PathBuf)> {
    let data = |name: &str| shared(&format!("data/ntt/{name}"));
    let (layer, idm) = (data("desa_ntt.geojson")?, data("idm_2024_ntt.csv")?);
    let (grdp, bridge) = (data("grdp_pc_ntt.csv")?, data("bridge_bps_ntt.csv")?);
    let (people, poor) = (
        data("penduduk_kab_ntt.csv")?,
        data("kemiskinan_kab_ntt.csv")?,
    );
    let text = format!(
        "[study]\nname = \"ntt\"\nseed = 7\n[boundaries]\npath = {layer:?}\ncode = \"kode\"\nname = \"nama\"\n\
         [[tables]]\npath = {idm:?}\ncode = \"kode_desa\"\nname = \"desa\"\n\
         [[tables]]\npath = {grdp:?}\nlevel = \"regency\"\ncode = \"districtID\"\nsystem = \"bps\"\nbridge = {{ path = \"bridge.csv\", from = \"bps\", to = \"dagri\" }}\n\
         [[tables]]\npath = {people:?}\nlevel = \"regency\"\ncode = \"kode\"\n\
         [[tables]]\npath = {poor:?}\nlevel = \"regency\"\ncode = \"kode_kemendagri\"\n\
         [index]\ndefinition = \"idm-2016\"\n[areas]\nvillages = [3, 12]\neffort = \"quick\"\ntheme = \"leading\"\n\
         [equity]\nvalues = [\"grdp_pc_*\"]\nmeasures = [\"gini\", \"theil-t\", \"cv\", \"spatial-gini\"]\nweight = \"total\"\n\
         [advantage]\npath = \"kerja.csv\"\ncode = \"kode\"\nsector = \"sektor\"\nvalue = \"pekerja\"\nyear = \"tahun\"\n\
         [outputs]\nlayers = [\"geojson\"]\nmap = false\n"
    );
    let (folder, file) = written(&text);
    let mut pairs = BTreeSet::new();
    for row in rows(&bridge) {
        let (from, to) = (&row["kode_bps"], &row["kode_dagri"]);
        pairs.insert((from[..4].to_owned(), to[..5].to_owned()));
    }
    let pairs = pairs.iter().map(|(from, to)| format!("{from},{to}\n"));
    fs::write(
        folder.path().join("bridge.csv"),
        format!("bps,dagri\n{}", pairs.collect::<String>()),
    )
    .unwrap();
    let mut work = String::from("kode,sektor,tahun,pekerja\n");
    for (r, row) in rows(&poor).iter().enumerate() {
        for (s, sector) in ["jagung", "rumput laut", "ternak", "tenun"]
            .iter()
            .enumerate()
        {
            let heavy = if r % 4 == s { 4 } else { 1 };
            for year in 2021..=2023 {
                let count =
                    50 + 7 * r + heavy * 100 * (4 - s) + (year as usize - 2021) * (3 * s + r % 3);
                work += &format!("{},{sector},{year},{count}\n", row["kode_kemendagri"]);
            }
        }
    }
    fs::write(folder.path().join("kerja.csv"), work).unwrap();
    Some((folder, file))
}

#[test]
fn nusa_tenggara_timur_over_the_years() {
    let Some((folder, file)) = ntt() else { return };
    let out = folder.path().join("out");
    run(&file, &out, &["--threads", "2", "--quiet"]);
    let equity = rows(&out.join("tables/equity.csv"));
    let years: BTreeSet<&str> = equity.iter().map(|row| row["year"].as_str()).collect();
    assert_eq!(years.len(), 25);
    assert!(
        equity
            .iter()
            .all(|row| row["units"] == "regency" && row["without_weight"] == "0")
    );
    // people and GRDP read by hand
    let data = |name: &str| rows(&shared(&format!("data/ntt/{name}")).unwrap());
    let codes: BTreeMap<String, String> = rows(&folder.path().join("bridge.csv"))
        .iter()
        .map(|row| (row["bps"].clone(), row["dagri"].clone()))
        .collect();
    let people: BTreeMap<String, f64> = data("penduduk_kab_ntt.csv")
        .iter()
        .map(|row| (row["kode"].clone(), number(row, "total")))
        .collect();
    let (mut x, mut w) = (Vec::new(), Vec::new());
    for row in data("grdp_pc_ntt.csv") {
        let grdp = row["grdp_pc_2024"].trim().replace(',', "");
        x.push(grdp.parse::<f64>().unwrap());
        w.push(people[&codes[&row["districtID"]]]);
    }
    let last = |measure: &str| {
        let row = [
            ("column", "grdp_pc_2024"),
            ("measure", measure),
            ("by", "all"),
        ];
        number(find(&equity, &row), "value")
    };
    let [theil, gini] = brute(&x, &w);
    assert!((last("theil-t") - theil).abs() < 1e-6);
    assert!((last("gini") - gini).abs() < 1e-6);
    // the one city has no village with an index, and so no need to be ranked by
    let ranked = find(
        &equity,
        &[("column", "grdp_pc_2024"), ("measure", "concentration")],
    );
    assert_eq!(
        (ranked["n"].as_str(), ranked["without_value"].as_str()),
        ("21", "1")
    );
    let checks = rows(&out.join("checks.csv"));
    assert!(
        checks.iter().any(|row| row["check"] == "equity-one-group"),
        "one province"
    );
    let picture = fs::read_to_string(out.join("report/equity.svg")).unwrap();
    assert_eq!(
        picture.matches("<polyline").count(),
        4,
        "two years, Lorenz and concentration"
    );

    let quotients = rows(&out.join("tables/location_quotients.csv"));
    assert_eq!(quotients.len(), 22 * 4 * 3);
    assert!(
        quotients
            .iter()
            .any(|row| row["leads"] == "true" && number(row, "q") <= 0.05)
    );
    let shift = rows(&out.join("tables/shift_share.csv"));
    assert_eq!(shift.len(), 22 * 5);
    for row in &shift {
        let parts = number(row, "national") + number(row, "mix") + number(row, "regional");
        assert!((parts - number(row, "change")).abs() < 1e-5, "{row:?}");
    }
    // every area keeps to the leading sector that its villages share
    let leading: BTreeMap<String, String> = rows(&out.join("tables/potentials.csv"))
        .into_iter()
        .map(|row| (row["code"].clone(), row["leading"].clone()))
        .collect();
    let areas = rows(&out.join("tables/areas.csv"));
    assert!(!areas.is_empty());
    for area in &areas {
        let of: BTreeSet<&String> = area["members"]
            .split(' ')
            .map(|code| &leading[code])
            .collect();
        assert!(of.len() <= 1, "{of:?}");
    }
    let joins = rows(&out.join("tables/joins.csv"));
    assert_eq!(joins.last().unwrap()["matched"], (22 * 12).to_string());
    // any number of threads and any order of rows
    let text = fs::read_to_string(folder.path().join("kerja.csv")).unwrap();
    let again = folder.path().join("again");
    let mut lines: Vec<&str> = text.lines().collect();
    lines[1..].reverse();
    fs::write(folder.path().join("kerja.csv"), lines.join("\n")).unwrap();
    run(&file, &again, &["--threads", "1", "--quiet"]);
    for table in [
        "equity",
        "concentration",
        "location_quotients",
        "shift_share",
        "specialisation",
        "potentials",
        "areas",
    ] {
        let bytes = |out: &Path| fs::read(out.join(format!("tables/{table}.csv"))).unwrap();
        assert!(bytes(&out) == bytes(&again), "{table}");
    }
}

/// Local assets are shown, and change nothing that villages and areas are chosen by.
#[test]
fn assets_never_raise_or_lower_need() {
    let folder = copy_of_example();
    let study = folder.path().join("study.toml");
    let out = folder.path().join("with");
    let drop = |section: &str| {
        let text = fs::read_to_string(&study).unwrap();
        let start = text.find(section).unwrap();
        let end = start + text[start..].find("\n\n").unwrap();
        fs::write(&study, format!("{}{}", &text[..start], &text[end..])).unwrap();
    };
    // its table of potentials would stay without assets
    drop("[advantage]");
    run(&study, &out, &["--quiet", "--set", "areas.effort=normal"]);
    let text = fs::read_to_string(&study).unwrap();
    drop("[assets]");
    let bare = folder.path().join("without");
    run(&study, &bare, &["--quiet", "--set", "areas.effort=normal"]);
    let (with, without) = (files(&out), files(&bare));
    let own = [
        "tables/assets.",
        "tables/potentials.",
        "tables/potential_areas.",
    ];
    let mut compared = 0;
    for (name, bytes) in &with {
        if !name.starts_with("tables/") || !name.ends_with(".csv") || name == "tables/joins.csv" {
            continue;
        }
        if own.iter().any(|own| name.starts_with(own)) {
            assert!(!without.contains_key(name), "{name}");
            continue;
        }
        if name == "tables/area_profiles.csv" {
            let rest = |out: &Path| {
                let mut rows = rows(&out.join(name));
                rows.retain(|row| row["section"] != "asset");
                rows
            };
            assert_eq!(rest(&out), rest(&bare));
            assert!(rows(&out.join(name)).len() > rest(&out).len());
            continue;
        }
        assert!(bytes == &without[name], "{name} differs");
        compared += 1;
    }
    assert!(compared > 30, "{compared}");
    money(&out);
    let index = |of: &BTreeMap<String, Vec<u8>>| of["index.json"].clone();
    assert!(index(&with) == index(&without), "the index differs");

    // they are accounted for, and shown with villages, areas and their layers
    let listed = rows(&out.join("tables/assets.csv"));
    let villages = rows(&out.join("tables/potentials.csv"));
    let counted: f64 = villages.iter().map(|row| number(row, "assets")).sum();
    assert_eq!(counted as usize, listed.len());
    assert!(listed.len() > 50);
    let areas = rows(&out.join("tables/potential_areas.csv"));
    let inside = listed.iter().filter(|row| !row["area"].is_empty()).count();
    let of_areas: f64 = areas.iter().map(|row| number(row, "assets")).sum();
    assert_eq!(of_areas as usize, inside);
    let layer = String::from_utf8(with["layers/villages.geojson"].clone()).unwrap();
    assert!(layer.contains("\"asset_kinds\""));
    let joins = rows(&out.join("tables/joins.csv"));
    let own = find(&joins, &[("table", "aset.csv")]);
    assert_eq!(number(own, "matched") as usize, listed.len());

    // they may support an area where the study says so, and nothing else
    fs::write(&study, &text).unwrap();
    let gain = folder.path().join("gain");
    run(
        &study,
        &gain,
        &[
            "--quiet",
            "--set",
            "areas.effort=normal",
            "--set",
            "areas.gain=assets",
        ],
    );
    let scores = |out: &Path| {
        let rows = rows(&out.join("tables/scores.csv"));
        let column = |name: &str| rows.iter().map(|row| row[name].clone()).collect::<Vec<_>>();
        (column("need"), column("rank"), column("area"))
    };
    let (with, gained) = (scores(&out), scores(&gain));
    assert_eq!((&with.0, &with.1), (&gained.0, &gained.1));
    assert_ne!(with.2, gained.2, "the gain chooses other areas");
    let mut asked = kawasan();
    asked
        .arg("check")
        .arg(&study)
        .args(["--set", "areas.need=assets"]);
    let said = told(2, &mut asked);
    assert!(said.contains("is no need"), "{said}");
    let mut asked = kawasan();
    asked
        .arg("check")
        .arg(&study)
        .args(["--set", "hotspots.value=assets"]);
    assert!(told(2, &mut asked).contains("no table has this column"));
}

/// Money before and after the allocation, and parts of need by areas.
fn money(out: &Path) {
    let change = rows(&out.join("tables/equity_change.csv"));
    let gini = find(&change, &[("measure", "gini"), ("by", "all")]);
    assert!(
        (number(gini, "value_planned") - number(gini, "value_now") - number(gini, "change")).abs()
            < 2e-6
    );
    // the money itself, from the allocation
    let people: BTreeMap<String, f64> = {
        let file = example().with_file_name("penduduk.csv");
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(b';')
            .from_path(file)
            .unwrap();
        let people = reader.records().map(|row| {
            let row = row.unwrap();
            (row[0].replace('.', ""), row[2].parse().unwrap())
        });
        people.collect()
    };
    let mut money: BTreeMap<String, Option<f64>> = people
        .keys()
        .map(|code| (code.clone(), Some(0.0)))
        .collect();
    for row in rows(&out.join("tables/allocation.csv")) {
        let own = match row["placements_now"].as_str() {
            "0" => Some(0.0),
            _ => row["money_now"].parse().ok(),
        };
        let held = money.get_mut(&row["code"]).unwrap();
        *held = held.zip(own).map(|(held, own)| held + own);
    }
    let known: Vec<(f64, f64)> = money
        .iter()
        .filter_map(|(code, money)| Some((money.as_ref()? / people[code], people[code])))
        .collect();
    if known.len() as f64 == number(gini, "n") {
        let (x, w): (Vec<f64>, Vec<f64>) = known.into_iter().unzip();
        assert!((brute(&x, &w)[1] - number(gini, "value_now")).abs() < 1e-4);
    } else {
        assert!(
            known.len() as f64 > number(gini, "n"),
            "the plan has unknown money too"
        );
    }
    let need = find(&change, &[("measure", "concentration")]);
    assert_eq!(need["by"], "need");
    let equity = rows(&out.join("tables/equity.csv"));
    let theil = find(
        &equity,
        &[("column", "need"), ("measure", "theil-t"), ("by", "area")],
    );
    let parts = number(theil, "between") + number(theil, "within");
    assert!((parts - number(theil, "value")).abs() < 2e-6);
    let groups = rows(&out.join("tables/equity_groups.csv"));
    let of =
        |row: &&Row| row["measure"] == "theil-t" && row["by"] == "area" && row["column"] == "need";
    let within: f64 = groups
        .iter()
        .filter(of)
        .map(|row| number(row, "within"))
        .sum();
    assert!((within - number(theil, "within")).abs() < 1e-4);
    assert!(groups.iter().any(|row| row["code"] == "outside"));
}

#[test]
fn advantage_of_any_table() {
    let dir = tempfile::tempdir().unwrap();
    let here = dir.path();
    let table = "kab,sektor,n,th\nA,tani,30,2020\nA,toko,10,2020\nB,tani,10,2020\nB,toko,50,2020\nA,tani,36,2021\nA,toko,12,2021\nB,tani,8,2021\nB,toko,64,2021\n";
    fs::write(here.join("t.csv"), table).unwrap();
    let basic = [
        "t.csv", "--region", "kab", "--sector", "sektor", "--value", "n",
    ];
    let with = |more: &[&str]| {
        let args: Vec<&str> = basic.iter().chain(more).copied().collect();
        tool("advantage", here, &args)
    };
    ends(
        0,
        &mut with(&[
            "--year",
            "th",
            "--shift-share",
            "s.csv",
            "--specialisation",
            "k.csv",
            "-o",
            "lq.csv",
        ]),
    );
    let quotients = rows(&here.join("lq.csv"));
    let one = find(
        &quotients,
        &[("kab", "A"), ("sector", "tani"), ("year", "2020")],
    );
    assert_eq!(number(one, "quotient"), 1.875);
    assert_eq!(one["leads"], "true");
    let shift = rows(&here.join("s.csv"));
    let cell = find(&shift, &[("kab", "A"), ("sector", "tani")]);
    assert!(
        (number(cell, "national") - 6.0).abs() < 1e-9
            && (number(cell, "regional") - 3.0).abs() < 1e-9
    );
    let special = rows(&here.join("k.csv"));
    assert_eq!(
        find(&special, &[("kab", "B"), ("year", "2021")])["leading"],
        "toko"
    );
    // the whole may be another table
    fs::write(
        here.join("base.csv"),
        "sektor,n,th\ntani,500,2020\ntoko,500,2020\ntani,500,2021\ntoko,600,2021\n",
    )
    .unwrap();
    ends(
        0,
        &mut with(&["--year", "th", "--base", "base.csv", "-o", "lq2.csv"]),
    );
    let quotients = rows(&here.join("lq2.csv"));
    let one = find(
        &quotients,
        &[("kab", "A"), ("sector", "tani"), ("year", "2020")],
    );
    assert_eq!(number(one, "quotient"), 1.5);
    fs::write(
        here.join("base.csv"),
        "sektor,n\ntani,500\nlaut,3\ntoko,500\n",
    )
    .unwrap();
    // without the year one region has two rows of a sector
    let said = told(3, &mut with(&["-o", "o.csv"]));
    assert!(
        said.contains("row 6") && said.contains("earlier row"),
        "{said}"
    );
    fs::write(here.join("t.csv"), "kab,sektor,n\nA,tani,3.5\nA,toko,1\n").unwrap();
    let said = told(3, &mut with(&["-o", "o.csv"]));
    assert!(
        said.contains("row 2") && said.contains("--amounts"),
        "{said}"
    );
    ends(0, &mut with(&["--amounts", "-o", "o.csv"]));
    assert!(!rows(&here.join("o.csv"))[0].contains_key("shrunk"));
    let said = told(
        3,
        &mut with(&["--amounts", "--base", "base.csv", "-o", "p.csv"]),
    );
    assert!(
        said.contains("no region has: laut") && said.contains("row 3"),
        "{said}"
    );
    ends(2, &mut with(&["--dynamic", "-o", "p.csv"]));
    fs::write(here.join("t.csv"), "kab,sektor,n\nA,tani,-3\nA,toko,1\n").unwrap();
    assert!(told(3, &mut with(&["-o", "p.csv"])).contains("-3"));
}

#[test]
fn study_faults_are_told_with_what_to_do() {
    let folder = copy_of_example();
    let study = folder.path().join("study.toml");
    let check = |set: &str, code: i32| {
        let mut asked = kawasan();
        told(code, asked.arg("check").arg(&study).args(["--set", set]))
    };
    assert!(check("equity.values=[\"a_*_*\"]", 2).contains("one star"));
    assert!(
        check("equity.values=[\"miskn\"]", 2).contains("miskin"),
        "the nearest column"
    );
    assert!(check("equity.values=[\"pdrb_*\"]", 2).contains("with a year of four digits"));
    assert!(check("equity.weight=\"miskn\"", 2).contains("miskin"));
    assert!(check("equity.epsilon=0", 2).contains("epsilon"));
    assert!(check("assets.kind=\"jeniss\"", 3).contains("jenis"));
    let aset = folder.path().join("aset.csv");
    let text = fs::read_to_string(&aset).unwrap();
    let second = text.lines().nth(1).unwrap().split(',').collect::<Vec<_>>();
    let broken = format!("{text}{},{},,x\n", second[0], second[1]);
    fs::write(&aset, &broken).unwrap();
    let said = check("study.seed=1", 3);
    assert!(
        said.contains("aset.csv") && said.contains("an asset has no kind"),
        "{said}"
    );
    fs::write(
        &aset,
        format!(
            "{text}99.99.99.2999,Tiada,kerajinan,x\n{}\n",
            text.lines().nth(1).unwrap()
        ),
    )
    .unwrap();
    let mut asked = kawasan();
    let done = ends(0, asked.arg("check").arg(&study).arg("-v"));
    let said = String::from_utf8(done.stderr).unwrap();
    assert!(
        said.contains("asset-repeated") || said.contains("counts twice"),
        "{said}"
    );
    let people = folder.path().join("penduduk.csv");
    let text = fs::read_to_string(&people).unwrap();
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let mut cells: Vec<&str> = lines[5].split(';').collect();
    cells[5] = "-4,00";
    lines[5] = cells.join(";");
    fs::write(&people, lines.join("\n")).unwrap();
    let said = check("study.seed=1", 3);
    assert!(
        said.contains("this is -4") && said.contains("persen_miskin"),
        "{said}"
    );
}

/// The columns of GRDP by year as rows, in the order of the years; `change` may spoil a row.
fn long(change: impl Fn(usize, &mut Vec<String>)) -> String {
    let data = shared("data/ntt/grdp_pc_ntt.csv").unwrap();
    let mut text = String::from("kode,tahun,grdp,bobot\n");
    let mut at = 0;
    for year in 2018..=2020 {
        for row in rows(&data) {
            let cell = row[&format!("grdp_pc_{year}")].trim().replace(',', "");
            let code = row["districtID"].clone();
            let mut cells = vec![code, year.to_string(), cell, (at % 5 + 1).to_string()];
            change(at, &mut cells);
            text += &(cells.join(",") + "\n");
            at += 1;
        }
    }
    text
}

#[test]
fn a_row_a_unit_and_year_is_a_column_a_year() {
    let Some((folder, file)) = ntt() else { return };
    let over = |more: &str| {
        format!(
            "[equity.over]\npath = \"panjang.csv\"\ncode = \"kode\"\nsystem = \"bps\"\nbridge = {{ path = \"bridge.csv\", from = \"bps\", to = \"dagri\" }}\n\
             year = \"tahun\"\nvalues = [\"grdp\"]\n{more}"
        )
    };
    // equity alone, so that it is done soon
    let text = fs::read_to_string(&file).unwrap();
    let (head, tail) = text.split_once("[index]").unwrap();
    let (_, tail) = tail.split_once("[equity]").unwrap();
    let (spec, _) = tail.split_once("[advantage]").unwrap();
    let with = |more: &str| {
        let outputs = "[outputs]\nlayers = [\"geojson\"]\nbrief = []\nmap = false\n";
        let text = format!("{head}[equity]{spec}{}{outputs}", over(more));
        fs::write(&file, text).unwrap();
    };
    let put = |text: String| fs::write(folder.path().join("panjang.csv"), text).unwrap();
    with("");
    put(long(|_, _| ()));
    let out = folder.path().join("out");
    run(&file, &out, &["--quiet"]);
    let equity = rows(&out.join("tables/equity.csv"));
    let of = |column: &str, year: &str| -> Vec<Row> {
        let own = equity.iter();
        let own = own.filter(|row| row["column"] == column && row["year"] == year);
        own.map(|row| {
            let mut row = row.clone();
            row.remove("column");
            // drawn by lot for each column
            row.remove("p");
            row
        })
        .collect()
    };
    assert_eq!(of("grdp", "2019").len(), 4);
    assert_eq!(of("grdp", "2019"), of("grdp_pc_2019", "2019"));
    let years: BTreeSet<&str> = equity
        .iter()
        .filter(|row| row["column"] == "grdp")
        .map(|row| row["year"].as_str())
        .collect();
    assert_eq!(years, BTreeSet::from(["2018", "2019", "2020"]));
    let joins = rows(&out.join("tables/joins.csv"));
    let join = find(&joins, &[("table", "panjang.csv")]);
    assert_eq!(
        (join["rows"].as_str(), join["matched"].as_str()),
        ("66", "66")
    );
    let curves = rows(&out.join("tables/concentration.csv"));
    assert!(
        curves
            .iter()
            .any(|row| row["column"] == "grdp" && row["year"] == "2020")
    );

    // a row that is not there and a cell that is empty are missing; weights of their own year
    with("weight = \"bobot\"\n");
    put(long(|at, cells| match at {
        3 => cells[2] = String::new(),
        25 => cells[0] = "9999".into(),
        _ => (),
    }));
    run(&file, &out, &["--quiet"]);
    let equity = rows(&out.join("tables/equity.csv"));
    let missing = |year: &str| {
        let row = [
            ("column", "grdp"),
            ("year", year),
            ("measure", "gini"),
            ("by", "all"),
        ];
        find(&equity, &row)["without_value"].clone()
    };
    assert_eq!(
        ["2018", "2019", "2020"].map(missing),
        ["1", "1", "0"].map(str::to_owned)
    );
    let (mut x, mut w) = (Vec::new(), Vec::new());
    for line in long(|_, _| ())
        .lines()
        .filter(|line| line.contains(",2020,"))
    {
        let cells: Vec<&str> = line.split(',').collect();
        x.push(cells[2].parse().unwrap());
        w.push(cells[3].parse().unwrap());
    }
    let row = [("column", "grdp"), ("year", "2020"), ("by", "all")];
    let last = |measure: &str| {
        let row = [&row[..], &[("measure", measure)]].concat();
        number(find(&equity, &row), "value")
    };
    let [theil, gini] = brute(&x, &w);
    assert!((last("theil-t") - theil).abs() < 1e-6);
    assert!((last("gini") - gini).abs() < 1e-6);

    // what is refused
    let check = |code: i32, words: &[&str]| {
        let said = told(code, kawasan().arg("check").arg(&file));
        for word in words {
            assert!(said.contains(word), "{word}: {said}");
        }
    };
    put(long(|at, cells| {
        if at == 30 {
            cells[1] = "2018".into();
        }
    }));
    check(3, &["one unit and the year 2018", "panjang.csv", "tahun"]);
    put(long(|at, cells| {
        if at == 4 {
            cells[2] = "-5".into();
        }
    }));
    check(
        3,
        &[
            "from 0 up",
            "in 2018",
            "panjang.csv, column grdp, row 6, code 53",
        ],
    );
    put(long(|at, cells| {
        if at == 4 {
            cells[1] = "kapan".into();
        }
    }));
    check(3, &["no year", "tahun", "row 6"]);
    with("weight = \"grdp\"\n");
    check(2, &["weight = \"grdp\"", "weigh nobody"]);
}
