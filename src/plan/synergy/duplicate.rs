//! Programmes that do the same for the same people in the same village and year.

use super::sums::Sums;
use crate::base::model::Level;
use crate::input::inventory::Inventory;
use std::collections::BTreeSet;

/// Two or more programmes of one lever and target in one village and year.
#[derive(Debug, Clone, PartialEq)]
pub struct Duplicate {
    /// The village.
    pub village: u32,
    /// The lever.
    pub lever: u32,
    /// For whom; none where the catalogue says of neither.
    pub target: Option<String>,
    /// The year; none where none of the placements has one.
    pub year: Option<i32>,
    /// The programmes, ascending.
    pub programmes: Vec<u32>,
    /// What their placements there bring.
    pub sums: Sums,
}

/// Every duplicate of every year, ascending by village, lever, target, year.
///
/// Only placements at a village and programmes with a lever count; targets are the same when their texts are, or when both are missing. A placement
/// without a year stands beside those of any year. O(p log p).
pub fn duplicates(inventory: &Inventory) -> Vec<Duplicate> {
    let targets: BTreeSet<Option<&str>> = (inventory.programmes.iter())
        .map(|programme| programme.target.as_deref())
        .collect();
    let targets: Vec<Option<&str>> = targets.into_iter().collect();
    let target = |programme: u32| {
        let own = inventory.programmes[programme as usize].target.as_deref();
        targets.partition_point(|&target| target < own)
    };
    let mut keyed: Vec<((u32, u32, usize), u32)> = Vec::new();
    for (at, placement) in (0..).zip(&inventory.placements) {
        let lever = inventory.programmes[placement.programme as usize].lever;
        if let (Level::Village, Some(lever)) = (placement.level, lever) {
            let key = (placement.unit, lever, target(placement.programme));
            keyed.push((key, at));
        }
    }
    keyed.sort_unstable();
    let mut found = Vec::new();
    for group in keyed.chunk_by(|a, b| a.0 == b.0).filter(|g| g.len() > 1) {
        let (village, lever, target) = group[0].0;
        let placements = || group.iter().map(|(_, at)| *at);
        let year = |at: u32| inventory.placements[at as usize].year;
        let mut years: Vec<Option<i32>> = placements().map(year).collect();
        years.sort_unstable();
        years.dedup();
        for when in years {
            let stands = |&at: &u32| year(at).is_none() || year(at) == when;
            let placements: Vec<u32> = placements().filter(stands).collect();
            let programme = |&at: &u32| inventory.placements[at as usize].programme;
            let mut programmes: Vec<u32> = placements.iter().map(programme).collect();
            programmes.sort_unstable();
            programmes.dedup();
            if programmes.len() > 1 {
                found.push(Duplicate {
                    village,
                    lever,
                    target: targets[target].map(str::to_owned),
                    year: when,
                    programmes,
                    sums: Sums::of(inventory, &placements),
                });
            }
        }
    }
    found
}

/// The duplicates of a year, one a village, lever and target: what has no year counts where the year has nothing of its own. With `year = None` that
/// of the year with most programmes.
pub fn standing(duplicates: &[Duplicate], year: Option<i32>) -> impl Iterator<Item = &Duplicate> {
    let same = |a: &Duplicate, b: &Duplicate| {
        (a.village, a.lever, &a.target) == (b.village, b.lever, &b.target)
    };
    let now = move |d: &&Duplicate| year.is_none() || d.year.is_none() || d.year == year;
    let groups = duplicates.chunk_by(same);
    groups.filter_map(move |group| {
        let own = group.iter().filter(now);
        own.max_by_key(|duplicate| duplicate.programmes.len())
    })
}

/// Programmes beyond the first of their lever and target, in each of n villages, in a year.
pub fn surplus(duplicates: &[Duplicate], n: usize, year: Option<i32>) -> Vec<u32> {
    let mut surplus = vec![0; n];
    for duplicate in standing(duplicates, year) {
        surplus[duplicate.village as usize] += duplicate.programmes.len() as u32 - 1;
    }
    surplus
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;
    use crate::plan::synergy::example::{catalogue, four, placed, placement};

    /// Village 0 in 2024 has P0 and P1, both to lower burdens of the poor: 15 people, 400. P2 has another lever; in 2023 P0 was alone.
    #[test]
    fn two_programmes_for_the_same_people() {
        let (inventory, _) = four();
        let found = duplicates(&inventory);
        assert_eq!(found.len(), 1);
        let first = &found[0];
        assert_eq!((first.village, first.lever, first.year), (0, 0, Some(2024)));
        assert_eq!(first.target.as_deref(), Some("poor"));
        assert_eq!(first.programmes, [0, 1]);
        assert_eq!(first.sums.beneficiaries, Some(15.0));
        assert_eq!(first.sums.budget, Some(400.0));
        assert_eq!(surplus(&found, 4, Some(2024)), [1, 0, 0, 0]);
        assert_eq!(surplus(&found, 4, Some(2023)), [0; 4]);
    }

    /// P0 and P1 have no year, P2 is of 2023, all of one lever and no target. A group is none (P0, P1) and 2023 (all three).
    /// P3 has a target and stands apart. Twice the same programme is no duplicate.
    #[test]
    fn what_has_no_year_stands_in_every_year() {
        let inventory = catalogue(
            &[("burden", 0)],
            &[
                (0, Some(0), None, &[]),
                (1, Some(0), None, &[]),
                (2, Some(0), None, &[]),
                (3, Some(0), Some("old"), &[]),
            ],
        );
        let at = |programme, village, year| {
            placement(programme, (Level::Village, village), year, None, None)
        };
        let placements = vec![
            at(0, 0, None),
            at(1, 0, None),
            at(2, 0, Some(2023)),
            at(3, 0, None),
            at(0, 1, Some(2023)),
            at(0, 1, None),
        ];
        let (inventory, _) = placed(inventory, placements, 2, None);
        let found = duplicates(&inventory);
        let rows: Vec<(Option<i32>, &[u32])> =
            found.iter().map(|d| (d.year, &d.programmes[..])).collect();
        assert_eq!(rows, [(None, &[0, 1][..]), (Some(2023), &[0, 1, 2][..])]);
        assert_eq!(found[0].sums.budget, None);
        assert_eq!(surplus(&found, 2, Some(2023)), [2, 0]);
        assert_eq!(surplus(&found, 2, Some(2024)), [1, 0]);
        assert_eq!(surplus(&found, 2, None), [2, 0]);
    }
}
