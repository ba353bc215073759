//! Spanning forests cut into regions, one best cut a tree.

use super::nested::{Nested, root};
use super::problem::Ready;
use crate::space::graph::Graph;
use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::ops::Range;

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
    let mut forest = Forest::new(ready, links);
    let trees = ready.components.iter().scan(0, |end, units| {
        let start = *end;
        *end += units.len();
        Some(start..*end)
    });
    let mut cuts: BinaryHeap<Cut> = trees.filter_map(|tree| forest.best_cut(tree)).collect();
    let mut made = Vec::new();
    while ready.components.len() + made.len() < most
        && let Some(cut) = cuts.pop()
    {
        made.push(cut.edge);
        for tree in forest.part(&cut) {
            cuts.extend(forest.best_cut(tree));
        }
    }
    let most = ready.components.len() + made.len();
    let links = forest.links().chain(made.iter().rev().copied()).collect();
    Nested { n, links, most }
}

/// A cut between a unit and its neighbour in the tree; the greater one is the better: more gain, then lower units.
#[derive(Debug, Clone)]
struct Cut {
    /// By how much the sum of squared deviations falls.
    gain: f64,
    /// The ends, lower unit first.
    edge: (u32, u32),
    /// Where the tree lies.
    tree: Range<usize>,
    /// Where the part that is cut off lies in it.
    part: Range<usize>,
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

/// Trees side by side, each with parents before children and whatever hangs on a unit right behind it: a cut moves one stretch.
struct Forest {
    /// The unit at each place.
    unit: Vec<u32>,
    /// Place of its parent; of a root its own.
    up: Vec<usize>,
    /// Per place `width` numbers: a count of 1, the floor amount, then k values.
    own: Vec<f64>,
    /// The same of a unit and all that hangs on it, for the tree looked at.
    sums: Vec<f64>,
    width: usize,
    /// The least amount each side of a cut must keep.
    least: f64,
}

impl Forest {
    fn new(ready: &Ready<'_>, links: &[(u32, u32)]) -> Self {
        let n = ready.n();
        let mut tree = vec![Vec::new(); n];
        for &(a, b) in links {
            tree[a as usize].push(b);
            tree[b as usize].push(a);
        }
        let (mut unit, mut up) = (Vec::with_capacity(n), Vec::with_capacity(n));
        let mut next = Vec::new();
        for units in &ready.components {
            next.push((units[0], unit.len()));
            while let Some((i, parent)) = next.pop() {
                let place = unit.len();
                let from = (parent < place).then(|| unit[parent]);
                let ends = tree[i as usize].iter();
                next.extend(ends.filter(|&&j| Some(j) != from).map(|&j| (j, place)));
                unit.push(i);
                up.push(parent);
            }
        }
        let amount = ready.floor.map(|(amount, _)| amount);
        let numbers = |&i: &u32| {
            let floor = amount.map_or(0.0, |amount| amount[i as usize]);
            let values = ready.attributes.iter().map(move |x| x[i as usize]);
            [1.0, floor].into_iter().chain(values)
        };
        let own: Vec<f64> = unit.iter().flat_map(numbers).collect();
        Self {
            sums: own.clone(),
            width: 2 + ready.attributes.len(),
            least: ready.floor.map_or(f64::NEG_INFINITY, |(_, least)| least),
            unit,
            up,
            own,
        }
    }

    /// The best cut of a tree that keeps the floor on both sides; `None` when there is none. O(units x k).
    fn best_cut(&mut self, tree: Range<usize>) -> Option<Cut> {
        let width = self.width;
        let numbers = tree.start * width..tree.end * width;
        self.sums[numbers.clone()].copy_from_slice(&self.own[numbers]);
        for place in (tree.start + 1..tree.end).rev() {
            let (before, part) = self.sums.split_at_mut(place * width);
            let up = &mut before[self.up[place] * width..][..width];
            up.iter_mut().zip(part).for_each(|(sum, x)| *sum += *x);
        }
        let of = |place: usize| &self.sums[place * width..][..width];
        let all = of(tree.start);
        let gain = |place: usize| {
            let part = of(place);
            if part[1] < self.least || all[1] - part[1] < self.least {
                return None;
            }
            let rest = all[0] - part[0];
            let apart: f64 = (2..width)
                .map(|c| (part[c] / part[0] - (all[c] - part[c]) / rest).powi(2))
                .sum();
            Some(part[0] * rest / all[0] * apart)
        };
        let mut best: Option<(f64, (u32, u32), usize)> = None;
        for place in tree.start + 1..tree.end {
            let Some(gain) = gain(place) else { continue };
            if best.is_some_and(|(most, ..)| gain < most) {
                continue;
            }
            let edge = self.edge(place);
            if best.is_none_or(|(most, lowest, _)| gain > most || edge < lowest) {
                best = Some((gain, edge, place));
            }
        }
        best.map(|(gain, edge, place)| Cut {
            gain,
            edge,
            tree,
            part: place..place + of(place)[0] as usize,
        })
    }

    /// The ends of the link to the parent, lower unit first.
    fn edge(&self, place: usize) -> (u32, u32) {
        let (a, b) = (self.unit[place], self.unit[self.up[place]]);
        (a.min(b), a.max(b))
    }

    /// Moves the part behind the rest of its tree; the two trees that come of it.
    fn part(&mut self, cut: &Cut) -> [Range<usize>; 2] {
        let Cut { tree, part, .. } = cut;
        let (count, behind) = (part.len(), part.start..tree.end);
        let middle = tree.end - count;
        self.up[part.start] = part.start;
        for (place, up) in behind.clone().zip(&mut self.up[behind.clone()]) {
            if part.contains(&place) {
                *up += tree.end - part.end;
            } else if *up >= part.end {
                *up -= count;
            }
        }
        self.up[behind.clone()].rotate_left(count);
        self.unit[behind.clone()].rotate_left(count);
        let width = self.width;
        self.own[behind.start * width..behind.end * width].rotate_left(count * width);
        [tree.start..middle, middle..tree.end]
    }

    /// What is still linked.
    fn links(&self) -> impl Iterator<Item = (u32, u32)> {
        let linked = (0..self.up.len()).filter(|&place| self.up[place] != place);
        linked.map(|place| self.edge(place))
    }
}
