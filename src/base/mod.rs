//! What every wing speaks: the model, findings, administrative codes, the study file.

pub mod code;
pub mod day;
pub mod document;
pub mod entry;
pub mod finding;
pub mod meter;
pub mod missing;
pub mod model;
pub mod nearest;
pub mod privacy;
pub mod study;
pub mod words;
