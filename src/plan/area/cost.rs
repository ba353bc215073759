//! What the rules cost: the gain when one of them is relaxed, and need against border when compactness weighs more or less.

use super::{Area, Compactness, Plan, Problem, delineate};
use crate::error::Result;

/// A plan under one rule relaxed.
#[derive(Debug, Clone, PartialEq)]
pub struct RuleCost {
    /// The key of the rule, as in `[areas]`.
    pub rule: String,
    /// What it asked.
    pub from: String,
    /// What it asks now.
    pub to: String,
    /// Objective of the plan found; never below that of the plan with the rule, which it allows.
    pub objective: f64,
    /// No plan with the rule relaxed is worth more.
    pub bound: f64,
    /// Objective less that with the rule.
    pub gain: f64,
}

/// Relaxes the rules one at a time: one village more or fewer, one area more, a tenth more of radius and diameter; limits, theme, lock-ins, lock-outs
/// and kept areas are dropped.
///
/// # Errors
/// As [`delineate`].
pub fn rule_costs(problem: &Problem, plan: &Plan) -> Result<Vec<RuleCost>> {
    let (least, most) = problem.villages;
    let reached = objective(plan);
    let mut found = Vec::new();
    let mut relax = |rule: &str, from: String, to: String, changed: Problem| -> Result<()> {
        let other = delineate(&changed)?;
        let objective = objective(&other).max(reached);
        found.push(RuleCost {
            rule: rule.to_owned(),
            from,
            to,
            objective,
            bound: other
                .groups
                .iter()
                .map(|group| group.bound)
                .sum::<f64>()
                .max(objective),
            gain: objective - reached,
        });
        Ok(())
    };
    let text = |least: usize, most: usize| format!("[{least}, {most}]");
    let mut sizes = vec![(least, most + 1)];
    if least > 1 {
        sizes.push((least - 1, most));
    }
    for (a, b) in sizes {
        let changed = with(problem, |p| p.villages = (a, b));
        relax("villages", text(least, most), text(a, b), changed)?;
    }
    let more = |count: usize| (count.to_string(), (count + 1).to_string());
    let (from, to) = more(problem.per_group);
    relax("per_group", from, to, with(problem, |p| p.per_group += 1))?;
    if let Some(total) = problem.total {
        let (from, to) = more(total);
        relax(
            "total",
            from,
            to,
            with(problem, |p| p.total = Some(total + 1)),
        )?;
    }
    let km = |metres: f64| format!("{}", metres / 1000.0);
    if let Some(metres) = problem.radius_m {
        let changed = with(problem, |p| p.radius_m = Some(1.1 * metres));
        relax("radius", km(metres), km(1.1 * metres), changed)?;
    }
    if let Some(metres) = problem.diameter_m {
        let changed = with(problem, |p| p.diameter_m = Some(1.1 * metres));
        relax("diameter", km(metres), km(1.1 * metres), changed)?;
    }
    for (at, limit) in problem.limits.iter().enumerate() {
        let mut limits = problem.limits.to_vec();
        limits.remove(at);
        let ends = [("min", limit.least), ("max", limit.most)].into_iter();
        let ends = ends.filter_map(|(word, end)| end.map(|end| format!("{word} {end}")));
        let from = ends.collect::<Vec<_>>().join(", ");
        let rule = format!("limits.{}", limit.column);
        relax(
            &rule,
            from,
            String::new(),
            Problem {
                limits: &limits,
                ..*problem
            },
        )?;
    }
    let count = |n: usize, word: &str| format!("{n} {word}");
    let none = String::new;
    if !problem.theme.is_empty() {
        relax(
            "theme",
            "one".into(),
            none(),
            with(problem, |p| p.theme = &[]),
        )?;
    }
    if !problem.lock_in.is_empty() {
        let from = count(problem.lock_in.len(), "villages");
        relax("lock_in", from, none(), with(problem, |p| p.lock_in = &[]))?;
    }
    if !problem.lock_out.is_empty() {
        let from = count(problem.lock_out.len(), "villages");
        relax(
            "lock_out",
            from,
            none(),
            with(problem, |p| p.lock_out = &[]),
        )?;
    }
    if !problem.kept.is_empty() {
        let from = count(problem.kept.len(), "areas");
        relax("keep", from, none(), with(problem, |p| p.kept = &[]))?;
    }
    Ok(found)
}

