//! Four villages in a row, one step (1113.19 m) apart; A lives in the first and may serve P0, B in the last and may serve P0 and P1.
//!
//! Nobody may serve P2. A serves v0 and v3 now, B serves v1; P1 in v2 has nobody.

use super::super::{Change, Duty, Reason, Status, Together, now, plan, shared, verify};
use super::*;
use crate::plan::solve::Proof;
use std::collections::BTreeSet;

fn inventory(most: f64) -> Inventory {
    Inventory {
        programmes: programmes(3),
        facilitators: vec![
            facilitator("A", 0, &[0], Some(2.0)),
            facilitator("B", 3, &[0, 1], Some(most)),
        ],
        placements: vec![
            placed(0, 0, Some(10.0), Some(0)),
            placed(0, 1, Some(20.0), Some(1)),
            placed(1, 1, Some(5.0), Some(1)),
            placed(1, 2, None, None),
            placed(2, 2, Some(7.0), None),
            placed(0, 3, Some(30.0), Some(0)),
        ],
        ..Inventory::default()
    }
}

#[test]
fn what_is() {
    let inventory = inventory(2.0);
    let (presence, centres) = (presence(&inventory, 4), places([0.0, 1.0, 2.0, 3.0]));
    let limits = limits(4, 5.0, 1.0);
    let now = now(&inventory, &presence, &centres, &limits);
    // A: v0 at 0 and v3 at three steps; B: v1 at two steps, both programmes
    let [a, b] = &now.loads[..] else { panic!() };
    assert_eq!(
        (&a.villages[..], &a.programmes[..]),
        (&[0, 3][..], &[0][..])
    );
    assert_eq!(
        (&b.villages[..], &b.programmes[..]),
        (&[1][..], &[0, 1][..])
    );
    assert_eq!((a.families, b.families), (Some(40.0), Some(25.0)));
    assert!((a.far.unwrap() - 3.0 * STEP).abs() < 1e-6);
    assert!((b.far.unwrap() - 2.0 * STEP).abs() < 1e-6);
    assert_eq!((a.status, b.status), (Status::Within, Status::Within));
    // P1 of v2 lacks one; P2 there needs none, since nobody may serve it
    assert_eq!(now.lacking, [vec![], vec![], vec![1], vec![]]);
    assert_eq!(now.of_village, [vec![0], vec![1], vec![], vec![0]]);
    // 40 families are too many for a caseload of 39
    let fewer = Limits {
        families: Some(39.0),
        ..limits
    };
    let now = super::super::now(&inventory, &presence, &centres, &fewer);
    assert_eq!(now.loads[0].status, Status::Overloaded);
}

#[test]
fn what_is_full_stays_where_it_is() {
    let inventory = inventory(2.0);
    let (presence, centres) = (presence(&inventory, 4), places([0.0, 1.0, 2.0, 3.0]));
    let limits = limits(4, 5.0, 1.0);
    let plan = plan(&inventory, &presence, &centres, &limits).unwrap();
    verify(&inventory, &presence, &centres, &limits, &plan).unwrap();
    // only B may serve P1 in v1 and v2, so v3, at B's door, stays with A three steps off
    let who: Vec<_> = plan
        .duties
        .iter()
        .map(|d| (d.unit.village, d.planned, d.change))
        .collect();
    assert_eq!(
        who,
        [
            (0, Some(0), Change::Kept),
            (1, Some(1), Change::Kept),
            (2, Some(1), Change::New),
            (3, Some(0), Change::Kept),
        ]
    );
    // whole metres, less 1000 for each of three ties: 0 + 2226 + 1113 + 3340 - 3000
    assert_eq!(plan.travel.objective, 3679.0);
    assert_eq!(plan.travel.proof, Proof::Proven);
    assert_eq!(
        (plan.served.objective, plan.served.proof),
        (4.0, Proof::Proven)
    );
    assert_eq!(plan.units, [2, 2]);
    assert_eq!(plan.families, [40.0, 25.0]);
    assert!((plan.far[1] - 3.0 * STEP).abs() < 1e-6);
}

#[test]
fn a_tie_gives_way_to_a_greater_saving_only() {
    let inventory = inventory(3.0);
    let (presence, centres) = (presence(&inventory, 4), places([0.0, 1.0, 2.0, 3.0]));
    // v3 with B instead of A saves three steps, 3340 m
    for (tie, planned, change) in [(3.0, 1, Change::Moved), (3.5, 0, Change::Kept)] {
        let limits = limits(4, 5.0, tie);
        let plan = plan(&inventory, &presence, &centres, &limits).unwrap();
        verify(&inventory, &presence, &centres, &limits, &plan).unwrap();
        let last = &plan.duties[3];
        assert_eq!(
            (last.planned, last.change),
            (Some(planned), change),
            "tie {tie}"
        );
        let reason = (change == Change::Moved).then_some(Reason::Nearer);
        assert_eq!(last.reason, reason);
        assert!((last.travel_now.unwrap() - 3.0 * STEP).abs() < 1e-6);
    }
}

