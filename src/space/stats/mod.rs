//! Spatial statistics on one permutation engine.
//!
//! * [`moran`]: does the whole column cluster? (Moran 1950; moments of Cliff and Ord 1981)
//! * [`local_moran`]: where, and as what? (Anselin 1995; conditional moments of Sokal et al. 1998)
//! * [`getis_star`], [`getis_local`]: hot and cold spots (Getis and Ord 1992; Ord and Getis 1995)
//! * [`fdr`]: many tests at once (Benjamini and Hochberg 1995)
//! * [`Local::clusters`]: the words for tables and maps

mod column;
mod draw;
pub mod fdr;
mod getis;
mod local;
mod local_moran;
mod moran;
mod permutation;
mod weights;

pub use getis::{getis_local, getis_star};
pub use local::{Alternative, Cluster, Local};
pub use local_moran::local_moran;
pub use moran::{Moran, Normal, moran};
pub use permutation::Tails;
pub use weights::Transform;

#[cfg(test)]
mod tests;
