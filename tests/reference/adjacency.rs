//! Neighbours of libpysal's layers, link for link, and of the villages of Nusa Tenggara Timur.

use crate::support::shared;
use geo::{Centroid, Distance, Euclidean, MultiPolygon, Point};
use kawasan::base::model::Measure;
use kawasan::space::coverage::Coverage;
use kawasan::space::graph::{Contiguity, Graph, contiguity, nearest, sea_links, within};
use std::path::Path;

const LAYERS: [&str; 3] = ["columbus", "nc", "mexico"];

/// Polygons as the file has them: nothing is repaired.
pub fn polygons(path: &Path) -> Vec<MultiPolygon<f64>> {
    kawasan::input::read::boundary::read(path, &mut Vec::new())
        .unwrap()
        .geometry
}

fn links(path: &Path) -> Vec<(u32, u32)> {
    let mut table = csv::Reader::from_path(path).unwrap();
    let mut links: Vec<(u32, u32)> = table
        .records()
        .map(|row| row.unwrap())
        .map(|row| (row[0].parse().unwrap(), row[1].parse().unwrap()))
        .collect();
    links.sort_unstable();
    links
}

fn found(graph: &Graph) -> Vec<(u32, u32)> {
    graph.all_links().map(|link| (link.from, link.to)).collect()
}

fn each_layer(kind: &str, build: impl Fn(&[MultiPolygon<f64>]) -> Graph) {
    for layer in LAYERS {
        let Some(folder) = shared(&format!("reference/{layer}")) else {
            return;
        };
        let expected = links(&folder.join(format!("adjacency_{kind}.csv")));
        assert_eq!(
            found(&build(&polygons(&folder.join("layer.geojson")))),
            expected,
            "{layer} {kind}"
        );
    }
}

#[test]
fn queen_is_libpysal_s() {
    each_layer("queen", |shapes| {
        contiguity(
            &Coverage::build(shapes, Measure::Planar),
            Contiguity::Queen,
            0.0,
        )
    });
}

#[test]
fn rook_is_libpysal_s() {
    each_layer("rook", |shapes| {
        contiguity(
            &Coverage::build(shapes, Measure::Planar),
            Contiguity::Rook,
            0.0,
        )
    });
}

/// Planar centroids, as the reference has them.
fn centroids(shapes: &[MultiPolygon<f64>]) -> Vec<Point> {
    shapes
        .iter()
        .map(|shape| shape.centroid().unwrap())
        .collect()
}

#[test]
fn four_nearest_are_libpysal_s() {
    each_layer("knn4", |shapes| {
        nearest(&centroids(shapes), Measure::Planar, 4)
    });
}

#[test]
fn distance_band_is_libpysal_s() {
    each_layer("band", |shapes| {
        let points = centroids(shapes);
        let apart = |i: usize, j: usize| Euclidean.distance(points[i], points[j]);
        let closest = |i: usize| {
            (0..points.len())
                .filter(|&j| j != i)
                .map(|j| apart(i, j))
                .fold(f64::INFINITY, f64::min)
        };
        let reach = (0..points.len()).map(closest).fold(0.0, f64::max) * 1.000_001;
        within(&points, Measure::Planar, reach)
    });
}

#[test]
fn ntt_has_the_pairs_that_libpysal_finds() {
    let Some(path) = shared("data/ntt/desa_ntt.geojson") else {
        return;
    };
    let coverage = Coverage::build(&polygons(&path), Measure::Geodesic);
    let queen = contiguity(&coverage, Contiguity::Queen, 0.0);
    assert_eq!(queen.link_count(), 2 * 9_241);
    assert_eq!(queen.islands().len(), 16);
    assert_eq!(
        contiguity(&coverage, Contiguity::Rook, 0.0).link_count(),
        2 * 8_005
    );
}

/// Pairs that shapely 2.2 (`STRtree` and `dwithin`, metres along x and y at each pair's latitude) finds among the made-valid villages.
#[test]
fn ntt_has_the_pairs_that_lie_within_reach() {
    let Some(path) = shared("data/ntt/desa_ntt.geojson") else {
        return;
    };
    let coverage = Coverage::build(&polygons(&path), Measure::Geodesic);
    for (snap, pairs) in [(25.0, 9_510), (50.0, 9_548)] {
        let graph = contiguity(&coverage, Contiguity::Queen, snap);
        assert_eq!(graph.pairs(), pairs, "within {snap} m");
        assert!(graph.summary().symmetric);
    }
}

#[test]
fn ntt_islands_are_tied() {
    let Some(path) = shared("data/ntt/desa_ntt.geojson") else {
        return;
    };
    let coverage = Coverage::build(&polygons(&path), Measure::Geodesic);
    let land = contiguity(&coverage, Contiguity::Queen, 25.0);
    let tied = sea_links(&land, &coverage, 60.0);
    let components = (land.summary().components, tied.summary().components);
    assert_eq!(components, (35, 3));
    assert_eq!(tied.pairs() - land.pairs(), 32);
}
