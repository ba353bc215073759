//! Regionalisation: partitions into contiguous regions.
//!
//! * [`skater`]: cuts of a minimum spanning tree (Assunção et al. 2006)
//! * [`standardise`], [`within_ssd`]: how alike the members of regions are

mod quality;
mod skater;
mod tree;

pub use quality::{standardise, within_ssd};
pub use skater::skater;
