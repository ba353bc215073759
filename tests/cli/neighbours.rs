//! `kawasan neighbours`: every kind, every format, what it says and what it refuses.

use crate::study::{ends, kawasan, rows};
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

fn ring(x0: f64, y0: f64, x1: f64, y1: f64) -> String {
    format!("[[{x0},{y0}],[{x1},{y0}],[{x1},{y1}],[{x0},{y1}],[{x0},{y0}]]")
}

/// A layer of features with an id and the rings of their polygons' parts; no parts are no geometry.
fn layer(folder: &Path, features: &[(&str, Vec<Vec<String>>)]) -> PathBuf {
    let feature = |(id, parts): &(&str, Vec<Vec<String>>)| {
        let parts: Vec<String> = parts
            .iter()
            .map(|rings| format!("[{}]", rings.join(",")))
            .collect();
        let geometry = match parts.is_empty() {
            true => "null".to_owned(),
            false => format!(
                "{{\"type\":\"MultiPolygon\",\"coordinates\":[{}]}}",
                parts.join(",")
            ),
        };
        format!("{{\"type\":\"Feature\",\"properties\":{{\"kode\":{id}}},\"geometry\":{geometry}}}")
    };
    let features: Vec<String> = features.iter().map(feature).collect();
    let path = folder.join("desa kecil.geojson");
    let text = format!(
        "{{\"type\":\"FeatureCollection\",\"features\":[{}]}}",
        features.join(",")
    );
    fs::write(&path, text).unwrap();
    path
}

/// A square with a hole, what stands in the hole, one of two parts that touches the square in a point, one far off, one without
/// geometry.
fn land(folder: &Path) -> PathBuf {
    layer(
        folder,
        &[
            (
                "\"53.1\"",
                // wider to the west, so that the centre is not that of the unit inside
                vec![vec![ring(-0.5, 0., 3., 3.), ring(1., 1., 2., 2.)]],
            ),
            ("\"53.2\"", vec![vec![ring(1., 1., 2., 2.)]]),
            (
                "\"53.3\"",
                vec![vec![ring(3., 3., 4., 4.)], vec![ring(8., 0., 9., 1.)]],
            ),
            ("\"53.4\"", vec![vec![ring(9., 0., 10., 1.)]]),
            ("\"53.5\"", vec![vec![ring(30., 0., 31., 1.)]]),
            ("\"53.6\"", Vec::new()),
        ],
    )
}

fn neighbours(layer: &Path, options: &[&str], out: &Path) -> std::process::Command {
    let mut command = kawasan();
    command.arg("neighbours").arg(layer).args(options);
    command.arg("-o").arg(out);
    command
}

fn said(code: i32, command: &mut std::process::Command) -> String {
    String::from_utf8_lossy(&ends(code, command).stderr).into_owned()
}

fn pairs(path: &Path) -> Vec<(String, String)> {
    let rows = rows(path).into_iter();
    rows.map(|row| (row["from"].clone(), row["to"].clone()))
        .collect()
}

fn named(links: &[(u32, u32)]) -> Vec<(String, String)> {
    let id = |i: u32| format!("53.{i}");
    links.iter().map(|&(a, b)| (id(a), id(b))).collect()
}

