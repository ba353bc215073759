//! Borders as a TopoJSON topology on a grid, lines as steps.

use crate::output::topojson::Arcs;
use geo::MultiPolygon;
use serde_json::{Value, json};

/// Steps of the grid along the longer side of the layer.
const GRID: f64 = 60_000.0;

/// The topology with one object `villages`, a multipolygon a unit.
pub(super) fn topology(geometry: &[MultiPolygon<f64>]) -> Value {
    let mut arcs = Arcs::new(geometry);
    let shapes: Vec<Value> = geometry
        .iter()
        .map(|shape| json!({"type": "MultiPolygon", "arcs": arcs.shape(shape)}))
        .collect();
    let places = || arcs.arcs.iter().flatten();
    let least = |axis: usize| places().map(|p| p[axis]).fold(f64::INFINITY, f64::min);
    let most = |axis: usize| places().map(|p| p[axis]).fold(f64::NEG_INFINITY, f64::max);
    let origin = match arcs.arcs.is_empty() {
        true => [0.0; 2],
        false => [least(0), least(1)],
    };
    let size = (most(0) - origin[0]).max(most(1) - origin[1]);
    let step = match size.is_finite() && size > 0.0 {
        true => size / GRID,
        false => 1.0,
    };
    let line = |places: &Vec<[f64; 2]>| {
        let mut last = [0, 0];
        let mut steps: Vec<[i64; 2]> = Vec::with_capacity(places.len());
        for place in places {
            let next = [0, 1].map(|axis| ((place[axis] - origin[axis]) / step).round() as i64);
            let step = [next[0] - last[0], next[1] - last[1]];
            // lines keep two places, even if they are one
            if steps.len() < 2 || step != [0, 0] {
                steps.push(step);
                last = next;
            }
        }
        steps
    };
    json!({
        "type": "Topology",
        "transform": {"scale": [step, step], "translate": origin},
        "arcs": arcs.arcs.iter().map(line).collect::<Vec<_>>(),
        "objects": {"villages": {"type": "GeometryCollection", "geometries": shapes}},
    })
}
