//! Where more points of a service should stand, `kawasan access --next` and `next` of `[services]`: by the ways that access is measured on.

use crate::study::{ends, kawasan, rows, written};
use geo::{Distance, Geodesic, Point};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::Path;

/// Villages on both sides of a strait: west every 5 km of a road, east every 5 km of another, and no way over but a bridge at the far north.
struct Strait {
    /// Longitude, latitude and people.
    villages: Vec<(f64, f64, f64)>,
    /// Villages that a road joins.
    roads: Vec<(usize, usize)>,
}

impl Strait {
    fn new() -> Self {
        let mut villages = Vec::new();
        for (lon, people) in [
            (120.0, [90.0, 400.0, 100.0, 60.0, 300.0, 70.0]),
            (120.03, [80.0, 10.0, 20.0, 300.0, 30.0, 145.0]),
        ] {
            let along = (0..6).map(|step| (lon, -8.0 - 0.05 * f64::from(step)));
            villages.extend(
                along
                    .zip(people)
                    .map(|((lon, lat), people)| (lon, lat, people)),
            );
        }
        let mut roads: Vec<(usize, usize)> =
            (0..5).flat_map(|i| [(i, i + 1), (i + 6, i + 7)]).collect();
        roads.push((0, 6));
        Self { villages, roads }
    }

    fn place(&self, i: usize) -> Point {
        Point::new(self.villages[i].0, self.villages[i].1)
    }

    /// Kilometres between all pairs: along the roads (Floyd and Warshall), or straight.
    fn km(&self, by_road: bool) -> Vec<Vec<f64>> {
        let n = self.villages.len();
        let apart = |i: usize, j: usize| Geodesic.distance(self.place(i), self.place(j)) / 1e3;
        let straight: Vec<Vec<f64>> = (0..n)
            .map(|i| (0..n).map(|j| apart(i, j)).collect())
            .collect();
        if !by_road {
            return straight;
        }
        let mut km = vec![vec![f64::INFINITY; n]; n];
        (0..n).for_each(|i| km[i][i] = 0.0);
        for &(a, b) in &self.roads {
            (km[a][b], km[b][a]) = (straight[a][b], straight[a][b]);
        }
        for via in 0..n {
            for i in 0..n {
                for j in 0..n {
                    km[i][j] = km[i][j].min(km[i][via] + km[via][j]);
                }
            }
        }
        km
    }

    /// The best two places beside a clinic at village 0: objective, and all choices that have it.
    fn best(&self, by_road: bool, standard: Option<f64>) -> (f64, Vec<[usize; 2]>) {
        let km = self.km(by_road);
        let n = self.villages.len();
        let value = |open: [usize; 2]| -> f64 {
            let one = |i: usize| {
                let near = open.iter().map(|&j| km[i][j]).fold(f64::INFINITY, f64::min);
                let people = self.villages[i].2;
                match standard {
                    Some(standard) => {
                        f64::from(u8::from(km[i][0] > standard && near <= standard)) * people
                    }
                    None => -people * near.min(km[i][0]),
                }
            };
            (0..n).map(one).sum()
        };
        let pairs: Vec<[usize; 2]> = (0..n).flat_map(|a| (0..a).map(move |b| [b, a])).collect();
        let most = pairs
            .iter()
            .map(|&open| value(open))
            .fold(f64::NEG_INFINITY, f64::max);
        let same = |open: &[usize; 2]| value(*open) >= most - 1e-6 * most.abs();
        (most.abs(), pairs.into_iter().filter(same).collect())
    }

    fn write(&self, dir: &Path) {
        let mut places = String::from("id,lon,lat,people\n");
        for (i, (lon, lat, people)) in self.villages.iter().enumerate() {
            writeln!(places, "v{i:02},{lon},{lat},{people}").unwrap();
        }
        let line = |&(a, b): &(usize, usize)| {
            let [(x, y, _), (u, v, _)] = [self.villages[a], self.villages[b]];
            format!(
                r#"{{"type":"Feature","properties":{{}},"geometry":{{"type":"LineString","coordinates":[[{x},{y}],[{u},{v}]]}}}}"#
            )
        };
        let lines: Vec<String> = self.roads.iter().map(line).collect();
        fs::write(dir.join("places.csv"), places).unwrap();
        fs::write(
            dir.join("roads.geojson"),
            format!(
                r#"{{"type":"FeatureCollection","features":[{}]}}"#,
                lines.join(",")
            ),
        )
        .unwrap();
        fs::write(dir.join("clinics.csv"), "id,lon,lat\nK0,120.0,-8\n").unwrap();
    }
}

