//! Many small shapes on the grid of a picture as few large ones.

use super::rings::{Ring, tidy};

/// The rings around shapes that are given by their rings on the grid, all shells turned one way and holes the other: sides that two shapes
/// have in common, vertex by vertex, are gone. What is left is chained in the order of the grid, so that the order of shapes does not show;
/// painted by the nonzero rule it covers what the shapes cover. O(v log v) in vertices.
pub fn merge<'a>(rings: impl IntoIterator<Item = &'a Ring>) -> Vec<Ring> {
    // ends in the order of the grid, and whether the side runs that way
    let mut sides: Vec<([i32; 2], [i32; 2], i32)> = Vec::new();
    for ring in rings {
        let Some(&last) = ring.last() else { continue };
        let mut a = last;
        for &b in ring {
            match a.cmp(&b) {
                std::cmp::Ordering::Less => sides.push((a, b, 1)),
                std::cmp::Ordering::Greater => sides.push((b, a, -1)),
                std::cmp::Ordering::Equal => {}
            }
            a = b;
        }
    }
    sides.sort_unstable();
    // directed sides, once for every time that no other runs against them
    let mut left: Vec<([i32; 2], [i32; 2])> = Vec::new();
    for same in sides.chunk_by(|one, other| (one.0, one.1) == (other.0, other.1)) {
        let net: i32 = same.iter().map(|side| side.2).sum();
        let (a, b, _) = same[0];
        let side = if net > 0 { (a, b) } else { (b, a) };
        left.extend(std::iter::repeat_n(side, net.unsigned_abs() as usize));
    }
    left.sort_unstable();
    chain(&left)
}

/// Sorted sides, as many of which end in a place as begin there, as closed rings.
fn chain(sides: &[([i32; 2], [i32; 2])]) -> Vec<Ring> {
    let mut used = vec![false; sides.len()];
    // the first side of a place that may be unused
    let mut next: Vec<usize> = (0..sides.len()).collect();
    let mut rings = Vec::new();
    for start in 0..sides.len() {
        if used[start] {
            continue;
        }
        let (mut ring, mut at) = (Vec::new(), start);
        loop {
            used[at] = true;
            ring.push(sides[at].0);
            let here = sides[at].1;
            if here == sides[start].0 {
                break;
            }
            let first = sides.partition_point(|side| side.0 < here);
            let mut free = next.get(first).copied().unwrap_or(sides.len());
            while free < sides.len() && used[free] && sides[free].0 == here {
                free += 1;
            }
            if free >= sides.len() || sides[free].0 != here {
                // cannot be of closed rings
                break;
            }
            next[first] = free;
            at = free;
        }
        let ring = tidy(&ring);
        if !ring.is_empty() {
            rings.push(ring);
        }
    }
    rings
}

#[cfg(test)]
mod tests {
    use super::super::rings::doubled_area;
    use super::*;
    use proptest::prelude::*;

    fn square(x: i32, y: i32, side: i32) -> Ring {
        vec![[x, y], [x, y + side], [x + side, y + side], [x + side, y]]
    }

    #[test]
    fn common_sides_are_gone() {
        let rings = [square(0, 0, 5), square(5, 0, 5), square(20, 0, 5)];
        let merged = merge(&rings);
        assert_eq!(merged.len(), 2);
        assert_eq!(merged[0].len(), 4, "{merged:?}");
        let doubled: i64 = merged.iter().map(|ring| doubled_area(ring)).sum();
        assert_eq!(doubled.abs(), 150);
        // a ring of squares around nothing
        let around = (0..9)
            .filter(|i| *i != 4)
            .map(|i| square(i % 3 * 5, i / 3 * 5, 5));
        let around: Vec<Ring> = around.collect();
        let merged = merge(&around);
        assert_eq!(merged.len(), 2);
        let doubled: i64 = merged.iter().map(|ring| doubled_area(ring)).sum();
        assert_eq!(doubled.abs(), 2 * 8 * 25);
        assert!(merge(&Vec::<Ring>::new()).is_empty());
    }

    proptest! {
        #[test]
        fn area_and_order(cells in prop::collection::btree_set((0..6_i32, 0..6_i32), 1..30)) {
            let rings: Vec<Ring> = cells.iter().map(|(x, y)| square(x * 3, y * 3, 3)).collect();
            let merged = merge(&rings);
            let doubled: i64 = merged.iter().map(|ring| doubled_area(ring)).sum();
            prop_assert_eq!(doubled.abs(), 18 * cells.len() as i64);
            let turned: Vec<Ring> = rings.into_iter().rev().collect();
            prop_assert_eq!(merge(&turned), merged);
        }
    }
}
