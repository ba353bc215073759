//! Small tables: the cells of least weight that give room, by branching on cuts.

use super::flow::Flow;
use super::network::Network;

/// Most cells of a table that is searched, and arcs looked at before the search is given up.
const CELLS: usize = 250;
const WORK: u64 = 20_000_000;

/// Finds hidden cells of less weight, if there are any and the table is small; `before` are those hidden whatever is done.
///
/// Where a small count lacks room, flow is stopped by a cut, and one of the cells that cross it is hidden in every answer: each is tried in
/// turn, without those tried before it.
pub(super) fn improve(network: &mut Network, small: &[u32], before: &[bool], k: u64) {
    if network.arcs.len() > CELLS {
        return;
    }
    let hidden: Vec<bool> = network.arcs.iter().map(|arc| arc.hidden).collect();
    let added = network
        .arcs
        .iter()
        .zip(before)
        .filter(|(arc, before)| arc.hidden && !**before);
    let mut search = Search {
        least: added.map(|(arc, _)| u64::from(arc.weight)).sum(),
        best: hidden,
        out: vec![false; network.arcs.len()],
        flow: Flow::ahead(network),
        small,
        k,
    };
    set(network, before);
    search.branch(network, 0);
    set(network, &search.best);
}

fn set(network: &mut Network, hidden: &[bool]) {
    for (arc, hidden) in network.arcs.iter_mut().zip(hidden) {
        arc.hidden = *hidden;
    }
}

struct Search<'a> {
    /// Weight of the best answer, and its hidden cells.
    least: u64,
    best: Vec<bool>,
    /// Cells that stay published in this branch.
    out: Vec<bool>,
    flow: Flow,
    small: &'a [u32],
    k: u64,
}

impl Search<'_> {
    fn branch(&mut self, network: &mut Network, weight: u64) {
        if weight >= self.least || self.flow.work > WORK {
            return;
        }
        let Some(mut cut) = self.small.iter().find_map(|&arc| self.cut(network, arc)) else {
            self.least = weight;
            self.best = network.arcs.iter().map(|arc| arc.hidden).collect();
            return;
        };
        cut.sort_by_key(|&arc| (network.arcs[arc as usize].weight, arc));
        for &arc in &cut {
            let more = u64::from(network.arcs[arc as usize].weight);
            network.arcs[arc as usize].hidden = true;
            self.branch(network, weight + more);
            network.arcs[arc as usize].hidden = false;
            self.out[arc as usize] = true;
        }
        for arc in cut {
            self.out[arc as usize] = false;
        }
    }

    /// The cells one of which must be hidden to give a small count more room; none when it has enough.
    fn cut(&mut self, network: &Network, arc: u32) -> Option<Vec<u32>> {
        let cell = &network.arcs[arc as usize];
        let (count, k) = (cell.value, self.k);
        let mut cut = Vec::new();
        self.flow.clear();
        let down = self
            .flow
            .push(network, arc, (cell.from, cell.to), count, None);
        if down < count {
            cut = self.crossing(network, arc);
            if down + 1 < count {
                return Some(cut);
            }
        }
        self.flow.clear();
        let up = self
            .flow
            .push(network, arc, (cell.to, cell.from), k - down, None);
        if down + up >= k {
            return None;
        }
        cut.extend(self.crossing(network, arc));
        cut.sort_unstable();
        cut.dedup();
        Some(cut)
    }

    /// Cells that could be hidden and lead out of what the last search reached.
    fn crossing(&self, network: &Network, around: u32) -> Vec<u32> {
        let leads = |&arc: &u32| {
            let cell = &network.arcs[arc as usize];
            let (from, to) = (self.flow.reached(cell.from), self.flow.reached(cell.to));
            let open = from && !to || to && !from && cell.value > 0;
            open && arc != around && !cell.hidden && cell.weight > 0 && !self.out[arc as usize]
        };
        (0..network.arcs.len() as u32).filter(leads).collect()
    }
}
