//! One reader per format; the CRS is settled at the door.

pub mod boundary;
pub mod table;
