//! The registry: its folder, and rows that are to go into it.
//!
//! * [`record`]: `registry.json`, which says what the folder holds
//! * [`sorted`]: Parquet files in buckets of persons
//! * [`entries`]: rows as entries of the log; persons become keyed hashes here
//! * [`fields`]: which columns go on; [`places`]: villages
//! * [`lines`]: a row against the rules of its op

pub mod entries;
pub mod fields;
pub mod lines;
pub mod places;
pub mod record;
pub mod sorted;

pub use record::Record;
