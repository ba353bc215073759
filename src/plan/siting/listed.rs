//! New sites beside those that are there, by lists of ways: along roads, or wherever all pairs would be too many.

use super::budget::{Budget, Effort};
use super::location::{Goal, Location};
use super::near::Near;
use super::{Plan, Service, place};
use crate::error::{Error, Result};
use crate::plan::solve::{Answer, Proof, Sense};
use std::sync::Arc;

/// What new sites are for.
#[derive(Debug, Clone, Copy)]
pub enum Aim<'a> {
    /// Most weight that lists a new site.
    Cover,
    /// Least sum of weight times cost, where each demand goes to a new site or stays where it goes now, at these n finite costs.
    Lower(&'a [f64]),
}

/// n places of demand and the candidates that each of them lists.
#[derive(Debug, Clone, Copy)]
pub struct Listed<'a> {
    /// n amounts from 0 up.
    pub weight: &'a [f64],
    /// n lists of costs and candidates, the nearest first, equal ones in order.
    pub near: &'a [Vec<(f64, u32)>],
    /// n costs below which a list leaves nothing out that counts; infinity where it is whole.
    pub beyond: &'a [f64],
    /// Number of candidates.
    pub sites: usize,
    /// How many of them to open, at least 1 and at most all.
    pub p: usize,
    /// What for.
    pub aim: Aim<'a>,
    /// How much work to spend.
    pub effort: Effort,
    /// Seed of the kicks of the local search.
    pub seed: u64,
}

/// Finds new sites. `served` has the demand that goes to a new site it lists; the objective is that of all demand, who stays included. The bound holds for
/// all ways, those that lists leave out included, as prices end where a list does. Lists of candidates that are no nearer than what is there need
/// not be given: those are left out here. O(pairs) a swap and a round of the bound.
///
/// # Errors
/// More sites than candidates, or none; a plan that does not fit its lists (an engine error).
pub fn listed(asked: &Listed) -> Result<Plan> {
    if asked.p == 0 || asked.p > asked.sites {
        let what = format!(
            "{} new sites are asked for, and there are {} candidates",
            asked.p, asked.sites
        );
        return Err(Error::infeasible(what).remedy("ask for fewer, or for one at least"));
    }
    let budget = Budget::of(asked.effort);
    let cut = asked.beyond.iter().any(|b| b.is_finite());
    let otherwise = match budget.exact && !cut {
        true => Proof::Cut,
        false => Proof::Bounded,
    };
    // all sites that are there are one, which stays open
    let there = asked.sites as u32;
    let location = match asked.aim {
        Aim::Cover => location(asked, asked.near.to_vec(), Goal::Most, false),
        Aim::Lower(now) => {
            let list = |(near, &now): (&Vec<(f64, u32)>, &f64)| {
                let nearer = near.iter().copied().filter(|(cost, _)| *cost < now);
                nearer.chain([(now, there)]).collect()
            };
            let lists = asked.near.iter().zip(now).map(list).collect();
            location(asked, lists, Goal::Median, true)
        }
    };
    let placed = match cut {
        true => place::priced(&location, budget, asked.seed),
        false => place::place(&location, budget, asked.seed)?,
    };
    let marks = location.marks(&placed.best.open);
    let goes = |i: usize| {
        let (site, far) = location.nearest(i, &placed.best.open, &marks)?;
        (site != there).then_some(Service {
            demand: i as u32,
            site,
            amount: asked.weight[i],
            far,
        })
    };
    let served: Vec<Service> = (0..location.n()).filter_map(goes).collect();
    let answer = match asked.aim {
        Aim::Cover => {
            let objective: f64 = served.iter().map(|s| s.amount).sum();
            let all = location.total();
            let most = all - placed.bound;
            // a sum of the same parts in another order may differ in its last digits
            let same = (most - objective).abs() <= 1e-12 * all;
            let bound = if same { objective } else { most };
            Answer::new(Sense::Most, objective, bound, otherwise, placed.work)
        }
        Aim::Lower(now) => {
            let mut cost = now.to_vec();
            served.iter().for_each(|s| cost[s.demand as usize] = s.far);
            let parts = asked.weight.iter().zip(&cost).map(|(w, cost)| w * cost);
            let (objective, bound) = (parts.sum(), placed.bound);
            Answer::new(Sense::Least, objective, bound, otherwise, placed.work)
        }
    };
    let plan = Plan {
        sites: (placed.best.open.into_iter())
            .filter(|&j| j != there)
            .collect(),
        served,
        answer,
    };
    verify(asked, &plan).map_err(|what| Error::engine(format!("the plan {what}")))?;
    Ok(plan)
}

fn location<'a>(
    asked: &Listed,
    lists: Vec<Vec<(f64, u32)>>,
    goal: Goal,
    there: bool,
) -> Location<'a> {
    let mut fixed = vec![false; asked.sites];
    fixed.extend(there.then_some(true));
    Location {
        goal,
        weight: asked.weight.to_vec(),
        near: Arc::new(Near::new(lists, asked.beyond.to_vec(), fixed.len())),
        p: asked.p + usize::from(there),
        capacity: None,
        fixed,
        space: None,
    }
}

