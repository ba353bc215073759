//! The cheapest assignment of units to posts with room: a transportation problem, solved exactly by shortest augmenting paths.
//!
//! Units come one after the other. Each takes the cheapest chain that ends at a post with room or leaves a unit out at the price of
//! one left out, found by Dijkstra's search over reduced costs (Tomizawa 1971, doi:10.1002/net.3230010206; Jonker and Volgenant 1987,
//! doi:10.1007/BF02278710; Ahuja, Magnanti and Orlin 1993, section 9.7). All numbers are whole metres, so nothing is rounded. Chains are short and lists
//! are left as soon as they cannot help, so the cost is near n times the length of a list; at worst n times the pairs.

use super::arcs::Arcs;
use super::fill::fill;
use super::matching::scarce;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// No post.
pub(super) const NONE: u32 = u32::MAX;

/// An assignment of least cost and the prices that prove it.
#[derive(Debug, Clone)]
pub(super) struct Flow {
    /// n posts, [`NONE`] where a unit is left out.
    pub post: Vec<u32>,
    /// m prices of a place at each post, 0 where there is room.
    pub price: Vec<i64>,
    /// Units and posts looked at.
    pub work: u64,
}

/// Assigns as many units as possible, then at least cost.
///
/// Where units outnumber the places within their reach, these are filled from the side of the posts, since chains of units that look for a place would
/// go on until all are full.
pub(super) fn cheapest(arcs: &Arcs, room: &[u32], dear: i64) -> Flow {
    let Some(scarce) = scarce(arcs, room) else {
        return assign(arcs, room, dear);
    };
    let filled = fill(arcs, room, &scarce);
    let others = Arcs::new((0..arcs.n()).map(|unit| {
        let list = arcs.list(unit).map(|(post, cost)| (cost, post));
        list.filter(|&(_, post)| !scarce.units[unit] && !scarce.posts[post as usize])
            .collect()
    }));
    let mut flow = assign(&others, room, dear);
    for (unit, post) in filled.post.into_iter().enumerate() {
        if scarce.units[unit] {
            flow.post[unit] = post;
        }
    }
    for (post, worth) in filled.worth.into_iter().enumerate() {
        if scarce.posts[post] {
            flow.price[post] = (dear - worth).max(0);
        }
    }
    flow.work += filled.work;
    flow
}

/// Assigns n units to m posts with `room`; leaving a unit out costs `left_out`.
pub(super) fn assign(arcs: &Arcs, room: &[u32], left_out: i64) -> Flow {
    let mut search = Search {
        arcs,
        room,
        left_out,
        post: vec![NONE; arcs.n()],
        paid: vec![0; arcs.n()],
        members: vec![Vec::new(); room.len()],
        price: vec![0; room.len()],
        far: vec![i64::MAX; room.len()],
        by: vec![NONE; room.len()],
        reached: Vec::new(),
        queue: BinaryHeap::new(),
        work: 0,
    };
    for unit in 0..arcs.n() as u32 {
        search.take(unit);
    }
    Flow {
        post: search.post,
        price: search.price,
        work: search.work,
    }
}

/// Where a chain ends: at a post with room, or by leaving out a unit.
#[derive(Clone, Copy)]
enum End {
    Room { post: u32, unit: u32 },
    Out(u32),
}

struct Search<'a> {
    arcs: &'a Arcs,
    room: &'a [u32],
    left_out: i64,
    post: Vec<u32>,
    /// Cost of each unit at its post.
    paid: Vec<i64>,
    members: Vec<Vec<u32>>,
    price: Vec<i64>,
    /// Length of the chain to each post, and the unit that would come to it.
    far: Vec<i64>,
    by: Vec<u32>,
    /// Posts that have a length.
    reached: Vec<u32>,
    queue: BinaryHeap<Reverse<(i64, u32)>>,
    work: u64,
}

