//! kawasan says where poverty programmes should work together.
//!
//! Data flow one way, top to bottom; a file imports only from rooms above it.
//!
//! * [`base`]: codes, levels, layers, findings, the study file
//! * [`input`]: bytes to clean layers and frames
//! * [`space`]: what the map says
//! * [`welfare`]: what the people's data say
//! * [`plan`]: what to do
//! * [`output`]: layers, tables, brief, manifest

//! * [`demo`]: synthetic studies

pub mod error;

pub mod base;
pub mod input;
pub mod space;
pub mod welfare;

pub mod plan;

pub mod output;

pub mod pipeline;

pub mod demo;

pub mod cli;

pub use error::{Error, Result};
