//! Small areas: the toolbox and a study, on real and made-up tables, and what is refused.

use crate::study::{assert_same, copy_of_example, ends, files, kawasan, rows, run};
use crate::support::shared;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn put(folder: &Path, name: &str, text: &str) -> PathBuf {
    let path = folder.join(name);
    fs::write(&path, text).unwrap();
    path
}

fn said(out: &Path) -> Value {
    serde_json::from_str(&fs::read_to_string(out.with_extension("json")).unwrap()).unwrap()
}

fn estimate(table: &Path, more: &[&str], out: &Path) -> Command {
    let mut command = kawasan();
    command.arg("estimate").arg(table).args(more);
    command.arg("-o").arg(out);
    command
}

fn number(row: &BTreeMap<String, String>, column: &str) -> f64 {
    row[column].parse().unwrap()
}

/// What went wrong, in words.
fn refused(code: i32, command: &mut Command) -> String {
    String::from_utf8(ends(code, command).stderr).unwrap()
}

/// The milk data with dummies of the major areas; `change` may spoil a row.
fn milk(change: impl Fn(usize, &mut [String])) -> Option<String> {
    let text = fs::read_to_string(shared("data/milk_fh.csv")?).unwrap();
    let mut made = "area,y,sd,a2,a3,a4,eblup,mse\n".to_owned();
    for (i, row) in text.lines().skip(1).enumerate() {
        let cells: Vec<&str> = row.split(',').collect();
        let is = |k: &str| u8::from(cells[5] == k).to_string();
        let mut row = vec![
            format!("w{:02}", i + 1),
            cells[2].into(),
            cells[3].into(),
            is("2"),
            is("3"),
            is("4"),
            cells[6].into(),
            cells[7].into(),
        ];
        change(i, &mut row);
        made += &(row.join(",") + "\n");
    }
    Some(made)
}

const MODEL: [&str; 8] = [
    "--key",
    "area",
    "--direct",
    "y",
    "--se",
    "sd",
    "--covariates",
    "a2,a3,a4",
];

#[test]
fn milk_by_any_order_of_rows() {
    let Some(text) = milk(|_, _| ()) else { return };
    let folder = tempfile::tempdir().unwrap();
    let table = put(folder.path(), "milk.csv", &text);
    let out = folder.path().join("out.csv");
    ends(0, &mut estimate(&table, &MODEL, &out));
    let theirs = rows(&table);
    let ours = rows(&out);
    assert_eq!(ours.len(), 43);
    for (ours, theirs) in ours.iter().zip(&theirs) {
        assert_eq!(
            (ours["area"].as_str(), ours["kind"].as_str()),
            (theirs["area"].as_str(), "modelled")
        );
        assert!((number(ours, "estimate") - number(theirs, "eblup")).abs() < 1e-6);
        assert!((number(ours, "mse") - number(theirs, "mse")).abs() < 1e-6);
    }
    let model = said(&out);
    assert!((model["variance"].as_f64().unwrap() - 0.018_550_22).abs() < 1e-6);
    assert_eq!(model["coefficients"][3]["covariate"], "a4");
    assert!(model["modelled"].as_str().unwrap().contains("not observed"));
    // rows the other way round: the same numbers, each in its row
    let mut turned: Vec<&str> = text.lines().skip(1).collect();
    turned.reverse();
    let turned = format!("{}\n{}\n", text.lines().next().unwrap(), turned.join("\n"));
    let turned = put(folder.path(), "turned.csv", &turned);
    let other = folder.path().join("other.csv");
    ends(0, &mut estimate(&turned, &MODEL, &other));
    let mut again = rows(&other);
    again.reverse();
    assert_eq!(again, ours);
}

#[test]
fn areas_without_a_direct_estimate_and_without_a_covariate() {
    let spoil = |i: usize, row: &mut [String]| match i {
        2 => row[1].clear(),
        3 => row[2].clear(),
        4 => row[4].clear(),
        _ => {}
    };
    let Some(text) = milk(spoil) else { return };
    let folder = tempfile::tempdir().unwrap();
    let table = put(folder.path(), "milk.csv", &text);
    let out = folder.path().join("out.csv");
    let done = ends(0, &mut estimate(&table, &MODEL, &out));
    let words = String::from_utf8(done.stderr).unwrap();
    assert!(
        words.contains("40 areas modelled, 2 synthetic, 1 without a covariate"),
        "{words}"
    );
    let found = rows(&out);
    let kinds: Vec<&str> = found[2..6].iter().map(|row| row["kind"].as_str()).collect();
    assert_eq!(kinds, ["synthetic", "synthetic", "none", "modelled"]);
    let model = said(&out);
    let intercept = model["coefficients"][0]["value"].as_f64().unwrap();
    assert!((number(&found[2], "estimate") - intercept).abs() < 1e-12);
    assert!(number(&found[2], "mse") > model["variance"].as_f64().unwrap());
    assert_eq!(found[4]["estimate"], "");
}