#[test]
fn holes_parts_and_points_meet() {
    let dir = tempfile::tempdir().unwrap();
    let (land, out) = (land(dir.path()), dir.path().join("links.csv"));
    let queen = said(0, &mut neighbours(&land, &["--id", "kode"], &out));
    assert_eq!(
        pairs(&out),
        named(&[(1, 2), (1, 3), (2, 1), (3, 1), (3, 4), (4, 3)])
    );
    let links = rows(&out);
    let border = |i: usize| links[i]["border_m"].parse::<f64>().unwrap();
    assert_eq!((border(1), &links[1]["kind"]), (0.0, &"border".to_owned()));
    // four sides of about 111 km
    assert!((border(0) - 444_000.0).abs() < 2_000.0);
    assert!(
        queen.contains("6 units, 6 links (6 border), 3 pairs, symmetric"),
        "{queen}"
    );
    assert!(
        queen.contains("0 to 2, 1.00 in the mean; components: 3"),
        "{queen}"
    );
    assert!(
        queen.contains("without neighbours: 2 (53.5, 53.6)"),
        "{queen}"
    );
    assert!(queen.contains("row 6 [empty-geometry]"), "{queen}");
    let counts: Value =
        serde_json::from_slice(&fs::read(out.with_extension("json")).unwrap()).unwrap();
    assert_eq!(counts["island_ids"], serde_json::json!(["53.5", "53.6"]));
    assert_eq!((&counts["units"], &counts["pairs"]), (&6.into(), &3.into()));
    assert_eq!(counts["rule"]["kind"], "queen");

    said(
        0,
        &mut neighbours(&land, &["--id", "kode", "--kind", "rook"], &out),
    );
    assert_eq!(pairs(&out), named(&[(1, 2), (2, 1), (3, 4), (4, 3)]));
    said(
        0,
        &mut neighbours(&land, &["--id", "kode", "--order", "2"], &out),
    );
    assert_eq!(pairs(&out).len(), 10);
    said(
        0,
        &mut neighbours(&land, &["--id", "kode", "--sea-links", "3000"], &out),
    );
    let sea: Vec<_> = rows(&out)
        .into_iter()
        .filter(|row| row["kind"] == "sea")
        .collect();
    assert_eq!(
        (sea[0]["from"].as_str(), sea[0]["to"].as_str(), sea.len()),
        ("53.4", "53.5", 2)
    );
    // each kind by centres leaves out what has none
    for options in [
        &["--kind", "knn", "--k", "2"][..],
        &["--kind", "knn", "--k", "2", "--power", "1"],
        &["--kind", "distance", "--distance", "4000000"],
        &["--kind", "kernel", "--k", "2"],
        &[
            "--kind",
            "kernel",
            "--distance",
            "4000000",
            "--kernel",
            "gaussian",
        ],
        &["--kind", "delaunay"],
        &["--kind", "gabriel"],
        &["--kind", "relative"],
    ] {
        let spoken = said(0, &mut neighbours(&land, options, &out));
        assert!(
            spoken.contains("without neighbours: 1 (5)"),
            "{options:?} {spoken}"
        );
        assert!(
            pairs(&out)
                .iter()
                .all(|(from, to)| from != "5" && to != "5")
        );
        let counts: Value =
            serde_json::from_slice(&fs::read(out.with_extension("json")).unwrap()).unwrap();
        assert_eq!(counts["rule"]["kind"], options[1]);
        assert_eq!(counts["id"], Value::Null);
    }
}

