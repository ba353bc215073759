//! The study file: what the user asks for. Knows nothing of data.

pub mod types;

pub use types::*;
