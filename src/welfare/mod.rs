//! What the people's data say.

pub mod impact;
pub mod estimate;
pub mod index;
pub mod registry;