#[test]
fn formats_hold_the_same_links() {
    let dir = tempfile::tempdir().unwrap();
    let land = land(dir.path());
    let file = |name: &str| dir.path().join(name);
    said(0, &mut neighbours(&land, &["--id", "kode"], &file("a.csv")));
    let whole = fs::read_to_string(file("a.csv")).unwrap();
    for name in ["gal.gal", "gwt.gwt"] {
        said(0, &mut neighbours(&land, &["--id", "kode"], &file(name)));
        let text = fs::read_to_string(file(name)).unwrap();
        assert!(text.starts_with("0 6 desa_kecil kode\n53.1 "), "{text}");
        let from = file(name);
        let options = ["--id", "kode", "--neighbours", from.to_str().unwrap()];
        let spoken = said(0, &mut neighbours(&land, &options, &file("b.csv")));
        assert!(spoken.contains("2 (53.5, 53.6)"), "{spoken}");
        assert_eq!(pairs(&file("b.csv")), pairs(&file("a.csv")));
        // and once more, byte for byte
        let again = file(&format!("again_{name}"));
        said(0, &mut neighbours(&land, &options, &again));
        assert_eq!(fs::read_to_string(again).unwrap(), text);
    }
    let own = file("a.csv");
    let options = ["--id", "kode", "-q", "--neighbours", own.to_str().unwrap()];
    let mut command = neighbours(&land, &options, Path::new("-"));
    command.env("RAYON_NUM_THREADS", "1");
    let done = ends(0, &mut command);
    assert_eq!(String::from_utf8_lossy(&done.stdout), whole);
    assert!(done.stderr.is_empty());
    // weights go where they can be held
    let kernel = ["--id", "kode", "--kind", "kernel", "--k", "2"];
    let spoken = said(5, &mut neighbours(&land, &kernel, &file("w.gal")));
    assert!(
        spoken.contains("GAL holds no weights") && !file("w.gal").exists(),
        "{spoken}"
    );
    said(0, &mut neighbours(&land, &kernel, &file("w.gwt")));
    let weighed = file("w.gwt");
    let options = ["--id", "kode", "--neighbours", weighed.to_str().unwrap()];
    said(0, &mut neighbours(&land, &options, &file("w2.csv")));
    said(0, &mut neighbours(&land, &kernel, &file("w1.csv")));
    let weights = |name: &str| -> Vec<String> {
        rows(&file(name))
            .into_iter()
            .map(|row| row["weight"].clone())
            .collect()
    };
    assert_eq!(weights("w1.csv"), weights("w2.csv"));
}

#[test]
fn options_belong_to_their_kind() {
    let dir = tempfile::tempdir().unwrap();
    let (absent, out) = (Path::new("absent.geojson"), dir.path().join("a.csv"));
    for (options, wanted) in [
        (&["--k", "4"][..], "--k does not go with --kind queen"),
        (&["--kind", "knn"], "--kind knn needs --k"),
        (&["--kind", "knn", "--k", "0"], "0 is not in 1.."),
        (
            &["--kind", "knn", "--k", "4", "--snap", "2"],
            "--snap does not go with --kind knn",
        ),
        (&["--kind", "distance"], "--kind distance needs --distance"),
        (
            &["--kind", "distance", "--distance", "0"],
            "write a number above 0",
        ),
        (
            &["--kind", "distance", "--distance", "NaN"],
            "write a number above 0",
        ),
        (
            &["--kind", "kernel"],
            "--kind kernel needs either --distance or --k",
        ),
        (
            &["--kind", "kernel", "--k", "3", "--distance", "9"],
            "needs either",
        ),
        (
            &["--kind", "kernel", "--k", "3", "--power", "1"],
            "--power does not go",
        ),
        (
            &["--kind", "kernel", "--k", "3", "--order", "2"],
            "lose the weights",
        ),
        (
            &["--kind", "knn", "--k", "3", "--power", "1", "--order", "2"],
            "lose the weights",
        ),
        (
            &["--kind", "rook", "--kernel", "uniform"],
            "--kernel does not go with --kind rook",
        ),
        (
            &["--kind", "delaunay", "--sea-links", "3"],
            "--sea-links does not go",
        ),
        (
            &["--kind", "gabriel", "--distance", "3"],
            "--distance does not go",
        ),
        (
            &["--neighbours", "a.gal", "--snap", "3"],
            "--snap does not go with --neighbours",
        ),
        (
            &["--neighbours", "a.gal", "--kind", "rook"],
            "cannot be used with",
        ),
        (
            &["--neighbours", "a.gal", "--planar"],
            "cannot be used with",
        ),
        (&["--order", "1"], "1 is not in 2.."),
        (&["--kind", "near"], "possible values: queen, rook, knn"),
    ] {
        let spoken = said(2, &mut neighbours(absent, options, &out));
        assert!(spoken.contains(wanted), "{options:?}: {spoken}");
    }
    let spoken = said(3, &mut neighbours(absent, &[], &out));
    assert!(spoken.contains("absent.geojson: no such file"), "{spoken}");
}