#[test]
fn what_no_model_can_be_made_of() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out.csv");
    let Some(text) = milk(|i, row| {
        if i == 6 {
            row[2] = "0".into()
        }
    }) else {
        return;
    };
    let zero = put(folder.path(), "zero.csv", &text);
    let words = refused(3, &mut estimate(&zero, &MODEL, &out));
    assert!(
        words.contains("zero.csv, column sd, row 8") && words.contains("above 0"),
        "{words}"
    );
    let good = put(folder.path(), "good.csv", &milk(|_, _| ()).unwrap());
    let twice = put(
        folder.path(),
        "twice.csv",
        &milk(|_, row| row[4] = row[3].clone()).unwrap(),
    );
    let words = refused(3, &mut estimate(&twice, &MODEL, &out));
    assert!(
        words.contains("column a3") && words.contains("multiples of a2"),
        "{words}"
    );
    let few: String = text
        .lines()
        .take(4)
        .map(|line| format!("{line}\n"))
        .collect();
    let few = put(folder.path(), "few.csv", &few);
    let words = refused(3, &mut estimate(&few, &MODEL, &out));
    assert!(
        words.contains("3 areas") && words.contains("4 coefficients"),
        "{words}"
    );
    let words = refused(
        2,
        &mut estimate(&good, &["--key", "area", "--direct", "y"], &out),
    );
    assert!(words.contains("--variance"), "{words}");
    let marked = put(
        folder.path(),
        "marked.csv",
        &text.replacen("y,", "y_modelled,", 1),
    );
    let words = refused(
        2,
        &mut estimate(
            &marked,
            &["--key", "area", "--direct", "y_modelled", "--se", "sd"],
            &out,
        ),
    );
    assert!(words.contains("no direct estimate"), "{words}");
    assert!(!out.exists());
}

#[test]
fn neighbours_and_published_figures() {
    let Some(text) = milk(|_, _| ()) else { return };
    let folder = tempfile::tempdir().unwrap();
    let mut links = "from,to\n".to_owned();
    for i in 1..43 {
        links += &format!("w{i:02},w{:02}\nw{:02},w{i:02}\n", i + 1, i + 1);
    }
    let links = put(folder.path(), "links.csv", &links);
    let more = |at: usize, line: &str| match at {
        0 => format!("{line},group,published,people\n"),
        i => format!(
            "{line},{},{},{}\n",
            i % 2,
            ["0.95", "1.0625"][i % 2],
            100 + i * 7
        ),
    };
    let text: String = text
        .lines()
        .enumerate()
        .map(|(i, line)| more(i, line))
        .collect();
    let table = put(folder.path(), "milk.csv", &text);
    let out = folder.path().join("out.csv");
    let links = links.to_str().unwrap();
    for how in ["ratio", "difference", "mse"] {
        let more = [
            "--neighbours",
            links,
            "--benchmark",
            "published",
            "--group",
            "group",
            "--weight",
            "people",
            "--how",
            how,
        ];
        ends(
            0,
            &mut estimate(&table, &[&MODEL[..], &more].concat(), &out),
        );
        assert!((said(&out)["rho"].as_f64().unwrap() + 0.073_334_8).abs() < 1e-5);
        for (group, published) in [("0", 0.95), ("1", 1.0625)] {
            let (mut sum, mut people) = (0.0, 0.0);
            for (row, asked) in rows(&out).iter().zip(rows(&table)) {
                if asked["group"] == group {
                    sum += number(row, "benchmarked") * number(&asked, "people");
                    people += number(&asked, "people");
                }
            }
            assert!((sum / people - published).abs() < 1e-14, "{how}");
        }
    }
    let gap = put(folder.path(), "gap.csv", &text.replace(",0,0.95,", ",0,,"));
    let more = [
        "--benchmark",
        "published",
        "--group",
        "group",
        "--weight",
        "people",
    ];
    let words = refused(3, &mut estimate(&gap, &[&MODEL[..], &more].concat(), &out));
    assert!(
        words.contains("no published figure") && words.contains("row 3"),
        "{words}"
    );
}

