//! What to do: regions, priority areas and sites of services.

pub mod area;
pub mod region;
pub mod siting;
pub mod solve;