/// An independent check: number of sites, everybody once at the nearest open site listed, and the objective, from the lists alone.
fn verify(asked: &Listed, plan: &Plan) -> Result<(), String> {
    let rises = plan.sites.windows(2).all(|pair| pair[0] < pair[1]);
    if !rises || plan.sites.len() != asked.p {
        return Err(format!("opens {:?}, not {} sites", plan.sites, asked.p));
    }
    let mut goes = vec![None; asked.weight.len()];
    for service in &plan.served {
        if goes[service.demand as usize].replace(service).is_some() {
            return Err(format!("serves demand {} twice", service.demand));
        }
    }
    let mut objective = 0.0;
    for (i, near) in asked.near.iter().enumerate() {
        let now = match asked.aim {
            Aim::Cover => f64::INFINITY,
            Aim::Lower(now) => now[i],
        };
        let open = near
            .iter()
            .find(|(_, j)| plan.sites.binary_search(j).is_ok())
            .filter(|(cost, _)| *cost < now);
        let said = goes[i].map(|service| (service.far, service.site));
        if said != open.copied() {
            return Err(format!("sends demand {i} past a nearer site"));
        }
        let cost = open.map_or(now, |(cost, _)| *cost);
        objective += match asked.aim {
            Aim::Cover => f64::from(u8::from(open.is_some())) * asked.weight[i],
            Aim::Lower(_) => asked.weight[i] * cost,
        };
    }
    let stated = plan.answer.objective;
    match (objective - stated).abs() <= 1e-9 * objective.abs() {
        true => Ok(()),
        false => Err(format!("states an objective of {stated}, not {objective}")),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    /// The best of all choices of p sites.
    fn enumerated(asked: &Listed) -> f64 {
        let value = |open: &[u32]| -> f64 {
            let one = |i: usize| {
                let (near, weight) = (&asked.near[i], asked.weight[i]);
                let first = near.iter().find(|(_, j)| open.contains(j));
                match asked.aim {
                    Aim::Cover => first.map_or(0.0, |_| weight),
                    Aim::Lower(now) => weight * first.map_or(now[i], |one| one.0.min(now[i])),
                }
            };
            (0..asked.near.len()).map(one).sum()
        };
        let choices = (0..1_u32 << asked.sites).filter(|set| set.count_ones() as usize == asked.p);
        let values = choices.map(|set| {
            let open: Vec<u32> = (0..asked.sites as u32)
                .filter(|j| set >> j & 1 == 1)
                .collect();
            value(&open)
        });
        match asked.aim {
            Aim::Cover => values.fold(0.0, f64::max),
            Aim::Lower(_) => values.fold(f64::INFINITY, f64::min),
        }
    }

    proptest! {
        #[test]
        fn plans_are_the_best_of_all_choices(
            costs in prop::collection::vec(prop::collection::vec(0.0..20.0_f64, 7), 1..12),
            weights in prop::collection::vec(0.0..50.0_f64, 12),
            now in prop::collection::vec(0.0..30.0_f64, 12),
            p in 1_usize..4,
            reach in 2.0..20.0_f64,
            most in 1_usize..8,
            cover: bool,
        ) {
            let n = costs.len();
            let whole = cover || most >= 7;
            let near: Vec<Vec<(f64, u32)>> = costs.iter().map(|costs| {
                let mut list: Vec<(f64, u32)> = costs.iter().copied().zip(0..).filter(|(c, _)| *c <= reach).collect();
                list.sort_by(|a, b| a.0.total_cmp(&b.0));
                list
            }).collect();
            let mut cut = near.clone();
            let mut beyond = vec![f64::INFINITY; n];
            if !whole {
                for (list, beyond) in cut.iter_mut().zip(&mut beyond) {
                    if list.len() >= most {
                        list.truncate(most);
                        *beyond = list[most - 1].0;
                    }
                }
            }
            let aim = if cover { Aim::Cover } else { Aim::Lower(&now[..n]) };
            let asked = Listed { weight: &weights[..n], near: &cut, beyond: &beyond, sites: 7, p, aim, effort: Effort::Normal, seed: 1 };
            let plan = listed(&asked).unwrap();
            let best = enumerated(&Listed { near: &near, ..asked });
            let answer = plan.answer;
            let slack = 1e-6 * best.abs().max(1e-9);
            if whole {
                prop_assert!((answer.objective - best).abs() <= slack, "{answer:?} {best}");
                prop_assert_eq!(answer.proof, Proof::Proven);
            } else {
                prop_assert!(answer.objective >= best - slack && answer.bound <= best + slack, "{answer:?} {best}");
            }
        }
    }

    #[test]
    fn more_sites_than_candidates_are_too_many() {
        let lists = [vec![(1.0, 0)]];
        let asked = Listed {
            weight: &[1.0],
            near: &lists,
            beyond: &[f64::INFINITY],
            sites: 1,
            p: 2,
            aim: Aim::Cover,
            effort: Effort::Quick,
            seed: 1,
        };
        let error = listed(&asked).unwrap_err().to_string();
        assert!(
            error.contains("2 new sites are asked for, and there are 1 candidates"),
            "{error}"
        );
    }
}