/// The problem with one thing changed.
fn with<'a>(problem: &Problem<'a>, change: impl FnOnce(&mut Problem<'a>)) -> Problem<'a> {
    let mut changed = *problem;
    change(&mut changed);
    changed
}

/// A plan at one weight of compactness.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Trade {
    /// Need that a kilometre of border outweighs.
    pub per_km: f64,
    /// Number of areas.
    pub areas: usize,
    /// Number of their villages.
    pub villages: usize,
    /// Need covered.
    pub need: f64,
    /// Length of the areas' borders in metres.
    pub border_m: f64,
    /// Need and gain less what the border costs.
    pub objective: f64,
    /// The most it could be.
    pub bound: f64,
}

/// Plans at several weights of compactness, ascending, `per_km` each; `perimeter` gives n border lengths in metres.
///
/// Each weight has the best of all the plans found, `plan` of the problem as it stands among them, so that need and border never rise with the weight;
/// a bound holds for every greater weight, too.
///
/// # Errors
/// As [`delineate`].
pub fn tradeoff(
    problem: &Problem,
    plan: &Plan,
    perimeter: &[f64],
    per_km: &[f64],
) -> Result<Vec<Trade>> {
    // weights by the metre, as a problem has them, so that that of the study finds its own plan
    let trade = |per_m: f64, plan: &Plan| {
        let trade = Trade {
            per_km: per_m * 1000.0,
            areas: plan.areas.len(),
            villages: plan.areas.iter().map(|area| area.members.len()).sum(),
            need: super::sum(plan.areas.iter().map(|area| area.need)),
            border_m: border(problem, perimeter, plan),
            objective: objective(plan),
            bound: super::sum(plan.groups.iter().map(|group| group.bound)),
        };
        (per_m, trade)
    };
    let own = problem.compactness.map_or(0.0, |c| c.per_m);
    let mut found = vec![trade(own, plan)];
    for per_m in per_km.iter().map(|per_km| per_km / 1000.0) {
        let compactness = Compactness { per_m, perimeter };
        let plan = delineate(&Problem {
            compactness: (per_m > 0.0).then_some(compactness),
            ..*problem
        })?;
        found.push(trade(per_m, &plan));
    }
    // borders of kept areas are in all plans alike and cost nothing
    let kept = plan.areas.iter().filter(|area| area.kept);
    let kept_m = length(problem, perimeter, kept);
    let best = |&per_km: &f64| {
        let per_m = per_km / 1000.0;
        let at = found.iter().map(|&(own, trade)| Trade {
            per_km,
            objective: if own == per_m {
                trade.objective
            } else {
                trade.objective + (own - per_m) * (trade.border_m - kept_m)
            },
            ..trade
        });
        let better = |a: Trade, b: Trade| if b.objective > a.objective { b } else { a };
        let lower = found.iter().filter(|(own, _)| *own <= per_m);
        let bound = lower
            .map(|(_, trade)| trade.bound)
            .fold(f64::INFINITY, f64::min);
        at.reduce(better).map(|best| Trade {
            bound: bound.max(best.objective),
            ..best
        })
    };
    Ok(per_km.iter().filter_map(best).collect())
}

/// Length of the outer borders of all areas.
pub fn border(problem: &Problem, perimeter: &[f64], plan: &Plan) -> f64 {
    length(problem, perimeter, plan.areas.iter())
}

fn length<'a>(problem: &Problem, perimeter: &[f64], areas: impl Iterator<Item = &'a Area>) -> f64 {
    let of = |members: &[u32]| -> f64 {
        let inner = |&i: &u32| {
            let links = problem
                .graph
                .links(i as usize)
                .filter(|link| members.contains(&link.to));
            perimeter[i as usize] - links.map(|link| link.border_m).sum::<f64>()
        };
        members.iter().map(inner).sum()
    };
    super::sum(areas.map(|area| of(&area.members)))
}

fn objective(plan: &Plan) -> f64 {
    super::sum(plan.groups.iter().map(|group| group.objective))
}
