//! Branch and bound over which sites open, best bound first; bounds are Lagrangian, so plain sums prove them.

use super::ascent::{self, Climbed};
use super::location::{Goal, Location, State};
use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::sync::Arc;

/// The best sites known.
#[derive(Debug, Clone)]
pub(super) struct Best {
    /// Ascending.
    pub open: Vec<u32>,
    /// Their cost; infinity while none are known.
    pub cost: f64,
}

impl Best {
    /// Takes other sites when they cost less.
    pub fn offer(&mut self, location: &Location, open: &[u32]) {
        if let Some(cost) = location.value(open)
            && cost < self.cost
        {
            (self.open, self.cost) = (open.to_vec(), cost);
        }
    }
}

/// How far to search.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    /// Rounds of pricing before any branch.
    pub root: u64,
    /// Rounds of pricing in all.
    pub rounds: u64,
}

/// How far a search came.
#[derive(Debug, Clone, Copy)]
pub(super) struct Searched {
    /// No plan costs less.
    pub bound: f64,
    /// Whether nothing is left to search.
    pub done: bool,
    /// Rounds of pricing made.
    pub rounds: u64,
}

struct Node {
    bound: f64,
    number: u64,
    state: Vec<State>,
    price: Arc<Vec<f64>>,
}

impl PartialEq for Node {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}
impl Eq for Node {}
impl PartialOrd for Node {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Node {
    fn cmp(&self, other: &Self) -> Ordering {
        (other.bound.total_cmp(&self.bound)).then(self.number.cmp(&other.number))
    }
}

/// Rounds of pricing in a node below the root.
const IN_NODE: u64 = 60;

/// Searches for sites that cost less than `best`; stops when the limits are reached, or as soon as it is known whether a cover has at
/// most `enough` sites.
pub(super) fn search(
    location: &Location,
    best: &mut Best,
    limits: Limits,
    enough: Option<f64>,
) -> Searched {
    let start = ascent::start(location, &best.open);
    let mut open = BinaryHeap::from([Node {
        bound: f64::NEG_INFINITY,
        number: 0,
        state: location.states(),
        price: Arc::new(start),
    }]);
    let (mut rounds, mut closed, mut number) = (0, f64::INFINITY, 0);
    // a cover of more than enough sites is as good as none
    let limit = |best: &Best| enough.map_or(best.cost, |e| best.cost.min(e + 1.0));
    while let Some(mut node) = open.pop() {
        let settled = enough.is_some_and(|e| best.cost <= e);
        let spent = number > 0 && rounds >= limits.rounds;
        if settled || spent {
            open.push(node);
            break;
        }
        if location.closes(node.bound, limit(best)) {
            closed = closed.min(node.bound);
            continue;
        }
        if location.is_hopeless(&node.state) {
            continue;
        }
        let most = if number == 0 { limits.root } else { IN_NODE };
        let known = limit(best);
        let climbed = ascent::climb(location, &node.price, &node.state, most, known, |sites| {
            // where each look costs a flow, one a node is enough
            if location.capacity.is_none() {
                best.offer(location, sites);
            }
            limit(best)
        });
        rounds += climbed.rounds;
        best.offer(location, &climbed.priced.chosen);
        let bound = node.bound.max(climbed.priced.bound);
        if location.closes(bound, limit(best)) {
            closed = closed.min(bound);
            number += 1;
            continue;
        }
        settle(location, &mut node.state, &climbed, limit(best));
        let Some(site) = branch_on(location, &mut node.state, &climbed) else {
            // every site is decided: the cost itself is the bound
            let sites = in_state(&node.state, State::Open);
            best.offer(location, &sites);
            closed = closed.min(location.value(&sites).unwrap_or(f64::INFINITY));
            number += 1;
            continue;
        };
        let price = Arc::new(climbed.price);
        for decided in [State::Closed, State::Open] {
            number += 1;
            let mut state = node.state.clone();
            state[site] = decided;
            open.push(Node {
                bound,
                number,
                state,
                price: Arc::clone(&price),
            });
        }
    }
    let left = open.iter().map(|node| node.bound).fold(closed, f64::min);
    Searched {
        bound: left.min(best.cost),
        done: open.is_empty(),
        rounds,
    }
}

fn in_state(state: &[State], wanted: State) -> Vec<u32> {
    let sites = (0_u32..).zip(state).filter(|(_, s)| **s == wanted);
    sites.map(|(j, _)| j).collect()
}

/// Decides sites whose other choice alone would lift the bound to the best cost.
fn settle(location: &Location, state: &mut [State], climbed: &Climbed, best: f64) {
    let priced = &climbed.priced;
    let chosen = location.marks(&priced.chosen);
    let free = |j: &usize| state[*j] == State::Free;
    let values = |taken: bool| {
        let sites = (0..state.len())
            .filter(free)
            .filter(|&j| chosen[j] == taken);
        sites.map(|j| priced.value[j]).collect::<Vec<f64>>()
    };
    let (last_in, first_out) = if location.goal == Goal::Cover {
        (0.0, 0.0)
    } else {
        let worst = values(true).into_iter().fold(f64::NEG_INFINITY, f64::max);
        (
            worst,
            values(false).into_iter().fold(f64::INFINITY, f64::min),
        )
    };
    let decided: Vec<(usize, State)> = (0..state.len())
        .filter(free)
        .filter_map(|j| {
            let value = priced.value[j];
            if chosen[j] {
                let without = priced.bound - value + first_out;
                location.closes(without, best).then_some((j, State::Open))
            } else {
                let with = priced.bound + value - last_in;
                location.closes(with, best).then_some((j, State::Closed))
            }
        })
        .collect();
    decided.into_iter().for_each(|(j, s)| state[j] = s);
}

/// The free site chosen nearest to half of the time; none when the number of sites decides the rest.
fn branch_on(location: &Location, state: &mut [State], climbed: &Climbed) -> Option<usize> {
    let free = in_state(state, State::Free);
    if location.goal != Goal::Cover {
        let open = in_state(state, State::Open).len();
        if open >= location.p || open + free.len() <= location.p {
            let rest = if open >= location.p {
                State::Closed
            } else {
                State::Open
            };
            free.iter().for_each(|&j| state[j as usize] = rest);
            return None;
        }
    }
    let off = |j: u32| (climbed.often[j as usize] - 0.5).abs();
    let best = free
        .into_iter()
        .min_by(|&a, &b| off(a).total_cmp(&off(b)).then(a.cmp(&b)));
    best.map(|j| j as usize)
}
