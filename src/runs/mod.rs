//! Work on finished runs: why a village stands where it stands, what changed between two runs.

pub mod compare;
pub mod explain;
mod open;

pub use open::Run;
