//! The main job on real villages: Nusa Tenggara Timur and DI Yogyakarta.

use crate::outside::validate;
use crate::study::{assert_same, ends, files, kawasan, rows, run, written};
use crate::support::shared;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// A study of real villages; the table's file and more of its keys are given.
fn study(layer: &Path, code: &str, table: &Path, more: &str) -> String {
    let (layer, table) = (layer.display(), table.display());
    format!(
        "[study]\nname = \"nyata\"\nseed = 2024\n[boundaries]\npath = \"{layer}\"\n{code}\n\
         [[tables]]\npath = \"{table}\"\n{more}\n[index]\ndefinition = \"idm-2016\"\n[hotspots]\n[areas]\nvillages = [3, 12]\n"
    )
}

const CODE: &str = "code = \"kode\"\nname = \"nama\"";
const IDM: &str = "code = \"kode_desa\"\nname = \"desa\"";

fn totals(out: &Path, table: usize) -> BTreeMap<String, String> {
    rows(&out.join("tables/joins.csv")).swap_remove(table)
}

#[test]
fn nusa_tenggara_timur() {
    let (Some(layer), Some(table)) = (
        shared("data/ntt/desa_ntt.geojson"),
        shared("data/ntt/idm_2024_ntt.csv"),
    ) else {
        return;
    };
    let (folder, file) = written(&study(&layer, CODE, &table, IDM));
    let (out, again) = (folder.path().join("out"), folder.path().join("again"));
    run(&file, &out, &["--threads", "2"]);
    let join = totals(&out, 0);
    let count = |key: &str| join[key].parse::<usize>().unwrap();
    assert_eq!(
        (
            count("rows"),
            count("matched"),
            count("unmatched"),
            count("ambiguous")
        ),
        (3137, 3048, 89, 0)
    );
    assert_eq!(count("units_without_row"), 304);
    let checks = rows(&out.join("checks.csv"));
    let of = |check: &str| checks.iter().filter(|c| c["check"] == check).count();
    assert_eq!(
        (
            of("row-unmatched"),
            of("unit-without-row"),
            of("invalid-geometry")
        ),
        (89, 304, 6)
    );
    // every published index, four decimals, is the one computed from its three parts
    let published: BTreeMap<String, f64> = rows(&table)
        .into_iter()
        .map(|r| (r["kode_desa"].clone(), r["idm"].parse().unwrap()))
        .collect();
    let scores = rows(&out.join("tables/scores.csv"));
    assert_eq!(scores.len(), 3352);
    for row in scores.iter().filter(|r| !r["score"].is_empty()) {
        let score: f64 = row["score"].parse().unwrap();
        assert!(
            (score - published[&row["code"]]).abs() <= 1.01e-4,
            "{}",
            row["code"]
        );
    }
    validate(&out);
    run(&file, &again, &["--threads", "1"]);
    assert_same(&files(&out), &files(&again));
}

#[test]
fn pairs_of_nusa_tenggara_timur_at_snap_0_are_those_of_libpysal() {
    let (Some(layer), Some(table)) = (
        shared("data/ntt/desa_ntt.geojson"),
        shared("data/ntt/idm_2024_ntt.csv"),
    ) else {
        return;
    };
    let (_folder, file) = written(&study(&layer, CODE, &table, IDM));
    let pairs = |kind: &str, snap: &str| {
        let out = file.with_file_name(format!("{kind}{snap}"));
        let kind = format!("neighbours.kind={kind}");
        let snap = format!("boundaries.snap={snap}");
        let plain = [
            "--set",
            "boundaries.sea_links=0",
            "--set",
            &kind,
            "--set",
            &snap,
            "-q",
        ];
        run(&file, &out, &plain);
        let links = rows(&out.join("tables/neighbours.csv"));
        let linked: std::collections::BTreeSet<&String> =
            links.iter().map(|l| &l["from"]).collect();
        (links.len() / 2, 3352 - linked.len())
    };
    assert_eq!(pairs("rook", "0").0, 8005);
    assert_eq!(pairs("queen", "0"), (9241, 16));
    let (near, far) = (pairs("queen", "25").0, pairs("queen", "50").0);
    assert!(9399 <= near && near <= far, "{near} {far}");
    assert!(
        (9540..=9575).contains(&far),
        "shapely finds 9,557 pairs within 50 m, we {far}"
    );
}

