//! What a region does more of than others, and whether it grew by its own strength.
//!
//! * [`quotient`]: location quotients with their chance, shrunk where numbers are small
//! * [`shift`]: change taken apart into nation, industry mix and region (Dunn 1960), year by year too (Barff and Knight 1988)
//! * [`special`]: how special or how diverse a region is
//! * [`leading`]: the one sector that a region leads in
//! * [`cube`], [`panel`]: a long table laid out, and all of this of it
//! * [`binomial`]: exact tails

pub mod binomial;
pub mod cube;
pub mod leading;
pub mod panel;
pub mod quotient;
pub mod shift;
pub mod special;
#[cfg(test)]
mod tests;

pub use cube::{Cube, Row, sums, whole};
pub use leading::{Leading, Least, leading};
pub use panel::{Asked, Change, Lead, Panel, Year};
pub use quotient::{Quotient, quotients};
pub use shift::{Effects, shift_share};
pub use special::{Special, special};
