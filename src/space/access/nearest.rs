//! The nearest supply of all nodes at once.

use super::links::Links;
use super::{Found, Open, in_order};
use std::cmp::Ordering;
use std::collections::BinaryHeap;

/// Up to k supplies of each node, the nearest first.
pub(super) struct Nearest {
    k: usize,
    /// How many each node has.
    held: Vec<u32>,
    /// k places for each node.
    of: Found,
}

impl Nearest {
    /// Labels of supply (node, number, cost of the walk) spread against the links; a node keeps the best k and passes on what is among them.
    pub fn new(links: &Links, supply: &[(u32, u32, f64)], k: usize) -> Self {
        let nodes = links.nodes();
        let mut best = Self {
            k,
            held: vec![0; nodes],
            of: vec![(f64::INFINITY, 0); nodes * k],
        };
        let against = links.turned();
        let mut open = BinaryHeap::new();
        let offer = |best: &mut Self, node: u32, one: (f64, u32), open: &mut BinaryHeap<_>| {
            if best.take(node, one) {
                open.push(Label::new(node, one));
            }
        };
        for &(node, j, walk) in supply {
            offer(&mut best, node, (walk, j), &mut open);
        }
        while let Some(Label { open: next, supply }) = open.pop() {
            // something nearer may have taken its place
            if !best.of(next.node).contains(&(next.far, supply)) {
                continue;
            }
            for (to, cost) in against.out(next.node) {
                offer(&mut best, to, (next.far + cost, supply), &mut open);
            }
        }
        for (own, &held) in best.of.chunks_exact_mut(k.max(1)).zip(&best.held) {
            own[..held as usize].sort_unstable_by(in_order);
        }
        best
    }

    /// The nearest of a node.
    pub fn of(&self, node: u32) -> &[(f64, u32)] {
        let (node, held) = (node as usize, self.held[node as usize] as usize);
        &self.of[node * self.k..node * self.k + held]
    }

    /// Keeps a supply when it is among the best of a node so far.
    fn take(&mut self, node: u32, one: (f64, u32)) -> bool {
        let node = node as usize;
        let held = &mut self.held[node];
        let own = &mut self.of[node * self.k..(node + 1) * self.k];
        let known = &mut own[..*held as usize];
        if let Some(same) = known.iter_mut().find(|same| same.1 == one.1) {
            let nearer = one.0 < same.0;
            if nearer {
                *same = one;
            }
            return nearer;
        }
        if known.len() < self.k {
            own[*held as usize] = one;
            *held += 1;
            return true;
        }
        let Some(last) = known.iter_mut().max_by(|a, b| in_order(a, b)) else {
            return false;
        };
        let nearer = in_order(&one, last).is_lt();
        if nearer {
            *last = one;
        }
        nearer
    }
}

/// A supply on its way to a node, the nearest first, then the first of the supply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Label {
    open: Open,
    supply: u32,
}

impl Label {
    fn new(node: u32, (far, supply): (f64, u32)) -> Self {
        Self {
            open: Open { far, node },
            supply,
        }
    }
}

impl PartialOrd for Label {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Label {
    fn cmp(&self, other: &Self) -> Ordering {
        let by_far = other.open.far.total_cmp(&self.open.far);
        by_far
            .then_with(|| other.supply.cmp(&self.supply))
            .then_with(|| other.open.node.cmp(&self.open.node))
    }
}
