//! Neighbouring clusters joined, the nearest two first, until none are left to join (the full-order clustering of REDCAP, and SCHC).

mod clusters;

use super::Linkage;
use super::nested::Nested;
use super::problem::Ready;
use super::tree::length;
use clusters::Clusters;
use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

const NONE: u32 = u32::MAX;

/// Two clusters that have a link.
#[derive(Debug, Clone, Copy)]
struct Edge {
    ends: (u32, u32),
    distance: f64,
    /// The shortest link between their units; the lowest units of equally short ones.
    link: Key,
}

/// A length and two names, the lower first; less is nearer.
#[derive(Debug, Clone, Copy)]
struct Key(f64, u32, u32);

impl Ord for Key {
    fn cmp(&self, other: &Self) -> Ordering {
        let length = self.0.total_cmp(&other.0);
        length.then((self.1, self.2).cmp(&(other.1, other.2)))
    }
}

impl PartialOrd for Key {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Key {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Key {}

/// Joins the two nearest neighbouring clusters until each component is one; each joining is named by the shortest link between them.
///
/// The distance of two clusters counts all pairs of their members, linked or not. Of equally near clusters those of the lowest
/// units are joined. Memory is linear in units and links: the members' distances are measured again where two clusters first meet.
pub(super) fn join(ready: &Ready<'_>, linkage: Linkage) -> Nested {
    let mut joining = Joining::new(ready, linkage);
    let mut links = Vec::with_capacity(ready.n());
    while let Some(edge) = joining.nearest() {
        let Key(_, a, b) = joining.edges[edge as usize].link;
        links.push((a, b));
        joining.join(edge);
    }
    Nested {
        n: ready.n(),
        links,
        most: ready.n(),
    }
}

struct Joining {
    clusters: Clusters,
    edges: Vec<Edge>,
    /// Edges of each cluster; those that are gone are dropped when they are met.
    around: Vec<Vec<u32>>,
    /// Nearest neighbour of each cluster: the edge and its key.
    best: Vec<Option<(u32, Key)>>,
    /// Keys of nearest neighbours, out of date ones among them.
    heap: BinaryHeap<Reverse<(Key, u32)>>,
    /// By cluster, the edge to the one that is growing.
    met: Vec<u32>,
}

impl Joining {
    fn new(ready: &Ready<'_>, linkage: Linkage) -> Self {
        let n = ready.n();
        let mut edges = Vec::new();
        let mut around = vec![Vec::new(); n];
        for link in ready.graph.all_links().filter(|link| link.from < link.to) {
            let (a, b) = (link.from, link.to);
            around[a as usize].push(edges.len() as u32);
            around[b as usize].push(edges.len() as u32);
            let long = length(ready.attributes, a, b);
            edges.push(Edge {
                ends: (a, b),
                distance: long,
                link: Key(long, a, b),
            });
        }
        let mut joining = Self {
            clusters: Clusters::new(ready.attributes, linkage),
            edges,
            around,
            best: vec![None; n],
            heap: BinaryHeap::new(),
            met: vec![NONE; n],
        };
        (0..n as u32).for_each(|cluster| joining.look_around(cluster));
        joining
    }

    fn key(&self, edge: u32) -> Key {
        let Edge { ends, distance, .. } = self.edges[edge as usize];
        let (a, b) = (self.clusters.name(ends.0), self.clusters.name(ends.1));
        Key(distance, a.min(b), a.max(b))
    }

    fn is_there(&self, edge: u32) -> bool {
        self.edges[edge as usize].ends.0 != NONE
    }

    fn other(&self, edge: u32, cluster: u32) -> u32 {
        let (a, b) = self.edges[edge as usize].ends;
        if a == cluster { b } else { a }
    }

    /// The edge between the two nearest clusters.
    fn nearest(&mut self) -> Option<u32> {
        while let Some(Reverse((key, cluster))) = self.heap.pop() {
            if let Some((edge, best)) = self.best[cluster as usize]
                && best == key
            {
                return Some(edge);
            }
        }
        None
    }

    /// Finds the nearest neighbour of a cluster among all its edges.
    fn look_around(&mut self, cluster: u32) {
        let mut around = std::mem::take(&mut self.around[cluster as usize]);
        around.retain(|&edge| self.is_there(edge));
        let keyed = around.iter().map(|&edge| (edge, self.key(edge)));
        let best = keyed.min_by(|x, y| x.1.cmp(&y.1));
        self.around[cluster as usize] = around;
        self.set_best(cluster, best);
    }

    fn set_best(&mut self, cluster: u32, best: Option<(u32, Key)>) {
        let before = std::mem::replace(&mut self.best[cluster as usize], best);
        if let Some((_, key)) = best
            && before.is_none_or(|(_, before)| before != key)
        {
            self.heap.push(Reverse((key, cluster)));
        }
    }

    fn join(&mut self, edge: u32) {
        let (a, b) = self.edges[edge as usize].ends;
        let longer = self.around[a as usize].len() >= self.around[b as usize].len();
        let (kept, gone) = if longer { (a, b) } else { (b, a) };
        self.edges[edge as usize].ends = (NONE, NONE);
        let mut mine = std::mem::take(&mut self.around[kept as usize]);
        let mut theirs = std::mem::take(&mut self.around[gone as usize]);
        mine.retain(|&edge| self.is_there(edge));
        theirs.retain(|&edge| self.is_there(edge));
        for &edge in &mine {
            let other = self.other(edge, kept);
            self.met[other as usize] = edge;
        }
        let joined = self.clusters.joined(kept, gone);
        let mut fresh = Vec::new();
        for &edge in &theirs {
            let other = self.other(edge, gone);
            let Edge { distance, link, .. } = self.edges[edge as usize];
            let both = self.met[other as usize];
            if both == NONE {
                let distance = joined.from(&self.clusters, other, None, Some(distance));
                let grown = &mut self.edges[edge as usize];
                (grown.ends, grown.distance) = ((kept, other), distance);
                fresh.push(edge);
            } else {
                self.edges[edge as usize].ends = (NONE, NONE);
                self.met[other as usize] = NONE;
                let grown = &mut self.edges[both as usize];
                grown.link = grown.link.min(link);
                let near = Some(grown.distance);
                grown.distance = joined.from(&self.clusters, other, near, Some(distance));
            }
        }
        for &edge in &mine {
            let other = self.other(edge, kept);
            if self.met[other as usize] != NONE {
                self.met[other as usize] = NONE;
                let grown = &mut self.edges[edge as usize];
                grown.distance = joined.from(&self.clusters, other, Some(grown.distance), None);
            }
        }
        self.clusters.join(joined);
        mine.append(&mut fresh);
        self.best[gone as usize] = None;
        for &edge in &mine {
            self.look_again(self.other(edge, kept), edge);
        }
        self.around[kept as usize] = mine;
        self.look_around(kept);
    }

    /// Looks whether the changed edge of a cluster is the one to its nearest neighbour.
    fn look_again(&mut self, cluster: u32, changed: u32) {
        let key = self.key(changed);
        match self.best[cluster as usize] {
            Some((edge, best)) if edge != changed && self.is_there(edge) => {
                if key < best {
                    self.set_best(cluster, Some((changed, key)));
                }
            }
            Some((_, best)) if key <= best => self.set_best(cluster, Some((changed, key))),
            _ => self.look_around(cluster),
        }
    }
}
