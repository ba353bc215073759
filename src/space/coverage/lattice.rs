//! Lattices for tests.

use geo::{MultiPolygon, Rect, coord};

/// A rectangle.
pub(crate) fn rectangle(x0: f64, y0: f64, x1: f64, y1: f64) -> MultiPolygon<f64> {
    Rect::new(coord! {x: x0, y: y0}, coord! {x: x1, y: y1})
        .to_polygon()
        .into()
}

/// Unit squares, row by row from the bottom.
pub(crate) fn cells(rows: usize, columns: usize) -> Vec<MultiPolygon<f64>> {
    spaced(rows, columns, 1.0)
}

/// Squares of the given side on a lattice of step 1: a side below 1 leaves gaps, above 1 overlaps.
pub(crate) fn spaced(rows: usize, columns: usize, side: f64) -> Vec<MultiPolygon<f64>> {
    (0..rows * columns)
        .map(|cell| {
            let (x, y) = ((cell % columns) as f64, (cell / columns) as f64);
            rectangle(x, y, x + side, y + side)
        })
        .collect()
}
