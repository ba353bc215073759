//! The made-up tables over any villages, real or made up.

pub mod actions;
pub mod assets;
pub mod catalogue;
pub mod clinics;
pub mod files;
pub mod hosts;
pub mod inventory;
pub mod people;
pub mod posts;
pub mod programmes;
pub mod scores;
pub mod spending;
pub mod survey;
pub mod truth;
pub mod welfare;
pub mod work;

#[cfg(test)]
mod tests;
