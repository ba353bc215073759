//! The villages as coarsely as a picture of the whole can show them, borders matched.

use crate::base::model::Measure;
use crate::space::coverage::Coverage;
use geo::{BoundingRect, MultiPolygon, Rect};

/// The longer side of the layer is so many times what is left out of borders.
const FINENESS: f64 = 4_000.0;
/// Metres of a degree.
const DEGREE: f64 = 111_320.0;

/// Simplified shapes of a layer, and what they cover.
pub struct Sketch {
    /// n shapes.
    pub geometry: Vec<MultiPolygon<f64>>,
    /// Their borders.
    pub coverage: Coverage,
    /// How lengths are measured.
    pub measure: Measure,
    /// Metres within which borders are one.
    snap: f64,
}

impl Sketch {
    /// Of n shapes and what they cover.
    pub fn new(geometry: &[MultiPolygon<f64>], coverage: &Coverage, snap: f64) -> Self {
        let measure = coverage.measure();
        let geometry = coverage.simplify(tolerance(geometry, measure));
        Self {
            coverage: Coverage::build(&geometry, measure),
            geometry,
            measure,
            snap,
        }
    }

    /// Outlines of groups of villages.
    pub fn dissolve(&self, of: &[Option<u32>], groups: usize) -> Vec<MultiPolygon<f64>> {
        self.coverage.dissolve(of, groups, self.snap)
    }
}

/// How far borders may move: what is too small to see of the whole.
fn tolerance(geometry: &[MultiPolygon<f64>], measure: Measure) -> f64 {
    let boxes = geometry.iter().filter_map(BoundingRect::bounding_rect);
    let whole = boxes.reduce(|one, other| {
        let (least, most) = (one.min(), one.max());
        Rect::new(
            (least.x.min(other.min().x), least.y.min(other.min().y)),
            (most.x.max(other.max().x), most.y.max(other.max().y)),
        )
    });
    let Some(whole) = whole else { return 0.0 };
    let side = whole.width().max(whole.height());
    match measure {
        Measure::Planar => side / FINENESS,
        Measure::Geodesic => side * DEGREE / FINENESS,
    }
}
