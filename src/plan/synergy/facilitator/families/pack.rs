//! From an assignment whose families do not fit to one where they do, then better by moves and swaps.

use crate::plan::synergy::facilitator::flow::NONE;
use crate::plan::synergy::facilitator::price::Market;
use std::collections::BTreeSet;

/// Most steps that a search for a chain looks at.
const CHAIN: usize = 200;
/// Passes over all units.
const PASSES: usize = 6;

/// An assignment that keeps places and families.
pub(super) struct Packed<'a> {
    pub market: &'a Market<'a>,
    pub post: Vec<u32>,
    members: Vec<Vec<u32>>,
    load: Vec<f64>,
    /// m most that one of its units could save elsewhere.
    spare: Vec<i64>,
    /// Looks at units.
    pub work: u64,
}

/// Mends an assignment and improves it until nothing helps.
pub(super) fn pack<'a>(market: &'a Market, post: &[u32]) -> Packed<'a> {
    let mut packed = Packed {
        market,
        post: vec![NONE; post.len()],
        members: vec![Vec::new(); market.room.len()],
        load: vec![0.0; market.room.len()],
        spare: vec![0; market.room.len()],
        work: 0,
    };
    // those with many families are hard to place later
    let mut order: Vec<usize> = (0..post.len()).collect();
    order.sort_by(|&a, &b| {
        let families = |unit: usize| market.families[unit];
        families(b).total_cmp(&families(a)).then(a.cmp(&b))
    });
    for unit in order {
        if post[unit] != NONE && packed.fits(unit, post[unit], None) {
            packed.put(unit, post[unit]);
        }
    }
    packed.improve();
    packed
}

