//! What to bring together: programmes, places, facilitators and institutions.
//!
//! * [`presence`]: which placements stand in which village in the assessed year

pub mod presence;

pub use presence::Presence;
