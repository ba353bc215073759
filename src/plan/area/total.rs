//! Areas shared out among groups when their number is limited in all.

use super::group::Group;
use super::outcome::{Empty, GroupResult, Proof};
use super::{Problem, Solved, infeasible};
use crate::error::Result;
use rayon::prelude::*;

/// Solves each group for every number of areas up to `per_group`, and chooses the numbers that are worth most together, `total` at most.
///
/// The choice is exact for what the groups reached; a group's bound holds for the number of areas it was given.
///
/// # Errors
/// As the method; infeasible when the lock-ins of all groups need more than `total` areas.
pub(super) fn share(
    problem: &Problem,
    groups: &[Group],
    total: usize,
    one: impl Fn(&Group, usize) -> Result<Option<Solved>> + Sync,
    or_why: impl Fn(Option<Solved>, &Group, usize) -> Result<Solved> + Sync,
) -> Result<Vec<Solved>> {
    let total = total.saturating_sub(problem.kept.len());
    let mut tables: Vec<Vec<Option<Solved>>> = groups
        .par_iter()
        .map(|group| {
            let most = problem.room(group.id).min(total);
            let mut table = (0..=most)
                .map(|areas| one(group, areas))
                .collect::<Result<Vec<_>>>()?;
            if let Some(last) = table.last_mut() {
                *last = Some(or_why(last.take(), group, most)?);
            }
            Ok(table)
        })
        .collect::<Result<_>>()?;
    let worth: Vec<Vec<f64>> = tables
        .iter()
        .map(|table| {
            let value = |solved: &Option<Solved>| {
                solved.as_ref().map_or(f64::NEG_INFINITY, |s| s.1.objective)
            };
            table.iter().map(value).collect()
        })
        .collect();
    let Some(chosen) = choose(&worth, total) else {
        return Err(infeasible(
            problem,
            &format!("villages of areas.lock_in need more areas than areas.total = {total}"),
            problem.lock_in,
            "raise areas.total or lock in fewer",
        ));
    };
    let picked = tables
        .iter_mut()
        .zip(chosen)
        .filter_map(|(table, areas)| table[areas].take());
    Ok(picked.collect())
}

/// A group that is given no area.
pub(super) fn none(group: &Group) -> Solved {
    let result = GroupResult {
        objective: 0.0,
        bound: 0.0,
        gap: None,
        proof: Proof::Optimal,
        areas: 0,
        empty: Some(Empty::of(group, Empty::NotChosen)),
        work: 0,
        certificate: None,
    };
    (Vec::new(), result)
}

/// How many areas each group is given: most worth in all, then fewest areas, first groups first; `worth[g][k]` is what group g reaches with k. None when
/// no choice keeps the total.
fn choose(worth: &[Vec<f64>], total: usize) -> Option<Vec<usize>> {
    // best[t]: most worth of the groups from here on with at most t areas
    let mut best = vec![vec![0.0; total + 1]];
    for table in worth.iter().rev() {
        let after = &best[best.len() - 1];
        let of = |t: usize| {
            let with = |(k, value): (usize, &f64)| value + after[t - k];
            table
                .iter()
                .enumerate()
                .take(t + 1)
                .map(with)
                .fold(f64::NEG_INFINITY, f64::max)
        };
        let here = (0..=total).map(of).collect();
        best.push(here);
    }
    let mut left = total;
    let mut chosen = Vec::with_capacity(worth.len());
    for (table, pair) in worth.iter().zip(best.windows(2).rev()) {
        let (after, here) = (&pair[0], &pair[1]);
        if here[left] == f64::NEG_INFINITY {
            return None;
        }
        let reaches = |&k: &usize| table[k] + after[left - k] == here[left];
        let k = (0..table.len().min(left + 1)).find(reaches)?;
        left -= k;
        chosen.push(k);
    }
    Some(chosen)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_total_goes_where_it_is_worth_most() {
        let none = f64::NEG_INFINITY;
        let worth = [
            vec![0.0, 5.0, 6.0],
            vec![0.0, 4.0, 7.5],
            vec![none, 1.0, 1.0],
        ];
        assert_eq!(choose(&worth, 3), Some(vec![1, 1, 1]));
        assert_eq!(choose(&worth, 4), Some(vec![1, 2, 1]));
        assert_eq!(choose(&worth, 9), Some(vec![2, 2, 1]));
        assert_eq!(choose(&worth, 0), None);
    }
}
