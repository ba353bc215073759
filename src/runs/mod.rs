//! Work on finished runs: why a village stands where it stands, what changed between two runs, whether a run is what it was.

pub mod compare;
pub mod explain;
mod open;
pub mod verify;

pub use open::Run;
