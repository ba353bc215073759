//! Joins by code, bridge or name, with every row accounted for.
//!
//! * [`villages`]: features to villages sorted by code, their system known
//! * [`hierarchy`]: district, regency, province from the code
//! * [`place`]: the same for rows many of which stand in one place; [`counted`]: for codes with their numbers of rows
//! * [`attach`]: a table's rows to units, `matched + unmatched + ambiguous = rows`

mod account;
mod attach;
mod bridge;
mod by_code;
mod by_name;
mod columns;
mod counted;
mod hierarchy;
mod lineage;
mod place;
mod same_name;
mod same_system;
#[cfg(test)]
mod tests;
mod units;
mod villages;

pub use account::{Accounting, Key};
pub use attach::{Joined, assign, attach};
pub use counted::{Counted, counted};
pub use hierarchy::{Hierarchy, Regions, hierarchy};
pub use lineage::read as lineage;
pub use place::{Repeated, place};
pub use same_system::BY_NAME;
pub use units::Units;
pub use villages::{Villages, villages};
