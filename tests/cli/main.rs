//! Drives the binary as a user would.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr
)]

mod access;
mod areas;
mod brief;
mod choice;
mod cluster;
mod equity;
mod estimates;
mod faults;
mod formats;
mod hotspots;
mod init;
mod inventory;
mod joined;
mod layers;
mod ledger;
mod manners;
mod manual;
mod maps;
mod neighbours;
mod new_sites;
mod outside;
mod page;
mod privacy;
mod programmes;
mod real;
mod recovery;
mod refresh;
mod regions;
mod registry;
mod run;
mod runs;
mod schema;
mod servers;
mod siting;
mod study;
#[path = "../support/mod.rs"]
mod support;
mod synthetic;
mod tables;
mod tiles;
mod toolbox;
mod verify;
mod view;
mod village_points;
