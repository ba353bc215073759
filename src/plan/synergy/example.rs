//! Hand-made inventories that tests work out by hand.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use super::Presence;
use crate::base::model::Level;
use crate::base::words::Words;
use crate::input::inventory::{Inventory, Lever, Placement, Programme};

/// Ministry, lever, target and tags of a programme.
type Row<'a> = (u32, Option<u32>, Option<&'a str>, &'a [&'a str]);

/// Levers by arm, and programmes.
pub fn catalogue(levers: &[(&str, u32)], programmes: &[Row]) -> Inventory {
    let lever = |&(code, arm): &(&str, u32)| Lever {
        code: code.into(),
        arm,
        title: Words {
            id: code.into(),
            en: code.into(),
        },
    };
    let levers: Vec<Lever> = levers.iter().map(lever).collect();
    let of = |(at, &(ministry, lever, target, tags)): (usize, &Row)| Programme {
        id: format!("P{at}"),
        name: format!("Programme {at}"),
        ministry,
        arm: lever.map_or(1, |lever| levers[lever as usize].arm),
        lever,
        target: target.map(str::to_owned),
        tags: tags.iter().map(|&tag| tag.to_owned()).collect(),
        ..Programme::default()
    };
    Inventory {
        arms: vec!["burden".into(), "income".into()],
        ministries: (0..programmes.len()).map(|m| format!("M{m}")).collect(),
        programmes: programmes.iter().enumerate().map(of).collect(),
        levers,
        ..Inventory::default()
    }
}

/// A placement; `unit` is of the level.
pub fn placement(
    programme: u32,
    (level, unit): (Level, u32),
    year: Option<i32>,
    beneficiaries: Option<f64>,
    budget: Option<f64>,
) -> Placement {
    Placement {
        programme,
        level,
        unit,
        year,
        beneficiaries,
        budget,
        facilitator: None,
        institution: None,
        row: 0,
    }
}

/// Puts placements in, in the order an inventory has, and looks up a year.
pub fn placed(
    mut inventory: Inventory,
    mut placements: Vec<Placement>,
    n: usize,
    year: Option<i32>,
) -> (Inventory, Presence) {
    let bits = |amount: Option<f64>| amount.map(f64::to_bits);
    placements.sort_by_key(|p| {
        let amounts = (bits(p.beneficiaries), bits(p.budget));
        (p.level, p.unit, p.programme, p.year, amounts)
    });
    inventory.placements = placements;
    let presence = Presence::new(&inventory, n, year);
    (inventory, presence)
}

/// Four villages in 2024, some of 2023. Levers burden | capital, skills.
///
/// P0 and P1 lower burdens for the poor (ministries 0, 1), P2 lends (ministry 1), P3 trains (ministry 2, no target; tag pen).
/// 2024: village 0 has P0 (10 people, 100), P1 (5, 300), P2 (2, 100); village 1 P0 (20, 200); village 2 P2 (4, unknown), P3 (3, 50);
/// regency 0 has P3 (100, 1000). 2023: village 0 has P0 (8, 80), village 3 P3 (1, 10).
pub fn four() -> (Inventory, Presence) {
    let inventory = catalogue(
        &[("burden", 0), ("capital", 1), ("skills", 1)],
        &[
            (0, Some(0), Some("poor"), &["rpjmn"]),
            (1, Some(0), Some("poor"), &[]),
            (1, Some(1), Some("msme"), &[]),
            (2, Some(2), None, &["pen"]),
        ],
    );
    let village = |programme, village, year, people: f64, money| {
        placement(
            programme,
            (Level::Village, village),
            Some(year),
            Some(people),
            money,
        )
    };
    let placements = vec![
        village(0, 0, 2024, 10.0, Some(100.0)),
        village(1, 0, 2024, 5.0, Some(300.0)),
        village(2, 0, 2024, 2.0, Some(100.0)),
        village(0, 1, 2024, 20.0, Some(200.0)),
        village(2, 2, 2024, 4.0, None),
        village(3, 2, 2024, 3.0, Some(50.0)),
        village(0, 0, 2023, 8.0, Some(80.0)),
        village(3, 3, 2023, 1.0, Some(10.0)),
        placement(
            3,
            (Level::Regency, 0),
            Some(2024),
            Some(100.0),
            Some(1000.0),
        ),
    ];
    placed(inventory, placements, 4, Some(2024))
}

/// Needs of burden, capital and skills in the four villages; a village needs a lever from 0.4.
pub fn four_needs() -> Vec<Vec<Option<f64>>> {
    vec![
        vec![Some(0.8), Some(0.2), Some(0.6), Some(0.5)],
        vec![Some(0.5), Some(0.9), Some(0.5), None],
        vec![Some(0.1), Some(0.6), Some(0.4), Some(0.7)],
    ]
}

/// The areas: villages 0 and 1, and village 2.
pub const FOUR_AREAS: [Option<u32>; 4] = [Some(0), Some(0), Some(1), None];
