//! Posts that are all filled from more units than they have places: whom each takes at least cost.
//!
//! The assignment of [`flow`](super::flow) seen from the posts: each place in turn finds the cheapest chain of posts giving up units for others that
//! ends at a unit without a post. Where units are many chains are short.

use super::arcs::Arcs;
use super::flow::NONE;
use super::matching::Scarce;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// Whom the scarce posts take, and what the last place at each costs.
pub(super) struct Filled {
    /// n posts, [`NONE`] where a unit is left out or not of this part.
    pub post: Vec<u32>,
    /// m costs of one place more, the dearest chain to fill it; 0 for posts not of this part.
    pub worth: Vec<i64>,
    /// Units and posts looked at.
    pub work: u64,
}

/// Fills all places of the scarce posts at least cost.
pub(super) fn fill(arcs: &Arcs, room: &[u32], scarce: &Scarce) -> Filled {
    let mut lists: Vec<Vec<(i64, u32)>> = vec![Vec::new(); room.len()];
    for unit in (0..arcs.n()).filter(|&unit| scarce.units[unit]) {
        for (post, cost) in arcs.list(unit) {
            lists[post as usize].push((cost, unit as u32));
        }
    }
    let mut search = Search {
        lists: &Arcs::new(lists),
        post: vec![NONE; arcs.n()],
        pays: vec![0; arcs.n()],
        members: vec![Vec::new(); room.len()],
        worth: vec![0; room.len()],
        far: vec![i64::MAX; room.len()],
        by: vec![(NONE, NONE); room.len()],
        reached: Vec::new(),
        queue: BinaryHeap::new(),
        work: 0,
    };
    for post in (0..room.len() as u32).filter(|&post| scarce.posts[post as usize]) {
        search.worth[post as usize] = search.least(post);
        for _ in 0..room[post as usize] {
            search.take(post);
        }
    }
    for post in (0..room.len()).filter(|&post| scarce.posts[post] && room[post] == 0) {
        search.worth[post] = search.least(post as u32);
    }
    Filled {
        post: search.post,
        worth: search.worth,
        work: search.work,
    }
}

struct Search<'a> {
    /// For each post units and costs, cheapest first.
    lists: &'a Arcs,
    post: Vec<u32>,
    /// What each unit saves where it is over being left out at the present worths; never below 0, 0 when left out.
    pays: Vec<i64>,
    members: Vec<Vec<u32>>,
    worth: Vec<i64>,
    /// Length of the chain to each post that gives a unit up, that unit, and the post that takes it.
    far: Vec<i64>,
    by: Vec<(u32, u32)>,
    reached: Vec<u32>,
    queue: BinaryHeap<Reverse<(i64, u32)>>,
    work: u64,
}

impl Search<'_> {
    /// The cheapest unit for a post, with what others would have to be given for it.
    fn least(&self, post: u32) -> i64 {
        let mut least = i64::MAX;
        for (unit, cost) in self.lists.list(post as usize) {
            // nothing that is given is below 0, and no later one costs less
            if cost >= least {
                break;
            }
            least = least.min(cost + self.pays[unit as usize]);
        }
        least
    }

    /// Finds the cheapest chain that brings a post one unit more, raises worths so that all stay content, and moves along it.
    fn take(&mut self, first: u32) {
        let (mut best, mut end) = (i64::MAX, None);
        self.far[first as usize] = 0;
        self.reached.push(first);
        self.queue.push(Reverse((0, first)));
        let mut done = Vec::new();
        while let Some(Reverse((far, post))) = self.queue.pop() {
            if far >= best {
                break;
            }
            if far > self.far[post as usize] {
                continue;
            }
            done.push(post);
            self.look(post, far, &mut best, &mut end);
        }
        self.work += 1 + done.len() as u64;
        if let Some((mut unit, mut post)) = end {
            for &post in &done {
                let more = (best - self.far[post as usize]).max(0);
                self.worth[post as usize] += more;
                for &member in &self.members[post as usize] {
                    self.pays[member as usize] += more;
                }
            }
            loop {
                self.settle(unit, post);
                if post == first {
                    break;
                }
                (unit, post) = self.by[post as usize];
            }
        }
        self.queue.clear();
        for post in self.reached.drain(..) {
            self.far[post as usize] = i64::MAX;
        }
    }

    /// Looks from a post at the end of a chain of length `far` to the units it could take.
    fn look(&mut self, post: u32, far: i64, best: &mut i64, end: &mut Option<(u32, u32)>) {
        let lists = self.lists;
        let worth = self.worth[post as usize];
        for (unit, cost) in lists.list(post as usize) {
            // nothing that is given is below 0, and no later one costs less
            if far + cost - worth >= *best {
                break;
            }
            let holder = self.post[unit as usize];
            let next = far + cost - worth + self.pays[unit as usize];
            if holder == post || next >= *best {
                continue;
            }
            if holder == NONE {
                (*best, *end) = (next, Some((unit, post)));
                continue;
            }
            let at = holder as usize;
            if next >= self.far[at] {
                continue;
            }
            if self.far[at] == i64::MAX {
                self.reached.push(holder);
            }
            (self.far[at], self.by[at]) = (next, (unit, post));
            self.queue.push(Reverse((next, holder)));
        }
    }

    /// Moves a unit to a post.
    fn settle(&mut self, unit: u32, post: u32) {
        let left = std::mem::replace(&mut self.post[unit as usize], post);
        if left != NONE {
            self.members[left as usize].retain(|other| *other != unit);
        }
        self.members[post as usize].push(unit);
    }
}