/// Runs the verb; the new points, and what is told of them.
fn sought(dir: &Path, more: &[&str]) -> (Vec<BTreeMap<String, String>>, serde_json::Value) {
    let mut command = kawasan();
    command.arg("access").current_dir(dir).args([
        "places.csv",
        "clinics.csv",
        "--id",
        "id",
        "--weight",
        "people",
        "--measure",
        "nearest",
        "-o",
        "far.csv",
    ]);
    ends(
        0,
        command
            .args(["--next", "2", "--new-sites", "sites.csv"])
            .args(more),
    );
    let told = fs::read_to_string(dir.join("far.json")).unwrap();
    (
        rows(&dir.join("sites.csv")),
        serde_json::from_str(&told).unwrap(),
    )
}

fn places(sites: &[BTreeMap<String, String>]) -> Vec<usize> {
    let mut found: Vec<usize> = sites
        .iter()
        .map(|row| row["id"][1..].parse().unwrap())
        .collect();
    found.sort_unstable();
    found
}

#[test]
fn a_strait_that_only_a_bridge_crosses_parts_who_is_served() {
    let strait = Strait::new();
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path();
    strait.write(dir);
    for standard in [Some(6.0), None] {
        let limit = standard.map(|km: f64| km.to_string());
        let reach: Vec<&str> = limit.iter().flat_map(|km| ["--standard", km]).collect();
        let mut chosen = Vec::new();
        for by_road in [true, false] {
            let roads: &[&str] = if by_road {
                &["--roads", "roads.geojson"]
            } else {
                &[]
            };
            let (sites, told) = sought(dir, &[roads, &reach].concat());
            let (best, choices) = strait.best(by_road, standard);
            let found = places(&sites);
            assert!(
                choices.iter().any(|pair| pair[..] == found),
                "{found:?} {choices:?}"
            );
            let objective = told["answer"]["objective"].as_f64().unwrap();
            assert!((objective - best).abs() < 1e-6 * best, "{objective} {best}");
            assert_eq!(told["answer"]["proof"], "proven");
            assert_eq!(
                told["mode"],
                if by_road { "network" } else { "straight x 1" }
            );
            assert_eq!(
                told["problem"],
                if standard.is_some() {
                    "mclp"
                } else {
                    "p-median"
                }
            );
            chosen.push(choices);
        }
        // no best choice by road is one by straight lines
        assert!(
            chosen[0].iter().all(|pair| !chosen[1].contains(pair)),
            "{chosen:?}"
        );
    }
}

#[test]
fn threads_and_the_order_of_rows_change_no_new_site() {
    let strait = Strait::new();
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path();
    strait.write(dir);
    let by_road = ["--roads", "roads.geojson"];
    let (first, _) = sought(dir, &by_road);
    let text = fs::read_to_string(dir.join("places.csv")).unwrap();
    let mut lines: Vec<&str> = text.lines().collect();
    lines[1..].reverse();
    fs::write(dir.join("places.csv"), lines.join("\n") + "\n").unwrap();
    assert_eq!(sought(dir, &by_road).0, first);
}

#[test]
fn an_island_without_a_clinic_counts_as_far_as_the_farthest() {
    let mut strait = Strait::new();
    strait.roads.pop();
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path();
    strait.write(dir);
    let (sites, told) = sought(dir, &["--roads", "roads.geojson"]);
    assert_eq!(told["places_that_reach_none"], 6);
    assert_eq!(told["answer"]["proof"], "proven");
    // the east has most people, and none of its own
    assert!(places(&sites).contains(&9), "{sites:?}");
    // far from all roads: no new site, and said
    fs::write(
        dir.join("places.csv"),
        fs::read_to_string(dir.join("places.csv")).unwrap() + "v12,121.0,-9,1000\n",
    )
    .unwrap();
    let (again, told) = sought(dir, &["--roads", "roads.geojson"]);
    assert_eq!((again, &told["places_in_no_search"]), (sites, &1.into()));
}

