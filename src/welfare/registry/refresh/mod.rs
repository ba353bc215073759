//! How the registry is kept current: its state is a function of the set of entries in its log.
//!
//! * [`entry`]: an entry: what it asks for, its place among others
//! * [`settle`]: entries that say the same, contradict each other or were undone
//! * [`fold`]: the entries of a person, one after the other, to where the person stands
//! * [`families`]: entries that speak of all members of a family
//! * [`balance`]: who came and went in every village
//!
//! Neither the order of rows and files nor how they are parted into updates changes a bit of the state, so an entry that comes late counts as if
//! it had come in time, and replaying the log gives the snapshot.

pub mod balance;
pub mod entry;
pub mod families;
pub mod fold;
pub mod settle;
#[cfg(test)]
mod tests;
