//! Shares of regions (pemerataan): money at least in proportion to need.

use super::fill::Weight;
use super::state::State;
use std::cmp::Ordering;
use std::collections::{BTreeMap, BinaryHeap};

/// The least money of each of `regions`: `share` of what all money, spread as the need is, would give them.
///
/// Need is summed over levers and villages, times people; where it is not known it counts nothing.
pub fn floors(
    share: f64,
    money: f64,
    need: &[Vec<Option<f64>>],
    people: &[f64],
    region: &[u32],
    regions: usize,
) -> Vec<f64> {
    let mut of = vec![0.0; regions];
    for need in need {
        for ((need, people), &region) in need.iter().zip(people).zip(region) {
            of[region as usize] += need.unwrap_or(0.0) * people;
        }
    }
    let total: f64 = of.iter().sum();
    if total > 0.0 {
        of.iter_mut()
            .for_each(|need| *need = share * money * *need / total);
    }
    of
}

/// A region that lacks money.
struct Poor {
    /// Share of its floor that it has.
    share: f64,
    region: usize,
}

impl PartialEq for Poor {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}
impl Eq for Poor {}
impl PartialOrd for Poor {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Poor {
    /// The heap gives the poorest first.
    fn cmp(&self, other: &Self) -> Ordering {
        other
            .share
            .total_cmp(&self.share)
            .then(other.region.cmp(&self.region))
    }
}

/// Raises regions to their floors, the poorest first, one placement at a time: of the best gain by weight; where a limit is full, what is lost the
/// least in regions above their floors makes room.
pub(super) fn raise(state: &mut State, weight: &Weight) {
    let (field, rows) = (state.field, state.rows);
    let share = |state: &State, region: usize| {
        let row = rows.upper + region;
        (!rows.keeps(row, state.used[row])).then(|| state.used[row] / rows.limit[row])
    };
    let mut heap = BinaryHeap::new();
    for region in 0..rows.regions {
        heap.extend(share(state, region).map(|share| Poor { share, region }));
    }
    if heap.is_empty() {
        return;
    }
    let mut open = vec![Vec::new(); rows.regions];
    for Poor { region, .. } in &heap {
        open[*region].push((f64::INFINITY, usize::MAX));
    }
    for j in 0..field.len() {
        let list = &mut open[field.region[j] as usize];
        if !list.is_empty() && !state.taken[j] && field.cost[j] > 0.0 {
            list.push((state.gain(j) / weight.of(state, j), j));
        }
    }
    for list in &mut open {
        // the best last
        list.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)));
        list.pop();
    }
    let mut spare = Spare::default();
    while let Some(Poor { region, .. }) = heap.pop() {
        while let Some((_, j)) = open[region].pop() {
            if !state.taken[j] && spare.make_room(state, weight, j) {
                state.take(j);
                break;
            }
        }
        if !open[region].is_empty() {
            heap.extend(share(state, region).map(|share| Poor { share, region }));
        }
    }
}

/// What could be left for others, by the row that lacks room.
#[derive(Default)]
struct Spare {
    lists: BTreeMap<usize, Vec<(f64, usize)>>,
}

impl Spare {
    /// Leaves placements until an offer fits; whether it does.
    fn make_room(&mut self, state: &mut State, weight: &Weight, j: usize) -> bool {
        while let Some(row) = state.short(j) {
            if state.field.cost[j] > state.rows.limit[row] && row < state.rows.funds {
                return false;
            }
            let list = self
                .lists
                .entry(row)
                .or_insert_with(|| holders(state, weight, row));
            let region = state.field.region[j];
            let Some((_, other)) = list.pop() else {
                return false;
            };
            if state.taken[other] && state.field.region[other] != region && state.spare(other) {
                state.leave(other);
            }
        }
        true
    }
}

/// Offers taken that count to a row, the least loss by weight last.
fn holders(state: &State, weight: &Weight, row: usize) -> Vec<(f64, usize)> {
    let field = state.field;
    let counts = |j: usize| {
        let mut counts = false;
        state
            .rows
            .each(field.fund[j], field.region[j], field.cost[j], |at, size| {
                counts |= at == row && size > 0.0;
            });
        counts
    };
    let mut list: Vec<(f64, usize)> = (0..field.len())
        .filter(|&j| state.taken[j] && counts(j))
        .map(|j| (state.loss(j) / weight.of(state, j), j))
        .collect();
    list.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(b.1.cmp(&a.1)));
    list
}
