//! The welfare registry: from rows of persons or households to numbers of places, never of persons.
//!
//! * [`expression`]: what a measure counts or sums, in the words of SQL
//! * [`query`]: additive measures by unit and group, as one SQL text
//! * [`store`]: where the rows are
//!     * [`engine`]: in files: every query in one pass over Parquet or CSV; [`exact`]: its sums
//!     * [`cluster`]: in an engine that holds them, through ADBC
//! * [`ladder`]: results of villages and of all regions above them; [`measure`]: what follows from sums
//! * [`refresh`]: how the rows are kept current; [`audit`]: who stands in them twice
//! * [`question`]: what a study asks, and the tables that answer; [`small`]: what they hide; [`table`]: numbers of places

pub mod audit;
#[cfg(feature = "cluster")]
pub mod cluster;
pub mod engine;
pub mod exact;
pub mod expression;
pub mod ladder;
pub mod measure;
pub mod query;
pub mod question;
pub mod refresh;
pub mod small;
pub mod store;
pub mod table;
