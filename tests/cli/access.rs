//! `kawasan access`, and `[services]` of a study.

use crate::study::{copy_of_example, ends, example, kawasan, rows, run, written};
use crate::support::shared;
use geo::Contains;
use kawasan::input::geometry::centroid;
use kawasan::input::read::boundary;
use kawasan::space::access::inside;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn file(folder: &Path, name: &str, text: &str) -> PathBuf {
    let path = folder.join(name);
    fs::write(&path, text).unwrap();
    path
}

fn access(demand: &Path, services: &Path, more: &[&str], out: &Path) -> Command {
    let mut command = kawasan();
    command.arg("access").arg(demand).arg(services).args(more);
    command.arg("-o").arg(out);
    command
}

fn number(row: &BTreeMap<String, String>, column: &str) -> f64 {
    row[column]
        .parse()
        .unwrap_or_else(|_| panic!("{column} of {row:?}"))
}

fn told(out: &Path) -> serde_json::Value {
    serde_json::from_str(&fs::read_to_string(out.with_extension("json")).unwrap()).unwrap()
}

/// METHODS: three places, 40 minutes to and from the third, reach 60.
const PLACES: &str = "id,lon,lat,people\n1,120.0,-8,100\n2,120.1,-8,50\n3,120.2,-8,10\n";
const DOCTORS: &str = "id,lon,lat,doctors\n1,120.0,-8,15\n2,120.1,-8,20\n3,120.2,-8,100\n";
const EDGES: &str = "from,to,minutes\n1,3,40\n2,3,40\n";
const FLOATING: [&str; 8] = [
    "--measure",
    "2sfca",
    "--id",
    "id",
    "--weight",
    "people",
    "--capacity",
    "doctors",
];

#[test]
fn three_places_and_their_doctors_by_road() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path();
    let (places, doctors) = (
        file(dir, "places.csv", PLACES),
        file(dir, "doctors.csv", DOCTORS),
    );
    let (edges, nodes) = (
        file(dir, "edges.csv", EDGES),
        file(
            dir,
            "nodes.csv",
            "id,lon,lat\n1,120.0,-8\n2,120.1,-8\n3,120.2,-8\n",
        ),
    );
    let (edges, nodes) = (edges.display().to_string(), nodes.display().to_string());
    let roads = [
        "--roads",
        &edges,
        "--nodes",
        &nodes,
        "--minutes",
        "--catchment",
        "60",
    ];
    let more: Vec<&str> = FLOATING.iter().copied().chain(roads).collect();
    let out = dir.join("out.csv");
    ends(0, &mut access(&places, &doctors, &more, &out));
    let found = rows(&out);
    for (row, known) in found.iter().zip([0.761_364, 0.958_333, 1.094_697]) {
        assert!((number(row, "score") - known).abs() < 5e-7, "{row:?}");
    }
    let told = told(&out);
    assert_eq!(
        (&told["mode"], &told["unit"]),
        (&"network".into(), &"minutes".into())
    );
    assert_eq!(
        (&told["supply_reachable"], &told["supply_unreached"]),
        (&135.0.into(), &0.0.into())
    );

    // the order of rows changes nothing, nor does the number of threads
    let turned = |text: &str| {
        let mut lines: Vec<&str> = text.lines().collect();
        lines[1..].reverse();
        lines.join("\n") + "\n"
    };
    let (p, d) = (
        file(dir, "p.csv", &turned(PLACES)),
        file(dir, "d.csv", &turned(DOCTORS)),
    );
    let e = file(dir, "e.csv", &turned(EDGES)).display().to_string();
    let roads = [
        "--roads",
        &e,
        "--nodes",
        &nodes,
        "--minutes",
        "--catchment",
        "60",
    ];
    let more: Vec<&str> = FLOATING.iter().copied().chain(roads).collect();
    let again = dir.join("again.csv");
    ends(
        0,
        access(&p, &d, &more, &again).env("RAYON_NUM_THREADS", "1"),
    );
    let mut turned = rows(&again);
    turned.reverse();
    assert_eq!(turned, found);
}

