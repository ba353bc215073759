//! Bytes to clean layers and frames.

pub mod geometry;
pub mod inventory;
pub mod join;
pub mod panel;
pub mod read;
pub mod registry;
pub mod services;
