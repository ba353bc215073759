//! What the map says: shared borders, neighbours, statistics, classes.

pub mod classify;
pub mod coverage;
pub mod graph;
pub mod stats;
