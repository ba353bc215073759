//! What every plan reports of its optimisation.

use serde::Serialize;

/// Whether small or great is good.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sense {
    /// Small is good: the bound lies below the objective.
    Least,
    /// Great is good: the bound lies above it.
    Most,
}

/// What is known of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Proof {
    /// Nothing better exists.
    Proven,
    /// Nothing is better than the bound; no exact search was made.
    Bounded,
    /// The same, since the work allowed ended before the exact search did.
    Cut,
}

/// Objective, bound and what they prove.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Answer {
    /// The objective of the plan.
    pub objective: f64,
    /// No plan is better than this.
    pub bound: f64,
    /// The share of the greater of both by which they differ; 0 when proven.
    pub gap: f64,
    /// What is known.
    pub proof: Proof,
    /// Work units: nodes of a search, rounds of a bound, moves of a local search.
    pub work: u64,
}

/// Objective and bound that differ by less than this share are the same number added up in another order.
const SAME: f64 = 1e-9;

impl Answer {
    /// Puts an answer together; it is proven when bound and objective meet, else what `otherwise` says.
    pub fn new(sense: Sense, objective: f64, bound: f64, otherwise: Proof, work: u64) -> Self {
        // a sum of nothing is -0
        let objective = objective + 0.0;
        let bound = match sense {
            Sense::Least => bound.min(objective),
            Sense::Most => bound.max(objective),
        };
        let greater = objective.abs().max(bound.abs());
        let apart = (objective - bound).abs();
        let gap = if greater > 0.0 { apart / greater } else { 0.0 };
        let proven = gap <= SAME;
        Self {
            objective,
            bound: if proven { objective } else { bound },
            gap: if proven { 0.0 } else { gap },
            proof: if proven { Proof::Proven } else { otherwise },
            work,
        }
    }
}

impl Proof {
    /// The machine word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Proven => "proven",
            Self::Bounded => "bounded",
            Self::Cut => "cut",
        }
    }
}
