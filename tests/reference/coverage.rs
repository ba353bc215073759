//! Simplified coverages, gaps and overlaps beside those of shapely 2.2 (GEOS 3.14), and on a synthetic country.

use crate::adjacency::polygons;
use crate::support::shared;
use geo::{Area, CoordsIter, MultiPolygon, Polygon, Validation};
use kawasan::base::finding::Finding;
use kawasan::base::model::Measure;
use kawasan::input::geometry::repair;
use kawasan::input::read::boundary;
use kawasan::space::coverage::Coverage;
use std::path::Path;

fn vertices(shapes: &[MultiPolygon<f64>]) -> usize {
    shapes.iter().map(CoordsIter::coords_count).sum()
}

fn area(shapes: &[MultiPolygon<f64>]) -> f64 {
    shapes.iter().map(Area::unsigned_area).sum()
}

fn pairs(coverage: &Coverage) -> Vec<(u32, u32, bool)> {
    let borders = coverage.borders();
    borders.iter().map(|b| (b.a, b.b, b.edge)).collect()
}

fn repaired(path: &Path) -> Vec<MultiPolygon<f64>> {
    let mut findings: Vec<Finding> = Vec::new();
    let mut features = boundary::read(path, &mut findings).unwrap();
    repair(&mut features, &|i| i.to_string(), &mut findings);
    features.geometry
}

/// Layer, tolerance in its own units, vertices and area by `shapely.coverage_simplify`, vertices of ours.
const SIMPLE: [(&str, f64, usize, f64, usize); 12] = [
    ("reference/columbus", 0.05, 502, 9.130_732_244_771_48, 502),
    ("reference/columbus", 0.2, 307, 8.951_529_138_720_389, 307),
    ("reference/columbus", 1.0, 284, 6.708_741_151_934_419, 284),
    ("reference/nc", 0.01, 2447, 12.627_521_477_334_085, 2447),
    ("reference/nc", 0.05, 1050, 12.600_825_683_184_667, 1050),
    ("reference/nc", 0.2, 660, 12.061_912_210_396_258, 660),
    ("reference/mexico", 0.05, 2328, 174.169_724_214_909_37, 2328),
    ("reference/mexico", 0.2, 689, 174.156_545_047_386_32, 689),
    ("reference/mexico", 1.0, 272, 169.631_696_815_682_52, 270),
    (
        "data/ntt",
        0.0005,
        266_740,
        3.822_046_268_705_335_6,
        266_667,
    ),
    ("data/ntt", 0.001, 168_761, 3.821_713_953_327_832_6, 168_446),
    ("data/ntt", 0.005, 81_671, 3.818_865_430_225_334, 81_077),
];

#[test]
fn simplified_layers_are_as_thin_as_those_of_geos() {
    let mut wrong = Vec::new();
    for (layer, tolerance, theirs, their_area, expected) in SIMPLE {
        let Some(folder) = shared(layer) else { return };
        let name = if layer == "data/ntt" {
            "desa_ntt.geojson"
        } else {
            "layer.geojson"
        };
        let units = repaired(&folder.join(name));
        let before = Coverage::build(&units, Measure::Planar);
        let simple = before.simplify(tolerance);
        let after = Coverage::build(&simple, Measure::Planar);
        let ours = vertices(&simple);
        let what = format!(
            "{layer} at {tolerance}: {ours} vertices for {theirs}, area {} for {their_area}",
            area(&simple)
        );
        assert!(
            simple
                .iter()
                .all(|shape| shape.is_valid() && !shape.0.is_empty()),
            "{what}"
        );
        assert_eq!(pairs(&after), pairs(&before), "{what}");
        assert!(ours as f64 <= theirs as f64 * 1.02, "{what}");
        assert!((area(&simple) / their_area - 1.0).abs() < 0.02, "{what}");
        if ours != expected {
            wrong.push(what);
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// By shapely: `intersection` of all pairs that intersect, and the interiors of `union_all`; both in square degrees.
const NTT_OVERLAPS: (usize, f64) = (5_701, 0.000_549_228_657_916_514_8);
const NTT_GAPS: (usize, f64) = (17_075, 0.000_540_595_892_844_713_4);

#[test]
fn gaps_and_overlaps_of_ntt_are_those_of_geos() {
    let Some(path) = shared("data/ntt/desa_ntt.geojson") else {
        return;
    };
    let units = repaired(&path);
    let (gaps, overlaps) = Coverage::build(&units, Measure::Planar).gaps();
    let over: f64 = overlaps.iter().map(|o| o.area).sum();
    let open: f64 = gaps.iter().map(|g| g.area).sum();
    let what = format!(
        "{} overlaps {over}, {} gaps {open}",
        overlaps.len(),
        gaps.len()
    );
    assert!((over / NTT_OVERLAPS.1 - 1.0).abs() < 1e-4, "{what}");
    assert!((open / NTT_GAPS.1 - 1.0).abs() < 1e-3, "{what}");
    let wide = overlaps.iter().filter(|o| o.area > 1e-10).count();
    assert_eq!(wide, NTT_OVERLAPS.0, "{what}");
    let large = gaps.iter().filter(|g| g.area > 1e-12).count();
    assert!(large.abs_diff(NTT_GAPS.0) < 40, "{what}");
    assert!(gaps.windows(2).all(|pair| pair[0].area >= pair[1].area));
    assert!(gaps.iter().all(|gap| !gap.units.is_empty()), "{what}");
    for layer in ["columbus", "nc", "mexico"] {
        let Some(folder) = shared(&format!("reference/{layer}")) else {
            return;
        };
        let units = polygons(&folder.join("layer.geojson"));
        let overlaps = Coverage::build(&units, Measure::Planar).overlaps();
        assert!(overlaps.is_empty(), "{layer}: {overlaps:?}");
    }
}

#[test]
fn a_synthetic_country_keeps_every_village() {
    let dir = tempfile::tempdir().unwrap();
    let options = kawasan::demo::Options {
        villages: 400,
        vertices: None,
        households: None,
        seed: 7,
    };
    kawasan::demo::generate(&options, &dir.path().join("demo")).unwrap();
    let units = polygons(&dir.path().join("demo/desa.geojson"));
    let before = Coverage::build(&units, Measure::Geodesic);
    let (gaps, overlaps) = Coverage::build(&units, Measure::Planar).gaps();
    assert_eq!(overlaps, []);
    let whole = geo::unary_union(&units);
    let holes = whole.iter().flat_map(|island| island.interiors());
    let holes: Vec<f64> = holes
        .map(|hole| Polygon::new(hole.clone(), Vec::new()).unsigned_area())
        .collect();
    assert!(!holes.is_empty() && holes.len() == gaps.len());
    let open: f64 = gaps.iter().map(|gap| gap.area).sum();
    assert!(
        (open / holes.iter().sum::<f64>() - 1.0).abs() < 1e-6,
        "{open}"
    );
    let mut last = vertices(&units);
    for tolerance in [0.0, 20.0, 200.0, 2_000.0, 1e7] {
        let simple = before.simplify(tolerance);
        assert!(
            simple
                .iter()
                .all(|shape| shape.is_valid() && !shape.0.is_empty())
        );
        let after = Coverage::build(&simple, Measure::Geodesic);
        assert_eq!(pairs(&after), pairs(&before), "{tolerance}");
        assert_eq!(after.overlaps(), [], "{tolerance}");
        assert!(vertices(&simple) <= last);
        last = vertices(&simple);
    }
    assert!(last * 4 < vertices(&units));
    assert!(before.simplify(0.0) == units);
}
