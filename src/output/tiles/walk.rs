//! The border of what rings wind around, walked anew.

use super::clip::{Place, Ring};
use std::cmp::Ordering;
use std::collections::{BTreeMap, HashMap};

/// The border of what rings wind around once or more, as loops that touch themselves nowhere, with the inside on the left: at each corner the
/// leftmost way is taken, which stays along one face. Edges meet at corners only.
pub(super) fn walk(rings: &[Ring]) -> Vec<Ring> {
    let mut ways: BTreeMap<Place, Vec<Place>> = BTreeMap::new();
    for (a, b) in border(rings) {
        ways.entry(a).or_default().push(b);
    }
    let mut found = Vec::new();
    while let Some((&start, ahead)) = ways.iter_mut().find(|(_, ways)| !ways.is_empty()) {
        let first = ahead.remove(0);
        let (mut from, mut at) = (start, first);
        let mut trail = vec![start];
        loop {
            let none = Vec::new();
            let choices = ways.get(&at).unwrap_or(&none).iter().copied().enumerate();
            let left = choices.min_by(|(_, one), (_, other)| turn(at, from, *one, *other));
            // where it began, it ends if its first step is the leftmost
            let closed =
                at == start && left.is_none_or(|(_, to)| turn(at, from, first, to).is_lt());
            let Some((number, to)) = left.filter(|_| !closed) else {
                break;
            };
            if let Some(ways) = ways.get_mut(&at) {
                ways.remove(number);
            }
            trail.push(at);
            (from, at) = (at, to);
        }
        found.extend(loops(trail));
        ways.retain(|_, ways| !ways.is_empty());
    }
    found
}

/// Which of two ways from a place lies farther to the left for one who comes from `from`: it is the lesser.
fn turn(at: Place, from: Place, one: Place, other: Place) -> Ordering {
    let to = |place: Place| [0, 1].map(|axis| i64::from(place[axis]) - i64::from(at[axis]));
    let across = |a: [i64; 2], b: [i64; 2]| a[0] * b[1] - a[1] * b[0];
    let (back, one, other) = (to(from), to(one), to(other));
    // back, a way straight on, and what lies between
    let part = |way: [i64; 2]| match across(back, way).cmp(&0) {
        Ordering::Less => 0,
        Ordering::Equal if back[0] * way[0] + back[1] * way[1] < 0 => 1,
        Ordering::Greater => 2,
        Ordering::Equal => 3,
    };
    part(one)
        .cmp(&part(other))
        .then_with(|| across(one, other).cmp(&0))
}

/// The edges that have the inside on one side alone, so that it is on their left.
fn border(rings: &[Ring]) -> Vec<(Place, Place)> {
    // how often each runs, less how often it runs back
    let mut runs: BTreeMap<(Place, Place), i64> = BTreeMap::new();
    for ring in rings {
        for (&a, &b) in ring.iter().zip(ring.iter().cycle().skip(1)) {
            match a.cmp(&b) {
                Ordering::Less => *runs.entry((a, b)).or_default() += 1,
                Ordering::Greater => *runs.entry((b, a)).or_default() -= 1,
                Ordering::Equal => {}
            }
        }
    }
    runs.retain(|_, times| *times != 0);
    let sides = |(&(a, b), &times): (&(Place, Place), &i64)| {
        let right = around(&runs, a, b);
        match (right + times >= 1, right >= 1) {
            (true, false) => Some((a, b)),
            (false, true) => Some((b, a)),
            _ => None,
        }
    };
    runs.iter().filter_map(sides).collect()
}

/// How often edges wind around what lies right of the middle of one of them, by a ray from there across the edge's longer extent.
fn around(runs: &BTreeMap<(Place, Place), i64>, a: Place, b: Place) -> i64 {
    // the ray runs along x, for a level edge along y; twice the size, so that the middle is on the grid
    let level = a[1] == b[1];
    let turned = |place: Place| {
        let [x, y] = place.map(|at| 2 * i64::from(at));
        if level { [y, -x] } else { [x, y] }
    };
    let (start, end) = (turned(a), turned(b));
    let middle = [0, 1].map(|axis| (start[axis] + end[axis]) / 2);
    let mut winds = 0;
    for (&(c, d), &times) in runs {
        if (c, d) == (a, b) {
            continue;
        }
        let (c, d) = (turned(c), turned(d));
        if (c[1] > middle[1]) == (d[1] > middle[1]) {
            continue;
        }
        let turn = (d[0] - c[0]) * (middle[1] - c[1]) - (d[1] - c[1]) * (middle[0] - c[0]);
        // upwards with the middle on the left, or downwards with it on the right
        if (turn > 0) == (d[1] > c[1]) {
            winds += if d[1] > c[1] { times } else { -times };
        }
    }
    // the ray begins beyond the edge where that runs upwards, and before it where it runs downwards
    match end[1] > start[1] {
        true => winds,
        false => winds - runs.get(&(a, b)).copied().unwrap_or_default(),
    }
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
