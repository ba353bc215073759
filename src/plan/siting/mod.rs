//! Where services should stand: p-median, p-centre, set cover, maximal cover and p-dispersion, with capacities, open and closed sites.
//!
//! Each problem gets a good answer by a local search and a bound by relaxation; where they do not meet, an exact search goes on as far
//! as the effort allows. With capacities demand may be split between sites: the amounts are then the cheapest for the open sites. Every
//! plan passes [`verify`], which measures everything anew. [`listed`] seeks where ways are known as lists alone, along roads say.

mod ascent;
mod budget;
mod centre;
mod cover;
mod dispersion;
mod greedy;
mod interchange;
mod listed;
mod location;
mod near;
mod place;
mod reduce;
mod swap;
#[cfg(test)]
mod tests;
mod transport;
mod tree;
mod verify;

pub use budget::Effort;
pub use listed::{Aim, Listed, listed};
pub use verify::verify;

use crate::base::model::Measure;
use crate::error::{Error, Result};
use crate::plan::solve::{Answer, Proof, Sense};
use budget::Budget;
use geo::Point;
use location::{Goal, Location};
use near::{Near, Space};
use std::sync::Arc;

/// What is sought; radii in metres, or units of the plane.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Kind {
    /// Least sum of weight times distance to the nearest of p sites.
    Median {
        /// Sites to open.
        p: usize,
    },
    /// Least farthest distance to the nearest of p sites; weights do not count.
    Centre {
        /// Sites to open.
        p: usize,
    },
    /// Fewest sites that have all demand within the radius, that of weight 0 too.
    Cover {
        /// Farthest a site serves, inclusive.
        radius: f64,
    },
    /// Most weight within the radius of p sites.
    MaximalCover {
        /// Sites to open.
        p: usize,
        /// Farthest a site serves, inclusive.
        radius: f64,
    },
    /// p sites whose nearest two are as far apart as can be; demand goes to the nearest and does not count.
    Dispersion {
        /// Sites to open, at least 2.
        p: usize,
    },
}

impl Kind {
    /// The number of sites to open, where it is given.
    pub fn p(&self) -> Option<usize> {
        match *self {
            Self::Cover { .. } => None,
            Self::Median { p } | Self::Centre { p } | Self::Dispersion { p } => Some(p),
            Self::MaximalCover { p, .. } => Some(p),
        }
    }

    /// The farthest a site serves, where it is limited.
    pub fn radius(&self) -> Option<f64> {
        match *self {
            Self::Cover { radius } | Self::MaximalCover { radius, .. } => Some(radius),
            _ => None,
        }
    }
}

/// n places of demand and m candidate sites, with finite coordinates.
pub struct Problem<'a> {
    /// n places.
    pub demand: &'a [Point],
    /// n amounts from 0 up.
    pub weight: &'a [f64],
    /// m places.
    pub sites: &'a [Point],
    /// How they are measured.
    pub measure: Measure,
    /// What is sought.
    pub kind: Kind,
    /// m amounts a site can serve, from 0 up; for p-median, cover and maximal cover.
    pub capacity: Option<&'a [f64]>,
    /// Sites that must be open.
    pub open: &'a [u32],
    /// Sites that must be closed.
    pub closed: &'a [u32],
    /// How much work to spend.
    pub effort: Effort,
    /// Seed of the kicks of the local search.
    pub seed: u64,
    /// How a demand is called in a message.
    pub called: &'a (dyn Fn(usize) -> String + Sync),
}

/// An amount of demand served by a site.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Service {
    /// The demand.
    pub demand: u32,
    /// The site.
    pub site: u32,
    /// How much; all of it where nothing is split.
    pub amount: f64,
    /// How far: metres, or units of the plane.
    pub far: f64,
}

