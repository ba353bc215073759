//! Every plan of a small problem, for tests.

use super::certify::value;
use super::verify::check_area;
use super::{Area, Problem};

/// The most that any plan is worth, over all groups; `None` when no plan keeps the lock-ins. At most 16 villages.
pub(super) fn optimum(problem: &Problem) -> Option<f64> {
    let total = problem
        .total
        .unwrap_or(usize::MAX)
        .min(problem.groups * problem.per_group);
    // most[t]: with t areas in the groups so far
    let mut most = vec![f64::NEG_INFINITY; total + 1];
    most[0] = 0.0;
    for group in 0..problem.groups as u32 {
        let here = of_group(problem, group);
        let mut next = vec![f64::NEG_INFINITY; total + 1];
        for (before, value) in most.iter().enumerate() {
            for (areas, more) in here.iter().enumerate().take(total + 1 - before) {
                next[before + areas] = next[before + areas].max(value + more);
            }
        }
        most = next;
    }
    let best = most.into_iter().fold(f64::NEG_INFINITY, f64::max);
    best.is_finite().then_some(best)
}

/// The most that each number of areas of a group is worth.
fn of_group(problem: &Problem, group: u32) -> Vec<f64> {
    let n = problem.graph.n();
    let sets: Vec<(u32, f64)> = (1..1_u32 << n)
        .filter_map(|set| {
            let members: Vec<u32> = (0..n as u32).filter(|i| set >> i & 1 == 1).collect();
            let need = members
                .iter()
                .filter_map(|&i| problem.need[i as usize])
                .sum();
            let value = value(problem, &members);
            let area = Area {
                members,
                group,
                need,
                value,
                kept: false,
            };
            check_area(problem, &area).is_ok().then_some((set, value))
        })
        .collect();
    let must = problem
        .lock_in
        .iter()
        .filter(|&&i| problem.group[i as usize] == group)
        .fold(0_u32, |mask, &i| mask | (1 << i));
    let mut states = vec![f64::NEG_INFINITY; 1 << n];
    states[0] = 0.0;
    let mut most = Vec::new();
    for _ in 0..=problem.per_group {
        let covering = states
            .iter()
            .enumerate()
            .filter(|(used, _)| *used as u32 & must == must);
        most.push(
            covering
                .map(|(_, &value)| value)
                .fold(f64::NEG_INFINITY, f64::max),
        );
        let mut next = vec![f64::NEG_INFINITY; 1 << n];
        for (used, value) in states
            .iter()
            .enumerate()
            .filter(|(_, value)| value.is_finite())
        {
            for &(set, more) in sets.iter().filter(|(set, _)| set & used as u32 == 0) {
                let best = &mut next[used | set as usize];
                *best = best.max(value + more);
            }
        }
        states = next;
    }
    most
}
