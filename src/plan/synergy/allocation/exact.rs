//! Branch and bound (Land and Doig 1960, doi:10.2307/1910129) over single placements, with prices as the bound.

use super::climb::{Climbed, Ground, climb};
use super::field::Field;
use super::price::Fix;
use super::rows::Rows;
use super::search::mend;
use super::state::State;

/// Where the search ended.
pub(super) struct Ended {
    /// The best choice.
    pub taken: Vec<bool>,
    /// No plan gains more.
    pub bound: f64,
    pub work: u64,
}

/// Rounds of prices at a node.
const ROUNDS: u64 = 8;

/// A part of the plans that is still open.
struct Node {
    fix: Vec<(u32, bool)>,
    price: Vec<f64>,
    bound: f64,
    often: Vec<f32>,
}

/// Looks for better plans than `taken` until none is left or `most` rounds of prices were made; depth first, what is chosen more often first.
pub(super) fn prove(
    field: &Field,
    rows: &Rows,
    taken: &[bool],
    root: &Climbed,
    most: u64,
) -> Ended {
    let mut best = State::of(field, rows, taken);
    let mut stack = vec![Node {
        fix: Vec::new(),
        price: root.price.clone(),
        bound: root.bound,
        often: root.often.clone(),
    }];
    let mut work = 0;
    let mut fix = vec![Fix::Free; field.len()];
    let closes = |bound: f64, worth: f64| bound <= worth * (1.0 + 1e-10);
    while let Some(mut node) = stack.pop() {
        if closes(node.bound, best.worth) {
            continue;
        }
        if work >= most {
            stack.push(node);
            break;
        }
        fix.fill(Fix::Free);
        for &(j, chosen) in &node.fix {
            fix[j as usize] = if chosen { Fix::In } else { Fix::Out };
        }
        if !shut(field, rows, &mut fix) {
            continue;
        }
        let ground = Ground {
            field,
            rows,
            fix: &fix,
        };
        let known = best.worth;
        let climbed = climb(ground, &node.price, ROUNDS, known, |made, chosen, price| {
            if made == 1 {
                let mut state = State::of(field, rows, chosen);
                mend(&mut state, price);
                if state.keeps() && state.worth > best.worth {
                    best = state;
                }
            }
            best.worth
        });
        work += climbed.rounds;
        node.bound = node.bound.min(climbed.bound);
        if closes(node.bound, best.worth) {
            continue;
        }
        if !node.fix.is_empty() {
            node.often = climbed.often;
        }
        // the least settled offer; when all are settled the first that is free
        let half = |j: &usize| (node.often[*j] - 0.5).abs();
        let free = (0..field.len()).filter(|&j| fix[j] == Fix::Free);
        let Some(j) = free.min_by(|a, b| half(a).total_cmp(&half(b)).then(a.cmp(b))) else {
            // nothing is left to decide: this is one choice
            let chosen: Vec<bool> = fix.iter().map(|&f| f == Fix::In).collect();
            let state = State::of(field, rows, &chosen);
            if state.keeps() && state.worth > best.worth {
                best = state;
            }
            continue;
        };
        let likely = node.often[j] >= 0.5;
        for chosen in [!likely, likely] {
            let mut fix = node.fix.clone();
            fix.push((j as u32, chosen));
            stack.push(Node {
                fix,
                price: climbed.price.clone(),
                bound: node.bound,
                often: node.often.clone(),
            });
        }
    }
    let left = stack
        .iter()
        .map(|node| node.bound)
        .fold(f64::NEG_INFINITY, f64::max);
    Ended {
        bound: left.max(best.worth),
        taken: best.taken,
        work,
    }
}

/// Shuts out what does not fit beside what is fixed; whether the fixed ones fit, and the floors can still be reached.
fn shut(field: &Field, rows: &Rows, fix: &mut [Fix]) -> bool {
    let mut used = vec![0.0; rows.limit.len()];
    for j in (0..fix.len()).filter(|&j| fix[j] == Fix::In) {
        rows.each(
            field.fund[j],
            field.region[j],
            field.cost[j],
            |row, size| used[row] += size,
        );
    }
    if (0..rows.upper).any(|row| !rows.keeps(row, used[row])) {
        return false;
    }
    let mut reach = used.clone();
    for (j, own) in fix.iter_mut().enumerate() {
        if *own != Fix::Free {
            continue;
        }
        let mut fits = true;
        rows.each(
            field.fund[j],
            field.region[j],
            field.cost[j],
            |row, size| {
                fits &= rows.has_room(row, used[row], size);
            },
        );
        if fits {
            rows.each(
                field.fund[j],
                field.region[j],
                field.cost[j],
                |row, size| reach[row] += size,
            );
        } else {
            *own = Fix::Out;
        }
    }
    (rows.upper..rows.limit.len()).all(|row| rows.keeps(row, reach[row]))
}
