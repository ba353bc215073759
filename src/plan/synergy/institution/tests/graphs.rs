//! Articulation and betweenness against known graphs and brute force.

use super::super::{betweenness, parted};
use proptest::prelude::*;
use std::collections::BTreeSet;

fn near(n: usize, edges: &[(u32, u32)]) -> Vec<Vec<u32>> {
    let mut near = vec![BTreeSet::new(); n];
    for &(a, b) in edges.iter().filter(|(a, b)| a != b) {
        near[a as usize].insert(b);
        near[b as usize].insert(a);
    }
    near.into_iter()
        .map(|own| own.into_iter().collect())
        .collect()
}

/// Steps from a vertex to all others that can be reached without `lost`.
fn steps(near: &[Vec<u32>], from: usize, lost: usize) -> Vec<Option<usize>> {
    let mut steps = vec![None; near.len()];
    steps[from] = Some(0);
    let mut front = vec![from];
    let mut far = 0;
    while !front.is_empty() {
        far += 1;
        let mut next = Vec::new();
        for at in front {
            for to in near[at].iter().map(|&to| to as usize) {
                if to != lost && steps[to].is_none() {
                    steps[to] = Some(far);
                    next.push(to);
                }
            }
        }
        front = next;
    }
    steps
}

#[test]
fn known_graphs() {
    let path = near(5, &[(0, 1), (1, 2), (2, 3), (3, 4)]);
    assert_eq!(parted(&path, &[true; 5]), [1, 2, 2, 2, 1]);
    assert_eq!(
        betweenness(&path),
        [0.0, 3.0 / 6.0, 4.0 / 6.0, 3.0 / 6.0, 0.0]
    );
    // in a ring of four the two ways round share each pair; nothing parts
    let ring = near(4, &[(0, 1), (1, 2), (2, 3), (3, 0)]);
    assert_eq!(parted(&ring, &[true; 4]), [1; 4]);
    assert_eq!(betweenness(&ring), [0.5 / 3.0; 4]);
    assert_eq!(betweenness(&near(2, &[(0, 1)])), [0.0; 2]);
    // a vertex alone has no part left
    assert_eq!(parted(&near(1, &[]), &[true]), [0]);
}

fn graph() -> impl Strategy<Value = (Vec<Vec<u32>>, Vec<bool>)> {
    (1_usize..12).prop_flat_map(|n| {
        let edges = prop::collection::vec((0..n as u32, 0..n as u32), 0..20);
        let marked = prop::collection::vec(any::<bool>(), n);
        (edges, marked).prop_map(move |(edges, marked)| (near(n, &edges), marked))
    })
}

proptest! {
    #[test]
    fn parts_are_counted_by_taking_each_away((near, marked) in graph()) {
        let found = parted(&near, &marked);
        for (lost, &found) in found.iter().enumerate() {
            let whole = steps(&near, lost, usize::MAX);
            let mut parts = BTreeSet::new();
            for at in (0..near.len()).filter(|&at| at != lost && marked[at] && whole[at].is_some()) {
                let part = steps(&near, at, lost);
                parts.insert(part.iter().position(Option::is_some));
            }
            prop_assert_eq!(found as usize, parts.len());
        }
    }

    #[test]
    fn betweenness_adds_up_to_the_steps_between((near, _) in graph()) {
        let n = near.len();
        let pairs = (n as f64 - 1.0) * (n as f64 - 2.0) / 2.0;
        let sum: f64 = betweenness(&near).iter().sum::<f64>() * if n > 2 { pairs } else { 0.0 };
        // a shortest way of d steps has d - 1 vertices between
        let all = (0..n).flat_map(|from| steps(&near, from, usize::MAX).into_iter().flatten().collect::<Vec<_>>());
        let between: usize = all.filter(|d| *d > 1).map(|d| d - 1).sum();
        prop_assert!((sum - between as f64 / 2.0).abs() < 1e-9);
    }
}
