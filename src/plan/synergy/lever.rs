//! Arms and levers: who needs them, who has them, and the money.

use super::standing::Standing;
use super::sums::{Sums, plus};
use crate::input::inventory::Inventory;

/// Which programmes a row is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// All of an arm; it is needed as much as the lever of it that is needed most.
    Arm,
    /// A lever.
    Lever(u32),
    /// Those of the arm without a lever, where there are any; nobody can say who needs them.
    NoLever,
}

/// An arm or a part of it in a scope: all villages, an area, a regency.
#[derive(Debug, Clone, PartialEq)]
pub struct Coverage {
    /// Position of the scope.
    pub scope: u32,
    /// The arm.
    pub arm: u32,
    /// What of it.
    pub part: Part,
    /// Villages of the scope.
    pub villages: usize,
    /// Villages whose need is known; the counts of need are of these.
    pub known: usize,
    /// Sum of the known needs.
    pub need: f64,
    /// Villages that need it.
    pub needing: usize,
    /// Villages that have it, whether or not the need is known.
    pub having: usize,
    /// Villages that need and have it.
    pub met: usize,
    /// Villages that need and lack it.
    pub gap: usize,
    /// Sum of the needs of those.
    pub gap_need: f64,
    /// Villages that have it without need.
    pub unneeded: usize,
    /// What placements in villages bring.
    pub sums: Sums,
    /// Money in the villages that need it.
    pub budget_needed: Option<f64>,
    /// What placements at regions inside the scope bring; of no single village.
    pub above: Sums,
}

impl Coverage {
    /// Money a needy village: that of villages which need it, over all that need it.
    pub fn budget_per_needy(&self) -> Option<f64> {
        (self.needing > 0)
            .then(|| Some(self.budget_needed? / self.needing as f64))
            .flatten()
    }
}

/// Coverage of every arm and lever in each of `scopes` scopes, ascending by scope, then arm; an arm before its levers.
///
/// `scope`: the scope of each village; `above`: the scope that each placement of `presence.above` lies in as a whole. A village whose need is missing
/// stays out of all counts of need; one without a scope counts nowhere. Sums over arms are sums over placements. O((levers + 1) n + p).
pub fn coverage(
    standing: &Standing,
    (scopes, scope): (usize, &[Option<u32>]),
    above: &[Option<u32>],
) -> Vec<Coverage> {
    let Standing {
        inventory,
        presence,
        need,
        needed,
        ..
    } = standing;
    let parts = parts(inventory);
    let mut rows: Vec<Coverage> = (0..scopes as u32)
        .flat_map(|scope| parts.iter().map(move |&part| empty(scope, part)))
        .collect();
    for (village, scope) in scope.iter().enumerate() {
        let Some(scope) = *scope else { continue };
        let rows = &mut rows[scope as usize * parts.len()..][..parts.len()];
        for (row, &(arm, part)) in rows.iter_mut().zip(&parts) {
            let placements = presence.placements(village).iter();
            let own = placements.filter(|&&at| is_of(inventory, at, arm, part));
            let sums = Sums::of(inventory, own);
            count(row, of(inventory, need, arm, part, village), *needed, sums);
        }
    }
    for (&at, scope) in presence.above.iter().zip(above) {
        let Some(scope) = *scope else { continue };
        let rows = &mut rows[scope as usize * parts.len()..][..parts.len()];
        for (row, &(arm, part)) in rows.iter_mut().zip(&parts) {
            if is_of(inventory, at, arm, part) {
                row.above.add(&inventory.placements[at as usize]);
            }
        }
    }
    rows
}

/// Arms with their levers, and what is left where a programme has no lever.
fn parts(inventory: &Inventory) -> Vec<(u32, Part)> {
    let mut parts = Vec::new();
    for arm in 0..inventory.arms.len() as u32 {
        parts.push((arm, Part::Arm));
        let levers = (0..).zip(&inventory.levers).filter(|(_, l)| l.arm == arm);
        parts.extend(levers.map(|(lever, _)| (arm, Part::Lever(lever))));
        let bare = |p: &crate::input::inventory::Programme| p.arm == arm && p.lever.is_none();
        if inventory.programmes.iter().any(bare) {
            parts.push((arm, Part::NoLever));
        }
    }
    parts
}

fn is_of(inventory: &Inventory, at: u32, arm: u32, part: Part) -> bool {
    let programme = inventory.placements[at as usize].programme;
    let programme = &inventory.programmes[programme as usize];
    match part {
        Part::Arm => programme.arm == arm,
        Part::Lever(lever) => programme.lever == Some(lever),
        Part::NoLever => programme.arm == arm && programme.lever.is_none(),
    }
}

/// Need of a part in a village; of an arm that of its lever needed most.
fn of(
    inventory: &Inventory,
    need: &[Vec<Option<f64>>],
    arm: u32,
    part: Part,
    village: usize,
) -> Option<f64> {
    match part {
        Part::Lever(lever) => need[lever as usize][village],
        Part::NoLever => None,
        Part::Arm => {
            let levers = inventory.levers.iter().zip(need);
            let own = levers.filter(|(lever, _)| lever.arm == arm);
            own.filter_map(|(_, need)| need[village]).reduce(f64::max)
        }
    }
}

