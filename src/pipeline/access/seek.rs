//! New points of a service, by the ways that access itself is measured on.

use super::{Journey, Measured, State, Unit};
use crate::error::Result;
use crate::plan::siting::{Aim, Effort, Listed, Plan, Service, listed};
use crate::plan::solve::{Answer, Sense};
use crate::space::access::{Found, Scratch, Ways};
use geo::Point;
use rayon::prelude::*;

/// Pairs of places and candidates up to which a proof is sought.
const PROOF: usize = 200_000;
/// Pairs that are listed at most.
const PAIRS: usize = 8_000_000;
/// Candidates that a place lists at least, where it has them.
const LEAST: usize = 32;
/// Places that are looked at before their lists are counted.
const CHUNK: usize = 4096;

/// What is sought for a service that n places reach as measured.
pub struct Wanted<'a> {
    /// The ways.
    pub journey: &'a Journey,
    /// What costs are.
    pub unit: Unit,
    /// How the places reach the service now.
    pub measured: &'a Measured,
    /// The farthest people should have to go.
    pub standard: Option<f64>,
    /// n amounts of people; places without are candidates alone.
    pub people: &'a [f64],
    /// How many more points, at least 1.
    pub next: usize,
    /// Seed of the search.
    pub seed: u64,
}

/// New points and what is known of them.
#[derive(Debug)]
pub struct Sites {
    /// `mclp` within the standard, else `p-median`.
    pub problem: &'static str,
    /// Objective, bound and proof: people within the standard, or people times cost.
    pub plan: Plan,
    /// Places of the new points, people and places that each serves; the most people first, of equal ones the first place.
    pub sites: Vec<(usize, f64, usize)>,
    /// Places with people that stand nowhere or off the roads, so they are in no search.
    pub unknown: usize,
    /// Places that reach nothing now and count as far as the farthest that does (p-median).
    pub apart: usize,
    /// The number of nearest candidates that a place was offered, where some would have had more (p-median).
    pub offered: Option<usize>,
    /// Candidates that were taken, and all there were, where lists of all would have been too long (mclp).
    pub kept: Option<(usize, usize)>,
}

/// Places the next points. With a standard they bring most people who are beyond it within it (maximal cover); without one they lower people times cost most,
/// beside the points that are there (p-median). Candidates are the n places. Each place lists the candidates within the standard, or nearer than
/// what it reaches now: no more matters, so nothing is as large as all pairs. Where lists would hold more than 8 million pairs, p-median offers each
/// place its nearest candidates alone, as many as fit, and measures the plan on all ways; the bound holds for all candidates. A cover takes the candidates that
/// have most people around them, and its bound is about those. None where nobody would gain.
///
/// # Errors
/// Those of [`Journey::between`] and [`listed`].
pub fn seek(wanted: &Wanted) -> Result<Option<Sites>> {
    match wanted.standard {
        Some(standard) => cover(wanted, standard),
        None => nearer(wanted),
    }
}

/// Lists of candidates, by place.
#[derive(Default)]
struct Lists {
    near: Vec<Found>,
    beyond: Vec<f64>,
}

/// The candidates of some places: at most `most`, and those for which `takes` says so.
fn look(
    ways: &dyn Ways,
    demand: &[usize],
    most: usize,
    reach: &(dyn Fn(usize) -> f64 + Sync),
    takes: &(dyn Fn(u32) -> bool + Sync),
) -> Lists {
    let one = |(scratch, found): &mut (Scratch, Found), &i: &usize| {
        let beyond = ways.nearby(i, most, reach(i), scratch, found);
        let list: Found = found.iter().copied().filter(|(_, j)| takes(*j)).collect();
        (list, beyond)
    };
    // a search along roads has room for all nodes, which is not made for every place
    let places = demand.par_iter().with_min_len(256);
    let (near, beyond) = places.map_init(Default::default, one).unzip();
    Lists { near, beyond }
}