#[test]
fn one_of_several_who_takes_all_is_no_post_kept() {
    // B comes to v0 as well, with P1 that A may serve now: A, who lives there, takes both
    let mut inventory = inventory(2.0);
    inventory.facilitators[0].programmes = vec![0, 1];
    inventory.placements.push(placed(1, 0, Some(3.0), Some(1)));
    let (presence, centres) = (presence(&inventory, 4), places([0.0, 1.0, 2.0, 3.0]));
    let limits = limits(4, 5.0, 1.0);
    let plan = plan(&inventory, &presence, &centres, &limits).unwrap();
    let first = &plan.duties[0];
    assert_eq!(
        (&first.unit.now[..], first.planned, first.change),
        (&[0, 1][..], Some(0), Change::Merged)
    );
    assert_eq!(plan.count(Change::Merged), 1);
    // now A's way of 0 and B's of three steps, then A's alone
    assert!((first.travel_now.unwrap() - 3.0 * STEP).abs() < 1e-6);
    assert_eq!(first.travel, Some(0.0));
}

#[test]
fn a_way_to_two_parts_of_a_village_counts_once() {
    // v1 is a step from A, who serves P0 and P1 there; each of the two has more families than any has room for with the other
    let inventory = Inventory {
        programmes: programmes(2),
        facilitators: vec![
            facilitator("A", 0, &[], None),
            facilitator("B", 0, &[], None),
        ],
        placements: vec![
            placed(0, 1, Some(6.0), Some(0)),
            placed(1, 1, Some(6.0), Some(0)),
        ],
        ..Inventory::default()
    };
    let (presence, centres) = (presence(&inventory, 2), places([0.0, 1.0]));
    let limits = Limits {
        families: Some(10.0),
        ..limits(4, 5.0, 0.0)
    };
    let plan = plan(&inventory, &presence, &centres, &limits).unwrap();
    let travel = |of: fn(&Duty) -> Option<f64>| plan.duties.iter().map(of).collect::<Vec<_>>();
    let step = plan.duties[0].far;
    assert_eq!(travel(|d| d.travel_now), [step, Some(0.0)]);
    assert_eq!(travel(|d| d.travel), [step, step]);
    assert_eq!(plan.far, [step.unwrap(); 2]);
}

#[test]
fn what_cannot_be_met_is_listed_with_its_reason() {
    let mut inventory = inventory(1.0);
    let mut centres = places([0.0, 1.0, 2.0, 3.0]);
    centres[0] = None;
    let presence = presence(&inventory, 4);
    // A has no base now and B one place: v1 is two steps off, v2 one, v3 none; two kilometres reach v2 and v3 only
    let limits = Limits {
        tie_m: 0.0,
        ..limits(4, 2.0, 0.0)
    };
    let plan = plan(&inventory, &presence, &centres, &limits).unwrap();
    verify(&inventory, &presence, &centres, &limits, &plan).unwrap();
    let found: Vec<_> = plan.duties.iter().map(|d| (d.planned, d.reason)).collect();
    assert_eq!(
        found,
        [
            (None, Some(Reason::NoPlace)),
            (None, Some(Reason::NoneNear)),
            (None, Some(Reason::Villages)),
            (Some(1), Some(Reason::NoBase)),
        ]
    );
    assert_eq!((plan.served.objective, plan.served.bound), (1.0, 1.0));
    // v3 has 30 families, more than B may take; v2's are not known and weigh nothing
    inventory.facilitators[1].families = Some(29.0);
    let plan = super::super::plan(&inventory, &presence, &centres, &limits).unwrap();
    verify(&inventory, &presence, &centres, &limits, &plan).unwrap();
    let found: Vec<_> = plan.duties.iter().map(|d| (d.planned, d.reason)).collect();
    assert_eq!(found[2], (Some(1), None));
    assert_eq!(found[3], (None, Some(Reason::Families)));
}

#[test]
fn what_lacks_is_said_villages_or_families() {
    // A and B live in the first village, 20 families each; three villages with 12, then one with 8: A takes 12 and 8, B 12, and 12 are left
    let inventory = Inventory {
        programmes: programmes(1),
        facilitators: vec![
            facilitator("A", 0, &[], Some(2.0)),
            facilitator("B", 0, &[], Some(2.0)),
        ],
        placements: (0..4)
            .map(|v| placed(0, v, Some(if v == 3 { 8.0 } else { 12.0 }), None))
            .collect(),
        ..Inventory::default()
    };
    let (presence, centres) = (presence(&inventory, 4), places([0.0, 1.0, 2.0, 3.0]));
    let most = |families| Limits {
        families: Some(families),
        ..limits(2, 5.0, 0.0)
    };
    let unmet = |limits: &Limits| {
        let plan = plan(&inventory, &presence, &centres, limits).unwrap();
        verify(&inventory, &presence, &centres, limits, &plan).unwrap();
        let unmet = plan.duties.into_iter().filter(|d| d.planned.is_none());
        unmet
            .map(|d| (d.unit.families, d.reason, d.families_free))
            .collect::<Vec<_>>()
    };
    // who took one village with 12 has a village and 8 families free
    let lacking = (Some(12.0), Some(Reason::FamilyRoom), Some(8.0));
    assert_eq!(unmet(&most(20.0)), [lacking]);
    // with families enough all four are served; three places leave the farthest out
    assert!(unmet(&most(24.0)).is_empty());
    let mut fewer = inventory.clone();
    fewer.facilitators[1].villages = Some(1.0);
    let limits = most(100.0);
    let plan = plan(&fewer, &presence, &centres, &limits).unwrap();
    let last = &plan.duties[3];
    assert_eq!(
        (last.reason, last.families_free),
        (Some(Reason::Villages), None)
    );
}

