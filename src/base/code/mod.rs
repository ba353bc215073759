//! Administrative codes: parse, system, names, the official list, lineage.
//!
//! * [`parse`]: text whatever the source made of it to canonical digits
//! * [`system`]: Kemendagri, BPS or other: lengths and parents
//! * [`detect`]: which system a file speaks, from the file as a whole
//! * [`name`]: whether two spellings mean the same place
//! * [`gazetteer`]: the embedded official list
//! * [`lineage`]: split and renumbered regions
//! * [`sample`]: some of many values, whatever the order of rows

pub mod detect;
pub mod gazetteer;
pub mod lineage;
pub mod name;
pub mod parse;
pub mod sample;
pub mod system;

pub use parse::{canonical, canonical_at, canonical_in};
pub use system::System;
