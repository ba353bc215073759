//! Nine villages, three by three, one step apart; five facilitators of two ministries and one for all.
//!
//! ```text
//! v6 v7 v8      P0 everywhere, P1 in v0 to v4
//! v3 v4 v5      A (v0) and B (v8) may serve P0, C (v4) only P1, D (v2) both; two villages each
//! v0 v1 v2      E (far away) any
//! ```

use super::super::{Change, Reason, plan, verify};
use super::*;
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
    let (inventory, centres) = (inventory(), centres());
    let presence = presence(&inventory, 9);
    let limits = limits(2, 10.0, 1.0);
    let plan = plan(&inventory, &presence, &centres, &limits).unwrap();
    verify(&inventory, &presence, &centres, &limits, &plan).unwrap();
    // D may serve both programmes of v0 to v4 and is in reach of all, so each is one unit and only D's: two of five are served;
    // v5 to v8 go to A and B, two each. C, who may serve P1 only, gets nothing
    assert_eq!(plan.duties.len(), 9);
    assert_eq!(plan.served.objective, 6.0);
    assert_eq!(plan.units, [2, 2, 0, 2, 0]);
    // D takes v2 (0) and v1 (1113 m), A v6 (2 steps north, 2211 m) and v5 (2 east, 1 north: 2485 m) or v7 (1 east, 2 north: 2476 m), B v8 (0) and the other:
    // from B, v5 is one step south (1106 m), v7 one west (1113 m); A to v7 and B to v5: 2476 + 1106, A to v5 and B to v7: 2485 + 1113
    let who: Vec<Option<u32>> = plan.duties.iter().map(|d| d.planned).collect();
    let (a, b, d) = (Some(0), Some(1), Some(3));
    assert_eq!(who, [None, d, d, None, None, b, a, a, b]);
    assert_eq!(
        plan.travel.objective,
        [0.0, 1113.0, 1106.0, 2211.0, 2476.0, 0.0]
            .iter()
            .sum::<f64>()
    );
    // C served v0 to v2 and cannot serve P0
    assert_eq!(
        (plan.duties[1].change, plan.duties[1].reason),
        (Change::Moved, Some(Reason::OneForAll))
    );
    assert_eq!(
        (plan.duties[0].change, plan.duties[0].reason),
        (Change::Unmet, Some(Reason::Capacity))
    );
    assert_eq!(
        (plan.duties[5].change, plan.duties[5].reason),
        (Change::New, None)
    );
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
