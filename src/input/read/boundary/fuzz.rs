//! Broken boundary files: every cut and every changed byte of a small layer is read, refused with its file named, or told.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use super::{read, settle};
use crate::input::geometry;
use shapefile::dbase::{Date, FieldName, Record, TableWriterBuilder};
use shapefile::{Point, Polygon, PolygonRing, Writer};
use std::path::{Path, PathBuf};

/// Geographic, and UTM zone 49S with its parameters.
const PRJ: [&str; 2] = [
    r#"GEOGCS["WGS",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]"#,
    r#"PROJCS["UTM",GEOGCS["WGS",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Transverse_Mercator"],PARAMETER["False_Easting",500000.0],PARAMETER["False_Northing",10000000.0],PARAMETER["Central_Meridian",111.0],PARAMETER["Scale_Factor",0.9996],PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]"#,
];

/// Two villages, the first with a hole, with a text, a number, a date and a logical.
fn layer(folder: &Path, origin: (f64, f64), size: f64) -> PathBuf {
    let path = folder.join("desa.shp");
    let name = |name: &str| FieldName::try_from(name).unwrap();
    let table = TableWriterBuilder::new()
        .add_character_field(name("nama"), 6)
        .add_numeric_field(name("kode"), 12, 0)
        .add_date_field(name("hari"))
        .add_logical_field(name("desa"));
    let square = |x: f64, y: f64, side: f64| {
        let corners = [
            (x, y),
            (x, y + side),
            (x + side, y + side),
            (x + side, y),
            (x, y),
        ];
        let place = |(x, y): (f64, f64)| Point::new(origin.0 + x * size, origin.1 + y * size);
        corners.map(place).to_vec()
    };
    let mut writer = Writer::from_path(&path, table).unwrap();
    for (i, rings) in [
        vec![
            PolygonRing::Outer(square(0.0, 0.0, 4.0)),
            PolygonRing::Inner(square(1.0, 1.0, 1.0)),
        ],
        vec![PolygonRing::Outer(square(4.0, 0.0, 4.0))],
    ]
    .into_iter()
    .enumerate()
    {
        let mut record = Record::default();
        record.insert("nama".into(), format!("Désa{i}").into());
        record.insert("kode".into(), (5_301_012_001.0 + i as f64).into());
        record.insert("hari".into(), Date::new(31, 12, 2024).unwrap().into());
        record.insert("desa".into(), true.into());
        writer
            .write_shape_and_record(&Polygon::with_rings(rings), &record)
            .unwrap();
    }
    path
}

/// Every cut of the bytes, and every byte changed in a few ways.
fn broken(whole: &[u8]) -> impl Iterator<Item = Vec<u8>> {
    let cuts = (0..whole.len()).map(|end| whole[..end].to_vec());
    let changes = (0..whole.len()).flat_map(move |at| {
        let was = whole[at];
        let others = [0, 0xff, was ^ 1, was ^ 0x80];
        let others = others.into_iter().filter(move |&b| b != was);
        others.map(move |byte| {
            let mut bytes = whole.to_vec();
            bytes[at] = byte;
            bytes
        })
    });
    cuts.chain(changes)
}

/// Reads and repairs the layer; an error names a file and says something.
fn survives(path: &Path) -> bool {
    let mut findings = Vec::new();
    let read = read(path, &mut findings).and_then(|mut features| {
        settle(&mut features, &mut findings)?;
        geometry::repair(&mut features, &|i| i.to_string(), &mut findings);
        assert_eq!(features.geometry.len(), features.attributes.height());
        Ok(())
    });
    if let Err(error) = &read {
        assert!(error.place.file.is_some(), "{error}");
        assert!(!error.what.is_empty());
        assert_eq!(error.exit_code(), 3, "{error}");
    }
    read.is_ok()
}

/// Breaks one file of the layer in every way; some of it must still be read and some refused.
fn break_file(path: &Path, file: &Path) {
    let whole = std::fs::read(file).unwrap();
    assert!(survives(path));
    let mut outcomes = [0, 0];
    for bytes in broken(&whole) {
        std::fs::write(file, bytes).unwrap();
        outcomes[usize::from(survives(path))] += 1;
    }
    std::fs::write(file, whole).unwrap();
    assert!(outcomes.iter().all(|&n| n > 0), "{outcomes:?}");
}

#[test]
fn broken_shapefiles_never_stop_the_program() {
    let folder = tempfile::tempdir().unwrap();
    let path = layer(folder.path(), (110.0, -7.0), 0.01);
    let beside = |extension| path.with_extension(extension);
    break_file(&path, &path);
    break_file(&path, &beside("shx"));
    break_file(&path, &beside("dbf"));
    std::fs::write(beside("prj"), PRJ[0]).unwrap();
    break_file(&path, &beside("prj"));
    layer(folder.path(), (432_000.0, 9_136_000.0), 1000.0);
    std::fs::remove_file(beside("shx")).unwrap();
    std::fs::write(beside("prj"), PRJ[1]).unwrap();
    break_file(&path, &path);
    break_file(&path, &beside("prj"));
}

#[test]
fn broken_geojson_never_stops_the_program() {
    let text = r#"{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"EPSG:32749"}},
"features":[{"type":"Feature","properties":{"kode":"5301012001","nama":"D\u00e9sa é","n":-1.5e3,"ya":true,"x":[1,{"a":null}]},
"geometry":{"type":"MultiPolygon","coordinates":[[[[432000,9136000],[436000,9136000,5],[436000,9140000],[432000,9136000]]]]}},
{"type":"Feature","properties":null,"geometry":{"type":"GeometryCollection","geometries":[
{"type":"Polygon","coordinates":[[[430000,9136000],[431000,9136000],[431000,9137000],[430000,9136000]]]}]}}]}"#;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("desa.geojson");
    std::fs::write(&path, text).unwrap();
    break_file(&path, &path);
}
