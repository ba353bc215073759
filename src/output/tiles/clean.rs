//! Rings that the grid made to cross or touch themselves or each other, taken apart.

use super::clip::{Place, Ring, polygons, tidy};
use super::walk::walk;

/// How often edges are looked at again: places where they cross are put on the grid, which moves them.
const TRIES: usize = 400;

/// Polygons of the rings of one shape, each shell with its holes behind it; no ring crosses itself or another, none touches itself, and
/// the inside of each polygon hangs together.
///
/// Every place where edges meet becomes a corner of both, and the border of what the rings wind around once or more is walked anew. What the
/// grid turned inside out is left out.
pub(super) fn clean(mut rings: Vec<Ring>) -> Vec<Ring> {
    for _ in 0..TRIES {
        match meetings(&rings) {
            None => break,
            Some(places) if places.is_empty() => {
                rings = walk(&rings).into_iter().filter_map(tidy).collect();
                break;
            }
            Some(places) => rings = with_corners(&rings, places),
        }
    }
    polygons(rings).concat()
}

/// Number of a ring, and of the corner of it that an edge begins at.
type Edge = (usize, usize);

/// The corners that edges lack where they meet others, by edge; `None` when no two edges meet but at their common corner.
fn meetings(rings: &[Ring]) -> Option<Vec<(Edge, Place)>> {
    let ends = |(ring, at): Edge| {
        let ring = &rings[ring];
        (ring[at], ring[(at + 1) % ring.len()])
    };
    let of = |(ring, places): (usize, &Ring)| (0..places.len()).map(move |at| (ring, at));
    let mut edges: Vec<Edge> = rings.iter().enumerate().flat_map(of).collect();
    let left = |edge: Edge| {
        let (a, b) = ends(edge);
        a[0].min(b[0])
    };
    edges.sort_unstable_by_key(|&edge| (left(edge), edge));
    let (mut found, mut met) = (Vec::new(), false);
    for (i, &one) in edges.iter().enumerate() {
        let (a, b) = ends(one);
        for &other in &edges[i + 1..] {
            let (c, d) = ends(other);
            if c[0].min(d[0]) > a[0].max(b[0]) {
                break;
            }
            let n = rings[one.0].len();
            let (next, before) = ((one.1 + 1) % n == other.1, (other.1 + 1) % n == one.1);
            let following = one.0 == other.0 && (next || before);
            let apart = c[1].min(d[1]) > a[1].max(b[1]) || c[1].max(d[1]) < a[1].min(b[1]);
            if following || apart {
                continue;
            }
            let sides = [side(a, b, c), side(a, b, d), side(c, d, a), side(c, d, b)];
            if sides[0] * sides[1] > 0 || sides[2] * sides[3] > 0 {
                continue;
            }
            if sides.iter().all(|side| *side != 0) {
                met = true;
                let place = crossing(a, b, c, d);
                found.extend([(one, place), (other, place)]);
                continue;
            }
            for (at, (start, end), place) in [
                (one, (a, b), c),
                (one, (a, b), d),
                (other, (c, d), a),
                (other, (c, d), b),
            ] {
                if on(start, end, place) {
                    met = true;
                    if place != start && place != end {
                        found.push((at, place));
                    }
                }
            }
        }
    }
    met.then_some(found)
}

/// Rings with more corners.
fn with_corners(rings: &[Ring], mut places: Vec<(Edge, Place)>) -> Vec<Ring> {
    let far = |((ring, at), place): &(Edge, Place)| {
        let [a, b] = [rings[*ring][*at], *place].map(|place| place.map(i64::from));
        (b[0] - a[0]).pow(2) + (b[1] - a[1]).pow(2)
    };
    places.sort_by_key(|place| (place.0, far(place)));
    let mut places = places.into_iter().peekable();
    let with = |(number, ring): (usize, &Ring)| {
        let mut made = Ring::with_capacity(ring.len() + 4);
        for (at, &corner) in ring.iter().enumerate() {
            made.push(corner);
            while let Some((_, place)) = places.next_if(|(of, _)| *of == (number, at)) {
                made.push(place);
            }
        }
        made.dedup();
        made
    };
    rings.iter().enumerate().map(with).collect()
}

/// On which side of the line from `a` to `b` a place is: 1, 0 or -1.
fn side(a: Place, b: Place, c: Place) -> i64 {
    let [a, b, c] = [a, b, c].map(|place| place.map(i64::from));
    ((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])).signum()
}

/// Whether a place is on an edge, its ends too.
fn on(a: Place, b: Place, c: Place) -> bool {
    let between = |axis: usize| a[axis].min(b[axis]) <= c[axis] && c[axis] <= a[axis].max(b[axis]);
    side(a, b, c) == 0 && between(0) && between(1)
}

