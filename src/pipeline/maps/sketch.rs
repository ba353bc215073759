//! The villages as coarsely as a picture of the whole can show them, borders matched.

use crate::base::model::Measure;
use crate::space::coverage::Coverage;
use geo::{BoundingRect, MultiPolygon, Rect};
use std::borrow::Cow;

/// The longer side of the layer is so many times what is left out of borders.
const FINENESS: f64 = 4_000.0;
/// Metres of a degree.
const DEGREE: f64 = 111_320.0;
/// More units than this are not simplified, which would take a minute: the grid of a picture takes out what it cannot show.
pub const MOST: usize = 20_000;

/// Shapes of a layer for pictures.
pub struct Sketch<'a> {
    /// n shapes, borders still shared bit for bit.
    pub geometry: Cow<'a, [MultiPolygon<f64>]>,
    /// How lengths are measured.
    pub measure: Measure,
}

impl<'a> Sketch<'a> {
    /// Of n shapes and what they cover.
    pub fn new(geometry: &'a [MultiPolygon<f64>], coverage: &Coverage) -> Self {
        let measure = coverage.measure();
        let tolerance = tolerance(geometry, measure);
        Self {
            geometry: match geometry.len() > MOST {
                true => Cow::Borrowed(geometry),
                false => Cow::Owned(coverage.simplify(tolerance)),
            },
            measure,
        }
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
