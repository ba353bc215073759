//! The entries of a person, one after the other, to where the person stands.

use super::entry::{Entry, Op, Outcome, Reason};
use super::families::Families;
use super::settle::{Same, settle};

/// Where a person stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Not in the registry.
    Absent,
    /// In it.
    Present {
        /// Village.
        code: u128,
        /// Family.
        family: Option<u128>,
    },
    /// Once in it.
    Dead,
}

/// A person after all entries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folded {
    /// Where the person stands.
    pub standing: Standing,
    /// Days of the date from which the person is in the registry.
    pub since: i32,
    /// Days of the last date on which something was said of the person that counts.
    pub updated: i32,
    /// For each field the row that holds its value.
    pub values: Vec<Option<u32>>,
    /// What came of each entry.
    pub outcomes: Vec<Outcome>,
    /// Whether an entry of this update had a say.
    pub fresh: bool,
}

/// Place of an entry, those of families before those of persons of the same kind.
type Key = (i32, u8, bool, u8);

fn key(entry: &Entry, person: bool) -> Key {
    let (date, class, strength) = entry.place();
    (date, class, person, strength)
}

/// Folds the n ordered entries of a person ([`super::settle::order`]) of a registry of so many fields.
///
/// Entries count by effective date; on one date adds come first, then changes, families, moves and deaths, and of one kind those of the level that
/// counts more come last, so that they overwrite. Of several adds the one counts whose level counts most, then the earliest.
pub fn fold(entries: &[Entry], families: &Families, fields: usize, same: Same) -> Folded {
    let settled = settle(entries, same);
    let adds = entries
        .iter()
        .enumerate()
        .filter(|(at, entry)| entry.op == Op::Add && settled[*at].is_none());
    let chosen = adds.max_by_key(|(_, e)| (e.strength, std::cmp::Reverse(e.date)));
    let mut walk = Walk {
        families,
        place: (i32::MIN, 0, false, 0),
        standing: Standing::Absent,
        since: 0,
        updated: 0,
        values: vec![None; fields],
        setter: vec![None; fields],
        village: None,
        family: None,
        fresh: entries.iter().any(|entry| entry.fresh),
    };
    let mut outcomes = Vec::with_capacity(entries.len());
    for (at, entry) in entries.iter().enumerate() {
        let outcome = settled[at].unwrap_or_else(|| {
            walk.of_family(Some(key(entry, true)));
            walk.place = key(entry, true);
            let add = entry.op == Op::Add;
            match chosen {
                Some((first, _)) if add && first != at => Outcome::Rejected(Reason::Present),
                _ => walk.own(at as u32, entry),
            }
        });
        outcomes.push(outcome);
    }
    walk.of_family(None);
    for (at, (entry, outcome)) in entries.iter().zip(&mut outcomes).enumerate() {
        let at = Some(at as u32);
        let kept = walk.village == at || walk.family == at || walk.setter.contains(&at);
        let overwritten = !matches!(entry.op, Op::Add | Op::Die | Op::Reject) && !kept;
        if *outcome == Outcome::Applied && overwritten {
            *outcome = Outcome::Superseded;
        }
    }
    Folded {
        standing: walk.standing,
        since: walk.since,
        updated: walk.updated,
        values: walk.values,
        outcomes,
        fresh: walk.fresh,
    }
}

struct Walk<'a> {
    families: &'a Families,
    place: Key,
    standing: Standing,
    since: i32,
    updated: i32,
    values: Vec<Option<u32>>,
    /// Which entry gave each field its value, the village, the family.
    setter: Vec<Option<u32>>,
    village: Option<u32>,
    family: Option<u32>,
    fresh: bool,
}

impl Walk<'_> {
    /// Applies what is said of the family that the person is in, from where the walk is to `until`.
    fn of_family(&mut self, until: Option<Key>) {
        'family: loop {
            let Standing::Present {
                family: Some(family),
                ..
            } = self.standing
            else {
                return;
            };
            let Some(group) = self.families.of(family) else {
                return;
            };
            self.fresh |= group.fresh;
            let from = self.place;
            for (at, entry) in group.entries.iter().enumerate() {
                let own = key(entry, false);
                if group.settled[at].is_some() || own <= from {
                    continue;
                }
                if until.is_some_and(|until| own >= until) {
                    return;
                }
                if self.own(u32::MAX, entry) == Outcome::Applied {
                    group.meets(at);
                }
                self.place = own;
                if !matches!(self.standing, Standing::Present { family: Some(now), .. } if now == family)
                {
                    continue 'family;
                }
            }
            return;
        }
    }

    fn own(&mut self, at: u32, entry: &Entry) -> Outcome {
        let rejected = |reason| Outcome::Rejected(reason);
        let (mut code, mut family) = match (self.standing, entry.op) {
            (Standing::Absent, Op::Add) => {
                let Some(code) = entry.code else {
                    return rejected(Reason::VillageMissing);
                };
                self.since = entry.date;
                (code, None)
            }
            (Standing::Absent, _) => return rejected(Reason::Absent),
            (Standing::Dead, _) => return rejected(Reason::Dead),
            (Standing::Present { .. }, Op::Add) => return rejected(Reason::Present),
            (Standing::Present { code, family }, _) => (code, family),
        };
        if entry.code.is_some_and(|said| said != code) {
            return rejected(Reason::Elsewhere);
        }
        let to = match entry.op {
            Op::Add => entry.code,
            _ => entry.to,
        };
        if let Some(to) = to {
            (code, self.village) = (to, Some(at));
        }
        let to = match entry.op {
            Op::Add | Op::Change => entry.family,
            _ => entry.to_family,
        };
        if to.is_some() {
            (family, self.family) = (to, Some(at));
        }
        let mut touched = entry.set | entry.cleared;
        while touched != 0 {
            let field = touched.trailing_zeros() as usize;
            touched &= touched - 1;
            self.values[field] = (entry.set >> field & 1 == 1).then_some(entry.row);
            self.setter[field] = Some(at);
        }
        self.updated = entry.date;
        self.standing = match entry.op {
            Op::Die => Standing::Dead,
            _ => Standing::Present { code, family },
        };
        Outcome::Applied
    }
}
