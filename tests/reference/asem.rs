//! Sustainable connectivity of 51 countries (JRC's ASEM portal), by the two tables of COINr.
//!
//! `asem_scores.csv` is what `asem.py` beside it makes of the same data; COINr 1.1.14 gives CHE 68.38372, NLD 64.81952,
//! DNK 64.80408.

use crate::support::shared;
use kawasan::welfare::index::{Context, Definition, Scores, score};
use polars::prelude::{Column, DataFrame};
use std::path::{Path, PathBuf};

const STEPS: &str = r#"
name = "asem"
version = "2018"
source = "JRC, ASEM Sustainable Connectivity Portal"
good = "high"
steps = ["denominate", "impute", "screen", "treat"]
available = 0.9
treat = {}
impute = { method = "group-mean", group = "EurAsia_group" }
normalise = { method = "min-max", to = [0, 100] }
"#;

fn data(folder: &Path) -> (Vec<String>, DataFrame) {
    let mut reader = csv::Reader::from_path(folder.join("asem_iData.csv")).unwrap();
    let header = reader.headers().unwrap().clone();
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let columns = header
        .iter()
        .enumerate()
        .map(|(at, name)| {
            let cells = || rows.iter().map(|row| &row[at]);
            let missing = |cell: &str| cell.is_empty() || cell == "NA";
            match cells().all(|cell| missing(cell) || cell.parse::<f64>().is_ok()) {
                true => Column::new(
                    name.into(),
                    cells()
                        .map(|c| c.parse().ok())
                        .collect::<Vec<Option<f64>>>(),
                ),
                false => Column::new(name.into(), cells().collect::<Vec<&str>>()),
            }
        })
        .collect();
    let codes = rows.iter().map(|row| row[1].to_owned()).collect();
    (codes, DataFrame::new(rows.len(), columns).unwrap())
}

fn define(folder: &Path, steps: &str) -> Definition {
    let table = folder.join("asem_iMeta.csv");
    let text = format!("{steps}\ntable = '{}'\n", table.display());
    Definition::parse(Path::new("asem.toml"), &text).unwrap()
}

fn folder() -> Option<PathBuf> {
    shared("data/asem/asem_iMeta.csv").map(|file| file.parent().unwrap().to_path_buf())
}

fn three(codes: &[String], scores: &Scores) -> Vec<(String, f64)> {
    let mut all: Vec<(String, f64)> = codes
        .iter()
        .zip(&scores.score)
        .map(|(code, score)| (code.clone(), score.unwrap()))
        .collect();
    all.sort_by(|a, b| b.1.total_cmp(&a.1));
    all.truncate(3);
    all
}

#[test]
fn all_51_countries_at_every_level() {
    let Some(folder) = folder() else { return };
    let (codes, frame) = data(&folder);
    let scores = score(&define(&folder, STEPS), &frame, &Context::default()).unwrap();
    for ((code, value), (wanted, published)) in
        three(&codes, &scores)
            .iter()
            .zip([("CHE", 68.38372), ("NLD", 64.81952), ("DNK", 64.80408)])
    {
        assert_eq!(code, wanted);
        assert!((value - published).abs() < 5e-6, "{code} {value}");
    }
    let script = include_str!("asem_scores.csv");
    let mut reader = csv::Reader::from_reader(script.as_bytes());
    let header = reader.headers().unwrap().clone();
    let mut compared = 0;
    for (i, row) in reader.records().map(Result::unwrap).enumerate() {
        assert_eq!(row[0], codes[i]);
        for (at, name) in header.iter().enumerate().skip(1) {
            let ours = match name {
                "Index" => scores.score[i],
                _ => {
                    scores
                        .dimensions
                        .iter()
                        .find(|(code, _)| code == name)
                        .unwrap()
                        .1[i]
                }
            };
            let wanted: f64 = row[at].parse().unwrap();
            assert!((ours.unwrap() - wanted).abs() < 1e-9, "{} {name}", &row[0]);
            compared += 1;
        }
    }
    assert_eq!(compared, 51 * 11);
    let treated = &scores
        .log
        .iter()
        .find(|step| step.step == "treat")
        .unwrap()
        .results;
    assert_eq!(treated.as_object().unwrap().len(), 15);
}

#[test]
fn without_the_first_steps_the_ranking_differs() {
    let Some(folder) = folder() else { return };
    let (codes, frame) = data(&folder);
    let plain = STEPS
        .lines()
        .filter(|line| {
            !["steps", "available", "treat", "impute"]
                .iter()
                .any(|key| line.starts_with(key))
        })
        .collect::<Vec<_>>()
        .join("\n");
    let mut definition = define(&folder, &plain);
    for indicator in &mut definition.indicators {
        indicator.denominator = None;
    }
    let scores = score(&definition, &frame, &Context::default()).unwrap();
    let first: Vec<String> = three(&codes, &scores)
        .into_iter()
        .map(|(code, _)| code)
        .collect();
    assert_ne!(first, ["CHE", "NLD", "DNK"]);
}
