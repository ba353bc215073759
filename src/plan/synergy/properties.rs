//! What holds for any inventory, against counting by hand.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use super::example::{catalogue, placed, placement};
use super::location::{convergence, together};
use super::moves::{self, moves};
use super::standing::Standing;
use super::village::villages;
use super::years::years;
use super::{Presence, apart, duplicate, lever, same};
use crate::base::model::{Level, Measure};
use crate::input::inventory::{Inventory, Placement};
use geo::Point;
use proptest::prelude::*;
use std::collections::BTreeSet;

const N: usize = 9;
const NEEDED: f64 = 0.4;
const YEAR: Option<i32> = Some(2024);
const AREAS: [Option<u32>; N] = [
    Some(0),
    Some(0),
    Some(1),
    None,
    Some(0),
    Some(1),
    None,
    Some(1),
    None,
];

fn amount() -> impl Strategy<Value = Option<f64>> {
    proptest::option::of((1_u32..100).prop_map(f64::from))
}

fn placements() -> impl Strategy<Value = Vec<Placement>> {
    let year = prop_oneof![Just(None), Just(Some(2023)), Just(YEAR)];
    let one = (0..6_u32, 0..12_u32, year, amount(), amount());
    let place = |(programme, unit, year, people, money)| {
        // the last three units are regencies
        let at = match unit < N as u32 {
            true => (Level::Village, unit),
            false => (Level::Regency, unit - N as u32),
        };
        placement(programme, at, year, people, money)
    };
    proptest::collection::vec(one.prop_map(place), 0..40)
}

fn needs() -> impl Strategy<Value = Vec<Vec<Option<f64>>>> {
    let one = proptest::option::weighted(0.85, (0_u32..=10).prop_map(|w| f64::from(w) / 10.0));
    proptest::collection::vec(proptest::collection::vec(one, N), 3)
}

/// Levers burden | capital, skills; the last programme names only its arm.
fn six() -> Inventory {
    catalogue(
        &[("burden", 0), ("capital", 1), ("skills", 1)],
        &[
            (0, Some(0), Some("a"), &["pen"]),
            (1, Some(0), Some("a"), &[]),
            (1, Some(1), None, &[]),
            (2, Some(1), None, &["pen"]),
            (3, Some(2), Some("b"), &[]),
            (3, None, None, &[]),
        ],
    )
}

fn total(amounts: impl Iterator<Item = Option<f64>>) -> f64 {
    amounts.flatten().sum()
}