#[test]
fn faults_say_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path();
    let (places, doctors) = (
        file(dir, "places.csv", PLACES),
        file(dir, "doctors.csv", DOCTORS),
    );
    let plane = file(dir, "plane.csv", "id,x,y,people\n1,0,0,5\n");
    let plane_doctors = file(dir, "plane_doctors.csv", "id,x,y\n1,0,0\n");
    let less = file(dir, "less.csv", &DOCTORS.replace(",20\n", ",-2\n"));
    let none = file(
        dir,
        "none.csv",
        &DOCTORS
            .replace(",15", ",0")
            .replace(",20\n", ",0\n")
            .replace(",100", ","),
    );
    let turned = file(dir, "turned.csv", "id,lat,lon\n1,120.0,-8\n");
    let twice = file(dir, "twice.csv", "id,lon,lat\n7,120,-8\n7,121,-8\n");
    let lost = file(dir, "lost.csv", "id,place\n1,2\n");
    let edges = file(dir, "edges.csv", EDGES).display().to_string();
    let no_node = file(dir, "nodes.csv", "id,lon,lat\n1,120.0,-8\n3,120.2,-8\n")
        .display()
        .to_string();
    let out = dir.join("out.csv");
    let near = ["--measure", "nearest"];
    let count = ["--measure", "count", "--catchment", "5"];
    let by_road = ["--measure", "nearest", "--minutes", "--roads", &edges];
    let with_nodes: Vec<&str> = by_road
        .iter()
        .copied()
        .chain(["--nodes", &no_node])
        .collect();
    let capacity: Vec<&str> = FLOATING
        .iter()
        .copied()
        .chain(["--catchment", "10"])
        .collect();
    let cases: Vec<(&PathBuf, &PathBuf, &[&str], i32, &str)> = vec![
        (
            &places,
            &doctors,
            &["--measure", "count"],
            2,
            "needs --catchment",
        ),
        (
            &places,
            &doctors,
            &["--measure", "2sfca", "--catchment", "5"],
            2,
            "needs --weight",
        ),
        (
            &places,
            &doctors,
            &["--measure", "gravity", "--catchment", "5"],
            2,
            "needs --decay",
        ),
        (
            &places,
            &doctors,
            &[
                "--measure",
                "count",
                "--catchment",
                "5",
                "--decay",
                "power=2",
            ],
            2,
            "does not go with",
        ),
        (
            &places,
            &doctors,
            &["--measure", "nearest", "--decay", "steps=5:0.2,4:1"],
            2,
            "steps=5:1,10:0.6",
        ),
        (
            &places,
            &doctors,
            &["--measure", "nearest", "--detour", "0.5"],
            2,
            "shorter than the straight line",
        ),
        (
            &plane,
            &plane_doctors,
            &["--measure", "nearest", "--minutes"],
            2,
            "minutes need places in degrees",
        ),
        (&places, &plane_doctors, &near, 3, "on a plane"),
        (
            &places,
            &less,
            &capacity,
            3,
            "row 3: a capacity is a number from 0 up",
        ),
        (
            &places,
            &none,
            &capacity,
            3,
            "no point has a capacity above 0",
        ),
        (&places, &turned, &near, 3, "seem to be exchanged"),
        (
            &places,
            &twice,
            &["--measure", "nearest", "--service-id", "id"],
            3,
            "the id is that of row 2, too",
        ),
        (
            &places,
            &lost,
            &near,
            3,
            "no columns say where the points are",
        ),
        (
            &places,
            &doctors,
            &["--measure", "nearest", "--service-id", "kode"],
            3,
            "no such column",
        ),
        (&places, &doctors, &by_road, 2, "needs a table of its nodes"),
        (
            &places,
            &doctors,
            &with_nodes,
            3,
            "the node is not in the table of nodes",
        ),
        (&places, &places, &count, 0, ""),
    ];
    for (demand, services, more, code, what) in cases {
        let done = ends(code, &mut access(demand, services, more, &out));
        let said = String::from_utf8_lossy(&done.stderr).into_owned();
        assert!(said.contains(what), "{more:?}: {said}");
        let helps = said.contains("what to do") || said.contains("--help");
        assert!(code == 0 || helps, "{said}");
    }
}

