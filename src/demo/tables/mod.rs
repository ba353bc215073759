//! The made-up tables over any villages, real or made up.

pub mod files;
pub mod people;
pub mod programmes;
pub mod scores;
pub mod truth;
pub mod welfare;