fn count(row: &mut Coverage, need: Option<f64>, needed: f64, sums: Sums) {
    let has = sums.placements > 0;
    row.villages += 1;
    row.having += usize::from(has);
    let total = &mut row.sums;
    total.placements += sums.placements;
    total.without_beneficiaries += sums.without_beneficiaries;
    total.without_budget += sums.without_budget;
    plus(&mut total.beneficiaries, sums.beneficiaries);
    plus(&mut total.budget, sums.budget);
    let Some(need) = need else { return };
    row.known += 1;
    row.need += need;
    if need < needed {
        row.unneeded += usize::from(has);
        return;
    }
    row.needing += 1;
    if has {
        row.met += 1;
        plus(&mut row.budget_needed, sums.budget);
    } else {
        row.gap += 1;
        row.gap_need += need;
    }
}

fn empty(scope: u32, (arm, part): (u32, Part)) -> Coverage {
    Coverage {
        scope,
        arm,
        part,
        villages: 0,
        known: 0,
        need: 0.0,
        needing: 0,
        having: 0,
        met: 0,
        gap: 0,
        gap_need: 0.0,
        unneeded: 0,
        sums: Sums::default(),
        budget_needed: None,
        above: Sums::default(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;
    use crate::plan::synergy::{Presence, example};

    type Counts = (usize, usize, usize, usize, usize, usize);

    fn counts(row: &Coverage) -> Counts {
        (
            row.known,
            row.needing,
            row.having,
            row.met,
            row.gap,
            row.unneeded,
        )
    }

    /// burden: needs 0.8, 0.2, 0.6, 0.5: needed in 0, 2, 3; stands in 0, 1: met 0, gap 2 and 3 (1.1), unneeded 1. 3 placements, 35 people, 600,
    ///   of them 400 in village 0: 400/3 a needy village.
    /// capital: 0.5, 0.9, 0.5, none: needed in 0, 1, 2; stands in 0, 2: gap 1 (0.9). Budget 100 and one unknown.
    /// skills: 0.1, 0.6, 0.4, 0.7: needed in 1, 2, 3; stands in 2: gap 1 and 3 (1.3); above: 100 people, 1000.
    /// income as a whole: 0.5, 0.9, 0.5, 0.7: needed in all; stands in 0, 2; gap 1 and 3.
    #[test]
    fn all_villages() {
        let (inventory, presence) = example::four();
        let all = (1, &[Some(0); 4][..]);
        let need = example::four_needs();
        let rows = coverage(
            &Standing::new(&inventory, &presence, &need, 0.4),
            all,
            &[Some(0)],
        );
        let parts: Vec<Part> = rows.iter().map(|row| row.part).collect();
        assert_eq!(
            parts,
            [
                Part::Arm,
                Part::Lever(0),
                Part::Arm,
                Part::Lever(1),
                Part::Lever(2)
            ]
        );
        let burden = &rows[1];
        assert_eq!(counts(burden), (4, 3, 2, 1, 2, 1));
        assert!((burden.gap_need - 1.1).abs() < 1e-12 && (burden.need - 2.1).abs() < 1e-12);
        assert_eq!(
            [burden.sums.beneficiaries, burden.sums.budget],
            [Some(35.0), Some(600.0)]
        );
        assert_eq!(burden.budget_needed, Some(400.0));
        assert_eq!(burden.budget_per_needy(), Some(400.0 / 3.0));
        assert_eq!(counts(&rows[3]), (3, 3, 2, 2, 1, 0));
        assert_eq!(
            (rows[3].sums.budget, rows[3].sums.without_budget),
            (Some(100.0), 1)
        );
        assert_eq!(counts(&rows[4]), (4, 3, 1, 1, 2, 0));
        assert_eq!(rows[4].above.budget, Some(1000.0));
        assert_eq!(counts(&rows[2]), (4, 4, 2, 2, 2, 0));
        assert_eq!(burden.above, Sums::default());
    }

    /// Areas {0, 1} and {2}: what stands in villages adds up over areas and the village without one; arms add up to all placements.
    #[test]
    fn sums_are_kept() {
        let (mut inventory, _) = example::four();
        // a programme of the income arm whose lever nobody gave
        inventory.programmes[3].lever = None;
        let presence = Presence::new(&inventory, 4, Some(2024));
        let need = example::four_needs();
        let standing = Standing::new(&inventory, &presence, &need, 0.4);
        let all = coverage(&standing, (1, &[Some(0); 4]), &[Some(0)]);
        assert!(all.iter().any(|row| row.part == Part::NoLever));
        let total = |rows: &[Coverage], arm: bool| -> (usize, f64, f64) {
            let rows = rows.iter().filter(|row| (row.part == Part::Arm) == arm);
            rows.fold((0, 0.0, 0.0), |sum, row| {
                (
                    sum.0 + row.sums.placements + row.above.placements,
                    sum.1 + row.sums.budget.unwrap_or(0.0) + row.above.budget.unwrap_or(0.0),
                    sum.2
                        + row.sums.beneficiaries.unwrap_or(0.0)
                        + row.above.beneficiaries.unwrap_or(0.0),
                )
            })
        };
        assert_eq!(total(&all, true), (7, 1750.0, 144.0));
        assert_eq!(total(&all, false), (7, 1750.0, 144.0));
        let areas = coverage(&standing, (2, &example::FOUR_AREAS), &[None]);
        assert_eq!(areas.len(), 2 * all.len());
        // village 3 has nothing, the regency's 1000 is of no area
        assert_eq!(total(&areas, true), (6, 750.0, 44.0));
        let gap: usize = areas
            .iter()
            .filter(|r| r.part == Part::Lever(0))
            .map(|r| r.gap)
            .sum();
        assert_eq!(gap, 1, "village 2; village 3 is in no area");
    }
}
