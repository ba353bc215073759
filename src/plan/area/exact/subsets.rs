//! Connected sets by branch and bound: the best one, or all above a threshold.
//!
//! A set grows from its most promising village, its root; villages that are likelier roots are left out, so that each set is met once. At each step
//! the frontier's villages are taken one after the other, and those passed over stay out (the order of Wernicke 2006, doi:10.1109/TCBB.2006.51).
//! A branch ends when the bound says that it cannot pass the threshold: r more villages add at most the r most promising within r steps, of
//! which the farthest needs one at each step on the way.

use super::super::group::Group;
use std::cmp::Ordering;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

/// Members of a set and what it is worth at the prices.
pub(in super::super) type Set = (f64, Vec<u32>);

/// What was found.
pub(in super::super) struct Found {
    /// Sets above the threshold; when the best is sought each is better than the one before.
    pub sets: Vec<Set>,
    /// No set that was not looked at is worth more; minus infinity when all were.
    pub left: f64,
    /// Sets looked at.
    pub work: u64,
}

/// What is looked for.
#[derive(Clone, Copy)]
pub(in super::super) struct Quest<'a> {
    /// Least and most villages.
    pub villages: (usize, usize),
    /// Sets worth more than this.
    pub above: f64,
    /// Whether each set found raises the threshold to what it is worth.
    pub best: bool,
    /// Most sets kept and sets looked at.
    pub limit: (usize, u64),
    /// Once true, the search ends.
    pub stop: &'a AtomicBool,
}

/// Finds connected sets that keep the rules; `weight` is the most each village adds, prices taken off.
pub(in super::super) fn search(group: &Group, weight: Vec<f64>, quest: Quest) -> Found {
    let mut order: Vec<u32> = (0..group.n() as u32).collect();
    order.sort_by(|&a, &b| {
        let descending = weight[b as usize].total_cmp(&weight[a as usize]);
        descending.then(a.cmp(&b))
    });
    let mut rank = vec![0; group.n()];
    for (place, &i) in order.iter().enumerate() {
        rank[i as usize] = place as u32;
    }
    let mut search = Search {
        weight,
        rank,
        place: vec![Place::Free; group.n()],
        centres: group.reach.as_ref().map(|lists| Shared::new(lists)),
        near: group.near.as_ref().map(|lists| Shared::new(lists)),
        sums: vec![0.0; group.sums.len()],
        set: Vec::new(),
        steps: vec![0; group.n()],
        seen: vec![0; group.n()],
        tick: 0,
        reached: Vec::new(),
        best: Vec::new(),
        over: false,
        found: Found {
            sets: Vec::new(),
            left: f64::NEG_INFINITY,
            work: 0,
        },
        group,
        quest,
    };
    for (at, &root) in order.iter().enumerate() {
        // no set of this root or of those after it is worth more than the most promising villages left
        let left = order[at..].iter().take(quest.villages.1).enumerate();
        let hopes = left
            .map(|(taken, &i)| hope_or_none(search.weight[i as usize], taken < quest.villages.0));
        if hopes.sum::<f64>() <= search.quest.above {
            break;
        }
        search.take(root, 0.0, &[]);
        search.place[root as usize] = Place::Out;
    }
    search.found
}

#[derive(Clone, Copy, PartialEq)]
enum Place {
    Free,
    In,
    Out,
}

struct Search<'g> {
    group: &'g Group,
    quest: Quest<'g>,
    weight: Vec<f64>,
    rank: Vec<u32>,
    place: Vec<Place>,
    /// Villages that reach all members.
    centres: Option<Shared>,
    /// Villages near all members.
    near: Option<Shared>,
    /// Sums of the members.
    sums: Vec<f64>,
    set: Vec<u32>,
    /// Steps from the set to each village seen at the last tick.
    steps: Vec<u32>,
    seen: Vec<u32>,
    tick: u32,
    reached: Vec<u32>,
    best: Vec<Reached>,
    /// Whether a limit or the stop ended the search.
    over: bool,
    found: Found,
}