#[test]
fn areas_without_an_estimate_hear_their_neighbours() {
    let text = milk(|i, row| {
        if i % 5 == 2 {
            (row[1], row[2]) = (String::new(), String::new());
        }
    });
    let Some(text) = text else { return };
    let folder = tempfile::tempdir().unwrap();
    let mut links = "from,to\n".to_owned();
    for i in 1..43 {
        links += &format!("w{i:02},w{:02}\nw{:02},w{i:02}\n", i + 1, i + 1);
    }
    let links = put(folder.path(), "links.csv", &links);
    let table = put(folder.path(), "milk.csv", &text);
    let out = folder.path().join("out.csv");
    let near = ["--neighbours", links.to_str().unwrap()];
    ends(
        0,
        &mut estimate(&table, &[&MODEL[..], &near].concat(), &out),
    );
    let reference = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/reference/estimates/fay_herriot.json"
    );
    let reference: Value = serde_json::from_str(&fs::read_to_string(reference).unwrap()).unwrap();
    let theirs = &reference["gaps-reml"];
    for (i, row) in rows(&out).iter().enumerate() {
        let kind = if i % 5 == 2 { "synthetic" } else { "modelled" };
        assert_eq!(row["kind"], kind);
        for (ours, column) in [("estimate", "eblup"), ("mse", "mse")] {
            let theirs = theirs[column][i].as_f64().unwrap();
            assert!((number(row, ours) - theirs).abs() < 1e-7, "{row:?}");
        }
    }
    // links that tie nobody to anybody with an estimate
    let apart = put(folder.path(), "apart.csv", "from,to\nw03,w08\nw08,w03\n");
    let near = ["--neighbours", apart.to_str().unwrap()];
    let words = refused(
        3,
        &mut estimate(&table, &[&MODEL[..], &near].concat(), &out),
    );
    assert!(words.contains("tie areas"), "{words}");
}

#[test]
fn neighbours_of_a_layer_are_those_of_its_links() {
    let folder = copy_of_example();
    let here = |name: &str| folder.path().join(name);
    let layer = here("desa.geojson");
    let mut links = kawasan();
    links.arg("neighbours").arg(&layer).args(["--id", "kode"]);
    ends(
        0,
        links.args(["--kind", "rook", "-o"]).arg(here("links.csv")),
    );
    let rates = [
        "--key", "kode", "--events", "miskin", "--people", "penduduk",
    ];
    let made = |near: &[&str], code: i32, out: &str| {
        let out = here(out);
        let mut command = estimate(&here("penduduk.csv"), &[&rates[..], near].concat(), &out);
        let words = String::from_utf8(ends(code, &mut command).stderr).unwrap();
        (fs::read_to_string(&out).unwrap_or_default(), words)
    };
    let links = here("links.csv");
    let of_links = made(&["--neighbours", links.to_str().unwrap()], 0, "a.csv").0;
    let of_layer = ["--layer", layer.to_str().unwrap(), "--id", "kode"];
    let rook = [&of_layer[..], &["--kind", "rook"]].concat();
    assert_eq!(of_links, made(&rook, 0, "b.csv").0);
    assert_ne!(of_links, made(&[], 0, "c.csv").0);
    let words = made(&["--kind", "rook"], 2, "d.csv").1;
    assert!(words.contains("--layer"), "{words}");
    let both = [&of_layer[..], &["--neighbours", links.to_str().unwrap()]].concat();
    made(&both, 2, "d.csv");
}

#[test]
fn rates_of_few_people() {
    let folder = tempfile::tempdir().unwrap();
    let table = put(
        folder.path(),
        "t.csv",
        "kode,kasus,orang\na,2,10\nb,0,10\nc,9,10\nd,0,0\ne,,10\n",
    );
    let out = folder.path().join("out.csv");
    let more = ["--key", "kode", "--events", "kasus", "--people", "orang"];
    ends(0, &mut estimate(&table, &more, &out));
    let found = rows(&out);
    let kinds: Vec<&str> = found.iter().map(|row| row["kind"].as_str()).collect();
    assert_eq!(kinds, ["shrunk", "shrunk", "shrunk", "shrunk", "none"]);
    assert!((number(&found[3], "estimate") - 11.0 / 30.0).abs() < 1e-12);
    assert!(number(&found[2], "estimate") < 0.9 && number(&found[1], "estimate") > 0.0);
    let wrong = put(folder.path(), "w.csv", "kode,kasus,orang\na,2,10\nb,3,0\n");
    let words = refused(3, &mut estimate(&wrong, &more, &out));
    assert!(
        words.contains("row 3") && words.contains("no rate"),
        "{words}"
    );
}

/// Squares of a quarter of a degree over Nusa Tenggara Timur.
fn grid(folder: &Path) -> PathBuf {
    let mut cells = Vec::new();
    for i in 0..28 {
        for j in 0..16 {
            let (x, y) = (118.5 + 0.25 * f64::from(i), -11.5 + 0.25 * f64::from(j));
            let (u, v) = (x + 0.25, y + 0.25);
            cells.push(format!(
                "{{\"type\":\"Feature\",\"properties\":{{\"sel\":\"S{i:02}{j:02}\",\"jiwa\":{},\"persen\":{}}},\"geometry\":{{\"type\":\"Polygon\",\"coordinates\":[[[{x},{y}],[{u},{y}],[{u},{v}],[{x},{v}],[{x},{y}]]]}}}}",
                100 + 13 * i + 7 * j, 10 + (i + j) % 30
            ));
        }
    }
    let text = format!(
        "{{\"type\":\"FeatureCollection\",\"features\":[{}]}}",
        cells.join(",")
    );
    put(folder, "sel.geojson", &text)
}

