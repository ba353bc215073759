//! Ranks that carry their uncertainty: the index put together again under other defensible choices.
//!
//! `choices` draws them, `space` holds the alternatives, `engine` scores and ranks one draw after another, `spread` keeps
//! what the ranks say without keeping them, `sobol` shares their variance out. Source: Saisana, Saltelli and Tarantola
//! (2005), doi:10.1111/j.1467-985X.2005.00350.x.

mod choices;
mod engine;
mod sobol;
mod space;
mod spread;
#[cfg(test)]
mod tests;

use super::score::{Context, Scores};
use crate::error::{Error, Result};
use choices::draw;
use engine::Engine;
use space::Space;
use spread::Spread;

pub use choices::Factor;
pub use sobol::Share;

/// What is varied, and how often.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Options {
    /// Number of draws.
    pub draws: usize,
    /// Each weight is multiplied by up to 1 more or less this share.
    pub weights: f64,
    /// Normalisation, aggregation, the filling of gaps and the set of indicators vary too.
    pub methods: bool,
    /// Share the variance of ranks out among the choices.
    pub sobol: bool,
    /// Units in the priority set.
    pub priority: usize,
    /// Seed of the draws.
    pub seed: u64,
}

/// What the draws say of a unit's place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Evidence {
    /// In the priority set, or out of it, in at least 95 % of the draws.
    Robust,
    /// In between.
    Contested,
    /// No score, or half of its weight is missing.
    None,
}

impl Evidence {
    /// The word in `tables/scores.csv`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Robust => "robust",
            Self::Contested => "contested",
            Self::None => "none",
        }
    }
}

/// The ranks of n units over the draws.
#[derive(Debug, Clone)]
pub struct Uncertainty {
    /// n median ranks.
    pub median: Vec<Option<u32>>,
    /// n lower ends: the 5 % point of the rank, or the rank itself where it is lower.
    pub low: Vec<Option<u32>>,
    /// n upper ends: the 95 % point of the rank, or the rank itself where it is higher.
    pub high: Vec<Option<u32>>,
    /// n shares of draws in which the unit is in the priority set.
    pub p_priority: Vec<Option<f64>>,
    /// n words.
    pub evidence: Vec<Evidence>,
    /// Number of draws.
    pub draws: usize,
    /// Ranks up to here are the priority set.
    pub cutoff: u32,
    /// Ends and medians are exact when 1, else known to this many ranks.
    pub resolution: u32,
    /// The alternatives that were drawn from, by choice.
    pub alternatives: Vec<(Factor, Vec<String>)>,
    /// Shares of the variance of ranks, when asked for.
    pub shares: Vec<Share>,
}

/// Draws other choices for an index, and ranks its scored units under each.
///
/// Units without a score stay without a rank. Draw d has its own random stream, so threads change nothing.
///
/// # Errors
/// Copeland over so many units and draws that it would take hours.
pub fn uncertainty(
    definition: &super::Definition,
    scores: &Scores,
    context: &Context,
    options: &Options,
) -> Result<Uncertainty> {
    let units: Vec<usize> = (0..scores.score.len())
        .filter(|&i| scores.score[i].is_some())
        .collect();
    let pairs = units.len() as f64 * units.len() as f64 * options.draws as f64;
    if scores.make.groups.iter().any(|g| g.recipe.mean().is_none()) && pairs > 1e12 {
        return Err(Error::study(format!(
            "{} draws over {} units compare units pair by pair, which would take hours",
            options.draws,
            units.len()
        ))
        .remedy("ask for fewer draws in [index.uncertainty], or for an index that is a mean"));
    }
    let space = Space::new(definition, scores, context, options.methods);
    let engine = Engine::new(definition, scores, context, &space, &units);
    let draws: Vec<_> = (0..options.draws as u64)
        .map(|stream| draw(&space, options.weights, options.seed, stream))
        .collect();
    let cutoff = options.priority.min(units.len()) as u32;
    let mut spread = Spread::new(units.len(), cutoff);
    engine.each(&draws, |_, ranks| spread.add(ranks))?;
    let shares = match options.sobol {
        true => sobol::shares(&engine, &space, options)?,
        false => Vec::new(),
    };

    let n = scores.score.len();
    let mut found = Uncertainty {
        median: vec![None; n],
        low: vec![None; n],
        high: vec![None; n],
        p_priority: vec![None; n],
        evidence: vec![Evidence::None; n],
        draws: options.draws,
        cutoff,
        resolution: spread.resolution(),
        alternatives: space.alternatives(options.weights),
        shares,
    };
    for (place, &unit) in units.iter().enumerate() {
        let rank = scores.rank[unit].unwrap_or(1);
        let (low, median, high) = spread.interval(place);
        let p = spread.p_priority(place);
        found.low[unit] = Some(low.min(rank));
        found.median[unit] = Some(median);
        found.high[unit] = Some(high.max(rank));
        found.p_priority[unit] = Some(p);
        found.evidence[unit] = match p {
            _ if scores.missing_share[unit] >= 0.5 - super::NOISE => Evidence::None,
            p if p >= 0.95 || p <= 0.05 => Evidence::Robust,
            _ => Evidence::Contested,
        };
    }
    Ok(found)
}
