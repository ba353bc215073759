//! Ways along roads and ferries.

use super::straight::Straight;
use super::{Found, Open, Scratch, Ways, cut, in_order};
use crate::base::model::Measure;
use geo::Point;
use rayon::prelude::*;
use std::cmp::Ordering;
use std::collections::BinaryHeap;

/// A road or a ferry between two nodes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Edge {
    /// Where it starts.
    pub from: u32,
    /// Where it ends.
    pub to: u32,
    /// Kilometres or minutes, from 0 up.
    pub cost: f64,
    /// Whether it is travelled from `from` to `to` alone.
    pub one_way: bool,
}

/// Nodes and the edges out of each, in compressed rows.
///
/// Searches of our own: petgraph's and contraction hierarchies (fast_paths) answer one pair, or everything from one node; here
/// each of many places asks for the few points around it, and a search that ends at its reach settles only those nodes; nor do they know the nearest of many
/// for all nodes at once.
#[derive(Debug, Clone)]
pub struct Network {
    start: Vec<usize>,
    to: Vec<u32>,
    cost: Vec<f64>,
    /// Nodes that are joined, whatever the direction, have one number.
    part: Vec<u32>,
}

impl Network {
    /// A network of nodes 0..nodes; edges between others are none. O(nodes + edges log edges).
    pub fn new(nodes: usize, edges: &[Edge]) -> Self {
        let mut links = Vec::with_capacity(edges.len() * 2);
        let mut root: Vec<u32> = (0..nodes as u32).collect();
        for edge in edges {
            if edge.from.max(edge.to) as usize >= nodes {
                continue;
            }
            links.push((edge.from, edge.to, edge.cost));
            if !edge.one_way {
                links.push((edge.to, edge.from, edge.cost));
            }
            let (a, b) = (find(&mut root, edge.from), find(&mut root, edge.to));
            // the least number stands for all, whatever the order of the edges
            root[a.max(b) as usize] = a.min(b);
        }
        links.sort_unstable_by(|a, b| (a.0, a.1).cmp(&(b.0, b.1)).then(a.2.total_cmp(&b.2)));
        let part = (0..nodes as u32).map(|node| find(&mut root, node));
        Self::rows(links, part.collect())
    }

    /// Number of nodes.
    pub fn nodes(&self) -> usize {
        self.part.len()
    }

    /// Number of parts that no edge joins.
    pub fn parts(&self) -> usize {
        (0_u32..)
            .zip(&self.part)
            .filter(|(node, part)| node == *part)
            .count()
    }

    /// The same with every edge turned round.
    fn turned(&self) -> Self {
        let nodes = self.nodes();
        let mut links: Vec<(u32, u32, f64)> = (0..nodes as u32)
            .flat_map(|node| self.out(node).map(move |(to, cost)| (to, node, cost)))
            .collect();
        // stable: links into a node stay in the order of where they come from
        links.sort_by_key(|link| link.0);
        Self::rows(links, self.part.clone())
    }

    /// Links by their first node.
    fn rows(links: Vec<(u32, u32, f64)>, part: Vec<u32>) -> Self {
        let nodes = part.len();
        let mut start = vec![0; nodes + 1];
        links
            .iter()
            .for_each(|link| start[link.0 as usize + 1] += 1);
        for node in 0..nodes {
            start[node + 1] += start[node];
        }
        Self {
            start,
            to: links.iter().map(|link| link.1).collect(),
            cost: links.iter().map(|link| link.2).collect(),
            part,
        }
    }

    fn out(&self, node: u32) -> impl Iterator<Item = (u32, f64)> {
        let range = self.start[node as usize]..self.start[node as usize + 1];
        let costs = self.cost[range.clone()].iter().copied();
        self.to[range].iter().copied().zip(costs)
    }
}

fn find(root: &mut [u32], node: u32) -> u32 {
    let mut top = node;
    while root[top as usize] != top {
        top = root[top as usize];
    }
    let mut at = node;
    while root[at as usize] != top {
        at = std::mem::replace(&mut root[at as usize], top);
    }
    top
}

/// The node that a place is tied to, and the cost of the way to it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tie {
    /// The node.
    pub node: u32,
    /// Kilometres or minutes.
    pub cost: f64,
}

/// Demand and supply tied to a network.
pub struct Along<'a> {
    network: &'a Network,
    demand: &'a [Option<Tie>],
    supply: usize,
    /// Supply at each node, in compressed rows.
    start: Vec<usize>,
    at: Vec<(u32, f64)>,
    /// The nearest supply of each node, the nearest first.
    nearest: Vec<Found>,
}

impl<'a> Along<'a> {
    /// n places of demand and m points of supply by their nodes; what is off the network has none. The `k` nearest of every node are found at once, by one
    /// search against the direction of travel, so that no village has to look through a whole island for a rare service. O(k nodes log nodes).
    pub fn new(
        network: &'a Network,
        demand: &'a [Option<Tie>],
        supply: &[Option<Tie>],
        k: usize,
    ) -> Self {
        let mut at: Vec<(u32, u32, f64)> = (0_u32..)
            .zip(supply)
            .filter_map(|(j, tie)| tie.map(|tie| (tie.node, j, tie.cost)))
            .collect();
        at.sort_unstable_by_key(|&(node, j, _)| (node, j));
        let nodes = network.nodes();
        let mut start = vec![0; nodes + 1];
        at.iter()
            .for_each(|&(node, ..)| start[node as usize + 1] += 1);
        for node in 0..nodes {
            start[node + 1] += start[node];
        }
        Self {
            network,
            demand,
            supply: supply.len(),
            start,
            nearest: nearest(network, &at, k),
            at: at.into_iter().map(|(_, j, cost)| (j, cost)).collect(),
        }
    }

