//! Composite indices: definitions, scores, needs, classes, ranks.
//!
//! [`definition`] says what an index is, `hierarchy` orders it, `inputs` finds its columns. The steps, each a file:
//! `denominate`, `screen`, `treat`, `impute`, `normalise` (in `prepare`), `weigh`, `aggregate` (in `combine`). [`score`]
//! walks through and ranks, `classes` names the scores, [`regional`] does the same for regions. [`audit()`] rebuilds a published
//! index from its indicators.

mod aggregate;
pub mod audit;
mod classes;
mod combine;
pub mod definition;
mod denominate;
pub mod explain;
pub mod hierarchy;
pub mod importance;
mod impute;
mod inputs;
pub mod normalise;
pub mod people;
pub mod prepare;
#[cfg(test)]
mod properties;
mod rank;
pub mod regional;
pub mod score;
mod screen;
#[cfg(test)]
mod tests;
mod treat;
pub mod uncertainty;
mod weigh;

pub use audit::audit;
pub use definition::Definition;
pub use regional::{Region, Rule, regional};
pub use score::{Context, Scores, score};

/// Differences of scores up to here are noise of floating-point sums: ranks tie, class limits hold.
const NOISE: f64 = 1e-12;
