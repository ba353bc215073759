//! Tables in every format, and the package that describes them.

use crate::outside::python;
use crate::study::{assert_same, copy_of_example, ends, example, files, kawasan, run};
use serde_json::Value;
use std::fs;
use std::path::Path;

fn json(path: &Path) -> Value {
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

#[test]
fn the_data_package_of_the_example_is_valid_and_lists_every_table() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("out");
    run(&example(), &out, &[]);
    let package = json(&out.join("datapackage.json"));
    assert_eq!(package["name"], "contoh");
    assert_eq!(package["title"], "Contoh sintetis: 300 desa rekaan");
    let resources = package["resources"].as_array().unwrap();
    let scores = resources.iter().find(|r| r["name"] == "scores").unwrap();
    assert_eq!(scores["path"], "tables/scores.csv");
    assert_eq!(scores["schema"]["primaryKey"], serde_json::json!(["code"]));
    let code = &scores["schema"]["fields"][0];
    assert_eq!(code["type"], "string");
    assert_eq!(code["constraints"]["unique"], true);
    let manifest = json(&out.join("manifest.json"));
    let outputs = manifest["outputs"].as_array().unwrap();
    let listed = outputs
        .iter()
        .any(|output| output["path"] == "datapackage.json");
    assert!(listed, "the manifest has the hash of the package");
    for output in outputs {
        let path = output["path"].as_str().unwrap();
        if path.ends_with(".csv") {
            let own = resources.iter().find(|r| r["path"] == path).unwrap();
            let hash = format!("sha256:{}", output["sha256"].as_str().unwrap());
            assert_eq!(own["hash"], hash.as_str());
        }
    }
    python("validate_package.py", &[&out]);
}

const ALL: &str = "outputs.tables=[\"csv\",\"md\",\"xlsx\",\"parquet\",\"html\",\"tex\"]";
const QUICK: [&str; 5] = [
    "--quiet",
    "--set",
    "areas.effort=quick",
    "--set",
    "index.uncertainty.draws=50",
];

#[test]
fn every_format_says_the_same_and_two_runs_give_the_same_bytes() {
    let dir = tempfile::tempdir().unwrap();
    let (one, two) = (dir.path().join("1"), dir.path().join("2"));
    let options = [&QUICK[..], &["--set", ALL, "--threads"]].concat();
    run(&example(), &one, &[&options[..], &["1"]].concat());
    run(&example(), &two, &[&options[..], &["3"]].concat());
    assert_same(&files(&one), &files(&two));
    assert!(one.join("tables/contoh.xlsx").is_file());
    let card = json(&one.join("tables/scores.json"));
    assert_eq!(card["key"], serde_json::json!(["code"]));
    let citation = card["citation"].as_str().unwrap();
    assert!(citation.starts_with("contoh (data sintetis), tabel scores, 2024-12-31, kawasan "));
    for ending in ["md", "html", "tex"] {
        let text = fs::read_to_string(one.join(format!("tables/scores.{ending}"))).unwrap();
        assert!(text.contains(citation), "{ending}");
        assert!(
            text.contains("0,2910") && !text.contains("0.2910"),
            "{ending}"
        );
    }
    let years = fs::read_to_string(one.join("tables/programme_years.md")).unwrap();
    assert!(years.contains("| 2024 |") && !years.contains("2.024"));
    python("validate_tables.py", &[&one]);
    python("validate_package.py", &[&one]);
}

#[test]
fn english_tables_have_points_and_only_the_formats_that_are_asked_for() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("out");
    let formats = "outputs.tables=[\"html\",\"tex\"]";
    let more = ["--set", "study.language=en", "--set", formats];
    run(&example(), &out, &[&QUICK[..], &more].concat());
    for ending in ["html", "tex"] {
        let text = fs::read_to_string(out.join(format!("tables/scores.{ending}"))).unwrap();
        assert!(
            text.contains("0.2910") && !text.contains("0,2910"),
            "{ending}"
        );
        // without the whole table beside it every row stands here
        assert!(text.contains("9902132005"), "{ending}");
        assert!(text.contains("n = 300."));
    }
    for ending in ["csv", "md", "parquet"] {
        assert!(!out.join(format!("tables/scores.{ending}")).exists());
    }
    assert!(!out.join("tables/contoh.xlsx").exists());
    let package = json(&out.join("datapackage.json"));
    let tables = package["resources"].as_array().unwrap().iter();
    let csv = tables.filter(|r| r["format"] == "csv").count();
    assert_eq!(csv, 1, "checks.csv");
}

#[test]
fn a_workbook_or_parquet_with_a_number_of_a_person_is_not_published() {
    for format in ["xlsx", "parquet"] {
        let folder = copy_of_example();
        let layer = folder.path().join("desa.geojson");
        let text = fs::read_to_string(&layer).unwrap();
        let planted = text.replacen("Tunakir", "Tunakir 9901014107880001", 1);
        assert_ne!(text, planted);
        fs::write(&layer, planted).unwrap();
        let out = folder.path().join("out");
        let formats = format!("outputs.tables=[\"{format}\"]");
        let done = ends(
            5,
            kawasan()
                .arg("run")
                .arg(folder.path().join("study.toml"))
                .arg("--out")
                .arg(&out)
                .args(QUICK)
                .args(["--set", "outputs.layers=[]", "--set", "outputs.brief=[]"])
                .args(["--set", &formats]),
        );
        let said = String::from_utf8_lossy(&done.stderr).into_owned();
        assert!(
            said.contains(&format!(".{format}")) && said.contains("column name"),
            "{said}"
        );
        assert!(!said.contains("7880001") && !out.exists());
    }
}
