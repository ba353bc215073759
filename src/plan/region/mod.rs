//! Regionalisation: partitions into contiguous regions.
//!
//! * [`regionalise`]: every method behind one call; [`verify`]: an independent check of what it finds
//! * SKATER (Assunção et al. 2006), REDCAP (Guo 2008): cuts of a spanning tree
//! * SCHC, with Ward linkage *Ward*: neighbouring clusters joined, the nearest first
//! * AZP (Openshaw 1977, Openshaw and Rao 1995), max-p (Duque, Anselin and Rey 2012): units moved between regions
//! * [`standardise`], [`within_ssd`], [`within_pairs`], [`pseudo_f`], [`links_inside`], [`compactness`], [`rand_index`]: scores

mod azp;
mod descent;
mod linkage;
mod max_p;
mod nested;
mod problem;
mod quality;
mod skater;
mod state;
#[cfg(test)]
mod tests;
mod tree;
mod verify;

pub use descent::Descent;
pub use problem::Problem;
pub use quality::{
    Agreement, compactness, links_inside, pseudo_f, rand_index, standardise, within_pairs,
    within_ssd,
};
pub use skater::skater;
pub use verify::verify;

use crate::error::{Error, Result};
use nested::Nested;
use std::ops::RangeInclusive;

/// How far two clusters are from each other, by the squared Euclidean distances of all pairs of their members.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Linkage {
    /// The least.
    Single,
    /// The greatest.
    Complete,
    /// The mean.
    Average,
    /// 2 a b / (a + b) of their means instead, for clusters of a and b units: by how much joining them raises the sum of squares, twice.
    Ward,
}

/// What moving units lowers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Objective {
    /// The sum of squared deviations from the region's means, as GeoDa.
    Squares,
    /// The sum of Manhattan distances over pairs of units of a region, as spopt's max-p.
    Pairs,
}

/// How units are moved, for AZP and max-p.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Search {
    /// What happens where no single move is better.
    pub descent: Descent,
    /// What is lowered.
    pub objective: Objective,
    /// Starts, each with a random stream of its own; at least 1.
    pub starts: usize,
    /// The seed of all.
    pub seed: u64,
}

/// How regions are found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Cuts of the minimum spanning tree.
    Skater,
    /// Cuts of the tree of full-order clustering.
    Redcap(Linkage),
    /// Contiguity-constrained hierarchical clustering; Ward's method with Ward linkage.
    Schc(Linkage),
    /// Automatic zoning procedure.
    Azp(Search),
    /// The most regions that keep the floor.
    MaxP(Search),
}

/// A number of regions that was looked at.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tried {
    /// How many.
    pub regions: usize,
    /// Sum of squared deviations within.
    pub within: f64,
    /// Caliński and Harabasz's pseudo-F; `None` for one region or as many as units, or where all units of a region are the same.
    pub pseudo_f: Option<f64>,
}

/// A partition, and what it was chosen from.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// Region of each unit, numbered from 0 by their least unit.
    pub labels: Vec<u32>,
    /// The numbers of regions that were looked at, ascending.
    pub tried: Vec<Tried>,
}

/// Finds contiguous regions of alike units.
///
/// * `regions`: how many; of several that with the greatest pseudo-F (Caliński and Harabasz 1974, doi:10.1080/03610927408827101), of
///   equal ones the fewest. Numbers that the graph or the floor does not allow are passed over when others are left.
///   Max-p finds its own number and takes none.
/// * The same labels at any number of threads. Every result is checked by [`verify`].
///
/// # Errors
/// See [`Problem`]; infeasible when no number asked for can be; a floor for SCHC, which knows none, or none for max-p; a number for max-p or
/// none for another method.
pub fn regionalise(
    problem: &Problem<'_>,
    method: Method,
    regions: Option<RangeInclusive<usize>>,
) -> Result<Found> {
    let ready = problem.ready()?;
    let found = match (method, regions) {
        (Method::MaxP(search), None) => {
            let labels = max_p::max_p(&ready, &search)?;
            let tried = vec![tried(problem, &labels)];
            Found { labels, tried }
        }
        (Method::MaxP(_), Some(_)) => {
            return Err(Error::study("max-p finds the number of regions itself")
                .remedy("leave the number out, or use another method"));
        }
        (_, None) => {
            return Err(Error::study("the number of regions is missing")
                .remedy("say how many regions there shall be, or use max-p"));
        }
        (Method::Schc(_), _) if problem.floor.is_some() => {
            return Err(Error::study("hierarchical clustering knows no floor")
                .remedy("leave the floor out, or use skater, redcap, azp or max-p"));
        }
        (Method::Azp(search), Some(regions)) => {
            let of = |regions| {
                ready.can_make(regions)?;
                azp::azp(&ready, regions, &search)
            };
            choose(problem, regions, of)?
        }
        (Method::Skater | Method::Redcap(_) | Method::Schc(_), Some(regions)) => {
            let most = (*regions.end()).min(ready.n());
            ready.can_make(most.max(*regions.start()))?;
            let nested = match method {
                Method::Schc(linkage) => linkage::join(&ready, linkage),
                Method::Redcap(linkage) => {
                    tree::cut(&ready, &linkage::join(&ready, linkage).links, most)
                }
                _ => skater::nested(&ready, most),
            };
            choose(problem, regions, |regions| {
                of_nested(&ready, &nested, regions)
            })?
        }
    };
    verify(problem, &found.labels)?;
    Ok(found)
}

fn of_nested(ready: &problem::Ready<'_>, nested: &Nested, regions: usize) -> Result<Vec<u32>> {
    ready.can_make(regions)?;
    if regions > nested.most {
        return Err(Error::infeasible(format!(
            "the floor lets the spanning tree be cut into {} regions, not {regions}",
            nested.most
        ))
        .remedy("ask for fewer regions or lower the floor"));
    }
    Ok(nested.labels(regions))
}

fn tried(problem: &Problem<'_>, labels: &[u32]) -> Tried {
    Tried {
        regions: labels.iter().max().map_or(0, |&last| last as usize + 1),
        within: within_ssd(problem.attributes, labels),
        pseudo_f: pseudo_f(problem.attributes, labels),
    }
}

/// The partition with the greatest pseudo-F.
fn choose(
    problem: &Problem<'_>,
    regions: RangeInclusive<usize>,
    of: impl Fn(usize) -> Result<Vec<u32>>,
) -> Result<Found> {
    let (mut all, mut best) = (Vec::new(), None::<(Option<f64>, Vec<u32>)>);
    let mut refused = Error::infeasible("no number of regions is asked for")
        .remedy("write the smaller number first");
    for regions in regions {
        let labels = match of(regions) {
            Ok(labels) => labels,
            Err(error) => {
                refused = error;
                continue;
            }
        };
        let tried = tried(problem, &labels);
        if best
            .as_ref()
            .is_none_or(|(score, _)| tried.pseudo_f > *score)
        {
            best = Some((tried.pseudo_f, labels));
        }
        all.push(tried);
    }
    match best {
        Some((_, labels)) => Ok(Found { labels, tried: all }),
        None => Err(refused),
    }
}

/// Labels renumbered from 0 in the order they come.
fn numbered(labels: &[u32]) -> Vec<u32> {
    let most = labels.iter().max().map_or(0, |&most| most as usize + 1);
    let (mut number, mut next) = (vec![u32::MAX; most], 0);
    let renumber = |&label: &u32| {
        let number = &mut number[label as usize];
        if *number == u32::MAX {
            (*number, next) = (next, next + 1);
        }
        *number
    };
    labels.iter().map(renumber).collect()
}