impl Search<'_> {
    /// Takes a village in and looks at all sets that hold the present one, it, and free villages; then gives it back.
    fn take(&mut self, i: u32, value: f64, frontier: &[u32]) {
        if !self.may_take(i) {
            return;
        }
        let value = value + self.gain(i);
        self.place[i as usize] = Place::In;
        self.set.push(i);
        for (sum, limit) in self.sums.iter_mut().zip(&self.group.sums) {
            *sum += limit.amount[i as usize];
        }
        let shared = [&mut self.centres, &mut self.near];
        shared
            .into_iter()
            .flatten()
            .for_each(|shared| shared.push(i));

        let mut frontier = frontier.to_vec();
        for &j in self.group.neighbours(i) {
            if self.place[j as usize] == Place::Free && !frontier.contains(&j) {
                frontier.push(j);
            }
        }
        self.grow(value, frontier);

        let shared = [&mut self.centres, &mut self.near];
        shared.into_iter().flatten().for_each(Shared::pop);
        for (sum, limit) in self.sums.iter_mut().zip(&self.group.sums) {
            *sum -= limit.amount[i as usize];
        }
        self.set.pop();
        self.place[i as usize] = Place::Free;
    }

    fn grow(&mut self, value: f64, mut frontier: Vec<u32>) {
        self.found.work += 1;
        let (least, most) = self.quest.villages;
        if self.set.len() >= least && value > self.quest.above && self.is_whole() {
            self.keep(value);
        }
        let room = most - self.set.len();
        if room == 0 {
            return;
        }
        let wanted = self.quest.above - value;
        if self.most_more(&frontier, room, Some(wanted)) <= wanted {
            return;
        }
        // what was reached, most promising first; children look for it, too
        let reached = std::mem::take(&mut self.best);
        frontier.sort_unstable_by_key(|&j| self.rank[j as usize]);
        for (at, &i) in frontier.iter().enumerate() {
            if self.is_over() {
                let more = self.most_more(&frontier[at..], room, None);
                self.found.left = self.found.left.max(value + more);
                break;
            }
            // not `value + more`, whose rounding could call a bound that is above it not so
            if self.most_with(i, &reached, room) > self.quest.above - value {
                self.take(i, value, &frontier[at + 1..]);
            }
            self.place[i as usize] = Place::Out;
        }
        for &j in &frontier {
            self.place[j as usize] = Place::Free;
        }
        self.best = reached;
    }

    /// No more than this a village of the frontier adds with up to `room` - 1 others of those reached, most promising first.
    fn most_with(&self, i: u32, reached: &[Reached], room: usize) -> f64 {
        let must = self.quest.villages.0.saturating_sub(self.set.len() + 1);
        let others = reached.iter().filter(|one| {
            let j = one.village;
            j != i && self.place[j as usize] == Place::Free
        });
        let others = others.take(room - 1).enumerate();
        self.hope(i)
            + others
                .map(|(taken, one)| hope_or_none(one.hope, taken < must))
                .sum::<f64>()
    }

    /// Whether the search ends here; once it does, it does everywhere.
    fn is_over(&mut self) -> bool {
        self.over |= self.found.work >= self.quest.limit.1
            || self.found.sets.len() >= self.quest.limit.0
            || (self.found.work.is_multiple_of(256) && self.quest.stop.load(Relaxed));
        self.over
    }

    fn keep(&mut self, value: f64) {
        if self.quest.best {
            self.quest.above = value;
        }
        if self.found.sets.len() < self.quest.limit.0 {
            self.found.sets.push((value, self.set.clone()));
        } else {
            self.found.left = self.found.left.max(value);
        }
    }

    /// Whether the members keep what only a whole set can: a centre among them, and the least sums.
    fn is_whole(&self) -> bool {
        let centred = |shared: &Shared| self.set.iter().any(|&i| shared.holds(i));
        let mut sums = self.sums.iter().zip(&self.group.sums);
        self.centres.as_ref().is_none_or(centred) && sums.all(|(&sum, limit)| limit.is_enough(sum))
    }

    /// Whether the rules let the village join the members.
    fn may_take(&self, i: u32) -> bool {
        let mut sums = self.sums.iter().zip(&self.group.sums);
        self.near.as_ref().is_none_or(|near| near.holds(i))
            && self.centres.as_ref().is_none_or(|centres| centres.meets(i))
            && sums.all(|(sum, limit)| limit.has_room(sum + limit.amount[i as usize]))
    }

    /// What the village adds to the value of the set.
    fn gain(&self, i: u32) -> f64 {
        let borders = self.group.neighbours(i).iter().zip(self.group.borders(i));
        borders.fold(self.weight[i as usize], |gain, (&j, border)| {
            if self.place[j as usize] == Place::In {
                gain + border
            } else {
                gain - border
            }
        })
    }

    /// The most the village can add, whichever free villages come with it.
    fn hope(&self, i: u32) -> f64 {
        let borders = self.group.neighbours(i).iter().zip(self.group.borders(i));
        borders.fold(self.weight[i as usize], |hope, (&j, border)| {
            match self.place[j as usize] {
                Place::In => hope + border,
                Place::Free => hope,
                Place::Out => hope - border,
            }
        })
    }

    /// No more than this up to `room` free villages reached through the frontier add. With `wanted` it only says whether that is above it: what is above
    /// may be less than the most.
    fn most_more(&mut self, frontier: &[u32], room: usize, wanted: Option<f64>) -> f64 {
        let mut reached = std::mem::take(&mut self.reached);
        self.reach(frontier, room, &mut reached);
        let more = if self.has_enough(&reached, room) {
            self.best_of(&reached, room, wanted)
        } else {
            f64::NEG_INFINITY
        };
        self.reached = reached;
        more
    }

    /// Lists the free villages within `room` steps of the set, nearest first.
    fn reach(&mut self, frontier: &[u32], room: usize, reached: &mut Vec<u32>) {
        self.tick += 1;
        reached.clear();
        for &j in frontier {
            self.meet(j, 1, reached);
        }
        let mut next = 0;
        while let Some(&i) = reached.get(next) {
            next += 1;
            let steps = self.steps[i as usize];
            if steps as usize == room {
                break;
            }
            for &j in self.group.neighbours(i) {
                self.meet(j, steps + 1, reached);
            }
        }
    }

    fn meet(&mut self, j: u32, steps: u32, reached: &mut Vec<u32>) {
        let at = j as usize;
        if self.place[at] == Place::Free && self.seen[at] != self.tick {
            self.seen[at] = self.tick;
            if self.may_take(j) {
                self.steps[at] = steps;
                reached.push(j);
            }
        }
    }

    /// Whether up to `room` of them can bring the set to its least sums and size.
    fn has_enough(&self, reached: &[u32], room: usize) -> bool {
        let sums = self.sums.iter().zip(&self.group.sums);
        let mut asked = sums.filter(|(_, limit)| limit.least > f64::NEG_INFINITY);
        self.set.len() + reached.len() >= self.quest.villages.0
            && asked.all(|(&sum, limit)| {
                let mut amounts: Vec<f64> =
                    reached.iter().map(|&i| limit.amount[i as usize]).collect();
                amounts.sort_unstable_by(|a, b| b.total_cmp(a));
                limit.is_enough(sum + amounts.iter().take(room).sum::<f64>())
            })
    }

    fn best_of(&mut self, reached: &[u32], room: usize, wanted: Option<f64>) -> f64 {
        let farthest = reached.last().map_or(0, |&i| self.steps[i as usize]);
        let mut best = std::mem::take(&mut self.best);
        best.clear();
        let borders = self.group.has_borders();
        let hope = |&i: &u32| match borders {
            true => self.hope(i),
            false => self.weight[i as usize],
        };
        best.extend(reached.iter().map(|i| Reached {
            village: *i,
            hope: hope(i),
            rank: self.rank[*i as usize],
            steps: self.steps[*i as usize],
        }));
        let more = self.best_with_steps(&mut best, farthest, room, wanted);
        self.best = best;
        more
    }

    fn best_with_steps(
        &self,
        best: &mut [Reached],
        farthest: u32,
        room: usize,
        wanted: Option<f64>,
    ) -> f64 {
        // most bounds end with the first few, so the rest is sorted only when it is asked for
        if best.len() > room {
            best.select_nth_unstable_by(room - 1, Reached::descending);
        }
        let (first, rest) = best.split_at_mut(room.min(best.len()));
        first.sort_unstable_by(Reached::descending);
        // a set that is too small must take what lowers it, too
        let must = self.quest.villages.0.saturating_sub(self.set.len());
        let hopes = first.iter().enumerate();
        let simple: f64 = hopes
            .map(|(taken, one)| hope_or_none(one.hope, taken < must))
            .sum();
        if wanted.is_some_and(|wanted| simple <= wanted) {
            return simple;
        }
        rest.sort_unstable_by(Reached::descending);
        let mut most = f64::NEG_INFINITY;
        for depth in 1..=farthest {
            most = most.max(with_steps(best, room, depth));
            if wanted.is_some_and(|wanted| most > wanted) {
                break;
            }
        }
        most.min(simple)
    }
}

