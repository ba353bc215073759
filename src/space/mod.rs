//! What the map says: shared borders, neighbours, statistics, classes, pictures.

pub mod classify;
pub mod coverage;
pub mod graph;
pub mod map;
pub mod stats;