fn cover(wanted: &Wanted, standard: f64) -> Result<Option<Sites>> {
    let state = &wanted.measured.state;
    let costs = wanted.measured.cost().zip(state).enumerate();
    let beyond = costs.filter(|(_, (cost, state))| match cost {
        Some(cost) => *cost > standard,
        None => **state == State::Unreachable,
    });
    let demand: Vec<usize> = beyond
        .map(|(i, _)| i)
        .filter(|&i| wanted.people[i] > 0.0)
        .collect();
    let origins = &wanted.journey.origins;
    let reach = |_| standard;
    let (lists, kept) = (wanted.journey).between(origins, wanted.unit, 0, |ways, _| {
        let (mut around, mut listed) = (vec![0.0; origins.len()], vec![0_usize; origins.len()]);
        let (mut lists, mut pairs) = (Lists::default(), 0);
        for chunk in demand.chunks(CHUNK) {
            let found = look(ways, chunk, usize::MAX, &reach, &|_| true);
            for (&i, list) in chunk.iter().zip(&found.near) {
                pairs += list.len();
                for &(_, j) in list {
                    around[j as usize] += wanted.people[i];
                    listed[j as usize] += 1;
                }
            }
            lists.near.extend(found.near);
            if pairs > PAIRS {
                lists = Lists::default();
            }
        }
        if pairs <= PAIRS {
            return (lists.near, None);
        }
        let mut best: Vec<usize> = (0..origins.len()).filter(|&j| listed[j] > 0).collect();
        let all = best.len();
        // stable: of equal ones the first
        best.sort_by(|&a, &b| around[b].total_cmp(&around[a]));
        let (mut takes, mut pairs, mut kept) = (vec![false; origins.len()], 0, 0);
        for j in best {
            pairs += listed[j];
            if pairs > PAIRS && kept >= wanted.next {
                break;
            }
            (takes[j], kept) = (true, kept + 1);
        }
        let takes = |j: u32| takes[j as usize];
        let mut near = Vec::with_capacity(demand.len());
        for chunk in demand.chunks(CHUNK) {
            near.extend(look(ways, chunk, usize::MAX, &reach, &takes).near);
        }
        (near, Some((kept, all)))
    })?;
    let lists = Lists {
        beyond: vec![f64::INFINITY; lists.len()],
        near: lists,
    };
    let Some((plan, candidates)) = solve(wanted, &demand, lists, None)? else {
        return Ok(None);
    };
    Ok(Some(Sites {
        problem: "mclp",
        sites: served(&plan, &candidates),
        plan,
        unknown: unknown(wanted),
        apart: 0,
        offered: None,
        kept,
    }))
}

fn nearer(wanted: &Wanted) -> Result<Option<Sites>> {
    let costs: Vec<Option<f64>> = wanted.measured.cost().collect();
    let Some(farthest) = costs.iter().flatten().copied().reduce(f64::max) else {
        return Ok(None);
    };
    let state = &wanted.measured.state;
    let takes_part = |i: &usize| {
        let on = costs[*i].is_some() || state[*i] == State::Unreachable;
        on && wanted.people[*i] > 0.0
    };
    let demand: Vec<usize> = (0..costs.len()).filter(takes_part).collect();
    let now: Vec<f64> = (demand.iter())
        .map(|&i| costs[i].unwrap_or(farthest))
        .collect();
    let origins = &wanted.journey.origins;
    let most = (PAIRS / demand.len().max(1)).max(LEAST);
    let reach = |i: usize| costs[i].unwrap_or(farthest);
    let lists = (wanted.journey).between(origins, wanted.unit, 0, |ways, _| {
        look(ways, &demand, most, &reach, &|_| true)
    })?;
    let cut = lists.beyond.iter().any(|b| b.is_finite());
    let Some((mut plan, candidates)) = solve(wanted, &demand, lists, Some(&now))? else {
        return Ok(None);
    };
    if cut {
        whole(wanted, &demand, &now, &candidates, &mut plan)?;
    }
    Ok(Some(Sites {
        problem: "p-median",
        sites: served(&plan, &candidates),
        plan,
        unknown: unknown(wanted),
        apart: demand.iter().filter(|&&i| costs[i].is_none()).count(),
        offered: cut.then_some(most),
        kept: None,
    }))
}

