//! As many units as possible at posts with room, and which part of them is too large for its posts.

use super::arcs::Arcs;
use super::flow::NONE;

/// Marks of the posts that every assignment of most units fills, and of the units that only these could serve: those that are reached from a unit left out by
/// units trading places (Dulmage and Mendelsohn 1958, doi:10.4153/CJM-1958-052-0). No assignment of most units gives one of these posts to another unit.
pub(super) struct Scarce {
    pub posts: Vec<bool>,
    pub units: Vec<bool>,
}

/// The scarce part; none when all units that have a post can be served at once.
///
/// Augmenting paths in phases (Hopcroft and Karp 1973, doi:10.1137/0202019), posts with room for several: O(pairs x sqrt(n)).
pub(super) fn scarce(arcs: &Arcs, room: &[u32]) -> Option<Scarce> {
    let mut matching = Matching {
        arcs,
        room,
        post: vec![NONE; arcs.n()],
        members: vec![Vec::new(); room.len()],
        step: vec![NONE; room.len()],
        next: vec![0; arcs.n()],
    };
    for unit in 0..arcs.n() as u32 {
        let (posts, _) = arcs.of(unit as usize);
        if let Some(&post) = posts.iter().find(|&&post| matching.has_room(post)) {
            matching.put(unit, post);
        }
    }
    while matching.layers() {
        matching.next.fill(0);
        for unit in matching.left_out() {
            matching.augment(unit);
        }
    }
    let left = matching.left_out();
    (!left.is_empty()).then(|| Scarce {
        units: (0..arcs.n())
            .map(|unit| match matching.post[unit] {
                NONE => !arcs.of(unit).0.is_empty(),
                post => matching.step[post as usize] != NONE,
            })
            .collect(),
        posts: matching.step.iter().map(|step| *step != NONE).collect(),
    })
}

struct Matching<'a> {
    arcs: &'a Arcs,
    room: &'a [u32],
    post: Vec<u32>,
    members: Vec<Vec<u32>>,
    /// Trades from a unit left out to each post; [`NONE`] where none leads there.
    step: Vec<u32>,
    /// Posts of each unit's list that this phase has tried.
    next: Vec<u32>,
}

impl Matching<'_> {
    fn has_room(&self, post: u32) -> bool {
        self.members[post as usize].len() < self.room[post as usize] as usize
    }

    fn put(&mut self, unit: u32, post: u32) {
        let left = std::mem::replace(&mut self.post[unit as usize], post);
        if left != NONE {
            self.members[left as usize].retain(|other| *other != unit);
        }
        self.members[post as usize].push(unit);
    }

    /// Units without a post that have one to ask for.
    fn left_out(&self) -> Vec<u32> {
        let all = 0..self.arcs.n() as u32;
        all.filter(|&unit| {
            self.post[unit as usize] == NONE && !self.arcs.of(unit as usize).0.is_empty()
        })
        .collect()
    }

    /// Numbers the posts by trades from a unit left out, up to the first with room; whether there is one.
    fn layers(&mut self) -> bool {
        self.step.fill(NONE);
        let (mut units, mut step, mut found) = (self.left_out(), 0, false);
        while !units.is_empty() && !found {
            let mut reached = Vec::new();
            for unit in units {
                for &post in self.arcs.of(unit as usize).0 {
                    if self.step[post as usize] == NONE {
                        self.step[post as usize] = step;
                        found |= self.has_room(post);
                        reached.extend(&self.members[post as usize]);
                    }
                }
            }
            (units, step) = (reached, step + 1);
        }
        found
    }

    /// Serves a unit by a shortest chain of trades, where one is left in this phase.
    fn augment(&mut self, unit: u32) {
        // the chain: units, each with the post that it would take
        let mut chain = vec![unit];
        while let Some(&unit) = chain.last() {
            let own = &mut self.next[unit as usize];
            let Some(&post) = self.arcs.of(unit as usize).0.get(*own as usize) else {
                chain.pop();
                continue;
            };
            if self.step[post as usize] != chain.len() as u32 - 1 {
                *own += 1;
                continue;
            }
            if self.has_room(post) {
                for unit in chain.into_iter().rev() {
                    let at = self.next[unit as usize] as usize;
                    self.put(unit, self.arcs.of(unit as usize).0[at]);
                }
                return;
            }
            let mut others = self.members[post as usize].iter();
            let untried = |other: &&u32| {
                let tried = self.next[**other as usize] as usize;
                tried < self.arcs.of(**other as usize).0.len()
            };
            match others.find(untried) {
                Some(&other) => chain.push(other),
                None => self.next[unit as usize] += 1,
            }
        }
    }
}
