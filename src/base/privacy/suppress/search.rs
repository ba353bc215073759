//! Cells hidden along cheapest ways, and published again where the others are enough.

use super::exact;
use super::flow::Flow;
use super::network::Network;
use super::tree::Tree;
use crate::error::{Error, Result};
use polars::prelude::{InitHashMaps, PlHashMap};
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// Rows as the places they span in the order of the tree; none is all.
type Span = Option<(u32, u32)>;

/// Hides cells until every small count has room.
///
/// # Errors
/// When a count cannot be given room, which no table whose counts add up asks for.
pub(super) fn protect(network: &mut Network, tree: &Tree, k: u64) -> Result<()> {
    let before: Vec<bool> = network.arcs.iter().map(|arc| arc.hidden).collect();
    let mut chosen = Chosen {
        flow: Flow::new(network),
        ways: Ways::default(),
        used: PlHashMap::new(),
        before: &before,
        k,
    };
    let arcs = 0..network.arcs.len() as u32;
    let mut small: Vec<u32> = arcs
        .filter(|&arc| network.arcs[arc as usize].primary)
        .collect();
    // totals first: what hides them may protect the rows below
    small.sort_by_key(|&arc| Reverse(tree.weight[network.row(arc)]));
    for &arc in &small {
        if !chosen.give_room(network, tree, arc) {
            return Err(Error::engine(
                "a small count cannot be hidden among the others",
            ));
        }
    }
    let hidden =
        |(arc, before): (usize, &bool)| (network.arcs[arc].hidden && !before).then_some(arc as u32);
    let mut added: Vec<u32> = before.iter().enumerate().filter_map(hidden).collect();
    added.sort_by_key(|&arc| Reverse((network.arcs[arc as usize].weight, arc)));
    for arc in added {
        chosen.publish(network, tree, arc);
    }
    exact::improve(network, &small, &before, k);
    Ok(())
}

struct Chosen<'a> {
    flow: Flow,
    ways: Ways,
    /// The small counts whose room an arc gave, of the arcs that could be published again.
    used: PlHashMap<u32, Vec<u32>>,
    /// Arcs that are hidden whatever is done.
    before: &'a [bool],
    k: u64,
}

