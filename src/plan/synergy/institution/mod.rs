//! Institutions (kelembagaan): who hosts what, how one area hangs together, who should sit at one table, who could host what is missing.
//!
//! * [`standings`]: programmes, villages and ministries of each institution
//! * [`web`]: institutions, programmes and villages of an area as a graph: parts, cuts, betweenness, concentration
//! * [`table`]: who should sit together in an area
//! * [`hostable`], [`absent`]: programmes that an institution of the inventory can host, and types it has none of
//! * [`hosts`]: who could host a missing lever or a programme without a host

mod between;
mod cut;
mod host;
mod kind;
mod standing;
mod table;
#[cfg(test)]
mod tests;
mod web;

pub use between::betweenness;
pub use cut::parted;
pub use host::{Gaps, Host, Missing, Nowhere, Place, hosts};
pub use kind::{absent, hostable};
pub use standing::{Standing, of_villages, standings};
pub use table::{Seat, Table, table};
pub use web::{Web, web};
