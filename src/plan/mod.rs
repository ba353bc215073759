//! What to do: regions and priority areas.

pub mod area;
pub mod region;