#[test]
fn villages_of_nusa_tenggara_timur_to_squares_and_nothing_lost() {
    let Some(layer) = shared("data/ntt/desa_ntt.geojson") else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let cells = grid(folder.path());
    let out = folder.path().join("out.csv");
    let mut command = kawasan();
    command.arg("interpolate").arg(&cells).arg(&layer);
    command.args([
        "--id",
        "sel",
        "--target-id",
        "kode",
        "--extensive",
        "jiwa",
        "--intensive",
        "persen",
        "--uncovered",
        "kept",
        "-o",
    ]);
    ends(0, command.arg(&out));
    let found = rows(&out);
    assert_eq!(found.len(), 3352);
    let placed: f64 = found
        .iter()
        .filter_map(|row| row["jiwa_modelled"].parse::<f64>().ok())
        .sum();
    let told = said(&out);
    let of = |key: &str| told["columns"][0][key].as_f64().unwrap();
    assert!((of("in") - of("out") - of("left")).abs() < 1e-9 * of("in"));
    assert!((placed - of("out")).abs() < 1e-9 * placed);
    // most of the squares is sea
    assert!(of("left") > 0.5 * of("in"));
    for row in found
        .iter()
        .filter(|row| !row["persen_modelled"].is_empty())
    {
        let rate = number(row, "persen_modelled");
        assert!((10.0..40.0).contains(&rate), "{rate}");
    }
    // all of it lands on villages when the sea takes none
    let mut command = kawasan();
    command.arg("interpolate").arg(&cells).arg(&layer);
    ends(
        0,
        command
            .args(["--id", "sel", "--extensive", "jiwa", "-o"])
            .arg(&out),
    );
    let told = said(&out);
    let bare = told["sources_under_no_target"].as_array().unwrap().len();
    assert!(bare > 0 && bare < 448);
    let mut command = kawasan();
    command.arg("interpolate").arg(&cells).arg(&layer);
    let words = refused(
        3,
        command
            .args(["--id", "sel", "--extensive", "orang", "-o"])
            .arg(&out),
    );
    assert!(words.contains("orang"), "{words}");
}

/// Rectangles of one band of latitude, whose areas are as their widths.
fn band(folder: &Path, name: &str, columns: &str, parts: &[(f64, f64, &str)]) -> PathBuf {
    let titles: Vec<&str> = columns.split(',').collect();
    let feature = |(from, to, cells): &(f64, f64, &str)| {
        let pairs = titles.iter().zip(cells.split(','));
        let pairs: Vec<String> = pairs.map(|(t, c)| format!("\"{t}\":{c}")).collect();
        format!(
            "{{\"type\":\"Feature\",\"properties\":{{{}}},\"geometry\":{{\"type\":\"Polygon\",\"coordinates\":[[[{from},0],[{to},0],[{to},1],[{from},1],[{from},0]]]}}}}",
            pairs.join(",")
        )
    };
    let features: Vec<String> = parts.iter().map(feature).collect();
    let text = format!(
        "{{\"type\":\"FeatureCollection\",\"features\":[{}]}}",
        features.join(",")
    );
    put(folder, name, &text)
}

