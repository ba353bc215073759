//! Ways along roads and ferries.

use super::straight::Straight;
use super::{Found, Open, Scratch, Ways, in_order};
use crate::base::model::Measure;
use geo::Point;
use rayon::prelude::*;

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
/// each of many places asks for the few points around it, and a search that ends at its reach settles only those nodes.
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
            part: (0..nodes as u32)
                .map(|node| find(&mut root, node))
                .collect(),
        }
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
    /// Points of supply in each part.
    held: Vec<u32>,
}

impl<'a> Along<'a> {
    /// n places of demand and m points of supply by their nodes; what is off the network has none.
    pub fn new(network: &'a Network, demand: &'a [Option<Tie>], supply: &[Option<Tie>]) -> Self {
        let mut at: Vec<(u32, u32, f64)> = (0_u32..)
            .zip(supply)
            .filter_map(|(j, tie)| tie.map(|tie| (tie.node, j, tie.cost)))
            .collect();
        at.sort_unstable_by_key(|&(node, j, _)| (node, j));
        let nodes = network.nodes();
        let mut start = vec![0; nodes + 1];
        let mut held = vec![0; nodes];
        for &(node, ..) in &at {
            start[node as usize + 1] += 1;
            held[network.part[node as usize] as usize] += 1;
        }
        for node in 0..nodes {
            start[node + 1] += start[node];
        }
        Self {
            network,
            demand,
            supply: supply.len(),
            start,
            at: at.into_iter().map(|(_, j, cost)| (j, cost)).collect(),
            held,
        }
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

    fn look(&self, demand: usize, k: usize, reach: f64, scratch: &mut Scratch, found: &mut Found) {
        found.clear();
        let Some(tie) = self.demand[demand] else {
            return;
        };
        let part = self.network.part[tie.node as usize];
        let k = k.min(self.held[part as usize] as usize);
        if self.held[part as usize] == 0 {
            return;
        }
        scratch.far.resize(self.network.nodes(), f64::INFINITY);
        scratch.touched.clear();
        scratch.open.clear();
        scratch.far[tie.node as usize] = tie.cost;
        scratch.touched.push(tie.node);
        scratch.open.push(Open {
            far: tie.cost,
            node: tie.node,
        });
        // the k least costs so far, ascending
        let mut least: Vec<f64> = Vec::with_capacity(k + 1);
        while let Some(Open { far, node }) = scratch.open.pop() {
            let enough = match k {
                0 => -1.0,
                _ if least.len() < k => f64::INFINITY,
                _ => least[k - 1],
            };
            if far > reach.max(enough) {
                break;
            }
            if far > scratch.far[node as usize] {
                continue;
            }
            for &(j, walk) in &self.at[self.start[node as usize]..self.start[node as usize + 1]] {
                let cost = far + walk;
                found.push((cost, j));
                let at = least.partition_point(|seen| *seen <= cost);
                if at < k {
                    least.insert(at, cost);
                    least.truncate(k);
                }
            }
            for (to, cost) in self.network.out(node) {
                let next = far + cost;
                let known = &mut scratch.far[to as usize];
                if next < *known {
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
        found.sort_unstable_by(in_order);
        let near = found.partition_point(|(cost, _)| *cost <= reach);
        found.truncate(near.max(k));
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
