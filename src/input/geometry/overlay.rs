//! Fill rules that make valid polygons of any rings, original vertices kept.
//!
//! The overlay of geo works on an integer grid of the bounds, so its vertices are a little off; each is put back on the
//! original vertex it came from, because neighbours share vertices bit for bit. (geo's `MakeValid` is not used: it merges
//! vertices closer than 0.0001, which is 11 m in degrees.)

use super::validity::faults;
use geo::algorithm::bool_ops::FillRule;
use geo::{
    BooleanOps, BoundingRect, Coord, CoordsIter, MapCoordsInPlace, MultiPolygon, Polygon,
    unary_union,
};

/// What an odd number of the rings of a polygon lie around.
pub(super) fn odd_even(polygon: &Polygon<f64>) -> MultiPolygon<f64> {
    let nothing = MultiPolygon::<f64>(Vec::new());
    let filled = polygon.union_with_fill_rule(&nothing, FillRule::EvenOdd);
    settled(filled, std::slice::from_ref(polygon))
}

/// What any of the valid polygons covers.
pub(super) fn union(polygons: &[Polygon<f64>]) -> MultiPolygon<f64> {
    settled(unary_union(polygons), polygons)
}

/// The overlay with its vertices put back, when that is as valid as it came.
fn settled(overlay: MultiPolygon<f64>, originals: &[Polygon<f64>]) -> MultiPolygon<f64> {
    let mut restored = overlay.clone();
    restore(&mut restored, originals);
    let restored = without_repeats(&restored);
    if faults(&restored).is_empty() {
        restored
    } else {
        overlay
    }
}

fn restore(overlay: &mut MultiPolygon<f64>, originals: &[Polygon<f64>]) {
    let mut known: Vec<Coord<f64>> = originals.iter().flat_map(CoordsIter::coords_iter).collect();
    known.sort_unstable_by(|a, b| a.x.total_cmp(&b.x).then(a.y.total_cmp(&b.y)));
    known.dedup();
    let Some(bounds) = overlay.bounding_rect() else {
        return;
    };
    // The grid has 30 bits a side; a vertex is off by at most a few steps.
    let reach = bounds.width().max(bounds.height()) * 2_f64.powi(-27);
    overlay.map_coords_in_place(|vertex| {
        let start = known.partition_point(|c| c.x < vertex.x - reach);
        let off = |c: &Coord<f64>| (c.x - vertex.x).hypot(c.y - vertex.y);
        known[start..]
            .iter()
            .take_while(|c| c.x <= vertex.x + reach)
            .filter(|c| off(c) <= reach)
            .min_by(|a, b| off(a).total_cmp(&off(b)))
            .copied()
            .unwrap_or(vertex)
    });
}

/// Rings without repeated vertices; rings that vanish are left out.
pub(super) fn without_repeats(geometry: &MultiPolygon<f64>) -> MultiPolygon<f64> {
    let polygon = |polygon: &Polygon<f64>| {
        let ring = |ring: &geo::LineString<f64>| {
            let mut ring = ring.clone();
            ring.0.dedup();
            ring
        };
        let exterior = ring(polygon.exterior());
        let interiors = polygon
            .interiors()
            .iter()
            .map(ring)
            .filter(|ring| ring.0.len() >= 4);
        (exterior.0.len() >= 4).then(|| Polygon::new(exterior, interiors.collect()))
    };
    MultiPolygon(geometry.0.iter().filter_map(polygon).collect())
}
