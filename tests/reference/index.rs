//! The published IDM of real villages, rebuilt (Kemendesa; see the README of the shared data).

use crate::support::shared;
use kawasan::welfare::index::{Context, Definition, Scores, score};
use polars::prelude::{Column, DataFrame};
use std::path::Path;

/// Columns of a CSV by header: text, and numbers where every cell is one.
struct Sheet {
    header: Vec<String>,
    rows: Vec<csv::StringRecord>,
}

impl Sheet {
    fn read(path: &Path) -> Self {
        let mut reader = csv::Reader::from_path(path).unwrap();
        let header = reader
            .headers()
            .unwrap()
            .iter()
            .map(str::to_owned)
            .collect();
        let rows = reader.records().collect::<Result<_, _>>().unwrap();
        Self { header, rows }
    }

    fn text(&self, column: &str) -> Vec<&str> {
        let at = self.header.iter().position(|name| name == column).unwrap();
        self.rows.iter().map(|row| &row[at]).collect()
    }

    fn number(&self, column: &str) -> Vec<f64> {
        self.text(column)
            .iter()
            .map(|cell| cell.trim().parse().unwrap())
            .collect()
    }

    fn frame(&self, columns: &[String]) -> DataFrame {
        let columns = columns
            .iter()
            .map(|name| Column::new(name.as_str().into(), self.number(name)))
            .collect();
        DataFrame::new(self.rows.len(), columns).unwrap()
    }
}

fn idm() -> Definition {
    Definition::load("idm-2016", Path::new("")).unwrap()
}

fn names(block: &str, count: usize) -> impl Iterator<Item = String> + '_ {
    (1..=count).map(move |i| format!("{block}_{i}"))
}

fn greatest(ours: &[Option<f64>], published: &[f64]) -> f64 {
    assert_eq!(ours.len(), published.len());
    ours.iter()
        .zip(published)
        .map(|(a, b)| (a.unwrap() - b).abs())
        .fold(0.0, f64::max)
}

fn class(scores: &Scores, i: usize) -> String {
    scores.classes[scores.class[i].unwrap()].id.to_uppercase()
}

#[test]
fn idm_2016_rebuilds_7508_published_village_years() {
    let Some(path) = shared("data/idm/idm_indicators_2021_2023.csv") else {
        return;
    };
    let sheet = Sheet::read(&path);
    assert_eq!(sheet.rows.len(), 7508);
    let columns: Vec<String> = names("IKS", 35)
        .chain(names("IKE", 12))
        .chain(names("IKL", 3))
        .collect();
    let scores = score(&idm(), &sheet.frame(&columns), &Context::default()).unwrap();
    assert_eq!(scores.form, "computed from 50 indicators");
    for ((code, ours), published) in scores.dimensions.iter().zip(["IKS", "IKE", "IKL"]) {
        assert_eq!(code, &published.to_lowercase());
        assert!(greatest(ours, &sheet.number(published)) < 1e-9, "{code}");
    }
    assert!(greatest(&scores.score, &sheet.number("IDM")) < 1e-9);
    let status = sheet.text("STATUS");
    for (i, status) in status.iter().enumerate() {
        assert_eq!(&class(&scores, i), status, "row {}", i + 2);
    }

    // The three sub-indices, as published, give the same.
    let three: Vec<String> = ["IKS", "IKE", "IKL"].map(str::to_owned).into();
    let from_three = score(&idm(), &sheet.frame(&three), &Context::default()).unwrap();
    assert_eq!(
        from_three.form,
        "computed from the finished dimensions iks, ike, ikl"
    );
    assert!(greatest(&from_three.score, &sheet.number("IDM")) < 1e-9);
    assert_eq!(from_three.class, scores.class);
}

#[test]
fn idm_2024_of_ntt_agrees_to_its_four_decimals() {
    let Some(path) = shared("data/ntt/idm_2024_ntt.csv") else {
        return;
    };
    let sheet = Sheet::read(&path);
    let three: Vec<String> = ["iks", "ike", "ikl"].map(str::to_owned).into();
    let scores = score(&idm(), &sheet.frame(&three), &Context::default()).unwrap();
    // Inputs are rounded to 4 decimals and so is the published index: at most two half units apart.
    let far = scores
        .score
        .iter()
        .zip(sheet.number("idm"))
        .filter(|(ours, published)| (ours.unwrap() - published).abs() > 1.000_001e-4)
        .count();
    assert_eq!(far, 0);
    let codes = sheet.number("status_kode");
    let differ = (0..codes.len())
        .filter(|&i| scores.class[i].unwrap() as f64 != 5.0 - codes[i])
        .count();
    eprintln!("NTT 2024: {differ} of {} classes differ", codes.len());
    assert_eq!(differ, 0);
}
