//! Better prices step by step: subgradients with Polyak's step (Held, Wolfe and Crowder 1974, doi:10.1007/BF01580223).

use super::field::Field;
use super::price::{Fix, choose, use_of};
use super::rows::Rows;

/// Where prices are raised.
#[derive(Clone, Copy)]
pub(super) struct Ground<'a> {
    pub field: &'a Field,
    pub rows: &'a Rows,
    /// What is fixed of each offer of the field; nothing when empty.
    pub fix: &'a [Fix],
}

/// Where an ascent ended.
pub(super) struct Climbed {
    /// A price a row at the best bound.
    pub price: Vec<f64>,
    pub bound: f64,
    /// How often each offer was chosen of late, 0 to 1.
    pub often: Vec<f32>,
    pub rounds: u64,
}

/// Rounds without a better bound after which steps get shorter.
const PATIENCE: u32 = 10;

/// Lowers the bound for at most `rounds` rounds, until it closes on `best`, the greatest known gain; `look` sees each choice with its prices and
/// gives the greatest gain known by then.
pub(super) fn climb(
    ground: Ground,
    start: &[f64],
    rounds: u64,
    mut best: f64,
    mut look: impl FnMut(u64, &[bool], &[f64]) -> f64,
) -> Climbed {
    let Ground { field, rows, fix } = ground;
    let mut taken = vec![false; field.len()];
    let mut often = vec![0.0_f32; field.len()];
    // prices move in shares of their limits, so that rupiah and villages weigh alike
    let size: Vec<f64> = rows
        .limit
        .iter()
        .map(|&l| if l > 0.0 { l } else { 1.0 })
        .collect();
    let mut price = start.to_vec();
    let mut top = (price.clone(), f64::INFINITY, Vec::new());
    let mut direction = vec![0.0; price.len()];
    let (mut length, mut waited, mut made) = (1.0, 0, 0);
    while made < rounds && length > 1e-4 {
        let bound = choose(field, rows, &price, fix, &mut taken);
        made += 1;
        if bound == f64::NEG_INFINITY {
            return Climbed {
                price,
                bound,
                often,
                rounds: made,
            };
        }
        let used = use_of(field, rows, &taken);
        for (often, &taken) in often.iter_mut().zip(&taken) {
            *often = 0.9 * *often + if taken { 0.1 } else { 0.0 };
        }
        best = best.max(look(made, &taken, &price));
        let gain = top.1 - bound;
        if gain > 0.0 {
            if gain > 1e-5 * bound.abs() {
                waited = 0;
            }
            top = (price.clone(), bound, used.clone());
        }
        if top.1 <= best * (1.0 + 1e-10) {
            break;
        }
        waited += 1;
        let used = if waited > PATIENCE {
            (length, waited) = (length * 0.6, 0);
            price.clone_from(&top.0);
            direction.fill(0.0);
            &top.2
        } else {
            &used
        };
        let bound = if waited == 0 { top.1 } else { bound };
        for row in 0..price.len() {
            let over = (used[row] - rows.limit[row]) / size[row];
            let slope = if row < rows.upper { over } else { -over };
            direction[row] = 0.7 * slope + 0.3 * direction[row];
            if direction[row] < 0.0 && price[row] <= 0.0 {
                direction[row] = 0.0;
            }
        }
        let square: f64 = direction.iter().map(|d| d * d).sum();
        if square <= 1e-18 {
            break;
        }
        let wanted = (bound - best).max(1e-6 * bound.abs());
        let step = length * wanted / square;
        for row in 0..price.len() {
            price[row] = (price[row] + step * direction[row] / size[row]).max(0.0);
        }
    }
    Climbed {
        price: top.0,
        bound: top.1,
        often,
        rounds: made,
    }
}
