//! Programmes by year and tag: what changed from one year to the next.

use super::sums::Sums;
use crate::base::model::Level;
use crate::input::inventory::Inventory;
use std::collections::BTreeSet;

/// The placements of a year whose programmes bear a tag.
#[derive(Debug, Clone, PartialEq)]
pub struct Year {
    /// The tag; none for all programmes.
    pub tag: Option<String>,
    /// The year; none where no placement of the inventory has one.
    pub year: Option<i32>,
    /// Distinct programmes.
    pub programmes: usize,
    /// What their placements bring, those at regions included.
    pub sums: Sums,
    /// Placements among them without a year, which stand in every year.
    pub undated: usize,
    /// Villages with a placement of their own.
    pub villages: usize,
    /// Mean number of programmes over all n villages; none without villages.
    pub mean: Option<f64>,
    /// Villages with `meet` programmes or more.
    pub meeting: usize,
    /// Against the year before it in the inventory.
    pub change: Option<Change>,
}

/// What changed since the year before.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// Villages that were not reached then.
    pub entered: usize,
    /// Villages that were, and are no more.
    pub left: usize,
    /// More beneficiaries; none where either is not known.
    pub beneficiaries: Option<f64>,
    /// More money; none where either is not known.
    pub budget: Option<f64>,
    /// More programmes a village.
    pub mean: Option<f64>,
}

/// Every year of the inventory, for all programmes and for each tag, ascending by tag (all first), then year, over n villages. O(tags x years x p).
pub fn years(inventory: &Inventory, n: usize, meet: usize) -> Vec<Year> {
    let dated: BTreeSet<i32> = inventory.placements.iter().filter_map(|p| p.year).collect();
    let mut years: Vec<Option<i32>> = dated.into_iter().map(Some).collect();
    if years.is_empty() && !inventory.placements.is_empty() {
        years.push(None);
    }
    let tags: BTreeSet<&str> = (inventory.programmes.iter())
        .flat_map(|programme| programme.tags.iter().map(String::as_str))
        .collect();
    let mut found = Vec::new();
    for tag in std::iter::once(None).chain(tags.into_iter().map(Some)) {
        let mut before: Option<Vec<u32>> = None;
        for &year in &years {
            let (mut row, reached) = of(inventory, n, meet, tag, year);
            if let (Some(before), Some(last)) = (before, found.last()) {
                row.change = Some(change(last, &before, &row, &reached));
            }
            before = Some(reached);
            found.push(row);
        }
    }
    found
}

/// One year of one tag, and the villages it reaches, ascending.
fn of(
    inventory: &Inventory,
    n: usize,
    meet: usize,
    tag: Option<&str>,
    year: Option<i32>,
) -> (Year, Vec<u32>) {
    let mut sums = Sums::default();
    let mut undated = 0;
    let mut programmes = vec![false; inventory.programmes.len()];
    let mut held: Vec<(u32, u32)> = Vec::new();
    for placement in &inventory.placements {
        let programme = &inventory.programmes[placement.programme as usize];
        let tagged = tag.is_none_or(|tag| programme.tags.iter().any(|own| own == tag));
        if !tagged || placement.year.is_some() && placement.year != year {
            continue;
        }
        sums.add(placement);
        undated += usize::from(placement.year.is_none());
        programmes[placement.programme as usize] = true;
        if placement.level == Level::Village {
            held.push((placement.unit, placement.programme));
        }
    }
    held.sort_unstable();
    held.dedup();
    let mut villages: Vec<u32> = Vec::new();
    let mut meeting = 0;
    for own in held.chunk_by(|a, b| a.0 == b.0) {
        villages.push(own[0].0);
        meeting += usize::from(own.len() >= meet);
    }
    let row = Year {
        tag: tag.map(str::to_owned),
        year,
        programmes: programmes.iter().filter(|&&seen| seen).count(),
        sums,
        undated,
        villages: villages.len(),
        mean: (n > 0).then(|| held.len() as f64 / n as f64),
        meeting,
        change: None,
    };
    (row, villages)
}

