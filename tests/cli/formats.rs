//! Layers in GeoPackage, FlatGeobuf, GeoParquet and TopoJSON: converted, written by a run, and read by one.

use crate::outside::{python, validate};
use crate::study::{copy_of_example, ends, example, files, kawasan, run};
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

const ALL: &str = r#"outputs.layers=["geojson","gpkg","fgb","parquet","shp","topojson"]"#;

fn convert(from: &Path, to: &Path) -> Command {
    let mut command = kawasan();
    command.arg("convert").arg(from).arg(to);
    command
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// The features of a GeoJSONL file, in any order.
fn features(path: &Path) -> Vec<String> {
    let text = fs::read_to_string(path).unwrap();
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    lines.sort();
    lines
}

#[test]
fn convert_gives_back_what_it_got() {
    let dir = tempfile::tempdir().unwrap();
    let at = |name: &str| dir.path().join(name);
    let mut demo = kawasan();
    ends(
        0,
        demo.args(["demo", "--villages", "120", "--out"])
            .arg(at("demo")),
    );
    let source = at("demo").join("desa.geojson");
    ends(0, &mut convert(&source, &at("plain.geojsonl")));
    for ending in ["gpkg", "fgb", "parquet", "topojson"] {
        let (out, back) = (at("a").with_extension(ending), at("back.geojsonl"));
        let told = said(&ends(0, &mut convert(&source, &out)));
        assert_eq!(told.contains("note"), ending == "fgb", "{told}");
        ends(0, &mut convert(&out, &back));
        assert!(
            features(&back) == features(&at("plain.geojsonl")),
            "{ending}"
        );
        let told = said(&ends(5, &mut convert(&out, &out)));
        assert!(told.contains("would replace the file"), "{told}");
    }
}

#[test]
fn a_run_writes_every_format_the_same_on_any_threads() {
    let dir = tempfile::tempdir().unwrap();
    let (one, two) = (dir.path().join("one"), dir.path().join("two"));
    run(&example(), &one, &["--set", ALL, "--threads", "1"]);
    run(&example(), &two, &["--set", ALL, "--threads", "2"]);
    let (first, second) = (files(&one), files(&two));
    let layers: Vec<&String> = first
        .keys()
        .filter(|name| name.starts_with("layers/"))
        .collect();
    // five layers, of which the GeoPackage holds all, and the six files of a shapefile
    assert_eq!(layers.len(), 5 + 1 + 5 + 5 + 5 * 6 + 5, "{layers:?}");
    for name in layers {
        assert!(first[name] == second[name], "{name}");
    }
    validate(&one);
    let checks = fs::read_to_string(one.join("checks.csv")).unwrap();
    assert!(
        checks.contains("info,layer-format,villages.shp"),
        "{checks}"
    );
    assert!(checks.contains("order of the spatial index"), "{checks}");
}

#[test]
fn one_of_several_layers_is_named() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("out");
    run(&example(), &out, &["--set", r#"outputs.layers=["gpkg"]"#]);
    let file = out.join("layers/contoh.gpkg");
    let to = dir.path().join("a.geojsonl");
    let told = said(&ends(0, &mut convert(&file, &to)));
    assert!(
        told.contains("the table villages was read, others were not: areas, district"),
        "{told}"
    );
    assert_eq!(features(&to).len(), 300);
    let named = |name: &str| Path::new(&format!("{}#{name}", file.display())).to_path_buf();
    let told = said(&ends(0, &mut convert(&named("province"), &to)));
    assert!(!told.contains("first-layer"), "{told}");
    assert_eq!(features(&to).len(), 1);
    let told = said(&ends(3, &mut convert(&named("desa"), &to)));
    assert!(
        told.contains("are villages, areas, district, regency, province"),
        "{told}"
    );
    let told = said(&ends(
        3,
        &mut convert(&dir.path().join("a.geojsonl#x"), &dir.path().join("b.shp")),
    ));
    assert!(told.contains("the file has one layer"), "{told}");
    let told = said(&ends(5, &mut convert(&named("areas"), &file)));
    assert!(told.contains("would replace the file"), "{told}");
}

/// A study whose boundaries are a layer of a GeoPackage comes to the same scores.
#[test]
fn a_study_reads_a_layer_of_a_geopackage() {
    let dir = copy_of_example();
    let package = dir.path().join("batas.gpkg");
    ends(0, &mut convert(&dir.path().join("desa.geojson"), &package));
    let study = dir.path().join("study.toml");
    let (plain, packed) = (dir.path().join("plain"), dir.path().join("packed"));
    run(&study, &plain, &[]);
    run(
        &study,
        &packed,
        &["--set", "boundaries.path=\"batas.gpkg#batas\""],
    );
    for name in [
        "tables/scores.csv",
        "tables/areas.csv",
        "layers/villages.geojson",
    ] {
        assert!(
            fs::read(plain.join(name)).unwrap() == fs::read(packed.join(name)).unwrap(),
            "{name}"
        );
    }
    let manifest = fs::read_to_string(packed.join("manifest.json")).unwrap();
    assert!(manifest.contains("\"batas.gpkg\""), "{manifest}");
}

#[test]
fn what_geopandas_writes_is_read() {
    let dir = tempfile::tempdir().unwrap();
    let source = example().with_file_name("desa.geojson");
    python("write_layers.py", &[&source, dir.path()]);
    let plain = dir.path().join("plain.geojsonl");
    ends(0, &mut convert(&source, &plain));
    for ending in ["gpkg", "fgb", "parquet", "geoparquet"] {
        for name in ["wgs84", "utm"] {
            let file = dir.path().join(name).with_extension(ending);
            if !file.exists() {
                continue; // without the Python of the tests
            }
            let back = dir.path().join("back.geojsonl");
            let told = said(&ends(0, &mut convert(&file, &back)));
            assert!(!told.contains("left-out"), "{told}");
            let (ours, theirs) = (features(&back), features(&plain));
            match name {
                "wgs84" => assert!(ours == theirs, "{ending}"),
                _ => assert_eq!(ours.len(), theirs.len(), "{ending}"),
            }
        }
    }
}
