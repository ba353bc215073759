#![allow(clippy::unwrap_used)]
use super::*;
use encoding_rs::WINDOWS_1252;
use std::fs;

fn settled(path: &Path, columns: &[&str]) -> Result<(Rows, Vec<Kind>, Vec<Finding>)> {
    let mut rows = Rows::open(&[path.to_path_buf()])?;
    let mut findings = Vec::new();
    let kinds = rows.settle(columns, &["kode"], &mut findings)?;
    Ok((rows, kinds, findings))
}

fn frames(rows: &Rows, columns: &[&str]) -> Vec<DataFrame> {
    let mut frames = Vec::new();
    for part in rows.parts() {
        let mut keep = |frame: &DataFrame, _: &[u32]| {
            frames.push(frame.clone());
            Ok(())
        };
        rows.read(part, columns, &mut keep).unwrap();
    }
    frames
}

#[test]
fn rows_of_text_know_their_lines() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.csv");
    fs::write(&path, "kode,kata\n\n1,\"dua\nbaris\"\n,\n2,satu\n").unwrap();
    let (rows, ..) = settled(&path, &["kode", "kata"]).unwrap();
    let mut found = Vec::new();
    let mut keep = |frame: &DataFrame, lines: &[u32]| {
        assert_eq!(frame.height(), lines.len());
        found.extend_from_slice(lines);
        Ok(())
    };
    rows.read(rows.parts()[0], &["kode"], &mut keep).unwrap();
    assert_eq!(found, [3, 6]);
}

#[test]
fn separated_text_by_the_evidence_of_all_rows() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.csv");
    let mut text = "kode;gaji;aktif;nama lain\n".to_owned();
    for i in 0..70_000 {
        text += &format!(
            "{};{}.{:03};TRUE;x\n",
            5_301_012_001_i64 + i,
            1 + i % 9,
            i % 1000
        );
    }
    // the last row settles what the points mean
    text += "5301012001;1.234.567;FALSE;\n\n;tidak tahu;-;\u{e9}\n";
    fs::write(&path, WINDOWS_1252.encode(&text).0).unwrap();
    let columns = ["kode", "gaji", "aktif", "nama lain"];
    let (rows, kinds, findings) = settled(&path, &columns).unwrap();
    assert_eq!(kinds, [Kind::Text, Kind::Number, Kind::Truth, Kind::Text]);
    let checks: Vec<_> = findings.iter().map(|finding| finding.check).collect();
    assert_eq!(checks, ["encoding", "nearly-numeric"]);
    assert!(
        findings[1].what.starts_with("1 of 70002 cells"),
        "{}",
        findings[1].what
    );
    let frames = frames(&rows, &columns);
    assert_eq!(
        frames.iter().map(DataFrame::height).collect::<Vec<_>>(),
        [1 << 16, 70_002 - (1 << 16)]
    );
    let pay = frames[1].column("gaji").unwrap().f64().unwrap().clone();
    assert_eq!(
        pay.iter().rev().take(3).collect::<Vec<_>>(),
        [None, Some(1_234_567.0), Some(7_999.0)]
    );
    assert_eq!(
        frames[1]
            .column("nama lain")
            .unwrap()
            .str()
            .unwrap()
            .iter()
            .next_back(),
        Some(Some("\u{e9}"))
    );
}

#[test]
fn sixteen_bit_text_and_old_line_ends() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.csv");
    let text = "\u{feff}kode\tn\r5301012001\t1\r";
    let bytes: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    fs::write(&path, bytes).unwrap();
    let (rows, kinds, _) = settled(&path, &["n"]).unwrap();
    assert_eq!(
        (rows.columns(), kinds),
        (vec!["kode", "n"], vec![Kind::Number])
    );
}

#[test]
fn faults_name_the_file_and_the_row() {
    let dir = tempfile::tempdir().unwrap();
    let says = |name: &str, text: &str, columns: &[&str]| {
        let path = dir.path().join(name);
        fs::write(&path, text).unwrap();
        settled(&path, columns).unwrap_err().to_string()
    };
    assert!(
        says("a.csv", "kode,n\n1,2\n\n3\n", &["n"]).contains("a.csv, row 4: the row has 1 fields")
    );
    assert!(says("a.csv", "kode,n\n", &["m"]).contains("no such column"));
    assert!(says("a.csv", "", &[]).contains("empty"));
    assert!(says("a.csv", "a,a\n1,2\n", &[]).contains("same name"));
    assert!(says("a.parquet", "PAR1", &[]).contains("cannot be read"));
    assert!(says("a.pdf", "x", &[]).contains("`.pdf`"));
    let pattern = dir.path().join("none-*.csv");
    assert!(
        Rows::open(&[pattern])
            .unwrap_err()
            .what
            .contains("no file matches")
    );
    assert!(
        Rows::open(&[dir.path().to_path_buf()])
            .unwrap_err()
            .what
            .contains("folder")
    );
    assert!(
        Rows::open(&[dir.path().join("b.csv")])
            .unwrap_err()
            .what
            .contains("no such file")
    );
}

#[test]
fn a_column_is_of_one_kind_in_every_file() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("a.csv"), "kode,n\n1,2\n").unwrap();
    fs::write(dir.path().join("b.csv"), "kode,n\n1,x\n").unwrap();
    let error = settled(&dir.path().join("*.csv"), &["n"])
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("b.csv") && error.contains("a.csv"),
        "{error}"
    );
    assert!(settled(&dir.path().join("*.csv"), &["kode"]).is_ok());
}
