//! Boundary files: real layers read, measured, repaired and written; shapely's numbers on the planar layers.

use crate::layers::agree;
use crate::support::shared;
use geo::{CoordsIter, MultiPolygon};
use kawasan::base::finding::Finding;
use kawasan::base::model::{Features, Measure};
use kawasan::input::geometry::{area, centroid, faults, perimeter, repair};
use kawasan::input::read::boundary;
use kawasan::output::geojson;

fn read(path: &str) -> Option<(Features, Vec<Finding>)> {
    let mut findings = Vec::new();
    let features = boundary::read(&shared(path)?, &mut findings).unwrap();
    Some((features, findings))
}

fn vertices(geometry: &[MultiPolygon<f64>]) -> usize {
    geometry.iter().map(CoordsIter::coords_count).sum()
}

#[test]
fn utm_with_z_is_its_wgs84_twin() {
    let (Some((plain, findings)), Some((utm, _))) = (
        read("data/diy/desa_34.shp"),
        read("data/diy/desa_34_utm49s_z.shp"),
    ) else {
        return;
    };
    assert_eq!(findings, []);
    assert_eq!(plain.geometry.len(), 438);
    assert_eq!(utm.crs.as_deref(), Some("WGS_1984_UTM_Zone_49S"));
    assert_eq!(
        (plain.measure, utm.measure),
        (Measure::Geodesic, Measure::Geodesic)
    );
    assert!(plain.attributes.equals(&utm.attributes));
    assert_eq!(vertices(&plain.geometry), vertices(&utm.geometry));
    for (a, b) in plain.geometry.iter().zip(&utm.geometry) {
        for (a, b) in a.coords_iter().zip(b.coords_iter()) {
            assert!(
                (a.x - b.x).abs() < 1e-6 && (a.y - b.y).abs() < 1e-6,
                "{a:?} {b:?}"
            );
        }
    }
    let kode = plain.attributes.column("kode").unwrap();
    assert_eq!(kode.str().unwrap().get(0), Some("34.01.01.2001"));
}

#[test]
fn planar_layers_measure_as_in_shapely() {
    for layer in ["columbus", "nc", "mexico"] {
        let Some((features, _)) = read(&format!("reference/{layer}/layer.shp")) else {
            return;
        };
        assert_eq!((features.measure, &features.crs), (Measure::Planar, &None));
        let path = shared(&format!("reference/{layer}/geometry.csv")).unwrap();
        let mut expected = csv::Reader::from_path(path).unwrap();
        let headers = expected.headers().unwrap().clone();
        let mut rows = 0;
        for (geometry, row) in features.geometry.iter().zip(expected.records()) {
            let row = row.unwrap();
            let text = |name: &str| &row[headers.iter().position(|h| h == name).unwrap()];
            let number = |name: &str| -> f64 { text(name).parse().unwrap() };
            let what = format!("{layer} row {rows}");
            agree(
                area(geometry, features.measure),
                number("area"),
                1e-9,
                &what,
            );
            agree(
                perimeter(geometry, features.measure),
                number("perimeter"),
                1e-9,
                &what,
            );
            let centre = centroid(geometry).unwrap();
            agree(centre.x(), number("cx"), 1e-9, &what);
            agree(centre.y(), number("cy"), 1e-9, &what);
            let rings: usize = geometry.0.iter().map(|p| 1 + p.interiors().len()).sum();
            assert_eq!(geometry.0.len(), number("parts") as usize, "{what}");
            assert_eq!(rings, number("rings") as usize, "{what}");
            assert_eq!(
                geometry.coords_count(),
                number("vertices") as usize,
                "{what}"
            );
            assert_eq!(
                faults(geometry).is_empty(),
                text("valid") == "True",
                "{what}"
            );
            rows += 1;
        }
        assert_eq!(rows, features.geometry.len());
    }
}

#[test]
fn real_villages_are_repaired_and_written_back() {
    // The faulty rows are the ones GEOS 3.13 finds (shapely is_valid).
    let ntt = (
        "data/ntt/desa_ntt.geojson",
        3352,
        vec![292, 518, 1645, 1649, 1862, 2719],
    );
    for (path, n, faulty) in [ntt, ("data/diy/desa_34.shp", 438, Vec::new())] {
        let Some((mut features, mut findings)) = read(path) else {
            return;
        };
        assert_eq!(features.geometry.len(), n);
        let original = features.geometry.clone();
        let codes = features.attributes.column("kode").unwrap().clone();
        let codes = codes.str().unwrap();
        let label = |i: usize| codes.get(i).unwrap().to_owned();
        let repairs = repair(&mut features, &label, &mut findings);
        assert_eq!(repairs.features, n);
        assert_eq!(repairs.invalid, repairs.repaired);
        let told = findings.iter().filter(|f| f.check == "invalid-geometry");
        let rows: Vec<usize> = told.filter_map(|finding| finding.place.row).collect();
        assert_eq!(rows, faulty);
        for (i, (before, after)) in original.iter().zip(&features.geometry).enumerate() {
            assert_eq!(faults(after), [], "{path} row {i}");
            assert!(area(after, features.measure) > 0.0, "{path} row {i}");
            if faults(before).is_empty() {
                assert_eq!(before.coords_count(), after.coords_count());
            }
        }
        let mut written = Vec::new();
        geojson::write(
            &mut written,
            &features.geometry,
            &features.attributes,
            "villages",
            geojson::Form::Rounded,
        )
        .unwrap();
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("villages.geojson");
        std::fs::write(&file, &written).unwrap();
        let back = boundary::read(&file, &mut Vec::new()).unwrap();
        assert!(back.attributes.equals_missing(&features.attributes));
        for (i, (ours, back)) in features.geometry.iter().zip(&back.geometry).enumerate() {
            assert_eq!(faults(back), [], "{path} row {i}");
            let (ours, back) = (area(ours, features.measure), area(back, features.measure));
            assert!(
                (ours - back).abs() < 1e-5 * ours + 1.0,
                "{path} row {i}: {ours} {back}"
            );
        }
    }
}
