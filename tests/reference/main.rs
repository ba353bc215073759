//! Numbers made by other tools, on real layers.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr
)]

mod audit;
mod index;
#[path = "../support/mod.rs"]
mod support;

mod joins;

mod layers;
mod neighbours;

mod access;
mod adjacency;
mod areas;
mod asem;
mod boundaries;
mod classify;
mod coverage;
mod dissolve;
mod equity;
mod estimates;
mod hotspots;
mod recovery;
mod regions;
mod siting;
mod stats;
mod suppression;
mod tables;
mod workbooks;