/// Two islands, a road on each, a clinic on the first; lines in degrees.
fn islands(ferry: bool) -> String {
    let line = |properties: &str, coordinates: &str| {
        format!(
            r#"{{"type":"Feature","properties":{{{properties}}},"geometry":{{"type":"LineString","coordinates":{coordinates}}}}}"#
        )
    };
    let mut lines = vec![
        line(r#""class":"road""#, "[[120.0,-8],[120.05,-8],[120.1,-8]]"),
        line(r#""class":"road","speed":60"#, "[[120.5,-8],[120.6,-8]]"),
    ];
    if ferry {
        lines.push(line(
            r#""class":"ferry","minutes":45,"wait":15"#,
            "[[120.1,-8],[120.3,-8.1],[120.5,-8]]",
        ));
    }
    format!(
        r#"{{"type":"FeatureCollection","features":[{}]}}"#,
        lines.join(",")
    )
}

#[test]
fn roads_ferries_and_what_they_do_not_reach() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path();
    let places = file(
        dir,
        "places.csv",
        "id,lon,lat\na,120.1,-8\nb,120.6,-8\nc,125,-8\n",
    );
    let clinic = file(
        dir,
        "clinic.geojson",
        r#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"id":"K1"},"geometry":{"type":"Point","coordinates":[120.0,-8]}}]}"#,
    );
    let look = |name: &str, roads: Option<&str>, more: &[&str]| {
        let out = dir.join(format!("{name}.csv"));
        let base = [
            "--measure",
            "nearest",
            "--id",
            "id",
            "--standard",
            "60",
            "--minutes",
        ];
        let mut more: Vec<&str> = base.iter().chain(more).copied().collect();
        let path = roads.map(|roads| {
            file(dir, &format!("{name}.geojson"), roads)
                .display()
                .to_string()
        });
        if let Some(path) = &path {
            more.extend(["--roads", path]);
        }
        ends(0, &mut access(&places, &clinic, &more, &out));
        (rows(&out), told(&out))
    };
    let (alone, told) = look("alone", Some(&islands(false)), &[]);
    // 11.02 km at 30 km/h
    let near = number(&alone[0], "minutes");
    assert!((near - 22.04).abs() < 0.02, "{near}");
    assert_eq!(alone[0]["met"], "true");
    assert_eq!(
        (
            alone[1]["minutes"].as_str(),
            alone[1]["met"].as_str(),
            alone[1]["state"].as_str()
        ),
        ("", "false", "unreachable")
    );
    assert_eq!(
        (alone[2]["met"].as_str(), alone[2]["state"].as_str()),
        ("", "off-network")
    );
    assert_eq!(
        (&told["unreachable"], &told["off_network"], &told["mode"]),
        (&1.into(), &1.into(), &"network".into())
    );
    let (joined, _) = look("joined", Some(&islands(true)), &[]);
    let far = number(&joined[1], "minutes");
    // 11.02 km at 60 km/h, the wait, the ferry, 11.02 km at 30 km/h
    assert!((far - (near / 2.0 + 60.0 + near)).abs() < 1e-5, "{far}");
    assert!((number(&joined[1], "gap") - (far - 60.0)).abs() < 1e-9);
    let (straight, told) = look("straight", None, &["--detour", "1.5"]);
    assert!((number(&straight[0], "minutes") - 1.5 * near).abs() < 1e-6);
    assert_eq!(
        (&told["mode"], straight[2]["state"].as_str()),
        (&"straight x 1.5".into(), "reached")
    );
}

#[test]
fn the_example_says_how_far_its_clinics_are() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    run(&example(), &out, &[]);
    let access = rows(&out.join("tables/access.csv"));
    assert_eq!(access.len(), 300);
    assert!(access.iter().all(|row| row["clinics_state"] == "reached"));
    for row in &access {
        let (km, gap) = (number(row, "clinics_km"), number(row, "clinics_gap"));
        assert!((gap - (km - 5.0).max(0.0)).abs() < 2e-3, "{row:?}");
        assert_eq!(row["clinics_met"], (km <= 5.0).to_string());
        assert!(number(row, "clinics_km_3") >= km);
    }
    let summary = rows(&out.join("tables/access_summary.csv"));
    let all = &summary[0];
    assert_eq!(
        (all["level"].as_str(), all["mode"].as_str()),
        ("all", "straight x 1")
    );
    let people: BTreeMap<String, f64> =
        fs::read_to_string(example().with_file_name("penduduk.csv"))
            .unwrap()
            .lines()
            .skip(1)
            .map(|line| {
                let cells: Vec<&str> = line.split(';').collect();
                (cells[0].replace('.', ""), cells[2].parse().unwrap())
            })
            .collect();
    let of = |row: &BTreeMap<String, String>| people[&row["code"]];
    let sum: f64 = access
        .iter()
        .map(|row| of(row) * number(row, "clinics_score"))
        .sum();
    assert!(
        (sum - number(all, "supply_reachable")).abs() < 1e-3 * sum,
        "{sum} {all:?}"
    );
    let supply = number(all, "supply_reachable") + number(all, "supply_unreached");
    assert!((supply - number(all, "supply")).abs() < 1e-6);
    let beyond: f64 = access
        .iter()
        .filter(|row| row["clinics_met"] == "false")
        .map(of)
        .sum();
    assert_eq!(number(all, "people_beyond"), beyond);
    for level in ["province", "regency"] {
        let parts = summary.iter().filter(|row| row["level"] == level);
        assert_eq!(
            parts.map(|row| number(row, "people_beyond")).sum::<f64>(),
            beyond,
            "{level}"
        );
    }
    let sites = rows(&out.join("tables/new_sites.csv"));
    assert_eq!(sites.len(), 3);
    let served: f64 = sites.iter().map(|row| number(row, "people_served")).sum();
    assert_eq!(served, number(&sites[0], "objective"));
    assert!(number(&sites[0], "bound") >= served && served <= beyond);
    let layer = fs::read_to_string(out.join("layers/villages.geojson")).unwrap();
    assert!(layer.contains("\"clinics_km\":") && layer.contains("\"clinics_met\":"));
}