/// Sites and who goes where.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Open sites, ascending.
    pub sites: Vec<u32>,
    /// By demand, then by site; demand out of reach (maximal cover alone) has none, or less than its weight.
    pub served: Vec<Service>,
    /// Objective: the sum, the distance, the number, the weight or the distance that is sought; its bound and proof.
    pub answer: Answer,
}

/// Finds a plan and verifies it.
///
/// The order of demand and sites decides between equal plans and nothing else. Costs: local search O(pairs) a swap, bound O(pairs) a
/// round, where pairs are all n x m up to 4 million, and beyond that the nearest sites of each demand.
///
/// # Errors
/// No feasible plan: the demand that no site reaches is named, as is what capacities lack. A number of sites that the candidates or the
/// open ones do not allow.
pub fn solve(problem: &Problem) -> Result<Plan> {
    let candidates: Vec<u32> = (0..problem.sites.len() as u32)
        .filter(|j| !problem.closed.contains(j))
        .collect();
    let mut fixed = vec![false; problem.sites.len()];
    problem.open.iter().for_each(|&j| fixed[j as usize] = true);
    let fixed: Vec<bool> = candidates.iter().map(|&j| fixed[j as usize]).collect();
    feasible_number(problem, candidates.len())?;
    let space = Space {
        demand: problem.demand,
        sites: candidates
            .iter()
            .map(|&j| problem.sites[j as usize])
            .collect(),
        measure: problem.measure,
    };
    let capacity = problem.capacity.map(|capacity| {
        let of = |&j: &u32| capacity[j as usize];
        candidates.iter().map(of).collect::<Vec<f64>>()
    });
    let asked = Asked {
        problem,
        space: &space,
        fixed,
        capacity,
    };
    let found = asked.solve()?;
    let mut plan = Plan {
        sites: found.open,
        served: found.served,
        answer: found.answer,
    };
    plan.sites
        .iter_mut()
        .for_each(|j| *j = candidates[*j as usize]);
    plan.served
        .iter_mut()
        .for_each(|s| s.site = candidates[s.site as usize]);
    verify(problem, &plan)?;
    Ok(plan)
}

fn feasible_number(problem: &Problem, candidates: usize) -> Result<()> {
    let fault = |what: String, remedy: &str| Err(Error::infeasible(what).remedy(remedy));
    if problem.open.iter().any(|j| problem.closed.contains(j)) {
        return fault("a site is both open and closed".into(), "name it once");
    }
    let Some(p) = problem.kind.p() else {
        return Ok(());
    };
    let least = if matches!(problem.kind, Kind::Dispersion { .. }) {
        2
    } else {
        1
    };
    if p < least {
        return fault(
            format!("{p} sites are too few"),
            &format!("ask for at least {least}"),
        );
    }
    if p > candidates {
        let what = format!("{p} sites are asked for, and there are {candidates} candidates");
        return fault(what, "ask for fewer, or give more candidates");
    }
    if p < problem.open.len() {
        let what = format!(
            "{p} sites are asked for, and {} must be open",
            problem.open.len()
        );
        return fault(what, "ask for more, or leave some open ones out");
    }
    Ok(())
}

/// A problem over its candidate sites.
struct Asked<'a> {
    problem: &'a Problem<'a>,
    space: &'a Space<'a>,
    fixed: Vec<bool>,
    capacity: Option<Vec<f64>>,
}

struct Answered {
    open: Vec<u32>,
    served: Vec<Service>,
    answer: Answer,
}

