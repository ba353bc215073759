//! What the map says: shared borders, neighbours, statistics, classes, pictures, access to services.

pub mod access;
pub mod classify;
pub mod coverage;
pub mod graph;
pub mod map;
pub mod overlay;
pub mod stats;