#[test]
fn rates_come_by_the_people_they_are_of() {
    let folder = tempfile::tempdir().unwrap();
    let old = [
        (0.0, 2.0, "\"a\",10,100"),
        (2.0, 4.0, "\"b\",30,300"),
        (4.0, 5.0, "\"c\",50,null"),
    ];
    let old = band(folder.path(), "old.geojson", "id,poor,people", &old);
    let new = [
        (0.0, 1.0, "\"x\",0"),
        (1.0, 3.0, "\"y\",2"),
        (3.0, 4.0, "\"z\",3"),
        (4.0, 5.0, "\"w\",1"),
    ];
    let new = band(folder.path(), "new.geojson", "id,houses", &new);
    let out = folder.path().join("out.csv");
    let brought = |more: &[&str]| {
        let mut command = kawasan();
        command.arg("interpolate").arg(&old).arg(&new);
        command.args(["--id", "id", "--target-id", "id", "--intensive", "poor"]);
        ends(0, command.args(more).arg("-o").arg(&out));
        let rates = rows(&out)
            .iter()
            .map(|row| row["poor_modelled"].parse().ok())
            .collect::<Vec<Option<f64>>>();
        (rates, said(&out)["columns"][0].clone())
    };
    let near = |found: &[Option<f64>], hand: [Option<f64>; 4]| {
        assert_eq!(found.len(), 4);
        for (found, hand) in found.iter().zip(hand) {
            assert_eq!(found.is_some(), hand.is_some(), "{found:?} {hand:?}");
            let (found, hand) = (found.unwrap_or(0.0), hand.unwrap_or(0.0));
            // edges of the ellipsoid are no parallels, so widths are shares but for a little
            assert!((found - hand).abs() < 1e-3, "{found} {hand}");
        }
    };
    // by area half and half; by people 50 of the one and 150 of the other, and the third has a rate of nobody knows how many
    near(
        &brought(&[]).0,
        [Some(10.0), Some(20.0), Some(30.0), Some(50.0)],
    );
    let (rates, told) = brought(&["--per", "people"]);
    near(&rates, [Some(10.0), Some(25.0), Some(30.0), None]);
    assert_eq!(
        (
            &told["sources_without_per"],
            &told["targets_without_per"],
            &told["targets_without_value"]
        ),
        (&1.into(), &0.into(), &1.into())
    );
    let of = |key: &str| told[key].as_f64().unwrap();
    assert_eq!(of("in"), 10_000.0);
    assert!((of("out") - of("in")).abs() < 1e-9 * of("in"));
    // houses: none in the first, so all 100 of the old one live in the second, and of 300 a quarter (1 of 1 + 3)
    let (rates, told) = brought(&["--per", "people", "--weight", "houses"]);
    near(
        &rates,
        [None, Some((1000.0 + 2250.0) / 175.0), Some(30.0), None],
    );
    assert_eq!(told["targets_without_per"], 1);
    let refuse = |code: i32, more: &[&str]| {
        let mut command = kawasan();
        command.arg("interpolate").arg(&old).arg(&new);
        refused(code, command.args(more).arg("-o").arg(&out))
    };
    let words = refuse(2, &["--intensive", "poor", "--weight", "houses"]);
    assert!(words.contains("--per"), "{words}");
    refuse(2, &["--extensive", "people", "--per", "people"]);
    let wrong = [(0.0, 4.0, "\"a\",10,-100")];
    let wrong = band(folder.path(), "wrong.geojson", "id,poor,people", &wrong);
    let mut command = kawasan();
    command.arg("interpolate").arg(&wrong).arg(&new);
    command.args(["--intensive", "poor", "--per", "people", "-o"]);
    let words = refused(3, command.arg(&out));
    assert!(
        words.contains("below 0") && words.contains("people"),
        "{words}"
    );
}

#[test]
fn a_source_without_a_value_is_told_and_is_no_zero() {
    let folder = tempfile::tempdir().unwrap();
    let old = [
        (0.0, 2.0, "\"a\",10,100"),
        (2.0, 4.0, "\"b\",null,null"),
        (4.0, 5.0, "\"c\",50,70"),
    ];
    let old = band(folder.path(), "old.geojson", "id,poor,people", &old);
    let new = [
        (0.0, 3.0, "\"x\""),
        (3.0, 4.0, "\"y\""),
        (4.0, 5.0, "\"z\""),
    ];
    let new = band(folder.path(), "new.geojson", "id", &new);
    let out = folder.path().join("out.csv");
    let mut command = kawasan();
    command.arg("interpolate").arg(&old).arg(&new);
    command.args(["--id", "id", "--target-id", "id", "--extensive", "people"]);
    let done = ends(0, command.args(["--intensive", "poor", "-o"]).arg(&out));
    let words = String::from_utf8(done.stderr).unwrap();
    for (column, what) in [("people", "sum"), ("poor", "mean")] {
        let warned = format!(
            "warning: {column}: 1 unit of the source has no value and counts nowhere, not as zero (row 2); \
             2 targets lie there, and in 1 of them the {what} is of the other units only"
        );
        assert!(words.contains(&warned), "{words}");
    }
    let told = said(&out);
    for at in 0..2 {
        let of = |key: &str| told["columns"][at][key].as_u64().unwrap();
        assert_eq!(of("sources_without_value"), 1);
        assert_eq!(of("targets_there"), 2);
        assert_eq!(of("targets_of_the_rest_only"), 1);
        assert_eq!(of("targets_without_value"), 1);
    }
    assert_eq!(told["columns"][0]["in"], 170.0);
}

/// The study of the example up to its index, which is all that estimates need; without a brief.
fn short(file: &Path) -> String {
    let text = fs::read_to_string(file).unwrap();
    let text = text.split("[index.uncertainty]").next().unwrap();
    // its own survey is of something else
    let (before, after) = text.split_once("# A survey").unwrap();
    let text = format!("{before}{}", &after[after.find("[index]").unwrap()..]);
    text.replacen("[index]\n", "[outputs]\nbrief = []\n\n[index]\n", 1)
}

