//! Every value of every real table against a plain parse under rules written by hand for each file.

use crate::support::shared;
use kawasan::base::finding::{Finding, Severity};
use kawasan::input::read::Door;
use kawasan::input::read::table::{Table, read};
use polars::prelude::*;
use std::path::Path;

/// How a file writes its numbers, and which columns are text; columns are named by prefix.
struct Rule {
    path: &'static str,
    separator: u8,
    text: &'static [&'static str],
    number: fn(&str) -> String,
    rows: usize,
    columns: usize,
    nulls: usize,
}

fn plain(cell: &str) -> String {
    cell.to_string()
}

/// No number of such a file has a thousands mark.
fn comma_or_point_is_decimal(cell: &str) -> String {
    cell.replace(',', ".")
}

/// No number of such a file has a fraction.
fn comma_is_thousands(cell: &str) -> String {
    cell.replace(',', "")
}

const IDM: &[&str] = &["prov", "kab", "kec", "desa"];
const REGENCY: &[&str] = &["kode", "Provinsi", "Kab/Kota"];
const GRDP: &[&str] = &["district", "province", "island"];
const RULES: [Rule; 16] = [
    rule(
        "ntt/bridge_bps_ntt.csv",
        b',',
        &["kode_dagri", "nama"],
        plain,
        [3321, 3, 0],
    ),
    rule(
        "ntt/dana_desa_pagu_ntt.csv",
        b',',
        &["kdpemda", "ur"],
        plain,
        [42, 14, 0],
    ),
    rule(
        "ntt/dana_desa_realisasi_ntt.csv",
        b',',
        &["kdpemda", "ur"],
        plain,
        [42, 14, 0],
    ),
    rule(
        "ntt/grdp_pc_ntt.csv",
        b',',
        GRDP,
        comma_is_thousands,
        [22, 31, 0],
    ),
    rule("ntt/idm_2024_ntt.csv", b',', IDM, plain, [3137, 14, 0]),
    rule(
        "ntt/kemiskinan_kab_ntt.csv",
        b',',
        REGENCY,
        comma_or_point_is_decimal,
        [22, 14, 0],
    ),
    rule(
        "ntt/penduduk_kab_ntt.csv",
        b',',
        &["kode", "nama"],
        plain,
        [22, 5, 0],
    ),
    rule(
        "ntt/transmigrasi_ntt.csv",
        b',',
        &["k", "nama", "prov", "match"],
        plain,
        [9, 7, 3],
    ),
    rule(
        "kabupaten/dana_desa_pagu_raw.tsv",
        b'\t',
        &["kdprov", "kdpemda", "ur"],
        plain,
        [869, 14, 0],
    ),
    rule(
        "kabupaten/grdp_pc_514_raw.csv",
        b',',
        GRDP,
        comma_is_thousands,
        [514, 31, 0],
    ),
    rule(
        "kabupaten/kemiskinan_514_raw.csv",
        b';',
        REGENCY,
        comma_or_point_is_decimal,
        [514, 13, 0],
    ),
    rule("diy/idm_2024_diy.csv", b',', IDM, plain, [392, 14, 0]),
    rule(
        "idm/idm_indicators_2021_2023.csv",
        b',',
        &["nama_", "STATUS", "TARGET"],
        plain,
        [7508, 64, 0],
    ),
    rule(
        "idm/idm_indicator_actions.csv",
        b',',
        &[
            "block",
            "indicator",
            "PUSAT",
            "PROV",
            "KAB",
            "DESA",
            "CSR",
            "LAINNYA",
            "commonest",
        ],
        plain,
        [50, 11, 180],
    ),
    rule(
        "asem/asem_iMeta.csv",
        b',',
        &["iCode", "iName", "Unit", "Denominator", "Parent", "Type"],
        plain,
        [68, 10, 43],
    ),
    rule(
        "asem/asem_iData.csv",
        b',',
        &["uName", "uCode", "GDP_", "GDPpc_", "Pop_", "EurAsia_"],
        plain,
        [51, 60, 64],
    ),
];

