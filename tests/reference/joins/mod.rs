//! Real tables joined to real villages and regencies: every row accounted for, wrong systems refused.

mod regencies;
mod villages;

use crate::support::shared;
use geo::MultiPolygon;
use kawasan::Result;
use kawasan::base::code::System;
use kawasan::base::code::gazetteer::official;
use kawasan::base::finding::{Finding, Severity};
use kawasan::base::model::{Code, Features, Level, Measure};
use kawasan::base::study;
use kawasan::input::join::{self, Joined, Units};
use kawasan::input::read::{Door, table};
use polars::df;
use polars::prelude::DataType;
use std::path::Path;
use std::sync::LazyLock;

fn ntt() -> Option<[Units; 4]> {
    static UNITS: LazyLock<Option<[Units; 4]>> =
        LazyLock::new(|| Some(layer(&shared("data/ntt/desa_ntt.geojson")?)));
    UNITS.clone()
}

/// The attributes of a GeoJSON layer; joins look at no geometry.
fn layer(path: &Path) -> [Units; 4] {
    let layer: serde_json::Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let features = layer["features"].as_array().unwrap();
    let column = |key: &str| -> Vec<&str> {
        features
            .iter()
            .map(|f| f["properties"][key].as_str().unwrap())
            .collect()
    };
    let attributes = df!(
        "kode" => column("kode"), "nama" => column("nama"), "kec" => column("kec"), "kab" => column("kab"), "prov" => column("prov"),
    );
    units(Features {
        source: path.to_path_buf(),
        geometry: vec![MultiPolygon::new(Vec::new()); features.len()],
        attributes: attributes.unwrap(),
        crs: None,
        measure: Measure::Geodesic,
    })
}

fn units(features: Features) -> [Units; 4] {
    let spec: study::Boundaries =
        toml::from_str("path = 'x'\ncode = 'kode'\nname = 'nama'").unwrap();
    let mut findings = Vec::new();
    let villages = join::villages(features, &spec, &mut findings).unwrap();
    let hierarchy = join::hierarchy(&villages, &spec, &mut findings).unwrap();
    assert!(
        findings.iter().all(|f| f.severity == Severity::Info),
        "{findings:?}"
    );
    [
        Level::Village,
        Level::District,
        Level::Regency,
        Level::Province,
    ]
    .map(|level| Units::of(&villages, &hierarchy, level))
}

/// Every regency of Indonesia, from the official list.
fn national() -> Units {
    let regencies: Vec<_> = official().within("", 4).collect();
    let province = |code: &str| official().name(&code[..2]).unwrap().to_owned();
    Units {
        level: Level::Regency,
        system: System::Kemendagri,
        codes: regencies
            .iter()
            .map(|(code, _)| Code::from_canonical(*code))
            .collect(),
        names: regencies
            .iter()
            .map(|(_, name)| (*name).to_owned())
            .collect(),
        parents: vec![(
            Level::Province,
            regencies.iter().map(|(code, _)| province(code)).collect(),
        )],
    }
}

fn attach(units: &Units, path: &Path, spec: &str, findings: &mut Vec<Finding>) -> Result<Joined> {
    let spec: study::Table =
        toml::from_str(&format!("path = '{}'\n{spec}", path.display())).unwrap();
    let mut text: Vec<String> = spec
        .code
        .iter()
        .flat_map(|code| code.columns().to_vec())
        .collect();
    text.extend(spec.name.clone());
    text.extend(spec.parents.clone());
    let table = table::read(path, None, &text, &Door::default(), findings)?;
    let table = match &spec.filter {
        Some(sql) => table::filter(table, sql)?.0,
        None => table,
    };
    join::attach(
        units,
        table,
        &spec,
        &study::Codes::default(),
        path.parent().unwrap(),
        findings,
    )
}

/// rows, matched, unmatched, ambiguous, units without a row.
fn counts(joined: &Joined) -> [usize; 5] {
    let a = &joined.accounting;
    assert_eq!(a.matched + a.unmatched + a.ambiguous, a.rows);
    [
        a.rows,
        a.matched,
        a.unmatched,
        a.ambiguous,
        a.units_without_row,
    ]
}

fn told(findings: &[Finding], check: &str) -> Vec<String> {
    let place = |f: &Finding| format!("{}: {}", f.place.code.clone().unwrap_or_default(), f.what);
    findings
        .iter()
        .filter(|f| f.check == check)
        .map(place)
        .collect()
}

fn refused(result: Result<Joined>) -> String {
    let error = result.expect_err("must be refused");
    eprintln!("{error}\n");
    assert!(error.remedy.is_some());
    error.to_string()
}

/// Writes a table of its own: a title line, then rows.
fn written(
    title: &str,
    rows: impl Iterator<Item = String>,
) -> (tempfile::TempDir, std::path::PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("table.csv");
    std::fs::write(
        &path,
        [title.to_owned()]
            .into_iter()
            .chain(rows)
            .collect::<Vec<_>>()
            .join("\n"),
    )
    .unwrap();
    (dir, path)
}

fn column(joined: &Joined, name: &str) -> Vec<Option<String>> {
    let text = joined
        .frame
        .column(name)
        .unwrap()
        .cast(&DataType::String)
        .unwrap();
    text.str()
        .unwrap()
        .iter()
        .map(|value| value.map(str::to_owned))
        .collect()
}

fn csv_rows(path: &Path) -> Vec<Vec<String>> {
    let mut reader = csv::Reader::from_path(path).unwrap();
    reader
        .records()
        .map(|row| row.unwrap().iter().map(str::to_owned).collect())
        .collect()
}