/// The example with a survey by district, and what is asked of it.
fn study(more: &str) -> (tempfile::TempDir, PathBuf) {
    let folder = copy_of_example();
    let people = fs::read_to_string(folder.path().join("penduduk.csv")).unwrap();
    let mut districts: BTreeMap<String, (f64, usize)> = BTreeMap::new();
    for row in people.lines().skip(1) {
        let cells: Vec<&str> = row.split(';').collect();
        if let Ok(rate) = cells[5].replace(',', ".").parse::<f64>() {
            let district = districts.entry(cells[0][..8].to_owned()).or_default();
            *district = (district.0 + rate, district.1 + 1);
        }
    }
    let mut survey = "kode,miskin_survei,galat\n".to_owned();
    for (i, (code, (sum, n))) in districts.iter().enumerate() {
        let noise = [1.4, -0.9, 0.3, -1.8, 1.1][i % 5];
        let rate = sum / *n as f64 + noise;
        // one district was not visited
        let cells = if i == 1 {
            ",".to_owned()
        } else {
            format!("{rate:.3},{:.2}", 1.0 + 0.2 * (i % 4) as f64)
        };
        survey += &format!("{code},{cells}\n");
    }
    put(folder.path(), "survei.csv", &survey);
    let file = folder.path().join("study.toml");
    let text = short(&file);
    let table = "[[tables]]\npath = \"survei.csv\"\ncode = \"kode\"\nlevel = \"district\"\n";
    let text = text.replacen("[index]\n", &format!("{table}{more}\n[index]\n"), 1);
    fs::write(&file, text).unwrap();
    (folder, file)
}

const SURVEY: &str = "[estimates.miskin]\nlevel = \"district\"\ndirect = \"miskin_survei\"\nse = \"galat\"\ncovariates = [\"persen_miskin\"]\n\
    villages = true\nbenchmark = { level = \"regency\", column = \"persen_miskin_kab\" }\n";

#[test]
fn a_survey_of_districts_comes_to_villages() {
    let (folder, file) = study(SURVEY);
    let text = fs::read_to_string(&file).unwrap();
    let definition = "name = \"uji\"\nversion = \"1\"\nsource = \"uji\"\ngood = \"low\"\n\
        [[indicators]]\ncode = \"k\"\ncolumn = \"miskin_modelled\"\ngood = \"low\"\n";
    put(folder.path(), "uji.toml", definition);
    let text = text.replace("definition = \"idm-2016\"", "definition = \"uji.toml\"");
    fs::write(&file, text).unwrap();
    let out = folder.path().join("hasil");
    run(&file, &out, &["--threads", "2"]);
    let estimates = rows(&out.join("tables/estimates.csv"));
    let districts: Vec<_> = estimates
        .iter()
        .filter(|row| row["level"] == "district")
        .collect();
    let villages: Vec<_> = estimates
        .iter()
        .filter(|row| row["level"] == "village")
        .collect();
    assert_eq!(villages.len(), 300);
    assert_eq!(
        districts
            .iter()
            .filter(|row| row["kind"] == "synthetic")
            .count(),
        1
    );
    assert!(districts.iter().all(|row| row["kind"] != "none"));
    let people: BTreeMap<String, f64> = fs::read_to_string(folder.path().join("penduduk.csv"))
        .unwrap()
        .lines()
        .skip(1)
        .filter_map(|row| {
            let cells: Vec<&str> = row.split(';').collect();
            Some((cells[0].replace('.', ""), cells[2].parse().ok()?))
        })
        .collect();
    // villages meet their district, districts meet the regency
    let mut regencies: BTreeMap<String, (f64, f64)> = BTreeMap::new();
    for district in &districts {
        let (mut sum, mut whole) = (0.0, 0.0);
        for village in villages.iter().filter(|row| {
            row["code"].starts_with(&district["code"]) && !row["benchmarked"].is_empty()
        }) {
            let people = people.get(&village["code"]).copied().unwrap_or(0.0);
            sum += number(village, "benchmarked") * people;
            whole += people;
        }
        assert!(
            (sum / whole - number(district, "benchmarked")).abs() < 1e-11,
            "{}",
            district["code"]
        );
        let all: f64 = people
            .iter()
            .filter(|(code, _)| code.starts_with(&district["code"]))
            .map(|(_, people)| people)
            .sum();
        let regency = regencies
            .entry(district["code"][..4].to_owned())
            .or_default();
        *regency = (
            regency.0 + number(district, "benchmarked") * all,
            regency.1 + all,
        );
    }
    for (code, published) in [("9901", 18.05), ("9902", 14.88)] {
        let (sum, people) = regencies[code];
        assert!((sum / people - published).abs() < 1e-12, "{code}");
    }
    // modelled, in every place that shows it
    let scores: Value =
        serde_json::from_str(&fs::read_to_string(out.join("tables/scores.json")).unwrap()).unwrap();
    assert!(
        scores["method"].as_str().unwrap().contains("NILAI MODELAN"),
        "{}",
        scores["method"]
    );
    let layer = fs::read_to_string(out.join("layers/villages.geojson")).unwrap();
    assert!(layer.contains("\"miskin_modelled\"") && layer.contains("\"miskin_kind\":"));
    let checks = rows(&out.join("checks.csv"));
    let of = |check: &str| checks.iter().filter(|row| row["check"] == check).count();
    assert_eq!((of("modelled-indicator"), of("synthetic-estimate")), (1, 1));
    let again = folder.path().join("lagi");
    run(&file, &again, &["--threads", "1"]);
    assert_same(&files(&out), &files(&again));
}

