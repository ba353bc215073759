//! Greedy choices: what gains most for its money is taken, what gains least is left.

use super::rows::Rows;
use super::state::State;
use rayon::prelude::*;
use std::cmp::Ordering;
use std::collections::BinaryHeap;

/// What an offer weighs against its gain: its price, and a little of its share of the fund, so that what is free of charge is not free of size.
pub(super) struct Weight {
    price: Vec<f64>,
    small: f64,
}

impl Weight {
    /// By prices a row.
    pub fn new(rows: &Rows, price: &[f64]) -> Self {
        let paid: f64 = (0..rows.funds)
            .map(|fund| price[fund] * rows.limit[fund])
            .sum();
        Self {
            price: price[..rows.upper].to_vec(),
            small: if paid > 0.0 {
                1e-3 * paid / rows.funds as f64
            } else {
                1.0
            },
        }
    }

    pub fn of(&self, state: &State, j: usize) -> f64 {
        let (field, rows) = (state.field, state.rows);
        let fund = field.fund[j] as usize;
        let share = field.cost[j] / rows.limit[fund].max(f64::MIN_POSITIVE);
        let mut weight = self.small * (share + 1e-9);
        rows.each(
            field.fund[j],
            field.region[j],
            field.cost[j],
            |row, size| {
                if row < rows.upper {
                    weight += self.price[row] * size;
                }
            },
        );
        weight
    }
}

/// An offer that waits to be taken.
struct Waiting {
    key: f64,
    j: usize,
}

impl PartialEq for Waiting {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}
impl Eq for Waiting {}
impl PartialOrd for Waiting {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Waiting {
    fn cmp(&self, other: &Self) -> Ordering {
        self.key.total_cmp(&other.key).then(other.j.cmp(&self.j))
    }
}

/// Takes offers that fit, the greatest gain by weight first, until none is left.
pub(super) fn fill(state: &mut State, weight: &Weight) {
    let key = |state: &State, j: usize| state.gain(j) / weight.of(state, j);
    let open = (0..state.field.len()).filter(|&j| !state.taken[j] && state.fits(j));
    let mut waiting: Vec<Waiting> = open
        .map(|j| Waiting {
            key: key(state, j),
            j,
        })
        .collect();
    // one sorted list and a heap of what comes back: a heap of all would jump through memory
    waiting.par_sort_unstable();
    let (mut back, mut before) = (BinaryHeap::new(), Vec::new());
    while let Some(Waiting { key: old, j }) = next(&mut waiting, &mut back) {
        if state.taken[j] || !state.fits(j) {
            continue;
        }
        let now = key(state, j);
        if now <= 0.0 {
            continue;
        }
        if now < old {
            back.push(Waiting { key: now, j });
            continue;
        }
        // levers that meet lift what waits in the cell
        before.clear();
        before.extend(state.neighbours(j).map(|other| state.gain(other)));
        state.take(j);
        for (other, &before) in state.neighbours(j).zip(&before) {
            if state.gain(other) > before && !state.taken[other] && state.fits(other) {
                back.push(Waiting {
                    key: key(state, other),
                    j: other,
                });
            }
        }
    }
}

/// The greater of the last of a sorted list and the top of a heap.
fn next(list: &mut Vec<Waiting>, heap: &mut BinaryHeap<Waiting>) -> Option<Waiting> {
    match (list.last(), heap.peek()) {
        (Some(a), Some(b)) if b > a => heap.pop(),
        (None, _) => heap.pop(),
        _ => list.pop(),
    }
}

/// Leaves offers of rows that hold too much, the least loss by weight first; floors are not looked at.
pub(super) fn trim(state: &mut State, weight: &Weight) {
    let rows = state.rows;
    let over = |state: &State, j: usize| {
        let mut over = false;
        rows.each(
            state.field.fund[j],
            state.field.region[j],
            state.field.cost[j],
            |row, size| {
                over |= size > 0.0 && row < rows.upper && !rows.keeps(row, state.used[row]);
            },
        );
        over
    };
    let mut held: Vec<(f64, usize)> = (0..state.field.len())
        .filter(|&j| state.taken[j] && over(state, j))
        .map(|j| (state.loss(j) / weight.of(state, j), j))
        .collect();
    held.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    for (_, j) in held {
        if over(state, j) {
            state.leave(j);
        }
    }
}
