//! Whole tables from text: types, marks, doubts.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
use super::cells::Cells;
use super::{Door, Table, delimited, table};
use crate::base::finding::{Finding, Severity};
use polars::prelude::*;
use proptest::prelude::{Strategy, any, prop, prop_assert_eq, proptest};
use std::path::Path;

fn parse(csv: &str, text: &[&str]) -> (Table, Vec<Finding>) {
    let text: Vec<String> = text.iter().map(|name| name.to_string()).collect();
    let (path, mut findings) = (Path::new("t.csv"), Vec::new());
    let mut cells = delimited::read(path, csv.as_bytes(), &mut findings).unwrap();
    let names = (Some(text.as_slice()), text.as_slice());
    let table = table(
        path,
        None,
        &mut cells,
        names,
        &Door::default(),
        &mut findings,
    )
    .unwrap();
    (table, findings)
}

fn floats(table: &Table, name: &str) -> Vec<Option<f64>> {
    let column = table.column(name).unwrap();
    assert!(
        column.dtype().is_primitive_numeric(),
        "{name} {}",
        column.dtype()
    );
    column
        .cast(&DataType::Float64)
        .unwrap()
        .f64()
        .unwrap()
        .iter()
        .collect()
}

/// One column of cells, one cell a line.
fn column(cells: &[&str]) -> (Table, Vec<Finding>) {
    parse(&format!("x;y\n{};a\n", cells.join(";a\n")), &[])
}

#[test]
fn types() {
    for (cells, dtype) in [
        (vec!["1", "", "-3"], DataType::Int64),
        (vec!["1", "2.5"], DataType::Float64),
        (vec!["NA", "-", "…"], DataType::Float64),
        (vec!["true", "FALSE", "-"], DataType::Boolean),
        (vec!["01", "12"], DataType::String),
        (vec!["3174012345678901", "1"], DataType::String),
        (vec!["5 %", "12,5%"], DataType::Float64),
        (vec!["5 %", "12,5"], DataType::String),
        (vec!["1", "true"], DataType::String),
        (vec!["9223372036854775808", "1"], DataType::String),
        (vec!["9,223,372,036,854,775,808", "1"], DataType::Float64),
        (vec!["Ende", "NA"], DataType::String),
    ] {
        let table = column(&cells).0;
        assert_eq!(table.column("x").unwrap().dtype(), &dtype, "{cells:?}");
    }
    let table = column(&["Ende", "NA"]).0;
    assert_eq!(table.column("x").unwrap().str().unwrap().get(1), Some("NA"));
    let table = parse("kode,kode_kab,n\n1,53.10,53.10\n", &["kode"]).0;
    assert_eq!(
        table.column("kode").unwrap().str().unwrap().get(0),
        Some("1")
    );
    assert_eq!(
        table.column("kode_kab").unwrap().str().unwrap().get(0),
        Some("53.10")
    );
    assert_eq!(floats(&table, "n"), [Some(53.1)]);
}

#[test]
fn a_lone_comma_is_settled_by_evidence() {
    let (table, findings) = column(&["5,997", "10,027"]);
    assert_eq!(floats(&table, "x"), [Some(5997.0), Some(10027.0)]);
    assert_eq!(
        (findings[0].severity, findings[0].check),
        (Severity::Warning, "number-style")
    );
    let (table, findings) = column(&["5,997", "10,02"]);
    assert_eq!(floats(&table, "x"), [Some(5.997), Some(10.02)]);
    assert!(findings.is_empty());
    assert_eq!(
        floats(&column(&["5,997", "1.234.567"]).0, "x")[0],
        Some(5.997)
    );
    assert_eq!(floats(&column(&["5,997", "0.5"]).0, "x")[0], Some(5997.0));
    assert_eq!(
        floats(&column(&["7,39", "6.84"]).0, "x"),
        [Some(7.39), Some(6.84)]
    );
    let (table, findings) = parse("a;b\n5,997;2,5\n", &[]);
    assert_eq!(floats(&table, "a"), [Some(5.997)]);
    assert_eq!(findings[0].severity, Severity::Info);
    let (table, findings) = parse("a;b\n5.997;2,5\n", &[]);
    assert_eq!(floats(&table, "a"), [Some(5997.0)]);
    assert_eq!(findings[0].severity, Severity::Info);
}

#[test]
fn a_nearly_numeric_column_is_told_by_rows_only() {
    let mut cells = vec!["12"; 60];
    cells[7] = "secret";
    cells[9] = "8 orang";
    let (table, findings) = column(&cells);
    assert!(table.column("x").unwrap().dtype().is_string());
    assert!(
        findings[0].what.contains("rows 9, 11"),
        "{}",
        findings[0].what
    );
    assert_eq!(findings[0].place.column.as_deref(), Some("x"));
    assert!(!format!("{findings:?}").contains("secret"));
    // Two readings of the comma in one column cannot both be right.
    let (table, findings) = column(&["12,5", "12,7", "1,234,567"]);
    assert!(table.column("x").unwrap().dtype().is_string());
    assert!(findings[0].what.contains("rows 4"), "{}", findings[0].what);
}

