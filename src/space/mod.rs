//! What the map says: shared borders, neighbours, statistics.

pub mod coverage;
pub mod graph;
pub mod stats;
