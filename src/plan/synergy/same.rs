//! Programmes that reach the same need.

use super::members::{ones, units};
use super::standing::Standing;
use rayon::prelude::*;

/// Two programmes of one lever, both of which stand somewhere.
#[derive(Debug, Clone, PartialEq)]
pub struct Same {
    /// The first, of lower number.
    pub a: u32,
    /// The second.
    pub b: u32,
    /// Their lever.
    pub lever: u32,
    /// Villages of each.
    pub held: [usize; 2],
    /// Villages of both.
    pub shared: usize,
    /// Of those, villages that need the lever.
    pub shared_needing: usize,
    /// Mean known need of the lever over the shared villages.
    pub shared_need: Option<f64>,
    /// Villages of either that need the lever.
    pub either_needing: usize,
    /// Villages that need the lever and have neither.
    pub neither_needing: usize,
}

/// Pairs of programmes with the same lever, ascending. O(k^2 n/64) and the villages shared.
pub fn same(standing: &Standing) -> Vec<Same> {
    let programmes = &standing.programmes;
    let some: Vec<(usize, u32)> = (0..programmes.items())
        .filter(|&p| programmes.count(p) > 0)
        .filter_map(|p| Some((p, standing.inventory.programmes[p].lever?)))
        .collect();
    let pair = |(a, lever): (usize, u32), (b, other): (usize, u32)| {
        if lever != other {
            return None;
        }
        let needs = standing.needing.row(lever as usize);
        let (row_a, row_b) = (programmes.row(a), programmes.row(b));
        let words = 0..needs.len();
        let both = |w: usize| row_a[w] & row_b[w];
        let either = |w: usize| row_a[w] | row_b[w];
        let known: Vec<f64> = units(words.clone().map(both))
            .filter_map(|village| standing.need[lever as usize][village])
            .collect();
        Some(Same {
            a: a as u32,
            b: b as u32,
            lever,
            held: [programmes.count(a), programmes.count(b)],
            shared: programmes.shared(a, b),
            shared_needing: ones(words.clone().map(|w| both(w) & needs[w])),
            shared_need: (!known.is_empty())
                .then(|| known.iter().sum::<f64>() / known.len() as f64),
            either_needing: ones(words.clone().map(|w| either(w) & needs[w])),
            neither_needing: ones(words.map(|w| needs[w] & !either(w))),
        })
    };
    let rows = some.par_iter().enumerate();
    rows.flat_map_iter(|(at, &a)| some[at + 1..].iter().filter_map(move |&b| pair(a, b)))
        .collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;
    use crate::plan::synergy::example;

    /// Only P0 (0, 1) and P1 (0) have a lever in common; burden is needed by 0, 2, 3: both stand in 0 (need 0.8), neither in 2 and 3.
    #[test]
    fn four_villages() {
        let (inventory, presence) = example::four();
        let need = example::four_needs();
        let found = same(&Standing::new(&inventory, &presence, &need, 0.4));
        let expected = Same {
            a: 0,
            b: 1,
            lever: 0,
            held: [2, 1],
            shared: 1,
            shared_needing: 1,
            shared_need: Some(0.8),
            either_needing: 1,
            neither_needing: 2,
        };
        assert_eq!(found, [expected]);
    }
}