fn unknown(wanted: &Wanted) -> usize {
    let states = wanted.measured.state.iter().zip(wanted.people);
    states
        .filter(|(state, people)| {
            matches!(state, State::OffNetwork | State::NoPlace) && **people > 0.0
        })
        .count()
}

/// A plan over the candidates that are listed, and their places.
fn solve(
    wanted: &Wanted,
    demand: &[usize],
    mut lists: Lists,
    now: Option<&[f64]>,
) -> Result<Option<(Plan, Vec<usize>)>> {
    let mut place = vec![u32::MAX; wanted.journey.origins.len()];
    (lists.near.iter().flatten()).for_each(|&(_, j)| place[j as usize] = 0);
    let candidates: Vec<usize> = (0..place.len()).filter(|&j| place[j] == 0).collect();
    (0..).zip(&candidates).for_each(|(at, &j)| place[j] = at);
    // candidates stand in the order of their places, so equal costs stay in order
    (lists.near.iter_mut().flatten()).for_each(|one| one.1 = place[one.1 as usize]);
    if candidates.is_empty() {
        return Ok(None);
    }
    let weight: Vec<f64> = demand.iter().map(|&i| wanted.people[i]).collect();
    let plan = listed(&Listed {
        weight: &weight,
        near: &lists.near,
        beyond: &lists.beyond,
        sites: candidates.len(),
        p: wanted.next.min(candidates.len()),
        aim: now.map_or(Aim::Cover, Aim::Lower),
        effort: match demand.len() * candidates.len() <= PROOF {
            true => Effort::Normal,
            false => Effort::Quick,
        },
        seed: wanted.seed,
    })?;
    Ok(Some((plan, candidates)))
}

/// The plan with everybody at the nearest point by all ways, not by those that were listed.
fn whole(
    wanted: &Wanted,
    demand: &[usize],
    now: &[f64],
    candidates: &[usize],
    plan: &mut Plan,
) -> Result<()> {
    let place = |&j: &u32| wanted.journey.origins[candidates[j as usize]];
    let points: Vec<Point> = plan.sites.iter().map(place).collect();
    let goes = (wanted.journey).between(&points, wanted.unit, 1, |ways, _| {
        let one = |(scratch, found): &mut (Scratch, Found), &i: &usize| {
            ways.look(i, 1, -1.0, scratch, found);
            found.first().copied()
        };
        let places = demand.par_iter().with_min_len(256);
        let goes: Vec<Option<(f64, u32)>> = places.map_init(Default::default, one).collect();
        goes
    })?;
    let (mut objective, mut served) = (0.0, Vec::new());
    for (at, (&i, goes)) in demand.iter().zip(goes).enumerate() {
        let amount = wanted.people[i];
        let new = goes.filter(|(far, _)| *far < now[at]);
        objective += amount * new.map_or(now[at], |(far, _)| far);
        served.extend(new.map(|(far, j)| Service {
            demand: at as u32,
            site: plan.sites[j as usize],
            amount,
            far,
        }));
    }
    let before = plan.answer;
    plan.served = served;
    plan.answer = Answer::new(
        Sense::Least,
        objective,
        before.bound,
        before.proof,
        before.work,
    );
    Ok(())
}

fn served(plan: &Plan, candidates: &[usize]) -> Vec<(usize, f64, usize)> {
    let mut served = vec![(0.0, 0); candidates.len()];
    for service in &plan.served {
        let own = &mut served[service.site as usize];
        own.0 += service.amount;
        own.1 += 1;
    }
    let site = |&j: &u32| {
        let (people, places) = served[j as usize];
        (candidates[j as usize], people, places)
    };
    let mut sites: Vec<(usize, f64, usize)> = plan.sites.iter().map(site).collect();
    // stable: of equal ones the first
    sites.sort_by(|a, b| b.1.total_cmp(&a.1));
    sites
}
