//! Where the levers that are needed stand together.

use super::standing::Standing;
use super::sums::{Spread, Sums, spread};
use std::collections::BTreeSet;

/// Convergence of n villages.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Convergence {
    /// Levers a village needs; none where no need is known.
    pub needed: Vec<Option<u32>>,
    /// Of those, the ones that stand in it.
    pub present: Vec<Option<u32>>,
    /// Sum of the needs of the needed levers.
    pub weight: Vec<f64>,
    /// The part of it whose levers stand in the village.
    pub met: Vec<f64>,
    /// Met over weight, 0 to 1; none where no lever is known to be needed.
    pub score: Vec<Option<f64>>,
}

/// Convergence of each village: the share of its needed levers that are present together, weighted by need.
///
/// A lever whose need is missing takes no part. O(levers x n).
pub fn convergence(standing: &Standing) -> Convergence {
    let mut found = Convergence::default();
    for village in 0..standing.presence.villages() {
        let known: Vec<(usize, f64)> = (standing.need.iter().enumerate())
            .filter_map(|(lever, need)| Some((lever, need[village]?)))
            .collect();
        let wanted = known.iter().filter(|(_, need)| *need >= standing.needed);
        let (mut count, mut present) = (0, 0);
        let (mut weight, mut met) = (0.0, 0.0);
        for &(lever, need) in wanted {
            let stands = standing.levers.has(lever, village);
            count += 1;
            present += u32::from(stands);
            weight += need;
            met += if stands { need } else { 0.0 };
        }
        found.needed.push((!known.is_empty()).then_some(count));
        found.present.push((!known.is_empty()).then_some(present));
        found.weight.push(weight);
        found.met.push(met);
        found.score.push((weight > 0.0).then(|| met / weight));
    }
    found
}

/// How programmes come together in a scope: all villages, an area, a regency.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Together {
    /// Villages.
    pub villages: usize,
    /// Those with a score.
    pub scored: usize,
    /// Their mean score weighted by need: need met over need.
    pub score: Option<f64>,
    /// The same if what stands anywhere in the scope stood in each of its villages.
    pub anywhere: Option<f64>,
    /// Levers that some village needs.
    pub needed: usize,
    /// Of those, the ones that stand in some village.
    pub present: usize,
    /// Villages with `meet` programmes or more.
    pub meeting: usize,
    /// Distinct programmes in its villages.
    pub programmes: usize,
    /// Distinct ministries.
    pub ministries: usize,
    /// What placements in its villages bring.
    pub sums: Sums,
    /// How their money is spread.
    pub spread: Spread,
}

