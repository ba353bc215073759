//! Every plan of a small problem, for tests.

use super::Problem;
use geo::{Distance, Euclidean};

/// The most need that any plan covers, over all groups; `None` when no plan keeps the lock-ins. Planar distances, at most 16 villages.
pub(super) fn optimum(problem: &Problem) -> Option<f64> {
    let n = problem.graph.n();
    let neighbours: Vec<u32> = (0..n)
        .map(|i| {
            problem
                .graph
                .neighbours(i)
                .iter()
                .fold(0, |mask, &j| mask | (1 << j))
        })
        .collect();
    let mask = |list: &[u32]| list.iter().fold(0_u32, |mask, &i| mask | (1 << i));
    let (lock_in, lock_out) = (mask(problem.lock_in), mask(problem.lock_out));
    let mut total = 0.0;
    for group in 0..problem.groups as u32 {
        let inside = (0..n as u32)
            .filter(|&i| problem.group[i as usize] == group)
            .fold(0_u32, |mask, i| mask | (1 << i));
        let sets: Vec<(u32, f64)> = (1..1_u32 << n)
            .filter(|set| set & !inside == 0 && set & lock_out == 0)
            .filter(|set| {
                let size = set.count_ones() as usize;
                (problem.villages.0..=problem.villages.1).contains(&size)
            })
            .filter(|&set| connected(set, &neighbours) && has_centre(problem, set))
            .map(|set| {
                let members = (0..n).filter(|i| set >> i & 1 == 1);
                (set, members.filter_map(|i| problem.need[i]).sum())
            })
            .collect();
        // most need by the villages used, area by area
        let mut states = vec![f64::NEG_INFINITY; 1 << n];
        states[0] = 0.0;
        for _ in 0..problem.per_group {
            let mut next = states.clone();
            for (used, need) in states
                .iter()
                .enumerate()
                .filter(|(_, need)| need.is_finite())
            {
                for &(set, value) in sets.iter().filter(|(set, _)| set & used as u32 == 0) {
                    let best = &mut next[used | set as usize];
                    *best = best.max(need + value);
                }
            }
            states = next;
        }
        let must = lock_in & inside;
        let covering = states
            .iter()
            .enumerate()
            .filter(|(used, _)| *used as u32 & must == must);
        let most = covering
            .map(|(_, &need)| need)
            .fold(f64::NEG_INFINITY, f64::max);
        if most == f64::NEG_INFINITY {
            return None;
        }
        total += most;
    }
    Some(total)
}

fn connected(set: u32, neighbours: &[u32]) -> bool {
    let mut reached = set & set.wrapping_neg();
    loop {
        let mut grown = reached;
        for (i, links) in neighbours.iter().enumerate() {
            if reached >> i & 1 == 1 {
                grown |= links & set;
            }
        }
        if grown == reached {
            return reached == set;
        }
        reached = grown;
    }
}

fn has_centre(problem: &Problem, set: u32) -> bool {
    let members: Vec<usize> = (0..problem.graph.n())
        .filter(|i| set >> i & 1 == 1)
        .collect();
    problem.radius_m.is_none_or(|radius| {
        members.iter().any(|&c| {
            let near =
                |&i: &usize| Euclidean.distance(problem.centre[c], problem.centre[i]) <= radius;
            members.iter().all(near)
        })
    })
}
