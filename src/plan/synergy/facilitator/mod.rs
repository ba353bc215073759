//! Facilitators (pendamping): who serves what now, which posts could be one, and one plan over all programmes.
//!
//! * [`now`]: loads, travel and villages of each facilitator
//! * [`shared`]: posts of different programmes that could be one
//! * [`plan`]: one assignment within caseloads and a travel limit, with its bound; [`verify`] checks it with code of its own

mod arcs;
mod demand;
mod families;
mod fill;
mod flow;
mod knapsack;
mod matching;
mod now;
mod plan;
mod price;
mod reach;
mod shared;
mod summary;
#[cfg(test)]
mod tests;
mod verify;

pub use demand::{Bar, Unit, facilitated};
pub use now::{Load, Now, Status, now};
pub use plan::{Change, Duty, Plan, Reason, plan};
pub use shared::{LISTED, Pair, Shared, Together, shared};
pub use summary::{AreaFacilitators, VillageFacilitators, by_village, in_area};
pub use verify::verify;

/// Caseloads and travel; own numbers of a facilitator go before those here.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limits {
    /// Most villages of a facilitator.
    pub villages: u32,
    /// Most families; no limit when left out.
    pub families: Option<f64>,
    /// Most metres from base to village, one way.
    pub travel_m: f64,
    /// Metres that a change of facilitator must save.
    pub tie_m: f64,
}