impl Asked<'_> {
    fn solve(&self) -> Result<Answered> {
        let problem = self.problem;
        let (budget, seed) = (Budget::of(problem.effort), problem.seed);
        let otherwise = if budget.exact {
            Proof::Cut
        } else {
            Proof::Bounded
        };
        match problem.kind {
            Kind::Median { p } => {
                let location = self.location(Goal::Median, p, self.nearest(p));
                self.enough_capacity(&location)?;
                let placed = place::place(&location, budget, seed)?;
                let served = self.served(&location, &placed.best.open)?;
                let objective = served.iter().map(|s| s.amount * s.far).sum();
                let (bound, work) = (placed.bound, placed.work);
                let answer = Answer::new(Sense::Least, objective, bound, otherwise, work);
                Ok(Answered {
                    open: placed.best.open,
                    served,
                    answer,
                })
            }
            Kind::MaximalCover { p, radius } => {
                let near = Near::within(self.space, radius);
                let location = self.location(Goal::Most, p, near);
                let placed = place::place(&location, budget, seed)?;
                let served = self.served(&location, &placed.best.open)?;
                let objective: f64 = served.iter().map(|s| s.amount).sum();
                let all = location.total();
                let most = all - placed.bound;
                // a sum of the same parts in another order may differ in its last digits
                let same = (most - objective).abs() <= 1e-12 * all;
                let bound = if same { objective } else { most };
                let answer = Answer::new(Sense::Most, objective, bound, otherwise, placed.work);
                Ok(Answered {
                    open: placed.best.open,
                    served,
                    answer,
                })
            }
            Kind::Cover { radius } => {
                let near = Near::within(self.space, radius);
                let location = self.location(Goal::Cover, 0, near);
                self.within_reach(&location, radius)?;
                self.enough_capacity(&location)?;
                let found = cover::fewest(&location, budget, seed, None)?;
                if !found.best.cost.is_finite() {
                    return Err(self.full(&location));
                }
                let served = self.served(&location, &found.best.open)?;
                let objective = found.best.open.len() as f64;
                let answer =
                    Answer::new(Sense::Least, objective, found.bound, otherwise, found.work);
                Ok(Answered {
                    open: found.best.open,
                    served,
                    answer,
                })
            }
            Kind::Centre { p } => {
                let found = centre::centre(self.space, &self.fixed, p, budget, seed)?;
                let served = self.to_nearest(&found.open, f64::INFINITY);
                let answer =
                    Answer::new(Sense::Least, found.far, found.bound, otherwise, found.work);
                Ok(Answered {
                    open: found.open,
                    served,
                    answer,
                })
            }
            Kind::Dispersion { p } => {
                let sites = &self.space.sites;
                let found = dispersion::disperse(sites, problem.measure, &self.fixed, p, budget);
                let pairs = |at: usize| {
                    let others = found.open[..at].iter();
                    let site = sites[found.open[at] as usize];
                    others.map(move |&j| {
                        crate::input::geometry::distance(site, sites[j as usize], problem.measure)
                    })
                };
                let far = (0..found.open.len())
                    .flat_map(pairs)
                    .fold(f64::INFINITY, f64::min);
                let served = self.to_nearest(&found.open, f64::INFINITY);
                let answer = Answer::new(Sense::Most, far, found.bound, otherwise, found.work);
                Ok(Answered {
                    open: found.open,
                    served,
                    answer,
                })
            }
        }
    }

    fn location(&self, goal: Goal, p: usize, near: Near) -> Location<'_> {
        Location {
            goal,
            weight: self.problem.weight.to_vec(),
            near: Arc::new(near),
            p,
            capacity: self.capacity.clone(),
            fixed: self.fixed.clone(),
            space: Some(self.space),
        }
    }

    /// All sites of each demand, or the nearest where these would be too many: about eight times as many as lie before the first open
    /// one.
    fn nearest(&self, p: usize) -> Near {
        let (n, m) = (self.space.demand.len().max(1), self.space.sites.len());
        let some = (8 * m / p).max(32).min(40_000_000 / n).max(8);
        let k = if n * m <= 4_000_000 { m } else { some.min(m) };
        Near::nearest(self.space, k)
    }

    /// Who goes where when these sites are open.
    fn served(&self, location: &Location, open: &[u32]) -> Result<Vec<Service>> {
        if location.capacity.is_none() {
            let reach = self.problem.kind.radius().unwrap_or(f64::INFINITY);
            return Ok(self.to_nearest(open, reach));
        }
        let flow = transport::assign(location, open)
            .ok_or_else(|| Error::engine("the sites of the plan cannot serve its demand"))?;
        let parts = flow.parts.into_iter().enumerate();
        let services = parts.flat_map(|(i, parts)| {
            parts
                .into_iter()
                .map(move |(at, amount)| (i, open[at], amount))
        });
        Ok(services
            .map(|(i, site, amount)| Service {
                demand: i as u32,
                site,
                amount,
                far: self.space.apart(i, site as usize),
            })
            .collect())
    }

    fn to_nearest(&self, open: &[u32], reach: f64) -> Vec<Service> {
        let near = (0_u32..).zip(self.space.nearest(open));
        let near = near.filter_map(|(i, found)| found.map(|(site, far)| (i, site, far)));
        near.filter(|(_, _, far)| *far <= reach)
            .map(|(demand, site, far)| Service {
                demand,
                site,
                amount: self.problem.weight[demand as usize],
                far,
            })
            .collect()
    }

    /// Names some demand and counts the rest.
    fn named(&self, demand: impl Iterator<Item = usize>) -> Option<(usize, String)> {
        let all: Vec<usize> = demand.collect();
        let shown: Vec<String> = all
            .iter()
            .take(10)
            .map(|&i| (self.problem.called)(i))
            .collect();
        let more = all.len() - shown.len();
        let more = if more > 0 {
            format!(" and {more} more")
        } else {
            String::new()
        };
        (!all.is_empty()).then(|| (all.len(), format!("{}{more}", shown.join(", "))))
    }

    fn within_reach(&self, location: &Location, radius: f64) -> Result<()> {
        let alone = (0..location.n()).filter(|&i| location.near.of(i).0.is_empty());
        let Some((count, named)) = self.named(alone) else {
            return Ok(());
        };
        let (radius, unit) = match self.problem.measure {
            Measure::Geodesic => (radius / 1000.0, " km"),
            Measure::Planar => (radius, ""),
        };
        let what = format!("no site is within {radius}{unit} of {count} places of demand: {named}");
        Err(Error::infeasible(what)
            .remedy("take a greater radius, add sites there, or ask for --problem mclp, which says who stays out"))
    }

    /// That all sites, or the p largest, hold all demand.
    fn enough_capacity(&self, location: &Location) -> Result<()> {
        let Some(capacity) = &location.capacity else {
            return Ok(());
        };
        let mut held: Vec<f64> = capacity.clone();
        let mut sites = held.len();
        if let Some(p) = self.problem.kind.p() {
            let of = |wanted: bool| {
                let sites = (0..capacity.len()).filter(move |&j| self.fixed[j] == wanted);
                sites.map(|j| capacity[j]).collect::<Vec<f64>>()
            };
            let (open, mut free) = (of(true), of(false));
            free.sort_by(|a, b| b.total_cmp(a));
            free.truncate(p - open.len());
            held = open.into_iter().chain(free).collect();
            sites = p;
        }
        let (held, total) = (held.iter().sum::<f64>(), location.total());
        if held >= total * (1.0 - 1e-12) {
            return Ok(());
        }
        let what = format!("{sites} sites hold at most {held} of a demand of {total}");
        Err(Error::infeasible(what).remedy("open more sites, or raise capacities"))
    }

    /// All sites together leave demand out.
    fn full(&self, location: &Location) -> Error {
        let all: Vec<u32> = (0..location.m() as u32).collect();
        let left = swap::left_out(location, &all);
        let lacking: f64 = left.iter().sum();
        let some = self.named((0..left.len()).filter(|&i| left[i] > 0.0));
        let (count, named) = some.unwrap_or_default();
        Error::infeasible(format!(
            "even with all sites open capacities leave out {lacking} of the demand of {count} places: {named}"
        ))
        .remedy("take a greater radius, raise capacities or add sites there, or ask for --problem mclp")
    }
}
