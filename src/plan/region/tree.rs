//! Spanning forests cut into regions, one best cut a tree.

use super::nested::{Nested, root};
use super::problem::Ready;
use crate::space::graph::Graph;
use std::cmp::Ordering;
use std::collections::BinaryHeap;

/// Minimum spanning forest of n units (Kruskal 1956): its links, the shortest first. Of equally long links the one of the
/// lowest units stays.
pub(super) fn spanning_forest(graph: &Graph, attributes: &[Vec<f64>]) -> Vec<(u32, u32)> {
    let mut edges: Vec<(f64, u32, u32)> = graph
        .all_links()
        .filter(|link| link.from < link.to)
        .map(|link| (length(attributes, link.from, link.to), link.from, link.to))
        .collect();
    edges.sort_by(|x, y| x.0.total_cmp(&y.0).then((x.1, x.2).cmp(&(y.1, y.2))));
    let mut parent: Vec<u32> = (0..graph.n() as u32).collect();
    let joins = |&(_, a, b): &(f64, u32, u32)| {
        let (root_a, root_b) = (root(&mut parent, a), root(&mut parent, b));
        parent[root_a.max(root_b) as usize] = root_a.min(root_b);
        root_a != root_b
    };
    edges.retain(joins);
    edges.into_iter().map(|(_, a, b)| (a, b)).collect()
}

/// Squared Euclidean distance between the attributes of two units.
pub(super) fn length(attributes: &[Vec<f64>], a: u32, b: u32) -> f64 {
    let apart = |x: &Vec<f64>| (x[a as usize] - x[b as usize]).powi(2);
    attributes.iter().map(apart).sum()
}

/// Cuts the forest of `links` into at most `most` regions: each time the cut that lowers the sum of squared deviations within
/// regions most, both sides keeping the floor.
///
/// Of equal cuts the one of the lowest units is taken. O(n k) a cut at worst.
pub(super) fn cut(ready: &Ready<'_>, links: &[(u32, u32)], most: usize) -> Nested {
    let n = ready.n();
    let mut tree = vec![Vec::new(); n];
    for &(a, b) in links {
        tree[a as usize].push(b);
        tree[b as usize].push(a);
    }
    let values = Values {
        attributes: ready.attributes,
        floor: ready.floor,
    };
    let mut walk = Walk::new(n, &values);
    let best = |units: &Vec<u32>| walk.best_cut(&tree, &values, units[0]);
    let mut cuts: BinaryHeap<Cut> = ready.components.iter().filter_map(best).collect();
    let mut made = Vec::new();
    while ready.components.len() + made.len() < most
        && let Some(Cut { edge: (a, b), .. }) = cuts.pop()
    {
        tree[a as usize].retain(|&j| j != b);
        tree[b as usize].retain(|&j| j != a);
        made.push((a, b));
        cuts.extend(walk.best_cut(&tree, &values, a));
        cuts.extend(walk.best_cut(&tree, &values, b));
    }
    let most = ready.components.len() + made.len();
    let kept = (0_u32..).zip(&tree).flat_map(|(a, ends)| {
        let once = ends.iter().filter(move |&&b| a < b);
        once.map(move |&b| (a, b))
    });
    let links = kept.chain(made.iter().rev().copied()).collect();
    Nested { n, links, most }
}

/// A cut between a unit and its neighbour in the tree; the greater one is the better: more gain, then lower units.
#[derive(Debug, Clone, Copy)]
struct Cut {
    /// By how much the sum of squared deviations falls.
    gain: f64,
    /// The ends, lower unit first.
    edge: (u32, u32),
}

impl Ord for Cut {
    fn cmp(&self, other: &Self) -> Ordering {
        let gain = self.gain.total_cmp(&other.gain);
        gain.then(other.edge.cmp(&self.edge))
    }
}

impl PartialOrd for Cut {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Cut {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Cut {}

/// Values a tree is judged by.
struct Values<'a> {
    /// k columns of n.
    attributes: &'a [Vec<f64>],
    /// n amounts and the least sum each side of a cut must keep.
    floor: Option<(&'a [f64], f64)>,
}

/// Working space for walks over trees of n units.
struct Walk {
    order: Vec<u32>,
    parent: Vec<u32>,
    /// Per unit: count, floor amount, then k sums of its subtree.
    sums: Vec<f64>,
}

impl Walk {
    fn new(n: usize, values: &Values<'_>) -> Self {
        Self {
            order: Vec::new(),
            parent: vec![u32::MAX; n],
            sums: vec![0.0; n * (2 + values.attributes.len())],
        }
    }

    /// The units of the tree of `start`, parents before children.
    fn units(&mut self, tree: &[Vec<u32>], start: u32) -> &[u32] {
        self.order.clear();
        self.order.push(start);
        self.parent[start as usize] = u32::MAX;
        let mut next = 0;
        while let Some(&i) = self.order.get(next) {
            next += 1;
            for &j in &tree[i as usize] {
                if j != self.parent[i as usize] {
                    self.parent[j as usize] = i;
                    self.order.push(j);
                }
            }
        }
        &self.order
    }

    /// The best cut of the tree of `start` that keeps the floor on both sides; `None` when there is none. O(units x k).
    fn best_cut(&mut self, tree: &[Vec<u32>], values: &Values<'_>, start: u32) -> Option<Cut> {
        self.units(tree, start);
        let width = 2 + values.attributes.len();
        for &i in &self.order {
            let i = i as usize;
            let sums = &mut self.sums[i * width..(i + 1) * width];
            sums[0] = 1.0;
            sums[1] = values.floor.map_or(0.0, |(amount, _)| amount[i]);
            for (sum, x) in sums[2..].iter_mut().zip(values.attributes) {
                *sum = x[i];
            }
        }
        for &i in self.order[1..].iter().rev() {
            let (i, up) = (i as usize, self.parent[i as usize] as usize);
            for c in 0..width {
                self.sums[up * width + c] += self.sums[i * width + c];
            }
        }
        let at = start as usize * width;
        let all = &self.sums[at..at + width];
        let least = values.floor.map_or(f64::NEG_INFINITY, |(_, least)| least);
        let cuts = self.order[1..].iter().filter_map(|&i| {
            let part = &self.sums[i as usize * width..(i as usize + 1) * width];
            if part[1] < least || all[1] - part[1] < least {
                return None;
            }
            let rest = all[0] - part[0];
            let apart: f64 = (2..width)
                .map(|c| (part[c] / part[0] - (all[c] - part[c]) / rest).powi(2))
                .sum();
            let up = self.parent[i as usize];
            Some(Cut {
                gain: part[0] * rest / all[0] * apart,
                edge: (i.min(up), i.max(up)),
            })
        });
        cuts.max()
    }
}
