//! What the rules cost: the gain when one of them is relaxed, and need against border when compactness weighs more or less.

use super::{Compactness, Plan, Problem, delineate};
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
    let more = (least, most + 1);
    relax(
        "villages",
        text(least, most),
        text(more.0, more.1),
        Problem {
            villages: more,
            ..*problem
        },
    )?;
    if least > 1 {
        let fewer = (least - 1, most);
        relax(
            "villages",
            text(least, most),
            text(fewer.0, fewer.1),
            Problem {
                villages: fewer,
                ..*problem
            },
        )?;
    }
    let per_group = problem.per_group + 1;
    relax(
        "per_group",
        problem.per_group.to_string(),
        per_group.to_string(),
        Problem {
            per_group,
            ..*problem
        },
    )?;
    if let Some(total) = problem.total {
        let changed = Problem {
            total: Some(total + 1),
            ..*problem
        };
        relax("total", total.to_string(), (total + 1).to_string(), changed)?;
    }
    let km = |metres: f64| format!("{}", metres / 1000.0);
    if let Some(metres) = problem.radius_m {
        let changed = Problem {
            radius_m: Some(1.1 * metres),
            ..*problem
        };
        relax("radius", km(metres), km(1.1 * metres), changed)?;
    }
    if let Some(metres) = problem.diameter_m {
        let changed = Problem {
            diameter_m: Some(1.1 * metres),
            ..*problem
        };
        relax("diameter", km(metres), km(1.1 * metres), changed)?;
    }
    for (at, limit) in problem.limits.iter().enumerate() {
        let mut limits = problem.limits.to_vec();
        limits.remove(at);
        let ends = [("min", limit.least), ("max", limit.most)].into_iter();
        let from = ends
            .filter_map(|(word, end)| end.map(|end| format!("{word} {end}")))
            .collect::<Vec<_>>()
            .join(", ");
        let changed = Problem {
            limits: &limits,
            ..*problem
        };
        relax(
            &format!("limits.{}", limit.column),
            from,
            String::new(),
            changed,
        )?;
    }
    let count = |what: usize, word: &str| format!("{what} {word}");
    if !problem.theme.is_empty() {
        relax(
            "theme",
            "one".into(),
            String::new(),
            Problem {
                theme: &[],
                ..*problem
            },
        )?;
    }
    if !problem.lock_in.is_empty() {
        let from = count(problem.lock_in.len(), "villages");
        relax(
            "lock_in",
            from,
            String::new(),
            Problem {
                lock_in: &[],
                ..*problem
            },
        )?;
    }
    if !problem.lock_out.is_empty() {
        let from = count(problem.lock_out.len(), "villages");
        relax(
            "lock_out",
            from,
            String::new(),
            Problem {
                lock_out: &[],
                ..*problem
            },
        )?;
    }
    if !problem.kept.is_empty() {
        let from = count(problem.kept.len(), "areas");
        relax(
            "keep",
            from,
            String::new(),
            Problem {
                kept: &[],
                ..*problem
            },
        )?;
    }
    Ok(found)
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

/// Plans at several weights of compactness, `per_km` each; `perimeter` gives n border lengths in metres.
///
/// # Errors
/// As [`delineate`].
pub fn tradeoff(problem: &Problem, perimeter: &[f64], per_km: &[f64]) -> Result<Vec<Trade>> {
    let plan_at = |&per_km: &f64| {
        let compactness = Compactness {
            per_m: per_km / 1000.0,
            perimeter,
        };
        let plan = delineate(&Problem {
            compactness: (per_km > 0.0).then_some(compactness),
            ..*problem
        })?;
        Ok(Trade {
            per_km,
            areas: plan.areas.len(),
            villages: plan.areas.iter().map(|area| area.members.len()).sum(),
            need: plan.areas.iter().map(|area| area.need).sum(),
            border_m: border(problem, perimeter, &plan),
            objective: objective(&plan),
            bound: plan.groups.iter().map(|group| group.bound).sum(),
        })
    };
    per_km.iter().map(plan_at).collect()
}

/// Length of the outer borders of all areas.
pub fn border(problem: &Problem, perimeter: &[f64], plan: &Plan) -> f64 {
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
    plan.areas.iter().map(|area| of(&area.members)).sum()
}

fn objective(plan: &Plan) -> f64 {
    plan.groups.iter().map(|group| group.objective).sum()
}
