//! One reader per format; the CRS is settled at the door, and persons stay outside.

pub mod boundary;
mod door;
pub mod rows;
pub mod table;

pub use door::{Door, key};