#[test]
fn ids_name_each_unit_once() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("a.csv");
    let cell = |x: f64| vec![vec![ring(x, 0., x + 1., 1.)]];
    let twice = layer(
        dir.path(),
        &[("7", cell(0.)), ("8", cell(1.)), ("7", cell(2.))],
    );
    let spoken = said(3, &mut neighbours(&twice, &["--id", "kode"], &out));
    assert!(
        spoken.contains("column kode: an earlier row has the same id as row 3"),
        "{spoken}"
    );
    let spoken = said(3, &mut neighbours(&twice, &["--id", "code"], &out));
    assert!(
        spoken.contains("no such column") && spoken.contains("kode"),
        "{spoken}"
    );
    let spoken = said(2, &mut neighbours(&twice, &["--id", "nik"], &out));
    assert!(spoken.contains("names persons"), "{spoken}");
    let missing = layer(
        dir.path(),
        &[("7", cell(0.)), ("null", cell(1.)), ("\" \"", cell(2.))],
    );
    let spoken = said(3, &mut neighbours(&missing, &["--id", "kode"], &out));
    assert!(
        spoken.contains("the id is missing in rows 2, 3"),
        "{spoken}"
    );
    assert!(!out.exists());
    // nothing is replaced that a result is made from
    let spoken = said(5, &mut neighbours(&missing, &[], &missing));
    assert!(spoken.contains("would replace the file"), "{spoken}");
    let links = dir.path().join("l.csv");
    said(0, &mut neighbours(&missing, &[], &links));
    assert_eq!(pairs(&links)[0], ("0".to_owned(), "1".to_owned()));
    let own = links.to_str().unwrap();
    let spoken = said(5, &mut neighbours(&missing, &["--neighbours", own], &links));
    assert!(spoken.contains("would replace the file"), "{spoken}");
    // a centre that two units share has no inverse distance
    let same = layer(dir.path(), &[("1", cell(0.)), ("2", cell(0.))]);
    let options = ["--kind", "knn", "--k", "1", "--power", "2"];
    let spoken = said(3, &mut neighbours(&same, &options, &out));
    assert!(spoken.contains("rows 1 and 2"), "{spoken}");
}

#[test]
fn links_of_another_layer_are_refused() {
    let dir = tempfile::tempdir().unwrap();
    let (land, out) = (land(dir.path()), dir.path().join("a.csv"));
    let links = dir.path().join("links.gal");
    let options = ["--id", "kode", "--neighbours", links.to_str().unwrap()];
    for (text, wanted) in [
        (
            "0 5 desa kode\n",
            "links.gal, row 1: the header says 5 units and the layer has 6",
        ),
        (
            "6\n53.1 1\n53.9\n",
            "links.gal, row 3: no unit of the layer has this id: 53.9",
        ),
        (
            "6\n53.1 2\n53.2\n",
            "links.gal, row 3: line 2 says 2 neighbours and here are 1",
        ),
    ] {
        fs::write(&links, text).unwrap();
        let spoken = said(3, &mut neighbours(&land, &options, &out));
        assert!(
            spoken.contains(wanted) && spoken.contains("what to do"),
            "{spoken}"
        );
    }
}

#[test]
fn invalid_polygons_are_repaired_and_said() {
    let dir = tempfile::tempdir().unwrap();
    let bow = "[[0,0],[2,2],[2,0],[0,2],[0,0]]".to_owned();
    let features = [
        ("1", vec![vec![bow]]),
        ("2", vec![vec![ring(2., 0., 4., 2.)]]),
    ];
    let bad = layer(dir.path(), &features);
    let out = dir.path().join("a.csv");
    let spoken = said(0, &mut neighbours(&bad, &["--id", "kode"], &out));
    assert!(
        spoken.contains("invalid-geometry") && spoken.contains("code 1"),
        "{spoken}"
    );
    assert_eq!(pairs(&out).len(), 2);
    // without ids there is a row and no code
    let spoken = said(0, &mut neighbours(&bad, &[], &out));
    assert!(
        spoken.contains("row 1 [") && !spoken.contains("code"),
        "{spoken}"
    );
    let spoken = said(0, &mut neighbours(&bad, &["--id", "kode", "-q"], &out));
    assert!(spoken.is_empty(), "{spoken}");
}

