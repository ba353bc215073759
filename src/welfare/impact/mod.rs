//! Recovery: villages with a programme beside villages without, before and after it started.
//!
//! A comparison is not an experiment. What is estimated is the mean effect on the treated (ATT) under two assumptions that no data prove: without the
//! programme its villages would have changed as those compared with did (parallel trends), and nothing changed before the start (no
//! anticipation).
//!
//! * [`design`]: who is treated from when, and who may be compared with whom
//! * [`matching`]: villages alike before the start (Rosenbaum and Rubin 1983; Rubin 1980), by [`logit`]; [`balance`] says how alike
//! * [`cell`]: one cohort at one wave, the building block (Callaway and Sant'Anna 2021); [`overall`]: put together
//! * [`effect`]: cluster-robust errors (Liang and Zeger 1986); [`wald`]: several at once; [`bootstrap`]: few clusters (Cameron, Gelbach and Miller 2008)
//! * [`two_way`]: fixed effects of villages and years, for one common start
//! * [`spillover`]: neighbours of the treated, an effect of their own
//! * [`comparison`]: all of it for one outcome; [`mod@evaluate`]: for all of them; [`mod@doubts`]: what is odd about it

pub mod balance;
pub mod bootstrap;
pub mod cell;
pub mod comparison;
pub mod design;
pub mod doubts;
pub mod effect;
pub mod evaluate;
pub mod logit;
pub mod matching;
pub mod overall;
pub mod spillover;
#[cfg(test)]
mod tests;
pub mod two_way;
pub mod wald;

pub use comparison::{Comparison, Estimator, Event, Row, compare};
pub use design::{Counts, Design};
pub use doubts::{doubts, few_clusters};
pub use effect::Effect;
pub use evaluate::{Answer, Question, Told, evaluate};
pub use matching::{Covariates, Match, Matched, Method, Rule};