    /// All supply at most `reach` from a tie, or no further than the nearest `most`, in no order.
    fn within(
        &self,
        tie: Tie,
        mut reach: f64,
        most: usize,
        scratch: &mut Scratch,
        found: &mut Found,
    ) {
        scratch.far.resize(self.network.nodes(), f64::INFINITY);
        scratch.touched.clear();
        scratch.open.clear();
        scratch.far[tie.node as usize] = tie.cost;
        scratch.touched.push(tie.node);
        scratch.open.push(Open {
            far: tie.cost,
            node: tie.node,
        });
        while let Some(Open { far, node }) = scratch.open.pop() {
            if far > reach {
                break;
            }
            if far > scratch.far[node as usize] {
                continue;
            }
            let here = &self.at[self.start[node as usize]..self.start[node as usize + 1]];
            let costs = here.iter().map(|&(j, walk)| (far + walk, j));
            let before = found.len();
            found.extend(costs.filter(|(cost, _)| *cost <= reach));
            if before < most && found.len() >= most {
                // enough are known: none that is further than all of them is among the nearest
                reach = found.iter().fold(0.0, |far, one| one.0.max(far));
            }
            for (to, cost) in self.network.out(node) {
                let next = far + cost;
                let known = &mut scratch.far[to as usize];
                if next < *known && next <= reach {
                    if known.is_infinite() {
                        scratch.touched.push(to);
                    }
                    *known = next;
                    scratch.open.push(Open {
                        far: next,
                        node: to,
                    });
                }
            }
        }
        for &node in &scratch.touched {
            scratch.far[node as usize] = f64::INFINITY;
        }
    }
}

/// The k nearest supply of every node that can be travelled to from there: labels of supply spread against the edges, and a node takes the first k.
fn nearest(network: &Network, supply: &[(u32, u32, f64)], k: usize) -> Vec<Found> {
    let against = network.turned();
    let mut found: Vec<Found> = vec![Vec::new(); network.nodes()];
    let labels = supply.iter().map(|&(node, j, walk)| Label {
        open: Open { far: walk, node },
        supply: j,
    });
    let mut open: BinaryHeap<Label> = labels.collect();
    while let Some(Label {
        open: Open { far, node },
        supply,
    }) = open.pop()
    {
        let own = &mut found[node as usize];
        if own.len() >= k || own.iter().any(|(_, j)| *j == supply) {
            continue;
        }
        own.push((far, supply));
        for (to, cost) in against.out(node) {
            if found[to as usize].len() < k {
                open.push(Label {
                    open: Open {
                        far: far + cost,
                        node: to,
                    },
                    supply,
                });
            }
        }
    }
    found
}

/// A supply on its way to a node, the nearest first, then the first of the supply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Label {
    open: Open,
    supply: u32,
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

impl Ways for Along<'_> {
    fn demand(&self) -> usize {
        self.demand.len()
    }

    fn supply(&self) -> usize {
        self.supply
    }

    fn placed(&self, demand: usize) -> bool {
        self.demand[demand].is_some()
    }

    /// `k` is at most that of [`Along::new`].
    fn look(&self, demand: usize, k: usize, reach: f64, scratch: &mut Scratch, found: &mut Found) {
        found.clear();
        let Some(tie) = self.demand[demand] else {
            return;
        };
        let nearest = &self.nearest[tie.node as usize];
        let nearest = nearest
            .iter()
            .take(k)
            .map(|&(cost, j)| (cost + tie.cost, j));
        if reach >= 0.0 {
            self.within(tie, reach, usize::MAX, scratch, found);
        }
        // sums in another order may differ in the last digit: those of the nearest stand
        for (cost, j) in nearest.clone() {
            match found.iter_mut().find(|one| one.1 == j) {
                Some(one) => one.0 = cost.min(one.0),
                None => found.push((cost, j)),
            }
        }
        found.sort_unstable_by(in_order);
        let near = found.partition_point(|(cost, _)| *cost <= reach);
        found.truncate(near.max(nearest.len()));
    }

    fn nearby(
        &self,
        demand: usize,
        most: usize,
        reach: f64,
        scratch: &mut Scratch,
        found: &mut Found,
    ) -> f64 {
        found.clear();
        if let Some(tie) = self.demand[demand] {
            self.within(tie, reach, most, scratch, found);
        }
        found.sort_unstable_by(in_order);
        cut(found, most)
    }
}

/// Ties places to the nearest of the nodes, which are in degrees: on foot, at `pace` costs a kilometre; none further than `most` kilometres.
pub fn tie(places: &[Point], nodes: &[Point], most: f64, pace: f64) -> Vec<Option<Tie>> {
    let ways = Straight::new(places, nodes, Measure::Geodesic, 1e-3);
    let look = |scratch: &mut (Scratch, Found), i: usize| {
        ways.look(i, 1, -1.0, &mut scratch.0, &mut scratch.1);
        let near = scratch.1.first().filter(|(km, _)| *km <= most);
        near.map(|&(km, node)| Tie {
            node,
            cost: km * pace,
        })
    };
    let places = (0..places.len()).into_par_iter();
    places.map_init(Default::default, look).collect()
}
