//! What to bring together: programmes, places, facilitators and institutions.
//!
//! * [`presence`]: which placements stand in which village in the assessed year
//! * [`facilitator`]: loads, posts that could be one, one plan over all programmes
//! * [`institution`]: who hosts what, who should sit at one table, who could host what is missing

pub mod facilitator;
pub mod institution;
pub mod presence;

pub use presence::Presence;
