//! Programmes, or ministries, that share units.

use super::chance::tails;
use super::members::Members;
use crate::space::stats::fdr::benjamini_hochberg;
use rayon::prelude::*;

/// Two items that both hold some unit.
#[derive(Debug, Clone, PartialEq)]
pub struct Pair {
    /// The first, of lower number.
    pub a: u32,
    /// The second.
    pub b: u32,
    /// Units of each.
    pub held: [usize; 2],
    /// Units of both.
    pub shared: usize,
    /// Shared over those of either.
    pub jaccard: f64,
    /// Shared over what independence would share, ab/U.
    pub lift: f64,
    /// Chance of as many or more.
    pub p_greater: f64,
    /// Chance of as many or fewer.
    pub p_less: f64,
    /// Two-sided.
    pub p: f64,
    /// The least false discovery rate at which the pair stands out among all.
    pub q: f64,
}

/// Every pair of items that both hold some unit, ascending by a, then b. O(k^2 U/64) for k items.
pub fn pairs(members: &Members) -> Vec<Pair> {
    let units = members.units();
    let held: Vec<usize> = (0..members.items()).map(|i| members.count(i)).collect();
    let some: Vec<usize> = (0..held.len()).filter(|&i| held[i] > 0).collect();
    let pair = |a: usize, b: usize| {
        let shared = members.shared(a, b);
        let chance = tails(units, held[a], held[b], shared);
        let [x, y, both] = [held[a], held[b], shared].map(|count| count as f64);
        Pair {
            a: a as u32,
            b: b as u32,
            held: [held[a], held[b]],
            shared,
            jaccard: both / (x + y - both),
            lift: both * units as f64 / (x * y),
            p_greater: chance.greater,
            p_less: chance.less,
            p: chance.two_sided(),
            q: 1.0,
        }
    };
    let rows = some.par_iter().enumerate();
    let mut pairs: Vec<Pair> = rows
        .flat_map_iter(|(at, &a)| some[at + 1..].iter().map(move |&b| pair(a, b)))
        .collect();
    let p: Vec<Option<f64>> = pairs.iter().map(|pair| Some(pair.p)).collect();
    for (pair, q) in pairs.iter_mut().zip(benjamini_hochberg(&p)) {
        pair.q = q.unwrap_or(1.0);
    }
    pairs
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;
    use crate::plan::synergy::example;
    use proptest::prelude::*;

    fn close(a: f64, b: f64) -> bool {
        (a - b).abs() < 1e-12
    }

    /// P0 stands in villages 0 and 1, P1 in 0, P2 in 0 and 2, P3 in 2.
    /// P0-P1: 1 shared, J = 1/2, lift = 1*4/(2*1) = 2; of C(4,1) = 4 choices 2 share one: greater 1/2, less 1, p 1.
    /// P0-P2: 1 shared, J = 1/3, lift = 1*4/(2*2) = 1; 0, 1, 2 shared in 1, 4, 1 of 6: greater 5/6, less 5/6, p 1.
    /// P0-P3: none shared: lift 0; of 4 choices 2 share none: less 1/2, p 1.
    #[test]
    fn four_villages() {
        let (inventory, presence) = example::four();
        let programmes = inventory.programmes.len();
        let village = |v: usize| Some(v as u32);
        let members = Members::of(&presence, programmes, Some, 4, village);
        let found = pairs(&members);
        let of: Vec<(u32, u32, usize)> = found.iter().map(|p| (p.a, p.b, p.shared)).collect();
        assert_eq!(
            of,
            [
                (0, 1, 1),
                (0, 2, 1),
                (0, 3, 0),
                (1, 2, 1),
                (1, 3, 0),
                (2, 3, 1)
            ]
        );
        let numbers = |at: usize| {
            let p = &found[at];
            [p.jaccard, p.lift, p.p_greater, p.p_less, p.p]
        };
        let expected = [
            [0.5, 2.0, 0.5, 1.0, 1.0],
            [1.0 / 3.0, 1.0, 5.0 / 6.0, 5.0 / 6.0, 1.0],
            [0.0, 0.0, 1.0, 0.5, 1.0],
        ];
        for (at, expected) in expected.into_iter().enumerate() {
            let found = numbers(at);
            assert!(found.into_iter().zip(expected).all(|(a, b)| close(a, b)));
        }
    }

    /// By area: {0, 1} and {2}; village 3 is of none. P0 and P1 hold area 0, P2 both, P3 area 1.
    #[test]
    fn by_area() {
        let (inventory, presence) = example::four();
        let area = [Some(0), Some(0), Some(1), None];
        let programmes = inventory.programmes.len();
        let members = Members::of(&presence, programmes, Some, 2, |v| area[v]);
        let held: Vec<usize> = (0..4).map(|i| members.count(i)).collect();
        assert_eq!(held, [1, 1, 2, 1]);
        let ministry = |p: u32| Some(inventory.programmes[p as usize].ministry);
        let members = Members::of(&presence, 3, ministry, 2, |v| area[v]);
        // ministry 0 runs P0, 1 runs P1 and P2, 2 runs P3
        let found = pairs(&members);
        assert_eq!(
            found.iter().map(|p| p.shared).collect::<Vec<_>>(),
            [1, 0, 1]
        );
    }

    /// 60 programmes over a country are done in the time promised.
    #[test]
    fn a_country_is_quick() {
        let (programmes, villages) = (60, 83_000);
        let mut members = Members::new(programmes, villages);
        let mut state = 7_u64;
        for item in 0..programmes as u32 {
            for village in 0..villages as u32 {
                state = state
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1);
                if (state >> 33) % 60 < u64::from(item) {
                    members.insert(item, village);
                }
            }
        }
        let start = std::time::Instant::now();
        let found = pairs(&members);
        let seconds = start.elapsed().as_secs_f64();
        assert_eq!(found.len(), 59 * 58 / 2);
        assert!(seconds < 2.0, "{seconds} s");
        // independent draws: few stand out
        assert!(found.iter().filter(|pair| pair.q < 0.05).count() < 20);
    }

    proptest! {
        /// Shared units are counted as by hand, and the other way round.
        #[test]
        fn as_by_hand(rows in proptest::collection::vec(proptest::collection::vec(any::<bool>(), 70), 3)) {
            let mut members = Members::new(3, 70);
            for (item, row) in (0..).zip(&rows) {
                for (unit, _) in (0..).zip(row).filter(|(_, held)| **held) {
                    members.insert(item, unit);
                }
            }
            for pair in pairs(&members) {
                let (a, b) = (&rows[pair.a as usize], &rows[pair.b as usize]);
                let both = a.iter().zip(b).filter(|(a, b)| **a && **b).count();
                let either = a.iter().zip(b).filter(|(a, b)| **a || **b).count();
                prop_assert_eq!(pair.shared, both);
                prop_assert!(close(pair.jaccard, both as f64 / either as f64));
                prop_assert!(pair.p >= pair.p_greater.min(pair.p_less) && pair.q >= pair.p - 1e-12);
                prop_assert!(pair.p_greater + pair.p_less >= 1.0 - 1e-9);
            }
        }
    }
}