impl Search<'_> {
    /// Finds the cheapest chain for one more unit, raises prices so that all stay content, and moves along it.
    fn take(&mut self, unit: u32) {
        let pays = self.least(unit);
        let mut best = self.left_out - pays;
        let mut end = End::Out(unit);
        let mut done = Vec::new();
        self.look(unit, 0, pays, &mut best, &mut end);
        while let Some(Reverse((far, post))) = self.queue.pop() {
            if far >= best {
                break;
            }
            if far > self.far[post as usize] {
                continue;
            }
            done.push(post);
            let members = std::mem::take(&mut self.members[post as usize]);
            for &member in &members {
                let pays = self.paid[member as usize] + self.price[post as usize];
                let out = far + self.left_out - pays;
                if out < best {
                    (best, end) = (out, End::Out(member));
                }
                self.look(member, far, pays, &mut best, &mut end);
            }
            self.members[post as usize] = members;
        }
        self.work += 1 + done.len() as u64;
        for post in done {
            self.price[post as usize] += (best - self.far[post as usize]).max(0);
        }
        self.follow(unit, end);
        self.queue.clear();
        for post in self.reached.drain(..) {
            self.far[post as usize] = i64::MAX;
        }
    }

    /// What a unit pays at its cheapest post, prices included.
    fn least(&self, unit: u32) -> i64 {
        let mut least = self.left_out;
        for (post, cost) in self.arcs.list(unit as usize) {
            if cost >= least {
                break;
            }
            least = least.min(cost + self.price[post as usize]);
        }
        least
    }

    /// Looks from a unit that pays `pays`, at the end of a chain of length `far`, to the other posts.
    fn look(&mut self, unit: u32, far: i64, pays: i64, best: &mut i64, end: &mut End) {
        let arcs = self.arcs;
        for (post, cost) in arcs.list(unit as usize) {
            // prices are never below 0, and no later one costs less
            if far + cost - pays >= *best {
                break;
            }
            let at = post as usize;
            let next = far + cost - pays + self.price[at];
            if next >= *best || next >= self.far[at] {
                continue;
            }
            if self.members[at].len() < self.room[at] as usize {
                (*best, *end) = (next, End::Room { post, unit });
                continue;
            }
            if self.far[at] == i64::MAX {
                self.reached.push(post);
            }
            (self.far[at], self.by[at]) = (next, unit);
            self.queue.push(Reverse((next, post)));
        }
    }

    fn follow(&mut self, first: u32, end: End) {
        let (mut post, mut unit) = match end {
            End::Room { post, unit } => (post, unit),
            End::Out(unit) => (NONE, unit),
        };
        loop {
            let left = self.settle(unit, post);
            if unit == first {
                return;
            }
            (post, unit) = (left, self.by[left as usize]);
        }
    }

    /// Moves a unit to a post, or out; the post it leaves.
    fn settle(&mut self, unit: u32, post: u32) -> u32 {
        let left = std::mem::replace(&mut self.post[unit as usize], post);
        if left != NONE {
            let members = &mut self.members[left as usize];
            if let Some(at) = members.iter().position(|other| *other == unit) {
                members.swap_remove(at);
            }
        }
        if post != NONE {
            self.members[post as usize].push(unit);
            self.paid[unit as usize] = self.arcs.cost(unit as usize, post).unwrap_or_default();
        }
        left
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::super::price::{Market, Prices};
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// From both sides as many are served at the same cost, and the prices prove it.
        #[test]
        fn filled_from_either_side_it_is_the_same(
            lists in prop::collection::vec(prop::collection::vec((-9_i64..30, 0_u32..6), 0..6), 0..14),
            room in prop::collection::vec(0_u32..4, 6),
        ) {
            let once = |list: Vec<(i64, u32)>| {
                let mut seen = Vec::new();
                list.into_iter().filter(|(_, post)| !seen.contains(post) && { seen.push(*post); true }).collect::<Vec<_>>()
            };
            let arcs = Arcs::new(lists.into_iter().map(once));
            let families = vec![0.0; arcs.n()];
            let market = Market { arcs: &arcs, room: &room, most: &[None; 6], families: &families };
            let dear = arcs.dear();
            let (by_units, found) = (assign(&arcs, &room, dear), cheapest(&arcs, &room, dear));
            let total = market.total(&found.post);
            prop_assert_eq!(total, market.total(&by_units.post));
            let prices = Prices { place: found.price, family: Vec::new(), unit: Vec::new(), left_out: dear, costs: true };
            let bound = market.bound(&[prices], total.0);
            prop_assert_eq!((bound.left_out, bound.cost), total);
            for (post, &room) in (0_u32..).zip(&room) {
                prop_assert!(found.post.iter().filter(|own| **own == post).count() <= room as usize);
            }
        }
    }
}
