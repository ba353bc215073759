//! Every assignment tried at small size, and checks of whole plans on drawn inventories.

use super::super::arcs::Arcs;
use super::super::families::settle;
use super::super::flow::NONE;
use super::super::price::Market;
use super::super::{Duty, now, plan, shared, verify};
use super::*;
use crate::plan::solve::Proof;
use proptest::prelude::*;

struct Case {
    lists: Vec<Vec<(i64, u32)>>,
    room: Vec<u32>,
    most: Vec<Option<f64>>,
    families: Vec<f64>,
}

/// Up to 6 units and 3 posts; a cost above 20 is no pair.
fn case(with_families: bool) -> impl Strategy<Value = Case> {
    (1_usize..=6, 1_usize..=3).prop_flat_map(move |(n, m)| {
        let costs = prop::collection::vec(prop::collection::vec(-5_i64..30, m), n);
        let room = prop::collection::vec(0_u32..4, m);
        let most = prop::collection::vec(prop::option::weighted(0.8, 0_u32..15), m);
        let families = prop::collection::vec(0_u32..8, n);
        (costs, room, most, families).prop_map(move |(costs, room, most, families)| {
            let most: Vec<Option<f64>> = most
                .into_iter()
                .map(|most| most.filter(|_| with_families).map(f64::from))
                .collect();
            let families: Vec<f64> = families.into_iter().map(f64::from).collect();
            let list = |(costs, own): (Vec<i64>, &f64)| {
                let pairs = costs.into_iter().zip(0_u32..);
                pairs
                    .filter(|&(c, j)| c <= 20 && most[j as usize].is_none_or(|most| *own <= most))
                    .collect()
            };
            Case {
                lists: costs.into_iter().zip(&families).map(list).collect(),
                room,
                most,
                families,
            }
        })
    })
}

/// Fewest left out, then least cost, over all assignments.
fn best(case: &Case, at: usize, count: &mut [u32], load: &mut [f64]) -> (u64, i64) {
    let Some(list) = case.lists.get(at) else {
        return (0, 0);
    };
    let (out, cost) = best(case, at + 1, count, load);
    let mut least = (out + 1, cost);
    for &(own, j) in list {
        let j = j as usize;
        let families = load[j] + case.families[at];
        if count[j] == case.room[j] || case.most[j].is_some_and(|most| families > most) {
            continue;
        }
        count[j] += 1;
        load[j] += case.families[at];
        let (out, cost) = best(case, at + 1, count, load);
        least = least.min((out, cost + own));
        count[j] -= 1;
        load[j] -= case.families[at];
    }
    least
}

fn compare(case: &Case) -> (bool, (u64, i64)) {
    let arcs = Arcs::new(case.lists.clone());
    let market = Market {
        arcs: &arcs,
        room: &case.room,
        most: &case.most,
        families: &case.families,
    };
    let settled = settle(&market, false).unwrap();
    let mut count = vec![0; case.room.len()];
    for (unit, &post) in settled
        .post
        .iter()
        .enumerate()
        .filter(|(_, post)| **post != NONE)
    {
        assert!(arcs.cost(unit, post).is_some());
        count[post as usize] += 1;
    }
    assert!(
        count
            .iter()
            .zip(&case.room)
            .all(|(count, room)| count <= room)
    );
    let loads = market.loads(&settled.post);
    assert!((0..loads.len()).all(|j| !market.over(j, loads[j])));
    let mut seen: Vec<u32> = settled
        .groups
        .iter()
        .flat_map(|group| group.units.clone())
        .collect();
    seen.sort_unstable();
    assert!(
        seen.into_iter().eq(0..case.lists.len() as u32),
        "each unit is in one group"
    );
    let found = market.total(&settled.post);
    let m = case.room.len();
    let truth = best(case, 0, &mut vec![0; m], &mut vec![0.0; m]);
    let least: u64 = settled.groups.iter().map(|group| group.least).sum();
    let bound: i64 = settled.groups.iter().map(|group| group.bound).sum();
    assert!(found >= truth, "{found:?} beats {truth:?}");
    assert!(least <= truth.0, "at least {least} of {}", truth.0);
    if found.0 == truth.0 {
        assert!(bound <= truth.1, "bound {bound} of {}", truth.1);
    }
    (
        found == (least, bound),
        if found == truth { truth } else { (u64::MAX, 0) },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    #[test]
    fn villages_alone_are_proven_and_best(case in case(false)) {
        let (proven, found) = compare(&case);
        prop_assert!(proven && found.0 < u64::MAX);
    }

    #[test]
    fn with_families_small_groups_are_searched_to_the_end(case in case(true)) {
        let (proven, found) = compare(&case);
        prop_assert!(proven && found.0 < u64::MAX);
    }
}

impl std::fmt::Debug for Case {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{:?} room {:?} most {:?} families {:?}",
            self.lists, self.room, self.most, self.families
        )
    }
}

