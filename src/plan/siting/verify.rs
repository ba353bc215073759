//! An independent check of a plan: it reads the problem and the plan, measures anew, and shares nothing with what made them.

use super::{Kind, Plan, Problem};
use crate::base::model::Measure;
use crate::error::{Error, Result};
use crate::plan::solve::Proof;
use geo::{Distance, Euclidean, Geodesic, Point};
use rayon::prelude::*;
use std::collections::BTreeSet;

/// Checks number, open and closed sites, that each demand is served once and whole, by the nearest site where nothing limits it, within
/// radius and capacity, and that objective, bound and gap fit.
///
/// # Errors
/// An engine error that names the rule that is broken; a plan of this module never breaks one.
pub fn verify(problem: &Problem, plan: &Plan) -> Result<()> {
    check(problem, plan).map_err(|what| Error::engine(format!("the plan {what}")))
}

fn check(problem: &Problem, plan: &Plan) -> Result<(), String> {
    let open: BTreeSet<u32> = plan.sites.iter().copied().collect();
    if open.len() != plan.sites.len() || !plan.sites.is_sorted() {
        return Err("lists its sites twice or out of order".into());
    }
    if open.iter().any(|&j| j as usize >= problem.sites.len()) {
        return Err("opens a site that is not there".into());
    }
    if let Some(p) = problem.kind.p().filter(|p| *p != open.len()) {
        return Err(format!("opens {} sites, not {p}", open.len()));
    }
    if problem.open.iter().any(|j| !open.contains(j)) {
        return Err("leaves out a site that must be open".into());
    }
    if problem.closed.iter().any(|j| open.contains(j)) {
        return Err("opens a site that must be closed".into());
    }
    let mut served = vec![0.0; problem.demand.len()];
    let mut seen = BTreeSet::new();
    let mut load = vec![0.0; problem.sites.len()];
    for service in &plan.served {
        let (i, j) = (service.demand as usize, service.site as usize);
        if !seen.insert((service.demand, service.site)) {
            return Err(format!("serves demand {i} twice from one site"));
        }
        if !open.contains(&service.site) {
            return Err(format!("serves demand {i} from a closed site"));
        }
        let far = apart(problem.demand[i], problem.sites[j], problem.measure);
        if (far - service.far).abs() > 1e-7 * far.max(1e-3) {
            return Err(format!("states a distance of {}, not {far}", service.far));
        }
        if problem
            .kind
            .radius()
            .is_some_and(|r| far > r * (1.0 + 1e-7))
        {
            return Err(format!("serves demand {i} from beyond the radius"));
        }
        served[i] += service.amount;
        load[j] += service.amount;
    }
    let total: f64 = problem.weight.iter().sum();
    let slack = 1e-7 * total;
    let with: BTreeSet<u32> = plan.served.iter().map(|s| s.demand).collect();
    for (i, (&served, &weight)) in served.iter().zip(problem.weight).enumerate() {
        let may_lack = matches!(problem.kind, Kind::MaximalCover { .. });
        let lacks = !with.contains(&(i as u32)) || served < weight - slack;
        if served > weight + slack || (lacks && !may_lack) {
            return Err(format!("serves {served} of the {weight} of demand {i}"));
        }
    }
    if let Some(capacity) = problem.capacity {
        let over = load
            .iter()
            .zip(capacity)
            .any(|(load, most)| *load > most + slack);
        if over {
            return Err("serves more from a site than it holds".into());
        }
    } else {
        nearest(problem, plan)?;
    }
    objective(problem, plan)
}

/// Without capacities everybody goes to the nearest site, or to none when that is too far.
fn nearest(problem: &Problem, plan: &Plan) -> Result<(), String> {
    let mut far = vec![f64::INFINITY; problem.demand.len()];
    for service in &plan.served {
        far[service.demand as usize] = service.far;
    }
    let reach = problem.kind.radius().unwrap_or(f64::INFINITY);
    let strays = (0..problem.demand.len()).into_par_iter().find_first(|&i| {
        let least = far[i].min(reach) * (1.0 - 1e-7) - 1e-12;
        plan.sites.iter().any(|&j| {
            let (a, b) = (problem.demand[i], problem.sites[j as usize]);
            surely(a, b, problem.measure) < least && apart(a, b, problem.measure) < least
        })
    });
    strays.map_or(Ok(()), |i| {
        Err(format!("sends demand {i} past a nearer site"))
    })
}

fn objective(problem: &Problem, plan: &Plan) -> Result<(), String> {
    let far = plan.served.iter().map(|s| s.far);
    let answer = &plan.answer;
    let expected = match problem.kind {
        Kind::Median { .. } => plan.served.iter().map(|s| s.amount * s.far).sum(),
        Kind::Centre { .. } => far.fold(0.0, f64::max),
        Kind::Cover { .. } => plan.sites.len() as f64,
        Kind::MaximalCover { .. } => plan.served.iter().map(|s| s.amount).sum(),
        Kind::Dispersion { .. } => {
            let places: Vec<Point> = plan
                .sites
                .iter()
                .map(|&j| problem.sites[j as usize])
                .collect();
            let pairs = (0..places.len()).flat_map(|a| (0..a).map(move |b| (a, b)));
            let far = pairs.map(|(a, b)| apart(places[a], places[b], problem.measure));
            far.fold(f64::INFINITY, f64::min)
        }
    };
    let size = expected.abs().max(answer.bound.abs());
    if (expected - answer.objective).abs() > 1e-7 * size {
        return Err(format!(
            "states an objective of {}, not {expected}",
            answer.objective
        ));
    }
    let most = matches!(
        problem.kind,
        Kind::MaximalCover { .. } | Kind::Dispersion { .. }
    );
    let over = if most {
        answer.objective - answer.bound
    } else {
        answer.bound - answer.objective
    };
    if over > 0.0 {
        return Err("is better than its bound".into());
    }
    let gap = if size > 0.0 {
        (answer.objective - answer.bound).abs() / size
    } else {
        0.0
    };
    if (gap - answer.gap).abs() > 1e-6 || (answer.proof == Proof::Proven) != (answer.gap == 0.0) {
        return Err("has a gap or proof that does not follow from its bound".into());
    }
    Ok(())
}

fn apart(a: Point, b: Point, measure: Measure) -> f64 {
    match measure {
        Measure::Geodesic => Geodesic.distance(a, b),
        Measure::Planar => Euclidean.distance(a, b),
    }
}

/// No more than the distance: that between the parallels, where a degree is never below 110,574 m.
fn surely(a: Point, b: Point, measure: Measure) -> f64 {
    match measure {
        Measure::Geodesic => (a.y() - b.y()).abs() * 110_500.0,
        Measure::Planar => (a.y() - b.y()).abs(),
    }
}