#[test]
fn estimates_that_a_study_cannot_ask_for() {
    let check = |more: &str, code: i32| {
        let (_folder, file) = study(more);
        refused(code, kawasan().arg("check").arg(&file))
    };
    let words = check(
        &SURVEY.replace("\"persen_miskin\"]", "\"persen_miskin_kab\"]"),
        2,
    );
    assert!(
        words.contains("tells the villages of a region apart"),
        "{words}"
    );
    let words = check(
        &SURVEY.replace("level = \"regency\"", "level = \"district\""),
        2,
    );
    assert!(words.contains("level above"), "{words}");
    let words = check(&SURVEY.replace("se = \"galat\"\n", ""), 2);
    assert!(words.contains("variance of their errors"), "{words}");
    let words = check(
        &SURVEY.replace("direct = \"miskin_survei\"", "direct = \"persen_miskin\""),
        2,
    );
    assert!(
        words.contains("several values inside one district"),
        "{words}"
    );
    let words = check(
        &SURVEY.replace("[\"persen_miskin\"]", "[\"persen_mikin\"]"),
        2,
    );
    assert!(
        words.contains("persen_mikin") && words.contains("persen_miskin_kab"),
        "{words}"
    );
    let words = check(
        &SURVEY.replace("[estimates.miskin]", "[estimates.Miskin]"),
        2,
    );
    assert!(words.contains("small letters"), "{words}");
    let twice = SURVEY.replace(
        "[\"persen_miskin\"]",
        "[\"persen_miskin\", \"miskin_survei\"]",
    );
    let words = check(
        &twice.replace("direct = \"miskin_survei\"", "direct = \"miskin_modelled\""),
        2,
    );
    assert!(words.contains("no direct estimate"), "{words}");
}

#[test]
fn shrunk_rates_of_villages_beside_their_neighbours() {
    let more = "[estimates.tingkat]\nlevel = \"village\"\nevents = \"miskin\"\npeople = \"penduduk\"\nmethod = \"empirical-bayes\"\nspatial = true\n\
        [estimates.umum]\nlevel = \"district\"\nevents = \"miskin\"\npeople = \"penduduk\"\nmethod = \"empirical-bayes\"\n";
    let (folder, file) = study(more);
    let out = folder.path().join("hasil");
    run(&file, &out, &[]);
    let estimates = rows(&out.join("tables/estimates.csv"));
    let local: Vec<_> = estimates
        .iter()
        .filter(|row| row["model"] == "tingkat" && row["kind"] == "shrunk")
        .collect();
    assert!(local.len() > 250);
    for row in &local {
        let (direct, gamma) = (number(row, "direct"), number(row, "gamma"));
        assert!((0.0..=1.0).contains(&gamma) && (0.0..1.0).contains(&direct));
    }
    let models = rows(&out.join("tables/estimate_models.csv"));
    assert_eq!(models[0]["method"], "empirical-bayes, neighbours");
    assert!(!out.join("tables/estimate_coefficients.csv").exists());
}

