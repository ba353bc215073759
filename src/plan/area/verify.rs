//! An independent check of a plan: it reads the problem and the plan, and shares nothing with what made them.

use super::certify::value;
use super::{Area, Plan, Problem};
use crate::base::model::Measure;
use crate::error::{Error, Result};
use geo::{Distance, Euclidean, Geodesic, Point};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// Checks every rule on the result: disjoint, sizes, groups, connection, radius, lock-ins, lock-outs, sums, counts, order and bounds.
///
/// # Errors
/// An engine error that names the area and the rule it breaks; a plan of this module never does.
pub fn verify(problem: &Problem, plan: &Plan) -> Result<()> {
    let mut area_of = BTreeMap::new();
    for (position, area) in plan.areas.iter().enumerate() {
        let number = position + 1;
        let fault = |what: String| Error::engine(format!("area {number} {what}"));
        if area.kept {
            if !problem.kept.contains(&area.members) {
                return Err(fault("is not one that is kept".into()));
            }
        } else {
            check_area(problem, area).map_err(fault)?;
        }
        for &i in &area.members {
            if let Some(other) = area_of.insert(i, number) {
                let village = (problem.label)(i);
                return Err(fault(format!(
                    "and area {other} both hold village {village}"
                )));
            }
        }
    }
    for &i in problem.lock_in {
        if !area_of.contains_key(&i) {
            let village = (problem.label)(i);
            return Err(Error::engine(format!(
                "no area holds the locked-in village {village}"
            )));
        }
    }
    for (position, pair) in plan.areas.windows(2).enumerate() {
        let tie_in_order = pair[0].need == pair[1].need && pair[0].members[0] < pair[1].members[0];
        if !(pair[0].need > pair[1].need || tie_in_order) {
            let what = format!(
                "areas {} and {} are out of order",
                position + 1,
                position + 2
            );
            return Err(Error::engine(what));
        }
    }
    check_groups(problem, plan)
}

pub(super) fn check_area(problem: &Problem, area: &Area) -> Result<(), String> {
    let size = area.members.len();
    let (min, max) = problem.villages;
    if size < min || size > max {
        return Err(format!("has {size} villages, not {min} to {max}"));
    }
    let members: BTreeSet<u32> = area.members.iter().copied().collect();
    if !area.members.is_sorted() || members.len() != size {
        return Err("lists its villages out of order or twice".into());
    }
    if members.iter().any(|&i| i as usize >= problem.graph.n()) {
        return Err("holds a village that is not there".into());
    }
    if let Some(&i) = members
        .iter()
        .find(|&&i| problem.group[i as usize] != area.group)
    {
        return Err(format!(
            "holds village {} of another group",
            (problem.label)(i)
        ));
    }
    let mut reached = BTreeSet::new();
    let mut queue: VecDeque<u32> = members.first().copied().into_iter().collect();
    while let Some(i) = queue.pop_front() {
        if reached.insert(i) {
            let neighbours = problem.graph.neighbours(i as usize);
            queue.extend(neighbours.iter().filter(|j| members.contains(j)));
        }
    }
    if let Some(&i) = members.difference(&reached).next() {
        return Err(format!(
            "is not connected at village {}",
            (problem.label)(i)
        ));
    }
    if let Some(radius) = problem.radius_m {
        let place = |i: u32| problem.centre[i as usize];
        let covers = |&c: &u32| {
            let far = |&i: &u32| metres(place(c), place(i), problem.measure) > radius;
            !members.iter().any(far)
        };
        if !members.iter().any(covers) {
            return Err(format!(
                "has no village within {radius} m of all the others"
            ));
        }
    }
    if let Some(&i) = members.iter().find(|&&i| problem.lock_out.contains(&i)) {
        return Err(format!(
            "holds the locked-out village {}",
            (problem.label)(i)
        ));
    }
    if !problem.theme.is_empty() {
        let themes: BTreeSet<_> = members.iter().map(|&i| problem.theme[i as usize]).collect();
        if themes.len() != 1 || themes.contains(&None) {
            return Err("has villages of several themes, or of none".into());
        }
    }
    for limit in problem.limits {
        let amounts: Option<Vec<f64>> = members.iter().map(|&i| limit.amount[i as usize]).collect();
        let Some(amounts) = amounts else {
            return Err(format!("holds a village without {}", limit.column));
        };
        let sum: f64 = amounts.iter().sum();
        let slack = 1e-9 * sum.abs();
        let below = limit.least.is_some_and(|least| sum < least - slack);
        if below || limit.most.is_some_and(|most| sum > most + slack) {
            return Err(format!(
                "has {sum} of {}, which breaks the limit",
                limit.column
            ));
        }
    }
    if let Some(diameter) = problem.diameter_m {
        let place = |i: &u32| problem.centre[*i as usize];
        let far = |i: &u32| {
            members
                .iter()
                .any(|j| metres(place(i), place(j), problem.measure) > diameter)
        };
        if let Some(&i) = members.iter().find(|i| far(i)) {
            return Err(format!(
                "has villages more than {diameter} m from village {}",
                (problem.label)(i)
            ));
        }
    }
    let needs = members.iter().filter_map(|&i| problem.need[i as usize]);
    if differs(area.need, needs.sum()) {
        return Err(format!("states a need of {}, not the sum", area.need));
    }
    let value = value(problem, &area.members);
    if (area.value - value).abs() > 1e-9 * (area.need + value.abs()) {
        return Err(format!("states a value of {}, not {value}", area.value));
    }
    Ok(())
}

fn check_groups(problem: &Problem, plan: &Plan) -> Result<()> {
    if plan.groups.len() != problem.groups {
        return Err(Error::engine("the plan has not one result for each group"));
    }
    for (id, group) in plan.groups.iter().enumerate() {
        let fault = |what: &str| Err(Error::engine(format!("group {id}: {what}")));
        let areas = plan.areas.iter().filter(|area| area.group as usize == id);
        let (mut count, mut value) = (0, 0.0);
        for area in areas {
            count += 1;
            value += area.value;
        }
        let most = problem.per_group.max(
            plan.areas
                .iter()
                .filter(|a| a.kept && a.group as usize == id)
                .count(),
        );
        if count != group.areas || count > most {
            return fault("the number of areas is wrong");
        }
        if (count == 0) != group.empty.is_some() {
            return fault("areas and a reason for none go together");
        }
        if differs(group.objective, value) {
            return fault("the objective is not the sum of the values");
        }
        if group.bound < group.objective - 1e-9 * group.objective.abs() {
            return fault("the bound is below the objective");
        }
        let gap = (group.bound != 0.0).then(|| (group.bound - group.objective) / group.bound.abs());
        let agree = match (gap, group.gap) {
            (Some(a), Some(b)) => (a - b).abs() < 1e-9,
            (a, b) => a == b,
        };
        if !agree {
            return fault("the gap does not follow from the bound");
        }
    }
    if problem
        .total
        .is_some_and(|total| plan.areas.len() > total.max(problem.kept.len()))
    {
        return Err(Error::engine("the plan has more areas than the total"));
    }
    Ok(())
}

fn differs(a: f64, b: f64) -> bool {
    (a - b).abs() > 1e-9 * a.abs().max(b.abs())
}

fn metres(a: Point<f64>, b: Point<f64>, measure: Measure) -> f64 {
    match measure {
        Measure::Geodesic => Geodesic.distance(a, b),
        Measure::Planar => Euclidean.distance(a, b),
    }
}