/// A free village near the set.
struct Reached {
    village: u32,
    hope: f64,
    rank: u32,
    steps: u32,
}

impl Reached {
    /// The most promising first.
    fn descending(&self, other: &Self) -> Ordering {
        let descending = other.hope.total_cmp(&self.hope);
        descending.then(self.rank.cmp(&other.rank))
    }
}

/// What a village adds to a bound; where it need not be taken, nothing rather than less.
fn hope_or_none(hope: f64, must: bool) -> f64 {
    if must { hope } else { hope.max(0.0) }
}

/// The most that up to `room` villages no farther than `depth` add, one at each step up to it; they come most promising first.
fn with_steps(best: &[Reached], room: usize, depth: u32) -> f64 {
    // steps beyond the mask are not asked for, which only loosens the bound
    let mut missing = depth.min(63) as usize;
    let mut spare = room - missing;
    let (mut met, mut total) = (0_u64, 0.0);
    for &Reached { hope, steps, .. } in best.iter().filter(|one| one.steps <= depth) {
        let bit = 1 << (steps - 1).min(62);
        if met & bit == 0 {
            met |= bit;
            missing -= 1;
            total += hope;
        } else if spare > 0 && hope > 0.0 {
            spare -= 1;
            total += hope;
        } else if missing == 0 {
            break;
        }
    }
    total
}

