//! Years that are no series, since things were measured otherwise in some of them.

use super::Wanted;
use crate::error::{Error, Result};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// The definitions of each year.
#[derive(Default)]
pub(super) struct Series {
    of: BTreeMap<i32, BTreeSet<String>>,
}

impl Series {
    /// A row's definition; empty where it names none.
    pub(super) fn add(&mut self, year: i32, definition: &str) {
        self.of
            .entry(year)
            .or_default()
            .insert(definition.trim().to_owned());
    }

    /// Refuses years across which the definition changes.
    ///
    /// # Errors
    /// `Kind::Check`, with the years that are of one definition.
    pub(super) fn check(&self, years: &[i32], wanted: &Wanted, file: &Path) -> Result<()> {
        let (Some(&first), Some(&last)) = (years.first(), years.last()) else {
            return Ok(());
        };
        let cut = wanted
            .breaks
            .iter()
            .filter(|year| first < **year && **year <= last);
        if let Some(year) = cut.min() {
            let sides = [
                years.iter().filter(|y| *y < year).copied().collect(),
                years.iter().filter(|y| *y >= year).copied().collect(),
            ];
            let what = format!(
                "the series breaks in {year}: what was measured before is not what was measured from then on"
            );
            return Err(wanted.blame(refuse(what, &sides).file(file)));
        }
        let name = |set: &BTreeSet<String>| {
            let words = set.iter().map(|d| {
                if d.is_empty() {
                    "none".to_owned()
                } else {
                    d.clone()
                }
            });
            words.collect::<Vec<_>>().join(" and ")
        };
        let blame = |error: Error| match wanted.definition {
            Some(column) => error.file(file).column(column),
            None => error.file(file),
        };
        if let Some((year, set)) = self.of.iter().find(|(_, set)| set.len() > 1) {
            let what = format!(
                "the rows of {year} are of different definitions, which are no series: {}",
                name(set)
            );
            return Err(blame(Error::check(what).remedy(
                "keep the rows of one definition; a difference between definitions is no change",
            )));
        }
        let mut spans: Vec<(&BTreeSet<String>, Vec<i32>)> = Vec::new();
        for (year, set) in &self.of {
            match spans.last_mut().filter(|(last, _)| *last == set) {
                Some((_, years)) => years.push(*year),
                None => spans.push((set, vec![*year])),
            }
        }
        if spans.len() < 2 {
            return Ok(());
        }
        let said: Vec<String> = spans
            .iter()
            .map(|(set, years)| format!("{} from {}", name(set), years[0]))
            .collect();
        let sides: Vec<Vec<i32>> = spans.into_iter().map(|(_, years)| years).collect();
        let what = format!(
            "the definition changes between the years: {}",
            said.join(", ")
        );
        Err(blame(refuse(what, &sides)))
    }
}

fn refuse(what: String, sides: &[Vec<i32>]) -> Error {
    let whole: Vec<String> = sides
        .iter()
        .filter(|years| years.len() > 1)
        .map(|years| format!("{years:?}"))
        .collect();
    let own = match whole.is_empty() {
        true => "there are no two years of one definition: rebuild the outcome of all years by one definition, from the indicators".to_owned(),
        false => format!(
            "keep to years of one definition, such as years = {}, or rebuild the outcome of all years by one definition",
            whole.join(" or ")
        ),
    };
    Error::check(what).remedy(own)
}
