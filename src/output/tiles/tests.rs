#![allow(clippy::unwrap_used)]

use super::*;
use crate::space::coverage::lattice::rectangle;
use flate2::read::GzDecoder;
use polars::prelude::{DataFrame, df};
use serde_json::Value;
use std::io::{Cursor, Read};

/// Squares of a side in degrees east of Kupang.
fn squares(across: usize, down: usize, side: f64) -> Vec<MultiPolygon<f64>> {
    let place = |i: usize| {
        (
            124.0 + (i % across) as f64 * side,
            -10.0 + (i / across) as f64 * side,
        )
    };
    let one = |i| {
        let (x, y) = place(i);
        rectangle(x, y, x + side, y + side)
    };
    (0..across * down).map(one).collect()
}

fn bytes(
    geometry: &[MultiPolygon<f64>],
    attributes: &DataFrame,
    kept: &[&str],
) -> (Vec<u8>, Vec<String>) {
    let archive = Archive {
        name: "uji",
        description: "Uji",
        attribution: "CC0",
        layers: vec![Layer {
            name: "desa",
            vector: Vector {
                geometry,
                attributes,
                measure: Measure::Geodesic,
            },
            kept,
        }],
    };
    let mut out = Cursor::new(Vec::new());
    let notes = write(&mut out, &archive, Path::new("a.pmtiles")).unwrap();
    (out.into_inner(), notes)
}

fn number(file: &[u8], at: usize) -> usize {
    u64::from_le_bytes(file[at..at + 8].try_into().unwrap()) as usize
}

fn unzipped(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    GzDecoder::new(bytes).read_to_end(&mut out).unwrap();
    out
}

fn metadata(file: &[u8]) -> Value {
    let (from, long) = (number(file, 24), number(file, 32));
    serde_json::from_slice(&unzipped(&file[from..from + long])).unwrap()
}

/// Ids, run lengths, lengths and offsets of the root directory.
fn directory(file: &[u8]) -> Vec<[u64; 4]> {
    let (from, long) = (number(file, 8), number(file, 16));
    let bytes = unzipped(&file[from..from + long]);
    let mut rest = bytes.iter();
    let mut next = || {
        let (mut value, mut shift) = (0, 0);
        loop {
            let byte = *rest.next().unwrap();
            value |= u64::from(byte & 127) << shift;
            shift += 7;
            if byte < 128 {
                return value;
            }
        }
    };
    let n = next() as usize;
    let mut entries = vec![[0; 4]; n];
    for column in 0..4 {
        let mut last = 0;
        for i in 0..n {
            let value = next();
            entries[i][column] = match column {
                0 => last + value,
                3 if value == 0 => entries[i - 1][3] + entries[i - 1][2],
                3 => value - 1,
                _ => value,
            };
            last = entries[i][0];
        }
    }
    entries
}

