//! Shapefile rings to polygons: which ring is a shell, and whose hole is a hole.

use geo::algorithm::coordinate_position::{CoordPos, coord_pos_relative_to_ring};
use geo::{BoundingRect, LineString, MultiPolygon, Polygon, Rect};

struct Ring {
    line: LineString<f64>,
    area: f64,
    bounds: Rect<f64>,
}

/// Puts rings together as the shapefile specification has it: clockwise is a shell, counter-clockwise a hole of the
/// smallest shell around it, parts in file order.
///
/// Two liberties for files that break the rule: the largest ring is a shell whatever its direction (a whole record
/// drawn the wrong way round is turned), and a hole outside every shell is a shell.
pub(super) fn polygons(lines: Vec<LineString<f64>>) -> MultiPolygon<f64> {
    let rings: Vec<Ring> = lines
        .into_iter()
        .filter_map(|line| {
            let bounds = line.bounding_rect()?;
            let area = signed_area(&line);
            Some(Ring { line, area, bounds })
        })
        .collect();
    let largest = rings.iter().fold(0.0, |largest: f64, ring| {
        if ring.area.abs() > largest.abs() {
            ring.area
        } else {
            largest
        }
    });
    let is_hole = |ring: &Ring| ring.area * largest < 0.0;
    let shells: Vec<usize> = (0..rings.len()).filter(|&i| !is_hole(&rings[i])).collect();
    let owner: Vec<usize> = (0..rings.len())
        .map(|i| {
            if !is_hole(&rings[i]) {
                return i;
            }
            let around = shells
                .iter()
                .copied()
                .filter(|&s| surrounds(&rings[s], &rings[i]));
            around
                .min_by(|&a, &b| rings[a].area.abs().total_cmp(&rings[b].area.abs()))
                .unwrap_or(i)
        })
        .collect();
    let mut parts: Vec<Vec<LineString<f64>>> = vec![Vec::new(); rings.len()];
    let mut holes = Vec::new();
    for (i, ring) in rings.into_iter().enumerate() {
        if owner[i] == i {
            parts[i].push(ring.line);
        } else {
            holes.push((owner[i], ring.line));
        }
    }
    for (shell, line) in holes {
        parts[shell].push(line);
    }
    let polygon = |part: Vec<LineString<f64>>| {
        let mut rings = part.into_iter();
        rings
            .next()
            .map(|shell| Polygon::new(shell, rings.collect()))
    };
    MultiPolygon(parts.into_iter().filter_map(polygon).collect())
}

/// Shoelace about the first vertex, counter-clockwise positive.
fn signed_area(line: &LineString<f64>) -> f64 {
    let Some(o) = line.0.first() else { return 0.0 };
    let cross =
        |w: &[geo::Coord<f64>]| (w[0].x - o.x) * (w[1].y - o.y) - (w[1].x - o.x) * (w[0].y - o.y);
    line.0.windows(2).map(cross).sum::<f64>() / 2.0
}

/// Decided by the first vertex of the hole that is not on the shell itself.
fn surrounds(shell: &Ring, hole: &Ring) -> bool {
    let (outer, inner) = (&shell.bounds, &hole.bounds);
    outer.min().x <= inner.min().x
        && outer.min().y <= inner.min().y
        && outer.max().x >= inner.max().x
        && outer.max().y >= inner.max().y
        && hole
            .line
            .0
            .iter()
            .map(|&vertex| coord_pos_relative_to_ring(vertex, &shell.line))
            .find(|position| *position != CoordPos::OnBoundary)
            != Some(CoordPos::Outside)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;

    /// A square ring, clockwise when `shell`.
    fn square(x: f64, y: f64, side: f64, shell: bool) -> LineString<f64> {
        let mut ring = vec![
            (x, y),
            (x, y + side),
            (x + side, y + side),
            (x + side, y),
            (x, y),
        ];
        if !shell {
            ring.reverse();
        }
        ring.into()
    }

    fn shape(result: &MultiPolygon<f64>) -> Vec<usize> {
        result
            .0
            .iter()
            .map(|polygon| polygon.interiors().len())
            .collect()
    }

    #[test]
    fn holes_go_to_the_smallest_shell_around_them() {
        // An island in a lake with a pond in it, the pond written first.
        let rings = vec![
            square(4.4, 4.4, 0.2, false),
            square(0.0, 0.0, 10.0, true),
            square(2.0, 2.0, 6.0, false),
            square(4.0, 4.0, 1.0, true),
        ];
        let result = polygons(rings);
        assert_eq!(shape(&result), [1, 1]);
        assert_eq!(result.0[1].interiors()[0].0[0].x, 4.4);
    }

    #[test]
    fn a_record_drawn_the_wrong_way_round_keeps_its_hole() {
        let rings = vec![square(0.0, 0.0, 10.0, false), square(2.0, 2.0, 6.0, true)];
        assert_eq!(shape(&polygons(rings)), [1]);
    }

    #[test]
    fn a_hole_outside_every_shell_is_land() {
        let rings = vec![square(0.0, 0.0, 10.0, true), square(20.0, 2.0, 6.0, false)];
        assert_eq!(shape(&polygons(rings)), [0, 0]);
    }
}