#[test]
fn columns_of_access_are_indicators_needs_and_tested_columns() {
    let folder = copy_of_example();
    let study = folder.path().join("study.toml");
    file(
        folder.path(),
        "dekat.toml",
        "name = \"dekat\"\nversion = \"1\"\nsource = \"test\"\ngood = \"high\"\nnormalise = { method = \"min-max\" }\n\
         dimensions = [{ code = \"reach\" }]\n\
         indicators = [{ code = \"clinics_km\", parent = \"reach\", good = \"low\" }, { code = \"clinics_score\", parent = \"reach\", good = \"high\" }]\n",
    );
    let text = fs::read_to_string(&study).unwrap();
    let (before, _) = text.split_once("# Who does what").unwrap();
    let services = text[text.find("[services]").unwrap()..].to_owned();
    let before = before.replace("definition = \"idm-2016\"", "definition = \"dekat.toml\"");
    let before = before.replace("[hotspots]", "[hotspots]\nvalue = \"clinics_km\"");
    fs::write(&study, format!("{before}{services}")).unwrap();
    let out = folder.path().join("out");
    run(
        &study,
        &out,
        &[
            "--set",
            "areas.need=clinics_gap",
            "--set",
            "areas.effort=quick",
        ],
    );
    let (scores, access) = (
        rows(&out.join("tables/scores.csv")),
        rows(&out.join("tables/access.csv")),
    );
    let least = access
        .iter()
        .enumerate()
        .max_by(|a, b| number(a.1, "clinics_km").total_cmp(&number(b.1, "clinics_km")));
    assert!(!scores[least.unwrap().0]["need"].is_empty());
    assert!(rows(&out.join("tables/indicators.csv"))[0].contains_key("clinics_km"));
    // a service whose column a table has already
    let clash = before.replace(
        "[[tables]]\npath = \"penduduk.csv\"",
        "[[tables]]\npath = \"tambahan.csv\"\ncode = \"kode\"\n[[tables]]\npath = \"penduduk.csv\"",
    );
    let code = &access[0]["code"];
    file(
        folder.path(),
        "tambahan.csv",
        &format!("kode,clinics_km\n{code},3\n"),
    );
    fs::write(&study, format!("{clash}{services}")).unwrap();
    let done = ends(2, kawasan().arg("check").arg(&study));
    let said = String::from_utf8_lossy(&done.stderr).into_owned();
    assert!(
        said.contains("clinics_km") && said.contains("another name"),
        "{said}"
    );
}

