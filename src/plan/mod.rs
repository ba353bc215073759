//! What to do: regions, priority areas, sites of services, and what to bring together.

pub mod area;
pub mod region;
pub mod siting;
pub mod solve;
pub mod synergy;
