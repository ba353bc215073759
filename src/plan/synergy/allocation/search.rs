//! The search of a plan with its bound.

use super::climb::{Climbed, Ground, climb};
use super::exact;
use super::field::Field;
use super::fill::{Weight, fill, trim};
use super::floors::raise;
use super::rows::Rows;
use super::state::State;
use super::swap::swap;
use crate::error::Result;

/// A plan and what is known of it.
pub(super) struct Searched {
    /// Offers taken, as positions in the problem.
    pub plan: Vec<u32>,
    pub bound: f64,
    /// A price a row that proves `ceiling`.
    pub prices: Vec<f64>,
    pub ceiling: f64,
    /// Whether an exact search was made.
    pub exact: bool,
    pub work: u64,
}

/// Looks at offers and slots that raising prices may take.
const LOOKS: f64 = 8e7;
/// Offers and slots of the widest problem that is searched exactly.
const WIDE: f64 = 5_000.0;
/// Looks of branch and bound.
const EXACT: f64 = 4e6;

/// A first plan: floors, then gain by share of money; floors that it misses are lowered to what it reaches.
pub(super) fn start(field: &Field, rows: &mut Rows) -> Vec<u32> {
    let weight = Weight::new(rows, &vec![0.0; rows.limit.len()]);
    let (plan, used) = {
        let mut state = State::new(field, rows);
        raise(&mut state, &weight);
        fill(&mut state, &weight);
        (field.chosen(&state.taken), state.used)
    };
    for (limit, used) in rows.limit.iter_mut().zip(used).skip(rows.upper) {
        *limit = limit.min(used);
    }
    plan
}

/// Searches from plans that keep the rows.
///
/// # Errors
/// An engine error when none of the plans keeps them.
pub(super) fn search(field: &Field, rows: &Rows, plans: Vec<Vec<u32>>) -> Result<Searched> {
    let mut best: Option<State> = None;
    for plan in plans {
        let state = State::of(field, rows, &field.marks(&plan));
        if state.keeps() {
            better(&mut best, state);
        }
    }
    let mut best = best.ok_or_else(|| {
        crate::error::Error::engine("no start of the allocation keeps its limits")
    })?;
    let size = (field.len() + field.slots.len()).max(1) as f64;
    let rounds = (LOOKS / size).clamp(40.0, 400.0) as u64;
    // a better choice is looked for at a few prices only where that is long
    let every = if size > 2e4 { rounds / 6 } else { 5 };
    let mut work = 0;
    let ground = Ground {
        field,
        rows,
        fix: &[],
    };
    let first = prices(&best);
    let climbed: Climbed = climb(ground, &first, rounds, best.worth, |made, taken, price| {
        if made % every == 0 {
            let mut state = State::of(field, rows, taken);
            mend(&mut state, price);
            if state.keeps() && state.worth > best.worth {
                best = state;
            }
        }
        best.worth
    });
    work += climbed.rounds;
    let look = (2e7 / size).clamp(40.0, 2000.0) as usize;
    let before = best.worth;
    work += swap(&mut best, &climbed.price, look, 4);
    let mut state = State::of(field, rows, &best.taken);
    mend(&mut state, &climbed.price);
    if state.keeps() && state.worth > best.worth {
        best = state;
    }
    debug_assert!(best.worth >= before * (1.0 - 1e-9));
    let plan = field.chosen(&best.taken);
    let mut found = Searched {
        bound: climbed.bound,
        ceiling: climbed.bound,
        prices: climbed.price.clone(),
        exact: false,
        plan,
        work,
    };
    if size <= WIDE {
        let ended = exact::prove(field, rows, &best.taken, &climbed, (EXACT / size) as u64);
        found.plan = field.chosen(&ended.taken);
        found.bound = found.bound.min(ended.bound);
        found.work += ended.work;
        found.exact = true;
    }
    Ok(found)
}

fn better<'a>(best: &mut Option<State<'a>>, state: State<'a>) {
    if best.as_ref().is_none_or(|best| state.worth > best.worth) {
        *best = Some(state);
    }
}

/// A choice at prices made a plan: trimmed to its limits, raised to its floors, filled.
pub(super) fn mend(state: &mut State, price: &[f64]) {
    let weight = Weight::new(state.rows, price);
    trim(state, &weight);
    raise(state, &weight);
    fill(state, &weight);
}

/// Prices to start from: the least gain by money that a full fund still takes.
fn prices(state: &State) -> Vec<f64> {
    let (field, rows) = (state.field, state.rows);
    let mut price = vec![0.0; rows.limit.len()];
    let mut worst = vec![f64::INFINITY; rows.funds];
    let mut left = vec![false; rows.funds];
    for j in 0..field.len() {
        let fund = field.fund[j] as usize;
        if state.taken[j] && field.cost[j] > 0.0 {
            worst[fund] = worst[fund].min(state.loss(j) / field.cost[j]);
        }
        left[fund] |= !state.taken[j];
    }
    for fund in 0..rows.funds {
        if left[fund] && worst[fund].is_finite() {
            price[fund] = worst[fund];
        }
    }
    price
}
