//! Nine villages, three by three, one step apart; five facilitators of two ministries and one for all.
//!
//! ```text
//! v6 v7 v8      P0 everywhere, P1 in v0 to v4
//! v3 v4 v5      A (v0) and B (v8) may serve P0, C (v4) only P1, D (v2) both; two villages each
//! v0 v1 v2      E (far away) any
//! ```

use super::super::{Change, Reason, plan, verify};
use super::*;
use crate::plan::solve::Proof;
use geo::Point;

fn inventory() -> Inventory {
    let mut placements: Vec<Placement> = (0..9).map(|v| placed(0, v, Some(10.0), None)).collect();
    placements.extend((0..5).map(|v| placed(1, v, Some(4.0), (v < 3).then_some(2))));
    let mut far = facilitator("E", 0, &[], None);
    far.base = Some(Point::new(5.0, 5.0));
    Inventory {
        programmes: programmes(2),
        facilitators: vec![
            facilitator("A", 0, &[0], None),
            facilitator("B", 8, &[0], None),
            facilitator("C", 4, &[1], None),
            facilitator("D", 2, &[0, 1], None),
            far,
        ],
        placements,
        ..Inventory::default()
    }
}

fn centres() -> Vec<Option<Point>> {
    let place = |v: u32| Point::new(f64::from(v % 3) * 0.01, f64::from(v / 3) * 0.01);
    (0..9).map(|v| Some(place(v))).collect()
}

#[test]
fn nine() {
    let (mut inventory, centres) = (inventory(), centres());
    inventory.facilitators[3].villages = Some(5.0);
    let presence = presence(&inventory, 9);
    let limits = limits(2, 10.0, 1.0);
    let plan = plan(&inventory, &presence, &centres, &limits).unwrap();
    verify(&inventory, &presence, &centres, &limits, &plan).unwrap();
    // D may serve both programmes of v0 to v4 and is in reach of all, so each is one unit and only D's;
    // v5 to v8 go to A and B, two each. C, who may serve P1 only, gets nothing
    assert_eq!(plan.units, [2, 2, 0, 5, 0]);
    // a step east is 1113 m, one north 1106 m. D (v2) to v0 2226, v1 1113, v2 0, v3 (2 west, 1 north) 2486, v4 (1, 1) 1569.
    // A (v0) to v6 2211, to v5 (2, 1) 2486 or v7 (1, 2) 2476; B (v8) to v8 0, to v5 1106 or v7 1113: A takes v7 (2476 + 1106 < 2486 + 1113)
    let who: Vec<Option<u32>> = plan.duties.iter().map(|d| d.planned).collect();
    let (a, b, d) = (Some(0), Some(1), Some(3));
    assert_eq!(who, [d, d, d, d, d, b, a, a, b]);
    let metres = [
        2226.0, 1113.0, 0.0, 2486.0, 1569.0, 1106.0, 2211.0, 2476.0, 0.0,
    ];
    assert_eq!(plan.travel.objective, metres.iter().sum::<f64>());
    // C served v0 to v2 and cannot serve P0
    let change = |v: usize| (plan.duties[v].change, plan.duties[v].reason);
    assert_eq!(change(1), (Change::Moved, Some(Reason::OneForAll)));
    assert_eq!(change(5), (Change::New, None));
}

#[test]
fn what_is_full_is_parted_by_programme() {
    let (inventory, centres) = (inventory(), centres());
    let presence = presence(&inventory, 9);
    let limits = limits(2, 10.0, 1.0);
    let plan = plan(&inventory, &presence, &centres, &limits).unwrap();
    verify(&inventory, &presence, &centres, &limits, &plan).unwrap();
    // D has two places for the five villages; the three it leaves out go by programme: P0 to A, B or D, P1 to C or D. Twelve units for
    // eight places. A v0 0 and v3 1106, B v8 0 and v5 1106, C v4 0 and v0, which it has, 1569 - 1000, D v2 0 and v1 1113
    assert_eq!(plan.duties.len(), 12);
    assert_eq!(
        (plan.served.objective, plan.served.proof),
        (8.0, Proof::Proven)
    );
    assert_eq!(plan.units, [2, 2, 2, 2, 0]);
    assert_eq!(plan.travel.objective, 1106.0 + 1106.0 + 569.0 + 1113.0);
    let first: Vec<_> = plan.duties[..2]
        .iter()
        .map(|d| (&d.unit.programmes[..], d.planned, d.change))
        .collect();
    assert_eq!(
        first,
        [
            (&[0][..], Some(0), Change::New),
            (&[1][..], Some(2), Change::Kept)
        ]
    );
    let unmet = plan.duties.iter().filter(|d| d.change == Change::Unmet);
    assert!(unmet.map(|d| d.reason).eq([Some(Reason::Villages); 4]));
}

#[test]
fn the_order_of_villages_and_placements_does_not_show() {
    let (inventory, centres) = (inventory(), centres());
    let presence = presence(&inventory, 9);
    let limits = limits(2, 10.0, 1.0);
    let first = plan(&inventory, &presence, &centres, &limits).unwrap();
    let mut turned = inventory.clone();
    turned.placements.reverse();
    let presence = super::presence(&turned, 9);
    let second = plan(&turned, &presence, &centres, &limits).unwrap();
    assert_eq!(first.duties, second.duties);
    assert_eq!((first.travel, first.served), (second.travel, second.served));
}

#[test]
fn a_part_that_no_one_in_reach_may_serve_is_listed() {
    let (mut inventory, centres) = (inventory(), centres());
    // without D nobody near may serve both: P0 and P1 go apart, v1's P1 to C
    inventory.facilitators[3].programmes = vec![0];
    let presence = presence(&inventory, 9);
    let limits = limits(5, 10.0, 1.0);
    let plan = plan(&inventory, &presence, &centres, &limits).unwrap();
    verify(&inventory, &presence, &centres, &limits, &plan).unwrap();
    assert_eq!(plan.duties.len(), 14);
    assert_eq!(plan.served.objective, 14.0);
    assert_eq!(plan.units[2], 5);
    let kept = plan
        .duties
        .iter()
        .filter(|d| d.change == Change::Kept)
        .count();
    assert_eq!(kept, 3);
    // and without C, P1 has nobody near, though E may serve it
    inventory.facilitators[2].programmes = vec![0];
    let plan = super::super::plan(&inventory, &presence, &centres, &limits).unwrap();
    verify(&inventory, &presence, &centres, &limits, &plan).unwrap();
    let none = plan
        .duties
        .iter()
        .filter(|d| d.reason == Some(Reason::NoneNear))
        .count();
    assert_eq!((plan.duties.len(), none), (14, 5));
}