/// What the lists of all members have in common, as bits.
struct Shared {
    words: usize,
    /// n x words: each village's list.
    lists: Vec<u64>,
    /// The common part after each member, all of them first.
    common: Vec<u64>,
}

impl Shared {
    fn new(lists: &[Vec<u32>]) -> Self {
        let words = lists.len().div_ceil(64);
        let mut bits = vec![0; words * lists.len()];
        for (i, list) in lists.iter().enumerate() {
            for &j in list {
                bits[i * words + j as usize / 64] |= 1 << (j % 64);
            }
        }
        Self {
            words,
            lists: bits,
            common: vec![u64::MAX; words],
        }
    }

    fn of(&self, i: u32) -> &[u64] {
        &self.lists[i as usize * self.words..][..self.words]
    }

    fn last(&self) -> &[u64] {
        &self.common[self.common.len() - self.words..]
    }

    fn push(&mut self, i: u32) {
        for word in 0..self.words {
            let before = self.common[self.common.len() - self.words];
            let list = self.lists[i as usize * self.words + word];
            self.common.push(before & list);
        }
    }

    fn pop(&mut self) {
        self.common.truncate(self.common.len() - self.words);
    }

    fn holds(&self, i: u32) -> bool {
        self.last()[i as usize / 64] >> (i % 64) & 1 == 1
    }

    /// Whether the list of i and the common part have a village in common.
    fn meets(&self, i: u32) -> bool {
        self.of(i).iter().zip(self.last()).any(|(a, b)| a & b != 0)
    }
}