#[test]
fn headers_and_shapes() {
    let (table, findings) = parse("a,\" b\n c \",,\n 1 ,2,3,\n", &[]);
    let names: Vec<_> = table
        .frame
        .get_column_names()
        .iter()
        .map(|n| n.to_string())
        .collect();
    assert_eq!(names, ["a", "b c", "column_3"]);
    assert_eq!(findings[0].check, "unnamed-column");
    let path = Path::new("t.csv");
    for csv in ["a,b\n", "a,b\n,\n", "Tabel 3,,\nkode,n,m\n1,2,3\n"] {
        let mut cells = delimited::read(path, csv.as_bytes(), &mut Vec::new()).unwrap();
        assert!(table_of(&mut cells).is_err(), "{csv}");
    }
    let error = table.column("A B").unwrap_err().to_string();
    assert!(error.contains("name one of: a; b c; column_3"), "{error}");
    let (table, findings) = parse("column_2,,column_2_\n1,2,3\n", &[]);
    assert_eq!(floats(&table, "column_2__"), [Some(2.0)]);
    assert_eq!(findings[0].place.column.as_deref(), Some("column_2__"));
}

fn table_of(cells: &mut Cells) -> crate::Result<Table> {
    table(
        Path::new("t.csv"),
        None,
        cells,
        (Some(&[]), &[]),
        &Door::default(),
        &mut Vec::new(),
    )
}

