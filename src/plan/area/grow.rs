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

    /// What one patch is worth.
    pub fn value(&self, a: usize) -> f64 {
        self.group.value(&self.patches[a].members)
    }

    /// What all are worth.
    pub fn total(&self) -> f64 {
        (0..self.patches.len()).map(|a| self.value(a)).sum()
    }

    /// Whether a patch is large enough and keeps the rules.
    pub fn is_whole(&self, a: usize, least: usize) -> bool {
        let members = &self.patches[a].members;
        members.len() >= least && self.group.keeps(members)
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

    /// Whether a patch may take the village, connection aside.
    pub fn allows(&self, a: usize, i: u32) -> bool {
        self.is_free(i) && self.group.reaches(self.patches[a].centre, i) && self.fits(a, i, None)
    }

    /// Whether diameter and sums let the village join a patch, one of whose members may leave for it.
    fn fits(&self, a: usize, i: u32, leaver: Option<u32>) -> bool {
        let members = &self.patches[a].members;
        let stays = |j: &&u32| Some(**j) != leaver;
        let mut others = members.iter().filter(stays);
        let mut sums = self.group.sums.iter();
        others.all(|&j| self.group.are_near(i, j))
            && sums.all(|sum| {
                let stay = members
                    .iter()
                    .filter(stays)
                    .map(|&j| sum.amount[j as usize]);
                sum.has_room(stay.sum::<f64>() + sum.amount[i as usize])
            })
    }

    /// What the village adds to a patch, one of whose members may leave for it.
    fn gain(&self, a: usize, i: u32, leaver: Option<u32>) -> f64 {
        let borders = self.group.neighbours(i).iter().zip(self.group.borders(i));
        borders.fold(self.group.most[i as usize], |gain, (&j, border)| {
            if self.owner[j as usize] == a as u16 && Some(j) != leaver {
                gain + border
            } else {
                gain - border
            }
        })
    }

    fn next_tick(&mut self) -> u32 {
        self.tick += 1;
        self.tick
    }

    /// Lists in `self.frontier` the free villages that border a patch and may join it.
    fn find_frontier(&mut self, a: usize) {
        self.find(a, Self::allows);
    }

    /// Lists in `self.frontier` the free villages that border a patch and may join it when another leaves.
    fn find_frontier_for_swaps(&mut self, a: usize) {
        self.find(a, |state, a, i| {
            state.is_free(i) && state.group.reaches(state.patches[a].centre, i)
        });
    }

    fn find(&mut self, a: usize, may: impl Fn(&Self, usize, u32) -> bool) {
        let tick = self.next_tick();
        let mut frontier = std::mem::take(&mut self.frontier);
        frontier.clear();
        for &i in &self.patches[a].members {
            for &j in self.group.neighbours(i) {
                if self.seen[j as usize] != tick {
                    self.seen[j as usize] = tick;
                    if may(self, a, j) {
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
            if !self.fits(a, i, None) {
                continue;
            }
            let mut promise = self.promise(a, i, room);
            if noise > 0.0 {
                promise += noise * rng.random::<f64>() * promise.abs();
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

    /// What a village adds, or the mean of that and the most its best onward neighbour adds when that is more.
    fn promise(&self, a: usize, i: u32, room: usize) -> f64 {
        let own = self.gain(a, i, None);
        if room < 2 {
            return own;
        }
        let onward = self.group.neighbours(i).iter();
        onward
            .filter(|&&j| self.allows(a, j))
            .map(|&j| (own + self.group.most[j as usize]) / 2.0)
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
            let most = |slot: usize| self.group.most[members[slot] as usize];
            let slot = if most(y) < most(x) { y } else { x };
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
        self.find_frontier_for_swaps(a);
        let most = &self.group.most;
        let mut frontier = std::mem::take(&mut self.frontier);
        frontier.sort_unstable_by(|&x, &y| {
            let order = most[y as usize].total_cmp(&most[x as usize]);
            order.then(x.cmp(&y))
        });
        let mut leavers = self.patches[a].members.clone();
        leavers.sort_unstable_by(|&x, &y| {
            let order = most[x as usize].total_cmp(&most[y as usize]);
            order.then(x.cmp(&y))
        });
        let mut swap = None;
        'search: for &out in &leavers {
            // gains are at most the `most` of a village, so with no borders the rest is no better
            let loss = self.gain(a, out, None);
            let may_gain = |&&into: &&u32| most[into as usize] > loss;
            if frontier.first().is_none_or(|into| !may_gain(&into)) {
                if self.group.has_borders() {
                    continue;
                }
                break;
            }
            if !self.may_leave(a, out) {
                continue;
            }
            for &into in frontier.iter().take_while(may_gain) {
                let stays = |&j: &u32| j != out && self.owner[j as usize] == a as u16;
                if self.group.neighbours(into).iter().any(stays)
                    && self.gain(a, into, Some(out)) > loss + 1e-12 * loss.abs()
                    && self.fits(a, into, Some(out))
                {
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

    /// Takes members that add nothing off while more than `least` stay and the sums are kept.
    pub fn trim(&mut self, a: usize, least: usize) {
        let mut slot = 0;
        while slot < self.patches[a].members.len() && self.patches[a].members.len() > least {
            let i = self.patches[a].members[slot];
            let adds = self.gain(a, i, None) > 0.0;
            if !adds && self.may_leave(a, i) && self.keeps_without(a, i) {
                self.remove_at(a, slot);
                slot = 0;
            } else {
                slot += 1;
            }
        }
    }

    fn keeps_without(&self, a: usize, i: u32) -> bool {
        let stay: Vec<u32> = self.patches[a]
            .members
            .iter()
            .copied()
            .filter(|&j| j != i)
            .collect();
        self.group.keeps(&stay)
    }
}