fn check(folder: &Path, services: &str, points: &str) -> (i32, String) {
    file(folder, "titik.csv", points);
    let study = folder.join("study.toml");
    let text = fs::read_to_string(example()).unwrap();
    let (before, _) = text.split_once("# Doctors of clinics").unwrap();
    fs::write(&study, format!("{before}\n{services}")).unwrap();
    let done = kawasan()
        .arg("check")
        .arg("-v")
        .arg(&study)
        .output()
        .unwrap();
    (
        done.status.code().unwrap(),
        String::from_utf8_lossy(&done.stderr).into_owned(),
    )
}

#[test]
fn a_section_of_services_is_checked() {
    let folder = copy_of_example();
    let text = fs::read_to_string(example().with_file_name("clinics.csv")).unwrap();
    let points: Vec<Vec<&str>> = text
        .lines()
        .skip(1)
        .map(|line| line.split(',').collect())
        .collect();
    let table = |turn: bool, doctors: &dyn Fn(usize) -> String| {
        let row = |(i, p): (usize, &Vec<&str>)| {
            let (lon, lat) = if turn { (p[3], p[2]) } else { (p[2], p[3]) };
            format!("{},{lon},{lat},{}\n", p[0], doctors(i))
        };
        "id,lon,lat,dokter\n".to_owned() + &points.iter().enumerate().map(row).collect::<String>()
    };
    let two = |_: usize| "2".to_owned();
    let plain =
        "[services]\nclinics = { path = \"titik.csv\", capacity = \"dokter\", catchment = 10 }\n";
    let good = table(false, &two);
    assert_eq!(check(folder.path(), plain, &good).0, 0);
    for (services, what) in [
        (
            plain.replace("clinics =", "Klinik-1 ="),
            "cannot begin the titles of columns",
        ),
        (
            plain.replace("catchment = 10", "catchment = 0"),
            "a number above 0",
        ),
        (
            plain.replace(
                "catchment = 10",
                "catchment = 10, standard = { minutes = 30 }",
            ),
            "one unit",
        ),
        (
            plain.replace("catchment = 10", "catchment = 10, method = \"gravity\""),
            "gravity needs a decay",
        ),
        (
            plain.replace("catchment = 10", "catchment = 10, decay = { power = 2 }"),
            "2sfca has no decay",
        ),
        (plain.replace("catchment", "catchmen"), "catchment"),
        (
            plain.to_owned() + "[roads]\nnodes = \"n.csv\"\n",
            "table of edges",
        ),
        (plain.to_owned() + "[roads]\ndetour = 0.5\n", "at least 1"),
    ] {
        let (code, said) = check(folder.path(), &services, &good);
        assert_eq!(code, 2, "{said}");
        assert!(said.contains(what), "{said}");
    }
    let (code, said) = check(folder.path(), "[roads]\ndetour = 1.2\n", &good);
    assert!(code == 2 && said.contains("there are none"), "{said}");
    let (code, said) = check(folder.path(), plain, &table(true, &two));
    assert!(code == 3 && said.contains("exchanged"), "{said}");
    let odd = |i: usize| match i {
        0 => String::new(),
        1 => "0".to_owned(),
        _ => "3".to_owned(),
    };
    let more = table(false, &odd)
        + &format!(
            "X1,{},{},1\nX2,,,4\nX4,2.35,48.85,1\n",
            points[4][2], points[4][3]
        );
    let (code, said) = check(folder.path(), plain, &more);
    assert_eq!(code, 0, "{said}");
    for what in [
        "capacity-missing",
        "capacity-zero",
        "service-repeated",
        "service-without-place",
    ] {
        assert!(said.contains(what), "{what}: {said}");
    }
    assert!(said.contains("service-outside"), "{said}");
}

