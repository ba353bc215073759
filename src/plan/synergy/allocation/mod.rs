//! Money placed anew: which programme in which village closes the most need, and what it is worth to decide that together.
//!
//! * [`offers`]: from an inventory to what could be placed, where, at what cost
//! * `field`, `state`: offers in slots (a lever in a village) and cells (villages that complement each other), and what a choice is worth
//! * `fill`, `floors`, `swap`: greedy choices, shares of regions, local search
//! * `price`, `climb`, `exact`: prices on money and rooms, the bound they prove, branch and bound
//! * [`verify`](verify()): the plan, its worth and its bound looked at by code that shares nothing with the search

mod climb;
mod exact;
mod field;
mod fill;
mod floors;
pub mod offers;
mod price;
mod rows;
mod search;
mod state;
mod swap;
#[cfg(test)]
mod tests;
mod verify;

pub use floors::floors;
pub use verify::verify;

use crate::error::{Error, Result};
use crate::plan::solve::{Answer, Proof, Sense};
use field::Field;
use rows::Rows;

/// Money of one programme.
#[derive(Debug, Clone, PartialEq)]
pub struct Fund {
    /// Its lever.
    pub lever: u32,
    /// Who spends it.
    pub ministry: u32,
    /// How much there is.
    pub money: f64,
}

/// A placement that could be made.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Offer {
    /// Village.
    pub village: u32,
    /// Position of the fund.
    pub fund: u32,
    /// Money it takes, from 0 up.
    pub cost: f64,
}

/// A placement that stays where it is, of a programme whose money is not placed anew.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Standing {
    /// Village.
    pub village: u32,
    /// Its lever.
    pub lever: u32,
    /// Whose it is.
    pub ministry: u32,
}

/// The most villages of a fund in a region, or in all of them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Caseload {
    /// Position of the fund.
    pub fund: u32,
    /// The region; all of them when none.
    pub region: Option<u32>,
    /// How many.
    pub villages: u32,
}

/// What is to be placed, over n villages.
#[derive(Debug, Clone, Copy)]
pub struct Problem<'a> {
    /// Funds.
    pub funds: &'a [Fund],
    /// Offers, ascending by village, then fund, each pair at most once; only where the need of the lever is known.
    pub offers: &'a [Offer],
    /// What stands there anyway.
    pub standing: &'a [Standing],
    /// Levers x n needs from 0 to 1.
    pub need: &'a [Vec<Option<f64>>],
    /// n weights of villages: their people.
    pub people: &'a [f64],
    /// n cells: villages with the same number complement each other.
    pub cell: &'a [u32],
    /// n regions.
    pub region: &'a [u32],
    /// Least money of each region.
    pub floor: &'a [f64],
    /// Most villages of funds.
    pub caseloads: &'a [Caseload],
    /// Least need at which a village needs a lever.
    pub needed: f64,
    /// Share of the gain before that each further programme of a lever in a village brings, 0 to 1.
    pub repeat: f64,
    /// Share of the gain that is added where a complement stands, from 0 up.
    pub complement: f64,
}

/// What was placed, and what it would have been with each ministry for itself.
#[derive(Debug, Clone, PartialEq)]
pub struct Allocation {
    /// Positions of the offers taken, ascending.
    pub placed: Vec<u32>,
    /// The same with each ministry for itself.
    pub alone: Vec<u32>,
    /// Gain of `placed`, its bound and proof.
    pub answer: Answer,
    /// Gain of `alone`, counted as `placed` is.
    pub apart: f64,
    /// Money of each region that both plans keep: the floor of the problem, or less where whole placements do not reach it.
    pub floor: Vec<f64>,
    /// A price a row (money of funds, caseloads, floors) that proves the bound `ceiling`.
    pub prices: Vec<f64>,
    /// No plan gains more than this, by the prices alone.
    pub ceiling: f64,
}

impl Allocation {
    /// What deciding together gains.
    pub fn synergy(&self) -> f64 {
        self.answer.objective - self.apart
    }
}

/// What a choice of offers gains: each offer's own part, in their order; they sum to the worth of the choice.
///
/// The k-th programme of a lever in a village (standing ones first, then in the order of the offers) gains need x people x repeat^(k-1); the first
/// of a needed lever gains the complement's share more where another needed lever stands in its cell.
pub fn gains(problem: &Problem, chosen: &[u32]) -> Vec<f64> {
    Field::new(problem, false).gains(chosen)
}

/// Places the money.
///
/// Every ministry for itself first: the same problem in which neither programmes nor standing placements of other ministries are seen. That plan
/// is a start of the joint one, so that deciding together is never worse. Costs O(offers) a round of prices.
///
/// # Errors
/// Amounts that are no numbers; a plan that fails the independent check.
pub fn solve(problem: &Problem) -> Result<Allocation> {
    finite(problem)?;
    let (joint, split) = (Field::new(problem, false), Field::new(problem, true));
    let mut rows = Rows::new(problem);
    let start = search::start(&split, &mut rows);
    let apart = search::search(&split, &rows, vec![start])?;
    let mut alone = apart.plan;
    let found = search::search(&joint, &rows, vec![alone.clone()])?;
    // what every ministry by its own measure would rather have is its own plan too: a search that was luckier is no synergy
    if split.worth(&found.plan) > split.worth(&alone) * (1.0 + 1e-12) {
        alone.clone_from(&found.plan);
    }
    let objective = joint.worth(&found.plan);
    let otherwise = if found.exact {
        Proof::Cut
    } else {
        Proof::Bounded
    };
    let answer = Answer::new(
        Sense::Most,
        objective,
        found.bound,
        otherwise,
        apart.work + found.work,
    );
    let done = Allocation {
        answer,
        apart: joint.worth(&alone).min(objective),
        floor: rows.floors().to_vec(),
        placed: found.plan,
        alone,
        prices: found.prices,
        ceiling: found.ceiling,
    };
    verify(problem, &done)?;
    Ok(done)
}

fn finite(problem: &Problem) -> Result<()> {
    let amounts = (problem.funds.iter().map(|fund| fund.money))
        .chain(problem.offers.iter().map(|offer| offer.cost))
        .chain(problem.people.iter().copied())
        .chain(problem.floor.iter().copied())
        .chain(problem.need.iter().flatten().flatten().copied())
        .chain([problem.repeat, problem.complement]);
    let wrong = |x: f64| !(x.is_finite() && x >= 0.0);
    match amounts.into_iter().find(|&x| wrong(x)) {
        Some(x) => Err(Error::engine(format!(
            "an amount of the allocation is {x}, and must be a number from 0 up"
        ))),
        None => Ok(()),
    }
}
