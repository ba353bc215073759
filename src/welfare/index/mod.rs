//! Composite indices: definitions, scores, needs, classes, ranks.
//!
//! The steps, each a file: [`definition`] says what an index is, `hierarchy` orders it, `inputs` finds its columns,
//! `normalise` makes them comparable, `aggregate` puts them together, [`score`] walks through and ranks,
//! [`regional`] does the same for regions.

mod aggregate;
mod built_in;
pub mod definition;
mod hierarchy;
mod inputs;
mod normalise;
#[cfg(test)]
mod properties;
mod rank;
pub mod regional;
mod rules;
pub mod score;
#[cfg(test)]
mod tests;

pub use definition::Definition;
pub use regional::{Region, Rule, regional};
pub use score::{Scores, score};

/// Differences of scores up to here are noise of floating-point sums: ranks tie, class limits hold.
const NOISE: f64 = 1e-12;
