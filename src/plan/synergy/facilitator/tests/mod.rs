//! Hand-made inventories, every assignment tried, and what must hold whatever the inventory.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod brute;
mod four;
mod nine;
mod size;
mod sums;

use super::Limits;
use crate::base::model::Level;
use crate::input::inventory::{Facilitator, Inventory, Placement, Programme};
use crate::plan::synergy::Presence;
use geo::Point;

/// Metres between neighbouring places: 0.01 degrees of the equator, 6,378,137 m x 0.01 x pi / 180.
pub(super) const STEP: f64 = 1_113.194_907_932_735_7;

/// Places on the equator, some steps east of 0.
pub(super) fn places(steps: impl IntoIterator<Item = f64>) -> Vec<Option<Point>> {
    let place = |step: f64| Some(Point::new(step * 0.01, 0.0));
    steps.into_iter().map(place).collect()
}

pub(super) fn programmes(count: usize) -> Vec<Programme> {
    (0..count)
        .map(|p| Programme {
            id: format!("P{p}"),
            ..Programme::default()
        })
        .collect()
}

pub(super) fn facilitator(
    id: &str,
    village: u32,
    programmes: &[u32],
    most: Option<f64>,
) -> Facilitator {
    Facilitator {
        id: id.into(),
        village: Some(village),
        programmes: programmes.to_vec(),
        villages: most,
        ..Facilitator::default()
    }
}

/// A placement of a programme in a village, with families and a facilitator.
pub(super) fn placed(
    programme: u32,
    village: u32,
    families: Option<f64>,
    facilitator: Option<u32>,
) -> Placement {
    Placement {
        programme,
        level: Level::Village,
        unit: village,
        year: None,
        beneficiaries: families,
        budget: None,
        facilitator,
        institution: None,
        row: 1,
    }
}

pub(super) fn presence(inventory: &Inventory, n: usize) -> Presence {
    Presence::new(inventory, n, None)
}

pub(super) fn limits(villages: u32, travel_km: f64, tie_km: f64) -> Limits {
    Limits {
        villages,
        families: None,
        travel_m: travel_km * 1e3,
        tie_m: tie_km * 1e3,
    }
}
