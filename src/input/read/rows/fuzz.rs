//! Broken files of rows: every cut, and of text every changed byte, of a small one is read or refused with its file named.
//!
//! A byte changed within a page of Parquet can make its crate ask for more memory than there is, which no program survives.
#![allow(clippy::unwrap_used)]

use super::*;
use crate::input::read::{Door, table};
use polars::df;
use polars::prelude::{ParquetCompression, ParquetWriter};
use std::fs;

/// Every cut of the bytes.
fn cuts(whole: &[u8]) -> Vec<Vec<u8>> {
    (0..whole.len()).map(|end| whole[..end].to_vec()).collect()
}

/// Every byte changed in a few ways.
fn changes(whole: &[u8]) -> Vec<Vec<u8>> {
    let changes = (0..whole.len()).flat_map(move |at| {
        let was = whole[at];
        let others = [0, 0xff, was ^ 1, was ^ 0x80]
            .into_iter()
            .filter(move |&b| b != was);
        others.map(move |byte| {
            let mut bytes = whole.to_vec();
            bytes[at] = byte;
            bytes
        })
    });
    changes.collect()
}

const COLUMNS: [&str; 4] = ["kode", "uang", "aktif", "anggota"];

fn rows(path: &Path) -> Result<()> {
    let mut rows = Rows::open(&[path.to_path_buf()])?;
    rows.settle(&COLUMNS, &["kode"], &mut Vec::new())?;
    for part in rows.parts() {
        let mut keep = |frame: &DataFrame, _: &[u32]| {
            assert_eq!(frame.width(), COLUMNS.len());
            Ok(())
        };
        rows.read(part, &COLUMNS, &mut keep)?;
    }
    Ok(())
}

fn whole(path: &Path) -> Result<()> {
    table::read(
        path,
        None,
        &["kode".to_owned()],
        &Door::default(),
        &mut Vec::new(),
    )
    .map(drop)
}

/// Reads the file in every broken form; says how many could be read.
fn survive(path: &Path, forms: fn(&[u8]) -> Vec<Vec<u8>>) -> usize {
    let bytes = fs::read(path).unwrap();
    let mut good = 0;
    for read in [rows, whole] {
        read(path).unwrap();
        for bytes in forms(&bytes) {
            fs::write(path, bytes).unwrap();
            match read(path) {
                Ok(()) => good += 1,
                Err(error) => {
                    assert!(
                        error.place.file.is_some() && !error.what.is_empty(),
                        "{error}"
                    );
                    assert_eq!(error.exit_code(), 3, "{error}");
                }
            }
        }
        fs::write(path, &bytes).unwrap();
    }
    good
}

fn frame() -> DataFrame {
    df!(
        "kode" => ["53.01.01.2001", "5301012002", "5301012003"],
        "uang" => [Some(1.5), None, Some(-3e9)],
        "aktif" => [Some(true), Some(false), None],
        "anggota" => [4_i64, 5, 5],
    )
    .unwrap()
}

#[test]
fn broken_parquet_never_stops_the_program() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.parquet");
    for compression in [ParquetCompression::Uncompressed, ParquetCompression::Snappy] {
        let writer = ParquetWriter::new(fs::File::create(&path).unwrap());
        writer
            .with_compression(compression)
            .finish(&mut frame())
            .unwrap();
        assert_eq!(survive(&path, cuts), 0);
    }
}

#[test]
fn broken_text_never_stops_the_program() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.csv");
    let text = "kode;uang;aktif;anggota\n\"53.01.01.2001\";1,5;TRUE;4\n5301012002;;FALSE;5\n5301012003;-3e9;-;\u{bd}\n";
    fs::write(&path, text).unwrap();
    assert!(survive(&path, cuts) > 0 && survive(&path, changes) > 0);
    let wide: Vec<u8> = format!("\u{feff}{text}")
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    fs::write(&path, wide).unwrap();
    assert!(survive(&path, cuts) > 0 && survive(&path, changes) > 0);
}
