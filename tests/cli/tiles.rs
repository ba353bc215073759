//! PMTiles: written by a run and by `convert`, read by the libraries of the web.

use crate::outside::python;
use crate::study::{ends, example, files, kawasan, run, written};
use crate::support::shared;
use std::fs;
use std::path::{Path, PathBuf};

const TILES: &str = r#"outputs.layers=["pmtiles"]"#;

/// Whether the libraries of the web are there, which the test command installs.
fn web() -> bool {
    let there = std::env::var_os("KAWASAN_NODE").is_some();
    assert!(
        there || std::env::var_os("KAWASAN_REQUIRE_DATA").is_none(),
        "KAWASAN_NODE is required and not set"
    );
    if !there {
        eprintln!("skipped: tiles are read with KAWASAN_NODE (tests/all.sh sets it)");
    }
    there
}

/// A study of the villages of NTT; `None` where they are absent.
pub fn ntt(language: &str) -> Option<(tempfile::TempDir, PathBuf)> {
    let layer = shared("data/ntt/desa_ntt.geojson")?;
    let table = shared("data/ntt/idm_2024_ntt.csv")?;
    Some(written(&format!(
        "[study]\nname = \"nyata\"\ntitle = \"Desa NTT\"\nlanguage = \"{language}\"\n[boundaries]\npath = {layer:?}\ncode = \"kode\"\nname = \"nama\"\nlicence = \"CC BY 4.0\"\n\
         [[tables]]\npath = {table:?}\ncode = \"kode_desa\"\n[index]\ndefinition = \"idm-2016\"\n[hotspots]\n[areas]\nvillages = [3, 8]\neffort = \"quick\"\n"
    )))
}

#[test]
fn the_tiles_of_the_example_are_read_by_the_web_and_the_same_on_any_threads() {
    let dir = tempfile::tempdir().unwrap();
    let (one, two) = (dir.path().join("one"), dir.path().join("two"));
    let less = ["--set", "hotspots.permutations=99", "--set", TILES];
    run(&example(), &one, &[&less[..], &["--threads", "1"]].concat());
    run(&example(), &two, &[&less[..], &["--threads", "2"]].concat());
    let made = files(&one);
    let name = made.keys().find(|name| name.ends_with(".pmtiles")).unwrap();
    assert!(made[name] == files(&two)[name]);
    assert_eq!(
        made.keys()
            .filter(|name| name.starts_with("layers/"))
            .count(),
        1
    );
    if web() {
        let table = villages(&one, dir.path());
        python(
            "validate_tiles.py",
            &[
                &one.join(name),
                Path::new("villages"),
                &table,
                Path::new("covered"),
            ],
        );
    }
}

#[test]
fn every_village_of_a_province_is_in_its_tiles() {
    let Some((folder, study)) = ntt("id") else {
        return;
    };
    let out = folder.path().join("out");
    run(&study, &out, &["--set", TILES]);
    let archive = out.join("layers/nyata.pmtiles");
    let size = fs::metadata(&archive).unwrap().len();
    assert!((1_000_000..60_000_000).contains(&size), "{size}");
    if web() {
        let table = villages(&out, folder.path());
        python(
            "validate_tiles.py",
            &[&archive, Path::new("villages"), &table],
        );
    }
}

/// The columns of a run's villages: its scores, and what its ledger adds to them.
fn villages(out: &Path, to: &Path) -> PathBuf {
    let read = |name: &str| {
        let path = out.join("tables").join(name);
        path.is_file()
            .then(|| csv::Reader::from_path(path).unwrap())
    };
    let (mut scores, ledger) = (read("scores.csv").unwrap(), read("synergy.csv"));
    let mut head: Vec<String> = scores
        .headers()
        .unwrap()
        .iter()
        .map(str::to_owned)
        .collect();
    let own = head.len();
    let mut rows: Vec<Vec<String>> = scores
        .records()
        .map(|row| row.unwrap().iter().map(str::to_owned).collect())
        .collect();
    if let Some(mut ledger) = ledger {
        let titles = ledger.headers().unwrap().clone();
        let new: Vec<usize> = (0..titles.len())
            .filter(|&at| !head[..own].iter().any(|known| *known == titles[at]))
            .collect();
        head.extend(new.iter().map(|&at| titles[at].to_owned()));
        for (row, more) in rows.iter_mut().zip(ledger.records()) {
            let more = more.unwrap();
            row.extend(new.iter().map(|&at| more[at].to_owned()));
        }
    }
    let path = to.join("villages.csv");
    let mut writer = csv::Writer::from_path(&path).unwrap();
    writer.write_record(&head).unwrap();
    for row in rows {
        writer.write_record(&row).unwrap();
    }
    writer.flush().unwrap();
    path
}

#[test]
fn convert_writes_tiles_and_reads_none() {
    let dir = tempfile::tempdir().unwrap();
    let at = |name: &str| dir.path().join(name);
    ends(
        0,
        kawasan()
            .args(["demo", "--villages", "150", "--out"])
            .arg(at("demo")),
    );
    let source = at("demo").join("desa.geojson");
    ends(
        0,
        kawasan().arg("convert").arg(&source).arg(at("a.pmtiles")),
    );
    assert!(
        fs::read(at("a.pmtiles"))
            .unwrap()
            .starts_with(b"PMTiles\x03")
    );
    let refused = ends(
        3,
        kawasan()
            .arg("convert")
            .arg(at("a.pmtiles"))
            .arg(at("back.geojson")),
    );
    let told = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(
        told.contains("written and not read") && told.contains("what to do"),
        "{told}"
    );
    // a plane has no place on the globe
    let plane = at("plane.shp");
    ends(0, kawasan().arg("convert").arg(&source).arg(&plane));
    fs::remove_file(at("plane.prj")).unwrap();
    ends(0, kawasan().arg("convert").arg(&plane).arg(at("c.pmtiles")));
    let layer = r#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"n":1},"geometry":null}]}"#;
    fs::write(at("none.geojson"), layer).unwrap();
    let refused = ends(
        5,
        kawasan()
            .arg("convert")
            .arg(at("none.geojson"))
            .arg(at("d.pmtiles")),
    );
    assert!(String::from_utf8_lossy(&refused.stderr).contains("no shapes"));
    assert!(!at("d.pmtiles").exists());
}