fn drawn() -> impl Strategy<Value = (Inventory, Vec<Option<Point>>)> {
    let place = prop::option::weighted(0.95, (0_i32..40, 0_i32..40));
    (1_usize..12, 1_usize..5, 1_usize..6).prop_flat_map(move |(n, m, p)| {
        let places = prop::collection::vec(place.clone(), n);
        let mask = prop::collection::vec(0_u32..1 << p, m);
        let base = prop::collection::vec(
            (
                0..n as u32,
                prop::option::of(0_u32..4),
                prop::option::of(5_u32..60),
            ),
            m,
        );
        let placement = (
            0..p as u32,
            0..n as u32,
            prop::option::of(1_u32..30),
            prop::option::of(0..m as u32),
        );
        let placements = prop::collection::vec(placement, 0..25);
        (places, mask, base, placements).prop_map(move |(places, mask, base, placements)| {
            let mut facilitators: Vec<Facilitator> = (0..m)
                .map(|f| {
                    let own: Vec<u32> = (0..p as u32).filter(|p| mask[f] >> p & 1 == 1).collect();
                    let (village, most, families) = base[f];
                    let mut made =
                        facilitator(&format!("F{f}"), village, &own, most.map(f64::from));
                    made.families = families.map(f64::from);
                    made
                })
                .collect();
            let placements = placements
                .into_iter()
                .map(|(programme, village, families, who)| {
                    if let Some(f) = who {
                        let own = &mut facilitators[f as usize].programmes;
                        if !own.is_empty() {
                            own.push(programme);
                            own.sort_unstable();
                            own.dedup();
                        }
                    }
                    placed(programme, village, families.map(f64::from), who)
                });
            let placements = placements.collect();
            let inventory = Inventory {
                programmes: programmes(p),
                placements,
                facilitators,
                ..Inventory::default()
            };
            let point = |(x, y): (i32, i32)| Point::new(f64::from(x) * 0.01, f64::from(y) * 0.01);
            (
                inventory,
                places.into_iter().map(|place| place.map(point)).collect(),
            )
        })
    })
}

proptest! {
    #[test]
    fn plans_keep_every_rule((inventory, centres) in drawn(), travel in 1.0..60.0, tie in 0.0..10.0) {
        let presence = presence(&inventory, centres.len());
        let limits = limits(2, travel, tie);
        let found = plan(&inventory, &presence, &centres, &limits).unwrap();
        verify(&inventory, &presence, &centres, &limits, &found).unwrap();
        prop_assert_eq!(found.served.proof, Proof::Proven);
        prop_assert_eq!(found.travel.proof, Proof::Proven);
        // what is: villages counted from either side, and every programme either served or lacking
        let now = now(&inventory, &presence, &centres, &limits);
        let by_facilitator: usize = now.loads.iter().map(|load| load.villages.len()).sum();
        let by_village: usize = now.of_village.iter().map(Vec::len).sum();
        prop_assert_eq!(by_facilitator, by_village);
        // the rows of the plan add up to what each facilitator travels, now and planned
        let rows = |of: fn(&Duty) -> Option<f64>| found.duties.iter().filter_map(of).sum::<f64>();
        let loads: f64 = now.loads.iter().filter_map(|load| load.far).sum();
        prop_assert!((rows(|d| d.travel_now) - loads).abs() < 1e-6);
        prop_assert!((rows(|d| d.travel) - found.far.iter().sum::<f64>()).abs() < 1e-6);
        let found = shared(&inventory, &now, &centres, &limits);
        for pair in &found.pairs {
            prop_assert!(pair.first < pair.second);
            let (a, b) = (&now.loads[pair.first as usize], &now.loads[pair.second as usize]);
            prop_assert_eq!(a.villages.len() + b.villages.len(), pair.union as usize + pair.villages.len());
            prop_assert!(a.programmes != b.programmes);
        }
    }
}