impl Packed<'_> {
    /// Inserts, moves and swaps until nothing helps.
    pub fn improve(&mut self) {
        for _ in 0..PASSES {
            let mut changed = false;
            for unit in 0..self.post.len() {
                self.work += 1;
                changed |= if self.post[unit] == NONE {
                    self.insert(unit)
                } else {
                    self.shift(unit)
                };
            }
            if !changed {
                return;
            }
        }
    }

    /// Whether a post has room for a unit once another has left.
    fn fits(&self, unit: usize, post: u32, without: Option<u32>) -> bool {
        let j = post as usize;
        let (mut count, mut load) = (self.members[j].len(), self.load[j]);
        if let Some(other) = without {
            (count, load) = (count - 1, load - self.market.families[other as usize]);
        }
        count < self.market.room[j] as usize
            && !self.market.over(j, load + self.market.families[unit])
    }

    pub fn put(&mut self, unit: usize, post: u32) {
        self.post[unit] = post;
        if post != NONE {
            self.members[post as usize].push(unit as u32);
            self.weigh(post);
        }
    }

    pub fn lift(&mut self, unit: usize) -> u32 {
        let post = std::mem::replace(&mut self.post[unit], NONE);
        if post != NONE {
            self.members[post as usize].retain(|&other| other as usize != unit);
            self.weigh(post);
        }
        post
    }

    /// Units at a post, ascending.
    pub fn members(&self, post: u32) -> &[u32] {
        &self.members[post as usize]
    }

    /// Units left out and cost of some units.
    pub fn worth(&self, units: &[usize]) -> (usize, i64) {
        let costs = units.iter().filter(|&&unit| self.post[unit] != NONE);
        let cost = |&unit: &usize| self.market.arcs.cost(unit, self.post[unit]);
        let out = units.iter().filter(|&&unit| self.post[unit] == NONE);
        (out.count(), costs.filter_map(cost).sum())
    }

    /// Puts a unit to its cheapest post with room, where there is one.
    pub fn place(&mut self, unit: usize) -> bool {
        let mut ways = self.market.arcs.list(unit);
        let found = ways.find(|&(post, _)| self.fits(unit, post, None));
        if let Some((post, _)) = found {
            self.put(unit, post);
        }
        found.is_some()
    }

    /// Swaps a unit with another of some, or moves it, where they gain.
    pub fn exchange(&mut self, unit: usize, some: &[usize]) {
        let arcs = self.market.arcs;
        let from = self.post[unit];
        if from == NONE {
            return;
        }
        let cost = |unit: usize, post: u32| arcs.cost(unit, post);
        for &other in some {
            let from = self.post[unit];
            let to = self.post[other];
            if to == NONE || to == from {
                continue;
            }
            let ways = [(unit, from), (other, to), (unit, to), (other, from)];
            let [Some(a), Some(b), Some(c), Some(d)] = ways.map(|(unit, post)| cost(unit, post))
            else {
                continue;
            };
            let fits = c + d < a + b
                && self.fits(unit, to, Some(other as u32))
                && self.fits(other, from, Some(unit as u32));
            if fits {
                self.lift(unit);
                self.go(other, from);
                self.put(unit, to);
            }
        }
    }

    /// Adds up the load anew in the order of units, so that it is what a check adds up.
    fn weigh(&mut self, post: u32) {
        let market = self.market;
        let members = &mut self.members[post as usize];
        members.sort_unstable();
        let families = members.iter().map(|&u| market.families[u as usize]);
        self.load[post as usize] = families.sum();
        let spare = members.iter().filter_map(|&unit| {
            let least = market.arcs.list(unit as usize).next()?.1;
            Some(market.arcs.cost(unit as usize, post)? - least)
        });
        self.spare[post as usize] = spare.max().unwrap_or(0);
    }

    fn go(&mut self, unit: usize, post: u32) {
        self.lift(unit);
        self.put(unit, post);
    }

    /// Serves a unit that is left out: at the cheapest post with room, else by a chain of units that make room for each other; else it takes
    /// the place of one with more families, so that others find room.
    fn insert(&mut self, unit: usize) -> bool {
        self.place(unit) || self.chain(unit) || self.replace(unit)
    }

    /// Breadth-first: a unit takes the place of another, that one of a third, until one fits elsewhere; no post is touched twice.
    fn chain(&mut self, unit: usize) -> bool {
        let arcs = self.market.arcs;
        // unit, the post it would take, and the step before
        let mut steps: Vec<(usize, u32, usize)> = vec![(unit, NONE, usize::MAX)];
        let mut seen = BTreeSet::from([unit]);
        let mut at = 0;
        while at < steps.len() && steps.len() < CHAIN {
            let (mover, ..) = steps[at];
            let mut touched = Vec::new();
            let mut back = at;
            while back != usize::MAX {
                touched.push(steps[back].1);
                back = steps[back].2;
            }
            for (post, _) in arcs.list(mover) {
                self.work += 1;
                if touched.contains(&post) {
                    continue;
                }
                if self.fits(mover, post, None) {
                    self.follow(&steps, at, post);
                    return true;
                }
                for &other in &self.members[post as usize] {
                    let next = other as usize;
                    if self.fits(mover, post, Some(other)) && seen.insert(next) {
                        steps.push((next, post, at));
                    }
                }
            }
            at += 1;
        }
        false
    }

    /// The last unit of a chain goes to `post`, each before it to the post that the one after leaves.
    fn follow(&mut self, steps: &[(usize, u32, usize)], last: usize, post: u32) {
        let (mut at, mut post) = (last, post);
        while at != usize::MAX {
            let (mover, leaves, before) = steps[at];
            self.go(mover, post);
            (post, at) = (leaves, before);
        }
    }

    fn replace(&mut self, unit: usize) -> bool {
        let families = |unit: usize| self.market.families[unit];
        let mut best: Option<(usize, u32)> = None;
        for (post, _) in self.market.arcs.list(unit) {
            for other in self.members[post as usize].iter().map(|&o| o as usize) {
                let more =
                    families(other) > best.map_or(families(unit), |(best, _)| families(best));
                if more && self.fits(unit, post, Some(other as u32)) {
                    best = Some((other, post));
                }
            }
        }
        let Some((other, post)) = best else {
            return false;
        };
        self.lift(other);
        self.put(unit, post);
        true
    }

    /// Moves a unit to a cheaper post, or swaps it with one there, or sends that one on to a third post, where all together gain.
    fn shift(&mut self, unit: usize) -> bool {
        let arcs = self.market.arcs;
        let from = self.post[unit];
        let here = arcs.cost(unit, from).unwrap_or_default();
        // gain, where to, who leaves for whom, and for where
        let mut best: (i64, u32, Option<(usize, u32)>) = (0, from, None);
        for (to, cost) in arcs.list(unit) {
            if to == from {
                continue;
            }
            self.work += 1;
            let gain = cost - here;
            if gain < best.0 && self.fits(unit, to, None) {
                best = (gain, to, None);
                continue;
            }
            if gain - self.spare[to as usize] >= best.0 {
                continue;
            }
            for &other in &self.members[to as usize] {
                if !self.fits(unit, to, Some(other)) {
                    continue;
                }
                let other = other as usize;
                let left = arcs.cost(other, to).unwrap_or_default();
                for (on, there) in arcs.list(other) {
                    let gain = gain + there - left;
                    if gain >= best.0 {
                        break;
                    }
                    let fits = if on == from {
                        self.fits(other, on, Some(unit as u32))
                    } else {
                        on != to && self.fits(other, on, None)
                    };
                    if fits {
                        best = (gain, to, Some((other, on)));
                        break;
                    }
                }
            }
        }
        let (gain, to, other) = best;
        if gain == 0 {
            return false;
        }
        self.lift(unit);
        if let Some((other, on)) = other {
            self.go(other, on);
        }
        self.put(unit, to);
        true
    }
}
