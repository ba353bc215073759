//! Areas in the making: adding, removing, growing and improving them, always connected.

use super::group::Group;
use rand::RngExt;
use rand::rngs::ChaCha8Rng;

const FREE: u16 = u16::MAX;

/// An area in the making; empty when it has no members.
#[derive(Clone, Default)]
pub(super) struct Patch {
    /// Members in the order they came.
    pub members: Vec<u32>,
    /// The member every other is within the radius of; kept while it lives.
    pub centre: u32,
}

/// Disjoint patches over one group.
pub(super) struct State<'g> {
    pub group: &'g Group,
    /// Most members of a patch.
    pub max: usize,
    pub patches: Vec<Patch>,
    owner: Vec<u16>,
    seen: Vec<u32>,
    tick: u32,
    frontier: Vec<u32>,
    stack: Vec<u32>,
}

impl<'g> State<'g> {
    /// `patches` empty patches.
    pub fn new(group: &'g Group, max: usize, patches: usize) -> Self {
        Self {
            group,
            max,
            patches: vec![Patch::default(); patches],
            owner: vec![FREE; group.n()],
            seen: vec![0; group.n()],
            tick: 0,
            frontier: Vec::new(),
            stack: Vec::new(),
        }
    }

    /// Need covered by one patch.
    pub fn need(&self, a: usize) -> f64 {
        let members = &self.patches[a].members;
        members.iter().map(|&i| self.group.need[i as usize]).sum()
    }

    /// Need covered by all.
    pub fn total(&self) -> f64 {
        (0..self.patches.len()).map(|a| self.need(a)).sum()
    }

    /// Whether a patch holds a locked village.
    pub fn holds_lock(&self, a: usize) -> bool {
        let mut members = self.patches[a].members.iter();
        members.any(|&i| self.group.locked[i as usize])
    }

    /// Under a radius, moves the centre of a patch to a random member that reaches all the others.
    pub fn move_centre(&mut self, a: usize, rng: &mut ChaCha8Rng) {
        let patch = &self.patches[a];
        if self.group.reach.is_none() {
            return;
        }
        let reaches_all = |&i: &u32| patch.members.iter().all(|&j| self.group.reaches(i, j));
        let fit: Vec<u32> = patch.members.iter().copied().filter(reaches_all).collect();
        if !fit.is_empty() {
            self.patches[a].centre = fit[rng.random_range(0..fit.len())];
        }
    }

    /// Whether no patch holds the village.
    pub fn is_free(&self, i: u32) -> bool {
        self.owner[i as usize] == FREE
    }

    /// Empties a patch.
    pub fn clear(&mut self, a: usize) {
        for i in std::mem::take(&mut self.patches[a].members) {
            self.owner[i as usize] = FREE;
        }
    }

    /// Puts a patch back as it was.
    pub fn restore(&mut self, a: usize, patch: Patch) {
        self.clear(a);
        for &i in &patch.members {
            self.owner[i as usize] = a as u16;
        }
        self.patches[a] = patch;
    }

    /// Starts an empty patch at a free village.
    pub fn open(&mut self, a: usize, seed: u32) {
        self.patches[a].centre = seed;
        self.add(a, seed);
    }

    /// Adds a free village.
    pub fn add(&mut self, a: usize, i: u32) {
        self.owner[i as usize] = a as u16;
        self.patches[a].members.push(i);
    }

    fn remove_at(&mut self, a: usize, slot: usize) {
        let i = self.patches[a].members.swap_remove(slot);
        self.owner[i as usize] = FREE;
    }

    /// Whether a patch may take the village, borders aside.
    pub fn allows(&self, a: usize, i: u32) -> bool {
        self.is_free(i) && self.group.reaches(self.patches[a].centre, i)
    }

    fn next_tick(&mut self) -> u32 {
        self.tick += 1;
        self.tick
    }

    /// Lists in `self.frontier` the free villages that border a patch and are in its reach.
    fn find_frontier(&mut self, a: usize) {
        let tick = self.next_tick();
        let mut frontier = std::mem::take(&mut self.frontier);
        frontier.clear();
        for &i in &self.patches[a].members {
            for &j in self.group.neighbours(i) {
                if self.seen[j as usize] != tick {
                    self.seen[j as usize] = tick;
                    if self.allows(a, j) {
                        frontier.push(j);
                    }
                }
            }
        }
        self.frontier = frontier;
    }

    /// Adds the most promising neighbour, `noise` being the share its promise may be off by; false when there is none.
    pub fn grow_once(&mut self, a: usize, noise: f64, rng: &mut ChaCha8Rng) -> bool {
        self.find_frontier(a);
        self.take_best(a, noise, rng)
    }

    /// Grows a patch to the most it may hold or can reach.
    pub fn grow(&mut self, a: usize, noise: f64, rng: &mut ChaCha8Rng) {
        self.find_frontier(a);
        while self.patches[a].members.len() < self.max && self.take_best(a, noise, rng) {}
    }

