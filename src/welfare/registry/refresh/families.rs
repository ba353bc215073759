//! Entries that speak of all members of a family.

use super::entry::{Entry, Outcome, Reason};
use super::settle::{Same, order, settle};
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};

/// Entries by the family that they speak of.
#[derive(Debug, Default)]
pub struct Families {
    groups: HashMap<u128, Group>,
}

#[derive(Debug)]
pub(super) struct Group {
    /// In the order in which they count.
    pub entries: Vec<Entry>,
    /// What is known of them before any member is.
    pub settled: Vec<Option<Outcome>>,
    met: Vec<AtomicBool>,
    /// Whether one came with this update.
    pub fresh: bool,
}

impl Families {
    /// Takes entries of families; `with_fresh` is false to leave out those of this update.
    pub fn new(
        entries: impl IntoIterator<Item = (u128, Entry)>,
        with_fresh: bool,
        same: Same,
    ) -> Self {
        let mut lists: HashMap<u128, Vec<Entry>> = HashMap::new();
        for (family, entry) in entries {
            if with_fresh || !entry.fresh {
                lists.entry(family).or_default().push(entry);
            }
        }
        let group = |(family, mut entries): (u128, Vec<Entry>)| {
            order(&mut entries);
            let group = Group {
                settled: settle(&entries, same),
                met: entries.iter().map(|_| AtomicBool::new(false)).collect(),
                fresh: entries.iter().any(|entry| entry.fresh),
                entries,
            };
            (family, group)
        };
        Self {
            groups: lists.into_iter().map(group).collect(),
        }
    }

    pub(super) fn of(&self, family: u128) -> Option<&Group> {
        self.groups.get(&family)
    }

    /// What came of every entry, once all persons were folded: the entry and its outcome.
    pub fn outcomes(&self) -> impl Iterator<Item = (&Entry, Outcome)> {
        self.groups.values().flat_map(|group| {
            let all = group.entries.iter().zip(&group.settled).zip(&group.met);
            all.map(|((entry, settled), met)| {
                let outcome = settled.unwrap_or(match met.load(Ordering::Relaxed) {
                    true => Outcome::Applied,
                    false => Outcome::Rejected(Reason::Absent),
                });
                (entry, outcome)
            })
        })
    }
}

impl Group {
    /// A member was met by an entry.
    pub fn meets(&self, entry: usize) {
        self.met[entry].store(true, Ordering::Relaxed);
    }
}