#[test]
fn di_yogyakarta_as_shapefile_in_both_crs() {
    let (Some(wgs84), Some(utm), Some(table)) = (
        shared("data/diy/desa_34.shp"),
        shared("data/diy/desa_34_utm49s_z.shp"),
        shared("data/diy/idm_2024_diy.csv"),
    ) else {
        return;
    };
    let mut scores = Vec::new();
    for layer in [wgs84, utm] {
        let (folder, file) = written(&study(&layer, CODE, &table, IDM));
        let out = folder.path().join("out");
        run(&file, &out, &[]);
        let join = totals(&out, 0);
        assert_eq!(
            (join["matched"].as_str(), join["rows"].as_str()),
            ("392", "392")
        );
        validate(&out);
        scores.push(fs::read(out.join("tables/scores.csv")).unwrap());
    }
    assert!(
        scores[0] == scores[1],
        "the twin in UTM gives the same scores, hot spots and areas"
    );
}

#[test]
fn another_system_or_vintage_is_refused_and_the_bridge_works() {
    let (Some(layer), Some(bridge), Some(idm)) = (
        shared("data/ntt/desa_ntt.geojson"),
        shared("data/ntt/bridge_bps_ntt.csv"),
        shared("data/ntt/idm_2024_ntt.csv"),
    ) else {
        return;
    };
    let head = |table: &Path, more: &str| {
        study(&layer, CODE, table, more)
            .split("[index]")
            .next()
            .unwrap()
            .to_owned()
    };
    let refused = |text: &str, words: &[&str]| {
        let (_folder, file) = written(text);
        let done = ends(3, kawasan().arg("check").arg(&file));
        let said = String::from_utf8_lossy(&done.stderr).into_owned();
        for word in words {
            assert!(said.contains(word), "{word:?} not in:\n{said}");
        }
    };
    let bps = "code = \"kode_bps\"\nname = \"nama\"";
    refused(
        &head(&bridge, bps),
        &["BPS", "bridge", "bridge_bps_ntt.csv"],
    );
    // the hard subset: only those BPS codes that are also codes of villages here
    let villages = fs::read_to_string(&layer).unwrap().replace('.', "");
    let all = rows(&bridge);
    let hard: Vec<_> = all
        .iter()
        .filter(|r| villages.contains(&format!("\"{}\"", r["kode_bps"])))
        .collect();
    assert_eq!(hard.len(), 215);
    let folder = tempfile::tempdir().unwrap();
    let table = folder.path().join("sulit.csv");
    let lines: Vec<String> = hard
        .iter()
        .map(|r| format!("{},\"{}\"", r["kode_bps"], r["nama"]))
        .collect();
    fs::write(&table, format!("kode,nama\n{}\n", lines.join("\n"))).unwrap();
    refused(
        &head(&table, "code = \"kode\"\nname = \"nama\""),
        &["BPS", "bridge", "sulit.csv"],
    );
    let bridged = format!("{bps}\nbridge = \"{}\"", bridge.display());
    let (_folder, file) = written(&head(&bridge, &bridged));
    ends(0, kawasan().arg("check").arg(&file));
    // every code on the row of its neighbour
    let idm = rows(&idm);
    let shifted: Vec<String> = idm
        .iter()
        .zip(idm.iter().cycle().skip(1))
        .map(|(a, b)| format!("{},\"{}\",{}", b["kode_desa"], a["desa"], a["idm"]))
        .collect();
    let table = folder.path().join("geser.csv");
    fs::write(
        &table,
        format!("kode_desa,desa,idm\n{}\n", shifted.join("\n")),
    )
    .unwrap();
    refused(&head(&table, IDM), &["geser.csv", "name"]);
}
