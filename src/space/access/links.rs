//! Nodes and the ways out of each, and the same without nodes that only lead on.

/// Ways out of nodes, in compressed rows.
#[derive(Debug, Clone)]
pub(super) struct Links {
    start: Vec<usize>,
    to: Vec<u32>,
    cost: Vec<f64>,
}

/// No node.
const NONE: u32 = u32::MAX;

impl Links {
    /// Links by their first node, in this order.
    pub fn new(nodes: usize, links: &[(u32, u32, f64)]) -> Self {
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
        }
    }

    /// Number of nodes.
    pub fn nodes(&self) -> usize {
        self.start.len() - 1
    }

    /// Where one gets from a node, and at what cost.
    pub fn out(&self, node: u32) -> impl Iterator<Item = (u32, f64)> {
        let range = self.start[node as usize]..self.start[node as usize + 1];
        let costs = self.cost[range.clone()].iter().copied();
        self.to[range].iter().copied().zip(costs)
    }

    /// The same with every link turned round, those into a node in the order of where they come from. O(nodes + links).
    pub fn turned(&self) -> Self {
        let nodes = self.nodes();
        let mut start = vec![0; nodes + 1];
        self.to.iter().for_each(|&to| start[to as usize + 1] += 1);
        for node in 0..nodes {
            start[node + 1] += start[node];
        }
        let mut next = start.clone();
        let (mut to, mut cost) = (vec![0; self.to.len()], vec![0.0; self.to.len()]);
        for node in 0..nodes as u32 {
            for (end, far) in self.out(node) {
                let at = &mut next[end as usize];
                (to[*at], cost[*at]) = (node, far);
                *at += 1;
            }
        }
        Self { start, to, cost }
    }

    /// The same ways between the nodes that are kept, and the new number of each of these. What else there is goes: dead ends, and vertices between two
    /// neighbours, as most along a road are, whose links become one. A cost is the sum of its links along the way, so it may differ in the last digit.
    /// O(nodes + links).
    pub fn between(&self, keep: &[bool]) -> (Self, Vec<u32>) {
        let sides = self.sides();
        let mut live: Vec<usize> = (0..self.nodes())
            .map(|node| sides.start[node + 1] - sides.start[node])
            .collect();
        // dead ends, from their tips
        let mut gone = vec![false; self.nodes()];
        let is_end = |node: u32, live: &[usize]| !keep[node as usize] && live[node as usize] < 2;
        let all = 0..self.nodes() as u32;
        let mut ends: Vec<u32> = all.clone().filter(|&node| is_end(node, &live)).collect();
        while let Some(node) = ends.pop() {
            gone[node as usize] = true;
            for (next, _) in sides.out(node) {
                live[next as usize] -= 1;
                if live[next as usize] == 1 && is_end(next, &live) {
                    ends.push(next);
                }
            }
        }
        let leads_on = |node: u32| !keep[node as usize] && live[node as usize] == 2;
        let mut number = vec![NONE; self.nodes()];
        let kept: Vec<u32> = all
            .filter(|&node| !gone[node as usize] && !leads_on(node))
            .collect();
        (0..)
            .zip(&kept)
            .for_each(|(at, &node)| number[node as usize] = at);
        // the end of the way from one node into another, none where it is barred
        let way = |from: u32, first: u32, mut cost: f64| {
            let (mut last, mut node) = (from, first);
            while leads_on(node) {
                let mut others = sides.out(node).map(|side| side.0);
                let next = others.find(|&other| other != last && !gone[other as usize])?;
                cost += self.out(node).find(|&(to, _)| to == next)?.1;
                (last, node) = (node, next);
            }
            Some((node, cost))
        };
        let mut links = Vec::new();
        for (at, &from) in (0_u32..).zip(&kept) {
            let ways = self.out(from).filter(|&(first, _)| !gone[first as usize]);
            let ways = ways.filter_map(|(first, cost)| way(from, first, cost));
            let ways = ways.filter(|&(end, _)| end != from);
            links.extend(ways.map(|(end, cost)| (at, number[end as usize], cost)));
        }
        (Self::new(kept.len(), &links), number)
    }

    /// The distinct neighbours of each node, whatever the direction, itself left out.
    fn sides(&self) -> Self {
        let turned = self.turned();
        let mut links = Vec::with_capacity(2 * self.to.len());
        let mut around = Vec::new();
        for node in 0..self.nodes() as u32 {
            around.clear();
            let both = self.out(node).chain(turned.out(node));
            around.extend(both.map(|way| way.0).filter(|&other| other != node));
            around.sort_unstable();
            around.dedup();
            links.extend(around.iter().map(|&other| (node, other, 0.0)));
        }
        Self::new(self.nodes(), &links)
    }
}
