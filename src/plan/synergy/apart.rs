//! Programmes that complement each other and stand apart.
//!
//! Two programmes complement each other when their levers differ. Of the same arm they belong together in a village that needs both levers; of
//! two arms, one lowering burdens and one raising incomes, in a village that needs either.

use super::members::{ones, units};
use super::standing::Standing;
use rayon::prelude::*;

/// Villages named as examples.
const NAMED: usize = 10;

/// Why two programmes complement each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Two levers of one arm.
    Levers,
    /// Two arms.
    Arms,
}

impl Kind {
    /// The word in tables.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Levers => "levers",
            Self::Arms => "arms",
        }
    }
}

/// Two programmes that complement each other.
#[derive(Debug, Clone, PartialEq)]
pub struct Apart {
    /// The first, of lower number.
    pub a: u32,
    /// The second.
    pub b: u32,
    /// Why.
    pub kind: Kind,
    /// Villages where they belong together.
    pub wanted: usize,
    /// Villages where both stand; 0 when they are never together.
    pub together: usize,
    /// Of those where they belong together.
    pub together_wanted: usize,
    /// Villages with a, that need b's lever and have nothing of it; and the other way round.
    pub alone: [usize; 2],
    /// Mean need of the lever that lacks, over those villages.
    pub need: [Option<f64>; 2],
    /// Up to ten of them, those that need the lacking lever most first.
    pub neediest: Vec<u32>,
}