/// What comes together in each of `scopes` scopes; villages without a scope count nowhere. O(levers x n + p log p).
pub fn together(
    standing: &Standing,
    convergence: &Convergence,
    meet: usize,
    (scopes, scope): (usize, &[Option<u32>]),
) -> Vec<Together> {
    let Standing {
        inventory,
        presence,
        ..
    } = standing;
    let mut members: Vec<Vec<usize>> = vec![Vec::new(); scopes];
    for (village, scope) in scope.iter().enumerate() {
        if let Some(scope) = scope {
            members[*scope as usize].push(village);
        }
    }
    let one = |members: &Vec<usize>| {
        let of = |values: &[f64]| members.iter().map(|&v| values[v]).sum::<f64>();
        let (weight, met) = (of(&convergence.weight), of(&convergence.met));
        let mut found = Together {
            villages: members.len(),
            scored: (members.iter().filter(|&&v| convergence.score[v].is_some())).count(),
            score: (weight > 0.0).then(|| met / weight),
            ..Together::default()
        };
        let mut reach = 0.0;
        for (lever, need) in standing.need.iter().enumerate() {
            let wants = members.iter().filter_map(|&v| need[v]);
            let wants = wants.filter(|need| *need >= standing.needed);
            let (count, sum) = wants.fold((0, 0.0), |(count, sum), need| (count + 1, sum + need));
            if count > 0 {
                let stands = members.iter().any(|&v| standing.levers.has(lever, v));
                found.needed += 1;
                found.present += usize::from(stands);
                reach += if stands { sum } else { 0.0 };
            }
        }
        found.anywhere = (weight > 0.0).then(|| reach / weight);
        let mut programmes = BTreeSet::new();
        let mut placements = Vec::new();
        for &village in members {
            let held = presence.programmes(village);
            found.meeting += usize::from(held.len() >= meet);
            programmes.extend(held);
            placements.extend(presence.placements(village));
        }
        let ministry = |&&p: &&u32| inventory.programmes[p as usize].ministry;
        found.ministries = programmes
            .iter()
            .map(ministry)
            .collect::<BTreeSet<_>>()
            .len();
        found.programmes = programmes.len();
        found.sums = Sums::of(inventory, &placements);
        found.spread = spread(inventory, &placements);
        found
    };
    members.iter().map(one).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;
    use crate::plan::synergy::example;

    /// Village 0 needs burden 0.8 and capital 0.5 and has both: 1. Village 1 needs capital 0.9 and skills 0.6 and has neither (burden it does not
    /// need): 0. Village 2 needs 0.6, 0.5, 0.4 and has the last two: 0.9/1.5 = 0.6. Village 3 needs burden 0.5 and skills 0.7 of two known: 0.
    #[test]
    fn four_villages() {
        let (inventory, presence) = example::four();
        let need = example::four_needs();
        let found = convergence(&Standing::new(&inventory, &presence, &need, 0.4));
        assert_eq!(found.needed, [Some(2), Some(2), Some(3), Some(2)]);
        assert_eq!(found.present, [Some(2), Some(0), Some(2), Some(0)]);
        let score: Vec<f64> = found.score.iter().map(|s| s.unwrap()).collect();
        let expected = [1.0, 0.0, 0.6, 0.0];
        assert!(
            score
                .iter()
                .zip(expected)
                .all(|(a, b)| (a - b).abs() < 1e-12)
        );
        // nothing needed, and nothing known
        let none = vec![vec![Some(0.1), None, Some(0.1), None]; 3];
        let found = convergence(&Standing::new(&inventory, &presence, &none, 0.4));
        assert_eq!(found.needed, [Some(0), None, Some(0), None]);
        assert_eq!(found.score, [None; 4]);
    }

    /// Area {0, 1}: need 1.3 + 1.5 = 2.8, met 1.3; burden 0.8 and capital 1.4 stand somewhere in it, skills 0.6 do not: 2.2/2.8 if spread.
    /// 3 programmes of 2 ministries, one village with 3 or more; money 700: P0 300, P1 300, P2 100: HHI (9+9+1)/49; ministries 300, 400: 25/49.
    /// Area {2}: 0.6; all it has.
    #[test]
    fn two_areas() {
        let (inventory, presence) = example::four();
        let need = example::four_needs();
        let standing = Standing::new(&inventory, &presence, &need, 0.4);
        let village = convergence(&standing);
        let areas = (2, &example::FOUR_AREAS[..]);
        let found = together(&standing, &village, 3, areas);
        let first = &found[0];
        let close = |a: Option<f64>, b: f64| (a.unwrap() - b).abs() < 1e-12;
        assert!(close(first.score, 1.3 / 2.8) && close(first.anywhere, 2.2 / 2.8));
        assert_eq!((first.villages, first.scored, first.meeting), (2, 2, 1));
        assert_eq!((first.needed, first.present), (3, 2));
        assert_eq!((first.programmes, first.ministries), (3, 2));
        assert_eq!(first.sums.budget, Some(700.0));
        assert!(close(first.spread.programmes, 19.0 / 49.0));
        assert!(close(first.spread.ministries, 25.0 / 49.0));
        assert!(close(found[1].score, 0.6) && close(found[1].anywhere, 0.6));
    }
}
