//! Betweenness: how many shortest ways between others lead through a vertex.

use std::collections::VecDeque;

/// For each of n vertices the sum over all pairs of others of the share of their shortest ways that lead through it, divided by the number of
/// those pairs, (n - 1)(n - 2) / 2; 0 to 1, and 0 for all where n is below 3. `near` are the neighbours of each, both ways, without loops.
///
/// Brandes 2001, doi:10.1080/0022250X.2001.9990249; O(vertices x edges). As `networkx.betweenness_centrality`.
pub fn betweenness(near: &[Vec<u32>]) -> Vec<f64> {
    let n = near.len();
    let mut between = vec![0.0; n];
    for from in 0..n {
        let mut order = Vec::with_capacity(n);
        let mut before: Vec<Vec<usize>> = vec![Vec::new(); n];
        let mut ways = vec![0.0; n];
        let mut steps = vec![usize::MAX; n];
        (ways[from], steps[from]) = (1.0, 0);
        let mut queue = VecDeque::from([from]);
        while let Some(at) = queue.pop_front() {
            order.push(at);
            for next in near[at].iter().map(|&next| next as usize) {
                if steps[next] == usize::MAX {
                    steps[next] = steps[at] + 1;
                    queue.push_back(next);
                }
                if steps[next] == steps[at] + 1 {
                    ways[next] += ways[at];
                    before[next].push(at);
                }
            }
        }
        let mut passed = vec![0.0; n];
        for &at in order.iter().rev() {
            for &previous in &before[at] {
                passed[previous] += ways[previous] / ways[at] * (1.0 + passed[at]);
            }
            if at != from {
                between[at] += passed[at];
            }
        }
    }
    if n > 2 {
        // each pair was met from both ends
        let pairs = ((n - 1) * (n - 2)) as f64;
        between.iter_mut().for_each(|b| *b /= pairs);
    }
    between
}
