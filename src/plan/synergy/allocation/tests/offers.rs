//! From an inventory to funds and offers: what stays, what is lost.

use crate::base::model::Level;
use crate::input::inventory::{Inventory, Placement, Programme};
use crate::plan::synergy::Presence;
use crate::plan::synergy::allocation::offers::{Fixed, Placeable, Why, offers};

/// A programme of the one lever at 10 a beneficiary, and one without a lever.
///
/// Needs of the four villages: 1, not known, 0, 0.5. Programme 0 stands in the first three with 2, 3 and 4 beneficiaries, in the second twice; budgets 20, 30 + 5
/// and 40. Programme 1 stands in the last with 7.
fn inventory() -> Inventory {
    let placement = |programme, unit, beneficiaries, budget| Placement {
        programme,
        level: Level::Village,
        unit,
        year: None,
        beneficiaries,
        budget,
        facilitator: None,
        institution: None,
        row: 0,
    };
    Inventory {
        programmes: vec![
            Programme {
                id: "A".into(),
                lever: Some(0),
                unit_cost: Some(10.0),
                ..Programme::default()
            },
            Programme {
                id: "B".into(),
                ..Programme::default()
            },
        ],
        placements: vec![
            placement(0, 0, Some(2.0), Some(20.0)),
            placement(0, 1, Some(3.0), Some(30.0)),
            placement(0, 1, None, Some(5.0)),
            placement(0, 2, Some(4.0), Some(40.0)),
            placement(1, 3, None, Some(7.0)),
        ],
        ..Inventory::default()
    }
}

fn placeable(inventory: &Inventory, budgets: [Option<f64>; 2]) -> Placeable {
    let presence = Presence::new(inventory, 4, None);
    let need = vec![vec![Some(1.0), None, Some(0.0), Some(0.5)]];
    offers(inventory, &presence, &need, None, &budgets, None)
}

#[test]
fn what_stands_where_the_need_is_not_known_stays_with_its_money() {
    let inventory = inventory();
    let found = placeable(&inventory, [None, None]);
    // 20 + 35 + 40, less the 35 that stay
    assert_eq!(found.funds.len(), 1);
    assert_eq!(found.funds[0].money, 60.0);
    let aside: Vec<_> = (found.aside.iter())
        .map(|a| (a.village, a.programme, a.why, a.money))
        .collect();
    assert_eq!(
        aside,
        [
            (1, 0, Why::Unknown, Some(35.0)),
            (2, 0, Why::Unneeded, None),
            (3, 1, Why::Fixed(Fixed::Lever), Some(7.0)),
        ]
    );
    // two beneficiaries are there now; elsewhere the median number, 3
    let places: Vec<_> = found.offers.iter().map(|o| (o.village, o.cost)).collect();
    assert_eq!(places, [(0, 20.0), (3, 30.0)]);
    assert_eq!(found.now, [0]);
    // what stays stands, but only what has a lever
    let standing: Vec<_> = found
        .standing
        .iter()
        .map(|s| (s.village, s.lever))
        .collect();
    assert_eq!(standing, [(1, 0)]);
}

#[test]
fn a_given_budget_pays_first_for_what_stays() {
    let mut inventory = inventory();
    let found = placeable(&inventory, [Some(100.0), None]);
    assert_eq!(found.funds[0].money, 65.0);
    // without budgets of their own: 3 x 10
    for placement in &mut inventory.placements {
        placement.budget = None;
    }
    let found = placeable(&inventory, [Some(100.0), None]);
    assert_eq!(found.funds[0].money, 70.0);
    assert_eq!(found.aside[0].money, Some(30.0));
    // nothing is left to place: what stands stays, and so does what has no need
    let found = placeable(&inventory, [Some(30.0), None]);
    assert_eq!(found.funds.len(), 0);
    assert_eq!(found.fixed, [(0, Fixed::Money), (1, Fixed::Lever)]);
    assert_eq!(found.kept().count(), 4);
}
