//! What can flow over hidden cells: how far a count can be from what it is.

use super::network::Network;

/// Room to work in for one network.
pub(super) struct Flow {
    /// What flows over each arc now, against its direction below 0.
    change: Vec<i64>,
    touched: Vec<u32>,
    /// The search a node was last reached in and the end it was reached from, and over which arc.
    seen: Vec<(u32, Side)>,
    via: Vec<u32>,
    search: u32,
    /// Nodes reached from the start of the way and from its end, in the order they were reached.
    open: [Vec<u32>; 2],
    /// Where the two met: a node reached from the start, the arc, a node reached from the end.
    met: (u32, u32, u32),
    /// Whether ways are looked for from their start alone, so that a search that fails has reached all it can.
    ahead: bool,
    /// Arcs looked at.
    pub work: u64,
}

/// The end of a way that a search comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Start,
    End,
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
            seen: vec![(0, Side::Start); network.nodes()],
            via: vec![0; network.nodes()],
            search: 0,
            open: [Vec::new(), Vec::new()],
            met: (0, 0, 0),
            ahead: false,
            work: 0,
        }
    }

    /// One that looks for ways from their start alone.
    pub fn ahead(network: &Network) -> Self {
        Self {
            ahead: true,
            ..Self::new(network)
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

    /// Whether the last search reached a node from the start.
    pub fn reached(&self, node: u32) -> bool {
        self.seen[node as usize] == (self.search, Side::Start)
    }

    /// Takes all flow back.
    pub fn clear(&mut self) {
        for arc in self.touched.drain(..) {
            self.change[arc as usize] = 0;
        }
    }

    /// Looks for a way with room from both its ends, always from the one where less is open: of two ends one often leads nowhere soon.
    fn reach(
        &mut self,
        network: &Network,
        around: u32,
        (from, to): (u32, u32),
        span: Option<(u32, u32)>,
    ) -> bool {
        self.search += 1;
        for (side, node) in [(Side::Start, from), (Side::End, to)] {
            self.seen[node as usize] = (self.search, side);
            self.open[side as usize].clear();
            self.open[side as usize].push(node);
        }
        let mut next = [0; 2];
        loop {
            let left = [0, 1].map(|side: usize| self.open[side].len() - next[side]);
            let side = match self.ahead || left[0] <= left[1] {
                true => Side::Start,
                false => Side::End,
            };
            let Some(&node) = self.open[side as usize].get(next[side as usize]) else {
                return false;
            };
            next[side as usize] += 1;
            self.work += network.at(node).len() as u64;
            for &arc in network.at(node) {
                let cell = &network.arcs[arc as usize];
                let leaves = cell.from == node;
                let other = if leaves { cell.to } else { cell.from };
                let seen = self.seen[other as usize];
                // flow runs with the arc if it leaves the start or leads to the end
                let forward = leaves == (side == Side::Start);
                if !cell.hidden
                    || arc == around
                    || seen == (self.search, side)
                    || !(forward || self.left(network, arc) > 0)
                    || !network.within(other, span)
                {
                    continue;
                }
                if seen.0 == self.search {
                    self.met = match side {
                        Side::Start => (node, arc, other),
                        Side::End => (other, arc, node),
                    };
                    return true;
                }
                self.seen[other as usize] = (self.search, side);
                self.via[other as usize] = arc;
                self.open[side as usize].push(other);
            }
        }
    }

    /// The arcs of the way found last, and whether it runs with them.
    fn walk(
        &mut self,
        network: &Network,
        from: u32,
        to: u32,
        mut each: impl FnMut(&mut Self, u32, bool),
    ) {
        let (start, middle, end) = self.met;
        each(self, middle, network.arcs[middle as usize].from == start);
        for (mut node, last) in [(start, from), (end, to)] {
            while node != last {
                let arc = self.via[node as usize];
                let cell = &network.arcs[arc as usize];
                let enters = cell.to == node;
                // towards the start it is walked against the flow
                each(self, arc, enters == (last == from));
                node = if enters { cell.from } else { cell.to };
            }
        }
    }
}
