//! Destroy and repair: patches are peeled or dropped, grown again and kept when the cover is not much worse.

use super::bound::Relaxation;
use super::group::Group;
use super::grow::{Patch, State};
use super::{Problem, start};
use crate::base::study::types::Effort;
use rand::rngs::ChaCha8Rng;
use rand::{RngExt, SeedableRng};
use std::sync::atomic::Ordering::Relaxed;

/// Orders of lock-ins tried for each first answer.
const ORDERS: usize = 200;

/// Work allowed on one group.
struct Budget {
    /// Seeds grown for each area of a first answer.
    seeds: usize,
    /// First answers, each searched on.
    starts: usize,
    /// Repairs for each area and start.
    repairs: usize,
}

fn budget(effort: Effort) -> Budget {
    match effort {
        Effort::Quick => Budget {
            seeds: 12,
            starts: 1,
            repairs: 60,
        },
        Effort::Normal | Effort::Certify => Budget {
            seeds: 24,
            starts: 2,
            repairs: 150,
        },
    }
}

/// The best patches found for one group, and the work spent; none when no arrangement was found that covers the lock-ins.
pub(super) fn run(
    problem: &Problem,
    group: &Group,
    areas: usize,
    relaxation: &Relaxation,
) -> (Option<Vec<Vec<u32>>>, u64) {
    let (least, max) = problem.villages;
    let budget = budget(problem.effort);
    let mut rng = ChaCha8Rng::seed_from_u64(problem.seed);
    rng.set_stream(u64::from(group.id));
    let patches = areas.min(group.n() / least).min(usize::from(u16::MAX) - 1);
    let mut search = Search {
        state: State::new(group, max, patches),
        least,
        seeds: relaxation.seeds(),
        best: Vec::new(),
        best_value: f64::NEG_INFINITY,
        work: 0,
    };
    let must_cover = group.locked.contains(&true);
    // which area holds which lock-in is settled by the start, so there are more of them
    let starts = budget.starts * if must_cover { 4 } else { 1 };
    for round in 0..starts {
        if problem.stop.load(Relaxed) && search.best_value > f64::NEG_INFINITY {
            break;
        }
        if must_cover && !search.restart(&mut rng) {
            break;
        }
        let noise = if round == 0 { 0.0 } else { 0.3 };
        search.begin(budget.seeds, noise, &mut rng);
        if search.best_value >= relaxation.simple * (1.0 - 1e-12) {
            break;
        }
        search.anneal(budget.repairs * patches, &mut rng);
    }
    let found = search.best_value > f64::NEG_INFINITY;
    (found.then(|| search.finish()), search.work)
}

struct Search<'g> {
    state: State<'g>,
    least: usize,
    seeds: Vec<u32>,
    best: Vec<Patch>,
    best_value: f64,
    work: u64,
}