/// The place of the grid nearest to where two edges cross.
fn crossing(a: Place, b: Place, c: Place, d: Place) -> Place {
    let [a, b, c, d] = [a, b, c, d].map(|place| place.map(f64::from));
    let (one, other) = ([b[0] - a[0], b[1] - a[1]], [d[0] - c[0], d[1] - c[1]]);
    let across = one[0] * other[1] - one[1] * other[0];
    let along = ((c[0] - a[0]) * other[1] - (c[1] - a[1]) * other[0]) / across;
    [0, 1].map(|axis| (a[axis] + along * one[axis]).round() as i32)
}

#[cfg(test)]
mod tests {
    use super::super::clip::area;
    use super::*;
    use proptest::prelude::*;

    fn areas(ring: &[Place]) -> Vec<i64> {
        let made = clean(vec![ring.to_vec()]);
        made.iter().map(|ring| area(ring)).collect()
    }

    #[test]
    fn a_hole_that_crosses_its_shell_becomes_a_bay() {
        let shell = vec![[0, 0], [20, 0], [20, 20], [0, 20]];
        let hole = vec![[10, 5], [10, 15], [30, 15], [30, 5]];
        let made = clean(vec![shell.clone(), hole]);
        assert_eq!(
            made.iter().map(|ring| area(ring)).collect::<Vec<_>>(),
            [600]
        );
        // one that touches it at one corner stays, one that parts it parts it
        let touching = vec![[0, 10], [5, 15], [10, 10], [5, 5]];
        let made = clean(vec![shell.clone(), touching]);
        assert_eq!(
            made.iter().map(|ring| area(ring)).collect::<Vec<_>>(),
            [800, -100]
        );
        let parting = vec![[0, 10], [10, 15], [20, 10], [10, 5]];
        let made = clean(vec![shell, parting]);
        assert_eq!(
            made.iter().map(|ring| area(ring)).collect::<Vec<_>>(),
            [300, 300]
        );
    }

    #[test]
    fn rings_come_apart_where_they_meet_themselves() {
        assert_eq!(areas(&[[0, 0], [9, 0], [9, 9], [0, 9]]), [162]);
        // two squares that meet at a corner
        assert_eq!(
            areas(&[
                [0, 0],
                [4, 0],
                [4, 4],
                [8, 4],
                [8, 8],
                [4, 8],
                [4, 4],
                [0, 4]
            ]),
            [32, 32]
        );
        // a corner on an edge: one triangle on each side
        assert_eq!(areas(&[[0, 0], [8, 0], [8, 8], [4, 0], [0, 8]]), [32, 32]);
        // a lake behind a neck without a width
        let lake = [
            [0, 0],
            [9, 0],
            [9, 9],
            [0, 9],
            [0, 5],
            [3, 5],
            [3, 6],
            [5, 6],
            [5, 3],
            [3, 3],
            [3, 5],
            [0, 5],
        ];
        assert_eq!(areas(&lake), [162, -12]);
        // what is turned inside out is left out
        assert_eq!(areas(&[[0, 0], [9, 0], [0, 9], [9, 9]]), [45]);
    }

    proptest! {
        #[test]
        fn no_ring_meets_itself_any_more(corners in prop::collection::vec((0..400_i32, 0..400_i32), 3..9)) {
            let Some(ring) = tidy(corners.into_iter().map(|(x, y)| [x, y]).collect()) else { return Ok(()) };
            let ring: Ring = if area(&ring) > 0 { ring } else { ring.into_iter().rev().collect() };
            let made = clean(vec![ring.clone()]);
            prop_assert!(made.iter().all(|ring| meetings(std::slice::from_ref(ring)).is_none()), "{:?}", made);
            if meetings(std::slice::from_ref(&ring)).is_none() {
                prop_assert_eq!(made, vec![ring]);
            }
        }

        #[test]
        fn shells_with_holes_become_valid(
            shell in prop::collection::vec((0..200_i32, 0..200_i32), 3..9),
            holes in prop::collection::vec(prop::collection::vec((20..180_i32, 20..180_i32), 3..7), 1..3),
        ) {
            let ring = |corners: Vec<(i32, i32)>, shell: bool| {
                let ring = tidy(corners.into_iter().map(|(x, y)| [x, y]).collect())?;
                Some(if (area(&ring) > 0) == shell { ring } else { ring.into_iter().rev().collect::<Ring>() })
            };
            let rings = ring(shell, true).into_iter().chain(holes.into_iter().filter_map(|hole| ring(hole, false)));
            let made = clean(rings.collect());
            let line = |ring: &Ring| geo::LineString::from_iter(ring.iter().map(|place| place.map(f64::from)));
            let mut shapes: Vec<geo::Polygon> = Vec::new();
            for ring in &made {
                match shapes.last_mut() {
                    Some(polygon) if area(ring) < 0 => polygon.interiors_push(line(ring)),
                    _ => shapes.push(geo::Polygon::new(line(ring), Vec::new())),
                }
            }
            for shape in &shapes {
                prop_assert!(geo::Validation::is_valid(shape), "{:?}", made);
            }
        }
    }
}
