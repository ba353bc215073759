//! Hand-made inventories with every number worked out, and graphs against brute force.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod four;
mod graphs;
mod nine;

use crate::base::model::Level;
use crate::base::words::Words;
use crate::input::inventory::{Institution, Inventory, Lever, Placement, Programme};

/// Programmes as (ministry, lever, host).
pub(super) fn programmes(of: &[(u32, u32, &str)]) -> Vec<Programme> {
    let one = |(at, &(ministry, lever, host)): (usize, &(u32, u32, &str))| Programme {
        id: format!("P{at}"),
        ministry,
        lever: Some(lever),
        host: Some(host.to_owned()).filter(|host| !host.is_empty()),
        ..Programme::default()
    };
    of.iter().enumerate().map(one).collect()
}

pub(super) fn levers(count: usize) -> Vec<Lever> {
    let one = |at: usize| Lever {
        code: format!("l{at}"),
        arm: 0,
        title: Words {
            id: String::new(),
            en: String::new(),
        },
    };
    (0..count).map(one).collect()
}

/// Institutions as (type, village).
pub(super) fn institutions(of: &[(&str, u32)]) -> Vec<Institution> {
    let one = |(at, &(kind, village)): (usize, &(&str, u32))| Institution {
        id: format!("I{at}"),
        name: format!("I{at}"),
        kind: kind.into(),
        village: Some(village),
    };
    of.iter().enumerate().map(one).collect()
}

/// Placements as (programme, village, institution).
pub(super) fn placements(of: &[(u32, u32, Option<u32>)]) -> Vec<Placement> {
    let one = |&(programme, unit, institution): &(u32, u32, Option<u32>)| Placement {
        programme,
        level: Level::Village,
        unit,
        year: None,
        beneficiaries: None,
        budget: None,
        facilitator: None,
        institution,
        row: 1,
    };
    of.iter().map(one).collect()
}

pub(super) fn inventory(
    levers: usize,
    programmes: Vec<Programme>,
    institutions: Vec<Institution>,
    placements: Vec<Placement>,
) -> Inventory {
    Inventory {
        arms: vec!["income".into()],
        levers: self::levers(levers),
        ministries: vec!["M0".into(), "M1".into()],
        programmes,
        institutions,
        placements,
        ..Inventory::default()
    }
}