const fn rule(
    path: &'static str,
    separator: u8,
    text: &'static [&'static str],
    number: fn(&str) -> String,
    [rows, columns, nulls]: [usize; 3],
) -> Rule {
    Rule {
        path,
        separator,
        text,
        number,
        rows,
        columns,
        nulls,
    }
}

fn load(path: &Path) -> (Table, Vec<Finding>) {
    let mut findings = Vec::new();
    let table = read(path, None, &[], &Door::default(), &mut findings).unwrap();
    (table, findings)
}

/// Compares and returns rows, columns and nulls; `ID` columns of the GRDP files are numbers.
fn compare(path: &Path, rule: &Rule, table: &Table) -> [usize; 3] {
    let bytes = std::fs::read(path).unwrap();
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(rule.separator)
        .from_reader(bytes);
    let names: Vec<String> = reader
        .headers()
        .unwrap()
        .iter()
        .map(str::to_string)
        .collect();
    let records: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let records: Vec<_> = records
        .iter()
        .filter(|r| r.iter().any(|cell| !cell.is_empty()))
        .collect();
    assert_eq!(table.frame.get_column_names_owned(), names, "{}", rule.path);
    let mut nulls = 0;
    for (j, name) in names.iter().enumerate() {
        let column = table.frame.column(name).unwrap();
        let text = rule.text.iter().any(|start| name.starts_with(start)) && !name.ends_with("ID");
        assert_eq!(
            column.dtype().is_string(),
            text,
            "{} {name} {}",
            rule.path,
            column.dtype()
        );
        let column = if text {
            column.clone()
        } else {
            column.cast(&DataType::Float64).unwrap()
        };
        assert_eq!(column.len(), records.len(), "{}", rule.path);
        for (i, record) in records.iter().enumerate() {
            let cell = record[j].trim();
            let at = format!("{} {name} row {i}", rule.path);
            if cell.is_empty() || (!text && cell == "NA") {
                nulls += 1;
                assert!(column.get(i).unwrap().is_null(), "{at}");
            } else if text {
                assert_eq!(column.str().unwrap().get(i), Some(cell), "{at}");
            } else {
                let expected: f64 = (rule.number)(cell).parse().unwrap();
                assert_eq!(column.f64().unwrap().get(i), Some(expected), "{at}");
            }
        }
    }
    [records.len(), names.len(), nulls]
}

#[test]
fn every_value_of_every_real_table() {
    for rule in &RULES {
        let Some(path) = shared(&format!("data/{}", rule.path)) else {
            continue;
        };
        let (table, _) = load(&path);
        let found = compare(&path, rule, &table);
        assert_eq!(
            found,
            [rule.rows, rule.columns, rule.nulls],
            "{}",
            rule.path
        );
    }
}

#[test]
fn says_what_it_doubted() {
    let checks = |path: &str| -> Option<Vec<(&'static str, Severity)>> {
        let (_, findings) = load(&shared(&format!("data/{path}"))?);
        Some(
            findings
                .iter()
                .map(|finding| (finding.check, finding.severity))
                .collect(),
        )
    };
    let said: [(&str, &[(&str, Severity)]); 6] = [
        ("ntt/idm_2024_ntt.csv", &[]),
        ("ntt/penduduk_kab_ntt.csv", &[]),
        (
            "ntt/kemiskinan_kab_ntt.csv",
            &[("number-style", Severity::Info)],
        ),
        (
            "ntt/grdp_pc_ntt.csv",
            &[("number-style", Severity::Warning)],
        ),
        (
            "kabupaten/kemiskinan_514_raw.csv",
            &[
                ("blank-rows", Severity::Info),
                ("number-style", Severity::Info),
            ],
        ),
        ("asem/asem_iData.csv", &[("missing-marker", Severity::Info)]),
    ];
    for (path, expected) in said {
        if let Some(found) = checks(path) {
            assert_eq!(found, expected, "{path}");
        }
    }
}

#[test]
fn rows_are_lines() {
    let Some(path) = shared("data/kabupaten/kemiskinan_514_raw.csv") else {
        return;
    };
    let (table, findings) = load(&path);
    assert_eq!((table.rows[0], table.rows[513]), (2, 515));
    assert!(
        findings[0].what.starts_with("485 rows"),
        "{}",
        findings[0].what
    );
}
