//! Spatial statistics on one permutation engine.
//!
//! Does the whole column cluster? Each gives a [`Global`].
//! * [`moran`] (Moran 1950; moments of Cliff and Ord 1981); [`moran_rate`] for rates (Assunção and Reis 1999)
//! * [`geary`] (Geary 1954), [`general_g`] (Getis and Ord 1992), [`join_counts`] (Cliff and Ord 1981)
//! * [`moran_bivariate`] (Wartenberg 1985), [`lee`] (Lee 2001) for two columns
//! * [`spatial_gini`] (Rey and Smith 2013): inequality among neighbours and among the others
//!
//! Where, and as what? Each gives a [`Local`], and [`Local::clusters`] the words for tables and maps.
//! * [`local_moran`] (Anselin 1995; conditional moments of Sokal et al. 1998), [`local_moran_rate`], [`local_moran_bivariate`]
//! * [`getis_star`], [`getis_local`]: hot and cold spots (Getis and Ord 1992; Ord and Getis 1995)
//! * [`local_geary`], [`local_geary_multivariate`] (Anselin 2019)
//! * [`local_join_count`] (Anselin and Li 2019), [`local_lee`] (Lee 2001)
//!
//! [`scan`]: circles with more cases than their people explain (Kulldorff 1997). [`fdr`]: many tests at once (Benjamini and
//! Hochberg 1995).

mod bivariate;
mod column;
mod draw;
mod drawing;
pub mod fdr;
mod geary;
mod general_g;
mod getis;
mod gini;
mod global;
mod hot;
mod join_count;
mod lee;
mod local;
mod local_geary;
mod local_moran;
mod moran;
mod permutation;
mod rates;
pub mod scan;
mod weights;

pub use bivariate::{local_moran_bivariate, moran_bivariate};
pub use geary::geary;
pub use general_g::general_g;
pub use getis::{getis_local, getis_star};
pub use gini::{SpatialGini, spatial_gini};
pub use global::{Global, Test};
pub use hot::moran_and_star;
pub use join_count::{join_counts, local_join_count};
pub use lee::{lee, local_lee};
pub use local::{Alternative, Cluster, Local};
pub use local_geary::{local_geary, local_geary_multivariate};
pub use local_moran::{local_moran, local_moran_total};
pub use moran::moran;
pub use permutation::Tails;
pub use rates::{local_moran_rate, moran_rate, standardised_rates};
pub use weights::Transform;

#[cfg(test)]
mod tests;
