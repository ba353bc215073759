//! What can flow over hidden cells: how far a count can be from what it is.

use super::network::Network;

/// Room to work in for one network.
pub(super) struct Flow {
    /// What flows over each arc now, against its direction below 0.
    change: Vec<i64>,
    touched: Vec<u32>,
    /// The search a node was last reached in, and over which arc.
    seen: Vec<u32>,
    via: Vec<u32>,
    search: u32,
    open: Vec<u32>,
    /// Arcs looked at.
    pub work: u64,
}

/// How far down and up a count can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Room {
    pub down: u64,
    pub up: u64,
}

impl Room {
    /// Whether it may be 1 or less, k or more, and anything in an interval k wide.
    pub fn enough(self, count: u64, k: u64) -> bool {
        self.down + 1 >= count && self.up + count >= k && self.down + self.up >= k
    }
}

impl Flow {
    pub fn new(network: &Network) -> Self {
        Self {
            change: vec![0; network.arcs.len()],
            touched: Vec::new(),
            seen: vec![0; network.nodes()],
            via: vec![0; network.nodes()],
            search: 0,
            open: Vec::new(),
            work: 0,
        }
    }

    /// The room of an arc as far as it matters for k, within the rows of `span`; the arcs that give it are added to `used`.
    pub fn room(
        &mut self,
        network: &Network,
        arc: u32,
        k: u64,
        span: Option<(u32, u32)>,
        used: &mut Vec<u32>,
    ) -> Room {
        let cell = &network.arcs[arc as usize];
        self.clear();
        let down = self.push(network, arc, (cell.from, cell.to), cell.value, span);
        used.extend(&self.touched);
        self.clear();
        let up = self.push(
            network,
            arc,
            (cell.to, cell.from),
            k.saturating_sub(down),
            span,
        );
        used.extend(&self.touched);
        Room { down, up }
    }

    /// Sends as much as it can, `most` at most, from node to node over hidden arcs other than `around`.
    pub fn push(
        &mut self,
        network: &Network,
        around: u32,
        (from, to): (u32, u32),
        most: u64,
        span: Option<(u32, u32)>,
    ) -> u64 {
        let mut sent = 0;
        if from == to {
            return most;
        }
        while sent < most && self.reach(network, around, (from, to), span) {
            let mut amount = most - sent;
            self.walk(network, from, to, |flow, arc, forward| {
                if !forward {
                    amount = amount.min(flow.left(network, arc));
                }
            });
            self.walk(network, from, to, |flow, arc, forward| {
                flow.touched.push(arc);
                let amount = amount as i64;
                flow.change[arc as usize] += if forward { amount } else { -amount };
            });
            sent += amount;
        }
        sent
    }

    /// What an arc's count could still give.
    pub fn left(&self, network: &Network, arc: u32) -> u64 {
        network.arcs[arc as usize]
            .value
            .saturating_add_signed(self.change[arc as usize])
    }

    /// Whether the last search reached a node.
    pub fn reached(&self, node: u32) -> bool {
        self.seen[node as usize] == self.search
    }

    /// Takes all flow back.
    pub fn clear(&mut self) {
        for arc in self.touched.drain(..) {
            self.change[arc as usize] = 0;
        }
    }

    /// Looks for a way with room, nearest first.
    fn reach(
        &mut self,
        network: &Network,
        around: u32,
        (from, to): (u32, u32),
        span: Option<(u32, u32)>,
    ) -> bool {
        self.search += 1;
        self.seen[from as usize] = self.search;
        self.open.clear();
        self.open.push(from);
        let mut next = 0;
        while let Some(&node) = self.open.get(next) {
            next += 1;
            self.work += network.at(node).len() as u64;
            for &arc in network.at(node) {
                let cell = &network.arcs[arc as usize];
                let forward = cell.from == node;
                let other = if forward { cell.to } else { cell.from };
                if !cell.hidden
                    || arc == around
                    || self.reached(other)
                    || !(forward || self.left(network, arc) > 0)
                    || !network.within(other, span)
                {
                    continue;
                }
                self.seen[other as usize] = self.search;
                self.via[other as usize] = arc;
                if other == to {
                    return true;
                }
                self.open.push(other);
            }
        }
        false
    }

    /// The arcs of the way found last, from its end, and whether it runs with them.
    fn walk(
        &mut self,
        network: &Network,
        from: u32,
        to: u32,
        mut each: impl FnMut(&mut Self, u32, bool),
    ) {
        let mut node = to;
        while node != from {
            let arc = self.via[node as usize];
            let cell = &network.arcs[arc as usize];
            let forward = cell.to == node;
            each(self, arc, forward);
            node = if forward { cell.from } else { cell.to };
        }
    }
}
