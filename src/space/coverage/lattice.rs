//! Lattices for tests.

use geo::{Coord, LineString, MultiPolygon, Polygon, Rect, coord};

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

/// Unit squares whose sides have `points` inner vertices each, put aside by `waves` (in turn, -1 to 1): sides never cross.
pub(crate) fn wavy(
    rows: usize,
    columns: usize,
    points: usize,
    waves: &[f64],
) -> Vec<MultiPolygon<f64>> {
    // from a corner to the one on its right or above it, the end left out
    let side = |x: usize, y: usize, up: bool| -> Vec<Coord> {
        let first = (2 * (y * (columns + 1) + x) + usize::from(up)) * points;
        let inner = (0..points).map(|i| {
            let along = (i + 1) as f64 / (points + 1) as f64;
            let aside = waves[(first + i) % waves.len()] * along.min(1.0 - along);
            let (dx, dy) = if up { (aside, along) } else { (along, aside) };
            coord! {x: x as f64 + dx, y: y as f64 + dy}
        });
        std::iter::once(coord! {x: x as f64, y: y as f64})
            .chain(inner)
            .collect()
    };
    let back = |mut line: Vec<Coord>, end: Coord| {
        line.push(end);
        line.reverse();
        line.pop();
        line
    };
    let cell = |cell: usize| {
        let (x, y) = (cell % columns, cell / columns);
        let corner = |x: usize, y: usize| coord! {x: x as f64, y: y as f64};
        let mut ring = side(x, y, false);
        ring.extend(side(x + 1, y, true));
        ring.extend(back(side(x, y + 1, false), corner(x + 1, y + 1)));
        ring.extend(back(side(x, y, true), corner(x, y + 1)));
        Polygon::new(LineString(ring), Vec::new()).into()
    };
    (0..rows * columns).map(cell).collect()
}
