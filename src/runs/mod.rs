//! Work on finished runs: why a village stands where it stands, what changed between two runs, whether a run is what it was, a run as a map.

pub mod compare;
pub mod explain;
mod open;
pub mod verify;
pub mod view;

pub use open::Run;