impl Search<'_> {
    /// Covers the lock-ins anew; false when none of the orders tried does.
    fn restart(&mut self, rng: &mut ChaCha8Rng) -> bool {
        let group = self.state.group;
        let locked: Vec<u32> = (0..group.n() as u32)
            .filter(|&i| group.locked[i as usize])
            .collect();
        let patches: Vec<usize> = (0..self.state.patches.len()).collect();
        (0..ORDERS).any(|_| {
            self.work += 1;
            start::cover(&mut self.state, &patches, locked.clone(), self.least, rng)
        })
    }

    /// A first answer: free patches are filled anew, those with lock-ins grown.
    fn begin(&mut self, tries: usize, noise: f64, rng: &mut ChaCha8Rng) {
        for a in 0..self.state.patches.len() {
            if !self.state.holds_lock(a) {
                self.state.clear(a);
            }
        }
        start::fill(&mut self.state, self.least, &self.seeds, tries, noise, rng);
        self.work += (tries * self.state.patches.len()) as u64;
        self.keep();
    }

    /// Remembers the state when it is the best so far.
    fn keep(&mut self) {
        let whole = |a: usize| {
            self.state.patches[a].members.is_empty() || self.state.is_whole(a, self.least)
        };
        let value = self.state.total();
        if value <= self.best_value || !(0..self.state.patches.len()).all(whole) {
            return;
        }
        self.best_value = value;
        self.best.clone_from(&self.state.patches);
    }

    /// The best patches, rid of what adds nothing.
    fn finish(&mut self) -> Vec<Vec<u32>> {
        for a in 0..self.state.patches.len() {
            self.state.clear(a);
        }
        for (a, patch) in std::mem::take(&mut self.best).into_iter().enumerate() {
            self.state.restore(a, patch);
            self.state.trim(a, self.least);
            if self.state.value(a) <= 0.0 && !self.state.holds_lock(a) {
                self.state.clear(a);
            }
        }
        let patches = std::mem::take(&mut self.state.patches);
        let members = patches.into_iter().map(|patch| patch.members);
        members.filter(|members| !members.is_empty()).collect()
    }

    /// Repairs under a threshold that falls to nothing.
    fn anneal(&mut self, repairs: usize, rng: &mut ChaCha8Rng) {
        let patches = self.state.patches.len();
        if patches == 0 {
            return;
        }
        let mut need = self.state.total();
        for step in 0..repairs {
            let left = 1.0 - step as f64 / repairs as f64;
            let a = rng.random_range(0..patches);
            let b = rng.random_range(0..patches);
            let before = [
                (a, self.state.patches[a].clone()),
                (b, self.state.patches[b].clone()),
            ];
            let covered = self.pair_value(a, b);
            let whole = self.repair(a, b, rng);
            self.work += 1;
            let after = need - covered + self.pair_value(a, b);
            let allowed = 0.02 * left * left * need * rng.random::<f64>();
            if whole && after >= need - allowed {
                need = after;
                if need > self.best_value {
                    self.keep();
                }
            } else {
                self.state.clear(a);
                self.state.clear(b);
                for (a, patch) in before {
                    self.state.restore(a, patch);
                }
            }
        }
    }

    fn pair_value(&self, a: usize, b: usize) -> f64 {
        self.state.value(a) + if a == b { 0.0 } else { self.state.value(b) }
    }

    /// Peels or drops one or two patches and grows them again; false when one ends too small.
    fn repair(&mut self, a: usize, b: usize, rng: &mut ChaCha8Rng) -> bool {
        let state = &mut self.state;
        let noise = if rng.random_bool(0.5) { 0.0 } else { 0.5 };
        let drop = rng.random_bool(0.15);
        let patches = if a == b { vec![a] } else { vec![a, b] };
        let members = patches.iter().flat_map(|&a| &state.patches[a].members);
        let locked: Vec<u32> = members
            .copied()
            .filter(|&i| state.group.locked[i as usize])
            .collect();
        if drop && !locked.is_empty() && !start::cover(state, &patches, locked, self.least, rng) {
            return false;
        }
        for a in patches {
            let size = state.patches[a].members.len();
            if size == 0 || (drop && !state.holds_lock(a)) {
                state.clear(a);
                let free = self.seeds.iter().filter(|&&i| state.is_free(i));
                let pick = pick_early(free.count(), rng);
                let Some(&seed) = self.seeds.iter().filter(|&&i| state.is_free(i)).nth(pick) else {
                    return false;
                };
                state.open(a, seed);
            } else {
                state.peel(a, rng.random_range(1..=size.div_ceil(2)), rng);
                state.move_centre(a, rng);
            }
        }
        if a != b && rng.random_bool(0.5) {
            let mut growing = true;
            while growing {
                growing = false;
                for a in [a, b] {
                    if state.patches[a].members.len() < state.max {
                        growing |= state.grow_once(a, noise, rng);
                    }
                }
            }
        }
        for a in [a, b] {
            state.grow(a, noise, rng);
            state.improve(a);
            if state.group.has_borders() {
                state.trim(a, self.least);
            }
            if !state.is_whole(a, self.least) {
                if state.holds_lock(a) {
                    return false;
                }
                state.clear(a);
            }
        }
        true
    }
}

/// A position below `count`, early ones likelier.
fn pick_early(count: usize, rng: &mut ChaCha8Rng) -> usize {
    let u: f64 = rng.random();
    (u * u * count as f64) as usize
}
