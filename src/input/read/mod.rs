//! One reader per format; the CRS is settled at the door, and persons stay outside.

pub mod boundary;
mod door;
pub mod rows;
pub mod table;

pub use door::{Door, key};

use crate::error::Result;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Reads with a crate that panics on some broken files, which are then refused as `broken`.
fn guarded<T>(broken: impl FnOnce() -> Result<T>, read: impl FnOnce() -> Result<T>) -> Result<T> {
    catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|_| broken())
}