#[test]
fn real_villages_of_nusa_tenggara_timur() {
    let (Some(layer), Some(table)) = (
        shared("data/ntt/desa_ntt.geojson"),
        shared("data/ntt/idm_2024_ntt.csv"),
    ) else {
        return;
    };
    let features = boundary::read(&layer, &mut Vec::new()).unwrap();
    let (mut outside, mut all) = (0, 0);
    for shape in &features.geometry {
        let place = inside(shape).unwrap();
        assert!(shape.contains(&place));
        outside += usize::from(!shape.contains(&centroid(shape).unwrap()));
        all += 1;
    }
    assert_eq!(all, 3352);
    assert!(outside > 10, "{outside} centroids are outside");

    let (folder, study) = written("");
    let dir = folder.path();
    // made-up points and people over the real villages
    let mut state = 7_u64;
    let mut draw = || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 40) as f64 / (1_u64 << 24) as f64
    };
    let mut points = String::from("id,lon,lat,dokter\n");
    for i in 0..400 {
        points += &format!(
            "P{i:03},{:.5},{:.5},{}\n",
            118.9 + 6.3 * draw(),
            -10.9 + 2.8 * draw(),
            1 + (draw() * 5.0) as u32
        );
    }
    file(dir, "titik.csv", &points);
    let mut people = String::from("kode_desa,desa,orang\n");
    for row in rows(&table) {
        let orang = (300.0 + 4000.0 * draw()).round();
        people += &format!("{},\"{}\",{orang}\n", row["kode_desa"], row["desa"]);
    }
    file(dir, "orang.csv", &people);
    let text = format!(
        "[study]\nname = \"ntt\"\npopulation = \"orang\"\n[boundaries]\npath = \"{}\"\ncode = \"kode\"\nname = \"nama\"\n\
         [[tables]]\npath = \"orang.csv\"\ncode = \"kode_desa\"\nname = \"desa\"\n\
         [outputs]\nmap = false\n\
         [services]\nclinics = {{ path = \"titik.csv\", capacity = \"dokter\", catchment = {{ km = 20 }}, standard = {{ km = 15 }}, method = \"e2sfca\", next = 4 }}\n",
        layer.display()
    );
    fs::write(&study, text).unwrap();
    let out = dir.join("out");
    run(&study, &out, &["--threads", "2"]);
    let access = rows(&out.join("tables/access.csv"));
    assert_eq!(access.len(), 3352);
    let known: BTreeMap<String, f64> = rows(&dir.join("orang.csv"))
        .into_iter()
        .map(|row| (row["kode_desa"].clone(), number(&row, "orang")))
        .collect();
    let of = |row: &BTreeMap<String, String>| known.get(&row["code"]).copied().unwrap_or_default();
    let all = rows(&out.join("tables/access_summary.csv")).swap_remove(0);
    let sum: f64 = access
        .iter()
        .map(|row| of(row) * number(row, "clinics_score"))
        .sum();
    let reachable = number(&all, "supply_reachable");
    assert!(
        (sum - reachable).abs() < 2e-5 * reachable,
        "{sum} {reachable}"
    );
    assert!(number(&all, "supply_unreached") > 0.0);
    let sites = rows(&out.join("tables/new_sites.csv"));
    assert_eq!(sites.len(), 4);
    let served: f64 = sites.iter().map(|row| number(row, "people_served")).sum();
    assert!(served > 0.0 && served <= number(&all, "people_beyond"));
    // one thread makes the same bytes
    let again = dir.join("again");
    run(&study, &again, &["--threads", "1"]);
    for table in ["access", "access_summary", "new_sites"] {
        let read = |out: &Path| fs::read(out.join(format!("tables/{table}.csv"))).unwrap();
        assert!(read(&out) == read(&again), "{table} differs");
    }
}
