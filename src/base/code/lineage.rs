//! Split and renumbered regions.

use crate::base::code::System;
use crate::base::model::{Code, Level};
use std::collections::{BTreeMap, BTreeSet};

/// Events from old to new codes, by year; a village follows its region when it has no event of its own.
#[derive(Debug, Clone, Default)]
pub struct Lineage {
    /// Events without a year come first.
    years: BTreeMap<Option<i32>, BTreeMap<Code, BTreeSet<Code>>>,
}

/// What became of a code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    /// No event speaks of it.
    Unchanged,
    /// It has this code now.
    Renamed(Code),
    /// It was split; a value of the old unit belongs to none of these alone.
    Split(Vec<Code>),
}

impl Lineage {
    /// Takes rows `(old, new, year)`; several rows of one old code and year are a split.
    pub fn new(rows: impl IntoIterator<Item = (Code, Code, Option<i32>)>) -> Self {
        let mut lineage = Self::default();
        for (old, new, year) in rows {
            let events = lineage.years.entry(year).or_default();
            events.entry(old).or_default().insert(new);
        }
        lineage
    }

    /// Follows a code of `vintage` to today.
    ///
    /// Events up to the vintage are past already. Within a year all events happen at once, so two regions may swap codes.
    /// Without a vintage a code that is `known` today is left alone, since nothing says whether it is the old or the recycled one.
    pub fn follow(
        &self,
        code: &Code,
        system: System,
        vintage: Option<i32>,
        known: &dyn Fn(&Code) -> bool,
    ) -> Fate {
        if vintage.is_none() && known(code) {
            return Fate::Unchanged;
        }
        let mut now = code.clone();
        for (year, events) in &self.years {
            if matches!((year, vintage), (Some(year), Some(vintage)) if *year <= vintage) {
                continue;
            }
            let mut seen = BTreeSet::new();
            while seen.insert(now.clone()) {
                match step(events, &now, system) {
                    Fate::Unchanged => break,
                    Fate::Renamed(new) => now = new,
                    split @ Fate::Split(_) => return split,
                }
                if year.is_some() || known(&now) {
                    break;
                }
            }
        }
        if now == *code {
            Fate::Unchanged
        } else {
            Fate::Renamed(now)
        }
    }
}

fn step(events: &BTreeMap<Code, BTreeSet<Code>>, code: &Code, system: System) -> Fate {
    let regions = Level::REGIONS
        .into_iter()
        .filter_map(|level| system.parent(code, level));
    for old in std::iter::once(code.clone()).chain(regions) {
        let Some(new) = events.get(&old) else {
            continue;
        };
        let rest = &code.as_str()[old.as_str().len()..];
        let mut new = new
            .iter()
            .map(|new| Code::from_canonical(format!("{new}{rest}")));
        return match (new.next(), new.next()) {
            (Some(only), None) => Fate::Renamed(only),
            (first, second) => Fate::Split(first.into_iter().chain(second).chain(new).collect()),
        };
    }
    Fate::Unchanged
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> Code {
        Code::from_canonical(text)
    }

    fn lineage(rows: &[(&str, &str, Option<i32>)]) -> Lineage {
        Lineage::new(
            rows.iter()
                .map(|&(old, new, year)| (code(old), code(new), year)),
        )
    }

    fn fate(lineage: &Lineage, old: &str, vintage: Option<i32>, known: &[&str]) -> Fate {
        lineage.follow(&code(old), System::Kemendagri, vintage, &|c| {
            known.contains(&c.as_str())
        })
    }

    #[test]
    fn renames_swaps_splits_and_regions() {
        let events = lineage(&[
            ("9104", "9601", Some(2022)),
            ("1101012001", "1101012002", Some(2023)),
            ("1101012002", "1101012001", Some(2023)),
            ("1101012005", "1101012006", None),
            ("1101012006", "1101012007", None),
            ("1102", "1102", Some(2020)),
            ("1102", "1103", Some(2020)),
        ]);
        let renamed = |text| Fate::Renamed(code(text));
        assert_eq!(
            fate(&events, "9104052001", Some(2021), &[]),
            renamed("9601052001")
        );
        assert_eq!(
            fate(&events, "9104052001", Some(2022), &[]),
            Fate::Unchanged
        );
        assert_eq!(
            fate(&events, "9104052001", None, &["9104052001"]),
            Fate::Unchanged
        );
        assert_eq!(
            fate(&events, "1101012001", Some(2022), &[]),
            renamed("1101012002")
        );
        assert_eq!(
            fate(&events, "1101012005", None, &["1101012007"]),
            renamed("1101012007")
        );
        assert_eq!(
            fate(&events, "1101012005", None, &["1101012006"]),
            renamed("1101012006")
        );
        assert_eq!(
            fate(&events, "1102012001", Some(2019), &[]),
            Fate::Split(vec![code("1102012001"), code("1103012001")])
        );
        assert_eq!(fate(&events, "1104012001", None, &[]), Fate::Unchanged);
    }

    #[test]
    fn a_circle_ends() {
        let events = lineage(&[("a", "b", None), ("b", "a", None)]);
        assert_eq!(fate(&events, "a", None, &[]), Fate::Unchanged);
    }
}
