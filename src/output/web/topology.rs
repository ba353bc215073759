//! Borders as a TopoJSON topology on a grid, lines as steps.

use crate::space::coverage::Arcs;
use geo::Coord;
use serde_json::{Value, json};

/// Steps of the grid along the longer side of the layer.
const GRID: f64 = 60_000.0;

/// The topology with one object `villages`, a multipolygon a unit.
pub(super) fn topology(arcs: &Arcs) -> Value {
    let places = || arcs.lines.iter().flatten();
    let least = |of: fn(&Coord) -> f64| places().map(of).fold(f64::INFINITY, f64::min);
    let most = |of: fn(&Coord) -> f64| places().map(of).fold(f64::NEG_INFINITY, f64::max);
    let (west, south) = (least(|c| c.x), least(|c| c.y));
    let size = (most(|c| c.x) - west).max(most(|c| c.y) - south);
    let step = match size.is_finite() && size > 0.0 {
        true => size / GRID,
        false => 1.0,
    };
    let grid = |place: &Coord| {
        let on = |x: f64, from: f64| ((x - from) / step).round() as i64;
        [on(place.x, west), on(place.y, south)]
    };
    let line = |places: &Vec<Coord>| {
        let mut last = [0, 0];
        let mut steps: Vec<[i64; 2]> = Vec::with_capacity(places.len());
        for place in places {
            let next = grid(place);
            let step = [next[0] - last[0], next[1] - last[1]];
            // lines keep their two ends, even in one place
            if steps.len() < 2 || step != [0, 0] {
                steps.push(step);
                last = next;
            }
        }
        steps
    };
    let lines: Vec<_> = arcs.lines.iter().map(line).collect();
    let origin = match places().next() {
        Some(_) => [west, south],
        None => [0.0, 0.0],
    };
    let shapes = arcs.units.iter();
    let shapes = shapes.map(|polygons| json!({"type": "MultiPolygon", "arcs": polygons}));
    json!({
        "type": "Topology",
        "transform": {"scale": [step, step], "translate": origin},
        "arcs": lines,
        "objects": {"villages": {"type": "GeometryCollection", "geometries": shapes.collect::<Vec<_>>()}},
    })
}