#[test]
fn the_file_says_what_it_holds_and_its_directory_is_in_order() {
    let shapes = squares(6, 4, 0.03);
    let frame = df!("kode" => (0..24).map(|i| format!("53.{i:02}")).collect::<Vec<_>>(), "need" => (0..24).map(|i| (i % 5 > 0).then_some(f64::from(i) / 8.0)).collect::<Vec<_>>(),
        "area" => (0..24).collect::<Vec<i32>>(), "ada" => [true; 24]).unwrap();
    let (file, notes) = bytes(&shapes, &frame, &[]);
    assert_eq!(notes, Vec::<String>::new());
    assert_eq!(&file[..8], b"PMTiles\x03");
    // clustered, gzip inside, gzip tiles, MVT
    assert_eq!(file[96..100], [1, 2, 2, 1]);
    // a square is 3.3 km wide: 512 steps of 6.1 m at zoom 11 are 2.5 km
    let (first, last) = (file[100], file[101]);
    assert_eq!((first, last), (4, 11));
    let degrees =
        |at: usize| f64::from(i32::from_le_bytes(file[at..at + 4].try_into().unwrap())) / 1e7;
    assert_eq!(
        [degrees(102), degrees(106), degrees(110), degrees(114)],
        [124.0, -10.0, 124.18, -9.88]
    );
    assert!((degrees(119) - 124.09).abs() < 1e-6 && file[118] >= first && file[118] <= last);
    let entries = directory(&file);
    assert!(
        entries
            .windows(2)
            .all(|pair| pair[0][0] + pair[0][1] <= pair[1][0])
    );
    // tiles lie one behind the other in that order, and each is a gzip
    let data = number(&file, 56);
    let mut end = 0;
    for [_, run, long, offset] in entries {
        assert_eq!((run, offset), (1, end));
        let from = data + offset as usize;
        assert!(!unzipped(&file[from..from + long as usize]).is_empty());
        end = offset + long;
    }
    assert_eq!(end as usize, number(&file, 64));
    let said = metadata(&file);
    assert_eq!(said["attribution"], "CC0");
    let layer = &said["vector_layers"][0];
    assert_eq!(
        (layer["id"].as_str(), &layer["minzoom"], &layer["maxzoom"]),
        (Some("desa"), &4.into(), &11.into())
    );
    assert_eq!(
        layer["fields"].to_string(),
        r#"{"kode":"String","need":"Number","area":"Number","ada":"Boolean"}"#
    );
}

#[test]
fn threads_do_not_show() {
    let shapes = squares(20, 20, 0.02);
    let frame = df!("n" => (0..400).collect::<Vec<i32>>()).unwrap();
    let on = |threads| {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap();
        pool.install(|| bytes(&shapes, &frame, &[]).0)
    };
    assert!(on(1) == on(4));
}

#[test]
fn columns_go_where_tiles_would_grow_too_large() {
    let shapes = squares(50, 40, 0.02);
    // next to nothing can be compressed
    let mut state = 1_u64;
    let mut text = || {
        let mut text = String::new();
        for _ in 0..40 {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            text += &format!("{:x}", state >> 8);
        }
        text
    };
    let frame = df!("need" => (0..2000).map(f64::from).collect::<Vec<_>>(), "lama" => (0..2000).map(|_| text()).collect::<Vec<_>>()).unwrap();
    let (file, _) = bytes(&shapes, &frame, &["need"]);
    let said = metadata(&file);
    let description = said["vector_layers"][0]["description"].as_str().unwrap();
    assert!(
        description.starts_with("all columns from zoom "),
        "{description}"
    );
    assert!(
        directory(&file)
            .iter()
            .all(|entry| (entry[2] as usize) < MOST)
    );
}

#[test]
fn what_is_too_small_is_counted_and_numbers_of_persons_are_refused() {
    let mut shapes = squares(3, 1, 0.5);
    shapes.push(rectangle(124.0, -8.0, 124.000_001, -7.999_999));
    shapes.push(MultiPolygon(Vec::new()));
    let frame = df!("n" => [1, 2, 3, 4, 5]).unwrap();
    let (_, notes) = bytes(&shapes, &frame, &[]);
    assert_eq!(notes, ["1 shapes of desa are too small for any tile"]);
    let frame = df!("kk" => ["", "", "3271014501900001", "", ""]).unwrap();
    let archive = |attributes| Archive {
        name: "uji",
        description: "",
        attribution: "",
        layers: vec![Layer {
            name: "desa",
            vector: Vector {
                geometry: &shapes,
                attributes,
                measure: Measure::Geodesic,
            },
            kept: &[],
        }],
    };
    let mut out = Cursor::new(Vec::new());
    let error = write(&mut out, &archive(&frame), Path::new("a")).unwrap_err();
    assert_eq!(
        (error.exit_code(), error.place.to_string().as_str()),
        (5, "layer desa, column kk, row 3")
    );
    let none = Archive {
        layers: Vec::new(),
        ..archive(&frame)
    };
    assert_eq!(
        write(&mut out, &none, Path::new("a"))
            .unwrap_err()
            .exit_code(),
        5
    );
}
