//! What the people's data say.

pub mod index;
pub mod registry;
