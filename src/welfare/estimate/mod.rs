//! Small areas: what is known of a few from a survey, brought to many by a model, and said to be modelled.
//!
//! * [`fay_herriot`]: direct estimates with their variances, borrowed strength from covariates; [`spatial`]: and from neighbours, which areas without an estimate have too
//! * [`rates`]: rates of few people drawn towards the rate around them
//! * [`benchmark`]: estimates that add up to a published figure
//! * [`areal`]: numbers of one set of areas brought to another

pub mod areal;
mod band;
pub mod benchmark;
mod design;
mod estimated;
pub mod fay_herriot;
mod likelihood;
pub mod rates;
pub mod spatial;
mod spatial_mse;
mod spatial_search;

#[cfg(test)]
mod tests;

pub use design::Design;
pub use estimated::{Estimated, Kind, drawn_all_the_way};
