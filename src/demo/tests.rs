#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
use super::land::country::{Country, found};
use super::place::{Places, christen};
use super::tables::{programmes::OVERLAP, scores};
use super::*;
use geo::{LineString, Validation};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;

fn land(villages: usize, seed: u64) -> (Country, Places) {
    let country = found(villages, 14.0, seed);
    let places = christen(&country, seed);
    (country, places)
}

fn polygons(layer: &layer::Layer, village: usize) -> Vec<geo::Polygon<f64>> {
    let line = |ring: &Vec<[i32; 2]>| -> LineString<f64> {
        ring.iter()
            .map(|&[x, y]| (f64::from(x), f64::from(y)))
            .collect()
    };
    layer
        .polygons(village)
        .iter()
        .map(|rings| {
            let mut rings = rings.iter().map(line);
            geo::Polygon::new(rings.next().unwrap(), rings.collect())
        })
        .collect()
}

#[test]
fn polygons_are_valid_and_as_many_vertices_as_asked() {
    for (villages, vertices, seed) in [(60, 2_000, 4), (300, 18_000, 1), (500, 60_000, 2)] {
        let country = found(villages, vertices as f64 / villages as f64 / 4.4, seed);
        let layer = layer::Layer::new(&country, vertices);
        let mut count = 0;
        for village in 0..villages {
            let polygons = polygons(&layer, village);
            for polygon in &polygons {
                use geo::{CoordsIter, Winding};
                count += polygon.coords_count();
                polygon.check_validation().unwrap();
                assert!(polygon.exterior().is_ccw());
                assert!(polygon.interiors().iter().all(Winding::is_cw));
            }
            geo::MultiPolygon(polygons).check_validation().unwrap();
        }
        let off = count as f64 / vertices as f64 - 1.0;
        assert!(off.abs() < 0.03, "{villages} villages, {count} vertices");
    }
}

#[test]
fn borders_are_shared_to_the_last_digit() {
    let (country, places) = land(400, 3);
    let layer = layer::Layer::new(&country, 24_000);
    let mut sides: BTreeMap<[[i32; 2]; 2], Vec<(usize, bool)>> = BTreeMap::new();
    for village in 0..400 {
        for ring in layer.polygons(village).iter().flatten() {
            assert_eq!(ring.first(), ring.last());
            for pair in ring.windows(2) {
                assert_ne!(pair[0], pair[1]);
                let edge = [pair[0].min(pair[1]), pair[0].max(pair[1])];
                sides
                    .entry(edge)
                    .or_default()
                    .push((village, pair[0] < pair[1]));
            }
        }
    }
    let mut pairs = BTreeSet::new();
    for held in sides.values() {
        match held.as_slice() {
            [_] => {}
            [(a, forth), (b, back)] => {
                assert_ne!(forth, back);
                pairs.insert((*a.min(b), *a.max(b)));
            }
            more => panic!("an edge of {more:?}"),
        }
    }
    let known = places.villages.iter().enumerate();
    let known: BTreeSet<_> = known
        .flat_map(|(a, place)| place.neighbours.iter().map(move |&b| (a, b as usize)))
        .filter(|(a, b)| a < b)
        .collect();
    assert_eq!(pairs, known);
}

#[test]
fn the_hierarchy_is_complete_and_contiguous() {
    let (country, places) = land(1200, 5);
    let mut codes: Vec<_> = places.villages.iter().map(|place| &place.code).collect();
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes.len(), 1200);
    assert!(
        country
            .villages
            .windows(2)
            .all(|w| w[0].district <= w[1].district)
    );
    let kelurahan = places.villages.iter().filter(|place| !place.desa).count();
    assert!((90..=126).contains(&kelurahan), "{kelurahan}");
    // on each island, the villages of a district and of a regency hang together
    for level in [5, 8] {
        let mut groups: BTreeMap<(usize, &str), Vec<usize>> = BTreeMap::new();
        for (v, place) in places.villages.iter().enumerate() {
            let key = (country.villages[v].island, &place.code[..level]);
            groups.entry(key).or_default().push(v);
        }
        for ((island, code), members) in groups {
            let mut reached = BTreeSet::from([members[0]]);
            let mut open = vec![members[0]];
            while let Some(v) = open.pop() {
                for &w in &places.villages[v].neighbours {
                    let w = w as usize;
                    if members.contains(&w) && reached.insert(w) {
                        open.push(w);
                    }
                }
            }
            assert_eq!(reached.len(), members.len(), "{code} on island {island}");
        }
    }
}

