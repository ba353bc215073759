//! Bytes to clean layers and frames.

pub mod geometry;
pub mod join;
pub mod read;