fn change(last: &Year, before: &[u32], now: &Year, reached: &[u32]) -> Change {
    let stayed = (reached.iter())
        .filter(|village| before.binary_search(village).is_ok())
        .count();
    let more = |now: Option<f64>, then: Option<f64>| Some(now? - then?);
    Change {
        entered: reached.len() - stayed,
        left: before.len() - stayed,
        beneficiaries: more(now.sums.beneficiaries, last.sums.beneficiaries),
        budget: more(now.sums.budget, last.sums.budget),
        mean: more(now.mean, last.mean),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;
    use crate::plan::synergy::example;

    /// All: 2023 has P0 in village 0 (8, 80) and P3 in 3 (1, 10): 9 people, 90, 2 villages, 2/4 programmes a village.
    /// 2024 has 7 placements, P3 at the regency among them: 10+5+2+20+4+3+100 = 144 people, 100+300+100+200+50+1000 = 1750 with one unknown;
    /// villages 0, 1, 2; 3+1+2 = 6 programmes on 4 villages = 1.5; villages 0 and 2 have two or more. Entered 1, 2; left 3.
    /// pen is P3: 2023 village 3; 2024 village 2 and the regency: 103, 1050. rpjmn is P0: 2023 village 0, 2024 villages 0 and 1: 30, 300.
    #[test]
    fn two_years_and_two_tags() {
        let (inventory, _) = example::four();
        let found = years(&inventory, 4, 2);
        let rows: Vec<_> = found
            .iter()
            .map(|y| {
                (
                    y.tag.as_deref(),
                    y.year.unwrap_or_default(),
                    y.programmes,
                    y.sums.placements,
                    y.villages,
                    y.meeting,
                )
            })
            .collect();
        assert_eq!(
            rows,
            [
                (None, 2023, 2, 2, 2, 0),
                (None, 2024, 4, 7, 3, 2),
                (Some("pen"), 2023, 1, 1, 1, 0),
                (Some("pen"), 2024, 1, 2, 1, 0),
                (Some("rpjmn"), 2023, 1, 1, 1, 0),
                (Some("rpjmn"), 2024, 1, 2, 2, 0),
            ]
        );
        assert_eq!(found[0].change, None);
        let all = &found[1];
        assert_eq!(
            [all.sums.beneficiaries, all.sums.budget],
            [Some(144.0), Some(1750.0)]
        );
        assert_eq!((all.sums.without_budget, all.mean), (1, Some(1.5)));
        let change = all.change.as_ref().unwrap();
        assert_eq!((change.entered, change.left), (2, 1));
        assert_eq!(
            [change.beneficiaries, change.budget, change.mean],
            [Some(135.0), Some(1660.0), Some(1.0)]
        );
        assert_eq!(found[3].sums.budget, Some(1050.0));
        assert_eq!(found[5].sums.beneficiaries, Some(30.0));
        // every dated placement is in one year
        let placements: usize = found[..2]
            .iter()
            .map(|y| y.sums.placements - y.undated)
            .sum();
        assert_eq!(placements, inventory.placements.len());
    }

    /// Without years there is one row; what has no year beside what has one counts in each.
    #[test]
    fn placements_without_a_year() {
        let (mut inventory, _) = example::four();
        inventory.placements.iter_mut().for_each(|p| p.year = None);
        let found = years(&inventory, 4, 2);
        assert_eq!((found[0].year, found[0].undated), (None, 9));
        assert_eq!(found.len(), 3);
        inventory.placements[0].year = Some(2020);
        inventory.placements[1].year = Some(2021);
        let found = years(&inventory, 4, 2);
        assert_eq!([found[0].sums.placements, found[1].sums.placements], [8, 8]);
        assert_eq!([found[0].undated, found[1].undated], [7, 7]);
    }
}
