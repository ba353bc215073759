//! Rings that the grid made to cross or touch themselves, taken apart.

use super::clip::{Place, Ring, polygons, tidy};
use std::collections::HashMap;

/// How often what is taken apart is looked at again: places where edges cross are put on the grid, which moves edges.
const TRIES: usize = 6;

/// Polygons of rings, each shell with its holes behind it; no ring crosses or touches itself.
///
/// Every place where a ring meets itself becomes a corner of it, and there it is cut into loops. Loops that turn the other way without a shell
/// around them are what the grid turned inside out, and are left out.
pub(super) fn clean(rings: Vec<Ring>) -> Vec<Ring> {
    let mut clean = Vec::with_capacity(rings.len());
    for ring in rings {
        let mut open = vec![ring];
        for _ in 0..TRIES {
            let (mut again, mut whole) = (Vec::new(), true);
            for ring in open {
                match meetings(&ring) {
                    None => again.push(ring),
                    Some(places) => {
                        whole = false;
                        let loops = loops(with_corners(&ring, places));
                        again.extend(loops.into_iter().filter_map(tidy));
                    }
                }
            }
            open = again;
            if whole {
                break;
            }
        }
        clean.extend(open);
    }
    polygons(clean).into_iter().flatten().collect()
}

/// The corners that a ring lacks where it meets itself, each behind the corner of that number; `None` when it does not meet itself.
fn meetings(ring: &[Place]) -> Option<Vec<(usize, Place)>> {
    let n = ring.len();
    let ends = |at: usize| (ring[at], ring[(at + 1) % n]);
    let mut edges: Vec<usize> = (0..n).collect();
    edges.sort_unstable_by_key(|&at| (ring[at][0].min(ring[(at + 1) % n][0]), at));
    let (mut found, mut met) = (Vec::new(), false);
    for (i, &one) in edges.iter().enumerate() {
        let (a, b) = ends(one);
        for &other in &edges[i + 1..] {
            let (c, d) = ends(other);
            if c[0].min(d[0]) > a[0].max(b[0]) {
                break;
            }
            let following = (one + 1) % n == other || (other + 1) % n == one;
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
            for (at, ends, place) in [
                (one, (a, b), c),
                (one, (a, b), d),
                (other, (c, d), a),
                (other, (c, d), b),
            ] {
                if on(ends.0, ends.1, place) {
                    met = true;
                    found.push((at, place));
                }
            }
        }
    }
    met.then_some(found)
}

/// A ring with more corners.
fn with_corners(ring: &[Place], mut places: Vec<(usize, Place)>) -> Ring {
    let far = |(at, place): &(usize, Place)| {
        let [a, b] = [ring[*at], *place].map(|place| place.map(i64::from));
        (b[0] - a[0]).pow(2) + (b[1] - a[1]).pow(2)
    };
    places.sort_by_key(|place| (place.0, far(place)));
    let mut places = places.into_iter().peekable();
    let mut made = Ring::with_capacity(ring.len() + 4);
    for (at, &corner) in ring.iter().enumerate() {
        made.push(corner);
        while let Some((_, place)) = places.next_if(|(of, _)| *of == at) {
            made.push(place);
        }
    }
    made.dedup();
    made
}

/// A ring cut where it comes back to a place.
fn loops(ring: Ring) -> Vec<Ring> {
    let mut found = Vec::new();
    let mut open = Ring::new();
    let mut known: HashMap<Place, usize> = HashMap::new();
    for place in ring {
        if let Some(&at) = known.get(&place) {
            let closed = open.split_off(at);
            for place in &closed {
                known.remove(place);
            }
            found.push(closed);
        }
        known.insert(place, open.len());
        open.push(place);
    }
    found.push(open);
    found
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
            prop_assert!(made.iter().all(|ring| meetings(ring).is_none()), "{:?}", made);
            if meetings(&ring).is_none() {
                prop_assert_eq!(made, vec![ring]);
            }
        }
    }
}