#[test]
fn a_table_of_another_layer_comes_to_villages() {
    let folder = copy_of_example();
    // the example's villages put together by district are the units of an older layer
    let layer = folder.path().join("desa.geojson");
    let old = folder.path().join("lama.geojson");
    let mut command = kawasan();
    command
        .arg("dissolve")
        .arg(&layer)
        .args(["--level", "district", "--code", "kode", "-o"]);
    ends(0, command.arg(&old));
    let text = fs::read_to_string(&old).unwrap();
    let column = if text.contains("\"district\"") {
        "district"
    } else {
        "code"
    };
    let value: Value = serde_json::from_str(&text).unwrap();
    let features = value["features"].as_array().unwrap();
    let mut table = "kode,jiwa_lama,persen_lama\n".to_owned();
    let (mut total, mut cases) = (0, 0);
    for (i, feature) in features.iter().enumerate() {
        let code = feature["properties"][column].as_str().unwrap();
        table += &format!("{code},{},{}\n", 1000 + 17 * i, 20 + i % 7);
        total += 1000 + 17 * i;
        cases += (1000 + 17 * i) * (20 + i % 7);
    }
    table += "9999999,5,5\n";
    put(folder.path(), "lama.csv", &table);
    let file = folder.path().join("study.toml");
    let text = short(&file);
    let more = format!(
        "[[tables]]\npath = \"lama.csv\"\ncode = \"kode\"\ninterpolate = {{ layer = \"lama.geojson\", code = \"{column}\", extensive = [\"jiwa_lama\"], intensive = [\"persen_lama\"], per = \"jiwa_lama\", weight = \"rumah_tangga\" }}\n"
    );
    fs::write(
        &file,
        text.replacen("[index]\n", &format!("{more}\n[index]\n"), 1),
    )
    .unwrap();
    let out = folder.path().join("hasil");
    run(&file, &out, &[]);
    let villages = rows(&out.join("tables/village_estimates.csv"));
    assert_eq!(villages.len(), 300);
    let sum: f64 = villages
        .iter()
        .filter_map(|row| row["jiwa_lama_modelled"].parse::<f64>().ok())
        .sum();
    assert!((sum - total as f64).abs() < 1e-6 * sum, "{sum} {total}");
    // rate times people comes back too
    let held: f64 = villages
        .iter()
        .filter_map(|row| {
            let cell = |name: &str| row[name].parse::<f64>().ok();
            Some(cell("jiwa_lama_modelled")? * cell("persen_lama_modelled")?)
        })
        .sum();
    assert!((held - cases as f64).abs() < 1e-6 * held, "{held} {cases}");
    let units = rows(&out.join("tables/interpolation.csv"));
    assert_eq!(units.len(), 2 * features.len());
    let placed: f64 = units
        .iter()
        .filter(|row| row["variable"] == "extensive")
        .map(|row| number(row, "placed"))
        .sum();
    assert!((placed - total as f64).abs() < 1e-9 * placed);
    let joins = rows(&out.join("tables/joins.csv"));
    let join = joins.iter().find(|row| row["table"] == "lama.csv").unwrap();
    assert_eq!(
        (join["matched"].as_str(), join["unmatched"].as_str()),
        (&*features.len().to_string(), "1")
    );
    let checks = rows(&out.join("checks.csv"));
    assert!(checks.iter().any(|row| row["check"] == "rows-unmatched"));
    // a unit without a row and one without a value are missing, not zero
    let mut gap: Vec<&str> = table.lines().collect();
    gap.remove(1);
    let empty = format!("{},,20", gap[1].split(',').next().unwrap());
    gap[1] = &empty;
    put(folder.path(), "lama.csv", &gap.join("\n"));
    let words = ends(0, kawasan().arg("check").arg(&file).arg("-v")).stderr;
    let words = String::from_utf8(words).unwrap();
    assert!(
        words.contains("source-missing") && words.contains("2 of 26 units have no value"),
        "{words}"
    );
    put(folder.path(), "lama.csv", &table);
    let text = fs::read_to_string(&file).unwrap();
    for (from, to) in [
        ("per = \"jiwa_lama\"", "per = \"persen_lama\""),
        (
            "extensive = [\"jiwa_lama\"], intensive = [\"persen_lama\"], per = \"jiwa_lama\"",
            "intensive = [\"persen_lama\"]",
        ),
    ] {
        fs::write(&file, text.replacen(from, to, 1)).unwrap();
        let words = refused(2, kawasan().arg("check").arg(&file));
        assert!(words.contains("per`"), "{words}");
    }
}

#[test]
fn targeting_takes_no_modelled_value_for_truth() {
    for (title, more) in [
        ("belanja_modelled", ""),
        ("belanja_model", "modelled = [\"belanja_model\"]\n"),
    ] {
        let folder = copy_of_example();
        let villages = rows(&folder.path().join("idm.csv"));
        let mut persons = format!("kode,{title},terima\n");
        for (i, row) in villages.iter().take(60).enumerate() {
            persons += &format!("{},{},{}\n", row["kode_desa"], 300 + i * 11, i % 2);
        }
        put(folder.path(), "orang.csv", &persons);
        let file = folder.path().join("study.toml");
        let mut text = short(&file);
        text += &format!(
            "\n[registry]\npath = \"orang.csv\"\ncode = \"kode\"\n{more}\n[registry.welfare]\nvalue = \"{title}\"\nline = \"500\"\n\
             [[registry.programmes]]\ncode = \"bantu\"\neligible = \"{title} < 500\"\nreceives = \"terima = 1\"\n"
        );
        fs::write(&file, text).unwrap();
        let words = refused(2, kawasan().arg("check").arg(&file));
        assert!(
            words.contains("no truth to measure targeting by") && words.contains(title),
            "{words}"
        );
    }
}
