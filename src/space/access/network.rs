//! Ways along roads and ferries.

use super::links::Links;
use super::nearest::Nearest;
use super::straight::Tree;
use super::{Found, Open, Scratch, Ways, cut, in_order};
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

/// Nodes and the edges out of each.
///
/// Searches of our own: petgraph's and contraction hierarchies (fast_paths) answer one pair, or everything from one node; here
/// each of many places asks for the few points around it, and a search that ends at its reach settles only those nodes; nor do they know the nearest of many
/// for all nodes at once.
#[derive(Debug, Clone)]
pub struct Network {
    links: Links,
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
        links.par_sort_unstable_by(|a, b| (a.0, a.1).cmp(&(b.0, b.1)).then(a.2.total_cmp(&b.2)));
        let part = (0..nodes as u32).map(|node| find(&mut root, node));
        Self {
            links: Links::new(nodes, &links),
            part: part.collect(),
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

/// Demand and supply tied to a network, of which only what lies between them is left.
pub struct Along {
    links: Links,
    demand: Vec<Option<Tie>>,
    supply: usize,
    /// Supply at each node, in compressed rows.
    start: Vec<usize>,
    at: Vec<(u32, f64)>,
    /// The nearest supply of each node.
    nearest: Nearest,
}

impl Along {
    /// n places of demand and m points of supply by their nodes; what is off the network has none. The `k` nearest of every node are found at once, by one
    /// search against the direction of travel, so that no village has to look through a whole island for a rare service. O(nodes + edges, and k nodes log nodes of what
    /// is left).
    pub fn new(
        network: &Network,
        demand: &[Option<Tie>],
        supply: &[Option<Tie>],
        k: usize,
    ) -> Self {
        let mut keep = vec![false; network.nodes()];
        let ties = demand.iter().chain(supply).flatten();
        ties.for_each(|tie| keep[tie.node as usize] = true);
        let (links, number) = network.links.between(&keep);
        let renumbered = |tie: &Option<Tie>| {
            tie.map(|tie| Tie {
                node: number[tie.node as usize],
                ..tie
            })
        };
        let mut at: Vec<(u32, u32, f64)> = (0_u32..)
            .zip(supply.iter().map(renumbered))
            .filter_map(|(j, tie)| tie.map(|tie| (tie.node, j, tie.cost)))
            .collect();
        at.sort_unstable_by_key(|&(node, j, _)| (node, j));
        let nodes = links.nodes();
        let mut start = vec![0; nodes + 1];
        at.iter()
            .for_each(|&(node, ..)| start[node as usize + 1] += 1);
        for node in 0..nodes {
            start[node + 1] += start[node];
        }
        Self {
            demand: demand.iter().map(renumbered).collect(),
            supply: supply.len(),
            start,
            nearest: Nearest::new(&links, &at, k),
            at: at.into_iter().map(|(_, j, cost)| (j, cost)).collect(),
            links,
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
        scratch.far.resize(self.links.nodes(), f64::INFINITY);
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
            for (to, cost) in self.links.out(node) {
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

impl Ways for Along {
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
        let nearest = self.nearest.of(tie.node).iter().take(k);
        let nearest = nearest.map(|&(cost, j)| (cost + tie.cost, j));
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

/// Ties places to the nearest of the nodes, which are in degrees and in the tree: on foot, at `pace` costs a kilometre; none further than `most` kilometres.
pub fn tie(
    places: &[Point],
    (nodes, tree): (&[Point], &Tree),
    most: f64,
    pace: f64,
) -> Vec<Option<Tie>> {
    let look = |found: &mut Found, place: &Point| {
        if !(place.x().is_finite() && place.y().is_finite()) {
            return None;
        }
        tree.nearest(*place, nodes, 1, found);
        let near = found.first().map(|&(metres, node)| (metres / 1e3, node));
        let near = near.filter(|(km, _)| *km <= most);
        near.map(|(km, node)| Tie {
            node,
            cost: km * pace,
        })
    };
    places.par_iter().map_init(Found::default, look).collect()
}
