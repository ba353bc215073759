//! Searches that move one unit at a time from region to region: greedy, tabu and annealing.

use super::state::State;
use rand::RngExt;
use rand::rngs::ChaCha8Rng;
use rand::seq::SliceRandom;

/// How a search goes on where no single move is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Descent {
    /// It stops there (Openshaw 1977).
    Greedy,
    /// It takes the best move that does not undo one of the last (Glover 1977; Openshaw and Rao 1995).
    Tabu,
    /// It takes worse moves by chance, ever fewer (Kirkpatrick et al. 1983; Openshaw and Rao 1995).
    Annealing,
}

/// The best partition seen that keeps the floor.
pub(super) struct Best {
    pub label: Vec<u32>,
    pub cost: f64,
}

/// Improves a partition, starting from `label`; `None` when no partition on the way keeps the floor.
pub(super) fn improve(
    state: &mut State<'_>,
    descent: Descent,
    rng: &mut ChaCha8Rng,
) -> Option<Best> {
    let mut best = None;
    keep(state, &mut best);
    match descent {
        Descent::Greedy => {}
        Descent::Tabu => {
            greedy(state, rng);
            keep(state, &mut best);
            tabu(state, &mut best);
        }
        Descent::Annealing => anneal(state, &mut best, rng),
    }
    greedy(state, rng);
    keep(state, &mut best);
    best
}

/// Less than this is rounding.
const LITTLE: f64 = 1e-10;

fn keep(state: &State<'_>, best: &mut Option<Best>) {
    if state.lacks() > 0.0 {
        return;
    }
    let cost = state.cost();
    if best.as_ref().is_none_or(|best| cost < best.cost - LITTLE) {
        let label = state.label.clone();
        *best = Some(Best { label, cost });
    }
}

/// The regions that a unit has neighbours in, but for its own.
fn others(state: &State<'_>, i: u32, regions: &mut Vec<u32>) {
    let own = state.label[i as usize];
    regions.clear();
    for &j in state.neighbours(i) {
        let region = state.label[j as usize];
        if region != own && !regions.contains(&region) {
            regions.push(region);
        }
    }
}

/// Moves each unit to where it lowers the cost most, in random order, until no move lowers it.
fn greedy(state: &mut State<'_>, rng: &mut ChaCha8Rng) {
    let mut order: Vec<u32> = (0..state.label.len() as u32).collect();
    let mut regions = Vec::new();
    for _ in 0..PASSES {
        order.shuffle(rng);
        let mut moved = false;
        for &i in &order {
            others(state, i, &mut regions);
            if regions.is_empty() {
                continue;
            }
            let lost = state.without(i);
            let changes = regions.iter().map(|&r| (lost + state.within(i, r), r));
            let best = changes.min_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            if let Some((change, region)) = best
                && change < -LITTLE
                && state.can_leave(i)
            {
                state.put(i, region);
                moved = true;
            }
        }
        if !moved {
            return;
        }
    }
}

/// Passes over all units at most; each but the last lowers the cost.
const PASSES: usize = 200;

/// Moves that a unit may not go back to a region it left (GeoDa's length).
const TABU: usize = 10;

/// The best move each time, even a worse one, until this many have brought nothing better.
fn tabu(state: &mut State<'_>, best: &mut Option<Best>) {
    let n = state.label.len();
    let patience = (n / state.regions().max(1)).max(200);
    let mut left: Vec<(usize, u32, u32)> = Vec::new();
    let (mut regions, mut moves) = (Vec::new(), Vec::new());
    let (mut walked, mut lowest, mut since) = (0.0, 0.0, 0);
    let mut lowest_whole = if state.seems_whole() {
        0.0
    } else {
        f64::INFINITY
    };
    for step in 0.. {
        left.retain(|(until, ..)| *until > step);
        moves.clear();
        for i in 0..n as u32 {
            others(state, i, &mut regions);
            if regions.is_empty() {
                continue;
            }
            let lost = state.without(i);
            for &r in &regions {
                let change = lost + state.within(i, r);
                let barred = left
                    .iter()
                    .any(|(_, unit, region)| (*unit, *region) == (i, r));
                if !barred || walked + change < lowest - LITTLE {
                    moves.push((change, i, r));
                }
            }
        }
        moves.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then((a.1, a.2).cmp(&(b.1, b.2))));
        let Some(&(change, i, region)) = moves.iter().find(|&&(_, i, _)| state.can_leave(i)) else {
            return;
        };
        left.push((step + TABU, i, state.label[i as usize]));
        state.put(i, region);
        walked += change;
        since += 1;
        if walked < lowest - LITTLE {
            (lowest, since) = (walked, 0);
        }
        if walked < lowest_whole - LITTLE && state.seems_whole() {
            lowest_whole = walked;
            keep(state, best);
        }
        if since > patience {
            return;
        }
    }
}

/// Moves tried by annealing: this many a unit, but at least and at most so many.
const TRIES: usize = 100;
const FEWEST: usize = 200_000;
const MOST: usize = 10_000_000;
/// The last temperature, as a share of the first.
const COLD: f64 = 1e-3;

/// Random moves at the borders; a worse one is taken with probability exp(-change / temperature), which falls geometrically.
fn anneal(state: &mut State<'_>, best: &mut Option<Best>, rng: &mut ChaCha8Rng) {
    let n = state.label.len();
    let tries = (TRIES * n).clamp(FEWEST, MOST);
    let mut first = 0.0;
    let mut worse = 0;
    for _ in 0..SAMPLE {
        if let Some((i, region)) = at_random(state, rng) {
            let change = state.change(i, region);
            if change > 0.0 && change.is_finite() {
                first += change;
                worse += 1;
            }
        }
    }
    if worse == 0 {
        return;
    }
    let first = first / f64::from(worse) / 2.0;
    let cooling = COLD.powf(1.0 / tries as f64);
    let mut temperature = first;
    let (mut walked, mut lowest) = (0.0, f64::INFINITY);
    let (often, mut taken_moves) = ((n / 10).max(1), 0_usize);
    for _ in 0..tries {
        temperature *= cooling;
        let Some((i, region)) = at_random(state, rng) else {
            continue;
        };
        let change = state.change(i, region);
        let taken = change <= 0.0 || rng.random::<f64>() < (-change / temperature).exp();
        if !taken || !state.can_leave(i) {
            continue;
        }
        state.put(i, region);
        walked += change;
        taken_moves += 1;
        // near the end new lows are looked for now and then; before, moves soon lead below them
        if taken_moves.is_multiple_of(often)
            && walked < lowest - LITTLE
            && temperature < first * LATE
            && state.seems_whole()
        {
            lowest = walked;
            keep(state, best);
        }
    }
    keep(state, best);
}

/// Moves looked at to find the first temperature.
const SAMPLE: usize = 1000;
/// New lows count from this share of the first temperature.
const LATE: f64 = 0.05;

/// A random unit and the region of one of its neighbours, if that is another.
fn at_random(state: &State<'_>, rng: &mut ChaCha8Rng) -> Option<(u32, u32)> {
    let i = rng.random_range(0..state.label.len() as u32);
    let around = state.neighbours(i);
    if around.is_empty() {
        return None;
    }
    let region = state.label[around[rng.random_range(0..around.len())] as usize];
    (region != state.label[i as usize]).then_some((i, region))
}
