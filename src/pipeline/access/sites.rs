//! Where more points of a service should stand.

use super::ways::straight_mode;
use super::{Served, Services, Unit};
use crate::base::finding::Finding;
use crate::base::model::Measure;
use crate::base::study::Study;
use crate::error::Result;
use crate::pipeline::inputs::Inputs;
use crate::pipeline::log::Outcome;
use crate::plan::siting::{Effort, Kind, Plan, Problem, solve};
use crate::space::access::{Straight, Ways};
use geo::Point;
use serde_json::json;
use std::collections::BTreeSet;

/// Pairs of demand and candidates up to which a proof is sought.
const PROOF: usize = 200_000;

/// The next points of one service.
pub struct Sites {
    /// The service.
    pub service: String,
    /// `mclp` within the standard, else `p-median`.
    pub problem: &'static str,
    /// How ways are measured.
    pub mode: String,
    /// Objective, bound and proof; people within the standard, or people times km or minutes.
    pub plan: Plan,
    /// Scale of objective and bound.
    pub scale: f64,
    /// Villages of the new points, people and villages that each serves; the most people first.
    pub sites: Vec<(usize, f64, usize)>,
}

/// Seeks them for every service that asks.
///
/// # Errors
/// See [`solve`].
pub fn find(
    study: &Study,
    inputs: &Inputs,
    found: &Services,
    findings: &mut Vec<Finding>,
) -> Outcome<Vec<Sites>> {
    let mut all = Vec::new();
    for one in &found.served {
        let Some(next) = one.spec.next else { continue };
        all.extend(sites(study, inputs, (found, one), next, findings)?);
    }
    let places: usize = all.iter().map(|sites| sites.sites.len()).sum();
    let counts = json!({"services": all.len(), "sites": places});
    let detail = format!("{places} new sites of {} services", all.len());
    Ok((all, counts, detail))
}

/// What is served: villages, places and people; sites before the candidates, which must be open.
struct Sought {
    demand: Vec<usize>,
    weight: Vec<f64>,
    open: Vec<Point>,
    candidates: Vec<usize>,
    kind: Kind,
}

fn sites(
    study: &Study,
    inputs: &Inputs,
    (found, one): (&Services, &Served),
    next: usize,
    findings: &mut Vec<Finding>,
) -> Result<Option<Sites>> {
    let origins = &found.journey.origins;
    let people = |i: usize| match &inputs.population {
        Some(people) => people[i].unwrap_or_default(),
        None => 1.0,
    };
    if inputs.population.is_none() {
        let what = format!(
            "{}: people are not known, so each village counts as one in the search for sites",
            one.name
        );
        findings.push(
            Finding::warning("sites-without-people", what)
                .remedy("name the column of the population as `study.population`"),
        );
    }
    let scale = found.journey.scale(one.unit);
    let sought = match one.standard() {
        Some(standard) => covering(one, origins, (standard, scale), next, &people),
        None => nearest(one, origins, next, &people),
    };
    if sought.demand.is_empty() || sought.candidates.is_empty() {
        let what = format!(
            "{}: nobody is known to be beyond the standard, so no site is sought",
            one.name
        );
        findings.push(Finding::info("sites-not-needed", what));
        return Ok(None);
    }
    let place = |&i: &usize| origins[i];
    let demand: Vec<Point> = sought.demand.iter().map(place).collect();
    let own = sought.candidates.iter().map(place);
    let points: Vec<Point> = sought.open.iter().copied().chain(own).collect();
    let fixed: Vec<u32> = (0..sought.open.len() as u32).collect();
    let called = |i: usize| inputs.villages.layer.codes[sought.demand[i]].to_string();
    let effort = match demand.len() * points.len() <= PROOF {
        true => Effort::Normal,
        false => Effort::Quick,
    };
    let plan = solve(&Problem {
        demand: &demand,
        weight: &sought.weight,
        sites: &points,
        measure: found.journey.measure,
        kind: sought.kind,
        capacity: None,
        open: &fixed,
        closed: &[],
        effort,
        seed: study.study.seed,
        called: &called,
    })?;
    let mut served = vec![(0.0, 0); points.len()];
    for service in &plan.served {
        let own = &mut served[service.site as usize];
        own.0 += service.amount;
        own.1 += 1;
    }
    let new = plan
        .sites
        .iter()
        .filter(|&&j| j as usize >= sought.open.len());
    let mut sites: Vec<(usize, f64, usize)> = new
        .map(|&j| {
            let (people, villages) = served[j as usize];
            (
                sought.candidates[j as usize - sought.open.len()],
                people,
                villages,
            )
        })
        .collect();
    // stable: of equal ones the lesser code
    sites.sort_by(|a, b| b.1.total_cmp(&a.1));
    let covers = matches!(sought.kind, Kind::MaximalCover { .. });
    Ok(Some(Sites {
        service: one.name.clone(),
        problem: if covers { "mclp" } else { "p-median" },
        mode: straight_mode(found.journey.spec.detour),
        plan,
        scale: if covers { 1.0 } else { scale },
        sites,
    }))
}

/// Villages beyond the standard, and those from which one of them is within it.
fn covering(
    one: &Served,
    origins: &[Point],
    (standard, scale): (f64, f64),
    next: usize,
    people: &dyn Fn(usize) -> f64,
) -> Sought {
    let beyond = one.met().into_iter().enumerate();
    let demand: Vec<usize> = beyond
        .filter(|&(i, met)| met == Some(false) && people(i) > 0.0)
        .map(|(i, _)| i)
        .collect();
    let radius = standard / scale;
    let from: Vec<Point> = demand.iter().map(|&i| origins[i]).collect();
    let measure = match one.unit {
        Unit::Plane => Measure::Planar,
        Unit::Km | Unit::Minutes => Measure::Geodesic,
    };
    let ways = Straight::new(&from, origins, measure, 1.0);
    let (mut scratch, mut near) = Default::default();
    let mut candidates = BTreeSet::new();
    for i in 0..from.len() {
        ways.look(i, 0, radius, &mut scratch, &mut near);
        candidates.extend(near.iter().map(|&(_, j)| j as usize));
    }
    Sought {
        weight: demand.iter().map(|&i| people(i)).collect(),
        kind: Kind::MaximalCover {
            p: next.min(candidates.len()),
            radius,
        },
        demand,
        open: Vec::new(),
        candidates: candidates.into_iter().collect(),
    }
}

/// All villages with people, the points that are nearest to some of them, and every village as a candidate.
fn nearest(one: &Served, origins: &[Point], next: usize, people: &dyn Fn(usize) -> f64) -> Sought {
    let known = |i: &usize| origins[*i].x().is_finite() && origins[*i].y().is_finite();
    let candidates: Vec<usize> = (0..origins.len()).filter(known).collect();
    let demand: Vec<usize> = candidates
        .iter()
        .copied()
        .filter(|&i| people(i) > 0.0)
        .collect();
    let near = demand
        .iter()
        .filter_map(|&i| Some(one.measured.access.nearest[i].first()?.1));
    let near: BTreeSet<u32> = near.collect();
    let open: Vec<Point> = near
        .into_iter()
        .map(|j| one.points.points[j as usize])
        .collect();
    Sought {
        weight: demand.iter().map(|&i| people(i)).collect(),
        kind: Kind::Median {
            p: open.len() + next.min(candidates.len()),
        },
        demand,
        open,
        candidates,
    }
}
