//! Regions as GEOS makes them (`dissolve.csv`), and those of the villages of Nusa Tenggara Timur.

use crate::adjacency::polygons;
use crate::support::shared;
use geo::{Area, Euclidean, Length, MultiPolygon, Validation};
use kawasan::base::model::Measure;
use kawasan::space::coverage::Coverage;
use std::path::Path;

/// The text of a property of each feature.
fn property(layer: &Path, name: &str) -> Vec<String> {
    let layer: serde_json::Value = serde_json::from_slice(&std::fs::read(layer).unwrap()).unwrap();
    let features = layer["features"].as_array().unwrap().iter();
    features
        .map(|feature| match &feature["properties"][name] {
            serde_json::Value::String(text) => text.clone(),
            number => number.as_f64().unwrap().to_string(),
        })
        .collect()
}

fn dissolve(
    shapes: &[MultiPolygon<f64>],
    keys: &[String],
    measure: Measure,
    gap: f64,
) -> Vec<(String, MultiPolygon<f64>)> {
    let mut names = keys.to_vec();
    names.sort();
    names.dedup();
    let of: Vec<_> = keys
        .iter()
        .map(|key| names.binary_search(key).ok().map(|group| group as u32))
        .collect();
    let regions = Coverage::build(shapes, measure).dissolve(&of, names.len(), gap);
    names.into_iter().zip(regions).collect()
}

#[test]
fn regions_are_those_of_geos() {
    for (layer, column) in [("columbus", "CP"), ("nc", "_ew"), ("mexico", "HANSON98")] {
        let Some(folder) = shared(&format!("reference/{layer}")) else {
            return;
        };
        let file = folder.join("layer.geojson");
        let found = dissolve(
            &polygons(&file),
            &property(&file, column),
            Measure::Planar,
            0.0,
        );
        let mut table = csv::Reader::from_path(folder.join("dissolve.csv")).unwrap();
        let expected: Vec<_> = table.records().map(|row| row.unwrap()).collect();
        assert_eq!(found.len(), expected.len());
        for ((name, region), row) in found.iter().zip(&expected) {
            assert_eq!(*name, row[0]);
            let perimeter: f64 = region
                .iter()
                .flat_map(|polygon| std::iter::once(polygon.exterior()).chain(polygon.interiors()))
                .map(|ring| Euclidean.length(ring))
                .sum();
            for (ours, theirs) in [(region.unsigned_area(), &row[2]), (perimeter, &row[3])] {
                let theirs: f64 = theirs.parse().unwrap();
                assert!(
                    (ours - theirs).abs() <= 1e-9 * theirs,
                    "{layer} {name}: {ours} for {theirs}"
                );
            }
            let holes: usize = region.iter().map(|polygon| polygon.interiors().len()).sum();
            assert_eq!(
                (region.0.len().to_string(), holes.to_string()),
                (row[4].into(), row[5].into()),
                "{layer} {name}"
            );
            assert!(region.is_valid());
        }
    }
}

/// Areas by shapely 2.2 (GEOS 3.14): `union_all` of the made-valid villages of each regency, summed over regencies, square degrees.
const NTT_REGENCIES: f64 = 3.821_646_895_345_194_3;

#[test]
fn ntt_regencies_lose_nothing_and_have_no_slits() {
    let Some(path) = shared("data/ntt/desa_ntt.geojson") else {
        return;
    };
    let keys: Vec<String> = property(&path, "kode")
        .iter()
        .map(|code| code[..5].into())
        .collect();
    let shapes = polygons(&path);
    let exact = dissolve(&shapes, &keys, Measure::Geodesic, 0.0);
    let area: f64 = exact.iter().map(|(_, region)| region.unsigned_area()).sum();
    assert_eq!(exact.len(), 22);
    assert!((area / NTT_REGENCIES - 1.0).abs() < 1e-8, "{area}");
    let filled = dissolve(&shapes, &keys, Measure::Geodesic, 25.0);
    for ((name, exact), (_, filled)) in exact.iter().zip(&filled) {
        assert!(filled.is_valid(), "{name}");
        assert!(
            filled.iter().all(|polygon| polygon.interiors().is_empty()),
            "{name}"
        );
        let gained = filled.unsigned_area() / exact.unsigned_area() - 1.0;
        assert!((0.0..0.001).contains(&gained), "{name}: {gained}");
    }
}
