//! Who came and went in every village, and that it adds up.

use super::entry::unpacked;
use super::fold::Standing;
use crate::error::{Error, Result};
use std::collections::BTreeMap;

/// Persons of a village before and after an update, and how they came and went; a person counts once an update, by where they stood before and after.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Flows {
    /// In the registry before.
    pub before: u64,
    /// New in the registry.
    pub added: u64,
    /// From another village.
    pub moved_in: u64,
    /// To another village.
    pub moved_out: u64,
    /// Dead.
    pub died: u64,
    /// Taken out again, since their add was undone.
    pub withdrawn: u64,
    /// In the registry after.
    pub after: u64,
}

/// Flows by village.
#[derive(Debug, Default)]
pub struct Balance(pub BTreeMap<String, Flows>);

impl Balance {
    /// Adds a person who stood at `old` and stands at `new`.
    pub fn went(&mut self, old: Standing, new: Standing) {
        use Standing::{Absent, Dead, Present};
        let mut add = |code: u128, flow: fn(&mut Flows) -> &mut u64| {
            *flow(self.0.entry(unpacked(code)).or_default()) += 1;
        };
        match (old, new) {
            (Present { code: from, .. }, Present { code: to, .. }) if from != to => {
                add(from, |flows| &mut flows.moved_out);
                add(to, |flows| &mut flows.moved_in);
            }
            (Absent | Dead, Present { code, .. }) => add(code, |flows| &mut flows.added),
            (Present { code, .. }, Dead) => add(code, |flows| &mut flows.died),
            (Present { code, .. }, Absent) => add(code, |flows| &mut flows.withdrawn),
            _ => {}
        }
    }

    /// Takes in another one.
    pub fn merge(&mut self, other: Self) {
        for (code, flows) in other.0 {
            let own = self.0.entry(code).or_default();
            own.before += flows.before;
            own.added += flows.added;
            own.moved_in += flows.moved_in;
            own.moved_out += flows.moved_out;
            own.died += flows.died;
            own.withdrawn += flows.withdrawn;
            own.after += flows.after;
        }
    }

    /// That every village adds up, and moves out of villages are moves into villages.
    ///
    /// # Errors
    /// A village that does not.
    pub fn check(&self) -> Result<()> {
        for (code, flows) in &self.0 {
            let came = flows.before + flows.added + flows.moved_in;
            let went = flows.moved_out + flows.died + flows.withdrawn;
            if came != went + flows.after {
                return Err(Error::engine(
                    "persons who came and went do not add up to the change of the village",
                )
                .code(code)
                .remedy("the snapshot was changed by another hand; replay the log with `registry audit --replay`"));
            }
        }
        let sum = |of: fn(&Flows) -> u64| self.0.values().map(of).sum::<u64>();
        match sum(|flows| flows.moved_in) == sum(|flows| flows.moved_out) {
            true => Ok(()),
            false => Err(Error::engine(
                "moves into villages are not those out of villages",
            )),
        }
    }
}
