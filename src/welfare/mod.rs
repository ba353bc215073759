//! What the people's data say.

pub mod advantage;
pub mod equity;
pub mod estimate;
pub mod impact;
pub mod index;
pub mod registry;