proptest! {
    /// Nothing is lost or counted twice: over villages, arms, regencies, years.
    #[test]
    fn amounts_are_kept(rows in placements(), need in needs()) {
        let (inventory, presence) = placed(six(), rows, N, YEAR);
        let standing = Standing::new(&inventory, &presence, &need, NEEDED);
        let stands = |p: &&Placement| p.year.is_none() || p.year == YEAR;
        let own = |p: &&Placement| stands(p) && p.level == Level::Village;
        let all = inventory.placements.iter().filter(own);
        let (count, money) = (all.clone().count(), total(all.map(|p| p.budget)));
        let by_village = villages(&inventory, &presence);
        prop_assert_eq!(by_village.iter().map(|v| v.sums.placements).sum::<usize>(), count);
        prop_assert_eq!(total(by_village.iter().map(|v| v.sums.budget)), money);
        let above: Vec<Option<u32>> = vec![Some(0); presence.above.len()];
        let everywhere = [Some(0); N];
        let rows = lever::coverage(&standing, (1, &everywhere), &above);
        let arms = || rows.iter().filter(|row| row.part == lever::Part::Arm);
        let parts = || rows.iter().filter(|row| row.part != lever::Part::Arm);
        prop_assert_eq!(arms().map(|r| r.sums.placements).sum::<usize>(), count);
        prop_assert_eq!(parts().map(|r| r.sums.placements).sum::<usize>(), count);
        prop_assert_eq!(total(arms().map(|r| r.sums.budget)), money);
        prop_assert_eq!(arms().map(|r| r.above.placements).sum::<usize>(), presence.above.len());
        for row in &rows {
            prop_assert_eq!(row.villages, N);
            prop_assert_eq!(row.needing, row.met + row.gap);
            prop_assert!(row.having >= row.met + row.unneeded && row.needing <= row.known);
        }
        let by_year = years(&inventory, N, 2);
        let dated = by_year.iter().filter(|y| y.tag.is_none() && y.year.is_some());
        let dated: usize = dated.map(|y| y.sums.placements - y.undated).sum();
        prop_assert_eq!(dated, inventory.placements.iter().filter(|p| p.year.is_some()).count());
        let found = together(&standing, &convergence(&standing), 2, (1, &everywhere));
        prop_assert_eq!(found[0].sums.placements, count);
        prop_assert!(found[0].anywhere >= found[0].score);
    }

    /// Pairs are as counted village by village.
    #[test]
    fn pairs_are_as_by_hand(rows in placements(), need in needs()) {
        let (inventory, presence) = placed(six(), rows, N, YEAR);
        let standing = Standing::new(&inventory, &presence, &need, NEEDED);
        let has = |v: usize, p: u32| presence.programmes(v).contains(&p);
        let lever = |p: u32| inventory.programmes[p as usize].lever;
        let stands = |v: usize, l: u32| (0..6).any(|p| has(v, p) && lever(p) == Some(l));
        let wants = |v: usize, l: u32| need[l as usize][v].is_some_and(|w| w >= NEEDED);
        let found = apart::apart(&standing);
        let mut rows = 0;
        for a in 0..6_u32 {
            for b in a + 1..6 {
                let (Some(la), Some(lb)) = (lever(a), lever(b)) else { continue };
                if !(0..N).any(|v| has(v, a)) || !(0..N).any(|v| has(v, b)) {
                    continue;
                }
                let count = |f: &dyn Fn(usize) -> bool| (0..N).filter(|&v| f(v)).count();
                if la == lb {
                    let pair = same::same(&standing).into_iter().find(|s| (s.a, s.b) == (a, b)).unwrap();
                    prop_assert_eq!(pair.shared, count(&|v| has(v, a) && has(v, b)));
                    prop_assert_eq!(pair.either_needing, count(&|v| wants(v, la) && (has(v, a) || has(v, b))));
                    prop_assert_eq!(pair.neither_needing, count(&|v| wants(v, la) && !has(v, a) && !has(v, b)));
                    continue;
                }
                let one_arm = inventory.programmes[a as usize].arm == inventory.programmes[b as usize].arm;
                let belong = |v: usize| match one_arm {
                    true => wants(v, la) && wants(v, lb),
                    false => wants(v, la) || wants(v, lb),
                };
                let wanted = count(&belong);
                let both = count(&|v| has(v, a) && has(v, b));
                let alone = [
                    count(&|v| has(v, a) && !stands(v, lb) && wants(v, lb) && belong(v)),
                    count(&|v| has(v, b) && !stands(v, la) && wants(v, la) && belong(v)),
                ];
                let pair = found.iter().find(|p| (p.a, p.b) == (a, b));
                if alone == [0, 0] && (both > 0 || wanted == 0) {
                    prop_assert!(pair.is_none());
                    continue;
                }
                let pair = pair.unwrap();
                rows += 1;
                prop_assert_eq!((pair.wanted, pair.together, pair.alone), (wanted, both, alone));
            }
        }
        prop_assert_eq!(rows, found.len());
    }

    /// Duplicates are those of each year as a reader of the file would find them.
    #[test]
    fn duplicates_are_as_by_hand(rows in placements()) {
        let (inventory, _) = placed(six(), rows, N, YEAR);
        let found = duplicate::duplicates(&inventory);
        let surplus = duplicate::surplus(&found, N, YEAR);
        for (village, surplus) in surplus.into_iter().enumerate() {
            let mut groups = std::collections::BTreeMap::<_, BTreeSet<u32>>::new();
            for p in &inventory.placements {
                let programme = &inventory.programmes[p.programme as usize];
                let here = p.level == Level::Village && p.unit as usize == village;
                if here && (p.year.is_none() || p.year == YEAR) && programme.lever.is_some() {
                    let key = (programme.lever, programme.target.clone());
                    groups.entry(key).or_default().insert(p.programme);
                }
            }
            let by_hand: usize = groups.values().map(|own| own.len() - 1).sum();
            prop_assert_eq!(surplus as usize, by_hand);
        }
    }

    /// Moves done as proposed raise convergence by the gains told, and no village loses.
    #[test]
    fn moves_do_what_they_say(rows in placements(), need in needs(), inside in any::<bool>()) {
        let (inventory, presence) = placed(six(), rows, N, YEAR);
        let standing = Standing::new(&inventory, &presence, &need, NEEDED);
        let before = convergence(&standing);
        let point = |v: usize| Some(Point::new((v % 3) as f64, (v / 3) as f64));
        let centres: Vec<Option<Point<f64>>> = (0..N).map(point).collect();
        let area = if inside { AREAS } else { [None; N] };
        let found = moves(&moves::Ground {
            standing: &standing,
            convergence: &before,
            area: &area,
            centres: &centres,
            measure: Measure::Planar,
            year: None,
            reach: 1.2,
            most: 100,
        });
        let mut held: Vec<BTreeSet<u32>> =
            (0..N).map(|v| presence.programmes(v).iter().copied().collect()).collect();
        for row in &found {
            let programme = row.programme.unwrap();
            prop_assert!(!inside || area[row.to as usize].is_some());
            if let Some(from) = row.from {
                prop_assert!(held[from as usize].remove(&programme), "it stood there");
            }
            prop_assert!(held[row.to as usize].insert(programme), "it did not stand here");
        }
        let mut after = Vec::new();
        for (village, own) in (0..).zip(&held) {
            after.extend(own.iter().map(|&p| placement(p, (Level::Village, village), None, None, None)));
        }
        let (inventory, presence) = placed(six(), after, N, None);
        let standing = Standing::new(&inventory, &presence, &need, NEEDED);
        let after = convergence(&standing);
        let gain: f64 = found.iter().map(|row| row.gain).sum();
        let met = |met: &[f64]| met.iter().sum::<f64>();
        prop_assert!((met(&after.met) - met(&before.met) - gain).abs() < 1e-9);
        for village in 0..N {
            prop_assert!(after.met[village] >= before.met[village] - 1e-12);
            let last = found.iter().rev().find(|row| row.to as usize == village);
            if let Some(row) = last {
                prop_assert!((after.score[village].unwrap() - row.after).abs() < 1e-9);
            }
            if !inside {
                prop_assert!(after.score[village].is_none_or(|score| score > 1.0 - 1e-9));
            }
        }
    }

    /// Rows of the file in another order: the same in every bit.
    #[test]
    fn the_order_of_rows_never_shows(rows in placements(), need in needs(), turn in 0_usize..40) {
        let look = |rows: Vec<Placement>| {
            let (inventory, presence) = placed(six(), rows, N, YEAR);
            let standing = Standing::new(&inventory, &presence, &need, NEEDED);
            let convergence = convergence(&standing);
            let above = vec![None; presence.above.len()];
            (
                villages(&inventory, &presence),
                duplicate::duplicates(&inventory),
                apart::apart(&standing),
                years(&inventory, N, 2),
                lever::coverage(&standing, (2, &AREAS), &above),
                together(&standing, &convergence, 2, (2, &AREAS)),
            )
        };
        let mut turned = rows.clone();
        turned.rotate_left(turn.min(rows.len()));
        turned.reverse();
        prop_assert_eq!(look(rows), look(turned));
    }
}

/// Presence is what every count stands on: the year's placements and those without one.
#[test]
fn the_year_decides() {
    let at = |programme, year| placement(programme, (Level::Village, 0), year, None, None);
    let rows = vec![at(0, Some(2023)), at(1, None), at(2, YEAR)];
    let (inventory, presence) = placed(six(), rows, 1, YEAR);
    assert_eq!(presence.programmes(0), [1, 2]);
    let other = Presence::new(&inventory, 1, Some(2023));
    assert_eq!(other.programmes(0), [0, 1]);
}