#[test]
fn programmes_that_nobody_may_serve_together_are_parted() {
    // v0 has P0, P1 and P2; X may serve P0 and P1, Y only P2
    let inventory = Inventory {
        programmes: programmes(3),
        facilitators: vec![
            facilitator("X", 0, &[0, 1], None),
            facilitator("Y", 0, &[2], None),
        ],
        placements: (0..3).map(|p| placed(p, 0, Some(1.0), None)).collect(),
        ..Inventory::default()
    };
    let (presence, centres) = (presence(&inventory, 1), places([0.0]));
    let limits = limits(1, 5.0, 0.0);
    let plan = plan(&inventory, &presence, &centres, &limits).unwrap();
    verify(&inventory, &presence, &centres, &limits, &plan).unwrap();
    let parts: Vec<_> = plan
        .duties
        .iter()
        .map(|d| (&d.unit.programmes[..], d.planned))
        .collect();
    assert_eq!(parts, [(&[0, 1][..], Some(0)), (&[2][..], Some(1))]);
}

#[test]
fn of_many_who_could_share_the_best_are_listed_and_all_counted() {
    // A at the first place with P0; seven others a step on, one programme each, in villages of their own; only the last may serve P0 too
    let mut facilitators = vec![facilitator("A", 0, &[0], Some(1.0))];
    facilitators.extend((1..8).map(|f| match f {
        7 => facilitator("H", 7, &[0, 7], None),
        _ => facilitator("B", f, &[f], None),
    }));
    let inventory = Inventory {
        programmes: programmes(8),
        facilitators,
        placements: (0..8).map(|v| placed(v, v, None, Some(v))).collect(),
        ..Inventory::default()
    };
    let centres = places([0.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0]);
    let (presence, limits) = (presence(&inventory, 8), limits(2, 5.0, 2.0));
    let now = now(&inventory, &presence, &centres, &limits);
    let found = shared(&inventory, &now, &centres, &limits);
    // everybody could be one with everybody: 28 pairs
    assert!(found.partners.iter().all(|own| own.len() == 7));
    // A's best: first H, who may serve both, then B1 to B4 by position
    let of = |f: u32| {
        let own = found
            .pairs
            .iter()
            .filter(move |p| p.first == f || p.second == f);
        own.map(|p| (p.first, p.second, p.permitted))
            .collect::<Vec<_>>()
    };
    let best = [1, 2, 3, 4].map(|other| (0, other, false));
    assert_eq!(of(0)[..4], best);
    assert!(of(0).contains(&(0, 7, true)) && !of(0).contains(&(0, 5, false)));
    assert_eq!(found.pairs_of(&BTreeSet::from([0, 1])), 13);
}

#[test]
fn posts_that_could_be_one() {
    // as above, but B comes to v0 as well, with P1
    let mut inventory = inventory(4.0);
    inventory.placements.push(placed(1, 0, Some(3.0), Some(1)));
    let (presence, centres) = (presence(&inventory, 4), places([0.0, 1.0, 2.0, 3.0]));
    let limits = limits(4, 5.0, 1.0);
    let now = now(&inventory, &presence, &centres, &limits);
    let found = shared(&inventory, &now, &centres, &limits);
    // together v0, v1 and v3: too many for A's two, not for B's four; 40 + 28 families
    let [pair] = &found.pairs[..] else {
        panic!("{found:?}")
    };
    assert_eq!(
        (pair.first, pair.second, pair.together),
        (0, 1, Together::SameVillage)
    );
    assert_eq!(
        (&pair.villages[..], pair.union, pair.stays),
        (&[0][..], 3, Some(1))
    );
    assert_eq!((pair.families, pair.far), (Some(68.0), 0.0));
    assert_eq!(found.partners, [[1], [0]]);
    assert!(pair.permitted);
    // without that village A's v3 is B's base: near, and could be one
    inventory.placements.pop();
    let presence = super::presence(&inventory, 4);
    let now = super::super::now(&inventory, &presence, &centres, &limits);
    let found = shared(&inventory, &now, &centres, &limits);
    assert_eq!(found.pairs[0].together, Together::Near);
    assert_eq!(found.pairs[0].far, 0.0);
    // with the same programmes they are no pair
    inventory.placements.retain(|p| p.programme == 0);
    let presence = super::presence(&inventory, 4);
    let now = super::super::now(&inventory, &presence, &centres, &limits);
    assert!(shared(&inventory, &now, &centres, &limits).pairs.is_empty());
}
