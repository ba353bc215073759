//! Local search: one placement of a fund for another of the same fund.

use super::price::Prices;
use super::state::State;

/// Swaps while that gains, among the offers of each fund that are nearest to the edge at these prices: taken ones that are hardly worth theirs, and
/// others that nearly are. `look` bounds both lists. Gives the moves looked at.
pub(super) fn swap(state: &mut State, price: &[f64], look: usize, passes: usize) -> u64 {
    let prices = Prices::new(state.rows, price);
    let mut work = 0;
    for _ in 0..passes {
        let mut better = false;
        let (mut held, mut open) = (
            vec![Vec::new(); state.rows.funds],
            vec![Vec::new(); state.rows.funds],
        );
        for j in 0..state.field.len() {
            let (fund, price) = (state.field.fund[j] as usize, prices.of(state.field, j));
            if state.taken[j] {
                held[fund].push((state.loss(j) - price, j));
            } else {
                open[fund].push((price - state.gain(j), j));
            }
        }
        for (mut held, mut open) in held.into_iter().zip(open) {
            for list in [&mut held, &mut open] {
                let by =
                    |a: &(f64, usize), b: &(f64, usize)| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1));
                if list.len() > look {
                    list.select_nth_unstable_by(look - 1, by);
                    list.truncate(look);
                }
                list.sort_unstable_by(by);
            }
            work += (held.len() * open.len()) as u64;
            better |= pairs(state, &held, &open);
        }
        if !better {
            break;
        }
    }
    work
}

fn pairs(state: &mut State, held: &[(f64, usize)], open: &[(f64, usize)]) -> bool {
    let mut better = false;
    for &(_, out) in held {
        let region = state.field.region[out];
        let lost = state.worth;
        state.leave(out);
        let mut best: Option<(f64, usize)> = None;
        for &(_, j) in open {
            if state.taken[j] || !state.fits(j) {
                continue;
            }
            // the money of the region must come back where the floor lacks it
            let row = state.rows.upper + region as usize;
            let back = if state.field.region[j] == region {
                state.field.cost[j]
            } else {
                0.0
            };
            if !state.rows.keeps(row, state.used[row] + back) {
                continue;
            }
            let gain = state.gain(j);
            if best.is_none_or(|(most, _)| gain > most) {
                best = Some((gain, j));
            }
        }
        let enough = |gain: f64| state.worth + gain > lost + 1e-11 * lost.abs();
        match best.filter(|(gain, _)| enough(*gain)) {
            Some((_, j)) => {
                state.take(j);
                better = true;
            }
            None => state.take(out),
        }
    }
    better
}
