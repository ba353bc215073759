//! Workbooks written by openpyxl, xlwt and odfpy (`tests/fixtures/table/make.py`) read as one table.

use kawasan::base::finding::Finding;
use kawasan::input::read::Door;
use kawasan::input::read::table::{Table, read};
use polars::prelude::*;
use std::path::{Path, PathBuf};

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures/table")
        .join(name)
}

fn load(name: &str, text: &[&str]) -> (Table, Vec<Finding>) {
    let text: Vec<String> = text.iter().map(|name| name.to_string()).collect();
    let mut findings = Vec::new();
    let table = read(&fixture(name), None, &text, &Door::default(), &mut findings).unwrap();
    (table, findings)
}

fn floats(table: &Table, name: &str) -> Vec<Option<f64>> {
    let column = table.frame.column(name).unwrap();
    column
        .cast(&DataType::Float64)
        .unwrap()
        .f64()
        .unwrap()
        .iter()
        .collect()
}

fn texts<'a>(table: &'a Table, name: &str) -> Vec<Option<&'a str>> {
    table
        .frame
        .column(name)
        .unwrap()
        .str()
        .unwrap()
        .iter()
        .collect()
}

#[test]
fn one_table_in_three_formats() {
    for name in ["desa.xlsx", "desa.xls", "desa.ods"] {
        let (table, findings) = load(name, &["Kode"]);
        assert_eq!(table.sheet.as_deref(), Some("Desa"));
        assert_eq!(table.rows, [3, 4, 6, 7], "{name}");
        assert_eq!(
            texts(&table, "Kode"),
            ["5301012001", "5301012002", "5301012003", "5301012004"].map(Some)
        );
        let second = (name != "desa.ods").then_some("NTT");
        assert_eq!(
            texts(&table, "Provinsi"),
            [Some("NTT"), second, Some("NTB"), Some("NTB")]
        );
        // A stored 6.841 stays what it is beside a text with thousands points.
        assert_eq!(
            floats(&table, "Penduduk miskin"),
            [Some(1452224.0), Some(997.0), Some(1452224.0), None]
        );
        assert_eq!(floats(&table, "P0"), [28.39, 6.841, 7.4, 12.0].map(Some));
        let day = Some("2024-12-31");
        assert_eq!(texts(&table, "Tanggal"), [day, day, day, None], "{name}");
        let active: Vec<_> = table
            .frame
            .column("Aktif")
            .unwrap()
            .bool()
            .unwrap()
            .iter()
            .collect();
        assert_eq!(active, [Some(true), Some(false), Some(true), None]);
        assert_eq!(
            floats(&table, "Rumus"),
            [Some(1.5), Some(-2.0), None, Some(0.1)]
        );
        let checks: Vec<_> = findings.iter().map(|finding| finding.check).collect();
        let expected: &[&str] = match name {
            "desa.ods" => &["blank-rows", "missing-marker"],
            "desa.xls" => &["merged-cells", "blank-rows", "missing-marker"],
            _ => &[
                "first-sheet",
                "merged-cells",
                "error-cell",
                "blank-rows",
                "missing-marker",
            ],
        };
        assert_eq!(checks, expected, "{name}");
    }
}

#[test]
fn sheets_by_name() {
    let read = |sheet| {
        read(
            &fixture("desa.xlsx"),
            sheet,
            &[],
            &Door::default(),
            &mut Vec::new(),
        )
    };
    let table = read(Some("Kecamatan")).unwrap();
    assert_eq!(texts(&table, "kode"), [Some("53.01.01")]);
    let error = read(Some("Desa2")).unwrap_err().to_string();
    assert!(
        error.contains("layer Desa2") && error.contains("Desa; Kecamatan"),
        "{error}"
    );
}
