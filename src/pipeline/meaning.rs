//! What villages, rules and compactness mean to the areas of a run.

use crate::base::study::Areas;
use crate::base::study::types::Effort;
use crate::error::Result;
use crate::plan::area::{
    Plan, Problem, Replacement, RuleCost, Trade, border, replacement, rule_costs, tradeoff,
};

/// What was found.
pub struct Meaning {
    /// One a group.
    pub replacement: Vec<Replacement>,
    /// One a rule relaxed.
    pub costs: Vec<RuleCost>,
    /// One a weight of compactness, ascending.
    pub trades: Vec<Trade>,
}

/// Weighs villages, relaxes each rule and tries other weights of compactness; `perimeter` gives n border lengths in metres.
///
/// # Errors
/// As [`delineate`](crate::plan::area::delineate).
pub fn weigh(spec: &Areas, problem: &Problem, plan: &Plan, perimeter: &[f64]) -> Result<Meaning> {
    // other plans are only compared with, so they are not certified
    let quicker = Problem {
        effort: match problem.effort {
            Effort::Certify => Effort::Normal,
            effort => effort,
        },
        ..*problem
    };
    Ok(Meaning {
        replacement: replacement(problem, plan)?,
        costs: rule_costs(&quicker, plan)?,
        trades: tradeoff(
            &quicker,
            plan,
            perimeter,
            &weights(spec, problem, plan, perimeter),
        )?,
    })
}

/// The weights asked for, or none, and shares of what would cost these areas all their need; always that of the study.
fn weights(spec: &Areas, problem: &Problem, plan: &Plan, perimeter: &[f64]) -> Vec<f64> {
    let mut weights = spec.tradeoff.clone();
    if weights.is_empty() {
        let need: f64 = plan.areas.iter().map(|area| area.need).sum();
        let km = border(problem, perimeter, plan) / 1000.0;
        let whole = if km > 0.0 { need / km } else { 0.0 };
        weights.extend([0.0, 0.125, 0.25, 0.5, 0.75].map(|share| share * whole));
    }
    weights.push(spec.compactness);
    weights.sort_by(f64::total_cmp);
    weights.dedup();
    weights
}
