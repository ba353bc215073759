//! A registry looked over: who stands in it twice.
//!
//! * [`repeats`]: numbers of persons that stand in several rows
//! * [`matching`]: persons that may be one under two numbers

pub mod matching;
pub mod repeats;