/// A way to write numbers: decimal mark, thousands mark, minus, padding.
type Style = (char, Option<char>, char, &'static str);

fn styles() -> impl Strategy<Value = Style> {
    let marks = prop::sample::select(vec![
        ('.', None),
        (',', None),
        ('.', Some(',')),
        (',', Some('.')),
        ('.', Some(' ')),
        (',', Some('\u{a0}')),
    ]);
    let minus = prop::sample::select(vec!['-', '−']);
    let padding = prop::sample::select(vec!["", " ", "\u{a0}"]);
    (marks, minus, padding).prop_map(|((d, t), m, p)| (d, t, m, p))
}

fn write((mantissa, places): (i64, usize), (decimal, thousands, minus, padding): Style) -> String {
    let digits = format!("{:0width$}", mantissa.abs(), width = places + 1);
    let (whole, fraction) = digits.split_at(digits.len() - places);
    let mut text = String::from(padding);
    if mantissa < 0 {
        text.push(minus);
    }
    for (k, digit) in whole.chars().enumerate() {
        if let Some(mark) = thousands.filter(|_| k > 0 && (whole.len() - k) % 3 == 0) {
            text.push(mark);
        }
        text.push(digit);
    }
    if places > 0 {
        text.push(decimal);
        text.push_str(fraction);
    }
    text + padding
}

fn true_value((mantissa, places): (i64, usize)) -> f64 {
    write((mantissa, places), ('.', None, '-', ""))
        .parse()
        .unwrap()
}

proptest! {
    /// Every column in a style of its own, with a cell that shows the decimal mark and one that shows the thousands mark.
    #[test]
    fn any_style_reads_back(
        columns in prop::collection::vec((styles(), prop::collection::vec((-10_i64.pow(12)..10_i64.pow(12), 0_usize..6), 5)), 1..5),
        tab in any::<bool>(),
    ) {
        let anchors = [(5, 1), (1_234_567_891, 2)];
        let mut csv = csv::WriterBuilder::new().delimiter(if tab { b'\t' } else { b',' }).from_writer(Vec::new());
        csv.write_record((0..columns.len() + 1).map(|j| format!("c{j}"))).unwrap();
        let value = |k: usize, values: &[(i64, usize)]| if k < 2 { anchors[k] } else { values[k - 2] };
        for k in 0..7 {
            let cells = columns.iter().map(|(style, values)| write(value(k, values), *style));
            csv.write_record(std::iter::once(format!("row {k}")).chain(cells)).unwrap();
        }
        let (table, _) = parse(&String::from_utf8(csv.into_inner().unwrap()).unwrap(), &[]);
        for (j, (_, values)) in columns.iter().enumerate() {
            let expected: Vec<_> = (0..7).map(|k| Some(true_value(value(k, values)))).collect();
            prop_assert_eq!(floats(&table, &format!("c{}", j + 1)), expected);
        }
    }

    /// One style for the file: its first column settles the others.
    #[test]
    fn siblings_settle_what_a_column_leaves_open(
        style in styles(),
        values in prop::collection::vec((1_000_i64..999_999, prop::sample::select(vec![0_usize, 3])), 1..8),
    ) {
        let mut csv = csv::Writer::from_writer(Vec::new());
        csv.write_record(["first", "open"]).unwrap();
        for value in &values {
            csv.write_record([write((123_456_789, 2), style), write(*value, style)]).unwrap();
        }
        let (table, _) = parse(&String::from_utf8(csv.into_inner().unwrap()).unwrap(), &[]);
        let expected: Vec<_> = values.iter().map(|value| Some(true_value(*value))).collect();
        prop_assert_eq!(floats(&table, "open"), expected);
    }
}

#[test]
fn files_that_are_no_tables() {
    let folder = tempfile::tempdir().unwrap();
    let zip = b"PK\x03\x04\x00\x00".as_slice();
    for (name, bytes, what) in [
        ("a.doc", b"x".as_slice(), "cannot be read from `.doc`"),
        ("a", b"x", "cannot be read from `.`"),
        ("empty.csv", b"", "the file is empty"),
        ("blank.csv", b"\n , \n", "the file is empty"),
        ("workbook.csv", zip, "zipped file"),
        ("page.xls", b"<html><table>", "a web page, not `.xls`"),
        ("old.xlsx.csv", b"\xd0\xcf\x11\xe0", "an old .xls workbook"),
        ("broken.xlsx", zip, "cannot be read"),
        ("garbage.xls", b"\x01\x02\x03garbage", "cannot be read"),
        ("garbage.ods", b"garbage", "cannot be read"),
        ("garbage.parquet", b"garbage", "cannot be read"),
        ("cut.parquet", b"PAR1 and no footer", "cannot be read"),
        ("garbage.csv", b"\x7fELF\x02\x01\x01\x00", "binary data"),
    ] {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        let error = super::read(&path, None, &[], &Door::default(), &mut Vec::new()).unwrap_err();
        assert!(error.what.contains(what), "{name}: {error}");
        assert_eq!(error.place.file.as_deref(), Some(path.as_path()), "{name}");
        assert!(error.remedy.is_some(), "{name}");
        assert_eq!(error.exit_code(), 3, "{name}");
    }
    let fault = |name: &str, sheet| {
        let error = super::read(
            &folder.path().join(name),
            sheet,
            &[],
            &Door::default(),
            &mut Vec::new(),
        )
        .unwrap_err();
        error.to_string()
    };
    assert!(fault("none.csv", None).contains("no such file"));
    assert!(fault("blank.csv", Some("Desa")).contains("not a workbook"));
    std::fs::create_dir(folder.path().join("folder.csv")).unwrap();
    assert!(fault("folder.csv", None).contains("a folder"));
}

/// Every cut of a small text table, and every byte put out or replaced, gives a table or an error that names the file.
#[test]
fn broken_text_tables_never_stop_the_program() {
    let path = Path::new("t.csv");
    let text = "kode;nama;n;p\r\n53.01;\"É \"\"x\"\"\";1.234,5;5 %\r\n\r\n01;NA;-7;2e3\r\n";
    let utf16: Vec<u8> = std::iter::once('\u{feff}')
        .chain(text.chars())
        .flat_map(|c| (c as u16).to_le_bytes())
        .collect();
    for whole in [text.as_bytes(), &utf16] {
        let mut outcomes = [0, 0];
        for at in 0..whole.len() {
            for middle in ["", "\"", ";", "\n", "\r", "\u{0}", "é", "9", "\u{fffd}"] {
                for after in [whole.len(), at + 1] {
                    let bytes = [&whole[..at], middle.as_bytes(), &whole[after..]].concat();
                    let mut findings = Vec::new();
                    let read =
                        delimited::read(path, &bytes, &mut findings).and_then(|mut cells| {
                            table(
                                path,
                                None,
                                &mut cells,
                                (Some(&[]), &[]),
                                &Door::default(),
                                &mut findings,
                            )
                        });
                    match &read {
                        Ok(table) => assert_eq!(table.frame.height(), table.rows.len()),
                        Err(error) => assert!(error.place.file.is_some(), "{error}"),
                    }
                    outcomes[usize::from(read.is_ok())] += 1;
                }
            }
        }
        assert!(outcomes.iter().all(|&n| n > 0), "{outcomes:?}");
    }
}

/// The crate panics on a sheet that begins beyond the end of the file.
#[test]
fn a_broken_old_workbook_never_stops_the_program() {
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/table/desa.xls");
    let mut bytes = std::fs::read(fixture).unwrap();
    // BOUNDSHEET: type, length, then the place of the sheet in four bytes.
    let sheet = bytes.windows(2).position(|two| two == [0x85, 0]).unwrap();
    bytes[sheet + 7] = 0x80;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("desa.xls");
    std::fs::write(&path, bytes).unwrap();
    let error = super::read(&path, None, &[], &Door::default(), &mut Vec::new()).unwrap_err();
    assert!(
        error.what.contains("the workbook cannot be read"),
        "{error}"
    );
    assert_eq!(error.place.file.as_deref(), Some(path.as_path()));
}