    /// Moves the most promising village of the frontier into the patch, and its neighbours into the frontier.
    fn take_best(&mut self, a: usize, noise: f64, rng: &mut ChaCha8Rng) -> bool {
        let room = self.max - self.patches[a].members.len();
        let mut best: Option<(f64, u32, usize)> = None;
        for (slot, &i) in self.frontier.iter().enumerate() {
            let mut promise = self.promise(a, i, room);
            if noise > 0.0 {
                promise *= 1.0 + noise * rng.random::<f64>();
            }
            if best.is_none_or(|(most, at, _)| promise > most || (promise == most && i < at)) {
                best = Some((promise, i, slot));
            }
        }
        let Some((_, i, slot)) = best else {
            return false;
        };
        self.frontier.swap_remove(slot);
        self.add(a, i);
        for &j in self.group.neighbours(i) {
            if self.seen[j as usize] != self.tick {
                self.seen[j as usize] = self.tick;
                if self.allows(a, j) {
                    self.frontier.push(j);
                }
            }
        }
        true
    }

    /// Need of a village, or mean need of it and its best onward neighbour when that is more.
    fn promise(&self, a: usize, i: u32, room: usize) -> f64 {
        let own = self.group.need[i as usize];
        if room < 2 {
            return own;
        }
        let onward = self.group.neighbours(i).iter();
        onward
            .filter(|&&j| self.allows(a, j))
            .map(|&j| (own + self.group.need[j as usize]) / 2.0)
            .fold(own, f64::max)
    }

    /// Whether the member may leave: not locked, not the centre under a radius, and the rest stays connected.
    pub fn may_leave(&mut self, a: usize, i: u32) -> bool {
        let group = self.group;
        if group.locked[i as usize] || (group.reach.is_some() && i == self.patches[a].centre) {
            return false;
        }
        let around = group.neighbours(i);
        let inside = |&&j: &&u32| self.owner[j as usize] == a as u16;
        let Some(&first) = around.iter().find(inside) else {
            return false;
        };
        // the rest is connected when the neighbours of the one that leaves are
        let mut apart = around.iter().filter(inside).count() - 1;
        let tick = self.next_tick();
        self.seen[i as usize] = tick;
        self.seen[first as usize] = tick;
        let mut stack = std::mem::take(&mut self.stack);
        stack.clear();
        stack.push(first);
        while let Some(at) = stack.pop()
            && apart > 0
        {
            for &j in group.neighbours(at) {
                if self.owner[j as usize] == a as u16 && self.seen[j as usize] != tick {
                    self.seen[j as usize] = tick;
                    apart -= usize::from(around.contains(&j));
                    stack.push(j);
                }
            }
        }
        self.stack = stack;
        apart == 0
    }

    /// Takes up to `count` random members off, the less needy of two each time, and keeps the rest connected.
    pub fn peel(&mut self, a: usize, count: usize, rng: &mut ChaCha8Rng) {
        let mut left = count;
        for _ in 0..3 * count {
            let size = self.patches[a].members.len();
            if left == 0 || size < 2 {
                break;
            }
            let members = &self.patches[a].members;
            let (x, y) = (rng.random_range(0..size), rng.random_range(0..size));
            let need = |slot: usize| self.group.need[members[slot] as usize];
            let slot = if need(y) < need(x) { y } else { x };
            if self.may_leave(a, members[slot]) {
                self.remove_at(a, slot);
                left -= 1;
            }
        }
    }

    /// Swaps members against needier neighbours until no single swap gains.
    pub fn improve(&mut self, a: usize) {
        while self.swap_once(a) {}
    }

    fn swap_once(&mut self, a: usize) -> bool {
        self.find_frontier(a);
        let need = &self.group.need;
        let mut frontier = std::mem::take(&mut self.frontier);
        frontier.sort_unstable_by(|&x, &y| {
            let order = need[y as usize].total_cmp(&need[x as usize]);
            order.then(x.cmp(&y))
        });
        let mut leavers = self.patches[a].members.clone();
        leavers.sort_unstable_by(|&x, &y| {
            let order = need[x as usize].total_cmp(&need[y as usize]);
            order.then(x.cmp(&y))
        });
        let mut swap = None;
        'search: for &out in &leavers {
            let gains = |&&into: &&u32| need[into as usize] > need[out as usize];
            if frontier.first().is_none_or(|into| !gains(&into)) {
                break;
            }
            if !self.may_leave(a, out) {
                continue;
            }
            for &into in frontier.iter().take_while(gains) {
                let stays = |&j: &u32| j != out && self.owner[j as usize] == a as u16;
                if self.group.neighbours(into).iter().any(stays) {
                    swap = Some((out, into));
                    break 'search;
                }
            }
        }
        self.frontier = frontier;
        let Some((out, into)) = swap else {
            return false;
        };
        if let Some(slot) = self.patches[a].members.iter().position(|&i| i == out) {
            self.remove_at(a, slot);
        }
        self.add(a, into);
        true
    }

    /// Takes members without need off while more than `least` stay.
    pub fn trim(&mut self, a: usize, least: usize) {
        let mut slot = 0;
        while slot < self.patches[a].members.len() && self.patches[a].members.len() > least {
            let i = self.patches[a].members[slot];
            if self.group.need[i as usize] == 0.0 && self.may_leave(a, i) {
                self.remove_at(a, slot);
                slot = 0;
            } else {
                slot += 1;
            }
        }
    }
}
