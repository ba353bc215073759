//! What a problem must keep before anyone solves it.

use super::group::Group;
use super::{Problem, infeasible};
use crate::error::{Error, Result};

/// Shapes and values of the problem, and villages locked both ways.
///
/// # Errors
/// A study error for the rules, an input error for a need, an engine error for lengths, infeasible for locks.
pub(super) fn check(problem: &Problem) -> Result<()> {
    let n = problem.graph.n();
    let lengths = [
        problem.need.len(),
        problem.group.len(),
        problem.centre.len(),
    ];
    if lengths.iter().any(|&length| length != n) {
        return Err(Error::engine(format!(
            "areas: {n} villages in the graph, but {} needs, {} groups, {} centres",
            lengths[0], lengths[1], lengths[2]
        )));
    }
    let outside = |&&i: &&u32| i as usize >= n;
    if let Some(i) = problem.lock_in.iter().chain(problem.lock_out).find(outside) {
        return Err(Error::engine(format!(
            "areas: village {i} of {n} is locked"
        )));
    }
    if problem.group.iter().any(|&g| g as usize >= problem.groups) {
        return Err(Error::engine(format!(
            "areas: a group number is not below {}",
            problem.groups
        )));
    }
    let (min, max) = problem.villages;
    if min == 0 || min > max {
        return Err(Error::study(format!(
            "areas.villages = [{min}, {max}] asks for areas of at least {min} and at most {max} villages"
        ))
        .remedy("give the least, at least 1, and then the most"));
    }
    if problem
        .radius_m
        .is_some_and(|r| !(r.is_finite() && r > 0.0))
    {
        return Err(Error::study("areas.radius is not a positive number"));
    }
    let values = problem
        .gain
        .iter()
        .chain(problem.compactness.iter().flat_map(|c| c.perimeter));
    if values.copied().any(|value| !value.is_finite()) {
        return Err(Error::engine("areas: a gain or a perimeter is not finite"));
    }
    check_limits(problem)?;
    check_kept(problem)?;
    for (i, need) in problem.need.iter().enumerate() {
        if need.is_some_and(|need| !(need.is_finite() && need >= 0.0)) {
            return Err(Error::input("the need to cover is negative or not finite")
                .code((problem.label)(i as u32))
                .remedy("name a column in areas.need where more is needier and 0 is no need"));
        }
    }
    let both: Vec<u32> = problem
        .lock_in
        .iter()
        .copied()
        .filter(|i| problem.lock_out.contains(i))
        .collect();
    if !both.is_empty() {
        return Err(infeasible(
            problem,
            "villages are in both areas.lock_in and areas.lock_out",
            &both,
            "take them out of one of the two",
        ));
    }
    Ok(())
}

/// Amounts and bounds of the limits.
fn check_limits(problem: &Problem) -> Result<()> {
    let all: Vec<u32> = (0..problem.graph.n() as u32).collect();
    for limit in problem.limits {
        let column = limit.column;
        let (least, most) = (
            limit.least.unwrap_or(0.0),
            limit.most.unwrap_or(f64::INFINITY),
        );
        if !(least >= 0.0 && most >= least && least.is_finite()) {
            return Err(Error::study(format!(
                "areas.limits.{column} asks for a sum of at least {least} and at most {most}"
            ))
            .remedy("give the least, 0 or more, and a most that is not below it"));
        }
        for (i, amount) in limit.amount.iter().enumerate() {
            if amount.is_some_and(|amount| !(amount.is_finite() && amount >= 0.0)) {
                return Err(Error::input(
                    "an amount that areas are limited by is negative or not finite",
                )
                .column(column)
                .code((problem.label)(i as u32)));
            }
        }
        let sum: f64 = limit.amount.iter().flatten().sum();
        if sum < least {
            return Err(infeasible(
                problem,
                &format!(
                    "all villages together have {sum} of {column}, below the floor of {least} for one area; villages"
                ),
                &all,
                "lower the least of the limit",
            ));
        }
    }
    Ok(())
}

/// Kept areas: no lock-out, none twice.
fn check_kept(problem: &Problem) -> Result<()> {
    let mut seen = vec![false; problem.graph.n()];
    for &i in problem.kept.iter().flatten() {
        let Some(seen) = seen.get_mut(i as usize) else {
            return Err(Error::engine(format!(
                "areas: village {i} of an area that is kept is not there"
            )));
        };
        if std::mem::replace(seen, true) {
            return Err(Error::engine(format!(
                "areas: village {i} is kept in two areas"
            )));
        }
    }
    let out: Vec<u32> = problem
        .lock_out
        .iter()
        .copied()
        .filter(|&i| seen[i as usize])
        .collect();
    if out.is_empty() {
        return Ok(());
    }
    Err(infeasible(
        problem,
        "villages of areas.lock_out are in areas that areas.keep keeps",
        &out,
        "take them out of areas.lock_out, or empty their cells of the column",
    ))
}

/// Whether lock-ins of a group provably cannot all be covered: too small a component, more than the areas can hold, or too far apart for them.
pub(super) fn cannot_cover(problem: &Problem, group: &Group, areas: usize) -> bool {
    let max = problem.villages.1;
    let locked: Vec<u32> = (0..group.n() as u32)
        .filter(|&i| group.locked[i as usize])
        .collect();
    let mut in_component = std::collections::BTreeMap::<u32, usize>::new();
    for &i in &locked {
        *in_component.entry(group.component[i as usize]).or_default() += 1;
    }
    let needed: usize = in_component.values().map(|count| count.div_ceil(max)).sum();
    !group.stranded.is_empty() || needed.max(apart(problem, group, &locked).len()) > areas
}

/// Locked villages no two of which fit in one area, found greedily: too many steps or metres apart.
fn apart(problem: &Problem, group: &Group, locked: &[u32]) -> Vec<u32> {
    let mut chosen: Vec<u32> = Vec::new();
    let mut near = vec![false; group.n()];
    for &i in locked {
        if near[i as usize] {
            continue;
        }
        chosen.push(i);
        let steps = hops(group, i, problem.villages.1 - 1);
        for (j, step) in steps.iter().enumerate() {
            near[j] |= step.is_some() && share_centre(group, i, j as u32);
        }
    }
    chosen
}

/// Whether some village is within the radius of both.
fn share_centre(group: &Group, i: u32, j: u32) -> bool {
    group.reach.as_ref().is_none_or(|reach| {
        reach[i as usize]
            .iter()
            .any(|centre| reach[j as usize].binary_search(centre).is_ok())
    })
}

/// Steps from a village to each other, up to a number of them.
fn hops(group: &Group, from: u32, most: usize) -> Vec<Option<usize>> {
    let mut steps = vec![None; group.n()];
    steps[from as usize] = Some(0);
    let mut found = vec![from];
    let mut next = 0;
    while let Some(&i) = found.get(next) {
        next += 1;
        let step = steps[i as usize].unwrap_or(0) + 1;
        if step > most {
            break;
        }
        for &j in group.neighbours(i) {
            if steps[j as usize].is_none() {
                steps[j as usize] = Some(step);
                found.push(j);
            }
        }
    }
    steps
}