impl Chosen<'_> {
    /// The rows to look for room in: the siblings, then their parent's, and on; all at last. Where there are fewer than k together no count
    /// can be k.
    fn spans(&self, network: &Network, tree: &Tree, arc: u32) -> Vec<Span> {
        let mut row = network.row(arc);
        let column = arc as usize - network.arc(row, 0);
        let mut spans = Vec::new();
        while let Some(above) = tree.parent[row] {
            row = above as usize;
            if network.arcs[network.arc(row, column)].value >= self.k {
                spans.push(Some(tree.span[row]));
            }
        }
        spans.push(None);
        spans
    }

    /// Whether a small count has room; where it does, what gives it is noted.
    fn has_room(&mut self, network: &Network, arc: u32, span: Span) -> bool {
        let count = network.arcs[arc as usize].value;
        let mut used = Vec::new();
        let room = self.flow.room(network, arc, self.k, span, &mut used);
        let enough = room.enough(count, self.k);
        if enough {
            for other in used.into_iter().filter(|&arc| !self.before[arc as usize]) {
                self.used.entry(other).or_default().push(arc);
            }
        }
        enough
    }

    fn give_room(&mut self, network: &mut Network, tree: &Tree, arc: u32) -> bool {
        for span in self.spans(network, tree, arc) {
            loop {
                if self.has_room(network, arc, span) {
                    return true;
                }
                let way = self.both_ways(network, arc, span);
                let Some(way) = way.or_else(|| self.one_way(network, arc, span)) else {
                    break;
                };
                for arc in way {
                    network.arcs[arc as usize].hidden = true;
                }
            }
        }
        false
    }

    /// The cheapest way round that gives all room a count needs, down and up.
    fn both_ways(&mut self, network: &Network, arc: u32, span: Span) -> Option<Vec<u32>> {
        self.flow.clear();
        let cell = &network.arcs[arc as usize];
        let (count, k) = (cell.value, self.k);
        let found = [(k - count, count), (k - count + 1, count - 1)]
            .into_iter()
            .filter_map(|room| {
                self.ways
                    .cheapest(network, &self.flow, arc, (cell.to, cell.from), room, span)
            });
        found.min_by_key(|(cost, _)| *cost).map(|(_, way)| way)
    }

    /// The cheapest way that adds to what flows already, as much as one can: down first, then up, and down to nothing where there is no more up.
    fn one_way(&mut self, network: &Network, arc: u32, span: Span) -> Option<Vec<u32>> {
        let cell = &network.arcs[arc as usize];
        let (count, k) = (cell.value, self.k);
        let (downwards, upwards) = ((cell.from, cell.to), (cell.to, cell.from));
        self.flow.clear();
        let down = self.flow.push(network, arc, downwards, count, span);
        if down + 1 < count {
            return self.more(network, arc, downwards, count - down, span);
        }
        self.flow.clear();
        let up = self.flow.push(network, arc, upwards, k - down, span);
        let way = self.more(network, arc, upwards, k - down - up, span);
        way.or_else(|| {
            self.flow.clear();
            let down = self.flow.push(network, arc, downwards, count, span);
            self.more(network, arc, downwards, count - down, span)
        })
    }

    /// The cheapest way for the most that can be added to the flow.
    fn more(
        &mut self,
        network: &Network,
        arc: u32,
        ends: (u32, u32),
        most: u64,
        span: Span,
    ) -> Option<Vec<u32>> {
        let Self { ways, flow, .. } = self;
        (1..=most).rev().find_map(|room| {
            let found = ways.cheapest(network, flow, arc, ends, (room, 0), span);
            found.map(|(_, way)| way)
        })
    }

    /// Publishes a cell again if the small counts keep their room without it.
    fn publish(&mut self, network: &mut Network, tree: &Tree, arc: u32) {
        network.arcs[arc as usize].hidden = false;
        let mut small = self.used.remove(&arc).unwrap_or_default();
        small.sort_unstable();
        small.dedup();
        let kept = small.iter().all(|&small| {
            // near by only, or every cell would be looked for in the whole table
            let mut spans = self.spans(network, tree, small).into_iter().take(2);
            spans.any(|span| self.has_room(network, small, span))
        });
        if !kept {
            network.arcs[arc as usize].hidden = true;
            self.used.entry(arc).or_default().extend(small);
        }
    }
}

/// Cheapest ways over arcs that are hidden or could be.
#[derive(Default)]
struct Ways {
    /// Cost and steps to a node, and the arc that leads there.
    best: PlHashMap<u32, ((u64, u32), u32)>,
}

impl Ways {
    /// The cheapest way from node to node whose arcs let `ahead` run along it and `back` against it; its cost and its arcs.
    fn cheapest(
        &mut self,
        network: &Network,
        flow: &Flow,
        around: u32,
        (from, to): (u32, u32),
        (ahead, back): (u64, u64),
        span: Span,
    ) -> Option<((u64, u32), Vec<u32>)> {
        self.best.clear();
        self.best.insert(from, ((0, 0), around));
        let mut open = BinaryHeap::from([Reverse(((0, 0), from))]);
        while let Some(Reverse((cost, node))) = open.pop() {
            if node == to {
                return Some((cost, self.way(network, from, to)));
            }
            if self.best[&node].0 < cost {
                continue;
            }
            for &arc in network.at(node) {
                let cell = &network.arcs[arc as usize];
                let forward = cell.from == node;
                let other = if forward { cell.to } else { cell.from };
                if arc == around || !cell.hidden && cell.weight == 0 {
                    continue;
                }
                let weight = if cell.hidden { 0 } else { cell.weight };
                let needed = if forward { back } else { ahead };
                if flow.left(network, arc) < needed || !network.within(other, span) {
                    continue;
                }
                let next = (cost.0 + u64::from(weight), cost.1 + 1);
                if self.best.get(&other).is_none_or(|(known, _)| next < *known) {
                    self.best.insert(other, (next, arc));
                    open.push(Reverse((next, other)));
                }
            }
        }
        None
    }

    fn way(&self, network: &Network, from: u32, to: u32) -> Vec<u32> {
        let (mut node, mut way) = (to, Vec::new());
        while node != from {
            let arc = self.best[&node].1;
            way.push(arc);
            let cell = &network.arcs[arc as usize];
            node = if cell.to == node { cell.from } else { cell.to };
        }
        way
    }
}