#[test]
fn options_of_new_sites_go_together() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path();
    Strait::new().write(dir);
    for (more, what) in [
        (&["--measure", "nearest", "--next", "2"][..], "--new-sites"),
        (
            &[
                "--measure",
                "count",
                "--catchment",
                "5",
                "--next",
                "2",
                "--new-sites",
                "s.csv",
            ],
            "--next does not go with --measure count",
        ),
        (
            &[
                "--measure",
                "nearest",
                "--next",
                "2",
                "--new-sites",
                "places.csv",
            ],
            "would replace the file it is made from",
        ),
        (
            &["--measure", "nearest", "--weight", "people"],
            "--weight does not go with --measure nearest",
        ),
    ] {
        let done = kawasan()
            .current_dir(dir)
            .args(["access", "places.csv", "clinics.csv", "-o", "far.csv"])
            .args(more)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&done.stderr);
        assert!(!done.status.success() && said.contains(what), "{said}");
    }
}

/// A study of four square villages in a row; the strait lies between the second and the third.
#[test]
fn a_study_places_new_sites_by_road() {
    let (folder, study) = written("");
    let dir = folder.path();
    let square = |i: u32| {
        let (a, b) = (120.0 + 0.1 * f64::from(i), 120.1 + 0.1 * f64::from(i));
        format!(
            r#"{{"type":"Feature","properties":{{"kode":"53.01.01.200{i}","nama":"D{i}"}},"geometry":{{"type":"Polygon","coordinates":[[[{a},-8],[{b},-8],[{b},-8.1],[{a},-8.1],[{a},-8]]]}}}}"#
        )
    };
    let all: Vec<String> = (1..=4).map(square).collect();
    fs::write(
        dir.join("desa.geojson"),
        format!(
            r#"{{"type":"FeatureCollection","features":[{}]}}"#,
            all.join(",")
        ),
    )
    .unwrap();
    // clinic in the first; along the road the third is behind a long way round
    fs::write(
        dir.join("nodes.csv"),
        "id,lon,lat\n1,120.15,-8.05\n2,120.25,-8.05\n3,120.35,-8.05\n4,120.45,-8.05\n",
    )
    .unwrap();
    fs::write(
        dir.join("edges.csv"),
        "from,to,km\n1,2,11\n2,3,200\n3,4,11\n",
    )
    .unwrap();
    fs::write(dir.join("titik.csv"), "id,lon,lat\nK1,120.15,-8.05\n").unwrap();
    fs::write(
        dir.join("orang.csv"),
        "kode,orang\n53.01.01.2001,10\n53.01.01.2002,200\n53.01.01.2003,90\n53.01.01.2004,50\n",
    )
    .unwrap();
    let run = |name: &str, roads: &str, standard: &str, threads: &str| {
        let text = format!(
            "[study]\nname = \"selat\"\npopulation = \"orang\"\n[boundaries]\npath = \"desa.geojson\"\ncode = \"kode\"\nname = \"nama\"\n\
             [[tables]]\npath = \"orang.csv\"\ncode = \"kode\"\n[outputs]\nmap = false\n\
             [services]\nclinics = {{ path = \"titik.csv\", next = 1{standard} }}\n{roads}"
        );
        fs::write(&study, text).unwrap();
        let out = dir.join(name);
        crate::study::run(&study, &out, &["--threads", threads]);
        rows(&out.join("tables/new_sites.csv")).swap_remove(0)
    };
    let roads = "[roads]\npath = \"edges.csv\"\nnodes = \"nodes.csv\"\n";
    // the third spares 140 people 211 km; straight the second spares 340 people 11 km
    let by_road = run("road", roads, "", "1");
    let told = |row: &BTreeMap<String, String>, key: &str| row[key].clone();
    assert_eq!(
        ["code", "mode", "problem", "people_served"].map(|key| told(&by_road, key)),
        ["5301012003", "network", "p-median", "140"]
    );
    let objective: f64 = by_road["objective"].parse().unwrap();
    assert!(
        (objective - (200.0 * 11.0 + 50.0 * 11.0)).abs() < 1.0,
        "{objective}"
    );
    assert_eq!(run("again", roads, "", "2"), by_road);
    let straight = run("straight", "", "", "1");
    assert_eq!(
        ["code", "mode"].map(|key| told(&straight, key)),
        ["5301012002", "straight x 1"]
    );
    let within = run("standard", roads, ", standard = { km = 12 }", "1");
    assert_eq!(
        ["problem", "people_served", "mode"].map(|key| told(&within, key)),
        ["mclp", "140", "network"]
    );
}