/// Complementary pairs of programmes, both of which stand somewhere, that are never together or leave a village alone with one of them; those never
/// together first, then those that leave most villages alone, then ascending. O(k^2 n/64) and the villages found.
pub fn apart(standing: &Standing) -> Vec<Apart> {
    let Standing {
        inventory,
        programmes,
        levers,
        needing,
        need,
        ..
    } = standing;
    let lever = |p: usize| inventory.programmes[p].lever.map(|lever| lever as usize);
    let some: Vec<(usize, usize)> = (0..programmes.items())
        .filter(|&p| programmes.count(p) > 0)
        .filter_map(|p| Some((p, lever(p)?)))
        .collect();
    let pair = |a: (usize, usize), b: (usize, usize)| {
        if a.1 == b.1 {
            return None;
        }
        let arm = |p: usize| inventory.programmes[p].arm;
        let kind = match arm(a.0) == arm(b.0) {
            true => Kind::Levers,
            false => Kind::Arms,
        };
        let (needs_a, needs_b) = (needing.row(a.1), needing.row(b.1));
        let wanted = |word: usize| match kind {
            Kind::Levers => needs_a[word] & needs_b[word],
            Kind::Arms => needs_a[word] | needs_b[word],
        };
        let (row_a, row_b) = (programmes.row(a.0), programmes.row(b.0));
        let words = 0..row_a.len();
        let alone = |one: &[u64], lacks: usize| -> Vec<usize> {
            let (lever, needs) = (levers.row(lacks), needing.row(lacks));
            let word = |w: usize| one[w] & !lever[w] & needs[w] & wanted(w);
            units(words.clone().map(word)).collect()
        };
        let found = [(alone(row_a, b.1), b.1), (alone(row_b, a.1), a.1)];
        let mut neediest: Vec<(f64, u32)> = Vec::new();
        let mut means = [None; 2];
        for ((villages, lacks), mean) in found.iter().zip(&mut means) {
            let known = |&v: &usize| Some((need[*lacks][v]?, v as u32));
            let needs: Vec<(f64, u32)> = villages.iter().filter_map(known).collect();
            let sum: f64 = needs.iter().map(|(need, _)| need).sum();
            *mean = (!needs.is_empty()).then(|| sum / needs.len() as f64);
            neediest.extend(needs);
        }
        let first = |x: &(f64, u32), y: &(f64, u32)| y.0.total_cmp(&x.0).then(x.1.cmp(&y.1));
        if neediest.len() > NAMED {
            neediest.select_nth_unstable_by(NAMED, first);
            neediest.truncate(NAMED);
        }
        neediest.sort_by(first);
        let both = |w: usize| row_a[w] & row_b[w];
        let pair = Apart {
            a: a.0 as u32,
            b: b.0 as u32,
            kind,
            wanted: ones(words.clone().map(wanted)),
            together: ones(words.clone().map(both)),
            together_wanted: ones(words.clone().map(|w| both(w) & wanted(w))),
            alone: [found[0].0.len(), found[1].0.len()],
            need: means,
            neediest: neediest.into_iter().map(|(_, village)| village).collect(),
        };
        let never = pair.together == 0 && pair.wanted > 0;
        (never || pair.alone != [0, 0]).then_some(pair)
    };
    let rows = some.par_iter().enumerate();
    let mut found: Vec<Apart> = rows
        .flat_map_iter(|(at, &a)| some[at + 1..].iter().filter_map(move |&b| pair(a, b)))
        .collect();
    found.sort_by_key(|pair| {
        (
            pair.together > 0,
            std::cmp::Reverse(pair.alone[0] + pair.alone[1]),
            pair.a,
            pair.b,
        )
    });
    found
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;
    use crate::plan::synergy::example;

    /// Villages that need burden: 0, 2, 3; capital: 0, 1, 2; skills: 1, 2, 3 (village 2 at just 0.4).
    /// Have burden: 0, 1; capital: 0, 2; skills: 2.
    ///
    /// P0 (0, 1) and P2 (0, 2), two arms: wanted where either is needed, 0..3: 4; together 0. P0 without capital where needed: 1 (0.9).
    ///   P2 without burden where needed: 2 (0.6).
    /// P0 and P3 (2): wanted 0..3, never together; P0 without skills where needed: 1 (0.6; village 0 does not need them); P3 without burden: 2 (0.6).
    /// P1 (0) and P2: together in 0; P1 is not alone; P2 without burden: 2.
    /// P1 and P3: never together; village 0 needs no skills; P3 without burden: 2.
    /// P2 and P3, one arm: wanted where both are needed: 1, 2; together in 2; P2 in 0 lacks skills, which it does not need. Nothing apart: no row.
    /// P0 and P1 have the same lever: no row.
    #[test]
    fn four_villages() {
        let (inventory, presence) = example::four();
        let need = example::four_needs();
        let standing = Standing::new(&inventory, &presence, &need, 0.4);
        let wants = |lever: usize| {
            let row = standing.needing.row(lever).iter().copied();
            units(row).collect::<Vec<_>>()
        };
        assert_eq!(
            [wants(0), wants(1), wants(2)],
            [[0, 2, 3], [0, 1, 2], [1, 2, 3]]
        );
        let found = apart(&standing);
        let expected = [
            Apart {
                a: 0,
                b: 3,
                kind: Kind::Arms,
                wanted: 4,
                together: 0,
                together_wanted: 0,
                alone: [1, 1],
                need: [Some(0.6), Some(0.6)],
                neediest: vec![1, 2],
            },
            Apart {
                a: 1,
                b: 3,
                kind: Kind::Arms,
                wanted: 4,
                together: 0,
                together_wanted: 0,
                alone: [0, 1],
                need: [None, Some(0.6)],
                neediest: vec![2],
            },
            Apart {
                a: 0,
                b: 2,
                kind: Kind::Arms,
                wanted: 4,
                together: 1,
                together_wanted: 1,
                alone: [1, 1],
                need: [Some(0.9), Some(0.6)],
                neediest: vec![1, 2],
            },
            Apart {
                a: 1,
                b: 2,
                kind: Kind::Arms,
                wanted: 4,
                together: 1,
                together_wanted: 1,
                alone: [0, 1],
                need: [None, Some(0.6)],
                neediest: vec![2],
            },
        ];
        assert_eq!(found, expected);
    }
}
