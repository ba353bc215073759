//! What to bring together: programmes, places, facilitators and institutions.
//!
//! * [`presence`]: which placements stand in which village in the assessed year; [`standing`]: that against need, as rows of bits ([`members`])
//! * [`pairs`]: programmes and ministries that share villages, with exact chances ([`chance`]); [`same`]: the same need; [`apart`]: complements that stand apart
//! * [`duplicate`]: the same for the same people; [`years`]: before and after, by tag; [`sums`]: money, people, and how spread they are
//! * [`lever`]: who needs, has and lacks each lever; [`location`]: convergence; [`designated`]: national priority areas; [`moves`]: what raises it
//! * [`facilitator`]: loads, posts that could be one, one plan over all programmes
//! * [`institution`]: who hosts what, who should sit at one table, who could host what is missing
//! * [`axes`]: the four axes in one score each
//! * [`allocation`]: money placed anew, and what deciding together is worth
//! * [`menu`]: indicators that gain most in a village, and the cheapest steps to the next class

pub mod allocation;
pub mod apart;
pub mod axes;
pub mod chance;
pub mod designated;
pub mod duplicate;
#[cfg(test)]
mod example;
pub mod facilitator;
pub mod institution;
pub mod lever;
pub mod location;
pub mod members;
pub mod menu;
pub mod moves;
pub mod pairs;
pub mod presence;
#[cfg(test)]
mod properties;
pub mod same;
pub mod standing;
pub mod sums;
pub mod village;
pub mod years;

pub use presence::Presence;
