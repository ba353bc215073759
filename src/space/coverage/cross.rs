//! Do boundary edges cross?

use super::grid::Grid;
use geo::algorithm::kernels::{Kernel, Orientation, RobustKernel};
use geo::{Coord, Intersects, Line};

/// Whether any two segments meet elsewhere than in a common end; exact predicates, about linear for the edges of one boundary.
pub(super) fn any_cross(segments: &[(Coord, Coord)]) -> bool {
    let Some(&(first, _)) = segments.first() else {
        return false;
    };
    let (mut low, mut high) = (first, first);
    for &(a, b) in segments {
        low = Coord {
            x: low.x.min(a.x).min(b.x),
            y: low.y.min(a.y).min(b.y),
        };
        high = Coord {
            x: high.x.max(a.x).max(b.x),
            y: high.y.max(a.y).max(b.y),
        };
    }
    // about four cells a segment
    let side = (segments.len() as f64).sqrt().ceil() * 2.0;
    let extent = (high.x - low.x).max(high.y - low.y).max(f64::MIN_POSITIVE);
    let cell = extent / side;
    let grid = Grid {
        origin: low,
        cell: Coord { x: cell, y: cell },
    };
    let (columns, rows) = (
        ((high.x - low.x) / cell) as i32 + 1,
        ((high.y - low.y) / cell) as i32 + 1,
    );
    let mut passes: Vec<(u32, u32)> = Vec::with_capacity(segments.len() * 2);
    for (index, &segment) in (0_u32..).zip(segments) {
        grid.visit(segment, Coord::zero(), |x, y| {
            let cell = y.clamp(0, rows - 1) * columns + x.clamp(0, columns - 1);
            passes.push((cell as u32, index));
        });
    }
    let mut offsets = vec![0_u32; (columns * rows) as usize + 1];
    for &(cell, _) in &passes {
        offsets[cell as usize + 1] += 1;
    }
    for cell in 1..offsets.len() {
        offsets[cell] += offsets[cell - 1];
    }
    let mut content = vec![0_u32; passes.len()];
    let mut free = offsets.clone();
    for (cell, index) in passes {
        let slot = &mut free[cell as usize];
        content[*slot as usize] = index;
        *slot += 1;
    }
    offsets.windows(2).any(|ends| {
        let inside = &content[ends[0] as usize..ends[1] as usize];
        inside.iter().enumerate().any(|(position, &i)| {
            inside[..position]
                .iter()
                .any(|&j| conflict(segments[i as usize], segments[j as usize]))
        })
    })
}

/// Whether two segments meet elsewhere than in a common end.
pub(super) fn conflict(s: (Coord, Coord), t: (Coord, Coord)) -> bool {
    if s.0.x.max(s.1.x) < t.0.x.min(t.1.x)
        || t.0.x.max(t.1.x) < s.0.x.min(s.1.x)
        || s.0.y.max(s.1.y) < t.0.y.min(t.1.y)
        || t.0.y.max(t.1.y) < s.0.y.min(s.1.y)
    {
        return false;
    }
    for (from, to) in [(s.0, s.1), (s.1, s.0)] {
        let other = match from {
            _ if from == t.0 => t.1,
            _ if from == t.1 => t.0,
            _ => continue,
        };
        let (ahead, aside) = (to - from, other - from);
        return ahead.x * aside.x + ahead.y * aside.y > 0.0
            && RobustKernel::orient2d(from, to, other) == Orientation::Collinear;
    }
    Line::new(s.0, s.1).intersects(&Line::new(t.0, t.1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn segments(coords: &[[f64; 4]]) -> Vec<(Coord, Coord)> {
        coords
            .iter()
            .map(|&[a, b, c, d]| (Coord { x: a, y: b }, Coord { x: c, y: d }))
            .collect()
    }

    #[test]
    fn common_ends_are_no_crossing() {
        assert!(!any_cross(&segments(&[
            [0., 0., 1., 0.],
            [1., 0., 1., 1.],
            [1., 0., 2., 0.]
        ])));
        assert!(!any_cross(&segments(&[[0., 0., 1., 0.], [0., 1., 1., 1.]])));
        assert!(!any_cross(&[]));
    }

    #[test]
    fn crossings_touches_and_overlaps_are() {
        assert!(any_cross(&segments(&[[0., 0., 2., 2.], [0., 2., 2., 0.]])));
        assert!(any_cross(&segments(&[[0., 0., 2., 0.], [1., 0., 1., 1.]])));
        assert!(any_cross(&segments(&[[0., 0., 2., 0.], [0., 0., 1., 0.]])));
        assert!(any_cross(&segments(&[[0., 0., 2., 0.], [1., 0., 3., 0.]])));
    }
}