#[test]
fn plants_can_be_asked_for_back() {
    let (country, places) = land(900, 6);
    let tables = Tables::draw(&places, 6, oddities(&country, &places));
    let position: BTreeMap<&str, usize> = (0..900)
        .map(|v| (places.villages[v].code.as_str(), v))
        .collect();
    let of = |kind: Kind| {
        let plants = tables.truth.iter().filter(move |plant| plant.kind == kind);
        plants.collect::<Vec<_>>()
    };
    let mut held = vec![BTreeSet::new(); 900];
    for placement in &tables.inventory.placements {
        held[placement.village].insert(placement.programme);
    }
    let at = |plant: &Plant| position[plant.code.as_str()];
    let overlaps: BTreeSet<usize> = of(Kind::Overlap).into_iter().map(at).collect();
    let missed: BTreeSet<usize> = of(Kind::Missed).into_iter().map(at).collect();
    assert!(overlaps.len() == 12 && missed.len() == 15);
    let desa: Vec<usize> = (0..900).filter(|&v| places.villages[v].desa).collect();
    let mut poorest: Vec<usize> = (0..desa.len()).collect();
    poorest.sort_by_key(|&i| scores::idm(&tables.scores, i));
    poorest.truncate(desa.len().div_ceil(10));
    let none: BTreeSet<usize> = poorest
        .into_iter()
        .map(|i| desa[i])
        .filter(|&v| held[v].is_empty())
        .collect();
    assert_eq!(none, missed);
    for (village, programmes) in held.iter().enumerate() {
        assert_eq!(programmes.len() >= OVERLAP, overlaps.contains(&village));
        assert_eq!(programmes.contains(&4), programmes.contains(&7));
    }
    let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for plant in of(Kind::Hot) {
        groups.entry(plant.group).or_default().push(at(plant));
    }
    assert_eq!(groups.len(), 9);
    for members in groups.values() {
        let home = &places.villages[members[0]];
        for &member in members {
            let place = &places.villages[member];
            assert!(place.desa && place.regency == home.regency);
            assert!(tables.welfare[member] < -1.95);
            assert!(
                members
                    .iter()
                    .any(|&m| place.neighbours.contains(&(m as u32)))
            );
        }
    }
    for plant in of(Kind::Unmatched) {
        assert!(!position.contains_key(plant.code.as_str()));
    }
    assert_eq!(of(Kind::Unmatched).len(), 2);
    assert!(!of(Kind::Enclave).is_empty() && !of(Kind::Lake).is_empty());
    for plant in of(Kind::Enclave) {
        assert_eq!(places.villages[at(plant)].neighbours.len(), 1);
    }
    assert_eq!(of(Kind::Far).len(), 1);
}

fn contents(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap())
        .map(|entry| {
            let name = entry.file_name().to_string_lossy().into_owned();
            (name, fs::read(entry.path()).unwrap())
        })
        .collect()
}

#[test]
fn the_embedded_study_is_what_the_generator_makes_at_any_thread_count() {
    let dir = tempfile::tempdir().unwrap();
    let embedded = contents(&Path::new(env!("CARGO_MANIFEST_DIR")).join("data/contoh"));
    for threads in [1, 3] {
        let out = dir.path().join("contoh");
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads);
        let made = pool.build().unwrap();
        let made = made.install(|| generate(&Options::default(), &out).unwrap());
        assert_eq!((made.villages, made.regencies), (300, 2));
        let files = contents(&out);
        assert!(files.keys().eq(embedded.keys()));
        for (name, bytes) in &files {
            assert!(bytes == &embedded[name], "{name} differs from data/contoh");
        }
        assert!(files.values().map(Vec::len).sum::<usize>() < 750_000);
    }
}

#[test]
fn the_study_file_is_a_study() {
    let text =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("data/contoh/study.toml"));
    let study: crate::base::study::types::Study = toml::from_str(&text.unwrap()).unwrap();
    assert!(study.study.synthetic);
    assert_eq!(study.tables.len(), 5);
}

#[test]
fn refuses_other_folders_and_sizes() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("thesis.doc"), "x").unwrap();
    let error = generate(&Options::default(), dir.path()).unwrap_err();
    assert_eq!(error.exit_code(), 5);
    assert!(dir.path().join("thesis.doc").exists());
    let options = Options {
        villages: 3,
        ..Options::default()
    };
    let error = generate(&options, &dir.path().join("x")).unwrap_err();
    assert_eq!(error.exit_code(), 2);
}