#[test]
fn a_distance_that_reaches_everybody_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let cell = |i: u32| {
        let x = f64::from(i) / 100.0;
        vec![vec![ring(x, 0., x + 0.01, 0.01)]]
    };
    let features: Vec<_> = (0..10_100).map(|i| ("1", cell(i))).collect();
    let (many, out) = (layer(dir.path(), &features), dir.path().join("a.csv"));
    for kind in ["distance", "kernel"] {
        let options = ["--kind", kind, "--distance", "9e9"];
        let spoken = said(2, &mut neighbours(&many, &options, &out));
        assert!(
            spoken.contains("about 101 million links") && !out.exists(),
            "{spoken}"
        );
    }
    said(
        0,
        &mut neighbours(&many, &["--kind", "distance", "--distance", "3000"], &out),
    );
    assert_eq!(pairs(&out).len(), 2 * (10_099 + 10_098));
}

#[test]
fn two_kinds_are_united_or_cut() {
    let folder = tempfile::tempdir().unwrap();
    let layer = land(folder.path());
    let links = |name: &str, options: &[&str]| -> BTreeSet<(String, String)> {
        let out = folder.path().join(name);
        let all: Vec<&str> = ["--planar", "--id", "kode"]
            .iter()
            .chain(options)
            .copied()
            .collect();
        ends(0, &mut neighbours(&layer, &all, &out));
        let rows = rows(&out).into_iter();
        rows.map(|row| (row["from"].clone(), row["to"].clone()))
            .collect()
    };
    let queen = links("queen.csv", &[]);
    let near = links("near.csv", &["--kind", "knn", "--k", "1"]);
    let file = folder.path().join("queen.csv");
    let file = file.to_str().unwrap();
    let both = links("both.csv", &["--kind", "knn", "--k", "1", "--union", file]);
    assert_eq!(both, queen.union(&near).cloned().collect());
    let shared = links(
        "shared.csv",
        &["--kind", "knn", "--k", "1", "--intersection", file],
    );
    assert_eq!(shared, queen.intersection(&near).cloned().collect());
    assert!(shared.len() < near.len() && queen.len() < both.len());
}

#[test]
fn borders_do_not_depend_on_the_order_of_rows() {
    let dir = tempfile::tempdir().unwrap();
    let layer = crate::study::example().with_file_name("desa.geojson");
    let mut turned: Value = serde_json::from_str(&fs::read_to_string(&layer).unwrap()).unwrap();
    turned["features"].as_array_mut().unwrap().reverse();
    let other = dir.path().join("turned.geojson");
    fs::write(&other, turned.to_string()).unwrap();
    let links = |layer: &Path| -> BTreeSet<String> {
        let options = ["--id", "kode", "--snap", "25", "--sea-links", "60"];
        let done = ends(0, &mut neighbours(layer, &options, Path::new("-")));
        String::from_utf8(done.stdout)
            .unwrap()
            .lines()
            .map(str::to_owned)
            .collect()
    };
    let found = links(&layer);
    assert!(found.len() > 1000);
    assert_eq!(found, links(&other));
    // more neighbours than there are
    let options = ["--kind", "knn", "--k", "400"];
    let said = said(0, &mut neighbours(&layer, &options, Path::new("-")));
    assert!(
        said.contains("warning: --k 400 is more than the 299 other units"),
        "{said}"
    );
}
