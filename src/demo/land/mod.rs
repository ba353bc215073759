//! The made-up land: islands, borders, hierarchy.

pub mod border;
pub mod country;
pub mod hex;
pub mod island;
pub mod layout;
pub mod settle;
pub mod split;
